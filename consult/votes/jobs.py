"""Due acts: addresses that serve nothing any more are forgotten."""

from datetime import datetime, timedelta

from consult.contributions import service as contributions
from consult.foundation import jobs
from consult.foundation.db import db, writing
from consult.votes import queries, service


def forget_addresses(now: datetime) -> int:
    """Delete keyed addresses of voters a month after closing."""
    is_due = bool(
        queries.consultations_with_old_addresses(
            now - service.ADDRESSES_KEPT, but_in=contributions.held_consultations()
        )
    )
    db.session.rollback()
    if not is_due:
        return 0
    with writing():
        return service.forget_addresses(now)


jobs.every(timedelta(hours=1), "forget voters' addresses", forget_addresses)
