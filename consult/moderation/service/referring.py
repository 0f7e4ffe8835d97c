"""Passing a comment on to the office that can deal with it, and what that office says."""

from dataclasses import dataclass
from datetime import datetime

from consult.accounts.rules import check_address
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.moderation import deadlines, permissions, rules
from consult.moderation.events import CommentReferred, ReferralTakenUp
from consult.moderation.models import Referral, Ruling
from consult.record import service as record

DANGER = "danger"
NOT_YOURS = N_("Only moderators of this body may rule on its comments.")


@dataclass(frozen=True)
class Addressee:
    """The office a comment is passed on to. ``address``: where it is written to, never public."""

    office: str = ""
    address: str = ""
    terms: deadlines.Terms = deadlines.USUAL


NOBODY = Addressee()


def check_addressee(act: str, addressee: Addressee) -> Addressee:
    """What was given, cleaned. Raises Refused where the act needs an office and none is named."""
    office = rules.check_office(act, addressee.office)
    return Addressee(office, _check_address(addressee.address) if office else "", addressee.terms)


def _check_address(address: str) -> str:
    try:
        return check_address(address) if address.strip() else ""
    except Refused as refused:
        raise Refused(refused.message, field="refer_address") from None


def refer(
    actor: Actor, comment: Comment, consultation: Consultation, ruling: Ruling, addressee: Addressee, *, now: datetime
) -> Referral:  # fmt: skip
    """Part of the ruling's verb: who gets it and by when it has to answer. Danger is told at once, on the record."""
    made = Referral(
        public_id=random_id(), consultation_id=consultation.id, comment_id=comment.id, ruling_id=ruling.id,
        kind=ruling.ground, office=addressee.office, address=addressee.address, referred_at=now,
        due_on=deadlines.referral_due(now, consultation.timezone, addressee.terms),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record.append(
        "comment.referred", actor=actor, now=now, consultation=consultation.public_id,
        objects=[comment.public_id, ruling.public_id, made.public_id], organisation_id=consultation.organisation_id,
        role=ruling.role, ground=made.kind,
        values={"office": made.office, "address": made.address, "due_on": made.due_on.isoformat()},
    )  # fmt: skip
    if made.kind == DANGER:
        record.append(
            "duty.alerted", actor=actor, now=now, consultation=consultation.public_id,
            objects=[comment.public_id, made.public_id], organisation_id=consultation.organisation_id,
            role=ruling.role, values={"address": made.address},
        )  # fmt: skip
    events.emit(CommentReferred(made.id), now=now)
    return made


def take_up(actor: Actor, referral: Referral, *, answer: str, now: datetime) -> Referral:
    """Note, for everybody to read, what the office said it does with what was passed on to it."""
    consultation = consultations.get_by_id(referral.consultation_id)
    if not permissions.may_moderate(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if referral.taken_up_at is not None:
        raise Conflict(N_("What the office said is noted already."))
    referral.answer = rules.check_answer(answer)
    consulting.check_said(consultation, [referral.answer], "answer")
    referral.taken_up_at = now
    db.session.flush()
    record.append(
        "referral.taken_up", actor=actor, now=now, consultation=consultation.public_id,
        objects=[contributions.get(referral.comment_id).public_id, referral.public_id],
        organisation_id=consultation.organisation_id,
        role="moderator" if actor.kind == "account" else actor.kind, values={"answer": referral.answer},
    )  # fmt: skip
    events.emit(ReferralTakenUp(referral.id), now=now)
    return referral
