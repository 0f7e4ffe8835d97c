"""What the body answers: replies, dispositions by article, and the decision."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN
from consult.outcomes.models.after import AnswerRating as AnswerRating
from consult.outcomes.models.after import Commitment as Commitment
from consult.outcomes.models.after import SecondLook as SecondLook
from consult.outcomes.models.dues import DueDay as DueDay
from consult.outcomes.models.publications import DecisionDossier as DecisionDossier
from consult.outcomes.models.publications import ReceivedSummary as ReceivedSummary
from consult.outcomes.rules import DISPOSITIONS


class Reply(Base):
    """One answer to one comment or to many, as it reads now. Office and role are the writer's own, never typed."""

    __tablename__ = "reply"
    __table_args__ = (Index("ix_reply_consultation_id_id", "consultation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    body: Mapped[str]
    html: Mapped[str]
    html_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(35))
    account_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    office: Mapped[str]
    replied_at: Mapped[datetime]
    corrected_at: Mapped[datetime | None]
    correction_reason: Mapped[str] = mapped_column(default="")
    """Why it reads as it does now; earlier ones are with their wordings."""
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    comment_count: Mapped[int] = mapped_column(default=0)
    hidden_at: Mapped[datetime | None]
    """Since when its words are hidden after a reader's report."""
    hidden_ground: Mapped[str] = mapped_column(String(40), default="")
    first_references: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The first few comments it answers, so that lists name them without a join."""
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class ReplyWording(Base):
    """An earlier wording of a corrected reply: it stays visible (S21)."""

    __tablename__ = "reply_wording"
    __table_args__ = (UniqueConstraint("reply_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"))
    number: Mapped[int]
    body: Mapped[str]
    html: Mapped[str]
    html_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(35))
    account_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20))
    office: Mapped[str]
    written_at: Mapped[datetime]
    replaced_at: Mapped[datetime]
    reason: Mapped[str]
    """Why it was replaced."""
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class RepliedComment(Base):
    """Which comments a reply answers."""

    __tablename__ = "reply_comment"
    __table_args__ = (Index("ix_reply_comment_comment_id", "comment_id"),)

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)


class RepliedArticle(Base):
    """How many comments on an article a reply answers: kept by the verb, so that no page counts rows."""

    __tablename__ = "reply_article"
    __table_args__ = (Index("ix_reply_article_listed", "consultation_id", "article_id", "reply_id"),)

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(primary_key=True)
    """0 for the whole draft."""
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    number: Mapped[int]
    first_answers: Mapped[int]
    """How many of them had no reply before."""


class Disposition(Base):
    """What became of the comments on one article (or on the whole draft), with the reason."""

    __tablename__ = "disposition"
    __table_args__ = (
        CheckConstraint(
            "disposition IN ({})".format(", ".join(f"'{d}'" for d in DISPOSITIONS)), name="disposition"
        ),
        UniqueConstraint("consultation_id", "article_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    article_id: Mapped[int] = mapped_column()
    """0 for the whole draft, so that it is unique too."""
    disposition: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(35), default="en")
    reason: Mapped[str]
    reasons: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The reason in further languages."""
    account_id: Mapped[int | None]
    decided_at: Mapped[datetime]
    earlier: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What everybody read before it was corrected, oldest first, as ``Outcome.earlier`` has it."""
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class Outcome(Base):
    """The decision as taken: what, by whom, when, under which number."""

    __tablename__ = "outcome"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    language: Mapped[str] = mapped_column(String(35))
    summary: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    what_changed: Mapped[str] = mapped_column(default="")
    what_next: Mapped[str] = mapped_column(default="")
    """What happens next, as it is when the outcome appears: the consultation's own text promised what is over then."""
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The words in further languages: ``{"zh-hant": {"summary": …, "decided_by": …}}``."""
    decided_by: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    number: Mapped[str] = mapped_column(default="")
    html: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Safe HTML of the long texts, made when they are written: ``{"en": {"decision": "<p>…"}}``."""
    html_version: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    earlier: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What everybody read before it was corrected, oldest first: what it said with ``from``, ``until``, ``reason``."""
    places: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """Places, by their folded names, whose numbers of senders it tells: staff saw each of them."""
    who_answered: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """How many came by which channel and from which place when it was published, small numbers left out."""
    account_id: Mapped[int | None]
    office: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(String(20), default="")
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class Postponement(Base):
    """The outcome was promised for one day and then for a later one, with the public reason."""

    __tablename__ = "outcome_postponement"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    due_before: Mapped[date | None]
    due_now: Mapped[date]
    reason: Mapped[str]
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    postponed_at: Mapped[datetime]
    account_id: Mapped[int | None]
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class Escalation(Base):
    """The outcome was late on the day it was promised for: said once."""

    __tablename__ = "outcome_escalation"
    __table_args__ = (UniqueConstraint("consultation_id", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    due_on: Mapped[date]
    escalated_at: Mapped[datetime]


class ThemeDisposition(Base):
    """What became of the comments under one theme, with the reason. A theme made for an article has the article's."""

    __tablename__ = "theme_disposition"
    __table_args__ = (
        CheckConstraint(
            "disposition IN ({})".format(", ".join(f"'{d}'" for d in DISPOSITIONS)), name="disposition"
        ),
        Index("ix_theme_disposition_consultation_id", "consultation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), unique=True)
    disposition: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(35), default="en")
    reason: Mapped[str]
    reasons: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The reason in further languages."""
    account_id: Mapped[int | None]
    decided_at: Mapped[datetime]
    earlier: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What everybody read before it was corrected, oldest first, as ``Outcome.earlier`` has it."""
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class JointReply(Base):
    """A theme or a comment that several departments answer together (S06): it waits until each has written its part."""

    __tablename__ = "joint_reply"
    __table_args__ = (
        Index("ix_joint_reply_consultation_id", "consultation_id"),
        Index("ix_joint_reply_theme_id", "theme_id"),
        Index("ix_joint_reply_comment_id", "comment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    question: Mapped[str] = mapped_column(default="")
    """What the departments are asked, among staff."""
    account_id: Mapped[int | None]
    asked_at: Mapped[datetime]
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))
    """The one reply that names all, once it is published."""
    cancelled_at: Mapped[datetime | None]


class ReplyPart(Base):
    """What one department owes to a joint reply, and what it wrote."""

    __tablename__ = "reply_part"
    __table_args__ = (
        UniqueConstraint("joint_id", "organisation_id"),
        Index("ix_reply_part_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    joint_id: Mapped[int] = mapped_column(ForeignKey("joint_reply.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    body: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    account_id: Mapped[int | None]
    written_at: Mapped[datetime | None]
    """When it was last handed in; null: it is owed."""
    handed_down: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``{office, at}`` of each department that owed it before and was closed, oldest first."""
    lock_version: Mapped[int] = mapped_column(default=1)
    """Rises with every wording; one written on an older one is a conflict, in which both are shown."""


class InterimResponse(Base):
    """What is said by a date that law forces, while comments are still unread: the debt stays public."""

    __tablename__ = "interim_response"
    __table_args__ = (Index("ix_interim_response_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    body: Mapped[str]
    html: Mapped[str]
    html_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(35))
    law: Mapped[str]
    """Which law forces the date."""
    until: Mapped[date]
    """By when the rest will be read."""
    received: Mapped[int]
    unread: Mapped[int]
    """How many were unread when it was published: its first line says so."""
    asked_by: Mapped[int | None]
    account_id: Mapped[int | None]
    office: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime]
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class PassageCause(Base):
    """What moved a changed passage of a version: a comment, its proposed wording, a reply, or an official reason."""

    __tablename__ = "passage_cause"
    __table_args__ = (
        CheckConstraint("kind IN ('comment', 'proposal', 'reply', 'reason')", name="kind"),
        Index("ix_passage_cause_version_id", "version_id", "passage"),
        Index("ix_passage_cause_comment_id", "comment_id"),
        Index("ix_passage_cause_reply_id", "reply_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    """The version in which the passage reads otherwise than in the one before."""
    passage: Mapped[str] = mapped_column(String(90))
    """The article's anchor there; ``was-`` and its earlier anchor where it was removed (changes.Change.passage)."""
    kind: Mapped[str] = mapped_column(String(10))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))
    reason: Mapped[str] = mapped_column(default="")
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    linked_at: Mapped[datetime]
    unlinked_at: Mapped[datetime | None]
    account_id: Mapped[int | None]
