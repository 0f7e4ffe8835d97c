"""Who may send what when: pure."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from consult.consultations import orders
from consult.foundation.errors import N_, Conflict, NotOpen, Refused
from consult.foundation.zones import in_zone

STANCES = ("support", "amend", "oppose", "remark")
STATES = (
    "unconfirmed",
    "pending",
    "published",
    "hidden",
    "held",
    "withheld",
    "referred",
    "withdrawn",
    "removed",
    "erased",
)
"""unconfirmed: its address must be confirmed first; pending: waits for a ruling; held: published later by rule;
withheld: not published at the sender's wish; referred: passed on; removed: by order; erased: by law."""
LISTED = frozenset({"published", "hidden"})
"""States that public lists show, hidden ones as a placeholder with the ground.

Withdrawn and passed on ones are shown where they had been."""
UNOWED_GROUNDS = ("spam",)
"""Hidden on one of these grounds, a comment says nothing that could be adopted or not. Every profile has the first."""
SCOPES = ("name", "all", "text", "files", "wording")
"""What is taken out: the name (the words stay), all; by order also the words alone, the files alone,
or one earlier wording of them."""
DECISIONS = ("granted", "restricted", "refused")
GROUNDS_FOR = {
    "granted": ("consent", "no-longer-needed", "unlawful", "objection", "duty"),
    "restricted": ("contested", "claims", "hard-to-delete"),
    "refused": ("public-task", "archiving", "claims", "retention", "not-the-sender"),
}
"""Decision on a request to erase -> the grounds it may have."""
GONE = frozenset({"withdrawn", "removed", "erased"})
"""States in which nothing of it is left to correct or take back."""
PUBLICATIONS = ("named", "masked", "unnamed", "withheld")
CAPACITIES = ("self", "organisation", "representative", "expert")
"""For whom somebody speaks. None weighs more; they are counted apart."""
GUARDIANS = ("guardian", "school", "helper")
"""Who confirms for somebody under the profile's age."""
APPEAR = ("moderated", "at-closing", "with-outcome", "in-summary")
"""When comments appear, as a consultation's rules say (``moderated``: before or after a moderator read them)."""
OFFICIAL_LABELS = frozenset(
    {
        "official reply", "official", "moderator", "administrator", "官方答复", "机关答复", "审核员", "系统管理员",
        "官方回復", "機關回復", "審核人員", "系統管理員",
    }
)  # fmt: skip
"""What only staff may be called beside their words (S07)."""
LINE_LIMIT = 200
"""Characters of an organisation's name, a register number, an office, a telephone number."""
NOT_TEXTABLE = N_("No text message reaches this number. Please give a mobile number or an e-mail address.")
WORDS_LIMIT = 2_000
"""Characters of a reason, of how members were asked, of interests."""


def check_open(
    phase: str,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    zone: str,
    received_at: datetime,
    late_policy: str = "refuse",
    until: datetime | None = None,
) -> bool:
    """Whether it comes late, where late ones are kept. ``until``: time extended for this sender.

    Raises Refused unless comments are taken at this instant; the refusal gives it on the clock of ``zone``.
    """
    if phase == "open" or (phase == "closed" and until is not None and received_at < until):
        return False
    if phase == "closed" and late_policy == "keep":
        return True
    if phase == "scheduled" and opens_at is not None:
        raise NotOpen(
            N_("This consultation opens on %(opens)s. Your text is kept below; please send it then."),
            opens=in_zone(opens_at, zone),
        )
    if phase == "suspended":
        raise NotOpen(N_("This consultation is suspended at the moment. Your text is kept below."))
    if phase == "withdrawn":
        raise NotOpen(
            N_("This consultation was withdrawn and takes no more comments. Your text is kept below.")
        )
    if closes_at is None:
        raise NotOpen(N_("This consultation isn’t open for comments. Your text is kept below."))
    raise NotOpen(
        N_("This consultation closed on %(closes)s; your text came on %(received)s. It is kept below."),
        closes=in_zone(closes_at, zone),
        received=in_zone(received_at, zone),
    )


NO_TIME_ANY_MORE = N_("More time can be given until the outcome is published, and not any more after it.")


def check_more_time(phase: str, *, closes_at: datetime | None, until: datetime, now: datetime) -> None:
    """Raises Refused unless somebody may be given time until then: after closing, before the outcome."""
    if phase not in ("scheduled", "open", "closed") or closes_at is None:
        raise Refused(NO_TIME_ANY_MORE)
    if until <= closes_at:
        raise Refused(N_("More time ends later than the consultation closes for all."), field="until_on")
    if until <= now:
        raise Refused(N_("This time is past. Please choose a later one."), field="until_on")


def check_more_time_words(*, group: str, whom: str, reason: str, is_open: bool = False) -> None:
    """Raises Refused unless it is said for which group, for whom and why, and the group doesn't name them.

    ``is_open``: for a body or a place, which everybody may know.
    """
    if not group:
        raise Refused(N_("Please say for which group, so that nobody is named."), field="group")
    if not whom and not is_open:
        raise Refused(N_("Please say for whom; only staff and auditors read it."), field="whom")
    if not reason:
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")
    for field, words in (("group", group), ("reason", reason)) if whom else ():
        if whom.casefold() in words.casefold():
            raise Refused(N_("Everybody reads this, so it can’t name whom the time is for."), field=field)


