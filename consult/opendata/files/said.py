"""What people sent: submissions, their comments, the wordings of them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import aliased

from consult.consultations.models import Alternative, Article, Version
from consult.contributions.models import (
    Asked,
    ClerkEntry,
    Comment,
    MoreTime,
    Revision,
    Sender,
    SenderLink,
    Submission,
)
from consult.contributions.passages import in_body
from consult.contributions.service import wording_of
from consult.foundation import text
from consult.foundation.db import db
from consult.opendata.files.leaves import LEAF_COLUMNS, is_in, leaf_of
from consult.opendata.files.ordered import rows_in_order
from consult.opendata.files.shape import AUDITOR, Column, File, Record, Scope

UNDER = 200
"""Comments under those of one page, as on the pages."""


_OF_SUBMISSION = (
    Submission.public_id, Submission.pseudonym, Submission.channel, Submission.source, Submission.language,
    Submission.publication, Submission.capacity, Submission.received_at, Submission.entered_at,
    Submission.is_late, Submission.is_minor, Submission.is_first, Submission.confidential_reason,
)  # fmt: skip
_OF_SENDER = (
    Sender.phone, Sender.organisation, Sender.organisation_kind, Sender.register_number, Sender.members,
    Sender.office, Sender.interests, Sender.place, Sender.guardian, Sender.guardian_kind, Sender.account_id,
    Sender.name, Sender.email, Sender.confirmed_at, Sender.phone_confirmed_at,
)  # fmt: skip
"""What the table shows: rows of a million, so no objects are made of them."""


def _submissions(scope: Scope) -> Iterator[Record]:
    own = (Submission.consultation_id == scope.consultation.id) & is_in(scope, Submission.id)
    first = aliased(Submission)
    statement = (
        select(
            *_OF_SUBMISSION,
            *_OF_SENDER,
            ClerkEntry.how,
            first.public_id.label("same_sender_as"),
            MoreTime.public_id.label("more_time"),
            Asked.public_id.label("asked"),
        )
        .select_from(Submission)
        .join(Sender, Sender.submission_id == Submission.id)
        .outerjoin(ClerkEntry, ClerkEntry.submission_id == Submission.id)
        .outerjoin(SenderLink, SenderLink.submission_id == Submission.id)
        .outerjoin(first, first.id == SenderLink.first_id)
        .outerjoin(MoreTime, MoreTime.id == Submission.more_time_id)
        .outerjoin(Asked, Asked.id == Submission.asked_id)
    )
    if scope.is_public:  # what still waits for its sender's confirmation was not received yet
        received = select(Comment.submission_id).where(
            Comment.consultation_id == scope.consultation.id, Comment.state != "unconfirmed"
        )
        own = own & Submission.id.in_(received)
    for row in rows_in_order(statement, Submission.id, Submission.public_id, where=own):
        yield {
            "id": row.public_id,
            "sender": row.pseudonym,
            "channel": row.channel,
            "how": row.how or "",
            "same_sender_as": row.same_sender_as or "",
            "source": row.source,
            "language": row.language,
            "publication": row.publication,
            "capacity": row.capacity,
            "received_at": scope.time(row.received_at),
            "entered_at": scope.time(row.entered_at),
            "is_late": row.is_late,
            "more_time": row.more_time or "",
            "asked": row.asked or "",
            "is_minor": row.is_minor,
            "is_first": row.is_first,
            "confidential_reason": row.confidential_reason,
            "phone": row.phone,
            "organisation": row.organisation,
            "organisation_kind": row.organisation_kind,
            "register_number": row.register_number,
            "members": row.members,
            "office": row.office,
            "interests": row.interests,
            "place": row.place,
            "guardian": row.guardian,
            "guardian_kind": row.guardian_kind,
            "account": row.account_id or "",
            "name": row.name,
            "email": row.email,
            "is_confirmed": row.confirmed_at is not None,
            "is_phone_confirmed": row.phone_confirmed_at is not None,
        }


SUBMISSIONS = File(
    "submissions",
    "What senders sent at once, one row each. The public grade tells nothing of who they are.",
    (
        Column("id", "random id of the submission"),
        Column("sender", "the sender's name in the record, fresh for each submission", AUDITOR),
        Column("channel", "web, post, phone, counter, hall or import"),
        Column("how", "way of receipt, where a clerk entered it", AUDITOR),
        Column(
            "same_sender_as", "id of another submission of the same verified person, counted once", AUDITOR
        ),
        Column("source", "where it was imported from, if it was"),
        Column("language", "language of the form (BCP 47)"),
        Column("publication", "what the sender chose: named, masked, unnamed or withheld", AUDITOR),
        Column("capacity", "for whom the sender speaks: self, organisation …", AUDITOR),
        Column("received_at", "when it was received, UTC"),
        Column("entered_at", "when it was entered, UTC", AUDITOR),
        Column("is_late", "whether it came after closing"),
        Column(
            "more_time", "id of the time extended for its sender, where it is in time because of it", AUDITOR
        ),
        Column("asked", "id of whoever had to be asked and answers with it", AUDITOR),
        Column("is_minor", "whether its sender is under the profile's age", AUDITOR),
        Column("is_first", "whether it is the first of its sender here: the senders are as many", AUDITOR),
        Column("confidential_reason", "why words of it, or all, are confidential", AUDITOR),
        Column("phone", "telephone number given, in E.164 where it is one", AUDITOR),
        Column("organisation", "organisation the sender speaks for", AUDITOR),
        Column("organisation_kind", "kind of that organisation", AUDITOR),
        Column("register_number", "its number in a public register", AUDITOR),
        Column("members", "how many members it speaks for, and how they were asked", AUDITOR),
        Column("office", "office of the signer or representative", AUDITOR),
        Column("interests", "an expert's interests in the matter", AUDITOR),
        Column("place", "town or district as typed, only for counting", AUDITOR),
        Column("guardian", "adult who confirmed for a minor", AUDITOR),
        Column("guardian_kind", "guardian, school or helper", AUDITOR),
        Column("account", "number of the sender's account, if signed in", AUDITOR),
        Column("name", "name given", AUDITOR),
        Column("email", "address given", AUDITOR),
        Column("is_confirmed", "whether the address that news goes to was confirmed", AUDITOR),
        Column("is_phone_confirmed", "whether the telephone number was confirmed by a code", AUDITOR),
    ),
    _submissions,
    is_long=True,
)


_OF_COMMENT = (
    Comment.id, Comment.reference, Comment.public_id, Comment.parent_id, Comment.state, Comment.stance,
    Comment.language, Comment.name_shown, Comment.is_redacted, Comment.ground, Comment.public_note,
    Comment.note_language, Comment.received_at, Comment.published_at, Comment.withdrawn_at, Comment.answered_at,
    Comment.capacity, Comment.is_late, Comment.source, Comment.external_id, Comment.parent_external_id,
    Comment.waiting_since, Comment.quote, Comment.edition, Comment.proposal, Comment.supports, Comment.import_leaf,
    Comment.import_salt, Comment.shown_revision,
)  # fmt: skip


def _statement(scope: Scope) -> Select[Any]:
    return (
        select(
            *_OF_COMMENT,
            Revision.body,
            Revision.redactions,
            Submission.public_id.label("submission"),
            Submission.entry_id.label("import_id"),
            Article.anchor,
            Version.number.label("version"),
            Version.published_at.label("version_published_at"),
            Alternative.position.label("alternative"),
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Version, Version.id == Comment.version_id)
        .outerjoin(Article, Article.id == Comment.article_id)
        .outerjoin(Alternative, Alternative.id == Comment.alternative_id)
        .outerjoin(
            Revision, (Revision.comment_id == Comment.id) & (Revision.number == Comment.shown_revision)
        )
        .where(Comment.consultation_id == scope.consultation.id)
    )


def _comments(scope: Scope) -> Iterator[Record]:
    own = (Comment.consultation_id == scope.consultation.id) & is_in(scope, Comment.submission_id)
    if scope.is_public:
        own = own & (Comment.state != "unconfirmed")
    parents = _references_of_parents(scope.consultation.id)
    for row in rows_in_order(_statement(scope), Comment.id, Comment.reference, where=own):
        yield _comment(scope, parents, row)


def _comment(scope: Scope, parents: dict[int | None, str], comment: Row[Any]) -> Record:
    return {
        "reference": comment.reference,
        "id": comment.public_id,
        "submission": comment.submission,
        "article": comment.anchor or "",
        "alternative": "" if comment.alternative is None else comment.alternative + 1,
        "version": comment.version,
        "in_reply_to": parents.get(comment.parent_id, ""),
        "state": comment.state,
        "stance": comment.stance if comment.state == "published" or not scope.is_public else "",
        "language": comment.language,
        "name": comment.name_shown if comment.state == "published" else "",
        "body": _shown_body(comment),
        **_aim(scope, comment),
        "is_redacted": comment.is_redacted,
        "ground": comment.ground,
        "public_note": comment.public_note,
        "note_language": comment.note_language if comment.public_note else "",
        "received_at": scope.time(comment.received_at),
        "published_at": scope.time(comment.published_at),
        "withdrawn_at": scope.time(comment.withdrawn_at),
        "answered_at": scope.time(comment.answered_at),
        "capacity": comment.capacity if comment.state == "published" or not scope.is_public else "",
        "is_late": comment.is_late,
        "source": comment.source or "",
        "external_id": comment.external_id or "",
        "external_parent": comment.parent_external_id or "",
        **leaf_of(scope, comment),
        "waiting_since": scope.time(comment.waiting_since),
    }


def _aim(scope: Scope, comment: Row[Any]) -> Record:
    """Chosen words and proposed wording, where everybody may see the comment."""
    is_shown = comment.state == "published" or not scope.is_public
    quote = (comment.quote or {}) if is_shown else {}
    return {
        "edition": comment.edition if is_shown else "",
        "quote": quote.get("exact", ""),
        "quote_prefix": quote.get("prefix", ""),
        "quote_suffix": quote.get("suffix", ""),
        "proposal": wording_of(comment.proposal),
        "supports": comment.supports,
    }


def page_of_comments(
    scope: Scope, *, limit: int, after: str = "", article_id: int | None = None, stance: str | None = None
) -> tuple[list[Record], list[Record], str]:
    """(a page of the top comments that pages list, newest first; the comments under them; the next page's key or "").

    ``after`` is the reference of the last one; ``article_id`` 0 is the whole draft, ``stance`` "" not stated.
    """
    conditions: list[ColumnElement[bool]] = [Comment.is_listed.is_(True), Comment.parent_id.is_(None)]
    if article_id is not None:
        conditions.append(Comment.article_id == article_id if article_id else Comment.article_id.is_(None))
    if stance is not None:
        conditions += [Comment.stance == stance, Comment.state == "published"]  # of others it isn't public
    if after:
        conditions.append(Comment.id < select(Comment.id).where(Comment.reference == after).scalar_subquery())
    statement = _statement(scope).where(*conditions).order_by(Comment.id.desc()).limit(limit + 1)
    rows = db.session.execute(statement).all()
    page = [_comment(scope, {}, row) for row in rows[:limit]]
    parents: dict[int | None, str] = {row.id: row.reference for row in rows[:limit]}
    under = (
        _statement(scope)
        .where(Comment.parent_id.in_(parents), Comment.is_listed.is_(True))
        .order_by(Comment.id)
        .limit(UNDER)
    )
    below = [_comment(scope, parents, row) for row in db.session.execute(under)] if parents else []
    return page, below, str(page[-1]["reference"]) if len(rows) > limit else ""


def one_comment(scope: Scope, reference: str) -> Record | None:
    """A comment that public pages show in lists, or None."""
    statement = _statement(scope).where(Comment.reference == reference, Comment.is_listed.is_(True))
    row = db.session.execute(statement).first()
    if row is None:
        return None
    parent = db.session.get(Comment, row.parent_id) if row.parent_id else None
    return _comment(scope, {parent.id: parent.reference} if parent else {}, row)


def _references_of_parents(consultation_id: int) -> dict[int | None, str]:
    children = select(Comment.parent_id).where(
        Comment.consultation_id == consultation_id, Comment.parent_id.is_not(None)
    )
    return dict(
        db.session.execute(select(Comment.id, Comment.reference).where(Comment.id.in_(children))).all()
    )


def _shown_body(comment: Row[Any]) -> str:
    body, redactions = comment.body, comment.redactions
    if comment.state != "published" or body is None:
        return ""
    if not redactions:
        return str(body)
    return text.redact(body, [(start, end) for start, end, *_ground in in_body(redactions, body)])


COMMENTS = File(
    "comments",
    "Every comment received, one row each, with the words everybody may read. Hidden and withdrawn words are not here.",
    (
        Column("reference", "public reference"),
        Column("id", "random id, as entries of the record name it"),
        Column("submission", "id of the submission it came in"),
        Column("article", "anchor of the article; empty for the whole draft"),
        Column(
            "alternative",
            "place of the article's alternative it is about, from 1; empty for the article itself",
        ),
        Column("version", "number of the version it was written on"),
        Column("in_reply_to", "reference of the comment it answers, if any"),
        Column("state", "pending, published, hidden, held, withheld, referred, withdrawn, removed or erased"),
        Column(
            "stance",
            "support, amend, oppose, remark; empty for “not stated” (and, in public, unless published)",
        ),
        Column("language", "language of the comment (BCP 47)"),
        Column("name", "name the sender chose to show"),
        Column("body", "the words everybody may read; redacted ones are █████"),
        Column("edition", "language of the edition in which words were chosen or another wording proposed"),
        Column(
            "quote", "words of the article it is about (W3C text quote: exact); empty for the whole article"
        ),
        Column("quote_prefix", "what stands before these words (prefix)"),
        Column("quote_suffix", "what stands behind these words (suffix)"),
        Column("proposal", "the article as its sender would write it, if they proposed a wording"),
        Column("supports", "how many people support that wording"),
        Column("is_redacted", "whether some words are redacted"),
        Column("ground", "ground of the ruling in force, if it hides or redacts"),
        Column("public_note", "the moderator's public note"),
        Column("note_language", "language of that note"),
        Column("received_at", "when it was received, UTC"),
        Column("published_at", "when it was first published, UTC"),
        Column("withdrawn_at", "when its sender took it back, UTC"),
        Column("answered_at", "when it was first answered, UTC"),
        Column("capacity", "for whom the sender speaks: self, organisation, representative or expert"),
        Column("is_late", "whether it came after closing"),
        Column("source", "where it was imported from, if it was"),
        Column("external_id", "its number in that source"),
        Column("external_parent", "number of its parent in that source, kept where that is missing"),
        *LEAF_COLUMNS,
        Column("waiting_since", "since when it waits for a ruling, UTC", AUDITOR),
    ),
    _comments,
    is_long=True,
)


_OF_REVISION = (
    Revision.number, Revision.body, Revision.source_html, Revision.redactions, Revision.confidential,
    Revision.proposal, Revision.written_at, Revision.published_at,
)  # fmt: skip


def _revisions(scope: Scope) -> Iterator[Record]:
    statement = select(*_OF_REVISION, Comment.reference).join(Comment, Comment.id == Revision.comment_id)
    own = (Comment.consultation_id == scope.consultation.id) & is_in(scope, Comment.submission_id)
    for row in rows_in_order(statement, Comment.id, Comment.reference, Revision.number, where=own):
        yield {
            "reference": row.reference,
            "revision": row.number,
            "body": row.body,
            "source_html": row.source_html,
            "redactions": row.redactions,
            "confidential": row.confidential,
            "proposal": row.proposal,
            "written_at": scope.time(row.written_at),
            "published_at": scope.time(row.published_at),
        }


REVISIONS = File(
    "revisions",
    "Every wording of every comment as it was written, hidden ones too. For auditors.",
    (
        Column("reference", "reference of the comment"),
        Column("revision", "number of the wording, from 1"),
        Column("body", "the words as they were written"),
        Column("source_html", "imported HTML as it came"),
        Column(
            "redactions",
            "list of [start, end, ground]: what is covered, in code points of body, a line break and the wording "
            "it proposes",
        ),
        Column("confidential", "list of [start, end]: what its sender marked as confidential"),
        Column("proposal", "list of [same, out or in, words]: the wording of the article that it proposes"),
        Column("written_at", "when it was written, UTC"),
        Column("published_at", "when it was published, UTC; empty if it never was"),
    ),
    _revisions,
    only=AUDITOR,
    is_long=True,
)
