"""That no dangerous act was done by one person: two signed it, or the log says that one acted alone.

Standard library only: packages carry this file. It reads the entries of requests (``approval.…``) and holds each act
that needs them against them.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from consult.record.verify import Fault

Row = Mapping[str, Any]
"""An entry, or a row of a table."""

NEEDED = {
    "outcome.postponed": "outcome.postpone", "summary.postponed": "summary.postpone",
    "consultation.extended": "consultation.extend", "consultation.suspended": "consultation.suspend",
    "consultation.withdrawn": "consultation.end", "consultation.superseded": "consultation.end",
    "consultation.annulled": "consultation.end", "sender.unmasked": "sender.unmask",
    "interim.published": "interim.publish", "consultation.exempted": "quiet_period.exempt",
    "quiet_period.ended": "quiet_period.end", "more_time.granted": "contributions.more_time",
}  # fmt: skip
"""Act in the log -> what had to be signed for it, on the consultation itself or on the first thing it names."""
ABOUT_FIRST = ("sender.unmasked", "quiet_period.ended", "more_time.granted")
"""Those of them that are about the first thing they name."""
TAKEN_OUT = (
    "comment.erased", "comment.removed", "comment.original_erased", "sender.erased", "sender.removed",
    "attachment.removed",
)  # fmt: skip
BRINGS_IN = ("import.started", "votes.imported")
GIVEN, TAKEN = "membership.granted", "membership.revoked"
RIGHTS = ("auditor", "administrator")
MINUTE = len("2026-01-01T00:00")


class Request:
    """One request for signatures, as the entries tell of it."""

    __slots__ = ("act", "asked_by", "is_alone", "is_dropped", "is_used", "signers", "subject")

    def __init__(self, act: str, subject: str, asked_by: str) -> None:
        self.act, self.subject, self.asked_by = act, subject, asked_by
        self.signers: list[str] = []
        self.is_alone = self.is_dropped = self.is_used = False

    @property
    def is_agreed(self) -> bool:
        """Whether another person than the asker signed, or the log says that there was none."""
        return not self.is_dropped and (self.is_alone or bool(self.signers))


class Signatures:
    """Requests for signatures in one log, and the acts that stand on them."""

    READS = (
        "approval.", "erasure.asked", "version.removed", "document.removed", "site.set", GIVEN, TAKEN,
        *NEEDED, *TAKEN_OUT, *BRINGS_IN,
    )  # fmt: skip
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.requests: dict[str, Request] = {}
        self._of: dict[tuple[str, str], list[Request]] = defaultdict(list)
        self._erasures: set[str] = set()
        self.by_two = self.by_one = self.refused_attempts = 0

    def take(self, entry: Row, opened: Mapping[str, str], rules: Mapping[str, str]) -> None:
        """Take the next entry of the log. ``rules``: of the consultation, as they are then. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_.startswith("approval."):
            self._request(type_.partition(".")[2], entry, objects)
        elif type_ == "erasure.asked" and objects:
            self._erasures.add(objects[0])
        elif type_ in NEEDED:
            subject = objects[0] if type_ in ABOUT_FIRST and objects else str(entry.get("consultation", ""))
            self._need(NEEDED[type_], subject)
        elif type_ in ("version.removed", "document.removed"):
            if entry.get("ground") and len(objects) > 1:  # by order; without one it is an author's act
                self._need("draft.remove", objects[1])
        elif type_ in TAKEN_OUT:
            self._taken_out(objects)
        elif type_ in BRINGS_IN:
            self._imported(entry, rules)
        elif type_ in (GIVEN, TAKEN) and opened.get("held_role") in RIGHTS:
            self._right(type_, objects)
        elif type_ == "site.set" and objects == ["grounds"]:  # older entries don't say what they set
            self._need("site.grounds", "")

    def _request(self, step: str, entry: Row, objects: list[str]) -> None:
        if step == "attempt_refused":
            self.refused_attempts += 1
            return
        if len(objects) < 2:
            raise Fault("it names too few things")
        who = str(entry.get("actor", ""))
        if step == "asked":
            made = Request(str(entry.get("ground", "")), objects[1], who)
            self.requests[objects[0]] = made
            self._of[made.act, made.subject].append(made)
            self._of[made.act, ""].append(made)
            return
        found = self.requests.get(objects[0])
        if found is None:
            raise Fault(f"request {objects[0]} was never made")
        if step == "signed":
            if who in ("", found.asked_by, *found.signers):
                raise Fault(f"{who or 'nobody'} signed what they had asked for or signed before")
            found.signers.append(who)
        elif step == "done_alone":
            found.is_alone = True
        else:
            found.is_dropped = True

    def _need(self, act: str, subject: str, *, again: bool = False) -> None:
        for found in self._of.get((act, subject), ()):
            if found.is_agreed and (again or not found.is_used):
                if not found.is_used:
                    self._count(found)
                found.is_used = True
                return
        raise Fault(
            f"it needs two persons ({act}), and the log shows neither a second one nor that one acted alone"
        )

    def _count(self, found: Request) -> None:
        if found.is_alone:
            self.by_one += 1
        else:
            self.by_two += 1

    def _taken_out(self, objects: list[str]) -> None:
        if len(objects) > 1 and objects[1] in self._erasures:
            for act in ("submission.erase", "comment.remove"):
                if any(one.is_agreed for one in self._of.get((act, objects[1]), ())):
                    self._need(act, objects[1], again=True)
                    return
            self._need("submission.erase", objects[1])

    def _imported(self, entry: Row, rules: Mapping[str, str]) -> None:
        opens, closes = (rules.get(name, "").replace(" ", "T")[:MINUTE] for name in ("opens_at", "closes_at"))
        if opens and closes and opens < str(entry.get("time", ""))[:MINUTE] < closes:
            self._need("contributions.import", "", again=True)

    def _right(self, type_: str, objects: list[str]) -> None:
        found = self.requests.get(objects[2]) if len(objects) > 2 else None
        act = "membership.give" if type_ == GIVEN else "membership.take"
        if found is None or found.act != act or not found.is_agreed or found.is_used:
            raise Fault(f"a right over others needs two persons ({act}), and the log doesn’t show them")
        found.is_used = True
        self._count(found)
