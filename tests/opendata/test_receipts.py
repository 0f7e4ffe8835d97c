"""Every kind of receipt, as its holder takes it: the page on the site says it holds, and so does the verifier alone."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.opendata.packaging.verifier import verifier
from consult.opendata.verify_kept import promise_in_words
from consult.record import jobs, notes, outside, queries
from consult.record import service as record
from consult.record.verify import Fault, key_of
from consult.votes import queries as votes
from consult.votes import service as voting
from consult.votes.models import Statement
from tests.contributions.browsing import send, send_comment, words_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published, make_ruling
from tests.factories.outcomes import make_reply
from tests.factories.packages import export
from tests.factories.votes import vote
from tests.site.test_verify import bring

Take = Callable[[], str]
"""Takes what there is of a receipt at this moment: the promise, or the proof."""


@pytest.fixture
def made(app: Flask) -> Consultation:
    """An open consultation of a site that has sealed before, so that it has a key."""
    made = make_consultation(slug="market", rules={"results_appear": "at-once"})
    with writing():
        record.append("lantern.lit", actor=CONSOLE, now=clock.now())
    jobs.seal()
    return made


def newest_on(client: FlaskClient, page: str) -> str:
    """The newest receipt that a sender's page offers."""
    addresses = re.findall(r'href="([^"]+/proofs/[0-9a-f]{32})"', client.get(page).text)
    return client.get(addresses[0]).text


def the_newest() -> Comment:
    db.session.rollback()
    return db.session.scalars(select(Comment).order_by(Comment.id.desc())).first() or Comment()


def sending(client: FlaskClient, made: Consultation) -> Take:
    page = send_comment(client, made.slug, "Keep the market open.", name="Ada")
    return lambda: newest_on(client, page)


def replying(client: FlaskClient, made: Consultation) -> Take:
    """To what another person said."""
    before = make_published(made, "It should close.")
    address = f"/en/consultations/{made.slug}/comment?reply_to={before.reference}"
    answer = send(client, address, body="Why should it?")
    assert answer.status_code == 303 and the_newest().parent_id == before.id
    return lambda: newest_on(client, answer.location)


def editing(client: FlaskClient, made: Consultation) -> Take:
    page = send_comment(client, made.slug, "First wording.")
    assert send(client, f"{page}/correct", body="Second wording.").status_code == 303
    return lambda: newest_on(client, page)


def withdrawing(client: FlaskClient, made: Consultation) -> Take:
    page = send_comment(client, made.slug, "First wording.")
    assert send(client, f"{page}/withdraw").status_code == 303
    return lambda: newest_on(client, page)


def asking_for_review(client: FlaskClient, made: Consultation) -> Take:
    page = send_comment(client, made.slug, "You are all thieves.")
    make_ruling(the_newest(), "hide")
    assert send(client, f"{page}/review", reason="It names nobody.").status_code == 303
    return lambda: newest_on(client, page)


def asking_for_a_second_look(client: FlaskClient, made: Consultation) -> Take:
    page = send_comment(client, made.slug, "And in winter?")
    make_ruling(the_newest())
    make_reply(made, [contributions.get(the_newest().id)])
    answer = send(client, f"{page}/answer", act="look", reason="I asked about winter.")
    assert answer.status_code == 303
    return lambda: newest_on(client, page)


def answering_statements(client: FlaskClient, made: Consultation) -> Take:
    """Twice one statement and once another: one receipt of all."""
    first, second = open_statement(made), open_statement(made)
    account = make_account("voter@example.org")
    actor = Actor("account", account.id, email=account.email)
    sign_in(client, account)
    for statement, value in ((first, "agree"), (second, "pass"), (first, "disagree")):
        vote(statement, actor, value)
    return lambda: client.get(f"/en/consultations/{made.slug}/vote/receipt").text


def open_statement(made: Consultation) -> Statement:
    """Of a comment that a moderator published."""
    comment_id = make_published(made).id
    with writing():
        public_id = voting.open_statement(CONSOLE, contributions.get(comment_id), now=clock.now()).public_id
    return votes.find_statement(public_id) or Statement()


