"""Submissions: what one sender sends at once. Personal data is in ``sender``, apart from the words."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from consult.contributions.models.asking import Asked, AskedFile, AskedLetter
from consult.contributions.models.carrying import Carry
from consult.contributions.models.codes import PhoneCode
from consult.contributions.models.entering import ClerkEntry, SenderLink
from consult.contributions.models.erasing import Erasure
from consult.contributions.models.inviting import Invitation
from consult.contributions.models.receipts import GivenReceipt
from consult.contributions.models.rounds import EarlierComment
from consult.contributions.models.times import MoreTime
from consult.contributions.rules import STANCES, STATES
from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN

__all__ = [
    "Asked",
    "AskedFile",
    "AskedLetter",
    "Attachment",
    "Carry",
    "ClerkEntry",
    "Comment",
    "CommentTally",
    "Draft",
    "DraftFile",
    "DraftPart",
    "EarlierComment",
    "Erasure",
    "GivenReceipt",
    "Import",
    "Invitation",
    "MoreTime",
    "PhoneCode",
    "Revision",
    "Sender",
    "SenderLink",
    "Submission",
    "SubmissionTally",
]


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


class Submission(Base):
    """What one sender sends at once: one or more comments and attachments, one receipt, one private key."""

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    pseudonym: Mapped[str] = mapped_column(String(32))
    """The sender's name in the record, fresh for each submission."""
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the private key; null for imported ones."""
    channel: Mapped[str] = mapped_column(String(20), default="web")
    """web, post, phone, counter, hall or import."""
    source: Mapped[str] = mapped_column(default="")
    """Imported ones: where they come from, shown everywhere."""
    capacity: Mapped[str] = mapped_column(String(20), default="self")
    publication: Mapped[str] = mapped_column(String(20), default="unnamed")
    """named, masked, unnamed or withheld."""
    confidential_reason: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35))
    received_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    is_late: Mapped[bool] = mapped_column(default=False)
    """Received after closing where the rules keep late ones: read and answered, counted apart."""
    is_minor: Mapped[bool] = mapped_column(default=False)
    """Under the profile's age: no name, place or file of it is published."""
    is_first: Mapped[bool] = mapped_column(default=True)
    """The first of this sender in the consultation as far as known, so that people are counted once (S10)."""
    more_time_id: Mapped[int | None]
    """The time extended for its sender, where it came after closing and counts as in time for that."""
    asked_id: Mapped[int | None] = mapped_column(index=True)
    """Who had to be asked and answers with it."""
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class Sender(Base):
    """The person behind a submission. Erasable without touching what they said."""

    __tablename__ = "sender"
    __table_args__ = (
        Index("ix_sender_account_id", "account_id"),
        Index("ix_sender_email_fold", "email_fold"),
        Index("ix_sender_phone", "phone"),
        Index(
            "ix_sender_forget_at",
            "forget_at",
            sqlite_where=text("forget_at IS NOT NULL"),
            postgresql_where=text("forget_at IS NOT NULL"),
        ),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    email_fold: Mapped[str] = mapped_column(default="")
    """The address news goes to, as compared: the e-mail address, else the telephone number."""
    phone: Mapped[str] = mapped_column(default="")
    """In E.164 (``+886912345678``); what a clerk copied from paper may be no such number."""
    phone_confirmed_at: Mapped[datetime | None]
    invitation_id: Mapped[int | None]
    organisation: Mapped[str] = mapped_column(default="")
    organisation_kind: Mapped[str] = mapped_column(default="")
    register_number: Mapped[str] = mapped_column(default="")
    members: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="", server_default="")
    """Town or district, as typed: only ever counted, never shown beside a comment."""
    office: Mapped[str] = mapped_column(default="")
    """What the signer of an organisation, or a representative, is there."""
    interests: Mapped[str] = mapped_column(default="")
    """An expert's interests in the matter."""
    guardian: Mapped[str] = mapped_column(default="")
    """Who confirmed for a minor …"""
    guardian_kind: Mapped[str] = mapped_column(String(20), default="")
    """… as guardian, school or helper."""
    confirm_token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    """When the address news goes to was shown to be the sender's."""
    kept_until: Mapped[date | None]
    erased_at: Mapped[datetime | None]
    forget_at: Mapped[datetime | None]
    """When this is forgotten, after its account was closed: a time of its own, so that it is joined with no other."""
    takes_back: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether what was sent is taken back then, too."""


class Comment(Base):
    """What a submission says about one article, or about the whole draft (no article)."""

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint(_one_of("state", STATES), name="state"),
        CheckConstraint(_one_of("stance", ("", *STANCES)), name="stance"),
        Index("ix_comment_submission_id", "submission_id"),
        Index("ix_comment_listed", "consultation_id", "is_listed", "parent_id", "id"),
        Index("ix_comment_article_listed", "article_id", "is_listed", "parent_id", "id"),
        Index("ix_comment_parent_id", "parent_id"),
        Index("ix_comment_consultation_id_state", "consultation_id", "state"),
        Index(
            "ix_comment_waiting",
            "waiting_since",
            "id",
            sqlite_where=text("waiting_since IS NOT NULL"),
            postgresql_where=text("waiting_since IS NOT NULL"),
        ),
        Index(
            "ix_comment_answered", "consultation_id", "state", "article_id",
            sqlite_where=text("answered_at IS NOT NULL"), postgresql_where=text("answered_at IS NOT NULL"),
        ),
        UniqueConstraint("consultation_id", "source", "import_key", name="uq_comment_import"),
        Index("ix_comment_content_key", "content_key"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    alternative_id: Mapped[int | None] = mapped_column(ForeignKey("article_alternative.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    """The top comment it is shown under (one level)."""
    parent_external_id: Mapped[str | None]
    """Imported: the parent as the source names it; kept where that parent is missing."""
    edition: Mapped[str] = mapped_column(String(35), default="", server_default="")
    """Language of the edition in which words were chosen, or another wording proposed."""
    quote: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """The words of the article it is about, as a W3C text quote selector; null for the whole article."""
    proposal: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    """``[[same | out | in, words], …]``: the wording it proposes, as everybody sees it now; empty unless published."""
    supports: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many people support that wording."""
    stance: Mapped[str] = mapped_column(String(10), default="")
    language: Mapped[str] = mapped_column(String(35))
    state: Mapped[str] = mapped_column(String(12), default="pending")
    is_listed: Mapped[bool] = mapped_column(default=False)
    """Whether public lists show it: published, hidden (as a placeholder) or withdrawn after publication."""
    is_redacted: Mapped[bool] = mapped_column(default=False)
    name_shown: Mapped[str] = mapped_column(default="")
    """The name everybody sees, empty where the sender chose none."""
    shown_html: Mapped[str] = mapped_column(default="")
    """What everybody sees now, made from the shown revision by foundation.text; empty unless published."""
    html_version: Mapped[int] = mapped_column(default=0)
    shown_revision: Mapped[int | None]
    """Number of the revision everybody sees."""
    held_revision: Mapped[int | None]
    """Number of the revision that was let through and appears later, by the rules of the consultation."""
    is_withheld: Mapped[bool] = mapped_column(default=False)
    """Its sender wants it read and answered, but never published."""
    is_late: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[str] = mapped_column(String(20), default="self")
    """Its submission's, for lists: self, organisation, representative or expert."""
    attachments: Mapped[int] = mapped_column(default=0)
    """How many files came with it."""
    waiting_revision: Mapped[int | None]
    """Number of the revision that waits for a ruling, if any."""
    waiting_since: Mapped[datetime | None]
    """Since when something of it waits for a ruling; null while nothing does. The queue's order."""
    ground: Mapped[str] = mapped_column(String(40), default="")
    """Ground of the ruling in force, where it hides or redacts."""
    public_note: Mapped[str] = mapped_column(default="")
    note_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    received_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    source: Mapped[str | None]
    external_id: Mapped[str | None]
    """Its number in that source, as the source writes it; none once its words are erased."""
    import_key: Mapped[str | None] = mapped_column(String(80))
    """What the row of the file is known by when it comes again: HMAC of its number, else of the whole row …"""
    content_key: Mapped[str | None] = mapped_column(String(80))
    """… and HMAC of its words. Both stay when it is erased, and say nothing without the secret of the import."""
    import_leaf: Mapped[str | None] = mapped_column(String(64))
    """Imported: the salted commitment to what was imported of it. It stays: the import's last entry has the root."""
    import_salt: Mapped[str | None] = mapped_column(String(32))
    """What opens that leaf; none once its words or the name beside it are erased."""
    lock_version: Mapped[int] = mapped_column(default=1)
    """Rises with every change; a ruling made on an older one is a conflict (A04)."""


