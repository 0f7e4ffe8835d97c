"""Finding words again in other texts that quote them, and covering them there: pure.

Texts are compared by their letters (``foundation.folding``): in either Chinese script, however they are pointed.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import regex

from consult.contributions.citations import CITATION, Quoted, quoted_in
from consult.contributions.references import parse_reference
from consult.foundation.folding import Folded, letters

_HAN = regex.compile(r"\p{Han}")
RUN, HAN_RUN = 20, 9
"""So many letters alike are a quotation; fewer where they are Chinese, which says more in less."""
PROBE, HAN_PROBE = RUN // 2, HAN_RUN // 2
HAN_SHARE = 6
"""Chinese characters among HAN_RUN that make it a Chinese passage."""
QUOTED, HAN_QUOTED = 14, 6
"""So many letters in quotation marks that stand in the text are a quotation of it, whatever is cited …"""
CITED, HAN_CITED = 4, 2
"""… and so many where the sentence cites it."""
WHOLE, HAN_WHOLE = 10, 5
"""Letters of a short text that is found again however it is typed; a shorter one only as it stands."""
NAME_LEAST, HAN_NAME_LEAST = 3, 2
LONGEST_WHOLE = 24
COVER = "[…]"
BRIDGE = 1
"""So few characters between two covered passages are covered as well."""
FRAGMENT = 2
"""So few letters of another word, beside a covered passage, are like the text's by chance."""
_STOPS = ".,;:!?…。，；：！？、"
_CLOSING = "”’\"'」』»＂"


