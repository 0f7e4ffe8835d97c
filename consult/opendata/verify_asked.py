"""Those who must be asked, by the entries alone: who was asked and when, what they said, who is silent.

Standard library only: packages carry this file.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from consult.opendata.verify_told import UNSAID, Columns, Deed, instant_of
from consult.record.verify import Fault

LETTERS = ("asked.letter_sent", "asked.letter_arrived", "asked.letter_failed")
TOLD = (
    "asked.answered", "asked.no_comment", "asked.time_wanted", "asked.time_refused", "asked.struck",
    "asked.link_renewed", "asked.erased", *LETTERS,
)  # fmt: skip
ON_PAPER = ("channel", "how", "scans")
"""How a clerk got it that there is no comment. Not in every grade, nor in packages from before it was noted."""
TOLD_IN_TABLE = ("kind", "name", "law", "reason", "struck_reason", "refused_reason")


class Listed:
    """What the entries say of one on the list."""

    __slots__ = ("acts", "letters", "opened", "posted", "state", "until", "wants")

    def __init__(self, opened: Mapping[str, str]) -> None:
        self.acts: list[Deed] = []
        self.posted: dict[str, list[Deed]] = {}
        """The acts of each letter."""
        self.opened, self.state, self.until, self.wants = dict(opened), "not-asked", "", False
        self.letters: dict[str, dict[str, Any]] = {}


class AskedList:
    """The list of those who must be asked, act by act."""

    READS = ("asked.", "more_time.granted", "outcome.published")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.listed: dict[str, Listed] = {}
        self.answers: dict[str, str] = {}
        self.ended = False

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_ == "asked.added":
            if objects[0] in self.listed:
                raise Fault(f"{objects[0]} was put on the list of those to be asked before")
            self.listed[objects[0]] = Listed(opened)
            self.listed[objects[0]].acts.append(Deed(entry, opened))
        elif type_ == "more_time.granted":
            for own in objects[1:]:
                self._known(own).wants = False
                if opened.get("until"):
                    self._known(own).until = max(self._known(own).until, opened["until"], key=_moment)
        elif type_ == "outcome.published":
            self._check_all_were_asked()
            self.ended = True
        elif type_ in TOLD:
            self._take(type_, objects, opened)
            if objects:
                self._known(objects[0]).acts.append(Deed(entry, opened))
            if type_ in LETTERS:
                self._known(objects[0]).posted.setdefault(objects[1], []).append(Deed(entry, opened))

    def _known(self, own: str) -> Listed:
        found = self.listed.get(own)
        if found is None:
            raise Fault(f"{own} was never put on the list of those to be asked")
        return found

    def _take(self, type_: str, objects: list[str], opened: Mapping[str, str]) -> None:
        if "submission" in opened:
            self.answers[opened["submission"]] = opened["asked"]
        if not objects:  # a further answer of a person, whom nothing public joins with the one before
            return
        one = self._known(objects[0])
        if type_ in LETTERS:
            self._take_letter(type_, one, objects, opened)
            return
        if one.state == "struck" and type_ not in ("asked.erased", "asked.link_renewed"):
            raise Fault(f"{objects[0]} was taken off the list before")
        if type_ in ("asked.answered", "asked.no_comment"):
            one.state = "answered" if type_ == "asked.answered" or one.state == "answered" else "no-comment"
            one.wants = False
            one.opened |= {name: opened[name] for name in ON_PAPER if name in opened}
        elif type_ == "asked.struck":
            if one.state in ("answered", "no-comment"):
                raise Fault(f"{objects[0]} had answered and was taken off the list")
            one.state, one.wants = "struck", False
            one.opened |= {"struck_reason": opened["reason"]} if "reason" in opened else {}
        elif type_ == "asked.time_wanted":
            one.wants = True
        elif type_ == "asked.time_refused":
            one.wants = False
            one.opened |= {"refused_reason": opened["reason"]} if "reason" in opened else {}

    def _take_letter(self, type_: str, one: Listed, objects: list[str], opened: Mapping[str, str]) -> None:
        if type_ == "asked.letter_sent":
            if one.state == "struck":
                raise Fault(f"a letter went to {objects[0]}, who had been taken off the list")
            one.letters[objects[1]] = {**opened, "arrived": False, "failed": False}
            one.state = "asked" if one.state == "not-asked" else one.state
        elif objects[1] not in one.letters:
            raise Fault(f"letter {objects[1]} was never sent")
        else:
            one.letters[objects[1]]["arrived" if type_ == "asked.letter_arrived" else "failed"] = True

    def _check_all_were_asked(self) -> None:
        never = [own for own, one in self.listed.items() if one.state == "not-asked"]
        if never:
            raise Fault(f"the outcome was published, and {min(never)} must be asked and never was")

    def check(
        self,
        rows: Iterable[Mapping[str, Any]],
        letters: Iterable[Mapping[str, Any]],
        columns: Columns | None = None,
    ) -> None:
        """The tables say what the entries say, and nothing else. Raises Fault."""
        left, columns = dict(self.listed), columns or Columns(set())
        for row in rows:
            where, one = f"data/asked.jsonl: {row['id']}", left.pop(row["id"], None)
            if one is None:
                raise Fault(f"{where} has no entry: it was added to the table")
            if row["state"] != one.state:
                raise Fault(f"{where} is “{row['state']}” in the table and “{one.state}” by its entries")
            if bool(row["wanted_until"]) != one.wants:
                raise Fault(f"{where}: whether more time is asked for is not what its entries say")
            if one.until and _moment(one.until) != _moment(row["until"]):
                raise Fault(f"{where}: “until” is not what was granted")
            said = {**one.opened, "name": one.opened.get("body", row.get("name"))}
            columns.hold(
                "asked", row, _columns_of(row, one), [name for act in one.acts for name in act.named]
            )
            _compare(where, row, said, (*TOLD_IN_TABLE, *(column for column in ON_PAPER if column in row)))
        if left:
            raise Fault(f"data/asked.jsonl: {min(left)} is missing")
        self._check_letters(letters, columns)

    def _check_letters(self, rows: Iterable[Mapping[str, Any]], columns: Columns) -> None:
        left = {own for one in self.listed.values() for own in one.letters}
        for row in rows:
            where, own = f"data/asked_letters.jsonl: {row['id']}", self.listed.get(row["asked"])
            told = own.letters.get(row["id"]) if own else None
            if own is None or told is None or row["id"] not in left:
                raise Fault(f"{where} has no entry of its own: it was added to the table")
            left.discard(row["id"])
            acts = own.posted[row["id"]]
            failed = [one for one in acts if one.type == "asked.letter_failed"]
            said = {
                "sent_at": acts[0].at, "post_number": acts[0].says("post_number"),
                "failed_reason": failed[-1].says("reason") if failed else "",
            }  # fmt: skip
            columns.hold("asked_letters", row, said, (row["asked"], row["id"]))
            _compare(where, row, told, ("way", "purpose", "posted_on", "arrived", "failed"))
        if left:
            raise Fault(f"data/asked_letters.jsonl: {min(left)} is missing")

    def check_submission(self, row: Mapping[str, Any]) -> None:
        """Auditor's grade: an answer is of whom its entry says. Raises Fault."""
        if "asked" in row and row["asked"] != self.answers.get(row["id"], row["asked"]):
            raise Fault(f"data/submissions.jsonl: {row['id']} is not the answer of whom its entry says")

    def states(self, closes_at: str, as_of: str) -> Counter[str]:
        """How many stand how at that instant: silent is who was asked and whose time is over."""
        counted = Counter[str]()
        for one in self.listed.values():
            ends = max(filter(None, (closes_at, one.until)), key=_moment, default="")
            is_over = self.ended or (bool(ends) and _moment(as_of) >= _moment(ends))
            counted["silent" if one.state == "asked" and is_over else one.state] += 1
        return counted


