"""Who may send what when: pure."""

from datetime import datetime, timedelta

from consult.foundation.errors import N_, Conflict, Refused
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
"""States that public lists show, hidden ones as a placeholder with the ground; withdrawn ones where they had been."""
GONE = frozenset({"withdrawn", "removed", "erased"})
"""States in which nothing of it is left to correct or take back."""
CONFIRM_WITHIN = timedelta(hours=72)
"""An address may be confirmed this long after closing; the comment then counts as sent in time."""
OFFICIAL_LABELS = frozenset(
    {
        "official reply", "official", "moderator", "administrator", "官方答复", "机关答复", "审核员", "系统管理员",
        "官方回復", "機關回復", "審核人員", "系統管理員",
    }
)  # fmt: skip
"""What only staff may be called beside their words (S07)."""
NAME_LIMIT = 100


def check_open(
    phase: str, *, opens_at: datetime | None, closes_at: datetime | None, zone: str, received_at: datetime
) -> None:
    """Raises Refused unless comments are taken at this instant; the refusal gives it on the clock of ``zone``."""
    if phase == "open":
        return
    if phase == "scheduled" and opens_at is not None:
        raise Refused(
            N_("This consultation opens on %(opens)s. Your text is kept below; please send it then."),
            opens=in_zone(opens_at, zone),
        )
    if phase == "suspended":
        raise Refused(N_("This consultation is suspended at the moment. Your text is kept below."))
    if phase == "withdrawn":
        raise Refused(
            N_("This consultation was withdrawn and takes no more comments. Your text is kept below.")
        )
    if closes_at is None:
        raise Refused(N_("This consultation isn’t open for comments. Your text is kept below."))
    raise Refused(
        N_("This consultation closed on %(closes)s; your text came on %(received)s. It is kept below."),
        closes=in_zone(closes_at, zone),
        received=in_zone(received_at, zone),
    )


def check_stance(stance: str) -> str:
    """The stance, empty for “not stated”. Raises Refused for anything else."""
    if stance not in ("", *STANCES):
        raise Refused(N_("Please choose one of the answers."), field="stance")
    return stance


def first_state(*, who_may_comment: str, is_confirmed: bool, moderation: str) -> str:
    """The state a comment starts in."""
    if who_may_comment == "confirmed" and not is_confirmed:
        return "unconfirmed"
    return "published" if moderation == "after" else "pending"


def is_listed(state: str, *, was_published: bool) -> bool:
    """Whether public lists show it, if only as a placeholder."""
    return state in LISTED or (state in ("withdrawn", "removed", "erased") and was_published)


def check_may_correct(state: str) -> None:
    """Raises Conflict where there is nothing left to correct."""
    if state in ("withdrawn", "removed", "erased"):
        raise Conflict(N_("This comment was taken back or removed, so it can’t be corrected any more."))


def check_may_withdraw(state: str) -> None:
    """Raises Conflict where it is gone already."""
    if state in ("withdrawn", "removed", "erased"):
        raise Conflict(N_("This comment was taken back or removed already."))


def check_may_confirm(phase: str, closes_at: datetime | None, zone: str, now: datetime) -> None:
    """Raises Refused later than CONFIRM_WITHIN after closing."""
    if phase != "open" and closes_at is not None and now > closes_at + CONFIRM_WITHIN:
        raise Refused(
            N_("This consultation closed on %(closes)s and the time to confirm is over."),
            closes=in_zone(closes_at, zone),
        )
