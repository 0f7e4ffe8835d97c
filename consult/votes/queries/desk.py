"""What staff choose from, and what falls due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.text import html_to_text
from consult.votes.models import Statement, Voter


@dataclass(frozen=True)
class Choice:
    """A published comment that staff may put to agreement."""

    id: int
    reference: str
    text: str
    language: str
    is_statement: bool


def choices(
    consultation_id: int, *, words: str, limit: int, after: int | None = None
) -> tuple[list[Choice], int | None]:
    """A page of published comments, newest first, those with ``words`` in them; and what continues it."""
    has_statement = (
        select(Statement.id).where(Statement.comment_id == Comment.id, Statement.closed_at.is_(None)).exists()
    )
    statement = (
        select(Comment.id, Comment.reference, Comment.shown_html, Comment.language, has_statement)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.is_listed.is_(True),
            Comment.state == "published",
        )
        .order_by(Comment.id.desc())
        .limit(limit + 1)
    )
    for word in words.split()[:8]:
        statement = statement.where(
            Comment.shown_html.icontains(word, autoescape=True) | (Comment.reference == word.upper())
        )
    if after is not None:
        statement = statement.where(Comment.id < after)
    rows = db.session.execute(statement).all()
    page = [Choice(row[0], row[1], html_to_text(row[2]).strip(), row[3], row[4]) for row in rows[:limit]]
    return page, page[-1].id if len(rows) > limit else None


def role_of(actor: Actor, organisation_id: int) -> str:
    """The role in which staff act on statements, as the record names it."""
    held = actor.roles.get(organisation_id, frozenset())
    return next((role for role in ("moderator", "author", "clerk") if role in held), "")


def consultations_with_old_addresses(
    before: datetime, *, but_in: Collection[int] = ()
) -> Sequence[Consultation]:
    """Consultations that closed before this instant and still know voters by their keyed address."""
    knows = select(Voter.consultation_id).where(Voter.email_hash.is_not(None)).distinct()
    return db.session.scalars(
        select(Consultation).where(
            Consultation.closes_at < before, Consultation.id.in_(knows), Consultation.id.not_in(but_in)
        )
    ).all()
