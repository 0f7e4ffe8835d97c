"""Whether an official text says the full name of a sender, or of an organisation, that isn't named in public. Pure.

A full name is two Chinese characters or more that begin with a family name, a longer one with a point between its
parts, or two words or more. What people type instead of a name ("a neighbour", 市民, 路人甲) is none, nor is what is a
word of the text: two characters count only where no other stands beside them or a title follows, more of them not
within the name of a place or an office, and words only as whole words that begin with capitals.

An organisation's name is four Chinese characters or more, two words or more, or one that is written in capitals; none
that only says what kind it is (业主委员会, "Residents' Association"). One plain word isn't looked for: it is as often a
word of the text, a place or a month (Shelter, Mind, Amazon, August), also with a capital within a sentence, and
whoever publishes would be refused for it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from consult.contributions.name_words import (
    BODY_FORMS,
    FAMILY,
    HONORIFICS,
    KINDS_OF_BODIES,
    KINDS_OF_BODIES_HAN,
    NO_NAMES,
    PLACES,
    TITLES,
    TWO_FAMILY,
)
from consult.foundation.folding import Folded, letters

_HAN_RUN = regex.compile(r"\p{Han}[\p{Han}\s·・‧.．]*\p{Han}")
_HAN = regex.compile(r"\p{Han}")
_POINT = re.compile("[·・‧.．]")
_WORDS = regex.compile(r"[\p{L}\p{M}]+(?:['’\-][\p{L}\p{M}]+)*")
_NOT_LATIN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_OWNS = re.compile("['’]s$")
SHORT, MOST_HAN = 2, 4
LEAST_LATIN = 2
LEAST_OF_BODY, TELLING = 4, 2
"""Chinese characters of an organisation's name, and of it without what says its kind."""


@dataclass(frozen=True)
class Name:
    """A full name, taken apart for comparing: Chinese characters as folded, or words in small letters."""

    han: str = ""
    words: tuple[str, ...] = ()
    is_body: bool = False
    """Whether it is an organisation's: then it is one wherever it stands."""


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


def body_names(typed: str) -> list[Name]:
    """An organisation's name in each writing, with its legal form and without; none where it says only what kind."""
    found = []
    for match in _HAN_RUN.finditer(typed):
        han = letters(match[0])
        short = next((han.removesuffix(one) for one in BODY_FORMS if han.endswith(one)), han)
        if len(KINDS_OF_BODIES_HAN.sub("", short)) >= TELLING:
            found += [Name(han=one, is_body=True) for one in (short, han) if len(one) >= LEAST_OF_BODY]
    said = [one for one in _WORDS.findall(typed) if not _NOT_LATIN.search(one)]
    words = tuple(_OWNS.sub("", one.casefold()) for one in said)
    is_telling = not KINDS_OF_BODIES.issuperset(words)
    if is_telling and (len(words) >= LEAST_LATIN or _is_written_big(said[0])):
        found.append(Name(words=words, is_body=True))
    return found


def _is_written_big(word: str) -> bool:
    """WWF, OpenStreetMap: capitals elsewhere than in front."""
    return len(word) > LEAST_LATIN and word[1:] != word[1:].lower()


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
        self._words: set[str] = set()
        for one in texts:
            words = [_OWNS.sub("", word.casefold()) for word in _WORDS.findall(one)]
            self._words.update(words)
            self._pairs.update(pairwise(words))

    def said(self, typed: str, *, is_body: bool = False) -> str | None:
        """The full name in ``typed`` as one of the texts says it, or None. ``is_body``: it is an organisation's."""
        if is_body:
            return self._said(body_names(typed))
        if typed.isascii() and self._pairs and not self._may_say(typed):  # a shorter way to the same
            return None
        return self._said(full_names(typed))

    def _said(self, names: Iterable[Name]) -> str | None:
        for name in names:
            for folded in self._folded:
                places = self._han(folded, name) if name.han else self._latin(folded.text, name)
                for start, end in places:
                    return folded.text[start:end]
        return None

    def _may_say(self, typed: str) -> bool:
        words = _WORDS.findall(typed.lower())
        return any((one, two) in self._pairs or (two, one) in self._pairs for one, two in pairwise(words))

    def _han(self, folded: Folded, one: Name) -> Iterator[tuple[int, int]]:
        name = one.han
        if name[: SHORT + 1] not in self._pieces:
            return
        text, start = folded.letters, folded.letters.find(name)
        while start >= 0:
            end = start + len(name)
            begin, behind = folded.span(start, end)
            if one.is_body or _is_name_here(
                folded.text, begin, behind, text[end : end + 3], is_short=len(name) == SHORT
            ):
                yield begin, behind
            start = text.find(name, start + 1)

    def _latin(self, text: str, one: Name) -> Iterator[tuple[int, int]]:
        words = one.words
        orders = {words, words[::-1]} if len(words) == LEAST_LATIN and not one.is_body else {words}
        between, own = (r"(?:['’]s?)?[\s,&.]+", "(?:['’]s)?") if one.is_body else (r"[\s,]+", "")
        for order in orders:
            if not self._words.issuperset(order) or not all(pair in self._pairs for pair in pairwise(order)):
                continue
            written = between.join(map(re.escape, order)) + own
            for match in re.finditer(rf"(?<![\w'’\-]){written}(?![\w\-])", text, re.IGNORECASE):
                if _has_capitals(match[0], is_one=len(order) == 1):
                    yield match.span()


def _has_capitals(said: str, *, is_one: bool) -> bool:
    """Whether the first word and the last begin with one; a word that is all of a name has them elsewhere, too."""
    if is_one:
        return _is_written_big(said)
    return all(part[:1] != part[:1].lower() for part in (said, said.split()[-1]))


def _is_name_here(text: str, start: int, end: int, behind: str, *, is_short: bool) -> bool:
    if "\n\n" in text[start:end] or regex.search(r"[，。、；：！？,;:!?]", text[start:end]):
        return False
    if behind.startswith(TITLES):
        return True
    if is_short:
        return not (_HAN.match(text[start - 1 : start] or " ") or _HAN.match(text[end : end + 1]))
    return not (_HAN.match(text[end : end + 1]) and behind[:1] in PLACES)


def said_names(texts: Sequence[str], typed: Iterable[str], *, is_body: bool = False) -> dict[str, str]:
    """What each of these names is said as in the texts: typed -> as said. ``is_body``: they are of organisations."""
    looked = Texts(texts)
    return {one: said for one in typed if (said := looked.said(one, is_body=is_body)) is not None}
