"""What senders do: send, confirm the address, correct, withdraw."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from consult.accounts.rules import check_address, check_name, fold_address
from consult.consultations import queries as consultations
from consult.consultations.models import Alternative, Article, Consultation, Version
from consult.contributions import permissions, queries, references, rules
from consult.contributions.events import AddressConfirmed, CommentCorrected, CommentReceived, CommentWithdrawn
from consult.contributions.models import Comment, Revision, Sender, Submission
from consult.contributions.service.showing import apply_publish, apply_state, count_one
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db, insert_row
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.organisations import queries as organisations
from consult.record import service as record

SIGN_IN = N_(
    "This consultation takes comments from people with an account. Your text is kept below: please sign in "
    "on another page, then send it from here."
)
AUDITOR = N_("Auditors read everything and change nothing. This was not done.")


@dataclass(frozen=True)
class Written:
    """A text that was checked and rendered before the write lock."""

    body: str
    html: str


@dataclass(frozen=True)
class Contact:
    """Who sends: all of it optional. ``token`` is the secret of the link mailed to the address."""

    name: str = ""
    show_name: bool = False
    email: str = ""
    token: str = ""
    is_confirmed: bool = False


def write(body: str, *, limit: int) -> Written:
    """Check and render a comment's text. Raises Refused on the field ``body``; nothing is stored."""
    body = text.normalise(body, limit=limit, field="body")
    if text.is_blank(body):
        raise Refused(N_("Please write your comment."), field="body")
    return Written(body, text.plain_html(body))


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
    contact: Contact = Contact(),
    alternative: Alternative | None = None,
) -> Comment:
    """Receive one comment. The rule is asked inside the transaction: received before the closing instant is in time.

    ``key`` is the sender's private key; only its hash is stored. ``language`` is the page's: mails speak it, and the
    comment too unless its letters say otherwise.
    """
    check_sending(
        actor, consultation, version, article=article, parent=parent, stance=stance, contact=contact, now=now
    )
    pseudonym, spoken = random_id(), language_of(written.body, language)
    sender = _sender(actor, contact, now)
    comment = Comment(
        public_id=random_id(), reference=_new_reference(), consultation_id=consultation.id, version_id=version.id,
        article_id=article.id if article else None, alternative_id=alternative.id if alternative else None,
        parent_id=(parent.parent_id or parent.id) if parent else None, stance=rules.check_stance(stance),
        language=spoken, name_shown=sender["name"] if contact.show_name else "", received_at=now, waiting_revision=1,
    )  # fmt: skip
    publication = "named" if comment.name_shown else "unnamed"
    entry = record.append(
        "comment.received", actor=actor, now=now, consultation=consultation.public_id,
        objects=[comment.public_id, version.public_id, article.public_id if article else ""], pseudonym=pseudonym,
        values={
            "body": written.body, "stance": comment.stance, "language": spoken, "reference": comment.reference,
            "capacity": "self", "publication": publication, "name": sender["name"], "email": sender["email"],
            **({"alternative": alternative.label} if alternative else {}),
        },
    )  # fmt: skip
    comment.submission_id = _new_submission(
        key=key, public_id=random_id(), consultation_id=consultation.id, pseudonym=pseudonym,
        publication=publication, language=language, received_at=now, entered_at=now, entry_id=entry.id,
    )  # fmt: skip
    insert_row(Sender, submission_id=comment.submission_id, **sender)
    state = rules.first_state(
        who_may_comment=consultation.who_may_comment, is_confirmed=sender["confirmed_at"] is not None,
        moderation=consultation.moderation,
    )  # fmt: skip
    comment.state = "unconfirmed" if state == "unconfirmed" else "pending"
    comment.waiting_since = None if state == "unconfirmed" else now
    db.session.add(comment)
    db.session.flush()
    _add_revision(comment, 1, written, now)
    count_one(comment, comment.state, 1)
    if state == "published":
        apply_publish(comment, 1, now=now, keeps_waiting=True)
    events.emit(CommentReceived(comment.id), now=now)
    return comment


def check_open(consultation: Consultation, *, now: datetime) -> None:
    """Raises Refused unless the consultation takes comments at this instant."""
    rules.check_open(
        consultations.phase_of(consultation, now), opens_at=consultation.opens_at, closes_at=consultation.closes_at,
        zone=consultation.timezone, received_at=now,
    )  # fmt: skip


def check_may_send(actor: Actor, consultation: Consultation, *, now: datetime) -> None:
    """Raises Refused where this actor's comments are not taken here, or not at this instant, whatever they say."""
    if not permissions.may_comment(actor, consultation):
        raise Forbidden(SIGN_IN if not actor.is_auditor else AUDITOR)
    check_open(consultation, now=now)


def check_sending(
    actor: Actor,
    consultation: Consultation,
    version: Version,
    *,
    article: Article | None,
    parent: Comment | None,
    stance: str,
    contact: Contact,
    now: datetime,
) -> None:
    """Everything that ``submit`` refuses, without storing anything: for the preview."""
    check_may_send(actor, consultation, now=now)
    _check_place(version, article, parent, consultation)
    rules.check_stance(stance)
    _check_shown_name(contact)
    email = check_address(contact.email) if contact.email else actor.email
    if consultation.who_may_comment == "confirmed" and not email:
        raise Refused(N_("This consultation asks for an e-mail address that you confirm."), field="email")


