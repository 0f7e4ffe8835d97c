"""Marking comments as read: one by one, many by a stated method, or many by a sample."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import insert, select

from consult.analysis import permissions, queries, rules
from consult.analysis.models import Reading, ReadingMethod, SampledComment
from consult.analysis.service.shared import (
    NOT_YOURS,
    Known,
    append,
    append_parts,
    begin,
    known,
    lock,
    move_tally,
    office_of,
    set_rows,
)
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of

SEED_BYTES = 16


def mark_read(
    actor: Actor,
    consultation: Consultation,
    *,
    comment_ids: Collection[int],
    now: datetime,
    method: str = "",
    language: str = "",
) -> int:
    """Say that these comments were read, by whom and when. Returns how many of them were unread until now.

    More than rules.READ_AT_ONCE within a minute need a stated ``method``, which everybody reads.
    """
    organisation_id = _reads_as(actor, consultation, comment_ids)
    rules.check_may_read(consultations.phase_of(consultation, now))
    lock(consultation.id)
    method = rules.check_method(text.normalise(method, limit=rules.METHOD_LIMIT, field="method"))
    unread = [one for one in known(consultation.id, comment_ids) if not one.read]
    if not unread:
        return 0
    recent = queries.recent_marks(actor.account_id, now - rules.READ_WITHIN)
    rules.check_pace(recent, len(unread), method)
    stated = None
    if method:
        stated = _state(actor, consultation, method, language, now, kind="batch")
        stated.number, stated.closed_at = len(unread), now
    _mark(actor, consultation, unread, stated, organisation_id, now)
    append_parts(
        [one.public_id for one in unread],
        partial(_append_read, actor, consultation, now, stated, organisation_id),
    )
    return len(unread)


def _reads_as(actor: Actor, consultation: Consultation, comment_ids: Collection[int]) -> int:
    """The office as which the actor reads: the consultation's body, or the department these were given to."""
    if permissions.may_sort(actor, consultation):
        return consultation.organisation_id
    given = set(
        db.session.scalars(
            select(Reading.organisation_id).where(
                Reading.consultation_id == consultation.id, Reading.comment_id.in_(list(comment_ids)[:500])
            )
        )
    )
    only = given.pop() if len(given) == 1 else None
    if only is None or not permissions.may_read_for(actor, consultation, only):
        raise Forbidden(NOT_YOURS)
    return only


