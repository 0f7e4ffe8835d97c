"""The decision becomes public, once nothing is missing and everybody has signed."""

from dataclasses import asdict
from datetime import datetime

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.consultations import service as consultations_service
from consult.consultations.models import Consultation
from consult.consultations.quiet_days import OUTCOME
from consult.consultations.service import append, signing
from consult.contributions import queries as contributions
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db, lock
from consult.foundation.errors import N_, Forbidden, Refused
from consult.organisations.models import Approval
from consult.outcomes import permissions, queries, rules
from consult.outcomes.events import OutcomePublished
from consult.outcomes.models import Outcome
from consult.outcomes.queries import senders_told
from consult.outcomes.service.deciding import text_of, values_of
from consult.outcomes.service.replying import ONLY_RESPONDERS, label_of

PUBLISH = "outcome.publish"


def publish_outcome(actor: Actor, consultation: Consultation, *, now: datetime) -> Outcome:
    """Make the decision public, once nothing is missing; the refusal names what is (L17, Gunning 4).

    Where the body signs off first, it only begins to wait: ``published_at`` of what is returned is None.
    """
    if not permissions.may_publish_outcome(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    outcome = _check_ready(consultation, now)
    signing.publish_or_ask(actor, consultation, PUBLISH, outcome, _publish_now, now=now)
    return outcome


def publish_signed_outcome(actor: Actor, approval: Approval, now: datetime) -> None:
    """Everybody has signed: make the decision public."""
    consultation = signing.consultation_of(approval)
    _publish_now(actor, consultation, _check_ready(consultation, now), now)


def outcome_content(approval: Approval) -> str:
    """Everything that becomes public with the outcome, as one text."""
    consultation = signing.consultation_of(approval)
    outcome = queries.outcome_of(consultation.id)
    chosen = {
        str(row.article_id): [row.disposition, row.reason, row.reasons]
        for row in queries.dispositions(consultation.id, public_only=False).values()
    }
    themes = {
        row.public_id: [row.disposition, row.reason, row.reasons]
        for row in queries.theme_dispositions(consultation.id).values()
    }
    return text_of(
        {"outcome": values_of(outcome) if outcome else {}, "dispositions": chosen, "themes": themes}
    )


def _check_ready(consultation: Consultation, now: datetime) -> Outcome:
    lock(consultation)  # nobody writes in the draft from here on
    rules.check_may_publish_outcome(consultations.phase_of(consultation, now))
    consultations_service.check_not_quiet(consultation, OUTCOME, now)
    outcome = queries.outcome_of(consultation.id, afresh=True)
    missing = queries.missing_to_publish(consultation)
    if missing or outcome is None:
        raise Refused(
            N_("The outcome can’t be published yet. What is missing: %(missing)s."), missing=missing
        )
    rules.check_decided_on(outcome.decided_on, consultation.closes_at, consultation.timezone, now)
    return outcome


def _publish_now(actor: Actor, consultation: Consultation, outcome: Outcome, now: datetime) -> None:
    outcome.published_at = outcome.changed_at = now
    outcome.account_id = actor.account_id
    outcome.office, outcome.role = label_of(actor, consultation)
    outcome.who_answered = senders_told.counted(consultation.id, outcome.places or ())
    consultations_service.mark_answered(actor, consultation, now=now)
    chosen = {
        str(row.article_id): row.disposition
        for row in queries.dispositions(consultation.id, public_only=False).values()
    }
    entry = append(
        "outcome.published", actor, consultation, now, role="responder", objects=[outcome.public_id],
        values={
            **values_of(outcome), "dispositions": text_of(chosen),
            "comments": text_of(contributions.totals(consultation.id)),
            "coverage": text_of(asdict(reading.coverage(consultation.id))),
            "who_answered": text_of(outcome.who_answered),
        },
    )  # fmt: skip
    outcome.entry_id = entry.id
    db.session.flush()
    events.emit(OutcomePublished(consultation.id), now=now)
