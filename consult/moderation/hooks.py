"""What the room does in the same transaction when a comment changes."""

import json
from datetime import datetime, timedelta

from consult.accounts import queries as accounts_queries
from consult.accounts import service as accounts
from consult.consultations import queries as consultations
from consult.contributions import queries as contributing
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.contributions.queries import passing_on, ruling_history
from consult.foundation import i18n, sweeping, web
from consult.foundation.access import Actor
from consult.foundation.errors import N_
from consult.moderation import queries, service
from consult.moderation.models import Referral, Report, Review, Ruling
from consult.organisations.models import Approval
from consult.organisations.service.approving import ACTS, Act, Description
from consult.record import checks

GONE = frozenset({"withdrawn", "removed", "erased"})


def close_what_is_open(comment: Comment, reason: str, now: datetime) -> None:
    """A comment that is gone needs no second look any more."""
    if reason in GONE:
        service.close_reports(comment.id, ruling=None, now=now)
        service.lapse(comment.id, now=now)


def forget_reports(actor: Actor, *, account_id: int, now: datetime) -> None:  # noqa: ARG001 - the Protocol's arguments
    """A closed account is told nothing of its reports any more."""
    within = timedelta(hours=web.settings().erasure_spread_hours)
    service.forget_reports_of(accounts_queries.get(account_id).email, now=now, within=within)


if forget_reports not in accounts.CLOSING:
    accounts.CLOSING.append(forget_reports)
if service.wipe not in contributions.FOLLOWING:
    contributions.FOLLOWING.append(service.wipe)
if close_what_is_open not in contributions.SHOWN_CHANGED:
    contributions.SHOWN_CHANGED.append(close_what_is_open)
if queries.passed_on not in passing_on.FINDERS:
    passing_on.FINDERS.append(queries.passed_on)
if queries.rulings_told not in ruling_history.FINDERS:
    ruling_history.FINDERS.append(queries.rulings_told)
if service.label_of not in contributions.LABELS:
    contributions.LABELS.append(service.label_of)


def check_acts() -> str:
    """Rulings, referrals, reviews and reports against their entries."""
    return checks.check_tables(
        checks.Kept(
            Ruling, ("comment.ruled",), place=1, clear={"ground": "ground", "role": "role", "office": "office"},
            columns={"act": "act", "revision": "revision", "note": "note", "internal_note": "internal_note",
                     "redactions": "redactions", "ruled_at": "time"},
            read={"redactions": json.dumps},
        ),
        checks.Kept(
            Review, ("review.asked", "review.decided"), place=2, made_by=("review.asked",),
            columns={"reason": "reason", "result": "result", "note": "note"},
            clear={"role": "role", "office": "office"},
        ),
        checks.Kept(
            Referral, ("comment.referred", "referral.taken_up"), place=-1, made_by=("comment.referred",),
            columns={"office": "office", "address": "address", "answer": "answer"},
        ),
        checks.Kept(
            Report, ("comment.reported", "text.reported"), place=1, clear={"ground": "ground"},
            columns={"message": "message", "email": "email", "reported_at": "time"},
        ),
    )  # fmt: skip


def describe_unmasking(approval: Approval) -> Description:
    """Somebody who wants to know who sent a comment, and why. The sender isn't shown to who signs."""
    comment = contributing.get_by_public_id(approval.subject)
    consultation = consultations.get_by_public_id(approval.consultation)
    lines = [
        (i18n.gettext(N_("Comment")), comment.reference),
        (i18n.gettext(N_("Reason")), str(approval.facts["reason"])),
    ]
    link = f"/{i18n.language()}/desk/moderation/{comment.reference}"
    return Description(consultation.title, consultation.language, lines, link)


ACTS[service.UNMASK] = Act(
    N_("See who sent a comment"), service.unmask_agreed, service.unmask_content, describe_unmasking,
    roles=("moderator", "administrator"),
)  # fmt: skip
checks.ERASING.update(("comment.reporter_forgotten", "ruling.notes_forgotten", "report.words_forgotten"))
checks.covers("moderation", check_acts, "ruling", "referral", "review", "report")
checks.exempts({
    "moderation_claim": "who has a comment on the desk at this moment, for ten minutes",
    "escalation": "follows from how long a comment waits; a queue's mark",
})  # fmt: skip
sweeping.TABLES.update(("ruling", "review", "referral", "report"))
