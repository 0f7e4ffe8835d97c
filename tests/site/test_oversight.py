"""Everybody sees who did what when, and the numbers are those of the package."""

import json
import sys
import zipfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median_high

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import writing
from consult.foundation.roles import ROLES
from consult.opendata import keeping, verify_package
from consult.organisations import queries as organisations
from consult.record import jobs
from consult.record import service as record
from consult.site import powers, queries
from tests.contributions.browsing import words_of
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_staff, sign_waiting
from tests.factories.moderation import (
    decide_review,
    make_report,
    make_review,
    make_ruling,
    make_waiting,
    moderator_of,
)
from tests.factories.outcomes import make_reply, postpone
from tests.factories.packages import export
from tests.factories.votes import make_statement, vote
from tests.statements import counted_statements

LIMIT = 72 * 60
TODAY = clock.now().date()


@pytest.fixture
def made(app: Flask) -> Consultation:
    """An open one in which every kind of thing has happened."""
    now = clock.now()
    made = make_consultation(
        title="Opening hours", opens_at=now - timedelta(days=10), rules={"results_appear": "at-once"}
    )
    one, two = moderator_of(made), moderator_of(made)
    published = make_waiting(made, "The words that everybody reads.", now=now - timedelta(hours=30))
    make_ruling(published, actor=one, now=now - timedelta(hours=20))
    hidden = make_waiting(made, "These insult a neighbour.", now=now - timedelta(hours=100))
    make_ruling(hidden, "hide", actor=one, now=now - timedelta(hours=10))
    review = make_review(contributions.get(hidden.id))
    decide_review(review, "upheld", actor=two)
    redacted = make_waiting(made, "Name and more words.")
    make_ruling(redacted, "redact", actor=two, redactions=[(0, 4)])
    withdrawn = make_waiting(made, "I take this back.")
    make_waiting(made, "Nobody has looked at this.")
    with writing():
        contributing.withdraw(GUEST, contributions.get(withdrawn.id), now=clock.now())
    make_report(contributions.get(published.id))
    make_reply(made, [contributions.get(published.id)], now=now - timedelta(hours=5))
    statement = make_statement(made)
    vote(statement, "ada@example.org")
    vote(statement, "ben@example.org", "disagree")
    author = make_staff("author", organisation=organisations.get(made.organisation_id))
    with writing():
        found = consultations.get(made.slug)
        assert found.closes_at is not None
        consulting.extend(
            author, found, until=found.closes_at + timedelta(days=7), reason="The post was late.", now=clock.now()
        )  # fmt: skip
    assert sign_waiting() == 1
    postpone(made, TODAY + timedelta(days=400), "The council meets later.")
    return consultations.get(made.slug)


def page_of(client: FlaskClient, made: Consultation) -> str:
    answer = client.get(f"/en/consultations/{made.slug}/oversight")
    assert answer.status_code == 200
    return answer.text


def package_of(made: Consultation, folder: Path, grade: str) -> dict[str, list[dict[str, object]]]:
    path = keeping.sealed_package(made.id, grade, folder / f"{grade}.zip", clock.now(), seal=jobs.seal).path  # type: ignore[arg-type]
    with zipfile.ZipFile(path) as archive:
        return {
            name.removeprefix("data/").removesuffix(".jsonl"): [
                json.loads(line) for line in archive.read(name).splitlines()
            ]
            for name in archive.namelist()
            if name.startswith("data/") and name.endswith(".jsonl")
        }


