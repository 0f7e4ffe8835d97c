"""The list of those who must be asked, as the office keeps it: who is on it, and which letters left when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import asking_lists, asking_states, permissions, references, rules
from consult.contributions.asking_lists import Listed
from consult.contributions.models import Asked, AskedLetter
from consult.contributions.queries import asking
from consult.foundation import text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.foundation.zones import in_zone
from consult.record import service as record

NOT_YOURS_TO_ASK = N_("Only authors and administrators of this body may do that.")
PERSONAL = ("whom", "area", "address", "post", "wanted_reason", "post_number", "how", "scans")
"""Committed values that lead to a person."""


@dataclass(frozen=True)
class Naming:
    """What a number of people or bodies have in common that are put on the list."""

    kind: str
    law: str
    language: str
    """Of the letters."""
    reason: str = ""
    """Why only after publication."""


def asked_key(secret: bytes, one: Asked) -> bytes:
    """The key in the newest personal link: it follows from the secret, so that letters can be printed again."""
    return references.private_key(secret, f"asked|{one.public_id}|{one.key_number}")


def add_asked(
    actor: Actor, consultation: Consultation, listed: Sequence[Listed], naming: Naming, *, secret: bytes,
    page_language: str, now: datetime,
) -> list[Asked]:  # fmt: skip
    """Put them on the list; those who are on it already are left out. The caller sends the letters."""
    _check_keeper(actor, consultation)
    if naming.kind not in asking_states.KINDS:
        raise Refused(N_("Please choose one of the answers."), field="kind")
    law, reason = (
        text.normalise(given, limit=rules.WORDS_LIMIT, field=field).strip()
        for field, given in (("law", naming.law), ("reason", naming.reason))
    )
    if not law:
        raise Refused(
            N_("Please name the law that says so, or say how they are affected; everybody reads it."),
            field="law",
        )
    known = {asking_lists.key_of(one.name, one.address) for one in asking.asked_of(consultation.id)
             if one.struck_at is None}  # fmt: skip
    asking_states.check_may_add(
        consultations.phase_of(consultation, now), reason=reason, number=len(listed), known=len(known)
    )
    _check_names_nobody(naming.kind, listed, (("law", law), ("reason", reason)))
    consulting.check_said(consultation, [law], "law")
    consulting.check_said(consultation, [reason], "reason")
    made = []
    for one in listed:
        if asking_lists.is_known(one, known):
            continue
        known.add(asking_lists.key_of(one.name, one.address))
        row = Asked(
            public_id=random_id(), consultation_id=consultation.id, kind=naming.kind, name=one.name,
            address=one.address, post=one.post, place=one.place, law=law,
            law_language=language_of(law, page_language), language=naming.language, key_number=1, added_at=now,
            added_by=actor.account_id, added_reason=reason, added_reason_language=language_of(reason, page_language),
        )  # fmt: skip
        row.key_hash = references.key_hash(asked_key(secret, row))
        db.session.add(row)
        made.append(row)
    db.session.flush()
    for row in made:
        _append("asked.added", actor, consultation, [row], now, values=_added(row))
    return made


def _added(one: Asked) -> dict[str, str]:
    is_body = one.kind == "body"
    late = (
        {"reason": one.added_reason, "reason_language": one.added_reason_language} if one.added_reason else {}
    )
    return {
        "kind": one.kind, "law": one.law, "law_language": one.law_language, "address": one.address, "post": one.post,
        "body" if is_body else "whom": one.name, "place" if is_body else "area": one.place, **late,
    }  # fmt: skip


def _check_names_nobody(kind: str, listed: Sequence[Listed], public: Sequence[tuple[str, str]]) -> None:
    """What everybody reads can't name a person on the list."""
    for field, words in public if kind == "person" else ():
        if any(len(one.name) > 1 and one.name.casefold() in words.casefold() for one in listed):
            raise Refused(N_("Everybody reads this, so it can’t name the people on the list."), field=field)


def _check_keeper(actor: Actor, consultation: Consultation) -> None:
    if not permissions.may_give_time(actor, consultation):
        raise Forbidden(NOT_YOURS_TO_ASK)


def strike_asked(actor: Actor, one: Asked, *, reason: str, page_language: str, now: datetime) -> None:
    """Take somebody off the list; after publication with a reason that everybody reads."""
    consultation = consultations.get_by_id(one.consultation_id)
    _check_keeper(actor, consultation)
    reason = text.normalise(reason, limit=rules.WORDS_LIMIT, field="reason").strip()
    phase = consultations.phase_of(consultation, now)
    asking_states.check_may_strike(phase, reason=reason, struck_at=one.struck_at)
    if one.answered_at is not None or one.no_comment_at is not None:
        raise Conflict(N_("This one has answered already, so the list keeps it."))
    _check_names_nobody(one.kind, [Listed(one.name)], (("reason", reason),))
    consulting.check_said(consultation, [reason], "reason")
    one.struck_at, one.struck_reason = now, reason
    one.struck_language = language_of(reason, page_language)
    one.wanted_at = None
    db.session.flush()
    _append(
        "asked.struck", actor, consultation, [one], now, reason=reason, reason_language=one.struck_language
    )


