"""Whether an official text says the full name of a sender who isn't named in public. Pure.

A full name is two Chinese characters or more that begin with a family name, a longer one with a point between its
parts, or two words or more. What people type instead of a name ("a neighbour", 市民, 路人甲) is none, nor is what is a
word of the text: two characters count only where no other stands beside them or a title follows, more of them not
within the name of a place or an office, and words only as whole words that begin with capitals.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from consult.contributions.name_words import FAMILY, HONORIFICS, NO_NAMES, PLACES, TITLES, TWO_FAMILY
from consult.foundation.folding import Folded, letters

_HAN_RUN = regex.compile(r"\p{Han}[\p{Han}\s·・‧.．]*\p{Han}")
_HAN = regex.compile(r"\p{Han}")
_POINT = re.compile("[·・‧.．]")
_WORDS = regex.compile(r"[\p{L}\p{M}]+(?:['’\-][\p{L}\p{M}]+)*")
_NOT_LATIN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_OWNS = re.compile("['’]s$")
SHORT, MOST_HAN = 2, 4
LEAST_LATIN = 2


@dataclass(frozen=True)
class Name:
    """A full name, taken apart for comparing: Chinese characters as folded, or words in small letters."""

    han: str = ""
    words: tuple[str, ...] = ()


def full_names(typed: str) -> list[Name]:
    """The full names in what a sender typed as one, in each writing; none where it is no full name."""
    found = []
    for match in _HAN_RUN.finditer(typed):
        han = _without_title(letters(match[0]))
        if _is_full(han, has_point=bool(_POINT.search(match[0]))):
            found.append(Name(han=han))
    said = [one.casefold() for one in _WORDS.findall(typed) if not _NOT_LATIN.search(one)]
    words = tuple(one for one in said if one not in HONORIFICS)
    if sum(len(one) >= LEAST_LATIN for one in words) >= LEAST_LATIN:
        found.append(Name(words=words))
    return found


def _without_title(han: str) -> str:
    return next((han[: -len(one)] for one in TITLES if han.endswith(one)), han)


def _is_full(han: str, *, has_point: bool) -> bool:
    if len(han) < SHORT or han in NO_NAMES:
        return False
    if has_point and len(han) >= MOST_HAN:
        return True
    if len(han) == MOST_HAN:  # a family name of two characters, or the husband's before one's own
        return han[:2] in TWO_FAMILY or (han[0] in FAMILY and han[1] in FAMILY)
    return len(han) < MOST_HAN and (han[0] in FAMILY or han[:2] in TWO_FAMILY)


class Texts:
    """Official texts that names are looked for in: read once, so that thousands of names cost little."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._folded = [Folded(one) for one in texts]
        self._pieces = {
            one.letters[start : start + length]
            for one in self._folded
            for length in (SHORT, SHORT + 1)
            for start in range(len(one.letters) - length + 1)
        }
        self._pairs: set[tuple[str, str]] = set()
        for one in texts:
            words = [_OWNS.sub("", word.casefold()) for word in _WORDS.findall(one)]
            self._pairs.update(pairwise(words))

    def said(self, typed: str) -> str | None:
        """The full name in ``typed`` as one of the texts says it, or None."""
        if typed.isascii() and self._pairs and not self._may_say(typed):  # a shorter way to the same
            return None
        for name in full_names(typed):
            for folded in self._folded:
                places = self._han(folded, name.han) if name.han else self._latin(folded.text, name.words)
                for start, end in places:
                    return folded.text[start:end]
        return None

    def _may_say(self, typed: str) -> bool:
        words = _WORDS.findall(typed.lower())
        return any((one, two) in self._pairs or (two, one) in self._pairs for one, two in pairwise(words))

    def _han(self, folded: Folded, name: str) -> Iterator[tuple[int, int]]:
        if name[: SHORT + 1] not in self._pieces:
            return
        text, start = folded.letters, folded.letters.find(name)
        while start >= 0:
            end = start + len(name)
            begin, behind = folded.span(start, end)
            if _is_name_here(folded.text, begin, behind, text[end : end + 3], is_short=len(name) == SHORT):
                yield begin, behind
            start = text.find(name, start + 1)

    def _latin(self, text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        orders = {words, words[::-1]} if len(words) == LEAST_LATIN else {words}
        for order in orders:
            if not all(pair in self._pairs for pair in pairwise(order)):
                continue
            written = r"[\s,]+".join(map(re.escape, order))
            for match in re.finditer(rf"(?<![\w'’\-]){written}(?![\w\-])", text, re.IGNORECASE):
                if all(part[:1] != part[:1].lower() for part in (match[0], match[0].split()[-1])):
                    yield match.span()


def _is_name_here(text: str, start: int, end: int, behind: str, *, is_short: bool) -> bool:
    if "\n\n" in text[start:end] or regex.search(r"[，。、；：！？,;:!?]", text[start:end]):
        return False
    if behind.startswith(TITLES):
        return True
    if is_short:
        return not (_HAN.match(text[start - 1 : start] or " ") or _HAN.match(text[end : end + 1]))
    return not (_HAN.match(text[end : end + 1]) and behind[:1] in PLACES)


def said_names(texts: Sequence[str], typed: Iterable[str]) -> dict[str, str]:
    """What each of these names is said as in the texts: typed -> as said."""
    looked = Texts(texts)
    return {one: said for one in typed if (said := looked.said(one)) is not None}
