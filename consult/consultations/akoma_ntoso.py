"""A draft in Akoma Ntoso 3.0 (OASIS LegalDocML, https://docs.oasis-open.org/legaldocml/akn-core/v1.0/). Pure."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

from consult.consultations.drafts.blocks import ReadArticle
from consult.consultations.drafts.markers import read_marker
from consult.foundation.documents.fragments import numeral

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
DIVISIONS = {
    "book": "book", "part": "part", "subpart": "subpart", "title": "title", "subtitle": "subtitle", "ch": "chapter",
    "subchapter": "subchapter", "sec": "section", "sub": "subsection", "subsec": "subsection",
    "division": "division",
}  # fmt: skip
"""First word of our anchors -> the element of Akoma Ntoso that groups articles under that name."""
LANGUAGES = {
    "en": "eng",
    "zh": "zho",
    "fr": "fra",
    "es": "spa",
    "de": "deu",
    "pt": "por",
    "ja": "jpn",
    "ko": "kor",
}
"""ISO 639-1 to 639-2, which the standard asks for; others are written as they are."""
INLINE = {"strong": "b", "em": "i", "sup": "sup", "sub": "sub", "ins": "ins", "del": "del", "code": "span"}
SET_APART = {"explanation": "explanation_html", "inForce": "in_force_html"}
"""Names of the containers that hold what stands beside an article's text, and the field each is made from."""


def write_akoma_ntoso(
    title: str,
    articles: Sequence[ReadArticle],
    *,
    language: str,
    address: str,
    version: int,
    at: datetime,
    author: str,
) -> bytes:
    """The draft as a ``bill``, valid against the schema of Akoma Ntoso 3.0.

    ``address`` is the page of the version and names the work; ``author`` is the body. Divisions nest by their level.
    """
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    bill = _sub(root, "bill", name="draft")
    _meta(bill, address=address, version=version, at=at, author=author, language=language)
    preface = _sub(bill, "preface")
    _sub(_sub(preface, "p"), "docTitle").text = title
    body_from = 0
    if articles and articles[0].anchor == "preamble":
        _blocks(_sub(bill, "preamble"), articles[0].html)
        body_from = 1
    _body(_sub(bill, "body"), articles[body_from:])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False))


def _sub(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)


def _meta(
    bill: etree._Element, *, address: str, version: int, at: datetime, author: str, language: str
) -> None:
    """Who made which text when (FRBR): the work is the draft, the expression this version in this language."""
    identification = _sub(_sub(bill, "meta"), "identification", source="#body")
    path = urlsplit(address).path or "/"
    day = at.date().isoformat()
    for level, suffix in (("Work", ""), ("Expression", f"@{version}"), ("Manifestation", f"@{version}.akn")):
        group = _sub(identification, f"FRBR{level}")
        _sub(group, "FRBRthis", value=f"{path}{suffix}/!main")
        _sub(group, "FRBRuri", value=f"{path}{suffix}")
        _sub(group, "FRBRdate", date=day, name="publication")
        _sub(group, "FRBRauthor", href="#body")
        if level == "Work":
            _sub(group, "FRBRcountry", value="un")
        elif level == "Expression":
            primary = language.split("-")[0].lower()
            _sub(group, "FRBRlanguage", language=LANGUAGES.get(primary, primary))
    references = _sub(bill.find(f"{{{NAMESPACE}}}meta"), "references", source="#body")  # type: ignore[arg-type]
    _sub(references, "TLCOrganization", eId="body", href=address, showAs=author)


def _body(body: etree._Element, articles: Sequence[ReadArticle]) -> None:
    open_divisions: list[tuple[int, etree._Element]] = []
    filled: set[etree._Element] = set()
    by_article = any(_name(one) == "article" for one in articles if one.kind == "article")
    for article in articles:
        while open_divisions and open_divisions[-1][0] >= article.level:
            _close(open_divisions.pop()[1], filled)
        parent = open_divisions[-1][1] if open_divisions else body
        filled.add(parent)
        name = _name(article) if article.kind == "division" else "article" if by_article else "section"
        own = {"name": "division"} if name == "hcontainer" else {}
        element = _sub(parent, name, eId=article.anchor.replace("-", "_"), **own)
        if article.number:
            _sub(element, "num").text = article.number
        if article.heading:
            _sub(element, "heading").text = article.heading
        if article.kind == "division":
            open_divisions.append((article.level, element))
            if article.html:
                _blocks(_sub(element, "intro"), article.html)
        else:
            _article(element, article)
    while open_divisions:
        _close(open_divisions.pop()[1], filled)
    if not len(body):
        _sub(_sub(_sub(body, "section", eId="empty"), "content"), "p")