def test_what_was_received_is_the_sum_of_what_became_of_it(made: Consultation) -> None:
    numbers = queries.numbers(made.id, limit_minutes=LIMIT)
    assert numbers.states == {"published": 3, "hidden": 1, "withdrawn": 1, "pending": 1}
    assert numbers.received == sum(numbers.states.values()) == 6


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_numbers_equal_those_of_the_package(made: Consultation, tmp_path: Path, grade: str) -> None:
    numbers, files = queries.numbers(made.id, limit_minutes=LIMIT), package_of(made, tmp_path, grade)
    assert Counter(row["state"] for row in files["comments"]) == numbers.states
    assert len(files["comments"]) == numbers.received
    assert sum(1 for row in files["comments"] if row["answered_at"]) == numbers.answered == 1
    assert len(files["rulings"]) == numbers.rulings
    by_person = Counter((row["moderator"], row["role"], row["act"]) for row in files["rulings"])
    assert by_person == {
        (one.pseudonym, one.role, act): number
        for one in numbers.moderators
        for act, number in one.acts.items()
    }
    grounds = Counter(row["ground"] for row in files["rulings"] if row["is_in_force"] and row["ground"])
    assert grounds == numbers.grounds
    assert Counter(row["result"] for row in files["reviews"]) == numbers.reviews == {"upheld": 1}
    assert len(files["replies"]) == numbers.replies == 1
    assert len(files["statements"]) == numbers.statements == 1
    assert len(files["votes"]) == numbers.votes == 2
    assert len({row["voter"] for row in files["votes"]}) == numbers.voters == 2


def test_times_and_reports_equal_those_of_the_auditors_package(made: Consultation, tmp_path: Path) -> None:
    numbers, files = queries.numbers(made.id, limit_minutes=LIMIT), package_of(made, tmp_path, "auditor")
    assert len(files["reports"]) == numbers.reports == numbers.reports_open == 1
    waits = [
        datetime.fromisoformat(str(row["answered_at"])) - datetime.fromisoformat(str(row["received_at"]))
        for row in files["comments"]
        if row["answered_at"]
    ]
    assert numbers.median_reply_minutes == median_high(waits).total_seconds() // 60 == 25 * 60
    assert numbers.late_rulings == 1


def test_deadlines_in_the_package_are_those_of_the_page(
    made: Consultation, client: FlaskClient, tmp_path: Path
) -> None:
    changes = package_of(made, tmp_path, "public")["date_changes"]
    page = queries.oversight(made, "en", limit_minutes=LIMIT)
    assert (
        [one.reason for one in page.moved_deadlines]
        == [row["reason"] for row in changes]
        == ["The post was late."]
    )
    assert [one.reason for one in page.moved_promises] == ["The council meets later."]
    assert page.moved_promises[0].now == TODAY + timedelta(days=400)


def test_everybody_reads_it_without_an_account(made: Consultation, client: FlaskClient) -> None:
    page = page_of(client, made)
    for words in (
        "Every comment is accounted for", "Received", "The post was late.", "The council meets later.",
        "The consultation was published", "Who may do what", "Later than the limit of 72 hours",
    ):  # fmt: skip
        assert words in page
    assert "25 hours" in page and "Opening hours" in page
    for private in ("These insult a neighbour.", "It insults a neighbour by name.", "ada@example.org"):
        assert private not in page


def test_it_is_in_every_language(made: Consultation, client: FlaskClient) -> None:
    for language in ("zh-hans", "zh-hant"):
        answer = client.get(f"/{language}/consultations/{made.slug}/oversight")
        assert answer.status_code == 200


def test_votes_are_counted_only_once_results_are_public(app: Flask, client: FlaskClient) -> None:
    made = make_consultation()
    vote(make_statement(made), "ada@example.org")
    page = page_of(client, made)
    assert "Until then nobody sees these numbers" in page
    assert "People who took part" not in page


def test_an_unpublished_one_has_no_page(app: Flask, client: FlaskClient) -> None:
    made = make_consultation("draft")
    assert client.get(f"/en/consultations/{made.slug}/oversight").status_code == 404


def test_a_reader_who_has_it_gets_304_in_one_statement(made: Consultation, client: FlaskClient) -> None:
    address = f"/en/consultations/{made.slug}/oversight"
    first = client.get(address)
    with counted_statements(ignoring=("BEGIN", "ROLLBACK")) as statements:
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and len(statements) == 1
    make_waiting(made, "One more.")
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_it_takes_six_statements_whatever_happened(made: Consultation, client: FlaskClient) -> None:
    page_of(client, made)
    with counted_statements(ignoring=("BEGIN", "ROLLBACK")) as statements:
        page_of(client, made)
    assert len(statements) - looks(statements) <= 6, statements


def looks(statements: list[str]) -> int:
    """Statements about the site's own words and looks, which every page asks and caches."""
    return sum("site_setting" in one and "grounds" not in one for one in statements)


