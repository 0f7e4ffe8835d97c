"""Themes made by hand: named, put in a tree, merged, split, removed. Each step stays readable."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import select, update

from consult.analysis import queries, rules
from consult.analysis.events import ThemeMerged
from consult.analysis.models import Note, SavedFilter, Theme, ThemeChange, ThemedComment
from consult.analysis.service.putting import carry_over, move_links, put_under, take_from
from consult.analysis.service.shared import append, begin, count_theme_again
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.consultations.rules import check_language
from consult.contributions.models import Comment
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Refused
from consult.foundation.ids import random_id
from consult.organisations import queries as organisations

CHANGED = N_(
    "Somebody else changed this theme while you were writing. What you typed is kept: please look again."
)


class Merging(Protocol):
    """What a higher room does in the same transaction when all of one theme goes to another."""

    def __call__(self, theme: Theme, into: Theme, *, actor: Actor, now: datetime) -> None: ...


MERGING: list[Merging] = []
"""Filled by the hooks of higher rooms: what they owe about the one is owed about the other from now on."""


def make_theme(
    actor: Actor,
    consultation: Consultation,
    *,
    name: str,
    now: datetime,
    language: str = "",
    names: Mapping[str, str] | None = None,
    parent: Theme | None = None,
    article_id: int | None = None,
) -> Theme:
    """Make a theme, below ``parent`` or on top. ``article_id``: for the comments on an article (0: on the whole)."""
    begin(actor, consultation, now)
    name, clean = _names(name, names or {})
    _check_said(consultation, name, clean)
    language = check_language(language or consultation.language)
    parents = queries.parents_of(consultation.id)
    if parent is not None:
        check_live(parent)
    rules.check_new_theme(len(parents), len(rules.above(parent.id, parents)) + 1 if parent else 1)
    _check_name_free(consultation.id, name)
    made = Theme(
        public_id=random_id(), consultation_id=consultation.id, parent_id=parent.id if parent else None,
        article_id=article_id, name=name, language=language, names=clean, comments=0, published=0, made_at=now,
        changed_at=now, lock_version=1,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _note(made, actor, now, "made", after=name)
    append(
        "theme.made", actor, consultation, now,
        objects=[made.public_id, *([parent.public_id] if parent else [])],
        values={
            "name": name, "language": language, "article": _article(article_id), "names": _as_text(clean),
        },
    )  # fmt: skip
    return made


def rename_theme(
    actor: Actor,
    consultation: Consultation,
    theme: Theme,
    *,
    name: str,
    now: datetime,
    names: Mapping[str, str] | None = None,
    seen: int | None = None,
) -> None:
    """Give it another name. ``seen``: the lock_version that the form showed."""
    begin(actor, consultation, now)
    _check_unchanged(theme, seen)
    name, clean = _names(name, theme.names if names is None else names)
    if name != theme.name:
        _check_name_free(consultation.id, name)
    if (name, clean) == (theme.name, theme.names):
        return
    _check_said(consultation, name, clean)
    _note(theme, actor, now, "renamed", before=theme.name, after=name)
    theme.name, theme.names = name, clean
    _changed(theme, now)
    append(
        "theme.renamed", actor, consultation, now, objects=[theme.public_id],
        values={"name": name, "names": _as_text(clean)},
    )  # fmt: skip


def move_theme(
    actor: Actor,
    consultation: Consultation,
    theme: Theme,
    *,
    parent: Theme | None,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Put it below another theme, or on top, with all that stands below it."""
    begin(actor, consultation, now)
    _check_unchanged(theme, seen)
    if parent is not None:
        check_live(parent)
    rules.check_move(theme.id, parent.id if parent else None, queries.parents_of(consultation.id))
    before = queries.get_theme(theme.parent_id).name if theme.parent_id else ""
    theme.parent_id = parent.id if parent else None
    _note(theme, actor, now, "moved", before=before, after=parent.name if parent else "")
    _changed(theme, now)
    append(
        "theme.moved", actor, consultation, now,
        objects=[theme.public_id, *([parent.public_id] if parent else [])],
    )  # fmt: skip


