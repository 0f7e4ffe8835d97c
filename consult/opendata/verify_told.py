"""Acts as their entries tell of them, and rows of tables held against them column by column.

Standard library only: packages carry this file. What no entry says is never called right: it is counted by column,
and named in the end.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from datetime import UTC, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from consult.opendata.verify_signatures import Row
from consult.record.verify import Fault

AS_COUNTED = "when it is due is counted by the profile’s rules, which no package holds"
ASIDE = "it helps to work with the tables and says nothing of anybody’s words or acts"
CONFIRMED = "that an address was confirmed has an entry, and not which address news goes to"
EARLIER = "it is proven by the earlier round’s own package"
NOTHING: Mapping[tuple[str, str], str] = {
    ("comments", "waiting_since"): ASIDE,
    ("submissions", "language"): "the language of the form; that of the words is committed to",
    ("submissions", "is_confirmed"): CONFIRMED,
    ("submissions", "is_phone_confirmed"): CONFIRMED,
    ("revisions", "source_html"): "HTML as it was imported; its words stand beside it",
    ("more_time", "whom"): "for whom is kept out of the record; the group is committed to",
    (
        "quiet_effects",
        "opened_before",
    ): "it follows from the dates of the consultation, which are committed to",
    ("quiet_effects", "opens_now"): "it follows from the dates of the consultation, which are committed to",
    **{("earlier_comments", one): EARLIER for one in ("reference", "disposition", "themes")},
    ("asked", "answers"): "which answers are of whom is told to auditors alone",
    ("reports", "due_at"): AS_COUNTED,
    (
        "themes",
        "published",
    ): "with imported comments, which have no entry each, the number follows from the tables",
}
"""(table, column) that no entry commits to, and why."""


SINCE_3 = frozenset({
    "state_reason", "superseded_by", "same_people_reason", "capacity", "alternative", "referred_to", "name", "office",
    "due_on", "answer", "due_at", "note_language", "channel",
    *("kind", "title", "language", "dated_on", "file_sha256", "added_reason", "ended_reason"),
})  # fmt: skip
"""Columns for which packages open values since their third form; older ones kept them for auditors."""


NOT_SHOWN = "where a comment stands that isn’t published is told to auditors alone"
SMALL = "small numbers would point at somebody"
ONLY_AUDITORS_SEE: Mapping[tuple[str, str], str] = {
    (
        "due_days",
        "is_done",
    ): "until the outcome is published, auditors alone read which article a theme is about",
    ("figures", "senders"): "who sent something before is told to auditors alone",
    **{("carries", one): NOT_SHOWN for one in ("state", "article", "start", "end")},
    **{
        ("expert_opinions", one): "whom the office invited is opened to auditors alone"
        for one in ("expert", "standing")
    },
    ("theme_comments", "reference"): SMALL,
    ("theme_comments", "theme"): SMALL,
    ("themes", "comments"): SMALL,
    ("themes", "unsaid"): SMALL,
}
"""The same of what the public grade alone doesn't prove."""


class Unknown:
    """What an entry doesn't tell."""

    def __init__(self, why: str) -> None:
        self.why = why


UNSAID = Unknown("it commits to no such value: it is older, or the table says it alone")
SHUT = Unknown("it commits to one, and this package doesn't open it")


class Instant:
    """When something was: the minute that an entry shows, and the instant where the package opens it."""

    __slots__ = ("exact", "minute")

    def __init__(self, minute: str, exact: str = "") -> None:
        self.minute = minute[:16]
        self.exact = (
            datetime.fromisoformat(exact).astimezone(UTC).isoformat().replace("+00:00", "Z") if exact else ""
        )

    def is_told(self, told: object) -> bool:
        """Whether a table tells this: the instant for auditors, the minute for everybody."""
        shown = str(told).replace("+00:00", "Z")
        if self.exact and len(shown) > len("2026-01-01T00:00Z"):
            return shown == self.exact
        return shown[:16] == self.minute


def in_zone(instant: datetime, zone: str) -> datetime:
    """By the clocks of a zone; of none, by universal time. Raises Fault where this Python knows no such zone."""
    if zone in ("", "UTC"):
        return instant.astimezone(UTC)
    try:
        return instant.astimezone(ZoneInfo(zone))
    except ZoneInfoNotFoundError as error:
        raise Fault(
            f"the time zone “{zone}” isn’t known to this Python. Where it knows none, as mostly on Windows, its "
            "package “tzdata” brings them: python -m pip install tzdata. Or check the package on another machine"
        ) from error


