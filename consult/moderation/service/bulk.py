"""Ruling on many comments at once: each gets its own ruling and its own entry."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import service as showing
from consult.contributions.models import Comment, Sender
from consult.foundation.access import Actor
from consult.foundation.db import db, gathering
from consult.foundation.errors import N_, Refused
from consult.moderation import queries, rules
from consult.moderation.service.ruling import Known, is_on_pages, look_at_note, rule


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
    looked_at: set[int] = field(default_factory=set)
    """Consultations against all of which the note was held already."""

    def add(self, other: "Ruled") -> None:
        """Count the next chunk in."""
        self.number += other.number
        self.left += other.left
        self.looked_at |= other.looked_at


def check_bulk(act: str, ground: str, note: str) -> str:
    """The public note. Raises Refused for what would be wrong with each of the rulings."""
    if act not in rules.BULK_ACTS:
        raise Refused(N_("Many comments at once can only be published or hidden."), field="act")
    note = rules.check_note(act, note)
    if act == "hide" and not ground:
        raise Refused(N_("Please choose a ground from the list."), field="ground")
    return note


def look_ahead(picked: Sequence[Picked], *, act: str, note: str, looked_at: Collection[int] = ()) -> set[int]:
    """Consultations of these comments whose unpublished words the note doesn't say; asked before the lock.

    With those that were ``looked_at`` before. What ``look_at_note`` says of one ruling holds for each of these.
    """
    ids = {one.consultation_id for one in _load(picked)} - set(looked_at)
    found = [one for one in _consultations(ids) if look_at_note(one, act, note)]
    return {*looked_at, *(one.id for one in found)}


def rule_many(
    actor: Actor, picked: Sequence[Picked], *, act: str, now: datetime, ground: str = "", note: str = "",
    language: str = "", looked_at: Collection[int] = (),
) -> Ruled:  # fmt: skip
    """Publish or hide each of them. What changed meanwhile, or is the actor's own, is left and named.

    The door gives chunks, one transaction each, and with each what ``look_ahead`` found before it or an earlier one
    ``looked_at``. Raises Refused only for what is wrong with all of them.
    """
    note = check_bulk(act, ground, note)
    comments = {one.id: one for one in _load(picked)}
    held = _held(comments.values())
    known = Known(
        grounds={
            one.profile: queries.ground_codes(one.profile) for one in held if isinstance(one, Consultation)
        },
        fresh=comments.keys() - queries.handled(comments.keys()),
    )
    barred = _barred(actor, [one for one in held if isinstance(one, Consultation)], now)
    done, ruled = Ruled(), defaultdict[int, list[int]](list)
    was_on_pages: set[int] = set()
    """Consultations of which a comment that was public before is ruled on."""
    with gathering():
        showing.hold_revisions(comments.keys())
        for one in picked:
            if (comment := comments.get(one.comment_id)) is None:
                continue
            if (why := barred.get(comment.consultation_id)) is not None:
                done.left.append((comment.reference, why))
                continue
            if is_on_pages(comment):
                was_on_pages.add(comment.consultation_id)
            try:
                rule(
                    actor, comment, act=act, ground=ground, note=note, seen_lock_version=one.lock_version, now=now,
                    known=known, language=language,
                )  # fmt: skip
                done.number += 1
                ruled[comment.consultation_id].append(comment.id)
            except (
                Refused
            ) as refused:  # nothing of it was changed yet: every rule is asked before the first row
                done.left.append((comment.reference, refused))
    for consultation in held:
        if isinstance(consultation, Consultation) and (ids := ruled.get(consultation.id)):
            known_before = consultation.id in looked_at and consultation.id not in was_on_pages
            consulting.check_said(consultation, [note], "note", of=ids if known_before else None)
            done.looked_at.add(consultation.id)
    return done


def _barred(actor: Actor, held: Iterable[Consultation], now: datetime) -> dict[int, Refused]:
    """Consultations that the actor has prepared or answered, so that somebody else moderates them, and why."""
    barred = {}
    for consultation in held:
        try:
            consulting.take_side(actor, consultation, consulting.MODERATING, now=now)
        except Refused as why:
            barred[consultation.id] = why
    return barred


def _load(picked: Sequence[Picked]) -> Sequence[Comment]:
    ids = [one.comment_id for one in picked]
    return db.session.scalars(select(Comment).where(Comment.id.in_(ids))).all()


def _held(comments: Iterable[Comment]) -> list[Sender | Consultation]:
    """Senders and consultations of all of them: while they are held, each ruling finds them without a statement."""
    comments = list(comments)
    submissions, consultation_ids = {c.submission_id for c in comments}, {c.consultation_id for c in comments}
    senders = db.session.scalars(select(Sender).where(Sender.submission_id.in_(submissions)))
    return [*senders, *_consultations(consultation_ids)]


def _consultations(ids: Collection[int]) -> Sequence[Consultation]:
    return db.session.scalars(select(Consultation).where(Consultation.id.in_(ids))).all()
