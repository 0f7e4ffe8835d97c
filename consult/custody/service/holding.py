"""Putting a legal hold on, and lifting it."""

from datetime import datetime

from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.contributions.service import Wiping, cover, forget_reasons
from consult.custody import permissions, rules
from consult.custody.models import LegalHold
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, NotFound
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.record import service as record

NOT_YOURS = N_("Only an administrator of the body decides on this.")


def put_on_hold(
    actor: Actor,
    consultation: Consultation,
    comment: Comment | None,
    *,
    reason: str,
    language: str,
    now: datetime,
) -> LegalHold:
    """Nothing of it may be erased or destroyed until the hold is lifted. Everybody reads the reason."""
    if not permissions.may_keep(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if comment is not None and comment.consultation_id != consultation.id:
        raise NotFound(N_("This comment belongs to another consultation."))
    reason = rules.check_reason(text.normalise(reason, limit=rules.WORDS_LIMIT, field="reason"))
    made = LegalHold(
        public_id=random_id(), consultation_id=consultation.id, comment_id=comment.id if comment else None,
        reason=reason, language=language_of(reason, language), put_on_at=now, put_on_by=actor.account_id,
        office=actor.offices.get(consultation.organisation_id, ""),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _append(actor, "hold.put_on", consultation, made, comment, now, reason=reason)
    return made


def lift_hold(actor: Actor, made: LegalHold, *, reason: str, language: str, now: datetime) -> None:
    """What is due can go again."""
    consultation = consultations.get_by_id(made.consultation_id)
    if not permissions.may_keep(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if made.lifted_at is not None:
        raise Conflict(N_("This hold was lifted already."))
    reason = rules.check_reason(text.normalise(reason, limit=rules.WORDS_LIMIT, field="reason"))
    made.lifted_at, made.lifted_by = now, actor.account_id
    made.lifted_reason, made.lifted_language = reason, language_of(reason, language)
    db.session.flush()
    comment = db.session.get(Comment, made.comment_id) if made.comment_id else None
    _append(actor, "hold.lifted", consultation, made, comment, now, lifted_reason=reason)


def wipe_holds(wiping: Wiping) -> None:
    """Part of verbs: cover what reasons of holds quote; everybody reads them."""
    own = LegalHold.consultation_id == wiping.submission.consultation_id
    rows = cover(wiping, db.session.scalars(select(LegalHold).where(own)).all(), ["reason", "lifted_reason"])
    forget_reasons(wiping, [one.public_id for one in rows])
    db.session.flush()


def _append(
    actor: Actor, type_: str, consultation: Consultation, made: LegalHold, comment: Comment | None, now: datetime,
    **values: str,
) -> None:  # fmt: skip
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id,
        objects=[made.public_id, *([comment.public_id] if comment else [])],
        organisation_id=consultation.organisation_id, values=values,
        role="administrator" if actor.kind == "account" else actor.kind,
    )  # fmt: skip
