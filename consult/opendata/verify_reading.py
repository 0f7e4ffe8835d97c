"""That nothing went unread: an outcome published while a comment was unread or under no theme is a fault.

Standard library only: packages carry this file. Read marks stand in the clear; under which theme a comment stands is
committed, and what a grade doesn't open of it is not judged here but counted.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import Any

from consult.opendata.verify_told import SHUT, UNSAID, Columns, Deed, Instant, Unknown, pairs
from consult.record.verify import Fault

NO_MARK: tuple[str, str, str | None] = ("", "", "")
FIRST = 20
"""Comments that a fault names one by one."""


class Sample:
    """A sample: what it was drawn from, its seed, and how many were drawn."""

    __slots__ = ("is_drawn", "population", "seed", "size")

    def __init__(self) -> None:
        self.population: set[str] = set()
        self.is_drawn, self.seed, self.size = False, "", 0

    def drawn(self) -> set[str]:
        """The ``size`` ids with the smallest SHA-256 of ``seed|id``."""

        def place(own: str) -> str:
            return hashlib.sha256(f"{self.seed}|{own}".encode()).hexdigest()

        return set(sorted(self.population, key=place)[: self.size])


class Reading:
    """Who read what and what stands under which theme, act by act."""

    READS = ("reading.", "theme.", "disposition.theme_set", "comment.corrected")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.read_alone: set[str] = set()
        """Those read one by one, without a method stated for many."""
        self.marks: dict[str, tuple[str, str, str | None]] = {}
        """When each was read last, in which office, and by which method; None where this package doesn't open it."""
        self.methods: dict[str, list[Deed]] = {}
        """Acts by which a method was stated, or comments marked as read by it."""
        self.samples: dict[str, Sample] = {}
        self.under: dict[str, set[str]] = defaultdict(set)
        self.articles: dict[str, str | None] = {}
        self.decided: set[str] = set()
        self.unopened = 0

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str]) -> None:
        """Take the next entry. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_.startswith("reading."):
            if own := opened.get(
                "method", objects[0] if type_.startswith("reading.sample") and objects else ""
            ):
                self.methods.setdefault(own, []).append(Deed(entry, opened))
            self._reading(type_, objects, entry, opened)
        elif type_.startswith("theme."):
            self._theme(type_, objects, opened)
        elif type_ == "disposition.theme_set":
            self.decided.add(objects[1])
        elif type_ == "comment.corrected":
            self.read -= set(objects)
            self.read_alone -= set(objects)

    def _reading(
        self, type_: str, objects: list[str], entry: Mapping[str, Any], opened: Mapping[str, str]
    ) -> None:
        if type_ == "reading.marked":
            self.read |= set(objects)
            self._mark(
                objects, entry, opened.get("method", None if "method" in entry.get("commitments", {}) else "")
            )
            if not opened.get("method"):
                self.read_alone |= set(objects)
        elif type_ == "reading.unmarked":
            self.read -= set(objects)
            self.read_alone -= set(objects)
        elif type_ == "reading.sample_gathered":
            sample = self.samples.setdefault(objects[0], Sample())
            if sample.is_drawn:
                raise Fault(f"sample {objects[0]} was given more to draw from after its seed was known")
            sample.population |= set(objects[1:])
        elif type_ == "reading.sample_drawn":
            sample = self.samples.setdefault(objects[0], Sample())
            sample.is_drawn = True
            sample.population |= set(objects[1:])  # older logs name what it was drawn from here
            sample.seed, sample.size = opened.get("seed", ""), int(opened.get("size") or 0)
        elif type_ == "reading.sample_finished":
            self._finish(objects)
            self._mark(objects[1:], entry, objects[0])

    def _mark(self, read: list[str], entry: Mapping[str, Any], method: str | None) -> None:
        mark = str(entry.get("time", "")), str(entry.get("office", "")), method
        self.marks.update(dict.fromkeys(read, mark))

    def _finish(self, objects: list[str]) -> None:
        sample, rest = self.samples.get(objects[0]), set(objects[1:])
        if sample is None or not sample.is_drawn:
            raise Fault(f"sample {objects[0]} was never drawn")
        if stranger := rest - sample.population:
            raise Fault(f"comment {min(stranger)} is called read by a sample that wasn’t drawn from it")
        if sample.seed and (unread := sample.drawn() & rest):
            raise Fault(f"comment {min(unread)} was drawn into the sample and nobody read it by itself")
        self.read |= rest

    def _theme(self, type_: str, objects: list[str], opened: Mapping[str, str]) -> None:
        own = objects[0]
        if type_ == "theme.made":
            self.under.setdefault(own, set())
            self.articles[own] = opened.get("article")
        elif type_ == "theme.merged":
            self.under[objects[1]] |= self.under.pop(own, set())
        elif type_ in ("theme.comments_put", "theme.comments_taken") and "comments" not in opened:
            self.unopened += 1
        elif type_ == "theme.comments_put":
            self.under[own] |= set(opened["comments"].split())
        elif type_ == "theme.comments_taken":
            self.under[own] -= set(opened["comments"].split())

    def is_decided(self, theme: str, dispositions: Set[str]) -> bool | Unknown:
        """Whether a theme, or its article, has a disposition. ``dispositions``: by article."""
        article = self.articles.get(theme)
        if theme in self.decided:
            return True
        if article is None:
            return UNSAID
        return bool(article) and ("" if article == "whole" else article) in dispositions

    def check_nothing_is_left(
        self, owed: Set[str], others: Set[str], imported: int, dispositions: Set[str]
    ) -> None:
        """Raises Fault where the outcome is published and something is still owed to a comment.

        ``owed``: comments with an entry of their own that are owed reading. ``others``: all comments with entries but
        the imported ones among these. ``imported``: how many imported ones are owed it; most have no entry of their
        own, so they are counted. ``dispositions``: by article.
        """
        _check_done("unread", owed & others, others, imported, self.read)
        if self.unopened:
            return
        _check_done("under no theme", owed & others, others, imported, set().union(*self.under.values()))
        for theme, comments in self.under.items():
            article = self.articles.get(theme)
            if article is None or theme in self.decided or not any(
                own in owed or own not in others for own in comments
            ):  # fmt: skip
                continue
            if not article or ("" if article == "whole" else article) not in dispositions:
                raise Fault(f"theme {theme} has comments and no disposition, and the outcome is published")


def _check_done(what: str, owed: Set[str], others: Set[str], imported: int, done: Set[str]) -> None:
    left = sorted(owed - done)
    if left:
        named = ", ".join(left[:FIRST]) + (" …" if len(left) > FIRST else "")
        raise Fault(f"{len(left):,} comments were {what} when the outcome was published: {named}")
    missing = imported - len(done - others)
    if missing > 0:
        raise Fault(f"{missing:,} imported comments were {what} when the outcome was published")


def check_readings(
    reading: Reading, rows: Iterable[Mapping[str, Any]], references: Mapping[str, str], columns: Columns
) -> None:
    """Hold the table of read marks against what the entries say.

    ``references``: public id of each comment of the package -> its reference.
    """
    known = {own: reading.marks.get(own, NO_MARK) for own in reading.read}
    for row, (time, office, method) in pairs("readings", rows, known):
        if row["id"] not in references:
            raise Fault(f"data/readings.jsonl: {row['id']} is no comment of this package")
        said = {
            "reference": references[row["id"]], "read_at": Instant(time), "office": office or UNSAID,
            "method": SHUT if method is None else method,
        }  # fmt: skip
        columns.hold("readings", row, said)


def check_methods(
    reading: Reading,
    rows: Iterable[Mapping[str, Any]],
    drawn: Iterable[Mapping[str, Any]],
    columns: Columns,
) -> None:
    """By which stated methods comments were read, and what each sample was drawn from."""
    for row, acts in pairs("reading_methods", rows, reading.methods):
        sample, first = reading.samples.get(row["id"]), acts[0]
        read = [one for one in acts if one.type in ("reading.marked", "reading.sample_finished")]
        said: dict[str, Any] = {
            "kind": "sample" if sample else "batch", "words": first.says("words"),
            "language": first.says("words_language"), "office": first.office or UNSAID, "stated_at": first.at,
            "seed": sample.seed if sample else "", "size": sample.size if sample else 0,
            "population": len(sample.population) if sample else 0,
            "number": sum(len(one.objects) - bool(sample) for one in read),
            "closed_at": read[-1].at if read else "",
        }  # fmt: skip
        if sample and (not sample.is_drawn or row["closed_at"] == ""):  # its size is settled when it is drawn
            said |= {"size": sample.size if sample.is_drawn else UNSAID, "closed_at": ""}
        columns.hold("reading_methods", row, said, first.named)
    known = {
        (method, own): own in chosen
        for method, sample in reading.samples.items()
        for chosen in [sample.drawn() if sample.seed else set()]
        for own in sample.population
    }
    for row, is_drawn in pairs("reading_samples", drawn, known, lambda row: (row["method"], row["comment"])):
        columns.hold("reading_samples", row, {"is_drawn": "yes" if is_drawn else "no"}, called=row["comment"])
