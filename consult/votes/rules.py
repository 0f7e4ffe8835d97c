"""What may be put to agreement, who may vote when, and when the counts appear: pure."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from consult.foundation.errors import N_, ClosedMeanwhile, Conflict, NotOpen, Refused
from consult.foundation.text import count_characters
from consult.foundation.zones import in_zone

VALUES = ("agree", "disagree", "pass")
STATEMENT_CHARACTERS = 400
"""A statement is read in one breath: longer comments can't be answered by one word."""
STATEMENTS_AT_ONCE = 100
STAFF_REASONS = ("duplicate", "unclear", "mistake")
CLOSED_REASONS = (
    *STAFF_REASONS, "corrected", "redacted", "hidden", "held", "withheld", "referred", "withdrawn", "removed",
    "erased", "rejected", "unmoderated",
)  # fmt: skip
"""By staff; because everybody sees another text or none of its comment now; because its source never accepted it."""
OVER = frozenset({"closed", "answered", "finished", "withdrawn"})
"""Phases in which the period is over for good."""


@dataclass(frozen=True)
class Identity:
    """Who votes: an account, a confirmed address or an invitation (its keyed hash), or an account with its address."""

    account_id: int | None = None
    email_hash: str | None = None
    is_identified: bool = False
    """Whether the operator knows who it is: by its sign-in service, or by a number that a link confirmed."""
    invitation: str = ""
    """Public id of the invitation that was brought."""


def address_key(secret: bytes, consultation: str, folded_address: str) -> str:
    """Keyed hash of an address for one consultation (its public id): the same person can't be joined over two."""
    return hmac.new(secret, f"votes|{consultation}|{folded_address}".encode(), hashlib.sha256).hexdigest()


def check_value(value: str) -> str:
    """The answer. Raises Refused for anything but agree, disagree and pass."""
    if value not in VALUES:
        raise Refused(N_("Please choose agree, disagree or pass."), field="value")
    return value


def check_votes_taken(who_may_vote: str) -> None:
    """Raises Refused where the consultation asks for no votes at all."""
    if who_may_vote == "nobody":
        raise Refused(
            N_("This consultation asks for comments only; there is nothing to agree or disagree with.")
        )


def check_open(phase: str, *, opens_at: datetime | None, closes_at: datetime | None, zone: str) -> None:
    """Raises Refused unless votes are taken at this instant; the refusal gives it on the clock of ``zone``."""
    if phase == "open":
        return
    if phase == "scheduled" and opens_at is not None:
        raise NotOpen(
            N_("This consultation opens on %(opens)s. Please answer then."), opens=in_zone(opens_at, zone)
        )
    if phase == "suspended":
        raise NotOpen(N_("This consultation is suspended at the moment, so no answers are taken."))
    if phase == "withdrawn":
        raise NotOpen(N_("This consultation was withdrawn and takes no more answers."))
    if closes_at is None:
        raise NotOpen(N_("This consultation isn’t open, so no answers are taken."))
    raise ClosedMeanwhile(
        N_("This consultation closed on %(closes)s. Answers can’t be given or changed any more."),
        closes=in_zone(closes_at, zone),
    )


def check_may_open_statement(phase: str) -> None:
    """Raises Refused where the period is over: a statement that nobody can answer helps nobody."""
    if phase in OVER:
        raise Conflict(N_("The period is over, so nobody could answer a new statement any more."))


def fits(text: str) -> bool:
    """Whether a text is short enough for a statement."""
    return count_characters(text) <= STATEMENT_CHARACTERS


def check_length(text: str) -> None:
    """Raises Refused for a text too long to be answered with one word."""
    if not fits(text):
        raise Refused(
            N_(
                "This comment has %(count)s characters; a statement may have %(limit)s. Please choose a comment "
                "that says one thing in a few sentences."
            ),
            field="comment",
            count=count_characters(text),
            limit=STATEMENT_CHARACTERS,
        )


def check_chosen(number: int) -> None:
    """Raises Refused unless some comments were chosen, and no more than one act takes."""
    if number == 0:
        raise Refused(N_("Please choose at least one comment."), field="comment")
    if number > STATEMENTS_AT_ONCE:
        raise Refused(
            N_("Please choose at most %(limit)s comments at once."), field="comment", limit=STATEMENTS_AT_ONCE
        )


def check_staff_reason(reason: str) -> str:
    """The reason. Raises Refused unless it is one that staff may give."""
    if reason not in STAFF_REASONS:
        raise Refused(N_("Please choose a reason; it is shown to everybody."), field="reason")
    return reason


def are_results_public(results_appear: str, phase: str) -> bool:
    """Whether everybody sees the counts: from closing on, or at once where the rules say so. Staff see no earlier."""
    if phase in OVER:
        return True
    return results_appear == "at-once" and phase in ("open", "suspended")


def reason_to_close(state: str, change: str, *, same_text: bool) -> str | None:
    """Why an open statement closes when its comment changes; None where it stays as it is.

    ``state`` is the comment's, ``change`` what happened to it (contributions.SHOWN_CHANGED).
    """
    if state != "published":
        return state if state in CLOSED_REASONS else "hidden"
    if same_text:
        return None
    return "redacted" if change == "redacted" else "corrected"
