"""What a reader yields: the blocks of a document in reading order, and what the outline is made of."""

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list_item", "table", "quote", "code"]
ArticleKind = Literal["article", "division"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the official should look at before the outline is confirmed.

    ``kind`` is one of: tracked_change, comments_removed, hidden_text_removed, picture_dropped,
    references_dropped, contents_dropped, more, control_characters_removed, headers_dropped, encoding,
    possible_article, unreadable_part, script_dropped, part_left_out. ``where`` is the anchor of the article it
    was found in, or empty for the whole file; ``excerpt`` shows at most 200 characters of it;
    ``detail`` narrows the kind (inserted, deleted, moved; an encoding's name; a count).
    """

    kind: str
    where: str = ""
    excerpt: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """How a block is set; ``size`` is in points, None where the reader can't know."""

    bold: bool = False
    italic: bool = False
    centred: bool = False
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """``mark`` as printed at its reference; ``html`` is inline."""

    mark: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block. ``html`` is inline for heading, paragraph, list_item and quote, whole for table and code.

    ``level`` is the depth of a heading (1 to 9) or of a list item (from 1). ``label`` is a list
    item's number as printed. ``continues`` marks a further paragraph of the list item before it.
    ``links_only`` means that nothing stands outside links (a navigation line), ``links_within`` that
    all of them lead to places in the same text (an entry of its contents).
    """

    kind: BlockKind
    text: str
    html: str
    level: int | None = None
    label: str = ""
    ordered: bool = False
    continues: bool = False
    links_only: bool = False
    links_within: bool = False
    is_title: bool = False
    look: Look = Look()
    rows: tuple[tuple["Cell", ...], ...] = ()
    header_rows: int = 0
    footnotes: tuple[Footnote, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its blocks, and how many columns and rows it spans (0 rows: covered from above)."""

    blocks: tuple[Block, ...] = ()
    columns: int = 1
    rows: int = 1
    header: bool = False

    @property
    def text(self) -> str:
        """The cell's words, one line a block."""
        return "\n".join(block.text for block in self.blocks if block.text)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as its reader saw it: blocks, the title its metadata or title style gives, and findings."""

    blocks: tuple[Block, ...]
    title: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """One of several proposed wordings (甲案, 乙案): a view of a part of the article's text."""

    label: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """One entry of an outline.

    ``kind`` is "article" for the smallest commentable unit and "division" for a heading that groups
    articles. ``number`` is as printed, ``heading`` its title; neither is repeated in ``html`` or
    ``text``. ``level`` counts from 1, the outermost. ``text`` has one line a paragraph.
    ``alternatives`` repeats parts of ``html`` by label, and ``lead_html`` what stands before them: show these or it.
    """

    anchor: str
    number: str = ""
    heading: str = ""
    kind: ArticleKind = "article"
    level: int = 1
    html: str = ""
    text: str = ""
    explanation_html: str = ""
    explanation_text: str = ""
    in_force_html: str = ""
    in_force_text: str = ""
    alternatives: tuple[Alternative, ...] = ()
    lead_html: str = ""

    @property
    def characters(self) -> int:
        """Characters of the text without white space."""
        return count_characters(self.text)


@dataclass(frozen=True, slots=True)
class ReadDraft:
    """A draft file, read. ``notes`` are lines about the text (how it was adopted, by whom), not of it.

    ``kind`` is markdown, plain, html, docx, odt, pdf or xml; ``sha256`` is of the bytes as received;
    ``characters`` counts the articles' texts without white space.
    """

    title: str
    articles: tuple[ReadArticle, ...]
    findings: tuple[Finding, ...]
    sha256: str
    kind: str
    characters: int
    notes: tuple[str, ...] = field(default=())


def count_characters(text: str) -> int:
    """Characters of ``text`` that are not white space."""
    return sum(map(len, text.split()))


def excerpt(text: str, length: int = 200) -> str:
    """``text`` on one line and cut to ``length`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
