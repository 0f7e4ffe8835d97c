"""Alternative wordings of one article (甲案, 乙案; 方案一, 方案二; Option A, Option B)."""

import re
from collections.abc import Sequence
from dataclasses import replace

from consult.consultations.drafts.blocks import Alternative, Block
from consult.consultations.drafts.fragments import render_html, render_text
from consult.consultations.drafts.markers import Marker, drop_characters, read_marker, remaining_html

_NUMERAL = "[一二三四五六1-6A-Fa-f甲乙丙丁戊己]"
_NAME = (
    rf"(?:[甲乙丙丁戊己]案|(?:备选|備選|替代)?方案{_NUMERAL}|第[一二三四五六]案|[A-F]案"
    r"|(?:Option|Alternative|Variant)\s(?:[A-F]|[1-9]|One|Two|Three))(?![A-Za-z0-9])"
)
_ASIDE = r"(?:[（(][^（）()]{1,20}[）)])?"
_LABEL = re.compile(
    rf"^(?:[【〔\[（(《]\s*(?P<framed>{_NAME})\s*[】〕\]）)》]\s*[:：]?\s*"
    rf"|(?P<plain>{_NAME}{_ASIDE})(?:\s*[:：.．、]\s*|\s+[—–-]+\s+|\u3000+|\s*$))",
    re.IGNORECASE,
)
KINDS = ("paragraph", "heading", "list_item")
Part = tuple[Marker | None, list[Block]]


def label_of(text: str) -> re.Match[str] | None:
    """The label that a text begins with, or None."""
    return _LABEL.match(text)


def name_of(match: re.Match[str]) -> str:
    """The label itself: 甲案, Option A."""
    return " ".join((match["framed"] or match["plain"]).split())


def is_column(header: str) -> bool:
    """Whether a column of a table is headed by a label."""
    match = _LABEL.match(header)
    return match is not None and match.end() == len(header)


def label_block(label: str) -> Block:
    """The line that begins an alternative which stood in a column of its own."""
    line = label + ("：" if label[-1:] > "\u2e7f" else ":")
    return Block("paragraph", line, line)


def _starts(blocks: Sequence[Block]) -> list[tuple[int, re.Match[str]]]:
    found = [
        (position, match)
        for position, block in enumerate(blocks)
        if block.kind in KINDS and (match := _LABEL.match(block.text))
    ]
    names = [name_of(match) for _, match in found]
    return found if len(found) >= 2 and len(set(names)) == len(names) else []


def find_alternatives(blocks: Sequence[Block]) -> tuple[Alternative, ...]:
    """The wordings labelled 甲案： 乙案： (Option A: …) among ``blocks``, where there are two or more."""
    starts = _starts(blocks)
    alternatives = []
    for number, (position, match) in enumerate(starts, 1):
        end = starts[number][0] if number < len(starts) else len(blocks)
        first = blocks[position]
        group = list(blocks[position + 1 : end])
        if rest := first.text[match.end() :].strip():
            html = drop_characters(first.html, match.end())
            group.insert(0, replace(first, kind="paragraph", text=rest, html=html, level=None))
        alternatives.append(Alternative(name_of(match), render_html(group), render_text(group)))
    return tuple(alternatives)


def lead_of(blocks: Sequence[Block]) -> str:
    """What stands before the first alternative, as HTML; empty where there are none."""
    starts = _starts(blocks)
    return render_html(blocks[: starts[0][0]]) if starts else ""


def join_parts(parts: Sequence[Part]) -> list[Part]:
    """Articles in order, with those that repeat a number under another label made one.

    In 甲案： / 第五條 … / 乙案： / 第五條 … each label stands at the end of the entry before it, so it is carried to
    the one it names. A number that an alternative repeats in front of its own words is taken out.
    """
    joined: list[Part] = []
    carried: Block | None = None
    for marker, blocks in parts:
        body = [carried, *blocks] if carried else list(blocks)
        carried = None
        if body and _is_alone(body[-1]):
            carried = body.pop()
        last = joined[-1] if joined else None
        labelled = bool(body) and body[0].kind in KINDS and _LABEL.match(body[0].text) is not None
        if labelled and last and marker and last[0] and last[0].key == marker.key and _has_label(last[1]):
            last[1].extend(body)
        elif body or marker or not labelled:
            joined.append((marker, body))
    if carried:
        joined[-1:] = [(joined[-1][0], [*joined[-1][1], carried])] if joined else [(None, [carried])]
    return [(marker, _without_repeated_number(marker, body)) for marker, body in joined if marker or body]


def repeats(marker: Marker | None, blocks: Sequence[Block], block: Block) -> bool:
    """Whether a line only repeats the article's number behind the label of an alternative."""
    own = read_marker(block.text)
    behind_label = bool(blocks) and _is_alone(blocks[-1])
    if own is None or marker is None or not behind_label:
        return False
    return (own.family, own.key) == (marker.family, marker.key)


def _is_alone(block: Block) -> bool:
    match = _LABEL.match(block.text) if block.kind in KINDS else None
    return match is not None and match.end() == len(block.text)


def _has_label(blocks: Sequence[Block]) -> bool:
    return any(block.kind in KINDS and _LABEL.match(block.text) for block in blocks)


def _without_repeated_number(marker: Marker | None, blocks: list[Block]) -> list[Block]:
    if marker is None or not _has_label(blocks):
        return blocks
    out: list[Block] = []
    for block in blocks:
        match = _LABEL.match(block.text) if block.kind in KINDS else None
        after_label = bool(out) and _is_alone(out[-1])
        words = block.text[match.end() :] if match else block.text
        own = read_marker(words) if (match or after_label) and block.kind in KINDS else None
        if own is None or own.family != marker.family or own.key != marker.key:
            out.append(block)
            continue
        if match:
            out.append(label_block(name_of(match)))
        if own.rest:
            html = remaining_html(drop_characters(block.html, match.end() if match else 0), own, words)
            out.append(replace(block, kind="paragraph", text=own.rest, html=html, level=None))
    return out
