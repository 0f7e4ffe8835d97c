"""What a text says about the public, held against what the public said. Pure, and without any outside model.

A statement about the public ("most", "42 people", "some say", 多数意见, 有意见认为) must cite what it rests on: a
comment by its reference, an article by its anchor, a theme, or all of it. Citations stand in double brackets:
``[[7K4-M92-HSG]]``, ``[[art-3]]``, ``[[theme:noise]]``, ``[[all]]``. What is cited is then counted: a number, a share
or a word like "most" that doesn't follow from it is named with the sentence it stands in, and so is an argument of
the public that the text never mentions: summaries with footnotes or no summary.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from consult.contributions.citations import CITATION, Sentence, sentences
from consult.foundation.folding import simplified
from consult.outcomes import (
    claim_chinese,
    claim_counts,
    claim_english,
    claim_further_chinese,
    claim_further_english,
    numerals,
    shares,
)
from consult.outcomes.claim_counts import Source
from consult.outcomes.claim_phrases import OPENS, PHRASES
from consult.outcomes.claim_words import ADDRESSED, BARE_NUMBERS, NUMBERS, PATTERNS, SPEAKS
from consult.outcomes.numerals import Spread

FaultKind = Literal["uncited", "unknown", "number", "share", "quantity", "unmentioned"]

ADDRESSES = "you"
"""The claim that those whom a text speaks to said something."""
ALL = "all"
"""Cites everything that was received."""
ALL_WRITTEN = (ALL, "all comments", "全部意见", "全部意見", "所有意见", "所有意見")
WHOLE_WRITTEN = ("whole", "the whole draft", "全文", "整份草案", "征求意见稿全文")
THEME_WRITTEN = ("theme:", "议题：", "议题:", "議題：", "議題:", "意见要点：", "意见要点:")
"""How a citation may be written, in each language; an article by its anchor or its printed number."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in which sentence. ``said`` are the words at fault; ``counts`` what the cited sources count."""

    kind: FaultKind
    sentence: str
    said: str
    start: int = 0
    counts: tuple[int, ...] = ()


def shown(text: str) -> str:
    """The text as people read it: each citation in single brackets."""
    return CITATION.sub(r"[\1]", text)


# --- What claims something about the public ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    kind: Literal["quantity", "number", "share"]
    name: str
    said: str
    span: tuple[int, int]
    spread: Spread | None = None
    share: shares.Share | None = None


def _claims(sentence: str, *, is_cited: bool = False) -> list[_Claim]:
    """What a sentence claims, in reading order. Without a word of speaking only what claims by itself."""
    opened = is_cited or bool(SPEAKS.search(sentence) or OPENS.search(sentence))
    taken = bytearray(len(sentence))
    found = [*_figures(sentence, taken)] if opened else [*_numbers(sentence, BARE_NUMBERS, taken)]
    folded = simplified(sentence)
    for rule in (_IN_TURN if opened else _ALWAYS).for_text(folded):
        for match in rule.pattern.finditer(folded):
            if not (rule.name in ("said", ADDRESSES) and found) and _take(match.span(), taken):
                found.append(
                    _Claim("quantity", rule.name, sentence[slice(*match.span())].strip(), match.span())
                )
    return sorted(found or _further(sentence, folded), key=lambda one: one.span)


def _further(sentence: str, folded: str) -> list[_Claim]:
    """The first of what only the general rules find, which say less of how many than the others do."""
    for rule in _FURTHER.for_text(folded):
        if match := rule.pattern.search(folded):
            return [_Claim("quantity", rule.name, sentence[slice(*match.span())].strip(), match.span())]
    return []


