"""Casting a vote: one row a voter and statement, the last word counts, every word is an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.contributions.queries import inviting
from consult.foundation.access import GUEST, TIMER, Actor
from consult.foundation.db import db, insert_into
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.record import service as record
from consult.votes import permissions, queries, rules
from consult.votes.models import Statement, Vote, Voter
from consult.votes.rules import Identity

COUNTERS = {"agree": Statement.agrees, "disagree": Statement.disagrees, "pass": Statement.passes}
ADDRESSES_KEPT = timedelta(days=30)
"""After closing, voters' keyed addresses serve nothing any more; this long for complaints."""


@dataclass(frozen=True)
class Cast:
    """What became of an answer: ``before`` is None for a first one; nothing was written where it is unchanged."""

    value: str
    before: str | None
    entry_id: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether anything is different now."""
        return self.value != self.before


def cast(
    actor: Actor,
    identity: Identity,
    consultation: Consultation,
    statement_id: str,
    value: str,
    *,
    now: datetime,
) -> Cast:
    """Answer a statement (its public id), or answer it otherwise. The same answer again changes nothing.

    Rules are asked here, inside the transaction. Raises Forbidden (who), Refused (what) and Conflict (closed).
    """
    rules.check_votes_taken(consultation.who_may_vote)
    rules.check_open(
        consultations.phase_of(consultation, now),
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        zone=consultation.timezone,
    )
    check_person(actor, identity, consultation)
    rules.check_value(value)
    statement = queries.find_statement(statement_id)
    if statement is None or statement.consultation_id != consultation.id:
        raise Refused(N_("There is no such statement in this consultation."), field="statement")
    if statement.closed_at is not None:
        raise Conflict(
            N_("Statement %(number)s is closed, so your answer could not be taken."), number=statement.number
        )
    rows = voter_rows(identity, consultation, now)
    voter = rows[0]
    if identity.invitation:
        contributions.note_answered(inviting.get_invitation(identity.invitation), consultation, now=now)
    before = db.session.scalar(
        select(Vote.value).where(Vote.statement_id == statement.id, Vote.voter_id == voter.id)
    )
    if before == value:
        return Cast(value, before)
    if len(rows) == 1:
        _join(voter, identity)
    _store(statement, voter, value, now)
    _count(statement, before, value)
    return Cast(value, before, _append(consultation, statement, voter, value, now))


def check_person(actor: Actor, identity: Identity, consultation: Consultation) -> None:
    """Raises Forbidden unless this person may vote here."""
    if actor.is_auditor:
        raise Forbidden(N_("Auditors read everything and change nothing. This was not done."))
    invitation = inviting.get_invitation(identity.invitation) if identity.invitation else None
    contributions.check_invitation(consultation, consultation.who_may_vote, invitation)
    if not permissions.may_vote(actor, identity, consultation):
        if consultation.who_may_vote == "identified":
            raise Forbidden(N_("This consultation asks who answers. Please show who you are first."))
        if consultation.who_may_vote == "account":
            raise Forbidden(N_("Only people with an account can answer here. Please sign in first."))
        raise Forbidden(
            N_("Please sign in or confirm an e-mail address first, so that each person answers once.")
        )
    if identity.account_id is not None and accounts.get(identity.account_id).confirmed_at is None:
        raise Forbidden(N_("Please confirm the e-mail address of your account first."))


def voter_rows(identity: Identity, consultation: Consultation, now: datetime) -> Sequence[Voter]:
    """The voter's row, made on the first vote and locked: two votes of one person come one after the other."""
    rows = _find(identity, consultation.id)
    if not rows:
        row = {
            "consultation_id": consultation.id, "account_id": identity.account_id, "email_hash": identity.email_hash,
            "pseudonym": random_id(), "last_entry_id": "", "last_leaf_hash": "", "first_voted_at": now,
        }  # fmt: skip
        db.session.connection().execute(insert_into(Voter).values(**row).on_conflict_do_nothing())
        rows = _find(identity, consultation.id)
    if not rows:
        raise Conflict(N_("Two answers came at the same moment. Please send this one again."))
    return rows


