"""What the record is called and what it says no with. Pure."""

import hashlib
from collections.abc import Iterable, Sequence

from consult.foundation.errors import N_, Conflict, Refused

SITE = "site"
"""The log of what belongs to no consultation."""
SEALED = "record.sealed"
"""Type of the entry in the site's log for each sealed head of a consultation's log."""
KEY_SET = "record.key_set"
"""Type of the entry in the site's log for each key that signs, with the ground: first, rotated or lost."""
REFUSALS_COUNTED = "record.refusals_counted"
"""Type of the entry in the site's log for each day on which something was refused before anybody accepted it."""
PERSONAL_READS = "record.personal_reads"
"""Type of the entry in the site's log for each day on which staff read personal data: the head of the private log."""
READS_FORGOTTEN = "record.reads_forgotten"
"""Type of the entry that says that a consultation's part of that log was destroyed in its time."""
ROWS_MARKED = "record.rows_marked"
REPAIRED = "record.repaired"
"""Type of the entry in the site's log that says that every row was marked anew, and why (marking.py)."""
HEAD_LOST = "record.head_lost"
"""Type of the entry in the site's log that says that the heads outside were lost, at which head, and why."""
KEY_GROUNDS = ("first", "rotated", "lost")
OBJECTS_PER_ENTRY = 800
"""Things named by one entry, so that it stays below the bytes an entry may have."""

REASON_NEEDED = N_("Please say why the rows are marked anew: the record shows it.")


class SealingRefused(Conflict):
    """Nothing was signed: something isn't as it was when the record was sealed last. Says what, and what to do."""


class Repairing(Refused):
    """Nothing is taken in while the database lacks what the record has shown: it would be lost with this database."""

    status = 503
    cause = "repair"


NOTHING_TAKEN = N_(
    "The record of this site is being repaired. What is sent now could get lost, so nothing is taken until that is "
    "done. Nothing you typed is lost: please keep this page open, and send it again later."
)
NO_HEAD_NOW = N_(
    "The record of this site is being repaired: its database doesn’t match the last checkpoint kept outside it, or "
    "that checkpoint is lost or damaged. Until this is settled, no checkpoint is shown. Whoever kept one can compare "
    "it then."
)
ANOTHER_SEALER = N_(
    "Another process is sealing the record at this moment. Nothing is lost: it seals what waits."
)
CLOCK_BACK = N_(
    "The clock of this machine says %(now)s, but the last checkpoint was signed at %(signed)s. "
    "Nothing was signed. Set the clock right; sealing goes on by itself."
)
DATABASE_OLDER = N_(
    "The database is older than the checkpoint kept in %(place)s. In the log %(log)s the entries %(first)s to %(last)s "
    "(%(number)s) were sealed and shown, and are missing here. Nothing was signed. "
    "Stop the site and bring back the newest database or backup that has them."
)
BACKUP_OLDER = N_(
    "This backup is older than the checkpoint kept in %(place)s: in the log %(log)s the entries %(first)s to %(last)s "
    "(%(number)s) were sealed and shown, and are missing in it. Nothing was restored. Take a newer backup. "
    "If there is none, `restore --even-if-older` brings the site back to be read, but nothing more can be sealed under "
    "its name, and nothing is taken in."
)
ANOTHER_HISTORY = N_(
    "The first %(size)s entries of the log %(log)s are not those of the checkpoint kept in %(place)s. "
    "Nothing was signed. Rows were changed outside Consult, or this is another site’s database: run `record verify`, "
    "and bring back the right one."
)
DAMAGED_TREE = N_(
    "The stored tree of the log %(log)s doesn’t give the root of its last checkpoint (%(size)s entries). "
    "Nothing was signed. Run `record verify` to find the row, and bring back a backup."
)
ALTERED_ENTRY = N_(
    "The entry %(entry)s of the log %(log)s was altered before it was sealed. Nothing was signed. "
    "Run `record verify`, and bring back a backup."
)
DAMAGED_HEAD = N_(
    "The checkpoint kept in %(place)s is not one that this record signed (%(fault)s). Nothing was signed. "
    "Compare it with the copies that others hold; only if it was damaged by accident, move it away."
)
HEAD_MISSING = N_(
    "The checkpoint of the site’s log is missing in %(place)s, though %(size)s entries were sealed and shown. "
    "Nothing was signed: without it nobody can tell whether this database is an older one. Bring the folder back as it "
    "was. If it is lost for good and this is the newest database, run `record seal --head-lost --reason WHY`; "
    "the record says so."
)
HEAD_NOT_LOST = N_(
    "The checkpoint of the site’s log is there: %(place)s. Run `record seal` without --head-lost."
)
HEAD_REASON_NEEDED = N_("Please say how the checkpoints were lost: the record shows it.")
NO_PLACE = N_(
    "The checkpoint can’t be kept in %(place)s (%(fault)s). What was sealed is not shown before it is. "
    "Make the place writable again, or make room on its disk."
)
KEY_MISSING = N_(
    "The key that signs the record is missing: %(place)s. Nothing was signed. Bring it back from a backup. "
    "If it is lost for good, run `record rotate-key --lost`."
)
KEY_NOT_MADE = N_(
    "The key that signs the record can’t be made: %(place)s (%(fault)s). Nothing was signed. Give the site’s user that "
    "folder, and see that its disk has room."
)
KEY_UNREADABLE = N_(
    "The key that signs the record can’t be read: %(place)s (%(fault)s). Nothing was signed. "
    "Make it readable for the site’s user alone, or bring it back from a backup. If the right one is lost for good, "
    "move this file away and run `record rotate-key --lost`."
)
KEY_FOREIGN = N_(
    "The key in %(place)s is not the one this record is signed with. Nothing was signed. "
    "Bring the right one back from a backup. If it is lost for good, move this file away and run "
    "`record rotate-key --lost`."
)
ENTRY_TOO_LARGE = N_(
    "This act would make an entry of more than %(limit)s bytes in the record. Nothing was changed: "
    "do it in smaller parts."
)
KEY_NOT_LOST = N_(
    "The key is there: %(place)s. Run `record rotate-key` without --lost, so that the old key signs the change."
)


def numbered(number: int) -> bytes:
    """The number of an entry as the hash in a head takes it."""
    return f"{number} ".encode()


def numbers_hash(numbers: Iterable[int]) -> str:
    """What a head keeps of the numbers of its entries: their hash, in hexadecimal."""
    return hashlib.sha256(b"".join(map(numbered, numbers))).hexdigest()


def in_parts(objects: Sequence[str]) -> list[Sequence[str]]:
    """What as many entries as needed name, in the given order."""
    return [objects[at : at + OBJECTS_PER_ENTRY] for at in range(0, len(objects), OBJECTS_PER_ENTRY)]
