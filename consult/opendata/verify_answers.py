"""What the office answered, column by column: replies, dispositions, the outcome, the summary, commitments.

Standard library only: packages carry this file.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from consult.opendata.verify_rated import Rated, answer_of
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import digest_of
from consult.opendata.verify_told import (
    SHUT,
    UNSAID,
    Columns,
    Deed,
    Deeds,
    Parsed,
    Unknown,
    by_language,
    pairs,
)
from consult.record.verify import Fault

OUTCOME_WORDS = ("summary", "decision", "what_changed", "what_next", "decided_by")
REWORDED = ("language", "texts", "reason", "reasons", "body", "earlier", "history", "owner")
"""Values that an entry about erased quotations says anew."""


def newest(deeds: Sequence[Deed], name: str) -> Any:
    """A value as the newest of these acts tells it."""
    for one in reversed(deeds):
        said = one.says(name)
        if said is not UNSAID:
            return said
    return UNSAID


def _parsed(value: Any) -> Any:
    return value if isinstance(value, Unknown) else Parsed(value)


def _named(deeds: Iterable[Deed]) -> Collection[str]:
    return [name for one in deeds for name in one.named]


class Answers:
    """Holds the tables of answers against what the entries say. Each method raises the first Fault."""

    def __init__(self, deeds: Deeds, columns: Columns, references: Mapping[str, str]) -> None:
        self._deeds, self._columns, self._references = deeds, columns, references

    def replies(self, rows: Iterable[Row], replies: Mapping[str, Mapping[str, Any]]) -> None:
        """Every reply with its words, its office and the comments it answers, as ``replies`` tells them."""
        acts = self._deeds.by(0, "reply.")
        for row, reply in pairs("replies", rows, replies):
            where, deeds = f"data/replies.jsonl: {row['id']}", acts[row["id"]]
            given = [one for one in deeds if one.type == "reply.published"]
            fixed = [one for one in deeds if one.type == "reply.corrected"]
            if reply["body"] is not None and row["body"] and reply["body"] != digest_of(row["body"]):
                raise Fault(f"{where}: the words are not those that were published")
            answered = {self._references.get(one, one) for one in reply["comments"]}
            if answered != set(row["comments"].split()):
                raise Fault(f"{where} answers other comments than its entry says")
            office = fixed[-1].says("office") if fixed else given[0].says("office")
            last = [*given, *fixed][-1]
            said = {
                "comments": " ".join(sorted(answered)),
                "body": SHUT if reply["body"] is None else row["body"],
                "language": newest(deeds, "language"),
                "office": last.by_office if office is UNSAID else office,
                "role": last.role,
                "replied_at": given[0].at,
                "corrected_at": fixed[-1].at if fixed else "",
                "correction_reason": fixed[-1].says("reason") if fixed else "",
                "reason_language": fixed[-1].says("reason_language") if fixed else "",
            }
            self._columns.hold("replies", row, said, _named(deeds))

    def ratings(self, rows: Iterable[Row], replies: Mapping[str, Mapping[str, Any]], rated: Rated) -> None:
        """So many could say something of each reply, and of the outcome, once somebody did."""
        known: dict[str, Mapping[str, object]] = {
            own: {"reply": own, "outcome": "", "asked": len(reply["comments"])}
            for own, reply in replies.items()
        }
        if number := sum(answer == rated.outcome for answer, _value in rated.values.values()):
            asked = max(rated.received, number) if isinstance(rated.received, int) else rated.received
            known[rated.outcome] = {"reply": "", "outcome": rated.outcome, "asked": asked}
        for row, said in pairs("answer_ratings", rows, known, answer_of):
            self._columns.hold("answer_ratings", row, said, called=answer_of(row))

    def dispositions(
        self, rows: Sequence[Row], places: Mapping[tuple[Any, str], str], *, is_shown: bool
    ) -> None:
        """What became of the comments on each article, as last set, in every language. ``places``: ids of articles."""
        known: dict[tuple[str, str], dict[str, Any]] = {}
        for deeds in self._deeds.by(0, "disposition.").values() if is_shown else ():
            last = [one for one in deeds if one.type == "disposition.set"][-1:]
            if not last:
                continue
            place = last[0].objects[1] if len(last[0].objects) > 1 else ""
            there = [row["language"] for row in rows if _place_of(row, places) == place]
            for language, reason in self._reasons(deeds, there).items():
                known[place, language] = {
                    "disposition": last[0].says("disposition"), "reason": reason, "decided_at": last[0].at,
                    "earlier": _parsed(newest(deeds, "earlier")), "deeds": deeds,
                }  # fmt: skip
        found = pairs("dispositions", rows, known, lambda row: (_place_of(row, places), row["language"]))
        for row, said in found:
            deeds = said.pop("deeds")
            self._columns.hold("dispositions", row, said, _named(deeds), row["article"] or "the whole draft")

    @staticmethod
    def _reasons(deeds: Sequence[Deed], rows: Collection[str]) -> Mapping[str, Any]:
        words, others = newest(deeds, "reason"), newest(deeds, "reasons")
        return by_language(newest(deeds, "language"), words, others, rows)

    def outcome(self, rows: Sequence[Row]) -> None:
        """The decision is the one that was published, in every language."""
        deeds = [one for one in self._deeds.of("outcome.") if one.type in OUTCOME_SAID]
        if bool(rows) != bool(deeds):
            raise Fault(
                "data/outcomes.jsonl: the entries and the table disagree whether the outcome is published"
            )
        if not deeds:
            return
        first, texts = newest(deeds, "language"), newest(deeds, "texts")
        own = {name: newest(deeds, name) for name in OUTCOME_WORDS}
        words = by_language(first, own, texts, [row["language"] for row in rows])
        known = words if isinstance(texts, Unknown) else {**words, first: own}
        corrected = [one for one in deeds if one.type != "outcome.published"]
        for row, said in pairs("outcomes", rows, known, lambda row: row["language"]):
            told = dict.fromkeys(OUTCOME_WORDS, said) if isinstance(said, Unknown) else {
                name: said.get(name) or (own[name] if name == "decided_by" else "") for name in OUTCOME_WORDS
            }  # fmt: skip
            told |= {
                "decided_on": newest(deeds, "decided_on"), "number": newest(deeds, "number"),
                "published_at": deeds[0].at, "who_answered": _parsed(newest(deeds, "who_answered")),
                "earlier": _parsed(newest(deeds, "earlier")) if corrected else "",
            }  # fmt: skip
            self._columns.hold("outcomes", row, told, _named(deeds), row["language"])

    def commitments(self, rows: Sequence[Row]) -> None:
        """What was promised by a day, in every language, with each report of it."""
        known: dict[tuple[str, str], dict[str, Any]] = {}
        for own, deeds in self._deeds.by(0, "commitment.").items():
            made, reports = deeds[0], [one for one in deeds if one.type == "commitment.reported"]
            if made.type != "commitment.made":
                raise Fault(f"data/commitments.jsonl: commitment {own} was never made")
            told = {
                name: newest(deeds, name) for name in ("owner", "due_on", "state")
            } | {
                "made_at": made.at, "office": made.by_office,
                "history": _parsed(newest(deeds, "history")) if reports else "",
            }  # fmt: skip
            there = [row["language"] for row in rows if row["id"] == own]
            bodies = by_language(
                newest(deeds, "language"), newest(deeds, "body"), newest(deeds, "texts"), there
            )
            known |= {
                (own, language): {**told, "body": body, "deeds": deeds} for language, body in bodies.items()
            }
        for row, said in pairs("commitments", rows, known, lambda row: (row["id"], row["language"])):
            deeds = said.pop("deeds")
            self._columns.hold("commitments", row, said, _named(deeds))

    def summary(self, rows: Sequence[Row]) -> None:
        """What was received, as published, in every language, and the days it was promised for."""
        deeds = self._deeds.of("summary.")
        out = [
            one
            for one in deeds
            if one.type in ("summary.published", "summary.corrected", "summary.quotation_erased")
        ]
        if bool(rows) != bool(out):
            raise Fault("data/summaries.jsonl: the entries and the table disagree whether it is published")
        if not out:
            return
        promised = [one for one in deeds if one.type in ("summary.promised", "summary.postponed")]
        there = [row["language"] for row in rows]
        bodies = by_language(newest(out, "language"), newest(out, "body"), newest(out, "texts"), there)
        signed = [one for one in out if one.type != "summary.quotation_erased"]
        for row, body in pairs("summaries", rows, bodies, lambda row: row["language"]):
            said = {
                "id": out[0].objects[0], "body": body, "published_at": out[0].at, "office": signed[-1].by_office,
                "due_on": newest(promised, "due_now") if promised else "",
                "earlier": _parsed(newest(out, "earlier")) if len(out) > 1 else "",
            }  # fmt: skip
            self._columns.hold("summaries", row, said, _named(deeds))
            self._postponed(row, [one for one in promised if one.opened.get("due_before")], deeds)

    def _postponed(self, row: Row, later: Sequence[Deed], deeds: Sequence[Deed]) -> None:
        told = json.loads(row["postponed"]) if row["postponed"] else []
        if len(told) != len(later):
            raise Fault("data/summaries.jsonl: “postponed” is not what the entries say")
        for one, deed in zip(told, later, strict=True):
            said = {
                "before": deed.says("due_before"), "now": deed.says("due_now"), "reason": deed.says("reason"),
                "at": deed.at,
            }  # fmt: skip
            self._columns.hold("summaries", one, said, _named(deeds), "a later day that was promised")

    def dossiers(self, rows: Iterable[Row]) -> None:
        """When each dossier was handed over and acknowledged, and by which office."""
        acts = self._deeds.by(0, "dossier.")
        for row, deeds in pairs("dossiers", rows, acts):
            taken = [one for one in deeds if one.type == "dossier.acknowledged"]
            said = {
                "handed_at": deeds[0].at, "office": deeds[0].by_office,
                "acknowledged_at": taken[0].at if taken else "",
            }  # fmt: skip
            for name in ("acknowledged_by", "acknowledged_office"):
                said[name] = taken[0].says(name) if taken else ""
            self._columns.hold("dossiers", row, said, _named(deeds))

    def looks(self, rows: Iterable[Row]) -> None:
        """When each second look was asked for and closed, by whom, and what was said."""
        acts = self._deeds.by(1, "answer.second")
        quoted = self._deeds.by(0, "answer.quotation_erased")
        for row, deeds in pairs("second_looks", rows, acts):
            asked, closed = deeds[0], [one for one in deeds if one.type == "answer.second_look_closed"]
            said = {
                "reason": asked.says("reason"), "asked_at": asked.at,
                "closed_at": closed[0].at if closed else "", "note": closed[0].says("note") if closed else "",
                "note_language": closed[0].says("note_language") if closed else "",
                "office": closed[0].by_office if closed else "", "role": closed[0].role if closed else "",
            }  # fmt: skip
            self._columns.hold("second_looks", row, said, _named([*deeds, *quoted.get(row["id"], ())]))

    def interim(self, rows: Iterable[Row]) -> None:
        """What was said by a date that law forces."""
        acts = self._deeds.by(0, "interim.published")
        for row, deeds in pairs("interim_responses", rows, acts):
            said = {
                name: deeds[0].says(name)
                for name in ("body", "language", "law", "until", "received", "unread")
            }
            said |= {"office": deeds[0].by_office, "published_at": deeds[0].at}
            self._columns.hold("interim_responses", row, said, deeds[0].named)


OUTCOME_SAID = ("outcome.published", "outcome.corrected", "outcome.quotation_erased")


def _place_of(row: Row, places: Mapping[tuple[Any, str], str]) -> str:
    return places.get((row["version"], row["article"]), "?") if row["article"] or row["version"] else ""
