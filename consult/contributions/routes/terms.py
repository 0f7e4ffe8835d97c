"""What senders are told before they send: who reads it, how long it is kept, what a law may ask."""

from datetime import datetime
from typing import Any

from consult.consultations import queries as consultations
from consult.consultations.profiles import profile
from consult.contributions import permissions, queries, service
from consult.contributions.queries import asking
from consult.foundation import access, i18n, web
from consult.foundation.errors import N_, Refused
from consult.foundation.phones import is_phone
from consult.organisations import queries as organisations

LINK_ENDED = N_(
    "The personal link you came by holds no more: the office made a new one, or it was erased. Your text is kept "
    "below. Please use the newest letter, or send this again as anybody else does."
)


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


def until_now(consultation: Any, form: Any) -> datetime | None:
    """Until when a form’s sender may send, by the code they brought or because they must be asked; None: as all."""
    own = who_was_asked(consultation, form)
    return service.until_of(own, queries.more_time_until(consultation.id, form.time.data or ""))


def who_was_asked(consultation: Any, form: Any) -> Any:
    """Who came to a form by the personal link of those who must be asked, or None."""
    return asking.brought_link(consultation.id, form.asked.data or "")


def check_link(consultation: Any, form: Any) -> None:
    """Raises Refused, once, where the personal link that a form came by holds no more; the form goes on without it."""
    if form.asked.data and who_was_asked(consultation, form) is None:
        form.asked.data = ""
        raise Refused(LINK_ENDED)


def known_of(one: Any) -> dict[str, str]:
    """What the office knows of somebody who must be asked, for the form to begin with."""
    if one is None:
        return {}
    email = {} if is_phone(one.address) else {"email": one.address}
    return {**email, **({"publication": "named"} if one.kind == "body" else {})}


def may_write(consultation: Any, form: Any) -> bool:
    """Whether the page’s reader may send anything: as the rules say, and whoever must be asked in any case."""
    actor = access.current_actor()
    if not actor.is_auditor and who_was_asked(consultation, form) is not None:
        return True
    return permissions.may_comment(actor, consultation)


def is_taken(consultation: Any, form: Any, now: datetime) -> str:
    """“open”, “late” where it would be taken and marked late, or empty where nothing is taken."""
    try:
        is_late = service.check_open(consultation, now=now, until=until_now(consultation, form))
    except Refused:
        return ""
    return "late" if is_late else "open"


def more_time_now(consultation: Any, form: Any, now: datetime) -> datetime | None:
    """Until when this sender may send after closing for all; None where no time is extended for them now."""
    until = until_now(consultation, form)
    is_closed = consultations.phase_of(consultation, now) == "closed"
    return until if is_closed and until is not None and now < until else None
