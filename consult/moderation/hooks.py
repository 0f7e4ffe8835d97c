"""What the room does in the same transaction when a comment changes."""

from datetime import datetime

from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.moderation import service

GONE = frozenset({"withdrawn", "removed", "erased"})


def close_what_is_open(comment: Comment, reason: str, now: datetime) -> None:
    """A comment that is gone needs no second look any more."""
    if reason in GONE:
        service.close_reports(comment.id, ruling_id=None, now=now)
        service.lapse(comment.id, now=now)


if close_what_is_open not in contributions.SHOWN_CHANGED:
    contributions.SHOWN_CHANGED.append(close_what_is_open)
if service.label_of not in contributions.LABELS:
    contributions.LABELS.append(service.label_of)
