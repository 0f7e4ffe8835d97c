"""Tables that set a proposed text beside the text in force and its explanation (修正條文 / 現行條文 / 說明)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from consult.consultations.drafts import alternatives
from consult.consultations.drafts.blocks import Block, Cell
from consult.consultations.drafts.fragments import escape
from consult.consultations.drafts.markers import Marker, is_heading_like, read_marker, remaining_html
from consult.consultations.drafts.units import ARTICLE_RANK, Unit, block_findings

Role = Literal["number", "heading", "text", "alternative", "in_force", "explanation"]
Roles = Mapping[int, Role]


def _words(*parts: str) -> re.Pattern[str]:
    return re.compile("|".join(parts), re.IGNORECASE)


_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "in_force",
        _words(
            r"^(?:現行|现行|原)(?:條文|条文|法|法条|法條|規定|规定|內容|内容|文本|名稱|名称)?$",
            r"^(?:現行|现行|原)(?:條文|条文|法|規定|规定|辦法|办法|条例|條例)",
            r"^(?:修订|修改|修正|修訂)前",
            r"^(?:current|existing|present|original|old)\b|in force|^texte en vigueur|^texto vigente",
        ),
    ),
    (
        "explanation",
        _words(
            r"^(?:說明|说明|理由|備註|备注|依据|依據)$|(?:說明|说明|理由|依据|依據|备注|備註)(?:$|[（(])",
            r"^(?:explanation|explanatory|reason|rationale|justification|notes?$|remarks?$|comments?$|motifs)",
        ),
    ),
    (
        "number",
        _words(
            r"^(?:條號|条号|條次|条次|条款号|條文編號|條款)$",
            r"^(?:article(?: no\.?| number)?|art\.?(?: no\.?)?|no\.?|number|section|clause|provision|§)$",
        ),
    ),
    ("heading", _words(r"^(?:標題|标题|條名|条名|條旨|名目|heading|title|subject)$")),
    (
        "text",
        _words(
            r"^(?:修正|修订|修改|修訂|增訂|新增|擬訂|拟订|擬定|建議|建议|審查|审查)[\u4e00-\u9fff]*$",
            r"^(?:草案|送审|征求意见|徵求意見)[\u4e00-\u9fff]*$",
            r"^(?:條文|条文|條文內容|条文内容|內容|内容|新條文|新条文|名稱|名称|法規名稱|法规名称)$",
            r"^(?:proposed|draft|new|revised|amended|text$)\b|amendment|^texte propos|^texto propuesto",
        ),
    ),
)
LONGEST_SERIAL = 6
"""A cell in a column without a role holds no more than a row's serial number up to this many characters."""
_BARE_NUMBER = re.compile(r"^(\d{1,4})((?:[-－–之]\d{1,3}){0,2})([A-Za-z]{0,2})$")
_NAME = re.compile(r"(?:名稱|名称)$")
NOTHING = re.compile(
    r"^[（(\[【]?\s*(?:無|无|新增|增訂|增订|本條新增|本条新增|新增条款|新增條文|none|nil|n/?a|new|[-—–－―/\\]{1,4})\s*[）)\]】]?[。.]?$",
    re.IGNORECASE,
)
"""What stands in a column of texts in force where there is none."""


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


def width(block: Block) -> int:
    """How many columns a table has."""
    return max((sum(cell.columns for cell in row) for row in block.rows), default=0)


def _role_of(header: str) -> Role | None:
    if not header or len(header) > 60:
        return None
    if alternatives.is_column(header):
        return "alternative"
    return next((role for role, expression in _ROLES if expression.search(header)), None)


def _roles_of_row(row: Sequence[Cell]) -> Roles | None:
    roles: dict[int, Role] = {}
    for column, cell in _columns(row):
        role = _role_of(_header_text(cell))
        if role and (role == "alternative" or role not in roles.values()):
            roles[column] = role
    wordings = [role for role in roles.values() if role == "alternative"]
    if len(wordings) >= 2:
        return {column: role for column, role in roles.items() if role != "text"}
    found = set(roles.values())
    return roles if "text" in found and len(found) >= 2 and not wordings else None


def roles_of(block: Block) -> Roles | None:
    """Which column holds what, by the first rows that name them, or None if the table compares nothing."""
    if block.kind != "table":
        return None
    for position, row in enumerate(block.rows[:3]):
        if roles := _roles_of_row(row):
            return _with_wordings(roles, block.rows[position + 1 : position + 2])
    return None


