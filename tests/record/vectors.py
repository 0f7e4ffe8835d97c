"""The published vectors of the record, where they are on this machine."""

import json
from typing import Any

from tests.real_data import real


def load(name: str) -> Any:
    """One file of vectors; skips the test where it is absent."""
    return json.loads(real("record-vectors", name).read_text(encoding="utf-8"))
