"""Votes: one row a person and statement, the last word counts, counters equal the rows, entries form a chain."""

import json
import random
import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import TimeoutError as PoolTimeout

from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, TIMER
from consult.foundation.db import db, writing
from consult.foundation.errors import Busy, Conflict, Forbidden, Refused
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.record.models import Entry
from consult.votes import jobs, queries, service
from consult.votes.models import Statement, Vote, Voter
from consult.votes.rules import Identity
from tests.factories.accounts import make_account
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.votes import address, make_statement, vote


def rows(consultation: Consultation) -> dict[int, dict[str, int]]:
    found = db.session.execute(
        select(Vote.statement_id, Vote.value, func.count()).group_by(Vote.statement_id, Vote.value)
    )
    counted: dict[int, dict[str, int]] = {}
    for statement_id, value, number in found:
        counted.setdefault(statement_id, {})[value] = number
    return counted


def check_counters(consultation: Consultation) -> None:
    counted = rows(consultation)
    for one in db.session.scalars(select(Statement).where(Statement.consultation_id == consultation.id)):
        own = counted.get(one.id, {})
        assert (one.agrees, one.disagrees, one.passes) == tuple(
            own.get(v, 0) for v in ("agree", "disagree", "pass")
        )


def entries(consultation: Consultation) -> list[Entry]:
    return list(
        db.session.scalars(
            select(Entry)
            .where(Entry.type == "vote.cast", Entry.log == consultation.public_id)
            .order_by(Entry.number)
        )
    )


def test_the_last_vote_counts_and_each_change_is_an_entry_with_the_hash_of_the_one_before(app: Flask) -> None:
    made = make_consultation()
    one, two = make_statement(made), make_statement(made)
    vote(one, "ada@example.org", "agree")
    vote(two, "ada@example.org", "pass")
    changed = vote(one, "Ada@example.org", "disagree")
    assert (changed.before, changed.value, changed.is_changed) == ("agree", "disagree", True)
    assert [(t.here.agrees, t.here.disagrees, t.here.passes) for t in queries.tallies(made.id)] == [
        (0, 1, 0),
        (0, 0, 1),
    ]
    check_counters(made)
    found = entries(made)
    values = [record.opened_values(one.id) for one in found]
    assert [v["value"] for v in values] == ["agree", "pass", "disagree"]
    assert [v["previous"] for v in values] == ["", found[0].leaf_hash, found[1].leaf_hash]
    contents = [json.loads(one.content) for one in found]
    assert len({content["actor"] for content in contents}) == 1
    assert all("agree" not in json.dumps({**c, "commitments": sorted(c["commitments"])}) for c in contents)
    assert all("person" not in v for v in values)


def test_the_same_answer_again_changes_nothing(app: Flask) -> None:
    made = make_consultation()
    statement = make_statement(made)
    vote(statement, "ada@example.org", "agree")
    again = vote(statement, "ada@example.org", "agree")
    assert not again.is_changed and not again.entry_id
    assert len(entries(made)) == 1
    assert db.session.scalar(select(Vote.changes)) == 0


def test_one_address_is_one_voter_with_and_without_an_account(app: Flask) -> None:
    made = make_consultation()
    statement = make_statement(made)
    vote(statement, "ada@example.org", "agree")
    actor = organisations.actor_for(make_account("ada@example.org"))
    assert vote(statement, actor, "pass").before == "agree"
    assert vote(statement, "ada@example.org", "disagree").before == "pass"
    assert queries.voter_count(made.id).here == 1
    assert [one.value for one in queries.votes_by_account(actor.account_id or 0)] == ["disagree"]


def test_who_may_vote(app: Flask) -> None:
    made = make_consultation(rules={"who_may_vote": "account"})
    statement = make_statement(made)
    body = organisations.get(made.organisation_id)
    with pytest.raises(Forbidden, match="account"):
        vote(statement, "ada@example.org")
    vote(statement, organisations.actor_for(make_account("ada@example.org")))
    vote(statement, make_staff("moderator", organisation=body))
    with pytest.raises(Forbidden, match="Auditors"):
        vote(statement, make_staff("auditor", organisation=body))
    for actor in (CONSOLE, TIMER):
        with pytest.raises(Forbidden):
            vote(statement, actor)
    with pytest.raises(Forbidden):
        vote(statement, Identity())
    with pytest.raises(Forbidden):
        vote(statement, Identity(account_id=7))


