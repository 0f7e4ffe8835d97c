"""Erasing what identifies senders when its time is over: what the form promised before they sent."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from consult.consultations import queries as consultations
from consult.contributions.models import Comment, PhoneCode, Sender, Submission
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.record import service as record

CONTACT = ("email", "phone", "guardian")
"""What only serves to write to a sender, or to know who vouched for one."""


def erase_contacts(submission_ids: Collection[int], *, now: datetime) -> None:
    """Erase addresses and names that aren't shown, and the record's openings of them. The words stay."""
    named = set(
        db.session.scalars(
            select(Comment.submission_id)
            .join(Submission, Submission.id == Comment.submission_id)
            .where(
                Comment.submission_id.in_(submission_ids), Comment.name_shown != "",
                Submission.publication == "named", Submission.capacity != "organisation",
            )
        )
    )  # fmt: skip
    erased: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(Submission, Sender)
        .join(Sender, Sender.submission_id == Submission.id)
        .where(Submission.id.in_(submission_ids), Sender.erased_at.is_(None))
    ).all()
    for submission, sender in rows:
        is_named = submission.id in named
        sender.email = sender.email_fold = sender.phone = sender.guardian = ""
        sender.name = sender.name if is_named else ""
        sender.confirm_token_hash = sender.phone_confirmed_at = None
        db.session.execute(delete(PhoneCode).where(PhoneCode.submission_id == submission.id))
        sender.erased_at = now
        record.erase_openings([submission.entry_id], CONTACT if is_named else [*CONTACT, "name"])
        erased[submission.consultation_id].append(submission.public_id)
    for consultation_id, public_ids in erased.items():
        record.append(
            "submission.contact-erased", actor=TIMER, now=now,
            consultation=consultations.get_by_id(consultation_id).public_id, objects=public_ids,
        )  # fmt: skip
    db.session.flush()
