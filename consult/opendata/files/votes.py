"""Statements and who agrees. In the public grade counts and votes appear when the pages show them."""

from collections.abc import Iterator

from sqlalchemy import select

from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.opendata.files.shape import Column, File, Record, Scope
from consult.votes import queries as votes
from consult.votes.models import Statement


def may_show(scope: Scope) -> bool:
    """Whether this package may hold counts and votes."""
    return scope.results_shown or not scope.is_public


def _statements(scope: Scope) -> Iterator[Record]:
    references = dict(
        db.session.execute(
            select(Statement.id, Comment.reference)
            .join(Comment, Comment.id == Statement.comment_id)
            .where(Statement.consultation_id == scope.consultation.id)
        ).all()
    )
    for statement in votes.export_statements(scope.consultation.id):
        shown = may_show(scope)
        yield {
            "number": statement.number,
            "id": statement.public_id,
            "comment": references.get(statement.id, ""),
            "text": "" if statement.is_withheld and scope.is_public else statement.text,
            "language": statement.language,
            "opened_at": scope.time(statement.opened_at),
            "closed_at": scope.time(statement.closed_at),
            "closed_reason": statement.closed_reason,
            "source": statement.source or "",
            "agrees": statement.agrees if shown else "",
            "disagrees": statement.disagrees if shown else "",
            "passes": statement.passes if shown else "",
        }


STATEMENTS = File(
    "statements",
    "Comments that were put to agreement, with their counts once these are public.",
    (
        Column("number", "number of the statement in this consultation, from 1"),
        Column("id", "random id of the statement"),
        Column("comment", "reference of the comment it is made of"),
        Column("text", "its fixed text; empty where the comment was hidden or withdrawn"),
        Column("language", "language of the text"),
        Column("opened_at", "when it was put to agreement, UTC"),
        Column("closed_at", "when it was closed, UTC, if before the consultation"),
        Column("closed_reason", "why it was closed"),
        Column("source", "where it was imported from, if it was"),
        Column("agrees", "people who agree; empty until counts are public"),
        Column("disagrees", "people who disagree; empty until counts are public"),
        Column("passes", "people who passed; empty until counts are public"),
    ),
    _statements,
    is_long=True,
)


def _votes(scope: Scope) -> Iterator[Record]:
    if not may_show(scope):
        return
    for vote in votes.export_votes(scope.consultation.id):
        yield {
            "statement": vote.number,
            "voter": vote.voter,
            "value": vote.value,
            "voted_at": scope.time(vote.voted_at),
            "changes": vote.changes,
            "source": vote.source,
        }


VOTES = File(
    "votes",
    "Each voter's last word on each statement. Empty in the public grade until counts are public.",
    (
        Column("statement", "number of the statement"),
        Column("voter", "the voter's name in the record, for these votes only"),
        Column("value", "agree, disagree or pass"),
        Column("voted_at", "when, UTC"),
        Column("changes", "how often the voter changed it"),
        Column("source", "where it was imported from, if it was"),
    ),
    _votes,
    is_long=True,
)
