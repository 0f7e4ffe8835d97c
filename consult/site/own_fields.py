"""What a person's copy of their data leaves out, and why. Everything else that is stored about them is in it.

A field is ``table.column``; a table alone stands for all its columns. A test holds the tables, column by column,
against the copy that ``queries.own_data`` makes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.foundation.errors import N_

ABOUT_A_PERSON = (
    "account", "account_identity", "account_session", "passkey", "membership",
    "submission", "sender", "comment", "comment_revision", "attachment", "clerk_entry", "sender_link", "erasure",
    "submission_draft", "submission_draft_part", "submission_draft_file", "given_receipt",
    "asked", "asked_letter", "asked_file", "invitation", "more_time",
    "ruling", "review", "referral", "report", "answer_rating", "second_look",
    "voter", "vote", "proposal_support", "subscription", "mail_outbox",
    "access_request", "process_report", "package_order", "record_personal_read",
)  # fmt: skip
"""Tables with rows about whoever has an account, sent something or stands on a list."""


@dataclass(frozen=True)
class LeftOut:
    """Fields that aren't in the copy, with the reason that stands in its README."""

    reason: str
    fields: Sequence[str]
    is_told: bool = True


LEFT_OUT: Sequence[LeftOut] = (
    LeftOut(N_("Passwords, keys and codes: only marks of them are kept, and a mark could be tried out."), (
        "account.password", "account.tf_totp_secret", "account.mf_recovery_codes", "account.fs_uniquifier",
        "account.fs_webauthn_user_handle", "account_session.token_hash", "passkey.public_key",
        "passkey.credential_id",
        "passkey.extensions", "passkey.transports", "passkey.backup_state", "passkey.sign_count",
        "submission.key_hash", "sender.confirm_token_hash", "submission_draft.key_hash",
        "submission_draft_file.key_hash", "asked.key_hash", "asked.key_number", "invitation.code_hash",
        "invitation.number", "invitation.used_number", "more_time.code_hash", "report.key_hash",
        "subscription.token_hash", "voter.email_hash", "voter.last_leaf_hash",
        "account_key", "passkey_use", "sender_code", "used_token",
    )),
    LeftOut(N_("Files themselves: they can be downloaded where the comment stands, by its private key or account."), (
        "attachment.content", "submission_draft_file.content", "asked_file.content",
    )),
    LeftOut(N_("Notes that the office made for its own work: ask the office for access to them."), (
        "ruling.internal_note", "ruling.redactions", "reading_note", "comment_reading", "theme_change",
        "reading_filter",
        "theme", "joint_reply", "reply_part", "referral.address", "audit_sample", "audit_judgement", "audit_alarm",
        "audit_note", "legal_hold", "disposal", "moderation_claim",
    )),
    LeftOut(N_("Which member of staff acted, and what staff did in their office: their office knows it."), (
        "approval", "approval_step", "consultation_side", "consultation_date_change", "suspension", "disposition",
        "theme_disposition", "interim_response", "received_summary", "decision_dossier", "commitment",
        "theme_comment",
        "expert", "reading_method", "outcome", "outcome_postponement", "reply", "reply_wording", "package",
        "contribution_import", "foreign_package",
    )),
    LeftOut(N_("Who asks for access to a person’s data, and what is gathered for them: it is theirs."), (
        "access_request.person", "access_document",
    )),
    LeftOut("made from fields that are in the copy, or numbers of the software", (
        "account.email_fold", "account.active", "account.tf_primary_method", "sender.email_fold",
        "subscription.email_fold",
        "comment.proposal", "comment.shown_html", "comment.html_version", "comment.shown_revision",
        "comment.held_revision",
        "comment.waiting_revision", "comment.waiting_since", "comment.lock_version", "comment.content_key",
        "comment.import_key", "comment.import_leaf", "comment.import_salt", "comment.note_language",
        "comment.edition", "comment.attachments", "comment.supports",
        "comment.is_listed", "comment.is_withheld", "comment.parent_external_id", "comment.external_id",
        "comment.source",
        "comment_revision.html", "comment_revision.html_version", "comment_revision.source_html",
        "ruling.note_language",
        "ruling.revision", "ruling.referred_to", "ruling.pseudonym", "ruling.waited_minutes",
        "review.reason_language",
        "review.note_language", "review.escalated_at", "review.role", "referral.escalated_at",
        "report.escalated_at", "report.hidden_at", "report.forget_at", "asked.forget_at",
        "second_look.reason_language", "second_look.note_language",
        "second_look.role", "second_look.reminded_at",
        "erasure.revision", "erasure.text_language", "erasure.language", "erasure.is_alone",
        "submission.source", "submission.is_first", "more_time.reason_language",
        "asked.refused_language", "asked.struck_language", "asked.added_reason_language",
        "mail_outbox.key", "mail_outbox.unsubscribe", "mail_outbox.attached", "mail_outbox.digest_group",
        "mail_outbox.digest", "mail_outbox.due_at", "mail_outbox.given_up_at", "mail_outbox.attempts",
        "package_order.begun_at", "package_order.failed_at", "package_order.expires_at", "access_request.entered_at",
        "access_request.gathered_at", "access_request.destroyed_at", "access_request.is_asker_erased",
        "voter.external_id", "voter.source",
        "voter.first_voted_at", "record_personal_read.reader", "record_personal_read.consultation",
        "record_personal_read.by_auditor", "event_outbox", "record_opening",
    ), is_told=False),
)  # fmt: skip


def left_out() -> frozenset[str]:
    """Every field that isn't in the copy."""
    return frozenset(name for one in LEFT_OUT for name in one.fields)


def told() -> list[str]:
    """The reasons that a person reads, as catalogue ids."""
    return [one.reason for one in LEFT_OUT if one.is_told]