KINDS: list[tuple[Callable[[FlaskClient, Consultation], Take], str, str]] = [
    (sending, "A comment was received", "Keep the market open."),
    (replying, "A comment was received", "Why should it?"),
    (editing, "The sender corrected a comment", "Second wording."),
    (withdrawing, "The sender withdrew a comment", ""),
    (asking_for_review, "A review of a ruling was asked for", "It names nobody."),
    (asking_for_a_second_look, "A second look at an answer was asked for", "I asked about winter."),
    (answering_statements, "Somebody agreed, disagreed or passed on a statement", "Disagree"),
]


@pytest.mark.parametrize(("act", "called", "opened"), KINDS)
def test_it_is_promised_at_once_and_proven_later_by_the_page_and_by_the_verifier_alone(
    client: FlaskClient, made: Consultation, tmp_path: Path, act: Callable[[FlaskClient, Consultation], Take],
    called: str, opened: str,
) -> None:  # fmt: skip
    take = act(client, made)
    promise = take()
    assert promise.startswith("Consult promise v1\n") and (not opened or opened not in promise)
    stranger = client.application.test_client()
    assert "This promise is genuine; its time isn’t over yet" in words_of(bring(stranger, promise))
    jobs.seal()
    proof = take()
    assert proof.startswith("c2sp.org/tlog-proof@v1\n")
    assert "This promise was kept" in words_of(bring(stranger, promise))
    said = words_of(bring(stranger, file=proof.encode()))
    assert "This receipt is right" in said and called in said and opened in said
    for kept in (promise, proof):
        assert 'class="govuk-panel' in bring(stranger, kept, lang="zh-hant").text
    verified = verify_alone(made, tmp_path, {"mine.promise.txt": promise, "mine.tlog-proof": proof})
    assert "mine.promise.txt: the promise was kept" in verified
    assert re.search(
        r"mine\.tlog-proof: it is entry \d+ of this log .* each is what was committed to", verified
    )
    if act is answering_statements:
        assert "So are the 2 entries that it follows on." in verified


def test_a_package_from_before_a_promise_s_time_calls_it_broken_only_if_it_was_taken_later(
    client: FlaskClient, made: Consultation
) -> None:
    promise = sending(client, made)()
    log = dict(line.partition(" ")[::2] for line in promise.splitlines())["log"]
    newest = queries.known_keys()[-1]
    key = key_of(str(outside.verifier_key(newest.base, newest.public_key, made.public_id)))

    def said(as_of: str) -> str:
        with pytest.raises(Fault) as fault:
            promise_in_words(promise.encode(), "mine", [], [key], [log], as_of)
        return str(fault.value)

    early, late = said("2001-01-01T00:00Z"), said("2999-01-01T00:00Z")
    assert "if it was taken after that minute, the promise is broken; if before, take a later one" in early
    assert late == "mine: what was promised is not in this log; the signature below the promise is genuine"


def verify_alone(made: Consultation, folder: Path, kept: dict[str, str]) -> str:
    """What ``python3 -I -S verify.py`` says of the public package and these files."""
    package = export(consultations.get(made.slug), folder)
    (folder / "verify.py").write_text(verifier(), encoding="utf-8")
    for name, text in kept.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-I", "-S", "verify.py", package.name, *kept]
    ran = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_receipt_of_answers_shows_none_to_who_merely_sees_it(
    client: FlaskClient, made: Consultation, tmp_path: Path
) -> None:
    """Neither the page, nor the promise, nor the look of the file; and no entry names what was answered."""
    take = answering_statements(client, made)
    promise, page = take(), f"/en/consultations/{made.slug}/vote/mine"
    jobs.seal()
    for shown in (promise, take()):
        assert not re.search(r"\b(agree|disagree|pass)\b", shown)
    proof = take()
    folded = re.sub(r"<details.*?</details>", "", bring(client, proof).text, flags=re.DOTALL)
    assert not re.search(r"\b(Agree|Disagree|Pass)\b", re.sub(r"<[^>]+>", "", folded))
    assert client.application.test_client().get(page).text.count("tlog-proof") == 0
    opened = notes.parse_proof(proof)
    assert opened.index >= 0 and b'"value"' in (opened.extra or b"")
    fake = proof.replace(notes.encode64(opened.extra or b""), notes.encode64(
        (opened.extra or b"").replace(b'"disagree"', b'"agree"')
    ))  # fmt: skip
    assert "is not what was sealed" in words_of(bring(client, fake))
