"""What stands before the first article: the title, lines about the text, and a preamble worth commenting on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consult.consultations.drafts.blocks import Block
from consult.consultations.drafts.markers import is_heading_like, read_marker

_DATE = r"(?:\d{4}|[二一][〇零○一二三四五六七八九]{3})\s?年|中華民國\s?[\d一二三四五六七八九十百〇零]+\s?年|民國\s?\d+"
_ADOPTED = r"通过|通過|公布|發布|发布|修订|修訂|修正|施行|制定|令第|批准|决定|決定"
_HISTORY = re.compile(rf"^[（(]?\s*(?:{_DATE}).*(?:{_ADOPTED})|^[（(].*(?:{_DATE}).*(?:{_ADOPTED})")
_NUMBER_OF_ACT = re.compile(
    r"^.{0,20}[〔\[（(]\d{4}[〕\])）]\s*第?\s*\d+\s*号$|^第\s*\d+\s*[号號]$|^.{2,30}令\s*第?.{1,12}[号號]$"
)
_STATUS = re.compile(r"^[（(【\[].{0,20}(?:稿|草案|draft)[)）】\]]$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^[（(【\[].{1,30}[)）】\]]$")


@dataclass(frozen=True, slots=True)
class Front:
    """The part of a document before its first article."""

    title: str
    notes: tuple[str, ...]
    preamble: tuple[Block, ...]
    heading: str = ""


def is_history(text: str) -> bool:
    """True for a line that says when and by whom the text was adopted or promulgated."""
    return len(text) < 600 and bool(_HISTORY.match(text) or _NUMBER_OF_ACT.match(text))


def find_title(blocks: Sequence[Block]) -> tuple[str, set[int]]:
    """(title, the blocks it is printed in), looking only at the beginning of the document."""
    filled = [position for position, block in enumerate(blocks[:40]) if block.text.strip()]
    styled = [position for position in filled if blocks[position].is_title]
    if styled:
        return blocks[styled[0]].text.strip(), {styled[0]}
    if not filled:
        return "", set()
    tops = [position for position, block in enumerate(blocks) if block.kind == "heading" and block.level == 1]
    first = next((position for position in filled if blocks[position].kind == "heading"), None)
    if first is not None and tops == [first] and _may_be_title(blocks[first]):
        return _with_status(blocks, filled, first)
    start = filled[0]
    if (
        blocks[start].kind == "paragraph"
        and _may_be_title(blocks[start])
        and is_heading_like(blocks[start].text, 120)
    ):
        return _with_status_line(blocks, filled)
    return "", set()


def _with_status(blocks: Sequence[Block], filled: Sequence[int], first: int) -> tuple[str, set[int]]:
    """The title heading and, where it comes next, "（征求意见稿）"."""
    title = blocks[first].text.strip()
    after = next((position for position in filled if position > first), None)
    if after is not None and _STATUS.match(blocks[after].text.strip()):
        return title + blocks[after].text.strip(), {first, after}
    return title, {first}


def _may_be_title(block: Block) -> bool:
    return read_marker(block.text) is None and not block.links_only and not is_history(block.text)


def _with_status_line(blocks: Sequence[Block], filled: Sequence[int]) -> tuple[str, set[int]]:
    """A title and, where they follow it, its second line set alike and "（征求意见稿）"."""
    used = {filled[0]}
    title = blocks[filled[0]].text.strip()
    for position in filled[1:3]:
        block = blocks[position]
        if block.kind != "paragraph" or read_marker(block.text) or is_history(block.text):
            break
        same_look = (
            block.look == blocks[filled[0]].look and block.look.centred and is_heading_like(block.text, 120)
        )
        if not (_IN_BRACKETS.match(block.text) or (same_look and block.look.bold)):
            break
        joint = "" if block.text[:1] > "\u2e7f" else " "
        title += joint + block.text.strip()
        used.add(position)
    return title, used


def read_front(blocks: Sequence[Block], *, of_law: bool, title: str) -> Front:
    """Sort what stands before the first article into notes and preamble.

    ``of_law`` says that numbered articles follow: then a line wholly in italics is a note, too.
    """
    notes: list[str] = []
    kept: list[Block] = []
    heading = ""
    for block in blocks:
        text = block.text.strip()
        if not text and not block.rows:
            continue
        if _is_note(block, text, of_law=of_law) and not kept:
            if not block.links_only:
                notes.append(text)
        elif not kept and is_heading_like(text.rstrip(":："), 40) and (block.look.bold or text[-1:] in ":："):
            heading = text.rstrip(":：")
        else:
            kept.append(block)
    while kept and is_history(kept[-1].text):
        notes.append(kept.pop().text)
    if not kept and heading:
        notes.append(heading)
    return Front(title, tuple(notes), tuple(kept), heading if kept else "")


def _is_note(block: Block, text: str, *, of_law: bool) -> bool:
    if block.kind not in ("paragraph", "heading"):
        return False
    if block.links_only or is_history(text) or _IN_BRACKETS.match(text):
        return True
    if of_law and block.look.italic and len(text) < 300:
        return True
    return not block.look.bold and text[-1:] not in ":：" and is_heading_like(text, 100)
