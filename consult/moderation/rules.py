"""What a ruling, a review and a report may be: pure."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice

from consult.contributions.passages import ruled_text
from consult.foundation import text
from consult.foundation.errors import N_, Conflict, NotOpen, Refused
from consult.foundation.zones import in_zone

ACTS = ("publish", "hide", "redact", "refer")
"""The acts that moderators have pages for."""
BULK_ACTS = ("publish", "hide")
RULED_IN = frozenset({"pending", "published", "hidden", "held", "withheld", "referred"})
"""States in which a comment can be ruled on."""
REVIEWABLE = frozenset({"hide", "redact", "refer", "remove"})
"""Acts a sender may have looked at again; they need a listed ground too."""
RESULTS = ("upheld", "overturned")
NOTE_LIMIT = 2_000
REASON_LIMIT = 2_000
OFFICE_LIMIT = 200
CLAIM = timedelta(minutes=10)
"""How long “claimed by” stands after the comment was last opened."""
MAX_SPANS = 500

Span = tuple[int, int]


def check_act(act: str) -> str:
    """The act. Raises Refused for anything that isn't one."""
    if act not in ACTS:
        raise Refused(N_("Please choose what to do with the comment."), field="act")
    return act


def act_on_withheld(act: str) -> str:
    """What a ruling does with a comment that its sender withheld: it is read or passed on, and never becomes public.

    Raises Refused for acts that only make sense where something is to be published.
    """
    if act == "refer":
        return act
    if act not in ("publish", "withhold"):
        raise Refused(
            N_(
                "Its sender chose not to publish this comment, so nothing of it has to be hidden. Mark it as read."
            ),
            field="act",
        )
    return "withhold"


def check_state(state: str) -> None:
    """Raises Conflict where there is nothing to rule on any more, or not yet."""
    if state == "unconfirmed":
        raise Conflict(N_("The sender hasn’t confirmed their address yet, so there is nothing to rule on."))
    if state not in RULED_IN:
        raise Conflict(N_("This comment was taken back or removed, so there is nothing left to rule on."))


def check_ground(act: str, ground: str, listed: Collection[str]) -> str:
    """The ground a ruling needs (none where it publishes). Raises Refused unless it is listed."""
    if act not in REVIEWABLE:
        return ""
    if ground not in listed:
        raise Refused(N_("Please choose a ground from the list."), field="ground")
    return ground


def check_office(act: str, office: str) -> str:
    """The office a comment is passed on to (none where it isn't). Raises Refused where it is missing."""
    if act != "refer":
        return ""
    office = " ".join(text.normalise(office, limit=OFFICE_LIMIT, field="refer_to").split())
    if not office:
        raise Refused(N_("Please name the office it is passed on to: the sender is told."), field="refer_to")
    return office


def check_note(act: str, note: str) -> str:
    """The public note. Raises Refused where a text is hidden without one."""
    note = text.normalise(note, limit=NOTE_LIMIT, field="note")
    if act == "hide" and text.is_blank(note):
        raise Refused(
            N_("Please write a public note: everybody, and the sender first, should know why."), field="note"
        )
    return note


def check_spans(act: str, body: str, spans: Sequence[Span], *, wording: str = "") -> list[Span]:
    """The passages to black out, in order and apart. Raises Refused: none, outside the text, or all of it.

    ``wording`` is what the comment proposes; passages of it stand behind the words (``contributions.passages``).
    """
    if act != "redact":
        return []
    joined = join_spans(spans)
    if not joined:
        raise Refused(N_("Please give the words to black out."), field="words")
    whole = ruled_text(body, wording)
    if len(joined) > MAX_SPANS or joined[0][0] < 0 or joined[-1][1] > len(whole):
        raise Refused(
            N_("The passages to black out don’t fit this text. Please mark them again."), field="words"
        )
    joined = [part for span in joined for part in _apart(span, len(body)) if part[0] < part[1]]
    kept, done = [], 0
    for start, end in joined:
        if start < len(body):
            kept.append(body[done:start])
            done = end
    if text.is_blank("".join([*kept, body[done:]])):
        raise Refused(
            N_("Nothing would be left to read. If the whole text has to go, hide it instead."), field="words"
        )
    return joined


def _apart(span: Span, end_of_body: int) -> list[Span]:
    """A passage, cut where the words end and the proposed wording begins."""
    start, end = span
    if start < end_of_body < end:
        return [(start, end_of_body), (end_of_body + 1, end)]
    return [(end_of_body + 1, end) if start == end_of_body else span]


