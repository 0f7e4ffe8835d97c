"""A draft made ready to be stored: its articles with safe HTML. Done before the write lock."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from consult.consultations.drafts.blocks import ReadArticle, ReadDraft
from consult.foundation import text


@dataclass(frozen=True)
class PreparedArticle:
    """One article as its rows will have it."""

    anchor: str
    kind: str
    level: int
    number: str
    heading: str
    source_html: str
    html: str
    text: str
    explanation_html: str
    explanation: str
    in_force_html: str
    in_force: str
    alternatives: tuple[tuple[str, str, str], ...]
    """(label, safe HTML, text) of each."""
    lead_html: str = ""


@dataclass(frozen=True)
class PreparedDraft:
    """A draft in one language, ready to be stored."""

    title: str
    """As the text gives it; empty where it has none (a file's name is no title)."""
    articles: tuple[PreparedArticle, ...]
    findings: tuple[dict[str, Any], ...]
    file_name: str
    file_kind: str
    file_sha256: str


def prepare(draft: ReadDraft, file_name: str) -> PreparedDraft:
    """Sanitise every piece of HTML of a draft that was read."""
    return PreparedDraft(
        title="" if draft.title == PurePath(file_name).stem else draft.title,
        articles=tuple(prepare_article(article) for article in draft.articles),
        findings=tuple(asdict(finding) for finding in draft.findings),
        file_name=file_name,
        file_kind=draft.kind,
        file_sha256=draft.sha256,
    )


def prepare_article(article: ReadArticle) -> PreparedArticle:
    """Sanitise one article."""
    return PreparedArticle(
        anchor=article.anchor,
        kind=article.kind,
        level=article.level,
        number=article.number,
        heading=article.heading,
        source_html=article.html,
        html=text.clean_document(article.html),
        text=article.text,
        explanation_html=text.clean_document(article.explanation_html) if article.explanation_html else "",
        explanation=article.explanation_text,
        in_force_html=text.clean_document(article.in_force_html) if article.in_force_html else "",
        in_force=article.in_force_text,
        alternatives=tuple((a.label, text.clean_document(a.html), a.text) for a in article.alternatives),
        lead_html=text.clean_document(article.lead_html) if article.lead_html else "",
    )


def text_hash(parts: Iterable[tuple[str, str, str, str]]) -> str:
    """SHA-256 over (language, anchor, number and heading, text) of every article, in order: what was published."""
    digest = hashlib.sha256()
    for part in parts:
        for piece in part:
            content = piece.encode()
            digest.update(len(content).to_bytes(4, "big") + content)
    return digest.hexdigest()
