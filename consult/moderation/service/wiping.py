"""What moderators, readers and senders wrote about words that go: quotations and names in it go with them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from consult.contributions import queries as contributions
from consult.contributions.service import Wiping
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
            is_own = isinstance(row, Review) and row.comment_id in whole
            _cover(wiping, row, columns, drops=("reason",) if is_own else ())
    if wiping.email_fold:
        own = select(Report.id, Report.email).where(
            Report.consultation_id == wiping.submission.consultation_id, Report.email != ""
        )
        found = [row[0] for row in db.session.execute(own) if row[1].lower() == wiping.email_fold.lower()]
        forget_reporters(found, now=wiping.now)
    db.session.flush()


def _cover(wiping: Wiping, row: Written, columns: tuple[str, ...], drops: tuple[str, ...]) -> None:
    changed = [name for name in columns if getattr(row, name) in wiping.quotations or name in drops]
    for name in changed:
        setattr(row, name, "" if name in drops else wiping.quotations.cover(getattr(row, name)))
    if changed:
        record.erase_openings([one.id for one in wiping.entries if row.public_id in one.objects], changed)
