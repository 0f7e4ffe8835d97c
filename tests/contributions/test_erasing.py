"""Erasing a person and removing by order: nothing of it is left anywhere, and every proof still holds."""

import base64
import re
import secrets
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from consult.accounts import queries as accounts
from consult.analysis import queries as reading
from consult.audits import service as audits
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation, ConsultationText
from consult.contributions import jobs, queries, service
from consult.contributions.models import ClerkEntry, Comment, Erasure, Revision
from consult.contributions.quotations import Quotations
from consult.contributions.service import Contact, Order
from consult.foundation import clock, events, mail, mail_rounds
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import Base, db, is_sqlite, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.opendata import keeping, verify_package
from consult.opendata import service as packages
from consult.opendata.verify_received import Received
from consult.opendata.verify_signatures import Signatures
from consult.opendata.verify_state import Comment as State
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.outcomes import queries as outcomes_queries
from consult.outcomes import service as outcomes
from consult.outcomes.hooks import check_answers
from consult.outcomes.models import Disposition, InterimResponse, JointReply, Outcome, Reply, ReplyPart
from consult.record import checks
from consult.record import jobs as sealing
from consult.record import service as record
from consult.record.checks import check_logs
from consult.record.models import Entry
from consult.record.verify import Fault
from consult.votes import service as votes
from consult.votes.models import Statement
from tests.contributions.browsing import send, send_comment, words_of
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_published, make_report, make_ruling, moderator_of
from tests.factories.outcomes import (
    draft_outcome,
    make_comments,
    make_disposition,
    make_reply,
    read_everything,
)
from tests.repeating import until_done

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


def table_files_with(word: str) -> list[str]:
    """Tables and indexes of PostgreSQL with a word in their raw bytes; SQLite's file is among ours."""
    if is_sqlite():
        return []
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.scalar(text("SHOW data_directory")) or "")
        own = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
        names = dict(connection.execute(text("SELECT relfilenode, relname FROM pg_class")).all())  # type: ignore[arg-type]
    return sorted(
        str(names.get(int(path.name), path.name))
        for path in (folder / "base" / str(own)).iterdir()
        if path.name.isdecimal() and word.encode() in path.read_bytes()
    )


def drop_what_other_tests_left() -> None:
    """Rows of earlier tests: deleted, yet still in the files of PostgreSQL's tables until those are rewritten."""
    if is_sqlite():
        return
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (FULL)"))


OUTPUTS = (
    "/en/consultations/harbour", "/en/consultations/harbour/comments", "/en/consultations/harbour/outcome",
    "/zh-hant/consultations/harbour/comments", "/en/search?q=zeppelin+ferry", "/feeds/harbour.atom",
    "/api/v1/consultations/harbour/comments", "/api/v1/consultations/harbour", "/en/consultations/harbour/oversight",
    "/en/consultations/harbour/vote", "/en/consultations/harbour/moderation",
)  # fmt: skip
"""What is kept for a while, or made from what is: asked for before and after."""


def test_no_byte_of_an_erased_person_is_left(app: Flask, comment: Comment, client: FlaskClient) -> None:
    drop_what_other_tests_left()
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
    mail_rounds.send_due(clock.now())
    sealing.seal()
    keeping.make(instance / "packages", consultation.id, clock.now(), seal=sealing.seal)
    assert all(rows_with(word) or files_with(instance, word) for word in CANARIES)
    if not is_sqlite():
        assert table_files_with(CANARIES[2])
    shown = [client.get(address) for address in OUTPUTS]
    assert {one.status_code for one in shown} == {200} and any(CANARIES[2] in one.text for one in shown)
    comment_id, reference = comment.id, comment.reference
    made_id = erase(queries.get(comment.id)).id
    events.deliver_due(clock.now())
    jobs.sweep_erasures(clock.now())
    mail_rounds.send_due(clock.now())
    until_done(lambda: jobs.sweep_erasures(clock.now() + timedelta(minutes=1)))
    db.session.expire_all()
    assert queries.get_erasure_by_id(made_id).swept_at is not None
    sealing.seal()
    keeping.make(instance / "packages", consultations.get("harbour").id, clock.now(), seal=sealing.seal)
    for word in CANARIES:
        assert (word, rows_with(word)) == (word, [])
        assert (word, files_with(instance, word)) == (word, [])
        assert (word, table_files_with(word)) == (word, [])
        assert [one for one in OUTPUTS if word in client.get(one).text] == []
    assert queries.get(comment_id).state == "erased"
    assert db.session.scalars(select(Reply.body)).one().endswith("We agree.")
    assert db.session.scalars(select(Statement.text)).one() == ""
    page = client.get(f"/en/comments/{reference}")
    assert page.status_code == 200 and "Erased" in page.text
    verify_everything()


