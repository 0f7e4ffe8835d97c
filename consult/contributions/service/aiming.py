"""What a comment is about within its article: chosen words, or another wording that it proposes."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from consult.consultations.marks import marks_between
from consult.contributions import passages
from consult.contributions.models import Revision
from consult.contributions.quotations import COVER as HIDDEN
from consult.contributions.quotations import Quotations
from consult.contributions.quotes import Quote, locate, quote_at, squeeze
from consult.contributions.sentences import sentences_of, trimmed
from consult.foundation import text
from consult.foundation.errors import N_, Refused

COVER = "█████"
"""Stands in a proposed wording for words that are covered in the comment."""
DRAFT_OPS = ("same", "out")
"""Parts of a proposed wording that are the draft's own words; what is put in is the sender's."""
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
    """The marks as everybody may see them, without words that are covered: in the comment's words, or in themselves.

    What the article says anyway stays; a covered word that takes letters of the article in is covered as a whole.
    """
    is_new = _is_new(marks)
    is_covered = [False] * len(is_new)
    for start, end in [*passages.in_wording(redactions, body), *_said_again(marks, body, redactions)]:
        if any(is_new[start:end]):
            is_covered[start:end] = [True] * len(is_covered[start:end])
    shown: list[list[str]] = []
    at = 0
    for op, words in marks:
        if op == "out":
            _show(shown, op, words)
            continue
        for letter in words:
            if not is_covered[at]:
                _show(shown, op, letter)
            else:
                if op == "same":
                    _show(shown, "out", letter)
                if at == 0 or not is_covered[at - 1]:
                    _show(shown, "in", COVER)
            at += 1
    return shown


def is_senders(revision: Revision) -> Callable[[tuple[int, int]], bool]:
    """Whether a passage of a ruled text is what its sender wrote, not words of the article that all can read there."""
    end, is_new = len(revision.body), _is_new(revision.proposal)
    return lambda one: one[0] < end or any(is_new[one[0] - end - 1 : one[1] - end - 1])


def without_article_words(spans: Sequence[tuple[int, int]], revision: Revision) -> list[tuple[int, int]]:
    """Passages of a ruled text but for those that are the article's own words, which everybody reads there anyway."""
    return list(filter(is_senders(revision), spans))


def _is_new(marks: Sequence[Sequence[Any]]) -> list[bool]:
    """Of each letter of the wording, whether its sender put it in."""
    return [op == "in" for op, words in marks if op != "out" for _letter in words]


def _said_again(
    marks: Sequence[Sequence[Any]], body: str, redactions: Sequence[Sequence[Any]]
) -> dict[tuple[int, int], Any]:
    """Where the wording says again what is covered in the comment's words, and what for."""
    wording, found = wording_of(marks), {}
    for start, end, *why in passages.in_body(redactions, body):
        if hidden := body[start:end].strip():
            found.update(dict.fromkeys(_places(wording, hidden), why[0] if why else ""))
    return found


def without_draft_words(
    revision: Revision, quotations: Quotations
) -> tuple[list[list[str]], list[list[Any]]]:
    """(marks, redactions) of a revision, quotations covered in what the marks take from the draft.

    What was redacted in the wording is found again at its new place. Where it says again what is redacted in the words
    and loses a part of that, its rest couldn't be found by them any more: it is redacted there in its own right.
    """
    told: list[list[str]] = []
    places: list[tuple[int, int]] = []  # where each letter of the wording stands afterwards
    is_lost: list[bool] = []
    at = 0
    for op, words in revision.proposal:
        kept, done = "", 0
        for start, end in [*(quotations.places(words) if op in DRAFT_OPS else ()), (len(words), len(words))]:
            cover = HIDDEN if start < end else ""
            if op != "out":
                places += [(at + one, at + one + 1) for one in range(start - done)]
                places += [(at + start - done, at + start - done + len(cover))] * (end - start)
                is_lost += [False] * (start - done) + [True] * (end - start)
                at += start - done + len(cover)
            kept, done = f"{kept}{words[done:start]}{cover}", end
        told.append([op, kept])
    behind, is_new = len(revision.body) + 1, _is_new(revision.proposal)
    spans = [(one[0] - behind, one[1] - behind, one[2]) for one in revision.redactions if one[0] >= behind]
    again = _said_again(revision.proposal, revision.body, revision.redactions)
    spans += [
        (*one, why) for one, why in again.items() if any(is_new[slice(*one)]) and any(is_lost[slice(*one)])
    ]
    moved = [[places[start][0] + behind, places[end - 1][1] + behind, why] for start, end, why in spans]
    own = [list(one) for one in passages.in_body(revision.redactions, revision.body)]
    return told, sorted([*own, *moved])


def _places(wording: str, words: str) -> Iterator[tuple[int, int]]:
    start = wording.find(words)
    while start >= 0:
        yield start, start + len(words)
        start = wording.find(words, start + len(words))


def _show(shown: list[list[str]], op: str, words: str) -> None:
    if shown and shown[-1][0] == op:
        shown[-1][1] += words
    else:
        shown.append([op, words])
