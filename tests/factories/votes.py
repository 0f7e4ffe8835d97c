"""Published comments, statements and votes for tests, made by the real verbs."""

import secrets
from datetime import datetime
from itertools import count

from consult.accounts.rules import fold_address
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributions_service
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.record import service as record
from consult.votes import queries, rules, service
from consult.votes.models import Statement
from consult.votes.rules import Identity

SECRET = b"0" * 32
_numbers = count(1)


def make_comment(consultation: Consultation, body: str = "", *, publish: bool = True) -> Comment:
    """A comment on the whole draft, published as moderators do it."""
    consultation_id, body = consultation.id, body or f"The market needs lamp number {next(_numbers)}."
    now = clock.now()
    written = contributions_service.write(body, limit=5_000)
    with writing():
        found = consultations.get_by_id(consultation_id)
        version = consultations.current_version(consultation_id)
        assert version is not None
        comment = contributions_service.submit(
            GUEST, found, version, written, key=secrets.token_bytes(16), language="en", now=now
        )
        if publish:
            contributions_service.apply_publish(comment, 1, now=now)
        comment_id = comment.id
    return contributions.get(comment_id)


def change_comment(comment: Comment, act: str, body: str = "") -> None:
    """What moderators and senders do to a comment: correct, redact (its first word), hide, withdraw, erase."""
    comment_id, now = comment.id, clock.now()
    written = contributions_service.write(body or "Another wording.", limit=5_000)
    with writing():
        found = contributions.get(comment_id)
        if act == "correct":
            number = contributions_service.correct(GUEST, found, written, now=now)
            contributions_service.apply_publish(found, number, now=now)
        elif act == "redact":
            contributions_service.apply_publish(
                found,
                found.shown_revision or 1,
                now=now,
                redactions=[(0, 3, "privacy")],
                label=contributions_service.Label("privacy"),
            )
        elif act == "publish":
            contributions_service.apply_publish(found, found.shown_revision or 1, now=now)
        elif act == "hide":
            contributions_service.apply_hide(found, ground="insult", now=now)
        else:
            contributions_service.apply_state(found, act, now=now)
        record.append("test.changed", actor=CONSOLE, now=now)
    db.session.expire_all()


def make_statement(consultation: Consultation, body: str = "") -> Statement:
    """A statement in an open consultation, from a comment of its own."""
    comment_id = make_comment(consultation, body).id
    with writing():
        statement_id = service.open_statement(
            CONSOLE, contributions.get(comment_id), now=clock.now()
        ).public_id
    found = queries.find_statement(statement_id)
    assert found is not None
    return found


def address(consultation: Consultation, email: str) -> Identity:
    """A voter known by a confirmed address only."""
    return Identity(email_hash=rules.address_key(SECRET, consultation.public_id, fold_address(email)))


def vote(
    statement: Statement,
    who: Identity | Actor | str,
    value: str = "agree",
    *,
    now: datetime | None = None,
) -> service.Cast:
    """Cast a vote: by an address, an identity, or the actor of an account."""
    consultation_id, public_id = statement.consultation_id, statement.public_id
    now = now or clock.now()
    with writing():
        consultation = consultations.get_by_id(consultation_id)
        actor = who if isinstance(who, Actor) else GUEST
        if isinstance(who, Actor):
            identity = Identity(who.account_id, address(consultation, who.email).email_hash)
        else:
            identity = address(consultation, who) if isinstance(who, str) else who
        return service.cast(actor, identity, consultation, public_id, value, now=now)
