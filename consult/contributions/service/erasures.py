"""Erasing at the sender's wish, a decision with a ground; and removing by order, which two people decide."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.consultations.service import signing
from consult.contributions import permissions, queries, rules
from consult.contributions.events import ErasureAsked, ErasureDecided
from consult.contributions.models import Comment, Erasure, Submission
from consult.contributions.rules import GONE
from consult.contributions.service.confirming import count_received
from consult.contributions.service.holding import check_not_held
from consult.contributions.service.remains import Remains, remains_of
from consult.contributions.service.sending import AUDITOR
from consult.contributions.service.showing import apply_state
from consult.contributions.service.wiping import Part, wipe
from consult.foundation import events, text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, NotFound, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.organisations.models import Approval
from consult.record import service as record

ERASE, REMOVE = "submission.erase", "comment.remove"
"""Names of the two acts that a second person signs."""
FILE_GONE = N_("This file isn’t one of this comment, or is gone already.")
NOT_YOURS = N_("Only an administrator of the body decides on this.")
CERTIFYING: list[Callable[[Erasure, str, datetime], None]] = []
"""Filled by this room's own hooks: queues the mail with the certificate before the address goes."""


@dataclass(frozen=True)
class Order:
    """An order to take something out, as everybody may read it."""

    kind: str
    scope: str
    words: str
    number: str = ""
    language: str = ""
    is_sealed_too: bool = False
    revision: int | None = None
    """Number of the wording, where only that one is meant."""
    attachment: str = ""
    """Random id of the file, where only that one is meant."""


