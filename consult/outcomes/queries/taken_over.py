"""Words taken over into the next version's draft from a proposal that not everybody may read any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation, Edition, Version
from consult.contributions.models import Comment
from consult.contributions.quotes import squeeze
from consult.contributions.service import COVER
from consult.foundation.db import db
from consult.outcomes.models import PassageCause

CLOSED = ("hidden", "removed", "erased")
"""States of a comment whose words nobody is to read. What a sender merely took back was the office's to take over."""


@dataclass(frozen=True)
class Standing:
    """An article of the draft that may still say words which were covered or removed since."""

    cause: PassageCause
    reference: str
    edition: Edition
    """The language in which it reads otherwise than what is public."""
    earlier: Edition | None
    """What is public in that language."""
    label: str


def standing(consultation: Consultation) -> list[Standing]:
    """What was taken over into the unpublished version, is covered now, and isn't as what is public says."""
    version = consultations.current_version(consultation.id, published_only=False)
    before = consultations.current_version(consultation.id)
    if version is None or before is None or version.published_at is not None:
        return []
    covered = [
        (cause, comment)
        for cause, comment in _taken_over(version)
        if comment.state in CLOSED or any(COVER in words for _op, words in comment.proposal)
    ]
    if not covered:
        return []
    return [
        Standing(cause, comment.reference, edition, earlier, label)
        for edition, earlier, changed in _changed(version, before)
        for cause, comment in covered
        if comment.edition in ("", edition.language) and (label := changed.get(cause.passage))
    ]


def _taken_over(version: Version) -> Sequence[tuple[PassageCause, Comment]]:
    rows = db.session.execute(
        select(PassageCause, Comment)
        .join(Comment, Comment.id == PassageCause.comment_id)
        .where(
            PassageCause.version_id == version.id, PassageCause.kind == "proposal",
            PassageCause.unlinked_at.is_(None),
        )
        .order_by(PassageCause.id)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def _changed(version: Version, before: Version) -> list[tuple[Edition, Edition | None, dict[str, str]]]:
    """(edition, the public one in its language, what its articles are called that differ from that, by anchor)."""
    earlier = {one.language: one for one in consultations.editions_of(before.id)}
    found = []
    for edition in consultations.editions_of(version.id):
        own = earlier.get(edition.language)
        said = {one.anchor: squeeze(one.text) for one in consultations.read_outline(own)} if own else {}
        changed = {
            one.anchor: f"{one.number} {one.heading}".strip() or one.anchor
            for one in consultations.read_outline(edition)
            if squeeze(one.text) != said.get(one.anchor)
        }
        found.append((edition, own, changed))
    return found
