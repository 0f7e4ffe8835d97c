"""How long work takes in the seconds of an ordinary machine, whatever machine this is and whatever else it does."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

ORDINARY = 100.0
"""Times that ``_piece`` is done in a second on an ordinary machine with nothing else to do."""
LOOKED_AT = 0.5
"""Seconds for which the machine is looked at before work is called slow."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What is done inside takes at most this much processor time of an ordinary machine; AssertionError otherwise.

    A machine that others use lends this process slower seconds, also of processor time. What took too long is therefore
    held against a fixed piece of work that is done right afterwards.
    """
    began = time.process_time()
    yield
    used = time.process_time() - began
    if used >= seconds:
        slower = max(1.0, ORDINARY / _pieces_a_second())
        assert used < seconds * slower, f"{used:.2f} s, {slower:.1f} times as slow as an ordinary machine"


def _pieces_a_second() -> float:
    began, pieces = time.process_time(), 0
    while (passed := time.process_time() - began) < LOOKED_AT:
        _piece()
        pieces += 1
    return pieces / passed


def _piece() -> int:
    """Text work as that which is measured: some of it in Python, some in the library."""
    words = "人人都可以說話, so can they. " * 3_000
    letters = [one for one in words if one.isalpha()]
    return sum(ord(one) for one in sorted(letters)) + words.count("話")