@pytest.mark.parametrize(("scope", "state"), [("name", "published"), ("all", "erased")])
def test_the_person_chooses_whether_the_text_stays(
    comment: Comment, client: FlaskClient, scope: str, state: str
) -> None:
    comment_id, address = comment.id, f"/en/comments/{comment.reference}"
    before = client.get(address)
    assert NAME in before.text and "zeppelin" in before.text
    erase(comment, scope)
    assert queries.get(comment_id).state == state
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert NAME not in after.text and ("zeppelin" in after.text) == (scope == "name")
    assert rows_with(NAME) == [] and rows_with(EMAIL) == ["mail_outbox"]  # the certificate is on its way
    verify_everything()


def test_an_erasure_needs_two_people_and_a_ground(comment: Comment) -> None:
    first, second = administrators(comment)
    made_id = ask(comment).id
    stranger = make_staff("administrator", organisation=make_organisation())
    moderator = make_staff("moderator", organisation=organisations.get(
        consultations.get_by_id(comment.consultation_id).organisation_id
    ))  # fmt: skip
    for other in (stranger, moderator):
        with pytest.raises(Forbidden):
            decide(other, queries.get_erasure_by_id(made_id))
    with pytest.raises(Refused):
        decide(first, queries.get_erasure_by_id(made_id), "granted", "archiving")
    decide(first, queries.get_erasure_by_id(made_id))
    assert queries.get_erasure_by_id(made_id).decision == "" and rows_with(EMAIL)
    with pytest.raises(Forbidden):
        sign_what_waits(first)
    sign_what_waits(second)
    assert queries.get_erasure_by_id(made_id).decision == "granted"


def test_a_refusal_keeps_it_and_says_why(comment: Comment) -> None:
    first, _second = administrators(comment)
    made = ask(comment)
    decide(first, made, "refused", "archiving")
    assert queries.get(comment.id).state == "published"
    assert (
        "refused to erase"
        in db.session.scalars(select(mail.OutboxMail.body).where(mail.OutboxMail.address == EMAIL)).one()
    )
    verify_everything()


def test_what_is_restricted_is_on_no_page_and_counted_as_withheld(
    comment: Comment, client: FlaskClient
) -> None:
    first, _second = administrators(comment)
    decide(first, ask(comment), "restricted", "contested")
    found = queries.get(comment.id)
    assert (found.state, found.shown_html, found.name_shown) == ("withheld", "", "")
    page = words_of(client.get(f"/en/comments/{found.reference}"))
    assert "zeppelin" not in page and "Restricted by law: off every page, only kept" in page
    assert "Not answered yet" not in page and "Held by" not in page
    assert "zeppelin" in db.session.scalars(select(Revision.body)).one()
    verify_everything()


def test_nobody_is_to_read_what_is_restricted_nor_rules_on_it(comment: Comment, app: Flask) -> None:
    first, _second = administrators(comment)
    consultation = consultations.get_by_id(comment.consultation_id)
    waits = reading.bars(consultation.id)
    assert comment.reference in waits.unread_named and comment.reference in waits.themeless_named
    decide(first, ask(comment), "restricted", "contested")
    left = reading.bars(consultation.id)
    assert (left.unread, left.themeless) == (0, 0)
    kept = reading.coverage(consultation.id)
    assert (kept.received, kept.read, kept.unread, kept.themeless) == (1, 0, 0, 0), (
        "received, and nobody’s work"
    )
    assert reading.matching(consultation.id, reading.Filter()) == (0, 0), "the desk lists it no more"
    moderator = moderator_of(consultation)
    found = queries.get(comment.id)
    with pytest.raises(Conflict, match="Nobody works with it"):
        make_ruling(found, "withhold", actor=moderator, note="")
    desk = app.test_client()
    sign_in(desk, accounts.get(moderator.account_id or 0))
    page = words_of(desk.get(f"/en/desk/moderation/{found.reference}"))
    assert "Restricted by law: off every page, only kept" in page
    assert "Read it like all others" not in page and "Your ruling" not in page
    assert "as its sender wished" not in page and "Not public yet" not in page


