"""What is held about a person, until when, and who read it: for the person themselves (L21)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Attachment, Comment, Erasure, Sender, Submission
from consult.contributions.queries import asking
from consult.contributions.rules import erasure_due
from consult.foundation.db import db
from consult.foundation.zones import in_zone
from consult.record import queries as record
from consult.record.models import PersonalRead

WHOLE = frozenset({"auditor package", "archive package"})
"""Reads of everything of a consultation."""
FIELDS = (
    "name",
    "email",
    "phone",
    "organisation",
    "register_number",
    "members",
    "office",
    "interests",
    "place",
    "guardian",
)
NEWEST_READS = 200


@dataclass(frozen=True)
class HeldSubmission:
    """What is held of one submission. ``until``: the day on which name and address go, None while it isn't known."""

    submission: Submission
    consultation: Consultation
    references: Sequence[str]
    fields: Sequence[str]
    """Names of what says who sent it."""
    files: int
    until: date | None
    is_name_shown: bool
    hold: str
    """Why nothing of it may be erased for now, empty where nothing stops it."""
    asked: Sequence[tuple[Erasure, date]]
    """Requests to erase, with the day by which each has to be answered."""


@dataclass(frozen=True)
class Read:
    """One look of the staff at it. Who of them it was stays with the auditors."""

    at: datetime
    consultation: str
    what: str
    """sender, file, comment, package or request."""


def submissions_of(account: Account) -> Sequence[int]:
    """Everything the account sent."""
    return [one.id for one in contributions.submissions_by_account(account.id)]


def held_on(submission_ids: Collection[int], *, contact_days: int) -> list[HeldSubmission]:
    """What is held of these submissions, the newest first."""
    rows = db.session.execute(
        select(Submission, Sender, Consultation)
        .join(Sender, Sender.submission_id == Submission.id)
        .join(Consultation, Consultation.id == Submission.consultation_id)
        .where(Submission.id.in_(submission_ids))
        .order_by(Submission.id.desc())
    ).all()
    holds = contributing.holds()
    found = []
    for submission, sender, consultation in rows:
        comments = contributions.comments_of(submission.id)
        until = None
        if consultation.answered_at is not None:
            ends = consultation.answered_at + timedelta(days=contact_days)
            until = in_zone(ends, consultation.timezone).date()
        found.append(
            HeldSubmission(
                submission, consultation, [one.reference for one in comments],
                [name for name in FIELDS if getattr(sender, name)], _files(submission.id),
                until, any(one.name_shown for one in comments),
                next((one.reason for one in holds if _holds(one, submission)), ""),
                [(one, erasure_due(one.asked_at, consultation.timezone))
                 for one in contributions.erasures_asked(submission.id)],
            )
        )  # fmt: skip
    return found


def _holds(hold: contributing.Hold, submission: Submission) -> bool:
    return hold.consultation_id == submission.consultation_id and hold.submission_id in (None, submission.id)


def _files(submission_id: int) -> int:
    own = select(Attachment.id).where(
        Attachment.submission_id == submission_id, Attachment.state != "removed"
    )
    return len(db.session.scalars(own).all())


@dataclass(frozen=True)
class OnList:
    """One place on a list of the office: of those who must be asked, or who are invited."""

    consultation: Consultation
    is_invited: bool
    name: str
    address: str
    post: str
    place: str
    state: str
    """How it stands; empty for an invitation."""


def lists_with(account_id: int | None, submission_ids: Collection[int], now: datetime) -> list[OnList]:
    """Where the account stands, or whoever sent these by a personal link; the newest first."""
    asked = (
        contributions.asked_of_account(account_id)
        if account_id is not None
        else contributions.asked_of_submissions(submission_ids)
    )
    found = []
    for one in asked:
        made = db.session.get_one(Consultation, one.consultation_id)
        state = asking.state_of(one, made, now)
        found.append((one.added_at, OnList(made, False, one.name, one.address, one.post, one.place, state)))
    for invited in contributions.invitations_of_account(account_id) if account_id is not None else ():
        made = db.session.get_one(Consultation, invited.consultation_id)
        found.append((invited.invited_at, OnList(made, True, invited.name, invited.address, "", "", "")))
    return [one for _at, one in sorted(found, key=lambda row: row[0], reverse=True)]


def reads_of(submission_ids: Collection[int]) -> list[Read]:
    """Who looked at it, the newest first: every read of staff that names one of the comments, files or packages."""
    comments = db.session.execute(
        select(Comment.reference, Consultation.public_id, Consultation.title)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.submission_id.in_(submission_ids))
    ).all()
    files = db.session.scalars(
        select(Attachment.public_id).where(Attachment.submission_id.in_(submission_ids))
    )
    names, titles = {*(row[0] for row in comments), *files}, {row[1]: row[2] for row in comments}
    found = [
        Read(one.read_at, titles[log], _kind(one))
        for log in titles
        for one in record.reads_of(log)
        if one.what in WHOLE or _words(one.what) & names
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:NEWEST_READS]


def _words(what: str) -> set[str]:
    return {word.strip(",;:") for word in what.split()}


def _kind(read: PersonalRead) -> str:
    if read.what in WHOLE:
        return "package"
    first = read.what.split()[0]
    return {"sender": "sender", "attachment": "file"}.get(first, "comment")
