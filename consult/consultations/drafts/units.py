"""The entries of an outline while they are put together, and how they become articles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from consult.consultations.drafts import anchors
from consult.consultations.drafts.blocks import Alternative, Block, Finding, ReadArticle
from consult.consultations.drafts.fragments import render_html, render_text
from consult.consultations.drafts.markers import Marker

ARTICLE_RANK = 10_000

EXPLANATION = re.compile(
    r"^[【〔\[]?\s*(?:理由|說明|说明|立法說明|立法说明|立法理由|修正說明|修正理由|"
    r"修订说明|修改说明|修改理由|条文说明|條文說明|逐条说明|逐條說明|"
    r"你知道嗎？?|你知道吗？?|参考条文及资料|參考條文及資料|"
    r"Explanation|EXPLANATION|Explanatory note|Rationale|Reasons?|Did you know\?|"
    r"Exposé des motifs|Explication|Motivación|Begründung)\s*[】〕\]]?\s*(?:[:：]\s*|$)"
)
SILENT_LABEL = re.compile(
    r"^[【〔\[]?\s*(?:理由|說明|说明|Explanation|Reason)\s*[】〕\]]?\s*[:：]?\s*", re.IGNORECASE
)
_ALTERNATIVE = re.compile(
    r"^((?:[甲乙丙丁戊己]|方案[一二三四五]|[A-D])案|方案[一二三四五]|(?:Option|Alternative|Variant)\s[A-D1-9])\s*[:：]\s*"
)


@dataclass(slots=True)
class Unit:
    """One entry being filled. ``rank`` orders nesting: the smaller, the further out."""

    rank: tuple[int, ...]
    number: str = ""
    heading: str = ""
    marker: Marker | None = None
    is_article: bool = False
    is_preamble: bool = False
    body: list[Block] = field(default_factory=list)
    explanation: list[Block] = field(default_factory=list)
    in_force: list[Block] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def close_units(
    units: Sequence[Unit], *, of_law: bool
) -> tuple[tuple[ReadArticle, ...], tuple[Finding, ...]]:
    """Name, nest and render the units. In a law a heading with text of its own stays a division."""
    names = anchors.AnchorNames()
    open_units: list[tuple[tuple[int, ...], str]] = []
    articles: list[ReadArticle] = []
    findings: list[Finding] = []
    levels = _levels(units)
    word = "text" if any(unit.marker and unit.marker.name == "part" for unit in units) else "part"
    for position, unit in enumerate(units):
        while open_units and open_units[-1][0] >= unit.rank:
            open_units.pop()
        parent = open_units[-1][1] if open_units else ""
        wanted = (
            anchors.PREAMBLE
            if unit.is_preamble
            else anchors.anchor_for(unit.marker, parent, position + 1, word=word)
        )
        anchor = names.take(wanted)
        open_units.append((unit.rank, anchor))
        has_children = position + 1 < len(units) and levels[position + 1] > levels[position]
        articles.append(_close(unit, anchor, levels[position], has_children=has_children, of_law=of_law))
        findings.extend(replace(finding, where=anchor) for finding in _findings_of(unit))
    return tuple(articles), tuple(findings)


def _levels(units: Sequence[Unit]) -> list[int]:
    levels: list[int] = []
    ranks: list[tuple[int, ...]] = []
    for unit in units:
        while ranks and ranks[-1] >= unit.rank:
            ranks.pop()
        ranks.append(unit.rank)
        levels.append(len(ranks))
    return levels


def _close(unit: Unit, anchor: str, level: int, *, has_children: bool, of_law: bool) -> ReadArticle:
    body = _without_label(unit.body)
    explanation = _without_label(unit.explanation, drop=True)
    groups = not unit.is_article and not unit.is_preamble
    if groups and of_law:
        groups = has_children or not body
    elif groups:
        groups = has_children and not body
    return ReadArticle(
        anchor=anchor,
        number=unit.number,
        heading=unit.heading,
        kind="division" if groups else "article",
        level=level,
        html=render_html(body),
        text=render_text(body),
        explanation_html=render_html(explanation),
        explanation_text=render_text(explanation),
        in_force_html=render_html(unit.in_force),
        in_force_text=render_text(unit.in_force),
        alternatives=find_alternatives(body),
    )


def _without_label(blocks: Sequence[Block], *, drop: bool = False) -> list[Block]:
    """The blocks without empty ones; with ``drop`` also without a first "理由：", which only says where it stands."""
    kept = [block for block in blocks if block.text.strip() or block.rows or block.html.strip()]
    if not drop or not kept:
        return kept
    match = SILENT_LABEL.match(kept[0].text)
    if not match or (match.end() < len(kept[0].text) and kept[0].text[match.end() - 1] not in ":： \u3000】"):
        return kept
    rest = kept[0].text[match.end() :]
    if not rest:
        return kept[1:]
    from_html = re.sub(
        r"^(?:<strong>)?" + re.escape(match[0].strip()) + r"(?:</strong>)?\s*", "", kept[0].html
    )
    return [replace(kept[0], text=rest, html=from_html), *kept[1:]]


def _findings_of(unit: Unit) -> list[Finding]:
    found = list(unit.findings)
    for block in (*unit.body, *unit.explanation, *unit.in_force):
        found.extend(block_findings(block))
    return found


def block_findings(block: Block) -> list[Finding]:
    """The findings of a block and of the cells in it."""
    found = list(block.findings)
    for row in block.rows:
        for cell in row:
            for inner in cell.blocks:
                found.extend(block_findings(inner))
    return found


def find_alternatives(blocks: Sequence[Block]) -> tuple[Alternative, ...]:
    """The wordings labelled 甲案： 乙案： (Option A: …) among ``blocks``, where there are two or more."""
    starts = [
        (position, match)
        for position, block in enumerate(blocks)
        if block.kind == "paragraph" and (match := _ALTERNATIVE.match(block.text))
    ]
    if len(starts) < 2:
        return ()
    alternatives = []
    ends = [position for position, _ in starts[1:]] + [len(blocks)]
    for (position, match), end in zip(starts, ends, strict=True):
        first = blocks[position]
        group = list(blocks[position + 1 : end])
        if first.text[match.end() :].strip():
            html = first.html if "<" in first.html else first.html[match.end() :]
            group.insert(0, replace(first, text=first.text[match.end() :], html=html))
        alternatives.append(Alternative(match[1], render_html(group), render_text(group)))
    return tuple(alternatives)
