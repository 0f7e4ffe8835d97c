"""What the official may change in an outline before confirming it. Every function returns a new outline.

All are pure and take the outline as a tuple of ReadArticle. They raise Refused (field "outline")
for what makes no sense, and keep anchors unique; an entry keeps its anchor unless it gets another number.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from consult.consultations.drafts.alternatives import (
    KINDS,
    find_alternatives,
    label_block,
    label_of,
    lead_of,
)
from consult.consultations.drafts.anchors import anchor_of_number, make_unique
from consult.consultations.drafts.blocks import Block, ReadArticle
from consult.consultations.drafts.fragments import escape, render_html, render_text
from consult.consultations.drafts.html import read_html
from consult.foundation.errors import N_, NotFound, Refused

Outline = tuple[ReadArticle, ...]
MAX_LEVEL = 9
MAX_NUMBER = 80
MAX_HEADING = 500


def position_of(articles: Outline, anchor: str) -> int:
    """Where the entry with this anchor stands. Raises NotFound."""
    for position, article in enumerate(articles):
        if article.anchor == anchor:
            return position
    raise NotFound(N_("There is no “%(anchor)s” in this outline."), field="outline", anchor=anchor)


def join(articles: Outline, anchor: str) -> Outline:
    """Join an entry to the one before it, which keeps its anchor; number and heading become a line of its text."""
    position = position_of(articles, anchor)
    if position == 0:
        raise Refused(N_("The first entry has nothing before it to be joined to."), field="outline")
    before, entry = articles[position - 1], articles[position]
    title = " ".join(part for part in (entry.number, entry.heading) if part)
    line = [Block("heading", title, escape(title))] if title else []
    html = "\n".join(part for part in (before.html, render_html(line), entry.html) if part)
    text = "\n".join(part for part in (before.text, title, entry.text) if part)
    joined = replace(
        _with_text(before, html, text),
        kind="article" if "article" in (before.kind, entry.kind) else "division",
        explanation_html=_both(before.explanation_html, entry.explanation_html),
        explanation_text=_both(before.explanation_text, entry.explanation_text),
        in_force_html=_both(before.in_force_html, entry.in_force_html),
        in_force_text=_both(before.in_force_text, entry.in_force_text),
    )
    return _put(articles, position - 1, position + 1, joined)


def split(articles: Outline, anchor: str, at_paragraph: int) -> Outline:
    """Split an entry before its paragraph number ``at_paragraph`` (counted from 0, so 1 or more).

    Paragraphs are what ``paragraphs_of`` lists. What comes after becomes an entry of its own,
    without a number, right behind; explanation and text in force stay with the first.
    """
    position = position_of(articles, anchor)
    entry = articles[position]
    blocks = list(read_html(entry.html).blocks)
    if not 0 < at_paragraph < len(blocks):
        raise Refused(
            N_("This entry has %(count)s paragraphs and can be split before the second or a later one."),
            field="outline", count=len(blocks),
        )  # fmt: skip
    first, second = blocks[:at_paragraph], blocks[at_paragraph:]
    taken = {article.anchor for article in articles}
    new = ReadArticle(anchor=make_unique(f"{entry.anchor}-part-2", taken), level=entry.level)
    return _put(
        articles,
        position,
        position + 1,
        _with_text(entry, render_html(first), render_text(first)),
        _with_text(new, render_html(second), render_text(second)),
    )


def paragraphs_of(article: ReadArticle) -> tuple[str, ...]:
    """The beginnings of the paragraphs an entry can be split between, in order."""
    return tuple(block.text for block in read_html(article.html).blocks)


PARTS = ("text", "alternative", "in_force", "explanation")


def parts_of(article: ReadArticle) -> tuple[tuple[str, str], ...]:
    """Every paragraph of an entry with the part it is in, one of PARTS: text, then text in force, then explanation."""
    parts: list[tuple[str, str]] = []
    labelled = bool(article.alternatives)
    for block in read_html(article.html).blocks:
        begins = labelled and block.kind in KINDS and label_of(block.text) is not None
        parts.append(("alternative" if begins else "text", block.text))
    for part, html in (("in_force", article.in_force_html), ("explanation", article.explanation_html)):
        parts.extend((part, block.text) for block in read_html(html).blocks)
    return tuple(parts)


def divide(articles: Outline, anchor: str, parts: Sequence[str]) -> Outline:
    """Put each paragraph of an entry, as ``parts_of`` lists them, into one of PARTS.

    One that begins an alternative without saying so gets a label in front: 甲案, 方案一 or Option A. A lone
    alternative is no choice and is refused.
    """
    position = position_of(articles, anchor)
    entry = articles[position]
    htmls = (entry.html, entry.in_force_html, entry.explanation_html)
    blocks = [block for html in htmls for block in read_html(html).blocks]
    if len(parts) != len(blocks) or not set(parts) <= set(PARTS):
        raise Refused(
            N_("This entry was changed meanwhile. Please look at its parts again."), field="outline"
        )
    if parts.count("alternative") == 1:
        raise Refused(N_("One alternative is no choice: mark where each of them begins."), field="outline")
    of: dict[str, list[Block]] = {"text": [], "in_force": [], "explanation": []}
    labels = iter(_labels(entry))
    for block, part in zip(blocks, parts, strict=True):
        if part == "alternative" and label_of(block.text) is None:
            if (label := next(labels, None)) is None:
                raise Refused(N_("An article can have at most six alternatives."), field="outline")
            of["text"].append(label_block(label))
        of["text" if part == "alternative" else part].append(block)
    return _put(
        articles,
        position,
        position + 1,
        replace(
            _with_text(entry, render_html(of["text"]), render_text(of["text"])),
            in_force_html=render_html(of["in_force"]), in_force_text=render_text(of["in_force"]),
            explanation_html=render_html(of["explanation"]), explanation_text=render_text(of["explanation"]),
        ),
    )  # fmt: skip


def _labels(entry: ReadArticle) -> Sequence[str]:
    """Labels in the script of the entry, for alternatives that have none; as many as anybody offers."""
    words = entry.text + entry.number
    if any(character in words for character in "條項款"):
        return [f"{one}案" for one in "甲乙丙丁戊己"]
    if re.search(r"[\u4e00-\u9fff]", words):
        return [f"方案{one}" for one in "一二三四五六"]
    return [f"Option {one}" for one in "ABCDEF"]


def renumber(articles: Outline, anchor: str, number: str) -> Outline:
    """Give an entry another number (empty for none); its anchor follows the number."""
    position = position_of(articles, anchor)
    number = " ".join(number.split())
    if len(number) > MAX_NUMBER:
        raise Refused(
            N_("A number can have at most %(limit)s characters."), field="outline", limit=MAX_NUMBER
        )
    others = {article.anchor for article in articles if article.anchor != anchor}
    wanted = anchor_of_number(number, position + 1)
    return _put(
        articles,
        position,
        position + 1,
        replace(articles[position], number=number, anchor=make_unique(wanted, others)),
    )


def retitle(articles: Outline, anchor: str, heading: str) -> Outline:
    """Give an entry another heading (empty for none)."""
    position = position_of(articles, anchor)
    heading = " ".join(heading.split())
    if len(heading) > MAX_HEADING:
        raise Refused(
            N_("A heading can have at most %(limit)s characters."), field="outline", limit=MAX_HEADING
        )
    return _put(articles, position, position + 1, replace(articles[position], heading=heading))


def change_level(articles: Outline, anchor: str, level: int) -> Outline:
    """Move an entry in or out. It can't lie more than one level below the entry before it."""
    position = position_of(articles, anchor)
    deepest = min(MAX_LEVEL, articles[position - 1].level + 1 if position else 1)
    if not 1 <= level <= deepest:
        raise Refused(N_("Here the level can be 1 to %(deepest)s."), field="outline", deepest=deepest)
    return _settle(_put(articles, position, position + 1, replace(articles[position], level=level)))


