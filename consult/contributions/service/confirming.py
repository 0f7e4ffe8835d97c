"""A sender shows that an address or a telephone number is theirs: by the mailed link, by the code in a text message."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from consult.accounts.rules import fold_address
from consult.consultations import queries as consultations
from consult.consultations.profiles import profile
from consult.contributions import queries, rules
from consult.contributions.events import AddressConfirmed
from consult.contributions.models import PhoneCode, Sender, Submission
from consult.contributions.service.receipts import mail_receipts
from consult.contributions.service.senders import count_known_by_now, count_submission, is_textable
from consult.contributions.service.showing import apply_state, show_at_once
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.record import service as record


def confirm_address(submission: Submission, *, now: datetime) -> None:
    """The mailed link was used: the address is the sender's; comments that waited for it go on."""
    sender = queries.sender_of(submission.id)
    if sender.confirmed_at is None and sender.email:
        _check_in_time(submission, is_phone=False, now=now)
        sender.email_fold, sender.confirmed_at = fold_address(sender.email), now
        _confirmed(submission, is_phone=False, now=now)


# By a code ------------------------------------------------------------------------------------------


def wants_code(sender: Sender) -> bool:
    """Whether there is a number that a code could confirm."""
    return sender.phone_confirmed_at is None and is_textable(sender.phone)


def make_code(submission: Submission, *, secret: bytes, now: datetime) -> tuple[str, int]:
    """(a fresh code, how many were made for this submission); the earlier one holds no more. The caller sends it."""
    sender = queries.sender_of(submission.id)
    if not wants_code(sender):
        raise Refused(N_("There is no telephone number here that waits to be confirmed."))
    code = "".join(secrets.choice("0123456789") for _ in range(rules.PHONE_CODE_DIGITS))
    kept = db.session.get(PhoneCode, submission.id)
    if kept is None:
        kept = PhoneCode(submission_id=submission.id, sent=0)
        db.session.add(kept)
    kept.code_hash, kept.tries, kept.sent = _hash(secret, submission, code), 0, kept.sent + 1
    kept.made_at, kept.expires_at = now, now + rules.PHONE_CODE_LIFE
    db.session.flush()
    return code, kept.sent


def confirm_phone(submission: Submission, code: str, *, secret: bytes, now: datetime) -> bool:
    """Whether the code was right: then the number is the sender's, and comments that waited for it go on.

    Counts the try, so the door commits whatever the outcome.
    """
    sender = queries.sender_of(submission.id)
    kept = db.session.get(PhoneCode, submission.id, with_for_update=True)
    if (
        kept is None
        or kept.expires_at <= now
        or kept.tries >= rules.PHONE_CODE_TRIES
        or not wants_code(sender)
    ):
        return False
    kept.tries += 1
    if not hmac.compare_digest(kept.code_hash, _hash(secret, submission, code)):
        db.session.flush()
        return False
    _check_in_time(submission, is_phone=True, now=now)
    db.session.delete(kept)
    sender.phone_confirmed_at = now
    if sender.confirmed_at is None:  # what is confirmed first is what news goes to
        sender.email_fold, sender.confirmed_at = sender.phone, now
    _confirmed(submission, is_phone=True, now=now)
    return True


def _hash(secret: bytes, submission: Submission, code: str) -> str:
    return hmac.new(secret, f"phone|{submission.public_id}|{code}".encode(), hashlib.sha256).hexdigest()


# What follows ---------------------------------------------------------------------------------------


def _goes_on(submission: Submission, *, is_phone: bool) -> bool:
    """Whether this confirmation is the one that comments of the submission wait for."""
    who = consultations.get_by_id(submission.consultation_id).who_may_comment
    is_waiting = any(one.state == "unconfirmed" for one in queries.comments_of(submission.id))
    return is_waiting and rules.is_enough(who, is_reachable=True, is_identified=is_phone)


def _check_in_time(submission: Submission, *, is_phone: bool, now: datetime) -> None:
    if not _goes_on(submission, is_phone=is_phone):
        return
    consultation = consultations.get_by_id(submission.consultation_id)
    rules.check_may_confirm(
        consultations.phase_of(consultation, now), consultation.closes_at, consultation.timezone, now,
        within=timedelta(hours=profile(consultation.profile).data.clocks.confirm_hours),
        received_at=submission.received_at,
    )  # fmt: skip


def _confirmed(submission: Submission, *, is_phone: bool, now: datetime) -> None:
    consultation = consultations.get_by_id(submission.consultation_id)
    waiting = [one for one in queries.comments_of(submission.id) if one.state == "unconfirmed"]
    goes_on = _goes_on(submission, is_phone=is_phone)
    db.session.flush()
    record.append(
        "submission.confirmed" if goes_on or not waiting else "submission.contact-confirmed", actor=Actor("guest"),
        now=now, consultation=consultation.public_id, objects=[submission.public_id],
        pseudonym=submission.pseudonym, values={"by": "phone" if is_phone else "email"},
    )  # fmt: skip
    if goes_on:
        count_received(submission)
        for comment in waiting:
            apply_state(comment, "withheld" if comment.is_withheld else "pending", now=now)
            comment.waiting_since, comment.waiting_revision = now, 1
            show_at_once(comment, consultation, now)
    db.session.flush()
    if not waiting:
        count_known_by_now(submission)
    mail_receipts(queries.sender_of(submission.id), now=now)
    events.emit(AddressConfirmed(submission.id), now=now)


def count_received(submission: Submission) -> None:
    """Count a submission as the first of its parts stops waiting for the address to be confirmed."""
    comments = queries.comments_of(submission.id)
    if all(one.state == "unconfirmed" for one in comments):
        count_submission(submission, comments=len(comments))
