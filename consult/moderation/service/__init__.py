"""The verbs of the moderation desk."""

from consult.moderation.service.bulk import Picked, Ruled, check_bulk, look_ahead, rule_many
from consult.moderation.service.claiming import claim, release
from consult.moderation.service.escalating import escalate, escalate_late
from consult.moderation.service.forgetting import forget_notes, forget_report_words
from consult.moderation.service.referring import Addressee, take_up
from consult.moderation.service.reporting import (
    Complaint,
    answer_report,
    close_reports,
    forget_reporters,
    forget_reports_of,
    hide_text_meanwhile,
    report,
    report_text,
)
from consult.moderation.service.reviewing import ask_review, decide_review, lapse
from consult.moderation.service.ruling import (
    find_passages,
    hide_meanwhile,
    label_of,
    look_at_note,
    preview_redaction,
    rule,
    text_to_rule,
)
from consult.moderation.service.subjects import SUBJECTS, Published, Subject, published
from consult.moderation.service.unmasking import LOOK, UNMASK, may_look, unmask, unmask_agreed, unmask_content
from consult.moderation.service.wiping import wipe

__all__ = [
    "LOOK",
    "SUBJECTS",
    "UNMASK",
    "Addressee",
    "Complaint",
    "Picked",
    "Published",
    "Ruled",
    "Subject",
    "answer_report",
    "ask_review",
    "check_bulk",
    "claim",
    "close_reports",
    "decide_review",
    "escalate",
    "escalate_late",
    "find_passages",
    "forget_notes",
    "forget_report_words",
    "forget_reporters",
    "forget_reports_of",
    "hide_meanwhile",
    "hide_text_meanwhile",
    "label_of",
    "lapse",
    "look_ahead",
    "look_at_note",
    "may_look",
    "preview_redaction",
    "published",
    "release",
    "report",
    "report_text",
    "rule",
    "rule_many",
    "take_up",
    "text_to_rule",
    "unmask",
    "unmask_agreed",
    "unmask_content",
    "wipe",
]
