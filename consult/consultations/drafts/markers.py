"""How the beginning of a line names a part of a text: 第五条, Article 5, § 1012.2, 1.2.3, Appendix A, 一、.

``read_marker`` says what a line could begin; whether it does, the outline decides from the whole.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from consult.consultations.drafts.chinese_numbers import NUMERAL, parse_number, parse_roman

Family = Literal["article", "division", "section", "decimal", "appendix", "enumeration"]
Key = tuple[int | str, ...]

SPACE = r"[\s\u3000\u200b]"
REST_OF_HEADING = 90
SENTENCE_END = re.compile(
    r"[。；;!！?？，,、：:]['\"”’」』）)]*$|(?<![A-Z.][A-Za-z])(?<!\b[Nn]o)\.['\"”’)]*$"
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the beginning of a line.

    ``name`` tells kinds of division and enumeration apart (ch, sec, part, one, two …) and is the
    word the anchor begins with. ``key`` is the number for comparing. ``rest`` is what follows,
    without a caption, which is ``caption``. ``glued`` means that it follows without a space or
    reads on as a sentence about the number would (第七十六条 规定…): either may be a mere mention.
    """

    family: Family
    name: str
    number: str
    key: Key
    rest: str = ""
    caption: str = ""
    glued: bool = False

    @property
    def alone(self) -> bool:
        """True where nothing follows the number."""
        return not self.rest and not self.caption


def is_heading_like(text: str, length: int = REST_OF_HEADING) -> bool:
    """True for a short line that doesn't end as a sentence does."""
    wide = sum(2 if character > "\u2e7f" else 1 for character in text)
    return 0 < wide <= length and not SENTENCE_END.search(text)


# --- Chinese ---------------------------------------------------------------------------------

