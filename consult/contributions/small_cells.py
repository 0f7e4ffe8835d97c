"""Which numbers of a table may be told, so that nobody is found by a small one. Pure.

A number below SMALL could point at somebody. Beside it stand the total and all other numbers, from which it could be
reckoned: so one row alone is never kept back, and what is kept back counts SMALL at least. All that is kept back looks
the same, because a mark "under five" on some of them would give a bound to reckon with.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

SMALL = 5
Key = TypeVar("Key", bound=Hashable)


def kept_back(rows: Mapping[Key, Sequence[int]]) -> set[Key]:
    """Keys of the rows whose numbers aren't told. Rows of noughts only are told: nobody stands in them."""
    somebody = {key: numbers for key, numbers in rows.items() if any(numbers)}
    kept = {key for key, numbers in somebody.items() if any(0 < number < SMALL for number in numbers)}
    others = sorted(somebody.keys() - kept, key=lambda key: (sum(somebody[key]), str(key)))
    while kept and others and not _hides(kept, somebody):
        kept.add(others.pop(0))
    return kept


def is_untellable(rows: Mapping[Key, Sequence[int]]) -> bool:
    """Whether everything is kept back and could still be reckoned: then not even the rows' names are told."""
    kept = kept_back(rows)
    return bool(kept) and not _hides(kept, rows)


def _hides(kept: set[Key], rows: Mapping[Key, Sequence[int]]) -> bool:
    """Whether the rows kept back can't be reckoned from the total: two at least, and not small together."""
    together = [sum(column) for column in zip(*(rows[key] for key in kept), strict=True)]
    return len(kept) > 1 and all(total == 0 or total >= SMALL for total in together)


def told(numbers: Mapping[Key, int]) -> dict[Key, int | None]:
    """The numbers that may be told, None for those kept back."""
    kept = kept_back({key: (number,) for key, number in numbers.items()})
    return {key: None if key in kept else number for key, number in numbers.items()}
