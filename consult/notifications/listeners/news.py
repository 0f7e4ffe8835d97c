"""News of a consultation go to everybody who took part with a confirmed address, and to subscribers: once each."""

from collections.abc import Callable

from consult.consultations import queries as consultations
from consult.consultations.events import (
    ConsultationEnded,
    ConsultationExtended,
    ConsultationFinished,
    ConsultationPublished,
    ConsultationResumed,
    ConsultationSuspended,
    VersionPublished,
)
from consult.foundation import clock, events
from consult.notifications import posting
from consult.notifications.events import NewsLeft
from consult.outcomes.events import InterimPublished, OutcomePostponed, OutcomePublished, SummaryPublished

FIRST = "senders"


@events.on(ConsultationExtended)
def tell_extended(event: ConsultationExtended) -> None:
    """It closes later."""
    _tell(NewsLeft(event.consultation_id, "extended", event.date_change_id, FIRST, ""))


@events.on(VersionPublished)
def tell_version(event: VersionPublished) -> None:
    """There is a further version; the first one comes with the consultation itself."""
    versions = consultations.versions_of(event.consultation_id)
    if any(one.id == event.version_id and one.number > 1 for one in versions):
        _tell(NewsLeft(event.consultation_id, "version", event.version_id, FIRST, ""))


@events.on(ConsultationPublished)
def tell_round(event: ConsultationPublished) -> None:
    """A further round is public: whoever took part in the earlier one, or follows it, is told."""
    earlier = consultations.earlier_round(consultations.get_by_id(event.consultation_id))
    if earlier is not None:
        _tell(NewsLeft(earlier.id, "round", event.consultation_id, FIRST, ""))


@events.on(OutcomePostponed)
def tell_postponed(event: OutcomePostponed) -> None:
    """The outcome is promised for a later day."""
    _tell(NewsLeft(event.consultation_id, "postponed", event.postponement_id, FIRST, ""))


@events.on(SummaryPublished)
def tell_summary(event: SummaryPublished) -> None:
    """What was received is told, before the decision."""
    _tell(NewsLeft(event.consultation_id, "summary", event.consultation_id, FIRST, ""))


@events.on(InterimPublished)
def tell_interim(event: InterimPublished) -> None:
    """By a date that law forces something was said while comments are unread."""
    _tell(NewsLeft(event.consultation_id, "interim", event.interim_id, FIRST, ""))


@events.on(OutcomePublished)
def tell_outcome(event: OutcomePublished) -> None:
    """The decision is public."""
    _tell(NewsLeft(event.consultation_id, "outcome", event.consultation_id, FIRST, ""))


@events.on(ConsultationFinished)
def tell_finished(event: ConsultationFinished) -> None:
    """Everything owed was answered."""
    _tell(NewsLeft(event.consultation_id, "finished", event.consultation_id, FIRST, ""))


@events.on(ConsultationEnded)
def tell_ended(event: ConsultationEnded) -> None:
    """It was withdrawn, superseded or annulled, with a statement of reasons."""
    _tell(NewsLeft(event.consultation_id, "ended", event.consultation_id, FIRST, ""))


@events.on(ConsultationSuspended)
def tell_suspended(event: ConsultationSuspended) -> None:
    """It takes no comments for a while."""
    _tell(NewsLeft(event.consultation_id, "suspended", event.suspension_id, FIRST, ""))


@events.on(ConsultationResumed)
def tell_resumed(event: ConsultationResumed) -> None:
    """It takes comments again."""
    _tell(NewsLeft(event.consultation_id, "resumed", event.suspension_id, FIRST, ""))


@events.on(NewsLeft)
def tell_further(event: NewsLeft) -> None:
    """The next ones of many."""
    _tell(event)


def _tell(left: NewsLeft, write: Callable[[NewsLeft], NewsLeft | None] = posting.write_news) -> None:
    further = write(left)
    if further is not None:
        events.emit(further, now=clock.now())
