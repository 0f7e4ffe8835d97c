"""What senders are told before they send: who reads it, how long it is kept, what a law may ask."""

from datetime import datetime
from typing import Any

from consult.consultations import queries as consultations
from consult.consultations.profiles import profile
from consult.contributions import queries, service
from consult.foundation import i18n, web
from consult.foundation.errors import Refused
from consult.organisations import queries as organisations


def terms_of(consultation: Any) -> dict[str, Any]:
    """The terms in the page's language."""
    organisation = organisations.get(consultation.organisation_id)
    data = profile(consultation.profile).data
    law = data.access_to_information
    return {
        "office": organisations.name_in(organisation, i18n.language()),
        "contact_days": web.settings().guest_contact_days,
        "law": law[i18n.language()] if law else "",
        "minor_age": data.minor_age,
    }


def is_taken(consultation: Any, code: str, now: datetime) -> str:
    """“open”, “late” where it would be taken and marked late, or empty where nothing is taken.

    ``code`` is that of time extended for this sender, if any.
    """
    try:
        is_late = service.check_open(
            consultation, now=now, until=queries.more_time_until(consultation.id, code)
        )
    except Refused:
        return ""
    return "late" if is_late else "open"


def more_time_now(consultation: Any, code: str, now: datetime) -> datetime | None:
    """Until when this sender may send after closing for all; None where no time is extended for them now."""
    until = queries.more_time_until(consultation.id, code)
    is_closed = consultations.phase_of(consultation, now) == "closed"
    return until if is_closed and until is not None and now < until else None
