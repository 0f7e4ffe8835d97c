"""The life cycle of a consultation: pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from consult.consultations.calendars import Calendar, Count, holidays_within, last_day
from consult.foundation.errors import N_, Conflict, Refused
from consult.foundation.zones import in_zone, is_zone

PHASES = (
    "draft", "awaiting-sign-off", "scheduled", "open", "suspended", "closed", "answered", "finished", "withdrawn",
)  # fmt: skip
PUBLIC_PHASES = frozenset(PHASES) - {"draft", "awaiting-sign-off"}
END, SUSPEND = "consultation.end", "consultation.suspend"
"""Names of the acts of two persons after which a consultation takes nothing more, for ever or for a while."""
WHO_MAY_COMMENT = ("anyone", "confirmed", "account", "identified", "invited")
WHO_MAY_VOTE = ("confirmed", "account", "identified", "invited", "nobody")
MODERATION = ("before", "after")
COMMENTS_APPEAR = ("moderated", "at-closing", "with-outcome", "in-summary")
LATE_POLICIES = ("refuse", "keep")
RESULTS_APPEAR = ("at-closing", "at-once")
AUTHORITIES = ("authentic", "authoritative", "courtesy")
"""Of a language edition: equally authentic with others, the one text that counts, or for information only."""
DOCUMENT_KINDS = (
    "explanatory-note", "impact-assessment", "law-in-force", "comparison", "research", "annex", "other",
)  # fmt: skip
FILE_TOO_LARGE = N_("This file is larger than %(megabytes)s MB.")
DOCUMENT_GONE = N_("This document was replaced or taken out already.")
TEXT_FIELDS = (
    "title", "summary", "legal_basis", "affected", "decided", "open_questions", "contact", "other_ways", "what_next",
    "not_for",
)  # fmt: skip
"""What a consultation says about itself, in each language."""
RULE_FIELDS = (
    "timezone", "opens_at", "closes_at", "who_may_comment", "who_may_vote", "moderation", "results_appear",
    "short_period_reason", "waiting_limit_hours", "comment_characters", "period_kind", "same_people_reason",
    "review_organisation_id",
    "comments_appear", "comments_appear_reason", "late_policy",
)  # fmt: skip
NO_DAY = N_("Please give the day.")
TITLE_LIMIT = 300
TEXT_LIMIT = 20_000
SEARCH_WORDS = 8
"""How many words of a search in the list are looked at."""
DEFAULT_DAYS = 30
"""How long a consultation stays open where neither the author nor the profile says."""


def check_may_continue(phase: str) -> None:
    """Raises Conflict unless its period is over, by its time or its answer."""
    if phase not in ("closed", "answered", "finished"):
        raise Conflict(N_("A further round can begin only when this consultation has closed."))


def phase(state: str, opens_at: datetime | None, closes_at: datetime | None, now: datetime) -> str:
    """What the stored state means at this instant: one of PHASES. The closing instant itself is closed."""
    if state != "published":
        return state
    if opens_at is not None and now < opens_at:
        return "scheduled"
    if closes_at is not None and now >= closes_at:
        return "closed"
    return "open"


def check_title(title: str) -> str:
    """The title on one line. Raises Refused where it is missing or too long."""
    title = " ".join(title.split())
    if not title:
        raise Refused(N_("Please give a title."), field="title")
    if len(title) > TITLE_LIMIT:
        raise Refused(
            N_("The title can have at most %(limit)s characters."), field="title", limit=TITLE_LIMIT
        )
    return title


def check_zone(zone: str) -> str:
    """The time zone. Raises Refused where there is none of that name."""
    if not is_zone(zone):
        raise Refused(
            N_("There is no time zone called “%(zone)s”. An example is Asia/Taipei."),
            field="timezone",
            zone=zone,
        )
    return zone


LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")
SITE_LANGUAGES = {
    "en": "en", "zh": "zh-hans", "zh-hans": "zh-hans", "zh-cn": "zh-hans", "zh-sg": "zh-hans", "zh-hant": "zh-hant",
    "zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant",
}  # fmt: skip
"""Tags by which people name the site's languages -> the site's own name."""


def check_language(tag: str) -> str:
    """The language as it is stored: one of the site's, or any BCP 47 tag. Raises Refused."""
    if not LANGUAGE_TAG.fullmatch(tag) or len(tag) > 35:
        raise Refused(
            N_("“%(tag)s” isn’t a language tag. Examples are en, zh-hans and zh-hant."),
            field="language",
            tag=tag,
        )
    return SITE_LANGUAGES.get(tag.lower(), tag)


