"""What is owed to the people who took part, and what stands in the way of it: pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from consult.analysis import rules as reading
from consult.contributions.official_words import check_words
from consult.foundation.errors import N_, Conflict, NotOpen, Refused

DISPOSITIONS = (
    "adopted",
    "partly",
    "not-adopted",
    "covered",
    "later",
    "passed-on",
    "out-of-scope",
    "no-change",
)
DISPOSITION_NAMES = {
    "adopted": N_("Adopted"),
    "partly": N_("Partly adopted"),
    "not-adopted": N_("Not adopted"),
    "covered": N_("Already covered"),
    "later": N_("Kept for later"),
    "passed-on": N_("Passed on"),
    "out-of-scope": N_("Out of scope"),
    "no-change": N_("No change asked"),
}
"""What became of comments -> its name."""
COUNTED, UNOWED_GROUNDS, GONE = reading.COUNTED, reading.UNOWED_GROUNDS, reading.GONE
"""States and grounds that decide whether a comment is owed an answer, as the reading desk counts."""
OUTCOME_TEXTS = ("summary", "decision", "what_changed", "what_next", "decided_by")
"""What an outcome says in words, in one language or in several."""
LONG_TEXTS = ("summary", "decision", "what_changed", "what_next")
"""Those that have paragraphs; each is looked at for claims about the public."""
OUTCOME_PARTS: Mapping[str, str] = {
    "summary": N_("What you said"), "decision": N_("What was decided"), "what_changed": N_("What changed"),
    "what_next": N_("What happens next"),
}  # fmt: skip
"""As forms and pages head them."""
LANGUAGE_NAMES: Mapping[str, str] = {
    "en": N_("English"), "zh-hans": N_("Simplified Chinese"), "zh-hant": N_("Traditional Chinese"),
}  # fmt: skip
REPLY_LIMIT = 10_000
PART_LIMIT = 10_000
"""Characters of one department's part of a joint reply."""
JOINT_LIMIT = 100_000
MOST_OFFICES = 9
REASON_LIMIT = 5_000
TEXT_LIMIT = 50_000
LINE_LIMIT = 200
NAMED = 20
"""Articles, comments and themes that a refusal names one by one."""


def day_in(instant: datetime, zone: str) -> date:
    """The calendar day at an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def received(states: Mapping[str, int]) -> int:
    """How many comments of a tally (``{state: number}``) are owed a disposition."""
    return sum(states.get(state, 0) for state in COUNTED)


def is_answered_by_outcome(state: str, ground: str) -> bool:
    """Whether what became of its theme or article became of this comment, too.

    Not of one that was taken back or is spam, and not of one that nobody has ruled on yet: it came too late.
    """
    return state != "pending" and reading.counted_as(state, ground) != reading.UNOWED


def check_may_reply(phase: str) -> None:
    """Raises Conflict where the consultation takes no reply: not open yet, finished or withdrawn."""
    if phase in ("finished", "withdrawn"):
        raise Conflict(N_("This consultation is over, so it takes no further reply."))
    if phase not in ("open", "suspended", "closed", "answered"):
        raise Conflict(N_("Comments can be replied to once the consultation is open."))


def check_cited(asked: int, gone: int, unknown: int) -> None:
    """Raises Refused unless a reply answers at least one comment, all of this consultation and none taken back."""
    if not asked:
        raise Refused(N_("Please choose at least one comment that you reply to."), field="comments")
    if unknown:
        raise Refused(N_("Some of the chosen comments don’t belong to this consultation."), field="comments")
    if gone:
        raise Conflict(
            N_("%(number)s of the chosen comments were taken back in the meantime. Please choose again."),
            field="comments", number=gone,
        )  # fmt: skip


def check_offices(closed: Sequence[bool]) -> None:
    """Raises Refused unless a joint reply is asked of at least two offices, all of them open (their ``closed``)."""
    if len(closed) < 2:
        raise Refused(N_("Please choose at least two departments."), field="offices")
    if len(closed) > MOST_OFFICES:
        raise Refused(
            N_("At most %(limit)s departments can reply together."), field="offices", limit=MOST_OFFICES
        )
    if any(closed):
        raise Refused(N_("This department is closed. Please choose another one."), field="offices")


def named_together(names: Sequence[str]) -> str:
    """Several offices as one reply names them; the mark between Chinese names is theirs."""
    return ("、" if any(ord(c) > 0x2E80 for c in "".join(names)) else ", ").join(names)


def check_interim(phase: str, *, unread: int, body: str, law: str, until: date, today: date) -> None:
    """Raises Refused unless comments are unread after closing, and it says what, by which law, and until when."""
    if phase != "closed":
        raise Refused(N_("An interim response is for the time between closing and outcome."))
    if not unread:
        raise Refused(N_("Every comment is read: publish the outcome instead."))
    if not body.strip():
        raise Refused(N_("Please write the reply."), field="body")
    if not law.strip():
        raise Refused(N_("Please name the law that forces the date."), field="law")
    if until <= today:
        raise Refused(N_("Please choose a day in the future."), field="until")


def check_may_decide(phase: str) -> None:
    """Raises Conflict where dispositions are fixed."""
    if phase in ("finished", "withdrawn"):
        raise Conflict(N_("This consultation is over, so what became of its comments is fixed."))
    if phase not in ("open", "suspended", "closed", "answered"):
        raise Conflict(N_("There are no comments to decide about before the consultation is open."))


def check_disposition(disposition: str) -> str:
    """The disposition. Raises Refused for anything that isn't listed."""
    if disposition not in DISPOSITIONS:
        raise Refused(N_("Please choose one of the answers."), field="disposition")
    return disposition


