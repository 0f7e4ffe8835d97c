"""The index follows what happens to consultations, and what imports bring at once."""

from consult.consultations import queries as consultations
from consult.consultations.events import ConsultationPublished, VersionPublished
from consult.contributions.events import CommentsImported
from consult.foundation import clock, events
from consult.search import service


@events.on(ConsultationPublished)
def index_published(event: ConsultationPublished) -> None:
    """A consultation became public."""
    service.index_consultation(consultations.get_by_id(event.consultation_id), clock.now())


@events.on(VersionPublished)
def index_version(event: VersionPublished) -> None:
    """Its newest version is what is found."""
    service.index_consultation(consultations.get_by_id(event.consultation_id), clock.now())


@events.on(CommentsImported)
def index_imported(event: CommentsImported) -> None:
    """Many comments came at once; those that are published by now are found."""
    service.index_comments(event.comment_ids, clock.now())
