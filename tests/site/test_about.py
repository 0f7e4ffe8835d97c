"""The pages about the site: the same for everybody, conditional, honest, in three languages."""

import pytest
from flask.testing import FlaskClient

from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.record import jobs, queries
from consult.record import service as record
from consult.record.models import Entry
from consult.site.acts import ACTS, act_name
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation

PAGES = ("how", "privacy", "accessibility", "record")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("lang", ["en", "zh-hans", "zh-hant"])
def test_a_page_is_conditional_and_the_same_for_everybody(client: FlaskClient, page: str, lang: str) -> None:
    guest = client.get(f"/{lang}/{page}")
    assert guest.status_code == 200 and "Set-Cookie" not in guest.headers
    assert client.get(f"/{lang}/{page}", headers={"If-None-Match": guest.headers["ETag"]}).status_code == 304
    sign_in(client, make_account())
    assert client.get(f"/{lang}/record").status_code == 200
    assert client.get(f"/{lang}/{page}").data == guest.data or page == "record"


@pytest.mark.parametrize("address", ["/", "/record", "/record/verify"])
@pytest.mark.parametrize(
    ("asked", "lang"), [("zh-TW,en;q=0.5", "zh-hant"), ("zh-CN", "zh-hans"), ("de", "en"), ("", "en")]
)
def test_an_address_without_a_language_leads_to_the_reader_s(
    client: FlaskClient, address: str, asked: str, lang: str
) -> None:
    """Manuals and notice boards print ``/record/verify``; the log's own files below it have no language."""
    answer = client.get(address, headers={"Accept-Language": asked})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{lang}{address}")
    assert "Accept-Language" in answer.headers["Vary"] and "Set-Cookie" not in answer.headers
    assert client.get(answer.headers["Location"]).status_code == 200


def test_the_front_page_leads_to_each(client: FlaskClient) -> None:
    front = client.get("/en/").text
    for page in PAGES:
        assert f'href="/en/{page}"' in front


def test_the_record_shows_public_acts_and_neither_people_nor_unpublished_ones(client: FlaskClient) -> None:
    account = make_account("ada@example.org", name="Ada Example")
    make_consultation("draft", title="Secret plan")
    make_consultation("open", title="Market hours")
    page = client.get("/en/record").text
    assert "Market hours" in page and "The consultation was published" in page
    assert "Secret plan" not in page
    for hidden in ("Ada Example", "ada@example.org", account.public_id, account.pseudonym):
        assert hidden not in page
    assert "proves nothing against the operator" in page


def test_the_record_page_changes_with_the_record_and_shows_runs_once(client: FlaskClient) -> None:
    before = client.get("/en/record").headers["ETag"]
    with writing():
        for _ in range(60):
            record.append("site.set", actor=CONSOLE, now=clock.now(), role="console")
        for number in range(70):
            record.append(f"something.new{number}", actor=CONSOLE, now=clock.now(), role="console")
        record.append("organisation.created", actor=CONSOLE, now=clock.now(), role="console")
        record.append("organisation.created", actor=CONSOLE, now=clock.now(), role="console")
    answer = client.get("/en/record", headers={"If-None-Match": before})
    assert answer.status_code == 200
    assert "something.new69" in answer.text and "Operator at the console" in answer.text
    assert answer.text.count("A body or department was created") == 1 and "2 times" in answer.text
    assert answer.text.count("<time") == 50 and "A setting of the site" not in answer.text


def test_acts_that_verbs_write_have_words(client: FlaskClient) -> None:
    make_consultation("finished")
    types = set(db.session.query(Entry.type).distinct())
    unnamed = {type_ for (type_,) in types} - ACTS.keys()
    assert not unnamed
    assert act_name("no.such") == "no.such"


def test_privacy_tells_the_numbers_in_use(client: FlaskClient) -> None:
    page = client.get("/en/privacy").text
    assert "365 days after the outcome was published" in page and "120 minutes" in page and "7 days" in page


def test_the_record_says_first_who_outside_holds_it(client: FlaskClient) -> None:
    make_consultation("open", slug="market")
    jobs.seal()
    alone = client.get("/en/record")
    assert "it proves nothing against the operator" in alone.text
    assert "a letter that nobody typed in" in alone.text
    head = queries.published_head("site")
    assert head is not None and head.board_line in alone.text
    assert (
        "record.sealed" not in alone.text and "The head of a consultation’s log was noted" not in alone.text
    )
    with writing():
        record.add_cosignature(head, witness="witness.example/w1", line="x\n", now=clock.now())
    held = client.get("/en/record", headers={"If-None-Match": alone.headers["ETag"]})
    assert held.status_code == 200 and "witness.example/w1" in held.text
    assert "it proves nothing against the operator" not in held.text