def check_decided_on(decided_on: date | None, closes_at: datetime | None, zone: str, now: datetime) -> None:
    """Raises Refused for a decision dated before closing (it would show that nobody was heard) or in the future."""
    if decided_on is None:
        return
    if decided_on > day_in(now, zone):
        raise Refused(N_("The day of the decision is in the future."), field="decided_on")
    if closes_at is not None and decided_on < day_in(closes_at, zone):
        raise Refused(
            N_("The decision is dated before the consultation closed on %(closed)s. It can’t have heard everybody."),
            field="decided_on", closed=day_in(closes_at, zone),
        )  # fmt: skip


def check_may_publish_outcome(phase: str) -> None:
    """Raises Refused unless the consultation is closed and has no published outcome yet."""
    if phase in ("answered", "finished"):
        raise Conflict(N_("The outcome is published already."))
    if phase != "closed":
        raise Refused(N_("The outcome can be published only after the consultation has closed."))


def missing_to_publish(
    *, decision: str, decided_by: str, decided_on: date | None, owed: Sequence[Refused]
) -> list[Refused]:
    """What stands between this outcome and publication; each is a phrase to be named after “missing”."""
    missing = []
    if not decision.strip():
        missing.append(Refused(N_("the decision in words")))
    if not decided_by.strip():
        missing.append(Refused(N_("who decided")))
    if decided_on is None:
        missing.append(Refused(N_("the day of the decision")))
    return [*missing, *owed]


def never_asked(number: int) -> list[Refused]:
    """Those who must be asked and never were, as a phrase after “missing”."""
    if not number:
        return []
    return [Refused(N_("letters to those who must be asked and never were: %(number)s"), number=number)]


def missing_to_finish(*, is_published: bool, owed: Sequence[Refused], open_looks: int = 0) -> list[Refused]:
    """What the public is still owed before the consultation may be called finished."""
    missing = [] if is_published else [Refused(N_("the published outcome"))]
    if open_looks:
        message = N_("a closing reason for each second look at an answer (%(number)s)")
        missing.append(Refused(message, field="looks", number=open_looks))
    return [*missing, *owed]


@dataclass(frozen=True)
class Owed:
    """What is owed to comments, as far as this consultation is: each list may be longer than what is named of it."""

    articles: Sequence[Refused] = ()
    """Articles with comments and no disposition, as a sentence names them."""
    waiting: int = 0
    """Comments that wait for a ruling."""
    unread: int = 0
    unread_named: Sequence[str] = ()
    themeless: int = 0
    themeless_named: Sequence[str] = ()
    themes: Sequence[str] = ()
    """Names of themes with comments and no disposition."""