def _check_shown_name(contact: Contact) -> None:
    name = check_name(contact.name)
    if (
        contact.show_name
        and name
        and (text.same_words(name) in rules.OFFICIAL_LABELS or organisations.is_office_name(name))
    ):
        raise Refused(
            N_(
                "This name would look like an office’s own. Please give your own name, or leave the name hidden."
            ),
            field="name",
        )


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
        return insert_row(
            Submission, key_hash=references.key_hash(key), channel="web", capacity="self", **values
        )
    except IntegrityError as error:  # the same form, sent twice
        raise Conflict(N_("This form was already sent.")) from error


def _sender(actor: Actor, contact: Contact, now: datetime) -> dict[str, Any]:
    """The sender's row without its submission."""
    email = check_address(contact.email) if contact.email else actor.email
    folded = fold_address(email) if email else ""
    is_own = actor.account_id is not None and folded == fold_address(actor.email)
    token = hashlib.sha256(contact.token.encode()).hexdigest() if email and contact.token else None
    return {
        "account_id": actor.account_id, "name": check_name(contact.name), "email": email, "email_fold": folded,
        "confirm_token_hash": token, "confirmed_at": now if is_own or contact.is_confirmed else None,
    }  # fmt: skip


def _new_reference() -> str:
    while True:
        reference = references.new_reference(secrets.token_bytes(8))
        if db.session.scalar(select(Comment.id).where(Comment.reference == reference)) is None:
            return reference


def _add_revision(comment: Comment, number: int, written: Written, now: datetime) -> None:
    insert_row(
        Revision, comment_id=comment.id, number=number, body=written.body, html=written.html,
        html_version=text.VERSION, source_html="", redactions=[], written_at=now, entry_id="",
    )  # fmt: skip


def confirm_address(submission: Submission, *, now: datetime) -> None:
    """The mailed link was used: the address is the sender's; comments that waited for it go on."""
    sender = queries.sender_of(submission.id)
    if sender.confirmed_at is not None:
        return
    consultation = consultations.get_by_id(submission.consultation_id)
    waiting = [c for c in queries.comments_of(submission.id) if c.state == "unconfirmed"]
    if waiting:
        phase = consultations.phase_of(consultation, now)
        rules.check_may_confirm(phase, consultation.closes_at, consultation.timezone, now)
    sender.confirmed_at = now
    record.append(
        "submission.confirmed", actor=Actor("guest"), now=now, consultation=consultation.public_id,
        objects=[submission.public_id], pseudonym=submission.pseudonym,
    )  # fmt: skip
    for comment in waiting:
        apply_state(comment, "pending", now=now)
        comment.waiting_since, comment.waiting_revision = now, 1
        if consultation.moderation == "after":
            apply_publish(comment, 1, now=now, keeps_waiting=True)
    db.session.flush()
    events.emit(AddressConfirmed(submission.id), now=now)


def _check_may_change(actor: Actor) -> None:
    if not permissions.may_change(actor):
        raise Forbidden(AUDITOR)


def correct(actor: Actor, comment: Comment, written: Written, *, now: datetime) -> int:
    """A new wording by its sender (the door checked the key or the account). Returns the revision's number.

    The last published text stands until the new one passes the same moderation.
    """
    _check_may_change(actor)
    consultation = consultations.get_by_id(comment.consultation_id)
    submission = queries.get_submission(comment.submission_id)
    rules.check_may_correct(comment.state)
    check_open(consultation, now=now)
    number = len(queries.revisions(comment.id, published_only=False)) + 1
    _add_revision(comment, number, written, now)
    record.append(
        "comment.corrected", actor=actor, now=now, consultation=consultation.public_id, objects=[comment.public_id],
        pseudonym=submission.pseudonym, values={"body": written.body, "revision": str(number)},
    )  # fmt: skip
    if consultation.moderation == "after" and comment.state == "published":
        apply_publish(comment, number, now=now, keeps_waiting=True)
    else:
        comment.waiting_revision = number
        if comment.state != "unconfirmed":
            comment.waiting_since = comment.waiting_since or now
        comment.lock_version += 1
        db.session.flush()
    events.emit(CommentCorrected(comment.id, number), now=now)
    return number


def withdraw(actor: Actor, comment: Comment, *, now: datetime) -> None:
    """Taken back by its sender: the text leaves every page, feed and later export; reference and dates remain."""
    _check_may_change(actor)
    rules.check_may_withdraw(comment.state)
    consultation = consultations.get_by_id(comment.consultation_id)
    submission = queries.get_submission(comment.submission_id)
    comment.withdrawn_at = now
    comment.name_shown = ""
    record.append(
        "comment.withdrawn", actor=actor, now=now, consultation=consultation.public_id, objects=[comment.public_id],
        pseudonym=submission.pseudonym,
    )  # fmt: skip
    apply_state(comment, "withdrawn", now=now)
    events.emit(CommentWithdrawn(comment.id), now=now)
