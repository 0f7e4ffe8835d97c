"""A whole submission: begun, saved as it grows, looked at once, sent once, taken back in parts."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.contributions import jobs, queries
from consult.contributions.models import Attachment, Comment, Draft, DraftFile, DraftPart
from consult.foundation import clock
from consult.foundation.db import db
from consult.record import service as record
from tests.contributions.browsing import fields_of, send, words_of
from tests.contributions.files import JPEG, PDF, PNG, sent
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_ruling

COVERING = "Our association has 240 stalls. Salt: 12 g."


def begin(client: FlaskClient, slug: str, **typed: str) -> str:
    """Begin a submission; returns the draft's address."""
    answer = send(client, f"/en/consultations/{slug}/submission", **typed)
    assert answer.status_code == 303, words_of(answer)
    return str(answer.location)


def add(client: FlaskClient, address: str, article: str, body: str, **typed: str) -> None:
    """Save a comment on an article."""
    form = fields_of(client.get(f"{address}/part?article={article}"))
    answer = client.post(f"{address}/part", data={**form, "article": article, "body": body, **typed})
    assert answer.status_code == 303, words_of(answer)


def upload(client: FlaskClient, address: str, content: bytes, name: str) -> None:
    """Add one file."""
    form = fields_of(client.get(f"{address}/files"))
    answer = client.post(f"{address}/files", data={**form, "attachment": sent(content, name)})
    assert answer.status_code == 303, words_of(answer)


def finish(client: FlaskClient, address: str) -> str:
    """Send it; returns the receipt's address."""
    answer = client.post(f"{address}/preview", data=fields_of(client.get(f"{address}/preview")))
    assert answer.status_code == 303, words_of(answer)
    return str(answer.location)


def comments() -> list[Comment]:
    db.session.rollback()
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))


def test_a_trade_body_sends_covering_text_articles_and_files_with_one_receipt(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[f"Rule {number}." for number in range(1, 13)])
    address = begin(client, consultation.slug, body=COVERING)
    for number in range(1, 13):
        add(client, address, f"art-{number}", f"On rule {number}.", stance="amend")
    add(client, address, "art-3", "Salt is 12 g here too.", confidential="12 g")
    upload(client, address, PDF, "figures.pdf")
    upload(client, address, PNG, "map.png")
    typed = {
        "capacity": "organisation", "organisation": "Stall Holders’ Association", "publication": "named",
        "confidential_reason": "A trade secret.", "email": "office@example.org",
    }  # fmt: skip
    assert send(client, f"{address}/sender", **typed).status_code == 303
    page = client.get(f"{address}/preview")
    assert "Stall Holders’ Association" in page.text
    assert "Salt is 12 g here" not in page.text
    receipt = finish(client, address)
    found = comments()
    assert len(found) == 13
    assert {one.submission_id for one in found} == {found[0].submission_id}
    assert {one.name_shown for one in found} == {"Stall Holders’ Association"}
    assert [one.attachments for one in found if one.article_id is None] == [2]
    shown = client.get(receipt).text
    assert (
        shown.index("The parts of your submission")
        < shown.index("Your private key")
        < shown.index("Your receipts")
    )
    assert all(one.reference in shown for one in found)
    assert "figures.pdf" in shown
    figures = queries.received(consultation.id).all
    assert (figures.senders, figures.submissions, figures.comments) == (1, 1, 13)
    opened = record.opened_values(queries.get_submission(found[0].submission_id).entry_id)
    assert opened["organisation"] == "Stall Holders’ Association"
    for table in (Draft, DraftPart, DraftFile):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert client.get(address).location == receipt  # the old link leads on
    assert client.post(f"{address}/preview").location == receipt  # and sending twice sends once
    assert len(comments()) == 13


def test_each_part_is_ruled_and_taken_back_by_itself(client: FlaskClient) -> None:
    consultation = make_consultation()
    address = begin(client, consultation.slug, body=COVERING)
    add(client, address, "art-1", "On the first.")
    receipt = finish(client, address)
    for one in comments():
        make_ruling(one, "publish")
    second = comments()[1]
    assert (
        send(client, f"{receipt}/withdraw?comment={second.reference}", comment=second.reference).status_code
        == 303
    )
    assert [one.state for one in comments()] == ["published", "withdrawn"]