def make_division(articles: Outline, anchor: str) -> Outline:
    """Turn an article without text into a heading that groups those after it."""
    position = position_of(articles, anchor)
    entry = articles[position]
    if entry.text.strip():
        raise Refused(
            N_("An entry with text of its own can’t be a heading only. Split off its text first."),
            field="outline",
        )
    if not (entry.number or entry.heading):
        raise Refused(N_("A heading needs a number or a title."), field="outline")
    return _put(articles, position, position + 1, replace(entry, kind="division"))


def make_article(articles: Outline, anchor: str) -> Outline:
    """Turn a heading into an entry that can be commented on."""
    position = position_of(articles, anchor)
    return _put(articles, position, position + 1, replace(articles[position], kind="article"))


def remove_division(articles: Outline, anchor: str) -> Outline:
    """Take a heading out; what it grouped moves one level out. Raises Refused where text would be lost."""
    position = position_of(articles, anchor)
    entry = articles[position]
    if entry.kind != "division":
        raise Refused(
            N_("Only a heading can be taken out. Join the article to the one before it instead."),
            field="outline",
        )
    if entry.text.strip() or entry.explanation_text.strip() or entry.in_force_text.strip():
        raise Refused(N_("This heading has text of its own. Make it an article instead."), field="outline")
    below = position + 1
    while below < len(articles) and articles[below].level > entry.level:
        below += 1
    moved = [replace(article, level=article.level - 1) for article in articles[position + 1 : below]]
    if len(articles) == 1:
        raise Refused(N_("The last entry of an outline can’t be taken out."), field="outline")
    return _put(articles, position, below, *moved)


def _put(articles: Outline, start: int, end: int, *new: ReadArticle) -> Outline:
    return (*articles[:start], *new, *articles[end:])


def _settle(articles: Sequence[ReadArticle]) -> Outline:
    """No entry more than one level below the one before it."""
    settled: list[ReadArticle] = []
    for article in articles:
        deepest = settled[-1].level + 1 if settled else 1
        settled.append(replace(article, level=min(article.level, deepest)))
    return tuple(settled)


def _with_text(article: ReadArticle, html: str, text: str) -> ReadArticle:
    blocks = read_html(html).blocks
    return replace(
        article, html=html, text=text, alternatives=find_alternatives(blocks), lead_html=lead_of(blocks)
    )


def _both(first: str, second: str) -> str:
    return "\n".join(part for part in (first, second) if part)
