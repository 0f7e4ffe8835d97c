"""Tables of contents: found so that what they list isn't read twice."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

from consult.consultations.drafts.blocks import Block
from consult.consultations.drafts.markers import is_heading_like, read_marker

TITLES = frozenset(
    {
        "目录", "目錄", "目次", "contents", "tableofcontents", "tabledesmatières", "sommaire", "índice", "indice",
        "inhaltsverzeichnis", "inhalt", "índicedecontenidos", "sumário", "indexofsections", "analysis",
    }
)  # fmt: skip
_PAGE = re.compile(r"(?:[\s.．…·‥_\-－—]{2,}|\s|\t)[（(]?\d{1,4}[)）]?$")
_LEADERS = re.compile(r"[.．…·‥_]{3,}")


LONGEST_ENTRY = 300


def normalise(text: str) -> str:
    """A line as compared with its entry in the contents: without leaders, white space and case."""
    return re.sub(r"[\s\u200b.．…·‥_]", "", text).lower()


def _without_page(text: str) -> str:
    """An entry of the contents, normalised, without the page number behind it."""
    text = text.strip()
    return normalise(_PAGE.sub("", text) if len(text) <= LONGEST_ENTRY else text)


def find_contents(blocks: Sequence[Block]) -> set[int]:
    """Positions of the blocks that are a table of contents, with its title."""
    keys = [normalise(block.text) if block.kind != "table" else "" for block in blocks]
    found: set[int] = set()
    for position, block in enumerate(blocks[:400]):
        if (
            block.kind in ("heading", "paragraph")
            and re.sub(r"[\s:：\u200b]", "", block.text).lower() in TITLES
        ):
            found.update(_entries_after(blocks, keys, position))
    if not found:
        found.update(_unannounced(blocks, keys))
    found.update(_linked(blocks, keys))
    return found


def _is_entry(block: Block) -> bool:
    if block.kind not in ("heading", "paragraph", "list_item") or not block.text.strip():
        return not block.text.strip() and block.kind == "paragraph"
    if len(block.text) > LONGEST_ENTRY:
        return False
    return bool(_LEADERS.search(block.text)) or is_heading_like(_PAGE.sub("", block.text), 160)


def _entries_after(blocks: Sequence[Block], keys: Sequence[str], title: int) -> set[int]:
    """The title and its entries: a run of short lines up to the first that comes a second time."""
    seen: set[str] = set()
    end = title + 1
    while end < len(blocks) and _is_entry(blocks[end]):
        # In the text, number and title may stand on two lines: "Article 1" / "Subject matter".
        if keys[end] and (keys[end] in seen or keys[end] + "".join(keys[end + 1 : end + 2]) in seen):
            break
        seen |= {keys[end], _without_page(blocks[end].text)}
        end += 1
    later = sorted({*keys[end:], *(one + other for one, other in pairwise(keys[end:]))} - {""})
    entries = [
        position for position in range(title + 1, end) if _is_listed(blocks[position], keys[position], later)
    ]
    listed = sum(1 for position in entries if keys[position])
    return {title, *entries} if listed >= 2 or end == title + 1 else set()


def _is_listed(block: Block, key: str, later: Sequence[str]) -> bool:
    """True for an entry of the contents: empty, with leaders, or found again in the text (``later``, sorted)."""
    if not key or _LEADERS.search(block.text):
        return True
    for entry in {key, _without_page(block.text)} - {""}:
        at = bisect_left(later, entry)
        if at < len(later) and (later[at] == entry or (len(entry) > 3 and later[at].startswith(entry))):
            return True
    return False


def _unannounced(blocks: Sequence[Block], keys: Sequence[str]) -> set[int]:
    """A run of three or more numbered lines with no text between that all come again in the same order."""
    run: list[int] = []
    last = {key: position for position, key in enumerate(keys)}
    for position, block in enumerate(blocks[:200]):
        marker = read_marker(block.text) if block.kind in ("paragraph", "list_item") else None
        is_numbered = marker is not None and marker.family in (
            "division",
            "article",
            "appendix",
            "section",
            "decimal",
        )
        if is_numbered and _is_entry(block) and _comes_again(keys[position], block, position, last):
            run.append(position)
        elif run and block.text.strip():
            break
    return set(run) if len(run) >= 3 and run[-1] - run[0] < 2 * len(run) else set()


def _comes_again(key: str, block: Block, position: int, last: Mapping[str, int]) -> bool:
    return max(last.get(key, -1), last.get(_without_page(block.text), -1)) > position


def _linked(blocks: Sequence[Block], keys: Sequence[str]) -> set[int]:
    """List items that are nothing but links to headings of the same text, at least two in a row."""
    headings = {keys[position] for position, block in enumerate(blocks) if block.kind == "heading"}
    found: set[int] = set()
    run: list[int] = []
    for position, block in enumerate([*blocks, Block("paragraph", "", "")]):
        if block.kind == "list_item" and block.links_within:
            run.append(position)
            continue
        listed = sum(1 for one in run if keys[one] in headings)
        if len(run) >= 2 and listed * 2 >= len(run):
            found.update(run)
        run = []
    return found
