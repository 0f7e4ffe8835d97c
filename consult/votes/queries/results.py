"""The counts. Whoever shows them asks rules.are_results_public first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from consult.consultations.models import Consultation, ConsultationText
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.votes.models import Statement, Voter
from consult.votes.queries.statements import LISTED, Listed, listed_from


@dataclass(frozen=True)
class Counts:
    """Agree, disagree, pass."""

    agrees: int = 0
    disagrees: int = 0
    passes: int = 0

    @property
    def total(self) -> int:
        """All answers."""
        return self.agrees + self.disagrees + self.passes

    def share(self, number: int) -> float:
        """``number`` of all answers, in percent with one decimal; 0 where there are none."""
        return round(100 * number / self.total, 1) if self.total else 0.0


@dataclass(frozen=True)
class Tally:
    """A statement with its counts: those cast here, and imported ones apart."""

    statement: Listed
    here: Counts
    imported: Counts

    @property
    def counts(self) -> Counts:
        """Those cast here, or the imported ones where there are no others (what the page sorts and draws by)."""
        return self.here if self.here.total or not self.imported.total else self.imported


def tallies(consultation_id: int) -> list[Tally]:
    """Every statement with its counts, by number. Ask rules.are_results_public before showing them to anybody."""
    rows: Sequence[Any] = db.session.execute(
        select(
            *LISTED, Statement.agrees, Statement.disagrees, Statement.passes, Statement.imported_agrees,
            Statement.imported_disagrees, Statement.imported_passes,
        )
        .outerjoin(Comment, Comment.id == Statement.comment_id)
        .where(Statement.consultation_id == consultation_id)
        .order_by(Statement.number)
    ).all()  # fmt: skip
    size = len(LISTED)
    return [
        Tally(listed_from(row[:size]), Counts(*row[size : size + 3]), Counts(*row[size + 3 : size + 6]))
        for row in rows
    ]


@dataclass(frozen=True)
class VoterCounts:
    """How many persons answered here, and how many are in imported sets (by source)."""

    here: int
    imported: dict[str, int]


def voter_count(consultation_id: int) -> VoterCounts:
    """How many persons answered at least one statement. Who only supports a proposed wording has a row, too."""
    rows = db.session.execute(
        select(Voter.source, func.count())
        .where(
            Voter.consultation_id == consultation_id,
            Voter.source.is_not(None) | (Voter.last_entry_id != ""),
        )
        .group_by(Voter.source)
    )
    counted: dict[str, int] = {source or "": number for source, number in rows}
    return VoterCounts(counted.pop("", 0), counted)


@dataclass(frozen=True)
class Head:
    """What the results page says about its consultation, in one statement."""

    title: str
    title_language: str
    slug: str
    timezone: str
    closes_at: datetime | None
    results_appear: str
    who_may_vote: str


def head(consultation_id: int, language: str) -> Head:
    """Title (in ``language`` where there is one), dates and rules of a consultation."""
    row = db.session.execute(
        select(
            ConsultationText.title, Consultation.title, Consultation.language, Consultation.slug,
            Consultation.timezone, Consultation.closes_at, Consultation.results_appear, Consultation.who_may_vote,
        )
        .outerjoin(
            ConsultationText,
            and_(ConsultationText.consultation_id == Consultation.id, ConsultationText.language == language),
        )
        .where(Consultation.id == consultation_id)
    ).one()  # fmt: skip
    return Head(row[0] or row[1], language if row[0] else row[2], *row[3:])
