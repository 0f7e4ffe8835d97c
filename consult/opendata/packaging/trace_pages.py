"""The trace in the reading room: what each version changes, what moved it, and where comments went."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from consult.consultations import queries as consultations
from consult.consultations.changes import Change
from consult.opendata.files.answers import REPLIES
from consult.opendata.files.following import CARRIES, CAUSES
from consult.opendata.files.shape import Record, Scope


@dataclass(frozen=True)
class Step:
    """From one published version to the next, in one language."""

    before: int
    after: int
    language: str
    note: str
    note_language: str
    changes: Sequence[Change]
    causes: Mapping[str, Sequence[Record]]
    carried: Mapping[str, int]
    """How many comments are in each state in the later version."""

    @property
    def name(self) -> str:
        """Its page, without the ending."""
        return f"changes-{self.before}-{self.after}"

    @property
    def unexplained(self) -> Sequence[Change]:
        """Changed passages without a stated reason."""
        return [one for one in self.changes if one.is_touched and one.passage not in self.causes]


class Trace:
    """What the tables of the package say of it, read once."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        versions = consultations.versions_of(scope.consultation.id)
        shown = [one for one in versions if one.removed_at is None]
        self.pairs = list(pairwise(shown))
        is_told = len(versions) > 1  # also of versions that were removed since: the tables tell it too
        self._causes: dict[Any, dict[Any, list[Record]]] = defaultdict(lambda: defaultdict(list))
        self._moved: dict[Any, list[Record]] = defaultdict(list)
        self._linked = [row for row in CAUSES.rows(scope) if not row["unlinked_at"]] if is_told else []
        for row in self._linked:
            self._causes[row["version"]][row["passage"]].append(row)
            self._moved[row["reference"]].append(row)
        self._stands: dict[Any, list[Record]] = defaultdict(list)
        for row in CARRIES.rows(scope) if is_told else ():
            self._stands[row["reference"]].append(row)
        self.replies = {row["id"]: row for row in REPLIES.rows(scope)} if is_told else {}
        self._lead_back_through_replies()

    def _lead_back_through_replies(self) -> None:
        """A passage that cites a reply was moved by each comment it answers, unless that is cited beside it itself."""
        known = {(row["version"], row["passage"], row["reference"]) for row in self._linked}
        for row in (one for one in self._linked if one["kind"] == "reply"):
            for reference in str(self.replies.get(row["reply"], {}).get("comments", "")).split():
                place = (row["version"], row["passage"], reference)
                if place not in known:
                    known.add(place)
                    self._moved[reference].append(row)

    @property
    def before(self) -> dict[str, int]:
        """The version before each, by number: the list of comments leads to the pages of these steps."""
        return {str(after.number): before.number for before, after in self.pairs}

    def steps(self, language: str) -> list[Step]:
        """Every step, each in the best edition for a reader of ``language``."""
        found = []
        for before, after in self.pairs:
            made = consultations.compared(
                self._scope.consultation.id, str(before.number), after.number, language=language
            )
            states = Counter(
                str(row["state"])
                for rows in self._stands.values()
                for row in rows
                if row["version"] == after.number
            )
            note, noted = consultations.note_in(after, language)
            found.append(
                Step(
                    before.number, after.number, made.edition.language, note,
                    noted or self._scope.consultation.language,
                    [one for one in made.changes if one.kind != "same"], self._causes[after.number], states,
                )
            )  # fmt: skip
        return found

    def of_comment(self, reference: object) -> dict[str, Any]:
        """What the list of comments says beside one: where it stands in later versions, and what it moved."""
        moved = [[row["version"], row["passage"], row["kind"]] for row in self._moved.get(reference, ())]
        stands = [
            [row["version"], row["state"], row["article"], row["words"]]
            for row in self._stands.get(reference, ())
        ]
        return {**({"moved": moved} if moved else {}), **({"stands": stands} if stands else {})}
