"""Reading submissions and comments."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from consult.contributions.models import Comment, PhoneCode, Revision, Sender, Submission
from consult.contributions.queries.counting import (
    NO_ALTERNATIVE,
    NO_COUNTS,
    WHOLE_DRAFT,
    Counts,
    by_article,
    counted,
    stance_rows,
    stances,
    stances_by_article,
    tallies,
    together,
    totals,
    totals_apart,
)
from consult.contributions.queries.drafts import (
    draft_reference,
    drafts_by_account,
    find_draft,
    get_draft,
    part_on,
    parts_of,
    stale_drafts,
)
from consult.contributions.queries.erasures import (
    LeftOut,
    article_words,
    asked_due,
    asked_due_with,
    bodies_of,
    contacts_due,
    count_waiting_erasures,
    draft_ids,
    due_with,
    due_with_asked,
    earlier_wordings,
    emptied_wordings,
    erasures_asked,
    erasures_for,
    find_erasure,
    get_erasure_by_id,
    is_address_known,
    is_restricted,
    notes_on,
    removals_of,
    restricted_at,
    said_by_others,
    senders_due,
    taken_out_of_pages,
    unswept,
    waiting_erasure,
    wordings_removed,
)
from consult.contributions.queries.figures import (
    Figures,
    Received,
    SaidPlace,
    channels,
    counted_and_received,
    places_said,
    received,
)
from consult.contributions.queries.files import (
    NO_FILE,
    all_files_waiting,
    file_id,
    file_name,
    files_of,
    files_removed,
    files_shown,
    get_file,
    public_file,
    public_files,
)
from consult.contributions.queries.imports import (
    BY_NUMBER,
    BY_ROW,
    BY_WORDS,
    ImportedValues,
    erased_pairs,
    erased_sources,
    imported,
    imported_of,
    imported_otherwise,
    imported_rows,
    imported_values,
    imports_of,
    unfinished_import,
)
from consult.contributions.queries.kept_back import covered_passages, draft_words, kept_back, public_words
from consult.contributions.queries.official_words import excerpt, unfit_words
from consult.contributions.queries.own import (
    asked_of_account,
    asked_of_submissions,
    comments_by_account,
    invitations_of_account,
    is_sent_by,
    senders_of_account,
    sent_among,
    sent_by,
    submissions_by_account,
)
from consult.contributions.queries.receipts import HeldReceipt, receipts_of, received_entry, unmailed
from consult.contributions.queries.shown import NONE, Page, Shown, listed, shown, shown_under
from consult.contributions.queries.times import due_to_appear, more_time_until
from consult.contributions.references import key_hash, parse_key, parse_reference
from consult.foundation import text
from consult.foundation.db import db
from consult.foundation.errors import NotFound, Refused

__all__ = [
    "BY_NUMBER",
    "BY_ROW",
    "BY_WORDS",
    "NONE",
    "NO_ALTERNATIVE",
    "NO_COUNTS",
    "NO_FILE",
    "WHOLE_DRAFT",
    "Counts",
    "Figures",
    "HeldReceipt",
    "ImportedValues",
    "LeftOut",
    "Page",
    "Received",
    "SaidPlace",
    "Shown",
    "all_files_waiting",
    "article_words",
    "asked_due",
    "asked_due_with",
    "asked_of_account",
    "asked_of_submissions",
    "bodies_of",
    "by_article",
    "channels",
    "comments_by_account",
    "contacts_due",
    "count_waiting_erasures",
    "counted",
    "counted_and_received",
    "covered_passages",
    "draft_ids",
    "draft_reference",
    "draft_words",
    "drafts_by_account",
    "due_to_appear",
    "due_with",
    "due_with_asked",
    "earlier_wordings",
    "emptied_wordings",
    "erased_pairs",
    "erased_sources",
    "erasures_asked",
    "erasures_for",
    "excerpt",
    "file_id",
    "file_name",
    "files_of",
    "files_removed",
    "files_shown",
    "find_draft",
    "find_erasure",
    "get_draft",
    "get_erasure_by_id",
    "get_file",
    "imported",
    "imported_of",
    "imported_otherwise",
    "imported_rows",
    "imported_values",
    "imports_of",
    "invitations_of_account",
    "is_address_known",
    "is_restricted",
    "is_sent_by",
    "kept_back",
    "listed",
    "more_time_until",
    "notes_on",
    "part_on",
    "parts_of",
    "places_said",
    "public_file",
    "public_files",
    "public_words",
    "receipts_of",
    "received",
    "received_entry",
    "removals_of",
    "restricted_at",
    "said_by_others",
    "senders_due",
    "senders_of_account",
    "sent_among",
    "sent_by",
    "shown",
    "shown_under",
    "stale_drafts",
    "stance_rows",
    "stances",
    "stances_by_article",
    "submissions_by_account",
    "taken_out_of_pages",
    "tallies",
    "together",
    "totals",
    "totals_apart",
    "unfinished_import",
    "unfit_words",
    "unmailed",
    "unswept",
    "waiting_erasure",
    "wordings_removed",
]  # fmt: skip


def is_known(reference: str) -> bool:
    """Whether there is a comment with this reference, written as ``new_reference`` writes it."""
    return db.session.scalar(select(Comment.id).where(Comment.reference == reference)) is not None


def get_by_reference(reference: str) -> Comment:
    """The comment, by its reference however typed. Raises NotFound."""
    parsed = parse_reference(reference)
    found = db.session.scalar(select(Comment).where(Comment.reference == parsed)) if parsed else None
    if found is None:
        raise NotFound(NONE)
    return found


def get_by_public_id(public_id: str) -> Comment:
    """The comment. Raises NotFound."""
    found = db.session.scalar(select(Comment).where(Comment.public_id == public_id))
    if found is None:
        raise NotFound(NONE)
    return found


def get(comment_id: int) -> Comment:
    """The comment. Raises NotFound."""
    found = db.session.get(Comment, comment_id)
    if found is None:
        raise NotFound(NONE)
    return found


def references_of(comment_ids: Collection[int]) -> dict[int, str]:
    """Public references, by the comment's id."""
    rows = db.session.execute(select(Comment.id, Comment.reference).where(Comment.id.in_(comment_ids)))
    return {row[0]: row[1] for row in rows}


