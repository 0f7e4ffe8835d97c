"""Entries of the record as PREMIS events (Library of Congress vocabulary), for archives; and whether a package's are.

Standard library only: packages carry this file.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any

from consult.opendata.verify_bag import UNFIT, Package, parsed
from consult.opendata.verify_lines import Build, Values
from consult.record.verify import Fault

PREMIS = "data/premis-events.jsonl"
EVENTS = (
    ("comment.received", "ingestion"), ("submission.received", "ingestion"), ("vote.cast", "ingestion"),
    ("import.started", "ingestion start"), ("import.finished", "ingestion end"), ("votes.imported", "ingestion"),
    ("comment.ruled", "quality review"), ("review.", "quality review"), ("comment.withdrawn", "deletion"),
    ("comment.erased", "deletion"), ("comment.removed", "deletion"), ("comment.original_erased", "deletion"),
    ("comment.corrected", "modification"),
    ("reply.corrected", "modification"), ("consultation.created", "creation"), ("version.drafted", "creation"),
    ("edition.drafted", "creation"), ("consultation.published", "dissemination"),
    ("version.published", "dissemination"), ("outcome.published", "dissemination"),
    ("reply.published", "dissemination"),
)  # fmt: skip
"""(beginning of an entry's type, what it is called in PREMIS); all else is “metadata modification”."""
AGENT = (b"actor", b"office", b"role")
"""What tells in an entry who did it."""


def event_of(entry: Mapping[str, Any]) -> dict[str, object]:
    """The event that an entry tells of."""
    type_ = str(entry["type"])
    name = _name_of(type_)
    if type_ == "comment.ruled" and entry.get("ground"):
        name = "redaction"
    agent = {part: entry[part] for part in ("actor", "office", "role") if entry.get(part)}
    return {
        "identifier": entry["id"], "type": name, "date_time": entry["time"], "detail": type_, "outcome": "success",
        "agent": agent, "objects": entry.get("objects", []),
    }  # fmt: skip


@cache
def _name_of(type_: str) -> str:
    return next(
        (event for beginning, event in EVENTS if type_.startswith(beginning)), "metadata modification"
    )


EVENT = (
    b'{"identifier":"%b","type":"%b","date_time":"%b","detail":"%b","outcome":"success",'
    b'"agent":{%b},"objects":[%b]}'
)
"""How packages write one."""


def event_line(build: Build, entry: Values) -> bytes:
    """The event of an entry in values, as packages write it: the same one as ``event_of`` gives of the entry read."""
    if build.event is None:
        build.event = _event_of(build, entry)
    line, told = build.event
    return line % told(entry)


def _event_of(build: Build, entry: Values) -> tuple[bytes, Callable[[Values], Any]]:
    """How the event of such entries is written, with gaps, and what takes the values for these from an entry."""
    said, type_ = build.fixed, build.fixed[b"type"]
    name = _name_of(type_.decode()).encode()
    if type_ == b"comment.ruled" and said.get(b"ground"):
        name = b"redaction"
    places, agent = [build.at[b"id"], build.at[b"time"]], []
    for part in AGENT:
        # of the same length in all such entries, so in none empty
        if part in build.at and entry[build.at[part]]:
            places.append(build.at[part])
            agent.append(b'"%b":"%%b"' % part)
        elif said.get(part):
            agent.append(b'"%b":"%b"' % (part, _ungapped(said[part])))
    objects = range(build.objects.start, build.objects.stop)
    gaps = b",".join([b'"%b"'] * len(objects))
    line = EVENT % (b"%b", _ungapped(name), b"%b", _ungapped(type_), b",".join(agent), gaps)
    return line, itemgetter(*places, *objects)


def _ungapped(text: bytes) -> bytes:
    return text.replace(b"%", b"%%")


class Events:
    """The events of a package, each held against its entry. What is wrong is told by ``finish``: entries come first."""

    def __init__(self, package: Package) -> None:
        self._lines = package.lines(PREMIS) if PREMIS in package.names else None
        self._number, self._wrong = 0, ""

    def take(self, entry: Mapping[str, Any]) -> None:
        """Take the next entry of the consultation's log."""
        self._hold(lambda told: bool(parsed(told) == event_of(entry)))

    def take_pieces(self, build: Build, entry: Values, line: bytes) -> None:
        """The same of one that was taken apart."""
        self._hold(lambda told: told == event_line(build, entry) or parsed(told) == event_of(parsed(line)))

    def _hold(self, is_event: Callable[[bytes], bool]) -> None:
        if self._lines is None or self._wrong:
            return
        self._number += 1
        try:
            is_told = is_event(next(self._lines, b""))
        except UNFIT:
            is_told = False
        if not is_told:
            self._wrong = f"{PREMIS}, line {self._number}: not what its entry says"

    def finish(self) -> None:
        """Every entry was taken. Raises the first Fault."""
        if self._lines is not None and not self._wrong and next(self._lines, None) is not None:
            self._wrong = f"{PREMIS}, line {self._number + 1}: a line more than there are entries"
        if self._wrong:
            raise Fault(self._wrong)