def merge_themes(
    actor: Actor,
    consultation: Consultation,
    theme: Theme,
    *,
    into: Theme,
    now: datetime,
    seen: int | None = None,
) -> None:
    """All that stands under ``theme`` stands under ``into``; the name of the first stays as history.

    Whoever it was given to keeps it, where ``into`` was given to nobody; what is owed about it goes along. The entry
    names the office in whose hands it is now.
    The histories count those that went over before, by ``move_over``.
    """
    _check_merging(actor, consultation, theme, into, seen, now)
    if theme.id in rules.above(into.id, queries.parents_of(consultation.id)):
        into.parent_id = theme.parent_id  # what it goes into must not hang below what is no more
    ids = queries.comment_ids_of(theme.id)
    move_links(theme.id, into.id, comment_ids=ids)
    db.session.execute(update(Theme).where(Theme.parent_id == theme.id).values(parent_id=into.id))
    for model in (Note, SavedFilter):
        db.session.execute(update(model).where(model.theme_id == theme.id).values(theme_id=into.id))
    if into.organisation_id is None and into.assignee_id is None:
        into.organisation_id, into.assignee_id = theme.organisation_id, theme.assignee_id
    theme.merged_into_id = into.id
    for follow in MERGING:
        follow(theme, into, actor=actor, now=now)
    _note_merged(theme, into, actor, now, "merged", len(ids))
    _changed(theme, now)
    _changed(into, now)
    for one in (theme.id, into.id):
        count_theme_again(one)
    db.session.expire(theme)
    db.session.expire(into)
    office = organisations.get(into.organisation_id or consultation.organisation_id).public_id
    append("theme.merged", actor, consultation, now, objects=[theme.public_id, into.public_id, office])
    events.emit(ThemeMerged(theme.id, into.id), now=now)


def _check_merging(
    actor: Actor, consultation: Consultation, theme: Theme, into: Theme, seen: int | None, now: datetime
) -> None:
    begin(actor, consultation, now)
    _check_unchanged(theme, seen)
    check_live(into)
    if into.id == theme.id:
        raise Refused(N_("Please choose another theme."), field="into")


def move_over(
    actor: Actor, consultation: Consultation, theme: Theme, *, into: Theme, now: datetime, most: int,
    seen: int | None = None,
) -> int:  # fmt: skip
    """Before a merger of many: so many comments go over already; senders hear of it by the merger. Returns how many."""
    _check_merging(actor, consultation, theme, into, seen, now)
    ids = queries.comment_ids_of(theme.id, limit=most)
    number = carry_over(actor, consultation, theme, into=into, comment_ids=ids, now=now)
    if number:
        _note_merged(theme, into, actor, now, "merging", number)
    return number


def _note_merged(theme: Theme, into: Theme, actor: Actor, now: datetime, kind: str, number: int) -> None:
    """A step of both histories, in the place of those that say how many went over before: it counts these, too."""
    for own, other, names in (
        (theme, into, {"after": into.name}), (into, theme, {"before": theme.name})
    ):  # fmt: skip
        before = db.session.scalars(
            select(ThemeChange).where(
                ThemeChange.theme_id == own.id, ThemeChange.other_id == other.id, ThemeChange.kind == "merging",
                *([ThemeChange.after != ""] if own is theme else [ThemeChange.before != ""]),
            )
        ).all()  # fmt: skip
        for one in before:
            db.session.delete(one)
        _note(own, actor, now, kind, **names, other=other, number=number + sum(one.number for one in before))


