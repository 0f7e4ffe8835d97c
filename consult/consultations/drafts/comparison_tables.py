"""Tables that set a proposed text beside the text in force and its explanation (修正條文 / 現行條文 / 說明)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from consult.consultations.drafts.blocks import Block, Cell
from consult.consultations.drafts.markers import Marker, is_heading_like, read_marker, remaining_html
from consult.consultations.drafts.units import ARTICLE_RANK, Unit, block_findings

Role = Literal["number", "heading", "text", "in_force", "explanation"]
Roles = Mapping[int, Role]


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "in_force",
        _words(
            r"^(?:現行|现行|原)(?:條文|条文|法|法条|法條|規定|规定|內容|内容|文本|名稱|名称)?$",
            r"^(?:現行|现行|原)(?:條文|条文|法|規定|规定)",
            r"^(?:修订|修改|修正|修訂)前",
            r"^(?:current|existing|present)\b|in force|^texte en vigueur|^texto vigente",
        ),
    ),
    (
        "explanation",
        _words(
            r"^(?:說明|说明|理由|備註|备注|依据|依據)$|(?:說明|说明|理由|依据|依據)(?:$|[（(])",
            r"^(?:explanation|explanatory|reason|rationale|justification|notes?$|remarks?$|comments?$|motifs)",
        ),
    ),
    (
        "number",
        _words(
            r"^(?:條號|条号|條次|条次|条款号|條文編號|條款)$",
            r"^(?:article no\.?|art\. no\.?|no\.|number|article number)$",
        ),
    ),
    ("heading", _words(r"^(?:標題|标题|條名|条名|條旨|名目|heading|title|subject)$")),
    (
        "text",
        _words(
            r"^(?:修正|修订|修改|修訂|增訂|新增|擬訂|拟订|擬定|建議|建议|審查|审查)[\u4e00-\u9fff]*$",
            r"^(?:草案|送审|征求意见|徵求意見)[\u4e00-\u9fff]*$",
            r"^(?:條文|条文|條文內容|条文内容|內容|内容)$",
            r"^(?:proposed|draft|new|revised|amended)\b|^texte propos|^texto propuesto",
        ),
    ),
)
LONGEST_SERIAL = 6
"""A cell in a column without a role holds no more than a row's serial number up to this many characters."""
_BARE_NUMBER = re.compile(r"^(\d{1,4})((?:[-－–之]\d{1,3}){0,2})$")


def _header_text(cell: Cell) -> str:
    return re.sub(r"\s+", " " if re.search(r"[a-z]", cell.text) else "", cell.text).strip(" :：")


def _columns(row: Sequence[Cell]) -> list[tuple[int, Cell]]:
    """Cells with the number of the column each begins in."""
    placed = []
    column = 0
    for cell in row:
        placed.append((column, cell))
        column += cell.columns
    return placed


def _roles_of_row(row: Sequence[Cell]) -> Roles | None:
    roles: dict[int, Role] = {}
    for column, cell in _columns(row):
        header = _header_text(cell)
        role = next(
            (
                role
                for role, expression in _ROLES
                if header and len(header) <= 60 and expression.search(header)
            ),
            None,
        )
        if role and role not in roles.values():
            roles[column] = role
    found = set(roles.values())
    return roles if "text" in found and len(found) >= 2 else None


def roles_of(block: Block) -> Roles | None:
    """Which column holds what, by the first rows that name them, or None if the table compares nothing."""
    if block.kind != "table":
        return None
    return next((roles for row in block.rows[:3] if (roles := _roles_of_row(row))), None)


def read_units(block: Block, roles: Roles, *, continues: bool) -> list[Unit]:
    """One unit a row, its columns kept apart.

    A row over the whole width is a division where it says so. A row without a number goes on with
    the entry before it: one of rank -1 where that lies before the table (``continues``) or nowhere.
    """
    units: list[Unit] = []
    started = False
    for row in block.rows:
        if _roles_of_row(row):
            started = True
            continue
        if not started:
            if any(cell.text.strip() for cell in row) and continues is False:
                units.append(Unit((-1,), body=[inner for cell in row for inner in cell.blocks]))
            continue
        units.extend(_read_row(row, roles))
    return units


