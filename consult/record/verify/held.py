"""Heads of a log that somebody outside kept: a signed checkpoint, one that a witness cosigned, a line in a gazette.

Standard library only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from consult.record.verify.signed import (
    COSIGNATURE,
    Checkpoint,
    Fault,
    Key,
    Note,
    check_checkpoint,
    check_signatures,
    checkpoint_of,
    hash_of,
    number_of,
)

HELD_MOST = 4 * 1024 * 1024
NOTE_ENDS = "\n\n— "
"""What stands between the text of a signed note and its signatures."""


@dataclass(frozen=True)
class Held:
    """What somebody saw of a log: that its first ``size`` entries had this root. A line from paper has no note."""

    name: str
    """What the reader calls it: the name of the file."""
    origin: str
    size: int
    root: bytes
    checkpoint: Checkpoint | None = None


def held_in(name: str, content: bytes) -> list[Held]:
    """The heads in a file that somebody kept: one signed note, or lines of a notice board in any text. Raises Fault."""
    if len(content) > HELD_MOST:
        raise Fault(f"{name}: too large for a checkpoint or a page with its line")
    text = content.decode(errors="replace").replace("\r\n", "\n")
    is_note = NOTE_ENDS in text
    try:
        found = checkpoint_of(text.encode()) if is_note else None
    except Fault as fault:
        raise Fault(f"{name}: {fault}") from fault
    if found is not None:
        return [Held(name, found.origin, found.size, found.root, found)]
    words = text.split()
    lines = [
        held for at in range(len(words) - 2) if (held := _line_of(name, *words[at : at + 3])) is not None
    ]
    if not lines:
        raise Fault(
            f"{name}: no receipt, no promise, no checkpoint, and no line “log, number of entries, root, time”"
        )
    return lines


def _line_of(name: str, origin: str, size: str, root: str) -> Held | None:
    """The head that three words give, wherever they stand in a text (paper breaks lines)."""
    if "/record" not in origin or not size[:1].isdecimal():
        return None
    try:
        return Held(name, origin, number_of(size), hash_of(root))
    except Fault:  # these words are something else
        return None


def held_in_words(held: Held, keys: Sequence[Key], witnesses: Sequence[Key] = ()) -> str:
    """What it proves once its root was found to be that of the entries here. Raises Fault for a wrong signature."""
    said = f"{held.name}: the first {held.size:,} entries of {held.origin} are those that were seen outside."
    if held.checkpoint is None:
        return f"{said} A line has no signature: that it was printed is what counts."
    try:
        check_checkpoint(held.checkpoint, keys)
        signed = [_cosigned(held.checkpoint.note, witness) for witness in witnesses]
    except Fault as fault:
        raise Fault(f"{held.name}: {fault}") from fault
    names = {name for name, _signature in held.checkpoint.note.signatures}
    others = names - {held.origin, *(one.name for one in witnesses)}
    told = [f" {one}" for one in signed if one]
    told += [f" Also signed by {one}, not checked: give its key (--witness)." for one in sorted(others)]
    return said + ("".join(told) or " Only the log itself signed it.")


def cosigned_at(note: Note, witness: Key) -> str:
    """When this witness signed it, in UTC; empty where it didn't. Raises Fault for a wrong signature."""
    for name, content in note.signatures:
        if (name, content[:4]) == (witness.name, witness.id) and witness.kind == COSIGNATURE:
            check_signatures(note, [witness])
            time = datetime.fromtimestamp(int.from_bytes(content[4:12], "big"), UTC)
            return f"{time:%Y-%m-%d %H:%M} UTC"
    return ""


def _cosigned(note: Note, witness: Key) -> str:
    time = cosigned_at(note, witness)
    return time and f"{witness.name} signed on {time} that it saw this head of the log."