class Revision(Base):
    """One wording of a comment. Only those that were published are public history."""

    __tablename__ = "comment_revision"
    __table_args__ = (UniqueConstraint("comment_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    number: Mapped[int]
    body: Mapped[str]
    html: Mapped[str]
    """Safe HTML of what may be shown of it, redactions applied."""
    html_version: Mapped[int]
    source_html: Mapped[str] = mapped_column(default="")
    """Imported HTML as it came, for auditors."""
    redactions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``[[start, end, ground], …]`` in code points of ``body``: what ``html`` covers, the sender's marks included."""
    confidential: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``[[start, end], …]``: words its sender marked as confidential. They are covered whatever is ruled."""
    proposal: Mapped[list[Any]] = mapped_column(JSON, default=list, server_default="[]")
    """The wording it proposes, as marks in the article's text; a correction keeps it."""
    written_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class Attachment(Base):
    """A file sent with a submission: kept by its hash, downloaded only, never rendered in our origin."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_submission_id", "submission_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    name: Mapped[str]
    """The sender's name for it, made safe."""
    state: Mapped[str] = mapped_column(String(12), default="pending")
    """pending, published, hidden, withheld or removed: it follows its comment."""
    is_private: Mapped[bool] = mapped_column(default=False)
    """Its sender wants it read, but not published."""
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class CommentTally(Base):
    """How many comments are in each state, per article: kept by the verbs, so that no page counts rows."""

    __tablename__ = "comment_tally"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(primary_key=True)
    """0 for the whole draft."""
    state: Mapped[str] = mapped_column(String(12), primary_key=True)
    is_imported: Mapped[bool] = mapped_column(primary_key=True)
    stance: Mapped[str] = mapped_column(String(10), primary_key=True)
    alternative_id: Mapped[int] = mapped_column(primary_key=True, default=0)
    """0 where it is about no alternative of the article."""
    number: Mapped[int] = mapped_column(default=0)


class SubmissionTally(Base):
    """Senders, submissions and comments received, by capacity: kept by the verbs, so that no page counts rows."""

    __tablename__ = "submission_tally"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    capacity: Mapped[str] = mapped_column(String(20), primary_key=True)
    is_late: Mapped[bool] = mapped_column(primary_key=True)
    is_imported: Mapped[bool] = mapped_column(primary_key=True)
    senders: Mapped[int] = mapped_column(default=0)
    submissions: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)


# What isn't sent yet ------------------------------------------------------------------------------


class Draft(Base):
    """A submission somebody is still writing: nobody else reads it, nothing of it is received."""

    __tablename__ = "submission_draft"
    __table_args__ = (Index("ix_submission_draft_account_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the private key, which opens the draft now and the submission once it is sent."""
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What the form says about the sender, as typed."""
    saved_at: Mapped[datetime]


class DraftPart(Base):
    """What a draft says on one article, or on the whole (no article)."""

    __tablename__ = "submission_draft_part"
    __table_args__ = (Index("ix_submission_draft_part_draft_id", "draft_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("submission_draft.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    body: Mapped[str] = mapped_column(default="")
    stance: Mapped[str] = mapped_column(String(10), default="")
    confidential: Mapped[str] = mapped_column(default="")
    """Words to keep confidential, a passage a line, as typed."""


class DraftFile(Base):
    """A file somebody sent ahead of the text it belongs to: checked, kept, read by nobody yet."""

    __tablename__ = "submission_draft_file"
    __table_args__ = (
        UniqueConstraint("key_hash", "sha256"),
        Index("ix_submission_draft_file_saved_at", "saved_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the private key of the form it was sent with."""
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    name: Mapped[str]
    is_private: Mapped[bool] = mapped_column(default=False)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    saved_at: Mapped[datetime]


class Import(Base):
    """One import of comments or votes: who, which file, how many."""

    __tablename__ = "contribution_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    source: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(String(64))
    imported_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    account_id: Mapped[int | None]
    rows: Mapped[int] = mapped_column(default=0)
    stored: Mapped[int] = mapped_column(default=0)
    already: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
