"""Who held which role on which body when, from the entries of the site's log.

Standard library only: packages carry this file.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from consult.opendata.verify_quiet import QuietPeriods
from consult.opendata.verify_refused import RefusedDays
from consult.opendata.verify_signatures import Row, Signatures
from consult.opendata.verify_taken_out import takes_out
from consult.opendata.verify_told import SHUT, UNSAID, Unknown
from consult.record.verify import Fault

CALLED = ("slug", "name", "names")
"""What an entry says of how a body is called."""


class Roles:
    """Who held which role on which body when, from the entries of the site's log."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
        self._heads: dict[str, dict[int, bytes]] = defaultdict(dict)
        self._forms: dict[str, dict[int, str]] = defaultdict(dict)
        self._sealed: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._taken = 0
        self.sealings: list[tuple[int, str]] = []
        """Place and minute of each entry that whoever seals made: the first key, and of each head of another log."""
        self.signatures, self.quiet, self.refused = Signatures(), QuietPeriods(), RefusedDays()
        self.erased: set[str] = set()
        self.told: dict[str, dict[str, str]] = defaultdict(dict)
        """What bodies are called and which stands above, as far as this package opens it."""
        self.shut: set[str] = set()
        """Bodies of which an entry says what they are called, and not all of that is opened."""
        self.latest = ""
        """The time of the newest entry."""

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry of the site's log. Raises Fault."""
        self.signatures.take(entry, opened, {})
        self.quiet.take(entry, opened)
        self.refused.take(entry, opened)
        self.latest = max(self.latest, str(entry.get("time", "")))
        type_, objects = str(entry.get("type", "")), entry.get("objects", [])
        role = opened.get("held_role", "")
        if type_ in ("organisation.created", "organisation.renamed"):
            self._name(entry, opened)
        if type_.startswith("membership.") and len(objects) > 1 and role:
            spans = self._held[objects[1], role]
            if type_ == "membership.granted":
                spans.append([objects[0], entry["time"], ""])
            elif type_ in (
                "membership.revoked",
                "membership.given_up",
                "membership.lapsed",
                "membership.ended",
            ):
                for span in spans:
                    if span[0] == objects[0] and not span[2]:
                        span[2] = entry["time"]
        if type_ == "record.sealed":
            self._head(entry, opened)
        if type_ == "record.sealed" or (type_ == "record.key_set" and entry.get("ground") == "first"):
            self.sealings.append((self._taken, str(entry["time"])))
        self._taken += 1
        if takes_out(type_):
            self.erased |= set(map(str, objects))

    def _head(self, entry: Row, opened: Mapping[str, str]) -> None:
        own, size, root = str(entry["consultation"]), int(opened["size"]), opened["root"]
        if self._heads[own].setdefault(size, bytes.fromhex(root)).hex() != root:
            raise Fault(f"it names another head of {size} entries than an entry before it")
        self._sealed[own, size].add(str(entry["time"]))
        if objects := entry.get("objects"):
            self._forms[own][size] = str(objects[0])

    def _name(self, entry: Row, opened: Mapping[str, str]) -> None:
        own, *above = map(str, entry["objects"])
        if any(name not in opened for name in CALLED if name in entry.get("commitments", {})):
            self.shut.add(own)  # whoever leaves one out could call the body by another name
        if not opened:
            return
        self.told[own] |= {name: opened[name] for name in CALLED if name in opened}
        if entry["type"] == "organisation.created" and entry.get("v", 1) > 1:
            self.told[own]["above"] = above[0] if above else ""

    def says(self, body: str, name: str) -> Any:
        """What the entries say of a body: its slug, its name, the one above; as far as it is told."""
        return SHUT if body in self.shut else self.told.get(body, {}).get(name, UNSAID)

    def name_in(self, body: Any, language: str) -> Any:
        """A body's name in a language of the site. Older entries tell it in one only. ``body``: its id, or Unknown."""
        names = body if isinstance(body, Unknown) else self.says(body, "names")
        return (
            names
            if isinstance(names, Unknown)
            else json.loads(names).get(language) or self.says(body, "name")
        )

    def heads_of(self, consultation: str) -> Mapping[int, bytes]:
        """The root of a consultation's log at each size that it had by the site's log."""
        return self._heads[consultation]

    def sealed_at(self, consultation: str, size: int) -> Set[str]:
        """The minutes in which a consultation's log was sealed at this size, by the site's log."""
        return self._sealed[consultation, size]

    def forms_of(self, consultation: str) -> Mapping[int, str]:
        """The form in which packages were made when a consultation's log had each size, as far as it is told."""
        return self._forms[consultation]

    def is_known(self, person: str) -> bool:
        """Whether the package tells of any role of this person."""
        return any(one == person for one, _role in self._held)

    def held(self, person: str, roles: Sequence[str], bodies: Iterable[str], time: str) -> bool:
        """Whether the person held one of the roles on one of the bodies at this minute."""
        own = frozenset(bodies)
        return any(
            body in own and begin <= time and (not end or time <= end)
            for role in roles
            for body, begin, end in self._held.get((person, role), ())
        )
