"""What senders are told before they send: who reads it, how long it is kept, what a law may ask."""

from typing import Any

from consult.consultations.profiles import profile
from consult.foundation import i18n, web
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
