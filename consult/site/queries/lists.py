"""What stands beside a list of comments: how many took which stance, and what became of them. One statement."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, false, func, literal, select, union_all

from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Carry, Comment
from consult.contributions.queries import Counts
from consult.foundation.db import db
from consult.outcomes.queries.fates import ANSWERED, FATES, OPEN, disposition_rows, fate_rows, has_fate


@dataclass(frozen=True)
class Of:
    """Of which comments: of an article, or of one of its alternatives; of all where neither is named."""

    article_id: int | None = None
    alternative_id: int | None = None
    with_carried: bool = False
    """With those on earlier versions that stand in the article now: no stance of theirs is counted there."""
    stance: str = ""
    """Narrowed by it (one of STANCES, or not-stated): what became of those alone is counted."""
    fate: str = ""
    """Narrowed by it (one of FATES): Beside.narrowed counts the stances of those alone."""

    @property
    def stance_kept(self) -> str:
        """The stance as a comment has it; empty: none is stated."""
        return "" if self.stance == "not-stated" else self.stance


@dataclass(frozen=True)
class Fates:
    """What became of comments: how many published ones there are of each of FATES; by comment, its dispositions."""

    numbers: Mapping[str, int]
    tags: Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Beside:
    """Both."""

    stances: Mapping[int, Counts]
    """By article; of one article by its alternative."""
    fates: Fates
    narrowed: Mapping[str, int]
    """Where a fate narrows the list: how many published comments that have it took which stance."""


STANCE, FATE, TAG, CARRIED, NARROWED = "stance", "fate", "tag", "carried", "narrowed"


def beside(consultation: Consultation, comment_ids: Sequence[int], of: Of) -> Beside:
    """What stands beside these comments of a list. One statement."""
    is_decided = consultation.answered_at is not None
    own: list[ColumnElement[bool]] = [Comment.consultation_id == consultation.id]
    if of.article_id is not None:
        own.append(Comment.article_id == of.article_id)
    if of.alternative_id is not None:
        own.append(Comment.alternative_id == of.alternative_id)
    carried = Comment.id.in_(select(Carry.comment_id).where(Carry.article_id == of.article_id))
    parts: list[Any] = [
        _part(STANCE, *contributions.stance_rows(consultation.id, of.article_id).subquery().c)
    ]
    if of.fate:
        by_stance = (
            select(Comment.stance, func.count()).where(*own, has_fate(of.fate)).group_by(Comment.stance)
        )
        parts.append(_part(NARROWED, literal(0, Integer), false(), *by_stance.subquery().c))
    if of.stance:
        own.append(Comment.stance == of.stance_kept)
    for which in (and_(*own), carried) if of.with_carried else (and_(*own),):
        for rows in fate_rows(which, is_decided=is_decided):
            fate, number = rows.subquery().c
            parts.append(_part(FATE, literal(0, Integer), false(), fate, number))
    if of.with_carried:
        all_carried = select(func.count()).select_from(Comment).where(carried, Comment.state == "published")
        parts.append(_part(CARRIED, literal(0, Integer), false(), literal(""), all_carried.scalar_subquery()))
    if is_decided and comment_ids:
        comment, disposition = disposition_rows(comment_ids).subquery().c
        parts.append(_part(TAG, comment, false(), disposition, literal(0, Integer)))
    return _read(db.session.execute(union_all(*parts)), of, is_decided=is_decided)


def _part(kind: str, *columns: Any) -> Any:
    return select(literal(kind), *columns)


def _read(rows: Any, of: Of, *, is_decided: bool) -> Beside:
    stances: list[tuple[int, bool, str, int]] = []
    numbers: Counter[str] = Counter()
    narrowed: dict[str, int] = {}
    tags: dict[int, list[str]] = defaultdict(list)
    total = 0
    for kind, own, is_imported, key, number in rows:
        if kind == STANCE:
            stances.append((own, bool(is_imported), key, number))
            is_meant = of.alternative_id in (None, own) and (not of.stance or key == of.stance_kept)
            total += number if is_meant else 0
        elif kind == FATE:
            numbers[key] += number
        elif kind == NARROWED:
            narrowed[key] = number
        elif kind == CARRIED:
            total += number
        else:
            tags[own].append(key)
    if not is_decided:  # what isn't answered need not be counted
        numbers[OPEN] = total - numbers[ANSWERED]
    ordered = {own: sorted(became, key=FATES.index) for own, became in tags.items()}
    return Beside(contributions.by_article(stances), Fates(dict(numbers), ordered), narrowed)
