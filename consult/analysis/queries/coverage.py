"""How much was read and sorted, and what still bars the way to the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.analysis import rules
from consult.analysis.models import Reading, ReadingMethod, ReadingTally, SampledComment, Theme
from consult.analysis.queries.desk import NO_THEME, Filter, named, to_read
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound


@dataclass(frozen=True)
class Coverage:
    """How many comments that count there are, were read, and stand under a theme. Kept numbers, four statements."""

    received: int
    read: int
    themed: int
    by_method: int
    kept_unread: int = 0
    """Only kept, by law, before anybody had read them: nobody is to."""
    kept_themeless: int = 0
    """Only kept, and under no theme."""

    @property
    def unread(self) -> int:
        """How many are still to be read."""
        return max(self.received - self.read - self.kept_unread, 0)

    @property
    def themeless(self) -> int:
        """How many are still to be put under a theme."""
        return max(self.received - self.themed - self.kept_themeless, 0)

    @property
    def share(self) -> float:
        """Per cent read, rounded down."""
        return rules.share(self.read, self.received)


def coverage(consultation_id: int) -> Coverage:
    """How far the reading is."""
    totals = contributions.totals(consultation_id)
    received = sum(totals.get(state, 0) for state in rules.COUNTED)
    if totals.get("hidden"):
        received -= _unowed(consultation_id)
    only_kept = _only_kept(consultation_id) if totals.get("withheld") else (0, 0)
    kept = db.session.get(ReadingTally, consultation_id, populate_existing=True)
    if kept is None:
        return Coverage(received, 0, 0, 0, *only_kept)
    return Coverage(received, kept.read, kept.themed, kept.by_method, *only_kept)


def _only_kept(consultation_id: int) -> tuple[int, int]:
    """(unread, under no theme) of what is restricted by law."""
    row = db.session.execute(
        select(
            func.count().filter(Reading.read_at.is_(None)),
            func.count().filter(func.coalesce(Reading.themes, 0) == 0),
        )
        .select_from(Comment)
        .outerjoin(Reading, Reading.comment_id == Comment.id)
        .where(Comment.consultation_id == consultation_id, contributions.is_restricted())
    ).one()
    return row[0], row[1]


def _unowed(consultation_id: int) -> int:
    """Those hidden on a ground that leaves nothing to answer."""
    statement = select(func.count()).select_from(Comment).where(
        Comment.consultation_id == consultation_id, Comment.state == "hidden",
        Comment.ground.in_(rules.UNOWED_GROUNDS),
    )  # fmt: skip
    return db.session.scalar(statement) or 0


@dataclass(frozen=True)
class Bars:
    """What bars the way to the outcome on this desk, the first of each by reference."""

    unread: int
    unread_named: Sequence[str]
    themeless: int
    themeless_named: Sequence[str]
    themes: Sequence[Theme]
    """The live themes with comments under them: each is owed a disposition with its reason."""


def bars(consultation_id: int) -> Bars:
    """What is unread and under no theme at this instant, named by looking at the comments themselves.

    What is restricted by law is only kept: nobody is to read it any more.
    """
    unread, more_unread = named(consultation_id, Filter(read="no"), limit=rules.NAMED)
    themeless, more_themeless = named(consultation_id, Filter(theme_id=NO_THEME), limit=rules.NAMED)
    kept = coverage(consultation_id)
    themes = select(Theme).where(
        Theme.consultation_id == consultation_id, Theme.merged_into_id.is_(None), Theme.removed_at.is_(None),
        Theme.comments > 0,
    )  # fmt: skip
    return Bars(
        max(kept.unread, len(unread) + 1) if more_unread else len(unread),
        unread,
        max(kept.themeless, len(themeless) + 1) if more_themeless else len(themeless),
        themeless,
        db.session.scalars(themes.order_by(Theme.id)).all(),
    )


def methods_of(consultation_id: int) -> Sequence[ReadingMethod]:
    """Every stated method and sample, oldest first."""
    statement = select(ReadingMethod).where(ReadingMethod.consultation_id == consultation_id)
    return db.session.scalars(statement.order_by(ReadingMethod.id)).all()


def method_called(consultation_id: int, public_id: str) -> ReadingMethod:
    """A stated method. Raises NotFound."""
    found = db.session.scalar(
        select(ReadingMethod).where(
            ReadingMethod.consultation_id == consultation_id, ReadingMethod.public_id == public_id
        )
    )
    if found is None:
        raise NotFound(N_("There is no sample at this address."))
    return found


def open_sample(consultation_id: int) -> ReadingMethod | None:
    """The sample that is being read, if one is."""
    return db.session.scalar(
        select(ReadingMethod).where(
            ReadingMethod.consultation_id == consultation_id, ReadingMethod.kind == "sample",
            ReadingMethod.closed_at.is_(None),
        )
    )  # fmt: skip


def sample_left(method_id: int) -> list[str]:
    """References of the drawn comments that somebody is still to read by themselves.

    Not those to which nothing is owed any more since, as spam, nor those that are only kept: nobody can read them.
    """
    statement = (
        select(Comment.reference)
        .join(SampledComment, SampledComment.comment_id == Comment.id)
        .outerjoin(Reading, Reading.comment_id == Comment.id)
        .where(
            SampledComment.method_id == method_id, SampledComment.is_drawn.is_(True), Reading.read_at.is_(None),
            to_read(),
        )
        .order_by(Comment.id)
    )  # fmt: skip
    return list(db.session.scalars(statement))


def sample_rest(method_id: int, *, limit: int | None = None) -> list[int]:
    """Ids of the comments that a sample stands for, that count, and that nobody has read; the first so many."""
    statement = (
        select(Comment.id)
        .join(SampledComment, SampledComment.comment_id == Comment.id)
        .outerjoin(Reading, Reading.comment_id == Comment.id)
        .where(SampledComment.method_id == method_id, Reading.read_at.is_(None), to_read())
        .order_by(Comment.id)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def going_on(
    consultation_id: int, words: str, account_id: int | None, *, since: datetime
) -> ReadingMethod | None:
    """The method that the same person stated in the same words, where they used it since an instant."""
    return db.session.scalar(
        select(ReadingMethod)
        .where(
            ReadingMethod.consultation_id == consultation_id, ReadingMethod.kind == "batch",
            ReadingMethod.words == words, ReadingMethod.account_id.is_not_distinct_from(account_id),
            ReadingMethod.closed_at >= since,
        )
        .order_by(ReadingMethod.id.desc()).limit(1)
    )  # fmt: skip


def recent_marks(reader_id: int | None, since: datetime) -> int:
    """How many comments somebody marked as read one by one since an instant."""
    statement = select(func.count()).select_from(Reading).where(
        Reading.reader_id == reader_id, Reading.read_at > since, Reading.method_id.is_(None)
    )  # fmt: skip
    return db.session.scalar(statement) or 0


def marks(consultation_id: int) -> list[tuple[str, str, datetime, str, str]]:
    """(id, reference, when read, office, public id of the method) of each comment that was read, for packages."""
    rows = db.session.execute(
        select(Comment.public_id, Comment.reference, Reading.read_at, Reading.office, ReadingMethod.public_id)
        .join(Comment, Comment.id == Reading.comment_id)
        .outerjoin(ReadingMethod, ReadingMethod.id == Reading.method_id)
        .where(Reading.consultation_id == consultation_id, Reading.read_at.is_not(None))
        .order_by(Comment.reference)
    )
    return [(own, name, at, office, method or "") for own, name, at, office, method in rows if at is not None]


def samples(consultation_id: int) -> list[tuple[str, str, bool]]:
    """(public id of the sample, id of a comment it was drawn from, whether it was drawn)."""
    rows = db.session.execute(
        select(ReadingMethod.public_id, Comment.public_id, SampledComment.is_drawn)
        .join(SampledComment, SampledComment.method_id == ReadingMethod.id)
        .join(Comment, Comment.id == SampledComment.comment_id)
        .where(ReadingMethod.consultation_id == consultation_id)
        .order_by(ReadingMethod.public_id, Comment.public_id)
    )
    return [(row[0], row[1], row[2]) for row in rows]
