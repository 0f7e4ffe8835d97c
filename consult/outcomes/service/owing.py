"""When the outcome is owed: promising a later day, and saying once that it is late."""

import json
from datetime import date, datetime

from consult.consultations import queries as consultations
from consult.consultations import service as consultations_service
from consult.consultations.models import Consultation
from consult.consultations.service import append, signing
from consult.foundation import events, text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import Forbidden
from consult.foundation.scripts import language_of
from consult.organisations.models import Approval
from consult.outcomes import permissions, queries, rules
from consult.outcomes.events import OutcomeOverdue, OutcomePostponed
from consult.outcomes.models import Escalation, Postponement
from consult.outcomes.service.deciding import ONLY_AUTHORS_TOO
from consult.outcomes.service.reasons import check_reasons

POSTPONE = "outcome.postpone"


def postpone_outcome(
    actor: Actor, consultation: Consultation, *, until: date, reason: str, now: datetime, language: str = ""
) -> Approval:
    """Ask to promise the outcome for a later day, with a public reason. A second person's yes moves it.

    ``decision`` is ``done`` where there is no second person.
    """
    if not permissions.may_postpone_outcome(actor, consultation):
        raise Forbidden(ONLY_AUTHORS_TOO)
    reason = text.normalise(reason, limit=rules.REASON_LIMIT, field="reason")
    due_on = consultation.outcome_due_on
    rules.check_postponement(consultations.phase_of(consultation, now), due_on, until, reason)
    check_reasons(consultation, [reason], "reason")
    return ask_for_later(POSTPONE, actor, consultation, until, reason, language, now)


def ask_for_later(
    act: str, actor: Actor, consultation: Consultation, until: date, reason: str, language: str, now: datetime
) -> Approval:
    """Ask a second person to move a promised day for a public reason, written in ``language`` as far as it shows."""
    facts = {
        "until": until.isoformat(), "reason": reason,
        "language": language_of(reason, language or consultation.language),
    }  # fmt: skip
    return signing.together(actor, consultation, act, facts=facts, now=now)


def postpone_agreed(actor: Actor, approval: Approval, now: datetime) -> Postponement:
    """The second person agreed: the later day is promised. The earlier promise stays readable."""
    consultation, facts = signing.consultation_of(approval), approval.facts
    due_on, until, reason = consultation.outcome_due_on, date.fromisoformat(facts["until"]), facts["reason"]
    rules.check_postponement(consultations.phase_of(consultation, now), due_on, until, reason)
    check_reasons(consultation, [reason], "reason")
    made = Postponement(
        consultation_id=consultation.id, due_before=due_on, due_now=until, reason=reason,
        reason_language=facts["language"], postponed_at=now, account_id=actor.account_id, entry_id="",
    )  # fmt: skip
    db.session.add(made)
    consultations_service.move_outcome_due(consultation, until)
    entry = append(
        "outcome.postponed", actor, consultation, now, role="signer",
        values={
            "due_before": due_on.isoformat() if due_on else "", "due_now": until.isoformat(), "reason": reason,
        },
    )  # fmt: skip
    made.entry_id = entry.id
    db.session.flush()
    events.emit(OutcomePostponed(consultation.id, made.id), now=now)
    return made


def postponement_content(approval: Approval) -> str:
    """What is signed: the day, the reason, and the day that it was promised for before."""
    due_on = signing.consultation_of(approval).outcome_due_on
    return json.dumps([str(due_on), approval.facts], ensure_ascii=False, sort_keys=True)


def escalate_overdue(now: datetime) -> int:
    """Say of each outcome that became late that it is; once for each day it was promised for. Returns how many."""
    late = queries.not_yet_escalated(now)
    for due in late:
        consultation = consultations.get_by_id(due.consultation_id)
        made = Escalation(consultation_id=consultation.id, due_on=due.due_on, escalated_at=now)
        db.session.add(made)
        db.session.flush()
        append("outcome.overdue", TIMER, consultation, now, values={"due_on": str(due.due_on)})
        events.emit(OutcomeOverdue(consultation.id, made.id), now=now)
    return len(late)
