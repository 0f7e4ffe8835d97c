"""Events are told until every listener succeeds, and mails leave once."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.foundation import clock, events, mail, mail_rounds
from consult.foundation.db import db, writing
from consult.foundation.limits import TooMany, check
from consult.foundation.mail import OutboxMail


@dataclass(frozen=True)
class LanternLit:
    """Something that happens only in this test."""

    lantern_id: int


@pytest.fixture
def told(app: Flask) -> list[int]:
    """What the listener heard."""
    heard: list[int] = []
    events._listeners["LanternLit"] = [lambda event: heard.append(event.lantern_id)]
    events._types["LanternLit"] = LanternLit
    return heard


def test_an_event_is_told_once_it_is_committed(told: list[int]) -> None:
    now = clock.now()
    with writing():
        events.emit(LanternLit(7), now=now)
    assert events.deliver_due(now) == 1
    assert told == [7]
    assert events.deliver_due(now) == 0


def _emit_and_fail() -> None:
    with writing():
        events.emit(LanternLit(7), now=clock.now())
        raise ZeroDivisionError


def test_a_rolled_back_event_is_told_to_nobody(told: list[int]) -> None:
    with pytest.raises(ZeroDivisionError):
        _emit_and_fail()
    assert events.deliver_due(clock.now()) == 0
    assert told == []


def test_a_failing_listener_is_tried_again_later(told: list[int]) -> None:
    now = clock.now()
    failing = {"left": 1}

    def fail_once(_: LanternLit) -> None:
        if failing["left"]:
            failing["left"] -= 1
            raise ConnectionError

    events._listeners["LanternLit"].insert(0, fail_once)
    with writing():
        events.emit(LanternLit(7), now=now)
    assert events.deliver_due(now) == 0
    assert told == []
    assert [attempts for _type, _when, attempts in events.waiting()] == [1]
    assert events.deliver_due(now + timedelta(minutes=1)) == 1
    assert told == [7]


def test_events_that_wait_for_something_never_keep_others_from_being_told(told: list[int]) -> None:
    now = clock.now()

    def wait(event: LanternLit) -> None:
        if event.lantern_id < 3:
            raise events.NotYet

    events._listeners["LanternLit"].insert(0, wait)
    with writing():
        for number in (1, 2):
            events.emit(LanternLit(number), now=now)
    assert events.deliver_due(now, limit=2) == 0
    with writing():
        events.emit(LanternLit(3), now=now + timedelta(seconds=50))
    # those put off are due again, for longer than this one is due at all, and would fill the whole batch
    assert events.deliver_due(now + timedelta(minutes=1), limit=2) == 1
    assert told == [3]


def test_a_mail_with_the_same_key_is_queued_once(app: Flask) -> None:
    for subject in ("first", "second"):
        with writing():
            mail.queue(key="k", address="a@example.org", subject=subject, body="words", now=clock.now())
    assert db.session.scalars(select(OutboxMail.subject)).all() == ["first"]


def test_a_sent_mail_keeps_no_words(app: Flask) -> None:
    now = clock.now()
    with writing():
        mail.queue(
            key="k", address="a@example.org", subject="Hello\r\nBcc: b@example.org", body="words", now=now
        )
    assert mail_rounds.send_due(now) == 1
    sent = db.session.scalars(select(OutboxMail)).one()
    assert (sent.body, sent.subject, sent.sent_at is not None) == ("", "Hello Bcc: b@example.org", True)
    assert mail_rounds.send_due(now) == 0
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 1


def test_a_limit_counts_in_its_window_only(app: Flask) -> None:
    now = clock.now()
    for _ in range(3):
        check("lanterns|somebody", per_hour=3, now=now)
    with pytest.raises(TooMany):
        check("lanterns|somebody", per_hour=3, now=now)
    check("lanterns|somebody else", per_hour=3, now=now)
    check("lanterns|somebody", per_hour=3, now=now + timedelta(hours=2))
