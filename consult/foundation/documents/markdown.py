"""Safe HTML as Markdown, which can be read again as the same text."""

from lxml import etree
from markdownify import ATX, MarkdownConverter

from consult.foundation.documents.fragments import numeral, tree_of


class _Converter(MarkdownConverter):
    """CommonMark with tables; superscripts and subscripts stay HTML, which CommonMark lets stand."""


def make_markdown(html: str) -> str:
    """``html`` as Markdown with one empty line between blocks."""
    converter = _Converter(
        heading_style=ATX, bullets="-", sup_symbol="<sup>", sub_symbol="<sub>", escape_misc=True,
        strong_em_symbol="*", newline_style="backslash",
    )  # fmt: skip
    root = tree_of(html)
    for listed in list(root.iter("ol")):
        if (listed.get("type") or "1") != "1":
            _spell_out(listed)
    return str(converter.convert(etree.tostring(root, encoding="unicode", method="html"))).strip() + "\n"


def _spell_out(listed: etree._Element) -> None:
    """Markdown counts in figures only: items counted in letters become paragraphs that begin with their letter."""
    kind = str(listed.get("type"))
    for number, item in enumerate(list(listed.iterchildren("li")), int(listed.get("start") or "1")):
        item.tag = "p"
        item.text = f"{numeral(number, kind)}. {item.text or ''}"
    listed.tag = "div"
    del listed.attrib["type"]
