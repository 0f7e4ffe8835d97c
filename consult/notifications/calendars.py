"""The dates of a consultation for calendar programs: exact instants, in UTC so that no program guesses."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from consult.consultations.queries import Stamp
from consult.foundation import i18n
from consult.foundation.i18n import gettext as _
from consult.outcomes import queries as outcomes
from consult.record import queries as record

SHORT = timedelta(minutes=1)
MOVES = (
    "consultation.extended", "consultation.resumed", "consultation.put_off", "consultation.quiet_began",
    "consultation.quiet_ended", "consultation.exempted", "outcome.postponed", "summary.promised", "summary.postponed",
    "commitment.reported",
)  # fmt: skip
"""What may move a date that is here already. A program takes up a date that moved only where the number has risen."""


def dates(stamp: Stamp, *, base: str) -> bytes:
    """Opening, closing, and when summary and outcome are due, as far as set. ``base`` is the site's address."""
    made = Calendar()
    made.add("prodid", "-//Consult//dates//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", stamp.title)
    for event in _events(stamp, base):
        made.add_component(event)
    return made.to_ical()


def _events(stamp: Stamp, base: str) -> Iterator[Event]:
    consultation = stamp.consultation
    place = f"{base}/{i18n.language()}/consultations/{consultation.slug}"
    zone = consultation.timezone
    changes, changed_at = record.acts_of(stamp.public_id, MOVES)
    published_at = consultation.published_at or consultation.created_at
    stamped = max(published_at, changed_at or published_at)
    for mark, instant, title in (
        ("opens", consultation.opens_at, _("Opens: %(title)s", title=stamp.title)),
        ("closes", consultation.closes_at, _("Closes: %(title)s", title=stamp.title)),
    ):
        if instant is not None:
            event = _event(stamp, base, mark, title, place, stamped, changes)
            at = instant.astimezone(UTC)
            event.add("dtstart", at)
            event.add("dtend", at + SHORT)
            event.add("description", f"{i18n.instant_text(instant, zone)}\n{place}")
            yield event
    summary = outcomes.summary_of(consultation.id)
    if summary is not None and summary.due_on is not None:
        title = _("Summary due: %(title)s", title=stamp.title)
        event = _event(stamp, base, "summary", title, f"{place}/summary", stamped, changes)
        event.add("dtstart", summary.due_on)
        event.add("description", f"{place}/summary")
        yield event
    for one in outcomes.commitments_of(consultation.id):
        title = _("Promised: %(title)s", title=stamp.title)
        event = _event(
            stamp, base, f"commitment-{one.public_id}", title, f"{place}/commitments", stamped, changes
        )
        event.add("dtstart", one.due_on)
        event.add("description", f"{one.texts.get(i18n.language()) or one.body}\n{place}/commitments")
        yield event
    if consultation.outcome_due_on is not None:
        title = _("Outcome due: %(title)s", title=stamp.title)
        event = _event(stamp, base, "outcome", title, f"{place}/outcome", stamped, changes)
        event.add("dtstart", consultation.outcome_due_on)
        event.add("description", f"{place}/outcome")
        yield event


def _event(
    stamp: Stamp, base: str, mark: str, title: str, link: str, stamped: datetime, changes: int
) -> Event:
    event = Event()
    event.add("uid", f"{stamp.public_id}-{mark}@{urlsplit(base).hostname}")
    event.add("dtstamp", stamped.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", changes)
    event.add("summary", title)
    event.add("url", link)
    event.add("transp", "TRANSPARENT")
    return event