def _with_wordings(roles: Roles, below: Sequence[Sequence[Cell]]) -> Roles:
    """The roles, where a second row of headers divides the proposed text into 甲案 and 乙案."""
    for row in below:
        columns = [at for at, cell in _columns(row) if alternatives.is_column(_header_text(cell))]
        if len(columns) >= 2:
            others = {at: role for at, role in roles.items() if role != "text" and at not in columns}
            return {**others, **dict.fromkeys(columns, "alternative")}
    return roles


def continued_roles(
    block: Block, before: Block | None, roles: Roles | None, *, adjacent: bool
) -> Roles | None:
    """The roles of a table that goes on without headers where a comparison table before it ended, or None."""
    if block.kind != "table" or before is None or roles is None or width(block) != width(before):
        return None
    if adjacent:
        return roles
    for row in block.rows:
        for column, cell in _columns(row):
            marker = read_marker(cell.text) if roles.get(column) in ("text", "in_force", "number") else None
            if marker is not None and marker.family in ("article", "section"):
                return roles
    return None


def read_units(block: Block, roles: Roles, *, continues: bool) -> list[Unit]:
    """One unit a row, its columns kept apart.

    A row over the whole width is a division where it says so. A row without a number goes on with
    the entry before it: one of rank -1 where that lies before the table (``continues``) or nowhere.
    A table without headers goes on with those of the one before it.
    """
    units: list[Unit] = []
    started = roles_of(block) is None
    labels: dict[int, str] = {}
    name = ""
    for row in block.rows:
        headed = _roles_of_row(row)
        if headed or _names_wordings(row):
            if headed and started and set(headed.values()) != {"alternative"}:
                roles = _with_wordings(headed, ())
            started = True
            labels.update(
                {at: _header_text(cell) for at, cell in _columns(row) if roles.get(at) == "alternative"}
            )
            name = next((_header_text(cell) for cell in row if _NAME.search(_header_text(cell))), "")
        elif started:
            units.extend(_read_row(row, roles, labels, name))
        elif any(cell.text.strip() for cell in row) and continues is False:
            units.append(Unit((-1,), body=[inner for cell in row for inner in cell.blocks]))
    return units


def _names_wordings(row: Sequence[Cell]) -> bool:
    return sum(alternatives.is_column(_header_text(cell)) for cell in row) >= 2


def _read_row(row: Sequence[Cell], roles: Roles, labels: Mapping[int, str], name: str) -> list[Unit]:
    filled = [cell for cell in row if cell.text.strip()]
    if not filled:
        return []
    if len(filled) == 1 and (division := _as_division(filled[0])):
        return [division]
    parts = _parts_of(row, roles, labels)
    texts = _split(parts["text"])
    in_force = _split(parts["in_force"])
    named = _number_cell(parts["number"])
    if not texts and not in_force and not named:
        return [Unit((-1,), explanation=parts["explanation"])]
    if name and named is None and not any(marker for marker, _ in (*texts, *in_force)):
        return [_name_unit(name, parts)]
    if named is not None and not (texts and texts[0][0]):
        texts = [(named, [inner for _, blocks in texts for inner in blocks])]
    elif not texts or (texts[0][0] is None and in_force and in_force[0][0]):
        texts = [(in_force[0][0] if in_force else None, [inner for _, blocks in texts for inner in blocks])]
    if division := _division_of_row(texts, in_force, parts):
        return [division]
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


def _parts_of(row: Sequence[Cell], roles: Roles, labels: Mapping[int, str]) -> dict[str, list[Block]]:
    """What each column says. Alternatives in columns of their own become labelled lines of the text."""
    parts: dict[str, list[Block]] = {
        role: [] for role in ("number", "heading", "text", "in_force", "explanation")
    }
    columns = [column for column, role in roles.items() if role == "alternative"]
    for column, cell in _columns(row):
        role = roles.get(column)
        if role == "alternative":
            shared = any(column < other < column + cell.columns for other in columns)
            if cell.text.strip():
                label = [] if shared else [alternatives.label_block(labels.get(column, ""))]
                parts["text"].extend((*label, *cell.blocks))
        elif role is not None:
            parts[role].extend(cell.blocks)
        elif len(cell.text.strip()) > LONGEST_SERIAL:
            parts["explanation"].extend(cell.blocks)
    if NOTHING.match(" ".join(block.text for block in parts["in_force"]).strip()):
        parts["in_force"] = []
    return parts


