"""The verbs on replies, dispositions and the outcome."""

from consult.outcomes.service.deciding import draft_outcome, publish_outcome, set_disposition
from consult.outcomes.service.owing import escalate_overdue, postpone_outcome
from consult.outcomes.service.replying import Written, correct_reply, reply, write

__all__ = [
    "Written",
    "correct_reply",
    "draft_outcome",
    "escalate_overdue",
    "postpone_outcome",
    "publish_outcome",
    "reply",
    "set_disposition",
    "write",
]
