"""Requests for access: entered with a clock, gathered, redacted with codes, answered with a bundle and a schedule."""

import csv
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.custody import jobs, queries, service
from consult.custody.models import AccessDocument, AccessRequest, Disposal
from consult.custody.rules import joined, redacted
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.record import service as record
from consult.record.models import Entry, EntryOpening, PersonalRead
from tests.contributions.browsing import words_of
from tests.contributions.test_erasing import erase, rows_with
from tests.custody.browsing import submit
from tests.custody.requesting import SENDER, WHERE, WHO, WORDS, answer, ask, gather, official, treat, verify
from tests.custody.test_disposing import sign
from tests.custody.test_holds import keeper_of
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_staff
from tests.factories.moderation import make_published


def test_everything_held_is_gathered(comment: Comment, consultation: Consultation) -> None:
    actor = official(consultation)
    found = gather(actor, ask(actor))
    kinds = [one.kind for one in found]
    assert kinds == ["comment", "sender", "ruling", "ruling", "report", "reply"]
    everything = "\n".join(one.body for one in found)
    for words in (WORDS, SENDER, "ada@example.org", "Checked with Ms Plover.", "Not true!"):
        assert words in everything


def test_a_request_about_one_person_or_comment_gathers_only_that(
    comment: Comment, consultation: Consultation
) -> None:
    other = make_published(consultations.get("harbour"), "Somebody else.", contact=Contact(name="Ben Dunlin"))
    actor = official(consultation)
    for person in ("ben dunlin", "Ben Dunlin"):
        assert {one.reference for one in gather(actor, ask(actor, person=person))} == {other.reference}
    assert {one.reference for one in gather(actor, ask(actor, person="ADA@example.org"))} == {
        comment.reference
    }
    assert {one.reference for one in gather(actor, ask(actor, comment=other))} == {other.reference}
    with pytest.raises(Conflict):
        gather(actor, ask(actor, person="Nobody"))


def test_the_bundle_holds_nothing_beneath_what_is_covered(
    client: FlaskClient, comment: Comment, consultation: Consultation
) -> None:
    actor = official(consultation)
    made = ask(actor)
    documents = gather(actor, made)
    with pytest.raises(Conflict, match="still have to be decided"):
        answer(actor, made)
    with pytest.raises(Refused):
        treat(actor, made, 1, "redact", s43="not in it")
    with pytest.raises(Refused):
        treat(actor, made, 1, "redact")
    with pytest.raises(Refused):
        treat(actor, made, 1, "withhold", code="abuse")
    treat(actor, made, 1, "redact", s43="The secret formula of Avocet Ltd is 42 bolts.")
    treat(actor, made, 2, "withhold", code="s40")
    treat(actor, made, 4, "redact", s40="Ms Plover")
    for number in range(3, len(documents) + 1):
        if number != 4:
            treat(actor, made, number, "release")
    sign_in(client, accounts.get_by_address(actor.email))
    address = f"/en/desk/requests/{made.public_id}"
    assert client.get(f"{address}/bundle").status_code == 404
    answer(actor, made)
    content = client.get(f"{address}/bundle").data
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    for words in ("Avocet", "42 bolts", SENDER, "ada@example.org", "Plover", WHO, WHERE):
        assert not [name for name, text in files.items() if words in text], words
    assert "████ [s43] Moor the ferry at dawn." in files[f"documents/0001-comment-{comment.reference}.txt"]
    rows = list(csv.DictReader(io.StringIO(files["schedule.csv"])))
    assert [(row["given out"], row["codes"]) for row in rows[:2]] == [("redact", "s43"), ("withhold", "s40")]
    assert len(rows) == len(documents) and not rows[1]["file"]
    assert "s. 43(2): commercial interests" in files["schedule.html"]
    with pytest.raises(Conflict):
        treat(actor, made, 1, "release")
    verify()


def test_no_entry_says_who_asks_or_what(comment: Comment, consultation: Consultation) -> None:
    actor = official(consultation)
    made = ask(actor, person=SENDER)
    for number, _one in enumerate(gather(actor, made), 1):
        treat(actor, made, number, "release")
    answer(actor, made)
    told = [
        f"{content.decode()} {openings}"
        for content, openings in db.session.execute(
            select(Entry.content, EntryOpening.fields)
            .join(EntryOpening, EntryOpening.entry_id == Entry.id)
            .where(Entry.type.like("access.%"))
        )
    ]
    assert len(told) >= 5
    assert not [
        one for one in told for words in (WHO, WHERE, SENDER, "FOI 7", "All you hold") if words in one
    ]


