"""Statements as everybody sees them, without counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.votes.models import Statement


def find_statement(public_id: str) -> Statement | None:
    """The statement, or None."""
    if not public_id.isalnum():  # no id of ours holds anything else, and PostgreSQL takes no NUL
        return None
    return db.session.scalar(select(Statement).where(Statement.public_id == public_id))


def get_in(consultation_id: int, public_id: str) -> Statement:
    """A statement of this consultation. Raises NotFound."""
    found = find_statement(public_id)
    if found is None or found.consultation_id != consultation_id:
        raise NotFound(N_("There is no such statement in this consultation."))
    return found


def open_statement_of(comment_id: int) -> Statement | None:
    """The open statement that quotes this comment, or None."""
    return db.session.scalar(
        select(Statement).where(Statement.comment_id == comment_id, Statement.closed_at.is_(None))
    )


def statements_of_comment(comment_id: int) -> Sequence[Statement]:
    """Every statement that ever quoted this comment, oldest first."""
    return db.session.scalars(
        select(Statement).where(Statement.comment_id == comment_id).order_by(Statement.id)
    ).all()


def with_statements(comment_ids: Collection[int]) -> set[int]:
    """Those of the comments that a statement ever quoted."""
    return set(db.session.scalars(select(Statement.comment_id).where(Statement.comment_id.in_(comment_ids))))


def has_statements(consultation_id: int) -> bool:
    """Whether anything was ever put to agreement there, or imported."""
    statement = select(Statement.id).where(Statement.consultation_id == consultation_id).limit(1)
    return db.session.scalar(statement) is not None


@dataclass(frozen=True)
class Listed:
    """A statement as everybody sees it, without its counts. ``text`` is empty where it is withheld."""

    id: int
    public_id: str
    number: int
    text: str
    language: str
    opened_at: datetime
    closed_at: datetime | None
    closed_reason: str
    reference: str
    """Of the comment it quotes; empty for imported ones."""
    source: str


LISTED = (
    Statement.id, Statement.public_id, Statement.number, Statement.text, Statement.language, Statement.opened_at,
    Statement.closed_at, Statement.closed_reason, Statement.is_withheld, func.coalesce(Comment.reference, ""),
    func.coalesce(Statement.source, ""),
)  # fmt: skip


def listed_from(row: Sequence[Any]) -> Listed:
    values = list(row)
    is_withheld = values.pop(8)
    if is_withheld:
        values[3] = ""
    return Listed(*values)


@dataclass(frozen=True)
class Page:
    """One page of statements. ``after`` (a number) continues it, None at its end."""

    statements: Sequence[Listed]
    after: int | None


def listed(consultation_id: int, *, limit: int, after: int | None = None, only_open: bool = False) -> Page:
    """A page of a consultation's statements by number, without counts."""
    statement = (
        select(*LISTED)
        .outerjoin(Comment, Comment.id == Statement.comment_id)
        .where(Statement.consultation_id == consultation_id, Statement.number > (after or 0))
        .order_by(Statement.number)
        .limit(limit + 1)
    )
    if only_open:
        statement = statement.where(Statement.closed_at.is_(None))
    rows = db.session.execute(statement).all()
    page = [listed_from(row) for row in rows[:limit]]
    return Page(page, page[-1].number if len(rows) > limit else None)


def count_open(consultation_id: int) -> int:
    """How many statements can be answered."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Statement)
            .where(Statement.consultation_id == consultation_id, Statement.closed_at.is_(None))
        )
        or 0
    )


def one(consultation_id: int, public_id: str) -> Listed | None:
    """One statement of the consultation, or None."""
    row = db.session.execute(
        select(*LISTED)
        .outerjoin(Comment, Comment.id == Statement.comment_id)
        .where(Statement.public_id == public_id, Statement.consultation_id == consultation_id)
    ).first()
    return listed_from(row) if row else None
