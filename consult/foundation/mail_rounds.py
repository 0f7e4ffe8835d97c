"""The worker's rounds through the outbox (``mail``): what waits is sent, put off, or given up.

* A way that takes nothing, whoever the mail is to, ends the round: no mail is touched, and the way is tried again
  after a wait that grows (``outages``). So an outage loses nothing, however long it is.
* While that lasts, each round begins with another mail, so that none for which alone a way says so keeps all waiting.
* The same where ``STOP_AFTER`` mails in a row failed and it isn't clear whose trouble it is.
* What the server answers about a receiver is that mail's own: it is put off, and the round goes on. So is a mail that
  can't be put together; since nobody was asked about it, it says nothing about the way either.
* A mail is given up after ``GIVE_UP_AFTER`` tries, if the way took others lately; if it took none, once the mail is
  ``KEPT_FOR`` old, as mail servers do among themselves (RFC 5321, 4.5.4.1).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, func, select, update

from consult.foundation import digests, outages
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail, digest_minutes, one_line
from consult.foundation.mail_lines import NOT_MADE, Blame, Dead, Letter, MailWay, NotSent, SmsWay, Way
from consult.foundation.phones import is_phone
from consult.foundation.settings import Settings

logger = structlog.get_logger(__name__)
GIVE_UP_AFTER = 48
RETRY = timedelta(seconds=300)
LATELY = timedelta(hours=1)
KEPT_FOR = timedelta(days=5)
STOP_AFTER = 3
WAYS: dict[str, Callable[[Settings], Way]] = {outages.MAIL: MailWay, outages.SMS: SmsWay}


@dataclass(frozen=True, kw_only=True)
class _Waiting(Letter):
    """A mail of the outbox; several with one ``group`` and address leave as one."""

    id: int
    attempts: int
    queued_at: datetime
    group: str
    digest: Mapping[str, Any]


def send_due(now: datetime, *, limit: int = 50) -> int:
    """Send what waits; returns how many were handed over."""
    settings: Settings = current_app.extensions["consult_settings"]
    names = [name for name in WAYS if not _is_put_off(settings, name, now)]
    found = _due(names, now, limit)
    db.session.rollback()
    sent = 0
    for name in names:
        if mine := [one for one in found if is_phone(one.address) == (name == outages.SMS)]:
            sent += _Round(settings, WAYS[name](settings), now).send(mine)
    return sent


def _is_put_off(settings: Settings, name: str, now: datetime) -> bool:
    outage = outages.known(settings.instance, name)
    return outage is not None and outage.is_waiting(WAYS[name](settings).mark, now)


def _due(names: Sequence[str], now: datetime, limit: int) -> list[_Waiting]:
    """What is due on these ways; of a digest one part stands for all."""
    due = (
        select(OutboxMail)
        .where(OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None), OutboxMail.due_at <= now)
        # what was put off never keeps others waiting
        .order_by(OutboxMail.attempts > 0, OutboxMail.due_at, OutboxMail.id)
        .limit(limit)
    )
    if not names:
        return []
    if len(names) < len(WAYS):
        due = due.where(_goes_by(names[0]))
    rows = {
        (row.digest_group, row.address) if row.digest_group else row.id: row
        for row in db.session.scalars(due)
    }
    return [_waiting(row) for row in rows.values()]


def _goes_by(name: str) -> ColumnElement[bool]:
    is_text = OutboxMail.address.startswith("+")
    return is_text if name == outages.SMS else ~is_text


def _waiting(row: OutboxMail) -> _Waiting:
    return _Waiting(
        row.key, row.address, row.subject, row.body, row.unsubscribe, row.attached,
        id=row.id, attempts=row.attempts, queued_at=row.queued_at, group=row.digest_group, digest=row.digest,
    )  # fmt: skip


def _whole(waiting: Sequence[_Waiting]) -> Letter:
    """One mail, or several parts as one digest. Raises NotSent where they can't be put together."""
    if len(waiting) == 1:
        return waiting[0]
    try:
        subject, body = digests.together([(part.subject, part.digest) for part in waiting])
    except (LookupError, TypeError, ValueError) as error:
        raise NotSent(Blame.LETTER, NOT_MADE) from error
    return replace(waiting[0], subject=one_line(subject), body=body)


