"""Bulk acts of the desk: a portion after the other, each in a transaction of its own, so that nobody waits to write."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from consult.foundation import web
from consult.foundation.errors import Busy
from consult.foundation.forms import Form, is_done

SECONDS = 15
"""How long one press of a button may go on with further portions; what is left waits for the next press."""


@dataclass
class Progress:
    """How far a bulk act came."""

    number: int = 0
    """Comments that it changed."""
    rest: int = 0
    """Comments that it hasn't come to: another press goes on with them."""


def by_portions(form: Form, ids: Sequence[int], act: Callable[[Sequence[int]], int]) -> Progress:
    """Do something to many comments, portion by portion.

    It stops where a portion is refused (the form says why), where the site is too busy, and when time is over. What
    was done before stays done, with its own entries.
    """
    done, until, size = Progress(rest=len(ids)), time.monotonic() + SECONDS, portion_size()
    for start in range(0, max(len(ids), 1), size):
        portion = ids[start : start + size]
        number = do_one(form, partial(act, portion), is_first=not start)
        if number is None:
            break
        done.number += number
        done.rest -= len(portion)
        if time.monotonic() >= until:
            break
    return done


def until_less(form: Form, act: Callable[[], int]) -> Progress:
    """The same where each portion looks up itself what is left: until one had less to do than it might."""
    done, until, size = Progress(), time.monotonic() + SECONDS, portion_size()
    while True:
        number = do_one(form, act, is_first=not done.number)
        if number is None:
            return done
        done.number += number
        done.rest = int(number >= size)
        if not done.rest or time.monotonic() >= until:
            return done


def portion_size() -> int:
    """Comments in one portion, as the operator set it."""
    return web.settings().desk_portion


def do_one(form: Form, act: Callable[[], int], *, is_first: bool) -> int | None:
    """How many one portion changed, or None where it was refused or waited too long. Raises Busy for the first one."""
    number = 0

    def keep() -> None:
        nonlocal number
        number = act()

    try:
        return number if is_done(form, keep) else None
    except Busy:
        if is_first:
            raise
        return None
