"""What several departments answer together: each writes its part, one reply names all."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select

from consult.analysis import queries as reading
from consult.analysis import service as reading_service
from consult.analysis.models import Theme
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.rules import check_language
from consult.consultations.service import append, signing
from consult.contributions.models import Comment
from consult.foundation import text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db, lock
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.zones import to_minute
from consult.organisations import queries as organisations
from consult.organisations.models import Approval, Organisation
from consult.outcomes import permissions, queries, rules
from consult.outcomes.models import JointReply, Reply, ReplyPart
from consult.outcomes.service import due_days
from consult.outcomes.service.replying import ONLY_RESPONDERS, reply_now, write
from consult.record import service as record

PUBLISH_JOINTLY = "reply.publish_jointly"
CHANGED_MEANWHILE = N_(
    "Somebody else of your office changed this part while you were writing. Both texts are below: put them together, "
    "then hand it in again."
)


def ask_jointly(
    actor: Actor,
    consultation: Consultation,
    offices: Sequence[Organisation],
    *,
    theme: Theme | None = None,
    comment: Comment | None = None,
    question: str = "",
    due_on: date | None = None,
    now: datetime,
) -> JointReply:
    """Let several departments answer a theme or a comment together. It waits until each has written its part.

    ``due_on``: the day by which each owes its part.
    """
    if not permissions.may_reply(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    rules.check_may_reply(consultations.phase_of(consultation, now))
    if theme is not None:
        reading_service.check_live(theme)
    rules.check_offices([one.closed_at is not None for one in offices])
    if queries.open_joint(theme.id if theme else None, comment.id if comment else None) is not None:
        raise Conflict(N_("A joint reply to this is being written already."))
    question = text.normalise(question, limit=rules.REASON_LIMIT, field="question")
    made = JointReply(
        public_id=random_id(), consultation_id=consultation.id, theme_id=theme.id if theme else None,
        comment_id=comment.id if comment else None, question=question, account_id=actor.account_id, asked_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    about = [one.public_id for one in (theme, comment) if one is not None]
    append(
        "joint.asked",
        actor,
        consultation,
        now,
        role="responder",
        objects=[made.public_id, *about],
        values={"internal_note": question},
    )
    for office in offices:
        part = ReplyPart(
            public_id=random_id(),
            joint_id=made.id,
            organisation_id=office.id,
            body="",
            handed_down=[],
            lock_version=1,
        )
        db.session.add(part)
        db.session.flush()
        append(
            "joint.part_owed", actor, consultation, now, role="responder",
            objects=[made.public_id, part.public_id, office.public_id],
        )  # fmt: skip
        if due_on is not None:
            due_days.set_due_day(actor, consultation, part=part, due_on=due_on, now=now)
    return made


def write_part(
    actor: Actor, part: ReplyPart, *, body: str, seen: int, language: str, now: datetime
) -> ReplyPart:
    """Hand in what one's office says. ``seen``: the lock_version that the form showed; a newer one is a Conflict."""
    joint = queries.get_joint_by_id(part.joint_id)
    if not permissions.may_write_part(actor, part.organisation_id):
        raise Forbidden(N_("Only responders and authors of the office that owes this part may write it."))
    _check_waits(joint)
    body = text.normalise(body, limit=rules.PART_LIMIT, field="body")
    if text.is_blank(body):
        raise Refused(N_("Please write the reply."), field="body")
    lock(part)
    if seen != part.lock_version:
        raise Conflict(CHANGED_MEANWHILE)
    consultation = consultations.get_by_id(joint.consultation_id)
    rules.check_borne_out(queries.unborne(consultation, body, answers=[joint.public_id]), "body")
    part.body, part.language, part.written_at = body, check_language(language), now
    part.account_id, part.lock_version = actor.account_id, part.lock_version + 1
    db.session.flush()
    record.append(
        "joint.part_written", actor=actor, now=now, consultation=consultation.public_id,
        objects=[joint.public_id, part.public_id], organisation_id=part.organisation_id,
        role="responder" if actor.kind == "account" else actor.kind, values={"body": body},
    )  # fmt: skip
    return part


