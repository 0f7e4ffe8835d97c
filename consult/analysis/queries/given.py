"""What was given to a person or to their departments: themes, and comments to read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from consult.analysis.models import Reading, Theme
from consult.analysis.queries.desk import counts
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation.db import db

AT_ONCE = 100
RUNNING = ("published", "suspended", "answered")


@dataclass(frozen=True)
class GivenComment:
    """A comment that waits to be read by whom it was given to."""

    reference: str
    consultation_id: int
    slug: str
    organisation_id: int | None
    is_own: bool
    """Whether it was given to the person, not to a department."""


@dataclass(frozen=True)
class GivenTheme:
    """A theme that was given to the person or to one of their departments."""

    theme: Theme
    consultation: Consultation
    is_own: bool


def _to(
    account_id: int | None, offices: Collection[int], table: type[Reading] | type[Theme]
) -> ColumnElement[bool]:
    return or_(table.assignee_id == (account_id or 0), table.organisation_id.in_(offices))


def given_comments(account_id: int | None, offices: Collection[int]) -> list[GivenComment]:
    """The first comments given to them that nobody has read yet, oldest first. One statement."""
    rows = db.session.execute(
        select(Comment.reference, Consultation.id, Consultation.slug, Reading.organisation_id, Reading.assignee_id)
        .join(Reading, Reading.comment_id == Comment.id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(
            _to(account_id, offices, Reading), Reading.read_at.is_(None), counts(), Consultation.state.in_(RUNNING)
        )
        .order_by(Comment.id)
        .limit(AT_ONCE)
    )  # fmt: skip
    return [GivenComment(*row[:4], is_own=row[4] is not None and row[4] == account_id) for row in rows]


def given_themes(account_id: int | None, offices: Collection[int]) -> Sequence[GivenTheme]:
    """The themes given to them that comments can stand under, in consultations that aren't over. One statement."""
    rows = db.session.execute(
        select(Theme, Consultation)
        .join(Consultation, Consultation.id == Theme.consultation_id)
        .where(
            _to(account_id, offices, Theme), Theme.merged_into_id.is_(None), Theme.removed_at.is_(None),
            Consultation.state.in_(RUNNING),
        )
        .order_by(Theme.id)
    )  # fmt: skip
    return [GivenTheme(theme, one, theme.assignee_id == account_id) for theme, one in rows]