_N = rf"[{NUMERAL}]{{1,10}}"
_ZH_ARTICLE = re.compile(
    rf"^第{SPACE}?({_N}|{_N}(?:{SPACE}{_N}){{1,3}}){SPACE}?(?:[-－–]({_N}))?{SPACE}?[条條]"
    rf"(?:{SPACE}*[之](?={SPACE}*{_N}(?![人日年月个個分次种種以元位名]))({SPACE}*{_N}(?:{SPACE}*之{SPACE}*{_N})*))?"
)
_ZH_DIVISION = re.compile(
    rf"^第{SPACE}?({_N}){SPACE}?(编|編|分编|分編|章|节|節|目|款|部分|部份|篇|卷)(?:{SPACE}*之{SPACE}*({_N}))?(?={SPACE}|$|[:：（(【])"
)
_ZH_DIVISION_GLUED = re.compile(rf"^第({_N})(编|編|分编|分編|章|节|節|部分|篇)(?:之({_N}))?(?=[^\s])")
_ZH_APPENDIX = re.compile(
    rf"^(附件|附录|附錄|附表|附图|附圖|附則|附则){SPACE}*({_N}|[A-Z])?(?={SPACE}|[:：.．、]|$|(?<=[{NUMERAL}]))"
)
_ZH_ENUM = re.compile(rf"^({_N})、{SPACE}*")
_ZH_ENUM_TWO = re.compile(rf"^[（(]{SPACE}?([一二三四五六七八九十]{{1,4}}){SPACE}?[）)]{SPACE}*")
_REFERENCE = re.compile(
    rf"^{SPACE}*(?:第{SPACE}?{_N}{SPACE}?[款項项目]|前段|後段|后段|但書|但书|规定|規定|所称|所稱|所定|所列|之规定|之規定|的规定|的規定|"
    rf"[、，,；;。]|[至或及和与與到](?:第|前|本)|修正[为為]|修改[为為]|删去|刪除|改[为為])"
)
_GLUED_REFERENCE = re.compile(r"^(?:之|的|至|或|及|和|与|與|到|中|以外|以下|以上|增加|增訂|」|”|》|）|\))")
_CAPTION = re.compile(
    rf"^{SPACE}*(?:【([^】]{{1,60}})】|[〔\[]([^〕\]]{{1,60}})[〕\]]|[（(]([^）)]{{1,40}}(?:[（(][^）)]{{1,20}}[）)][^）)]{{0,20}})?)[）)])"
)
DELETED = re.compile(
    r"^[（(]?\s*(?:本[条條])?(?:刪除|删除|已刪除|已删除|deleted|repealed|reserved|abrogé)\s*[）)]?[。.]?$",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(
    r"^(?:[甲乙丙丁戊己A-F]案|(?:备选|備選|替代)?方案.|(?:Option|Alternative|Variant) \S{1,5})$",
    re.IGNORECASE,
)
_ZH_NAMES = {
    **dict.fromkeys(("编", "編", "篇", "卷", "部分", "部份"), "part"),
    **dict.fromkeys(("分编", "分編"), "subpart"),
    "章": "ch",
    **dict.fromkeys(("节", "節"), "sec"),
    "目": "sub",
    "款": "para",
}


def _squeeze(text: str) -> str:
    return re.sub(SPACE, "", text)


def _take_caption(rest: str) -> tuple[str, str]:
    """(caption, what follows it). A caption that says the article is deleted is text, not a caption."""
    match = _CAPTION.match(rest)
    if not match:
        return "", rest.strip()
    caption = next(group for group in match.groups() if group is not None).strip()
    if DELETED.match(caption) or not caption or _ALTERNATIVE.match(caption):
        return "", rest.strip()
    return caption, rest[match.end() :].strip()


def _read_zh_article(text: str) -> Marker | None:
    match = _ZH_ARTICLE.match(text)
    if not match:
        return None
    rest = text[match.end() :]
    main = parse_number(match[1])
    inserted = [parse_number(part) for part in re.split("之", match[3] or "") if part.strip()]
    key = [main, parse_number(match[2]) if match[2] else None, *inserted]
    numbers = tuple(number for number in key if number is not None)
    glued = bool(rest) and not re.match(rf"{SPACE}|[:：【（(〔\[]", rest)
    mentioned = bool(_REFERENCE.match(rest))
    if main is None or (glued and (mentioned or _GLUED_REFERENCE.match(rest))):
        return None
    glued = glued or mentioned
    caption, rest = _take_caption(re.sub(rf"^{SPACE}*[:：]", "", rest))
    return Marker("article", "art", _squeeze(match[0]), numbers, rest, caption, glued)


def _read_zh_division(text: str) -> Marker | None:
    match = _ZH_DIVISION.match(text) or _ZH_DIVISION_GLUED.match(text)
    if not match:
        return None
    spaced = re.match(SPACE, text[match.end() :]) and is_heading_like(text)
    if _REFERENCE.match(text[match.end() :]) and not spaced:
        return None
    numbers = tuple(n for n in (parse_number(match[1]), parse_number(match[3] or "")) if n is not None)
    rest = re.sub(rf"^{SPACE}*[:：]?{SPACE}*", "", text[match.end() :])
    glued = bool(rest) and match.re is _ZH_DIVISION_GLUED
    if not numbers or (glued and _GLUED_REFERENCE.match(rest)):
        return None
    return Marker("division", _ZH_NAMES[match[2]], _squeeze(match[0]), numbers, rest, "", glued)


def _read_zh_appendix(text: str) -> Marker | None:
    match = _ZH_APPENDIX.match(text)
    if not match:
        return None
    rest = re.sub(rf"^{SPACE}*[:：.．、]?{SPACE}*", "", text[match.end() :])
    if match[1] in ("附則", "附则"):
        return (
            Marker("division", "ch", "", ("supplementary",), _squeeze(text))
            if len(_squeeze(text)) < 8
            else None
        )
    number = parse_number(match[2]) if match[2] else None
    key: Key = (number if number is not None else match[2].lower(),) if match[2] else ()
    return Marker("appendix", "appendix", _squeeze(match[0]), key, rest)


def _read_zh_enumeration(text: str) -> Marker | None:
    for expression, name in ((_ZH_ENUM, "one"), (_ZH_ENUM_TWO, "two")):
        match = expression.match(text)
        number = parse_number(match[1]) if match else None
        if match and number:
            return Marker(
                "enumeration", name, _squeeze(match[0]).rstrip("、"), (number,), text[match.end() :].strip()
            )
    return None


# --- Languages with letters --------------------------------------------------------------------

_ORDINAL = {
    "premier": 1, "première": 1, "premiere": 1, "primero": 1, "primeiro": 1, "unique": 1, "único": 1, "unico": 1,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_LATIN_SUFFIX = r"(?:bis|ter|quater)"
_NUM = (
    rf"(?:[LRDA]\.?\s?)?\d{{1,6}}(?:er|re|{_LATIN_SUFFIX}|°|º|ª)?(?:[.\-–]\d{{1,6}}){{0,5}}[A-Za-z]?"
    rf"(?:\s{_LATIN_SUFFIX})?"
)
_ROM = r"[IVXLCDM]{1,8}(?![A-Za-zÀ-ÿ])"
_WORDS = "|".join(_ORDINAL)
_END = r"(?=$|[\s.:,;—–\-(])"
_LATIN_ARTICLE = re.compile(
    rf"^(Article|ARTICLE|Art\.?|ART\.?|Artículo|ARTÍCULO|Artigo|Articolo|Artikel)\s?({_NUM}|{_ROM}|(?i:{_WORDS})){_END}"
)
_SECTION = re.compile(
    rf"^(Section|SECTION|Sec\.|SEC\.|Sect\.|Clause|CLAUSE|Rule|RULE|Regulation|Recommendation|Principle|Question|Proposal)\s?({_NUM}|{_ROM}|[A-Z](?![A-Za-z])){_END}"
)
_SIGN = re.compile(
    r"^(§{1,2})\s?(\d{1,6}[A-Za-z]{0,2}(?:[.\-–]\d{1,6}[A-Za-z]{0,2}){0,5})(?=$|[\s:,;—–]|\.(?:\s|$))"
)
_DIVISION = re.compile(
    rf"^(PART|Part|Partie|PARTIE|Parte|PARTE|Teil|TEIL|BOOK|Book|Livre|LIVRE|Libro|TITLE|Title|Titre|TITRE|Título|TÍTULO|SUBTITLE|Subtitle|"
    rf"CHAPTER|Chapter|Chapitre|CHAPITRE|Capítulo|CAPÍTULO|Kapitel|SUBCHAPTER|Subchapter|SUBPART|Subpart|DIVISION|Division|SECTION|Section|Sous-section|Sección|Abschnitt|SUBSECTION|Subsection)"
    rf"\s({_NUM}|{_ROM}|[A-Z](?![A-Za-z])|(?i:{_WORDS})){_END}"
)
_OF_PART = r"(?:\sto\s(?:Part|Subpart|Title|Chapter|Section|Schedule)\s[0-9A-Z.]{1,12})?"
_APPENDIX = re.compile(
    rf"^(Appendix|APPENDIX|Annex|ANNEX|Annexe|ANNEXE|Schedule|SCHEDULE|Anexo|ANEXO|Anhang|Exhibit)(?:\s({_NUM}|{_ROM}|[A-Z](?![A-Za-z]))){_OF_PART}{_END}"
)
_APPENDIX_ALONE = re.compile(
    r"^(Appendix|APPENDIX|Annex|ANNEX|Annexe|ANNEXE|Schedule|SCHEDULE|Anexo|ANEXO|Anhang)$"
)
_DECIMAL = re.compile(r"^([A-Z]{0,3}\d{1,4}(?:[.．]\d{1,4}){0,6})([.．)])?(?=\s|$|\u3000)")
_DECIMAL_GLUED = re.compile(r"^(\d{1,3}(?:[.．]\d{1,3}){1,6})[.．]?(?=[\u2e80-\u9fff])")
_LETTER = re.compile(r"^(?:([A-Z]|[IVX]{1,6})[.)]|(\((?:[A-Za-z]|[ivx]{1,4})\)))\s+")
_LATIN_NAMES = {
    **dict.fromkeys(("part", "partie", "parte", "teil"), "part"),
    **dict.fromkeys(("book", "livre", "libro"), "book"),
    **dict.fromkeys(("title", "titre", "título"), "title"),
    **dict.fromkeys(("chapter", "chapitre", "capítulo", "kapitel"), "ch"),
    **dict.fromkeys(("section", "sección", "abschnitt"), "sec"),
    **dict.fromkeys(("subsection", "sous-section"), "subsec"),
}


def _latin_key(printed: str) -> Key:
    """Number for comparing: digits as integers, a Roman numeral by value, letters as they are."""
    word = printed.strip().lower()
    if word in _ORDINAL:
        return (_ORDINAL[word],)
    roman = parse_roman(printed) if len(printed) > 1 or printed in "IVX" else None
    if roman is not None:
        return (roman,)
    word = re.sub(r"(?<=\d)(?:er|re|°|º|ª)(?![a-z])", "", word)
    parts = re.findall(r"\d{1,9}|[a-z]+", word)
    return tuple(int(part) if part.isdigit() else part for part in parts)


def _take_rest(text: str, end: int) -> tuple[str, str, bool]:
    """(rest, caption, was it set off by a stop or dash) of what follows a number in Latin script."""
    rest = text[end:]
    set_off = bool(re.match(r"\s*(?:[.:\-](?:\s|$)|[—–])", rest))
    rest = re.sub(r"^\s*[.:—–\-]*\s*[—–\-]*\s*", "", rest) if set_off else rest.strip()
    match = re.fullmatch(r"[(（\[]([^()]{1,120})[)）\]]", rest)
    if match and not DELETED.match(match[1]):
        return "", match[1].strip(), set_off
    return rest.strip(), "", set_off


def _could_be_title(rest: str, set_off: bool) -> bool:
    """False where a number is only mentioned: "Section 7 of this document", "Article 5 applies"."""
    if not rest or set_off:
        return True
    return not rest[0].islower() and rest[0] not in ",;(" and is_heading_like(rest, 140)


def _read_worded(text: str, expression: re.Pattern[str], family: Family, name: str) -> Marker | None:
    match = expression.match(text)
    if not match:
        return None
    rest, caption, set_off = _take_rest(text, match.end())
    if not caption and not _could_be_title(rest, set_off):
        return None
    key = _latin_key(match[2])
    name = name or _LATIN_NAMES.get(match[1].lower(), match[1].lower().rstrip("."))
    return Marker(family, name, text[: match.end()].strip(), key, rest, caption)


def _read_latin_article(text: str) -> Marker | None:
    return _read_worded(text, _LATIN_ARTICLE, "article", "art")


def _read_section(text: str) -> Marker | None:
    marker = _read_worded(text, _SECTION, "section", "")
    if marker:
        name = {"section": "sec", "sec": "sec", "sect": "sec"}.get(marker.name, marker.name)
        return Marker("section", name, marker.number, marker.key, marker.rest, marker.caption)
    match = _SIGN.match(text)
    if not match or re.match(r"\s*(?:and|or|to|bis|of|und|oder)\b", text[match.end() :]):
        return None
    rest, caption, set_off = _take_rest(text, match.end())
    if rest and rest[0].islower() and not set_off:
        return None
    return Marker("section", "sec", match[0].strip(), _latin_key(match[2]), rest, caption)


def _read_latin_division(text: str) -> Marker | None:
    return _read_worded(text, _DIVISION, "division", "")


def _read_latin_appendix(text: str) -> Marker | None:
    if _APPENDIX_ALONE.match(text):
        return Marker("appendix", "appendix", text, ())
    marker = _read_worded(text, _APPENDIX, "appendix", "")
    if marker is None:
        return None
    name = (
        "schedule"
        if marker.name == "schedule"
        else "annex"
        if marker.name.startswith(("annex", "anexo"))
        else "appendix"
    )
    return Marker("appendix", name, marker.number, marker.key, marker.rest, marker.caption)


def _read_decimal(text: str) -> Marker | None:
    match = _DECIMAL.match(text) or _DECIMAL_GLUED.match(text)
    if not match:
        return None
    number = match[1].replace("．", ".")
    rest = text[match.end() :].strip()
    prefix, digits = re.match(r"^([A-Z]*)(.*)$", number).groups()  # type: ignore[union-attr]
    numbers = tuple(int(part) for part in digits.split("."))
    if not prefix and len(numbers) == 1 and (numbers[0] > 200 or not match.re.groups > 1):
        return None
    if re.match(r"^(?:年|月|日|%|％)", rest):
        return None
    key: Key = (prefix.lower(), *numbers) if prefix else numbers
    return Marker("decimal", "sec", number, key, rest, "", glued=match.re is _DECIMAL_GLUED)


def _read_letter(text: str) -> Marker | None:
    match = _LETTER.match(text)
    if not match:
        return None
    number = match[1] or match[2]
    return Marker("enumeration", "letter", number, (number.strip("()").lower(),), text[match.end() :].strip())


_READERS: tuple[Callable[[str], Marker | None], ...] = (
    _read_zh_article,
    _read_zh_division,
    _read_zh_appendix,
    _read_latin_article,
    _read_latin_appendix,
    _read_section,
    _read_latin_division,
    _read_decimal,
    _read_zh_enumeration,
    _read_letter,
)


def read_marker(text: str) -> Marker | None:
    """What ``text`` could begin, or None. ``text`` is one line without white space before it."""
    head = text[:2_000]
    for reader in _READERS:
        marker = reader(head)
        if marker:
            if len(text) > len(head) and marker.rest:
                return Marker(
                    marker.family,
                    marker.name,
                    marker.number,
                    marker.key,
                    marker.rest + text[2_000:],
                    marker.caption,
                    marker.glued,
                )
            return marker
    return None


def remaining_html(html: str, marker: Marker, text: str) -> str:
    """``html`` without the marker (and caption) that its text begins with."""
    taken = len(text) - len(marker.rest) if marker.rest else len(text)
    return drop_characters(html, len(text[:taken].lstrip()))


def drop_characters(html: str, count: int) -> str:
    """Inline ``html`` without its first ``count`` characters of text; tags stay balanced."""
    out: list[str] = []
    for match in re.finditer(r"<[^>]*>|&[#\w]+;|[^<&]|[<&]", html):
        token = match[0]
        if token.startswith("<") and len(token) > 1:
            out.append(token)
        elif count > 0:
            count -= 1
        else:
            out.append(html[match.start() :])
            break
    text = "".join(out)
    previous = ""
    while previous != text:
        previous = text
        text = re.sub(r"<(\w+)(?: [^>]*)?>\s*</\1>", "", text)
    return re.sub(r"^((?:<[^/][^>]*>)*)\s+", r"\1", text.strip())
