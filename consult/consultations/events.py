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
