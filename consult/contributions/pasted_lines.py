"""Lists that an author pastes or uploads, a person or body a line: pure."""

from collections.abc import Callable
from typing import TypeVar

from consult.foundation.errors import Refused

T = TypeVar("T")
SHOWN = 5
"""Lines at fault that a refusal names."""


def read_lines(given: str, read: Callable[[str], T], *, refusal: str, field: str) -> list[T]:
    """What ``read`` makes of each line that isn't empty.

    Raises Refused with ``refusal``, which has a place for the numbers of the ``lines`` that ``read`` refused.
    """
    found, wrong = [], []
    for number, line in enumerate(given.splitlines(), 1):
        if not line.strip():
            continue
        try:
            found.append(read(line))
        except Refused:
            wrong.append(number)
    if wrong:
        lines = ", ".join(str(one) for one in wrong[:SHOWN]) + (" …" if len(wrong) > SHOWN else "")
        raise Refused(refusal, field=field, lines=lines)
    return found
