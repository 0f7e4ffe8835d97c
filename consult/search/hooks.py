"""What everybody sees of a comment changes together with the index."""

from datetime import datetime

from consult.consultations import queries
from consult.consultations import service as consultations
from consult.contributions import service as contributions
from consult.foundation import clock, sweeping
from consult.record import checks
from consult.search import record_checks, service


def _index(changes: list[contributions.Change]) -> None:
    service.index_comments({change.comment.id for change in changes}, changes[-1].now)


def _index_draft(removed: consultations.Removed, now: datetime) -> None:
    service.index_consultation(removed.consultation, now)


if _index_draft not in consultations.REMOVED:
    consultations.REMOVED.append(_index_draft)
if _index not in contributions.SHOWN_CHANGED_TOGETHER:
    contributions.SHOWN_CHANGED_TOGETHER.append(_index)

checks.derives(
    checks.Derived(
        "search", "search_document",
        (
            "comment", "comment_revision", "consultation", "consultation_text", "draft_version", "article",
            "article_text",
        ),
        lambda: record_checks.wrong_documents(clock.now()), record_checks.index_again, queries.public_id_of,
    )
)  # fmt: skip
sweeping.TABLES.update(("search_document",))
