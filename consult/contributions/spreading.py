"""Times at which each of several things is done, so that nobody reads from a time that they belong together. Pure."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

LEAST_APART = timedelta(minutes=10)
"""Where there is room for it: the worker may be late, and entries tell the minute."""

ONE_IN = 60
"""Of so many minutes chance chooses one at which what is late is done."""


def spread(number: int, within: timedelta, chance: random.Random) -> Iterator[timedelta]:
    """So many times from now on, the last within the limit, in no order and no two close together."""
    gap = min(LEAST_APART, within / (number + 1))
    places = sorted(chance.random() for _ in range(number))
    times = [gap * place + (within - gap * number) * share for place, share in enumerate(places, 1)]
    chance.shuffle(times)
    yield from times


def is_time(due: datetime, now: datetime, chance: random.Random) -> bool:
    """Whether it is done now. What is late, because nothing was done for a while, waits for a minute of its own."""
    return due <= now and (now - due < LEAST_APART or chance.random() * ONE_IN < 1)