def owed_to_comments(owed: Owed) -> Iterator[Refused]:
    """What bars the way, each as a phrase after “missing”: the first twenty by name, and how many there are (M02)."""
    if owed.unread:
        yield Refused(
            N_("somebody who reads each comment (%(number)s unread: %(named)s)"),
            number=owed.unread, named=_some(owed.unread_named, owed.unread),
        )  # fmt: skip
    if owed.themeless:
        yield Refused(
            N_("a theme for each comment (%(number)s under none: %(named)s)"),
            number=owed.themeless, named=_some(owed.themeless_named, owed.themeless),
        )  # fmt: skip
    for name in owed.themes[:NAMED]:
        yield Refused(N_("what became of the comments under “%(theme)s”, with the reason"), theme=name)
    if len(owed.themes) > NAMED:
        yield Refused(N_("the same for %(number)s more themes"), number=len(owed.themes) - NAMED)
    for label in owed.articles[:NAMED]:
        yield Refused(N_("what became of the comments on %(article)s"), article=label)
    if len(owed.articles) > NAMED:
        yield Refused(N_("the same for %(number)s more articles"), number=len(owed.articles) - NAMED)
    if owed.waiting:
        yield Refused(N_("a ruling on each waiting comment (%(number)s)"), number=owed.waiting)


def _some(named: Sequence[str], number: int) -> list[str]:
    """The first few by reference; dots where there are more."""
    return [*named[:NAMED], *(["…"] if number > len(named[:NAMED]) else [])]


def check_borne_out(faults: Sequence[Refused], field: str) -> None:
    """Raises Refused where a text says of the public what nothing it cites bears out; it names each place (M10)."""
    check_words(faults, field)
    if faults:
        raise Refused(
            N_(
                "This says something about the public that nothing cited bears out: %(faults)s. "
                "Cite what it rests on in double brackets, or say it otherwise."
            ),
            field=field, faults=list(faults[:NAMED]),
        )  # fmt: skip


def check_postponement(phase: str, due_on: date | None, until: date, reason: str) -> None:
    """Raises Refused unless the outcome is still owed, the day is later and the reason is given."""
    if phase in ("answered", "finished", "withdrawn"):
        raise Conflict(N_("The outcome isn’t owed any more."))
    if phase in ("draft", "awaiting-sign-off"):
        raise Conflict(N_("The outcome isn’t owed before the consultation is published."))
    if due_on is not None and until <= due_on:
        raise Refused(N_("Please choose a day after the present one."), field="until")
    if not reason.strip():
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")


REMIND_DAYS = 3
"""So many days before a theme or a part is due, whoever holds it is reminded; the outcome's holders sooner."""
REMIND_OUTCOME_DAYS = 7


def check_due_day(phase: str, due_on: date, today: date, before: date | None, reason: str) -> None:
    """Raises Refused unless the day is to come and, where a day named before is put off, the reason is given."""
    if phase in ("answered", "finished", "withdrawn"):
        raise Conflict(N_("The outcome isn’t owed any more."))
    if due_on < today:
        raise Refused(N_("Please choose a day in the future."), field="due_on")
    if before is not None and due_on > before and not reason.strip():
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")


def days_overdue(
    due_on: date | None, *, is_published: bool, zone: str, now: datetime, stands_still: bool = False
) -> int:
    """Whole days since the outcome was due in the consultation's zone; 0 while it isn't late.

    ``stands_still``: the consultation is suspended, so that its clock doesn't run.
    """
    if due_on is None or is_published or stands_still:
        return 0
    return max((day_in(now, zone) - due_on).days, 0)


def check_may_sum_up(phase: str) -> None:
    """Raises Conflict where a summary of what was received can't be promised or written."""
    if phase in ("answered", "finished", "withdrawn"):
        raise Conflict(N_("The outcome is out, so no summary comes before it any more."))
    if phase in ("draft", "awaiting-sign-off"):
        raise Conflict(N_("Nothing is summed up before the consultation is published."))


