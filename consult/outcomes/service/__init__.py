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
from consult.outcomes.service.interim import (
    PUBLISH_INTERIM,
    ask_interim,
    interim_content,
    publish_signed_interim,
)
from consult.outcomes.service.joining import (
    PUBLISH_JOINTLY,
    ask_jointly,
    cancel_joint,
    follow_merger,
    hand_up_parts,
    joint_content,
    publish_jointly,
    publish_signed_jointly,
    write_part,
)
from consult.outcomes.service.owing import escalate_overdue, postpone_outcome
from consult.outcomes.service.replying import (
    ONLY_RESPONDERS,
    PUBLISH_REPLY,
    Written,
    correct_reply,
    label_of,
    publish_signed_reply,
    reply,
    send_reply,
    write,
)
from consult.outcomes.service.rerendering import count_stale, render_again, store_again
from consult.outcomes.service.summarising import (
    PUBLISH_SUMMARY,
    correct_summary,
    draft_received,
    promise_summary,
    publish_signed_summary,
    publish_summary,
    summary_content,
)
from consult.outcomes.service.theme_deciding import set_theme_disposition
from consult.outcomes.service.tracing import NO_PASSAGE, Causes, trace, untrace
from consult.outcomes.service.wiping import wipe

__all__ = [
    "NO_PASSAGE",
    "ONLY_AUTHORS_TOO",
    "ONLY_RESPONDERS",
    "PUBLISH",
    "PUBLISH_INTERIM",
    "PUBLISH_JOINTLY",
    "PUBLISH_REPLY",
    "PUBLISH_SUMMARY",
    "Causes",
    "Written",
    "ask_interim",
    "ask_jointly",
    "cancel_joint",
    "correct_outcome",
    "correct_reply",
    "correct_summary",
    "count_stale",
    "draft_outcome",
    "draft_received",
    "escalate_overdue",
    "follow_merger",
    "hand_up_parts",
    "hide_reply",
    "interim_content",
    "joint_content",
    "label_of",
    "outcome_content",
    "postpone_outcome",
    "promise_summary",
    "publish_jointly",
    "publish_outcome",
    "publish_signed_interim",
    "publish_signed_jointly",
    "publish_signed_outcome",
    "publish_signed_reply",
    "publish_signed_summary",
    "publish_summary",
    "render_again",
    "reply",
    "send_reply",
    "set_disposition",
    "set_theme_disposition",
    "show_reply",
    "store_again",
    "summary_content",
    "trace",
    "untrace",
    "wipe",
    "write",
    "write_part",
]