def cancel_joint(actor: Actor, joint: JointReply, *, now: datetime) -> None:
    """It isn't asked for any more. What was written stays with the entries."""
    consultation = consultations.get_by_id(joint.consultation_id)
    if not permissions.may_reply(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    _check_waits(joint)
    joint.cancelled_at = now
    db.session.flush()
    append("joint.cancelled", actor, consultation, now, role="responder", objects=[joint.public_id])


def publish_jointly(actor: Actor, joint: JointReply, *, now: datetime) -> Reply | None:
    """Publish the one reply that names all. Refused, naming whom it awaits, until each part is there (S06).

    None: it waits until the body's offices have signed it off.
    """
    consultation = consultations.get_by_id(joint.consultation_id)
    if not permissions.may_reply(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    _check_complete(joint)
    signing.publish_or_ask(actor, consultation, PUBLISH_JOINTLY, joint, _publish_now, now=now)
    return queries.reply_of_joint(joint)


def publish_signed_jointly(actor: Actor, approval: Approval, now: datetime) -> None:
    """Everybody has signed: publish it."""
    joint = queries.get_joint(approval.subject)
    _check_complete(joint)
    _publish_now(actor, signing.consultation_of(approval), joint, now)


def joint_content(approval: Approval) -> str:
    """Every part as it stands: what is signed."""
    joint = queries.get_joint(approval.subject)
    return "\n".join(f"{one.public_id} {one.lock_version} {one.body}" for one in queries.parts_of(joint.id))


def _check_waits(joint: JointReply) -> None:
    """Neither published nor given up, and nobody else does either, or writes a part, before this is done."""
    lock(joint)
    if joint.reply_id is not None or joint.cancelled_at is not None:
        raise Conflict(N_("This joint reply isn’t waited for any more."))


def _check_complete(joint: JointReply) -> None:
    _check_waits(joint)
    awaited = [one.organisation_id for one in queries.parts_of(joint.id) if one.written_at is None]
    if awaited:
        names = organisations.names_in(awaited, "")
        raise Refused(N_("This reply is awaiting %(offices)s."), offices=[names[one] for one in awaited])


def _publish_now(actor: Actor, consultation: Consultation, joint: JointReply, now: datetime) -> None:
    rules.check_may_reply(consultations.phase_of(consultation, now))
    parts = queries.parts_of(joint.id)
    names = organisations.names_in([one.organisation_id for one in parts], consultation.language)
    body = "\n\n".join(f"{names[one.organisation_id]}:\n{one.body}" for one in parts)
    ids = [joint.comment_id] if joint.comment_id else reading.comment_ids_of(joint.theme_id or 0)
    made = reply_now(
        actor, consultation, comment_ids=queries.still_owed(ids), written=write(body, limit=rules.JOINT_LIMIT),
        language=parts[0].language, now=now, office=rules.named_together([names[one.organisation_id] for one in parts]),
    )  # fmt: skip
    joint.reply_id = made.id
    db.session.flush()
    append(
        "joint.published", actor, consultation, now, role="responder",
        objects=[joint.public_id, made.public_id, *(one.public_id for one in parts)],
    )  # fmt: skip


def hand_up_parts(organisation: Organisation, *, now: datetime) -> None:
    """What a department that closes still owes goes to the body above it, visibly. What it wrote stays its own."""
    own = select(ReplyPart).join(JointReply, JointReply.id == ReplyPart.joint_id)
    owed = own.where(
        ReplyPart.organisation_id == organisation.id, ReplyPart.written_at.is_(None),
        JointReply.reply_id.is_(None), JointReply.cancelled_at.is_(None),
    )  # fmt: skip
    for part in db.session.scalars(owed).all():
        joint = queries.get_joint_by_id(part.joint_id)
        consultation = consultations.get_by_id(joint.consultation_id)
        above = organisations.get(organisation.parent_id or consultation.organisation_id)
        heir = next((one for one in queries.parts_of(joint.id) if one.organisation_id == above.id), part)
        heir.handed_down = [
            *heir.handed_down, *part.handed_down, {"office": organisation.name, "at": to_minute(now)},
        ]  # fmt: skip
        heir.organisation_id, heir.written_at = above.id, None
        heir.lock_version += 1
        if heir is not part:  # the body above owed a part of its own: it answers for both
            due_days.hand_over(consultation, part, heir, now=now)
            db.session.execute(delete(ReplyPart).where(ReplyPart.id == part.id))
        db.session.flush()
        append(
            "joint.part_handed_up", TIMER, consultation, now,
            objects=[joint.public_id, heir.public_id, organisation.public_id, above.public_id],
        )  # fmt: skip


def follow_merger(theme: Theme, into: Theme, *, actor: Actor, now: datetime) -> None:
    """What is owed about a theme that was merged is owed about the one that took it in."""
    owed = select(JointReply).where(
        JointReply.theme_id == theme.id, JointReply.reply_id.is_(None), JointReply.cancelled_at.is_(None)
    )
    consultation = consultations.get_by_id(theme.consultation_id)
    due_days.follow_merger(consultation, theme, into, now=now)
    for joint in db.session.scalars(owed).all():
        joint.theme_id = into.id
        append(
            "joint.moved", actor, consultation, now, role="responder",
            objects=[joint.public_id, theme.public_id, into.public_id],
        )  # fmt: skip
    db.session.flush()
