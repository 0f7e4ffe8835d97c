"""Where a package was taken in from elsewhere: each site adds its entry and the proof. Standard library only."""

import base64
import hashlib
from collections.abc import Iterator

from consult.opendata.verify_bag import Package, parsed
from consult.record.verify import Fault, check_openings, check_receipt, key_of, leaf_hash, receipt_of

IMPORTS = "data/imports.jsonl"
"""What sites add that took the package in: the only file that isn’t of the site that made it."""


def check_imports(package: Package) -> Iterator[str]:
    """Where the package was taken in from elsewhere, in sentences. Raises Fault."""
    lines = package.read("manifest-sha512.txt").splitlines(keepends=True)
    original = hashlib.sha512(
        b"".join(one for one in lines if not one.endswith(f"  {IMPORTS}\n".encode()))
    ).hexdigest()
    for number, row in enumerate(package.rows(IMPORTS) if IMPORTS in package.names else (), 1):
        content = base64.b64decode(row["bytes"])
        entry = parsed(content)
        opened = check_openings(entry["commitments"], row["openings"])
        if entry != row["entry"] or entry["type"] != "package.imported" or opened.get("manifest") != original:
            raise Fault(f"{IMPORTS}, row {number}: not the import of this package")
        keys = [key_of(one) for one in row["vkeys"]]
        head = check_receipt(receipt_of(row["proof"].encode()), leaf_hash(content), keys)
        yield f"Imported: on {entry['time']} by {head.origin}, whose log says so (entry and proof are here)."
