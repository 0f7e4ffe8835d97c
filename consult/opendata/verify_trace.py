"""Where comments stand in later versions, who supports what, and what moved which passage: by the entries alone.

Standard library only: packages carry this file.
"""

import json
import sys
from collections.abc import Container, Iterable, Mapping
from typing import Any

from consult.opendata.verify_signatures import Row
from consult.opendata.verify_told import UNSAID, Deed
from consult.record.verify import Fault

RECEIVED = (
    "reference", "stance", "language", "edition", "quote", "proposal", "name", "capacity", "quote_prefix",
    "quote_suffix",
)  # fmt: skip
"""Columns of a comment that say what its entry says."""
LATER = {"comments.carried", "comment.placed", "comment.restated"}
"""Entries that say where a comment stands in a later version."""


class Written:
    """The draft's articles, and on which version each comment was written."""

    def __init__(
        self,
        articles: Iterable[Row],
        versions: Mapping[Any, str],
        comments: Mapping[str, str],
        removed: Container[str] = (),
    ) -> None:
        """``versions``: id by number; ``comments``: id of its version by the id of a comment; ``removed``: ids of
        versions whose text was removed by order, of which no table tells articles and words any more."""
        self.removed = removed
        self.texts: dict[tuple[Any, str], list[str]] = {}
        for row in articles:
            self.texts.setdefault((row["version"], row["article"]), []).append(row["text"])
        numbers = {own: number for number, own in versions.items()}
        self.written_on = {own: numbers[version] for own, version in comments.items() if version in numbers}


