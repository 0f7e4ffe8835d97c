"""What is stored about one account beside its submissions: lists it stands on, drafts, mails, requests, receipts."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.audits.models import ProcessReport
from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.models import DraftFile, DraftPart, GivenReceipt, MoreTime, Submission
from consult.contributions.queries import asking
from consult.custody.models import AccessRequest
from consult.foundation.db import db
from consult.foundation.mail import OutboxMail
from consult.opendata.models import PackageOrder
from consult.site.queries.plain_rows import Row, picked, picked_all
from consult.votes.models import Support, Voter

ASKED = (
    "kind", "name", "address", "post", "place", "law", "law_language", "language", "added_at", "added_reason",
    "sent_at", "reminded_at", "answered_at",
    "no_comment_at", "no_comment_channel", "no_comment_how", "wanted_at", "wanted_until", "wanted_reason",
    "refused_at", "refused_reason", "until", "struck_at", "struck_reason", "erased_at",
)  # fmt: skip


def own_lists(account: Account, submission_ids: Collection[int]) -> dict[str, list[Row]]:
    """``{must_be_asked, invitations, more_time, drafts, receipts, …}``, each a list of rows."""
    address = account.email_fold if account.confirmed_at is not None else None
    return {
        "must_be_asked": _asked(account.id),
        "invitations": [
            {"consultation": _slug(one.consultation_id),
             **picked(one, "name", "address", "language", "invited_at", "accepted_at", "answered_at", "withdrawn_at")}
            for one in contributions.invitations_of_account(account.id)
        ],
        "more_time": _more_time(account.id, submission_ids),
        "drafts": _drafts(account.id),
        "receipts": picked_all(
            select(GivenReceipt).where(GivenReceipt.submission_id.in_(submission_ids)).order_by(GivenReceipt.given_at),
            "entry_id", "given_at", "mailed_at",
        ),
        "proposals_supported": picked_all(
            select(Support).join(Voter, Voter.id == Support.voter_id).where(Voter.account_id == account.id)
            .order_by(Support.supported_at),
            "comment_id", "supported_at",
        ),
        "requests_for_access": picked_all(
            select(AccessRequest).where(func.lower(AccessRequest.contact) == address).order_by(AccessRequest.id),
            "requester", "contact", "question", "number", "received_on", "due_on", "extended_at", "extension_reason",
            "state", "note", "refused_code", "answered_at",
        ),
        "reports_about_the_process": picked_all(
            select(ProcessReport).where(func.lower(ProcessReport.contact) == address).order_by(ProcessReport.id),
            "about", "message", "contact", "language", "reported_at", "closed_at", "finding",
        ),
        "packages_asked_for": picked_all(
            select(PackageOrder).where(PackageOrder.account_id == account.id).order_by(PackageOrder.id),
            "grade", "language", "recipient", "asked_at", "ready_at", "taken_at", "size", "sha256",
        ),
        "mails": picked_all(
            select(OutboxMail).where(func.lower(OutboxMail.address) == address).order_by(OutboxMail.id),
            "address", "subject", "body", "queued_at", "sent_at",
        ),
    }  # fmt: skip


def _asked(account_id: int) -> list[Row]:
    found = contributions.asked_of_account(account_id)
    letters = asking.letters_to([one.id for one in found])
    return [
        {
            "consultation": _slug(one.consultation_id), **picked(one, *ASKED),
            "letters": [
                picked(letter, "way", "is_reminder", "sent_at", "posted_on", "post_number", "arrived_at", "failed_at",
                       "failed_reason")
                for letter in letters.get(one.id, ())
            ],
            "files": [picked(file, "name", "kind", "size", "sha256") for file in asking.scans_of(one.id)],
        }
        for one in found
    ]  # fmt: skip


def _more_time(account_id: int, submission_ids: Collection[int]) -> list[Row]:
    """What was given to whom they are on a list, or what they sent by a code."""
    meant = {one.more_time_id for one in contributions.asked_of_account(account_id)} | set(
        db.session.scalars(select(Submission.more_time_id).where(Submission.id.in_(submission_ids)))
    )
    chosen = select(MoreTime).where(MoreTime.id.in_([one for one in meant if one is not None]))
    return [
        {"consultation": _slug(one.consultation_id),
         **picked(one, "group", "whom", "place", "reason", "until", "asked_at", "granted_at")}
        for one in db.session.scalars(chosen.order_by(MoreTime.id))
    ]  # fmt: skip


def _drafts(account_id: int) -> list[Row]:
    found = []
    for draft in contributions.drafts_by_account(account_id):
        parts = select(DraftPart).where(DraftPart.draft_id == draft.id).order_by(DraftPart.id)
        files = select(DraftFile).where(DraftFile.key_hash == draft.key_hash).order_by(DraftFile.id)
        row: dict[str, Any] = {
            "consultation": _slug(draft.consultation_id), **picked(draft, "choices", "saved_at"),
            "parts": picked_all(parts, "body", "stance", "confidential"),
            "files": picked_all(files, "name", "kind", "size", "sha256", "saved_at"),
        }  # fmt: skip
        found.append(row)
    return found


def _slug(consultation_id: int) -> str:
    return consultations.get_by_id(consultation_id).slug
