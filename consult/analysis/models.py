"""Who read what, what comments are about, and what experts say beside the public."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN


class Theme(Base):
    """What comments are about, as staff put it. A tree; merged and removed ones stay as history."""

    __tablename__ = "theme"
    __table_args__ = (Index("ix_theme_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    article_id: Mapped[int | None]
    """Made for the comments on this article (0: on the whole draft): its disposition is the article's."""
    name: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """The name in further languages of the site."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The department that works on it, if it was given to one."""
    assignee_id: Mapped[int | None]
    """The person, if it was given to one."""
    comments: Mapped[int] = mapped_column(default=0)
    """How many comments stand under it that count, kept by the verbs."""
    published: Mapped[int] = mapped_column(default=0)
    """How many of them everybody can read."""
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    removed_at: Mapped[datetime | None]
    lock_version: Mapped[int] = mapped_column(default=1)
    """Rises with every change of name, place or fate; a change made on an older one is a conflict."""

    @property
    def is_live(self) -> bool:
        """Whether comments can stand under it."""
        return self.merged_into_id is None and self.removed_at is None


class ThemeChange(Base):
    """One step of a theme's history."""

    __tablename__ = "theme_change"
    __table_args__ = (Index("ix_theme_change_theme_id", "theme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    kind: Mapped[str] = mapped_column(String(12))
    """made, renamed, moved, merging (some went over before the merger is done), merged, split, removed or assigned."""
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    other_id: Mapped[int | None]
    """The theme that it was merged with, or split from."""
    number: Mapped[int] = mapped_column(default=0)
    """How many comments went along."""
    account_id: Mapped[int | None]
    changed_at: Mapped[datetime]


class ThemedComment(Base):
    """A comment stands under a theme."""

    __tablename__ = "theme_comment"
    __table_args__ = (Index("ix_theme_comment_comment_id", "comment_id"),)

    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    how: Mapped[str] = mapped_column(String(8), default="hand")
    """hand, rule or article."""
    account_id: Mapped[int | None]
    put_at: Mapped[datetime]


class Reading(Base):
    """Where a comment is on the reading desk: read or not, under how many themes, whose it is."""

    __tablename__ = "comment_reading"
    __table_args__ = (
        Index("ix_comment_reading_consultation_id", "consultation_id", "read_at"),
        Index("ix_comment_reading_reader_id", "reader_id", "read_at"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    counted: Mapped[str] = mapped_column(String(12), default="")
    """How it counts at this moment (rules.counted_as), so that kept numbers follow when that changes."""
    read_at: Mapped[datetime | None]
    reader_id: Mapped[int | None]
    office: Mapped[str] = mapped_column(default="")
    method_id: Mapped[int | None] = mapped_column(ForeignKey("reading_method.id"))
    """By which stated method; none where a person read it by itself."""
    themes: Mapped[int] = mapped_column(default=0)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    assignee_id: Mapped[int | None]


class ReadingTally(Base):
    """How many comments that count were read, and stand under a theme: kept by the verbs, so that no page counts."""

    __tablename__ = "reading_tally"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    read: Mapped[int] = mapped_column(default=0)
    themed: Mapped[int] = mapped_column(default=0)
    by_method: Mapped[int] = mapped_column(default=0)
    """Of those read: how many by a stated method."""


class ReadingMethod(Base):
    """How many comments were read at once, in words that everybody reads; or a sample that stands for many."""

    __tablename__ = "reading_method"
    __table_args__ = (
        CheckConstraint("kind IN ('batch', 'sample')", name="kind"),
        Index("ix_reading_method_consultation_id", "consultation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[str] = mapped_column(String(8))
    words: Mapped[str]
    language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    seed: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    """How many were drawn."""
    population: Mapped[int] = mapped_column(default=0)
    """Of how many."""
    number: Mapped[int] = mapped_column(default=0)
    """How many comments were marked as read by it."""
    office: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None]
    stated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """When a sample was read and its rest marked."""
    wanted: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """While a sample is gathered, so that it has no seed yet: the filter, how far it came (``after``), and the last
    comment there was when it was declared (``through``)."""


class SampledComment(Base):
    """A comment that a sample was drawn from."""

    __tablename__ = "reading_sample"

    method_id: Mapped[int] = mapped_column(ForeignKey("reading_method.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    is_drawn: Mapped[bool] = mapped_column(default=False)


class Note(Base):
    """What staff say among themselves about a comment or a theme. The public never reads it."""

    __tablename__ = "reading_note"
    __table_args__ = (
        Index("ix_reading_note_comment_id", "comment_id"),
        Index("ix_reading_note_theme_id", "theme_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    body: Mapped[str]
    office: Mapped[str] = mapped_column(default="")
    author: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None]
    written_at: Mapped[datetime]


class SavedFilter(Base):
    """A way to narrow the desk's list, kept under a name; with a theme it is a rule that puts comments under it."""

    __tablename__ = "reading_filter"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str]
    conditions: Mapped[dict[str, Any]] = mapped_column(JSON)
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"))
    account_id: Mapped[int | None]
    saved_at: Mapped[datetime]
    ran_at: Mapped[datetime | None]


class Expert(Base):
    """Somebody invited to judge the draft by what they know (S38). Nothing of theirs is public before they declare."""

    __tablename__ = "expert"
    __table_args__ = (Index("ix_expert_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    name: Mapped[str]
    standing: Mapped[str]
    """Field and post, as everybody reads them beside the name."""
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the personal link's key."""
    interests: Mapped[str] = mapped_column(default="")
    """What they declared: posts, money, kinship in the matter; or that there is none."""
    interests_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    invited_at: Mapped[datetime]
    account_id: Mapped[int | None]
    declared_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Opinion(Base):
    """What an expert says about one article (0: the whole draft). Public at once."""

    __tablename__ = "expert_opinion"
    __table_args__ = (UniqueConstraint("expert_id", "article_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    expert_id: Mapped[int] = mapped_column(ForeignKey("expert.id"))
    article_id: Mapped[int]
    stance: Mapped[str] = mapped_column(String(10), default="")
    body: Mapped[str]
    html: Mapped[str]
    html_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(35))
    given_at: Mapped[datetime]
    entry_id: Mapped[str] = mapped_column(String(32), default="")
