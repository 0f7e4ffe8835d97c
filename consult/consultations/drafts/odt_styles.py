"""What an ODT says about looks and numbers: its styles and list styles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from consult.consultations.drafts.chinese_numbers import format_number, format_roman
from consult.consultations.drafts.docx_styles import attribute, integer, local


@dataclass(frozen=True, slots=True)
class OdtStyle:
    """One style, with what it inherits already filled in."""

    name: str = ""
    parent: str = ""
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    centred: bool = False
    raised: str = ""
    size: float | None = None
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class OdtListLevel:
    """How one level of a list writes its number. ``shown`` counts the levels printed (1.2 shows two)."""

    bullet: bool = False
    written: str = "1"
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1


@dataclass(slots=True)
class OdtStyles:
    """Styles by name, list styles by name and level, and the numbering of headings."""

    styles: dict[str, OdtStyle] = field(default_factory=dict)
    lists: dict[str, dict[int, OdtListLevel]] = field(default_factory=dict)
    outline: dict[int, OdtListLevel] = field(default_factory=dict)

    def get(self, name: str) -> OdtStyle:
        """The style of this name, or one that says nothing."""
        return self.styles.get(name) or OdtStyle()


def read_odt_styles(roots: Iterable[etree._Element | None]) -> OdtStyles:
    """The styles of styles.xml and content.xml together."""
    found = OdtStyles()
    elements: dict[str, etree._Element] = {}
    for root in roots:
        for one in root.iter() if root is not None else ():
            name = local(one)
            if name == "style":
                elements[attribute(one, "name")] = one
            elif name == "list-style":
                found.lists[attribute(one, "name")] = _levels(one)
            elif name == "outline-style":
                found.outline = _levels(one)
    for name in elements:
        _build(name, elements, found, 0)
    return found


def _build(name: str, elements: dict[str, etree._Element], found: OdtStyles, depth: int) -> OdtStyle:
    if name in found.styles:
        return found.styles[name]
    element = elements.get(name)
    if element is None or depth > 20:
        return OdtStyle()
    parent = attribute(element, "parent-style-name")
    style = replace(_build(parent, elements, found, depth + 1), name=name, parent=parent)
    for properties in element:
        style = _with(style, properties)
    names = {name, attribute(element, "display-name"), parent}
    style = replace(style, is_title=style.is_title or bool(names & {"Title", "標題", "标题"}))
    found.styles[name] = style
    return style


def _with(style: OdtStyle, properties: etree._Element) -> OdtStyle:
    weight = attribute(properties, "font-weight") or attribute(properties, "font-weight-asian")
    slant = attribute(properties, "font-style") or attribute(properties, "font-style-asian")
    size = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)pt", attribute(properties, "font-size"))
    align, shown, position = (
        attribute(properties, name) for name in ("text-align", "display", "text-position")
    )
    raised = (
        ""
        if not position
        else "sup"
        if position.startswith(("super", "3"))
        else "sub"
        if position.startswith(("sub", "-"))
        else ""
    )
    return replace(
        style,
        bold=weight in ("bold", "600", "700", "800", "900") if weight else style.bold,
        italic=slant in ("italic", "oblique") if slant else style.italic,
        centred=align == "center" if align else style.centred,
        hidden=shown == "none" if shown else style.hidden,
        raised=raised if position else style.raised,
        size=float(size[1]) if size else style.size,
    )


def _levels(element: etree._Element) -> dict[int, OdtListLevel]:
    levels = {}
    for one in element:
        if local(one) in ("list-level-style-number", "outline-level-style"):
            levels[integer(attribute(one, "level"), 1)] = OdtListLevel(
                written=attribute(one, "num-format"),
                prefix=attribute(one, "num-prefix")[:20],
                suffix=attribute(one, "num-suffix")[:20],
                start=integer(attribute(one, "start-value"), 1),
                shown=max(1, integer(attribute(one, "display-levels"), 1)),
            )
        elif local(one) in ("list-level-style-bullet", "list-level-style-image"):
            levels[integer(attribute(one, "level"), 1)] = OdtListLevel(bullet=True)
    return levels


def write_odt_number(levels: dict[int, OdtListLevel], counts: dict[int, int], depth: int) -> str:
    """The number at ``depth`` as printed, with the levels above it that it shows."""
    level = levels.get(depth)
    if level is None or level.bullet or not level.written:
        return ""
    first = max(1, depth - level.shown + 1)
    numbers = [_write(counts.get(at, 1), (levels.get(at) or level).written) for at in range(first, depth + 1)]
    return f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()


def _write(value: int, written: str) -> str:
    if written in ("a", "A"):
        letter = chr(ord("a") + (value - 1) % 26)
        return letter if written == "a" else letter.upper()
    if written in ("i", "I"):
        return format_roman(value) if written == "I" else format_roman(value).lower()
    if written.startswith(("一", "壹")):
        return format_number(value)
    if written.startswith("甲"):
        return "甲乙丙丁戊己庚辛壬癸"[value - 1] if 0 < value <= 10 else str(value)
    return str(value)
