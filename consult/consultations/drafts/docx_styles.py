"""What a DOCX says about looks and numbers: its styles and its numbering."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from consult.consultations.drafts.chinese_numbers import format_digits, format_number, format_roman

OUTLINE_LEVELS = 9
_INTEGER = re.compile(r"-?[0-9]{1,7}")
_HEADING_NAME = re.compile(
    r"^(?:heading|标题|標題|überschrift|titre|título|titolo|заголовок)\s*([1-9])$", re.IGNORECASE
)
_TITLE_NAMES = frozenset({"title", "标题", "標題", "titel", "titre", "título"})


@cache  # every element of a long file is asked, and its schema has few names
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return _local(element.tag)


def attribute(element: etree._Element | None, name: str) -> str:
    """The value of the attribute with this local name, or empty."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first descendant reached by these local names, one after another, or None."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if local(one) == name), None)
    return element


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The child elements with this local name."""
    return (one for one in (element if element is not None else ()) if local(one) == name)


def by_name(element: etree._Element | None) -> dict[str, etree._Element]:
    """The first child element of each local name, for where several are asked for."""
    return {local(one): one for one in reversed(element)} if element is not None else {}


def is_on(switch: etree._Element | None) -> bool | None:
    """A switch such as bold: True, False, or None where nothing is said."""
    return None if switch is None else attribute(switch, "val").lower() not in ("0", "false", "off", "none")


def integer(text: str, default: int = 0) -> int:
    """A small whole number, or the default."""
    return int(text) if text and _INTEGER.fullmatch(text) else default


@dataclass(slots=True)
class Style:
    """One style, with what it inherits already filled in."""

    name: str = ""
    outline: int | None = None
    bold: bool | None = None
    italic: bool | None = None
    hidden: bool | None = None
    centred: bool | None = None
    size: float | None = None
    numbering: str = ""
    depth: int = 0

    @property
    def heading_level(self) -> int | None:
        """1 to 9 for a heading, by outline level or by name."""
        match = _HEADING_NAME.match(self.name)
        if match:
            return int(match[1])
        return self.outline

    @property
    def is_title(self) -> bool:
        """True for the style of a document's title."""
        return self.name.lower() in _TITLE_NAMES

    @property
    def is_contents(self) -> bool:
        """True for the styles of a table of contents."""
        return bool(re.match(r"^(?:toc|目录|目錄)(?:\s*\d| heading)?$", self.name, re.IGNORECASE))


def read_styles(root: etree._Element | None) -> dict[str, Style]:
    """Styles by id; the default paragraph style also under the empty id."""
    elements = {attribute(one, "styleId"): one for one in children(root, "style")}
    styles: dict[str, Style] = {}
    default_size = attribute(child(root, "docDefaults", "rPrDefault", "rPr", "sz"), "val")

    def build(identifier: str, depth: int) -> Style:
        if identifier in styles:
            return styles[identifier]
        element = elements.get(identifier)
        if element is None or depth > 20:
            return Style(size=integer(default_size) / 2 or None)
        base = build(attribute(child(element, "basedOn"), "val"), depth + 1)
        style = _over(base, element)
        styles[identifier] = style
        return style

    for identifier in elements:
        build(identifier, 0)
    default = next(
        (
            i
            for i, e in elements.items()
            if attribute(e, "default") in ("1", "true") and attribute(e, "type") == "paragraph"
        ),
        "",
    )
    styles[""] = styles.get(default, Style(size=integer(default_size) / 2 or None))
    return styles


def _over(base: Style, element: etree._Element) -> Style:
    paragraph, run = child(element, "pPr"), child(element, "rPr")
    level = attribute(child(paragraph, "outlineLvl"), "val")
    number = child(paragraph, "numPr")
    bold, italic, hidden = (is_on(child(run, name)) for name in ("b", "i", "vanish"))
    centred = attribute(child(paragraph, "jc"), "val")
    return Style(
        name=attribute(child(element, "name"), "val").strip(),
        outline=outline_level(level) if level else base.outline,
        bold=base.bold if bold is None else bold,
        italic=base.italic if italic is None else italic,
        hidden=base.hidden if hidden is None else hidden,
        centred=centred == "center" if centred else base.centred,
        size=integer(attribute(child(run, "sz"), "val")) / 2 or base.size,
        numbering=attribute(child(number, "numId"), "val") or base.numbering,
        depth=integer(attribute(child(number, "ilvl"), "val"), base.depth),
    )


