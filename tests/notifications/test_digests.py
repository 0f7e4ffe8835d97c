"""One digest that leads with the reader's own words; nothing twice, nothing lost, dead addresses given up at once."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from flask import Flask
from flask_mailman import EmailMultiAlternatives
from sqlalchemy import func, select

from consult.analysis import queries as reading_queries
from consult.analysis import service as reading
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import references
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock, events, mail, mail_lines, mail_rounds
from consult.foundation.db import db, writing
from consult.foundation.digests import NEWS, OWN, Part
from consult.foundation.mail import OutboxMail, Outgoing
from consult.outcomes import queries as outcomes
from consult.outcomes import service as answering
from tests.factories.analysis import make_theme
from tests.factories.consultations import add_version, make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_ruling, make_waiting
from tests.factories.outcomes import make_comments, make_outcome, make_reply, responder_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[EmailMultiAlternatives]:
    """What was handed to the mail server, with digests an hour apart."""
    settings = app.extensions["consult_settings"]
    monkeypatch.setitem(
        app.extensions, "consult_settings", settings.model_copy(update={"digest_minutes": 60})
    )
    found: list[EmailMultiAlternatives] = []
    monkeypatch.setattr(mail_lines, "hand_over", found.append)
    return found


def deliver() -> None:
    db.session.rollback()
    while events.deliver_due(clock.now()):
        pass


def rosas(app: Flask, consultation: Consultation, number: int) -> Comment:
    """A comment of Rosa's, who writes Chinese, at her confirmed address."""
    key = bytes([number]) * references.KEY_BYTES
    secret = app.extensions["consult_settings"].secret
    token = references.confirm_token(secret, references.key_hash(key))
    contact = Contact(email="rosa@example.org", token=token, is_confirmed=True)
    return make_waiting(consultation, f"Words {number}", key=key, contact=contact, language="zh-hant")


def test_what_happens_close_together_is_one_mail_that_leads_with_own_words(
    app: Flask, sent: list[EmailMultiAlternatives]
) -> None:
    body = make_organisation("office")
    made = make_consultation("open", organisation=body, slug="market")
    first, second = rosas(app, made, 1), rosas(app, made, 2)
    add_version(made)
    deliver()
    for comment in (first, second):
        make_ruling(comment)
    make_reply(made, [first])
    responder = make_staff("responder", organisation=body)
    with writing():
        found = consultations.get("market")
        theme = reading.make_theme(responder, found, name="Sundays", language="en", now=clock.now())
        reading.put_under(responder, found, theme, comment_ids=[first.id, second.id], now=clock.now())
    deliver()
    now = clock.now()
    mail_rounds.send_due(now)
    assert rosas_mail(sent) == [], "parts wait for one another"
    mail_rounds.send_due(now + 3 * MINUTE)
    [one] = rosas_mail(sent)
    assert one.subject == "您的意見：「A new bylaw for the market」最新進展"
    own = [one.body.index(words) for words in ("Words 1", "併同", first.reference)]
    assert "Sundays" not in one.body, "what staff call a theme is told once it is public"
    assert max(own) < one.body.index("版本"), "own words come before the news"
    assert one.body.count("/unsubscribe/") == 1
    assert one.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one.extra_headers["List-Unsubscribe"].startswith("<http://localhost/zh-hant/unsubscribe/")
    mail_rounds.send_due(now + 9 * MINUTE)
    assert len(rosas_mail(sent)) == 1, "nothing is sent twice"
    make_ruling(rosas(app, made, 3))
    deliver()
    later = clock.now() + 10 * MINUTE
    mail_rounds.send_due(later)
    assert len(rosas_mail(sent)) == 1, "one digest an hour"
    mail_rounds.send_due(later + 70 * MINUTE)
    assert len(rosas_mail(sent)) == 2


@pytest.mark.parametrize("where", ["summary", "outcome"])
def test_a_theme_is_named_in_mail_once_everybody_can_read_its_name(
    app: Flask, sent: list[EmailMultiAlternatives], where: str
) -> None:
    made = make_consultation("closed", slug="market")
    comment = make_comments(made, 1, contact=Contact(email="rosa@example.org", is_confirmed=True))[0]
    theme = make_theme(made, "Sundays", [comment])
    assert outcomes.public_name_of(theme, "en") is None
    responder = responder_of(made)
    with writing():
        found = consultations.get("market")
        if where == "summary":
            words = "One comment was about Sundays [[theme: Sundays]]."
            answering.draft_received(responder, found, body=words, texts={}, now=clock.now())
            answering.publish_summary(responder, found, now=clock.now())
        else:
            answering.set_theme_disposition(
                responder, found, reading_queries.get_theme(theme.id), disposition="adopted", reason="Yes.",
                now=clock.now(),
            )  # fmt: skip
    if where == "outcome":
        make_outcome(made, summary="")
    assert outcomes.public_name_of(reading_queries.get_theme(theme.id), "en") == ("Sundays", "en")
    deliver()
    mail_rounds.send_due(clock.now() + 10 * MINUTE)
    assert any("“Sundays”" in one.body for one in rosas_mail(sent))


def rosas_mail(sent: list[EmailMultiAlternatives]) -> list[EmailMultiAlternatives]:
    return [message for message in sent if message.to == ["rosa@example.org"]]


def test_what_takes_words_away_is_told_at_once(app: Flask, sent: list[EmailMultiAlternatives]) -> None:
    made = make_consultation("open", slug="market")
    make_ruling(rosas(app, made, 1), "hide")
    deliver()
    mail_rounds.send_due(clock.now())
    assert [message.to for message in sent].count(["rosa@example.org"]) == 1


def parts(number: int) -> list[Outgoing]:
    """Two parts for each of so many people: news first, then what is about their own words."""
    return [
        Outgoing(
            f"{rank}|{n}", f"p{n}@example.org", f"Subject {rank}", "body\n", "http://localhost/stop",
            Part("market", rank, f"Head {rank}", f"text {rank}", "-- \nstop"),
        )
        for n in range(number)
        for rank in (NEWS, OWN)
    ]  # fmt: skip


def test_many_recipients_with_dead_addresses_and_mail_that_is_down_for_an_hour(
    app: Flask, monkeypatch: pytest.MonkeyPatch, sent: list[EmailMultiAlternatives]
) -> None:
    assert app
    people, dead, handed, now = 200, {f"p{n}@example.org" for n in range(6)}, list[str](), clock.now()
    down_until = now + 60 * MINUTE

    def hand_over(message: EmailMultiAlternatives) -> None:
        if at < down_until:
            raise SMTPServerDisconnected("down")
        [address] = message.to
        if address in dead:
            raise SMTPRecipientsRefused({address: (550, b"no such user")})
        assert message.body.index("text 1") < message.body.index("text 2") and message.subject == "Head 1"
        handed.append(address)

    monkeypatch.setattr(mail_lines, "hand_over", hand_over)
    with writing():
        assert mail.queue_all(parts(people), now=now) == 2 * people
        assert mail.queue_all(parts(people), now=now) == 0, "a cause that is told again queues nothing"
    at = now + 3 * MINUTE
    mail_rounds.send_due(at)
    assert handed == []
    at = down_until + 10 * MINUTE
    while mail.count_waiting():
        mail_rounds.send_due(at, limit=500)
        at += MINUTE
    assert len(handed) == len(set(handed)) == people - len(dead)
    given_up = db.session.scalar(select(func.count()).where(OutboxMail.given_up_at.is_not(None)))
    assert given_up == 2 * len(dead)
    assert sent == []
