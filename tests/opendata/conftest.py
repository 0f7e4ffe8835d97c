"""What the tests of packages share."""

from pathlib import Path

import pytest
from flask import Flask

from tests.factories.packages import Files, make_packages


@pytest.fixture
def packages(app: Flask, tmp_path: Path) -> dict[str, Files]:
    """Both grades of a process in which everything happened, file by file."""
    return make_packages(tmp_path)
