"""Finding consultations, and what their pages depend on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, false, func, select

from consult.consultations import profiles, rules
from consult.consultations.models import (
    Consultation,
    ConsultationText,
    Version,
)
from consult.foundation.db import db, table_of
from consult.foundation.errors import N_, NotFound
from consult.organisations.models import Approval
from consult.record.models import Log

NONE = N_("There is no consultation at this address.")


@dataclass(frozen=True)
class Stamp:
    """What the pages of one consultation depend on: read in one statement, part of their ETag."""

    consultation_id: int
    public_id: str
    revision: int
    phase: str
    consultation: Consultation
    title: str
    """In the language asked for, where it has one."""
    title_language: str
    is_stopped_alone: bool = False
    """Whether one person alone suspended or ended it, where it is suspended or ended without an answer."""


def stamp(slug: str, now: datetime, language: str = "") -> Stamp:
    """The stamp of a public consultation. Raises NotFound for unknown and for unpublished ones alike."""
    own_title = (
        select(ConsultationText.title)
        .where(ConsultationText.consultation_id == Consultation.id, ConsultationText.language == language)
        .scalar_subquery()
    )
    stopped_alone = (
        select(Approval.is_alone)
        .where(
            Approval.consultation == Consultation.public_id, Approval.decision == "done",
            Approval.act == case((Consultation.state == "withdrawn", rules.END), else_=rules.SUSPEND),
        )
        .order_by(Approval.decided_at.desc(), Approval.id.desc())
        .limit(1)
        .scalar_subquery()
    )  # fmt: skip
    row = db.session.execute(
        select(
            Consultation,
            func.coalesce(Log.revision, 0),
            own_title,
            case((Consultation.state.in_(("suspended", "withdrawn")), stopped_alone), else_=false()),
        )
        .outerjoin(Log, Log.log == Consultation.public_id)
        .where(Consultation.slug == slug)
    ).first()
    if row is None:
        raise NotFound(NONE)
    consultation, revision, title, is_stopped_alone = row
    phase = phase_of(consultation, now)
    if phase not in rules.PUBLIC_PHASES:
        raise NotFound(NONE)
    return Stamp(
        consultation.id,
        consultation.public_id,
        revision,
        phase,
        consultation,
        title or consultation.title,
        language if title else consultation.language,
        bool(is_stopped_alone),
    )


def site_stamp(now: datetime, *also: ColumnElement[int]) -> tuple[int, ...]:
    """What pages over all consultations depend on: revisions, openings and closings so far, and what is given ``also``.

    One statement.
    """
    row = db.session.execute(
        select(
            select(func.coalesce(func.sum(Log.revision), 0)).scalar_subquery(),
            select(func.count())
            .select_from(Consultation)
            .where(Consultation.opens_at <= now)
            .scalar_subquery(),
            select(func.count())
            .select_from(Consultation)
            .where(Consultation.closes_at <= now)
            .scalar_subquery(),
            *also,
        )
    ).one()
    return tuple(row)


def find(slug: str) -> Consultation | None:
    """The consultation, public or not, or None."""
    return db.session.scalar(select(Consultation).where(Consultation.slug == slug))


def get(slug: str) -> Consultation:
    """The consultation, public or not. Raises NotFound. For staff doors: they ask permission next."""
    found = find(slug)
    if found is None:
        raise NotFound(NONE)
    return found


def get_by_id(consultation_id: int) -> Consultation:
    """The consultation. Raises NotFound."""
    found = db.session.get(Consultation, consultation_id)
    if found is None:
        raise NotFound(NONE)
    return found


def public_id_of(consultation_id: int) -> str:
    """The name of its log. Raises NotFound."""
    return get_by_id(consultation_id).public_id


def get_by_public_id(public_id: str) -> Consultation:
    """The consultation whose log has this name. Raises NotFound."""
    found = db.session.scalar(select(Consultation).where(Consultation.public_id == public_id))
    if found is None:
        raise NotFound(NONE)
    return found


def get_public(slug: str, now: datetime) -> Consultation:
    """A consultation everybody may see. Raises NotFound for unpublished ones as for unknown ones."""
    found = find(slug)
    if found is None or phase_of(found, now) not in rules.PUBLIC_PHASES:
        raise NotFound(NONE)
    return found


def is_public_id_shown(public_id: str, now: datetime) -> bool:
    """Whether everybody may see the consultation with this id."""
    found = db.session.scalar(select(Consultation).where(Consultation.public_id == public_id))
    return found is not None and phase_of(found, now) in rules.PUBLIC_PHASES


def phase_of(consultation: Consultation, now: datetime) -> str:
    """The consultation's phase at this instant."""
    return rules.phase(consultation.state, consultation.opens_at, consultation.closes_at, now)


def public_consultations() -> Select[Consultation]:
    """The SELECT of every consultation that everybody may see."""
    return select(Consultation).where(Consultation.state.not_in(("draft", "awaiting-sign-off")))


WEEK = 7
"""Days that logs are kept where nothing says otherwise."""


def profiles_used() -> list[str]:
    """Codes of the profiles under which public consultations run, as far as they can be read."""
    rows = db.session.scalars(select(public_consultations().subquery().c.profile).distinct())
    return [code for code in sorted(rows) if code in profiles.codes()]


def log_days(setting: int | None) -> int:
    """How many days technical logs are kept: as set, else the longest that a profile in use asks for, else a week."""
    if setting is not None:
        return setting
    return max((profiles.profile(code).clocks.log_days for code in profiles_used()), default=WEEK)


def of_organisations(ids: Collection[int]) -> Sequence[Consultation]:
    """Every consultation of these bodies, newest first, unpublished ones too."""
    statement = (
        select(Consultation).where(Consultation.organisation_id.in_(ids)).order_by(Consultation.id.desc())
    )
    return db.session.scalars(statement).all()


def audited_by(ids: Collection[int], public_ids: Collection[str]) -> Sequence[Consultation]:
    """Every consultation of these bodies, and these ones alone, newest first, unpublished ones too."""
    mine = Consultation.organisation_id.in_(ids) | Consultation.public_id.in_(public_ids)
    return db.session.scalars(select(Consultation).where(mine).order_by(Consultation.id.desc())).all()


def every() -> Sequence[Consultation]:
    """Every consultation, oldest first (for operators)."""
    return db.session.scalars(select(Consultation).order_by(Consultation.id)).all()


def due_publications(now: datetime) -> Sequence[int]:
    """Ids of drafts whose set time of publication has come."""
    statement = select(Consultation.id).where(
        Consultation.publish_at <= now, Consultation.state.in_(("draft", "awaiting-sign-off"))
    )
    return db.session.scalars(statement).all()


def is_newest(version_id: int) -> bool:
    """Whether no later version is published."""
    own, later = table_of(Version), table_of(Version).alias("later")
    found = select(later.c.id).where(
        own.c.id == version_id, later.c.consultation_id == own.c.consultation_id, later.c.number > own.c.number,
        later.c.published_at.is_not(None),
    )  # fmt: skip
    return db.session.execute(found.limit(1)).first() is None