def outline_level(value: str) -> int | None:
    """Heading level of an outlineLvl: 0 is level 1, 9 is body text."""
    level = integer(value, OUTLINE_LEVELS)
    return level + 1 if 0 <= level < OUTLINE_LEVELS else None


# --- numbering -----------------------------------------------------------------------------------


@dataclass(slots=True)
class NumberLevel:
    """One level of a list: how its number is written and where it starts."""

    written: str = "decimal"
    pattern: str = ""
    start: int = 1
    style: str = ""


@dataclass(slots=True)
class Numbering:
    """Lists by id, and how far each has counted."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, NumberLevel]] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def next_label(self, identifier: str, depth: int) -> tuple[str, bool]:
        """(the number as printed, is it a bullet) of the next paragraph at this depth; counts on."""
        abstract = self.lists.get(identifier, "")
        levels = self.levels.get(abstract, {})
        level = levels.get(depth)
        if level is None:
            return "", False
        counter = self.counters.setdefault(abstract, {})
        if identifier not in self.seen:
            self.seen.add(identifier)
            for restarted, start in self.restarts.get(identifier, {}).items():
                counter[restarted] = start - 1
        counter[depth] = counter.get(depth, level.start - 1) + 1
        for deeper in [one for one in counter if one > depth]:
            del counter[deeper]
        if level.written == "bullet":
            return "", True

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            shown = levels.get(at, level)
            return write_number(counter.get(at, shown.start), shown.written)

        return re.sub(r"%([1-9])", number, level.pattern).strip(), False

    def depth_of_style(self, identifier: str, style: str) -> int | None:
        """The depth a list ties to a paragraph style, if it does."""
        levels = self.levels.get(self.lists.get(identifier, ""), {})
        return next((depth for depth, level in levels.items() if level.style and level.style == style), None)


def read_numbering(root: etree._Element | None) -> Numbering:
    """The lists of a numbering part."""
    numbering = Numbering()
    for abstract in children(root, "abstractNum"):
        numbering.levels[attribute(abstract, "abstractNumId")] = {
            integer(attribute(level, "ilvl")): _read_level(level) for level in children(abstract, "lvl")
        }
    for number in children(root, "num"):
        identifier = attribute(number, "numId")
        numbering.lists[identifier] = attribute(child(number, "abstractNumId"), "val")
        for override in children(number, "lvlOverride"):
            start = attribute(child(override, "startOverride"), "val")
            if start:
                numbering.restarts.setdefault(identifier, {})[integer(attribute(override, "ilvl"))] = integer(
                    start, 1
                )
    return numbering


def _read_level(level: etree._Element) -> NumberLevel:
    return NumberLevel(
        written=attribute(child(level, "numFmt"), "val") or "decimal",
        pattern=attribute(child(level, "lvlText"), "val")[:60],
        start=integer(attribute(child(level, "start"), "val"), 1),
        style=attribute(child(level, "pStyle"), "val"),
    )


def _letters(value: int) -> str:
    return chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1) if 0 < value < 500 else str(value)


_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_WRITERS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerRoman": lambda value: format_roman(value).lower(),
    "upperRoman": format_roman,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": lambda value: str(value).translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
    "decimalEnclosedCircle": lambda value: chr(0x2460 + value - 1) if 0 < value <= 20 else str(value),
    "decimalEnclosedCircleChinese": lambda value: chr(0x2460 + value - 1) if 0 < value <= 20 else str(value),
    "ideographDigital": format_digits,
    "japaneseDigitalTenThousand": format_digits,
    "taiwaneseDigital": format_digits,
    "ideographTraditional": lambda value: _STEMS[value - 1] if 0 < value <= 10 else str(value),
    "ideographZodiac": lambda value: _BRANCHES[value - 1] if 0 < value <= 12 else str(value),
    "none": lambda _value: "",
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "japaneseCounting",
        ),
        format_number,
    ),
}


def write_number(value: int, written: str) -> str:
    """``value`` the way Word writes it; anything unknown in plain digits."""
    return _WRITERS.get(written, str)(value)
