"""Words chosen in a text, as W3C Web Annotation text quotes: exact words with what stands before and behind. Pure.

https://www.w3.org/TR/annotation-model/#text-quote-selector
"""

from collections.abc import Iterator
from dataclasses import dataclass

from consult.contributions.sentences import Span

AROUND = 32
"""So many characters before and behind are kept, so that words that stand twice can be told apart."""


@dataclass(frozen=True, slots=True)
class Quote:
    """``exact`` is what was chosen; ``prefix`` and ``suffix`` are what stands beside it, AROUND characters at most."""

    exact: str
    prefix: str = ""
    suffix: str = ""

    @property
    def selector(self) -> dict[str, str]:
        """As the W3C writes it."""
        return {
            "type": "TextQuoteSelector",
            "exact": self.exact,
            "prefix": self.prefix,
            "suffix": self.suffix,
        }


def quote_at(text: str, span: Span) -> Quote:
    """The quote of a stretch of a text."""
    start, end = span
    return Quote(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND])


class Squeezed:
    """A text without its blanks, and where each character of that stands in the text: layout is no wording."""

    __slots__ = ("places", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.places = [at for at, char in enumerate(text) if not char.isspace()]
        self.words = "".join(text[at] for at in self.places)

    def span(self, start: int, end: int) -> Span:
        """In the text, of a stretch without blanks."""
        if start >= end:
            at = self.places[start] if start < len(self.places) else len(self.text)
            return at, at
        return self.places[start], self.places[end - 1] + 1

    def find(self, words: str) -> Iterator[int]:
        """Every place where the words (without blanks) stand, among the characters that aren't blank."""
        at = self.words.find(words) if words else -1
        while at >= 0:
            yield at
            at = self.words.find(words, at + 1)


def squeeze(text: str) -> str:
    """A text without its blanks."""
    return "".join(text.split())


def beside(words: str, start: int, end: int, prefix: str, suffix: str) -> tuple[int, int]:
    """How many characters before and behind are those of prefix and suffix, all without blanks."""
    before, behind = words[max(0, start - len(prefix)) : start], words[end : end + len(suffix)]
    left = next(
        (
            n
            for n, (one, other) in enumerate(zip(reversed(before), reversed(prefix), strict=False))
            if one != other
        ),
        min(len(before), len(prefix)),
    )
    right = next(
        (n for n, (one, other) in enumerate(zip(behind, suffix, strict=False)) if one != other),
        min(len(behind), len(suffix)),
    )
    return left, right


def locate(text: str, quote: Quote) -> tuple[Span | None, bool]:
    """(where the quote stands in the text it was taken from, or None; whether only there, by its surroundings)."""
    squeezed, exact = Squeezed(text), squeeze(quote.exact)
    prefix, suffix = squeeze(quote.prefix), squeeze(quote.suffix)
    found = sorted(
        (
            (sum(beside(squeezed.words, at, at + len(exact), prefix, suffix)), -at)
            for at in squeezed.find(exact)
        ),
        reverse=True,
    )
    if not found:
        return None, False
    best, at = found[0][0], -found[0][1]
    is_alone = len(found) == 1 or found[1][0] < best
    return squeezed.span(at, at + len(exact)), is_alone
