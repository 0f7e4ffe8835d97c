"""A consultation, its draft in versions and language editions, articles, dates and sign-offs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.consultations.models.quiet import QuietEffect, QuietExemption, QuietPeriod
from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN
from consult.record.marking import LATER

__all__ = [
    "STATES",
    "Alternative",
    "Article",
    "ArticleText",
    "Consultation",
    "ConsultationText",
    "DateChange",
    "Edition",
    "QuietEffect",
    "QuietExemption",
    "QuietPeriod",
    "Side",
    "SupportingDocument",
    "Suspension",
    "Version",
]

STATES = ("draft", "awaiting-sign-off", "published", "suspended", "answered", "finished", "withdrawn")
"""Stored states. Scheduled, open and closed follow from ``published`` and the dates (rules.phase)."""


class Consultation(Base):
    """One process about one draft. Rules are columns; they are fixed when it is published."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in STATES)), name="state"),
        CheckConstraint("closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at", name="dates"),
        Index("ix_consultation_state_closes_at", "state", "closes_at"),
        Index("ix_consultation_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    language: Mapped[str] = mapped_column(String(35))
    """The language the consultation is written in first."""
    title: Mapped[str]
    """The title in ``language``; other languages are in consultation_text."""
    timezone: Mapped[str] = mapped_column(String(60), default="UTC")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    publish_at: Mapped[datetime | None]
    """When a draft publishes itself; null where nobody set a time."""
    outcome_due_on: Mapped[date | None]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    """When it was made public (it may open later)."""
    answered_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    ending: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """How it ended where it wasn't by an answer: withdrawn, superseded or annulled."""
    ended_at: Mapped[datetime | None]
    state_reason: Mapped[str] = mapped_column(default="", server_default="")
    """Public reason why it is suspended, or why it ended so."""
    superseded_by: Mapped[str] = mapped_column(default="", server_default="")
    """Slug of the consultation, or the https address, that takes its place."""
    earlier_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"), index=True)
    """The earlier round that it goes on from."""
    earlier_checkpoint: Mapped[str] = mapped_column(default="", server_default="")
    """The earlier round's newest signed head when its draft was published last."""

    profile: Mapped[str] = mapped_column(String(20), default="plain")
    who_may_comment: Mapped[str] = mapped_column(String(20), default="anyone")
    """anyone, confirmed (an e-mail address), account, identified (to the operator) or invited."""
    who_may_vote: Mapped[str] = mapped_column(String(20), default="confirmed")
    """confirmed or account; ``nobody`` where there is no voting."""
    moderation: Mapped[str] = mapped_column(String(20), default="before")
    """Comments appear ``before`` moderation or ``after`` it."""
    comments_appear: Mapped[str] = mapped_column(String(20), default="moderated")
    """moderated (as ``moderation`` says), at-closing, with-outcome or in-summary."""
    comments_appear_reason: Mapped[str] = mapped_column(default="")
    """Why later, or not at all: shown to everybody."""
    results_appear: Mapped[str] = mapped_column(String(20), default="at-closing")
    late_policy: Mapped[str] = mapped_column(String(20), default="refuse")
    """refuse, or keep: marked late, read, counted apart."""
    comment_characters: Mapped[int | None]
    waiting_limit_hours: Mapped[int | None]
    review_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The unit that decides reviews: another one, or the body above. Null: another person of the body itself."""
    short_period_reason: Mapped[str] = mapped_column(default="")
    short_period_reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    period_kind: Mapped[str] = mapped_column(String(40), default="", server_default="")
    """Which of the profile's minimum periods holds; empty: its first one."""
    same_people_reason: Mapped[str] = mapped_column(default="", server_default="")
    """Public reason where the same people prepare or answer, and moderate."""
    same_people_reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    order_seed: Mapped[str] = mapped_column(String(32))
    """Seed of the fair orders (statements, samples), published."""
    rules_fixed_at: Mapped[datetime | None]


class ConsultationText(Base):
    """What a consultation says about itself, in one language."""

    __tablename__ = "consultation_text"
    __table_args__ = (UniqueConstraint("consultation_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    language: Mapped[str] = mapped_column(String(35))
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    """What and why, in plain words."""
    legal_basis: Mapped[str] = mapped_column(default="")
    affected: Mapped[str] = mapped_column(default="")
    decided: Mapped[str] = mapped_column(default="")
    """What is already decided."""
    open_questions: Mapped[str] = mapped_column(default="")
    """What is open, and so what comments can change."""
    contact: Mapped[str] = mapped_column(default="")
    other_ways: Mapped[str] = mapped_column(default="")
    what_next: Mapped[str] = mapped_column(default="")
    not_for: Mapped[str] = mapped_column(default="")
    """What the comment form is not for, and where that goes; empty: the site's own words."""
    notice: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Further notice fields that the country profile asks for."""


class Version(Base):
    """One state of the draft. Once published it is never overwritten."""

    __tablename__ = "draft_version"
    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    """When its text was removed by order; ``draft_removal`` says by which."""
    change_note: Mapped[str] = mapped_column(default="")
    change_note_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    change_notes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info={LATER: {}})
    """The same in the languages of its further editions: ``{"zh-hant": "…"}``."""
    text_hash: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 over all articles of all editions, set when it is published."""


class Edition(Base):
    """A version in one language."""

    __tablename__ = "draft_edition"
    __table_args__ = (UniqueConstraint("version_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    language: Mapped[str] = mapped_column(String(35))
    authority: Mapped[str] = mapped_column(String(20), default="authentic")
    """authentic, authoritative or courtesy."""
    title: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    file_kind: Mapped[str] = mapped_column(String(10), default="")
    file_sha256: Mapped[str] = mapped_column(String(64), default="")
    findings: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What reading the file found: tracked changes, comments removed … as dicts."""
    findings_confirmed_at: Mapped[datetime | None]


class Article(Base):
    """The smallest numbered unit of a version, or a division (chapter) that groups them. Shared by editions."""

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("version_id", "anchor"),
        Index("ix_article_version_id_position", "version_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    anchor: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10), default="article")
    """article or division."""
    position: Mapped[int]
    level: Mapped[int] = mapped_column(default=1)


class ArticleText(Base):
    """An article in one edition: text, explanation, text in force. HTML is made once, when written."""

    __tablename__ = "article_text"
    __table_args__ = (
        UniqueConstraint("article_id", "edition_id"),
        Index("ix_article_text_edition_id", "edition_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("draft_edition.id"))
    number: Mapped[str] = mapped_column(default="")
    heading: Mapped[str] = mapped_column(default="")
    source_html: Mapped[str] = mapped_column(default="")
    html: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    explanation_html: Mapped[str] = mapped_column(default="")
    explanation: Mapped[str] = mapped_column(default="")
    in_force_html: Mapped[str] = mapped_column(default="")
    in_force: Mapped[str] = mapped_column(default="")
    lead_html: Mapped[str] = mapped_column(default="")
    """What stands before the alternatives where there are any: pages show it and them instead of ``html``."""
    html_version: Mapped[int] = mapped_column(default=0)


class Alternative(Base):
    """An alternative wording of an article (甲案, Option A), in one edition.

    Those at the same ``position`` in all editions are one; comments and counts name the first edition's.
    """

    __tablename__ = "article_alternative"
    __table_args__ = (UniqueConstraint("article_text_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_text_id: Mapped[int] = mapped_column(ForeignKey("article_text.id"))
    label: Mapped[str]
    position: Mapped[int]
    html: Mapped[str]
    text: Mapped[str]
    html_version: Mapped[int] = mapped_column(default=0)


class SupportingDocument(Base):
    """A file that explains the draft: kept by its hash, downloaded only, never shown in our origin.

    None that was public is overwritten: one that is replaced or taken out stays, with the day it ended and why.
    """

    __tablename__ = "supporting_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """One of documents.KINDS: explanatory-note, impact-assessment …"""
    title: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    dated_on: Mapped[date | None]
    """The day the document itself bears."""
    file_name: Mapped[str]
    file_kind: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """None where it was taken out."""
    added_at: Mapped[datetime]
    added_reason: Mapped[str] = mapped_column(default="")
    """Why it came after the consultation was published; empty for one that was there from the beginning."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("supporting_document.id"))
    removed_at: Mapped[datetime | None]
    """When it was removed by order; ``draft_removal`` says by which."""
    ended_at: Mapped[datetime | None]
    """When it was replaced or taken out."""
    ended_reason: Mapped[str] = mapped_column(default="")


class DateChange(Base):
    """An extension, or another change of dates, with its public reason."""

    __tablename__ = "consultation_date_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    closed_before: Mapped[datetime]
    closes_now: Mapped[datetime]
    reason: Mapped[str]
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    changed_at: Mapped[datetime]
    account_id: Mapped[int | None]


class Suspension(Base):
    """A time in which it took no comments, with its public reason. Resuming gives the days that were left back."""

    __tablename__ = "suspension"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    suspended_at: Mapped[datetime]
    resumed_at: Mapped[datetime | None]
    reason: Mapped[str]
    account_id: Mapped[int | None]


class Side(Base):
    """On which side somebody has acted on a consultation: making (preparing, answering) or moderating."""

    __tablename__ = "consultation_side"
    __table_args__ = (
        UniqueConstraint("consultation_id", "account_id", "side"),
        CheckConstraint("side IN ('making', 'moderating')", name="side"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    account_id: Mapped[int]
    side: Mapped[str] = mapped_column(String(10))
    taken_at: Mapped[datetime]


class DraftRemoval(Base):
    """An order to take a published version, or a document beside the draft, out of everything. Everybody reads it."""

    __tablename__ = "draft_removal"
    __table_args__ = (CheckConstraint("decision IN ('', 'granted', 'refused')", name="decision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("draft_version.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("supporting_document.id"), index=True)
    order_kind: Mapped[str] = mapped_column(String(20))
    order_number: Mapped[str] = mapped_column(default="")
    order_text: Mapped[str]
    """Who gave the order, and how far it goes."""
    text_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    is_sealed_too: Mapped[bool] = mapped_column(default=False)
    """Whether what opens the record's entries went as well."""
    decision: Mapped[str] = mapped_column(String(12), default="")
    """Empty while it waits."""
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    is_alone: Mapped[bool] = mapped_column(default=False)
    """Decided by one person: no second signature was needed."""
