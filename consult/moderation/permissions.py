"""Who may rule, decide a review, and look at the desk."""

from collections.abc import Collection

from consult.accounts.rules import fold_address
from consult.consultations.models import Consultation
from consult.contributions.models import Sender
from consult.foundation.access import Actor

READERS = ("moderator", "auditor")
"""Roles that see the desk; auditors read it and change nothing."""
REVIEWERS = ("moderator", "administrator")
"""Roles that may decide a review."""


def is_own(actor: Actor, sender: Sender | None) -> bool:
    """Whether the comment is the actor's own: by their account, or from their confirmed address."""
    if sender is None or actor.account_id is None:
        return False
    if sender.account_id == actor.account_id:
        return True
    return (
        sender.confirmed_at is not None
        and bool(actor.email)
        and sender.email_fold == fold_address(actor.email)
    )


def may_rule(actor: Actor, consultation: Consultation, sender: Sender | None) -> bool:
    """Moderators of its body and the console; never auditors, timers, or who wrote it."""
    return may_moderate(actor, consultation) and not is_own(actor, sender)


def may_moderate(actor: Actor, consultation: Consultation) -> bool:
    """Moderators of its body and the console; never auditors or timers."""
    if actor.is_auditor or actor.kind == "timer":
        return False
    return actor.holds(consultation.organisation_id, "moderator")


def may_decide_review(
    actor: Actor, unit_id: int, sender: Sender | None, ruled_by: Collection[int | None]
) -> bool:
    """Moderators and administrators of the unit that decides, who never ruled on this comment and didn't write it.

    The unit is another one than the consultation's, or the body above; where none was named (a profile that asks
    for nothing), the body itself, and then another person of it.

    Only a person can be told apart from another one, so the console decides no review.
    """
    if actor.account_id is None or actor.is_auditor:
        return False
    if actor.account_id in ruled_by or is_own(actor, sender):
        return False
    return actor.holds(unit_id, *REVIEWERS)


def may_read_desk(actor: Actor, consultation: Consultation) -> bool:
    """Moderators and auditors of its body."""
    return actor.holds(consultation.organisation_id, *READERS)


def may_read_review(actor: Actor, consultation: Consultation, unit_id: int) -> bool:
    """Moderators, administrators and auditors of its body, and of the unit that decides."""
    return any(
        actor.holds(organisation_id, *READERS, *REVIEWERS)
        for organisation_id in (consultation.organisation_id, unit_id)
    )
