"""What a reader brings along: receipts and promises, held against a package's log. Standard library only."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from consult.record.verify import (
    Fault,
    Held,
    Key,
    Note,
    Receipt,
    check_receipt,
    checkpoint_of,
    cosigned_at,
    held_in_words,
    note_of,
    opened_by,
    promised_leaf,
    receipt_of,
)

NOBODY_OUTSIDE = (
    "Outside: you brought no head of the record that somebody else kept. What the operator alone signs proves nothing "
    "against the operator: compare with a witness, a gazette, or a receipt in other hands."
)


COSIGNED = "cosignatures.jsonl"


class Witnessed:
    """The signatures of witnesses that a package holds, under heads of its logs."""

    def __init__(self, witnesses: Sequence[Key]) -> None:
        self._witnesses = {(key.name, key.id): key for key in witnesses}
        self.checked: dict[tuple[str, str], tuple[int, int, str]] = {}
        """(witness, log) -> how many heads it signed; of the largest: its entries, and when."""
        self.unchecked: Counter[str] = Counter()
        self.seen: dict[tuple[str, int], tuple[str, str]] = {}
        """(log, entries of a head) -> the minute in which the first of them signed that it saw it, and who."""

    def take(self, path: str, rows: Iterable[Mapping[str, Any]], heads: Mapping[int, Note]) -> None:
        """Take the rows of one log. ``heads``: its notes by their number of entries. Raises Fault."""
        for row in rows:
            head, line = heads.get(row["size"]), str(row["line"])
            if head is None:
                raise Fault(f"{path}: a signature under a head of {row['size']} entries, which isn’t here")
            try:
                note = note_of(f"{head.text}\n{line}".encode())
                name, content = note.signatures[0]
                key = self._witnesses.get((name, content[:4]))
                time = cosigned_at(note, key) if key else ""
            except Fault as fault:
                raise Fault(f"{path}: under the head of {row['size']} entries: {fault}") from fault
            if note.text != head.text or len(note.signatures) != 1:
                raise Fault(f"{path}: under the head of {row['size']} entries: not one signature")
            if not time:
                self.unchecked[name] += 1
                continue
            log = head.text.split("\n", 1)[0]
            own, minute = (name, log), time.replace(" ", "T", 1).replace(" UTC", "Z")
            self.seen[log, row["size"]] = min(
                self.seen.get((log, row["size"]), (minute, name)), (minute, name)
            )
            number, size, last = self.checked.get(own, (0, 0, ""))
            newest = (row["size"], time) if row["size"] >= size else (size, last)
            self.checked[own] = (number + 1, *newest)

    def in_words(self) -> Iterator[str]:
        """What they say, and whose were not checked."""
        for (name, log), (number, size, time) in sorted(self.checked.items()):
            yield (
                f"Witness {name}: it signed {number:,} of the heads of {log} in this package, the last on {time}: "
                f"that it saw the first {size:,} entries as they are here."
            )
        for name, number in sorted(self.unchecked.items()):
            yield f"Witness {name}: {number:,} signatures, not checked: give its key (--witness)."
        silent = {name for name, _id in self._witnesses} - {name for name, _log in self.checked}
        for name in sorted(silent - self.unchecked.keys()):
            yield f"Witness {name}: this package holds no signature of it."
        if not self.checked and not self.unchecked and not silent:
            yield "Witnesses: this package holds no signature of anybody but its own site."


def outside_in_words(
    held: Sequence[Held],
    sizes: Mapping[str, int],
    keys: Sequence[Key],
    witnesses: Sequence[Key],
    *,
    is_witnessed: bool = False,
) -> Iterator[str]:
    """What the heads prove that somebody outside kept; their roots were compared on the walk. Raises Fault.

    ``sizes``: how many entries the package has of each log. ``is_witnessed``: a signature in it was checked.
    """
    if not held and not is_witnessed:
        yield NOBODY_OUTSIDE
    for one in held:
        here = sizes.get(one.origin)
        if here is None:
            raise Fault(f"{one.name}: of another log ({one.origin})")
        if one.size > here:
            yield (
                f"{one.name}: it is of {one.size:,} entries of {one.origin}; this package ends at {here:,}. It could "
                "not be compared: take a package that was made later. Where this one was, entries are missing in it."
            )
        else:
            yield held_in_words(one, keys, witnesses)


def read_receipt(name: str, content: bytes) -> Receipt:
    """The receipt in a file. Raises Fault, which names the file."""
    try:
        return receipt_of(content)
    except Fault as fault:
        raise Fault(f"{name}: {fault}") from fault


def check_log_of(name: str, log: str, own: Sequence[str]) -> None:
    """Raises Fault for a receipt or promise of another log. ``own``: every name that this package's log had."""
    if log not in own:
        raise Fault(
            f"{name}: it is of another log, {log}, and this package holds {own[-1]}: take the package of the "
            "consultation that it was sent to"
        )


