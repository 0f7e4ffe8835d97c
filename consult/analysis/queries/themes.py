"""Reading themes: the tree, one theme with its history, and what a comment stands under."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Account
from consult.analysis.models import Theme, ThemeChange, ThemedComment
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

NONE = N_("There is no theme at this address.")


def theme_called(consultation_id: int, public_id: str) -> Theme:
    """A theme, a merged or removed one too. Raises NotFound."""
    found = db.session.scalar(
        select(Theme).where(Theme.consultation_id == consultation_id, Theme.public_id == public_id)
    )
    if found is None:
        raise NotFound(NONE)
    return found


def get_theme(theme_id: int) -> Theme:
    """A theme by its row."""
    return db.session.get_one(Theme, theme_id)


def themes_of(consultation_id: int, *, with_past: bool = False) -> Sequence[Theme]:
    """The themes comments can stand under, as they were made; ``with_past``: merged and removed ones too."""
    statement = select(Theme).where(Theme.consultation_id == consultation_id).order_by(Theme.id)
    if not with_past:
        statement = statement.where(Theme.merged_into_id.is_(None), Theme.removed_at.is_(None))
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class Branch:
    """A theme in the tree: how deep it stands (1 on top), and how many comments it has with all below it.

    A comment that stands under two themes of one branch counts twice in ``below``.
    """

    theme: Theme
    depth: int
    below: int


def tree(themes: Collection[Theme]) -> list[Branch]:
    """Each theme right below its parent, in the order in which they were made."""
    children: dict[int | None, list[Theme]] = defaultdict(list)
    known = {one.id for one in themes}
    for one in themes:
        children[one.parent_id if one.parent_id in known else None].append(one)
    found: list[Branch] = []

    def walk(parent: int | None, depth: int) -> int:
        total = 0
        for one in children[parent]:
            at = len(found)
            found.append(Branch(one, depth, 0))
            below = walk(one.id, depth + 1)
            found[at] = Branch(one, depth, below)
            total += one.comments + below
        return total

    walk(None, 1)
    return found


def name_in(theme: Theme, language: str) -> tuple[str, str]:
    """(name, its language), in ``language`` where it has one."""
    own = theme.names.get(language, "")
    return (own, language) if own else (theme.name, theme.language)


def survivor_of(theme: Theme) -> Theme:
    """The theme in which it went up by merging, itself where it wasn't merged."""
    while theme.merged_into_id is not None:
        theme = get_theme(theme.merged_into_id)
    return theme


def parents_of(consultation_id: int) -> dict[int, int | None]:
    """The tree of the live themes: ``{theme: its parent}``."""
    return {one.id: one.parent_id for one in themes_of(consultation_id)}


def themes_by_comment(comment_ids: Collection[int]) -> dict[int, list[Theme]]:
    """Under which live themes these comments stand. One statement."""
    rows = db.session.execute(
        select(ThemedComment.comment_id, Theme)
        .join(Theme, Theme.id == ThemedComment.theme_id)
        .where(ThemedComment.comment_id.in_(comment_ids))
        .order_by(Theme.id)
    )
    found: dict[int, list[Theme]] = defaultdict(list)
    for comment_id, theme in rows:
        found[comment_id].append(theme)
    return found


def comment_ids_of(theme_id: int, *, limit: int | None = None) -> list[int]:
    """Every comment that stands under it, or the first ones."""
    statement = select(ThemedComment.comment_id).where(ThemedComment.theme_id == theme_id)
    return list(db.session.scalars(statement.order_by(ThemedComment.comment_id).limit(limit)))


def themed_at(theme_id: int, put_at: datetime) -> list[int]:
    """The comments that came under a theme in one act."""
    statement = select(ThemedComment.comment_id).where(
        ThemedComment.theme_id == theme_id, ThemedComment.put_at == put_at
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Step:
    """One step of a theme's history, with who took it and the other theme it was about."""

    change: ThemeChange
    who: str
    other: Theme | None


def history_of(theme_id: int) -> list[Step]:
    """What became of a theme, newest first."""
    rows = db.session.execute(
        select(ThemeChange, Account.name, Account.email, Theme)
        .outerjoin(Account, Account.id == ThemeChange.account_id)
        .outerjoin(Theme, Theme.id == ThemeChange.other_id)
        .where(ThemeChange.theme_id == theme_id)
        .order_by(ThemeChange.id.desc())
    )
    return [Step(change, name or email or "", other) for change, name, email, other in rows]


def published_links(consultation_id: int, *, published_only: bool) -> list[tuple[str, str]]:
    """(public id of a live theme, reference) of each comment under a theme; for everybody only published ones."""
    statement = (
        select(Theme.public_id, Comment.reference)
        .join(ThemedComment, ThemedComment.theme_id == Theme.id)
        .join(Comment, Comment.id == ThemedComment.comment_id)
        .where(Theme.consultation_id == consultation_id)
        .order_by(Theme.public_id, Comment.reference)
    )
    if published_only:
        statement = statement.where(Comment.state == "published")
    return [(row[0], row[1]) for row in db.session.execute(statement)]