def test_what_was_saved_before_the_line_was_cut_is_there_from_another_device(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[f"Rule {number}." for number in range(1, 41)])
    address = begin(client, consultation.slug)
    for number in range(1, 41):
        add(client, address, f"art-{number}", f"On rule {number}.")
    for number in range(9):
        upload(client, address, JPEG + bytes([number]) + b"\xff\xd9", f"photo-{number}.jpg")
    other = client.application.test_client()
    page = other.get(address).text
    assert "photo-8.jpg" in page
    upload(other, address, JPEG, "photo-9.jpg")
    upload(other, address, JPEG, "photo-9.jpg")  # sent again by a nervous browser
    finish(other, address)
    assert len(comments()) == 40
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 10


def test_faults_are_named_and_nothing_is_lost(client: FlaskClient) -> None:
    consultation = make_consultation()
    address = begin(client, consultation.slug)
    answer = client.get(f"{address}/preview")
    assert answer.status_code == 422
    assert "write something first" in words_of(answer)
    long = "x" * 5_001
    answer = client.post(
        f"{address}/part", data={**fields_of(client.get(f"{address}/part?article=art-1")), "body": long}
    )
    assert answer.status_code == 422
    assert fields_of(answer)["body"] == long
    answer = send(client, f"{address}/sender", capacity="organisation", name="Ada")
    assert answer.status_code == 422
    assert fields_of(client.get(f"{address}/sender"))["name"] == "Ada"
    answer = client.post(
        f"{address}/files",
        data={**fields_of(client.get(f"{address}/files")), "attachment": sent(b"MZ", "a.pdf")},
    )
    assert answer.status_code == 422


def test_the_covering_text_may_be_long_and_an_emptied_part_is_taken_out(client: FlaskClient) -> None:
    address = begin(client, make_consultation().slug, body="y" * 50_000)
    add(client, address, "art-1", "A word.")
    add(client, address, "art-1", "")
    finish(client, address)
    assert [len(one.body) for one in queries.revisions(comments()[0].id, published_only=False)] == [50_000]
    assert len(comments()) == 1


def test_a_draft_is_written_before_closing_and_refused_after_it_with_the_text_kept(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation()
    address = begin(client, consultation.slug, body=COVERING)
    closes = consultation.closes_at
    assert closes is not None
    later = closes + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = client.get(f"{address}/preview")
    assert answer.status_code == 422
    assert "closed on" in words_of(answer)
    assert "240 stalls" in answer.text
    assert comments() == []


def test_a_wrong_key_opens_nothing_and_a_draft_of_another_consultation_neither(client: FlaskClient) -> None:
    one, other = make_consultation(), make_consultation()
    address = begin(client, one.slug, body=COVERING)
    assert client.get(address[:-3] + "abc").status_code == 404
    assert client.get(address.replace(one.slug, other.slug)).status_code == 404


def test_drafts_are_forgotten_in_time_and_thrown_away_at_once(client: FlaskClient) -> None:
    slug = make_consultation().slug
    address = begin(client, slug, body=COVERING)
    upload(client, address, PDF, "a.pdf")
    assert jobs.forget_drafts(clock.now() + timedelta(days=59)) == 0
    assert jobs.forget_drafts(clock.now() + timedelta(days=61)) == 1
    assert client.get(address).status_code == 404
    address = begin(client, slug, body=COVERING)
    assert client.post(f"{address}/discard", data=fields_of(client.get(address))).status_code == 303
    assert client.get(address).status_code == 404


def test_who_is_signed_in_owns_what_they_send(client: FlaskClient) -> None:
    consultation = make_consultation(rules={"who_may_comment": "account"})
    answer = send(client, f"/en/consultations/{consultation.slug}/submission", body=COVERING)
    assert answer.status_code in (403, 422)
    sign_in(client, make_account("ada@example.org"))
    finish(client, begin(client, consultation.slug, body=COVERING))
    assert client.get(f"/en/me/comments/{comments()[0].reference}").status_code == 200