class Trace:
    """What the entries say of it, act by act."""

    READS = ("comments.carried", "comment.placed", "comment.restated", "passage.", "proposal.")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.carries: dict[tuple[str, str], str | None] = {}
        self.causes: dict[str, dict[str, str]] = {}
        self.placed: dict[tuple[str, str], Deed] = {}
        """Where a person said where it stands."""
        self.supports: dict[str, set[str]] = {}

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log, with those of its values that the package opens."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_ == "comments.carried":
            names = set(entry.get("commitments", {})) - {"time", "person"}
            self.carries.update({(name, objects[0]): opened.get(name) for name in names})
        elif type_ in LATER:
            self.carries[objects[0], objects[1]] = opened.get("place")
            self.placed[objects[0], objects[1]] = Deed(entry, opened)
        elif type_ == "passage.traced":
            cited = objects[2] if len(objects) > 2 else ""
            is_older = entry.get("v", 1) < 2 or "reason_language" in entry.get("commitments", {})
            self.causes[objects[0]] = {
                **({} if is_older else {"reason_language": ""}), **opened, "version": objects[1], "cited": cited,
                "linked_at": str(entry.get("time", "")), "unlinked_at": "",
            }  # fmt: skip
        elif type_ == "passage.untraced":
            if objects[0] not in self.causes:
                raise Fault(f"cause {objects[0]} is taken back and was never linked")
            self.causes[objects[0]]["unlinked_at"] = str(entry.get("time", ""))
        elif type_ == "proposal.supported":
            self.supports.setdefault(objects[0], set()).add(str(entry.get("actor", "")))
        elif type_ == "proposal.unsupported":
            self.supports.get(objects[0], set()).discard(str(entry.get("actor", "")))

    def check_carries(
        self,
        rows: Iterable[Row],
        comments: Mapping[str, str],
        versions: Mapping[Any, str],
        articles: Mapping[tuple[Any, str], str],
        drafts: "Written",
        *,
        is_strict: bool = False,
    ) -> int:
        """Every comment that was carried stands in the table as its entry says, and no other does.

        ``comments``: reference by id; ``versions``: id by number; ``articles``: id by version and anchor.
        ``is_strict``: as ``Columns`` has it.
        """
        ids = {reference: own for own, reference in comments.items()}
        left, number = dict(self.carries), 0
        for row in rows:
            where = f"data/carries.jsonl: {row['reference']} in version {row['version']}"
            key = (ids.get(row["reference"], ""), versions.get(row["version"], ""))
            if key not in left:
                raise Fault(f"{where} has no entry")
            told = left.pop(key)
            article = articles.get((row["version"], row["article"]), "?") if row["article"] else "-"
            if key[1] in drafts.removed and row["article"] and told is not None:
                article = told.split()[1]
            self._check_carry(where, row, key, drafts)
            place = f"{row['state']} {article} {row['start']} {row['end']}"
            if told is None and row["start"] != "" and is_strict:
                raise Fault(f"{where}: where it stands cannot be opened")
            if told is not None and row["start"] != "" and told != place:
                raise Fault(f"{where} is not what its entry says")
            number += 1
        missing = [key for key in left if key[0] in comments]
        if missing:
            raise Fault(f"data/carries.jsonl: {comments[missing[0][0]]} was carried and is missing here")
        return number

    def _check_carry(self, where: str, row: Row, key: tuple[str, str], drafts: "Written") -> None:
        """Who placed it when, on which version it was written, and its words, as far as they stand in the draft."""
        placed = self.placed.get(key)
        by = "staff" if placed and placed.type == "comment.placed" else "sender" if placed else ""
        if row["decided_by"] != by or row["decided_at"][:16] != (placed.time[:16] if placed else ""):
            raise Fault(f"{where}: who decided it, and when, is not what its entry says")
        if row["written_on"] != drafts.written_on.get(key[0], row["written_on"]):
            raise Fault(f"{where}: “written_on” is not the version that its entry names")
        texts = drafts.texts.get((row["version"], row["article"]), ())
        if key[1] in drafts.removed:
            return
        if row["words"] and row["words"] not in {one[row["start"] : row["end"]] for one in texts}:
            raise Fault(f"{where}: its words don’t stand there in the draft")

    def check_causes(
        self, rows: Iterable[Row], comments: Mapping[str, str], versions: Mapping[Any, str]
    ) -> int:
        """Every link from a passage to what moved it is the one that its entry tells of, and none is missing."""
        seen = set()
        shown = set(versions.values())
        for row in rows:
            where, said = f"data/causes.jsonl: {row['id']}", self.causes.get(row["id"])
            if said is None or row["id"] in seen:
                raise Fault(f"{where} has no entry of its own")
            seen.add(row["id"])
            cited = comments.get(said["cited"], said["cited"])
            if cited != row["reference"] + row["reply"] or said["version"] != versions.get(row["version"]):
                raise Fault(f"{where} cites something else than its entry")
            for name in ("passage", "kind", "reason", "reason_language"):
                if said.get(name, row[name]) != row[name]:
                    raise Fault(f"{where}: “{name}” is not what the entry says")
            for name in ("linked_at", "unlinked_at"):
                if said[name][:16] != row[name][:16]:
                    raise Fault(f"{where}: “{name}” is not when its entry says")
        for own, said in self.causes.items():
            if own not in seen and said["version"] in shown:
                raise Fault(f"data/causes.jsonl: {own} has an entry and is missing here")
        return len(seen)

    def check_supports(self, reference: str, own: str, number: int) -> None:
        """As many people support a proposed wording as the table says."""
        if number != len(self.supports.get(own, ())):
            raise Fault(
                f"data/comments.jsonl: {reference} is supported by {number}, and by "
                f"{len(self.supports.get(own, ()))} by the entries"
            )


def received_values(entry: Row, opened: Mapping[str, str], capacity: str | None) -> tuple[object, ...]:
    """What the entry of a comment says of it, in the order of its columns; None where the package doesn't open it.

    ``capacity``: as the submission's entry has it. What an entry doesn't commit to was left empty; only of names that
    are shown older entries said nothing.
    """
    names = entry.get("commitments", {})
    known: Mapping[str, str | None] = opened
    if len(opened) != len(names):  # not all of it is opened
        known = {**dict.fromkeys(names), **opened}
    get, intern = known.get, sys.intern
    stance, language, edition, proposal = (
        get("stance", ""), get("language", ""), get("edition", ""), get("proposal", ""),
    )  # fmt: skip
    exact: str | None = ""
    prefix, suffix = exact, exact
    if "quote" in known:
        quote = (
            json.loads(opened["quote"]) if "quote" in opened else dict.fromkeys(("exact", "prefix", "suffix"))
        )
        exact, prefix, suffix = map(_text_of, map(quote.get, ("exact", "prefix", "suffix"), ("", "", "")))
    return (
        get("reference", ""), stance and intern(stance), language and intern(language), edition and intern(edition),
        exact, proposal and intern(proposal), get("name_shown", "" if entry.get("v", 1) > 1 else UNSAID),
        capacity and intern(capacity), prefix, suffix,
    )  # fmt: skip


def _text_of(part: object) -> str | None:
    return None if part is None else str(part)
