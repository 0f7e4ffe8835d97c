"""The dossier for the decision: made, handed over, acknowledged by name; a decision dated before it is marked."""

import io
import json
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden
from consult.moderation import service as moderation
from consult.opendata import dossiers, verify_package
from consult.outcomes import queries, rules, service
from consult.record import checks
from consult.record.models import Entry
from tests.contributions.browsing import send_comment
from tests.contributions.test_erasing import erase
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import make_comments, make_outcome, responder_of
from tests.factories.packages import export
from tests.outcomes.test_pages import send, words

DAY = timedelta(days=1)


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("closed", organisation=make_organisation(name="City Hall"))


def hand(client: FlaskClient, consultation: Consultation) -> str:
    """Hand it over as a responder; returns the path of the link."""
    sign_in(client, accounts.get_by_address(responder_of(consultation).email))
    answer = send(client, f"/en/desk/consultations/{consultation.slug}/dossier", handed_to="The Council")
    assert answer.status_code == 200, answer.text
    found = re.search(r"/en/dossiers/[\w-]+", answer.text)
    assert found is not None
    return found[0]


def test_it_is_handed_over_and_acknowledged_by_name(
    consultation: Consultation, client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    shown, hidden = make_comments(
        consultation, 2, body="I live at 5 Elm Street.", contact=Contact(name="Ann Poe")
    )
    with writing():
        moderation.rule(
            CONSOLE, db.session.merge(hidden), act="hide", ground="spam", note="An advertisement.",
            seen_lock_version=hidden.lock_version, now=clock.now(),
        )  # fmt: skip
    link = hand(client, consultation)
    page = words(client.get(f"/en/consultations/{consultation.slug}/outcome"))
    assert "handed the dossier of what was received to The Council" in page and "Not acknowledged yet" in page
    council = app.test_client()
    with council.get(f"{link}/dossier.zip") as answer:
        taken = answer.get_data()
    (dossier,) = queries.dossiers_of(consultation.id)
    with zipfile.ZipFile(io.BytesIO(taken)) as bag:
        main, annex = (
            [json.loads(line) for line in bag.read(f"data/{name}.jsonl").splitlines()]
            for name in ("comments", "annex/comments")
        )
        readable = bag.read("data/dossier.html").decode()
    assert [one["reference"] for one in main] == [shown.reference]
    assert [(one["reference"], one["state"]) for one in annex] == [(hidden.reference, "hidden")]
    assert "Elm Street" in annex[0]["body"] and "Elm Street" in readable and "Ann Poe" not in readable
    assert send(council, link, name="", office="Clerk of the Council").status_code == 422
    assert send(council, link, name="Bo Li", office="Clerk of the Council").status_code == 303
    page = words(client.get(f"/en/consultations/{consultation.slug}/outcome"))
    assert "Bo Li (Clerk of the Council) acknowledged it on" in page and dossier.sha256 in page
    with pytest.raises(Conflict), writing():
        service.acknowledge(
            queries.dossiers_of(consultation.id)[0], name="Cy", office="Clerk", now=clock.now()
        )
    make_outcome(consultation, summary="")
    page = words(client.get(f"/en/consultations/{consultation.slug}/outcome"))
    assert "The decision is dated before" not in page and "Nobody handed" not in page
    checks.CHECKS["outcomes"]()
    verify_package.verify(export(consultation, tmp_path))


def test_proposed_wordings_chosen_words_and_what_became_of_themes_are_in_it(
    client: FlaskClient, app: Flask
) -> None:
    law = "A stall costs ten dollars a day. The office collects it each morning."
    made = make_consultation("open", slug="market", articles=[law])
    send_comment(client, "market", "Too early.", article="art-1", quote="each morning")
    send_comment(
        client,
        "market",
        "Ann Poe says less.",
        article="art-1",
        proposal=law.replace("ten", "seven, Ann Poe,"),
    )
    db.session.rollback()
    quoting, proposing = db.session.scalars(select(Comment).order_by(Comment.id)).all()
    references = quoting.reference, proposing.reference
    make_ruling(quoting, "publish")
    make_ruling(
        db.session.get_one(Comment, proposing.id), "redact", ground="personal-data", redactions=[(0, 7)]
    )
    theme = make_theme(made, "Fees").id
    responder = responder_of(made)
    with writing():
        found = consultations.get("market")
        service.set_theme_disposition(
            responder,
            found,
            reading.get_theme(theme),
            disposition="partly",
            reason="Half of it.",
            now=clock.now(),
        )
    stream = io.BytesIO()
    dossiers.write(consultations.get("market"), stream, clock.now())
    with zipfile.ZipFile(stream) as bag:
        rows = [json.loads(line) for line in bag.read("data/comments.jsonl").splitlines()]
        page = bag.read("data/dossier.html").decode()
    by_reference = {one["reference"]: one for one in rows}
    assert by_reference[references[0]]["quote"] == "each morning" and "each morning</blockquote>" in page
    proposal = by_reference[references[1]]["proposal"]
    assert proposal.startswith("A stall costs seven,") and "Ann Poe" not in proposal
    assert "<ins>" in page and "Ann Poe" not in page
    assert "Fees</span>: " in page and "Half of it." in page


def test_what_is_erased_leaves_what_was_handed_over_and_who_has_it_is_named(
    consultation: Consultation, client: FlaskClient, app: Flask
) -> None:
    (comment,) = make_comments(
        consultation, 1, body="I live at 5 Elm Street.", contact=Contact(name="Ann Poe")
    )
    link, folder = hand(client, consultation), app.extensions["consult_settings"].instance / dossiers.FOLDER
    council = app.test_client()
    with council.get(f"{link}/dossier.zip") as answer:
        assert answer.status_code == 200
    kept = len(list(folder.iterdir()))
    erase(contributions.get(comment.id))
    assert council.get(f"{link}/dossier.zip").status_code == 404
    assert len(list(folder.iterdir())) == kept - 1
    assert "isn’t kept here any more" in words(council.get(link))
    found = contributing.takers(consultation.id, clock.now())
    assert [(one.name, one.address) for one in found] == [("The Council", "")]
    assert not contributing.takers(consultation.id, clock.now() - DAY)


def test_what_is_erased_while_it_is_made_is_handed_to_nobody(
    consultation: Consultation, client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (comment,) = make_comments(
        consultation, 1, body="I live at 5 Elm Street.", contact=Contact(name="Ann Poe")
    )
    folder, make = app.extensions["consult_settings"].instance / dossiers.FOLDER, dossiers.make
    kept = len(list(folder.glob("*")))

    def make_and_erase(consultation_id: int, target: Path, now: datetime) -> dossiers.Dossier:
        made = make(consultation_id, target, now)
        erase(contributions.get(comment.id))
        return made

    monkeypatch.setattr(dossiers, "make", make_and_erase)
    sign_in(client, accounts.get_by_address(responder_of(consultation).email))
    answer = send(client, f"/en/desk/consultations/{consultation.slug}/dossier", handed_to="The Council")
    assert answer.status_code == 503
    assert not queries.dossiers_of(consultation.id) and len(list(folder.glob("*"))) == kept


def test_a_decision_without_it_is_marked_for_everybody(
    consultation: Consultation, client: FlaskClient
) -> None:
    make_comments(consultation)
    make_outcome(consultation, summary="")
    assert "Nobody handed the dossier" in words(client.get(f"/en/consultations/{consultation.slug}/outcome"))
    assert "Decided without a dossier" in words(
        client.get(f"/en/consultations/{consultation.slug}/oversight")
    )


def test_a_decision_dated_before_it_is_marked() -> None:
    day = clock.now().date()
    assert rules.decided_unheard(None, None, None) == ""
    assert rules.decided_unheard(day, None, None) == "no-dossier"
    assert rules.decided_unheard(day, day + DAY, day + DAY) == "before-hand-over"
    assert rules.decided_unheard(day, day, None) == "before-acknowledgement"
    assert rules.decided_unheard(day, day, day + DAY) == "before-acknowledgement"
    assert rules.decided_unheard(day, day, day) == ""


def test_only_responders_hand_it_over(consultation: Consultation, app: Flask, tmp_path: Path) -> None:
    moderator = make_staff("moderator", organisation=make_organisation(name="Elsewhere"))
    with pytest.raises(Forbidden):
        service.check_may_hand_over(moderator, consultations.get_by_id(consultation.id), clock.now())
    make_comments(consultation)
    runner, target = app.test_cli_runner(), tmp_path / "dossier.zip"
    said = runner.invoke(
        args=["opendata", "export", consultation.slug, "--grade", "decision", "--out", str(target)]
    )
    assert said.exit_code == 0, said.output
    assert zipfile.is_zipfile(target) and "sha256" in said.output
    assert app.test_client().get("/en/dossiers/nothing").status_code == 404


def test_what_is_erased_while_the_console_makes_one_is_in_no_file(
    consultation: Consultation, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (comment,) = make_comments(
        consultation, 1, body="I live at 5 Elm Street.", contact=Contact(name="Ann Poe")
    )
    target, made = tmp_path / "dossier.zip", dossiers.make

    def overtaken(*given: Any) -> dossiers.Dossier:
        written = made(*given)
        erase(comment)
        return written

    monkeypatch.setattr(dossiers, "make", overtaken)
    export = ["opendata", "export", consultation.slug, "--grade", "decision", "--out", str(target)]
    said = app.test_cli_runner().invoke(args=export)
    assert said.exit_code == 1 and "Something was erased" in said.output
    assert not target.exists()
    assert db.session.scalar(select(Entry.id).where(Entry.type == "dossier.exported")) is None
    monkeypatch.undo()
    assert app.test_cli_runner().invoke(args=export).exit_code == 0
    assert b"Elm Street" not in target.read_bytes()
