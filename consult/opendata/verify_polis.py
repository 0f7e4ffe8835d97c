"""The votes in the form of a Polis export, made anew from the tables.

Standard library only: packages carry this file.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from consult.opendata.verify_bag import Package
from consult.opendata.verify_csv import cell_of, csv_rows
from consult.record.verify import Fault

POLIS = "data/polis/"
POLIS_FILES = ("comments.csv", "participants-votes.csv", "summary.csv", "votes.csv")
NUMBERS = {"agree": 1, "disagree": -1, "pass": 0}
MODERATED = {"rejected": -1, "unmoderated": 0}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Cells = list[object]


class Polis:
    """What the files of such an export say by the tables of statements and votes."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._statements = list(package.table("statements"))
        self._cast: dict[str, dict[int, int]] = {}
        """Voter -> number of the statement -> vote, in the order in which voters are numbered."""

    def check(self, *, is_shown: bool) -> None:
        """Each file of it is there and says what the tables say. ``is_shown``: votes are told. Raises Fault."""
        due = {POLIS + name for name in POLIS_FILES} if is_shown and self._statements else set()
        for name in sorted(due ^ {one for one in self._package.names if one.startswith(POLIS)}):
            raise Fault(f"{name}: is there without votes that are told, or is missing")
        if due:
            self._compare("votes.csv", self._votes())  # first: it numbers the voters
            self._compare("comments.csv", self._comments())
            self._compare("participants-votes.csv", self._participants())
            self._compare("summary.csv", self._summary())

    def _compare(self, name: str, made: Iterator[Cells]) -> None:
        rows = csv_rows(self._package, POLIS + name)
        for number, cells in enumerate(made, 1):
            told = next(rows, [])
            if told != list(map(cell_of, cells)) and not self._is_withheld(name, told, cells):
                raise Fault(
                    f"{POLIS}{name}, row {number}: not what data/statements.jsonl and data/votes.jsonl say"
                )
        if next(rows, None) is not None:
            raise Fault(f"{POLIS}{name}: a row more than the tables give")

    def _is_withheld(self, name: str, told: list[str], cells: Cells) -> bool:
        """Whether a text is left out of a statement that was closed: auditors have it in the table."""
        closed = {str(one["number"]) for one in self._statements if one["closed_at"]}
        if name != "comments.csv" or len(told) != len(cells) or told[-1] or told[2] not in closed:
            return False
        return told[:-1] == list(map(cell_of, cells[:-1]))

    def _votes(self) -> Iterator[Cells]:
        yield ["timestamp", "datetime", "comment-id", "voter-id", "vote"]
        numbers: dict[str, int] = {}
        for row in self._package.table("votes"):
            voter = numbers.setdefault(row["voter"], len(numbers))
            value = NUMBERS[row["value"]]
            self._cast.setdefault(row["voter"], {})[row["statement"]] = value
            at = int(datetime.fromisoformat(row["voted_at"]).timestamp() * 1000)
            yield [
                at,
                _in_words_of_polis(datetime.fromtimestamp(at // 1000, UTC)),
                row["statement"],
                voter,
                value,
            ]

    def _comments(self) -> Iterator[Cells]:
        yield [
            "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body",
        ]  # fmt: skip
        for row in self._statements:
            at = datetime.fromisoformat(row["opened_at"])
            stamp = int(at.replace(microsecond=0).timestamp()) * 1000 + at.microsecond // 1000
            yield [
                stamp, _in_words_of_polis(at), row["number"], "", row["agrees"], row["disagrees"],
                MODERATED.get(row["closed_reason"], 1), row["text"],
            ]  # fmt: skip

    def _participants(self) -> Iterator[Cells]:
        statements = [row["number"] for row in self._statements]
        yield ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *statements]
        for number, own in enumerate(self._cast.values()):
            counts = Counter(own.values())
            yield [number, "", 0, len(own), counts[1], counts[-1], *(own.get(one, "") for one in statements)]

    def _summary(self) -> Iterator[Cells]:
        voters, statements = len(self._cast), len(self._statements)
        told: Mapping[str, Any] = {
            "topic": "", "url": "", "views": "", "voters": voters, "voters-in-conv": voters,
            "commenters": 1 if statements else 0, "comments": statements, "groups": 0, "conversation-description": "",
        }  # fmt: skip
        yield from ([name, value] for name, value in told.items())


def _in_words_of_polis(at: datetime) -> str:
    return f"{DAYS[at.weekday()]} {MONTHS[at.month - 1]} {at:%d %H:%M:%S} UTC {at.year}"
