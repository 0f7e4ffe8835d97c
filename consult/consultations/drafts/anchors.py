"""Anchors: the stable, unique, ASCII names of a draft's entries in addresses (art-13, ch-2-sec-1)."""

import re
import unicodedata
from collections.abc import Iterable

from consult.consultations.drafts.markers import Marker, read_marker

MAX_ANCHOR = 80
PREAMBLE = "preamble"


def slug(text: str) -> str:
    """``text`` in lower-case ASCII letters and digits joined by hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_ANCHOR].strip("-")


def anchor_for(marker: Marker | None, parent: str = "", position: int = 1, *, word: str = "part") -> str:
    """The anchor a marker asks for, before it is made unique; ``part-<position>`` where there is no number.

    ``word`` replaces "part" there, for a text whose divisions are called so.

    Divisions are named within ``parent``, the anchor of the division round them, because their numbers
    begin again in each; so are （一） and letters. Articles are not: their numbers run through.
    """
    if marker is None or not (marker.key or marker.family == "appendix"):
        return f"{word}-{position}"
    name = "sec" if marker.family == "enumeration" else marker.name
    words = (marker.number,) if marker.family == "decimal" else marker.key
    own = "-".join((name, *(slug(str(word)) for word in words))).strip("-")
    if marker.family == "enumeration" and parent.startswith("sec-") and marker.name != "one":
        return f"{parent}-{own.removeprefix('sec-')}"[:MAX_ANCHOR]
    if marker.family == "division" and parent:
        return f"{parent}-{own}"[:MAX_ANCHOR]
    return own[:MAX_ANCHOR]


def anchor_of_number(number: str, position: int) -> str:
    """The anchor for a number as an official typed it."""
    return anchor_for(read_marker(number.strip()), position=position)


class AnchorNames:
    """Gives each entry of one outline an anchor of its own, however often a number comes again."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """``wanted``, or ``wanted-x2``, ``-x3`` … where it is taken (never ``-2``: that would be a number)."""
        anchor = wanted
        while anchor in self._taken:
            self._counts[wanted] = self._counts.get(wanted, 1) + 1
            anchor = f"{wanted}-x{self._counts[wanted]}"
        self._taken.add(anchor)
        return anchor


def make_unique(wanted: str, taken: Iterable[str]) -> str:
    """``wanted`` as ``AnchorNames`` would give it beside the anchors ``taken``."""
    names = AnchorNames()
    for anchor in taken:
        names.take(anchor)
    return names.take(wanted)
