"""A whole log against its checkpoints, and commitments. Standard library only."""

import hashlib
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from consult.record.verify.signed import (
    Checkpoint,
    Fault,
    Key,
    Note,
    check_checkpoint,
    checkpoint_of,
)
from consult.record.verify.tree import EMPTY_ROOT, Tree, leaf_hash

COMMITMENT_KEY = bytes.fromhex("d821f8790d97709796b4d7903357c3f5")
ENTRY_LIMIT = 65_535
Told = Mapping[int, Sequence[tuple[str, bytes]]]


@dataclass
class Progress:
    """What was checked of a log so far."""

    entries: int = 0
    checkpoints: int = 0
    signatures: int = 0


class LogCheck:
    """Walks the entries of a log in order and holds every checkpoint of it against the tree.

    Every root is compared. Signatures are checked of the first, the last and one checkpoint an hour, or of all.
    ``told``: (who says so, root) by the number of entries that this log had then, by others than itself.
    """

    def __init__(
        self,
        name: str,
        checkpoints: Sequence[bytes],
        keys: Sequence[Key],
        *,
        every: bool,
        told: Told = MappingProxyType({}),
    ) -> None:
        self.name, self._keys, self._every, self._told = name, keys, every, told
        self.done = Progress()
        self._tree = Tree()
        self._hour = ""
        self._open = self._read(checkpoints)
        self._position, self._next = 0, 0
        """How many checkpoints were met, and at how many entries the next one is."""

    def _read(self, checkpoints: Sequence[bytes]) -> list[Checkpoint]:
        found: list[Checkpoint] = []
        names = {key.name for key in self._keys}
        for number, content in enumerate(checkpoints, 1):
            try:
                found.append(checkpoint_of(content))
            except Fault as fault:
                raise Fault(f"{self.name}: checkpoint {number}: {fault}") from fault
            if found[-1].origin not in names:
                raise Fault(f"{self.name}: checkpoint {number} is of another log")
            if number > 1 and found[-1].size < found[-2].size:
                raise Fault(f"{self.name}: checkpoint {number} goes back")
        if not found:
            raise Fault(f"{self.name}: there is no checkpoint")
        return found

    def heads(self) -> dict[int, Note]:
        """The note of each checkpoint, by its number of entries."""
        return {one.size: one.note for one in self._open}

    @property
    def head(self) -> Checkpoint:
        """The newest checkpoint."""
        return self._open[-1]

    def add(self, entry: bytes, time: str = "", leaf: bytes = b"") -> bytes:
        """Take the next entry (``time``: when it was, for one signature an hour); returns its leaf hash.

        ``leaf``: the same, where it was computed before.
        """
        if len(entry) > ENTRY_LIMIT:
            raise Fault(f"{self.name}: entry {self.done.entries} is too long")
        leaf = leaf or leaf_hash(entry)
        self._tree.add(leaf)
        self.done.entries += 1
        if self._tree.size >= self._next:
            self._meet(time[:13])
        for who, root in self._told.get(self._tree.size, ()):
            if root != self._tree.root():
                raise Fault(
                    f"{self.name}: {who} says that its first {self._tree.size} entries were others: "
                    f"one of entries 0 to {self._tree.size - 1} was changed, added, removed or moved since"
                )
        return leaf

    def _meet(self, hour: str) -> None:
        while self._position < len(self._open) and self._open[self._position].size <= self._tree.size:
            checkpoint, number = self._open[self._position], self._position + 1
            root = self._tree.root() if checkpoint.size == self._tree.size else EMPTY_ROOT
            if checkpoint.root != root:
                raise Fault(
                    f"{self.name}: checkpoint {number} (size {checkpoint.size}) does not belong to these entries: "
                    f"one of entries 0 to {checkpoint.size - 1} was changed, added, removed or moved"
                )
            is_asked = number in (1, len(self._open)) or hour != self._hour
            if self._every or is_asked:
                try:
                    check_checkpoint(checkpoint, self._keys)
                except Fault as fault:
                    raise Fault(
                        f"{self.name}: checkpoint {number} (size {checkpoint.size}): {fault}"
                    ) from fault
                self.done.signatures += 1
                self._hour = hour
            self.done.checkpoints += 1
            self._position += 1
        self._next = self._open[self._position].size if self._position < len(self._open) else sys.maxsize

    def finish(self) -> Progress:
        """All entries were given. Raises Fault where some are missing or no checkpoint covers the last ones."""
        self._meet(self._hour)
        if self._position < len(self._open):
            raise Fault(
                f"{self.name}: entries are missing: the checkpoint says {self.head.size}, here are {self.done.entries}"
            )
        if self.head.size != self.done.entries:
            raise Fault(
                f"{self.name}: {self.done.entries - self.head.size} entries stand behind the last checkpoint"
            )
        if (most := max(self._told, default=0)) > self.done.entries:
            raise Fault(
                f"{self.name}: entries are missing: {self._told[most][0][0]} says that it had {most}, "
                f"here are {self.done.entries}"
            )
        return self.done


# HMAC-SHA256 as RFC 2104 writes it, with the key taken in once: most of the time goes into commitments.
_inside = hashlib.sha256(bytes(one ^ 0x36 for one in COMMITMENT_KEY.ljust(64, b"\x00"))).copy
_outside = hashlib.sha256(bytes(one ^ 0x5C for one in COMMITMENT_KEY.ljust(64, b"\x00"))).copy


@lru_cache(10_000)
def _between(name: bytes, size: int) -> bytes:
    """What stands between salt and value in what is committed to: the field's name and the value's length, each with
    its own length before it or in four bytes."""
    return bytes((len(name),)) + name + size.to_bytes(4, "big")


def commitments_to(names: Iterable[bytes], salts: Iterable[bytes], contents: Iterable[bytes]) -> list[bytes]:
    """The commitment to each of these values: to the field's name, its salt and its bytes."""
    made = []
    for name, salt, content in zip(names, salts, contents, strict=True):
        inner, outer = _inside(), _outside()
        inner.update(salt + _between(name, len(content)) + content)
        outer.update(inner.digest())
        made.append(outer.digest())
    return made


def commitment(field: str, value: str, salt: bytes) -> str:
    """The commitment to a value, as entries carry it."""
    return commitments_to([field.encode()], [salt], [value.encode()])[0].hex()


def check_openings(commitments: Mapping[str, str], openings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The committed values that are opened, by field. Raises Fault for one that doesn't open its commitment."""
    values, salts = {}, []
    for field, (salt, value) in openings.items():
        values[field] = value
        salts.append(bytes.fromhex(salt))
    made = commitments_to(map(str.encode, values), salts, map(str.encode, values.values()))
    for field, one in zip(values, made, strict=True):
        if commitments.get(field) != one.hex():
            raise Fault(f"“{field}” is not what was committed to")
    return values
