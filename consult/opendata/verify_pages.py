"""A page of the reading room as people read it. Standard library only: packages carry this file."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

from consult.opendata.verify_told import in_zone
from consult.record.verify import Fault

PLAIN_TAGS = frozenset({
    "html", "head", "meta", "title", "link", "body", "a", "header", "p", "nav", "strong", "main", "h1", "h2", "h3",
    "div", "section", "ul", "li", "span", "table", "caption", "tbody", "tr", "th", "td", "dl", "dt", "dd", "ol", "form",
    "label", "input", "button", "noscript", "footer", "del", "ins",
})  # fmt: skip
PLAIN_ATTRIBUTES = frozenset({
    "lang", "charset", "name", "content", "rel", "href", "hreflang", "class", "aria-label", "id", "scope", "role",
    "for", "type", "autocomplete", "data-name", "data-scripts", "data-all", "data-words", "data-locale",
})  # fmt: skip
WORDLESS = frozenset({
    "html", "head", "header", "main", "section", "div", "div.aside", "form", "ol", "ul", "table", "tbody", "tr",
    "tr.sum", "dl", "noscript",
})  # fmt: skip
"""What holds no words itself."""
EMPTY_TAGS = frozenset({"meta", "link", "input"})
LINK = re.compile(r"(\.\./)?([a-z-]+/)?[A-Za-z0-9-]+\.(html|css)(#[A-Za-z0-9_-]+)?|#[A-Za-z0-9_-]+")

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Read(HTMLParser):
    """A page as people read it: its texts by what holds them. Nothing on it may act but the script that lists have."""

    def __init__(self, name: str, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self._name = name
        self._open: list[tuple[str, str]] = []
        """(Tag, class) of what is open."""
        self._texts: list[tuple[str, list[str]]] = []
        self.found: list[tuple[str, str]] = []
        """(What holds it, its text), in their order."""
        self.list_of: dict[str, str] = {}
        """What the list on it says of itself."""
        self.names: list[str] = []
        """What its parts are called for who doesn't see them."""
        self.feed(content)
        self.close()
        if self._open:
            raise Fault(f"{name}: cut off")

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Take what begins."""
        given = dict(attrs)
        if tag == "script":
            is_fit = given == {"src": "../room.js", "defer": None}
        else:
            rest = given.keys() - PLAIN_ATTRIBUTES - ({"hidden"} if tag in ("form", "button") else set())
            is_fit = tag in PLAIN_TAGS and not rest and len(given) == len(attrs)
        if not is_fit or ("href" in given and not LINK.fullmatch(given["href"] or "")):
            raise Fault(f"{self._name}: <{tag}> does something that pages of a reading room don’t")
        if "aria-label" in given:
            self.names.append(given["aria-label"] or "")
        if given.get("id") == "rows":
            self.list_of = {one: value or "" for one, value in given.items()}
        if tag not in EMPTY_TAGS:
            self._open.append((tag, given.get("class") or ""))
            self._texts.append((f"{tag}.{given.get('class')}" if given.get("class") else tag, []))

    def handle_endtag(self, tag: str) -> None:
        """Take what ends."""
        if not self._open or self._open.pop()[0] != tag:
            raise Fault(f"{self._name}: not well formed")
        held, texts = self._texts.pop()
        self.found.append((held, "".join(texts)))
        if held in WORDLESS and self.found[-1][1].strip():
            raise Fault(f"{self._name}: words where no such page has any")
        if self._texts and tag in ("span", "a", "strong", "del", "ins"):
            self._texts[-1][1].extend(texts)

    def handle_data(self, data: str) -> None:
        """Take words."""
        if self._texts:
            self._texts[-1][1].append(data)
            if self._open[-1][0] == "script":
                raise Fault(f"{self._name}: a script is written into it")
        elif data.strip():
            raise Fault(f"{self._name}: words outside of the page")

    @property
    def holders(self) -> frozenset[str]:
        """What there is on it that can hold words."""
        return frozenset(what for what, _text in self.found)

    @property
    def paragraphs(self) -> list[str]:
        """The texts of all of them."""
        return [text for what, text in self.found if what.partition(".")[0] == "p"]

    def of(self, *held: str) -> list[str]:
        """The texts that such elements hold."""
        return [text for what, text in self.found if what in held]


def named_by_law(row: Mapping[str, Any], language: str) -> str:
    """One of those who must be asked, with the law that says so, as the page heads them."""
    shape = "{} ({})" if language == "en" else "{} （{}）"
    return flat(shape.format(row["name"] or "–", row["law"]))


def flat(text: str) -> str:
    """Words with one space between each."""
    return " ".join(text.split())


def article_names(
    articles: Iterable[Mapping[str, Any]], language: str, first: object
) -> dict[str, list[Any]]:
    """What each version of a draft calls its articles: ``{version: [language, {anchor: number and heading}]}``.

    In the edition in the page's language, else in the ``first`` one, else in the first by its name.
    """
    editions: dict[str, dict[str, dict[str, str]]] = {}
    for row in articles:
        own = editions.setdefault(str(row["version"]), {}).setdefault(row["language"], {})
        if called := flat(f"{row['number']} {row['heading']}"):
            own[row["article"]] = called
    found = {}
    for version, names in editions.items():
        chosen = next((one for one in (language, first) if one in names), min(names))
        found[version] = [chosen, names[chosen]]
    return found


def written_out(day: date, language: str) -> str:
    """A day as pages write it."""
    if language == "en":
        return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def instant_shape(instant: str, zone: str, language: str) -> str:
    """What an instant is like on a page: day, minute and the clock's distance from universal time by that zone.

    What the zone is called stands between, in words that nothing here knows.
    """
    local = in_zone(datetime.fromisoformat(instant), zone)
    between, names, shape = (
        (", ", "[^()]+, ", r" \({}\)") if language == "en" else (" ", "[^（）]+，", "（{}）")
    )
    sign, hours, minutes = local.strftime("%z")[0], int(local.strftime("%z")[1:3]), local.strftime("%z")[3:5]
    offset = f"UTC{'−' if sign == '-' else '+'}{hours}{'' if minutes == '00' else ':' + minutes}"
    clock = "UTC" if zone == "UTC" else f"(?:{names})?{re.escape(offset)}"
    return re.escape(f"{written_out(local.date(), language)}{between}{local:%H:%M}") + shape.format(clock)
