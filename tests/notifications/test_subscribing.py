"""News by e-mail: asked for, confirmed, ended in one step; and nobody learns who gets them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import service as accounts_service
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock, events
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.foundation.settings import Settings
from consult.notifications import jobs
from consult.notifications.models import Subscription
from tests.contributions.browsing import fields_of
from tests.factories.consultations import DAY, add_version, make_consultation
from tests.factories.moderation import make_ruling
from tests.notifications.test_mails import mails, waiting

ADDRESS = "lin@example.org"


def ask(client: FlaskClient, consultation: Consultation, email: str = ADDRESS, lang: str = "en") -> str:
    """Ask for news; returns where the answer leads."""
    page = f"/{lang}/consultations/{consultation.slug}/subscribe"
    form = {**fields_of(client.get(page)), "email": email}
    answer = client.post(page, data=form)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def link_in(mail: OutboxMail, act: str) -> str:
    found = re.search(rf"http://localhost(/\S+/{act}/\S+)", mail.body)
    assert found
    return found[1]


def confirm(client: FlaskClient, mail: OutboxMail) -> None:
    page = link_in(mail, "subscription")
    assert client.post(page, data=fields_of(client.get(page))).status_code == 303


def subscription() -> Subscription | None:
    db.session.rollback()
    return db.session.scalar(select(Subscription))


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation(slug="market")


def test_nothing_but_the_question_goes_to_an_unconfirmed_address(
    client: FlaskClient, consultation: Consultation
) -> None:
    ask(client, consultation)
    add_version(consultation)
    [question] = mails()
    assert question.subject == "Please confirm: news of “A new bylaw for the market”"
    assert client.get(link_in(question, "subscription")).status_code == 200
    found = subscription()
    assert found is not None and found.confirmed_at is None, "opening the link changes nothing"


def test_confirmed_news_come_in_the_language_that_was_read(
    client: FlaskClient, consultation: Consultation
) -> None:
    ask(client, consultation, lang="zh-hant")
    confirm(client, mails()[0])
    add_version(consultation)
    news = mails("version")
    assert [mail.address for mail in news] == [ADDRESS]
    assert "草案有新版本" in news[0].subject
    assert "/zh-hant/" in news[0].unsubscribe


def test_the_answer_is_the_same_for_known_and_unknown_addresses(
    client: FlaskClient, consultation: Consultation
) -> None:
    first = ask(client, consultation)
    confirm(client, mails()[0])
    assert ask(client, consultation) == first == ask(client, consultation, "other@example.org")
    page = client.get(first).text
    assert ADDRESS not in page
    assert "already" in mails()[1].subject


def test_mail_programs_end_it_with_one_post_and_no_form_token(
    app: Flask, client: FlaskClient, consultation: Consultation
) -> None:
    ask(client, consultation)
    confirm(client, mails()[0])
    add_version(consultation)
    address = mails("version")[0].unsubscribe.removeprefix("http://localhost")
    assert app.test_client().get(address).status_code == 200
    found = subscription()
    assert found is not None and found.ended_at is None, "mail scanners open links"
    answer = app.test_client().post(address, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    add_version(consultation)
    assert len(mails("version")) == 1


def test_who_took_part_can_end_all_mail_about_a_consultation(app: Flask, consultation: Consultation) -> None:
    comment = waiting(app, 1, consultation)
    make_ruling(comment)
    address = link_in(mails()[0], "unsubscribe")
    assert app.test_client().post(address).status_code == 303
    assert "You get no more e-mail" in app.test_client().get(address).text
    add_version(consultation)
    assert mails("version") == []


def test_a_wrong_link_does_nothing(client: FlaskClient, consultation: Consultation) -> None:
    ask(client, consultation)
    for path in ("subscription", "unsubscribe"):
        for token in ("x", "0" * 64, "%00", "a" * 500):
            assert client.get(f"/en/{path}/{token}").status_code == 404
            assert client.post(f"/en/{path}/{token}").status_code == 404


def test_a_bad_address_keeps_what_was_typed(client: FlaskClient, consultation: Consultation) -> None:
    page = f"/en/consultations/{consultation.slug}/subscribe"
    for typed in ("lin@", "a@example.org\r\nBcc: b@example.org", ""):
        answer = client.post(page, data={**fields_of(client.get(page)), "email": typed})
        assert answer.status_code == 422
        assert typed.split("\r")[0] in answer.text
    assert subscription() is None


def test_nobody_fills_a_strangers_mailbox(
    app: Flask, client: FlaskClient, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = app.extensions["consult_settings"]
    few = settings.model_copy(update={"confirm_mails_per_address_per_hour": 2})
    monkeypatch.setitem(app.extensions, "consult_settings", few)
    for _ in range(4):
        assert ask(client, consultation, "victim@example.org").endswith("/sent"), "nobody is told"
        mails()
    assert len(mails()) == 2


def test_too_many_from_one_place_are_refused(
    app: Flask, client: FlaskClient, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = app.extensions["consult_settings"]
    few = settings.model_copy(update={"subscriptions_per_address_per_hour": 1})
    monkeypatch.setitem(app.extensions, "consult_settings", few)
    ask(client, consultation)
    page = f"/en/consultations/{consultation.slug}/subscribe"
    answer = client.post(page, data={**fields_of(client.get(page)), "email": "typed@example.org"})
    assert answer.status_code == 429
    assert "typed@example.org" in answer.text


def test_unpublished_consultations_have_no_news(client: FlaskClient, consultation: Consultation) -> None:
    draft = make_consultation("draft")
    form = fields_of(client.get(f"/en/consultations/{consultation.slug}/subscribe"))
    page = f"/en/consultations/{draft.slug}/subscribe"
    assert (
        client.get(page).status_code == client.post(page, data={**form, "email": ADDRESS}).status_code == 404
    )


def test_subscribers_are_reminded_once_before_closing(client: FlaskClient) -> None:
    now = clock.now()
    consultation = make_consultation(closes_at=now + 3 * DAY - DAY / 24)
    ask(client, consultation)
    confirm(client, mails()[0])
    assert jobs.remind(now - 2 * DAY) == 0
    for _ in range(3):
        jobs.remind(now)
    reminders = mails("reminder")
    assert [mail.address for mail in reminders] == [ADDRESS]
    assert reminders[0].subject.startswith("Closes soon")


def test_what_nobody_confirmed_is_forgotten(client: FlaskClient, consultation: Consultation) -> None:
    ask(client, consultation)
    assert jobs.forget(clock.now() + 6 * DAY) == 0
    assert jobs.forget(clock.now() + 8 * DAY) == 1
    events.deliver_due(clock.now())
    assert mails() == []


def test_a_closed_account_takes_its_subscriptions_along(
    client: FlaskClient, consultation: Consultation
) -> None:
    with writing():
        account_id = accounts_service.create_account(
            CONSOLE, email=ADDRESS, name="Lin", is_confirmed=True, now=clock.now()
        ).id
    ask(client, consultation)
    with writing():
        accounts_service.close_account(CONSOLE, account_id=account_id, now=clock.now())
    assert subscription() is None
    assert consultations.find("market") is not None