def test_the_package_of_an_outcome_before_which_nobody_read_what_is_restricted_checks_out(app: Flask) -> None:
    consultation = make_consultation("closed", slug="pier")
    (kept,) = make_comments(consultation)
    first, _second = administrators(kept)
    decide(first, ask(kept), "restricted", "contested")
    responder = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    make_disposition(consultation)
    draft_outcome(consultation)
    with writing():
        outcomes.publish_outcome(responder, consultations.get("pier"), now=clock.now())
    assert reading.coverage(consultations.get("pier").id).read == 0
    shown = outcomes_queries.answer(consultations.get("pier"), "en", clock.now()).reading
    assert shown is not None and (shown.received, shown.read, shown.unread) == (1, 0, 0), "none is still owed"
    verify_everything()


def test_its_sender_reads_that_it_is_restricted_not_that_it_is_withheld(client: FlaskClient) -> None:
    consultation = make_consultation(slug="pier")
    receipt = send_comment(client, "pier", WORDS, name=NAME, publication="named")
    assert send(client, f"{receipt}/erase", scope="all").status_code == 303
    made = db.session.scalars(select(Erasure)).one()
    desk = make_staff("administrator", organisation=organisations.get(consultation.organisation_id))
    decide(desk, made, "restricted", "contested")
    told = words_of(client.get(receipt))
    assert "Restricted" in told and "Nobody works with it." in told
    assert "as you wished" not in told and "takes account of it" not in told


def test_a_clerks_note_and_a_quotation_in_anothers_reply_go_too(app: Flask, comment: Comment) -> None:
    consultation = consultations.get_by_id(comment.consultation_id)
    other = make_published(consultation, "Something else.")
    responder = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    with writing() as session:
        session.add(
            ClerkEntry(
                submission_id=comment.submission_id, received_on=clock.now().date(), how=f"Letter of {NAME}",
                entered_at=clock.now(),
            )
        )  # fmt: skip
        record.append(
            "submission.entered", actor=responder, now=clock.now(), consultation=consultation.public_id,
            objects=[queries.get_submission(comment.submission_id).public_id], values={"how": f"Letter of {NAME}"},
        )  # fmt: skip
    with writing():
        outcomes.reply(
            responder, consultations.get("harbour"), comment_ids=[other.id], language="en", now=clock.now(),
            body=f"Another person says: “{WORDS}” We disagree.",
        )  # fmt: skip
    erase(queries.get(comment.id))
    assert db.session.scalars(select(ClerkEntry.how)).one() == "Letter of […]"
    assert rows_with(NAME) == [] and rows_with("zeppelin") == []
    assert db.session.scalars(select(Reply.body)).one().endswith("We disagree.")
    verify_everything()


def test_quotations_in_an_interim_response_and_a_joint_reply_go_too(comment: Comment) -> None:
    consultation = consultations.get_by_id(comment.consultation_id)
    responder = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    quoted = f"One of you says: “{WORDS}” We look into it."
    with writing() as session:
        session.add(
            InterimResponse(
                public_id="1" * 32, consultation_id=consultation.id, body=quoted, html=f"<p>{quoted}</p>",
                html_version=1, language="en", law="", until=clock.now().date(), received=1, unread=0,
                published_at=clock.now(),
            )
        )  # fmt: skip
        joint = JointReply(
            public_id="2" * 32, consultation_id=consultation.id, question=quoted, asked_at=clock.now()
        )
        session.add(joint)
        session.flush()
        session.add(
            ReplyPart(
                public_id="3" * 32,
                joint_id=joint.id,
                organisation_id=consultation.organisation_id,
                body=quoted,
            )
        )
        for number in "123":
            record.append(
                "site.set", actor=responder, now=clock.now(), consultation=consultation.public_id,
                objects=[number * 32], values={"body": quoted},
            )  # fmt: skip
    erase(queries.get(comment.id))
    assert rows_with("zeppelin") == []
    assert db.session.scalars(select(InterimResponse.body)).one().endswith("We look into it.")
    sealing.seal()
    check_logs()


