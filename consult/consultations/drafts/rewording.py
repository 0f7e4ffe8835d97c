"""A new wording of one entry, put into an outline line by line so that what stays keeps its look. Pure."""

from dataclasses import replace

from consult.consultations.drafts.alternatives import find_alternatives, lead_of
from consult.consultations.drafts.blocks import Block
from consult.consultations.drafts.editing import Outline, position_of
from consult.consultations.drafts.fragments import escape, render_html, render_text
from consult.consultations.drafts.html import read_html
from consult.foundation.errors import N_, Refused

BY_HAND = N_("This wording can’t be put into the article by itself. Please put it into the draft by hand.")


def reword(articles: Outline, anchor: str, words: str) -> Outline:
    """The outline with another text in one entry; a line that stays is kept as it is set. Raises NotFound, Refused."""
    position = position_of(articles, anchor)
    entry = articles[position]
    old = list(read_html(entry.html).blocks)
    if entry.alternatives or any(one.kind in ("table", "code") or one.footnotes for one in old):
        raise Refused(BY_HAND)
    lines = [line.strip() for line in words.split("\n") if line.strip()]
    new = [_set(line, at, old, is_same_length=len(lines) == len(old)) for at, line in enumerate(lines)]
    html, text = render_html(new), render_text(new)
    if _bare(text) != _bare(words):
        raise Refused(BY_HAND)
    blocks = read_html(html).blocks
    changed = replace(
        entry, html=html, text=text, alternatives=find_alternatives(blocks), lead_html=lead_of(blocks)
    )
    return (*articles[:position], changed, *articles[position + 1 :])


def _set(line: str, at: int, old: list[Block], *, is_same_length: bool) -> Block:
    """The block that a line becomes: the one it was, or one set like the one in its place."""
    for block in old:
        if render_text([block]) == line:
            return block
    if not is_same_length:
        return Block("paragraph", line, escape(line))
    label = old[at].label if old[at].kind == "list_item" and old[at].ordered else ""
    words = line.removeprefix(label).strip() if label and line.startswith(label) else line
    return replace(old[at], text=words, html=escape(words))


def _bare(text: str) -> str:
    return "".join(text.split())
