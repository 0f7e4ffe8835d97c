"""What is owed inside: themes to be answered and departments' parts, by whom held, since when, and what is late."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from consult.analysis.models import Theme
from consult.consultations.models import Consultation
from consult.foundation.db import db
from consult.outcomes import rules
from consult.outcomes.models import Disposition, DueDay, JointReply, ReplyPart, ThemeDisposition

FURTHEST_ZONE = timedelta(hours=14)
_About = aliased(Theme)
RUNNING = ("published", "suspended")


@dataclass(frozen=True)
class Of:
    """Of which consultations, or of which offices' hands; of all where neither is named."""

    consultations: Collection[int] = ()
    offices: Collection[int] = ()


@dataclass(frozen=True)
class Owing:
    """One theme or part that is due on a day."""

    day: DueDay
    consultation: Consultation
    theme: Theme | None
    part: ReplyPart | None
    joint: JointReply | None
    is_done: bool
    late: int = field(default=0)
    """Whole days since it was due; 0 while it isn't late, or is done."""
    about: Theme | None = None
    """The theme itself, or the one that a part is about."""

    @property
    def holder(self) -> int:
        """The office in whose hands it is."""
        if self.part is not None:
            return self.part.organisation_id
        own = self.theme.organisation_id if self.theme is not None else None
        return own if own is not None else self.consultation.organisation_id

    @property
    def person(self) -> int | None:
        """The account it was given to, where it was given to one."""
        return self.theme.assignee_id if self.theme is not None else None


def due_day_of(*, theme_id: int | None = None, part_id: int | None = None) -> DueDay | None:
    """The due day of a theme or of a part, if one was named."""
    own = DueDay.theme_id == theme_id if theme_id is not None else DueDay.part_id == part_id
    return db.session.scalar(select(DueDay).where(own))


def owings(of: Of, now: datetime, *further: ColumnElement[bool]) -> list[Owing]:
    """What is due and when, what is done too, the most urgent first. Two statements."""
    holder = or_(
        ReplyPart.organisation_id.in_(of.offices), Theme.organisation_id.in_(of.offices),
        DueDay.theme_id.is_not(None) & Theme.organisation_id.is_(None)
        & Consultation.organisation_id.in_(of.offices),
    )  # fmt: skip
    conditions = [DueDay.dropped_at.is_(None), *further]
    if of.consultations:
        conditions.append(DueDay.consultation_id.in_(of.consultations))
    if of.offices:
        conditions.append(holder)
    rows = db.session.execute(
        select(DueDay, Consultation, Theme, ReplyPart, JointReply, ThemeDisposition.id, _About)
        .join(Consultation, Consultation.id == DueDay.consultation_id)
        .outerjoin(Theme, Theme.id == DueDay.theme_id)
        .outerjoin(ReplyPart, ReplyPart.id == DueDay.part_id)
        .outerjoin(JointReply, JointReply.id == ReplyPart.joint_id)
        .outerjoin(_About, _About.id == JointReply.theme_id)
        .outerjoin(ThemeDisposition, ThemeDisposition.theme_id == DueDay.theme_id)
        .where(*conditions)
        .order_by(DueDay.due_on, DueDay.id)
    ).all()
    decided = _decided_articles([row[1].id for row in rows])
    found = []
    for day, consultation, theme, part, joint, disposition, about in rows:
        if theme is not None:
            by_article = (consultation.id, theme.article_id) in decided
            is_done = disposition is not None or by_article or not theme.is_live
        else:
            is_done = part.written_at is not None or joint.cancelled_at is not None
        is_done = is_done or consultation.state not in RUNNING
        late = rules.days_overdue(
            day.due_on, is_published=is_done, zone=consultation.timezone, now=now,
            stands_still=consultation.state == "suspended",
        )  # fmt: skip
        found.append(Owing(day, consultation, theme, part, joint, is_done, late, theme or about))
    return found


def _decided_articles(consultation_ids: Sequence[int]) -> set[tuple[int, int]]:
    if not consultation_ids:
        return set()
    rows = select(Disposition.consultation_id, Disposition.article_id)
    return {
        (row[0], row[1])
        for row in db.session.execute(rows.where(Disposition.consultation_id.in_(set(consultation_ids))))
    }


def not_yet_told(now: datetime) -> list[Owing]:
    """What is late and hasn't been told to the body above for this day."""
    untold = or_(DueDay.escalated_for.is_(None), DueDay.escalated_for != DueDay.due_on)
    latest: date = (now + FURTHEST_ZONE).date()
    return [one for one in owings(Of(), now, untold, DueDay.due_on < latest) if one.late]


def due_soon(now: datetime) -> list[Owing]:
    """What isn't done and is due within the days in which whoever holds it is reminded, or is late."""
    until = (now + FURTHEST_ZONE).date() + timedelta(days=rules.REMIND_DAYS)
    return [one for one in owings(Of(), now, DueDay.due_on <= until) if not one.is_done]
