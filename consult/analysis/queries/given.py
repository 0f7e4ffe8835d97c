"""What was given to a person or to their departments: themes, and comments to read."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from consult.analysis import rules
from consult.analysis.models import Reading, Theme, ThemedComment
from consult.analysis.queries.desk import to_read
from consult.analysis.queries.themes import themes_of
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
            _to(account_id, offices, Reading), Reading.read_at.is_(None), to_read(), Consultation.state.in_(RUNNING)
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


Holders = set[tuple[int | None, int | None]]
"""(a department, a person by account) to whom something was given, one of the two None."""
ALSO_GIVEN: list[
    Callable[[Collection[int], Collection[int]], Iterable[tuple[int | None, int | None, int]]]
] = []
"""What else departments have to read, of themes and comments by id: (theme or None, comment or None, office)."""


def comments_given_to(consultation_id: int, comment_ids: Collection[int]) -> dict[int, Holders]:
    """To whom each of these comments was given: by itself, or with a theme that it stands under, or one above that."""
    links = db.session.execute(
        select(ThemedComment.comment_id, ThemedComment.theme_id).where(
            ThemedComment.comment_id.in_(comment_ids)
        )
    ).all()
    rows = db.session.execute(
        select(Reading.comment_id, Reading.organisation_id, Reading.assignee_id).where(
            Reading.comment_id.in_(comment_ids), Reading.consultation_id == consultation_id
        )
    )
    found: dict[int, Holders] = defaultdict(set)
    for comment_id, office, person in rows:
        found[comment_id].add((office, person))
    for ask in ALSO_GIVEN:
        for _theme, comment, office in ask((), comment_ids):
            if comment is not None:
                found[comment].add((office, None))
    by_theme = themes_given_to(consultation_id)
    for comment_id, theme_id in links:
        found[comment_id] |= by_theme.get(theme_id, set())
    return found


def themes_given_to(consultation_id: int) -> dict[int, Holders]:
    """To whom each live theme of a consultation was given: by itself, or with one above it."""
    themes = themes_of(consultation_id)
    own: dict[int, Holders] = defaultdict(set)
    for one in themes:
        own[one.id].add((one.organisation_id, one.assignee_id))
    for ask in ALSO_GIVEN:
        for theme, _comment, office in ask(own.keys(), ()):
            if theme is not None:
                own[theme].add((office, None))
    parents = {one.id: one.parent_id for one in themes}
    return {
        one: set().union(*(own[above] for above in rules.above(one, parents) if above in own))
        for one in parents
    }
