"""What the entries say of comments, act by act: received, worded anew, taken back, taken out.

Standard library only: packages carry this file.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping

from consult.opendata.verify_senders import Senders
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import UNKNOWN, Comment, digest_of
from consult.opendata.verify_trace import received_values
from consult.record.verify import Fault


class Received:
    """The comments of a consultation, for the process that goes on from here."""

    def __init__(self) -> None:
        self.comments: dict[str, Comment] = {}
        self.unconfirmed: dict[str, list[Comment]] = defaultdict(list)
        """By whom they are, where their sender had to confirm them."""
        self.imports: dict[str, str] = {}
        self.import_roots: dict[str, str] = {}
        """Import -> the root over its comments; those of before entries had one are not here."""
        self.entered: dict[str, tuple[frozenset[str], str]] = {}
        """Import -> in which state its comments entered (all that can be, where its entry is older), and when."""
        self.appeared: dict[str, str] = {}
        """Imported comment that entered held and had no ruling -> when it appeared."""
        self.rules: dict[str, str] = {}
        self.answered: dict[str, str] = {}
        self.withdrawn: dict[str, str] = {}
        """Comment -> when it was first answered, and when its sender took it back."""
        self.ended: dict[str, str] = {}
        """Comment -> when it was taken back, removed or erased first: nobody looks at it again from then on."""
        self.reworded: dict[tuple[str, int], str] = {}
        """(Comment, number of a later wording) -> when it was written."""
        self.shown_first: dict[tuple[str, int], str] = {}
        """(Comment, number of a later wording) -> when everybody could read that one first, as far as it is told."""
        self.never_first: set[str] = set()
        """Comments of which a later wording was the first that everybody read."""
        self.left: dict[str, bytes | None] = {}
        """Comment -> fingerprint of what is left to read, where words are covered; None where this isn't opened."""
        self.marked: dict[tuple[str, int], str | None] = {}
        """What a sender marked as confidential in a wording; None where this package doesn't open it."""
        self.covering: dict[tuple[str, int], str] = {}
        """What a moderator covers of a wording, where anything."""
        self.files: dict[str, dict[str, str | None]] = {}
        """Comment -> what its entry commits to of files, by field; None where this package doesn't open it."""
        self.alternatives: dict[str, str | None] = {}
        """Comment -> label of the alternative it is about; None where the package doesn't open it."""
        self.erasures_asked: set[str] = set()
        """Submissions and senders of whom somebody asked that something be taken out."""
        self.senders = Senders()

    def _object(self, entry: Row, place: int) -> str:
        objects = entry.get("objects", [])
        if len(objects) <= place:
            raise Fault("it names too few things")
        return str(objects[place])

    def _comment_received(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        own = self._object(entry, 0)
        if own in self.comments:
            raise Fault(f"comment {own} was received before")
        state = opened.get("state") or ("published" if self.rules.get("moderation") == "after" else "pending")
        names = entry.get("commitments", {})
        if state == "published" and "confidential_reason" in names and "confidential" not in names:
            state = UNKNOWN  # words in it are confidential and not marked: somebody may have to read it first
        comment = Comment(state)
        comment.may_be_covered = "confidential" in names
        comment.may_be_held = state == "published"
        if opened.get("publication") == "withheld":
            comment.state, comment.is_withheld = "withheld", True
        if self.rules.get("who_may_comment") in ("confirmed", "identified"):
            comment.is_confirmed = False
            self.unconfirmed[str(entry.get("actor", ""))].append(comment)
        comment.sender = who = sys.intern(str(entry.get("actor", "")))
        comment.entered = sys.intern(str(entry["time"]))
        comment.closes_at = self.rules.get("closes_at", "")
        comment.opened = received_values(entry, opened, self.senders.capacities.get(who))
        if "attachment_1" in names or "attachments" in names:
            self.files[own] = {name: opened.get(name) for name in names if name.startswith("attachment")}
        self._aim(own, comment, entry, opened)
        if comment.may_be_covered:
            self._marks(own, 1, entry, opened)
        self.note_left(own, entry, opened)
        self._appears(comment, comment.entered)
        if "body" in opened:
            comment.first = digest_of(opened["body"])
        self.comments[own] = comment

    def _aim(self, own: str, comment: Comment, entry: Row, opened: Mapping[str, str]) -> None:
        """What it is about: version, article, alternative, and the comment that it answers."""
        version, article, parent, *_more = *map(str, entry["objects"][1:4]), "", "", ""
        comment.version, comment.article = sys.intern(version), sys.intern(article)
        comment.parent = parent if parent or entry.get("v", 1) > 1 else None
        if "alternative" in entry.get("commitments", {}):
            self.alternatives[own] = opened.get("alternative")

    def _marks(self, own: str, number: int, entry: Row, opened: Mapping[str, str]) -> None:
        if "confidential" in entry.get("commitments", {}):
            self.marked[own, number] = opened.get("confidential")

    def note_left(self, own: str, entry: Row, opened: Mapping[str, str]) -> None:
        """Note what everybody reads once this entry's act is done, where something of it is covered."""
        if "left" in entry.get("commitments", {}):
            self.left[own] = digest_of(opened["left"]) if "left" in opened else None
        else:
            self.left.pop(own, None)

    def _appears(self, comment: Comment, time: str) -> None:
        """Note when everybody could read it first, as far as that is told: some comments appear later, all at once."""
        if comment.state == "published" and comment.is_confirmed and not comment.published:
            is_at_once = self.rules.get("comments_appear", "moderated") == "moderated"
            is_told = (
                "moderation" in self.rules
            )  # from its publication on; imports and rulings may come before
            comment.published = time if is_at_once and is_told else UNKNOWN

    def _shows(self, own: str, comment: Comment, before: str, time: str) -> None:
        """Note when everybody could read this wording first. ``before``: when they could read any."""
        if comment.shown < 2 or comment.state != "published" or not comment.is_confirmed:
            return
        is_at_once = self.rules.get("comments_appear", "moderated") == "moderated"
        self.shown_first.setdefault((own, comment.shown), time if is_at_once else UNKNOWN)
        if not before:
            self.never_first.add(own)

    def _submission_confirmed(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        for comment in self.unconfirmed.get(str(entry.get("actor", "")), ()):
            comment.is_confirmed = True
            self._appears(comment, str(entry.get("time", "")))

    def _comment_corrected(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        comment = self._comment(entry)
        number = int(opened.get("revision") or 0)
        comment.wordings += 1
        own = self._object(entry, 0)
        self.reworded[own, number] = str(entry.get("time", ""))
        self._marks(own, number, entry, opened)
        if number and "body" in opened:
            comment.later = {**(comment.later or {}), number: digest_of(opened["body"])}
        if self.rules.get("moderation") == "after" and comment.state in ("published", "held"):
            comment.ruled = None
            self.note_left(own, entry, opened)
        if self.rules.get("moderation") == "after" and comment.state == "published":
            comment.shown, comment.is_redacted = number, False
            self._shows(own, comment, comment.published, str(entry.get("time", "")))

    def _comment_withdrawn(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self.withdrawn[self._object(entry, 0)] = str(entry.get("time", ""))
        self._end(entry, "withdrawn")

    def _comment_erased(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self._end(entry, "erased")

    def _comment_restricted(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self._end(entry, "withheld")
        self._comment(entry).is_restricted = True

    def _comment_removed(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self._end(entry, "removed")

    def _comment_original_erased(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        """A later order reached the sealed originals of what an earlier one took out of every page."""
        if self._comment(entry).state != "removed":
            raise Fault(
                f"the originals of comment {self._object(entry, 0)} went before its words were removed"
            )

    def _end(self, entry: Row, state: str) -> None:
        comment = self._comment(entry)
        if state != "withheld":
            self.ended.setdefault(self._object(entry, 0), str(entry.get("time", "")))
        comment.state, comment.ruled = state, None

    def _comment(self, entry: Row) -> Comment:
        own = self._object(entry, 0)
        found = self.comments.get(own)
        if found is None:
            if not self.imports:
                raise Fault(f"comment {own} was never received")
            found = self.comments[own] = Comment(UNKNOWN, is_imported=True)
        return found

    def _erasure_asked(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self.erasures_asked |= {str(entry.get("actor", "")), *map(str, entry.get("objects", []))}

    def _comments_appeared(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        for own in entry.get("objects", []):
            comment = self.comments.get(str(own))
            if comment is not None:
                comment.may_be_held = False
                if comment.state == "published":
                    if comment.shown > 1 and comment.published in ("", UNKNOWN):
                        self.never_first.add(
                            str(own)
                        )  # a later wording took its place before anybody read it
                    comment.published = str(entry.get("time", ""))
                    if self.shown_first.get((str(own), comment.shown)) == UNKNOWN:
                        self.shown_first[str(own), comment.shown] = comment.published
            elif self.entered:
                self.appeared.setdefault(str(own), str(entry.get("time", "")))

    def _comments_kept_back(self, _entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        """Whatever was let through so far, before the consultation was public, waits as its rules say now."""
        for comment in self.comments.values():
            comment.published = ""
            comment.may_be_held = comment.state == "published"
        self.entered = {
            own: (frozenset("held" if one == "published" else one for one in states), at)
            for own, (states, at) in self.entered.items()
        }
