"""One voter: what to ask next, what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.votes.models import Statement, Support, Vote, Voter
from consult.votes.queries.statements import LISTED, Listed, listed_from
from consult.votes.rules import Identity
from consult.votes.statement_order import Candidate, in_order


def find_voter(identity: Identity, consultation_id: int) -> Voter | None:
    """The voter's row, or None before the first vote."""
    names = []
    if identity.account_id is not None:
        names.append(Voter.account_id == identity.account_id)
    if identity.email_hash is not None:
        names.append(Voter.email_hash == identity.email_hash)
    if not names:
        return None
    found = names[0] if len(names) == 1 else names[0] | names[1]
    return db.session.scalars(
        select(Voter)
        .where(Voter.consultation_id == consultation_id, found)
        .order_by(Voter.account_id.is_(None), Voter.id)
        .limit(1)
    ).first()


@dataclass(frozen=True)
class Progress:
    """Where a voter stands: the statement to answer next (its public id), how many are answered and open."""

    next: str | None
    answered: int
    open: int


def progress(consultation: Consultation, identity: Identity, voter: Voter | None) -> Progress:
    """What to ask this voter next (the rule is in statement_order), and how far they are."""
    rows = db.session.execute(
        select(
            Statement.id, Statement.public_id, Statement.agrees + Statement.disagrees + Statement.passes
        ).where(Statement.consultation_id == consultation.id, Statement.closed_at.is_(None))
    ).all()
    done = (
        set(db.session.scalars(select(Vote.statement_id).where(Vote.voter_id == voter.id)))
        if voter
        else set()
    )
    waiting = [Candidate(public_id, answers) for key, public_id, answers in rows if key not in done]
    order = in_order(waiting, seed=consultation.order_seed, voter=order_key(identity))
    return Progress(order[0].public_id if order else None, len(rows) - len(waiting), len(rows))


def order_key(identity: Identity) -> str:
    """What tells one voter's order from another's: the same before and after the first vote."""
    return identity.email_hash or f"account {identity.account_id}"


def value_of(statement_id: int, voter_id: int) -> str:
    """A voter's answer to a statement, empty where there is none."""
    key = (Vote.statement_id == statement_id, Vote.voter_id == voter_id)
    return db.session.scalar(select(Vote.value).where(*key)) or ""


@dataclass(frozen=True)
class Answered:
    """A statement with a voter's own answer (empty: none yet)."""

    statement: Listed
    value: str
    voted_at: datetime | None
    changes: int


def answers_of(
    consultation_id: int, voter_id: int | None, *, limit: int, after: int | None = None
) -> tuple[list[Answered], int | None]:
    """A page by number of all statements that are open or that the voter answered, and what continues it."""
    statement = (
        select(*LISTED, Vote.value, Vote.voted_at, Vote.changes)
        .outerjoin(Comment, Comment.id == Statement.comment_id)
        .outerjoin(Vote, and_(Vote.statement_id == Statement.id, Vote.voter_id == (voter_id or 0)))
        .where(
            Statement.consultation_id == consultation_id,
            Statement.number > (after or 0),
            Statement.closed_at.is_(None) | Vote.value.is_not(None),
        )
        .order_by(Statement.number)
        .limit(limit + 1)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    size = len(LISTED)
    page = [
        Answered(listed_from(row[:size]), row[size] or "", row[size + 1], row[size + 2] or 0)
        for row in rows[:limit]
    ]
    return page, page[-1].statement.number if len(rows) > limit else None


def is_last_entry(pseudonym: str, entry_id: str) -> bool | None:
    """Whether an entry is this voter's newest; None where nobody votes under this pseudonym."""
    last = db.session.scalar(select(Voter.last_entry_id).where(Voter.pseudonym == pseudonym))
    return None if last is None else last == entry_id


@dataclass(frozen=True)
class OwnVote:
    """One answer of a person, for their own overview and download."""

    consultation_id: int
    slug: str
    number: int
    text: str
    language: str
    value: str
    voted_at: datetime


def votes_by_account(account_id: int) -> list[OwnVote]:
    """Every answer a person gave while signed in, newest first; withheld texts are empty."""
    rows = db.session.execute(
        select(
            Consultation.id, Consultation.slug, Statement.number, Statement.text, Statement.language, Vote.value,
            Vote.voted_at, Statement.is_withheld,
        )
        .select_from(Voter)
        .join(Vote, Vote.voter_id == Voter.id)
        .join(Statement, Statement.id == Vote.statement_id)
        .join(Consultation, Consultation.id == Voter.consultation_id)
        .where(Voter.account_id == account_id)
        .order_by(Vote.voted_at.desc(), Statement.id.desc())
    )  # fmt: skip
    return [OwnVote(*row[:3], "" if row[7] else row[3], *row[4:7]) for row in rows]


def is_supported(identity: Identity, comment_id: int, consultation_id: int) -> bool:
    """Whether this person supports the wording that a comment proposes."""
    voter = find_voter(identity, consultation_id)
    return voter is not None and db.session.get(Support, (comment_id, voter.id)) is not None
