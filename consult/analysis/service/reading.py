"""Marking comments as read: one by one, or many by a stated method."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import select

from consult.analysis import permissions, queries, rules
from consult.analysis.models import Reading, ReadingMethod
from consult.analysis.queries.given import comments_given_to
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
from consult.foundation.errors import Forbidden
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of


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

    More than rules.READ_AT_ONCE within a minute need a stated ``method``, which everybody reads. Whoever states the
    same one again within rules.SAME_METHOD_WITHIN goes on with it: the door gives many comments in portions.
    """
    organisation_id = _reads_as(actor, consultation, comment_ids)
    rules.check_may_read(consultations.phase_of(consultation, now))
    lock(consultation.id)
    unread = [one for one in known(consultation.id, comment_ids) if not one.read]
    if not unread:
        return 0
    method = check_pace(actor, len(unread), method=method, now=now)
    stated = None
    if method:
        stated = queries.going_on(
            consultation.id, method, actor.account_id, since=now - rules.SAME_METHOD_WITHIN
        ) or state(actor, consultation, method, language, now, kind="batch")
        stated.number, stated.closed_at = stated.number + len(unread), now
    mark(actor, consultation, unread, stated, organisation_id, now)
    append_parts(
        [one.public_id for one in unread],
        partial(_append_read, actor, consultation, now, stated, organisation_id),
    )
    return len(unread)


def check_pace(actor: Actor, number: int, *, method: str, now: datetime) -> str:
    """The method, tidied. Raises Refused where so many can't be marked at once without one."""
    method = rules.check_method(text.normalise(method, limit=rules.METHOD_LIMIT, field="method"))
    recent = queries.recent_marks(actor.account_id, now - rules.READ_WITHIN)
    rules.check_pace(recent, number, method)
    return method


def _reads_as(actor: Actor, consultation: Consultation, comment_ids: Collection[int]) -> int:
    """The office as which the actor reads: the consultation's body, or the one that was given them to read."""
    if permissions.may_sort(actor, consultation):
        return consultation.organisation_id
    given = comments_given_to(consultation.id, list(comment_ids)[:500])
    offices = {permissions.office_of_reader(actor, consultation, given.get(one, ())) for one in comment_ids}
    only = offices.pop() if len(offices) == 1 else None
    if only is None:
        raise Forbidden(NOT_YOURS)
    return only


def state(
    actor: Actor, consultation: Consultation, words: str, language: str, now: datetime, *, kind: str
) -> ReadingMethod:
    """Part of verbs: a method in words that everybody reads, with nothing read by it yet."""
    made = ReadingMethod(
        public_id=random_id(), consultation_id=consultation.id, kind=kind, words=words,
        language=language_of(words, language or consultation.language), seed="", size=0, population=0, number=0,
        office=office_of(actor, consultation.organisation_id), account_id=actor.account_id, stated_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def mark(
    actor: Actor, consultation: Consultation, comments: Sequence[Known], method: ReadingMethod | None,
    organisation_id: int, now: datetime,
) -> None:  # fmt: skip
    """Part of verbs: these are read from now on. The caller's entry says so."""
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
    stated = {"method": "", "words": ""}
    if method:
        stated = {"method": method.public_id, "words": method.words, "words_language": method.language}
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


def lapse(comment: Comment, now: datetime) -> None:  # noqa: ARG001 - the list it stands in hands it over
    """Part of verbs: its sender wrote it anew, so nobody has read it as it stands now. The sender's entry says so."""
    forget_marks(comment.consultation_id, [comment.id])
