"""The list of those who must be asked as an author pastes or uploads it: pure."""

import csv
import re
from dataclasses import dataclass

from consult.accounts.rules import check_reachable, fold_address
from consult.contributions.pasted_lines import read_lines
from consult.contributions.rules import LINE_LIMIT, WORDS_LIMIT
from consult.foundation import text
from consult.foundation.errors import N_, Refused

SEPARATOR = re.compile(r"\s*[;\t；]\s*")


@dataclass(frozen=True)
class Listed:
    """One to be asked: the name, an e-mail address or number where there is one, the place, where letters go."""

    name: str
    address: str = ""
    place: str = ""
    post: str = ""


def read_listed(given: str, *, region: str = "") -> list[Listed]:
    """One a line: name; e-mail address or number; place; postal address. What there isn't is left out or empty.

    Raises Refused that names the lines that can't be read; then nobody is listed.
    """
    return read_lines(
        given, lambda line: _listed(line, region), field="listed",
        refusal=N_("These lines hold no name, or an address that can’t be read: %(lines)s. Nobody was added yet."),
    )  # fmt: skip


def is_known(one: Listed, known: set[tuple[str, str]]) -> bool:
    """Whether somebody of that name and address is on the list already."""
    return key_of(one.name, one.address) in known


def key_of(name: str, address: str) -> tuple[str, str]:
    """What tells two on the list apart."""
    return text.same_words(name), fold_address(address)


def _listed(line: str, region: str) -> Listed:
    parts = _parts(line)
    if not parts or not parts[0]:
        raise Refused(N_("Please say who must be asked, one a line."))
    name, *others = parts
    if _is_address(name):
        raise Refused(N_("Please give the name first."))
    address = others.pop(0) if others and (not others[0] or _is_address(others[0])) else ""
    place, post = (*others, "", "")[:2]
    if len(others) > 2:
        post = ", ".join(others[1:])
    return Listed(
        " ".join(text.normalise(name, limit=LINE_LIMIT, field="listed").split()),
        check_reachable(address, region=region) if address else "",
        " ".join(text.normalise(place, limit=LINE_LIMIT, field="listed").split()),
        " ".join(text.normalise(post, limit=WORDS_LIMIT, field="listed").split()),
    )


def _parts(line: str) -> list[str]:
    """The cells of a line: by semicolons or tabs, else as a spreadsheet writes CSV where that leads to an address."""
    parts = [part.strip().strip('"') for part in SEPARATOR.split(line.strip())]
    if len(parts) == 1 and ("," in line):
        cells = [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True))]
        if len(cells) > 1 and any(_is_address(cell) for cell in cells[1:2]):
            return cells
    return parts


def _is_address(cell: str) -> bool:
    return "@" in cell or re.fullmatch(r"\+?[\d\s()./-]{6,}", cell) is not None
