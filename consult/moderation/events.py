"""What happened on the moderation desk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CommentRuled:
    """Somebody ruled on a comment: published, hid or redacted it."""

    ruling_id: int


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
class CommentEscalated:
    """A comment waited longer than the published limit."""

    comment_id: int
