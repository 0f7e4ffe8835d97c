"""What stands beside comments and drafts: files that came with comments, and opinions of invited experts.

Standard library only: packages carry this file.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from consult.opendata.verify_process import Process
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_tables import Tables
from consult.opendata.verify_told import SHUT, Columns, pairs
from consult.record.verify import Fault

OLD_FILES = "attachments"
"""The field in which older entries commit to all files of a comment."""
OF_FILE = ("id", "name", "kind", "size", "sha256", "is_private")
"""What newer ones commit to of each."""
UNCONFIRMED = "unconfirmed"
"""The state of a comment whose sender hasn't confirmed it: it was not received yet."""
OF_SENDER = ("is_private", "is_public")


class Attachments:
    """Holds the files that came with comments against what the entries of these commit to.

    Newer entries commit to each file by itself, so that everybody reads those they may download; older ones by one
    value to the SHA-256 of all, which is opened to auditors alone.
    """

    def __init__(self, process: Process, tables: Tables) -> None:
        self._process, self._tables, self._columns = process, tables, tables.columns
        self._own = {reference: own for own, reference in tables.references.items() if own in process.files}
        self.unopened = self.taken_out = 0
        """How many of comments that everybody reads aren't shown; and how many of these went by an order."""

    def check(self, rows: Iterable[Row]) -> None:
        """Every row is a file of its comment, and in the auditor's grade none is missing."""
        found: dict[str, dict[str, Row]] = {own: {} for own in self._own.values()}
        seen = set[str]()
        for row in rows:
            if row["id"] in seen:
                raise Fault(f"data/attachments.jsonl: {row['id']} stands there twice")
            seen.add(row["id"])
            if row["reference"] not in self._own:
                raise Fault(f"data/attachments.jsonl: {row['id']} is of no comment with which a file came")
            found[self._own[row["reference"]]][row["id"]] = row
        for own, listed in found.items():
            told = self._process.files[own]
            comment = self._tables.with_files.get(own)
            # its sender may have withdrawn it all the same
            if comment is None or comment["state"] == UNCONFIRMED:
                if listed:
                    raise Fault(f"data/attachments.jsonl: {min(listed)} is of no comment that was received")
            elif OLD_FILES in told:
                self._hold_all(own, told[OLD_FILES], listed)
            else:
                self._hold_each(own, told, listed)

    def _hold_each(self, own: str, told: Mapping[str, str | None], listed: Mapping[str, Row]) -> None:
        opened = {one[0]: one for one in (json.loads(value) for value in told.values() if value is not None)}
        left = listed.keys() - opened.keys()
        shut = len(told) - len(opened)
        for one in opened.keys() - listed.keys():
            raise Fault(f"data/attachments.jsonl: {one} has an entry and is missing here")
        for one in left:
            row = listed[one]
            is_gone = not any(row.get(column) for column in (*OF_FILE[1:], *OF_SENDER))
            if self._process.is_public or not is_gone or not self._may_be_gone(own, one):
                raise Fault(f"data/attachments.jsonl: {one} has no entry: it was added to the table")
        if len(left) > shut or (not self._process.is_public and len(left) != shut):
            raise Fault(
                f"data/attachments.jsonl: {self._called(own)} came with {len(told)} files by its entry"
            )
        for one, values in opened.items():
            said = dict(zip(OF_FILE, values, strict=True))
            row = listed[one]
            is_open = self._is_open(own) and not said["is_private"]
            if self._process.is_public and not is_open:
                raise Fault(f"data/attachments.jsonl: {one} is not for everybody")
            said["is_public"] = is_open
            said = {name: value for name, value in said.items() if name in row}
            self._columns.hold("attachments", row, said, (), one)
        if self._process.is_public and self._tables.with_files[own]["state"] == "published":
            self.unopened += shut
            self.taken_out += self._process.taken_out.files_out(own, shut)

    def _may_be_gone(self, own: str, file: str) -> bool:
        """Whether an erasure says why nothing is left of a file."""
        is_whole = not self._columns.erased.isdisjoint((own, self._process.comments[own].sender))
        return is_whole or self._process.taken_out.may_miss_file(own, file)

    def _hold_all(self, own: str, told: str | None, listed: Mapping[str, Row]) -> None:
        if not listed and self._process.is_public:
            return
        if self._process.is_public:
            self._columns.unsaid["attachments", "sha256"] += len(listed)
        else:
            sums = " ".join(sorted(row["sha256"] for row in listed.values()))
            said = SHUT if told is None else " ".join(sorted(told.split()))
            whose = (own, self._process.comments[own].sender, *listed)
            if said is not SHUT or own not in self._process.taken_out.files:
                self._columns.hold(
                    "attachments", {"sha256": sums}, {"sha256": said}, whose, self._called(own)
                )
        unsaid = ("id", "name", "kind", "size", *(() if self._process.is_public else OF_SENDER))
        for column in unsaid if listed else ():
            self._columns.unsaid["attachments", column] += len(listed)

    def _is_open(self, own: str) -> bool:
        """Whether everybody may download what came with the comment, unless its sender said otherwise."""
        row = self._tables.with_files[own]
        is_minor = row["submission"] in self._tables.minors
        return row["state"] == "published" and not row["is_redacted"] and not is_minor

    def _called(self, own: str) -> str:
        return self._tables.references.get(own, own)

    def in_words(self) -> list[str]:
        """What everybody can't see of files."""
        if not self.unopened:
            return []
        said = f"Files sent: {self.unopened:,} more came with comments that everybody reads, and aren’t opened here."
        if self.taken_out:
            said += f" {self.taken_out:,} of them were removed by order."
        if left := self.unopened - self.taken_out:
            said += (
                f" {left:,} are for the auditor’s grade: kept to the office, as their senders wished, since a minor "
                "sent them or since words of the comment are covered. That none of them is for everybody isn’t "
                "proven here."
            )
        return [said]


def check_opinions(
    rows: Iterable[Row], process: Process, articles: Mapping[tuple[Any, str], str], columns: Columns
) -> None:
    """Each opinion is as its expert gave it last, with the interests that were declared. ``articles``: id by place.

    Whom the office invited is opened to auditors alone.
    """
    places: dict[str, set[str]] = {}
    for (_version, anchor), article in articles.items():
        places.setdefault(article, set()).add(anchor)
    deeds = process.deeds
    invited, declared = deeds.by(0, "expert.invited"), deeds.by(0, "expert.declared")
    for row, given in pairs("expert_opinions", rows, deeds.by(1, "expert.opined")):
        last = given[-1]
        expert, about = last.objects[0], last.objects[2] if len(last.objects) > 2 else ""
        asked, told = invited.get(expert, ()), declared.get(expert, ())
        said = {name: last.says(name) for name in ("stance", "body", "language")}
        said |= {"given_at": last.at, "interests": told[-1].says("interests") if told else ""}
        if not process.is_public:
            said["expert"], said["standing"] = (
                (asked[-1].says("name"), asked[-1].says("standing")) if asked else ("", "")
            )
        if row["article"] not in (places.get(about, {row["article"]}) if about else {""}):
            raise Fault(
                f"data/expert_opinions.jsonl: {row['id']} is about another article than its entry says"
            )
        columns.hold(
            "expert_opinions", row, said, [name for one in (*given, *asked, *told) for name in one.named]
        )
