"""What is held about me, until when, and who read it; and who is affected when data got out (L21, L25)."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import ClerkEntry, Comment, Erasure
from consult.contributions.rules import erasure_due
from consult.contributions.service import Contact
from consult.custody import jobs as custody_jobs
from consult.foundation import clock, mail
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.moderation import service as moderation
from consult.notifications import service as notifications
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.record.models import Entry, EntryOpening, PersonalRead
from tests.contributions.browsing import send, send_comment, words_of
from tests.contributions.test_erasing import ask
from tests.custody.requesting import WHERE
from tests.custody.requesting import ask as ask_access
from tests.custody.test_holds import hold, keeper_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_waiting, moderator_of
from tests.factories.votes import make_statement, vote

NAME, EMAIL = "Ada Example", "ada@example.org"


@pytest.fixture
def ada(app: Flask, client: FlaskClient) -> Actor:
    """Signed in on the client."""
    sign_in(client, make_account(EMAIL, NAME))
    return organisations.actor_for(accounts.get_by_address(EMAIL))


@pytest.fixture
def comment(ada: Actor) -> Comment:
    made = make_consultation(slug="harbour", title="Harbour ferry")
    return make_waiting(made, "At seven.", actor=ada, contact=Contact(name=NAME, email=EMAIL))


def read(what: str, slug: str = "harbour") -> None:
    log = consultations.get(slug).public_id
    with writing():
        record.note_personal_read(
            actor=Actor("account", name="Nosy Clerk"), page="/x", what=what, now=clock.now(), consultation=log
        )


def test_it_says_what_is_held_and_until_when(client: FlaskClient, comment: Comment) -> None:
    page = words_of(client.get("/en/me/data"))
    assert comment.reference in page and "Who sent it: name and e-mail address" in page
    assert "365 days after the outcome" in page and "Nobody so far." in page
    with writing() as session:
        session.get_one(Consultation, comment.consultation_id).answered_at = datetime(2026, 1, 2, tzinfo=UTC)
        record.append("site.set", actor=CONSOLE, now=clock.now())
    assert "until 2 January 2027" in words_of(client.get("/en/me/data"))
    assert "/en/me/data" in client.get("/en/me").text


def test_answers_reports_and_news_are_on_it_too(client: FlaskClient, comment: Comment, ada: Actor) -> None:
    made = consultations.get_by_id(comment.consultation_id)
    assert "My answers to statements" not in words_of(client.get("/en/me/data"))
    vote(make_statement(made, "The ferry should sail at night."), ada)
    other = make_waiting(make_consultation(slug="pier"), "At eight.")
    moderator = moderator_of(consultations.get("pier"))
    with writing():
        moderation.rule(
            moderator, other, act="publish",
            seen_lock_version=other.lock_version, now=clock.now(),
        )  # fmt: skip
        moderation.report(
            GUEST, contributions.get(other.id), ground="abuse", language="en", email=EMAIL, now=clock.now()
        )
        news = notifications.subscribe(
            ada, made, email=EMAIL, language="en", secret=b"s" * 32, now=clock.now()
        )
        notifications.confirm(news, now=clock.now())
        record.append("test.changed", actor=CONSOLE, now=clock.now())
    page = " ".join(words_of(client.get("/en/me/data")).split())
    assert "My answers to statements Harbour ferry1 answer" in page and "until you close the account" in page
    assert f"Comments I reported {other.reference}" in page
    assert "News I get by e-mail Harbour ferryuntil you end it" in page


def test_it_says_when_staff_read_it_and_not_who(client: FlaskClient, comment: Comment) -> None:
    other = make_waiting(consultations.get("harbour"), "Not mine.")
    read(f"sender of {other.reference}")
    assert "Nobody so far." in words_of(client.get("/en/me/data"))
    read(f"sender of {comment.reference}")
    read(f"comments {other.reference}, {comment.reference}")
    read("auditor package")
    page = words_of(client.get("/en/me/data"))
    for words in ("who sent it", "the words, for the body or an auditor", "a package with everything"):
        assert words in page
    assert "Nosy Clerk" not in page


def test_a_request_has_a_clock_of_a_month_and_a_hold_is_told(client: FlaskClient, comment: Comment) -> None:
    made_id = ask(comment).id
    assert "Answer due by" in words_of(client.get("/en/me/data"))
    hold(keeper_of(consultations.get("harbour")), comment)
    assert "Case 4 K 12/26" in words_of(client.get("/en/me/data"))
    with writing() as session:
        session.get_one(Erasure, made_id).asked_at = clock.now() - timedelta(days=50)
        record.append("site.set", actor=CONSOLE, now=clock.now())
    assert "Should have been answered by" in words_of(client.get("/en/me/data"))
    desk = client.application.test_client()
    sign_in(desk, accounts.get_by_address(keeper_of(consultations.get("harbour")).email))
    assert "Late" in words_of(desk.get("/en/desk/erasures"))


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (datetime(2026, 1, 31, 12, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2026, 12, 15, tzinfo=UTC), date(2027, 1, 15)),
    ],
)
def test_a_month_ends_on_its_last_day(asked: datetime, due: date) -> None:
    assert erasure_due(asked, "UTC") == due


def test_a_key_shows_the_same_without_an_account(app: Flask) -> None:
    make_consultation(slug="pier")
    guest = app.test_client()
    receipt = send_comment(guest, "pier", "At eight.", name=NAME, email=EMAIL)
    assert f"{receipt}/data" in guest.get(receipt).text
    page = guest.get(f"{receipt}/data")
    assert "e-mail address" in words_of(page) and page.headers["Cache-Control"] == "private, no-store"
    assert "My account" not in words_of(page)
    reference = db.session.scalars(select(Comment.reference)).one()
    read(f"sender of {reference}", "pier")
    assert "who sent it" in words_of(guest.get(f"{receipt}/data"))
    assert guest.get("/en/receipt/wrong/data").status_code == 404
    assert send(guest, f"{receipt}/erase", scope="all").status_code == 303


def test_reads_and_requests_are_in_the_download(client: FlaskClient, comment: Comment) -> None:
    read(f"sender of {comment.reference}")
    ask(comment)
    with zipfile.ZipFile(io.BytesIO(client.get("/en/me/download").data)) as archive:
        data = json.loads(archive.read("my-data.json"))
    assert [one["what"] for one in data["read_by_staff"]] == ["sender"]
    assert data["requests_to_erase"][0]["references"] == [comment.reference] and "Nosy" not in json.dumps(
        data
    )


def test_another_account_sees_nothing_of_it(app: Flask, comment: Comment) -> None:
    other = app.test_client()
    sign_in(other, make_account("ben@example.org", "Ben"))
    assert comment.reference not in other.get("/en/me/data").text


# When data got out --------------------------------------------------------------------------------


def breach(app: Flask, *options: str) -> str:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["breach", *options])
    db.session.rollback()
    assert result.exit_code == 0, result.output
    return result.output


def test_one_command_lists_who_is_affected_which_fields_and_since_when(
    app: Flask, comment: Comment, tmp_path: Path
) -> None:
    elsewhere = make_consultation(slug="pier")
    make_waiting(elsewhere, "Pier words.", contact=Contact(name="Ben Dunlin"))
    printed = breach(app)
    today = f"{clock.now():%Y-%m-%d}"
    assert (
        f"{EMAIL}  (submission, harbour; since {today}): name, email, account, words that are not public"
        in printed
    )
    assert f"{EMAIL}  (account; since" in printed and "Ben Dunlin  (submission, pier" in printed
    out = tmp_path / "who.csv"
    breach(app, "--consultation", "harbour", "--out", str(out))
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [(row["who"], row["held as"]) for row in rows] == [(EMAIL, "submission")]
    assert out.stat().st_mode & 0o077 == 0


def test_the_list_is_noted_and_its_entry_names_nobody(app: Flask, comment: Comment) -> None:
    breach(app)
    rows = db.session.execute(
        select(Entry.content, EntryOpening.fields)
        .join(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(Entry.type == "breach.listed")
    ).all()
    assert len(rows) == 1 and EMAIL not in f"{rows[0]}" and NAME not in f"{rows[0]}"
    assert db.session.scalars(select(PersonalRead.what)).all() == ["breach list"]


def test_only_administrators_of_the_site_may_list(app: Flask, comment: Comment) -> None:
    moderator = make_staff("moderator")
    result = app.test_cli_runner().invoke(args=["breach", "--as", moderator.email])
    assert result.exit_code == 1 and EMAIL not in result.output


def test_who_asked_for_access_is_in_the_list(app: Flask, comment: Comment) -> None:
    ask_access(keeper_of(consultations.get("harbour")))
    assert WHERE in breach(app, "--consultation", "harbour")


def test_unsent_drafts_waiting_mails_clerks_notes_and_invitations_are_in_the_list(
    app: Flask, comment: Comment
) -> None:
    with writing():
        harbour, now = consultations.get("harbour"), clock.now()
        draft = contributing.begin(Actor("guest"), harbour, key=b"0123456789a", now=now)
        contributing.save_choices(draft, {"email": "una@example.org", "name": "Una"}, now=now)
        mail.queue(key="one", address="oto@example.org", subject="News", body="Words.", now=now)
        db.session.add(
            ClerkEntry(
                submission_id=comment.submission_id, received_on=now.date(), how="By hand.", entered_at=now
            )
        )
        record.append("clerk.noted", actor=CONSOLE, now=now)
    printed = breach(app)
    assert "una@example.org  (unsent submission, harbour; since" in printed
    assert "oto@example.org  (mail; since" in printed and "): address, subject, body" in printed
    assert f"{EMAIL}  (clerk’s note, harbour; since" in printed


# Technical logs -----------------------------------------------------------------------------------


def test_sent_mails_go_after_the_days_of_the_profile_or_as_set(app: Flask, comment: Comment) -> None:
    now = clock.now()

    def mails() -> int:
        return len(db.session.scalars(select(OutboxMail.id)).all())

    def queue() -> None:
        with writing() as session:
            session.add(
                OutboxMail(key=f"k{mails()}", address="x@example.org", subject="s", body="", queued_at=now,
                           sent_at=now - timedelta(days=30), due_at=now)
            )  # fmt: skip

    queue()
    with writing() as session:
        session.get_one(Consultation, comment.consultation_id).profile = "tw"
        record.append("site.set", actor=CONSOLE, now=now)
    assert consultations.log_days(None) == 180 and consultations.log_days(3) == 3
    custody_jobs.forget_mails(now)
    assert mails() == 1
    with writing() as session:
        session.get_one(Consultation, comment.consultation_id).profile = "plain"
        record.append("site.set", actor=CONSOLE, now=now)
    custody_jobs.forget_mails(now)
    assert mails() == 0