def check_choice(value: object, allowed: Sequence[str], field: str) -> None:
    """Raises Refused unless it is one of the answers there are."""
    if value not in allowed:
        raise Refused(N_("Please choose one of the answers."), field=field)


def check_authority(authority: str) -> str:
    """What a language edition counts for. Raises Refused."""
    check_choice(authority, AUTHORITIES, "authority")
    return authority


def editions_agree(authorities: Sequence[str]) -> bool:
    """Whether it is clear which text counts: one authoritative and courtesies, or equally authentic ones and these."""
    if not authorities:
        return True
    leading = [one for one in authorities if one != "courtesy"]
    return bool(leading) and ("authoritative" not in leading or len(leading) == 1)


def check_appear_reason(appear: str, reason: str) -> None:
    """Raises Refused where comments appear later, or not one by one, without a public reason."""
    if appear != "moderated" and not reason.strip():
        raise Refused(
            N_("Please say why comments don’t appear as they are read. Everybody can read this reason."),
            field="comments_appear_reason",
        )


def check_dates(opens_at: datetime | None, closes_at: datetime | None) -> None:
    """Raises Refused unless it closes after it opens."""
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise Refused(N_("It must close after it opens."), field="closes_at")


def check_may_change(state: str) -> None:
    """Rules and texts may change until it is published. Raises Conflict after that."""
    if state not in ("draft", "awaiting-sign-off"):
        raise Conflict(N_("This consultation is published, so its rules and texts are fixed."))


def check_publication_time(publish_at: datetime, closes_at: datetime | None, now: datetime) -> None:
    """Raises Refused unless it is published later than now and before it closes."""
    if publish_at <= now:
        raise Refused(N_("That time is past. Choose a later one, or publish now."), field="publish_at")
    if closes_at is not None and publish_at >= closes_at:
        raise Refused(N_("It must be published before it closes."), field="publish_at")


def days_open(opens_at: datetime, closes_at: datetime, zone: str) -> int:
    """Whole calendar days between opening and closing in the consultation's zone."""
    return (in_zone(closes_at, zone).date() - in_zone(opens_at, zone).date()).days


@dataclass(frozen=True)
class Period:
    """What a place asks of a period: so many days (0: nothing), counted so, in this calendar."""

    days: int
    count: Count
    calendar: Calendar

    def earliest_end(self, opens_at: datetime, zone: str) -> date:
        """The first day with which a long enough period may end."""
        return last_day(in_zone(opens_at, zone).date(), self.days, self.count, self.calendar)

    def is_short(self, opens_at: datetime, closes_at: datetime, zone: str) -> bool:
        """Whether it is shorter than the minimum. A closing at midnight belongs to the day that ends there."""
        ends = in_zone(closes_at - timedelta(microseconds=1), zone).date()
        return self.days > 0 and ends < self.earliest_end(opens_at, zone)

    def is_mostly_holidays(self, opens_at: datetime, closes_at: datetime, zone: str) -> bool:
        """Whether more than a third of its days are public holidays (L2)."""
        begins, ends = in_zone(opens_at, zone).date(), in_zone(closes_at, zone).date()
        return 3 * holidays_within(begins, ends, self.calendar) > (ends - begins).days + 1


def outcome_due(closes_at: datetime, zone: str, due_days: int, count: Count, calendar: Calendar) -> date:
    """The day by which the outcome is owed: so many days after the day of closing, as the place counts them."""
    closing = in_zone(closes_at, zone).date()
    if not due_days:
        return settled(closing, count, calendar)
    return last_day(closing, due_days, replace(count, excludes_first=True), calendar)


def settled(day: date, count: Count, calendar: Calendar) -> date:
    """The day, or the next working day where the place lets a last day move from a day of rest."""
    return calendar.next_working(day) if count.last_day_moves else day


@dataclass(frozen=True)
class Missing:
    """One thing that stands between a draft and publication (``field`` says where to mend it)."""

    field: str
    message: str | Mapping[str, str]
    """An English sentence of the catalogues, or a profile's words by language."""