class Minutes:
    """How many whole minutes lie between two instants, or between their minutes where only these are told.

    ``is_loose``: in older packages the number was that of the instants for everybody, which may be one less.
    """

    __slots__ = ("is_loose", "number")

    def __init__(self, since: Instant, until: Instant, *, is_loose: bool) -> None:
        is_exact = bool(since.exact and until.exact)
        first, last = (
            datetime.fromisoformat(one.exact if is_exact else one.minute).replace(tzinfo=UTC)
            for one in (since, until)
        )
        self.is_loose = is_loose and not is_exact
        self.number = int((last - first).total_seconds() // 60)

    def is_told(self, told: object) -> bool:
        """Whether a table tells as many."""
        return told == self.number or (self.is_loose and told == self.number - 1)


class Parsed:
    """A value that is JSON: alike is what says the same. Nothing is as good as an empty list."""

    __slots__ = ("value",)

    def __init__(self, text: str) -> None:
        self.value = json.loads(text) if text else []

    def is_told(self, told: object) -> bool:
        """Whether a table says the same, as JSON or as the value itself."""
        return bool(
            (json.loads(told) if told else []) == self.value if isinstance(told, str) else told == self.value
        )


class Deed:
    """One act, with what the package opens of its entry."""

    __slots__ = (
        "actor",
        "closed",
        "form",
        "ground",
        "id",
        "objects",
        "office",
        "opened",
        "role",
        "time",
        "type",
    )

    def __init__(self, entry: Row, opened: Mapping[str, str]) -> None:
        self.type, self.time = sys.intern(str(entry.get("type", ""))), sys.intern(str(entry.get("time", "")))
        self.objects = [str(one) for one in entry.get("objects", [])]
        self.actor, self.office = str(entry.get("actor", "")), str(entry.get("office", ""))
        self.role, self.ground = str(entry.get("role", "")), str(entry.get("ground", ""))
        self.form, self.id = int(entry.get("v", 1)), str(entry.get("id", ""))
        self.opened = dict(opened)
        self.closed = frozenset(entry.get("commitments", {}).keys() - opened.keys())

    def says(self, name: str) -> Any:
        """A value that it commits to, as far as it is told."""
        return self.opened.get(name, SHUT if name in self.closed else UNSAID)

    def parsed(self, name: str) -> Any:
        """The same of a value that is JSON."""
        said = self.says(name)
        return said if isinstance(said, Unknown) else Parsed(said)

    def instant(self, name: str) -> Any:
        """The same of a value that is an instant."""
        said = self.says(name)
        return said if isinstance(said, Unknown) else instant_of(said)

    @property
    def at(self) -> Instant:
        """When it was done."""
        return Instant(self.time, self.opened.get("time", ""))

    @property
    def by_office(self) -> Any:
        """The office that did it. The console has none, and tables name the body for it."""
        return self.office or UNSAID

    @property
    def named(self) -> Collection[str]:
        """What an erasure names where it took away what opens this."""
        return (self.id, self.actor, *self.objects)


def instant_of(text: str) -> Instant | str:
    """An instant written in ISO 8601; empty for none."""
    if text in ("", "None"):
        return ""
    exact = datetime.fromisoformat(text).astimezone(UTC).isoformat()
    return Instant(exact, exact)


def is_same_instant(one: str, other: str) -> bool:
    """Whether two texts tell the same instant, however they are written; none is as good as none."""
    first, second = instant_of(one), instant_of(other)
    if isinstance(first, Instant) and isinstance(second, Instant):
        return first.exact == second.exact
    return first == second == ""


Known = TypeVar("Known")


class Deeds:
    """The acts of which there are few, in the order of the log. Words of replies are kept elsewhere, by fingerprint."""

    READS = (
        "consultation.", "version.", "document.", "more_time.granted", "reply.", "disposition.", "outcome.",
        "commitment.", "summary.", "dossier.", "answer.second", "answer.quotation", "interim.", "review.", "referral.",
        "comment.referred", "comment.reported", "text.reported", "report.", "statement.", "theme.", "due.", "passage.",
        "sample.", "ruling.judged", "expert.", "approval.",
    )  # fmt: skip
    """How the types of entries begin that it reads."""
    WITHOUT = ("theme.comments_put", "theme.comments_taken")

    def __init__(self) -> None:
        self._all: list[Deed] = []

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log."""
        if entry.get("type") not in self.WITHOUT:
            made = Deed(entry, opened)
            if made.type.startswith("reply."):
                made.opened.pop("body", None)
            self._all.append(made)

    def is_reported(self, thing: str) -> bool:
        """Whether a report of an official text was answered or escalated: it may be hidden since."""
        return any(one.objects[:1] == [thing] for one in self.of("report."))

    def of(self, *beginnings: str) -> list[Deed]:
        """Those whose types begin so."""
        return [one for one in self._all if one.type.startswith(beginnings)]

    def by(self, place: int, *beginnings: str) -> dict[str, list[Deed]]:
        """The same by what they name at this place."""
        found: dict[str, list[Deed]] = {}
        for one in self.of(*beginnings):
            if len(one.objects) > place:
                found.setdefault(one.objects[place], []).append(one)
        return found


class Columns:
    """Holds rows against what entries say of them. ``erased``: whatever an erasure names.

    ``is_older``: the package is of before its form opened what SINCE_3 names.
    """

    def __init__(self, erased: Set[str], *, is_older: bool = False, is_strict: bool = False) -> None:
        self.erased, self._is_older = erased, is_older
        self.is_strict = is_strict
        """Whether the package is of a form that opens all that everybody may open."""
        self.unsaid: Counter[tuple[str, str]] = Counter()
        """How many rows say something in a column of which their entries say nothing."""

    def hold(
        self,
        table: str,
        row: Row,
        said: Mapping[str, object],
        named: Collection[str] = (),
        called: object = "",
        *,
        gone: Set[str] | None = None,
    ) -> None:
        """Compare the columns that ``said`` names. Raises Fault, which names the row ``called`` so (or by its id).

        ``gone``: whatever an erasure of these columns names, where that is more than of all others.
        """
        erased = self.erased if gone is None else gone
        for column, value in said.items():
            if self._is_older and column not in row:
                continue
            told = row.get(column, "")
            if told == value or _is_told(told, value):
                continue
            if isinstance(value, Unknown) and not told:
                continue  # it claims nothing
            if (not told or value is SHUT) and not erased.isdisjoint(named):
                continue
            if value is UNSAID or (value is SHUT and self._is_older and column in SINCE_3):
                self.unsaid[table, column] += 1
                continue
            why = (
                "cannot be opened, and no erasure says why"
                if value is SHUT
                else "is not what the entries say"
            )
            raise Fault(f"data/{table}.jsonl: {called or row.get('id')}: “{column}” {why}")

    @property
    def older(self) -> list[tuple[str, str]]:
        """Columns of which entries here say nothing although newer ones do."""
        return [one for one in self.unsaid if one not in NOTHING and one not in ONLY_AUDITORS_SEE]

    def in_words(self, *, is_public: bool) -> Iterator[str]:
        """What nothing commits to, and what entries here don't say although newer ones do."""
        yield f"Not proven, since no entry commits to it: {_listed(NOTHING)}."
        if is_public:
            yield f"Proven in the auditor’s grade alone: {_listed(ONLY_AUDITORS_SEE)}."
        if self.older:
            yield f"Not proven here, since older entries don’t say it: {_listed(self.older)}."


def _listed(columns: Iterable[tuple[str, str]]) -> str:
    found: dict[str, list[str]] = {}
    for table, column in sorted(columns):
        found.setdefault(table, []).append(column)
    return "; ".join(f"{table}: {', '.join(names)}" for table, names in found.items())


def _is_told(told: object, value: object) -> bool:
    if isinstance(value, (Instant, Minutes, Parsed)):
        return value.is_told(told)
    return told == value or (type(told) is int and str(told) == value)


def pairs(
    table: str,
    rows: Iterable[Row],
    known: Mapping[Any, Known],
    key: Callable[[Row], Any] = lambda row: row["id"],
) -> Iterator[tuple[Row, Known]]:
    """Each row with what is known of it. Raises Fault for a row without an entry, a second one, and a missing one."""
    seen = set()
    for row in rows:
        own = key(row)
        if own not in known:
            raise Fault(f"data/{table}.jsonl: {_called(own)} has no entry: it was added to the table")
        if own in seen:
            raise Fault(f"data/{table}.jsonl: {_called(own)} stands there twice")
        seen.add(own)
        yield row, known[own]
    for own in known:
        if own not in seen:
            raise Fault(f"data/{table}.jsonl: {_called(own)} has an entry and is missing here")


def _called(own: object) -> str:
    return " ".join(map(str, own)) if isinstance(own, tuple) else str(own)


def by_language(first: object, words: Any, others: Any, rows: Collection[str]) -> dict[str, Any]:
    """Words in every language. ``first``: that of ``words``; where no entry tells it, the one language left over.

    ``others``: the words in further languages, as JSON, or what isn't known of them.
    """
    if isinstance(others, Unknown):
        return {
            one: words if one == first else others
            for one in {*rows, *([first] if isinstance(first, str) else [])}
        }
    further = json.loads(others) if others else {}
    if isinstance(first, Unknown):
        first = next(iter(sorted(set(rows) - further.keys())), "")
    return {**further, first: words}
