"""Internal notes, and ways to narrow the list that are kept under a name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.analysis import permissions, queries, rules
from consult.analysis.models import Note, Opinion, ReadingMethod, SavedFilter, Theme, ThemeChange
from consult.analysis.queries.given import comments_given_to, themes_given_to
from consult.analysis.service.shared import NOT_YOURS, append, begin, office_of
from consult.analysis.service.theming import check_live
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.contributions.service import Wiping, cover, forget_notes
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db, table_of
from consult.foundation.errors import N_, Forbidden, Refused
from consult.foundation.ids import random_id

WRITTEN: dict[type[Any], Sequence[str]] = {
    Note: ("body",), Theme: ("name", "names"), SavedFilter: ("name", "conditions"), ReadingMethod: ("words", "wanted"),
    Opinion: ("body",),
}  # fmt: skip
"""Table -> columns in which somebody may quote a sender. What an expert is called isn't a sender's name."""


def write_note(
    actor: Actor, consultation: Consultation, *, body: str, now: datetime, comment: Comment | None = None,
    theme: Theme | None = None,
) -> Note:  # fmt: skip
    """Note something for one's colleagues about a comment or a theme. Auditors read it, the public never does."""
    given: Collection[permissions.Given] = ()
    if comment is not None:
        given = comments_given_to(consultation.id, [comment.id]).get(comment.id, ())
    elif theme is not None:
        given = themes_given_to(consultation.id).get(theme.id, ())
    own = permissions.office_of_reader(actor, consultation, given)
    if own is None:
        raise Forbidden(NOT_YOURS)
    body = text.normalise(body, limit=rules.NOTE_LIMIT, field="body")
    if text.is_blank(body):
        raise Refused(N_("Please write the note."), field="body")
    made = Note(
        public_id=random_id(), consultation_id=consultation.id, comment_id=comment.id if comment else None,
        theme_id=theme.id if theme else None, body=body, office=office_of(actor, own),
        author=actor.name, account_id=actor.account_id, written_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    about = [one.public_id for one in (comment, theme) if one is not None]
    append(
        "reading.noted",
        actor,
        consultation,
        now,
        objects=[made.public_id, *about],
        values={"internal_note": body},
        organisation_id=own,
    )
    return made


def save_filter(
    actor: Actor,
    consultation: Consultation,
    *,
    name: str,
    conditions: Mapping[str, str],
    now: datetime,
    theme: Theme | None = None,
) -> SavedFilter:
    """Keep a filter under a name; with a theme it is a rule, which does nothing before it is run."""
    begin(actor, consultation, now)
    name = " ".join(text.normalise(name, limit=rules.FILTER_NAME_LIMIT, field="name").split())
    if not name:
        raise Refused(N_("Please give the filter a name."), field="name")
    kept = rules.check_conditions(conditions)
    if theme is not None:
        check_live(theme)
    known = queries.saved_filters(consultation.id)
    if any(one.name == name for one in known):
        raise Refused(N_("There is a filter with this name already."), field="name")
    if len(known) >= rules.MOST_FILTERS:
        raise Refused(N_("There can be at most %(limit)s filters."), limit=rules.MOST_FILTERS)
    made = SavedFilter(
        public_id=random_id(), consultation_id=consultation.id, name=name, conditions=kept,
        theme_id=theme.id if theme else None, account_id=actor.account_id, saved_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    append(
        "reading.filter_saved", actor, consultation, now,
        objects=[made.public_id, *([theme.public_id] if theme else [])],
        values={"name": name, "conditions": str(sorted(kept.items()))},
    )  # fmt: skip
    return made


def remove_filter(actor: Actor, consultation: Consultation, kept: SavedFilter, *, now: datetime) -> None:
    """Forget a saved filter or rule. What a rule put under its theme stays there."""
    begin(actor, consultation, now)
    db.session.delete(kept)
    append("reading.filter_removed", actor, consultation, now, objects=[kept.public_id])
    db.session.flush()


def wipe(wiping: Wiping) -> None:
    """Part of verbs: cover what was written for colleagues, or said to everybody of how it was sorted."""
    own = wiping.submission.consultation_id
    themes = select(Theme.id).where(Theme.consultation_id == own)
    touched: list[Any] = []
    for model, columns in WRITTEN.items():
        rows = db.session.scalars(select(model).where(table_of(model).c.consultation_id == own)).all()
        touched += cover(wiping, rows, columns)
    for one in touched:
        if isinstance(one, Opinion):
            one.html, one.html_version = text.plain_html(one.body), text.VERSION
    forget_notes(wiping, [one.public_id for one in touched])
    cover(
        wiping,
        db.session.scalars(select(ThemeChange).where(ThemeChange.theme_id.in_(themes))),
        ["before", "after"],
    )
    db.session.flush()
