"""Who closes their account leaves no name behind, and chooses whether the words stay (A27)."""

import json
import random
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts import queries as accounts
from consult.accounts import service
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import jobs, queries
from consult.contributions import service as contributing
from consult.contributions.asking_lists import Listed
from consult.contributions.models import Asked, Comment, Sender
from consult.contributions.service import Contact, holding
from consult.contributions.spreading import LEAST_APART
from consult.foundation import clock, events, mail, mail_rounds, web
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.moderation import jobs as moderation_jobs
from consult.moderation import service as moderation
from consult.moderation.models import Report
from consult.notifications.queries import people
from consult.opendata import keeping
from consult.organisations import queries as organisations
from consult.record import jobs as sealing
from consult.record import service as record
from consult.record.models import Entry
from consult.site.operations import waiting
from consult.votes import service as votes
from consult.votes.models import Voter
from tests.accounts.browsing import post
from tests.contributions.files import docx
from tests.contributions.test_erasing import erase, files_with, rows_with, verify_everything
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.forgetting import forget_due
from tests.factories.moderation import make_published, make_ruling, make_waiting
from tests.factories.outcomes import make_reply
from tests.factories.votes import vote

NAME, EMAIL = "Ada Example", "ada@example.org"


@pytest.fixture
def ada(app: Flask) -> Actor:
    make_account(EMAIL, NAME)
    return organisations.actor_for(accounts.get_by_address(EMAIL))


@pytest.fixture
def comment(ada: Actor) -> Comment:
    return make_published(
        make_consultation(), "Open at seven.", actor=ada, contact=Contact(name=NAME, show_name=True, email=EMAIL)
    )  # fmt: skip


def close(ada: Actor, *, takes_back: bool, forgets: bool = True) -> None:
    """Close the account, and go on until all that it sent is forgotten."""
    assert ada.account_id is not None
    with writing():
        service.close_account(ada, account_id=ada.account_id, now=clock.now(), takes_back=takes_back)
    if forgets:
        forget_due()


def test_words_stay_without_a_name(ada: Actor, comment: Comment, client: FlaskClient) -> None:
    address = f"/en/comments/{comment.reference}"
    before = client.get(address)
    assert NAME in before.text
    close(ada, takes_back=False)
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Open at seven." in after.text and NAME not in after.text


def test_nothing_leads_to_the_person_any_more(ada: Actor, comment: Comment) -> None:
    entry_id = queries.get_submission(comment.submission_id).entry_id
    assert record.opened_values(entry_id)["email"] == EMAIL
    close(ada, takes_back=False)
    sender = db.session.get_one(Sender, comment.submission_id)
    assert (sender.account_id, sender.name, sender.email, sender.email_fold) == (None, "", "", "")
    assert sender.erased_at is not None
    opened = record.opened_values(entry_id)
    assert "body" in opened and not {"name", "email", "person"} & set(opened)


def test_each_submission_has_an_entry_that_names_nobody(ada: Actor, comment: Comment) -> None:
    close(ada, takes_back=False)
    entry = db.session.scalars(select(Entry).where(Entry.type == "sender.erased")).one()
    assert "person" not in record.opened_values(entry.id)


def test_words_are_taken_back_where_the_person_says_so(ada: Actor, comment: Comment) -> None:
    close(ada, takes_back=True)
    found = queries.get(comment.id)
    assert found.state == "withdrawn" and found.shown_html == "" and found.withdrawn_at is not None


@pytest.mark.parametrize(("texts", "state"), [("keep", "published"), ("withdraw", "withdrawn")])
def test_the_form_asks_what_becomes_of_them(
    ada: Actor, comment: Comment, client: FlaskClient, texts: str, state: str
) -> None:
    sign_in(client, accounts.get_by_address(EMAIL))
    assert "within 48 hours" in client.get("/en/account/close").text
    done = post(client, "/en/account/close", {"texts": texts, "sure": "y"})
    assert done.status_code == 303 and "within 48 hours" in client.get(done.headers["Location"]).text
    assert "within 48 hours" in db.session.scalars(select(mail.OutboxMail.body)).all()[-1]
    assert queries.get(comment.id).state == "published", "not at the same minute as what else was sent"
    forget_due()
    assert queries.get(comment.id).state == state