def _read_row(row: Sequence[Cell], roles: Roles) -> list[Unit]:
    filled = [cell for cell in row if cell.text.strip()]
    if not filled:
        return []
    if len(filled) == 1 and (division := _as_division(filled[0])):
        return [division]
    parts: dict[Role, list[Block]] = {
        "number": [],
        "heading": [],
        "text": [],
        "in_force": [],
        "explanation": [],
    }
    for column, cell in _columns(row):
        if column in roles:
            parts[roles[column]].extend(cell.blocks)
        elif len(cell.text.strip()) > LONGEST_SERIAL:
            parts["explanation"].extend(cell.blocks)
    texts = _split(parts["text"])
    in_force = _split(parts["in_force"])
    named = _number_cell(parts["number"])
    if not texts and not in_force and not named:
        return [Unit((-1,), explanation=parts["explanation"])]
    if named is not None and not (texts and texts[0][0]):
        texts = [(named, [inner for _, blocks in texts for inner in blocks])]
    elif not texts or (texts[0][0] is None and in_force and in_force[0][0]):
        texts = [(in_force[0][0] if in_force else None, [inner for _, blocks in texts for inner in blocks])]
    units = [_unit(marker, blocks) for marker, blocks in texts]
    units[0].heading = units[0].heading or " ".join(block.text for block in parts["heading"]).strip()
    units[0].explanation.extend(parts["explanation"])
    empty = (
        one for role in ("text", "in_force") for one in parts[role] if not one.text.strip() and not one.rows
    )
    for block in (*parts["number"], *parts["heading"], *empty):
        units[0].findings.extend(block_findings(block))
    _place_in_force(units, in_force)
    return units


def _as_division(cell: Cell) -> Unit | None:
    text = cell.text.strip()
    marker = read_marker(text)
    if marker is None or marker.family != "division" or not is_heading_like(text, 120):
        return None
    ranks = {"part": 10, "subpart": 20, "ch": 30, "sec": 40, "sub": 50, "para": 60}
    return Unit((ranks.get(marker.name, 30),), marker.number, marker.rest, marker)


def _split(blocks: Sequence[Block]) -> list[tuple[Marker | None, list[Block]]]:
    """A cell's blocks by the articles that begin in it."""
    parts: list[tuple[Marker | None, list[Block]]] = []
    for block in blocks:
        if not block.text.strip() and not block.rows:
            continue
        marker = read_marker(block.text) if block.kind in ("paragraph", "heading") else None
        if marker is not None and marker.family in ("article", "section") and not marker.glued:
            parts.append((marker, []))
            if marker.rest:
                html = remaining_html(block.html, marker, block.text)
                parts[-1][1].append(replace(block, kind="paragraph", text=marker.rest, html=html))
        elif parts:
            parts[-1][1].append(block)
        else:
            parts.append((None, [block]))
    return parts


def _number_cell(blocks: Sequence[Block]) -> Marker | None:
    """The marker in a column of numbers; "356-1" there means an article's number."""
    text = " ".join(block.text for block in blocks).strip()
    if not text:
        return None
    match = _BARE_NUMBER.match(text)
    if match:
        key = tuple(int(part) for part in re.findall(r"\d+", text))
        return Marker("article", "art", text, key)
    return read_marker(text)


def _unit(marker: Marker | None, blocks: list[Block]) -> Unit:
    if marker is None:
        return Unit((-1,), body=blocks)
    return Unit((ARTICLE_RANK,), marker.number, marker.caption, marker, is_article=True, body=blocks)


def _place_in_force(units: Sequence[Unit], in_force: Sequence[tuple[Marker | None, list[Block]]]) -> None:
    """Give each unit its text in force: by number where a row holds several, else to the first.

    An article that was renumbered keeps its old number in front of the old text.
    """
    for marker, blocks in in_force:
        same = next(
            (unit for unit in units if marker and unit.marker and unit.marker.key == marker.key), None
        )
        unit = same or units[0]
        if marker is not None and same is None:
            unit.in_force.append(Block("paragraph", marker.number, marker.number))
        unit.in_force.extend(blocks)
