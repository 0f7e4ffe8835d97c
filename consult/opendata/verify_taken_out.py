"""What entries say was taken out, and how much of it: nothing else of a sender need be missing.

Standard library only: packages carry this file.
"""

from collections.abc import Collection, Mapping
from typing import Any

from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import Comment

NAMING_FIELDS = frozenset({
    "name", "name_shown", "email", "person", "phone", "guardian", "organisation", "organisation_kind",
    "register_number", "members", "office", "interests", "place",
})  # fmt: skip
"""What goes of a sender's entries with the name."""
OF_PERSON = NAMING_FIELDS | {"guardian_kind", "account"}
"""Columns of a submission that go with it."""
OF_WORDING = frozenset({"body", "left", "quote", "proposal", "confidential"})
"""What goes of a comment's entries with one wording."""
OF_WORDS = OF_WORDING | {"confidential_reason", "reason"}
"""What goes of a sender's entries with the comment, beside its files."""
NEVER_GONE = frozenset(
    {"time", "person", "revision", "act", "scope", "fields", "decision", "content_hash", "steps"}
)
"""What nobody says in words of their own: no erasure takes it out of other people's entries."""
FILE_FIELDS = "attachment"
"""How the fields of files begin."""
OF_COMMENT = ("comment.erased", "comment.removed", "comment.original_erased")
OF_NAME = ("sender.erased", "sender.removed", "submission.contact-erased")
OF_DRAFT = ("version.removed", "document.removed")
ANY = ""
"""Where an entry doesn't say which file."""


def takes_out(type_: str) -> bool:
    """Whether an entry of this type says that openings were deleted, or left out of packages."""
    return type_.endswith(("erased", ".removed", "forgotten"))


class TakenOut:
    """What acts took out, by what their entries name."""

    def __init__(self, things: Collection[str]) -> None:
        self.things = set(things)
        """Ids of what may be missing wholly; of a sender and submission where every comment of theirs is among it."""
        self.nameless: set[str] = set()
        """Senders and submissions of whom only the name may be missing, and comments whose sender's name is."""
        self.touched: set[str] = set()
        """Senders and submissions of whom anything is: what others noted of them may quote it."""
        self.files: dict[str, set[str]] = {}
        """Comment -> its files that may be missing."""
        self.wordings: dict[str, set[str]] = {}
        """Comment -> numbers of its wordings that may be."""
        self._emptied: set[str] = set()

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take an entry that takes something out."""
        type_, who = str(entry.get("type", "")), str(entry.get("actor", ""))
        objects = [str(one) for one in entry.get("objects", [])]
        if type_ in OF_NAME:
            own = objects if type_ == "submission.contact-erased" else objects[:1]
            self.nameless |= {who, *own} - {"timer"}
            self.touched |= {who, *(own if type_ != "sender.removed" else ())} - {"timer"}
        elif type_ == "attachment.removed" and objects:
            self.files.setdefault(objects[0], set()).update(objects[2:] or (ANY,))
            self.touched.add(who)
        elif type_ == "wording.removed" and "revision" in entry.get("commitments", {}):
            self.wordings.setdefault(objects[0], set()).add(opened.get("revision", ""))
            self.touched.add(who)
        elif type_ in (*OF_COMMENT, "wording.removed"):  # of before its entry said which wording
            self.things |= set(objects[:1])
            self.touched.add(who)
            self._emptied |= {who} if type_ in OF_COMMENT else set()
        else:
            self.things |= set(objects[:1] if type_ in OF_DRAFT else objects)

    def settle(self, comments: Mapping[str, Comment]) -> None:
        """All entries are read: nothing is left of whom every comment was taken out."""
        if self._emptied:
            left = {one.sender for own, one in comments.items() if own not in self.things}
            self.things |= self._emptied - left

    def note_submission(self, own: str, sender: str) -> None:
        """Entries name one of them, erasures the other."""
        for names in (self.things, self.nameless, self.touched):
            if own in names or sender in names:
                names |= {own, sender}

    def explains(self, entry: Row, revision: str, missing: Collection[str]) -> bool:
        """Whether what isn't opened of an entry, about this wording, is what such acts took out."""
        who, objects = str(entry.get("actor", "")), [str(one) for one in entry.get("objects", [])]
        # what answers a comment, or stands in a version, isn't gone with it
        about = objects[:1] if entry.get("type") == "comment.received" else objects
        is_gone = not self.things.isdisjoint((str(entry.get("id", "")), who, *about))
        left = {one for one in missing if not self._is_file_gone(one, about)}
        if any(revision in self.wordings.get(own, ()) for own in about):
            left -= OF_WORDING
        if who in self.touched or who in self.nameless:  # the sender's own
            left -= NAMING_FIELDS if who in self.nameless else frozenset()
            return not (left - OF_WORDS if is_gone else left)
        # of others: what may quote it
        is_noted = is_gone or not self.touched.isdisjoint(objects)
        return not left or (is_noted and left.isdisjoint(NEVER_GONE))

    def _is_file_gone(self, field: str, about: Collection[str]) -> bool:
        is_of_gone = not self.things.isdisjoint(about) or any(own in self.files for own in about)
        return field.startswith(FILE_FIELDS) and is_of_gone

    def files_out(self, comment: str, missing: int) -> int:
        """How many of so many files that are missing went by order, as far as entries say."""
        gone = self.files.get(comment, set())
        return missing if ANY in gone else min(missing, len(gone))

    def may_miss_file(self, comment: str, file: Any) -> bool:
        """Whether a file of a comment may be missing."""
        return not self.files.get(comment, set()).isdisjoint((ANY, str(file)))