def test_what_was_sent_is_forgotten_one_by_one_and_nothing_is_lost_on_the_way(
    app: Flask, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries of two submissions stand neither side by side nor at one minute, also where the worker stood still."""
    consultation, account_id = make_consultation(slug="harbour"), ada.account_id or 0
    sent = [
        make_published(
            consultation, f"Words {number}.", actor=ada, contact=Contact(name=NAME, email=EMAIL)
        ).id
        for number in range(5)
    ]
    as_guest = make_waiting(
        consultation, "As a guest.", contact=Contact(email=EMAIL, is_confirmed=True)
    ).submission_id
    before = last_number()
    close(ada, takes_back=True, forgets=False)
    assert entries_since(before) == ["account.closed"]
    assert contributions_of(account_id) == [] and people.addressees(sent) == []
    times = sorted(db.session.scalars(select(Sender.forget_at).where(Sender.forget_at.is_not(None))))
    assert len(times) == 6 and all(later - one >= LEAST_APART / 2 for one, later in pairwise(times))
    now, limit = clock.now(), timedelta(hours=48)
    assert now < times[0] and times[-1] <= now + limit
    db.session.rollback()

    assert jobs.forget_senders(times[0] - timedelta(seconds=1)) == 0
    with (
        monkeypatch.context() as broken
    ):  # a crash in the middle: nothing of it is done, and it is done again
        broken.setattr(record, "append", lambda *_a, **_k: 1 / 0)
        with pytest.raises(ExceptionGroup):
            jobs.forget_senders(times[0])
    assert last_number() == before + 1
    assert jobs.forget_senders(times[0]) == 1 and jobs.forget_senders(times[0]) == 0
    stood_still = now + 2 * limit
    assert jobs.forget_senders(stood_still) == 1, "the others of the same person get new times"
    left = sorted(db.session.scalars(select(Sender.forget_at).where(Sender.forget_at.is_not(None))))
    assert len(left) == 4 and stood_still < left[0] and left[-1] <= stood_still + limit
    held = queries.get(sent[0]).submission_id
    db.session.rollback()
    hold = contributing.Hold(consultation.id, held, "A case at court.")
    with monkeypatch.context() as court:
        court.setattr(holding, "HOLDS", [lambda: [hold]])
        for due in left:
            jobs.forget_senders(due)
    db.session.expire_all()
    waiting = set(db.session.scalars(select(Sender.submission_id).where(Sender.forget_at.is_not(None))))
    assert waiting <= {held}
    db.session.rollback()
    forget_due()
    assert {queries.get(one).state for one in sent} == {"withdrawn"}
    assert queries.sender_of(as_guest).email == ""
    assert rows_with(NAME) == [] and rows_with(EMAIL) == []
    minutes = [json.loads(one)["time"] for one in erased_entries()]
    assert len(minutes) == len(set(minutes)) == 6
    verify_everything()


def test_places_on_lists_and_reports_are_forgotten_apart_as_well(
    ada: Actor, comment: Comment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither at the closing nor beside each other, also where the worker stood still (decision 35)."""
    for slug in ("harbour", "meadow"):
        made_id = make_consultation(slug=slug).id
        with writing():
            naming = contributing.Naming("person", "Households by the water", "en", "Found late.")
            contributing.add_asked(
                CONSOLE, consultations.get_by_id(made_id), [Listed(NAME, EMAIL, "Quay")], naming,
                secret=web.settings().secret, page_language="en", now=clock.now(),
            )  # fmt: skip
        other = make_published(consultations.get(slug), "A lamp.")
        with writing():
            moderation.report(
                GUEST, queries.get(other.id), ground="abuse", email=EMAIL, language="en", now=clock.now()
            )
    before = last_number()
    close(ada, takes_back=False, forgets=False)
    assert entries_since(before) == ["account.closed"]
    assert len(list(queries.senders_due(clock.now() + timedelta(hours=48)))) == 1
    now = min(due_times_of(Asked) + due_times_of(Report)) + timedelta(hours=100)
    assert jobs.forget_senders(now) == 1, "what else of the same person is due gets a new time"
    with monkeypatch.context() as chance:
        chance.setattr(moderation_jobs, "CHANCE", random.Random(1))
        assert moderation_jobs.forget_reports(now) == 0, "what is late waits for a minute of its own"
    forget_due()
    acts = [json.loads(one) for one in db.session.scalars(select(Entry.content).where(Entry.number > before))]
    left = [one["time"] for one in acts if one["type"] != "account.closed"]
    assert len(left) == 5 and len(set(left)) > 3
    assert rows_with(NAME) == [] and rows_with(EMAIL) == []
    verify_everything()


def due_times_of(kept: type[Asked] | type[Report]) -> list[datetime]:
    times = [one for one in db.session.scalars(select(kept.forget_at)) if one is not None]
    db.session.rollback()
    assert len(times) == 2
    return times


def test_what_is_erased_before_its_time_isnt_forgotten_twice(ada: Actor, comment: Comment) -> None:
    """The private key still opens it until then; what was to be taken back still is."""
    other = make_published(make_consultation(), "Taken back.", actor=ada, contact=Contact(name=NAME))
    close(ada, takes_back=True, forgets=False)
    with writing():
        queries.sender_of(comment.submission_id).takes_back = False
        record.append("lantern.lit", actor=ada, now=clock.now())
    assert not next(waiting.check_forgotten(clock.now())).todo
    assert next(waiting.check_forgotten(clock.now() + timedelta(hours=50))).todo
    erase(comment, "name")
    erase(other, "name")
    assert queries.sender_of(comment.submission_id).forget_at is None
    assert queries.sender_of(other.submission_id).forget_at is not None
    forget_due()
    assert (queries.get(comment.id).state, queries.get(other.id).state) == ("published", "withdrawn")
    assert len(erased_entries()) == 3
    verify_everything()


def last_number() -> int:
    number = db.session.scalar(select(func.max(Entry.number)))
    db.session.rollback()
    return number or 0


def entries_since(number: int) -> list[str]:
    return list(db.session.scalars(select(Entry.type).where(Entry.number > number)))


def erased_entries() -> list[bytes]:
    return list(db.session.scalars(select(Entry.content).where(Entry.type == "sender.erased")))


def contributions_of(account_id: int) -> list[int]:
    return [comment.id for comment, _submission in queries.comments_by_account(account_id)]


def test_nothing_names_the_person_in_any_entry_row_or_file(
    app: Flask, ada: Actor, client: FlaskClient
) -> None:
    """Comments, a correction, reviews, reports, a file, votes, replies that greet her, packages: all lose her."""
    instance: Path = app.extensions["consult_settings"].instance
    consultation = make_consultation(slug="harbour")
    contact = Contact(name=NAME, publication="named", email=EMAIL, phone="+886912345678")
    with_file = hide_and_keep_file(consultation, ada, contact)
    second = make_published(make_consultation(), "Open at eight.", actor=ada, contact=contact)
    with writing():
        contributing.correct(
            ada, queries.get(second.id), contributing.write("Open at nine.", limit=500), now=clock.now()
        )
        moderation.ask_review(
            ada, queries.get(with_file.id), reason="I named nobody.", due_days=30, now=clock.now()
        )
        moderation.report(
            ada, queries.get(second.id), ground="abuse", now=clock.now(), language="en", email=EMAIL
        )
    said = make_published(consultation, "The ferry should call at noon.").id
    with writing():
        statement = votes.open_statement(CONSOLE, queries.get(said), now=clock.now())
    assert ada.account_id is not None
    vote(statement, replace(ada, email=EMAIL))
    make_reply(
        consultations.get_by_id(second.consultation_id),
        [queries.get(second.id)],
        f"Dear {NAME}, we open earlier.",
    )
    events.deliver_due(clock.now())
    mail_rounds.send_due(clock.now())
    sealing.seal()
    keeping.make(instance / "packages", consultation.id, clock.now(), seal=sealing.seal)
    reference = second.reference
    person, pseudonym = str(ada.account_id), accounts.get(ada.account_id).pseudonym
    assert all(rows_with(word) for word in (NAME, EMAIL))
    close(ada, takes_back=False)
    events.deliver_due(clock.now())
    jobs.sweep_erasures(clock.now())
    db.session.expire_all()
    for word in (NAME, EMAIL):
        assert (word, rows_with(word)) == (word, [])
        assert (word, files_with(instance, word)) == (word, [])
    leading = {
        row.type
        for row in db.session.scalars(select(Entry))
        if record.opened_values(row.id).get("person") == person
    }
    assert leading == {"account.closed"}
    assert pseudonym not in "".join(str(cell) for row in db.session.execute(select(Voter)) for cell in row)
    assert client.get(f"/en/comments/{reference}").status_code == 200
    verify_everything()


def hide_and_keep_file(consultation: Consultation, ada: Actor, contact: Contact) -> Comment:
    key = secrets.token_bytes(11)
    with writing():
        contributing.keep_file(
            key, contributing.look_at("note.docx", docx(), limit=100_000), most=3,
            now=clock.now(),
        )  # fmt: skip
    comment = make_waiting(consultation, "Moor it at dawn.", actor=ada, contact=contact, key=key)
    make_ruling(comment, "hide", note=f"{NAME} names somebody.")
    return queries.get(comment.id)
