"""The orders in which results can be read.

A share of few answers says little, so two answers of chance are added to the total: one agreement of one (33 %) doesn't
come before ninety of a hundred (88 %).
"""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

ORDERS = ("agreed", "divided", "number")


class Counted(Protocol):
    """Anything with counts."""

    @property
    def agrees(self) -> int: ...
    @property
    def disagrees(self) -> int: ...
    @property
    def total(self) -> int: ...


def agreement(counts: Counted) -> float:
    """How much a statement is agreed with: agreements of all answers, 0 to 1."""
    return counts.agrees / (counts.total + 2)


def division(counts: Counted) -> float:
    """How much it divides: the smaller camp's share of all answers, 0 to 0.5."""
    return min(counts.agrees, counts.disagrees) / (counts.total + 2)


Item = TypeVar("Item")


def ordered(
    items: Sequence[Item], order: str, *, counts: Callable[[Item], Counted], number: Callable[[Item], int]
) -> list[Item]:
    """The items by most agreed, most divided or (any other word) number; equal ones by number."""
    measures: dict[str, Callable[[Counted], float]] = {"agreed": agreement, "divided": division}
    measure = measures.get(order, lambda _: 0.0)
    return sorted(items, key=lambda one: (-measure(counts(one)), number(one)))


def page_after(
    items: Sequence[Item], after: int | None, *, limit: int, number: Callable[[Item], int]
) -> tuple[list[Item], int | None]:
    """The items that follow the one with the number ``after`` in their order, and the number that continues them."""
    start = next((place + 1 for place, one in enumerate(items) if number(one) == after), 0)
    page = list(items[start : start + limit])
    return page, number(page[-1]) if start + limit < len(items) else None
