"""Reading joint replies and the parts that departments owe."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from consult.analysis.models import Theme
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.outcomes import rules
from consult.outcomes.models import JointReply, Reply, ReplyPart

NONE = N_("There is no joint reply at this address.")


def get_joint(public_id: str) -> JointReply:
    """A joint reply. Raises NotFound."""
    found = db.session.scalar(select(JointReply).where(JointReply.public_id == public_id))
    if found is None:
        raise NotFound(NONE)
    return found


def get_joint_by_id(joint_id: int) -> JointReply:
    """A joint reply by its row."""
    return db.session.get_one(JointReply, joint_id)


def get_part(public_id: str) -> ReplyPart:
    """A part of a joint reply. Raises NotFound."""
    found = db.session.scalar(select(ReplyPart).where(ReplyPart.public_id == public_id))
    if found is None:
        raise NotFound(NONE)
    return found


def parts_of(joint_id: int) -> Sequence[ReplyPart]:
    """The parts of a joint reply, in the order in which departments were asked."""
    return db.session.scalars(
        select(ReplyPart).where(ReplyPart.joint_id == joint_id).order_by(ReplyPart.id)
    ).all()


def open_joint(theme_id: int | None, comment_id: int | None) -> JointReply | None:
    """The joint reply to this theme or comment that is still being written."""
    own = JointReply.theme_id == theme_id if theme_id is not None else JointReply.comment_id == comment_id
    return db.session.scalar(
        select(JointReply).where(own, JointReply.reply_id.is_(None), JointReply.cancelled_at.is_(None))
    )


def reply_of_joint(joint: JointReply) -> Reply | None:
    """The published reply, None while it waits."""
    return db.session.get(Reply, joint.reply_id) if joint.reply_id else None


def still_owed(comment_ids: Collection[int]) -> list[int]:
    """Those of these comments that can be replied to: not taken back in the meantime."""
    found: list[int] = []
    ids = sorted(comment_ids)
    for start in range(0, len(ids), 500):
        chosen = select(Comment.id).where(
            Comment.id.in_(ids[start : start + 500]), Comment.state.in_(rules.COUNTED)
        )
        found += db.session.scalars(chosen.order_by(Comment.id))
    return found


@dataclass(frozen=True)
class Joint:
    """A joint reply with what it is about and its parts."""

    joint: JointReply
    theme: Theme | None
    comment: Comment | None
    parts: Sequence[ReplyPart]

    @property
    def awaited(self) -> list[int]:
        """Departments whose part is missing."""
        return [one.organisation_id for one in self.parts if one.written_at is None]


def with_parts(joints: Sequence[JointReply]) -> list[Joint]:
    """These joint replies, each with its theme or comment and its parts."""
    return [
        Joint(
            one,
            db.session.get(Theme, one.theme_id) if one.theme_id else None,
            db.session.get(Comment, one.comment_id) if one.comment_id else None,
            parts_of(one.id),
        )
        for one in joints
    ]


def joints_of(consultation_id: int) -> list[Joint]:
    """The joint replies of a consultation, newest first; cancelled ones left out."""
    chosen = select(JointReply).where(
        JointReply.consultation_id == consultation_id, JointReply.cancelled_at.is_(None)
    )
    return with_parts(db.session.scalars(chosen.order_by(JointReply.id.desc())).all())


def parts_owed(organisation_ids: Collection[int]) -> list[tuple[ReplyPart, Joint]]:
    """What these departments owe or have written to replies that aren't published yet, owed ones first."""
    rows = db.session.scalars(
        select(ReplyPart)
        .join(JointReply, JointReply.id == ReplyPart.joint_id)
        .where(
            ReplyPart.organisation_id.in_(organisation_ids), JointReply.reply_id.is_(None),
            JointReply.cancelled_at.is_(None),
        )
        .order_by(ReplyPart.written_at.is_not(None), ReplyPart.id)
    ).all()  # fmt: skip
    return [(part, with_parts([get_joint_by_id(part.joint_id)])[0]) for part in rows]


def read_for_parts(
    theme_ids: Collection[int], comment_ids: Collection[int]
) -> list[tuple[int | None, int | None, int]]:
    """(theme, comment, department) of joint replies to these that are being written: who answers, reads."""
    rows = db.session.execute(
        select(JointReply.theme_id, JointReply.comment_id, ReplyPart.organisation_id)
        .join(ReplyPart, ReplyPart.joint_id == JointReply.id)
        .where(
            or_(JointReply.theme_id.in_(theme_ids), JointReply.comment_id.in_(comment_ids)),
            JointReply.cancelled_at.is_(None), JointReply.reply_id.is_(None),
        )
    )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in rows]
