"""What every verb of this room shares: its entry, the comments it is about, and the kept numbers."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update

from consult.analysis import permissions, rules
from consult.analysis.models import Reading, ReadingTally, Theme, ThemedComment
from consult.analysis.queries import to_read
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation.access import Actor
from consult.foundation.db import db, table_of
from consult.foundation.errors import N_, Forbidden
from consult.record import service as record
from consult.record.rules import in_parts

NOT_YOURS = N_("Only responders and authors of this body may do that.")
AT_ONCE = 500
"""Rows named in one statement."""


def begin(actor: Actor, consultation: Consultation, now: datetime) -> None:
    """May the actor sort here at this instant? One act after another: the tally's row is locked first."""
    if not permissions.may_sort(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_may_read(consultations.phase_of(consultation, now))
    lock(consultation.id)


def lock(consultation_id: int) -> None:
    """Let nobody else change what is kept about this consultation's reading before this transaction ends."""
    own = select(ReadingTally.consultation_id).where(ReadingTally.consultation_id == consultation_id)
    if db.session.scalar(own.with_for_update()) is None:
        db.session.execute(
            insert(ReadingTally).values(consultation_id=consultation_id, read=0, themed=0, by_method=0)
        )


def append(
    type_: str,
    actor: Actor,
    consultation: Consultation,
    now: datetime,
    *,
    objects: Sequence[str] = (),
    values: Mapping[str, str] | None = None,
    organisation_id: int | None = None,
) -> record.Appended:
    """A reader's act in the consultation's log, with the office under which it was done."""
    own = organisation_id or consultation.organisation_id
    role = "responder" if actor.holds(own, "responder") else "author"
    return record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=objects, organisation_id=own,
        role=role if actor.kind == "account" else actor.kind, values=values,
    )  # fmt: skip


def office_of(actor: Actor, organisation_id: int) -> str:
    """The office under which somebody reads, as packages name it."""
    return actor.offices.get(organisation_id, "") or (actor.name if actor.kind == "console" else "")


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids in portions that a statement may name."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


@dataclass(frozen=True)
class Known:
    """A comment as the verbs of this room need it."""

    id: int
    public_id: str
    counted: str
    read: bool
    themes: int


def known(
    consultation_id: int, ids: Collection[int], *conditions: ColumnElement[bool], with_unowed: bool = False
) -> list[Known]:
    """These comments of the consultation, as far as something is owed to them; each gets its row on the desk."""
    found: list[Known] = []
    wanted = conditions if with_unowed else (to_read(), *conditions)
    for chunk in chunks(sorted(set(ids))):
        rows = db.session.execute(
            select(
                Comment.id, Comment.public_id, Comment.state, Comment.ground, Reading.comment_id, Reading.read_at,
                Reading.themes,
            )
            .outerjoin(Reading, Reading.comment_id == Comment.id)
            .where(Comment.consultation_id == consultation_id, Comment.id.in_(chunk), *wanted)
            .order_by(Comment.id)
        ).all()  # fmt: skip
        made: list[dict[str, object]] = []
        for own, public_id, state, ground, row, read_at, themes in rows:
            counted = rules.counted_as(state, ground)
            found.append(Known(own, public_id, counted, read_at is not None, themes or 0))
            if row is None:
                made.append({
                    "comment_id": own, "consultation_id": consultation_id, "counted": counted, "office": "",
                    "themes": 0,
                })  # fmt: skip
        if made:
            db.session.execute(insert(Reading), made)
    return found


def set_rows(ids: Sequence[int], **values: object) -> None:
    """Change the rows of many comments on the desk alike."""
    for chunk in chunks(ids):
        db.session.execute(update(Reading).where(Reading.comment_id.in_(chunk)).values(**values))


def move_tally(consultation_id: int, **differences: int) -> None:
    """Count so many more (or fewer) as read, themed, read by a method."""
    table = table_of(ReadingTally)
    changes = {name: table.c[name] + number for name, number in differences.items() if number}
    if changes:
        own = table.c.consultation_id == consultation_id
        db.session.execute(update(ReadingTally).where(own).values(**changes))


def move_theme_counts(theme_id: int, counted: Counter[str], sign: int = 1) -> None:
    """Count comments more (or, with ``sign`` -1, fewer) under a theme: how many of each kind."""
    total = counted[rules.OWED] + counted[rules.PUBLISHED]
    if total:
        db.session.execute(
            update(Theme)
            .where(Theme.id == theme_id)
            .values(
                comments=Theme.comments + sign * total,
                published=Theme.published + sign * counted[rules.PUBLISHED],
            )
        )


def count_theme_again(theme_id: int) -> None:
    """Make a theme's kept numbers from its rows: after a merger, where some stood under both."""
    own = (
        select(func.count(), func.count().filter(Reading.counted == rules.PUBLISHED))
        .select_from(ThemedComment)
        .join(Reading, Reading.comment_id == ThemedComment.comment_id)
        .where(ThemedComment.theme_id == theme_id, Reading.counted != "")
    )
    total, published = db.session.execute(own).one()
    db.session.execute(update(Theme).where(Theme.id == theme_id).values(comments=total, published=published))


Append = Callable[[Sequence[str], str], object]


def append_parts(objects: Sequence[str], add: Append) -> None:
    """As many entries as the things they name need: ``add(objects of this part, "1/3")``."""
    parts = in_parts(objects)
    for number, part in enumerate(parts, 1):
        add(part, f"{number}/{len(parts)}")
