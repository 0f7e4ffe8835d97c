"""What an outcome made of a comment: the shape in which pages, mails and programs tell it.

Only the room of outcomes knows it; ``KNOWN`` lets the sender's own page here ask.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Became:
    """What became of the comments under one theme, or (``theme`` is empty) on one article or the whole draft."""

    disposition: str
    reason: str
    reason_language: str
    place: str
    """Where it stands on the page of the outcome: the fragment of its address."""
    theme: str = ""
    theme_language: str = ""
    theme_id: str = ""
    """The theme's public id."""


@dataclass(frozen=True)
class Fate:
    """That the outcome answers a comment, since when, and what became of it."""

    at: datetime
    """When the outcome was published."""
    became: Sequence[Became]
    """Themes before the article; empty where whoever asks may not read under which theme it stands."""


class Fates(Protocol):
    """Says what became of these comments, by their ids; of none before the outcome is public.

    ``is_own``: for their sender, who reads it of a comment that isn't public, too.
    """

    def __call__(
        self, comment_ids: Collection[int], language: str, *, is_own: bool = False
    ) -> Mapping[int, Fate]:
        """The fates, by the comment's id."""
        ...


KNOWN: list[Fates] = []


def own_fate(comment_id: int, language: str) -> Fate | None:
    """What became of a comment, for its sender."""
    for ask in KNOWN:
        found = ask([comment_id], language, is_own=True).get(comment_id)
        if found is not None:
            return found
    return None
