"""The leaf of an imported comment, and the root over the leaves of one import that its last entry commits to.

Standard library only: packages carry this file, and the site makes leaves and roots with it.
"""

import json
from collections.abc import Iterable, Mapping

from consult.record.verify import Tree, commitment, leaf_hash

IMPORTED = (
    "id", "submission", "reference", "source", "external_id", "external_parent", "in_reply_to", "article", "version",
    "stance", "language", "name", "received_at", "body",
)  # fmt: skip
"""What a leaf commits to, in this order. Article and version are random ids; the time is a minute of UTC."""
LEAF = "imported_comment"
IMPORTED_ROOT = "comments_root"
"""Field of the entry that finishes an import."""
IMPORTED_MINUTE = len("2026-01-01T00:00")


def imported_leaf(values: Mapping[str, str], salt: str) -> str:
    """The commitment to all that an import says of one comment, as 64 hexadecimal characters."""
    told = [values[name] for name in IMPORTED]
    return commitment(LEAF, json.dumps(told, ensure_ascii=False, separators=(",", ":")), bytes.fromhex(salt))


def imported_root(leaves: Iterable[str]) -> str:
    """RFC 6962 over the leaves in ascending order. One whose salt and words are erased stays among them."""
    tree = Tree()
    for leaf in sorted(leaves):
        tree.add(leaf_hash(bytes.fromhex(leaf)))
    return tree.root().hex()