def receipt_in_words(
    receipt: Receipt, name: str, leaves: Sequence[bytes], keys: Sequence[Key], own: Sequence[str]
) -> str:
    """That a sender's receipt is of an entry in this package, and what it opens. ``own``: as above. Raises Fault."""
    check_log_of(name, checkpoint_of(receipt.checkpoint).origin, own)
    if receipt.index >= len(leaves):
        raise Fault(
            f"{name}: this package has no entry {receipt.index + 1:,}: it is older than the receipt, or cut"
        )
    leaf = leaves[receipt.index]
    try:
        found, opened = check_receipt(receipt, leaf, keys), opened_by(receipt)
    except Fault as fault:
        raise Fault(f"{name}: {fault}") from fault
    said = (
        f"{name}: it is entry {receipt.index + 1:,} of this log (index {receipt.index:,}, counted from 0; checkpoint "
        f"of size {found.size:,})."
    )
    if opened is not None:
        if opened.leaf != leaf:
            raise Fault(f"{name}: the entry in it is not the one at index {receipt.index}")
        told = sum(len(values) for _leaf, values in opened.earlier) + len(opened.values)
        said += f" It opens {told} values; each is what was committed to." if told else " It opens nothing."
    if opened is not None and opened.earlier:
        if not {one for one, _values in opened.earlier} <= set(leaves):
            raise Fault(f"{name}: an earlier entry in it is not in this log")
        said += f" So are the {len(opened.earlier)} entries that it follows on."
    return said


def promise_in_words(
    content: bytes, name: str, leaves: Sequence[bytes], keys: Sequence[Key], own: Sequence[str], as_of: str
) -> str:
    """That a promise given to a sender was kept. ``own``: as above. ``as_of``: the package's minute. Raises Fault."""
    lines = dict(line.partition(" ")[::2] for line in content.decode(errors="replace").splitlines())
    if "log" in lines:
        check_log_of(name, lines["log"], own)
    try:
        leaf = promised_leaf(content, keys)
    except Fault as fault:
        raise Fault(f"{name}: {fault}") from fault
    if leaf not in leaves:
        said = f"{name}: what was promised is not in this log; the signature below the promise is genuine"
        if as_of <= (
            seal_by := lines.get("seal-by", "")
        ):  # and a package of a quiet log stays at its last entry
            said += (
                f". It was to be sealed by {seal_by}, and this package stands at {as_of}: if it was taken after that "
                "minute, the promise is broken; if before, take a later one"
            )
        raise Fault(said)
    return f"{name}: the promise was kept; it is entry {leaves.index(leaf) + 1:,} of this log."


def brought(paths: Sequence[Path]) -> dict[str, bytes]:
    """Each file under its name, with its folder where two are called alike: receipts of one comment are."""
    names = [path.name for path in paths]
    return {
        path.name if names.count(path.name) == 1 else str(path): path.read_bytes()
        for path in dict.fromkeys(paths)
    }