def check_summary_promise(
    due_before: date | None, until: date, reason: str, *, closed: datetime | None, zone: str
) -> None:
    """Raises Refused for a day before closing, and for a later day than was promised without a reason."""
    if closed is not None and until < day_in(closed, zone):
        raise Refused(N_("Please choose a day after the consultation has closed."), field="until")
    if due_before is not None and until == due_before:
        raise Refused(N_("That is the day promised already."), field="until")
    if due_before is not None and not reason:
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")


def decided_unheard(decided_on: date | None, handed_on: date | None, acknowledged_on: date | None) -> str:
    """What is said of a decision taken before its dossier was there; empty where it was acknowledged by that day.

    no-dossier, before-hand-over or before-acknowledgement.
    """
    if decided_on is None:
        return ""
    if handed_on is None:
        return "no-dossier"
    if decided_on < handed_on:
        return "before-hand-over"
    if acknowledged_on is None or decided_on < acknowledged_on:
        return "before-acknowledgement"
    return ""


RATINGS = {"answers": N_("It answers my point"), "misses": N_("It does not answer my point")}
"""What the author of a comment may say of the answer -> in words."""


TAKEN_AWAY = N_("This comment was taken back, removed or erased, so nothing is asked about its answer.")
AS_SPAM = N_(
    "This comment is hidden as advertising or repetition. It isn’t answered unless a review finds otherwise."
)
UNANSWERED = N_("This comment has no answer yet.")


def why_unrated(state: str, ground: str, *, is_answered: bool) -> str:
    """Why the answer to a comment can't be rated, nor a second look at it asked for; empty where both can."""
    if state in GONE:
        return TAKEN_AWAY
    if is_answered:
        return ""
    return AS_SPAM if state == "hidden" and ground in UNOWED_GROUNDS else UNANSWERED


def check_rating(value: str) -> None:
    """Raises Refused for anything else than the two."""
    if value not in RATINGS:
        raise Refused(N_("Please choose one of the answers."), field="value")


def check_may_ask_look(answered_at: datetime, days: int, now: datetime) -> None:
    """Raises Refused where the answer is older than a second look may be asked for."""
    if now > answered_at + timedelta(days=days):
        raise NotOpen(
            N_("A second look could be asked for within %(days)s days after the answer. That time is over."),
            days=days,
        )


COMMITMENTS = {"open": N_("Under way"), "kept": N_("Kept as promised"), "dropped": N_("Given up")}
"""How a commitment stands -> in words."""
REMIND_BEFORE = timedelta(days=14)
REMIND_AGAIN = timedelta(days=30)
"""How long before its day the owner is reminded, and how often once it is late."""


def check_commitment(phase: str, due_on: date, today: date) -> None:
    """Raises Refused for a day that is over, Conflict before closing or after a withdrawal."""
    if phase not in ("closed", "answered", "finished"):
        raise Conflict(N_("Something is promised once the consultation has closed."))
    if due_on < today:
        raise Refused(N_("Please choose a day in the future."), field="due_on")


def check_report(state: str, note: str) -> None:
    """Raises Refused unless it says how the commitment stands, with words for everybody."""
    if state not in COMMITMENTS:
        raise Refused(N_("Please choose one of the answers."), field="state")
    if not note.strip():
        raise Refused(N_("Please say what was done, or why not; everybody can read it."), field="note")


def days_late(state: str, due_on: date, today: date) -> int:
    """Whole days since an open commitment was due; 0 where it isn't late."""
    return max((today - due_on).days, 0) if state == "open" else 0


def is_reminder_due(due_on: date, reminded_on: date | None, today: date) -> bool:
    """Whether the owner of an open commitment is to be reminded: once before, once when it is late, then monthly."""
    if today < due_on - REMIND_BEFORE:
        return False
    if reminded_on is None:
        return True
    return today > due_on and (reminded_on <= due_on or today - reminded_on >= REMIND_AGAIN)
