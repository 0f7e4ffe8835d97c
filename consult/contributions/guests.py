"""The list of people to invite as an author pastes or uploads it: pure."""

import re
from dataclasses import dataclass

from consult.accounts.rules import check_name, check_reachable, fold_address
from consult.foundation.errors import N_, Refused

SEPARATOR = re.compile(r"\s*[,;\t，；]\s*")
SHOWN = 5
"""Lines at fault that a refusal names."""


@dataclass(frozen=True)
class Guest:
    """Somebody to invite: by an address, or by a code handed over to whoever has this name (or none)."""

    name: str = ""
    address: str = ""


def read_guests(text: str, *, region: str = "") -> list[Guest]:
    """One guest a line: an e-mail address or a telephone number, a name, or both with a comma between.

    Raises Refused that names the lines that can't be read; then nobody is invited.
    """
    guests, seen, wrong = [], set[str](), []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            guest = _guest(line, region)
        except Refused:
            wrong.append(number)
            continue
        folded = fold_address(guest.address)
        if not folded or folded not in seen:
            guests.append(guest)
        seen.add(folded)
    if wrong:
        lines = ", ".join(str(one) for one in wrong[:SHOWN]) + (" …" if len(wrong) > SHOWN else "")
        raise Refused(
            N_("These lines hold no address, number or name that can be read: %(lines)s. Nobody was invited yet."),
            field="guests", lines=lines,
        )  # fmt: skip
    return guests


def _guest(line: str, region: str) -> Guest:
    parts = [part.strip().strip('"') for part in SEPARATOR.split(line.strip()) if part.strip().strip('"')]
    addresses = [part for part in parts if "@" in part or re.search(r"\d{5}", re.sub(r"[\s()./-]", "", part))]
    if len(addresses) > 1 or not parts:
        raise Refused(N_("One address a line, please."))
    name = check_name(" ".join(part for part in parts if part not in addresses))
    address = check_reachable(addresses[0], region=region) if addresses else ""
    return Guest(name, address)
