"""The entries of an outline while they are put together, and how they become articles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from consult.consultations.drafts import anchors
from consult.consultations.drafts.alternatives import find_alternatives, join_parts, lead_of
from consult.consultations.drafts.blocks import Block, Finding, ReadArticle
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
IN_FORCE = re.compile(
    r"^[【〔\[（(]?\s*(?:(?:現行|现行|原)(?:條文|条文|規定|规定|法條|法条)"
    r"|Text in force|(?:Current|Existing) (?:text|provision|law))"
    r"\s*[】〕\]）)]?\s*(?:[:：]\s*|$)",
    re.IGNORECASE,
)
PROPOSED = re.compile(
    r"^[【〔\[（(]?\s*(?:(?:修正|修订|修改|修訂|建議|建议)(?:後|后)?(?:條文|条文)|Proposed text)"
    r"\s*[】〕\]）)]?\s*(?:[:：]\s*|$)",
    re.IGNORECASE,
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
    units = join_alternatives(units)
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
        lead_html=lead_of(body),
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


def join_alternatives(units: Sequence[Unit]) -> list[Unit]:
    """Units of which each has all its alternatives, also where the number stands under each label again."""
    kept: list[Unit] = []
    for run in _runs_of_articles(units):
        if run[0].marker is None:
            kept.extend(run)
            continue
        parts = join_parts([(unit.marker, unit.body) for unit in run])
        owners = {id(marker): unit for marker, unit in ((unit.marker, unit) for unit in run)}
        if len(parts) == len(run):
            for unit, (_, body) in zip(run, parts, strict=True):
                unit.body = body
            kept.extend(run)
            continue
        left = [owners[id(marker)] for marker, _ in parts]
        for unit, (_, body) in zip(left, parts, strict=True):
            unit.body = body
        last = left[0]
        for unit in run:
            if unit in left:
                last = unit
            else:
                last.explanation += unit.explanation
                last.in_force += unit.in_force
        kept.extend(left)
    return kept


def _runs_of_articles(units: Sequence[Unit]) -> list[list[Unit]]:
    """Numbered articles that stand behind each other; each other unit alone."""
    runs: list[list[Unit]] = []
    for unit in units:
        joins = unit.is_article and unit.marker is not None
        if joins and runs and runs[-1][-1].is_article and runs[-1][-1].marker is not None:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    return runs
