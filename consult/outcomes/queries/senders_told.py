"""By which channel and from which place people answered, as the response tells it: small numbers are left out.

Counted once, when the outcome is published: what senders say of themselves is erased some time after it.
"""

from collections.abc import Collection
from typing import Any

from consult.contributions import queries as contributions
from consult.contributions.queries import SaidPlace
from consult.contributions.small_cells import SMALL, told

ELSEWHERE, UNSTATED = "elsewhere", "unstated"


def offered(consultation_id: int) -> dict[str, SaidPlace]:
    """Places that enough senders named, by their folded names: staff choose which of them the response names."""
    said = contributions.places_said(consultation_id)
    return {key: one for key, one in said.items() if one.senders >= SMALL}


def counted(consultation_id: int, named: Collection[str]) -> dict[str, Any]:
    """``{channels: [[channel, submissions], …], places: [[place, senders], …], elsewhere, unstated}``; None: untold.

    Places that aren't named count as elsewhere. Where no place is named, nothing is told about places.
    """
    channels = told(contributions.channels(consultation_id))
    found: dict[str, Any] = {"channels": [[one, number] for one, number in channels.items()]}
    said = contributions.places_said(consultation_id)
    chosen = {key: one for key, one in said.items() if key in named}
    if not chosen:
        return found
    stated = sum(one.senders for one in said.values())
    rows = {
        **{key: one.senders for key, one in chosen.items()},
        ELSEWHERE: stated - sum(one.senders for one in chosen.values()),
        UNSTATED: max(contributions.received(consultation_id).all.senders - stated, 0),
    }
    numbers = told(rows)
    return {
        **found, "places": [[one.name, numbers[key]] for key, one in chosen.items()],
        ELSEWHERE: numbers[ELSEWHERE], UNSTATED: numbers[UNSTATED],
    }  # fmt: skip
