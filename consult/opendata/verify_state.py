"""What the entries of a log say about one comment, and about one ruling.

Standard library only: packages carry this file.
"""

import hashlib
import sys
from collections.abc import Mapping

from consult.opendata.verify_signatures import Row

STATES = (
    "published", "pending", "hidden", "held", "withheld", "referred", "withdrawn", "removed", "erased",
)  # fmt: skip
"""What a comment that was received can be; pending is “waiting for a ruling”."""
ACT_STATES = {
    "publish": "published", "redact": "published", "hide": "hidden", "hold": "held", "withhold": "withheld",
    "refer": "referred", "remove": "removed",
}  # fmt: skip
"""What a ruling makes of a comment."""
TAKES_AWAY = frozenset({"hide", "redact", "remove"})
"""Acts that take words from the public: they need a ground, a moderator and the role."""
CONSOLE = "console"
OWED_STATES = ("pending", "published", "hidden", "held", "withheld", "referred")
UNOWED_GROUNDS = ("spam",)
UNKNOWN = "?"
"""The state of a comment whose last ruling this grade doesn't open."""


def digest_of(words: str) -> bytes:
    """A short fingerprint, so that a million texts needn't stay in memory."""
    return hashlib.blake2b(words.encode(), digest_size=16).digest()


class Comment:
    """What the entries say about one comment."""

    __slots__ = (
        "article", "closes_at", "entered", "first", "in_force", "is_confirmed", "is_imported", "is_redacted",
        "is_restricted", "is_withheld", "later", "may_be_covered", "may_be_held", "opened", "parent", "published",
        "ruled", "sender", "shown", "state", "version", "wordings",
    )  # fmt: skip

    def __init__(self, state: str, *, is_imported: bool = False) -> None:
        self.state, self.is_imported = state, is_imported
        self.shown = 1 if state == "published" else 0
        self.is_redacted = self.is_withheld = self.may_be_covered = self.may_be_held = False
        self.is_confirmed, self.wordings = True, 1
        self.is_restricted = False
        """Only kept, by law: from then on nobody is to read it or put it under a theme."""
        self.first, self.sender = b"", ""
        self.version, self.article = "", ""
        self.closes_at = ""
        """The closing in force when it came."""
        self.parent: str | None = ""
        """Ids of what it is about; None for the parent where its entry is of before entries named one."""
        self.ruled: Ruling | None = None
        """The ruling whose ground and note everybody reads."""
        self.in_force: tuple[Ruling, ...] = ()
        self.published = ""
        """When it was first published."""
        self.later: dict[int, bytes] | None = None
        self.opened: tuple[object, ...] = ()
        self.entered = ""
        """The time of its entry."""

    @property
    def ground(self) -> str:
        """The ground that everybody reads."""
        return self.ruled.ground if self.ruled else ""

    def words(self, revision: int) -> bytes:
        """Fingerprint of a wording, empty where this grade doesn't open it."""
        return self.first if revision == 1 else (self.later or {}).get(revision, b"")


class Ruling:
    """What the entries say about one ruling."""

    __slots__ = (
        "act", "comment", "ground", "internal_note", "is_in_force", "is_of_review", "moderator", "note",
        "note_language", "office", "own", "redactions", "referred_to", "revision", "role", "time",
    )  # fmt: skip

    def __init__(self, entry: Row, opened: Mapping[str, str], own: str, comment: str) -> None:
        self.own, self.comment, self.is_in_force = own, comment, True
        self.time = sys.intern(str(entry.get("time", "")))
        self.is_of_review = len(entry.get("objects", ())) > 2 if entry.get("v", 1) > 1 else None
        said, names, intern = opened, entry.get("commitments", {}), sys.intern
        if len(opened) != len(names):  # not all of it is opened
            said = {**dict.fromkeys(names, UNKNOWN), **opened}
        self.note_language = intern(said.get("note_language", ""))
        self.internal_note = intern(said.get("internal_note", ""))
        self.redactions = intern(said.get("redactions", ""))
        self.referred_to = said.get("referred_to", "")
        self.moderator, self.role = intern(str(entry.get("actor", ""))), intern(str(entry.get("role", "")))
        self.ground, self.office = intern(str(entry.get("ground", ""))), intern(str(entry.get("office", "")))
        self.act, self.revision = intern(opened.get("act", "")), intern(opened.get("revision", ""))
        self.note = intern(opened.get("note", UNKNOWN))