def split_theme(
    actor: Actor,
    consultation: Consultation,
    theme: Theme,
    *,
    name: str,
    comment_ids: Collection[int],
    now: datetime,
    language: str = "",
) -> Theme:
    """Take some of its comments into a new theme beside it."""
    begin(actor, consultation, now)
    check_live(theme)
    own = set(queries.comment_ids_of(theme.id))
    chosen = [one for one in comment_ids if one in own]
    if not chosen:
        raise Refused(
            N_("Please choose at least one comment that stands under this theme."), field="comments"
        )
    parent = queries.get_theme(theme.parent_id) if theme.parent_id else None
    made = make_theme(actor, consultation, name=name, parent=parent, language=language, now=now)
    put_under(actor, consultation, made, comment_ids=chosen, now=now)
    take_from(actor, consultation, theme, comment_ids=chosen, now=now)
    _note(theme, actor, now, "split", after=made.name, other=made, number=len(chosen))
    _changed(theme, now)
    return made


def remove_theme(actor: Actor, consultation: Consultation, theme: Theme, *, now: datetime) -> None:
    """Take a theme away that nothing stands under. Its history stays."""
    begin(actor, consultation, now)
    check_live(theme)
    children = select(Theme.id).where(
        Theme.parent_id == theme.id, Theme.merged_into_id.is_(None), Theme.removed_at.is_(None)
    )
    holds = select(ThemedComment.comment_id).join(Comment, Comment.id == ThemedComment.comment_id)
    if theme.comments or db.session.scalar(holds.where(ThemedComment.theme_id == theme.id).limit(1)):
        raise Refused(N_("Comments stand under this theme. Merge it into another one instead."))
    if db.session.scalar(children.limit(1)) is not None:
        raise Refused(N_("Other themes stand below this one. Move or remove them first."))
    theme.removed_at = now
    _note(theme, actor, now, "removed", before=theme.name)
    _changed(theme, now)
    append("theme.removed", actor, consultation, now, objects=[theme.public_id])


def _as_text(names: Mapping[str, str]) -> str:
    return json.dumps(names, ensure_ascii=False, sort_keys=True)


def _article(article_id: int | None) -> str:
    """How entries name the article that a theme was made for."""
    if article_id is None:
        return ""
    found = consultations.articles_by_id([article_id]).get(article_id)
    return found.public_id if found else "whole"


def check_live(theme: Theme) -> None:
    """Raises Conflict, naming where it went, for a theme that was merged or removed in the meantime."""
    survivor = queries.survivor_of(theme)
    rules.check_live(
        survivor.name if survivor.id != theme.id else None, is_removed=theme.removed_at is not None
    )


def _check_unchanged(theme: Theme, seen: int | None) -> None:
    check_live(theme)
    if seen is not None and seen != theme.lock_version:
        raise Conflict(CHANGED)


def _check_name_free(consultation_id: int, name: str) -> None:
    if any(one.name.casefold() == name.casefold() for one in queries.themes_of(consultation_id)):
        raise Refused(N_("There is a theme with this name already."), field="name")


def _names(name: str, names: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    name = rules.check_theme_name(text.normalise(name, limit=rules.NAME_LIMIT, field="name"))
    further = {
        check_language(language): " ".join(
            text.normalise(one, limit=rules.NAME_LIMIT, field=f"name_{language.replace('-', '_')}").split()
        )
        for language, one in names.items()
    }
    return name, {language: one for language, one in further.items() if one}


def _check_said(consultation: Consultation, name: str, names: Mapping[str, str]) -> None:
    """Once the outcome is out everybody reads a theme's name; before, it is looked at when the outcome is published."""
    if consultation.answered_at is not None:
        consulting.check_said(consultation, [name, *names.values()], "name")


def _changed(theme: Theme, now: datetime) -> None:
    theme.changed_at, theme.lock_version = now, theme.lock_version + 1
    db.session.flush()


def _note(
    theme: Theme, actor: Actor, now: datetime, kind: str, *, before: str = "", after: str = "",
    other: Theme | None = None, number: int = 0,
) -> None:  # fmt: skip
    db.session.add(
        ThemeChange(
            theme_id=theme.id, kind=kind, before=before, after=after, other_id=other.id if other else None,
            number=number, account_id=actor.account_id, changed_at=now,
        )
    )  # fmt: skip
    db.session.flush()
