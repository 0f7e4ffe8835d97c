"""Themes and read marks against the entries that made them: one added, removed or changed is named."""

from collections import defaultdict

from sqlalchemy import Executable, func, select

from consult.analysis import rules
from consult.analysis.models import (
    Note,
    Reading,
    ReadingMethod,
    ReadingTally,
    SampledComment,
    Theme,
    ThemedComment,
)
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.record import checks
from consult.record.checks import entries_of

SAMPLING = ("reading.sample_gathered", "reading.sample_drawn")
"""Older logs name what a sample was drawn from where it is drawn, newer ones before."""
MARKS = ("reading.marked", "reading.sample_finished")
PUTS = ("theme.comments_put", "theme.comments_taken", "theme.merged")


def check_reading() -> str:
    """Hold every table of the reading desk against its entries. Raises Fault."""
    rows = checks.check_tables(
        checks.Kept(Theme, ("theme.made", "theme.renamed"), made_by=("theme.made",), columns={"name": "name"}),
        checks.Kept(Note, ("reading.noted",), columns={"body": "internal_note"}, made_by=("reading.noted",)),
        checks.Kept(
            ReadingMethod, SAMPLING, columns={"seed": "seed", "words": "words"},
            where=(ReadingMethod.kind == "sample",),
        ),
    )  # fmt: skip
    marks, links, sampled = _check_marks(), _check_links(), _check_samples()
    return f"{rows}, {marks:,} read marks, {links:,} comments under themes, {sampled:,} sampled"


def _check_marks() -> int:
    read: set[str] = set()
    methods: dict[str, str] = {}
    for entry in entries_of((*MARKS, "reading.unmarked", "comment.corrected")):
        objects = [str(one) for one in entry.clear.get("objects", [])]
        if entry.clear["type"] in MARKS:
            read |= set(objects)
            methods[entry.opened.get("method", "")] = entry.opened.get("words", "")
        else:
            read -= set(objects)
    kept = select(Comment.public_id).join(Reading, Reading.comment_id == Comment.id)
    number = 0
    for own in db.session.scalars(kept.where(Reading.read_at.is_not(None))):
        if own not in read:
            raise checks.Fault(f"comment_reading: {own} is marked as read, and no entry says so")
        read.discard(own)
        number += 1
    _none_left(read)
    stated = select(ReadingMethod).where(ReadingMethod.kind == "batch")
    for method in db.session.scalars(stated):
        if methods.get(method.public_id) != method.words:
            raise checks.Fault(f"reading_method: {method.public_id} isn’t what its entry says")
    return number


def _none_left(read: set[str]) -> None:
    """Every comment that entries call read is marked; samples themselves are among the objects of their entries."""
    for start in range(0, len(left := sorted(read)), 500):
        lost = select(Comment.public_id).where(Comment.public_id.in_(left[start : start + 500]))
        if found := db.session.scalar(lost.limit(1)):
            raise checks.Fault(f"comment_reading: {found} was read by its entries, and its mark is missing")


def _check_links() -> int:
    said: dict[str, set[str]] = defaultdict(set)
    for entry in entries_of(PUTS):
        own, *others = (str(one) for one in entry.clear.get("objects", []))
        named = set(entry.opened.get("comments", "").split())
        if entry.clear["type"] == "theme.merged":
            said[others[0]] |= said.pop(own, set())
        elif entry.clear["type"] == "theme.comments_put":
            said[own] |= named
        else:
            said[own] -= named
    kept: dict[str, set[str]] = defaultdict(set)
    for theme, comment in db.session.execute(
        select(Theme.public_id, Comment.public_id)
        .join(ThemedComment, ThemedComment.theme_id == Theme.id)
        .join(Comment, Comment.id == ThemedComment.comment_id)
    ):
        kept[theme].add(comment)
    for theme in said.keys() | kept.keys():
        if difference := said.get(theme, set()) ^ kept.get(theme, set()):
            raise checks.Fault(f"theme_comment: {min(difference)} under {theme} isn’t what the entries say")
    return sum(map(len, kept.values()))


def _check_samples() -> int:
    drawn: dict[str, set[str]] = defaultdict(set)
    for entry in entries_of(SAMPLING):
        own, *others = (str(one) for one in entry.clear.get("objects", []))
        drawn[own] |= set(others)
    chosen: dict[str, set[str]] = {}
    for method in db.session.scalars(select(ReadingMethod).where(ReadingMethod.seed != "")):
        chosen[method.public_id] = set(rules.drawn(drawn[method.public_id], method.seed, method.size))
    kept: dict[str, set[str]] = defaultdict(set)
    for own, comment, is_drawn in db.session.execute(
        select(ReadingMethod.public_id, Comment.public_id, SampledComment.is_drawn)
        .join(SampledComment, SampledComment.method_id == ReadingMethod.id)
        .join(Comment, Comment.id == SampledComment.comment_id)
    ):
        kept[own].add(comment)
        if is_drawn != (comment in chosen.get(own, ())):
            raise checks.Fault(f"reading_sample: {comment} isn’t drawn as the seed of {own} says")
    if drawn != kept:
        raise checks.Fault("reading_sample: what a sample was drawn from isn’t what its entries say")
    return sum(map(len, kept.values()))


def _again(consultation_id: int | None) -> Executable:
    """What was read of what counts, by a stated method too, and what of it stands under a theme."""
    key = Reading.consultation_id
    kinds = Reading.read_at.is_not(None), Reading.themes > 0, Reading.method_id.is_not(None)
    counted = (
        select(key, *(func.count().filter(one) for one in kinds)).where(Reading.counted != "").group_by(key)
    )
    return counted if consultation_id is None else counted.where(key == consultation_id)


COUNTS = checks.Counts(ReadingTally, ("consultation_id",), ("read", "themed", "by_method"), _again)
