"""One text however it is typed: in either Chinese script, with curly quotes or straight ones, in capitals, full width.

Only letters and digits are left, so that a comma or a line break put in between changes nothing. Pure.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

from opencc import OpenCC

_TIMES = 4
"""A letter is converted until it stays as it is (麼 → 么 → 幺): never more often than this."""


@cache
def _converter() -> OpenCC:
    return OpenCC("tw2s")  # reads its dictionaries: once a process


def _letters_of(char: str) -> str:
    found = unicodedata.normalize("NFKC", char).casefold()
    if not found.isascii():
        for _time in range(_TIMES):
            found = _converter().convert(found)
        found = unicodedata.normalize("NFD", found)
    return "".join(one for one in found if one.isalnum())


class _Table(dict[int, str]):
    """For ``str.translate``: each character is looked at once, and by itself, whatever is around it."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _letters_of(chr(code))
        return found


_TABLE = _Table()


_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())


def letters(text: str) -> str:
    """The letters and digits of a text, in one script, one case and one width."""
    if text.isascii():  # a shorter way to the same
        return text.lower().encode().translate(None, _NO_LETTERS).decode()
    return text.translate(_TABLE)


class _Simplified(dict[int, str]):
    """One character for each, so that places stay what they are."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        found = char
        if code >= FIRST_HAN:
            for _time in range(_TIMES):
                found = _converter().convert(found)
        self[code] = found = found if len(found) == 1 else char
        return found


FIRST_HAN = 0x2E80
_SIMPLIFIED = _Simplified()


def simplified(text: str) -> str:
    """The same text in simplified characters, each in its place; everything else as it is."""
    return text if text.isascii() else text.translate(_SIMPLIFIED)


@dataclass(frozen=True)
class Folded:
    """A text with its letters, and where each of them stands in it."""

    text: str

    @cached_property
    def letters(self) -> str:
        """As ``letters`` gives them."""
        return letters(self.text)

    @cached_property
    def _places(self) -> list[int]:
        return [at for at, char in enumerate(self.text) for _letter in _TABLE[ord(char)]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the letters from ``start`` to ``end`` stand in the text, what is between them included."""
        return self._places[start], self._places[end - 1] + 1
