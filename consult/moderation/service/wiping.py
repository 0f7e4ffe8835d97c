"""What moderators, readers and senders wrote about words that go: quotations and names in it go with them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.contributions.service import Wiping, cover, forget_notes
from consult.foundation.db import db, table_of
from consult.moderation.models import Referral, Report, Review, Ruling
from consult.moderation.service.reporting import forget_reporters
from consult.record import service as record

Written = Ruling | Review | Referral | Report
WRITTEN: dict[type[Any], tuple[str, ...]] = {
    Ruling: ("note", "internal_note"),
    Review: ("reason", "note"),
    Referral: ("answer",),
    Report: ("message", "note"),
}
"""Table -> columns in which somebody may quote a comment, named like the committed fields."""


def wipe(wiping: Wiping) -> None:
    """Part of verbs: cover quotations, drop the sender's own reasons, forget the sender as a reporter."""
    comments = [one.id for one in contributions.comments_of(wiping.submission.id)]
    whole = {one.id for one in wiping.comments}
    for model, columns in WRITTEN.items():
        rows: Sequence[Written] = db.session.scalars(
            select(model).where(table_of(model).c.comment_id.in_(comments))
        ).all()
        for row in rows:
            if row.comment_id in whole:
                _cover(wiping, row, columns, drops=("reason",) if isinstance(row, Review) else ())
        stays = [row for row in rows if row.comment_id not in whole]
        _cover_beside(wiping, columns, [*stays, *_written_elsewhere(wiping, model, columns, comments)])
    if wiping.email_fold:
        own = select(Report.id, Report.email).where(
            Report.consultation_id == wiping.submission.consultation_id, Report.email != "",
            Report.forget_at.is_(None),
        )  # fmt: skip
        found = [row[0] for row in db.session.execute(own) if row[1].lower() == wiping.email_fold.lower()]
        forget_reporters(found, now=wiping.now)
    db.session.flush()


def _written_elsewhere(
    wiping: Wiping, model: type[Any], columns: tuple[str, ...], but: Sequence[int]
) -> list[Written]:
    """What is written about other people's comments of the consultation, which may quote it as well."""
    table = table_of(model)
    said = or_(*(table.c[name] != "" for name in columns))
    of_comments: Sequence[Written] = db.session.scalars(
        select(model)
        .join(Comment, Comment.id == table.c.comment_id)
        .where(Comment.consultation_id == wiping.submission.consultation_id, Comment.id.not_in(but), said)
    ).all()
    if model is not Report:
        return list(of_comments)
    own = Report.consultation_id == wiping.submission.consultation_id, Report.comment_id.is_(None)
    return [*of_comments, *db.session.scalars(select(Report).where(*own, said))]  # also of an official text


def _cover_beside(wiping: Wiping, columns: tuple[str, ...], rows: Sequence[Written]) -> None:
    """In what is about comments that stay: an entry names it, as nothing else would say why it can't be opened."""
    changed = cover(wiping, rows, columns)
    forget_notes(wiping, [one.public_id for one in changed])
    for one in changed:
        if one.comment_id is not None:
            comment = contributions.get(one.comment_id)
            comment.public_note = wiping.quotations.cover(comment.public_note)


def _cover(wiping: Wiping, row: Written, columns: tuple[str, ...], drops: tuple[str, ...]) -> None:
    changed = [name for name in columns if getattr(row, name) in wiping.quotations or name in drops]
    for name in changed:
        setattr(row, name, "" if name in drops else wiping.quotations.cover(getattr(row, name)))
    if changed:
        record.erase_openings([one.id for one in wiping.entries if row.public_id in one.objects], changed)
