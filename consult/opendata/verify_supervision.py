"""Rulings, reviews, what was passed on to other offices, and readers' reports, column by column.

Standard library only: packages carry this file.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from consult.opendata.verify_roles import Roles
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import CONSOLE, UNKNOWN, Ruling
from consult.opendata.verify_told import SHUT, UNSAID, Columns, Deed, Deeds, Instant, Minutes, Unknown, pairs
from consult.record.verify import Fault

RULED = (
    "comment", "moderator", "ground", "role", "office", "act", "revision", "note", "note_language", "ruled_at",
    "referred_to", "internal_note", "is_of_review",
)  # fmt: skip
"""What an entry says of a ruling."""


ENDINGS_OF_REQUESTS = {
    "approval.refused": "refused", "approval.voided": "voided", "approval.taken_back": "taken-back",
}  # fmt: skip
OF_REQUESTS = ("approval.asked", "approval.signed", "approval.done_alone", *ENDINGS_OF_REQUESTS)
"""Acts that name a request first. An attempt that was refused names what it was about."""


def _due(asked: Deed) -> Any:
    """By when a review is due. Older entries commit to the second, which tells when it was asked: only for auditors."""
    told = asked.instant("due_minute")
    exact = asked.instant("due_at") if told is UNSAID else told
    return UNSAID if told is UNSAID and exact is SHUT else exact


def _steps_of(value: Any) -> Any:
    """[kind, body] of each step of a request."""
    return value if isinstance(value, Unknown) else json.loads(value)


def _turns(deeds: Sequence[Deed], steps: Sequence[Row], *, is_older: bool) -> Iterator[dict[str, Any]]:
    """Since when it was each step's turn, and how many minutes it took until it was signed or the request ended."""
    since = deeds[0].at
    signed = iter([one.at for one in deeds if one.type in ("approval.signed", "approval.done_alone")])
    ended = [one.at for one in deeds if one.type in (*ENDINGS_OF_REQUESTS, "approval.done_alone")]
    for row in steps:
        own = next(signed, None) if row["signed_at"] else None
        done = own or (ended[-1] if ended else None)
        yield {"since": since, "minutes": "" if done is None else Minutes(since, done, is_loose=is_older)}
        since = own or since