def _state(
    actor: Actor, consultation: Consultation, words: str, language: str, now: datetime, *, kind: str
) -> ReadingMethod:
    made = ReadingMethod(
        public_id=random_id(), consultation_id=consultation.id, kind=kind, words=words,
        language=language_of(words, language or consultation.language), seed="", size=0, population=0, number=0,
        office=office_of(actor, consultation.organisation_id), account_id=actor.account_id, stated_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _mark(
    actor: Actor, consultation: Consultation, comments: Sequence[Known], method: ReadingMethod | None,
    organisation_id: int, now: datetime,
) -> None:  # fmt: skip
    set_rows(
        [one.id for one in comments], read_at=now, reader_id=actor.account_id,
        office=office_of(actor, organisation_id), method_id=method.id if method else None,
    )  # fmt: skip
    move_tally(consultation.id, read=len(comments), by_method=len(comments) if method else 0)
    db.session.flush()


def _append_read(
    actor: Actor, consultation: Consultation, now: datetime, method: ReadingMethod | None, organisation_id: int,
    objects: Sequence[str], part: str,
) -> None:  # fmt: skip
    stated = {"method": method.public_id, "words": method.words} if method else {"method": "", "words": ""}
    append(
        "reading.marked", actor, consultation, now, objects=objects, values={**stated, "part": part},
        organisation_id=organisation_id,
    )  # fmt: skip


def unmark_read(
    actor: Actor, consultation: Consultation, *, comment_ids: Collection[int], now: datetime
) -> int:
    """Take read marks back: they were set by mistake. Returns how many."""
    begin(actor, consultation, now)
    read = [one for one in known(consultation.id, comment_ids) if one.read]
    if read:
        forget_marks(consultation.id, [one.id for one in read])
        append_parts(
            [one.public_id for one in read],
            lambda objects, part: append(
                "reading.unmarked", actor, consultation, now, objects=objects, values={"part": part}
            ),
        )
    return len(read)


def forget_marks(consultation_id: int, ids: Sequence[int]) -> None:
    """Part of verbs: these comments are unread again. The caller's entry says why."""
    rows = db.session.execute(
        select(Reading.comment_id, Reading.method_id).where(
            Reading.comment_id.in_(ids), Reading.read_at.is_not(None), Reading.counted != ""
        )
    ).all()
    set_rows(ids, read_at=None, reader_id=None, office="", method_id=None)
    move_tally(
        consultation_id,
        read=-len(rows),
        by_method=-sum(1 for _own, method_id in rows if method_id is not None),
    )
    db.session.flush()


# Samples ------------------------------------------------------------------------------------------


def draw_sample(
    actor: Actor,
    consultation: Consultation,
    *,
    wanted: queries.Filter,
    size: int,
    method: str,
    now: datetime,
    language: str = "",
) -> ReadingMethod:
    """Draw a sample of the unread comments that a filter leaves. Its seed, and what it was drawn from, are public.

    Nothing is read by this: ``finish_sample`` marks the rest once each drawn comment was read by itself.
    """
    begin(actor, consultation, now)
    if queries.open_sample(consultation.id) is not None:
        raise Conflict(N_("A sample is being read already. Finish that one first."))
    method = rules.check_method(text.normalise(method, limit=rules.METHOD_LIMIT, field="method"))
    number, through = queries.matching(consultation.id, wanted)
    ids = queries.matching_ids(consultation.id, wanted, through=through) if number else []
    population = [one for one in known(consultation.id, ids) if not one.read]
    rules.check_sample(len(population), size, method)
    made = _state(actor, consultation, method, language, now, kind="sample")
    made.seed, made.size, made.population = secrets.token_hex(SEED_BYTES), size, len(population)
    chosen = set(rules.drawn([one.public_id for one in population], made.seed, size))
    db.session.execute(
        insert(SampledComment),
        [
            {"method_id": made.id, "comment_id": one.id, "is_drawn": one.public_id in chosen}
            for one in population
        ],
    )
    db.session.flush()
    append_parts(
        [one.public_id for one in population],
        lambda objects, part: append(
            "reading.sample_drawn", actor, consultation, now, objects=[made.public_id, *objects],
            values={"seed": made.seed, "size": str(size), "words": method, "part": part},
        ),
    )  # fmt: skip
    return made


def finish_sample(actor: Actor, consultation: Consultation, made: ReadingMethod, *, now: datetime) -> int:
    """Mark as read what the sample stands for, once all that was drawn is read. Returns how many."""
    begin(actor, consultation, now)
    if made.closed_at is not None:
        raise Conflict(N_("This sample was finished in the meantime."))
    left = queries.sample_left(made.id)
    if left:
        raise Refused(
            N_("%(number)s drawn comments aren’t read yet: %(named)s."), number=len(left),
            named=left[: rules.NAMED],
        )  # fmt: skip
    ids = list(
        db.session.scalars(select(SampledComment.comment_id).where(SampledComment.method_id == made.id))
    )
    rest = [one for one in known(consultation.id, ids) if not one.read]
    made.closed_at, made.number = now, len(rest)
    _mark(actor, consultation, rest, made, consultation.organisation_id, now)
    if not rest:
        append("reading.sample_finished", actor, consultation, now, objects=[made.public_id])
    append_parts(
        [one.public_id for one in rest],
        lambda objects, part: append(
            "reading.sample_finished", actor, consultation, now, objects=[made.public_id, *objects],
            values={"part": part},
        ),
    )  # fmt: skip
    return len(rest)


def lapse(comment: Comment, now: datetime) -> None:  # noqa: ARG001 - the list it stands in hands it over
    """Part of verbs: its sender wrote it anew, so nobody has read it as it stands now. The sender's entry says so."""
    forget_marks(comment.consultation_id, [comment.id])
