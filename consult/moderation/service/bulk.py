"""Ruling on many comments at once: each gets its own ruling and its own entry."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from consult.contributions.models import Comment, Sender
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.moderation import rules
from consult.moderation.service.ruling import rule


@dataclass(frozen=True)
class Picked:
    """A comment somebody picked, as they read it."""

    comment_id: int
    lock_version: int


@dataclass
class Ruled:
    """What became of a bulk act: how many were ruled on, and which were left with the reason."""

    number: int = 0
    left: list[tuple[str, Refused]] = field(default_factory=list)

    def add(self, other: "Ruled") -> None:
        """Count the next chunk in."""
        self.number += other.number
        self.left += other.left


def check_bulk(act: str, ground: str, note: str) -> str:
    """The public note. Raises Refused for what would be wrong with each of the rulings."""
    if act not in rules.BULK_ACTS:
        raise Refused(N_("Many comments at once can only be published or hidden."), field="act")
    note = rules.check_note(act, note)
    if act == "hide" and not ground:
        raise Refused(N_("Please choose a ground from the list."), field="ground")
    return note


def rule_many(
    actor: Actor, picked: Sequence[Picked], *, act: str, now: datetime, ground: str = "", note: str = ""
) -> Ruled:
    """Publish or hide each of them. What changed meanwhile, or is the actor's own, is left and named.

    The door gives chunks, one transaction each. Raises Refused only for what is wrong with all of them.
    """
    note = check_bulk(act, ground, note)
    ids = [one.comment_id for one in picked]
    comments = {c.id: c for c in db.session.scalars(select(Comment).where(Comment.id.in_(ids)))}
    senders = db.session.scalars(
        select(Sender).where(Sender.submission_id.in_([c.submission_id for c in comments.values()]))
    ).all()  # held, so that each ruling finds its sender without a statement of its own
    done = Ruled()
    for one in picked:
        comment = comments.get(one.comment_id)
        if comment is None:
            continue
        try:
            rule(
                actor, comment, act=act, ground=ground, note=note, seen_lock_version=one.lock_version, now=now
            )
            done.number += 1
        except Refused as refused:  # nothing of it was changed yet: every rule is asked before the first row
            done.left.append((comment.reference, refused))
    del senders
    return done