@pytest.mark.parametrize("goes", ["erased", "removed", "withdrawn"])
def test_quotations_follow_their_comment_in_dispositions_outcome_and_notes(
    comment: Comment, client: FlaskClient, goes: str
) -> None:
    consultation = consultations.get_by_id(comment.consultation_id)
    responder = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    auditor = make_staff("auditor", organisation=organisations.get(consultation.organisation_id))
    quoted = f"One of you says: “{WORDS}” We look into it."
    other = make_published(consultation, "Something else.")
    with writing() as session:
        session.get_one(Consultation, consultation.id).opens_at = clock.now() - timedelta(days=60)
        session.get_one(Consultation, consultation.id).closes_at = clock.now() - timedelta(days=1)
        record.append("site.set", actor=responder, now=clock.now())
    make_disposition(consultations.get("harbour"), reason="At first something else.", actor=responder)
    make_disposition(
        consultations.get("harbour"), reason=quoted, actor=responder, reasons={"zh-hant": f"有人說：「{HAN}」"}
    )  # fmt: skip
    read_everything(consultations.get("harbour"))
    draft_outcome(
        consultations.get("harbour"), summary=quoted, texts={"zh-hant": {"decision": f"有人說：「{HAN}」"}}
    )
    make_ruling(queries.get(other.id), "redact", redactions=[(0, 4)], note=f"As in “{WORDS}”")
    with writing():
        audits.write_note(auditor, consultations.get("harbour"), body=quoted, now=clock.now())
    if goes == "erased":
        erase(queries.get(comment.id))
    elif goes == "removed":
        first, second = administrators(queries.get(comment.id))
        order = Order("court", "text", "A court.", "1", is_sealed_too=True)
        with writing():
            service.order_removal(first, queries.get(comment.id), order, now=clock.now())
        sign_what_waits(second)
    else:
        with writing():
            service.withdraw(Actor("guest"), queries.get(comment.id), now=clock.now())
    db.session.expire_all()
    reason = db.session.scalars(select(Disposition)).one()
    assert reason.reason.endswith("“[…]” We look into it.") and HAN not in str(reason.reasons)
    outcome = db.session.scalars(select(Outcome)).one()
    assert "zeppelin" not in f"{outcome.summary}{outcome.html}{outcome.earlier}" and HAN not in str(
        outcome.texts
    )
    if goes != "withdrawn":  # what was taken back is still read by auditors
        assert rows_with("zeppelin") == [] and rows_with(HAN[4:16]) == []
    assert {"outcome.quotation_erased", "disposition.quotation_erased"} <= {
        row.type for row in db.session.scalars(select(Entry))
    }
    sealing.seal()
    check_logs()
    check_answers()


@pytest.mark.parametrize("act", ["hide", "redact"])
@pytest.mark.parametrize("is_same_sender", [True, False])
def test_a_note_on_another_comment_keeps_no_words_that_were_ordered_out(
    app: Flask, tmp_path: Path, is_same_sender: bool, act: str
) -> None:
    made = make_consultation(slug="harbour")
    version = consultations.current_version(made.id)
    assert version is not None
    parts = [
        service.Part(version, service.write(words, limit=5_000)) for words in (WORDS, "The bell is too loud.")
    ]
    ids = []
    for sent in [parts] if is_same_sender else [[one] for one in parts]:
        with writing():
            received = service.send(
                GUEST, made, sent, key=secrets.token_bytes(16), language="en", now=clock.now()
            )
            ids += [one.id for one in received]
    make_ruling(queries.get(ids[0]))
    redactions = [(0, 8)] if act == "redact" else []
    make_ruling(queries.get(ids[1]), act, note=f"It repeats “{WORDS}”.", redactions=redactions)
    first, second = administrators(queries.get(ids[0]))
    order = Order("court", "text", "A court.", "1", is_sealed_too=True)
    with writing():
        service.order_removal(first, queries.get(ids[0]), order, now=clock.now())
    sign_what_waits(second)
    db.session.expire_all()
    assert rows_with("zeppelin") == []
    assert queries.get(ids[1]).public_note == "It repeats “[…]”."
    verify_everything()
    for grade in ("auditor", "public"):
        target = tmp_path / f"{grade}.zip"
        packages.make_package(consultations.get("harbour").id, grade, target, now=clock.now())
        assert files_with(tmp_path, "zeppelin ferry") == []
        verify_package.verify(target)


