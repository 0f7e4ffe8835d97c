"""When what is due, what may be decided, and how a document is redacted: pure."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from consult.foundation.errors import N_, Conflict, Refused

DISPOSAL_STATES = ("due", "waiting", "preparing", "prepared", "done")
"""due: its time has come; waiting: for a second signature; preparing, prepared: the archive package; done."""
FATES = ("transfer", "keep", "destroy")
REQUEST_STATES = ("open", "answered", "refused")
TREATMENTS = ("", "release", "redact", "withhold")
"""What becomes of a document that was gathered; empty until somebody decides."""
WORDS_LIMIT = 2_000
LINE_LIMIT = 200
PASSAGES = 6
"""So many further passages a form takes at once."""
MOST_PASSAGES = 500
MAILS_FORGOTTEN = "mails.forgotten"
"""The entry that mails which were sent long ago were deleted, with their addresses."""
COVER = "████"
"""Every cover is as long, so that its length tells nothing."""
Span = tuple[int, int, str]
"""Start and end in code points, and the code of why."""


def due_on(begins: date, *, years: int, days: int) -> date:
    """The day on which a period that begins on a day is over; 29 February becomes 1 March."""
    try:
        ends = begins.replace(year=begins.year + years)
    except ValueError:
        ends = date(begins.year + years, 3, 1)
    return ends + timedelta(days=days)


def check_reason(reason: str, field: str = "reason") -> str:
    """A reason in words. Raises Refused where it is missing or too long."""
    reason = reason.strip()
    if not reason:
        raise Refused(N_("Please give the reason in a sentence."), field=field)
    if len(reason) > WORDS_LIMIT:
        raise Refused(N_("Please keep it to %(limit)s characters."), field=field, limit=WORDS_LIMIT)
    return reason


def check_line(words: str, field: str) -> str:
    """A line that has to be filled in. Raises Refused."""
    words = " ".join(words.split())
    if not words:
        raise Refused(N_("Please fill this in."), field=field)
    if len(words) > LINE_LIMIT:
        raise Refused(N_("Please keep it to %(limit)s characters."), field=field, limit=LINE_LIMIT)
    return words


def check_is_due(state: str, *, is_due: bool) -> None:
    """Raises Conflict for something whose time hasn't come, or that is decided already."""
    if state == "waiting":
        raise Conflict(N_("This waits for a second person’s signature already."))
    if state != "due":
        raise Conflict(N_("This was done already."))
    if not is_due:
        raise Conflict(N_("Its time hasn’t come yet."))


def check_received(received_on: date | None, *, today: date) -> date:
    """The day a request came. Raises Refused for none, or one to come."""
    if received_on is None:
        raise Refused(N_("Please give the day it came."), field="received_on")
    if received_on > today:
        raise Refused(N_("This day is still to come. Please give the day it came."), field="received_on")
    return received_on


def check_acknowledged(on: date | None, words: str, *, asked_on: date, today: date) -> tuple[date, str]:
    """The day an archive confirmed a package, and what it wrote. Raises Refused for a day before it was asked for."""
    if on is None or on > today:
        raise Refused(
            N_("Please give the day on which the archive confirmed it, today at the latest."),
            field="acknowledged_on",
        )
    if on < asked_on:
        raise Refused(
            N_("The package was asked for on %(day)s only. Please give the day on which the archive confirmed it."),
            field="acknowledged_on", day=asked_on,
        )  # fmt: skip
    words = words.strip()
    if not words:
        raise Refused(N_("Please give the archive’s number, or what it wrote."), field="acknowledgement")
    return on, words


def check_may_extend(state: str, *, was_extended: bool, days: int) -> None:
    """Raises Conflict where a request is answered, was extended before, or the profile knows no extension."""
    check_is_open(state)
    if was_extended or not days:
        raise Conflict(N_("The time can’t be extended (again)."))


def check_is_open(state: str) -> None:
    """Raises Conflict for a request that is answered."""
    if state != "open":
        raise Conflict(N_("This request was answered. Nothing can be changed any more."))


def check_may_answer(treatments: Collection[str]) -> None:
    """Raises Conflict while a document still has to be decided, or there is none."""
    if not treatments:
        raise Conflict(N_("Nothing has been gathered yet."))
    if missing := sum(1 for one in treatments if not one):
        raise Conflict(N_("%(number)s documents still have to be decided."), number=missing)


def check_treatment(treatment: str, *, codes: Collection[str], spans: Sequence[Span], code: str) -> None:
    """Raises Refused for a decision on a document that doesn't fit."""
    if treatment not in TREATMENTS or not treatment:
        raise Refused(N_("Please choose one of the answers."), field="treatment")
    if treatment == "withhold" and code not in codes:
        raise Refused(N_("Please choose the code that says why."), field="code")
    if treatment == "redact" and not spans:
        raise Refused(N_("Please copy the words to cover, or release the document whole."), field="passages")


def places(body: str, words: str) -> list[tuple[int, int]]:
    """Everywhere these words stand in a text."""
    found, start = [], body.find(words) if words else -1
    while start >= 0:
        found.append((start, start + len(words)))
        start = body.find(words, start + len(words))
    return found


def joined(spans: Sequence[Span]) -> list[Span]:
    """In order, without overlaps: where two meet, the earlier one's code stands for the words they share."""
    found: list[Span] = []
    for begin, end, code in sorted(spans):
        start = max(begin, found[-1][1]) if found else begin
        if start < end:
            found.append((start, end, code))
    return found


def codes_within(body: str, codes: Iterable[str]) -> list[Span]:
    """Where a text from which words were taken for good says with which of these codes: covering it changes nothing."""
    return [
        (found.start(), found.end(), code)
        for code in codes
        for found in re.finditer(re.escape(f"{COVER} [{code}]"), body)
    ]


def redacted(body: str, spans: Sequence[Span]) -> str:
    """The text with each passage replaced by its code: nothing of it is left, not even its length."""
    parts, at = [], 0
    for start, end, code in joined(spans):
        parts += [body[at:start], f"{COVER} [{code}]"]
        at = end
    return "".join([*parts, body[at:]])
