"""The reading desk for tests, by the real verbs. Everything returned is committed."""

from collections.abc import Sequence
from datetime import datetime

from consult.analysis import queries, service
from consult.analysis.models import Theme
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import writing
from tests.factories.outcomes import responder_of


def make_theme(
    consultation: Consultation,
    name: str = "Opening hours",
    comments: Sequence[Comment] = (),
    *,
    parent: Theme | None = None,
    actor: Actor | None = None,
) -> Theme:
    """A theme made by hand, with these comments under it."""
    consultation_id, ids = consultation.id, [one.id for one in comments]
    parent_id = parent.id if parent else None
    actor = actor or responder_of(consultation)
    with writing():
        found = consultations.get_by_id(consultation_id)
        above = queries.get_theme(parent_id) if parent_id else None
        made = service.make_theme(actor, found, name=name, parent=above, now=clock.now())
        if ids:
            service.put_under(actor, found, made, comment_ids=ids, now=clock.now())
        made_id = made.id
    return queries.get_theme(made_id)


def mark_read(
    consultation: Consultation, comments: Sequence[Comment], *, actor: Actor | None = None, now: datetime | None = None,
    method: str = "",
) -> int:  # fmt: skip
    """Read marks on these comments."""
    consultation_id, ids = consultation.id, [one.id for one in comments]
    actor = actor or responder_of(consultation)
    with writing():
        return service.mark_read(
            actor,
            consultations.get_by_id(consultation_id),
            comment_ids=ids,
            now=now or clock.now(),
            method=method,
        )