def test_words_that_others_say_too_stay_quoted(comment: Comment) -> None:
    consultation = consultations.get_by_id(comment.consultation_id)
    make_published(consultation, f"{WORDS} {HAN}")
    responder = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    with writing():
        outcomes.reply(
            responder, consultations.get("harbour"), comment_ids=[comment.id], language="en", now=clock.now(),
            body=f"You say: “{WORDS}” We agree.",
        )  # fmt: skip
    erase(queries.get(comment.id))
    assert WORDS in db.session.scalars(select(Reply.body)).one()


def test_proofs_that_wait_in_mails_go_with_the_words_they_open(app: Flask, comment: Comment) -> None:
    instance: Path = app.extensions["consult_settings"].instance
    proof = (
        "c2sp.org/tlog-proof@v1\nextra " + base64.b64encode(f'{{"body": "{WORDS}"}}'.encode()).decode() + "\n"
    )
    attached = {"mine.tlog-proof": proof, "other.tlog-proof": "c2sp.org/tlog-proof@v1\nindex 3\n"}
    with writing():
        mail.queue(
            key="sent", address=EMAIL, subject="Proof", body="See.", attached=attached, now=clock.now()
        )
    mail_rounds.send_due(clock.now())
    with writing():
        mail.queue(
            key="waits", address=EMAIL, subject="Proof", body="See.", attached=attached, now=clock.now()
        )
    encoded = proof.split()[2][:40]
    assert rows_with(encoded) == ["mail_outbox"]
    first, second = administrators(comment)
    with writing():
        order = Order("court", "text", "A court.", "1", is_sealed_too=True)
        service.order_removal(first, queries.get(comment.id), order, now=clock.now())
    sign_what_waits(second)
    assert rows_with(encoded) == [] and rows_with("index 3") == ["mail_outbox"]
    assert [
        path for path in (instance / "mail").glob("*.log") if b"mine.tlog-proof" in path.read_bytes()
    ] == []


def test_who_took_a_package_is_listed_and_told(app: Flask, comment: Comment) -> None:
    consultation = consultations.get_by_id(comment.consultation_id)
    body = organisations.get(consultation.organisation_id)
    auditor = make_staff("auditor", organisation=body)
    with writing():
        order = packages.ask_package(auditor, consultation, language="en", now=clock.now())
        order.taken_at = clock.now()
    made = erase(comment)
    told = db.session.scalars(
        select(mail.OutboxMail).where(
            mail.OutboxMail.address == auditor.email, mail.OutboxMail.key.like("opendata%")
        )
    ).one()
    assert queries.get(comment.id).reference in told.body and NAME not in told.body
    browser = app.test_client()
    desk = make_staff("administrator", organisation=body)
    sign_in(browser, accounts.get_by_address(desk.email))
    page = words_of(browser.get(f"/en/desk/erasures/{made.public_id}"))
    assert auditor.name in page and "was asked by e-mail to take it out" in page


@pytest.mark.parametrize("is_sealed_too", [False, True])
def test_what_is_removed_by_order_is_in_no_table_and_the_address_says_why(
    comment: Comment, client: FlaskClient, is_sealed_too: bool, tmp_path: Path
) -> None:
    first, second = administrators(comment)
    reference, comment_id = comment.reference, comment.id
    order = Order(
        "court",
        "text",
        "District Court, defamation of a third person.",
        "7 O 12/26",
        is_sealed_too=is_sealed_too,
    )
    with writing():
        service.order_removal(first, queries.get(comment_id), order, now=clock.now())
    assert "zeppelin" in client.get(f"/en/comments/{reference}").text
    sign_what_waits(second)
    page = words_of(client.get(f"/en/comments/{reference}"))
    assert "zeppelin" not in page and "7 O 12/26" in page and "Ordered by a court" in page
    assert queries.get(comment_id).state == "removed"
    assert rows_with("zeppelin") == ([] if is_sealed_too else ["record_opening"])
    verify_everything()
    target = tmp_path / "removed.zip"
    packages.make_package(consultations.get("harbour").id, "auditor", target, now=clock.now())
    assert files_with(tmp_path, "zeppelin ferry") == []
    verify_package.verify(target)