def test_the_clock_counts_working_days_and_is_extended_once(consultation: Consultation) -> None:
    actor = official(consultation)
    made = ask(actor, came=date(2026, 3, 2))  # a Monday; 20 working days, 3 April 2026 is Good Friday
    assert made.due_on == date(2026, 3, 30)
    with writing():
        service.extend(actor, queries.request_called(made.public_id), reason="Many files.", now=clock.now())
    assert queries.request_called(made.public_id).due_on == date(2026, 4, 29)
    with pytest.raises(Conflict), writing():
        service.extend(actor, queries.request_called(made.public_id), reason="Again.", now=clock.now())
    with pytest.raises(Refused):
        ask(actor, came=clock.now().date() + timedelta(days=3))
    verify()


def test_a_late_one_is_seen_on_the_desk(client: FlaskClient, consultation: Consultation) -> None:
    actor = official(consultation)
    ask(actor, came=clock.now().date() - timedelta(days=60))
    sign_in(client, accounts.get_by_address(actor.email))
    assert "days late" in words_of(client.get("/en/desk/requests"))
    assert "1 is late" in words_of(client.get("/en/desk"))


def test_only_the_body_answers_and_each_look_is_noted(
    app: Flask, client: FlaskClient, comment: Comment, consultation: Consultation
) -> None:
    actor = official(consultation)
    made = ask(actor)
    for other in (make_staff("responder"), make_staff("moderator"), Actor("guest")):
        with pytest.raises(Forbidden):
            gather(other, made)
    stranger = app.test_client()
    sign_in(stranger, accounts.get_by_address(make_staff("responder").email))
    assert stranger.get(f"/en/desk/requests/{made.public_id}").status_code == 404
    sign_in(client, accounts.get_by_address(actor.email))
    assert WHO in client.get(f"/en/desk/requests/{made.public_id}").text
    assert WHO not in client.get("/en/desk/requests").text
    reads = db.session.scalars(select(PersonalRead.what)).all()
    assert reads == [f"request {made.public_id}"]


def test_from_entering_to_the_bundle_by_pages(
    client: FlaskClient, comment: Comment, consultation: Consultation
) -> None:
    actor = keeper_of(consultation)
    sign_in(client, accounts.get_by_address(actor.email))
    new = "/en/desk/requests/new?consultation=harbour"
    typed = {"requester": WHO, "contact": WHERE, "question": "All of it.", "received_on": "2026-11-02"}
    faulty = submit(client, new, **{**typed, "comment": "nonsense"})
    assert faulty.status_code == 422 and WHO in faulty.text
    entered = submit(client, new, **typed)
    address = entered.location
    assert entered.status_code == 303 and "Nothing has been gathered yet" in words_of(client.get(address))
    assert submit(client, f"{address}/gather", page=address).status_code == 303
    count = len(db.session.scalars(select(AccessDocument)).all())
    first = submit(client, f"{address}/documents/1", treatment="redact", code_s43="Avocet Ltd")
    assert first.location.endswith("/documents/2")
    page = client.get(f"{address}/documents/1").text
    assert '<mark class="custody-covered">Avocet Ltd</mark>' in page and 'name="code_s43"' in page
    for number in range(2, count + 1):
        assert submit(client, f"{address}/documents/{number}", treatment="release").status_code == 303
    assert submit(client, f"{address}/answer", page=address, note="Here.").status_code == 303
    assert "Download the bundle" in words_of(client.get(address))
    said = db.session.scalars(select(Entry.content).where(Entry.type.startswith("access."))).all()
    roles = {json.loads(one)["role"] for one in said}
    assert len(roles) == 1 and actor.holds(consultation.organisation_id, *roles), "the role that was held"
    again = submit(client, f"{address}/extend", page=new, reason="Late.")
    assert again.status_code == 422 and "was answered" in words_of(again)


