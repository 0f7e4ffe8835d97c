"""Kept numbers follow when what everybody sees of comments changes: hidden as spam, withdrawn, published, erased."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from consult.analysis import rules
from consult.analysis.models import Reading, ThemedComment
from consult.analysis.service.shared import chunks, lock, move_tally, move_theme_counts
from consult.contributions.service import Change
from consult.foundation.db import db


def follow(changes: Sequence[Change]) -> None:
    """Part of verbs: count these comments as they count now. Those nobody has touched on the desk have no row."""
    now_counted = {one.comment.id: rules.counted_as(one.comment.state, one.comment.ground) for one in changes}
    for chunk in chunks(sorted(now_counted)):
        rows = db.session.scalars(select(Reading).where(Reading.comment_id.in_(chunk))).all()
        moved = [row for row in rows if row.counted != now_counted[row.comment_id]]
        if moved:
            _count(moved, now_counted)


def _count(rows: Sequence[Reading], now_counted: dict[int, str]) -> None:
    differences: dict[int, Counter[str]] = defaultdict(Counter)
    leaving: dict[int, str] = {}
    for row in rows:
        after = now_counted[row.comment_id]
        step = bool(after) - bool(row.counted)
        own = differences[row.consultation_id]
        own["read"] += step * (row.read_at is not None)
        own["by_method"] += step * (row.method_id is not None)
        own["themed"] += step * (row.themes > 0)
        leaving[row.comment_id] = row.counted
        row.counted = after
    for consultation_id, own in differences.items():
        lock(consultation_id)
        move_tally(consultation_id, **own)
    _count_themes(leaving, now_counted)
    db.session.flush()


def _count_themes(before: dict[int, str], after: dict[int, str]) -> None:
    left: dict[int, Counter[str]] = defaultdict(Counter)
    came: dict[int, Counter[str]] = defaultdict(Counter)
    links = select(ThemedComment.theme_id, ThemedComment.comment_id).where(
        ThemedComment.comment_id.in_(before)
    )
    for theme_id, comment_id in db.session.execute(links).all():
        left[theme_id][before[comment_id]] += 1
        came[theme_id][after[comment_id]] += 1
    for theme_id, counted in left.items():
        move_theme_counts(theme_id, counted, sign=-1)
        move_theme_counts(theme_id, came[theme_id])
