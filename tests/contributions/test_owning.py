"""The receipt and what its holder can do, through the door."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.contributions import jobs, queries, references, service
from consult.contributions.models import Comment, Revision, Sender
from consult.contributions.wording import changes
from consult.foundation import clock, events
from consult.foundation.access import CONSOLE
from consult.foundation.db import Base, db, writing
from consult.foundation.forms import UsedToken
from consult.foundation.mail import OutboxMail
from consult.foundation.settings import Settings
from consult.record import service as record
from tests.contributions.browsing import comment_address, fields_of, send, send_comment, words_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation, make_staff

WORDS = "Please keep the market open on Sundays."


def the_comment() -> Comment:
    db.session.rollback()
    return db.session.scalars(select(Comment)).one()


def publish(comment: Comment) -> None:
    """As a ruling of the room above does."""
    comment_id = comment.id
    with writing():
        found = queries.get(comment_id)
        service.apply_publish(found, found.waiting_revision or 1, now=clock.now())
        record.append("comment.published", actor=CONSOLE, now=clock.now())


def hide(comment: Comment) -> None:
    comment_id = comment.id
    with writing():
        service.apply_hide(
            queries.get(comment_id),
            ground="insult",
            note=service.Note("It insults a neighbour."),
            now=clock.now(),
        )
        record.append("comment.hidden", actor=CONSOLE, now=clock.now())


def mails() -> list[OutboxMail]:
    while events.deliver_due(clock.now()):
        pass
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


# The receipt --------------------------------------------------------------------------------------


def test_the_receipt_shows_reference_key_picture_and_words(client: FlaskClient) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS)
    page = client.get(receipt)
    key = references.parse_key(receipt)
    assert key is not None
    assert the_comment().reference in page.text
    assert f"http://localhost{receipt}" in page.text
    assert "data:image/svg+xml" in page.text
    for word in references.key_words(key, "en"):
        assert f">{word}<" in page.text
    chinese = client.get(receipt.replace("/en/", "/zh-hant/"))
    for group in references.key_words(key, "zh-hant"):
        assert f">{group}<" in chinese.text


def test_the_database_holds_no_key(client: FlaskClient) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS, email="rosa@example.org")
    key = references.parse_key(receipt)
    assert key is not None
    submission = queries.get_submission(the_comment().submission_id)
    assert submission.key_hash == references.key_hash(key)
    publish(the_comment())
    sent = send(client, f"{receipt}/correct", body=f"{WORDS} And on Mondays.")
    assert sent.status_code == 303 and sent.location == receipt
    for what in ({"scope": "name"}, {"scope": "all"}):  # the second is refused, as one waits
        send(client, f"{receipt}/erase", **what)
    db.session.rollback()
    own = receipt.rsplit("/", 1)[1]
    assert db.session.scalar(select(func.count()).select_from(UsedToken)) == 2
    for table in Base.metadata.sorted_tables:  # nor does what was done with it
        assert not [row for row in db.session.execute(select(table)) if own in str(row)], table.name


def test_a_wrong_key_opens_nothing(client: FlaskClient) -> None:
    assert client.get("/en/receipt/00000000000000000a").status_code == 404
    assert client.get("/en/receipt/" + "x" * 3000).status_code == 404
    assert client.get("/en/receipt/%ED%A0%80").status_code in (400, 404)


@pytest.mark.parametrize("way", ["words", "digits", "text", "address", "capitals"])
def test_whatever_one_has_of_the_key_opens_the_comment(client: FlaskClient, way: str) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS)
    key = references.parse_key(receipt)
    assert key is not None
    typed = {
        "words": " ".join(references.key_words(key, "en")),
        "digits": " ".join(references.key_words(key, "zh-hans")),
        "text": references.key_text(key),
        "address": f"https://consult.example{receipt}",
        "capitals": references.key_text(key).upper(),
    }[way]
    answer = send(client, "/en/receipt", key=typed)
    assert answer.status_code == 303
    assert answer.location == receipt


def test_a_reference_leads_to_the_public_page(client: FlaskClient) -> None:
    consultation = make_consultation()
    send_comment(client, consultation.slug, WORDS)
    reference = the_comment().reference
    answer = send(client, "/zh-hans/receipt", key=reference.lower().replace("-", " "))
    assert answer.location == f"/zh-hans/comments/{reference}"


@pytest.mark.parametrize("typed", ["", "nothing", "abandon " * 8, "\x00", "1" * 399])
def test_what_opens_nothing_is_said_so(client: FlaskClient, typed: str) -> None:
    assert send(client, "/en/receipt", key=typed).status_code == 422


def test_the_page_tells_of_hiding_with_the_note(client: FlaskClient) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS)
    hide(the_comment())
    page = client.get(receipt)
    assert "Hidden" in page.text
    assert "It insults a neighbour." in page.text


# By account ---------------------------------------------------------------------------------------


def test_the_account_that_sent_it_opens_it_and_no_other(client: FlaskClient, app: Flask) -> None:
    consultation = make_consultation()
    sign_in(client, make_account())
    send_comment(client, consultation.slug, WORDS)
    address = f"/en/me/comments/{the_comment().reference}"
    page = client.get(address)
    assert page.status_code == 200
    assert WORDS in page.text
    assert "Your private key" not in page.text
    other = app.test_client()
    assert other.get(address).status_code == 302
    sign_in(other, make_account("eve@example.org", "Eve"))
    assert other.get(address).status_code == 404
    assert other.post(address + "/withdraw").status_code == 404


def test_the_account_corrects_and_withdraws(client: FlaskClient) -> None:
    consultation = make_consultation()
    sign_in(client, make_account())
    send_comment(client, consultation.slug, WORDS)
    address = f"/en/me/comments/{the_comment().reference}"
    assert send(client, address + "/correct", body="Better words").location == address
    assert send(client, address + "/withdraw").location == address
    assert the_comment().state == "withdrawn"


# Correcting ---------------------------------------------------------------------------------------


def test_a_correction_waits_while_the_published_text_stands(client: FlaskClient) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS)
    publish(the_comment())
    answer = send(client, receipt + "/correct", body="Please keep the market open on Saturdays.")
    assert answer.location == receipt
    comment = the_comment()
    assert (comment.state, comment.shown_revision, comment.waiting_revision) == ("published", 1, 2)
    assert "Sundays" in comment.shown_html
    assert "Until then the earlier wording stands" in client.get(receipt).text
    publish(comment)
    assert "Saturdays" in the_comment().shown_html


def test_the_preview_of_a_correction_shows_what_changes_and_stores_nothing(client: FlaskClient) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS)
    page = send(client, receipt + "/correct", body=WORDS.replace("Sundays", "<Saturdays>"), preview="1")
    assert "<del>Sundays</del>" in page.text
    assert "<ins>&lt;Saturdays&gt;</ins>" in page.text
    assert len(db.session.scalars(select(Revision)).all()) == 1
    back = client.post(receipt + "/correct", data={**fields_of(page), "change": "1"})
    assert "<Saturdays>" in fields_of(back)["body"]
    assert client.post(receipt + "/correct", data=fields_of(page)).location == receipt
    db.session.rollback()
    assert len(db.session.scalars(select(Revision)).all()) == 2


def test_the_same_correction_twice_is_one(client: FlaskClient) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS)
    form = {**fields_of(client.get(receipt + "/correct")), "body": "Better words"}
    assert client.post(receipt + "/correct", data=form).location == receipt
    assert client.post(receipt + "/correct", data=form).location == receipt
    db.session.rollback()
    assert len(db.session.scalars(select(Revision)).all()) == 2


def test_a_refused_correction_keeps_the_text(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS)
    answer = send(client, receipt + "/correct", body="x" * 5_001)
    assert answer.status_code == 422
    assert fields_of(answer)["body"] == "x" * 5_001
    form = fields_of(client.get(receipt + "/correct"))
    later = clock.now() + timedelta(days=60)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = client.post(receipt + "/correct", data={**form, "body": "Too late"})
    assert answer.status_code == 422
    assert fields_of(answer)["body"] == "Too late"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("a b", "a b"),
        ("a b c", "a x c"),
        ("市場週日開放", "市場週六開放"),
        ("a\n" * 9000, "b\n" + "a\n" * 9000),
    ],
)
def test_what_changes_joins_to_both_wordings(before: str, after: str) -> None:
    found = changes(before, after)
    assert "".join(words for kind, words in found if kind != "removed") == after
    assert "".join(words for kind, words in found if kind != "added") == before


# Taking back --------------------------------------------------------------------------------------


def test_a_withdrawn_comment_leaves_nothing_on_its_page(client: FlaskClient) -> None:
    consultation = make_consultation(rules={"moderation": "after"})
    receipt = send_comment(client, consultation.slug, WORDS, name="Rosa Market", show_name="y")
    assert client.get(receipt + "/withdraw").status_code == 200
    assert the_comment().state == "published"
    assert send(client, receipt + "/withdraw").location == receipt
    comment = the_comment()
    assert (comment.state, comment.shown_html, comment.name_shown) == ("withdrawn", "", "")
    for address in (receipt, receipt + "/correct", f"/en/comments/{comment.reference}"):
        page = client.get(address)
        assert "Sundays" not in page.text
        assert "Rosa" not in page.text
    assert comment.reference in client.get(receipt).text
    assert "Withdrawn" in client.get(receipt).text
    assert client.get(receipt + "/withdraw").location == receipt
    assert client.get(receipt + "/correct").location == receipt
    assert send(client, receipt + "/correct", body="Back again").status_code == 422


def test_a_stale_page_withdraws_nothing(client: FlaskClient, app: Flask) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS)
    answer = app.test_client().post(receipt + "/withdraw")
    assert answer.status_code == 422
    assert the_comment().state == "pending"


# Confirming an address ----------------------------------------------------------------------------


def test_a_guests_address_gets_one_link_in_the_language_of_the_page(client: FlaskClient) -> None:
    consultation = make_consultation()
    answer = send(
        client, comment_address(consultation.slug, lang="zh-hant"), body=WORDS, email="rosa@example.org"
    )
    assert answer.status_code == 303
    sent = mails()
    assert [mail.address for mail in sent] == ["rosa@example.org"]
    assert "http://localhost/zh-hant/confirm/" in sent[0].body
    assert the_comment().reference in sent[0].body


def test_nobody_is_mailed_without_an_address_or_with_ones_own(client: FlaskClient) -> None:
    consultation = make_consultation()
    send_comment(client, consultation.slug, WORDS)
    sign_in(client, make_account())
    send_comment(client, consultation.slug, "And another thing")
    assert mails() == []


def test_a_stranger_can_not_fill_a_mailbox(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation()
    settings: Settings = app.extensions["consult_settings"]
    few = settings.model_copy(update={"confirm_mails_per_address_per_hour": 2})
    monkeypatch.setitem(app.extensions, "consult_settings", few)
    for number in range(4):
        send_comment(client, consultation.slug, f"Text {number}", email="victim@example.org")
        mails()
    assert len(mails()) == 2


def test_opening_the_link_changes_nothing_and_the_button_confirms(client: FlaskClient, app: Flask) -> None:
    consultation = make_consultation(rules={"who_may_comment": "confirmed"})
    assert send(client, comment_address(consultation.slug), body=WORDS).status_code == 422
    send_comment(client, consultation.slug, WORDS, email="rosa@example.org")
    assert the_comment().state == "unconfirmed"
    [mail] = mails()
    link = re.search(r"http://localhost(/en/confirm/\S+)", mail.body)
    assert link is not None
    browser = app.test_client()
    assert browser.get(link[1]).status_code == 200
    assert the_comment().state == "unconfirmed"
    assert browser.get(link[1].replace("/confirm/", "/receipt/")).status_code == 404
    answer = send(browser, link[1])
    assert answer.status_code == 303
    comment = the_comment()
    assert (comment.state, comment.waiting_revision) == ("pending", 1)
    page = browser.get(answer.location)
    assert WORDS in page.text
    assert "Your private key" not in page.text
    assert browser.get(link[1]).location == answer.location
    assert send(browser, answer.location + "/withdraw").location == answer.location
    assert the_comment().state == "withdrawn"


def test_a_link_that_was_cut_off_confirms_nothing(client: FlaskClient) -> None:
    page = client.get("/en/confirm/abc")
    assert page.status_code == 404
    assert "cut off" in words_of(page)
    assert client.post("/en/confirm/abc").status_code == 404


def test_the_time_to_confirm_ends(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = make_consultation(rules={"who_may_comment": "confirmed"})
    send_comment(client, consultation.slug, WORDS, email="rosa@example.org")
    [mail] = mails()
    link = re.search(r"http://localhost(/en/confirm/\S+)", mail.body)
    assert link is not None
    later = clock.now() + timedelta(days=28, hours=73)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert send(client, link[1]).status_code == 422
    assert the_comment().state == "unconfirmed"


# Who changes nothing, and what is forgotten ---------------------------------------------------------


def test_an_auditor_changes_nothing_even_with_a_key(client: FlaskClient, app: Flask) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS)
    auditor = make_staff("auditor")
    browser = app.test_client()
    sign_in(browser, db.session.get_one(Account, auditor.account_id))
    assert send(browser, receipt + "/correct", body="Changed").status_code >= 400
    assert send(browser, receipt + "/withdraw").status_code == 403
    refused = send(browser, comment_address(consultation.slug), body="From an auditor")
    assert refused.status_code == 422
    assert "signed in as an auditor" in refused.text and "with an account" not in refused.text
    assert the_comment().state == "pending"


def test_addresses_and_unshown_names_are_erased_when_the_promised_time_is_over(
    client: FlaskClient, app: Flask
) -> None:
    consultation = make_consultation()
    slug = consultation.slug
    first = send_comment(client, slug, WORDS, email="rosa@example.org", name="Rosa Secret")
    send_comment(client, slug, "Shown", email="bo@example.org", name="Bo Shown", show_name="y")
    unshown = db.session.scalars(select(Comment).order_by(Comment.id)).all()[0]
    entry = queries.get_submission(unshown.submission_id).entry_id
    now = clock.now()
    assert jobs.erase_contacts(now + timedelta(days=800)) == 0
    with writing():
        found = consultations.get(slug)
        found.answered_at = now
        record.append("outcome.published", actor=CONSOLE, now=now, consultation=found.public_id)
    assert jobs.erase_contacts(now + timedelta(days=364)) == 0
    assert jobs.erase_contacts(now + timedelta(days=366)) == 2
    assert jobs.erase_contacts(now + timedelta(days=366)) == 0
    senders = db.session.scalars(select(Sender).order_by(Sender.submission_id)).all()
    assert [(sender.name, sender.email, sender.email_fold) for sender in senders] == [
        ("", "", ""), ("Bo Shown", "", "")
    ]  # fmt: skip
    opened = record.opened_values(entry)
    assert {"name", "email"}.isdisjoint(opened)
    assert opened["body"] == WORDS
    assert WORDS in client.get(first).text


def test_after_taking_back_no_page_offers_what_the_key_cannot_do_any_more(client: FlaskClient) -> None:
    receipt = send_comment(client, make_consultation().slug, WORDS)
    assert "correct your comment" in words_of(client.get(receipt))
    send(client, f"{receipt}/withdraw")
    assert "nothing left to change" in words_of(client.get(receipt))
    for page in (receipt, f"/en/comments/{the_comment().reference}"):
        assert "correct" not in words_of(client.get(page))
        assert "Not answered yet" not in words_of(client.get(page))
