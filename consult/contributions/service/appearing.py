"""What was kept back appears: at closing or with the outcome, as the rules of its consultation say.

And what was let through while nobody could see the consultation yet is kept back where its rules come to say so.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import rules
from consult.contributions.models import Comment, Revision
from consult.contributions.service.showing import SHOWN_CHANGED_TOGETHER, Change, apply_appear, count
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.record import service as record

AT_ONCE = 300


def let_appear(consultation: Consultation, comments: Sequence[Comment], *, now: datetime) -> None:
    """Show some comments that were let through meanwhile. One entry names them all."""
    if not comments:
        return
    record.append(
        "comments.appeared", actor=TIMER, now=now, consultation=consultation.public_id,
        objects=[comment.public_id for comment in comments],
    )  # fmt: skip
    for comment in comments:
        apply_appear(comment, now=now)
    db.session.flush()


def keep_back(actor: Actor, consultation: Consultation, now: datetime) -> None:
    """Part of setting a draft's rules: what was published in it (imported, or ruled on) waits as they say now.

    One entry stands for all of them, since all that were published so far wait. Where the rules show comments at once
    again, ``let_appear`` shows them when the consultation is public.
    """
    if rules.appears(consultation.comments_appear, consultations.phase_of(consultation, now)):
        return
    own = Comment.consultation_id == consultation.id
    ids = list(
        db.session.scalars(select(Comment.id).where(own, Comment.state == "published").order_by(Comment.id))
    )
    has_placeholders = db.session.scalar(select(Comment.id).where(own, Comment.is_listed).limit(1))
    if not ids and has_placeholders is None:
        return
    record.append(
        "comments.kept_back", actor=actor, now=now, consultation=consultation.public_id,
        organisation_id=consultation.organisation_id, values={"number": str(len(ids))},
    )  # fmt: skip
    _count_kept_back(own & (Comment.state == "published"))
    _change(own & (Comment.state == "published"), held_revision=Comment.shown_revision, state="held")
    was_seen = own & (Comment.is_listed | Comment.published_at.is_not(None))
    _change(
        was_seen, is_listed=False, published_at=None, shown_revision=None, shown_html="", proposal=[],
        lock_version=Comment.lock_version + 1,
    )  # fmt: skip
    db.session.execute(
        update(Revision)
        .where(Revision.comment_id.in_(select(Comment.id).where(own)), Revision.published_at.is_not(None))
        .values(published_at=None),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()
    for start in range(0, len(ids), AT_ONCE):
        _tell_kept_back(ids[start : start + AT_ONCE], now)


def _tell_kept_back(ids: Sequence[int], now: datetime) -> None:
    """What follows comments (the index) follows at once: nothing may be found before its time."""
    changes = [
        Change(one, "held", now) for one in db.session.scalars(select(Comment).where(Comment.id.in_(ids)))
    ]
    for follow in SHOWN_CHANGED_TOGETHER:
        follow(changes)


def _count_kept_back(which: ColumnElement[bool]) -> None:
    kind = (
        Comment.consultation_id, Comment.article_id, Comment.stance, Comment.source.is_not(None),
        Comment.alternative_id,
    )  # fmt: skip
    for own, article, stance, is_imported, alternative, number in db.session.execute(
        select(*kind, func.count()).where(which).group_by(*kind)
    ):
        for state, difference in (("published", -number), ("held", number)):
            count(
                own, article, state=state, stance=stance, is_imported=is_imported, difference=difference,
                alternative_id=alternative,
            )  # fmt: skip


def _change(which: ColumnElement[bool], **values: object) -> None:
    db.session.execute(
        update(Comment).where(which).values(**values), execution_options={"synchronize_session": False}
    )
