"""What waits: events to be told, mails to be sent, comments to be ruled on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select

from consult.contributions import queries
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.foundation import outages
from consult.foundation.db import db
from consult.foundation.events import OutboxEvent
from consult.foundation.mail import OutboxMail, count_waiting
from consult.foundation.outages import Outage
from consult.foundation.settings import Settings
from consult.site.operations.findings import FAIL, OK, WARN, Finding, age

BACKLOG_LATE = timedelta(minutes=5)
FORGOTTEN_LATE = timedelta(hours=1)


@dataclass(frozen=True)
class Backlog:
    """What waits, and since when the oldest of each has waited."""

    events: int
    events_since: datetime | None
    mails: int
    mails_since: datetime | None
    mails_given_up: int
    comments: int
    comments_since: datetime | None


def backlog() -> Backlog:
    """Undelivered events, unsent mails, comments that wait for a moderator. Three statements."""
    events = db.session.execute(select(func.count(), func.min(OutboxEvent.happened_at))).one()
    waits = and_(OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None))
    mails = db.session.execute(
        select(
            func.coalesce(func.sum(case((waits, 1), else_=0)), 0),
            func.min(case((waits, OutboxMail.queued_at))),
            func.count(OutboxMail.given_up_at),
        )
    ).one()
    comments = db.session.execute(
        select(func.count(), func.min(Comment.waiting_since)).where(Comment.waiting_since.is_not(None))
    ).one()
    return Backlog(events[0], events[1], int(mails[0]), mails[1], mails[2], comments[0], comments[1])


@dataclass(frozen=True)
class Stuck:
    """What waits for a way that takes nothing: ``way`` is mail or sms."""

    way: str
    outage: Outage
    waiting: int


def stuck(settings: Settings) -> list[Stuck]:
    """The ways that take nothing now."""
    found = []
    for way in (outages.MAIL, outages.SMS):
        if outage := outages.known(settings.instance, way):
            texts = count_waiting("+")
            found.append(Stuck(way, outage, texts if way == outages.SMS else count_waiting() - texts))
    return found


def stuck_for_long(settings: Settings, now: datetime) -> list[Stuck]:
    """The same, without what may be a server that starts anew, or keeps nothing waiting any more."""
    return [one for one in stuck(settings) if one.waiting and now - one.outage.since >= BACKLOG_LATE]


def check_ways(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether what should leave is taken: since when not, why, and how many wait."""
    for one in stuck(settings):
        name = "mail server" if one.way == outages.MAIL else "gateway of text messages"
        yield Finding(
            name, FAIL if now - one.outage.since >= BACKLOG_LATE else WARN,
            f"takes nothing for {age(one.outage.since, now)} ({one.outage.tries:,} tries): {one.outage.why}"
            f" {one.waiting:,} wait.",
            "Mend it, or how it is set; nothing is lost meanwhile, and it is tried again at the latest every"
            f" {outages.LONGEST_WAIT.seconds // 60} minutes.",
        )  # fmt: skip


def check_backlog(now: datetime) -> Iterator[Finding]:
    """Whether events and mails get out."""
    waits = backlog()
    for name, number, since in (
        ("events waiting", waits.events, waits.events_since),
        ("mails waiting", waits.mails, waits.mails_since),
    ):
        if since is not None and now - since > BACKLOG_LATE:
            yield Finding(
                name,
                WARN,
                f"{number:,}, the oldest for {age(since, now)}",
                "Is the worker running? See its log.",
            )
        else:
            yield Finding(name, OK, f"{number:,}")
    if waits.mails_given_up:
        yield Finding(
            "mails given up",
            WARN,
            f"{waits.mails_given_up:,}",
            "The mail server knows no such mailbox, or refused each for hours while it took others.",
        )


def check_forgotten(now: datetime) -> Iterator[Finding]:
    """Whether what closed accounts sent is forgotten at its time, as was promised; held ones wait."""
    holds = contributions.holds()
    late = queries.senders_due(
        now - FORGOTTEN_LATE, but=[one.submission_id for one in holds if one.submission_id is not None],
        but_in=contributions.held_consultations(),
    )  # fmt: skip
    if late:
        yield Finding(
            "closed accounts", FAIL, f"{len(late):,} submissions should have been forgotten an hour ago or earlier",
            "Is the worker running? Its log says why it couldn’t.",
        )  # fmt: skip
    else:
        yield Finding("closed accounts", OK, "what they sent is forgotten at its time")
