"""Putting a comment to agreement, and taking it off."""

from datetime import datetime

from sqlalchemy import func, select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.contributions.service import Wiping
from consult.foundation import events, text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.record import service as record
from consult.votes import permissions, queries, rules
from consult.votes.events import StatementClosed, StatementOpened
from consult.votes.models import Statement


def text_of(comment: Comment) -> str:
    """What everybody sees of the comment, as plain text."""
    return text.html_to_text(comment.shown_html).strip()


def open_statement(actor: Actor, comment: Comment, *, now: datetime) -> Statement:
    """Put a published comment's shown text to agreement. Raises Forbidden, Refused (too long) and Conflict."""
    consultation = consultations.get_by_id(comment.consultation_id)
    if not permissions.may_open_statement(actor, consultation):
        raise Forbidden(N_("Only moderators and authors of the body put comments to agreement."))
    rules.check_votes_taken(consultation.who_may_vote)
    rules.check_may_open_statement(consultations.phase_of(consultation, now))
    if comment.state != "published":
        raise Conflict(
            N_("The comment %(reference)s isn’t public, so nobody can be asked about it."),
            reference=comment.reference,
        )
    lock_numbers(consultation)
    if queries.open_statement_of(comment.id) is not None:
        raise Conflict(
            N_("The comment %(reference)s is a statement already."),
            reference=comment.reference,
        )
    return _open(actor, consultation, comment, now)


def _open(actor: Actor, consultation: Consultation, comment: Comment, now: datetime) -> Statement:
    words = text_of(comment)
    rules.check_length(words)
    statement = Statement(
        public_id=random_id(), consultation_id=consultation.id, comment_id=comment.id,
        revision=comment.shown_revision, number=next_number(consultation.id), text=words, language=comment.language,
        opened_at=now,
    )  # fmt: skip
    db.session.add(statement)
    db.session.flush()
    record.append(
        "statement.opened", actor=actor, now=now, consultation=consultation.public_id,
        objects=[statement.public_id, comment.public_id], organisation_id=consultation.organisation_id,
        role=queries.role_of(actor, consultation.organisation_id),
        values={"number": str(statement.number), "text": words, "language": statement.language},
    )  # fmt: skip
    events.emit(StatementOpened(statement.id), now=now)
    return statement


def lock_numbers(consultation: Consultation) -> None:
    """One at a time takes the next number: on SQLite the write lock does it, on PostgreSQL this row's lock."""
    db.session.execute(select(Consultation.id).where(Consultation.id == consultation.id).with_for_update())


def next_number(consultation_id: int) -> int:
    """The next free number in the consultation; the caller holds ``lock_numbers``."""
    highest = db.session.scalar(
        select(func.max(Statement.number)).where(Statement.consultation_id == consultation_id)
    )
    return (highest or 0) + 1


def close_statement(actor: Actor, statement: Statement, *, reason: str, now: datetime) -> None:
    """Take it off: no more answers; text, number and counts stay. ``reason`` is one of rules.STAFF_REASONS."""
    consultation = consultations.get_by_id(statement.consultation_id)
    if not permissions.may_close_statement(actor, consultation):
        raise Forbidden(N_("Only moderators and authors of the body close statements."))
    rules.check_staff_reason(reason)
    if statement.closed_at is not None:
        raise Conflict(N_("This statement is closed already."))
    rules.check_may_open_statement(consultations.phase_of(consultation, now))
    _close(actor, consultation, statement, reason, now)


def _close(
    actor: Actor, consultation: Consultation, statement: Statement, reason: str, now: datetime
) -> None:
    statement.closed_at, statement.closed_reason = now, reason
    db.session.flush()
    record.append(
        "statement.closed", actor=actor, now=now, consultation=consultation.public_id, objects=[statement.public_id],
        organisation_id=consultation.organisation_id,
        role=queries.role_of(actor, consultation.organisation_id), ground=reason,
    )  # fmt: skip
    events.emit(StatementClosed(statement.id), now=now)


def withhold(actor: Actor, statement: Statement, *, now: datetime) -> None:
    """Part of verbs: its words leave every page after a reader's report; number and counts stay. It takes no votes."""
    statement.is_withheld = True
    db.session.flush()
    if statement.closed_at is None:
        _close(actor, consultations.get_by_id(statement.consultation_id), statement, "hidden", now)


def show_again(statement: Statement) -> None:
    """Part of verbs: its words may be read again. It stays closed: nobody could vote on it meanwhile."""
    statement.is_withheld = False
    db.session.flush()


def follow_comment(comment: Comment, change: str, *, now: datetime) -> None:
    """What everybody sees of a comment changed: its statement closes, and a new wording opens a new one without votes.

    Called in the transaction of the change, whose verb wrote who did it; so the entries here are the timer's.
    """
    statements = queries.statements_of_comment(comment.id)
    if not statements:
        return
    consultation = consultations.get_by_id(comment.consultation_id)
    shown = text_of(comment) if comment.state == "published" else None
    if change == "redacted" and not comment.is_redacted:
        change = "corrected"  # a redaction was taken back: the wording before it says no more than this one
    running = next((one for one in statements if one.closed_at is None), None)
    for one in statements:
        _follow_text(one, shown, comment.state, change)
    if running is None:
        return
    reason = rules.reason_to_close(comment.state, change, same_text=shown == running.text)
    if reason is None:
        return
    _close(TIMER, consultation, running, reason, now)
    is_over = consultations.phase_of(consultation, now) in rules.OVER
    if shown and not is_over and rules.fits(shown):
        lock_numbers(consultation)
        _open(TIMER, consultation, comment, now)


def forget_words(wiping: Wiping) -> None:
    """Part of verbs: statements made from words that go lose their text, here and in the record; counts stay."""
    ids = [comment.id for comment in wiping.comments]
    for statement in db.session.scalars(select(Statement).where(Statement.comment_id.in_(ids))):
        statement.text = ""
        statement.is_withheld = True
    opened = [one.id for one in wiping.entries if one.type == "statement.opened"] if ids else []
    record.erase_openings(opened, ["text"])
    db.session.flush()


def _follow_text(statement: Statement, shown: str | None, state: str, change: str) -> None:
    if state == "erased":
        statement.text = ""
    if shown is None:
        statement.is_withheld = True
    elif shown == statement.text:
        statement.is_withheld = False
    elif change == "redacted":
        statement.is_withheld = True
