"""Published texts of other rooms that readers may report. Those rooms say here how theirs are found and hidden."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from consult.foundation.access import Actor
from consult.foundation.errors import N_, NotFound

NONE = N_("There is no published text at this address.")


@dataclass(frozen=True)
class Published:
    """A text as everybody sees it. ``place`` is the page it stands on, below the language; ``html`` is safe."""

    subject: str
    public_id: str
    consultation_id: int
    html: str
    language: str
    place: str
    is_shown: bool
    written_by: int | None = None
    """The account of the staff who wrote it, if one did: somebody else decides."""


class Subject(Protocol):
    """One kind of text. Hiding and showing again are parts of verbs of this room, whose entry says why."""

    def find(self, public_id: str) -> Published | None:
        """The text with this random id, or None."""

    def hide(self, actor: Actor, public_id: str, *, ground: str, now: datetime) -> None:
        """Take its words from every page; that something stood there stays to be seen."""

    def show(self, actor: Actor, public_id: str, *, now: datetime) -> None:
        """Show its words again."""


SUBJECTS: dict[str, Subject] = {}
"""Kind of text (reply, statement, attachment) -> how its room finds and hides it. Filled by hooks."""


def published(subject: str, public_id: str) -> Published:
    """The text. Raises NotFound."""
    found = SUBJECTS[subject].find(public_id) if subject in SUBJECTS else None
    if found is None:
        raise NotFound(NONE)
    return found
