"""Reading over several rooms: the pages that have more than one room's data."""

from consult.site.queries.pages import (
    ArticlePage,
    ConsultationPage,
    ListedConsultation,
    ShownEntry,
    Thread,
    article_page,
    consultation_page,
    front_page,
    latest_entries,
    place_of,
    thread,
)

__all__ = [
    "ArticlePage",
    "ConsultationPage",
    "ListedConsultation",
    "ShownEntry",
    "Thread",
    "article_page",
    "consultation_page",
    "front_page",
    "latest_entries",
    "place_of",
    "thread",
]