def test_values_and_statements_of_elsewhere_are_refused(app: Flask) -> None:
    made, other = make_consultation(), make_consultation()
    statement = make_statement(made)
    with pytest.raises(Refused, match="agree, disagree or pass"):
        vote(statement, "ada@example.org", "yes")
    foreign = make_statement(other)
    with pytest.raises(Refused, match="no such statement"):
        cast_in(made, foreign.public_id)
    with pytest.raises(Refused, match="no such statement"):
        cast_in(made, "0" * 32)


def cast_in(consultation: Consultation, statement_id: str) -> None:
    consultation_id = consultation.id
    with writing():
        here = db.session.get_one(Consultation, consultation_id)
        service.cast(GUEST, address(here, "ada@example.org"), here, statement_id, "agree", now=clock.now())


def test_votes_are_taken_up_to_the_closing_instant_and_not_at_it(app: Flask) -> None:
    made = make_consultation()
    statement, closes_at, opens_at = make_statement(made), made.closes_at, made.opens_at
    assert closes_at is not None and opens_at is not None
    vote(statement, "ada@example.org", "agree", now=closes_at - timedelta(microseconds=1))
    with pytest.raises(Conflict, match="closed on"):
        vote(statement, "ada@example.org", "disagree", now=closes_at)
    with pytest.raises(Refused, match="opens on"):
        vote(statement, "bo@example.org", "agree", now=opens_at - timedelta(microseconds=1))
    assert queries.tallies(made.id)[0].here.agrees == 1


def vote_until_taken(statement: Statement, person: str, value: str) -> None:
    """Send again where the site was too busy for so many at once, as its answer asks people to."""
    for _ in range(20):
        try:
            vote(statement, person, value)
            return
        except (PoolTimeout, Busy):
            db.session.rollback()
    raise AssertionError("never taken")


@pytest.mark.parametrize("one_person", [True, False])
def test_counters_equal_the_rows_when_32_vote_at_once(app: Flask, one_person: bool) -> None:
    made = make_consultation()
    statements = [make_statement(made).public_id for _ in range(3)]
    found = {one: queries.find_statement(one) for one in statements}
    failures: list[Exception] = []
    barrier = threading.Barrier(32)

    def run(number: int) -> None:
        chance = random.Random(number)
        with app.app_context():
            barrier.wait()
            for _ in range(8):
                statement = found[chance.choice(statements)]
                person = "ada@example.org" if one_person else f"voter-{number % 16}@example.org"
                try:
                    vote_until_taken(statement, person, chance.choice(("agree", "disagree", "pass")))
                except Exception as error:  # noqa: BLE001 - told below
                    failures.append(error)
            db.session.remove()

    for one in found.values():
        db.session.refresh(one)
        db.session.expunge(one)
    db.session.rollback()
    threads = [threading.Thread(target=run, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert not failures
    check_counters(made)
    assert queries.voter_count(made.id).here == (1 if one_person else 16)
    if one_person:
        cast = entries(made)
        previous = [record.opened_values(one.id)["previous"] for one in cast]
        assert previous == ["", *(one.leaf_hash for one in cast[:-1])]


def test_a_closed_account_leaves_its_votes_without_a_person(app: Flask) -> None:
    made = make_consultation()
    statement = make_statement(made)
    account = make_account("ada@example.org")
    vote(statement, organisations.actor_for(account))
    with writing():
        service.forget_account(account.id)
        record.append("account.closed", actor=CONSOLE, now=clock.now())
    assert queries.votes_by_account(account.id) == []
    assert queries.tallies(made.id)[0].here.agrees == 1
    assert vote(statement, "ada@example.org", "agree").is_changed is False


def test_addresses_are_forgotten_a_month_after_closing(app: Flask) -> None:
    made = make_consultation()
    vote(make_statement(made), "ada@example.org")
    assert made.closes_at is not None
    assert jobs.forget_addresses(made.closes_at + timedelta(days=29)) == 0
    assert jobs.forget_addresses(made.closes_at + timedelta(days=31)) == 1
    assert db.session.scalar(select(Voter.email_hash)) is None
    assert queries.tallies(made.id)[0].here.total == 1
