"""A missing, stale or misplaced translation fails here as in ``start.py check``."""

import pytest

from consult.foundation import catalogues


@pytest.mark.parametrize("room", catalogues.rooms())
def test_catalogues_of_a_room_are_complete(room: str) -> None:
    assert list(catalogues.faults(room)) == []
