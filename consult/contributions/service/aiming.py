"""What a comment is about within its article: chosen words, or another wording that it proposes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consult.consultations.marks import marks_between
from consult.contributions.quotes import Quote, locate, quote_at, squeeze
from consult.contributions.sentences import sentences_of, trimmed
from consult.foundation import text
from consult.foundation.errors import N_, Refused

COVER = "█████"
"""Stands in a proposed wording for words that are covered in the comment."""
NOT_THERE = N_(
    "The words you chose don’t stand in this article as you sent them. Please choose them again; your text is kept "
    "below."
)


@dataclass(frozen=True)
class Aim:
    """What a comment is about in an article's text, in one edition, beyond the article itself."""

    edition: str = ""
    quote: Quote | None = None
    proposal: tuple[tuple[str, str], ...] = ()
    """(same | out | in, words): the wording it proposes, as marks in the text."""

    @property
    def selector(self) -> dict[str, str] | None:
        """The quote as it is stored."""
        return self.quote.selector if self.quote else None

    @property
    def values(self) -> dict[str, str]:
        """What the record's entry commits to of it."""
        values = {}
        if self.quote:
            values["quote"] = json.dumps(self.quote.selector, ensure_ascii=False, sort_keys=True)
        if self.proposal:
            values["proposal"] = wording_of(self.proposal)
        return {**values, "edition": self.edition} if values else {}


NO_AIM = Aim()
"""The whole article, and no other wording of it."""


@dataclass(frozen=True)
class Chosen:
    """What a form says of it, as typed."""

    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    sentence: str = ""
    """``start-end`` of a sentence of the text."""
    proposal: str = ""


def aim(article_text: str, edition: str, chosen: Chosen, *, limit: int) -> Aim:
    """Check what somebody chose in an article's text. Raises Refused on its field; nothing is stored."""
    span = _span(article_text, chosen)
    quote = quote_at(article_text, span) if span else None
    proposed = text.normalise(chosen.proposal, limit=limit + len(article_text), field="proposal")
    proposal: tuple[tuple[str, str], ...] = ()
    if squeeze(proposed) and squeeze(proposed) != squeeze(article_text):
        marks = marks_between(article_text.strip(), proposed.strip())
        proposal = tuple((mark.op, mark.text) for mark in marks)
    return Aim(edition, quote, proposal) if quote or proposal else NO_AIM


def _span(article_text: str, chosen: Chosen) -> tuple[int, int] | None:
    if squeeze(chosen.quote):
        words = Quote(chosen.quote, chosen.prefix, chosen.suffix)
        span, is_alone = locate(article_text, words)
        if span is None:
            raise Refused(NOT_THERE, field="sentence")
        if not is_alone:
            raise Refused(
                N_("“%(words)s” stands several times in this article. Please choose a longer passage."),
                field="sentence",
                words=text.excerpt(chosen.quote, 60),
            )
        return span
    if not chosen.sentence:
        return None
    spans = {f"{start}-{end}": (start, end) for start, end in sentences_of(article_text)}
    if chosen.sentence not in spans:
        raise Refused(NOT_THERE, field="sentence")
    return spans[chosen.sentence]


def words_at(article_text: str, start: int, end: int) -> str:
    """The words of a stretch, without blanks around them."""
    begin, until = trimmed(article_text, start, end)
    return article_text[begin:until]


def wording_of(marks: Sequence[Sequence[Any]]) -> str:
    """The proposed wording that marks make."""
    return "".join(words for op, words in marks if op != "out")


def covered_proposal(
    marks: Sequence[Sequence[Any]], body: str, redactions: Sequence[Sequence[Any]]
) -> list[list[str]]:
    """The marks as everybody may see them: words that are covered in the comment are covered in them, too."""
    hidden = sorted(
        {body[start:end].strip() for start, end, *_ground in redactions} - {""}, key=len, reverse=True
    )
    shown = []
    for op, words in marks:
        if op == "in":
            for one in hidden:
                words = words.replace(one, COVER)  # noqa: PLW2901 - one after the other
        shown.append([op, words])
    return shown
