"""What senders do: send, confirm the address, correct, withdraw."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult.consultations import queries as consultations
from consult.consultations.models import Alternative, Article, Consultation, Version
from consult.contributions import passages, permissions, queries, references, rules
from consult.contributions.events import CommentReceived
from consult.contributions.models import (
    Asked,
    Comment,
    DraftFile,
    Invitation,
    MoreTime,
    Revision,
    Sender,
    Submission,
)
from consult.contributions.service.aiming import NO_AIM, Aim
from consult.contributions.service.asked_saying import (
    check_asked,
    contact_of_asked,
    note_asked_answered,
    until_of,
)
from consult.contributions.service.carrying import carry_late
from consult.contributions.service.filing import allot, file_values, move_files
from consult.contributions.service.inviting import check_invitation, note_answered
from consult.contributions.service.receipts import mail_receipts, store_receipt
from consult.contributions.service.senders import (
    Contact,
    addresses,
    checked,
    committed,
    count_submission,
    is_textable,
    sender_values,
)
from consult.contributions.service.showing import count_one, show_at_once
from consult.contributions.service.times import note_more_time
from consult.contributions.service.written import Part, Written
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db, insert_row
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.record import service as record

SIGN_IN = N_(
    "This consultation takes comments from people with an account. Your text is kept below: please sign in "
    "on another page, then send it from here."
)
AUDITOR = N_("Auditors read everything and change nothing. This was not done.")
NOBODY = Contact()
"""Somebody who says nothing of themselves."""


def submit(
    actor: Actor,
    consultation: Consultation,
    version: Version,
    written: Written,
    *,
    key: bytes,
    language: str,
    now: datetime,
    article: Article | None = None,
    parent: Comment | None = None,
    stance: str = "",
    contact: Contact = NOBODY,
    more_time: MoreTime | None = None,
    invitation: Invitation | None = None,
    asked: Asked | None = None,
    alternative: Alternative | None = None,
    aim: Aim = NO_AIM,
) -> Comment:
    """Receive one comment: a submission with one part."""
    part = Part(version, written, article, parent, stance, alternative, aim)
    return send(
        actor,
        consultation,
        [part],
        key=key,
        language=language,
        now=now,
        contact=contact,
        more_time=more_time,
        invitation=invitation,
        asked=asked,
    )[0]


def send(
    actor: Actor,
    consultation: Consultation,
    parts: Sequence[Part],
    *,
    key: bytes,
    language: str,
    now: datetime,
    contact: Contact = NOBODY,
    more_time: MoreTime | None = None,
    invitation: Invitation | None = None,
    asked: Asked | None = None,
) -> list[Comment]:
    """Receive a submission with its parts and the files kept for it; returns the comments, in their order.

    The rule is asked inside the transaction: received before the closing instant is in time. ``key`` is the
    sender's private key; only its hash is stored. ``language`` is the page's: mails speak it, and each comment too
    unless its letters say otherwise. ``more_time``: what was extended for this sender; ``invitation``: what they
    brought; ``asked``: who had to be asked and came by the personal link.
    """
    until = more_time.until if more_time else None
    contact, is_late = check_sending(
        actor, consultation, parts, contact=contact, now=now, until=until, invitation=invitation, asked=asked
    )
    arrival = Arrival(
        is_late, invitation_id=invitation.id if invitation else None, asked=asked.public_id if asked else ""
    )
    comments = receive(actor, consultation, parts, arrival, contact, key=key, language=language, now=now)
    if invitation:
        note_answered(invitation, consultation, now=now)
    submission_id = comments[0].submission_id
    if asked is not None:
        note_asked_answered(queries.get_submission(submission_id), consultation, asked, now)
        more_time = more_time or (
            db.session.get(MoreTime, asked.more_time_id) if asked.more_time_id else None
        )
    if more_time and consultations.phase_of(consultation, now) == "closed" and not is_late:
        note_more_time(queries.get_submission(submission_id), consultation, more_time, now)
    return comments


@dataclass(frozen=True)
class Arrival:
    """How a submission came: through the form, or to a clerk, who enters it later."""

    is_late: bool = False
    channel: str = "web"
    received_at: datetime | None = None
    """Where it isn't the moment it is stored."""
    invitation_id: int | None = None
    asked: str = ""
    """Random id of whoever had to be asked and answers with it: by their personal link nothing more is confirmed."""