def _columns_of(row: Mapping[str, Any], one: Listed) -> dict[str, Any]:
    """What its entries say in columns that nothing else compares."""
    added, by = one.acts[0], {act.type: act for act in one.acts}  # the last one of each type
    sent = [act for act in one.acts if act.type == "asked.letter_sent"]
    answers = [act for act in one.acts if act.type == "asked.answered"]
    silent, wanted = by.get("asked.no_comment"), by.get("asked.time_wanted")
    refused, struck = by.get("asked.time_refused"), by.get("asked.struck")
    said = {
        "place": added.says("place") if row.get("kind") == "body" else added.says("area"),
        **{name: added.says(name) for name in ("law_language", "address", "post")},
        "added_at": added.at, "asked_at": sent[0].at if sent else "", "reason": _or_none(added, "reason"),
        "answered_at": _day_or_instant(row, answers[0]) if answers else "",
        "no_comment_at": (UNSAID if silent.role == "clerk" else silent.at) if silent else "",
        **{name: _or_none(silent, name) for name in ON_PAPER},
        "wanted_until": wanted.instant("until") if wanted and one.wants else "",
        "wanted_reason": wanted.says("wanted_reason") if wanted else "",
        "refused_reason": _or_none(refused, "reason"), "struck_reason": _or_none(struck, "reason"),
        "until": instant_of(one.until),
    }  # fmt: skip
    return {name: value for name, value in said.items() if name in row}


def _or_none(act: Deed | None, name: str) -> Any:
    """A value; empty where there was no such act, or it had nothing to say there."""
    said = act.says(name) if act is not None else ""
    return "" if said is UNSAID else said


def _day_or_instant(row: Mapping[str, Any], first: Deed) -> Any:
    """When the first answer came. A clerk's entry is made later than it came; of a person everybody reads the day."""
    if first.role == "clerk":
        return UNSAID
    return first.time[:10] if len(row["answered_at"]) == len("2026-01-01") else first.at


def _compare(where: str, row: Mapping[str, Any], said: Mapping[str, Any], columns: Iterable[str]) -> None:
    for column in columns:
        if column not in row:
            raise Fault(f"{where}: “{column}” is missing")
        if said.get(column, row[column]) != row[column]:
            raise Fault(f"{where}: “{column}” is not what its entries say")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text) if text else datetime.fromisoformat("0001-01-01T00:00:00+00:00")
