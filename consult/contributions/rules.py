"""Who may send what when: pure."""

from datetime import datetime

from consult.foundation.errors import N_, Refused

STANCES = ("support", "amend", "oppose", "remark")
STATES = (
    "unconfirmed", "pending", "published", "hidden", "held", "withheld", "referred", "withdrawn", "removed", "erased",
)
"""unconfirmed: its address must be confirmed first; pending: waits for a ruling; held: published later by rule;
withheld: not published at the sender's wish; referred: passed on; removed: by order; erased: by law."""
LISTED = frozenset({"published", "hidden"})
"""States that public lists show (hidden ones as a placeholder with the ground)."""


def check_open(phase: str, *, opens_at: datetime | None, closes_at: datetime | None, received_at: datetime) -> None:
    """Raises Refused unless comments are taken at this instant; the refusal gives the instant."""
    if phase == "open":
        return
    if phase == "scheduled":
        raise Refused(N_("This consultation opens on %(opens)s. Your text is kept below; please send it then."), opens=opens_at)
    if phase == "suspended":
        raise Refused(N_("This consultation is suspended at the moment. Your text is kept below."))
    if phase == "withdrawn":
        raise Refused(N_("This consultation was withdrawn and takes no more comments. Your text is kept below."))
    if closes_at is None:
        raise Refused(N_("This consultation isn't open for comments. Your text is kept below."))
    raise Refused(
        N_("This consultation closed on %(closes)s; your comment came on %(received)s. Your text is kept below."),
        closes=closes_at,
        received=received_at,
    )