def _close(division: etree._Element, filled: set[etree._Element]) -> None:
    """A division that groups nothing still needs content."""
    if division not in filled:
        intro = division.find(f"{{{NAMESPACE}}}intro")
        content = _sub(division, "content")
        if intro is None:
            _sub(content, "p")
        else:
            content.extend(list(intro))
            division.remove(intro)


def _name(article: ReadArticle) -> str:
    """The element for an entry, by the kind of its number."""
    marker = read_marker(article.number) if article.number else None
    if article.kind == "article":
        return "section" if marker is not None and marker.family == "section" else "article"
    return DIVISIONS.get(marker.name, "hcontainer") if marker is not None else "hcontainer"


def _article(element: etree._Element, article: ReadArticle) -> None:
    beside = {name: getattr(article, field) for name, field in SET_APART.items() if getattr(article, field)}
    if not beside:
        _blocks(_sub(element, "content"), article.html)
        return
    own = element.get("eId") or ""
    _blocks(_sub(_sub(element, "hcontainer", name="text", eId=f"{own}__text"), "content"), article.html)
    for name, html in beside.items():
        _blocks(_sub(_sub(element, "hcontainer", name=name, eId=f"{own}__{name}"), "content"), html)


def _blocks(into: etree._Element, html: str) -> None:
    """Stored HTML as blocks of the standard, which takes over most of HTML's."""
    for child in lxml.html.fragment_fromstring(html or "<p></p>", create_parent="div"):
        _block(into, child)
    if not len(into):
        _sub(into, "p")


def _block(into: etree._Element, child: etree._Element) -> None:
    tag = str(child.tag)
    if tag == "table":
        _table(into, child)
    elif tag in ("ul", "ol"):
        _list(into, child)
    elif tag == "blockquote":
        for inner in child:
            _inline(_sub(into, "block", name="quote"), inner)
    elif re.fullmatch(r"h[1-6]", tag):
        _inline(_sub(_sub(into, "p"), "b"), child)
    else:
        _inline(_sub(into, "p"), child)


def _list(into: etree._Element, child: etree._Element) -> None:
    """Bullets as in HTML; numbered items with the number they are printed with, which HTML only implies."""
    is_numbered = child.tag == "ol"
    listed = _sub(into, "blockList" if is_numbered else "ul")
    for number, item in enumerate(child.iterchildren("li"), int(child.get("start") or "1")):
        own = _sub(listed, "item" if is_numbered else "li")
        if is_numbered:
            _sub(own, "num").text = f"{numeral(number, str(child.get('type') or '1'))}."
        _item(own, item, _sub(own, "p") if is_numbered else own)


def _item(own: etree._Element, item: etree._Element, line: etree._Element) -> None:
    """An item's words into ``line``; lists and paragraphs inside it behind them."""
    _text(line, item.text)
    for inner in item:
        if inner.tag in ("ul", "ol"):
            _list(own, inner)
        elif inner.tag == "p":
            _inline(_sub(own, "p"), inner)
        else:
            _inline_child(line, inner)
        if inner.tail and (inner.tail.strip() or inner.tag not in ("ul", "ol", "p")):
            _text(line, inner.tail)


def _table(into: etree._Element, child: etree._Element) -> None:
    table = _sub(into, "table")
    for row in child.iter("tr"):
        own = _sub(table, "tr")
        for cell in row:
            spans = {name: str(cell.get(name)) for name in ("colspan", "rowspan") if cell.get(name)}
            _blocks_of_cell(_sub(own, "th" if cell.tag == "th" else "td", **spans), cell)


def _blocks_of_cell(into: etree._Element, cell: etree._Element) -> None:
    if any(inner.tag in ("p", "ul", "ol", "table", "blockquote") for inner in cell):
        for inner in cell:
            _block(into, inner)
    else:
        _inline(_sub(into, "p"), cell)


def _inline(into: etree._Element, element: etree._Element) -> None:
    _text(into, element.text)
    for child in element:
        _inline_child(into, child)
        _text(into, child.tail)


def _inline_child(into: etree._Element, child: etree._Element) -> None:
    tag = str(child.tag)
    if tag == "br":
        _sub(into, "br")
    elif tag == "a" and child.get("href"):
        _inline(_sub(into, "a", href=str(child.get("href"))), child)
    elif tag in INLINE:
        _inline(_sub(into, INLINE[tag]), child)
    else:
        _inline(into, child)


def _text(into: etree._Element, text: str | None) -> None:
    if not text:
        return
    if len(into):
        into[-1].tail = (into[-1].tail or "") + text
    else:
        into.text = (into.text or "") + text
