"""Passages of a text: found by their words, joined, cut out of each other. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from consult.foundation import text
from consult.foundation.errors import N_, Refused

Span = tuple[int, int]
"""Start and end in code points."""
CONFIDENTIAL = "confidential"
"""Stands where a redaction names its ground: the sender asked for it."""
MOST = 200


def find_confidential(body: str, lines: str) -> list[Span]:
    """Where the words stand that a sender wants covered, one passage a line; every occurrence counts.

    Raises Refused on the field ``confidential`` naming the line that isn't there.
    """
    found: list[Span] = []
    wanted = [unicodedata.normalize("NFC", line.strip()) for line in lines.splitlines()]
    for line in dict.fromkeys(line for line in wanted if line):
        places = list(_places(body, line))
        if not places:
            raise Refused(
                N_(
                    "“%(words)s” isn’t in your text, so it can’t be kept confidential. Please copy the words exactly, "
                    "a passage a line."
                ),
                field="confidential",
                words=text.excerpt(line, 60),
            )
        found += places
        if len(found) > MOST:
            raise Refused(
                N_("That marks more than %(limit)s passages. Please mark longer ones, or don’t publish it."),
                field="confidential",
                limit=MOST,
            )
    joined = _joined(found)
    if joined and text.is_blank(_without(body, joined)):
        raise Refused(
            N_("Nothing would be left to read. Choose not to publish your comment instead."),
            field="confidential",
        )
    return joined


def _places(body: str, words: str) -> Iterator[Span]:
    start = body.find(words)
    while start >= 0:
        yield start, start + len(words)
        start = body.find(words, start + len(words))


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _without(body: str, spans: Sequence[Span]) -> str:
    kept, done = [], 0
    for start, end in spans:
        kept.append(body[done:start])
        done = end
    return "".join([*kept, body[done:]])


def ruled_text(body: str, wording: str) -> str:
    """What a moderator marks passages in: the words, and behind a line break the wording that they propose."""
    return f"{body}\n{wording}" if wording else body


def in_body(redactions: Sequence[Sequence[Any]], body: str) -> list[Sequence[Any]]:
    """Those passages of the ruled text that stand in the words."""
    return [one for one in redactions if one[0] < len(body)]


def left_to_read(
    body: str, redactions: Sequence[Sequence[Any]], confidential: Sequence[Sequence[int]]
) -> str:
    """What everybody reads of the words, once a moderator and their sender covered some."""
    spans = in_body(covered(redactions, confidential), body)
    return text.redact(body, [(start, end) for start, end, _ground in spans])


def in_wording(redactions: Sequence[Sequence[Any]], body: str) -> list[Span]:
    """Those that stand in the proposed wording, as places in that."""
    return [(one[0] - len(body) - 1, one[1] - len(body) - 1) for one in redactions if one[0] > len(body)]


def covered(redactions: Sequence[Sequence[Any]], confidential: Sequence[Sequence[int]]) -> list[list[Any]]:
    """What is covered in all, in order: a moderator's ``[start, end, ground]`` and the sender's marks around them."""
    found = [[start, end, ground] for start, end, ground in redactions if ground != CONFIDENTIAL]
    for start, end in confidential:
        position = start
        for other, until, _ground in sorted(tuple(one) for one in redactions if one[2] != CONFIDENTIAL):
            if until <= position or other >= end:
                continue
            if other > position:
                found.append([position, other, CONFIDENTIAL])
            position = max(position, until)
        if position < end:
            found.append([position, end, CONFIDENTIAL])
    return sorted(found)
