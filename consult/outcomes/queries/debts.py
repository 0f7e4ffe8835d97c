"""What a body owes the public, since when and by whom held, and how promptly it has answered so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from consult.consultations import profiles
from consult.consultations.models import Consultation, ConsultationText, QuietPeriod
from consult.consultations.rules import phase
from consult.foundation import i18n
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.foundation.zones import in_zone
from consult.organisations.models import Organisation
from consult.outcomes import rules
from consult.outcomes.promptness import Case, Figures, figures
from consult.outcomes.queries import looks, owing
from consult.outcomes.queries.commitments import count_late
from consult.outcomes.queries.public_themes import public_name, public_names

NO_BODY = N_("There is no body at this address.")


@dataclass(frozen=True)
class Debt:
    """What is owed: an outcome, a theme, a department's part, or the second looks of a consultation."""

    kind: str
    """outcome, theme, part or looks."""
    slug: str
    title: str
    language: str
    office: str
    """Who holds it now."""
    before: Sequence[str]
    """Departments that held it before and were closed."""
    since: date
    due_on: date | None
    late: int
    stands_still: bool
    number: int = 1
    """Second looks; of all else it is one."""
    theme: tuple[str, str] | None = None
    """Name of the theme that it is about, with its language; None where it isn't public, or it is about none."""


@dataclass(frozen=True)
class Told:
    """A consultation that has closed, as the list of all shows it."""

    slug: str
    title: str
    language: str
    case: Case


@dataclass(frozen=True)
class BodyDebts:
    """Everything the page of a body says."""

    body: Organisation
    name: str
    debts: Sequence[Debt]
    figures: Sequence[Figures]
    told: Sequence[Told]
    quiet: Sequence[QuietPeriod]
    late_promises: int
    """How many commitments of the body and its departments are late."""


def debts_of(slug: str, language: str, now: datetime) -> BodyDebts:
    """What the body and its departments owe, and its figures. Eight statements. Raises NotFound."""
    everybody = {one.id: one for one in db.session.scalars(select(Organisation))}
    body = next((one for one in everybody.values() if one.slug == slug), None)
    if body is None:
        raise NotFound(NO_BODY)
    below = _below(body.id, everybody)
    own = ConsultationText.language == language
    rows = db.session.execute(
        select(Consultation, ConsultationText.title)
        .outerjoin(ConsultationText, (ConsultationText.consultation_id == Consultation.id) & own)
        .where(
            Consultation.organisation_id.in_(below), Consultation.state.in_(looks.PUBLIC)
        )
        .order_by(Consultation.closes_at.desc())
    ).all()  # fmt: skip
    names = {one.id: one.names.get(language) or one.name for one in everybody.values()}
    titles = {row[0].id: (row[1] or row[0].title, language if row[1] else row[0].language) for row in rows}
    closed = [one for one, _title in rows if one.closes_at and one.closes_at <= now]
    told = [Told(one.slug, *titles[one.id], _case(one)) for one in closed]
    debts = [_outcome_debt(one, titles[one.id], names, now) for one in closed if one.state in owing.RUNNING]
    inside = owing.owings(owing.Of(consultations=list(titles)), now) if titles else []
    owed = [one for one in inside if not one.is_done]
    public = public_names([one.about for one in owed if one.about is not None])
    debts += [
        _inside(
            one, titles[one.consultation.id], names,
            public_name(one.about, language, public[one.about.id]) if one.about is not None else None,
        )
        for one in owed
    ]  # fmt: skip
    debts += [
        _looks_debt(one, titles[one.consultation.id], names)
        for one in looks.open_looks(now, organisations=below)
    ]
    quiet = db.session.scalars(
        select(QuietPeriod)
        .where(
            QuietPeriod.organisation_id.in_(_above(body.id, everybody)), QuietPeriod.ends_on >= QuietPeriod.begins_on
        )
        .order_by(QuietPeriod.begins_on.desc())
    ).all()  # fmt: skip
    today = i18n.site_day(now)
    return BodyDebts(
        body, names[body.id], sorted(debts, key=lambda one: (-one.late, one.due_on or today)),
        figures([one.case for one in told], today), told, quiet, count_late(below, now),
    )  # fmt: skip


