"""Closing an account: what a person sent stays without them, or is taken back (A27): each at a time of its own."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from consult.consultations import queries as consultations
from consult.contributions import permissions, queries, spreading
from consult.contributions.models import Asked, Sender, Submission
from consult.contributions.rules import GONE
from consult.contributions.service.asked_saying import FORGETTING, forget_asked, leaving_with
from consult.contributions.service.changing import withdraw
from consult.contributions.service.drafting import discard
from consult.contributions.service.holding import check_not_held
from consult.contributions.service.sending import AUDITOR
from consult.contributions.service.wiping import Part, wipe
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db
from consult.foundation.errors import Forbidden
from consult.record import service as record

CHANCE = secrets.SystemRandom()


def take_back_later(actor: Actor, *, account_id: int) -> None:
    """Part of closing an account: what it sent is taken back when it is forgotten."""
    if not permissions.may_change(actor):
        raise Forbidden(AUDITOR)
    for sender in queries.senders_of_account(account_id):
        sender.takes_back = True
    db.session.flush()


def forget_later(*, account_id: int, now: datetime, within: timedelta) -> None:
    """Part of closing an account: each submission, and each place on a list of those who must be asked, is forgotten
    at a time of its own, the last within the limit.

    Entries written together, or at the same minute, would say that these submissions are one person's; so would texts
    and names that leave the pages together. From here on none of them is the account's any more. Refused while one of
    them is on hold.
    """
    check_not_held(queries.submissions_by_account(account_id))
    _forget_drafts(account_id)
    _draw_times([*queries.senders_of_account(account_id), *leaving_with(account_id)], now, within)
    db.session.flush()


def forget_sender(submission: Submission, *, now: datetime, within: timedelta) -> bool:
    """Its time has come: erase who sent it. The words stay, unless its sender took them back.

    As where a sender asks for it: out of every entry of theirs, and of replies, notes, mails and packages that name
    them. The entries stay as they are; what would open their commitments is deleted. What else of the same person has
    come due, because nothing was done for a while, gets a new time: it isn't done right after this. Refused while it is
    on hold. Returns whether it was due.
    """
    sender = queries.sender_of(submission.id)
    if sender.forget_at is None or sender.forget_at > now:
        return False
    check_not_held([submission])
    by = now + spreading.LEAST_APART
    _draw_times([*queries.due_with(sender, by), *queries.asked_due_with(sender, by)], now, within)
    comments = queries.comments_of(submission.id)
    for comment in comments if sender.takes_back else ():
        if comment.state not in GONE:
            withdraw(GUEST, comment, now=now)
    wipe(submission, comments, Part(name=True), now=now)
    sender.forget_at, sender.takes_back = None, False
    record.append(
        "sender.erased", actor=GUEST, now=now, objects=[submission.public_id], pseudonym=submission.pseudonym,
        consultation=consultations.get_by_id(submission.consultation_id).public_id,
    )  # fmt: skip
    db.session.flush()
    return True


def forget_place(one: Asked, *, now: datetime, within: timedelta) -> bool:
    """The same of a place on a list of those who must be asked: what else of the person is due gets a new time."""
    others = queries.due_with_asked(one, now + spreading.LEAST_APART)
    if not forget_asked(one, now=now):
        return False
    _draw_times(others, now, within)
    db.session.flush()
    return True


def _draw_times(things: Sequence[Sender | Asked], now: datetime, within: timedelta) -> None:
    for one, after in zip(things, spreading.spread(len(things), within, CHANCE), strict=True):
        one.forget_at = now + after


def _forget_drafts(account_id: int) -> None:
    """What they began and haven't sent goes, and what was copied of it."""
    drafts = queries.drafts_by_account(account_id)
    names = [queries.draft_reference(one.key_hash) for one in drafts]
    discard(drafts)
    for forget in FORGETTING:
        for name in names:
            forget(name)
