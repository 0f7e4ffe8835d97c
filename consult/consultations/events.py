"""What happened to a consultation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ConsultationPublished:
    """It became public (it may open later)."""

    consultation_id: int


@dataclass(frozen=True)
class VersionPublished:
    """A further version of the draft became public."""

    consultation_id: int
    version_id: int


@dataclass(frozen=True)
class ConsultationExtended:
    """It closes later than planned."""

    consultation_id: int
    date_change_id: int


@dataclass(frozen=True)
class ConsultationFinished:
    """Everything owed was answered."""

    consultation_id: int


@dataclass(frozen=True)
class ConsultationEnded:
    """It was withdrawn, superseded or annulled."""

    consultation_id: int


@dataclass(frozen=True)
class ConsultationSuspended:
    """It takes no comments for a while."""

    consultation_id: int
    suspension_id: int


@dataclass(frozen=True)
class ConsultationResumed:
    """It takes comments again, for the days that were left."""

    consultation_id: int
    suspension_id: int
