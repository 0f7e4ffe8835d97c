"""The verbs on replies, dispositions and the outcome."""

from consult.outcomes.service.committing import make_commitment, note_reminded, report_commitment
from consult.outcomes.service.deciding import (
    ONLY_AUTHORS_TOO,
    correct_outcome,
    draft_outcome,
    set_disposition,
)
from consult.outcomes.service.handing import acknowledge, check_may_hand_over, hand_over
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
from consult.outcomes.service.owing import (
    POSTPONE,
    escalate_overdue,
    postpone_agreed,
    postpone_outcome,
    postponement_content,
)
from consult.outcomes.service.publishing import (
    PUBLISH,
    outcome_content,
    publish_outcome,
    publish_signed_outcome,
)
from consult.outcomes.service.rating import (
    ask_second_look,
    close_second_look,
    closing,
    rate_answer,
    who_gave,
    wipe_looks,
)
from consult.outcomes.service.reasons import check_reasons
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
    POSTPONE_SUMMARY,
    PUBLISH_SUMMARY,
    correct_summary,
    draft_received,
    postpone_summary_agreed,
    promise_summary,
    publish_signed_summary,
    publish_summary,
    summary_content,
    summary_postponement_content,
)
from consult.outcomes.service.taking_out import covered_words, take_out
from consult.outcomes.service.taking_over import take_over
from consult.outcomes.service.theme_deciding import set_theme_disposition
from consult.outcomes.service.tracing import NO_PASSAGE, Causes, trace, untrace
from consult.outcomes.service.wiping import wipe

__all__ = [
    "NO_PASSAGE",
    "ONLY_AUTHORS_TOO",
    "ONLY_RESPONDERS",
    "POSTPONE",
    "POSTPONE_SUMMARY",
    "PUBLISH",
    "PUBLISH_INTERIM",
    "PUBLISH_JOINTLY",
    "PUBLISH_REPLY",
    "PUBLISH_SUMMARY",
    "Causes",
    "Written",
    "acknowledge",
    "ask_interim",
    "ask_jointly",
    "ask_second_look",
    "cancel_joint",
    "check_may_hand_over",
    "check_reasons",
    "close_second_look",
    "closing",
    "correct_outcome",
    "correct_reply",
    "correct_summary",
    "count_stale",
    "covered_words",
    "draft_outcome",
    "draft_received",
    "escalate_overdue",
    "follow_merger",
    "hand_over",
    "hand_up_parts",
    "hide_reply",
    "interim_content",
    "joint_content",
    "label_of",
    "make_commitment",
    "note_reminded",
    "outcome_content",
    "postpone_agreed",
    "postpone_outcome",
    "postpone_summary_agreed",
    "postponement_content",
    "promise_summary",
    "publish_jointly",
    "publish_outcome",
    "publish_signed_interim",
    "publish_signed_jointly",
    "publish_signed_outcome",
    "publish_signed_reply",
    "publish_signed_summary",
    "publish_summary",
    "rate_answer",
    "render_again",
    "reply",
    "report_commitment",
    "send_reply",
    "set_disposition",
    "set_theme_disposition",
    "show_reply",
    "store_again",
    "summary_content",
    "summary_postponement_content",
    "take_out",
    "take_over",
    "trace",
    "untrace",
    "who_gave",
    "wipe",
    "wipe_looks",
    "write",
    "write_part",
]