def note_letter(
    actor: Actor, one: Asked, *, now: datetime, is_reminder: bool = False, posted_on: date | None = None,
    post_number: str = "",
) -> AskedLetter:  # fmt: skip
    """A letter leaves: the caller queues the mail, or it was posted on that day. This is the proof of sending."""
    consultation = consultations.get_by_id(one.consultation_id)
    phase = consultations.phase_of(consultation, now)
    asking_states.check_may_write(asking.standing(one), phase)
    way = "post" if posted_on is not None else "mail"
    post_number = " ".join(text.normalise(post_number, limit=rules.LINE_LIMIT, field="post_number").split())
    if posted_on is not None and posted_on > in_zone(now, consultation.timezone).date():
        raise Refused(N_("This day is still to come. Please give the day it was posted."), field="posted_on")
    made = AskedLetter(
        public_id=random_id(), asked_id=one.id, way=way, is_reminder=is_reminder, sent_at=now, posted_on=posted_on,
        post_number=post_number, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(made)
    one.sent_at = one.sent_at or now
    if is_reminder:
        one.reminded_at = one.reminded_at or now
    db.session.flush()
    _append(
        "asked.letter_sent", actor, consultation, [one], now, also=made, way=way,
        purpose="reminder" if is_reminder else "asking", posted_on=f"{posted_on or ''}", post_number=post_number,
    )  # fmt: skip
    return made


def note_posted(
    actor: Actor, one: Asked, *, posted_on: date | None, post_number: str, now: datetime
) -> AskedLetter:
    """An author or a clerk posted the printed letter."""
    consultation = consultations.get_by_id(one.consultation_id)
    if not permissions.may_note_letters(actor, consultation):
        raise Forbidden(NOT_YOURS_TO_ASK)
    if posted_on is None:
        raise Refused(N_("Please give the day it was posted."), field="posted_on")
    return note_letter(
        actor, one, now=now, posted_on=posted_on, post_number=post_number, is_reminder=one.sent_at is not None
    )


def note_arrived(letter: AskedLetter, *, at: datetime, now: datetime) -> None:
    """The mail server took it."""
    letter.arrived_at = at
    db.session.flush()
    _append_letter("asked.letter_arrived", TIMER, letter, now)


def note_failed(actor: Actor, letter: AskedLetter, *, reason: str, now: datetime) -> None:
    """It came back, or the mail was given up. The actor is staff, or the timer for mails."""
    one = db.session.get_one(Asked, letter.asked_id)
    if actor.kind != "timer" and not permissions.may_note_letters(
        actor, consultations.get_by_id(one.consultation_id)
    ):
        raise Forbidden(NOT_YOURS_TO_ASK)
    if letter.failed_at is not None:
        raise Conflict(N_("It is noted already that this letter came back."))
    letter.failed_at = now
    letter.failed_reason = " ".join(text.normalise(reason, limit=rules.LINE_LIMIT, field="reason").split())
    db.session.flush()
    _append_letter("asked.letter_failed", actor, letter, now, why=letter.failed_reason)


def renew_link(actor: Actor, one: Asked, *, secret: bytes, now: datetime) -> None:
    """A new personal link for somebody whose letter got into other hands: the one before opens nothing any more."""
    consultation = consultations.get_by_id(one.consultation_id)
    _check_keeper(actor, consultation)
    if one.key_hash is None:
        raise Conflict(N_("Name and address were erased, so no letter can leave any more."))
    asking_states.check_may_write(asking.standing(one), consultations.phase_of(consultation, now))
    one.key_number += 1
    one.key_hash = references.key_hash(asked_key(secret, one))
    db.session.flush()
    _append("asked.link_renewed", actor, consultation, [one], now)


def check_may_send_again(actor: Actor, one: Asked, *, now: datetime) -> None:
    """Raises unless this actor may have the mail sent once more."""
    consultation = consultations.get_by_id(one.consultation_id)
    _check_keeper(actor, consultation)
    if not one.address or one.key_hash is None:
        raise Refused(N_("There is no address that a mail could go to. Please post the letter."))
    asking_states.check_may_write(asking.standing(one), consultations.phase_of(consultation, now))


def _append_letter(type_: str, actor: Actor, letter: AskedLetter, now: datetime, **values: str) -> None:
    one = db.session.get_one(Asked, letter.asked_id)
    consultation = consultations.get_by_id(one.consultation_id)
    _append(type_, actor, consultation, [one], now, also=letter, values=values)


def _append(
    type_: str,
    actor: Actor,
    consultation: Consultation,
    about: Sequence[Asked],
    now: datetime,
    *,
    also: AskedLetter | None = None,
    values: Mapping[str, str] | None = None,
    **more: str,
) -> None:
    role: str = actor.kind
    if actor.kind == "account":
        role = "author" if actor.holds(consultation.organisation_id, "author", "administrator") else "clerk"
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id,
        objects=[*(one.public_id for one in about), *([also.public_id] if also else [])],
        organisation_id=consultation.organisation_id, role=role if role != "guest" else "",
        values={**(values or {}), **more},
    )  # fmt: skip
