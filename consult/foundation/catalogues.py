"""The catalogues: extracted by room, checked for what is missing, stale or badly placed."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from consult.foundation.settings import PROJECT

PACKAGE = PROJECT / "consult"
FOLDER = PACKAGE / "translations"
TRANSLATED = ("zh_Hans", "zh_Hant")
OF_THE_DAY = ("POT-Creation-Date", "PO-Revision-Date")
"""What Babel writes into the head of a catalogue and ours leave out: each update would change it."""
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "N_": None,
    "lazy": None,
    "ngettext": (1, 2),
}
PLACE = re.compile(r"%\((\w+)\)[sd]")
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
CHARSETS = {"zh_Hans": "gb2312", "zh_Hant": "big5"}
"""What each script is made of: a character that the other's old charset alone has is a stray."""
TELLTALES = {
    "zh_Hans": set("後於徵夥麽"),
    "zh_Hant": set("与万么优体价党坏夸宁庄异怀怜惊愿扑据机极构气洁痒确种筑触赶适听吨网"),
}
"""Characters of the other script that the charset has all the same."""
LOOSE_NUMBER = re.compile(
    r"(?:[\u4e00-\u9fff] (?:\d|%\(num\)s)|(?<![A-Za-z0-9.+-])(?:\d+|%\(num\)s) [\u4e00-\u9fff])"
)
"""A space between a number and Chinese text: this site writes the two together, as its dates do."""
FOREIGN_WORDS = {
    "zh_Hans": re.compile(
        "资讯|网路|使用者|伺服器|资料库|登入|萤幕|列印|连结|讯息|帐号|介面|预设|软体|硬体|检举|覆核|稽核|位元组|透过|回覆"
    ),
    "zh_Hant": re.compile(
        "信息|網絡|用戶|默認|視頻|軟件|硬件|服務器|數據庫|鏈接|賬|郵箱|點擊|菜單|打印|屏幕|質量|反饋|短信|登陸|單擊|"
        "互聯網|二維碼|注銷|舉報|徵求意見稿"
    ),
}
"""Words that only the other side of the strait uses, or that stand for something else there."""


def rooms() -> list[str]:
    """Every room that has texts; ``foundation`` also owns base.html and the macros."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def _sources(room: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        yield path, "python"
    templates = PACKAGE / "templates"
    folders = [templates / room] if room != "foundation" else [templates / "macros"]
    if room == "accounts":
        folders.append(templates / "security")
    for folder in folders:
        for path in sorted((*folder.rglob("*.html"), *folder.rglob("*.txt"), *folder.rglob("*.xml"))):
            yield path, "jinja2.ext:babel_extract"
    if room == "foundation":
        yield templates / "base.html", "jinja2.ext:babel_extract"


def extract(room: str) -> Catalog:
    """The room's messages as its sources have them now."""
    catalogue = Catalog(charset="utf-8")
    for path, method in _sources(room):
        options = {"trimmed": "true", "silent": "false"} if "jinja2" in method else {}
        for _line, message, comments, context in extract_from_file(
            method, path, KEYWORDS, ("i18n:",), options
        ):
            where = [(str(path.relative_to(PROJECT)), 0)]
            catalogue.add(message, None, where, auto_comments=comments, context=context)
    return catalogue


def read(room: str, locale: str) -> Catalog:
    """The room's catalogue of one language, empty where there is none yet."""
    path = FOLDER / locale / f"{room}.po"
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def update(room: str) -> dict[str, int]:
    """Bring the room's catalogues up to its sources; returns how many messages lack a translation, by language."""
    found = extract(room)
    missing = {}
    for locale in TRANSLATED:
        known = read(room, locale)
        fresh = Catalog(
            locale=locale,
            charset="utf-8",
            fuzzy=False,
            header_comment=f"# {room} in {locale.replace('_', '-')}",
        )
        for message in found:
            if not message.id:
                continue
            old = known.get(message.id)
            text = old.string if old else ("" if isinstance(message.id, str) else ("",))
            fresh.add(
                message.id,
                text,
                sorted({(path, 0) for path, _ in message.locations}),
                auto_comments=message.auto_comments,
            )
        missing[locale] = sum(1 for m in fresh if m.id and not _filled(m.string))
        if len(list(fresh)) > 1 or (FOLDER / locale / f"{room}.po").exists():
            _write(room, locale, fresh)
    return missing


def _write(room: str, locale: str, catalogue: Catalog) -> None:
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, sort_output=True, omit_header=False, include_lineno=False)
    lines = [
        line
        for line in buffer.getvalue().decode().splitlines(keepends=True)
        if not line.startswith(tuple(f'"{name}' for name in OF_THE_DAY))
    ]
    path = FOLDER / locale / f"{room}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def _filled(text: object) -> bool:
    return all(text) if isinstance(text, tuple | list) else bool(text)


def faults(room: str) -> Iterator[str]:
    """What is wrong with the room's catalogues, one sentence each."""
    found = {message.id: message for message in extract(room) if message.id}
    for locale in TRANSLATED:
        path = FOLDER / locale / f"{room}.po"
        written = path.read_text(encoding="utf-8") if path.exists() else ""
        if "msgstr[1]" in written:
            yield f"{locale}/{room}: Chinese has one form; write no msgstr[1]"
        if any(f'"{name}' in written for name in OF_THE_DAY):
            yield f"{locale}/{room}: the head says when it was made; run `catalogues update {room}`"
        known = {message.id: message for message in read(room, locale) if message.id}
        for message_id in found:
            if message_id not in known or not _filled(known[message_id].string):
                yield f"{locale}/{room}: no translation for {message_id!r}"
        for message_id, message in known.items():
            if message_id not in found:
                yield f"{locale}/{room}: no longer used: {message_id!r}"
            elif message.fuzzy:
                yield f"{locale}/{room}: marked as doubtful: {message_id!r}"
            else:
                yield from text_faults(locale, room, message_id, message.string)


def conflicts() -> Iterator[str]:
    """Messages that two rooms translate differently: the catalogues are merged, so only one would be seen."""
    for locale in TRANSLATED:
        first: dict[object, tuple[str, object]] = {}
        for room in rooms():
            for message in read(room, locale):
                if message.id and _filled(message.string):
                    known_room, known = first.setdefault(message.id, (room, message.string))
                    if known != message.string:
                        yield f"{locale}: {message.id!r} is {known!r} in {known_room} and {message.string!r} in {room}"


def text_faults(locale: str, room: str, message_id: object, string: object) -> Iterator[str]:
    """What is wrong with one translation: places that its message has not, and strays of the other script."""
    ids = message_id if isinstance(message_id, tuple | list) else (message_id,)
    texts = string if isinstance(string, tuple | list) else (string,)
    places = set(PLACE.findall(" ".join(map(str, ids))))
    for text in texts:
        if not places >= set(PLACE.findall(str(text))):
            yield f"{locale}/{room}: a place in {text!r} isn't in {message_id!r}"
        yield from _strays(locale, room, str(text))
        for number in LOOSE_NUMBER.findall(str(text)):
            yield f"{locale}/{room}: a space in {number!r} parts a number from its text, in {text!r}"


def _strays(locale: str, room: str, text: str) -> Iterator[str]:
    characters = {
        one
        for one in IDEOGRAPH.findall(text)
        if one in TELLTALES[locale] or not one.encode(CHARSETS[locale], "ignore")
    }
    if characters:
        yield f"{locale}/{room}: {''.join(sorted(characters))} belongs to the other script in {text!r}"
    for word in FOREIGN_WORDS[locale].findall(text):
        yield f"{locale}/{room}: {word} is what the other side writes, in {text!r}"