def test_the_table_of_powers_is_what_permissions_say(made: Consultation) -> None:
    table = {one.act: set(one.roles) for one in powers.powers(made)}
    assert table["Publish, hide or redact a comment"] == {"moderator"}
    assert table["Read hidden originals and the whole log"] == {"auditor"}
    changing = [roles for act, roles in table.items() if not act.startswith("Read ")]
    assert all("auditor" not in roles and roles <= set(ROLES) for roles in changing)


def test_grounds_as_frequent_as_each_other_stand_in_one_order_on_every_store(
    app: Flask, client: FlaskClient
) -> None:
    made = make_consultation()
    for ground in ("spam", "abuse", "off-topic"):
        make_ruling(make_waiting(made, f"Hidden as {ground}."), "hide", ground=ground)
    for page in ("oversight", "moderation"):
        text = client.get(f"/en/consultations/{made.slug}/{page}").text
        table = text[text.index("Rulings in force") :]
        words = ("Insults or threatens people", "Is not about this draft", "Advertises or repeats itself")
        assert (places := [table.index(one) for one in words]) == sorted(places), page


def test_small_numbers_by_kind_are_for_auditors_and_totals_for_everybody(
    client: FlaskClient, tmp_path: Path
) -> None:
    made = make_consultation(slug="harbour", title="Harbour ferry")
    for number in range(12):
        make_waiting(made, f"Comment {number}.", contact=Contact(capacity="self"))
    for number in range(6):
        make_waiting(
            made, f"Of the clubs, {number}.", contact=Contact(capacity="organisation", organisation="A club")
        )
    for number in range(2):
        make_waiting(made, f"Of an expert, {number}.", contact=Contact(capacity="expert"))
    for page in ("oversight", "moderation"):
        text = " ".join(words_of(client.get(f"/en/consultations/harbour/{page}")).split())
        assert "20 senders · 20 submissions · 20 comments" in text and "PersonsSenders 12" in text
        assert "ExpertsSenders ∗not told" in text and "OrganisationsSenders ∗not told" in text
        assert "∗ Not told: a number below 5" in text
    auditor = make_staff("auditor", organisation=organisations.get(made.organisation_id))
    sign_in(client, accounts.get_by_address(auditor.email))
    exact = " ".join(words_of(client.get("/en/audit/consultations/harbour")).split())
    assert "ExpertsSenders 2" in exact and "OrganisationsSenders 6" in exact and "Not told" not in exact
    grades = {}
    for grade in ("public", "auditor"):
        verify_package.verify(path := export(consultations.get("harbour"), tmp_path, grade))
        with zipfile.ZipFile(path) as archive:
            grades[grade] = archive.read("data/figures.jsonl").decode()
    rows = [json.loads(line) for line in grades["public"].splitlines()]
    assert rows == [
        {"is_late": False, "is_imported": False, "senders": 20, "submissions": 20, "comments": 20}
    ]
    exactly = {row["capacity"]: row["senders"] for row in map(json.loads, grades["auditor"].splitlines())}
    assert exactly == {"self": 12, "organisation": 6, "expert": 2}


def test_acts_on_comments_push_no_date_off_the_page_and_a_cut_list_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_consultation("open", slug="market")
    with writing():
        for act in ("comment.remove", "submission.erase", "sender.unmask"):
            for _ in range(2):
                record.append(
                    "approval.done_alone", actor=CONSOLE, now=clock.now(), consultation=made.public_id,
                    organisation_id=made.organisation_id, ground=act, role="console",
                )  # fmt: skip
        record.append(
            "approval.done_alone", actor=CONSOLE, now=clock.now(), consultation=made.public_id,
            organisation_id=made.organisation_id, ground="consultation.end", role="console",
        )  # fmt: skip
    shown = words_of(client.get("/en/consultations/market/oversight"))
    assert shown.count("One person acted alone") == 1 and "(End it without an answer)" in shown
    assert "Only the newest are listed" not in shown
    monkeypatch.setattr(sys.modules["consult.site.queries.oversight"], "TIMELINE_LIMIT", 1)
    cut = words_of(client.get("/zh-hant/consultations/market/oversight"))
    assert "此處僅列最近事項" in cut