@dataclass(frozen=True)
class ListedBody:
    """A body in the list of all, with how much it and its departments owe."""

    slug: str
    name: str
    owed: int
    late: int


def bodies_listed(language: str, now: datetime) -> list[ListedBody]:
    """Bodies with a consultation that everybody may see, by name. Six statements."""
    everybody = {one.id: one for one in db.session.scalars(select(Organisation))}
    found = db.session.scalars(
        select(Consultation).where(Consultation.state.in_((*looks.PUBLIC, "withdrawn")))
    ).all()
    names = {one.id: one.names.get(language) or one.name for one in everybody.values()}
    running = [one for one in found if one.state in owing.RUNNING]
    debts = [
        (one.organisation_id, _outcome_debt(one, ("", ""), names, now))
        for one in running if one.closes_at and one.closes_at <= now
    ]  # fmt: skip
    inside = owing.owings(owing.Of(consultations=[one.id for one in running]), now) if running else []
    debts += [
        (one.consultation.organisation_id, _inside(one, ("", ""), names)) for one in inside if not one.is_done
    ]
    debts += [
        (one.consultation.organisation_id, _looks_debt(one, ("", ""), names))
        for one in looks.open_looks(now, organisations=list(everybody))
    ]
    listed = []
    for own in {one.organisation_id for one in found}:
        below = set(_below(own, everybody))
        mine = [debt for holder, debt in debts if holder in below]
        late = sum(one.late > 0 for one in mine)
        listed.append(ListedBody(everybody[own].slug, names[own], len(mine), late))
    return sorted(listed, key=lambda one: one.name)


def _below(own: int, everybody: Mapping[int, Organisation]) -> list[int]:
    found = [own]
    for one in found:
        found.extend(child.id for child in everybody.values() if child.parent_id == one)
    return found


def _above(own: int, everybody: Mapping[int, Organisation]) -> list[int]:
    found: list[int] = []
    one: int | None = own
    while one is not None:
        found.append(one)
        one = everybody[one].parent_id
    return found


def _case(one: Consultation) -> Case:
    if one.closes_at is None:
        raise ValueError("a consultation that has closed has a closing instant")
    answered = in_zone(one.answered_at, one.timezone).date() if one.answered_at else None
    closed = in_zone(one.closes_at, one.timezone).date()
    return Case(closed, one.outcome_due_on, answered, profiles.profile(one.profile).calendar)


def _outcome_debt(
    one: Consultation, title: tuple[str, str], names: Mapping[int, str], now: datetime
) -> Debt:  # fmt: skip
    stands_still = phase(one.state, one.opens_at, one.closes_at, now) == "suspended"
    late = rules.days_overdue(
        one.outcome_due_on, is_published=False, zone=one.timezone, now=now, stands_still=stands_still
    )
    return Debt(
        "outcome", one.slug, *title, names[one.organisation_id], (), _case(one).closed_on, one.outcome_due_on, late,
        stands_still,
    )  # fmt: skip


def _looks_debt(one: looks.OpenLooks, title: tuple[str, str], names: Mapping[int, str]) -> Debt:
    made = one.consultation
    return Debt(
        "looks", made.slug, *title, names[made.organisation_id], (), one.since, one.due_on, one.late,
        made.state == "suspended", one.number,
    )  # fmt: skip


def _inside(
    one: owing.Owing,
    title: tuple[str, str],
    names: Mapping[int, str],
    theme: tuple[str, str] | None = None,
) -> Debt:
    began = one.joint.asked_at if one.joint is not None else one.day.set_at
    before = [step["office"] for step in one.part.handed_down] if one.part is not None else []
    return Debt(
        "theme" if one.theme is not None else "part", one.consultation.slug, *title, names[one.holder], before,
        in_zone(began, one.consultation.timezone).date(), one.day.due_on, one.late,
        one.consultation.state == "suspended", theme=theme,
    )  # fmt: skip
