"""Seeing who sent a comment: asked for with a reason, agreed to by a second person, open for a day (S22)."""

import json
from datetime import datetime, timedelta

from consult.consultations import queries as consultations
from consult.consultations.service import signing
from consult.contributions.models import Comment
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.errors import N_, Forbidden, Refused
from consult.moderation import permissions
from consult.moderation.rules import NOTE_LIMIT
from consult.organisations.models import Approval
from consult.organisations.queries import approvals
from consult.record import service as record

UNMASK = "sender.unmask"
LOOK = timedelta(hours=24)
"""How long whoever asked may look, from the second person's yes."""
NO_REASON = N_("Please say why you have to know who sent it. Auditors read it.")
NOT_YOURS = N_("Only moderators of this body may ask who sent it.")


def unmask(actor: Actor, comment: Comment, *, reason: str, now: datetime) -> Approval:
    """Ask to see who sent it. A second person's yes opens it to the asker for a day; alone where there is none."""
    consultation = consultations.get_by_id(comment.consultation_id)
    if not permissions.may_moderate(actor, consultation):
        raise Forbidden(NOT_YOURS)
    reason = text.normalise(reason, limit=NOTE_LIMIT, field="reason").strip()
    if not reason:
        raise Refused(NO_REASON, field="reason")
    return signing.together(
        actor, consultation, UNMASK, subject=comment.public_id, facts={"reason": reason}, now=now
    )


def unmask_agreed(actor: Actor, approval: Approval, now: datetime) -> None:
    """The second person agreed: the record says that it was opened, and to nobody who it was."""
    consultation = consultations.get_by_public_id(approval.consultation)
    record.append(
        "sender.unmasked", actor=actor, now=now, consultation=consultation.public_id,
        objects=[approval.subject, approval.public_id], organisation_id=consultation.organisation_id,
        role="moderator" if actor.kind == "account" else actor.kind, values={"reason": approval.facts["reason"]},
    )  # fmt: skip


def may_look(actor: Actor, comment: Comment, now: datetime) -> bool:
    """Whether the actor asked, was agreed with, and the day isn't over. Auditors read everything; it is noted."""
    if actor.is_auditor:
        return True
    newest = approvals.newest_approval(UNMASK, comment.public_id)
    if newest is None or newest.approval.decided_at is None or newest.approval.decision != "done":
        return False
    return newest.approval.asked_by == actor.account_id and now < newest.approval.decided_at + LOOK


def unmask_content(approval: Approval) -> str:
    """Whose comment, and why."""
    return json.dumps(approval.facts, ensure_ascii=False, sort_keys=True)
