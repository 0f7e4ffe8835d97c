"""What happened on the moderation desk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CommentRuled:
    """Somebody ruled on a comment: published, hid or redacted it, or passed it on."""

    ruling_id: int


@dataclass(frozen=True)
class CommentReferred:
    """A comment was passed on to the office that can deal with it."""

    referral_id: int


@dataclass(frozen=True)
class ReferralTakenUp:
    """The office said what it does with what was passed on to it."""

    referral_id: int


@dataclass(frozen=True)
class ReviewAsked:
    """A sender asked for a second look at a ruling."""

    review_id: int


@dataclass(frozen=True)
class ReviewDecided:
    """Another person took the second look."""

    review_id: int


@dataclass(frozen=True)
class CommentReported:
    """A reader reported a published comment."""

    report_id: int


@dataclass(frozen=True)
class TextReported:
    """A reader reported a reply, a statement or a file."""

    report_id: int


@dataclass(frozen=True)
class ReportAnswered:
    """A report on something that isn't a comment was answered (a ruling answers those on comments)."""

    report_id: int


@dataclass(frozen=True)
class CommentEscalated:
    """A comment waited longer than the published limit."""

    comment_id: int