class _Round:
    """One round on one way."""

    def __init__(self, settings: Settings, way: Way, now: datetime) -> None:
        self._instance, self._way, self._now = settings.instance, way, now
        self._outage = outages.known(settings.instance, way.name)
        self._unclear: list[NotSent] = []
        """Failures in a row since the way last took a mail or answered about one."""

    def send(self, waiting: Sequence[_Waiting]) -> int:
        """Until all had their turn, or the way takes nothing; returns how many went."""
        sent, first = 0, self._outage.tries % len(waiting) if self._outage else 0
        try:
            for one in (*waiting[first:], *waiting[:first]):
                parts = self._parts_of(one) if one.group else [one]
                sent += self._send(parts) if parts else 0
                if len(self._unclear) == STOP_AFTER:
                    raise self._unclear[-1]
            if self._unclear and self._outage:
                raise self._unclear[-1]
        except NotSent as error:
            outage = outages.note(self._instance, self._way.name, self._way.mark, error.why, self._now)
            logger.warning(
                "way_takes_no_mail", way=self._way.name, why=str(error), tries=outage.tries,
                since=outage.since.isoformat(), next_try=outage.next_try.isoformat(),
            )  # fmt: skip
        finally:
            self._way.close()
        return sent

    def _parts_of(self, one: _Waiting) -> list[_Waiting]:
        """All that waits for one mailbox, unless it got a digest so short a time ago: then it waits on."""
        mine = (OutboxMail.digest_group == one.group, OutboxMail.address == one.address)
        waits = (*mine, OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None))
        last = db.session.scalar(select(func.max(OutboxMail.sent_at)).where(*mine))
        rows = db.session.scalars(select(OutboxMail).where(*waits).order_by(OutboxMail.id))
        parts = [_waiting(row) for row in rows]
        db.session.rollback()
        gap = timedelta(minutes=digest_minutes())
        next_one = last + gap if last is not None else self._now
        # one of a clock that was set back keeps nothing waiting
        if not self._now < next_one <= self._now + gap:
            return parts
        with writing() as session:
            session.execute(update(OutboxMail).where(*waits).values(due_at=next_one))
        return []

    def _send(self, waiting: Sequence[_Waiting]) -> int:
        """Send one mail, or several parts as one digest; returns how many of them went. Raises NotSent of the way."""
        one = waiting[0]
        attempts = max(part.attempts for part in waiting) + 1
        is_answered = True
        changes: dict[str, object] = {
            "sent_at": self._now, "body": "", "attached": {}, "digest": {}, "attempts": attempts,
        }  # fmt: skip
        try:
            self._way.send(_whole(waiting))
        except NotSent as error:
            if error.blame is Blame.WAY:
                raise
            is_answered = error.blame is Blame.RECEIVER
            changes = self._after(error, replace(one, attempts=attempts))
        with writing() as session:
            session.execute(
                update(OutboxMail).where(OutboxMail.id.in_([part.id for part in waiting])).values(**changes)
            )
        # only now: what was sent is noted, even where the instance folder can't be written to
        if is_answered:
            self._answered()
        return len(waiting) if "sent_at" in changes else 0

    def _after(self, error: NotSent, one: _Waiting) -> dict[str, object]:
        """What becomes of a mail that didn't go."""
        cause = type(error.__cause__ or error).__name__
        logger.warning("mail_not_sent", mail_id=one.id, attempts=one.attempts, error=cause)
        if error.blame is Blame.UNCLEAR:
            self._unclear.append(error)
        changes: dict[str, object] = {"due_at": self._now + RETRY, "attempts": one.attempts}
        if self._gives_up(error, one):
            changes["given_up_at"] = self._now
        return changes

    def _gives_up(self, error: NotSent, one: _Waiting) -> bool:
        if error.dead is Dead.SURE:
            return True
        if error.dead is Dead.NO and one.attempts < GIVE_UP_AFTER:
            return False
        is_old = one.attempts >= GIVE_UP_AFTER and one.queued_at <= self._now - KEPT_FOR
        return is_old or self._took_others_lately()

    def _took_others_lately(self) -> bool:
        last = db.session.scalar(select(func.max(OutboxMail.sent_at)).where(_goes_by(self._way.name)))
        db.session.rollback()
        return last is not None and last >= self._now - LATELY

    def _answered(self) -> None:
        """The way took a mail, or said something about a receiver: it is there."""
        self._unclear.clear()
        if self._outage:
            outages.over(self._instance, self._way.name)
            self._outage = None
