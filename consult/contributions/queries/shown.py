"""Comments as everybody sees them: one, a page of a list, those below."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true, union_all

from consult.consultations.models import Version
from consult.contributions.models import Asked, Carry, Comment, Submission
from consult.contributions.queries.counting import WHOLE_DRAFT
from consult.contributions.references import parse_reference
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

NONE = N_("There is no comment with this reference.")


@dataclass(frozen=True)
class Shown:
    """One comment as everybody sees it. ``html`` is safe and empty unless it is published."""

    id: int
    reference: str
    consultation_id: int
    article_id: int | None
    parent_id: int | None
    version_id: int
    alternative_id: int | None
    stance: str
    language: str
    state: str
    name: str
    html: str
    ground: str
    note: str
    note_language: str
    is_redacted: bool
    is_corrected: bool
    source: str
    received_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None
    answered_at: datetime | None
    capacity: str
    is_late: bool
    edition: str
    quote: dict[str, str] | None
    proposal: list[list[str]]
    supports: int
    channel: str
    """How it came: ``web``, ``import``, or how a clerk received it."""
    asked: str | None
    """The body that had to be asked and answers with it under its name; None for everybody else's."""
    carry: str = ""
    """In a list of another version: what became there of what it is about."""
    words_now: str = ""
    """The chosen words as they read there."""
    written_on: int = 0
    """Number of the version it was written on, in such a list."""
    decided_by: str = ""
    """staff or sender, where a person said where it stands."""


_SHOWN = (
    Comment.id, Comment.reference, Comment.consultation_id, Comment.article_id, Comment.parent_id,
    Comment.version_id, Comment.alternative_id, Comment.stance, Comment.language, Comment.state,
    Comment.name_shown, Comment.shown_html,
    Comment.ground, Comment.public_note, Comment.note_language,
    Comment.is_redacted, Comment.shown_revision > 1, func.coalesce(Comment.source, ""), Comment.received_at,
    Comment.published_at, Comment.withdrawn_at, Comment.answered_at, Comment.capacity, Comment.is_late,
    Comment.edition, Comment.quote, Comment.proposal, Comment.supports,
    select(Submission.channel).where(Submission.id == Comment.submission_id).scalar_subquery().label("channel"),
    select(Asked.name)
    .join(Submission, Submission.asked_id == Asked.id)
    .where(
        Submission.id == Comment.submission_id, Submission.publication == "named", Asked.kind == "body",
        Comment.state == "published",
    )
    .scalar_subquery()
    .label("asked"),
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page of a list. ``after`` continues it, None at its end."""

    comments: Sequence[Shown]
    after: int | None


def listed(
    consultation_id: int,
    *,
    limit: int,
    article_id: int | None = None,
    alternative_id: int | None = None,
    stance: str = "",
    after: int | None = None,
    with_carried: bool = False,
    only: ColumnElement[bool] | None = None,
) -> Page:
    """A page of the top comments everybody sees, newest first; of one article (WHOLE_DRAFT: of none) or of all.

    ``alternative_id``: of one of the article's alternatives only. ``with_carried``: with those on earlier versions
    that stand in the article now. ``only``: those for which this holds; then answers by others stand in the list like
    all others.
    """
    shown = [Comment.is_listed.is_(True), Comment.parent_id.is_(None) if only is None else only]
    conditions: list[ColumnElement[bool]] = [*shown]
    if article_id is None or article_id == WHOLE_DRAFT:
        conditions.append(Comment.consultation_id == consultation_id)
    if article_id == WHOLE_DRAFT:
        conditions.append(Comment.article_id.is_(None))
    elif article_id is not None:
        conditions.append(Comment.article_id == article_id)
    if alternative_id is not None:
        conditions.append(Comment.alternative_id == alternative_id)
    if stance:
        # a hidden comment keeps its stance to itself, so a filter finds published ones only
        conditions += [
            Comment.state == "published",
            Comment.stance == ("" if stance == "not-stated" else stance),
        ]
    if after is not None:
        conditions.append(Comment.id < after)
    statement = select(*_SHOWN).where(*conditions).order_by(Comment.id.desc()).limit(limit + 1)
    if only is not None:  # only what is shown is read whole
        found = select(Comment.id).where(*conditions).order_by(Comment.id.desc()).limit(limit + 1).subquery()
        statement = select(*_SHOWN).where(Comment.id.in_(select(found.c.id))).order_by(Comment.id.desc())
    if with_carried and article_id:
        statement = _with_carried(statement, article_id, shown, after=after, limit=limit)
    rows = db.session.execute(statement).all()
    page = [Shown(*tuple(row)) for row in rows[:limit]]
    return Page(page, page[-1].id if len(rows) > limit else None)


def _with_carried(
    own: Select[Any],
    article_id: int,
    shown: Sequence[ColumnElement[bool]],
    *,
    after: int | None,
    limit: int,
) -> Select[Any]:
    """The same list with comments on earlier versions that stand in the article now. Each half uses its own index."""
    empty = (literal(""), literal(""), literal(0), literal(""))
    carried = (
        select(*_SHOWN, Carry.state, Carry.words, Version.number, Carry.decided_by)
        .join(Carry, Carry.comment_id == Comment.id)
        .join(Version, Version.id == Comment.version_id)
        .where(
            Carry.article_id == article_id, *shown, Comment.id < after if after is not None else true(),
        )
        .order_by(Comment.id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    both = union_all(select(own.add_columns(*empty).subquery()), select(carried.subquery())).subquery()
    return select(both).order_by(both.c.id.desc()).limit(limit + 1)


def shown_under(parent_ids: Collection[int], *, limit: int = 200) -> dict[int, list[Shown]]:
    """Listed replies by others below top comments, oldest first, by the top comment's id."""
    if not parent_ids:
        return {}
    rows = db.session.execute(
        select(*_SHOWN)
        .where(Comment.parent_id.in_(parent_ids), Comment.is_listed.is_(True))
        .order_by(Comment.id)
        .limit(limit)
    )
    below: dict[int, list[Shown]] = {}
    for row in rows:
        shown = Shown(*tuple(row))
        below.setdefault(shown.parent_id or 0, []).append(shown)
    return below


def shown(reference: str) -> Shown:
    """One comment as everybody sees it, by its reference however typed. Raises NotFound."""
    parsed = parse_reference(reference)
    row = db.session.execute(select(*_SHOWN).where(Comment.reference == parsed)).first() if parsed else None
    if row is None:
        raise NotFound(NONE)
    return Shown(*tuple(row))
