"""Safe HTML as a tagged PDF (PDF/UA-1) with Chinese fonts, by typst."""

from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

from consult.foundation.documents.fragments import xml_of

TEMPLATE = Path(__file__).with_name("page.typ")
TRADITIONAL = frozenset({"zh-hant", "zh-tw", "zh-hk", "zh-mo"})


def make_pdf(html: str, *, title: str, language: str, at: datetime, footer: str = "") -> bytes:
    """``html`` as a PDF for people and screen readers; the same input gives the same bytes.

    ``language`` is a BCP 47 tag; ``at`` is the date that the file bears. The first heading must be an ``h1``.
    Raises typst.TypstError where the HTML has other tags than stored HTML has.
    """
    primary, region, face = _script(language)
    return typst.compile(
        TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
        sys_inputs={
            "body": xml_of(html), "title": title, "language": primary, "region": region, "cjk": face,
            "footer": footer, "year": str(at.year), "month": str(at.month), "day": str(at.day),
        },
    )  # fmt: skip


def _script(language: str) -> tuple[str, str, str]:
    """(primary language, region, font face) that set a text as its readers expect their characters."""
    primary = language.split("-")[0].lower() or "en"
    if primary != "zh":
        return primary, "", "Noto Sans CJK SC"
    traditional = language.lower() in TRADITIONAL
    return "zh", "TW" if traditional else "CN", "Noto Sans CJK TC" if traditional else "Noto Sans CJK SC"


@cache
def _fonts() -> typst.Fonts:
    """The fonts, looked through once in a process. Found without importing the package, which needs nothing else."""
    spec = find_spec("manimgx_fonts_cjk")
    folders = [str(Path(spec.origin).parent)] if spec is not None and spec.origin else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