def receive(
    actor: Actor,
    consultation: Consultation,
    parts: Sequence[Part],
    arrival: Arrival,
    contact: Contact,
    *,
    key: bytes,
    language: str,
    now: datetime,
) -> list[Comment]:
    """Part of verbs: store a submission that was checked. Its entries say it was received; times count from receipt."""
    at, is_late = arrival.received_at or now, arrival.is_late
    pseudonym, public_id = random_id(), random_id()
    sender = sender_values(actor, contact, now)
    # that it answers for somebody who had to be asked every one commits to alike, or the field would tell whose it is
    about = committed(sender, contact) | {"asked": arrival.asked}
    comments = [_new_comment(part, contact, language, is_late=is_late, now=at) for part in parts]
    whole = ""
    if len(parts) > 1:
        whole = record.append(
            "submission.received", actor=actor, now=now, consultation=consultation.public_id,
            objects=[public_id, *(comment.public_id for comment in comments)], pseudonym=pseudonym,
            values={"language": language, **about},
        ).id  # fmt: skip
        about = {}
    files = allot(key, comments)
    of_parts = [
        _received(actor, consultation, part, comment, about, own, pseudonym=pseudonym, now=now)
        for part, comment, own in zip(parts, comments, files, strict=True)
    ]
    submission_id = _new_submission(
        key=key, public_id=public_id, consultation_id=consultation.id, pseudonym=pseudonym,
        publication=contact.publication, capacity=contact.capacity, is_late=is_late, is_minor=contact.is_minor,
        confidential_reason=contact.confidential_reason, language=language, received_at=at, entered_at=now,
        channel=arrival.channel, entry_id=whole or of_parts[0],
    )  # fmt: skip
    stored = Sender(submission_id=submission_id, invitation_id=arrival.invitation_id, **sender)
    db.session.add(stored)  # held, so that whoever asks for it below reads it from memory
    db.session.flush()
    state = _first_state(actor, consultation, arrival, sender, contact)
    if whole:
        store_receipt(submission_id, None, whole, now=now)
    for part, comment, own, entry_id in zip(parts, comments, files, of_parts, strict=True):
        _store(submission_id, part, comment, consultation, state, now=now)
        move_files(own, submission_id, comment)
        store_receipt(submission_id, comment.id, entry_id, now=now)
    mail_receipts(stored, now=now)
    if state != "unconfirmed":
        count_submission(queries.get_submission(submission_id), comments=len(comments))
    for comment in comments:
        events.emit(CommentReceived(comment.id), now=now)
    return comments


def _first_state(
    actor: Actor, consultation: Consultation, arrival: Arrival, sender: Mapping[str, Any], contact: Contact
) -> str:
    return rules.first_state(
        who_may_comment=consultation.who_may_comment,
        is_confirmed=arrival.channel != "web" or arrival.asked != "" or rules.is_enough(
            consultation.who_may_comment, is_reachable=sender["confirmed_at"] is not None,
            is_identified=actor.is_identified or sender["phone_confirmed_at"] is not None,
        ),
        is_withheld=contact.publication == "withheld",
    )  # fmt: skip


def _new_comment(part: Part, contact: Contact, language: str, *, is_late: bool, now: datetime) -> Comment:
    parent = part.parent
    return Comment(
        public_id=random_id(), reference=_new_reference(), consultation_id=part.version.consultation_id,
        version_id=part.version.id, article_id=part.article.id if part.article else None,
        alternative_id=part.alternative.id if part.alternative else None,
        parent_id=(parent.parent_id or parent.id) if parent else None, stance=rules.check_stance(part.stance),
        language=language_of(part.written.body, language), name_shown=contact.name_shown(language), received_at=now,
        waiting_revision=1, is_withheld=contact.publication == "withheld", is_late=is_late, capacity=contact.capacity,
        edition=part.aim.edition, quote=part.aim.selector, proposal=[], supports=0,
    )  # fmt: skip


def _received(
    actor: Actor,
    consultation: Consultation,
    part: Part,
    comment: Comment,
    about: Mapping[str, str],
    files: Sequence[DraftFile],
    *,
    pseudonym: str,
    now: datetime,
) -> str:
    """The entry of one part; returns its id."""
    values = {
        "body": part.written.body, "stance": comment.stance, "language": comment.language,
        "reference": comment.reference, **part.aim.values, **about,
    }  # fmt: skip
    if comment.name_shown:
        values["name_shown"] = comment.name_shown
    if part.alternative:
        values["alternative"] = part.alternative.label
    if part.written.confidential:
        values |= marked_values(part.written)
    values |= file_values(files)
    return record.append(
        "comment.received", actor=actor, now=now, consultation=consultation.public_id,
        objects=[
            comment.public_id, part.version.public_id, part.article.public_id if part.article else "",
            *([queries.get(comment.parent_id).public_id] if comment.parent_id else []),
        ], pseudonym=pseudonym, values=values,
    ).id  # fmt: skip


