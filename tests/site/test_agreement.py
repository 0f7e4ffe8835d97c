"""Everybody a ministry hears from, in one consultation: pages, API, packages and verifier tell the same figures.

And of what one planted person kept to themselves nothing stands in anything that is public (L24).
"""

import json
import re
import zipfile
from collections import Counter
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import labels, queries, service
from consult.contributions.models import Comment, Submission
from consult.contributions.service import Order
from consult.foundation import clock, events
from consult.foundation.access import GUEST
from consult.foundation.db import db, writing
from consult.opendata import keeping, verify_package
from consult.organisations import queries as organisations
from consult.record import jobs
from consult.record.checks import check_logs, verify_all
from tests.contributions.browsing import fields_of, send, send_comment, words_of
from tests.contributions.files import PDF, PNG
from tests.contributions.test_erasing import administrators, erase, sign_what_waits
from tests.contributions.test_submitting import add, begin, finish, upload
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_ruling
from tests.moderation.test_referring import refer
from tests.site.public_outputs import public_addresses, words_in
from tests.site.test_canary import PERSON, PRIVATE, plant

SLUG = "everybody"
STATES = ("published", "pending", "hidden", "held", "withheld", "referred", "withdrawn", "removed", "erased")
SHORT = {
    "published": "published", "pending": "waiting", "hidden": "hidden with a ground", "withdrawn": "withdrawn",
    "referred": "passed on to another office", "withheld": "not published at the sender’s request",
    "removed": "removed by order", "erased": "erased by law",
}  # fmt: skip
"""State -> what the consultation's own page calls it behind its number."""
LONG = {
    "published": "Published", "pending": "Waiting for a moderator", "hidden": "Hidden",
    "withdrawn": "Withdrawn by its sender", "referred": "Passed on", "withheld": "Not published, as its sender wished",
    "removed": "Removed by order", "erased": "Erased by law",
}  # fmt: skip
"""State -> what the oversight page calls it before its number."""


