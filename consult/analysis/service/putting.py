"""Putting comments under themes and taking them out: singly, many at once, by rule, and one theme an article."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from consult.analysis import queries, rules
from consult.analysis.events import CommentsThemed
from consult.analysis.models import Reading, SavedFilter, Theme, ThemedComment
from consult.analysis.service.shared import (
    Known,
    append,
    begin,
    chunks,
    known,
    move_tally,
    move_theme_counts,
    set_rows,
)
from consult.consultations.models import Consultation
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.record.rules import in_parts


def put_under(
    actor: Actor,
    consultation: Consultation,
    theme: Theme,
    *,
    comment_ids: Collection[int],
    now: datetime,
    how: str = "hand",
) -> int:
    """Put comments under a theme, beside those they stand under already. Returns how many weren't there."""
    begin(actor, consultation, now)
    survivor = queries.survivor_of(theme)
    rules.check_live(
        survivor.name if survivor.id != theme.id else None, is_removed=theme.removed_at is not None
    )
    there = _linked(theme.id, comment_ids)
    added = [one for one in known(consultation.id, comment_ids) if one.id not in there]
    if not added:
        return 0
    rows: list[dict[str, Any]] = [
        {
            "theme_id": theme.id,
            "comment_id": one.id,
            "how": how,
            "account_id": actor.account_id,
            "put_at": now,
        }
        for one in added
    ]
    db.session.execute(insert(ThemedComment), rows)
    set_rows([one.id for one in added], themes=Reading.themes + 1)
    move_tally(consultation.id, themed=sum(1 for one in added if one.themes == 0))
    move_theme_counts(theme.id, Counter(one.counted for one in added))
    db.session.refresh(theme)
    _append("theme.comments_put", actor, consultation, theme, added, now)
    events.emit(CommentsThemed(theme.id, now.isoformat()), now=now)
    return len(added)


def take_from(
    actor: Actor, consultation: Consultation, theme: Theme, *, comment_ids: Collection[int], now: datetime
) -> int:
    """Take comments out from under a theme. Returns how many stood there."""
    begin(actor, consultation, now)
    there = _linked(theme.id, comment_ids)
    taken = [one for one in known(consultation.id, comment_ids) if one.id in there]
    if not taken:
        return 0
    for chunk in chunks([one.id for one in taken]):
        db.session.execute(
            delete(ThemedComment).where(
                ThemedComment.theme_id == theme.id, ThemedComment.comment_id.in_(chunk)
            )
        )
    set_rows([one.id for one in taken], themes=Reading.themes - 1)
    move_tally(consultation.id, themed=-sum(1 for one in taken if one.themes == 1))
    move_theme_counts(theme.id, Counter(one.counted for one in taken), sign=-1)
    db.session.refresh(theme)
    _append("theme.comments_taken", actor, consultation, theme, taken, now)
    return len(taken)


def carry_over(
    actor: Actor, consultation: Consultation, theme: Theme, *, into: Theme, comment_ids: Collection[int], now: datetime
) -> int:  # fmt: skip
    """Part of a merger: let these stand under the other theme, put there as they were: how, by whom, when.

    Those that nothing is owed to any more go along, or they would be left for the end. Returns how many stood there.
    """
    both = _linked(into.id, comment_ids)
    gone = known(consultation.id, _linked(theme.id, comment_ids), with_unowed=True)
    came = [one for one in gone if one.id not in both]
    move_links(theme.id, into.id, comment_ids=[one.id for one in gone])
    move_theme_counts(into.id, Counter(one.counted for one in came))
    move_theme_counts(theme.id, Counter(one.counted for one in gone), sign=-1)
    for own in (theme, into):
        db.session.refresh(own)
    _append("theme.comments_put", actor, consultation, into, came, now)
    _append("theme.comments_taken", actor, consultation, theme, gone, now)
    return len(gone)


def move_links(theme_id: int, into_id: int, *, comment_ids: Sequence[int]) -> None:
    """The rows themselves, of comments that stand under the first theme. Who stood under both stands there once."""
    own = ThemedComment.theme_id == theme_id
    both = sorted(_linked(into_id, comment_ids))
    for chunk in chunks(both):
        db.session.execute(delete(ThemedComment).where(own, ThemedComment.comment_id.in_(chunk)))
    set_rows(both, themes=Reading.themes - 1)
    for chunk in chunks(comment_ids):
        db.session.execute(
            update(ThemedComment).where(own, ThemedComment.comment_id.in_(chunk)).values(theme_id=into_id)
        )


def sort_comment(
    actor: Actor, consultation: Consultation, comment_id: int, *, theme_ids: Collection[str], now: datetime
) -> None:
    """Let one comment stand under exactly these themes (public ids)."""
    wanted = {one: queries.theme_called(consultation.id, one) for one in theme_ids}
    now_under = {one.public_id: one for one in queries.themes_by_comment([comment_id]).get(comment_id, [])}
    for own in wanted.keys() - now_under.keys():
        put_under(actor, consultation, wanted[own], comment_ids=[comment_id], now=now)
    for own in now_under.keys() - wanted.keys():
        take_from(actor, consultation, now_under[own], comment_ids=[comment_id], now=now)


def _linked(theme_id: int, comment_ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for chunk in chunks(sorted(set(comment_ids))):
        found |= set(
            db.session.scalars(
                select(ThemedComment.comment_id).where(
                    ThemedComment.theme_id == theme_id, ThemedComment.comment_id.in_(chunk)
                )
            )
        )
    return found


def _append(
    type_: str,
    actor: Actor,
    consultation: Consultation,
    theme: Theme,
    comments: Sequence[Known],
    now: datetime,
) -> None:
    """Which comments are committed, not shown: of those that aren't public nobody else may learn what they are about.

    Public ones have entries of their own, so that packages for everybody can open these.
    """
    for counted in (rules.PUBLISHED, rules.OWED, rules.UNOWED):
        own = [one.public_id for one in comments if one.counted == counted]
        for part in in_parts(own):
            append(
                type_, actor, consultation, now, objects=[theme.public_id],
                values={"comments": " ".join(part), "number": str(len(part))},
            )  # fmt: skip


def run_rule(
    actor: Actor,
    consultation: Consultation,
    kept: SavedFilter,
    *,
    comment_ids: Collection[int],
    now: datetime,
) -> int:
    """Put what a rule matched under its theme. The door gives many in portions: each is a run with its own number."""
    begin(actor, consultation, now)
    theme = queries.get_theme(kept.theme_id or 0)
    kept.ran_at = now
    number = put_under(actor, consultation, theme, comment_ids=comment_ids, now=now, how="rule")
    append(
        "theme.rule_run", actor, consultation, now, objects=[theme.public_id, kept.public_id],
        values={"rule": kept.name, "number": str(number)},
    )  # fmt: skip
    db.session.flush()
    return number
