"""Field rules (S39): for each stored field who may see it, when it opens and when it goes; published as a page.

A field is ``table.column``; a table alone stands for all its columns that no other line names. A test holds the table
against the database and against the packages: what everybody may not see is in no public file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consult.foundation.errors import N_

EVERYBODY = N_("everybody")
SENDER = N_("the sender, staff of the body and auditors")
STAFF = N_("staff of the body and auditors")
AUDITORS = N_("auditors")
OWNER = N_("the person")
NOBODY = N_("nobody; only the software reads it")

AT_ONCE = N_("at once")
PUBLICATION = N_("when the consultation is published")
RULING = N_(
    "when comments appear, as the consultation’s rules say, and never what is hidden, covered or withheld"
)
SIGNED = N_("when everybody has signed")
CLOSING = N_("when the counts appear, as the consultation’s rules say")
OUTCOMES = N_("with the outcome; under which theme a comment stands only where the comment itself is public")
DECLARED = N_("when the expert has declared what interests they have")
NEVER_PUBLIC = N_("never to the public")

STAYS = N_("never: a decision rests on it")
OUTCOME = N_("so many days after the outcome as the privacy page says, or when the person asks")
ACCOUNT = N_("when the account is closed")
MONTH = N_("a month after closing")
USED = N_("once it is used, or too old")
SERIES = N_("when the period of its series is over")
MADE_AGAIN = N_("when what it is made from changes")


@dataclass(frozen=True)
class FieldRule:
    """What holds for some fields: catalogue ids, and the fields."""

    what: str
    who: str
    opens: str
    goes: str
    fields: Sequence[str]


RULES: Sequence[FieldRule] = (
    FieldRule(N_("Consultations, their texts, rules and dates"), EVERYBODY, PUBLICATION, STAYS, (
        "consultation", "consultation_text", "consultation_date_change", "suspension", "supporting_document",
        "quiet_period", "quiet_effect", "quiet_exemption",
    )),
    FieldRule(N_("Drafts: versions, editions, articles"), EVERYBODY, PUBLICATION, STAYS, (
        "draft_version", "draft_edition", "article", "article_text", "article_alternative",
    )),
    FieldRule(N_("What people write, their stance and their files"), EVERYBODY, RULING, STAYS, (
        "comment", "comment_revision", "attachment", "submission", "comment_tally", "submission_tally", "reply_article",
        "comment_carry", "passage_cause", "earlier_comment",
    )),
    FieldRule(N_("Words and files marked confidential, with the reason"), SENDER, NEVER_PUBLIC, STAYS, (
        "comment_revision.confidential", "submission.confidential_reason", "attachment.is_private",
        "submission.is_minor", "submission.more_time_id", "submission.asked_id",
    )),
    FieldRule(N_("The name, where the sender chose to show it"), EVERYBODY, RULING, OUTCOME, ("comment.name_shown",)),
    FieldRule(N_("Who sent it: name, address, telephone, place, organisation, guardian"), SENDER, NEVER_PUBLIC,
              OUTCOME, (
        "sender",
    )),
    FieldRule(N_("Half-written comments that a sender keeps"), OWNER, NEVER_PUBLIC, USED, (
        "submission_draft", "submission_draft_part", "submission_draft_file",
    )),
    FieldRule(N_("How what came on paper was received, and who is known to be one person"), STAFF, NEVER_PUBLIC,
              STAYS, ("clerk_entry", "sender_link")),
    FieldRule(N_("What was asked to be erased or ordered to be removed, and what was decided"), SENDER, NEVER_PUBLIC,
              STAYS, ("erasure",)),
    FieldRule(N_("Removals by order: of what, who ordered it, what is said about it, when"), EVERYBODY, AT_ONCE,
              STAYS, (
        "erasure.comment_id", "erasure.scope", "erasure.order_kind", "erasure.order_number", "erasure.order_text",
        "erasure.text_language", "erasure.decided_at", "erasure.is_alone",
    )),
    FieldRule(N_("Removals by order of versions and documents: of what, by whom, what is said about it"), EVERYBODY,
              AT_ONCE, STAYS, ("draft_removal",)),
    FieldRule(N_("Who is invited, where only invited people take part"), STAFF, NEVER_PUBLIC, OUTCOME, ("invitation",)),
    FieldRule(N_("Those who must be asked: bodies by name, people in numbers; how they stand, which letters left"),
              EVERYBODY, PUBLICATION, STAYS, ("asked", "asked_letter")),
    FieldRule(N_("Those who must be asked: name, place and address of people, addresses of bodies, why they want time"),
              STAFF, NEVER_PUBLIC, OUTCOME, (
        "asked.address", "asked.post", "asked.wanted_reason", "asked.language", "asked.key_number",
        "asked.no_comment_how", "asked_file",
        "asked_letter.post_number", "asked_letter.failed_reason",
    )),
    FieldRule(N_("More time for somebody: for which group, why and until when"), EVERYBODY, SIGNED, STAYS, (
        "more_time",
    )),
    FieldRule(N_("More time: for whom"), STAFF, NEVER_PUBLIC, OUTCOME, ("more_time.whom", "more_time.code_hash")),
    FieldRule(N_("Rulings, grounds, notes to the public, reviews"), EVERYBODY, AT_ONCE, STAYS, (
        "ruling", "review", "escalation",
    )),
    FieldRule(N_("Internal notes of moderators; what covers which words"), STAFF, NEVER_PUBLIC, STAYS, (
        "ruling.internal_note", "ruling.redactions", "comment_revision.redactions", "review.reason",
    )),
    FieldRule(N_("Readers’ reports: ground and time"), EVERYBODY, AT_ONCE, STAYS, ("report",)),
    FieldRule(N_("Readers’ reports: words and address"), STAFF, NEVER_PUBLIC, OUTCOME, (
        "report.message", "report.email",
    )),
    FieldRule(N_("Comments passed on: to which office, and what it answered"), SENDER, NEVER_PUBLIC, STAYS, (
        "referral",
    )),
    FieldRule(N_("Packages of the auditors’ grade: for whom they were made"), AUDITORS, NEVER_PUBLIC, STAYS, (
        "package_order",
    )),
    FieldRule(N_("Second looks at rulings: which were drawn, how, and whether they agree"), EVERYBODY, AT_ONCE, STAYS, (
        "audit_sample", "audit_judgement",
    )),
    FieldRule(N_("The audit office’s own alarms and notes, and confidential reports about the process"), AUDITORS,
        NEVER_PUBLIC, STAYS, ("audit_alarm", "audit_note", "process_report")),
    FieldRule(N_("Legal holds, and what was transferred or destroyed"), EVERYBODY, AT_ONCE, STAYS, (
        "legal_hold", "disposal",
    )),
    FieldRule(N_("Which comment a hold is on; what an archive wrote"), STAFF, NEVER_PUBLIC, STAYS, (
        "legal_hold.comment_id", "disposal.acknowledgement",
    )),
    FieldRule(N_("Requests for access: who asks, for what, and the documents gathered"), STAFF, NEVER_PUBLIC, SERIES, (
        "access_request", "access_document",
    )),
    FieldRule(N_("Statements, and how many agree"), EVERYBODY, CLOSING, STAYS, (
        "statement", "vote", "voter", "proposal_support",
    )),
    FieldRule(N_("Which account voted"), NOBODY, NEVER_PUBLIC, ACCOUNT, ("voter.account_id",)),
    FieldRule(N_("From which address somebody voted, scrambled"), NOBODY, NEVER_PUBLIC, MONTH, ("voter.email_hash",)),
    FieldRule(N_("Replies, dispositions, outcome, due dates"), EVERYBODY, SIGNED, STAYS, (
        "reply", "reply_comment", "reply_wording", "disposition", "theme_disposition", "outcome", "due_day",
        "outcome_postponement", "outcome_escalation", "interim_response", "received_summary",
        "decision_dossier",
    )),
    FieldRule(N_("What was promised: by whom, by when, how it stands"), EVERYBODY, AT_ONCE, STAYS, ("commitment",)),
    FieldRule(N_("Where reminders of what was promised go"), STAFF, NEVER_PUBLIC, STAYS, (
        "commitment.owner_email", "commitment.reminded_at", "second_look.reminded_at",
    )),
    FieldRule(N_("Whether answers meet the point, in numbers; what second looks found"), EVERYBODY, AT_ONCE, STAYS, (
        "answer_rating", "second_look",
    )),
    FieldRule(N_("What somebody says of the answer they got; what it misses"), SENDER, NEVER_PUBLIC, STAYS, (
        "answer_rating.value", "second_look.reason",
    )),
    FieldRule(N_("Themes, how many comments stand under each, how much was read and by which method"), EVERYBODY,
        OUTCOMES, STAYS, ("theme", "theme_comment", "reading_tally", "reading_method", "reading_sample")),
    FieldRule(N_("Who was given a theme or comment, how themes came about, filters, parts of joint replies"), STAFF,
        NEVER_PUBLIC, STAYS, (
        "theme.organisation_id", "theme.assignee_id", "theme_change", "comment_reading", "reading_filter",
        "joint_reply", "reply_part",
    )),
    FieldRule(N_("Internal notes of those who read for the body"), STAFF, NEVER_PUBLIC, STAYS, ("reading_note",)),
    FieldRule(N_("Experts: name, standing, declared interests, opinions"), EVERYBODY, DECLARED, STAYS, (
        "expert", "expert_opinion",
    )),
    FieldRule(N_("Experts, deciding bodies and those who must be asked: the personal link"), NOBODY, NEVER_PUBLIC,
              STAYS, (
        "expert.key_hash", "decision_dossier.key_hash", "asked.key_hash",
    )),
    FieldRule(N_("Signatures: what, which office, when"), EVERYBODY, SIGNED, STAYS, ("approval", "approval_step")),
    FieldRule(N_("Which member of staff acted"), AUDITORS, NEVER_PUBLIC, STAYS, (
        "approval.asked_by", "approval_step.account_id", "consultation_date_change.account_id", "suspension.account_id",
        "consultation_side", "disposition.account_id", "theme_disposition.account_id",
        "interim_response.asked_by", "interim_response.account_id", "received_summary.account_id",
        "decision_dossier.account_id", "second_look.account_id",
        "commitment.account_id",
        "theme_comment.account_id", "expert.account_id",
        "reading_method.account_id", "outcome.account_id", "outcome_postponement.account_id",
        "reply.account_id", "reply_wording.account_id", "review.account_id", "ruling.account_id",
        "asked.added_by", "asked.no_comment_by", "asked_letter.account_id",
        "more_time.asked_by", "more_time.granted_by", "package.account_id", "contribution_import.account_id",
        "moderation_claim", "foreign_package.account_id", "clerk_entry.account_id", "sender_link.account_id",
        "audit_sample.account_id", "audit_judgement.account_id",
        "legal_hold.put_on_by", "legal_hold.lifted_by",
        "disposal.account_id",
    )),
    FieldRule(N_("Bodies and departments, the site’s own words and looks"), EVERYBODY, AT_ONCE, STAYS, (
        "organisation", "site_setting",
    )),
    FieldRule(N_("Who holds which role"), STAFF, NEVER_PUBLIC, STAYS, ("membership",)),
    FieldRule(N_("Accounts: name, address, language"), OWNER, NEVER_PUBLIC, ACCOUNT, ("account", "account_identity")),
    FieldRule(N_("Passwords, passkeys, codes, private keys: only their marks"), NOBODY, NEVER_PUBLIC, USED, (
        "account.password", "account.tf_totp_secret", "account.mf_recovery_codes", "account.fs_uniquifier",
        "account.fs_webauthn_user_handle", "account_key", "passkey", "passkey_use", "submission.key_hash",
        "report.key_hash",
        "sender.confirm_token_hash", "sender_code", "used_token",
    )),
    FieldRule(N_("Sign-ins and devices"), OWNER, NEVER_PUBLIC, ACCOUNT, ("account_session",)),
    FieldRule(N_("Which receipts somebody was given"), SENDER, NEVER_PUBLIC, STAYS, ("given_receipt",)),
    FieldRule(N_("Who wants news by e-mail; mails that wait"), OWNER, NEVER_PUBLIC, USED, (
        "subscription", "mail_outbox", "event_outbox",
    )),
    FieldRule(N_("The record: entries, tree, signed heads"), EVERYBODY, AT_ONCE, STAYS, (
        "record_entry", "record_leaf", "record_log", "record_tile", "record_checkpoint", "record_cosignature",
        "record_publication", "record_key", "record_refused_day", "record_row_mark",
    )),
    FieldRule(N_("What opens the record’s commitments"), AUDITORS, NEVER_PUBLIC, OUTCOME, ("record_opening",)),
    FieldRule(N_("Which member of staff read personal data"), AUDITORS, NEVER_PUBLIC, STAYS, ("record_personal_read",)),
    FieldRule(N_("Packages, imports, the search index"), EVERYBODY, AT_ONCE, MADE_AGAIN, (
        "package", "contribution_import", "search_document", "foreign_package",
    )),
)  # fmt: skip


def rule_of(table: str, column: str) -> FieldRule | None:
    """The rule of a stored field: its own, else its table's."""
    for name in (f"{table}.{column}", table):
        for rule in RULES:
            if name in rule.fields:
                return rule
    return None


def given_twice() -> list[str]:
    """Fields that two rules name."""
    names = [name for rule in RULES for name in rule.fields]
    return sorted({name for name in names if names.count(name) > 1})


def hidden_columns(columns: Iterable[tuple[str, str]]) -> list[str]:
    """Of (table, column) pairs those that not everybody may see, as ``table.column``."""
    found = [(table, column, rule_of(table, column)) for table, column in columns]
    return [
        f"{table}.{column}" for table, column, rule in found if rule is not None and rule.who != EVERYBODY
    ]
