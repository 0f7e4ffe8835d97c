"""Random histories of acts and seals: what holds after one act holds after every other."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.record import checks, jobs, merkle, notes, outside, proving, queries, receipts
from consult.votes import service as voting
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published, make_ruling
from tests.factories.votes import vote

ACTS = ("comment", "correct", "withdraw", "publish", "hide", "vote", "seal", "seal", "erase")


class History:
    """A consultation to which anything may happen, and everything that was ever given out of its record."""

    def __init__(self) -> None:
        made = make_consultation()
        self.id, self.log = made.id, made.public_id
        comment = make_published(made, "Lamps everywhere.")
        with writing():
            self.statement = voting.open_statement(CONSOLE, contributions.get(comment.id), now=clock.now())
        self.proofs: list[str] = []
        self.promises: list[str] = []
        self.heads: list[queries.Head] = []
        jobs.seal()

    def act(self, name: str, which: int) -> None:
        """One act on one of the comments. What a rule refuses isn't done, and must not break anything either."""
        ids = list(db.session.scalars(select(Comment.id).order_by(Comment.id)))
        db.session.rollback()
        own = ids[which % len(ids)]
        with _whatever_rules_say():
            if name == "comment":
                self._comment(which)
            elif name in ("correct", "withdraw"):
                self._change(name, own)
            elif name in ("publish", "hide"):
                make_ruling(contributions.get(own), name)
            elif name == "vote":
                vote(
                    self.statement, f"voter-{which % 3}@example.org", ("agree", "disagree", "pass")[which % 3]
                )
            elif name == "erase":
                with writing():
                    contributing.erase_contacts([contributions.get(own).submission_id], now=clock.now())
            else:
                jobs.seal()
                self._collect()

    def _comment(self, number: int) -> None:
        written = contributing.write(f"Comment {number} {secrets.token_hex(4)}", limit=5_000)
        with writing():
            made = consultations.get_by_id(self.id)
            version = consultations.current_version(self.id)
            assert version is not None
            comment = contributing.submit(
                GUEST, made, version, written, key=secrets.token_bytes(11), language="en", now=clock.now(),
                contact=contributing.Contact(name="Ada"),
            )  # fmt: skip
            submission_id = comment.submission_id
        held = contributions.receipts_of(submission_id)[0]
        signing = receipts.signing_now(web.settings().instance)
        assert signing is not None
        self.promises.append(
            receipts.promise(held.receipt.entry_id, reference="x", base=signing[0], seed=signing[1]) or ""
        )

    def _change(self, name: str, own: int) -> None:
        written = contributing.write(f"Another wording {secrets.token_hex(4)}", limit=5_000)
        with writing():
            comment = contributions.get(own)
            if name == "correct":
                contributing.correct(GUEST, comment, written, now=clock.now())
            else:
                contributing.withdraw(GUEST, comment, now=clock.now())

    def _collect(self) -> None:
        head = queries.published_head(self.log)
        assert head is not None
        self.heads.append(head)
        for submission_id in set(db.session.scalars(select(Comment.submission_id))):
            for one in contributions.receipts_of(submission_id):
                self.proofs.append(receipts.proof(one.receipt.entry_id, opens=False) or "")

    def holds(self) -> None:
        """The database is as the record says; every receipt and promise holds, and each head goes on from the last."""
        for _one in checks.verify_all(checks.check_logs):
            pass
        for text in dict.fromkeys(self.proofs):
            assert proving.check(text, now=clock.now()).kind == "receipt"
        for text in self.promises:
            assert proving.check(text, now=clock.now()).is_kept is not False
        newest, node = queries.newest_head(self.log), queries.node_reader(self.log)
        assert newest is not None
        for head in self.heads:
            if head.size < newest.size:
                proof = merkle.consistency_proof(head.size, newest.size, node)
                roots = bytes.fromhex(head.root), bytes.fromhex(newest.root)
                assert merkle.verify_consistency(head.size, newest.size, *roots, proof)
            keys = [outside.verifier_key(one.base, one.public_key, self.log) for one in queries.known_keys()]
            assert notes.open_checkpoint(head.note, keys).size == head.size


@contextmanager
def _whatever_rules_say() -> Iterator[None]:
    try:
        yield
    except Refused:
        db.session.rollback()


@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 20)), min_size=1, max_size=14))
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
def test_after_any_history_everything_still_holds(app: Flask, acts: list[tuple[str, int]]) -> None:
    with app.app_context():
        history = History()
        for name, which in acts:
            history.act(name, which)
        history.holds()
        history.act("seal", 0)
        history.holds()
        assert all(proving.check(one, now=clock.now()).is_kept for one in history.promises)
