"""A version of the draft as a file that people take away: Markdown, Word, PDF and Akoma Ntoso. Pure.

Those of numbered articles are read again (``drafts.reading``) as the same text, PDF aside.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from consult.consultations.akoma_ntoso import write_akoma_ntoso
from consult.consultations.drafts.blocks import ReadArticle
from consult.foundation.documents.markdown import make_markdown
from consult.foundation.documents.pdf import make_pdf
from consult.foundation.documents.word import make_word

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
    "xml": "application/akn+xml",
}
"""File kinds and their media types, in the order in which they are offered."""

EXPLANATION = {"zh-Hans": "说明：", "zh-Hant": "說明："}
IN_FORCE = {"zh-Hans": "现行条文：", "zh-Hant": "現行條文："}
"""The labels that readers of drafts know, by the language of the edition."""


@dataclass(frozen=True, slots=True)
class DraftFile:
    """What is written: one edition of one published version.

    ``about`` are lines in the edition's language that say what this is (version, day, body, address).
    ``body`` is the name of the body whose draft it is; ``address`` the page of the version.
    """

    title: str
    language: str
    version: int
    published_at: datetime
    about: tuple[str, ...]
    body: str
    address: str
    articles: Sequence[ReadArticle]


def write(draft: DraftFile, kind: str) -> bytes:
    """The draft as one of ``KINDS``; the same version gives the same bytes."""
    if kind == "md":
        return (_front_matter(draft) + make_markdown(_headed_once(_html(draft, about=False)))).encode()
    if kind == "xml":
        return write_akoma_ntoso(
            draft.title, draft.articles, language=draft.language, address=draft.address, version=draft.version,
            at=draft.published_at, author=draft.body,
        )  # fmt: skip
    html = _html(draft, about=True)
    if kind == "docx":
        return make_word(
            _headed_once(html), title=draft.title, language=draft.language, at=draft.published_at
        )
    return make_pdf(
        html, title=draft.title, language=draft.language, at=draft.published_at,
        footer=" · ".join((draft.title, *draft.about[:1])),
    )  # fmt: skip


def _front_matter(draft: DraftFile) -> str:
    """What this is, as YAML; quoted, so that nothing in a title is read as anything else."""
    fields = {
        "title": draft.title,
        "version": str(draft.version),
        "language": draft.language,
        "source": draft.address,
    }
    lines = (f'{name}: "{_quoted(value)}"' for name, value in fields.items())
    return "---\n" + "\n".join(lines) + "\n---\n\n"


def _quoted(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')


def _html(draft: DraftFile, *, about: bool) -> str:
    parts = [f"<h1>{escape(draft.title)}</h1>"]
    if about:
        parts.extend(f"<p>{escape(line)}</p>" for line in draft.about)
    for article in draft.articles:
        parts.extend(_entry(article, draft.language))
    return "\n".join(parts)


def _headed_once(html: str) -> str:
    """Headings inside an article in bold only, so that nobody takes them for the heading of another article."""
    return re.sub(r"<h5>(.*?)</h5>", r"<p><strong>\1</strong></p>", html, flags=re.DOTALL)


def _entry(article: ReadArticle, language: str) -> Iterator[str]:
    name = " ".join(part for part in (article.number, article.heading) if part)
    if name:
        level = min(article.level + 1, 4)
        yield f"<h{level}>{escape(name)}</h{level}>"
    yield article.html
    for labels, other, html in (
        (IN_FORCE, "Text in force:", article.in_force_html),
        (EXPLANATION, "Explanation:", article.explanation_html),
    ):
        if html:
            yield f"<p>{labels.get(language, other)}</p>{html}"
