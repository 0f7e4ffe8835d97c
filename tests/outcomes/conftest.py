"""What several tests of answers begin with."""

import pytest
from flask import Flask

from tests.factories.ratings import Case


@pytest.fixture
def case(app: Flask) -> Case:
    """Its outcome is published."""
    made = Case()
    made.publish()
    return made
