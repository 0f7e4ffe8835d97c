"""The published vectors of the record, where they are on this machine."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

DATA = Path(os.environ.get("CONSULT_REAL_DATA", Path(__file__).parents[2].parent / "shared" / "data"))


def load(name: str) -> Any:
    """One file of vectors; skips the test where it is absent."""
    path = DATA / "record-vectors" / name
    if not path.exists():
        pytest.skip("the record's vectors are not on this machine")
    return json.loads(path.read_text(encoding="utf-8"))
