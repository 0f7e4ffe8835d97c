"""What lower rooms ask of this one: whether there is such a country profile, whether a log may be seen, which HTML it
stores."""

from consult.consultations import profiles, queries, service
from consult.foundation import clock, rerendering
from consult.organisations import service as organisations
from consult.record import checks
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

OF_A_PACKAGE = "the verifier of the package holds it against its entries"
checks.exempts({
    "consultation": OF_A_PACKAGE,
    "consultation_date_change": OF_A_PACKAGE,
    "draft_version": OF_A_PACKAGE,
    "article": OF_A_PACKAGE,
    "article_text": OF_A_PACKAGE,
    "article_alternative": "follows from the file of the edition, whose hash is in the entry of its version",
    "draft_edition": "follows from the file of the edition, whose hash is in the entry of its version",
    "consultation_text": "may be written until it is published; each change is an entry with a hash of all texts",
    "supporting_document": "each one added or taken away is an entry with the hash of its file",
    "sign_off": "each one asked for and given is an entry with the hash of what was signed",
})  # fmt: skip
