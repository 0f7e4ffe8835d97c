"""The list of people to invite as an author pastes or uploads it: pure."""

import re
from dataclasses import dataclass

from consult.accounts.rules import check_name, check_reachable, fold_address
from consult.contributions.pasted_lines import read_lines
from consult.foundation.errors import N_, Refused

SEPARATOR = re.compile(r"\s*[,;\t，；]\s*")


@dataclass(frozen=True)
class Guest:
    """Somebody to invite: by an address, or by a code handed over to whoever has this name (or none)."""

    name: str = ""
    address: str = ""


def read_guests(text: str, *, region: str = "") -> list[Guest]:
    """One guest a line: an e-mail address or a telephone number, a name, or both with a comma between.

    Raises Refused that names the lines that can't be read; then nobody is invited.
    """
    found = read_lines(
        text, lambda line: _guest(line, region), field="guests",
        refusal=N_("These lines hold no address, number or name that can be read: %(lines)s. Nobody was invited yet."),
    )  # fmt: skip
    guests, seen = [], set[str]()
    for guest in found:
        folded = fold_address(guest.address)
        if not folded or folded not in seen:
            guests.append(guest)
        seen.add(folded)
    return guests


def _guest(line: str, region: str) -> Guest:
    parts = [part.strip().strip('"') for part in SEPARATOR.split(line.strip()) if part.strip().strip('"')]
    addresses = [part for part in parts if "@" in part or re.search(r"\d{5}", re.sub(r"[\s()./-]", "", part))]
    if len(addresses) > 1 or not parts:
        raise Refused(N_("One address a line, please."))
    name = check_name(" ".join(part for part in parts if part not in addresses))
    address = check_reachable(addresses[0], region=region) if addresses else ""
    return Guest(name, address)