class Supervision:
    """Holds the tables of moderation against what the entries say. Each method raises the first Fault."""

    def __init__(self, deeds: Deeds, columns: Columns, references: Mapping[str, str]) -> None:
        self._deeds, self._columns, self._references = deeds, columns, references

    def rulings(self, rows: Iterable[Row], rulings: Mapping[str, Ruling], *, is_ordered: bool = True) -> None:
        """Every ruling of the entries with all that they say of it, which one is in force, and no other.

        ``is_ordered``: they stand in the order of the log, by which samples are drawn again.
        """
        seen = dict[str, None]()
        for row in rows:
            own, moderator = row["id"], row["moderator"]
            ruling = rulings.get(own)
            if ruling is None or own in seen:
                raise Fault(f"data/rulings.jsonl: {own} has no entry of its own")
            seen[own] = None
            act, revision = row["act"], str(row["revision"])
            by_console = ruling.moderator == CONSOLE and not moderator
            told = (
                row["reference"], CONSOLE if by_console else moderator, row["ground"], row["role"], row["office"],
                act, revision, row["note"], row.get("note_language", ""), row["ruled_at"][:16],
                row.get("referred_to", ""), row.get("internal_note", ""), row["is_of_review"],
            )  # fmt: skip
            said = (
                self._references.get(ruling.comment, ""), ruling.moderator, ruling.ground, ruling.role, ruling.office,
                ruling.act or act, ruling.revision or revision, ruling.note, ruling.note_language, ruling.time[:16],
                ruling.referred_to, ruling.internal_note if "internal_note" in row else "", ruling.is_of_review,
            )  # fmt: skip
            for name, one, other in zip(RULED, said, told, strict=True) if said != told else ():
                if one != other:
                    self._differs(own, ruling, name, one, other)
            if row["is_in_force"] != ruling.is_in_force and ruling.act:
                raise Fault(f"data/rulings.jsonl: {own}: “is_in_force” is not what the entries say")
        for own in rulings:
            if own not in seen:
                raise Fault(f"data/rulings.jsonl: {own} has an entry and is missing here")
        if is_ordered and (
            moved := next((one for one, due in zip(seen, rulings, strict=True) if one != due), "")
        ):
            raise Fault(f"data/rulings.jsonl: {moved} does not stand in the order of the log")

    def _differs(self, own: str, ruling: Ruling, name: str, said: object, told: object) -> None:
        if said == UNKNOWN:
            self._columns.hold(
                "rulings", {name: told}, {name: SHUT}, (own, ruling.comment, ruling.moderator), own
            )
        elif said is None:
            self._columns.hold("rulings", {name: told}, {name: UNSAID}, called=own)
        else:
            raise Fault(f"data/rulings.jsonl: {own}: “{name}” is not what the entry says")

    def reviews(self, rows: Iterable[Row], ended: Mapping[str, str]) -> None:
        """Every review that was asked for, and its result. ``ended``: as ``Received`` has it."""
        acts, late = self._deeds.by(2, "review."), self._deeds.by(0, "review.escalated")
        for row, deeds in pairs("reviews", rows, acts):
            asked, decided = deeds[0], [one for one in deeds if one.type == "review.decided"]
            comment, ruling = asked.objects[:2]
            is_lapsed = not decided and comment in ended
            said: dict[str, Any] = {
                "reference": self._references.get(comment, ""), "ruling": ruling, "reason": asked.says("reason"),
                "reason_language": asked.says("reason_language"), "asked_at": asked.at,
                "due_at": _due(asked),
                "escalated_at": late[row["id"]][0].at if row["id"] in late else "",
                "decided_at": Instant(ended[comment]) if is_lapsed else "", "result": "lapsed" if is_lapsed else "",
                "note": "", "note_language": "", "office": "",
            }  # fmt: skip
            if decided:
                last = decided[-1]
                said |= {name: last.says(name) for name in ("result", "note", "note_language")}
                said |= {"decided_at": last.at, "office": last.office}
                said["note_language"] = said["note_language"] if row["note"] else ""
            self._columns.hold("reviews", row, said, [name for one in deeds for name in one.named])

    def referrals(self, rows: Iterable[Row]) -> None:
        """Every comment that was passed on to another office, and what that office said."""
        acts = self._deeds.by(2, "comment.referred")
        taken, late = self._deeds.by(1, "referral.taken_up"), self._deeds.by(0, "referral.escalated")
        for row, deeds in pairs("referrals", rows, acts):
            made, own = deeds[0], row["id"]
            said = {
                "reference": self._references.get(made.objects[0], ""), "ruling": made.objects[1], "kind": made.ground,
                "office": made.says("office"), "address": made.says("address"), "referred_at": made.at,
                "due_on": made.says("due_on"), "escalated_at": late[own][0].at if own in late else "",
                "taken_up_at": taken[own][0].at if own in taken else "",
                "answer": taken[own][0].says("answer") if own in taken else "",
            }  # fmt: skip
            named = [*made.named, *(name for one in taken.get(own, ()) for name in one.named)]
            self._columns.hold("referrals", row, said, named)

    def sign_offs(self, rows: Sequence[Row], used: Collection[str], roles: Roles, *, is_public: bool) -> None:
        """What was signed, and when. ``used``: requests on which an act stands. Everybody sees those that were done."""
        acts = self._deeds.by(0, *OF_REQUESTS)
        told: dict[str, list[Row]] = {}
        for row in rows:
            told.setdefault(row["request"], []).append(row)
        for own in acts:
            if own not in told and (own in used or not is_public):
                raise Fault(f"data/sign_offs.jsonl: {own} has an entry and is missing here")
        for own, steps in told.items():
            if own not in acts:
                raise Fault(f"data/sign_offs.jsonl: {own} has no entry: it was added to the table")
            deeds = acts[own]
            alone = [one.time[:16] for one in deeds if one.type == "approval.done_alone"]
            signed = [one.time[:16] for one in deeds if one.type == "approval.signed"]
            ended = [one.type for one in deeds if one.type in ENDINGS_OF_REQUESTS]
            there = [row["signed_at"][:16] for row in steps if row["signed_at"]]
            if len(steps) != len({row["step"] for row in steps}) or sorted(there) not in (
                signed,
                signed + alone,
            ):
                raise Fault(f"data/sign_offs.jsonl: {own}: “signed_at” is not what the entries say")
            is_done = bool(alone) or len(signed) == len(steps)
            said = {
                "act": deeds[0].ground, "is_alone": "yes" if alone else "no",
                "decision": ENDINGS_OF_REQUESTS[ended[0]] if ended else "done" if is_done else "",
            }  # fmt: skip
            whose = _steps_of(deeds[0].says("steps"))
            turns = _turns(deeds, steps, is_older=whose is UNSAID)
            if not isinstance(whose, Unknown) and len(whose) != len(steps):
                raise Fault(f"data/sign_offs.jsonl: {own} has another number of steps by its entry")
            for number, (row, turn) in enumerate(zip(steps, turns, strict=True), 1):
                kind, office = (whose, whose) if isinstance(whose, Unknown) else whose[number - 1]
                step = {"step": number, "kind": kind, "office": roles.name_in(office, "en"), **turn}
                self._columns.hold("sign_offs", row, {**said, **step}, deeds[0].named, own)

    def reports(self, rows: Iterable[Row], closed: Mapping[str, Mapping[str, Any]]) -> None:
        """Auditor's grade: every report of a reader. ``closed``: what answered those on comments, by report."""
        acts = self._deeds.by(1, "comment.reported", "text.reported")
        more, late = self._deeds.by(1, "report."), self._deeds.by(0, "report.escalated")
        for row, deeds in pairs("reports", rows, acts):
            made, own = deeds[0], row["id"]
            answered = [one for one in more.get(own, ()) if one.type == "report.answered"]
            hidden = [one for one in more.get(own, ()) if one.type == "report.hidden_meanwhile"]
            is_comment = made.type == "comment.reported"
            said = {
                "subject_id": made.objects[0], "ground": made.ground, "message": made.says("message"),
                "email": made.says("email"), "reported_at": made.at,
                "reference": self._references.get(made.objects[0], "") if is_comment else "",
                "subject": "comment" if is_comment else made.says("subject"),
                "escalated_at": late[own][0].at if own in late else "",
                "hidden_at": hidden[-1].at if hidden else "", "closed_at": "", "answer": "", "note": "",
            }  # fmt: skip
            if answered:
                said |= {name: answered[0].says(name) for name in ("answer", "note")}
                said["closed_at"] = answered[0].at
            said |= closed.get(own, {})
            self._columns.hold("reports", row, said, made.named)
