"""Random histories of real acts: after each one the record verifies, and so does every receipt ever given.

``HISTORIES=200 pytest tests/record/test_histories.py`` tries more of them, and longer ones, than a run of all tests.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.moderation import queries as moderation
from consult.moderation.models import Review
from consult.opendata.verify_package import verify
from consult.organisations import queries as organisations
from consult.outcomes import queries as outcomes
from consult.outcomes import service as answering
from consult.outcomes.models import Reply, SecondLook
from consult.record import checks, jobs, merkle, notes, outside, proving, queries, receipts
from consult.votes import service as voting
from consult.votes.models import Statement, Voter
from tests.factories.consultations import add_version, make_consultation, make_staff, sign_waiting
from tests.factories.moderation import (
    decide_review,
    make_report,
    make_review,
    make_ruling,
    make_waiting,
)
from tests.factories.outcomes import make_outcome, make_reply
from tests.factories.packages import be_another_site, export
from tests.factories.votes import vote

MANY = int(os.environ.get("HISTORIES", "0"))
WHICH = st.integers(0, 12)
ACTS = ("publish", "publish", "hide", "hide", "redact", "hold", "refer")


class History(RuleBasedStateMachine):
    """A consultation to which anything may happen, and everything that was ever given out of its record.

    What a rule of the house refuses isn't done, and must not break anything either.
    """

    def __init__(self) -> None:
        super().__init__()
        be_another_site()
        self.passed = timedelta()
        made = make_consultation(slug="market", rules={"results_appear": "at-once"})
        self.id, self.log = made.id, made.public_id
        body = organisations.get(made.organisation_id)
        self.moderators = [make_staff("moderator", organisation=body) for _ in range(2)]
        self.responders = [make_staff("responder", organisation=body) for _ in range(2)]
        self.administrators = [make_staff("administrator", organisation=body) for _ in range(2)]
        self.proofs: dict[str, str] = {}
        self.promises: dict[str, str] = {}
        self.heads: list[queries.Head] = []
        self.comment(0)
        self.rule_on(0, "publish", 0)
        self.seal()

    # Senders ------------------------------------------------------------------------------------------

    @rule(which=WHICH)
    def comment(self, which: int) -> None:
        contact = contributing.Contact(
            name="Ada", email=f"ada-{which}@example.org", is_confirmed=True,
            publication=("named", "unnamed", "withheld")[which % 3],
        )  # fmt: skip
        with self._as_rules_allow():
            made = make_waiting(
                consultations.get_by_id(self.id), f"Comment {which} {secrets.token_hex(4)}", contact=contact,
                now=self._now(),
            )  # fmt: skip
            self._promised(contributions.receipts_of(made.submission_id)[-1].receipt.entry_id)

    @rule(which=WHICH)
    def correct(self, which: int) -> None:
        written = contributing.write(f"Another wording {secrets.token_hex(4)}", limit=5_000)
        with self._as_rules_allow(), writing():
            contributing.correct(GUEST, self._comment(which), written, now=self._now())

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        with self._as_rules_allow(), writing():
            contributing.withdraw(GUEST, self._comment(which), now=self._now())

    @rule(which=WHICH, who=st.integers(0, 2), value=st.sampled_from(("agree", "disagree", "pass")))
    def answer_a_statement(self, which: int, who: int, value: str) -> None:
        ids = list(db.session.scalars(select(Statement.id).order_by(Statement.id)))
        with self._as_rules_allow():
            if ids:
                statement = db.session.get_one(Statement, ids[which % len(ids)])
                vote(statement, f"voter-{who}@example.org", value, now=self._now())
                self._promised(
                    db.session.scalars(select(Voter.last_entry_id).order_by(Voter.id.desc())).first() or ""
                )

    @rule(which=WHICH)
    def ask_review(self, which: int) -> None:
        with self._as_rules_allow():
            make_review(self._comment(which), now=self._now())

    @rule(which=WHICH)
    def report(self, which: int) -> None:
        with self._as_rules_allow():
            make_report(self._comment(which), now=self._now())

    @rule(which=WHICH, value=st.sampled_from(("answers", "partly", "misses")))
    def rate(self, which: int, value: str) -> None:
        with self._as_rules_allow(), writing():
            answering.rate_answer(GUEST, self._comment(which), value=value, now=self._now())

    @rule(which=WHICH)
    def ask_second_look(self, which: int) -> None:
        with self._as_rules_allow(), writing():
            answering.ask_second_look(
                GUEST, self._comment(which), reason="I asked of winter.", now=self._now()
            )

    # Staff --------------------------------------------------------------------------------------------

    @rule(which=WHICH, act=st.sampled_from(ACTS), who=st.integers(0, 1))
    def rule_on(self, which: int, act: str, who: int) -> None:
        redactions = [(0, 3)] if act == "redact" else []
        with self._as_rules_allow():
            make_ruling(
                self._comment(which), act, actor=self.moderators[who], redactions=redactions, now=self._now()
            )

    @rule(which=WHICH, result=st.sampled_from(("upheld", "overturned")), who=st.integers(0, 1))
    def decide_review(self, which: int, result: str, who: int) -> None:
        ids = list(db.session.scalars(select(Review.id).order_by(Review.id)))
        with self._as_rules_allow():
            if ids:
                review = moderation.get_review_by_id(ids[which % len(ids)])
                decide_review(review, result, actor=self.moderators[who], now=self._now())

    @rule(which=WHICH)
    def open_statement(self, which: int) -> None:
        with self._as_rules_allow(), writing():
            voting.open_statement(CONSOLE, self._comment(which), now=self._now())

    @rule(which=WHICH, more=WHICH)
    def reply(self, which: int, more: int) -> None:
        with self._as_rules_allow():
            both = {one.id: one for one in (self._comment(which), self._comment(more))}
            make_reply(
                consultations.get_by_id(self.id),
                list(both.values()),
                actor=self.responders[0],
                now=self._now(),
            )

    @rule(which=WHICH)
    def correct_reply(self, which: int) -> None:
        ids = list(db.session.scalars(select(Reply.id).order_by(Reply.id)))
        with self._as_rules_allow(), writing():
            if ids:
                answering.correct_reply(
                    self.responders[1], outcomes.get_reply_by_id(ids[which % len(ids)]),
                    body=f"We looked again {secrets.token_hex(4)}.", reason="It was wrong.", now=self._now(),
                )  # fmt: skip

    @rule(which=WHICH)
    def close_second_look(self, which: int) -> None:
        ids = list(db.session.scalars(select(SecondLook.id).order_by(SecondLook.id)))
        with self._as_rules_allow(), writing():
            if ids:
                look = db.session.get_one(SecondLook, ids[which % len(ids)])
                answering.close_second_look(
                    self.responders[1], look, note="Winter was left out.", now=self._now()
                )

    @rule(
        which=WHICH,
        scope=st.sampled_from(("name", "all")),
        decision=st.sampled_from(("granted", "restricted")),
    )
    def erase(self, which: int, scope: str, decision: str) -> None:
        with self._as_rules_allow(), writing():
            submission = contributions.get_submission(self._comment(which).submission_id)
            asked = contributing.ask_erasure(GUEST, submission, scope=scope, language="en", now=self._now())
            contributing.decide_erasure(
                self.administrators[0], asked, decision=decision, ground="consent", note="", now=self._now()
            )
        self._sign()

    @rule(which=WHICH)
    def forget_the_address(self, which: int) -> None:
        with self._as_rules_allow(), writing():
            contributing.erase_contacts([self._comment(which).submission_id], now=self._now())

    @rule(which=WHICH, scope=st.sampled_from(("name", "text")), is_sealed_too=st.booleans())
    def remove_by_order(self, which: int, scope: str, is_sealed_too: bool) -> None:
        order = contributing.Order("court", scope, "A court.", "7 O 12/26", is_sealed_too=is_sealed_too)
        with self._as_rules_allow(), writing():
            contributing.order_removal(self.administrators[0], self._comment(which), order, now=self._now())
        self._sign()

    @rule()
    def extend(self) -> None:
        with self._as_rules_allow(), writing():
            made = consultations.get_by_id(self.id)
            assert made.closes_at is not None
            until = made.closes_at + timedelta(days=7)
            consulting.extend(
                self.administrators[0], made, until=until, reason="Many asked.", now=self._now()
            )
        self._sign()

    @rule()
    def publish_a_version(self) -> None:
        with self._as_rules_allow():
            add_version(consultations.get_by_id(self.id))

    @rule(days=st.sampled_from((1, 10, 40)))
    def wait(self, days: int) -> None:
        jobs.seal()  # as the worker does every other second: no promise breaks in the meantime
        self.passed += timedelta(days=days)

    @rule()
    def publish_the_outcome(self) -> None:
        with self._as_rules_allow():
            make_outcome(consultations.get_by_id(self.id), actor=self.responders[0])

    # The record ---------------------------------------------------------------------------------------

    @rule()
    def seal(self) -> None:
        jobs.seal()
        head = queries.published_head(self.log)
        assert head is not None
        self.heads.append(head)
        for submission_id in set(db.session.scalars(select(Comment.submission_id))):
            for one in contributions.receipts_of(submission_id):
                self._proven(one.receipt.entry_id)
        for entry_id in db.session.scalars(select(Voter.last_entry_id)):
            self._proven(entry_id)

    @invariant()
    def holds(self) -> None:
        """The database is as the record says; every receipt and promise holds, and each head goes on from the last."""
        db.session.rollback()
        for _one in checks.verify_all(checks.check_logs):
            pass
        for text in self.proofs.values():
            assert proving.check(text, now=self._now()).kind == "receipt"
        for text in self.promises.values():
            assert proving.check(text, now=self._now()).is_kept is not False
        self._heads_hold()

    def _heads_hold(self) -> None:
        newest, node = queries.newest_head(self.log), queries.node_reader(self.log)
        assert newest is not None
        keys = [outside.verifier_key(one.base, one.public_key, self.log) for one in queries.known_keys()]
        for head in self.heads:
            if head.size < newest.size:
                proof = merkle.consistency_proof(head.size, newest.size, node)
                roots = bytes.fromhex(head.root), bytes.fromhex(newest.root)
                assert merkle.verify_consistency(head.size, newest.size, *roots, proof)
            assert notes.open_checkpoint(head.note, keys).size == head.size

    def teardown(self) -> None:
        """At the end everything is sealed, and the packages agree with all that was ever given out."""
        self.seal()
        self.holds()
        assert all(proving.check(one, now=self._now()).is_kept for one in self.promises.values())
        kept = {f"{entry}.tlog-proof": text.encode() for entry, text in self.proofs.items()}
        kept |= {f"{entry}.promise": text.encode() for entry, text in self.promises.items()}
        kept |= {f"{at}.checkpoint": head.text.encode() for at, head in enumerate(self.heads)}
        with tempfile.TemporaryDirectory() as folder:
            for grade in ("public", "auditor"):
                verify(export(consultations.get_by_id(self.id), Path(folder), grade), known=kept, every=True)

    # What rules are made of -----------------------------------------------------------------------------

    @staticmethod
    def _now() -> datetime:
        return clock.now()

    @staticmethod
    def _comment(which: int) -> Comment:
        ids = list(db.session.scalars(select(Comment.id).order_by(Comment.id)))
        return contributions.get(ids[which % len(ids)])

    @contextmanager
    def _as_rules_allow(self) -> Iterator[None]:
        db.session.rollback()
        try:
            yield
        except Refused as refused:
            event(f"refused: {str(refused)[:60]}")  # pytest --hypothesis-show-statistics tells how often
            db.session.rollback()
        else:
            event("done")

    def _sign(self) -> None:
        with self._as_rules_allow():
            sign_waiting()

    def _promised(self, entry_id: str) -> None:
        signing = receipts.signing_now(web.settings().instance)
        if signing is not None:
            given = receipts.promise(entry_id, reference="x", base=signing[0], seed=signing[1])
            assert given is not None
            self.promises[entry_id] = given

    def _proven(self, entry_id: str) -> None:
        if entry_id and entry_id not in self.proofs:
            given = receipts.proof(entry_id, opens=True)
            assert given is not None
            self.proofs[entry_id] = given


@pytest.mark.timeout(0 if MANY else 600)
def test_after_any_history_everything_still_holds(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[History] = []
    real = clock.now

    def now() -> datetime:
        return real() + (running[-1].passed if running else timedelta())

    def begin() -> History:
        running.clear()
        made = History()
        running.append(made)
        return made

    monkeypatch.setattr(clock, "now", now)
    run_state_machine_as_test(
        begin,
        settings=settings(
            max_examples=MANY or 4, stateful_step_count=24 if MANY else 12, deadline=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip


def test_what_was_asked_about_a_comment_that_an_order_removes_is_no_fault(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.event", lambda *_: None)  # this is no search for faults
    history = History()
    history.reply(which=0, more=0)
    history.ask_second_look(which=0)
    history.remove_by_order(which=0, scope="text", is_sealed_too=False)
    assert [one.reason for one in db.session.scalars(select(SecondLook))] == [""]
    history.teardown()
