"""Who sends: what they say about themselves, what everybody sees of it, and that nobody is counted twice."""

import hashlib
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import update

from consult.accounts.rules import check_address, check_name, fold_address
from consult.contributions import queries, rules
from consult.contributions.masking import masked
from consult.contributions.models import Sender, Submission, SubmissionTally
from consult.foundation import phones, text
from consult.foundation.access import Actor
from consult.foundation.db import db, insert_or_add
from consult.foundation.errors import N_, Refused
from consult.foundation.phones import is_phone
from consult.organisations import queries as organisations

NAMING = (
    "name", "name_shown", "email", "person", "phone", "guardian", "organisation", "organisation_kind",
    "register_number", "members", "office", "interests", "place",
)  # fmt: skip
"""Values of a submission's entry that name its sender, or say who they are."""


@dataclass(frozen=True)
class Contact:
    """Who sends: all of it optional. ``token`` is the secret of the link mailed to the address."""

    name: str = ""
    show_name: bool = False
    """The older way to say ``publication="named"``."""
    email: str = ""
    token: str = ""
    is_confirmed: bool = False
    publication: str = ""
    """named, masked, unnamed or withheld; nothing chosen is unnamed."""
    confidential_reason: str = ""
    capacity: str = ""
    organisation: str = ""
    organisation_kind: str = ""
    register_number: str = ""
    members: str = ""
    office: str = ""
    interests: str = ""
    place: str = ""
    phone: str = ""
    region: str = ""
    """Country of a number typed without its code."""
    is_minor: bool = False
    guardian: str = ""
    guardian_kind: str = ""
    guardian_confirms: bool = False

    @property
    def shown(self) -> str:
        """The name that could be shown: the organisation's where one speaks, else the person's."""
        return self.organisation if self.capacity == "organisation" else self.name

    def name_shown(self, language: str) -> str:
        """The name everybody sees, empty where there is none to see."""
        if self.is_minor or self.publication in ("unnamed", "withheld"):
            return ""
        return masked(self.shown, language) if self.publication == "masked" else self.shown


_LINES = ("organisation", "organisation_kind", "register_number", "office", "place", "phone", "guardian")
_WORDS = ("members", "interests", "confidential_reason")


def checked(contact: Contact, *, is_copied: bool = False) -> Contact:
    """The same, cleaned and complete. Raises Refused on the field that is wrong.

    A number typed where the e-mail address goes is one all the same. ``is_copied``: a clerk copies from paper, where a
    number may be incomplete.
    """
    if phones.looks_like_phone(contact.email) and not contact.phone:
        contact = replace(contact, email="", phone=contact.email)
    clean: dict[str, Any] = {"name": check_name(contact.name)}
    for name in _LINES:
        line = text.normalise(getattr(contact, name), limit=rules.LINE_LIMIT, field=name)
        clean[name] = " ".join(line.split())
    for name in _WORDS:
        clean[name] = text.normalise(getattr(contact, name), limit=rules.WORDS_LIMIT, field=name).strip()
    if clean["phone"]:
        clean["phone"] = _number(clean["phone"], contact.region, is_copied=is_copied)
    contact = replace(contact, **clean)
    contact = replace(
        contact, capacity=rules.check_capacity(contact.capacity, organisation=contact.organisation)
    )
    publication = contact.publication or ("named" if contact.show_name and contact.shown else "")
    contact = replace(contact, publication=rules.check_publication(publication, name=contact.shown))
    rules.check_guardian(
        is_minor=contact.is_minor, guardian=contact.guardian, kind=contact.guardian_kind,
        is_confirmed=contact.guardian_confirms,
    )  # fmt: skip
    _check_shown_name(contact)
    return contact


def _number(typed: str, region: str, *, is_copied: bool) -> str:
    try:
        return phones.check_phone(typed, region=region)
    except Refused:
        if is_copied:
            return typed
        raise


def _check_shown_name(contact: Contact) -> None:
    name = contact.shown
    if contact.publication not in ("named", "masked") or not name:
        return
    if text.same_words(name) in rules.OFFICIAL_LABELS or organisations.is_office_name(name):
        raise Refused(
            N_(
                "This name would look like an office’s own. Please give your own name, or leave the name hidden."
            ),
            field="organisation" if contact.capacity == "organisation" else "name",
        )


