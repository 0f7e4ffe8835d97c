"""Reading the public ledger: every ruling, and what they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, literal, select, union_all

from consult.contributions.models import Comment, CommentTally
from consult.foundation.db import db
from consult.foundation.scripts import UNKNOWN
from consult.moderation.models import Referral, Review, Ruling

UNDECIDED = "unconfirmed"
"""Comments in this state are not received yet: their address waits to be confirmed."""


@dataclass(frozen=True)
class LedgerRow:
    """One ruling as everybody may read it: never the text, never who sent it."""

    id: int
    ruling: str
    reference: str
    revision: int
    act: str
    ground: str
    note: str
    note_language: str
    role: str
    office: str
    ruled_at: datetime
    is_in_force: bool
    is_review: bool
    """Whether it is itself the result of a review."""
    review_asked_at: datetime | None
    review_decided_at: datetime | None
    review_result: str
    review_note: str
    review_note_language: str
    review_is_late: bool
    referred_to: str
    """The office it was passed on to, empty where it wasn't."""
    answer_due_on: date | None
    """By when that office says what it does with it."""
    taken_up_at: datetime | None
    answer: str
    """What that office said."""
    is_answer_late: bool


@dataclass(frozen=True)
class LedgerNumbers:
    """What the ledger adds up to. Imported comments are in; those never confirmed are not."""

    received: int = 0
    imported: int = 0
    """Of the received: brought in from elsewhere."""
    published: int = 0
    hidden: int = 0
    waiting: int = 0
    withdrawn: int = 0
    referred: int = 0
    """Passed on to another office: counted apart."""
    other: int = 0
    redacted: int = 0
    rulings: int = 0
    reviews_asked: int = 0
    reviews_open: int = 0
    reviews_overturned: int = 0
    reviews_late: int = 0
    median_waiting_minutes: int | None = None
    by_ground: Mapping[str, int] = field(default_factory=dict)
    """Rulings in force that hide or redact, by ground."""
    by_referral: Mapping[str, int] = field(default_factory=dict)
    """Rulings in force that pass a comment on, by what it is."""
    by_stance: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Stance (empty: not stated) -> (hidden, hidden or published): is anybody treated differently? (L13)"""


def ledger_numbers(consultation_id: int) -> LedgerNumbers:
    """The numbers on top of the ledger, in two statements however many rulings there are."""
    states: dict[str, int] = {}
    stances: dict[str, list[int]] = {}
    tallies = db.session.execute(
        select(
            CommentTally.state, CommentTally.stance, CommentTally.is_imported, func.sum(CommentTally.number)
        )
        .where(CommentTally.consultation_id == consultation_id)
        .group_by(CommentTally.state, CommentTally.stance, CommentTally.is_imported)
    )
    imported = 0
    for state, stance, is_imported, summed in tallies:
        number = int(summed)
        imported += number if is_imported else 0
        states[state] = states.get(state, 0) + number
        if state in ("published", "hidden") and number:
            counted = stances.setdefault(stance, [0, 0])
            counted[0] += number if state == "hidden" else 0
            counted[1] += number
    counts = _ruling_counts(consultation_id)
    received = sum(number for state, number in states.items() if state != UNDECIDED)
    named = {name: states.get(name, 0) for name in ("published", "hidden", "withdrawn", "referred")}
    waiting = states.get("pending", 0)
    return LedgerNumbers(
        received=received, imported=imported, waiting=waiting, other=received - waiting - sum(named.values()), **named,
        redacted=sum(counts["redacted"].values()), rulings=counts["rulings"]["all"],
        reviews_asked=sum(counts["review"].values()), reviews_open=counts["review"].get("", 0),
        reviews_overturned=counts["review"].get("overturned", 0),
        reviews_late=counts["late"].get("review", 0), median_waiting_minutes=counts["waited"].get("median"),
        by_ground=counts["ground"], by_referral=counts["refer"],
        by_stance={stance: (both[0], both[1]) for stance, both in stances.items()},
    )  # fmt: skip


def _ruling_counts(consultation_id: int) -> dict[str, dict[str, int]]:
    """Rulings, grounds, reviews and the median wait, in one statement."""
    mine = Ruling.consultation_id == consultation_id
    waited = select(Ruling.waited_minutes).where(mine, Ruling.waited_minutes.is_not(None))
    half = select(func.count() // 2).where(mine, Ruling.waited_minutes.is_not(None)).scalar_subquery()
    median = waited.order_by(Ruling.waited_minutes).limit(1).offset(half).scalar_subquery()
    in_force = select(
        literal("ruling"), Ruling.act, Ruling.ground, Ruling.is_in_force, func.count()
    ).where(mine).group_by(Ruling.act, Ruling.ground, Ruling.is_in_force)  # fmt: skip
    reviews = (
        select(literal("review"), Review.result, literal(""), literal(False), func.count())
        .where(Review.consultation_id == consultation_id)
        .group_by(Review.result)
    )
    middle = select(literal("waited"), literal(""), literal(""), literal(False), median)
    found: dict[str, dict[str, int]] = {
        "redacted": {}, "rulings": {"all": 0}, "review": {}, "waited": {}, "ground": {}, "refer": {}, "late": {}
    }  # fmt: skip
    late = select(literal("late"), literal("review"), literal(""), literal(False), func.count()).where(
        Review.consultation_id == consultation_id, Review.escalated_at.is_not(None)
    )
    for kind, what, ground, is_in_force, number in db.session.execute(
        union_all(in_force, reviews, middle, late)
    ):
        if kind == "late":
            found["late"][what] = number
        elif kind == "waited" and number is not None:
            found["waited"]["median"] = int(number)
        elif kind == "review":
            found["review"][what] = number
        elif kind == "ruling":
            found["rulings"]["all"] += number
            if is_in_force and what == "refer":
                found["refer"][ground] = found["refer"].get(ground, 0) + number
            elif is_in_force and ground:
                found["ground"][ground] = found["ground"].get(ground, 0) + number
            if is_in_force and what == "redact":
                found["redacted"][ground] = number
    return found


def _rows(consultation_id: int) -> Select[*tuple[Any, ...]]:
    newest = (
        select(func.max(Review.id)).where(Review.ruling_id == Ruling.id).correlate(Ruling).scalar_subquery()
    )
    return (
        select(
            Ruling.id, Ruling.public_id, Comment.reference, Ruling.revision, Ruling.act, Ruling.ground, Ruling.note,
            Ruling.note_language, Ruling.role, Ruling.office, Ruling.ruled_at, Ruling.is_in_force,
            Ruling.review_id.is_not(None), Review.asked_at, Review.decided_at, func.coalesce(Review.result, ""),
            func.coalesce(Review.note, ""), func.coalesce(Review.note_language, UNKNOWN),
            Review.escalated_at.is_not(None), Ruling.referred_to, Referral.due_on, Referral.taken_up_at,
            func.coalesce(Referral.answer, ""), Referral.escalated_at.is_not(None),
        )
        .join(Comment, Comment.id == Ruling.comment_id)
        .outerjoin(Review, Review.id == newest)
        .outerjoin(Referral, Referral.ruling_id == Ruling.id)
        .where(Ruling.consultation_id == consultation_id)
    )  # fmt: skip


def ledger_rows(
    consultation_id: int, *, limit: int, after: int | None = None, comment_id: int | None = None
) -> tuple[list[LedgerRow], int | None]:
    """A page of the ledger, newest first, and the key of the next one (None at the end)."""
    statement = _rows(consultation_id)
    if after is not None:
        statement = statement.where(Ruling.id < after)
    if comment_id is not None:
        statement = statement.where(Ruling.comment_id == comment_id)
    rows = db.session.execute(statement.order_by(Ruling.id.desc()).limit(limit + 1)).all()
    page = [LedgerRow(*row) for row in rows[:limit]]
    return page, page[-1].id if len(rows) > limit else None


def ledger_slice(consultation_id: int, *, after: int = 0, limit: int = 1_000) -> Sequence[LedgerRow]:
    """Part of the ledger, oldest first, for downloads: call it again after the last row's id."""
    rows = db.session.execute(
        _rows(consultation_id).where(Ruling.id > after).order_by(Ruling.id).limit(limit)
    )
    return [LedgerRow(*row) for row in rows]
