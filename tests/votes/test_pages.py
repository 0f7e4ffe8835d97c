"""The doors: who sees what when, and what a POST answers."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.accounts import queries as accounts
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.votes import links, queries
from consult.votes.models import Voter
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.votes import change_comment, make_comment, make_statement, vote
from tests.statements import counted_statements

NOT_A_POLL = "These are people who chose to take part, not a poll."


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def statement_in(page: str) -> str:
    found = re.search(r'name="statement" value="([0-9a-f]{32})"', page)
    assert found, page
    return found.group(1)


def vote_url(made: Consultation, more: str = "") -> str:
    return f"/en/consultations/{made.slug}/vote{more}"


@pytest.fixture
def made(app: Flask) -> Consultation:
    return make_consultation()


@pytest.fixture
def voter(client: FlaskClient) -> FlaskClient:
    sign_in(client, make_account("ada@example.org"))
    return client


def close(made: Consultation) -> None:
    consultation_id, now = made.id, clock.now()
    with writing() as session:
        session.execute(
            update(Consultation)
            .where(Consultation.id == consultation_id)
            .values(closes_at=now - timedelta(seconds=1))
        )
        record.append("test.closed", actor=CONSOLE, now=now, consultation=made.public_id)


def answer(client: FlaskClient, made: Consultation, value: str, **data: str):
    page = client.get(vote_url(made)).text
    fields = {
        "csrf_token": token_in(page),
        "statement": data.pop("statement", "") or statement_in(page),
        **data,
    }
    return client.post(vote_url(made), data={**fields, "value": value})


def test_a_person_answers_one_after_the_other_and_lands_on_the_overview(
    made: Consultation, voter: FlaskClient
) -> None:
    seen = {make_statement(made).public_id for _ in range(3)}
    asked = []
    for number in range(3):
        page = voter.get(vote_url(made)).text
        assert f"Answered: {number} of 3" in page
        asked.append(statement_in(page))
        done = answer(voter, made, ("agree", "disagree", "pass")[number])
        assert done.status_code == 303
        assert done.location.endswith("/vote" if number < 2 else "/vote/mine")
    assert set(asked) == seen
    assert voter.get(vote_url(made)).location.endswith("/vote/mine")
    mine = voter.get(vote_url(made, "/mine")).text
    assert "You have answered all statements" in mine
    assert all(word in mine for word in ("Agree", "Disagree", "Pass"))


def test_an_answer_is_changed_from_the_overview_and_from_its_own_page(
    made: Consultation, voter: FlaskClient
) -> None:
    statement = make_statement(made).public_id
    answer(voter, made, "agree")
    mine = voter.get(vote_url(made, "/mine")).text
    changed = voter.post(
        vote_url(made),
        data={"csrf_token": token_in(mine), "statement": statement, "value": "disagree", "back": "mine"},
    )
    assert changed.status_code == 303 and changed.location.endswith("/vote/mine")
    db.session.rollback()
    assert queries.tallies(made.id)[0].here == queries.Counts(0, 1, 0)
    page = voter.get(vote_url(made, f"?statement={statement}")).text
    assert "Your answer now: Disagree" in page


def test_a_guest_sees_the_statements_and_how_to_start_and_can_not_answer(
    made: Consultation, client: FlaskClient
) -> None:
    statement = make_statement(made, "The lamps stay on.").public_id
    page = client.get(vote_url(made))
    assert page.status_code == 200
    assert (
        "The lamps stay on." in page.text
        and "Use an e-mail address" in page.text
        and "/en/sign-in" in page.text
    )
    start = client.get(vote_url(made, "/start")).text
    refused = client.post(
        vote_url(made), data={"csrf_token": token_in(start), "statement": statement, "value": "agree"}
    )
    assert refused.status_code == 403
    assert "sign in or confirm" in refused.text and "The lamps stay on." in refused.text


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"value": "yes"}, 422, "agree, disagree or pass"),
        ({"value": "agree", "statement": "0" * 32}, 422, "no such statement"),
        ({"value": "agree", "statement": "%00'\"\x00"}, 422, "no such statement"),
        ({"value": "agree", "csrf_token": "stale"}, 422, "open for a long time"),
    ],
)
def test_bad_answers_are_refused_with_a_sentence(
    made: Consultation, voter: FlaskClient, data: dict[str, str], status: int, words: str
) -> None:
    make_statement(made)
    value = data.pop("value")
    refused = answer(voter, made, value, **data)
    assert refused.status_code == status
    assert words in unescape(refused.text) and 'value="pass"' in refused.text


def test_closed_and_foreign_statements_are_refused(made: Consultation, voter: FlaskClient) -> None:
    foreign = make_statement(make_consultation()).public_id
    make_statement(made)
    gone = make_statement(made)
    change_comment(contributions.get(gone.comment_id), "hide")
    assert answer(voter, made, "agree", statement=foreign).status_code == 422
    closed = answer(voter, made, "agree", statement=gone.public_id)
    assert closed.status_code == 409 and "is closed" in closed.text


def test_after_closing_answers_are_refused_with_the_way_to_the_results(
    made: Consultation, voter: FlaskClient
) -> None:
    statement = make_statement(made).public_id
    token = token_in(voter.get(vote_url(made)).text)
    close(made)
    refused = voter.post(vote_url(made), data={"csrf_token": token, "statement": statement, "value": "agree"})
    assert refused.status_code == 409
    assert "This consultation closed on" in refused.text and f"{made.slug}/results" in refused.text
    assert f"{made.slug}/results" in voter.get(vote_url(made)).text


def test_unpublished_and_unknown_consultations_are_not_found(app: Flask, client: FlaskClient) -> None:
    hidden = make_consultation("draft")
    for slug in (hidden.slug, "nothing-here"):
        for page in (
            "vote",
            "vote/mine",
            "vote/start",
            "vote/confirm/x",
            "statements",
            "results",
            "results.csv",
        ):
            assert client.get(f"/en/consultations/{slug}/{page}").status_code == 404


def test_limits_count_before_anything_else(
    made: Consultation, voter: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_statement(made)
    settings = voter.application.extensions["consult_settings"]
    monkeypatch.setitem(
        voter.application.extensions,
        "consult_settings",
        settings.model_copy(update={"votes_per_address_per_hour": 1}),
    )
    assert answer(voter, made, "agree").status_code == 303
    page = voter.get(vote_url(made, "/mine")).text
    data = {"csrf_token": token_in(page), "statement": statement_in(page), "value": "pass"}
    assert voter.post(vote_url(made), data=data).status_code == 429


# With an address ----------------------------------------------------------------------------------


def mailed_links() -> list[str]:
    db.session.rollback()
    bodies = db.session.scalars(select(OutboxMail.body).order_by(OutboxMail.id))
    return [re.search(r"http://localhost(\S+)", body).group(1) for body in bodies]  # type: ignore[union-attr]


def ask(client: FlaskClient, made: Consultation, email: str):
    page = client.get(vote_url(made, "/start")).text
    return client.post(vote_url(made, "/start"), data={"csrf_token": token_in(page), "email": email})


def use(client: FlaskClient, link: str):
    return client.post(link, data={"csrf_token": token_in(client.get(link).text)})


def test_one_mailed_link_lets_one_address_answer(made: Consultation, app: Flask) -> None:
    statement = make_statement(made).public_id
    browser = app.test_client()
    assert ask(browser, made, "Bo@example.org").status_code == 303
    (link,) = mailed_links()
    assert "example" not in link
    assert browser.get(vote_url(made)).text.count('name="statement"') == 0
    assert use(browser, link).location.endswith("/vote")
    assert answer(browser, made, "agree").status_code == 303
    db.session.rollback()
    assert queries.tallies(made.id)[0].here.agrees == 1
    voter = db.session.scalars(select(Voter)).one()
    assert voter.account_id is None and len(voter.email_hash or "") == 64
    other = app.test_client()
    again = use(other, link)
    assert again.status_code == 410 and "used already" in again.text
    assert 'name="statement"' not in other.get(vote_url(made)).text
    assert ask(other, made, "bo@example.org").status_code == 303
    assert use(other, mailed_links()[1]).status_code == 303
    page = other.get(vote_url(made, f"?statement={statement}")).text
    assert "Your answer now: Agree" in page


def test_opening_the_link_does_nothing(made: Consultation, app: Flask) -> None:
    make_statement(made)
    ask(app.test_client(), made, "bo@example.org")
    (link,) = mailed_links()
    scanner = app.test_client()
    for _ in range(3):
        page = scanner.get(link)
        assert page.status_code == 200 and page.headers["Cache-Control"] == "private, no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert 'name="statement"' not in scanner.get(vote_url(made)).text
    assert use(app.test_client(), link).status_code == 303


def test_a_link_opens_its_own_consultation_only_and_not_for_ever(made: Consultation, app: Flask) -> None:
    other = make_consultation()
    make_statement(other)
    ask(app.test_client(), made, "bo@example.org")
    (link,) = mailed_links()
    browser = app.test_client()
    assert use(browser, link.replace(made.slug, other.slug)).status_code == 410
    wrong = "A" if link[-6] != "A" else "B"  # not the last letter: some of its bits mean nothing
    assert use(browser, link[:-6] + wrong + link[-5:]).status_code == 410
    assert use(browser, link).status_code == 303
    assert 'name="statement"' not in browser.get(vote_url(other)).text
    secret = app.extensions["consult_settings"].secret
    old = links.make_token(secret, made.public_id, "ab" * 32, now=clock.now() - timedelta(hours=25))
    assert use(app.test_client(), vote_url(made, f"/confirm/{old}")).status_code == 410


def test_stopping_forgets_the_address_in_this_browser(made: Consultation, app: Flask) -> None:
    make_statement(made)
    browser = app.test_client()
    ask(browser, made, "bo@example.org")
    use(browser, mailed_links()[0])
    page = browser.get(vote_url(made)).text
    assert "Stop answering here" in page
    browser.post(vote_url(made, "/leave"), data={"csrf_token": token_in(page)})
    assert 'name="statement"' not in browser.get(vote_url(made)).text


def test_addresses_are_refused_where_only_accounts_may_answer(app: Flask, client: FlaskClient) -> None:
    made = make_consultation(rules={"who_may_vote": "account"})
    make_statement(made)
    assert "Use an e-mail address" not in client.get(vote_url(made)).text
    other = make_consultation()
    page = client.get(vote_url(other, "/start")).text
    refused = client.post(
        vote_url(made, "/start"), data={"csrf_token": token_in(page), "email": "bo@example.org"}
    )
    assert refused.status_code == 403 and not mailed_links()


@pytest.mark.parametrize(
    "email", ["", "no address", "bo@example", "a" * 300 + "@example.org", "b\x00o@example.org"]
)
def test_a_wrong_address_is_refused_and_kept(made: Consultation, client: FlaskClient, email: str) -> None:
    refused = ask(client, made, email)
    assert refused.status_code == 422 and not mailed_links()


def test_nobodys_mailbox_is_filled(made: Consultation, client: FlaskClient) -> None:
    answers = [ask(client, made, "bo@example.org").status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]


# Results ------------------------------------------------------------------------------------------


def results(client: FlaskClient, made: Consultation, more: str = ""):
    return client.get(f"/en/consultations/{made.slug}/results{more}")


def test_counts_are_hidden_from_everybody_until_closing(made: Consultation, client: FlaskClient) -> None:
    statement = make_statement(made, "The lamps stay on.")
    for number in range(7):
        vote(statement, f"voter-{number}@example.org", "agree")
    vote(statement, "voter-8@example.org", "disagree")
    before = results(client, made)
    assert "when the consultation closes" in before.text and NOT_A_POLL not in before.text
    assert client.get(f"/en/consultations/{made.slug}/results.csv").status_code == 404
    staff = make_staff("moderator", organisation=organisations.get(made.organisation_id))
    sign_in(client, accounts.get(staff.account_id or 0))
    desk = client.get(f"/en/desk/consultations/{made.slug}/statements").text
    assert "Counts are hidden from staff too" in desk and ">7<" not in desk
    close(made)
    after = results(client, made).text
    assert NOT_A_POLL in after and "8 people answered here" in after
    assert "Agree <strong>7</strong> (88%)" in after and "Disagree <strong>1</strong> (12%)" in after
    table = list(
        csv.DictReader(
            StringIO(client.get(f"/en/consultations/{made.slug}/results.csv").text.lstrip("\ufeff"))
        )
    )
    assert [(row["number"], row["agree"], row["disagree"], row["pass"]) for row in table] == [
        ("1", "7", "1", "0")
    ]


def test_results_appear_at_once_where_the_rules_say_so(app: Flask, client: FlaskClient) -> None:
    made = make_consultation(rules={"results_appear": "at-once"})
    vote(make_statement(made), "ada@example.org")
    page = results(client, made).text
    assert NOT_A_POLL in page and "1 person answered here" in page and "still open" in page
    for number in range(3):
        vote(make_statement(made), f"voter-{number}@example.org")
    chinese = client.get(f"/zh-hant/consultations/{made.slug}/results").text
    assert "有4人" in chinese and "不是民意調查" in chinese


def test_results_are_the_same_for_everybody_and_not_rendered_twice(made: Consultation, app: Flask) -> None:
    vote(make_statement(made), "ada@example.org")
    close(made)
    guest, person = app.test_client(), app.test_client()
    sign_in(person, make_account("bo@example.org"))
    for page in ("results", "statements", "results.csv"):
        address = f"/en/consultations/{made.slug}/{page}"
        one, two = guest.get(address), person.get(address)
        assert one.data == two.data and "Set-Cookie" not in two.headers
        assert one.headers["Cache-Control"].startswith("public")
        assert guest.get(address, headers={"If-None-Match": one.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("page", ["results", "statements", "results?sort=divided", "results.csv"])
def test_public_pages_take_at_most_six_statements(made: Consultation, client: FlaskClient, page: str) -> None:
    for number in range(25):
        make_statement(made, f"Statement {number} says so.")
    make_comment(made)
    close(made)
    address = f"/en/consultations/{made.slug}/{page}"
    with counted_statements(ignoring=("BEGIN", "PRAGMA")) as seen:
        assert client.get(address).status_code == 200
    assert len(seen) <= 6, seen


def test_results_are_sorted_and_paged(made: Consultation, client: FlaskClient) -> None:
    split, liked, quiet = (
        make_statement(made, text) for text in ("Half and half.", "Nearly all.", "One voice.")
    )
    for number in range(4):
        vote(split, f"v{number}@example.org", "agree" if number % 2 else "disagree")
        vote(liked, f"v{number}@example.org", "agree")
    vote(quiet, "v0@example.org", "agree")
    for number in range(30):
        make_statement(made, f"Unanswered {number}.")
    close(made)

    def numbers(more: str) -> list[int]:
        return [int(found) for found in re.findall(r'id="s(\d+)"', results(client, made, more).text)]

    assert numbers("?sort=agreed")[:3] == [2, 1, 3]
    assert numbers("?sort=divided")[0] == 1
    assert numbers("?sort=number")[:2] == [1, 2] and len(numbers("?sort=number")) == 20
    assert numbers("?sort=number&after=20") == list(range(21, 34))


def test_results_show_a_placeholder_for_a_withheld_text(made: Consultation, client: FlaskClient) -> None:
    statement = make_statement(made, "Secret words.")
    vote(statement, "ada@example.org", "agree")
    change_comment(contributions.get(statement.comment_id), "withdrawn")
    close(made)
    page = results(client, made).text
    assert (
        "Secret words." not in page and "The text is no longer shown." in page and "Agree <strong>1" in page
    )
    assert "Secret" not in client.get(f"/en/consultations/{made.slug}/results.csv").text


# The desk -----------------------------------------------------------------------------------------


def desk_url(made: Consultation, more: str = "") -> str:
    return f"/en/desk/consultations/{made.slug}/statements{more}"


@pytest.fixture
def staffed(made: Consultation, client: FlaskClient) -> FlaskClient:
    staff = make_staff("moderator", organisation=organisations.get(made.organisation_id))
    sign_in(client, accounts.get(staff.account_id or 0))
    return client


def test_staff_choose_comments_one_and_many(made: Consultation, staffed: FlaskClient) -> None:
    references = [make_comment(made).reference for _ in range(3)]
    page = staffed.get(desk_url(made)).text
    assert all(reference in page for reference in references)
    token = token_in(page)
    done = staffed.post(desk_url(made, "/open"), data={"csrf_token": token, "comment": references[:1]})
    assert done.status_code == 303
    assert "1 statement is open now" in staffed.get(done.location).text
    done = staffed.post(desk_url(made, "/open"), data={"csrf_token": token, "comment": references[1:]})
    assert "2 statements are open now" in staffed.get(done.location).text
    db.session.rollback()
    assert [one.number for one in queries.listed(made.id, limit=9).statements] == [1, 2, 3]
    again = staffed.post(desk_url(made, "/open"), data={"csrf_token": token, "comment": references})
    assert again.status_code == 409 and "is a statement already" in again.text


def test_one_comment_that_is_too_long_opens_none_and_keeps_the_choice(
    made: Consultation, staffed: FlaskClient
) -> None:
    short, long = make_comment(made).reference, make_comment(made, "x" * 500).reference
    page = staffed.get(desk_url(made)).text
    assert "Too long" in page
    refused = staffed.post(
        desk_url(made, "/open"), data={"csrf_token": token_in(page), "comment": [short, long]}
    )
    assert refused.status_code == 422 and "may have 400" in refused.text and "checked" in refused.text
    db.session.rollback()
    assert not queries.has_statements(made.id)
    nothing = staffed.post(desk_url(made, "/open"), data={"csrf_token": token_in(page)})
    assert nothing.status_code == 422 and "at least one comment" in nothing.text


def test_the_desk_searches_and_pages_comments(made: Consultation, staffed: FlaskClient) -> None:
    for number in range(25):
        make_comment(made, f"Comment {number} about {'lamps' if number == 3 else 'stalls & more'}.")
    page = staffed.get(desk_url(made)).text
    assert page.count('type="checkbox"') == 20 and "before=" in page
    found = staffed.get(desk_url(made, "?q=LAMPS")).text
    assert found.count('type="checkbox"') == 1
    assert "No published comment" in staffed.get(desk_url(made, "?q=100%25")).text


def test_staff_close_a_statement_with_a_public_reason(made: Consultation, staffed: FlaskClient) -> None:
    statement = make_statement(made).public_id
    address = desk_url(made, f"/{statement}/close")
    token = token_in(staffed.get(address).text)
    refused = staffed.post(address, data={"csrf_token": token})
    assert refused.status_code == 422 and "Please choose a reason" in refused.text
    assert staffed.post(address, data={"csrf_token": token, "reason": "duplicate"}).status_code == 303
    assert "another statement says the same" in staffed.get(f"/en/consultations/{made.slug}/statements").text
    assert staffed.post(address, data={"csrf_token": token, "reason": "duplicate"}).status_code == 409


@pytest.mark.parametrize(
    ("role", "sees", "opens"),
    [("author", 200, 303), ("moderator", 200, 303), ("responder", 200, 403), ("clerk", 200, 403),
     ("auditor", 200, 403), ("administrator", 200, 403), ("stranger", 403, 403), ("citizen", 403, 403)],
)  # fmt: skip
def test_the_desk_asks_for_a_role_on_the_body(
    made: Consultation, client: FlaskClient, role: str, sees: int, opens: int
) -> None:
    reference = make_comment(made).reference
    body = organisations.get(made.organisation_id)
    if role == "citizen":
        account = make_account("ada@example.org")
    elif role == "stranger":
        account = accounts.get(make_staff("moderator").account_id or 0)
    else:
        account = accounts.get(make_staff(role, organisation=body).account_id or 0)
    sign_in(client, account)
    token = token_in(client.get(vote_url(make_consultation(), "/start")).text)
    assert client.get(desk_url(made)).status_code == sees
    done = client.post(desk_url(made, "/open"), data={"csrf_token": token, "comment": reference})
    assert done.status_code == opens
