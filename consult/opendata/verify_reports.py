"""What readers reported of comments, and which act answered it. Standard library only: packages carry this file.

A ruling answers every report that is open on its comment, but for one that only hides it until then and one that
refuses a correction: what was reported is the text that stands. A comment that is gone needs no answer.
"""

from collections.abc import Mapping
from typing import Any

from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import Comment
from consult.opendata.verify_told import SHUT, UNSAID, Instant

ANSWERS = {"publish": "stays", "redact": "redacted", "hide": "hidden"}
"""A ruling's act -> what it answers."""
MEANWHILE = "under-report"
"""The ground of a ruling that only hides what was reported until another one answers."""


class Reported:
    """The reports on comments, act by act. ``comments``: as they stand before each act."""

    READS = ("comment.reported", "comment.ruled", "comment.withdrawn", "comment.removed", "comment.erased")
    """The types of entries that it reads."""

    def __init__(self, comments: Mapping[str, Comment]) -> None:
        self._comments = comments
        self._open: dict[str, list[str]] = {}
        self.answered: dict[str, dict[str, Any]] = {}
        """Report -> when it was closed, with which answer and which note."""

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log."""
        type_, objects = entry.get("type"), entry.get("objects", ())
        own = str(objects[0]) if objects else ""
        if type_ == "comment.reported":
            self._open.setdefault(own, []).append(str(objects[1]))
        if own not in self._open or type_ == "comment.reported":
            return
        act, note = "", ""
        if type_ == "comment.ruled":
            if "act" not in opened:  # it was erased: which of them answers isn't told
                return
            act, note = opened["act"], opened.get("note", "")
            if entry.get("ground") == MEANWHILE or self._is_refused(own, act, opened.get("revision", "")):
                return
        said: dict[str, Any] = {
            "closed_at": Instant(str(entry.get("time", "")), opened.get("time", "")),
            "answer": ANSWERS.get(act, "gone"),
            "note": SHUT if type_ == "comment.ruled" and "note" not in opened else note,
        }
        if act == "remove":  # it answers, or the comment’s end does, which comes first
            said["note"] = UNSAID
        self.answered.update(dict.fromkeys(self._open.pop(own), said))

    def _is_refused(self, own: str, act: str, revision: str) -> bool:
        """Whether it hides a correction and leaves what stands."""
        comment = self._comments.get(own)
        if comment is None or act != "hide" or comment.state != "published":
            return False
        return comment.shown not in (0, int(revision or 0))
