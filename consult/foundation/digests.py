"""Several mails to one mailbox about one thing leave as one digest: pure.

What is about the reader's own words comes first. Each part keeps its subject as its heading; the end, with the link
that stops them all, stands once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

WAIT = timedelta(seconds=20)
"""So long a part waits for others before it leaves."""
OWN, NEWS = 1, 2
"""Ranks: about the reader's own words, about everything."""


@dataclass(frozen=True)
class Part:
    """What a mail is in a digest. ``group``: mails of one group to one address go together."""

    group: str
    rank: int
    head: str
    """Subject of a digest that this part leads."""
    text: str
    foot: str

    def stored(self) -> dict[str, object]:
        """As it waits in the outbox."""
        return asdict(self)


def due_at(now: datetime, minutes: int) -> datetime:
    """When a part leaves at the soonest. ``minutes``: between two digests to one mailbox; 0: each leaves at once."""
    return now + WAIT if minutes else now


def together(parts: Sequence[tuple[str, Mapping[str, object]]]) -> tuple[str, str]:
    """(subject, body) of one digest made of (subject, stored part) of several mails, those about own words first."""
    ordered = sorted(parts, key=lambda one: int(str(one[1]["rank"])))
    sections = [f"== {subject} ==\n\n{part['text']}" for subject, part in ordered]
    lead = ordered[0][1]
    return str(lead["head"]), "\n\n".join((*sections, str(lead["foot"]))) + "\n"