CHANNELS = ("post", "phone", "counter", "hall")
"""How something came that a clerk enters."""


def check_channel(channel: str) -> str:
    """How it came. Raises Refused."""
    if channel not in CHANNELS:
        raise Refused(N_("Please say how it came."), field="channel")
    return channel


def receipt_instant(day: date | None, *, opens_at: datetime, zone: str, now: datetime) -> datetime:
    """When something counts as received that came on a day: paper shows no minute, so the beginning of that day.

    On the day of the opening it counts from the opening on. Raises Refused for days before it, and for days to come.
    """
    if day is None:
        raise Refused(N_("Please give the day it came."), field="received_on")
    if day > in_zone(now, zone).date():
        raise Refused(N_("This day is still to come. Please give the day it came."), field="received_on")
    if day < in_zone(opens_at, zone).date():
        raise Refused(
            N_("The consultation opened on %(opens)s. What came before it can’t be entered."),
            field="received_on",
            opens=in_zone(opens_at, zone),
        )
    return max(datetime.combine(day, time.min, in_zone(now, zone).tzinfo), opens_at)


def check_may_enter(phase: str, *, closes_at: datetime, days: int, zone: str, now: datetime) -> None:
    """Raises Refused where nothing can be entered (any more)."""
    if phase not in ("open", "closed", "answered", "suspended"):
        raise Refused(N_("Nothing can be entered in this consultation now."))
    if now > closes_at + timedelta(days=days):
        raise Refused(
            N_("Letters could be entered until %(until)s. That time is over."),
            until=in_zone(closes_at + timedelta(days=days), zone),
        )


def check_reason(reason: str) -> str:
    """Why a clerk does it. Raises Refused where it is missing."""
    reason = " ".join(reason.split())
    if not reason or len(reason) > WORDS_LIMIT:
        raise Refused(
            N_("Please give the reason in a sentence; it is kept for the auditors."), field="reason"
        )
    return reason


def check_stance(stance: str) -> str:
    """The stance, empty for “not stated”. Raises Refused for anything else."""
    if stance not in ("", *STANCES):
        raise Refused(N_("Please choose one of the answers."), field="stance")
    return stance


PHONE_CODE_DIGITS = 6
PHONE_CODE_LIFE = timedelta(minutes=10)
PHONE_CODE_TRIES = 5


def is_enough(who_may_comment: str, *, is_reachable: bool, is_identified: bool) -> bool:
    """Whether what a sender has confirmed is what the consultation asks before a comment goes on.

    ``is_reachable``: an e-mail address or a number is confirmed; ``is_identified``: signed in through the operator's
    service, or a number is confirmed.
    """
    if who_may_comment == "confirmed":
        return is_reachable
    return is_identified if who_may_comment == "identified" else True


def check_addresses(
    who_may_comment: str, *, has_email: bool, has_phone: bool, is_textable: bool, is_identified: bool
) -> None:
    """Raises Refused where nothing was given that could be confirmed, as the consultation asks."""
    if who_may_comment == "identified" and not is_identified and not is_textable:
        if has_phone:
            raise Refused(NOT_TEXTABLE, field="phone")
        raise Refused(
            N_(
                "This consultation asks who you are; the public doesn’t see it. Please sign in through the official "
                "service, or give a mobile number, to which we send a code."
            ),
            field="phone",
        )
    if who_may_comment == "confirmed" and not has_email and not is_textable:
        if has_phone:
            raise Refused(NOT_TEXTABLE, field="phone")
        raise Refused(
            N_("This consultation asks for an e-mail address or a mobile number that you confirm."),
            field="email",
        )


INVITED_ONLY = N_(
    "Only people who are invited take part here. Please use the link or the code of your invitation first, then send "
    "this again: your text is kept below."
)
MOST_INVITED = 20_000
"""Invitations of one consultation."""


def check_may_invite(phase: str, ways: Collection[str]) -> None:
    """Raises Refused unless only invited people may take part, and there is still time to."""
    if "invited" not in ways:
        raise Refused(N_("Nobody has to be invited to this consultation: its rules let others take part."))
    if phase not in ("draft", "awaiting-sign-off", "scheduled", "open", "suspended"):
        raise Conflict(N_("The period is over, so nobody can be invited any more."))


def check_guests(number: int, known: int) -> None:
    """Raises Refused for an empty list and for one too long."""
    if number == 0:
        raise Refused(N_("Please say whom to invite: a list, a file, or a number of codes."), field="guests")
    if number + known > MOST_INVITED:
        raise Refused(
            N_("At most %(limit)s people can be invited to one consultation."),
            field="guests",
            limit=MOST_INVITED,
        )


def first_state(*, who_may_comment: str, is_confirmed: bool, is_withheld: bool = False) -> str:
    """The state a comment starts in, before ``showing`` publishes it or keeps it back."""
    if who_may_comment in ("confirmed", "identified") and not is_confirmed:
        return "unconfirmed"
    return "withheld" if is_withheld else "pending"


