"""Texts that say themselves what their parts are: Akoma Ntoso, USLM, RegML, eCFR and Federal Register XML."""

from lxml import etree

from consult.consultations.drafts.archives import parse_xml
from consult.consultations.drafts.blocks import Document, Finding
from consult.consultations.drafts.outline import Outline, find_outline
from consult.consultations.drafts.units import Unit, close_units
from consult.consultations.drafts.xml_hierarchy import Hierarchy, left_out
from consult.consultations.drafts.xml_lines import tidy_tree, words
from consult.consultations.drafts.xml_regulations import Printed, RegML, notice_document, preamble_left_out
from consult.foundation.errors import N_, Refused

AKOMA_NTOSO = "akomaNtoso"
USLM_ROOTS = frozenset((
    "bill", "resolution", "act", "statute", "law", "uscDoc", "amendment", "engrossedAmendment", "publicLaw",
    "statuteDocument", "amendment-doc", "lawDoc",
))  # fmt: skip
RULES = frozenset({"RULE", "PRORULE", "NOTICE", "INTERIMRULE"})
NOT_KNOWN = N_(
    "This XML is of a kind that can’t be read. Send Akoma Ntoso, USLM, RegML, eCFR or Federal Register XML, "
    "or the text as DOCX, ODT, PDF, HTML or Markdown."
)


def read_structured(data: bytes) -> Outline:
    """The outline that an XML file says it has.

    Raises Refused (field "draft") where it isn't well-formed, declares a document type, or is of no known kind.
    """
    root = tidy_tree(parse_xml(data))
    if root.tag == AKOMA_NTOSO:
        return _akoma_ntoso(root)
    if root.tag in USLM_ROOTS:
        return _uslm(root)
    if root.tag == "regulation" and root.find("part") is not None:
        return _regml(root)
    rule = root if root.tag in RULES else next(root.iter(*RULES), None)
    if rule is not None:
        return _federal_register(rule)
    if next(root.iter("DIV5", "DIV6", "DIV8"), None) is not None:
        return _ecfr(root)
    raise Refused(NOT_KNOWN, field="draft")


def _outline(
    title: str, units: list[Unit], notes: tuple[str, ...] = (), findings: tuple[Finding, ...] = ()
) -> Outline:
    articles, found = close_units(units, of_law=True)
    return Outline(title, articles, notes, (*findings, *found))


def _akoma_ntoso(root: etree._Element) -> Outline:
    """Of a collection, the document with the articles is the draft; the others are named as left out."""
    documents = [
        element
        for element in root.iter("act", "bill", "doc", "statement", "amendment", "judgment", "debateReport")
        if not any(ancestor.tag in ("attachment", "attachments") for ancestor in element.iterancestors())
    ]
    if not documents:
        raise Refused(NOT_KNOWN, field="draft")
    draft = max(
        documents, key=lambda one: len(list(one.iter("article", "section"))) if one.tag != "doc" else 0
    )
    findings = tuple(
        left_out(one, _own_name(root, one) or one.get("name") or "") for one in documents if one is not draft
    )
    body = next(draft.iter("body", "mainBody", "amendmentBody"), None)
    if body is None:
        raise Refused(NOT_KNOWN, field="draft")
    hierarchy = Hierarchy(body)
    preamble = draft.find("preamble")
    if preamble is not None:
        hierarchy.add_preamble(preamble)
    hierarchy.read(body)
    for annex in draft.iter("attachment", "annex"):
        title = words(next(annex.iter("heading", "docTitle", "docType"), None))
        hierarchy.add_leaf(next(annex.iter("mainBody", "body"), annex), 1, heading=title)
    title = words(_first(draft, "shortTitle", "docTitle")) or words(_first(draft, "longTitle"))
    notes = tuple(words(line) for line in draft.iterfind("conclusions//p") if words(line))
    if not hierarchy.units:
        return find_outline(Document(tuple(hierarchy.front), title, findings))
    return _outline(title, hierarchy.units, notes, findings)


def _first(draft: etree._Element, *names: str) -> etree._Element | None:
    for place in ("preface", "coverPage"):
        inside = draft.find(place)
        for name in names:
            found = inside.find(f".//{name}") if inside is not None else None
            if found is not None and words(found):
                return found
    return None


def _own_name(root: etree._Element, document: etree._Element) -> str:
    """What a collection calls one of its parts."""
    component = document.getparent()
    target = f"#{component.get('eId')}" if component is not None else ""
    names = (one.get("showAs") for one in root.iter("componentData") if one.get("href") == target)
    return next((name for name in names if name), "")


def _uslm(root: etree._Element) -> Outline:
    body = next(
        (found for found in root.iter("main", "legis-body", "resolution-body") if found is not root), root
    )
    hierarchy = Hierarchy(body)
    for preamble in root.iter("preamble"):
        hierarchy.add_preamble(preamble)
        parent = preamble.getparent()
        if parent is not None:
            parent.remove(preamble)
    for long_title in list(body.iter("longTitle")):
        parent = long_title.getparent()
        if parent is not None and long_title is not body:
            title = words(long_title.find(".//officialTitle"))
            parent.remove(long_title)
            root.set("officialTitle", root.get("officialTitle") or title)
    hierarchy.read(body)
    meta = root.find("meta/title")
    title = (
        words(next(root.iter("shortTitle"), None)) if root.find(".//preface//shortTitle") is not None else ""
    )
    title = (
        title or root.get("officialTitle") or words(meta) or words(next(root.iter("official-title"), None))
    )
    if not hierarchy.units:
        return find_outline(Document(tuple(hierarchy.front), title))
    return _outline(title, hierarchy.units)


def _regml(root: etree._Element) -> Outline:
    reader = RegML()
    reader.read(root)
    return _outline(words(root.find("fdsys/title")), reader.units)


def _ecfr(root: etree._Element) -> Outline:
    reader = Printed()
    top = next(root.iter("DIV5", "DIV6", "DIV8"))
    around = top.getparent()
    if around is None:
        around = etree.Element("ECFR")
        around.append(top)
    reader.read_ecfr(around)
    return _outline(words(top.find("HEAD")), reader.units)


def _federal_register(rule: etree._Element) -> Outline:
    title = words(next(rule.iter("SUBJECT"), None))
    if next(rule.iter("SECTION"), None) is None:
        return find_outline(notice_document(rule))
    reader = Printed()
    reader.read_rule(rule)
    return _outline(title, reader.units, findings=(preamble_left_out(rule),))
