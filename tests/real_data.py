"""Real drafts, comments, votes, laws and vectors: beside the project, or where ``CONSULT_REAL_DATA`` says."""

import os
from pathlib import Path

import pytest

REAL_DATA = Path(os.environ.get("CONSULT_REAL_DATA") or Path(__file__).parents[2] / "shared" / "data")


def real(*parts: str) -> Path:
    """A file or folder of the real data; skips the test where just that one isn't there, and says which."""
    path = REAL_DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no real data at {'/'.join(parts) or 'all'} (set CONSULT_REAL_DATA)")
    return path