def test_all_of_one_kind_are_decided_at_once(
    client: FlaskClient, comment: Comment, consultation: Consultation
) -> None:
    actor = official(consultation)
    made = ask(actor)
    gather(actor, made)
    treat(actor, made, 4, "redact", s40="Ms Plover")
    sign_in(client, accounts.get_by_address(actor.email))
    address = f"/en/desk/requests/{made.public_id}"

    def decide(kind: str, treatment: str, code: str = "") -> int:
        typed = {"kind": kind, "treatment": treatment, "code": code}
        return submit(client, f"{address}/kind", page=address, **typed).status_code

    assert decide("sender", "withhold") == 422 and decide("sender", "withhold", "s40") == 303
    assert decide("ruling", "release") == 303 and decide("ruling", "release") == 422
    told = {(one.kind, one.treatment, one.code) for one in queries.documents_of(made.id)}
    assert {("sender", "withhold", "s40"), ("ruling", "redact", ""), ("ruling", "release", "")} <= told
    assert ("comment", "", "") in told
    verify()


def test_a_request_is_refused_with_a_code(
    client: FlaskClient, comment: Comment, consultation: Consultation
) -> None:
    actor = official(consultation)
    made = ask(actor)
    sign_in(client, accounts.get_by_address(actor.email))
    address = f"/en/desk/requests/{made.public_id}"
    assert submit(client, f"{address}/refuse", page=address, code="", note="No.").status_code == 422
    assert (
        submit(client, f"{address}/refuse", page=address, code="s31", note="A case runs.").status_code == 303
    )
    assert "s. 31: law enforcement" in words_of(client.get(address))
    assert db.session.scalars(select(AccessRequest.state)).one() == "refused"


def test_whoever_is_erased_is_gone_from_what_was_gathered(
    comment: Comment, consultation: Consultation
) -> None:
    actor = official(consultation)
    made = ask(actor, person=SENDER)
    gather(actor, made)
    treat(actor, made, 1, "redact", s43="Avocet Ltd")
    erase(contributions.get(comment.id))
    assert (
        rows_with("Lapwing") == [] and rows_with("Moor the ferry at dawn") == [] and rows_with("Avocet") == []
    )
    verify()


def test_who_asked_is_destroyed_when_its_time_is_over(comment: Comment, consultation: Consultation) -> None:
    actor, now = official(consultation), clock.now()
    for _ in range(2):
        made = ask(actor, comment=comment)
        for number, _one in enumerate(gather(actor, made), 1):
            treat(actor, made, number, "release")
        answer(actor, made)
    newer = made.id
    with writing() as session:
        older = session.scalars(select(AccessRequest).where(AccessRequest.id != newer)).one()
        older.answered_at = now - timedelta(days=4 * 366)
        record.append("site.set", actor=Actor("console"), now=now)
    assert jobs.find_due(now) == 1
    due = db.session.scalars(select(Disposal)).one()
    assert (due.what, due.counted) == ("requests", 1)
    first, second = keeper_of(consultation), keeper_of(consultation)
    with writing():
        service.dispose(first, queries.get_disposal(due.id), now=now)
    sign(second)
    kept = db.session.scalars(select(AccessRequest).where(AccessRequest.requester != "")).one()
    assert kept.id == newer and {one.request_id for one in db.session.scalars(select(AccessDocument))} == {
        newer
    }
    verify()


def test_covers_overlap_and_say_nothing_of_length() -> None:
    spans = [(0, 5, "a"), (3, 9, "b"), (9, 9, "c")]
    assert joined(spans) == [(0, 5, "a"), (5, 9, "b")]
    assert redacted("abcdefghij", spans) == "████ [a]████ [b]j"
    assert redacted("x" * 500, [(0, 500, "a")]) == "████ [a]"


def test_the_schedule_keeps_its_codes_when_a_quotation_is_erased_from_a_covered_document(
    client: FlaskClient, comment: Comment, consultation: Consultation
) -> None:
    quoting = make_published(
        consultations.get("harbour"), f"Secret 7. “{WORDS}” is what another wrote.", contact=Contact(name="Ben Dunlin")
    )  # fmt: skip
    actor = official(consultation)
    made = ask(actor, comment=quoting)
    documents = gather(actor, made)
    treat(actor, made, 1, "redact", s43="Secret 7.")
    for number in range(2, len(documents) + 1):
        treat(actor, made, number, "release")
    answer(actor, made)
    erase(contributions.get(comment.id))
    document = queries.document_of(made.id, 1)
    spans = [(start, end, code) for start, end, code in document.redactions]
    assert "Secret 7" not in document.body and [code for _start, _end, code in spans] == ["s43"]
    assert redacted(document.body, spans) == document.body
    sign_in(client, accounts.get_by_address(actor.email))
    shown = client.get(f"/en/desk/requests/{made.public_id}/documents/1").text
    assert '<mark class="custody-covered">████</mark>' in shown and "[s43]" in shown
