"""The Merkle tree of RFC 6962 §2.1, its proofs and its tiles (c2sp.org/tlog-tiles). Standard library only."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
TILE = 256
"""Hashes in a full tile."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry's bytes."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that only grows: what is kept is one hash for each full part of it."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        parts, size = self._parts, self.size
        sha256 = hashlib.sha256
        while size & 1:
            leaf = sha256(b"\x01" + parts.pop() + leaf).digest()
            size >>= 1
        parts.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all that was added."""
        if not self._parts:
            return EMPTY_ROOT
        root = self._parts[-1]
        for part in reversed(self._parts[:-1]):
            root = node_hash(part, root)
        return root


def is_included(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` proves the leaf at ``index`` in the tree with this root (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size or any(len(one) != 32 for one in (leaf, root, *path)):
        return False
    fn, sn, found = index, size - 1, leaf
    for one in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            found = node_hash(one, found)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = node_hash(found, one)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and found == root


def is_consistent(first: int, second: int, root1: bytes, root2: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows that the smaller tree is the beginning of the larger one (RFC 9162 §2.1.4.2)."""
    if first < 1 or first > second or any(len(one) != 32 for one in (root1, root2, *proof)):
        return False
    if first == second:
        return not proof and root1 == root2
    if not proof:
        return False
    steps = list(proof) if first & (first - 1) else [root1, *proof]
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    left = right = steps[0]
    for one in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            left, right = node_hash(one, left), node_hash(one, right)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            right = node_hash(right, one)
        fn, sn = fn >> 1, sn >> 1
    return left == root1 and right == root2 and sn == 0


def tile_path(level: int, index: int, width: int = TILE) -> str:
    """Where a tile lies: ``0/x001/x234/067.p/12``."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    return f"{level}/{'/'.join(groups)}" + (f".p/{width}" if width < TILE else "")


def tiles(leaves: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Every tile of the tree over these leaf hashes, as (path, content); the last of each level may be partial."""
    rows: list[list[bytes]] = [[]]
    counts = [0]
    for leaf in leaves:
        rows[0].append(leaf)
        level = 0
        while len(rows[level]) == TILE:
            yield tile_path(level, counts[level]), b"".join(rows[level])
            if level + 1 == len(rows):
                rows.append([])
                counts.append(0)
            rows[level + 1].append(_root_of(rows[level]))
            counts[level] += 1
            rows[level] = []
            level += 1
    for level, row in enumerate(rows):
        if row:
            yield tile_path(level, counts[level], len(row)), b"".join(row)


def _root_of(hashes: list[bytes]) -> bytes:
    sha256 = hashlib.sha256
    while len(hashes) > 1:
        pairs = range(0, len(hashes), 2)
        hashes = [sha256(b"\x01" + hashes[one] + hashes[one + 1]).digest() for one in pairs]
    return hashes[0]
