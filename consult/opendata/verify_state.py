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
        "entered", "first", "ground", "is_confirmed", "is_imported", "is_redacted", "is_withheld", "later",
        "may_be_covered", "may_be_held", "opened", "shown", "state",
    )  # fmt: skip

    def __init__(self, state: str, *, is_imported: bool = False) -> None:
        self.state, self.is_imported = state, is_imported
        self.shown = 1 if state == "published" else 0
        self.is_redacted = self.is_withheld = self.may_be_covered = self.may_be_held = False
        self.is_confirmed = True
        self.first, self.ground = b"", ""
        self.later: dict[int, bytes] | None = None
        self.opened: tuple[str | None, ...] = ()
        self.entered = ""
        """The time of its entry."""

    def words(self, revision: int) -> bytes:
        """Fingerprint of a wording, empty where this grade doesn't open it."""
        return self.first if revision == 1 else (self.later or {}).get(revision, b"")


class Ruling:
    """What the entries say about one ruling."""

    __slots__ = ("act", "comment", "ground", "moderator", "note", "office", "revision", "role")

    def __init__(self, entry: Row, opened: Mapping[str, str], comment: str) -> None:
        self.comment = comment
        self.moderator, self.role = (
            sys.intern(str(entry.get("actor", ""))),
            sys.intern(str(entry.get("role", ""))),
        )
        self.ground, self.office = (
            sys.intern(str(entry.get("ground", ""))),
            sys.intern(str(entry.get("office", ""))),
        )
        self.act, self.revision = sys.intern(opened.get("act", "")), sys.intern(opened.get("revision", ""))
        self.note = sys.intern(opened.get("note", UNKNOWN))
