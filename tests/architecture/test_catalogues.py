"""A missing, stale or misplaced translation fails here as in ``start.py check``."""

import pytest

from consult.foundation import catalogues


def test_no_message_is_translated_in_two_ways() -> None:
    assert list(catalogues.conflicts()) == []


@pytest.mark.parametrize("room", catalogues.rooms())
def test_catalogues_of_a_room_are_complete(room: str) -> None:
    assert list(catalogues.faults(room)) == []