@pytest.mark.parametrize("is_sealed_too", [False, True])
def test_one_earlier_wording_is_removed_by_order_and_the_others_stay(
    app: Flask, comment: Comment, client: FlaskClient, is_sealed_too: bool, tmp_path: Path
) -> None:
    comment_id, reference = comment.id, comment.reference
    first, second = administrators(comment)
    moderator = make_staff(
        "moderator",
        organisation=organisations.get(consultations.get_by_id(comment.consultation_id).organisation_id),
    )

    def order(revision: int | None) -> None:
        with writing():
            service.order_removal(
                first, queries.get(comment_id),
                Order("mistake", "wording", "It named a neighbour.", is_sealed_too=is_sealed_too, revision=revision),
                now=clock.now(),
            )  # fmt: skip

    with pytest.raises(Refused):
        order(1)  # it is the only one
    with writing():
        written = service.write("The kestrel wording stands now.", limit=5_000)
        service.correct(Actor("guest"), queries.get(comment_id), written, now=clock.now())
    make_ruling(queries.get(comment_id), "publish", actor=moderator)
    assert "zeppelin" in client.get(f"/en/comments/{reference}").text
    for wrong in (None, 2, 7):
        with pytest.raises(Refused):
            order(wrong)
    order(1)
    sign_what_waits(second)
    page = words_of(client.get(f"/en/comments/{reference}"))
    assert "kestrel wording" in page and "zeppelin" not in page and NAME in page
    assert "An earlier wording was removed by order" in page and "It named a neighbour." in page
    assert rows_with("zeppelin") == ([] if is_sealed_too else ["record_opening"])
    assert queries.get(comment_id).state == "published"
    verify_everything()
    target = tmp_path / "removed.zip"
    packages.make_package(consultations.get("harbour").id, "auditor", target, now=clock.now())
    assert files_with(tmp_path, "zeppelin ferry") == [] and files_with(tmp_path, "kestrel wording")
    verify_package.verify(target)


def test_what_another_wording_says_too_is_still_quoted(comment: Comment, client: FlaskClient) -> None:
    first, second = administrators(comment)
    consultation = consultations.get_by_id(comment.consultation_id)
    moderator = make_staff("moderator", organisation=organisations.get(consultation.organisation_id))
    comment_id, reference = comment.id, comment.reference
    for body in ("The kestrel wording stood for a day.", f"{WORDS} {HAN}"):  # and back to the first one
        with writing():
            written = service.write(body, limit=5_000)
            service.correct(Actor("guest"), queries.get(comment_id), written, now=clock.now())
    make_ruling(queries.get(comment_id), "publish", actor=moderator)
    make_reply(consultation, [queries.get(comment_id)], f"You say “{WORDS}” [{reference}].")
    with writing():
        order = Order("mistake", "wording", "It named a neighbour.", revision=1, is_sealed_too=True)
        service.order_removal(first, queries.get(comment_id), order, now=clock.now())
    sign_what_waits(second)
    assert f"You say “{WORDS}”" in words_of(client.get(f"/en/comments/{reference}"))
    verify_everything()


def test_a_name_removed_by_order_leaves_the_words(comment: Comment, client: FlaskClient) -> None:
    first, second = administrators(comment)
    with writing():
        service.order_removal(
            first,
            queries.get(comment.id),
            Order("third-person", "name", "Wrong person.", "3"),
            now=clock.now(),
        )
    sign_what_waits(second)
    page = words_of(client.get(f"/en/comments/{comment.reference}"))
    assert NAME not in page and "zeppelin" in page and "The name was removed" in page
    verify_everything()


def offered(browser: FlaskClient, reference: str) -> list[str]:
    """What the form for an order offers to take out."""
    return re.findall(
        r'name="scope"[^>]*value="(\w+)"', browser.get(f"/en/desk/comments/{reference}/remove").text
    )


def order_out(actor: Actor, comment: Comment, scope: str) -> None:
    with writing():
        order = Order("third-person", scope, "Wrong person.", "3")
        service.order_removal(actor, queries.get(comment.id), order, now=clock.now())


def test_only_what_is_still_there_can_be_ordered_out(app: Flask, comment: Comment) -> None:
    first, second = administrators(comment)
    browser = app.test_client()
    sign_in(browser, accounts.get_by_address(first.email))
    assert offered(browser, comment.reference) == ["text", "name"]
    for scope in ("files", "wording"):
        with pytest.raises(Refused):
            order_out(first, comment, scope)
    for _ in range(2):  # two orders about one name, both asked for before either was signed
        order_out(first, comment, "name")
    sign_what_waits(second)
    assert offered(browser, comment.reference) == ["text", "name"], "auditors still open it in the record"
    with pytest.raises(Refused, match="Only the sealed originals say any more who sent it"):
        sign_what_waits(second)


