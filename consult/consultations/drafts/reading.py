"""The way in: a file's bytes become a draft with its outline, or a refusal that says what to do."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath

from consult.consultations.drafts.archives import DAMAGED, Archive
from consult.consultations.drafts.blocks import Document, Finding, ReadDraft, count_characters
from consult.consultations.drafts.cleaning import remove_controls, tidy_line
from consult.consultations.drafts.decoding import decode_text
from consult.consultations.drafts.docx import read_docx
from consult.consultations.drafts.html import read_html
from consult.consultations.drafts.limits import MEGABYTE, DraftLimits
from consult.consultations.drafts.markdown import read_markdown
from consult.consultations.drafts.odt import read_odt
from consult.consultations.drafts.outline import Outline, find_outline
from consult.consultations.drafts.pdf import read_pdf
from consult.consultations.drafts.plain import read_plain
from consult.consultations.drafts.structured import read_structured
from consult.foundation.errors import N_, Refused, TooLarge

KINDS = {
    **dict.fromkeys(("md", "markdown"), "markdown"),
    **dict.fromkeys(("txt", "text"), "plain"),
    **dict.fromkeys(("html", "htm", "xhtml"), "html"),
    "docx": "docx",
    "odt": "odt",
    "pdf": "pdf",
    **dict.fromkeys(("xml", "akn"), "xml"),
}
TEXT_READERS: dict[str, Callable[[str], Document]] = {
    "markdown": read_markdown,
    "plain": read_plain,
    "html": read_html,
}
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF", b"BM")
ACCEPTED = "DOCX, ODT, PDF, HTML, Markdown, TXT, XML (Akoma Ntoso, USLM, RegML, eCFR, Federal Register)"


def read_draft(data: bytes, filename: str, *, limits: DraftLimits = DraftLimits()) -> ReadDraft:  # noqa: B008 (frozen)
    """Read a draft file and find its outline. Pure: nothing is written, fetched or run.

    ``filename`` gives the kind (.md .txt .html .docx .odt .pdf .xml) and, where the text has none, the title.
    Raises Refused (field "draft") for what can't or may not be read; TooLarge for what exceeds a limit.
    """
    kind = _kind(data, filename, limits)
    try:
        if kind == "xml":
            outline = read_structured(data)
        else:
            document = _read(data, kind, limits)
            _check_size(document, limits)
            outline = find_outline(document)
    except RecursionError as error:
        raise Refused(DAMAGED, field="draft") from error
    _check_outline(outline, limits)
    title = outline.title or tidy_line(PurePath(filename).stem)
    return ReadDraft(
        title=title,
        articles=outline.articles,
        findings=_bounded(outline.findings, limits),
        sha256=hashlib.sha256(data).hexdigest(),
        kind=kind,
        characters=sum(article.characters for article in outline.articles),
        notes=outline.notes,
    )


def _kind(data: bytes, filename: str, limits: DraftLimits) -> str:
    """The file's kind by its name, once its content agrees."""
    kind = KINDS.get(PurePath(filename).suffix.lower().lstrip("."), "")
    if len(data) > limits.max_file_bytes:
        raise TooLarge(
            N_("This file is larger than %(limit)s MB. Send it without pictures, or in parts."), field="draft",
            limit=limits.max_file_bytes // MEGABYTE,
        )  # fmt: skip
    if not data.strip():
        raise Refused(N_("This file is empty."), field="draft")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refuse_compound(data)
    if data.startswith(PICTURES) and kind in ("", "docx", "odt", "pdf"):
        raise Refused(
            N_("This file is a picture. Send the text itself, as %(kinds)s."), field="draft", kinds=ACCEPTED
        )
    if not kind:
        raise Refused(N_("This kind of file can’t be read. Send %(kinds)s."), field="draft", kinds=ACCEPTED)
    is_zip, is_pdf = data.startswith(b"PK"), b"%PDF-" in data[:1024]
    fits = (
        is_zip
        if kind in ("docx", "odt")
        else is_pdf
        if kind == "pdf"
        else not (is_zip or data.startswith(b"%PDF-"))
    )
    if not fits:
        raise Refused(
            N_("The content of this file isn’t what its name says (%(name)s). Rename it or save it again."),
            field="draft",
            name=PurePath(filename).suffix,
        )
    return kind


def _refuse_compound(data: bytes) -> Refused:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused(
            N_("This file is protected by a password. Save it without one and send it again."), field="draft"
        )
    return Refused(N_("This file is in Word’s old format. Save it as DOCX and send that."), field="draft")


def _read(data: bytes, kind: str, limits: DraftLimits) -> Document:
    if kind == "pdf":
        return read_pdf(data, limits)
    if kind in ("docx", "odt"):
        archive = Archive(data, limits)
        return read_docx(archive) if kind == "docx" else read_odt(archive)
    text, found = decode_text(data)
    if len(text) > limits.max_characters:
        raise _too_long(limits)
    text, cleaned = remove_controls(text)
    document = TEXT_READERS[kind](text)
    return Document(document.blocks, document.title, (*found, *cleaned, *document.findings))


def _too_long(limits: DraftLimits) -> TooLarge:
    return TooLarge(
        N_("This text is longer than %(limit)s characters. Send it in parts."),
        field="draft",
        limit=limits.max_characters,
    )


def _check_size(document: Document, limits: DraftLimits) -> None:
    if (
        len(document.blocks) > limits.max_blocks
        or sum(len(block.text) for block in document.blocks) > limits.max_characters
    ):
        raise _too_long(limits)
    if not any(block.text.strip() for block in document.blocks):
        raise Refused(N_("No text was found in this file."), field="draft")


def _check_outline(outline: Outline, limits: DraftLimits) -> None:
    if (
        sum(len(article.text) + len(article.explanation_text) for article in outline.articles)
        > limits.max_characters
    ):
        raise _too_long(limits)
    if len(outline.articles) > limits.max_articles:
        raise TooLarge(
            N_("%(count)s articles were found; at most %(limit)s are accepted. Send the text in parts."), field="draft",
            count=len(outline.articles), limit=limits.max_articles,
        )  # fmt: skip
    for article in outline.articles:
        parts = (article.text, article.explanation_text, article.in_force_text)
        if max(len(part) for part in parts) > limits.max_article_characters:
            raise TooLarge(
                N_(
                    "“%(number)s” is longer than %(limit)s characters. Divide it by headings and send the file again."
                ),
                field="draft",
                number=article.number or article.heading or article.anchor,
                limit=limits.max_article_characters,
            )
    if not any(article.kind == "article" for article in outline.articles):
        raise Refused(N_("No article or paragraph was found in this file."), field="draft")


def _bounded(findings: tuple[Finding, ...], limits: DraftLimits) -> tuple[Finding, ...]:
    """The findings, cut at the limit, the last one then saying how many more there were."""
    more = len(findings) - limits.max_findings
    return findings if more <= 0 else (*findings[: limits.max_findings], Finding("more", "", "", str(more)))


__all__ = ["DraftLimits", "ReadDraft", "count_characters", "read_draft"]
