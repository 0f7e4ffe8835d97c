"""Days by which themes and parts are owed, by the entries alone. Standard library only: packages carry this file."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

from consult.opendata.verify_told import UNSAID, Columns, Deed, Unknown, pairs
from consult.record.verify import Fault


class DueDays:
    """What the entries say of due days, act by act."""

    READS = ("due.", "theme.assigned", "theme.merged", "theme.removed", "joint.")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.days: dict[str, list[Deed]] = {}
        self._holders: dict[str, str | Unknown] = {}
        """Theme or part -> the body that it was given to last; empty for the one that holds the consultation."""
        self._done: set[str] = set()
        """Themes that are no more, parts that were written, and joint replies that nobody asks for any more."""
        self._joints: dict[str, str] = {}
        """Part -> the joint reply that it belongs to."""

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_ == "theme.assigned":
            self._holders[objects[0]] = next(iter(objects[1:]), "")
        elif type_ in ("theme.merged", "theme.removed"):
            self._done.add(objects[0])
            if type_ == "theme.merged":
                self._merge(*objects)
        elif type_.startswith("joint."):
            self._join(type_, objects)
        elif type_ == "due.set":
            self.days.setdefault(objects[0], [])
        if type_ in ("due.set", "due.moved", "due.dropped", "due.overdue"):
            if objects[0] not in self.days:
                raise Fault(f"due day {objects[0]} was never named")
            self.days[objects[0]].append(Deed(entry, opened))
        if type_ == "due.dropped":
            del self.days[objects[0]]

    def _join(self, type_: str, objects: Sequence[str]) -> None:
        if type_ in ("joint.part_owed", "joint.part_handed_up"):
            self._holders[objects[1]], self._joints[objects[1]] = objects[-1], objects[0]
            self._done.discard(objects[1])  # whoever has it now hasn’t written it
        elif type_ == "joint.part_written":
            self._done.add(objects[1])
        elif type_ == "joint.cancelled":
            self._done.add(objects[0])

    def _is_done(self, about: str, decided: Callable[[str], Any]) -> Any:
        """Whether it is there, or nobody waits for it any more. ``decided``: whether a theme has its disposition."""
        if about in self._done or self._joints.get(about) in self._done:
            return True
        return False if about in self._joints else decided(about)

    def _merge(self, theme: str, into: str, office: str | None = None) -> None:
        """``office``: in whose hands it is then. Older entries don't name it: it is kept by whoever had either.

        Of one that was given to no office these don't tell whether a person has it.
        """
        before = self._holders.get(theme, "")
        if office is not None:
            self._holders[into] = office
        elif into not in self._holders:
            self._holders[into] = before
        elif before and not self._holders[into]:
            self._holders[into] = UNSAID

    def check(
        self, rows: Iterable[Mapping[str, Any]], columns: Columns, themes: Container[str], body: str,
        called: Callable[[Any], Any], decided: Callable[[str], Any], *, is_over: bool,
    ) -> None:  # fmt: skip
        """The table says what the entries say, and nothing else.

        ``themes``: ids of all that were ever made. ``body``: the one that holds the consultation. ``called``: the name
        of a body by its id, or what isn’t known of it. ``decided``: whether a theme has its disposition. ``is_over``:
        the consultation isn’t running any more, and nothing is waited for.
        """
        for row, acts in pairs("due_days", rows, self.days):
            days = [one for one in acts if one.type != "due.overdue"]
            late = [one for one in acts if one.type == "due.overdue"]
            about = [one.objects[1] for one in days if len(one.objects) > 1]
            said = {
                "about": about[-1], "kind": "theme" if about[-1] in themes else "part",
                "due_on": days[-1].says("due_on"), "reason": days[-1].says("reason"),
                "reason_language": days[-1].says("reason_language") if row["reason"] else "",
                "escalated_at": late[-1].at if late else "",
                "earlier": days[-1].parsed("earlier"),
                "is_done": is_over or self._is_done(about[-1], decided),
                "office": called(self._holders.get(about[-1]) or body),
            }  # fmt: skip
            columns.hold("due_days", row, said, [name for one in acts for name in one.named])
