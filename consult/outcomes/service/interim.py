"""What is said by a date that law forces, while comments are unread: two people publish it, the debt stays public."""

import json
from datetime import date, datetime

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.quiet_days import OUTCOME
from consult.consultations.service import append, check_not_quiet, signing
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.organisations import queries as organisations
from consult.organisations.models import Approval
from consult.organisations.rules.chain import Step
from consult.organisations.service import approving
from consult.outcomes import claims, permissions, queries, rules
from consult.outcomes.events import InterimPublished
from consult.outcomes.models import InterimResponse
from consult.outcomes.service.reasons import check_reasons
from consult.outcomes.service.replying import ONLY_RESPONDERS, label_of

PUBLISH_INTERIM = "interim.publish"


def ask_interim(
    actor: Actor,
    consultation: Consultation,
    *,
    body: str,
    law: str,
    until: date,
    now: datetime,
    language: str = "",
) -> Approval:
    """Ask a second person to publish an interim response. It is refused where there is no second one."""
    if not permissions.may_publish_outcome(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    body = text.normalise(body, limit=rules.TEXT_LIMIT, field="body")
    law = " ".join(text.normalise(law, limit=rules.REASON_LIMIT, field="law").split())
    rules.check_interim(
        consultations.phase_of(consultation, now), unread=reading.coverage(consultation.id).unread, body=body, law=law,
        until=until, today=rules.day_in(now, consultation.timezone),
    )  # fmt: skip
    check_not_quiet(consultation, OUTCOME, now)
    _check_words(consultation, body, law)
    act = approving.ACTS[PUBLISH_INTERIM]
    if not approving.others(actor, consultation.organisation_id, act.roles):
        raise Refused(N_("An interim response needs two people, and nobody else of this body could sign it."))
    facts = {
        "body": body, "law": law, "until": until.isoformat(),
        "language": language_of(body, language or consultation.language),
    }  # fmt: skip
    return approving.ask(
        actor, act=PUBLISH_INTERIM, organisation=organisations.get(consultation.organisation_id),
        subject=consultation.public_id, steps=[Step()], now=now, consultation=consultation.public_id, facts=facts,
    )  # fmt: skip


def publish_signed_interim(actor: Actor, approval: Approval, now: datetime) -> InterimResponse:
    """A second person has signed: publish it, with how many comments are unread at this instant.

    What it quotes may have left the pages since it was asked for: then it goes on waiting, and the refusal names it.
    """
    consultation, facts = signing.consultation_of(approval), approval.facts
    until, kept = date.fromisoformat(facts["until"]), reading.coverage(consultation.id)
    rules.check_interim(
        consultations.phase_of(consultation, now), unread=kept.unread, body=facts["body"], law=facts["law"],
        until=until, today=rules.day_in(now, consultation.timezone),
    )  # fmt: skip
    check_not_quiet(consultation, OUTCOME, now)
    _check_words(consultation, facts["body"], facts["law"])
    made = InterimResponse(
        public_id=random_id(), consultation_id=consultation.id, body=facts["body"],
        html=text.plain_html(claims.shown(facts["body"])), html_version=text.VERSION, language=facts["language"],
        law=facts["law"], until=until, received=kept.received, unread=kept.unread, asked_by=approval.asked_by,
        account_id=actor.account_id, office=label_of(actor, consultation)[0], published_at=now, entry_id="",
    )  # fmt: skip
    db.session.add(made)
    entry = append(
        "interim.published", actor, consultation, now, role="responder", objects=[made.public_id],
        values={
            "body": made.body, "language": made.language, "law": made.law, "until": made.until.isoformat(),
            "unread": str(made.unread), "received": str(made.received),
        },
    )  # fmt: skip
    made.entry_id = entry.id
    db.session.flush()
    events.emit(InterimPublished(consultation.id, made.id), now=now)
    return made


def _check_words(consultation: Consultation, body: str, law: str) -> None:
    rules.check_borne_out(queries.unborne(consultation, body), "body")
    check_reasons(consultation, [law], "law")


def interim_content(approval: Approval) -> str:
    """What is signed: its words, the law, the day."""
    return json.dumps(approval.facts, ensure_ascii=False, sort_keys=True)
