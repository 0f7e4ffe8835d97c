"""The articles of one version, made ready for finding words and sentences in them. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from consult.consultations.changes import Piece
from consult.consultations.marks import tokens_of
from consult.contributions.quotes import Squeezed
from consult.contributions.sentences import Span, sentences_of


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article's text, in code points."""

    anchor: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of the text without blanks of the article at ``at``."""

    at: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article at ``at``."""

    at: int
    span: Span
    grams: frozenset[str]


class VersionText:
    """The articles of one version."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.squeezed = [Squeezed(one.text) for one in pieces]
        self.places = {one.anchor: at for at, one in enumerate(pieces)}
        self.by_words: dict[str, list[int]] = defaultdict(list)
        for at, one in enumerate(self.squeezed):
            self.by_words[one.words].append(at)

    def find(self, words: str) -> list[Spot]:
        """Every place of these words, which are without blanks."""
        return [
            Spot(at, start, start + len(words))
            for at, one in enumerate(self.squeezed)
            for start in one.find(words)
        ]

    def place(self, spot: Spot) -> Place:
        """In the text as it is."""
        return Place(self.pieces[spot.at].anchor, *self.squeezed[spot.at].span(spot.start, spot.end))

    def whole(self, at: int) -> Place:
        """All of an article."""
        return Place(self.pieces[at].anchor, 0, len(self.pieces[at].text))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Of all articles, in order."""
        return [
            Sentence(at, span, grams_of(one.text[span[0] : span[1]]))
            for at, one in enumerate(self.pieces)
            for span in sentences_of(one.text)
        ]

    @cached_property
    def _by_gram(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = defaultdict(list)
        for number, one in enumerate(self.sentences):
            for gram in one.grams:
                index[gram].append(number)
        return index

    def alike(self, grams: frozenset[str]) -> list[tuple[float, float, Sentence]]:
        """(likeness, share of the shorter one's words in common, sentence) of all that have words in common."""
        shared: dict[int, int] = defaultdict(int)
        for gram in grams:
            for number in self._by_gram.get(gram, ()):
                shared[number] += 1
        found = []
        for number, common in shared.items():
            own = self.sentences[number]
            found.append(
                (2 * common / (len(grams) + len(own.grams)), common / min(len(grams), len(own.grams)), own)
            )
        return sorted(found, key=lambda one: (-one[0], one[2].at, one[2].span))


def grams_of(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters or words."""
    tokens = [one.lower() for one in tokens_of(text) if not one.isspace()]
    return frozenset("\0".join(tokens[at : at + 2]) for at in range(max(1, len(tokens) - 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