def check_ready_to_publish(
    *,
    titles: Sequence[str],
    summaries: Sequence[str],
    contact: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    zone: str,
    articles: int,
    unconfirmed_findings: int,
    authorities: Sequence[str] = (),
    mismatches: int = 0,
    period: Period,
    short_period_reason: str,
    asks_for_texts: bool,
    demanded: Sequence[Missing] = (),
    past_dates: bool = False,
    now: datetime,
) -> list[Missing]:
    """What is missing before it may be published; empty when nothing is. ``past_dates``: its period may be over.

    ``demanded`` is what the country profile asks for and nobody wrote yet.
    """
    missing = []
    if not any(titles):
        missing.append(Missing("title", N_("A title")))
    if asks_for_texts and not any(summaries):
        missing.append(Missing("summary", N_("What it is about and why, in plain words")))
    if asks_for_texts and not contact:
        missing.append(Missing("contact", N_("Whom people can ask")))
    if asks_for_texts:
        missing.extend(demanded)
    if articles == 0:
        missing.append(Missing("draft", N_("The draft itself")))
    if unconfirmed_findings:
        missing.append(Missing("findings", N_("Your confirmation of what was found while reading the file")))
    missing += check_editions(authorities, mismatches)
    if opens_at is None or closes_at is None:
        missing.append(Missing("closes_at", N_("The opening and closing dates")))
    else:
        if closes_at <= (opens_at if past_dates else max(opens_at, now)):
            missing.append(Missing("closes_at", N_("A closing date in the future")))
        if period.is_short(opens_at, closes_at, zone) and not short_period_reason.strip():
            missing.append(
                Missing("short_period_reason", N_("A public reason for a period shorter than the minimum"))
            )
    return missing


def check_editions(authorities: Sequence[str], mismatches: int) -> list[Missing]:
    """What is missing of the language editions: the same articles in each, and which of them counts."""
    missing = []
    if mismatches:
        missing.append(Missing("editions", N_("The same articles in every language of the draft")))
    if not editions_agree(authorities):
        missing.append(
            Missing(
                "editions",
                N_("Which language of the draft counts: one authoritative text, or several equally"),
            )
        )
    return missing


def check_document_change(phase_now: str, reason: str) -> None:
    """Raises unless documents may change now; once people can read them, only with a public reason."""
    if phase_now in ("finished", "withdrawn"):
        raise Conflict(N_("This consultation is over, so its documents stay as they are."))
    if phase_now in PUBLIC_PHASES and not reason.strip():
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")


def check_extension(phase_now: str, closes_at: datetime, until: datetime, reason: str) -> None:
    """Raises Refused unless an open or scheduled consultation moves to a later closing, with a reason."""
    if phase_now not in ("open", "scheduled"):
        raise Refused(N_("Only a consultation that isn’t closed yet can be extended."))
    if until <= closes_at:
        raise Refused(
            N_("An extension ends later than now planned. The period can’t be shortened."), field="closes_at"
        )
    if not reason.strip():
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")


ENDINGS = {
    "withdrawn": ("scheduled", "open", "suspended", "closed"),
    "superseded": ("scheduled", "open", "suspended", "closed", "answered"),
    "annulled": ("scheduled", "open", "suspended", "closed", "answered", "finished"),
}
"""How a consultation may end otherwise than by its answer -> the phases in which it may."""


def check_ending(phase_now: str, ending: str, reason: str, superseded_by: str) -> None:
    """Raises Refused unless it may end so now, with a statement of reasons and, superseded, what takes its place."""
    check_choice(ending, tuple(ENDINGS), "ending")
    if phase_now == "withdrawn":
        raise Conflict(N_("This consultation has ended already."))
    if phase_now not in ENDINGS[ending]:
        raise Refused(N_("In its present state this consultation can’t end so."), field="ending")
    if not reason.strip():
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")
    if ending == "superseded" and not superseded_by.strip():
        raise Refused(N_("Please say what takes its place."), field="superseded_by")


def check_suspension(phase_now: str, reason: str) -> None:
    """Raises Refused unless it is open or to be opened, and a reason is given."""
    if phase_now not in ("open", "scheduled"):
        raise Refused(N_("Only a consultation that isn’t closed yet can be suspended."))
    if not reason.strip():
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")


def check_resumption(state: str, has_suspension: bool) -> None:
    """Raises Conflict unless it is suspended."""
    if state != "suspended" or not has_suspension:
        raise Conflict(N_("This consultation isn’t suspended."))


def closing_after(
    suspended_at: datetime, opens_at: datetime | None, closes_at: datetime, now: datetime
) -> datetime:
    """When it closes after a suspension: as much later as comments weren't taken, in begun minutes."""
    stood_still_from = max(suspended_at, opens_at) if opens_at is not None else suspended_at
    minutes = -(-max(now - stood_still_from, timedelta()) // timedelta(minutes=1))
    return closes_at + timedelta(minutes=minutes)


def check_may_finish(phase_now: str) -> None:
    """Raises Refused unless the outcome is published. What else is missing higher rooms say."""
    if phase_now == "finished":
        raise Conflict(N_("This consultation is finished already."))
    if phase_now != "answered":
        raise Refused(N_("A consultation can’t be finished before its outcome is published."))
