"""Senders, submissions and comments: three figures, always together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, func, literal, select, union_all

from consult.contributions.models import Comment, CommentTally, Sender, Submission, SubmissionTally
from consult.contributions.queries.counting import Counts, by_article
from consult.contributions.rules import CAPACITIES
from consult.contributions.small_cells import is_untellable, kept_back
from consult.foundation import text
from consult.foundation.db import db


@dataclass(frozen=True)
class Figures:
    """How many people sent how many submissions with how many comments: always the three together."""

    senders: int = 0
    submissions: int = 0
    comments: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.senders + other.senders,
            self.submissions + other.submissions,
            self.comments + other.comments,
        )


@dataclass(frozen=True)
class Received:
    """What was received in a consultation: in all, late, brought in from elsewhere, and by capacity."""

    all: Figures
    late: Figures
    imported: Figures
    by_capacity: Mapping[str, Figures]

    @property
    def kinds(self) -> dict[str, Figures | None]:
        """Figures by for whom people speak, as everybody may read them; None where they are too small to be told.

        Empty where all are so few that the total alone would tell them.
        """
        numbers = {
            kind: (one.senders, one.submissions, one.comments) for kind, one in self.by_capacity.items()
        }
        if is_untellable(numbers):
            return {}
        small = kept_back(numbers)
        return {kind: None if kind in small else one for kind, one in self.by_capacity.items()}


def received(consultation_id: int) -> Received:
    """The three figures of everything received (the address confirmed where that is asked for). One statement."""
    return _summed([tuple(row) for row in db.session.execute(_figures(consultation_id))])


def counted_and_received(consultation_id: int) -> tuple[dict[int, Counts], Received]:
    """``counted`` and ``received`` in one statement, for a page that shows both."""
    per_article = (
        select(
            CommentTally.article_id, CommentTally.state, literal(0), cast(CommentTally.is_imported, Integer),
            literal(0), literal(0), func.sum(CommentTally.number),
        )
        .where(CommentTally.consultation_id == consultation_id)
        .group_by(CommentTally.article_id, CommentTally.state, CommentTally.is_imported)
    )  # fmt: skip
    rows: Sequence[Any] = db.session.execute(union_all(per_article, _figures(consultation_id))).all()
    counts = [(row[0], bool(row[3]), row[1], int(row[6])) for row in rows if row[0] != NO_ARTICLE]
    return by_article(counts), _summed([tuple(row) for row in rows if row[0] == NO_ARTICLE])


def channels(consultation_id: int) -> dict[str, int]:
    """How many submissions came by which channel, the most used first. One statement."""
    number = func.count()
    rows = db.session.execute(
        select(Submission.channel, number)
        .where(Submission.consultation_id == consultation_id, _is_received())
        .group_by(Submission.channel)
        .order_by(number.desc(), Submission.channel)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class SaidPlace:
    """A town or district that senders named: in the spelling most of them used, and how many."""

    name: str
    senders: int


def places_said(consultation_id: int) -> dict[str, SaidPlace]:
    """Places senders named, by their folded name, the most named first. Without minors, whose place stays untold.

    One statement; each sender is counted once.
    """
    rows = db.session.execute(
        select(Sender.place, func.count())
        .join(Submission, Submission.id == Sender.submission_id)
        .where(
            Submission.consultation_id == consultation_id, Submission.is_first.is_(True),
            Submission.is_minor.is_(False), Sender.place != "", _is_received(),
        )
        .group_by(Sender.place)
        .order_by(func.count().desc(), Sender.place)
    )  # fmt: skip
    found: dict[str, SaidPlace] = {}
    for name, number in rows:
        known = found.get(key := place_key(name))
        found[key] = SaidPlace(known.name, known.senders + number) if known else SaidPlace(name, number)
    return dict(sorted(found.items(), key=lambda one: (-one[1].senders, one[0])))


def place_key(name: str) -> str:
    """A place's name as it is counted: case, width, blanks and the two ways to write Tai don't count."""
    return text.same_words(name).replace("臺", "台")


def _is_received() -> ColumnElement[bool]:
    return (
        select(Comment.id)
        .where(Comment.submission_id == Submission.id, Comment.state != "unconfirmed")
        .exists()
    )


NO_ARTICLE = -1


def _figures(consultation_id: int) -> Select[*tuple[Any, ...]]:
    return select(
        literal(NO_ARTICLE), SubmissionTally.capacity, cast(SubmissionTally.is_late, Integer),
        cast(SubmissionTally.is_imported, Integer), SubmissionTally.senders, SubmissionTally.submissions,
        SubmissionTally.comments,
    ).where(SubmissionTally.consultation_id == consultation_id)  # fmt: skip


def _summed(rows: Sequence[tuple[Any, ...]]) -> Received:
    def total(kept: Callable[[tuple[Any, ...]], bool]) -> Figures:
        return sum((Figures(*map(int, row[4:])) for row in rows if kept(row)), Figures())

    def of(capacity: str) -> Figures:
        return total(lambda row: row[1] == capacity)

    return Received(
        all=total(lambda _row: True),
        late=total(lambda row: bool(row[2])),
        imported=total(lambda row: bool(row[3])),
        by_capacity={capacity: of(capacity) for capacity in CAPACITIES if of(capacity).submissions},
    )