def join_spans(spans: Sequence[Span]) -> list[Span]:
    """Passages sorted, empty ones left out, those that touch or overlap joined."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


_NUMBERED = re.compile(r"(?P<words>.+?)\s*[#＃](?P<number>[1-9][0-9]{0,5})")


def _counts(_place: Span) -> bool:
    return True


def find_spans(body: str, lines: str, *, is_own: Callable[[Span], bool] = _counts) -> list[Span]:
    """Where the words stand that somebody typed, one passage a line.

    Every occurrence counts, unless the line ends in ``#2``: then only the second one. Words that really end
    like that are found as they are. Raises Refused on the field ``words`` naming the line that isn't there.
    ``is_own`` says of a place whether the sender wrote it: what the article says anyway is left out.
    """
    found: list[Span] = []
    wanted = [unicodedata.normalize("NFC", line.strip()) for line in lines.splitlines()]
    for line in dict.fromkeys(line for line in wanted if line):
        is_there, places = line in body, _places(body, line)
        if not is_there and (numbered := _NUMBERED.fullmatch(line)):
            number = int(numbered["number"])
            only = list(islice(_places(body, numbered["words"]), number - 1, number))
            is_there, places = bool(only), iter(only)
        if not is_there:
            raise Refused(
                N_("“%(words)s” isn’t in the text. Please copy the words exactly as they stand there."),
                field="words",
                words=text.excerpt(line, 60),
            )
        own = list(islice(filter(is_own, places), MAX_SPANS + 1))
        if not own:
            raise Refused(
                N_(
                    "“%(words)s” are the article’s own words, which everybody reads there. Only what the sender wrote "
                    "can be blacked out."
                ),
                field="words",
                words=text.excerpt(line, 60),
            )
        found += own
        if len(found) > MAX_SPANS:
            raise Refused(
                N_("That marks more than %(limit)s passages. Please use longer ones."),
                field="words",
                limit=MAX_SPANS,
            )
    return join_spans(found)


def _places(body: str, words: str) -> Iterator[Span]:
    start = body.find(words)
    while start >= 0:
        yield start, start + len(words)
        start = body.find(words, start + len(words))


def words_of(body: str, spans: Sequence[Span]) -> str:
    """The lines that ``find_spans`` reads back as these passages."""
    lines = []
    for start, end in spans:
        words = body[start:end]
        number = body.count(words, 0, end)
        lines.append(f"{words} #{number}" if body.count(words) > 1 else words)
    return "\n".join(line for passage in lines for line in passage.splitlines())


def waited_minutes(waiting_since: datetime | None, now: datetime) -> int | None:
    """Whole minutes that something waited, or None where nothing did."""
    return None if waiting_since is None else max(0, int((now - waiting_since).total_seconds() // 60))


# Reviews and reports ------------------------------------------------------------------------------


def last_day_to_ask(ruled_at: datetime, days: int) -> datetime:
    """Until when the sender may ask for a review."""
    return ruled_at + timedelta(days=days)


def check_may_ask(
    *, ruled_at: datetime, days: int, is_open: bool, was_reviewed: bool, now: datetime, zone: str
) -> None:  # fmt: skip
    """Raises Refused where the time is over, Conflict where a review is or was made of this ruling."""
    if is_open:
        raise Conflict(N_("You have asked for a review already. Another person is looking at it."))
    if was_reviewed:
        raise Conflict(N_("Another person has looked at this ruling already. Their decision stands."))
    if now > last_day_to_ask(ruled_at, days):
        raise NotOpen(
            N_("A review could be asked for until %(until)s. That time is over."),
            until=in_zone(last_day_to_ask(ruled_at, days), zone),
        )


def check_reason(reason: str) -> str:
    """Why the sender wants another look. Raises Refused where it is missing."""
    reason = text.normalise(reason, limit=REASON_LIMIT, field="reason")
    if text.is_blank(reason):
        raise Refused(N_("Please say in a sentence or two why the ruling is wrong."), field="reason")
    return reason


def check_answer(answer: str) -> str:
    """What an office said about a comment passed on to it. Raises Refused where it is missing."""
    answer = text.normalise(answer, limit=NOTE_LIMIT, field="answer")
    if text.is_blank(answer):
        raise Refused(N_("Please write what the office said; everybody can read it."), field="answer")
    return answer


def check_result(result: str, note: str) -> str:
    """The review's public note. Raises Refused where the result or the note is missing."""
    if result not in RESULTS:
        raise Refused(N_("Please choose what the review finds."), field="result")
    note = text.normalise(note, limit=NOTE_LIMIT, field="note")
    if text.is_blank(note):
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="note")
    return note


REPORT_ANSWERS = ("stays", "hidden")
"""What staff can answer to a report on a text that isn't a comment; comments are ruled on."""


def check_report_answer(answer: str, note: str) -> str:
    """What is said to both sides. Raises Refused where the answer or the words are missing."""
    if answer not in REPORT_ANSWERS:
        raise Refused(N_("Please choose whether the text stays or is hidden."), field="answer")
    note = text.normalise(note, limit=NOTE_LIMIT, field="note")
    if text.is_blank(note):
        raise Refused(N_("Please give the reason; both sides read it."), field="note")
    return note


def waiting_limit(own_hours: int | None, site_hours: int) -> timedelta:
    """The published limit on waiting: the consultation's own, else the site's."""
    return timedelta(hours=own_hours or site_hours)
