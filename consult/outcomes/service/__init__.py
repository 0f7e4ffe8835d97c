"""The verbs on replies, dispositions and the outcome."""

from consult.outcomes.service.deciding import (
    ONLY_AUTHORS_TOO,
    PUBLISH,
    correct_outcome,
    draft_outcome,
    outcome_content,
    publish_outcome,
    publish_signed_outcome,
    set_disposition,
)
from consult.outcomes.service.hiding import hide_reply, show_reply
from consult.outcomes.service.owing import escalate_overdue, postpone_outcome
from consult.outcomes.service.replying import ONLY_RESPONDERS, Written, correct_reply, label_of, reply, write
from consult.outcomes.service.rerendering import count_stale, render_again, store_again
from consult.outcomes.service.theme_deciding import set_theme_disposition
from consult.outcomes.service.wiping import wipe

__all__ = [
    "ONLY_AUTHORS_TOO",
    "ONLY_RESPONDERS",
    "PUBLISH",
    "Written",
    "correct_outcome",
    "correct_reply",
    "count_stale",
    "draft_outcome",
    "escalate_overdue",
    "hide_reply",
    "label_of",
    "outcome_content",
    "postpone_outcome",
    "publish_outcome",
    "publish_signed_outcome",
    "render_again",
    "reply",
    "set_disposition",
    "set_theme_disposition",
    "show_reply",
    "store_again",
    "wipe",
    "write",
]
