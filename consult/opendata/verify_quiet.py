"""That nothing opened and no outcome appeared in a quiet period of the body, or of one above it, without an exemption.

Standard library only: packages carry this file. Quiet periods are in the site's log; what they did to a consultation,
and exemptions, are in its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from consult.opendata.verify_told import in_zone
from consult.record.verify import Fault

OPENING, OUTCOME = "opening", "outcome"
PAST_DATES = "past-dates"
EFFECTS = ("consultation.quiet_began", "consultation.quiet_ended", "consultation.put_off")
MINUTE_OF_QUIET = len("2026-01-01T00:00")
QUIET_COLUMNS = (
    "period", "begins_on", "ends_on", "days", "due_before", "due_now", "act", "reason", "reason_language", "began_at",
    "agreed_at",
)  # fmt: skip
ENDINGS = ("consultation.withdrawn", "consultation.superseded", "consultation.annulled")
APPEARS = ("outcome.published", "interim.published", "summary.published")


class KeptQuiet:
    """One quiet period: of which body, since when it is known, and its last day as told at each time."""

    __slots__ = ("begins_on", "body", "ends", "set_at")

    def __init__(self, body: str, set_at: str, begins_on: date, ends_on: date) -> None:
        self.body, self.set_at, self.begins_on, self.ends = body, set_at, begins_on, [(set_at, ends_on)]

    def holds(self, day: date, time: str) -> bool:
        """Whether it was known before this minute and the day is one of its days, as far as was known then."""
        known = [ends for told, ends in self.ends if told <= time]
        return self.set_at < time and bool(known) and self.begins_on <= day <= known[-1]


class QuietPeriods:
    """The quiet periods that the site's log tells of."""

    def __init__(self) -> None:
        self.known: dict[str, KeptQuiet] = {}

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str]) -> None:
        """Take the next entry of the site's log. Raises Fault."""
        type_, objects, time = (
            str(entry.get("type", "")),
            entry.get("objects", []),
            str(entry.get("time", "")),
        )
        if type_ == "quiet_period.set" and opened.get("begins_on"):
            days = date.fromisoformat(opened["begins_on"]), date.fromisoformat(opened["ends_on"])
            self.known[str(objects[0])] = KeptQuiet(str(objects[1]), time, *days)
        elif type_ == "quiet_period.ended" and opened.get("ends_on"):
            if str(objects[0]) not in self.known:
                raise Fault(f"quiet period {objects[0]} ends and was never set")
            self.known[str(objects[0])].ends.append((time, date.fromisoformat(opened["ends_on"])))


class Quiet:
    """What quiet periods did to the consultation, act by act."""

    READS = ("consultation.", *APPEARS)
    """How the types of entries begin that it reads."""

    def __init__(self, periods: QuietPeriods, bodies: Sequence[str]) -> None:
        self.periods, self.bodies = periods, frozenset(bodies)
        self.effects: dict[str, dict[str, str]] = {}
        self.exemptions: dict[str, dict[str, str]] = {}
        self.is_announced = self.is_over = False
        """Whether it was published here, for days to come; whether it ended before it opened."""
        self.suspended_at = ""

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str], rules: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log. ``rules``: as they are after it. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        minute = str(entry.get("time", ""))[:MINUTE_OF_QUIET]
        if type_ in EFFECTS:
            before = self.effects.get(objects[0], {"began_at": minute})
            self.effects[objects[0]] = {**before, **opened, "period": objects[1]}
        elif type_ == "consultation.exempted":
            self.exemptions[objects[0]] = {**opened, "period": objects[1], "agreed_at": minute}
        if type_ in (*EFFECTS, "consultation.exempted") and objects[1] not in self.periods.known:
            raise Fault(f"the site’s log knows no quiet period {objects[1]}")
        time, zone = str(entry.get("time", "")), rules.get("timezone", "")
        if type_ == "consultation.published" and entry.get("ground") != PAST_DATES:
            self.is_announced = True
            self._check(OPENING, time, [day_in(time, zone), day_in(rules.get("opens_at", ""), zone)])
        elif type_ in APPEARS:
            self._check(OUTCOME, time, [day_in(time, zone)])
        elif self.is_announced and type_.startswith("consultation."):
            self._take_opening(type_, time, opened, rules)

    def _take_opening(
        self, type_: str, time: str, opened: Mapping[str, str], rules: Mapping[str, str]
    ) -> None:
        """Take an act that may move the opening, or be it: of one that was suspended before it opened."""
        opens_at, zone = rules.get("opens_at", ""), rules.get("timezone", "")
        is_to_open = _minute(opens_at) > time
        if opened.get("opens_at") or (type_ == "consultation.extended" and is_to_open):
            self._check(OPENING, time, [day_in(opens_at, zone)])
        if type_ == "consultation.suspended":
            self.suspended_at = time
        elif type_ == "consultation.resumed":
            if self.suspended_at and self.suspended_at < _minute(opens_at):
                self._check(OPENING, time, [day_in(opens_at if is_to_open else time, zone)])
                self.is_announced = is_to_open
            self.suspended_at = ""
        elif type_ in ENDINGS and is_to_open:
            self.is_over = True

    def check_opened(self, rules: Mapping[str, str], as_of: str) -> None:
        """It opened on no quiet day that was known before it did, although no act says so."""
        opens_at = _minute(rules.get("opens_at", ""))
        is_shut = self.is_over or (self.suspended_at and self.suspended_at < opens_at)
        if self.is_announced and opens_at <= as_of and not is_shut:
            self._check(OPENING, opens_at, [day_in(opens_at, rules.get("timezone", ""))])

    def _check(self, act: str, time: str, days: Iterable[date | None]) -> None:
        free = {one["period"] for one in self.exemptions.values() if one.get("act", act) == act}
        for own, period in self.periods.known.items():
            if period.body in self.bodies and own not in free:
                for day in days:
                    if day is not None and period.holds(day, time):
                        raise Fault(f"{act} on {day}, in quiet period {own}, without an exemption")

    def check_tables(
        self, effects: Iterable[Mapping[str, Any]], exemptions: Iterable[Mapping[str, Any]]
    ) -> None:
        """The tables say what the entries say, and nothing else."""
        for name, rows, said in (
            ("quiet_effects", effects, self.effects), ("quiet_exemptions", exemptions, self.exemptions),
        ):  # fmt: skip
            seen = set()
            for row in rows:
                own = said.get(row["id"])
                if own is None:
                    raise Fault(f"data/{name}.jsonl: {row['id']} has no entry: it was added to the table")
                if row["id"] in seen:
                    raise Fault(f"data/{name}.jsonl: {row['id']} stands there twice")
                seen.add(row["id"])
                for column in QUIET_COLUMNS:
                    told = str(row.get(column, ""))[: MINUTE_OF_QUIET if column.endswith("_at") else None]
                    if column in row and own.get(column, told) != told:
                        raise Fault(f"data/{name}.jsonl: {row['id']}: “{column}” is not what its entry says")
            if said.keys() - seen:
                raise Fault(f"data/{name}.jsonl: {min(said.keys() - seen)} is missing")


def day_in(instant: str, zone: str) -> date | None:
    try:
        read = datetime.fromisoformat(instant)
    except ValueError:
        return None
    return in_zone(read, zone).date()


def _minute(instant: str) -> str:
    """The instant as times of entries are written, to the minute; empty where it is none."""
    try:
        read = datetime.fromisoformat(instant)
    except ValueError:
        return ""
    return read.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
