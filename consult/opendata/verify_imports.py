"""Imported comments against the root that the last entry of their import commits to.

Standard library only: packages carry this file.
"""

import sys
from collections.abc import Iterator, Mapping

from consult.contributions.verify_imported import IMPORTED, IMPORTED_MINUTE, imported_leaf, imported_root
from consult.opendata.verify_comments import CommentColumns, named
from consult.opendata.verify_process import Process
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import UNKNOWN, Comment, digest_of
from consult.opendata.verify_told import Columns
from consult.record.verify import Fault

ONLY_RULED = ("is_redacted", "ground", "public_note", "note_language")
"""What only a ruling says of an imported comment."""
NEVER_IMPORTED = (
    "alternative", "edition", "quote", "quote_prefix", "quote_suffix", "proposal", "supports", "is_late",
)  # fmt: skip
"""What no import brings."""
NEVER_SENT = (
    "email", "phone", "organisation", "organisation_kind", "register_number", "members", "office", "interests", "place",
    "guardian", "guardian_kind", "confidential_reason", "account", "how", "same_sender_as", "more_time", "asked",
    "is_late", "is_minor", "is_confirmed", "is_phone_confirmed",
)  # fmt: skip
"""The same of whoever sent it."""


class ImportedComments:
    """Holds imported comments against their imports. Each method raises the first Fault."""

    def __init__(self, process: Process, columns: Columns, told: CommentColumns) -> None:
        self._process, self._columns, self._told = process, columns, told
        self._names: dict[str, str] = {}
        """Auditor's grade: submission -> the name that may be shown beside its comment."""
        self._sent: dict[str, tuple[int, str]] = {}
        """Imported submission -> what its comment says too, as a number (there may be many); when it was entered."""
        self._leaves: dict[str, list[str]] = {own: [] for own in process.import_roots}
        self._unread: dict[str, tuple[Mapping[str, str], str, str]] = {}
        """Comments whose words stand among the wordings alone: what is said of them, the salt, the leaf."""
        self._read: dict[str, bytes] = {}
        """Fingerprint of the words of those that were compared."""
        self._minutes: dict[str, str] = {}
        """When each was received."""
        self._states = frozenset(one for states, _at in process.entered.values() for one in states)
        """As which any of them entered: for those whose import isn't told."""
        self.proven = self.kept = self.older = 0
        """How many were compared, how many this package doesn't open, how many are of imports without a root."""

    def note_submission(self, row: Row) -> None:
        """Note what an imported submission says that its comment says too, and its name where the package tells it."""
        if row["channel"] != "import":
            return
        self._sent[row["id"]] = _shared(row), row.get("entered_at", "")[:IMPORTED_MINUTE]
        for name in NEVER_SENT:
            if row.get(name):
                raise Fault(f"data/submissions.jsonl: {row['id']} was imported, and the table has “{name}”")
        if row.get("publication") == "named":
            self._names[row["id"]] = row["name"]

    def check(self, row: Row, comment: Comment | None) -> None:
        """Hold a row of the table against its leaf, but for words that the table doesn't show."""
        self._check_acts(row, comment)
        self._check_sent(row)
        own, leaf, salt = (row.get(name, "") for name in ("import", "import_leaf", "import_salt"))
        if own not in self._leaves:
            if leaf or salt:
                raise Fault(f"{named(row)} has a leaf, and its import commits to none")
            self.older += 1
            return
        self._leaves[own].append(leaf)
        if not salt or self._is_without_place(row):
            self._check_closed(row)
            self.kept += 1
        else:
            self._check_opened(row, salt, leaf)
            self.proven += 1

    def _check_sent(self, row: Row) -> None:
        """It came in a submission of its own, of the same source, language and minute, before its import ended."""
        shared, entered_at = self._sent.pop(row["submission"], (0, ""))
        if shared != _shared(row):
            raise Fault(f"data/submissions.jsonl: {row['submission']} is not what {row['reference']} came in")
        finished = self._process.entered.get(row.get("import", ""), (None, ""))[1][:IMPORTED_MINUTE]
        if entered_at > finished > "":
            raise Fault(
                f"data/submissions.jsonl: {row['submission']} was entered after its import was finished"
            )

    def _check_acts(self, row: Row, comment: Comment | None) -> None:
        """What only a ruling says of it is what its ruling says, and there is nothing that imports don't bring."""
        if comment is None:
            if any(row.get(name) for name in ONLY_RULED):
                raise Fault(f"{named(row)} is covered or carries a note, and no ruling says so")
        else:
            comment.entered = comment.entered or row["received_at"]
            if comment.state != UNKNOWN:
                self._told.check_ruling(row, comment)
        for name in NEVER_IMPORTED:
            if row.get(name):
                raise Fault(f"{named(row)} was imported, and the table has “{name}”")
        if row.get("capacity", "") not in ("", "self"):
            raise Fault(f"{named(row)} was imported, which tells of no “capacity”")
        states, entered_at = self._process.entered.get(row.get("import", ""), (self._states, UNKNOWN))
        if comment is None:
            self._check_state(row, states)
        self._told.check_times(row, self._published(row, comment, states, entered_at))
        if not self._process.is_public:
            self._minutes[row["reference"]] = sys.intern(row["received_at"][:IMPORTED_MINUTE])

    def _check_state(self, row: Row, entered: frozenset[str]) -> None:
        """One without a ruling is as it entered; what entered held is published once it appeared."""
        states = {*entered, "published"} - {"held"} if row["id"] in self._process.appeared else entered
        if row["state"] not in states and UNKNOWN not in states:
            said = "” or “".join(sorted(states))
            raise Fault(f"{named(row)} is “{row['state']}” without a ruling, and was imported as “{said}”")

    def _published(self, row: Row, comment: Comment | None, entered: frozenset[str], at: str) -> str:
        """When everybody could read it first."""
        if len(entered) != 1 or at == UNKNOWN:
            return UNKNOWN
        if "published" in entered:
            return at
        return self._process.appeared.get(row["id"]) or (comment.published if comment else "")

    def _check_opened(self, row: Row, salt: str, leaf: str) -> None:
        values, is_public = self._values(row), self._process.is_public
        if is_public or (row["state"] == "published" and not row["is_redacted"]):
            self._hold(values, salt, leaf, named(row))
            if not is_public:
                self._read[row["reference"]] = digest_of(row["body"])
        else:
            self._unread[row["reference"]] = values, salt, leaf

    def _is_without_place(self, row: Row) -> bool:
        """Whether it is about a version whose text was taken out by order: no table tells its articles any more."""
        version = self._told.versions.get(row["version"], "")
        place = (row["version"], row["article"])
        return version in self._process.erased and bool(row["article"]) and place not in self._told.places

    def _values(self, row: Row) -> dict[str, str]:
        version, anchor, is_public = row["version"], row["article"], self._process.is_public
        values = {name: str(row[name]) for name in IMPORTED}
        values["version"] = self._told.versions.get(version, "?")
        values["article"] = self._told.places.get((version, anchor), "?") if anchor else ""
        values["received_at"] = row["received_at"][:IMPORTED_MINUTE]
        if not is_public:
            values["name"] = self._names.get(row["submission"], "")
            if row["name"] != (values["name"] if row["state"] == "published" else ""):
                raise Fault(f"{named(row)}: “name” is not what data/submissions.jsonl says")
        return values

    def _check_closed(self, row: Row) -> None:
        """Only what isn't shown whole, or was erased, is left closed."""
        is_shown = row["state"] == "published" and not row["is_redacted"]
        version = self._told.versions.get(row["version"], "")
        whose = {row["id"], row["submission"], version}
        gone = self._columns.erased, self._process.erasures_asked, self._process.taken_out.nameless
        is_due = (is_shown and version) or not self._process.is_public
        if is_due and all(map(whose.isdisjoint, gone)):
            raise Fault(f"{named(row)}: “import_salt” is missing, and no erasure says why")

    @staticmethod
    def _hold(values: Mapping[str, str], salt: str, leaf: str, where: str) -> None:
        if imported_leaf(values, salt) != leaf:
            raise Fault(
                f"{where} is not what was imported: its words, article, stance, name, time or numbers are others"
            )

    def finish(self) -> None:
        """All of each import are there, with the leaves that they had."""
        if self._sent:
            raise Fault(f"data/submissions.jsonl: {min(self._sent)} was imported, and no comment came in it")
        for own, leaves in self._leaves.items():
            if imported_root(leaves) != self._process.import_roots[own]:
                raise Fault(
                    f"data/comments.jsonl: the comments of import {own} are not those that its last entry commits to"
                )

    def check_wording(self, row: Row, comment: Comment | None) -> None:
        """Auditor's grade: the wording that was imported, written when the comment was received."""
        reference = row["reference"]
        where = f"data/revisions.jsonl: {reference}, wording {row['revision']}"
        if row["confidential"] or row["proposal"] or (comment is None and row["redactions"]):
            raise Fault(f"{where} was imported, and something of it is marked, proposed or covered")
        if row["written_at"][:IMPORTED_MINUTE] != self._minutes.pop(reference, ""):
            raise Fault(f"{where}: “written_at” is not when the comment was received")
        if (waits := self._unread.pop(reference, None)) is not None:
            values, salt, leaf = waits
            self._hold({**values, "body": row["body"]}, salt, leaf, where)
        elif self._read.pop(reference, None) not in (None, digest_of(row["body"])):
            raise Fault(f"{where} is not what data/comments.jsonl says")
        if comment is not None:
            comment.first = digest_of(row["body"])

    def in_words(self) -> Iterator[str]:
        """What was compared, and what nothing commits to."""
        if self.proven or self.kept:
            yield (
                f"Imported comments: {self.proven:,} are what was imported; {self.kept:,} more are counted by their "
                "leaves, and not opened here. Nothing commits to what their senders are called in the record, to names "
                "that aren’t shown, and to the minute in which each was entered."
            )
        if self.older:
            yield (
                f"Not proven here, since the entries of older imports don’t say it: words, article, stance, name and "
                f"time of {self.older:,} imported comments."
            )


def _shared(row: Row) -> int:
    return hash((row["source"], row["language"], row["received_at"][:IMPORTED_MINUTE]))