@pytest.fixture
def everybody(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Consultation:
    """A trade body, a villager at the counter, a whistle-blower, a minor, a late letter, a petition, and the rest."""
    body = make_organisation()
    made = make_consultation(slug=SLUG, organisation=body, articles=12, rules={"late_policy": "keep"})
    closes_at, made_id = made.closes_at, made.id
    assert closes_at is not None
    plant(client, SLUG)
    _send_as_trade_body(client)
    _enter_for_villager(app.test_client(), body.id)
    for words in ("You thief", "Mr Gao snores", "Mend my roof", "I take this back", "Erase me", "By order"):
        send_comment(client, SLUG, words)
    monkeypatch.setattr(clock, "now", lambda: closes_at + timedelta(hours=1))
    send_comment(client, SLUG, "The post was slow.", name="Late Lee", publication="named")
    _rule()
    send_comment(client, SLUG, "Nobody has read this yet.")
    events.deliver_due(clock.now())
    db.session.rollback()
    return consultations.get_by_id(made_id)


def _send_as_trade_body(client: FlaskClient) -> None:
    covering = "We speak for 240 stalls. The margin is goldcrest-7."
    address = begin(client, SLUG, body=covering)
    add(client, address, "", covering, confidential="goldcrest-7")
    for number in range(1, 13):
        add(client, address, f"art-{number}", f"On rule {number}.", stance="amend")
    for content, name in ((PDF, "nest-plan.pdf"), (PNG, "nest-plan.png")):
        upload(client, address, content, name)
    send(
        client, f"{address}/sender", capacity="organisation", organisation="Stall Holders", publication="named",
        confidential_reason="because of the owlery", email="office@stalls.example", members=PERSON["members"],
    )  # fmt: skip
    finish(client, address)


def _enter_for_villager(desk: FlaskClient, body_id: int) -> None:
    """A letter at the counter and a further part of it: two submissions of one sender."""
    clerk = make_staff("clerk", organisation=organisations.get(body_id))
    sign_in(desk, accounts.get(clerk.account_id or 0))
    address = f"/en/desk/enter/{SLUG}"
    for words in ("Leave the old well open.", "And mend the second one."):
        day = clock.now().date().isoformat()
        form = fields_of(desk.get(address))
        typed = {"channel": "counter", "received_on": day, "body": words, "name": "Auntie Chou"}
        answer = desk.post(f"/en/desk/enter/{SLUG}", data={**form, **typed})
        assert answer.status_code == 303, words_of(answer)
        further = re.search(r'href="([^"]+part_of=[^"]+)"', desk.get(answer.location).text)
        assert further
        address = unescape(further[1])


def _rule() -> None:
    by_words = {
        queries.revisions(one.id, published_only=False)[0].body: one.id
        for one in db.session.scalars(select(Comment).order_by(Comment.id))
    }
    for words, comment_id in by_words.items():
        comment = queries.get(comment_id)
        if words == "You thief":
            make_ruling(comment, "hide")
        elif words == "Mr Gao snores":
            make_ruling(comment, "redact", redactions=[(0, 6)], ground="personal-data")
        elif words == "Mend my roof":
            refer(comment)
        else:
            make_ruling(comment)
    with writing():
        service.withdraw(GUEST, queries.get(by_words["I take this back"]), now=clock.now())
    erase(queries.get(by_words["Erase me"]))
    first, second = administrators(queries.get(by_words["By order"]))
    with writing():
        order = Order("court", "text", "It names a third person.", "7 O 12/26")
        service.order_removal(first, queries.get(by_words["By order"]), order, now=clock.now())
    sign_what_waits(second)


def _counted() -> tuple[tuple[int, int, int], tuple[int, int, int], Counter[str]]:
    """The three figures of all and of late ones, and the states, counted from the rows themselves."""
    comments = db.session.scalars(select(Comment)).all()
    submissions = db.session.scalars(select(Submission)).all()
    late = [one for one in submissions if one.is_late]
    return (
        (sum(one.is_first for one in submissions), len(submissions), len(comments)),
        (sum(one.is_first for one in late), len(late), sum(one.is_late for one in comments)),
        Counter(one.state for one in comments),
    )


def _three(one: tuple[int, int, int]) -> str:
    return " · ".join(
        f"{number} {name}{'s' if number != 1 else ''}"
        for number, name in zip(one, ("sender", "submission", "comment"), strict=True)
    )


def test_pages_api_packages_and_verifier_tell_the_same_figures_in_every_state(
    everybody: Consultation, client: FlaskClient, tmp_path: Path
) -> None:
    everyone, late, states = _counted()
    assert everyone == (16, 17, 29) and late == (2, 2, 2)
    assert set(STATES) - states.keys() == {"held"}  # its own rule; tests of choices show it
    address = f"/en/consultations/{SLUG}"
    page, oversight = (" ".join(words_of(client.get(address + one)).split()) for one in ("", "/oversight"))
    for text in (page, oversight):
        assert f"Received: {_three(everyone)}" in text and f"Of these late: {_three(late)}" in text
    for state, number in states.items():
        assert f"{number} {SHORT[state]}" in page, state
        assert re.search(rf"{LONG[state]} ?{number}\b", oversight), state
    told = client.get(f"/api/v1/consultations/{SLUG}").json
    assert told["comments"] == states
    assert tuple(told["received"].values()) == everyone
    for grade in ("public", "auditor"):
        path = tmp_path / f"{grade}.zip"
        keeping.sealed_package(everybody.id, grade, path, clock.now(), seal=jobs.seal)  # type: ignore[arg-type]
        _check_package(path, everyone, states)
    for _ in verify_all(check_logs):
        pass


def _check_package(path: Path, everyone: tuple[int, int, int], states: Counter[str]) -> None:
    said = "\n".join(verify_package.verify(path))
    assert "Received: {:,} senders, {:,} submissions, {:,} comments.".format(*everyone) in said
    assert " + ".join(f"{states[state]} {state}" for state in STATES) in said
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    figures, comments, submissions = (
        [json.loads(line) for line in files[f"data/{name}.jsonl"].splitlines()]
        for name in ("figures", "comments", "submissions")
    )
    names = ("senders", "submissions", "comments")
    assert tuple(sum(row[name] for row in figures) for name in names) == everyone
    assert Counter(row["state"] for row in comments) == states and len(submissions) == everyone[1]
    room = unescape(files["data/reading-room/en/index.html"].decode())
    room = " ".join(re.sub(r"<[^>]+>", " ", room).split())
    assert f"Received: {_three(everyone)}" in room
    for state, number in states.items():
        assert f"{labels.STATES[state]} {number}" in room, state


def test_what_was_kept_back_is_in_nothing_that_everybody_can_read_print_or_take(
    everybody: Consultation, app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    jobs.seal()
    stranger, asked = app.test_client(), Counter[str]()
    secrets = (*PRIVATE, "Auntie Chou", "office@stalls.example", "Mr Gao", "You thief", "Mend my roof")
    for _endpoint, address in public_addresses(app, SLUG):
        with stranger.get(address) as answer:
            content = words_in(answer.data)
        asked[str(answer.status_code)] += 1
        assert not [words for words in secrets if words in content], address
    assert asked["200"] > 100 and not [code for code in asked if code >= "500"]
    path = tmp_path / "public.zip"
    keeping.sealed_package(everybody.id, "public", path, clock.now(), seal=jobs.seal)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            content = words_in(archive.read(name))
            assert not [words for words in secrets if words in content], name
