"""Removing a version of the draft, or a document beside it, by order: two people, and its address says so for ever."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from consult.consultations import orders, permissions, queries, rules
from consult.consultations.models import (
    Alternative,
    ArticleText,
    Consultation,
    DraftRemoval,
    Edition,
    SupportingDocument,
    Version,
)
from consult.consultations.service import signing
from consult.consultations.service.entries import append
from consult.consultations.service.saying import check_said
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.organisations.models import Approval
from consult.record import service as record

REMOVE = "draft.remove"
NOT_YOURS = N_("Only an administrator of the body decides on this.")
STILL_NEEDED = N_(
    "People are commenting on this version now. Publish the next version, or suspend the consultation, then remove it."
)
WORDS = (
    "heading", "source_html", "html", "text", "explanation_html", "explanation", "in_force_html", "in_force",
    "lead_html",
)  # fmt: skip
"""Columns of an article's text that say something."""


@dataclass(frozen=True)
class DraftOrder:
    """An order to take a version or a document out, as everybody may read it."""

    kind: str
    words: str
    number: str = ""
    language: str = ""
    is_sealed_too: bool = False


@dataclass(frozen=True)
class Removed:
    """What went, for the rooms above: they take it out of what they made of it."""

    removal: DraftRemoval
    consultation: Consultation
    texts: Sequence[str]
    """What it said and no other public version says."""
    public: Sequence[str]
    names: Sequence[str]


CHECKS: list[Callable[[Consultation], object]] = []
"""Filled by higher rooms: raise Refused where nothing of the consultation may be taken out now (a hold)."""
REMOVED: list[Callable[[Removed, datetime], object]] = []
"""Filled by higher rooms; each acts in the same transaction and writes its own entries."""


def order_draft_removal(
    actor: Actor,
    consultation: Consultation,
    thing: Version | SupportingDocument,
    order: DraftOrder,
    *,
    now: datetime,
) -> Approval:
    """Ask that a published version or a document is taken out, by order. A second person's yes does it."""
    if not permissions.may_remove(actor, consultation):
        raise Forbidden(NOT_YOURS)
    number = " ".join(text.normalise(order.number, limit=orders.LINE_LIMIT, field="order_number").split())
    words = text.normalise(order.words, limit=orders.WORDS_LIMIT, field="order_text").strip()
    orders.check_order(kind=order.kind, number=number, words=words)
    _check(consultation, thing, now)
    check_said(consultation, [words, number], "order_text")
    made = DraftRemoval(
        public_id=random_id(), consultation_id=consultation.id,
        version_id=thing.id if isinstance(thing, Version) else None,
        document_id=thing.id if isinstance(thing, SupportingDocument) else None,
        order_kind=order.kind, order_number=number, order_text=words,
        text_language=language_of(words, order.language), is_sealed_too=order.is_sealed_too, asked_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    append(
        "draft.removal_asked", actor, consultation, now, role="administrator",
        objects=[made.public_id, thing.public_id], ground=order.kind,
        values={"order_number": number, "order_text": words},
    )  # fmt: skip
    return signing.together(actor, consultation, REMOVE, subject=made.public_id, now=now)


def remove_draft_signed(actor: Actor, approval: Approval, now: datetime) -> None:
    """Two people agreed (or one, where there is no second): it is taken out."""
    made = queries.draft_removal(approval.subject)
    consultation, thing = queries.get_by_id(made.consultation_id), queries.thing_of(made)
    _check(consultation, thing, now)
    made.decision, made.decided_at, made.is_alone = "granted", now, approval.is_alone
    removed = (
        _of_version(made, consultation, thing)
        if isinstance(thing, Version)
        else _of_document(made, consultation, thing)
    )
    if isinstance(thing, Version):
        _wipe_version(thing)
    else:
        thing.content, thing.title, thing.file_name = None, "", ""
        thing.ended_at, thing.ended_reason = thing.ended_at or now, ""
        thing.added_reason = ""
    thing.removed_at = now
    db.session.flush()
    if made.is_sealed_too:
        entries = [one.id for one in record.entries_naming(consultation.public_id, [thing.public_id])]
        record.erase_openings(
            entries,
            (
                "change_note",
                "change_notes",
                "title",
                "reason",
                "file_sha256",
                "editions",
                "file_name",
                "file_names",
            ),
        )
    append(
        "version.removed" if isinstance(thing, Version) else "document.removed", actor, consultation, now,
        role="signer", objects=[thing.public_id, made.public_id], ground=made.order_kind,
        values={"order_number": made.order_number, "order_text": made.order_text},
    )  # fmt: skip
    for follow in REMOVED:
        follow(removed, now)
    db.session.flush()


def void_draft_removal(approval: Approval) -> None:
    """The second person said no, or it was taken back: the order stays undone."""
    made = queries.draft_removal(approval.subject)
    made.decision, made.decided_at = "refused", approval.decided_at


def draft_removal_content(approval: Approval) -> str:
    """What is signed: which version or document, by which order."""
    made = queries.draft_removal(approval.subject)
    order = [made.order_kind, made.order_number, made.order_text, made.is_sealed_too]
    return json.dumps([made.public_id, made.version_id, made.document_id, *order], ensure_ascii=False)


def _check(consultation: Consultation, thing: Version | SupportingDocument, now: datetime) -> None:
    if thing.consultation_id != consultation.id:
        raise Forbidden(NOT_YOURS)
    if thing.removed_at is not None or (isinstance(thing, SupportingDocument) and thing.content is None):
        raise Conflict(N_("It is gone already."))
    phase = queries.phase_of(consultation, now)
    if phase not in rules.PUBLIC_PHASES or (isinstance(thing, Version) and thing.published_at is None):
        raise Refused(N_("It isn’t public yet, so it can simply be changed."))
    if isinstance(thing, Version) and phase == "open":
        newest = queries.current_version(consultation.id)
        if newest is not None and newest.id == thing.id:
            raise Refused(STILL_NEEDED, field="thing")
    for check in CHECKS:
        check(consultation)


def _of_version(made: DraftRemoval, consultation: Consultation, version: Version) -> Removed:
    said = queries.texts_by_version(consultation.id)
    public = [words for number, texts in said.items() if number != version.id for words in texts]
    return Removed(made, consultation, [*said.get(version.id, ()), *queries.notes_of(version)], public, ())


def _of_document(made: DraftRemoval, consultation: Consultation, one: SupportingDocument) -> Removed:
    return Removed(made, consultation, (), (), [one.title, one.file_name])


def _wipe_version(version: Version) -> None:
    editions = select(Edition.id).where(Edition.version_id == version.id)
    texts = select(ArticleText.id).where(ArticleText.edition_id.in_(editions))
    db.session.execute(
        update(Alternative)
        .where(Alternative.article_text_id.in_(texts))
        .values(html="", text="")
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(ArticleText)
        .where(ArticleText.edition_id.in_(editions))
        .values(dict.fromkeys(WORDS, ""))
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(Edition)
        .where(Edition.version_id == version.id)
        .values(title="", file_name="", findings=[])
        .execution_options(synchronize_session=False)
    )
    version.change_note, version.change_notes = "", {}
    db.session.expire_all()