def _store(
    submission_id: int, part: Part, comment: Comment, consultation: Consultation, state: str, *, now: datetime
) -> None:
    """Store one part. Where moderation comes after, it is shown at once and waits all the same."""
    comment.submission_id, comment.state = submission_id, state
    comment.waiting_since = None if state == "unconfirmed" else now
    db.session.add(comment)
    db.session.flush()
    add_revision(comment, 1, part.written, now, proposal=part.aim.proposal)
    count_one(comment, state, 1)
    carry_late(comment, now)
    show_at_once(comment, consultation, now)


def marked_values(written: Written) -> dict[str, str]:
    """What an entry says of words that their sender wants covered, and of those that are left to read."""
    marks = written.confidential
    left = passages.left_to_read(written.body, (), marks)
    return {"confidential": json.dumps(marks), "left": left} if marks else {}


def check_open(
    consultation: Consultation, *, now: datetime, until: datetime | None = None, takes_late: bool = True
) -> bool:
    """Whether it comes late, where late ones are kept. Raises Refused unless comments are taken at this instant."""
    return rules.check_open(
        consultations.phase_of(consultation, now), opens_at=consultation.opens_at, closes_at=consultation.closes_at,
        zone=consultation.timezone, received_at=now, until=until,
        late_policy=consultation.late_policy if takes_late else "refuse",
    )  # fmt: skip


def check_may_send(
    actor: Actor, consultation: Consultation, *, now: datetime, until: datetime | None = None,
    asked: Asked | None = None,
) -> bool:  # fmt: skip
    """Whether it comes late. Raises Refused where this actor's comments are not taken here, or not at this instant.

    Whoever had to be asked needs no account.
    """
    if actor.is_auditor:
        raise Forbidden(AUDITOR)
    if asked is None and not permissions.may_comment(actor, consultation):
        raise Forbidden(SIGN_IN)
    if asked is not None:
        check_asked(asked, consultation)
    return check_open(consultation, now=now, until=until_of(asked, until))


def check_sending(
    actor: Actor,
    consultation: Consultation,
    parts: Sequence[Part],
    *,
    contact: Contact,
    now: datetime,
    until: datetime | None = None,
    invitation: Invitation | None = None,
    asked: Asked | None = None,
) -> tuple[Contact, bool]:
    """Everything that ``send`` refuses, storing nothing. Returns the contact, cleaned, and whether it is late."""
    is_late = check_may_send(actor, consultation, now=now, until=until, asked=asked)
    if asked is None:
        check_invitation(consultation, consultation.who_may_comment, invitation)
    else:
        contact = contact_of_asked(asked, contact)
    for part in parts:
        _check_place(part.version, part.article, part.parent, consultation)
        rules.check_stance(part.stance)
    contact = checked(contact)
    marks = sum(len(part.written.confidential) for part in parts)
    rules.check_confidential_reason(marks=marks, reason=contact.confidential_reason)
    email, phone = addresses(actor, contact)
    if asked is None:
        rules.check_addresses(
            consultation.who_may_comment, has_email=bool(email), has_phone=bool(phone),
            is_textable=is_textable(phone), is_identified=actor.is_identified,
        )  # fmt: skip
    if not parts:
        raise Refused(N_("Please write something first: on the whole draft, or on an article."))
    return contact, is_late


def _check_place(
    version: Version, article: Article | None, parent: Comment | None, consultation: Consultation
) -> None:
    if version.withdrawn_at is not None:
        raise Refused(
            N_(
                "This version of the draft was withdrawn. Please comment on the newest version; your text is kept "
                "below."
            )
        )
    if article is not None and article.version_id != version.id:
        raise Refused(N_("This article doesn’t belong to that version of the draft."), field="article")
    if parent is not None and (parent.consultation_id != consultation.id or parent.state != "published"):
        raise Refused(N_("The comment you are answering isn’t public any more. Your text is kept below."))


def _new_submission(*, key: bytes, **values: Any) -> int:
    try:
        return insert_row(Submission, key_hash=references.key_hash(key), **values)
    except IntegrityError as error:  # the same form, sent twice
        raise Conflict(N_("This form was already sent.")) from error


def _new_reference() -> str:
    while True:
        reference = references.new_reference(secrets.token_bytes(8))
        if db.session.scalar(select(Comment.id).where(Comment.reference == reference)) is None:
            return reference


def add_revision(
    comment: Comment,
    number: int,
    written: Written,
    now: datetime,
    *,
    proposal: Sequence[Sequence[Any]] = (),
) -> None:
    """Part of verbs: store a wording, with the wording of the article that it proposes."""
    covered = passages.covered((), written.confidential)
    insert_row(
        Revision, comment_id=comment.id, number=number, body=written.body, html=written.html,
        html_version=text.VERSION, source_html="", redactions=covered, written_at=now, entry_id="",
        confidential=[list(span) for span in written.confidential], proposal=[list(one) for one in proposal],
    )  # fmt: skip
