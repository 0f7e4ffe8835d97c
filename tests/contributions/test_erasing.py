"""Erasing a person and removing by order: nothing of it is left anywhere, and every proof still holds."""

import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.contributions import jobs, queries, service
from consult.contributions.models import Comment, Erasure
from consult.contributions.service import Contact
from consult.foundation import clock, events, mail
from consult.foundation.access import Actor
from consult.foundation.db import Base, db, writing
from consult.opendata import keeping
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.outcomes import service as outcomes
from consult.outcomes.models import Reply
from consult.record import checks
from consult.record import jobs as sealing
from consult.record.checks import check_logs
from consult.votes import service as votes
from consult.votes.models import Statement
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_published, make_report

NAME, EMAIL = "Quintessa Zarbo", "quintessa.zarbo@example.org"
WORDS = "The quixotic zeppelin ferry should moor beside the old lighthouse at dawn."
HAN = "渡輪應於清晨停靠舊燈塔旁的碼頭以利居民通勤往返"
CANARIES = (NAME, EMAIL, "zeppelin ferry should moor", "清晨停靠舊燈塔旁的碼頭")


@pytest.fixture
def comment(app: Flask) -> Comment:
    return make_published(
        make_consultation(slug="harbour"), f"{WORDS} {HAN}",
        contact=Contact(name=NAME, email=EMAIL, publication="named", is_confirmed=True),
    )  # fmt: skip


def administrators(comment: Comment) -> list[Actor]:
    body = organisations.get(consultations.get_by_id(comment.consultation_id).organisation_id)
    return [make_staff("administrator", organisation=body) for _ in range(2)]


def ask(comment: Comment, scope: str = "all") -> Erasure:
    with writing():
        submission = queries.get_submission(comment.submission_id)
        made = service.ask_erasure(Actor("guest"), submission, scope=scope, language="en", now=clock.now())
        public_id = made.public_id
    found = queries.find_erasure(public_id)
    assert found is not None
    return found


def decide(actor: Actor, made: Erasure, decision: str = "granted", ground: str = "consent") -> None:
    with writing():
        service.decide_erasure(
            actor,
            queries.get_erasure_by_id(made.id),
            decision=decision,
            ground=ground,
            note="",
            now=clock.now(),
        )


def sign_what_waits(second: Actor) -> None:
    public_id = approvals.waiting_approvals()[0].approval.public_id
    with writing():
        approving.sign(second, approvals.get_approval(public_id), now=clock.now())


def erase(comment: Comment, scope: str = "all") -> Erasure:
    first, second = administrators(comment)
    made = ask(comment, scope)
    decide(first, made)
    sign_what_waits(second)
    db.session.expire_all()
    return queries.get_erasure_by_id(made.id)


def verify_everything() -> None:
    """The logs, every room's rows, and the packages of both grades by their own verifier."""
    sealing.seal()
    for _ in checks.verify_all(check_logs):
        pass


def rows_with(word: str) -> list[str]:
    """Tables in which a word stands, asked of every text of every row."""
    found = []
    for table in Base.metadata.sorted_tables:
        cells = (cell for row in db.session.execute(select(table)) for cell in row)
        if any(
            word in (cell.decode(errors="replace") if isinstance(cell, bytes) else str(cell))
            for cell in cells
        ):
            found.append(table.name)
    return found


def files_with(folder: Path, word: str) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    content += b"".join(archive.read(name) for name in archive.namelist())
            if any(word.encode(one) in content for one in ("utf-8", "utf-16-le")):
                found.append(path.name)
    return found


def test_no_byte_of_an_erased_person_is_left(app: Flask, comment: Comment, client: FlaskClient) -> None:
    instance: Path = app.extensions["consult_settings"].instance
    consultation = consultations.get_by_id(comment.consultation_id)
    body = organisations.get(consultation.organisation_id)
    responder, moderator = (
        make_staff("responder", organisation=body),
        make_staff("moderator", organisation=body),
    )
    with writing():
        outcomes.reply(
            responder, consultations.get("harbour"), comment_ids=[comment.id],
            body=f"Dear {NAME}, you say: “{WORDS}” We agree.", language="en", now=clock.now(),
        )  # fmt: skip
        votes.open_statement(moderator, queries.get(comment.id), now=clock.now())
    make_report(queries.get(comment.id), message=f"{NAME} wrote “{HAN}”, that is wrong.")
    with writing():
        mail.queue(
            key="other", address="reader@example.org", subject="News", body=f"> {WORDS}", now=clock.now()
        )
    events.deliver_due(clock.now())
    mail.send_due(clock.now())
    sealing.seal()
    keeping.make(instance / "packages", consultation.id, clock.now(), seal=sealing.seal)
    assert all(rows_with(word) or files_with(instance, word) for word in CANARIES)
    comment_id, reference = comment.id, comment.reference
    made_id = erase(queries.get(comment.id)).id
    events.deliver_due(clock.now())
    jobs.sweep_erasures(clock.now())
    mail.send_due(clock.now())
    jobs.sweep_erasures(clock.now() + timedelta(minutes=1))
    db.session.expire_all()
    assert queries.get_erasure_by_id(made_id).swept_at is not None
    for word in CANARIES:
        assert (word, rows_with(word)) == (word, [])
        assert (word, files_with(instance, word)) == (word, [])
    assert queries.get(comment_id).state == "erased"
    assert db.session.scalars(select(Reply.body)).one().endswith("We agree.")
    assert db.session.scalars(select(Statement.text)).one() == ""
    page = client.get(f"/en/comments/{reference}")
    assert page.status_code == 200 and "Erased" in page.text
    verify_everything()