def sender_values(actor: Actor, contact: Contact, now: datetime) -> dict[str, Any]:
    """The sender's row without its submission."""
    email, phone = addresses(actor, contact)
    address = email or (phone if is_textable(phone) else "")
    folded = fold_address(address) if address else ""
    is_own = actor.account_id is not None and folded == fold_address(actor.email)
    is_own_phone = actor.account_id is not None and bool(phone) and phone == actor.email
    token = hashlib.sha256(contact.token.encode()).hexdigest() if address and contact.token else None
    own = {field.name for field in fields(contact)} & {column.key for column in Sender.__table__.columns}
    return {
        **{name: getattr(contact, name) for name in own}, "account_id": actor.account_id, "email": email,
        "phone": phone, "email_fold": folded, "confirm_token_hash": token,
        "confirmed_at": now if is_own or contact.is_confirmed else None,
        "phone_confirmed_at": now if is_own_phone or (contact.is_confirmed and is_phone(address)) else None,
    }  # fmt: skip


def addresses(actor: Actor, contact: Contact) -> tuple[str, str]:
    """(e-mail address, telephone number) of a sender: those given, else the account's own. Raises Refused."""
    email = check_address(contact.email) if contact.email else ""
    if is_phone(actor.email):
        return email, contact.phone or actor.email
    return email or actor.email, contact.phone


def is_textable(phone: str) -> bool:
    """Whether a text message reaches a sender's number."""
    return is_phone(phone) and phones.is_textable(phone)


def committed(sender: dict[str, Any], contact: Contact) -> dict[str, str]:
    """What an entry commits to about the sender: who they are, for whom they speak, what they chose."""
    given = {name: getattr(contact, name) for name in (*_LINES, *_WORDS) if getattr(contact, name)}
    minor = {"is_minor": "true", "guardian_kind": contact.guardian_kind} if contact.is_minor else {}
    return {
        "capacity": contact.capacity, "publication": contact.publication, "name": sender["name"],
        "email": sender["email"], **given, **({"phone": sender["phone"]} if sender["phone"] else {}), **minor,
    }  # fmt: skip


# Counting -----------------------------------------------------------------------------------------


def count_submission(submission: Submission, *, comments: int) -> None:
    """Count a submission that is received now, and its sender unless they sent something before."""
    sender = queries.sender_of(submission.id)
    is_first = not queries.is_known_sender(submission, sender)
    if not is_first:
        db.session.execute(update(Submission).where(Submission.id == submission.id).values(is_first=False))
    count(
        submission.consultation_id, capacity=submission.capacity, is_late=submission.is_late,
        is_imported=submission.channel == "import", senders=int(is_first), submissions=1, comments=comments,
    )  # fmt: skip


def count_known_by_now(submission: Submission) -> None:
    """Its sender's address is confirmed now: where that person sent something before, they are one sender (S10)."""
    if submission.is_first and queries.is_known_sender(submission, queries.sender_of(submission.id)):
        submission.is_first = False
        count(
            submission.consultation_id, capacity=submission.capacity, is_late=submission.is_late,
            is_imported=submission.channel == "import", senders=-1,
        )  # fmt: skip


def count(
    consultation_id: int,
    *,
    capacity: str,
    is_late: bool,
    is_imported: bool,
    senders: int = 0,
    submissions: int = 0,
    comments: int = 0,
) -> None:
    """Count so many more (or fewer) of one kind."""
    key = {
        "consultation_id": consultation_id,
        "capacity": capacity,
        "is_late": is_late,
        "is_imported": is_imported,
    }
    more = {"senders": senders, "submissions": submissions, "comments": comments}
    counted = (
        update(SubmissionTally)
        .where(*(getattr(SubmissionTally, name) == value for name, value in key.items()))
        .values({name: getattr(SubmissionTally, name) + number for name, number in more.items()})
        .execution_options(synchronize_session=False)
    )
    if not db.session.execute(counted).rowcount:  # type: ignore[attr-defined] # of an UPDATE it is there
        insert_or_add(SubmissionTally, key, **more)