@dataclass(frozen=True)
class _Rule:
    """What a claim of this name looks like.

    A rule is compiled when the first text is held against it: all of them take most of a second, for which no start
    of the site or of a command need wait.
    """

    name: str
    written: str
    flags: int = re.IGNORECASE

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled, for sentences in simplified characters, however they are written: a rule is written once."""
        return re.compile(simplified(self.written), self.flags)


def _rules(patterns: Iterable[tuple[str, str]], flags: int = re.IGNORECASE) -> list[_Rule]:
    return [_Rule(name, written, flags) for name, written in patterns]


class _Rules:
    """Rules in their order; of those, the ones that a text in its script can hold."""

    def __init__(self, rules: Iterable[_Rule]) -> None:
        self._all = [*rules]
        self._latin = [one for one in self._all if _LATIN.search(_ESCAPED.sub("", one.written))]
        self._han = [one for one in self._all if _HAN.search(one.written)]

    def for_text(self, text: str) -> list[_Rule]:
        """Those that can be found in it."""
        if text.isascii():
            return self._latin
        return self._all if _LATIN.search(text) else self._han


_LATIN, _HAN, _ESCAPED = re.compile("[a-z]{2}", re.IGNORECASE), re.compile("[一-鿿]"), re.compile(r"\\.")
_SPACED = re.IGNORECASE | re.VERBOSE
_FURTHER = _Rules(_rules((*claim_further_english.PATTERNS, *claim_further_chinese.PATTERNS), _SPACED))
_BY_THEMSELVES = (
    *sorted(
        (*_rules(PHRASES), *_rules((*claim_english.PATTERNS, *claim_chinese.PATTERNS), _SPACED)),
        key=lambda one: (one.name != "more", one.name == "said"),
    ),
    *_rules([(ADDRESSES, ADDRESSED)]),
)
_ALWAYS = _Rules(_BY_THEMSELVES)
_IN_TURN = _Rules(
    sorted(
        (*_rules(PATTERNS), *_BY_THEMSELVES),
        key=lambda one: (one.name != "more", one.name in ("said", ADDRESSES)),
    )
)
"""Comparisons first, then what says how many, then what only says that somebody spoke: the first takes the words."""


def _figures(sentence: str, taken: bytearray) -> Iterator[_Claim]:
    for span, said, share in shares.found_in(sentence):
        _take(span, taken)
        yield _Claim("share", "", said, span, share=share)
    yield from _numbers(sentence, (*NUMBERS, *BARE_NUMBERS), taken)


def _numbers(sentence: str, patterns: Sequence[re.Pattern[str]], taken: bytearray) -> Iterator[_Claim]:
    for pattern in patterns:
        for match in pattern.finditer(sentence):
            named = match.groupdict()
            spread = numerals.spread_of(
                match["figure"], about=named.get("about") or "", more=bool(named.get("more"))
            )
            if spread is not None and _take(match.span(), taken):
                yield _Claim("number", "", match[0].strip(), match.span(), spread=spread)


def _take(span: tuple[int, int], taken: bytearray) -> bool:
    """Whether nothing of it was taken; then it is. ``taken`` has a byte for each letter of the sentence."""
    start, end = span
    if any(taken[start:end]):
        return False
    taken[start:end] = b"\x01" * (end - start)
    return True


def is_about_the_public(sentence: str) -> bool:
    """Whether a sentence says how many people said something, or that they did."""
    return bool(_claims(sentence))


# --- Checking ---------------------------------------------------------------------------------------------


def check(
    text: str,
    sources: Mapping[str, Source],
    *,
    sums_up: bool = False,
    about: Sequence[Source] = (),
    answers: Sequence[Source] = (),
) -> list[Fault]:
    """What the text says of the public that nothing cited bears out, in reading order.

    ``sources`` is everything that can be cited, by ``key_of`` its key; ``[[all]]`` is the one under ``ALL``. With
    ``sums_up`` each argument among them must be cited or named somewhere. ``about`` is what the text stands under,
    which a sentence without a citation is about; ``answers`` the comments that it answers, whose senders “you said”
    means.
    """
    faults: list[Fault] = []
    cited: set[str] = set()
    for sentence in sentences(text):
        known = [sources[key] for key in sentence.cited if key in sources]
        cited.update(one.key for one in known)
        faults.extend(
            Fault("unknown", sentence.text, key, sentence.start)
            for key in sentence.cited
            if key not in sources
        )
        found = _claims(sentence.text, is_cited=bool(sentence.cited))
        spans = [one.span for one in found]
        for claim in found:
            meant = known or (answers if claim.name == ADDRESSES else ()) or about
            fault = _fault_of(claim, sentence, spans, meant, sources.get(ALL))
            if fault is not None:
                faults.append(fault)
    if sums_up:
        unmentioned = [
            one
            for one in {one.key: one for one in sources.values()}.values()
            if one.is_argument and one.comments and one.key not in cited and not _is_named(one, text)
        ]
        faults.extend(Fault("unmentioned", "", one.label, len(text), (one.comments,)) for one in unmentioned)
    return faults


def _is_named(source: Source, text: str) -> bool:
    """Whether a text calls a source by one of its names: by whole words where they are written apart."""
    return any(
        re.search(rf"{_edge(name[0], before=True)}{re.escape(name)}{_edge(name[-1])}", text, re.IGNORECASE)
        for name in source.names or (source.label,)
        if name
    )


def _edge(letter: str, *, before: bool = False) -> str:
    if not (letter.isalnum() and letter < "\u2e80"):
        return ""
    return r"(?<![^\W\u2e80-\uffff])" if before else r"(?![^\W\u2e80-\uffff])"


def _fault_of(
    claim: _Claim,
    sentence: Sentence,
    spans: Sequence[tuple[int, int]],
    cited: Sequence[Source],
    everything: Source | None,
) -> Fault | None:
    if not cited:
        return Fault("uncited", sentence.text, claim.said, sentence.start)
    said = claim_counts.Said(claim.name, claim.said, sentence.text, claim.span, tuple(spans))
    if claim.kind == "number":
        counts = claim_counts.counts(said, cited)
        if claim.spread is not None and any(claim.spread.holds(one) for one in counts):
            return None
        return Fault("number", sentence.text, claim.said, sentence.start, tuple(sorted(counts)))
    if claim.kind == "share":
        parts = claim_counts.parts(said, cited, everything)
        if claim.share is not None and any(claim.share.holds(one * 100) for one in parts):
            return None
        told = tuple(sorted({round(one * 100) for one in parts}))
        return Fault("share", sentence.text, claim.said, sentence.start, told)
    if claim_counts.bears_out(said, cited, everything):
        return None
    return Fault(
        "quantity", sentence.text, claim.said, sentence.start, tuple(sorted(claim_counts.figures(cited)))
    )
