"""What the worker tries again until it is done."""

import time
from collections.abc import Callable

LONGEST = 30.0
"""Seconds after which it is not done at all."""


def until_done(attempt: Callable[[], object]) -> None:
    """Try until it says that it is done. AssertionError if it never does.

    A sweep on PostgreSQL isn't while anybody writes who began before, in whichever database of the server: there,
    another test.
    """
    began = time.monotonic()
    while not attempt():
        assert time.monotonic() - began < LONGEST, "it is never done"
        time.sleep(0.1)
