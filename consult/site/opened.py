"""What a receipt opens, in words: the names of committed fields and of what stands in them."""

from collections.abc import Mapping

from consult.contributions import labels
from consult.contributions.file_kinds import file_committed
from consult.foundation.errors import N_
from consult.foundation.i18n import gettext, language_name

FIELDS = {
    "body": N_("What you wrote"),
    "reason": N_("Reason"),
    "confidential_reason": N_("Why words are confidential"),
    "revision": N_("Number of the wording"),
    "stance": N_("Where you stand"),
    "reference": N_("Reference"),
    "name": N_("Name"),
    "name_shown": N_("Name that everybody sees"),
    "email": N_("E-mail address"),
    "phone": N_("Telephone number"),
    "organisation": N_("Organisation"),
    "register_number": N_("Number in a register"),
    "members": N_("Whom it speaks for"),
    "office": N_("What you are there"),
    "interests": N_("Interests in the matter"),
    "place": N_("Town or district"),
    "guardian": N_("Who confirmed it"),
    "publication": N_("What may be published"),
    "capacity": N_("You speak"),
    "language": N_("Language"),
    "attachments": N_("SHA-256 of the files"),
    "time": N_("Exact time"),
}
"""Committed field -> its name. Others stand for programs and are left out."""


def values(found: Mapping[str, str]) -> list[tuple[str, str]]:
    """(name, value) of each field that a person can read, in a fixed order, in the page's language."""
    told = [file_committed(field, value) for field, value in sorted(found.items()) if value]
    files = {"attachments": "; ".join(f"{file[1]}: {file[4]}" for file in told if file)}
    found = {**files, **found}
    return [
        (gettext(name), _words(field, found[field])) for field, name in FIELDS.items() if found.get(field)
    ]


def _words(field: str, value: str) -> str:
    names = {"stance": labels.STANCES, "publication": labels.PUBLICATIONS, "capacity": labels.CAPACITIES}
    if value in names.get(field, {}):
        return gettext(names[field][value])
    return language_name(value) if field == "language" else value
