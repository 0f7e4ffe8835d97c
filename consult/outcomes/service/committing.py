"""What a body promises beyond the decision: by whom, until when, and how it stands."""

from collections.abc import Mapping
from datetime import date, datetime

from consult.accounts.rules import check_address
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.rules import check_language
from consult.consultations.service import append
from consult.foundation import text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.foundation.zones import to_minute
from consult.outcomes import permissions, queries, rules
from consult.outcomes.models import Commitment
from consult.outcomes.service.deciding import text_of
from consult.outcomes.service.reasons import check_reasons
from consult.outcomes.service.replying import ONLY_RESPONDERS, label_of


def make_commitment(
    actor: Actor,
    consultation: Consultation,
    *,
    body: str,
    owner: str,
    due_on: date,
    now: datetime,
    texts: Mapping[str, str] | None = None,
    owner_email: str = "",
) -> Commitment:
    """Promise something by a day, in public. ``texts``: the same in further languages."""
    if not permissions.may_commit(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    phase, today = consultations.phase_of(consultation, now), rules.day_in(now, consultation.timezone)
    rules.check_commitment(phase, due_on, today)
    body = _words(body, "body", N_("Please write what will be done."))
    owner = " ".join(_words(owner, "owner", N_("Please name who owes it."), rules.LINE_LIMIT).split())
    further = _further(texts or {})
    rules.check_borne_out(queries.unborne(consultation, body), "body")
    for language, words in further.items():
        rules.check_borne_out(queries.unborne(consultation, words), f"body_{language.replace('-', '_')}")
    made = Commitment(
        public_id=random_id(), consultation_id=consultation.id, organisation_id=consultation.organisation_id, body=body,
        language=language_of(body, consultation.language), texts=further, owner=owner,
        owner_email=check_address(owner_email) if owner_email.strip() else "", due_on=due_on, state="open", history=[],
        made_at=now, account_id=actor.account_id, office=label_of(actor, consultation)[0],
    )  # fmt: skip
    db.session.add(made)
    append(
        "commitment.made", actor, consultation, now, role="responder", objects=[made.public_id],
        values={"body": body, "texts": text_of(made.texts), "owner": owner, "due_on": due_on.isoformat(),
                "state": "open", "language": made.language},
    )  # fmt: skip
    db.session.flush()
    return made


def report_commitment(
    actor: Actor,
    commitment: Commitment,
    *,
    state: str,
    note: str,
    now: datetime,
    due_on: date | None = None,
    language: str = "",
) -> Commitment:
    """Say how it stands, with words for everybody; ``due_on`` moves the day. What was said before stays readable."""
    consultation = consultations.get_by_id(commitment.consultation_id)
    if not permissions.may_commit(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    note = text.normalise(note, limit=rules.REASON_LIMIT, field="note")
    rules.check_report(state, note)
    if commitment.state != "open":
        raise Conflict(N_("This commitment is settled already."))
    check_reasons(consultation, [note], "note")
    commitment.state, commitment.due_on = state, due_on or commitment.due_on
    said = {
        "state": state, "due_on": commitment.due_on.isoformat(), "note": note,
        "note_language": language_of(note, language or consultation.language), "at": to_minute(now),
        "office": label_of(actor, consultation)[0],
    }  # fmt: skip
    commitment.history = [*commitment.history, said]
    append(
        "commitment.reported", actor, consultation, now, role="responder", objects=[commitment.public_id],
        values={
            "state": state, "note": note, "due_on": commitment.due_on.isoformat(),
            "history": text_of(commitment.history),
        },
    )  # fmt: skip
    db.session.flush()
    return commitment


def note_reminded(commitment: Commitment, consultation: Consultation, *, now: datetime) -> None:
    """Part of the job: the owner was reminded."""
    commitment.reminded_at = now
    append("commitment.reminded", TIMER, consultation, now, objects=[commitment.public_id])
    db.session.flush()


def _words(written: str, field: str, missing: str, limit: int = rules.REASON_LIMIT) -> str:
    written = text.normalise(written, limit=limit, field=field).strip()
    if not written:
        raise Refused(missing, field=field)
    return written


def _further(texts: Mapping[str, str]) -> dict[str, str]:
    clean = {
        check_language(language): text.normalise(
            words, limit=rules.REASON_LIMIT, field=f"body_{language}"
        ).strip()
        for language, words in texts.items()
    }
    return {language: words for language, words in clean.items() if words}
