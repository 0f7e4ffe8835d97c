"""Extending the period, and declaring everything answered."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from consult.consultations import permissions, queries, rules
from consult.consultations.events import ConsultationExtended, ConsultationFinished
from consult.consultations.models import Consultation, DateChange
from consult.consultations.service import signing
from consult.consultations.service.entries import NOT_YOURS, append
from consult.consultations.service.saying import check_said
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden, Refused
from consult.foundation.scripts import language_of
from consult.foundation.zones import in_zone
from consult.organisations.models import Approval

MayFinish = Callable[[Consultation], Sequence[str]]
FINISH_REQUIREMENTS: list[MayFinish] = []
"""Higher rooms say what is still owed before a consultation may be finished: sentences, empty when nothing is."""


def extend(
    actor: Actor,
    consultation: Consultation,
    *,
    until: datetime,
    reason: str,
    now: datetime,
    language: str = "",
) -> DateChange | None:
    """Let it close later, with a public reason, written on a page in ``language``.

    None: it waits until a second person, or the body's offices, have signed it.
    """
    if not permissions.may_extend(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if consultation.closes_at is None:
        raise Refused(N_("Only a consultation that isn’t closed yet can be extended."))
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    rules.check_extension(queries.phase_of(consultation, now), consultation.closes_at, until, reason)
    check_said(consultation, [reason], "reason")
    facts = {"until": until.isoformat(), "reason": reason, "language": language}
    subject = consultation.public_id
    if signing.needs_signing(consultation):
        asked = signing.ask(actor, consultation, signing.EXTEND, subject=subject, now=now, facts=facts)
    else:
        asked = signing.together(actor, consultation, signing.EXTEND, facts=facts, now=now)
    return queries.newest_date_change(consultation.id) if asked.decision == "done" else None


def extend_signed(actor: Actor, approval: Approval, now: datetime) -> None:
    """Everybody has signed: let it close later, if it is still open."""
    consultation = signing.consultation_of(approval)
    until, reason = datetime.fromisoformat(approval.facts["until"]), approval.facts["reason"]
    if consultation.closes_at is None:
        raise Refused(N_("Only a consultation that isn’t closed yet can be extended."))
    rules.check_extension(queries.phase_of(consultation, now), consultation.closes_at, until, reason)
    check_said(consultation, [reason], "reason")
    _extend_now(actor, consultation, until, reason, approval.facts["language"], now)


def _extend_now(
    actor: Actor, consultation: Consultation, until: datetime, reason: str, language: str, now: datetime
) -> DateChange:
    change = move_closing(actor, consultation, until, reason, now, language=language)
    append(
        "consultation.extended",
        actor,
        consultation,
        now,
        values={
            "closes_at": until.isoformat(),
            "reason": reason,
            "reason_language": change.reason_language,
            "outcome_due_on": str(consultation.outcome_due_on or ""),
        },
    )
    events.emit(ConsultationExtended(consultation.id, change.id), now=now)
    return change


def move_closing(
    actor: Actor,
    consultation: Consultation,
    until: datetime,
    reason: str,
    now: datetime,
    *,
    language: str = "",
) -> DateChange:
    """Let it close later, and owe the outcome later by as much. The caller's entry says why."""
    if consultation.closes_at is None:
        raise ValueError("a consultation without a closing instant can't close later")
    change = DateChange(
        consultation_id=consultation.id, closed_before=consultation.closes_at, closes_now=until, reason=reason,
        reason_language=language_of(reason, language or consultation.language), changed_at=now,
        account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(change)
    if consultation.outcome_due_on is not None:
        consultation.outcome_due_on = _due_after(consultation, consultation.outcome_due_on, until)
    consultation.closes_at = until
    db.session.flush()
    return change


def _due_after(consultation: Consultation, owed: date, until: datetime) -> date:
    """The day counted from the new closing, or as many days later as it closes later where another was promised."""
    closes_at, zone = consultation.closes_at, consultation.timezone
    if closes_at is None or owed == queries.outcome_due(consultation, closes_at):
        return queries.outcome_due(consultation, until)
    later = in_zone(until, zone).date() - in_zone(closes_at, zone).date()
    return queries.settled(consultation, owed + later) if later else owed


def mark_answered(actor: Actor, consultation: Consultation, *, now: datetime) -> None:  # noqa: ARG001 - every verb has it
    """Called by the outcomes room when the outcome is published; its entry is there."""
    consultation.state = "answered"
    consultation.answered_at = now
    db.session.flush()


def move_outcome_due(consultation: Consultation, until: date) -> None:
    """Called by the outcomes room when the outcome is promised for a later day; its entry is there."""
    consultation.outcome_due_on = until
    db.session.flush()


def missing_to_finish(consultation: Consultation) -> list[str]:
    """What is still owed to the public, as sentences."""
    return [sentence for requirement in FINISH_REQUIREMENTS for sentence in requirement(consultation)]


def finish(actor: Actor, consultation: Consultation, *, now: datetime) -> None:
    """Declare it finished. Refused, naming what is missing, while anything is owed to the public (S01)."""
    if not permissions.may_finish(actor, consultation):
        raise Forbidden(N_("Only authors and responders of this body may do that."))
    owed = missing_to_finish(consultation)
    if owed:
        raise Refused(
            N_("This consultation can’t be finished yet. What is missing: %(missing)s."), missing=owed
        )
    rules.check_may_finish(queries.phase_of(consultation, now))
    consultation.state = "finished"
    consultation.finished_at = now
    db.session.flush()
    append("consultation.finished", actor, consultation, now)
    events.emit(ConsultationFinished(consultation.id), now=now)
