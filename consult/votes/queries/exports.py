"""Everything of one consultation, row by row, for packages and for the form of Polis."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.foundation.db import db
from consult.foundation.zones import whole_minute
from consult.votes.models import Statement, Vote, Voter
from consult.votes.polis import PolisStatement, PolisVote


def export_statements(consultation_id: int) -> Iterator[Statement]:
    """Every statement by number. Public grade leaves out the text where ``is_withheld``."""
    yield from db.session.scalars(
        select(Statement).where(Statement.consultation_id == consultation_id).order_by(Statement.number)
    )


@dataclass(frozen=True, slots=True)
class ExportedVote:
    """The vote that counts. ``voter`` is the pseudonym that the record's entries carry too."""

    statement: str
    number: int
    voter: str
    value: str
    voted_at: datetime
    changes: int
    source: str


def export_votes(consultation_id: int, *, batch: int = 1000) -> Iterator[ExportedVote]:
    """Every vote that counts, by statement number and voter. Only once results are public, or for auditors.

    A statement at a time: a database that sorts in memory alone never holds the votes on all of them.
    """
    votes = (
        select(Voter.pseudonym, Vote.value, Vote.voted_at, Vote.changes, func.coalesce(Voter.source, ""))
        .join(Voter, Voter.id == Vote.voter_id)
        .order_by(Voter.pseudonym)
        .execution_options(yield_per=batch)
    )
    statements = select(Statement.id, Statement.public_id, Statement.number).where(
        Statement.consultation_id == consultation_id
    )
    for own, public_id, number in db.session.execute(statements.order_by(Statement.number)).all():
        for row in db.session.execute(votes.where(Vote.statement_id == own)):
            yield ExportedVote(public_id, number, *row)


def polis_statements(consultation_id: int, *, is_to_minute: bool = False) -> Iterator[PolisStatement]:
    """The statements for polis.write_polis: ids are our numbers, withheld texts are empty.

    ``is_to_minute``: times are cut, for everybody.
    """
    moderated = {"rejected": -1, "unmoderated": 0}
    for one_ in export_statements(consultation_id):
        text = "" if one_.is_withheld else one_.text
        at = whole_minute(one_.opened_at) if is_to_minute else one_.opened_at
        yield PolisStatement(str(one_.number), text, moderated.get(one_.closed_reason, 1), "", at)


def polis_votes(consultation_id: int, *, is_to_minute: bool = False) -> Iterator[PolisVote]:
    """The votes that count for polis.write_polis: voters are numbered in the order of their first votes.

    ``is_to_minute``: times are cut, for everybody, so that no voter is found by the second in which they voted.
    """
    numbers: dict[str, str] = {}
    for vote in export_votes(consultation_id):
        voter = numbers.setdefault(vote.voter, str(len(numbers)))
        moment = whole_minute(vote.voted_at) if is_to_minute else vote.voted_at
        at = int(moment.timestamp() * 1000)
        yield PolisVote(voter, str(vote.number), vote.value, at)  # type: ignore[arg-type]