def test_a_name_can_still_be_ordered_out_after_the_words(
    app: Flask, comment: Comment, client: FlaskClient
) -> None:
    first, second = administrators(comment)
    sign_in(client, accounts.get_by_address(first.email))
    order_out(first, comment, "text")
    sign_what_waits(second)
    assert offered(client, comment.reference) == ["text", "name"], "auditors still open both in the record"
    with writing():
        order = Order("third-person", "name", "Wrong person.", "3", is_sealed_too=True)
        service.order_removal(first, queries.get(comment.id), order, now=clock.now())
    sign_what_waits(second)
    assert rows_with(NAME) == []
    assert offered(client, comment.reference) == ["text"]
    verify_everything()


def test_a_later_order_reaches_the_sealed_originals_of_what_an_earlier_one_took_out(
    app: Flask, comment: Comment, client: FlaskClient, tmp_path: Path
) -> None:
    first, second = administrators(comment)
    reference, comment_id, log = comment.reference, comment.id, consultations.get("harbour").id
    sign_in(client, accounts.get_by_address(first.email))
    order_out(first, comment, "text")
    sign_what_waits(second)
    assert rows_with("zeppelin ferry") == ["record_opening"]
    first_order = queries.removals_of(comment_id)[0].public_id
    code = service.code_of(app.extensions["consult_settings"].secret, first_order)
    certificate = words_of(client.get(f"/en/erasures/{first_order}/{code}"))
    assert "Auditors can still open it in the sealed originals" in certificate
    assert "nothing of it is left" not in certificate and "being written anew" not in certificate
    form = client.get(f"/en/desk/comments/{reference}/remove").text
    assert "An earlier order took its words out of every page." in form
    with pytest.raises(Refused, match="Only the sealed originals hold its words any more"):
        order_out(first, comment, "text")
    for number in ("7 O 12/26", "7 O 13/26"):  # asked for twice; the second finds nothing left to do
        with writing():
            order = Order(
                "court", "text", "District Court: for auditors neither.", number, is_sealed_too=True
            )
            service.order_removal(first, queries.get(comment_id), order, now=clock.now())
    assert rows_with("zeppelin ferry") == ["record_opening"], "a second person has to sign it"
    sign_what_waits(second)
    assert rows_with("zeppelin ferry") == []
    types = list(db.session.scalars(select(Entry.type).order_by(Entry.number)))
    assert types.count("comment.removed") == types.count("comment.original_erased") == 1
    with pytest.raises(Conflict, match="Its words are gone already"):
        sign_what_waits(second)
    assert offered(client, reference) == ["name"]
    page = words_of(client.get(f"/en/comments/{reference}"))
    assert "7 O 12/26" in page and "Wrong person." in page and "7 O 13/26" not in page
    verify_everything()
    for grade in ("public", "auditor"):
        target = tmp_path / f"{grade}.zip"
        packages.make_package(log, grade, target, now=clock.now())
        verify_package.verify(target)
    assert files_with(tmp_path, "zeppelin ferry") == []


def test_the_verifier_refuses_originals_that_go_before_the_words(app: Flask) -> None:
    read, entry = Received(), {"objects": ["one", "order"], "actor": "sender"}
    read.comments["one"] = told = State("published")
    with pytest.raises(Fault, match="before its words were removed"):
        read._comment_original_erased(entry, {}, b"")
    told.state = "removed"
    read._comment_original_erased(entry, {}, b"")


def test_the_verifier_asks_for_two_people_where_originals_go(app: Flask) -> None:
    signed = Signatures()
    signed.take({"type": "erasure.asked", "objects": ["order"]}, {}, {})
    with pytest.raises(Fault, match="needs two persons"):
        signed.take({"type": "comment.original_erased", "objects": ["one", "order"]}, {}, {})


def test_of_a_comment_without_a_name_no_name_can_be_removed(app: Flask) -> None:
    plain = make_published(make_consultation(slug="harbour"), WORDS)
    first, _second = administrators(plain)
    browser = app.test_client()
    sign_in(browser, accounts.get_by_address(first.email))
    assert offered(browser, plain.reference) == ["text"]
    with pytest.raises(Refused, match="Nothing says any more who sent it"):
        order_out(first, plain, "name")
    assert "was removed" not in browser.get(f"/en/comments/{plain.reference}").text