class Quotations:
    """What must not be said any more: passages of ``texts``, and every one of ``names`` in full.

    What also stands in ``public`` (the draft itself) is nobody's own and may be said. ``references`` are those of the
    comments whose texts these are: where a sentence cites one of them, its words in quotation marks are looked at
    however few they are.
    """

    def __init__(
        self,
        texts: Collection[str],
        names: Iterable[str] = (),
        public: Iterable[str] = (),
        references: Collection[str] = (),
    ) -> None:
        self._texts = [letters(text) for text in texts]
        self._public = [letters(text) for text in public]
        self._references = frozenset(references)
        self._runs: set[str] = set()
        self._whole = {text.strip() for text in texts if NAME_LEAST < len(text.strip()) <= LONGEST_WHOLE}
        self._short = {one for one in self._texts if is_long(one, WHOLE, HAN_WHOLE) and len(one) < RUN}
        for text in self._texts:
            self._runs.update(runs(text))
        for text in self._public:
            self._runs.difference_update(runs(text))
            self._short.difference_update([one for one in self._short if one in text])
        self._probes = {piece for text in self._texts for piece in probes(text)} | self._short
        told = sorted({name.strip() for name in names if _is_telling(name.strip())}, key=len, reverse=True)
        self._names = told
        self._han_names = [found for name in told if _HAN.search(name) and (found := letters(name))]
        self._exact = {*self._whole, *self._names}

    def __contains__(self, text: str) -> bool:
        return next(self._found(text), None) is not None

    def cover(self, text: str) -> str:
        """The text with every quotation and name covered; the same text where there is none."""
        parts, at = [], 0
        for start, end in self.places(text):
            parts += [text[at:start], COVER]
            at = end
        return "".join([*parts, text[at:]]) if parts else text

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where ``cover`` covers it, in order and apart."""
        covered = bytearray(len(text))
        for start, end in self._found(text):
            covered[start:end] = b"\x01" * (end - start)
        for citation in CITATION.finditer(
            text
        ):  # its last letter may be the one before the words that are quoted
            start, end = citation.span()
            if any(covered[start:end]) and parse_reference(citation[1]) is not None:
                while end < len(text) and not text[end].isalnum():
                    end += 1
                covered[start:end] = bytes(end - start)
        whole = [_without_fragments(text, *span) for span in _spans(covered)]
        return [(start, _behind_stops(text, end)) for start, end in whole]

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        flat = _flat(text)
        for known in self._exact:
            yield from _apart(flat, known)
        folded = Folded(text)
        if any(probe in folded.letters for probe in self._probes):
            for length in (RUN, HAN_RUN):
                for start in range(len(folded.letters) - length + 1):
                    if folded.letters[start : start + length] in self._runs:
                        yield folded.span(start, start + length)
        for known in (*self._short, *self._han_names):
            yield from _apart_folded(folded, known)
        if self._texts:
            for one in quoted_in(text):
                if self._is_quoted(one):
                    yield one.start, one.end

    def _is_quoted(self, one: Quoted) -> bool:
        """Whether words in quotation marks are of these texts; translated ones only where nothing else is cited."""
        pieces = [found for piece in one.pieces if (found := letters(piece))]
        is_cited = bool(self._references & one.references)
        least = (CITED, HAN_CITED) if is_cited else (QUOTED, HAN_QUOTED)
        if not is_long("".join(pieces), *least) or any(stands_in(pieces, text) for text in self._public):
            return False
        if any(stands_in(pieces, text) for text in self._texts):
            return True
        is_all = is_cited and len(one.cited) == len(one.references) and one.references <= self._references
        return is_all and all(is_translated("".join(pieces), text) for text in self._texts)


def stands_in(pieces: Sequence[str], text: str) -> bool:
    """Whether these pieces (all as ``letters`` gives them) stand in the text, one behind the other."""
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def is_translated(words: str, text: str) -> bool:
    """Whether the words, in another writing than the text, can't be its own ones: one is Chinese, one isn't."""
    if _HAN.search(words):
        return not _HAN.search(text)
    return len(_HAN.findall(text)) * 2 > len(text)


def is_long(words: str, least: int, han_least: int) -> bool:
    """Whether so many letters (fewer in Chinese) are enough to tell whose they are."""
    return len(words) >= least or len(_HAN.findall(words)) >= han_least


def _without_fragments(text: str, start: int, end: int) -> tuple[int, int]:
    """A letter or two of the word before or behind, which happen to be those that stand there in the text, stay."""
    first, last = start, end
    while first < end and _is_letter(text[first]):
        first += 1
    while last > start and _is_letter(text[last - 1]):
        last -= 1
    if 0 < first - start <= FRAGMENT and first < last and _is_letter(text[start - 1 : start]):
        start = first
        while start < end and not text[start].isalnum():
            start += 1
    if 0 < end - last <= FRAGMENT and start < last and _is_letter(text[end : end + 1]):
        end = last
        while end > start and not text[end - 1].isalnum():
            end -= 1
    return start, end


def _behind_stops(text: str, end: int) -> int:
    """A stop between the covered words and the mark that closes the quotation goes with them."""
    behind = end
    while behind < len(text) and text[behind] in _STOPS:
        behind += 1
    return behind if text[behind : behind + 1] and text[behind] in _CLOSING else end


def _flat(text: str) -> str:
    """Every blank is a space, place by place, so that a line broken elsewhere is found."""
    return "".join(" " if char.isspace() else char for char in text)


def runs(text: str) -> Iterator[str]:
    """Every run of letters that is long enough to be a quotation."""
    may_be_han = not text.isascii()
    for start in range(len(text) - HAN_RUN + 1):
        if start + RUN <= len(text):
            yield text[start : start + RUN]
        if may_be_han and len(_HAN.findall(text[start : start + HAN_RUN])) >= HAN_SHARE:
            yield text[start : start + HAN_RUN]


def probes(text: str) -> Iterator[str]:
    """Pieces of which each run holds at least one: a text without any of them quotes nothing."""
    for length, must_be_han in ((PROBE, False), (HAN_PROBE, True)):
        if must_be_han and text.isascii():
            return
        for start in range(0, len(text) - length + 1, length):
            piece = text[start : start + length]
            if not (must_be_han and piece.isascii()):
                yield piece


def _is_telling(name: str) -> bool:
    least = HAN_NAME_LEAST if _HAN.search(name) else NAME_LEAST
    return len(name) >= least


def _apart(text: str, known: str) -> Iterator[tuple[int, int]]:
    start = text.find(known)
    while start >= 0:
        if _is_apart(text, start, start + len(known)):
            yield start, start + len(known)
        start = text.find(known, start + 1)


def _apart_folded(folded: Folded, known: str) -> Iterator[tuple[int, int]]:
    start = folded.letters.find(known)
    while start >= 0:
        span = folded.span(start, start + len(known))
        if _is_apart(folded.text, *span):
            yield span
        start = folded.letters.find(known, start + 1)


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether it isn't a part of a longer word: “Ann” in “planning” is nobody's name."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        (_is_letter(before) and _is_letter(text[start])) or (_is_letter(after) and _is_letter(text[end - 1]))
    )


def _is_letter(char: str) -> bool:
    return char.isalnum() and not _HAN.match(char)


def _spans(covered: bytearray) -> Iterator[tuple[int, int]]:
    start = covered.find(1)
    while start >= 0:
        end = start
        while 0 <= (following := covered.find(1, end)) <= end + BRIDGE:
            end = following + 1
        yield start, end
        start = covered.find(1, end)