def ask_erasure(
    actor: Actor, submission: Submission, *, scope: str, language: str, now: datetime
) -> Erasure:  # fmt: skip
    """The sender (the door checked the key or the account) wants the name erased, or all of it."""
    if not permissions.may_change(actor):
        raise Forbidden(AUDITOR)
    comments = queries.comments_of(submission.id)
    rules.check_scope(scope)
    waits = queries.waiting_erasure(submission.id) is not None
    rules.check_may_ask([one.state for one in comments], is_asked=waits)
    made = Erasure(
        public_id=random_id(), consultation_id=submission.consultation_id, submission_id=submission.id, scope=scope,
        is_sealed_too=True, language=language, asked_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record.append(
        "erasure.asked", actor=actor, now=now, consultation=consultations.get_by_id(made.consultation_id).public_id,
        objects=[made.public_id, submission.public_id], pseudonym=submission.pseudonym, values={"scope": scope},
    )  # fmt: skip
    events.emit(ErasureAsked(made.id), now=now)
    return made


def decide_erasure(
    actor: Actor, made: Erasure, *, decision: str, ground: str, note: str, now: datetime
) -> Approval | None:
    """Grant, restrict or refuse. What is granted can't be undone, so a second person signs it first."""
    consultation = _to_decide(actor, made)
    rules.check_decision(decision, ground)
    note = text.normalise(note, limit=rules.WORDS_LIMIT, field="note").strip()
    if decision == "granted":
        check_not_held([queries.get_submission(made.submission_id)])
        return signing.together(
            actor,
            consultation,
            ERASE,
            subject=made.public_id,
            facts={"ground": ground, "note": note},
            now=now,
        )
    if decision == "restricted":
        _restrict(made, now)
    _decided(actor, made, decision=decision, ground=ground, note=note, now=now)
    _certify(made, _address(made), now)
    return None


def _to_decide(actor: Actor, made: Erasure) -> Consultation:
    consultation = consultations.get_by_id(made.consultation_id)
    if not permissions.may_decide_erasure(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if made.decision:
        raise Conflict(N_("This was decided already."))
    return consultation


def erase_signed(actor: Actor, approval: Approval, now: datetime) -> None:
    """Two people agreed (or one, where there is no second): it is erased."""
    made = erasure_of(approval)
    submission = queries.get_submission(made.submission_id)
    check_not_held([submission])
    comments = queries.comments_of(submission.id)
    made.is_alone = approval.is_alone
    address = _address(made)
    _decided(
        actor, made, decision="granted", ground=approval.facts["ground"], note=approval.facts["note"], now=now
    )
    is_all = made.scope == "all"
    part = Part(name=True, words=is_all)
    made.fields = sorted(part.fields)
    if is_all:
        for comment in comments:
            _end(comment, made, "erased", now)
    made.fields = sorted(wipe(submission, comments, part, now=now))
    _append_taken(made, "sender.erased", submission.public_id, now)
    _certify(made, address, now)


def _restrict(made: Erasure, now: datetime) -> None:
    """It leaves every page and nobody works with it; it is only kept."""
    submission = queries.get_submission(made.submission_id)
    for comment in queries.comments_of(submission.id):
        if comment.name_shown:
            comment.name_shown, comment.import_salt = "", None
        if made.scope == "all" and comment.state not in GONE:
            if comment.state == "unconfirmed":
                count_received(submission)
            comment.is_withheld = True
            _append_taken(made, "comment.restricted", comment.public_id, now)
            apply_state(comment, "withheld", now=now)


def order_removal(actor: Actor, comment: Comment, order: Order, *, now: datetime) -> Approval:
    """Ask that something of a comment is taken out because it was ordered. A second person's signature does it."""
    consultation = consultations.get_by_id(comment.consultation_id)
    if not permissions.may_decide_erasure(actor, consultation):
        raise Forbidden(NOT_YOURS)
    number = " ".join(text.normalise(order.number, limit=rules.LINE_LIMIT, field="order_number").split())
    words = text.normalise(order.words, limit=rules.WORDS_LIMIT, field="order_text").strip()
    rules.check_order(kind=order.kind, number=number, words=words, scope=order.scope)
    consulting.check_said(consultation, [words, number], "order_text")
    left = remains_of(comment)
    left.check(order.scope, is_sealed_too=order.is_sealed_too)
    submission = queries.get_submission(comment.submission_id)
    check_not_held([submission])
    revision = order.revision if order.scope == "wording" else None
    if order.scope == "wording":
        rules.check_wording(revision, left.numbers(is_sealed_too=order.is_sealed_too))
    made = Erasure(
        public_id=random_id(), consultation_id=consultation.id, submission_id=comment.submission_id,
        comment_id=comment.id, scope=order.scope, revision=revision, attachment_id=_file_of(left, order),
        order_kind=order.kind, order_number=number,
        order_text=words,
        text_language=language_of(words, order.language), is_sealed_too=order.is_sealed_too, asked_at=now,
        language=submission.language,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    values = {"order_number": number, "order_text": words, "scope": order.scope}
    _append_by_staff(
        actor,
        "erasure.asked",
        consultation,
        made,
        now,
        ground=order.kind,
        objects=[comment.public_id],
        **values,
    )
    return signing.together(actor, consultation, REMOVE, subject=made.public_id, now=now)


def _file_of(left: Remains, order: Order) -> int | None:
    """The one file that has to go; None for all of them, and where none has to. Raises Refused where it isn't there."""
    if order.scope != "files" or not order.attachment:
        return None
    for file in left.files:
        if file.public_id == order.attachment:
            return file.id
    raise Refused(FILE_GONE, field="attachment")


def _check_still_there(made: Erasure, comment: Comment) -> None:
    """Another order, or the sender's own wish, may have been done while this one waited for its signature."""
    left = remains_of(comment)
    left.check(made.scope, is_sealed_too=made.is_sealed_too)
    if made.revision:
        rules.check_wording(made.revision, left.numbers(is_sealed_too=made.is_sealed_too))
    if made.attachment_id and made.attachment_id not in [file.id for file in left.files]:
        raise Refused(FILE_GONE)


def remove_signed(actor: Actor, approval: Approval, now: datetime) -> None:
    """Two people agreed (or one, where there is no second): it is taken out."""
    made = erasure_of(approval)
    comment = queries.get(made.comment_id or 0)
    submission = queries.get_submission(comment.submission_id)
    check_not_held([submission])
    _check_still_there(made, comment)
    made.is_alone = approval.is_alone
    address = _address(made)
    _decided(actor, made, decision="granted", ground=made.order_kind, note="", now=now)
    part = Part(
        name=made.scope == "name", words=made.scope == "text", files=made.scope == "files",
        is_sealed_too=made.is_sealed_too, revision=made.revision, attachment_id=made.attachment_id,
    )  # fmt: skip
    made.fields = sorted(part.fields)
    if part.words and comment.state == "removed":  # an earlier order left its words in the sealed originals
        _append_taken(made, "comment.original_erased", comment.public_id, now)
    elif part.words:
        _end(comment, made, "removed", now)
    made.fields = sorted(wipe(submission, [comment], part, now=now))
    if not part.words:
        thing = "sender" if part.name else "wording" if part.revision else "attachment"
        _append_taken(made, f"{thing}.removed", comment.public_id, now, **_which(made))
    _certify(made, address, now)


def void_removal(approval: Approval) -> None:
    """The second person said no, or it was taken back: the order stays undone."""
    made = erasure_of(approval)
    made.decision, made.decided_at = "refused", approval.decided_at


def note_swept(erasures: Sequence[Erasure], *, now: datetime) -> None:
    """Nothing of it is left in files, free pages of the database or old packages."""
    for made in erasures:
        made.swept_at = now
        record.append(
            "erasure.completed", actor=TIMER, now=now, objects=[made.public_id],
            consultation=consultations.get_by_id(made.consultation_id).public_id,
        )  # fmt: skip
    db.session.flush()


def erasure_of(approval: Approval) -> Erasure:
    """What is asked for. Raises NotFound."""
    found = queries.find_erasure(approval.subject)
    if found is None:
        raise NotFound
    return found


def erase_content(approval: Approval) -> str:
    """What is signed: whose submission, how far, on which ground."""
    made = erasure_of(approval)
    return json.dumps(
        [made.public_id, made.scope, made.decision, approval.facts], ensure_ascii=False, sort_keys=True
    )


def remove_content(approval: Approval) -> str:
    """What is signed: which comment, how far, by which order."""
    made = erasure_of(approval)
    order = [
        made.order_kind,
        made.order_number,
        made.order_text,
        made.scope,
        made.is_sealed_too,
        made.revision,
        made.attachment_id,
    ]
    return json.dumps([made.public_id, made.comment_id, *order], ensure_ascii=False)


# Parts -------------------------------------------------------------------------------------------


def _end(comment: Comment, made: Erasure, state: str, now: datetime) -> None:
    if comment.state == state or comment.state == "erased":
        return
    if comment.state == "unconfirmed":
        count_received(queries.get_submission(comment.submission_id))
    _append_taken(made, f"comment.{state}", comment.public_id, now)
    apply_state(comment, state, now=now)


def _decided(actor: Actor, made: Erasure, *, decision: str, ground: str, note: str, now: datetime) -> None:
    made.decision, made.ground, made.note, made.decided_at = decision, ground, note, now
    db.session.flush()
    consultation = consultations.get_by_id(made.consultation_id)
    values = {"decision": decision, "note": note}
    _append_by_staff(actor, "erasure.decided", consultation, made, now, ground=ground, **values)
    events.emit(ErasureDecided(made.id), now=now)


def _address(made: Erasure) -> str:
    """Where the sender is told of it, empty where no confirmed address was given."""
    sender = queries.find_sender(made.submission_id)
    return sender.email if sender is not None and sender.confirmed_at is not None else ""


def _certify(made: Erasure, address: str, now: datetime) -> None:
    for certify in CERTIFYING if address else ():
        certify(made, address, now)


def _which(made: Erasure) -> dict[str, str]:
    """The one file, or the one wording, that an order is about: of no other may anything be missing."""
    if made.revision:
        return {"revision": str(made.revision)}
    return {"file": queries.file_id(made.attachment_id)} if made.attachment_id else {}


def _append_taken(
    made: Erasure, type_: str, thing: str, now: datetime, *, file: str = "", **which: str
) -> None:  # fmt: skip
    """The entry that says what was taken out: its fields and the ground, never content."""
    submission = queries.get_submission(made.submission_id)
    record.append(
        type_, actor=Actor("guest"), now=now, pseudonym=submission.pseudonym,
        objects=[thing, made.public_id, *([file] if file else [])],
        consultation=consultations.get_by_id(made.consultation_id).public_id, ground=made.ground or made.order_kind,
        values={"fields": " ".join(made.fields), "scope": made.scope, **which},
    )  # fmt: skip


def _append_by_staff(
    actor: Actor, type_: str, consultation: Consultation, made: Erasure, now: datetime, *, ground: str,
    objects: Sequence[str] = (), **values: str,
) -> None:  # fmt: skip
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=[made.public_id, *objects],
        organisation_id=consultation.organisation_id, ground=ground, values=values,
        role="administrator" if actor.kind == "account" else actor.kind,
    )  # fmt: skip
