"""Finding words again in other texts that quote them, and covering them there: pure."""

from collections.abc import Collection, Iterable, Iterator

import regex

_HAN = regex.compile(r"\p{Han}")
RUN, HAN_RUN = 24, 10
"""So many characters alike are a quotation; fewer where they are Chinese, which says more in less."""
HAN_SHARE = 6
"""Chinese characters among HAN_RUN that make it a Chinese passage."""
NAME_LEAST, HAN_NAME_LEAST = 3, 2
COVER = "[…]"
BRIDGE = 1
"""So few characters between two covered passages are covered as well."""


class Quotations:
    """What must not be said any more: passages of ``texts``, and every one of ``names`` in full.

    What also stands in ``public`` (the draft itself) is nobody's own and may be said.
    """

    def __init__(self, texts: Collection[str], names: Iterable[str] = (), public: Iterable[str] = ()) -> None:
        self._runs: set[str] = set()
        self._whole = {text.strip() for text in texts if NAME_LEAST < len(text.strip()) <= RUN}
        for text in texts:
            self._runs.update(_runs(_flat(text)))
        for text in public:
            self._runs.difference_update(_runs(_flat(text)))
        self._probes = {piece for text in texts for piece in _probes(_flat(text))} | self._whole
        self._names = sorted(
            {name.strip() for name in names if _is_telling(name.strip())}, key=len, reverse=True
        )
        self._probes |= set(self._names)

    def __contains__(self, text: str) -> bool:
        return next(self._found(text), None) is not None

    def cover(self, text: str) -> str:
        """The text with every quotation and name covered; the same text where there is none."""
        covered = bytearray(len(text))
        for start, end in self._found(text):
            covered[start:end] = b"\x01" * (end - start)
        if not any(covered):
            return text
        parts, at = [], 0
        for start, end in _spans(covered):
            parts += [text[at:start], COVER]
            at = end
        return "".join([*parts, text[at:]])

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        flat = _flat(text)
        if not any(probe in flat for probe in self._probes):
            return
        for length in (RUN, HAN_RUN):
            for start in range(len(flat) - length + 1):
                if flat[start : start + length] in self._runs:
                    yield start, start + length
        for known in (*self._whole, *self._names):
            start = flat.find(known)
            while start >= 0:
                if _is_apart(flat, start, start + len(known)):
                    yield start, start + len(known)
                start = flat.find(known, start + 1)


def _flat(text: str) -> str:
    """Every blank is a space, place by place, so that a line broken elsewhere is found."""
    return "".join(" " if char.isspace() else char for char in text)


def _runs(text: str) -> Iterator[str]:
    for start in range(len(text) - HAN_RUN + 1):
        run = text[start : start + RUN]
        if len(run) == RUN:
            yield run
        if len(_HAN.findall(run[:HAN_RUN])) >= HAN_SHARE:
            yield run[:HAN_RUN]


def _probes(text: str) -> Iterator[str]:
    """Pieces of which each run holds at least one: a text without any of them quotes nothing."""
    for length, must_be_han in ((RUN // 2, False), (HAN_RUN // 2, True)):
        for start in range(0, len(text) - length + 1, length):
            piece = text[start : start + length]
            if not must_be_han or _HAN.search(piece):
                yield piece


def _is_telling(name: str) -> bool:
    least = HAN_NAME_LEAST if _HAN.search(name) else NAME_LEAST
    return len(name) >= least


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
