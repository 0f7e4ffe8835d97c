"""What the newest published comments are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from consult.contributions.models import Comment
from consult.foundation.db import db


@dataclass(frozen=True)
class FeedComment:
    """A published comment as a feed shows it. ``html`` is safe, redactions applied."""

    reference: str
    name: str
    html: str
    language: str
    published_at: datetime


def newest_comments(consultation_id: int, limit: int) -> list[FeedComment]:
    """The newest comments everybody can read, newest first."""
    rows = db.session.execute(
        select(
            Comment.reference, Comment.name_shown, Comment.shown_html, Comment.language, Comment.published_at,
            Comment.received_at,
        )
        .where(Comment.consultation_id == consultation_id, Comment.state == "published")
        .order_by(Comment.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [FeedComment(*row[:4], published_at=row[4] or row[5]) for row in rows]