def get_submission(submission_id: int) -> Submission:
    """The submission. Raises NotFound."""
    found = db.session.get(Submission, submission_id)
    if found is None:
        raise NotFound(NONE)
    return found


def find_sender(submission_id: int) -> Sender | None:
    """The person behind a submission, or None where everything about them was erased."""
    return db.session.get(Sender, submission_id)


def sender_of(submission_id: int) -> Sender:
    """The person behind a submission: personal data, so doors for staff note the read. Raises NotFound."""
    found = db.session.get(Sender, submission_id)
    if found is None:
        raise NotFound(NONE)
    return found


def find_by_key(typed: str) -> Submission | None:
    """The submission that a private key opens (as link, words or digits), or a link mailed to its confirmed address."""
    key = parse_key(typed)
    hashes = [hashlib.sha256(typed.strip().encode(errors="replace")).hexdigest()]
    if key is not None:
        hashes.append(key_hash(key))
    return db.session.scalar(
        select(Submission)
        .join(Sender, Sender.submission_id == Submission.id)
        .where(
            or_(
                Submission.key_hash.in_(hashes),
                (Sender.confirm_token_hash.in_(hashes)) & (Sender.confirmed_at.is_not(None)),
            )
        )
    )


def find_by_hash(hashed_key: str) -> Submission | None:
    """The submission whose private key has this hash, or None."""
    return db.session.scalar(select(Submission).where(Submission.key_hash == hashed_key))


def was_sent(hashed_key: str, *, body: str, article_id: int | None) -> bool:
    """Whether the submission with this key's hash began with these words on this article: the form, sent again."""
    try:
        words = text.normalise(body, limit=len(body), field=None)
    except Refused:
        return False
    found = db.session.execute(
        select(Revision.body, Comment.article_id)
        .join(Comment, Comment.id == Revision.comment_id)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(Submission.key_hash == hashed_key, Revision.number == 1)
    ).first()
    return found is not None and (found[0], found[1]) == (words, article_id)


def find_by_confirm_token(token: str) -> Sender | None:
    """The sender whose address a mailed link confirms, or None."""
    hashed = hashlib.sha256(token.encode(errors="replace")).hexdigest()
    return db.session.scalar(select(Sender).where(Sender.confirm_token_hash == hashed))


def is_known_sender(submission: Submission, sender: Sender) -> bool:
    """Whether the same account, or the same confirmed address, sent something else that was received there before."""
    same = []
    if sender.account_id is not None:
        same.append(Sender.account_id == sender.account_id)
    if sender.email_fold and sender.confirmed_at is not None:
        same.append((Sender.email_fold == sender.email_fold) & Sender.confirmed_at.is_not(None))
    if sender.phone and sender.phone_confirmed_at is not None:
        same.append((Sender.phone == sender.phone) & Sender.phone_confirmed_at.is_not(None))
    if sender.invitation_id is not None:
        same.append(Sender.invitation_id == sender.invitation_id)
    if not same:
        return False
    received = (
        select(Comment.id)
        .where(Comment.submission_id == Submission.id, Comment.state != "unconfirmed")
        .exists()
    )
    found = (
        select(Sender.submission_id)
        .join(Submission, Submission.id == Sender.submission_id)
        .where(
            or_(*same), Submission.consultation_id == submission.consultation_id, Submission.id != submission.id,
            Submission.is_first, received,
        )
        .limit(1)
    )  # fmt: skip
    return db.session.scalar(found) is not None


def unconfirmed_since(email_fold: str, since: datetime) -> int:
    """How many submissions gave this address since then and wait for its confirmation."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Sender)
            .join(Submission, Submission.id == Sender.submission_id)
            .where(
                Sender.email_fold == email_fold,
                Sender.confirmed_at.is_(None),
                Sender.confirm_token_hash.is_not(None),
                Submission.entered_at >= since,
            )
        )
        or 0
    )


def has_code(submission_id: int) -> bool:
    """Whether a code to confirm its telephone number waits or ran out."""
    return db.session.get(PhoneCode, submission_id) is not None


def comments_of(submission_id: int) -> Sequence[Comment]:
    """The comments of a submission, in the order they were written."""
    return db.session.scalars(
        select(Comment).where(Comment.submission_id == submission_id).order_by(Comment.id)
    ).all()


def revision(comment_id: int, number: int | None) -> Revision | None:
    """One wording of a comment, or None."""
    return db.session.scalar(
        select(Revision).where(Revision.comment_id == comment_id, Revision.number == number)
    )


def revisions(comment_id: int, *, published_only: bool) -> Sequence[Revision]:
    """Its wordings, oldest first. The public ones are those that were published (A19)."""
    shown = [Revision.published_at.is_not(None)] if published_only else []
    wanted = select(Revision).where(Revision.comment_id == comment_id, *shown)
    return db.session.scalars(wanted.order_by(Revision.number)).all()
