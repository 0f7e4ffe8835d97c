"""What a reader brings along: receipts and promises, held against a package's log. Standard library only."""

from collections.abc import Sequence

from consult.record.verify import Fault, Key, Receipt, check_receipt, opened_by, promised_leaf


def receipt_in_words(receipt: Receipt, name: str, leaves: Sequence[bytes], keys: Sequence[Key]) -> str:
    """That a sender's receipt is of an entry in this package, and what it opens. Raises Fault."""
    if receipt.index >= len(leaves):
        raise Fault(
            f"{name}: this package has no entry {receipt.index}: it is older than the receipt, or cut"
        )
    leaf = leaves[receipt.index]
    found = check_receipt(receipt, leaf, keys)
    said = f"{name}: entry {receipt.index} is in this log (checkpoint of size {found.size:,})."
    opened = opened_by(receipt)
    if opened is not None:
        if opened.leaf != leaf:
            raise Fault(f"{name}: the entry in it is not the one at place {receipt.index}")
        told = sum(len(values) for _leaf, values in opened.earlier) + len(opened.values)
        said += f" It opens {told} values; each is what was committed to." if told else " It opens nothing."
    if opened is not None and opened.earlier:
        if not {one for one, _values in opened.earlier} <= set(leaves):
            raise Fault(f"{name}: an earlier entry in it is not in this log")
        said += f" So are the {len(opened.earlier)} entries that it follows on."
    return said


def promise_in_words(content: bytes, name: str, leaves: Sequence[bytes], keys: Sequence[Key]) -> str:
    """That a promise given to a sender was kept. Raises Fault."""
    leaf = promised_leaf(content, keys)
    if leaf not in leaves:
        raise Fault(
            f"{name}: what was promised is not in this log; the signature below the promise is genuine"
        )
    return f"{name}: the promise was kept; it is entry {leaves.index(leaf)} of this log."
