"""Who sent what, as the entry of a submission commits to it: for auditors, to whom it is opened.

Standard library only: packages carry this file.
"""

import sys
from collections.abc import Mapping
from functools import cached_property
from itertools import islice
from operator import itemgetter
from typing import Any

from consult.opendata.verify_signatures import Row
from consult.opendata.verify_taken_out import OF_PERSON, TakenOut
from consult.opendata.verify_told import SHUT, UNSAID, Columns, Instant

SAID = (
    "publication", "capacity", "name", "email", "phone", "organisation", "organisation_kind", "register_number",
    "members", "office", "interests", "place", "guardian", "guardian_kind", "confidential_reason",
)  # fmt: skip
"""What a sender's entry commits to; what it doesn't name was left empty."""

SINCE_ASKED = 3
"""The form of entries since which they commit to whose answer a submission is, empty for nearly all."""
NOTHING_SAID = ("",) * len(SAID)
NOTED = frozenset({"how", "confidential_reason"})
"""Columns that may quote what was sent, and go with any of it."""
_of_row = itemgetter(*SAID)
NUL, CLOSED = "\0", "\1"
"""Between values, and in place of one that isn't opened: no text that was sent holds either."""


class Senders:
    """What entries say of senders, act by act, as one text each: there may be very many."""

    READS = ("submission.", "comment.received", "sender.linked")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}
        self._times: dict[str, str] = {}
        self.capacities: dict[str, str | None] = {}
        """By the sender's name in the record; None where this package doesn't open it."""
        self._linked: dict[str, str | None] = {}
        self._asked: dict[str, str] = {}
        """Of each whose entry says, or doesn't open, whose answer it is."""
        self._older = 0
        """So many are of before entries did."""
        self._clerks: dict[str, dict[str, str]] = {}

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log."""
        type_, who = entry.get("type"), str(entry.get("actor", ""))
        names = entry.get("commitments", {})
        if type_ in ("comment.received", "submission.received") and "capacity" in names:
            self.capacities[who] = opened.get("capacity")
            if "time" in opened:  # for auditors: there may be very many for everybody
                self._note(who, entry, opened)
        elif type_ == "submission.entered":
            self._clerks[str(entry["objects"][0])] = dict(opened)
        elif type_ == "sender.linked":
            self._linked[str(entry["objects"][0])] = opened.get("first")

    def _note(self, who: str, entry: Row, opened: Mapping[str, str]) -> None:
        names = entry["commitments"]
        if len(opened) == len(names):  # everything is opened
            said = list(map(opened.get, SAID, NOTHING_SAID))
        else:
            said = [opened.get(name, CLOSED if name in names else "") for name in SAID]
        self._said[who] = NUL.join((*said, opened.get("person", ""), "yes" if "is_minor" in names else ""))
        self._times[who] = sys.intern(str(entry.get("time", "")))
        if "asked" in names:
            if asked := opened.get("asked", CLOSED):
                self._asked[who] = asked
        elif entry.get("v", 1) < SINCE_ASKED:
            self._older = len(self._said)

    def check(self, row: Row, columns: Columns, taken_out: TakenOut) -> None:
        """Hold a submission against its entry. Only auditors' tables say who sent it."""
        own, who, clerk = row["id"], row.get("sender"), self._clerks.get(row["id"])
        if clerk is None and row["channel"] == "web" and self._is_plain(row, own, who):
            return
        is_imported = row["channel"] == "import"
        said: dict[str, Any] = {
            "channel": clerk.get("channel", SHUT) if clerk is not None else "import" if is_imported else "web",
            "source": UNSAID if is_imported else "",
        }  # fmt: skip
        if who is not None:
            linked = self._linked.get(own, "")
            said["how"] = clerk.get("how", SHUT) if clerk is not None else ""
            said["same_sender_as"] = SHUT if linked is None else linked
            if is_imported:
                said |= dict.fromkeys(SAID, UNSAID)
            elif self._said.get(who) != _as_said(row, is_entered=clerk is not None):
                said |= self._of_sender(who, is_entered=clerk is not None)
            said["asked"] = self._asked_of(who)
            if row["publication"] == "unnamed" and not taken_out.nameless.isdisjoint((own, who)):
                said["publication"] = "unnamed"  # with a name the wish that it be shown is gone
            if who in self._times:
                said["entered_at"] = Instant(self._times[who])
        for names, gone in ((OF_PERSON, taken_out.nameless), (NOTED, taken_out.touched)):
            if not gone.isdisjoint((own, who)):
                told = {name: said.pop(name) for name in names & said.keys()}
                columns.hold("submissions", row, told, (own, who or own), gone=gone | taken_out.things)
        columns.hold("submissions", row, said, (own, who or own))

    def _is_plain(self, row: Row, own: str, who: str | None) -> bool:
        """Whether all of it is right at first glance, as of nearly all that was sent through the form."""
        if row["source"] or own in self._linked:
            return False
        return who is None or (
            self._said.get(who) == _as_said(row, is_entered=False)
            and self._times[who][:16] == row["entered_at"][:16]
            and row.get("asked", "") == self._asked.get(who, "")
            and not row["how"]
            and not row["same_sender_as"]
        )

    def _asked_of(self, who: str) -> Any:
        """Whose answer it is by its entry."""
        if who in self._asked:
            return SHUT if self._asked[who] == CLOSED else self._asked[who]
        return UNSAID if who not in self._said or who in self._from_before else ""

    @cached_property
    def _from_before(self) -> frozenset[str]:
        """Those whose entries are of before they committed to it. Asked for once all entries are read."""
        return frozenset(islice(self._said, self._older))

    def knows(self, row: Row) -> bool:
        """Whether an entry tells of the sender of this row, as far as it names one."""
        return row["channel"] == "import" or row.get("sender") is None or row["sender"] in self._said

    def is_account_of(self, person: str, who: str, of_submissions: Mapping[str, str]) -> bool:
        """Whether this account sent what ``who`` (the sender's name in the record) sent: not as a clerk for others."""
        if not person or self._said.get(who, "").split(NUL)[-2:-1] != [person]:
            return False
        sent = {own for own, sender in of_submissions.items() if sender == who}
        return sent.isdisjoint(self._clerks)

    def _of_sender(self, who: str, *, is_entered: bool) -> dict[str, Any]:
        if who not in self._said:
            return {}
        *given, person, minor = self._said[who].split(NUL)
        said = {name: SHUT if value == CLOSED else value for name, value in zip(SAID, given, strict=True)}
        return {**said, "is_minor": bool(minor), "account": "" if is_entered else person}


def _as_said(row: Row, *, is_entered: bool) -> str:
    """A row of the table as the text in which its entry is kept, where the account is the sender's."""
    account = row["account"] if not is_entered else CLOSED
    return NUL.join((*_of_row(row), str(account), "yes" if row["is_minor"] else ""))
