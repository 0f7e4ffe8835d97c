"""What inside an office these comments wait for: themes that aren't decided, departments' parts that are missing."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, func, literal, or_, select, union_all

from consult.analysis.models import Theme, ThemedComment
from consult.consultations.models import Consultation
from consult.foundation.db import db
from consult.outcomes.holding import Inside
from consult.outcomes.models import Disposition, DueDay, JointReply, ReplyPart, ThemeDisposition


def inside_of(comment_ids: Collection[int]) -> dict[int, list[Inside]]:
    """By comment, in the order in which they were asked or made. Two statements.

    Themes count that were given to a department or have a day of their own; others wait for the outcome as all do.
    """
    found: dict[int, list[Inside]] = defaultdict(list)
    if comment_ids:
        for comment_id, office, due_on, is_of_theme in db.session.execute(_parts(comment_ids)):
            found[comment_id].append(Inside(office, due_on, is_part=True, is_of_theme=bool(is_of_theme)))
        for comment_id, office, due_on in db.session.execute(_themes(comment_ids)):
            found[comment_id].append(Inside(office, due_on, is_part=False, is_of_theme=True))
    return dict(found)


def _parts(comment_ids: Collection[int]) -> Any:
    """Missing parts of open joint replies to the comments, or to themes that they stand under."""
    owed = (
        select(ReplyPart.id, ReplyPart.organisation_id, DueDay.due_on, JointReply.comment_id, JointReply.theme_id)
        .join(JointReply, JointReply.id == ReplyPart.joint_id)
        .outerjoin(DueDay, and_(DueDay.part_id == ReplyPart.id, DueDay.dropped_at.is_(None)))
        .where(JointReply.reply_id.is_(None), JointReply.cancelled_at.is_(None), ReplyPart.written_at.is_(None))
    )  # fmt: skip
    own = owed.where(JointReply.comment_id.in_(comment_ids)).subquery()
    of_theme = owed.join(ThemedComment, ThemedComment.theme_id == JointReply.theme_id).where(
        ThemedComment.comment_id.in_(comment_ids)
    )
    shared = of_theme.with_only_columns(
        ThemedComment.comment_id, ReplyPart.organisation_id, DueDay.due_on, ReplyPart.id
    ).subquery()
    both = union_all(
        select(own.c.comment_id, own.c.organisation_id, own.c.due_on, literal(0).label("of_theme"), own.c.id),
        select(shared.c.comment_id, shared.c.organisation_id, shared.c.due_on, literal(1), shared.c.id),
    ).subquery()
    return select(both.c.comment_id, both.c.organisation_id, both.c.due_on, both.c.of_theme).order_by(
        both.c.id
    )


def _themes(comment_ids: Collection[int]) -> Any:
    """Live themes of the comments that have no disposition, neither their own nor the article's they were made for."""
    return (
        select(
            ThemedComment.comment_id,
            func.coalesce(Theme.organisation_id, Consultation.organisation_id),
            DueDay.due_on,
        )
        .join(Theme, Theme.id == ThemedComment.theme_id)
        .join(Consultation, Consultation.id == Theme.consultation_id)
        .outerjoin(DueDay, and_(DueDay.theme_id == Theme.id, DueDay.dropped_at.is_(None)))
        .outerjoin(ThemeDisposition, ThemeDisposition.theme_id == Theme.id)
        .outerjoin(
            Disposition,
            and_(
                Disposition.consultation_id == Theme.consultation_id,
                Disposition.article_id == Theme.article_id,
            ),
        )
        .where(
            ThemedComment.comment_id.in_(comment_ids), Theme.merged_into_id.is_(None), Theme.removed_at.is_(None),
            ThemeDisposition.id.is_(None), Disposition.id.is_(None),
            or_(Theme.organisation_id.is_not(None), DueDay.id.is_not(None)),
        )
        .order_by(Theme.id)
    )  # fmt: skip
