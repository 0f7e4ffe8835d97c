"""What lower rooms ask of this one: whether there is such a country profile, whether a log may be seen, which HTML it
stores."""

from consult.consultations import profiles, queries, service
from consult.foundation import clock, rerendering
from consult.organisations import service as organisations
from consult.record import queries as record

organisations.PROFILE_CHECKS.append(profiles.check)


def is_log_shown(log: str) -> bool:
    """A consultation that isn't public yet shows nothing of its log."""
    return queries.is_public_id_shown(log, clock.now())


if is_log_shown not in record.SHOWN_LOGS:
    record.SHOWN_LOGS.append(is_log_shown)

rerendering.keep(
    rerendering.Stored(
        "articles",
        service.count_stale,
        service.render_again,
        lambda rows, now: service.store_again(rows, now=now),
    )
)