def appears(when: str, phase: str) -> bool:
    """Whether what may be published appears now, in this phase of a consultation that shows comments ``when``."""
    if when == "at-closing":
        return phase in ("closed", "answered", "finished")
    if when == "with-outcome":
        return phase in ("answered", "finished")
    return when == "moderated"


def check_publication(publication: str, *, name: str) -> str:
    """What a sender chose; nothing chosen is without name. Raises Refused."""
    if publication not in ("", *PUBLICATIONS):
        raise Refused(N_("Please choose one of the answers."), field="publication")
    if publication in ("named", "masked") and not name:
        raise Refused(N_("Please write the name to show, or choose to show none."), field="name")
    return publication or "unnamed"


def check_capacity(capacity: str, *, organisation: str) -> str:
    """For whom the sender speaks; nothing chosen is for themselves. Raises Refused."""
    if capacity not in ("", *CAPACITIES):
        raise Refused(N_("Please choose one of the answers."), field="capacity")
    if capacity == "organisation" and not organisation:
        raise Refused(N_("Please give the name of the organisation you speak for."), field="organisation")
    return capacity or "self"


def check_guardian(*, is_minor: bool, guardian: str, kind: str, is_confirmed: bool) -> None:
    """Raises Refused where nobody confirms for a minor."""
    if not is_minor:
        return
    if not guardian:
        raise Refused(N_("Please give the name of the adult who confirms this."), field="guardian")
    if kind not in GUARDIANS:
        raise Refused(N_("Please say who the adult is."), field="guardian_kind")
    if not is_confirmed:
        raise Refused(N_("The adult has to confirm: please tick the box."), field="guardian_confirms")


def check_confidential_reason(*, marks: int, reason: str) -> None:
    """Raises Refused for marked words without a reason."""
    if marks and not reason:
        raise Refused(N_("Please say why these words are confidential."), field="confidential_reason")


def is_listed(state: str, *, was_published: bool) -> bool:
    """Whether public lists show it, if only as a placeholder."""
    return state in LISTED or (state in ("referred", "withdrawn", "removed", "erased") and was_published)


def check_may_correct(state: str) -> None:
    """Raises Conflict where there is nothing left to correct."""
    if state in ("withdrawn", "removed", "erased"):
        raise Conflict(N_("This comment was taken back or removed, so it can’t be corrected any more."))


def check_may_withdraw(state: str) -> None:
    """Raises Conflict where it is gone already."""
    if state in ("withdrawn", "removed", "erased"):
        raise Conflict(N_("This comment was taken back or removed already."))


def check_may_confirm(
    phase: str,
    closes_at: datetime | None,
    zone: str,
    now: datetime,
    *,
    within: timedelta,
    received_at: datetime,
) -> None:
    """Raises Refused later than ``within`` after closing; what is confirmed by then counts as sent in time.

    What was taken after closing has as long from its receipt.
    """
    if phase != "open" and closes_at is not None and now > max(closes_at, received_at) + within:
        raise NotOpen(
            N_("This consultation closed on %(closes)s and the time to confirm is over."),
            closes=in_zone(closes_at, zone),
        )


def check_may_ask(states: Collection[str], *, is_asked: bool) -> None:
    """Raises Conflict where a request waits, or there is nothing left that could be erased."""
    if is_asked:
        raise Conflict(N_("You asked for this already. The office decides on it."))
    if set(states) == {"erased"}:
        raise Conflict(N_("Nothing of it is left that could be erased."))


ANSWER_MONTHS = 1
"""How long the office has to decide on a request to erase (GDPR, article 12)."""


def erasure_due(asked_at: datetime, zone: str) -> date:
    """The day by which a request to erase has to be decided: a month later, at the latest that month's last day."""
    day = in_zone(asked_at, zone).date()
    month = day.month + ANSWER_MONTHS
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def check_scope(scope: str) -> None:
    """Raises Refused where a sender says neither whether the name goes, nor whether all does."""
    if scope not in ("name", "all"):
        raise Refused(N_("Please choose one of the answers."), field="scope")


def check_decision(decision: str, ground: str) -> None:
    """Raises Refused for a decision on a request to erase without one of its grounds."""
    if decision not in DECISIONS:
        raise Refused(N_("Please choose one of the answers."), field="decision")
    if ground not in GROUNDS_FOR[decision]:
        raise Refused(
            N_("This ground doesn’t belong to this decision. Please choose another one."), field="ground"
        )


def check_wording(revision: int | None, earlier: Collection[int]) -> None:
    """Raises Refused unless it is a wording that another one has replaced."""
    if revision not in earlier:
        raise Refused(
            N_("Please choose an earlier wording. Where the present one has to go, the text has to go."),
            field="revision",
        )


def check_order(*, kind: str, number: str, words: str, scope: str) -> None:
    """Raises Refused for an order to remove that doesn't say what everybody may know of it."""
    if scope not in ("name", "text", "files", "wording"):
        raise Refused(N_("Please choose one of the answers."), field="scope")
    orders.check_order(kind=kind, number=number, words=words)