def _join(voter: Voter, identity: Identity) -> None:
    """First by a mailed link, now signed in, or the other way round: still one person."""
    if voter.account_id is None and identity.account_id is not None:
        voter.account_id = identity.account_id
    if voter.email_hash is None and identity.email_hash is not None:
        voter.email_hash = identity.email_hash


def _find(identity: Identity, consultation_id: int) -> Sequence[Voter]:
    """The rows that are this person's, the account's first. (Two where an account took over another address.)"""
    names = []
    if identity.account_id is not None:
        names.append(Voter.account_id == identity.account_id)
    if identity.email_hash is not None:
        names.append(Voter.email_hash == identity.email_hash)
    statement = (
        select(Voter)
        .where(Voter.consultation_id == consultation_id, or_(*names))
        .order_by(Voter.account_id.is_(None), Voter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def _store(statement: Statement, voter: Voter, value: str, now: datetime) -> None:
    row = {
        "statement_id": statement.id,
        "voter_id": voter.id,
        "value": value,
        "voted_at": now,
        "changes": 0,
    }
    changed = {"value": value, "voted_at": now, "changes": Vote.changes + 1}
    db.session.execute(
        insert_into(Vote)
        .values(**row)
        .on_conflict_do_update(index_elements=["statement_id", "voter_id"], set_=changed)
    )


def _count(statement: Statement, before: str | None, value: str) -> None:
    """Keep the counts in the same transaction. A statement closed meanwhile takes nothing."""
    changes: dict[Any, Any] = {COUNTERS[value]: COUNTERS[value] + 1}
    if before is not None:
        changes[COUNTERS[before]] = COUNTERS[before] - 1
    counted = db.session.execute(
        update(Statement)
        .where(Statement.id == statement.id, Statement.closed_at.is_(None))
        .values(changes)
        .execution_options(synchronize_session=False)
    )
    if not counted.rowcount:  # type: ignore[attr-defined]
        raise Conflict(
            N_("Statement %(number)s is closed, so your answer could not be taken."), number=statement.number
        )
    db.session.expire(statement)


def _append(consultation: Consultation, statement: Statement, voter: Voter, value: str, now: datetime) -> str:
    """The vote's entry; it commits to the hash of the voter's previous one, so that a receipt proves the last.

    Nobody is named behind it, not even to auditors: the row of the voter knows the account until it closes.
    """
    entry = record.append(
        "vote.cast", actor=GUEST, now=now, consultation=consultation.public_id, objects=[statement.public_id],
        pseudonym=voter.pseudonym, values={"value": value, "previous": voter.last_leaf_hash},
    )  # fmt: skip
    voter.last_entry_id, voter.last_leaf_hash = entry.id, entry.leaf_hash
    db.session.flush()
    return entry.id


def forget_account(account_id: int) -> None:
    """The account closes: its votes stay counted, under a pseudonym that leads to nobody.

    The keyed address stays until ``forget_addresses``, so that closing an account doesn't give a second vote.
    """
    db.session.execute(update(Voter).where(Voter.account_id == account_id).values(account_id=None))


def forget_addresses(now: datetime) -> int:
    """Delete voters' keyed addresses a month after closing, unless a hold stops it; returns how many.

    One entry a consultation.
    """
    done = 0
    for consultation in queries.consultations_with_old_addresses(
        now - ADDRESSES_KEPT, but_in=contributions.held_consultations()
    ):
        forgotten = db.session.execute(
            update(Voter)
            .where(Voter.consultation_id == consultation.id, Voter.email_hash.is_not(None))
            .values(email_hash=None)
        )
        done += forgotten.rowcount  # type: ignore[attr-defined]
        record.append(
            "votes.addresses-forgotten", actor=TIMER, now=now, consultation=consultation.public_id,
            values={"addresses": str(forgotten.rowcount)},  # type: ignore[attr-defined]
        )  # fmt: skip
    return done