def _name_unit(name: str, parts: Mapping[str, list[Block]]) -> Unit:
    """The row of a table that sets the law's name beside its explanation."""
    return Unit(
        (ARTICLE_RANK,), heading=name, is_article=True, body=parts["text"], explanation=parts["explanation"],
        in_force=parts["in_force"],
    )  # fmt: skip


def _division_of_row(
    texts: Sequence[alternatives.Part],
    in_force: Sequence[alternatives.Part],
    parts: Mapping[str, list[Block]],
) -> Unit | None:
    """A row of chapter headings (第一章 總則 | 第一章 通則 | 章名修正。), or None."""
    rows = [blocks for side in (texts, in_force) for marker, blocks in side if marker is None]
    if (
        any(marker for marker, _ in (*texts, *in_force))
        or any(len(blocks) != 1 for blocks in rows)
        or not rows
    ):
        return None
    unit = _as_division(Cell(tuple(rows[0])))
    if unit is not None:
        unit.explanation = list(parts["explanation"])
    return unit


def _as_division(cell: Cell) -> Unit | None:
    text = cell.text.strip()
    marker = read_marker(text)
    if marker is None or marker.family != "division" or not is_heading_like(text, 120):
        return None
    ranks = {"part": 10, "subpart": 20, "ch": 30, "sec": 40, "sub": 50, "para": 60}
    return Unit((ranks.get(marker.name, 30),), marker.number, marker.rest, marker)


def _split(blocks: Sequence[Block]) -> list[alternatives.Part]:
    """A cell's blocks by the articles that begin in it."""
    parts: list[alternatives.Part] = []
    for block in blocks:
        if not block.text.strip() and not block.rows:
            continue
        marker = read_marker(block.text) if block.kind in alternatives.KINDS else None
        if marker is not None and marker.family in ("article", "section") and not marker.glued:
            parts.append((marker, []))
            if marker.rest:
                html = remaining_html(block.html, marker, block.text)
                parts[-1][1].append(replace(block, kind="paragraph", text=marker.rest, html=html))
        elif parts:
            parts[-1][1].append(block)
        else:
            parts.append((None, [block]))
    return list(_named(alternatives.join_parts(parts)))


def _named(parts: Sequence[alternatives.Part]) -> Iterator[alternatives.Part]:
    """Where the number's line holds only a title (Article 1 Purpose), the title becomes the caption."""
    for marker, blocks in parts:
        titled = (
            marker is not None and not marker.caption and len(blocks) > 1 and blocks[0].text == marker.rest
            and not marker.number.startswith("第") and is_heading_like(marker.rest, 110)
        )  # fmt: skip
        if marker is not None and titled:
            yield replace(marker, caption=marker.rest.rstrip(". "), rest=""), blocks[1:]
        else:
            yield marker, blocks


def _number_cell(blocks: Sequence[Block]) -> Marker | None:
    """The marker in a column of numbers; "356-1" there means an article's number."""
    text = " ".join(block.text for block in blocks).strip()
    if not text:
        return None
    if match := _BARE_NUMBER.match(text):
        key: tuple[int | str, ...] = tuple(int(part) for part in re.findall(r"\d+", text))
        return Marker("article", "art", text, (*key, match[3].lower()) if match[3] else key)
    return read_marker(text)


def _unit(marker: Marker | None, blocks: list[Block]) -> Unit:
    if marker is None:
        return Unit((-1,), body=blocks)
    return Unit((ARTICLE_RANK,), marker.number, marker.caption, marker, is_article=True, body=blocks)


def _place_in_force(units: Sequence[Unit], in_force: Sequence[alternatives.Part]) -> None:
    """Give each unit its text in force: by number where a row holds several, else to the first.

    An article that was renumbered keeps its old number in front of the old text.
    """
    for marker, blocks in in_force:
        same = next(
            (unit for unit in units if marker and unit.marker and unit.marker.key == marker.key), None
        )
        unit = same or units[0]
        if NOTHING.match(" ".join(block.text for block in blocks).strip()):
            continue
        if marker is not None and same is None:
            unit.in_force.append(Block("paragraph", marker.number, marker.number))
        if marker is not None and marker.caption and marker.caption != unit.heading:
            unit.in_force.append(Block("paragraph", marker.caption, escape(marker.caption)))
        unit.in_force.extend(blocks)
