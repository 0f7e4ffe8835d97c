"""The verbs of the moderation desk."""

from consult.moderation.service.bulk import Picked, Ruled, check_bulk, rule_many
from consult.moderation.service.claiming import claim, release
from consult.moderation.service.escalating import escalate
from consult.moderation.service.reporting import close_reports, forget_reporters, report
from consult.moderation.service.reviewing import ask_review, decide_review, lapse
from consult.moderation.service.ruling import label_of, preview_redaction, rule

__all__ = [
    "Picked",
    "Ruled",
    "ask_review",
    "check_bulk",
    "claim",
    "close_reports",
    "decide_review",
    "escalate",
    "forget_reporters",
    "label_of",
    "lapse",
    "preview_redaction",
    "release",
    "report",
    "rule",
    "rule_many",
]
