"""What happened on the way to the outcome."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReplyPublished:
    """The body replied to comments; queries.comments_of_reply names them."""

    reply_id: int


@dataclass(frozen=True)
class ReplyCorrected:
    """A reply says something else now; its earlier wordings stay readable."""

    reply_id: int


@dataclass(frozen=True)
class OutcomePublished:
    """The decision as taken became public."""

    consultation_id: int


@dataclass(frozen=True)
class InterimPublished:
    """By a date that law forces something was said while comments are unread."""

    consultation_id: int
    interim_id: int


@dataclass(frozen=True)
class SummaryPublished:
    """What was received was told to everybody, before the decision."""

    consultation_id: int


@dataclass(frozen=True)
class OutcomePostponed:
    """The outcome is due later than promised."""

    consultation_id: int
    postponement_id: int


@dataclass(frozen=True)
class OutcomeOverdue:
    """The outcome is late; told once for each day it was promised for."""

    consultation_id: int
    escalation_id: int


@dataclass(frozen=True)
class PassageTraced:
    """A comment or a reply is said to have moved a passage; the version may still have to become public."""

    cause_id: int