def test_missing_opening_without_an_erasure_is_a_fault(comment: Comment) -> None:
    entry = db.session.scalars(select(Entry.id).where(Entry.type == "comment.received")).one()
    with writing():
        record.erase_openings([entry], ["body"])
        record.append("site.set", actor=Actor("console"), now=clock.now())
    with pytest.raises(checks.Fault, match="no erasure says why"):
        verify_everything()


def test_words_put_back_into_an_erased_row_are_a_fault(comment: Comment) -> None:
    erase(comment)
    with writing() as session:
        session.execute(text("UPDATE comment_revision SET body = 'something else'"))
        record.append("site.set", actor=Actor("console"), now=clock.now())
    with pytest.raises(checks.Fault, match="not what was sent"):
        verify_everything()


def test_the_key_page_asks_and_shows_the_certificate(client: FlaskClient, app: Flask) -> None:
    consultation = make_consultation(slug="pier")
    receipt = send_comment(client, "pier", WORDS, name=NAME, publication="named")
    assert send(client, f"{receipt}/erase", scope="").status_code == 422
    assert send(client, f"{receipt}/erase", scope="all").status_code == 303
    page = client.get(receipt)
    assert "You asked for erasing" in words_of(page)
    made = db.session.scalars(select(Erasure)).one()
    link = f"/en/erasures/{made.public_id}/"
    code = service.code_of(app.extensions["consult_settings"].secret, made.public_id)
    assert client.get(f"{link}wrong").status_code == 404
    assert "Your request to erase" in words_of(client.get(link + code))
    body = organisations.get(consultation.organisation_id)
    desk = make_staff("administrator", organisation=body)
    browser = app.test_client()
    sign_in(browser, accounts.get_by_address(desk.email))
    assert made.public_id in browser.get("/en/desk/erasures").text
    decided = send(
        browser, f"/en/desk/erasures/{made.public_id}", decision="granted", ground="consent", note=""
    )
    assert decided.status_code == 303
    told = words_of(client.get(link + code))
    assert "Certificate: erased" in told and "30 days" in told and "One person decided alone" in told
    assert NAME not in client.get(receipt).text


def test_quotations_are_covered_and_the_draft_is_not() -> None:
    found = Quotations([WORDS, HAN], [NAME, "王小明"], public=["moor beside the old lighthouse at dawn"])
    assert found.cover(f"“{WORDS[:40]}” – {NAME}") == "“[…]” – […]"
    assert found.cover("moor beside the old lighthouse at dawn") == "moor beside the old lighthouse at dawn"
    assert found.cover("據王小明所述，清晨停靠舊燈塔旁的碼頭。") == "據[…]所述，[…]。"
    said = Quotations(["If I miss mine, I wait an hour in the cold while it leaves."])
    assert said.cover("One wrote: “I wait an hour in the cold” now.") == "One wrote: “[…]” now."
    assert said.cover("They wait an hour in the cold when playing.") == "They […] when playing."
    assert found.cover("Nothing of it.") == "Nothing of it." and "planning" not in Quotations([], ["Ann"])


def test_an_order_begins_at_the_desk_with_the_reference_as_it_was_typed(app: Flask, comment: Comment) -> None:
    reference = comment.reference
    desk = administrators(comment)[0]
    browser = app.test_client()
    sign_in(browser, accounts.get_by_address(desk.email))
    assert 'name="reference"' in browser.get("/en/desk/erasures").text
    found = browser.get(
        "/en/desk/erasures/begin", query_string={"reference": reference.lower().replace("-", " ")}
    )
    assert found.status_code == 303 and found.location.endswith(f"/desk/comments/{reference}/remove")
    assert browser.get("/en/desk/erasures/begin?reference=nothing").status_code == 404


def test_the_desk_names_consultations_in_the_language_of_the_page(
    client: FlaskClient, comment: Comment
) -> None:
    administrator = administrators(comment)[0]
    ask(comment)
    with writing():
        text_of = ConsultationText(
            consultation_id=comment.consultation_id, language="zh-hant", title="港區渡輪時刻表"
        )
        db.session.add(text_of)
        record.append("site.set", actor=CONSOLE, now=clock.now())
    sign_in(client, accounts.get_by_address(administrator.email))
    own = consultations.get("harbour").title
    assert own in client.get("/en/desk/erasures").text
    chinese = client.get("/zh-hant/desk/erasures").text
    assert (
        '<td class="govuk-table__cell" lang="zh-Hant">港區渡輪時刻表</td>' in chinese and own not in chinese
    )
