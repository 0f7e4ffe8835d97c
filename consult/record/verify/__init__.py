"""Checks a log on its own: Ed25519, signed notes, the Merkle tree, checkpoints, receipts and commitments.

Nothing here knows what the entries are about, and nothing but Python's standard library is needed: packages
carry these files joined into one (``opendata/packaging/verifier.py``), so that anybody can read it and run it.
"""

from consult.record.verify.ed25519 import is_signed
from consult.record.verify.held import Held, cosigned_at, held_in, held_in_words
from consult.record.verify.log import LogCheck, Progress, check_openings, commitment, commitments_to
from consult.record.verify.receipts import (
    PROMISE,
    RECEIPT,
    Opened,
    Receipt,
    check_receipt,
    opened_by,
    promised_leaf,
    receipt_of,
)
from consult.record.verify.signed import (
    Fault,
    Key,
    Note,
    check_checkpoint,
    check_signatures,
    checkpoint_of,
    key_of,
    note_of,
)
from consult.record.verify.tree import (
    TILE,
    Tree,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    tile_path,
    tiles,
)

__all__ = [
    "PROMISE",
    "RECEIPT",
    "TILE",
    "Fault",
    "Held",
    "Key",
    "LogCheck",
    "Note",
    "Opened",
    "Progress",
    "Receipt",
    "Tree",
    "check_checkpoint",
    "check_openings",
    "check_receipt",
    "check_signatures",
    "checkpoint_of",
    "commitment",
    "commitments_to",
    "cosigned_at",
    "held_in",
    "held_in_words",
    "is_consistent",
    "is_included",
    "is_signed",
    "key_of",
    "leaf_hash",
    "node_hash",
    "note_of",
    "opened_by",
    "promised_leaf",
    "receipt_of",
    "tile_path",
    "tiles",
]
