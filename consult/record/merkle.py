"""The Merkle tree of RFC 6962 §2.1: hashes, roots, proofs and how they are checked. Pure.

``Node`` gives the hash of the perfect subtree over the entries ``[index * 2**level, (index + 1) * 2**level)``;
proofs ask for O(log n) of them, wherever they are kept.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32

Node = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, or over the hashes of equally large perfect subtrees."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        paired = [node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=False)]
        row = [*paired, row[-1]] if len(row) % 2 else paired  # an odd one is promoted, never doubled
    return row[0]


def fold(subtrees: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees of falling size, largest (oldest) first: the right edge of a tree."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        root = node_hash(left, root)
    return root


class RightEdge:
    """A tree of which only its right edge is kept: appending and the root cost O(log n)."""

    def __init__(self, size: int = 0, subtrees: Iterable[bytes] = ()) -> None:
        self.size = size
        self.subtrees = list(subtrees)
        if len(self.subtrees) != size.bit_count():
            raise ValueError("a right edge has one subtree for each bit of the size")

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        ones = (~self.size & (self.size + 1)).bit_length() - 1  # how many low bits of the size are set
        for _ in range(ones):
            leaf = node_hash(self.subtrees.pop(), leaf)
        self.subtrees.append(leaf)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root of the tree as it stands."""
        return fold(self.subtrees)


def root_at(size: int, node: Node) -> bytes:
    """The root of the first ``size`` entries."""
    return _range_root(0, size, node) if size else EMPTY_ROOT


def _range_root(start: int, stop: int, node: Node) -> bytes:
    """MTH(D[start:stop]); ``start`` is a multiple of the largest power of two within the range."""
    count = stop - start
    level = count.bit_length() - 1
    if count == 1 << level:
        return node(level, start >> level)
    middle = start + (1 << level)
    return node_hash(node(level, start >> level), _range_root(middle, stop, node))


def _split(count: int) -> int:
    """The largest power of two smaller than ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[0:size]), the leaf's sibling first."""
    if not 0 <= index < size:
        raise ValueError(f"entry {index} is not in a tree of {size}")
    path: list[bytes] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_range_root(middle, stop, node))
            stop = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """PROOF(old, D[0:new])."""
    if not 0 < old <= new:
        raise ValueError(f"no tree of {new} follows one of {old}")
    proof: list[bytes] = []
    start, stop, size = 0, new, old
    while size != stop:
        middle = start + _split(stop - start)
        if size <= middle:
            proof.append(_range_root(middle, stop, node))
            stop = middle
        else:
            proof.append(_range_root(start, middle, node))
            start = middle
    if start:  # the old tree isn't itself a left part of the new one: its last subtree is told too
        proof.append(_range_root(start, stop, node))
    return proof[::-1]


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``leaf`` stands at ``index`` in the tree of ``size`` with ``root`` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *path):
        return False
    number, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if number % 2 or number == last:
            found = node_hash(sibling, found)
            number, last = _skip_promoted(number, last)
        else:
            found = node_hash(found, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of ``new`` begins with the tree of ``old`` (RFC 9162 §2.1.4.2). Nothing follows an empty one."""
    if not 0 < old <= new or not _are_hashes(old_root, new_root, *proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    if not proof:
        return False
    steps = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    number, last = old - 1, new - 1
    while number % 2:
        number, last = number >> 1, last >> 1
    found_old = found_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if number % 2 or number == last:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            number, last = _skip_promoted(number, last)
        else:
            found_new = node_hash(found_new, step)
        number, last = number >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _skip_promoted(number: int, last: int) -> tuple[int, int]:
    """Past the levels on which the subtree was promoted without a sibling."""
    while number and number % 2 == 0:
        number, last = number >> 1, last >> 1
    return number, last


def _are_hashes(*given: bytes) -> bool:
    return all(len(one) == HASH_BYTES for one in given)
