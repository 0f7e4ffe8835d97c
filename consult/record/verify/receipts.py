"""Receipts (c2sp.org/tlog-proof) with what their holder may open, and promises. Standard library only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from consult.record.verify.log import check_openings
from consult.record.verify.signed import (
    Checkpoint,
    Fault,
    Key,
    check_checkpoint,
    check_signatures,
    checkpoint_of,
    decoded,
    hash_of,
    note_of,
    number_of,
)
from consult.record.verify.tree import is_included, leaf_hash

RECEIPT = "c2sp.org/tlog-proof@v1"
NO_RECEIPT = (
    f"this is no receipt: one begins with the line “{RECEIPT}”, and this is another file, or was damaged"
)


@dataclass(frozen=True)
class Receipt:
    """A ``.tlog-proof``: where an entry stands, the hashes up to the root, the checkpoint; what the sender keeps."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes


def receipt_of(content: bytes) -> Receipt:
    """Read a receipt, checking its form only. Raises Fault."""
    if not content.startswith(RECEIPT.encode()):
        raise Fault(NO_RECEIPT)
    if b"\r" in content:
        raise Fault("the receipt's line ends were changed (CRLF): give the file as it was downloaded")
    head, gap, checkpoint = content.partition(b"\n\n")
    try:
        lines = head.decode().split("\n")
    except UnicodeDecodeError as error:
        raise Fault("this is no receipt: it is not UTF-8") from error
    if not gap or lines.pop(0) != RECEIPT:
        raise Fault("this is no receipt, or it was cut off")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = decoded(lines.pop(0)[6:])
    if not lines or not lines[0].startswith("index "):
        raise Fault("this is no receipt: it has no index")
    index = number_of(lines.pop(0)[6:])
    if len(lines) > 63:
        raise Fault("the receipt has too many hashes")
    return Receipt(index, tuple(hash_of(line) for line in lines), checkpoint, extra)


def check_receipt(receipt: Receipt, leaf: bytes, keys: Sequence[Key]) -> Checkpoint:
    """The checkpoint that the receipt proves the entry under. Raises Fault."""
    checkpoint = checkpoint_of(receipt.checkpoint)
    check_checkpoint(checkpoint, keys)
    if not is_included(receipt.index, checkpoint.size, leaf, receipt.path, checkpoint.root):
        raise Fault(f"the receipt does not prove this entry at index {receipt.index}")
    return checkpoint


@dataclass(frozen=True)
class Opened:
    """What a receipt's ``extra`` says beside the proof: the entry, and the same person's linked entries before it."""

    leaf: bytes
    values: dict[str, str]
    earlier: tuple[tuple[bytes, dict[str, str]], ...] = ()
    """(leaf hash, what is opened) of each, the newest first."""


def opened_by(receipt: Receipt) -> Opened | None:
    """What the receipt opens, each value held against its commitment; None where it carries no entry. Raises Fault."""
    if not receipt.extra:
        return None
    try:
        extra = json.loads(receipt.extra)
        leaf, values = _opened(extra)
        earlier, link = [], values.get("previous", "")
        for one in extra.get("earlier", []):
            before, opened = _opened(one)
            if before.hex() != link:
                raise Fault("the earlier entries in it are not those that its entry follows on")
            earlier.append((before, opened))
            link = opened.get("previous", "")
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Fault("what it carries beside the proof is not well formed") from error
    return Opened(leaf, values, tuple(earlier))


def _opened(given: dict[str, object]) -> tuple[bytes, dict[str, str]]:
    content = str(given["entry"])
    openings = given.get("openings", {})
    if not isinstance(openings, dict):
        raise Fault("what it carries beside the proof is not well formed")
    return leaf_hash(content.encode()), check_openings(json.loads(content).get("commitments", {}), openings)


PROMISE = b"Consult promise v1\n"


def promised_leaf(content: bytes, keys: Sequence[Key]) -> bytes:
    """The leaf hash that a promise says will stand in the log, once its signature is right. Raises Fault."""
    note = note_of(content)
    check_signatures(note, keys)
    lines = dict(line.split(" ", 1) for line in note.text.splitlines()[1:])
    if "leaf" not in lines:
        raise Fault("the promise names no entry")
    return hash_of(lines["leaf"])
