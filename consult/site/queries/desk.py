"""What waits for one person of the staff, by the roles they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.analysis import service as reading
from consult.analysis.permissions import may_sort
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation.access import Actor
from consult.foundation.roles import ROLES
from consult.moderation import queries as moderation
from consult.moderation.queries import Filters, Summary
from consult.organisations import permissions as organising
from consult.organisations import queries as organisations
from consult.organisations.queries import Held, approvals
from consult.organisations.rules.chain import SIGNERS
from consult.organisations.service import approving
from consult.outcomes import queries as outcomes
from consult.outcomes.permissions import CLOSERS, may_see_desk
from consult.outcomes.queries import DueSummary, OpenLooks
from consult.outcomes.queries.owing import Of
from consult.outcomes.queries.owing import owings as owing_days

OVER = ("finished", "withdrawn")


@dataclass(frozen=True)
class Moderating:
    """What waits for moderators: the queue, what is over the limit, and reviews."""

    waiting: Summary
    over_limit: int
    reviews: int


@dataclass(frozen=True)
class Running:
    """A consultation that isn't over, with how many comments wait in it."""

    consultation: Consultation
    phase: str
    body: str
    waiting: int
    looks: int
    """Second looks at answers that have to be closed before it can be declared finished."""
    has_desk: bool
    """Whether the person may open the pages on which it is answered."""


@dataclass(frozen=True)
class Desk:
    """The front page of the staff. A part is None where no role asks for it."""

    moderating: Moderating | None
    reviews: int | None
    """For administrators, who decide reviews too."""
    owed: Sequence[DueSummary] | None
    """Late ones first."""
    late: int
    """How many themes and parts of joint replies in the hands of the person's offices are late."""
    looks: Sequence[OpenLooks]
    """Second looks that responders and administrators of the person's bodies close, the most urgent first."""
    stranded: Sequence[tuple[Consultation, int, int]]
    """Of consultations whose work the person gives out: how many comments to read, and themes, are held by somebody who
    can't answer any more."""
    to_sign: int | None
    """How many requests for a signature wait for this person."""
    grants: Sequence[Held] | None
    """Roles that this person may confirm."""
    running: Sequence[Running]
    over: int
    """How many consultations of the person's bodies are finished or withdrawn."""


def desk(actor: Actor, language: str, *, now: datetime, site_hours: int) -> Desk:
    """What waits for the actor. A dozen statements, however much it is."""
    moderated = actor.organisations_with("moderator")
    waiting = moderation.waiting_summary(actor.organisations_with(*ROLES))
    reviewed = actor.organisations_with("administrator")
    owing = actor.organisations_with("responder", "author")
    closed_by = actor.organisations_with(*CLOSERS)
    looks = outcomes.open_looks(now, organisations=actor.organisations_with(*ROLES))
    running, over = _running(actor, language, waiting, looks, now)
    return Desk(
        moderating=_moderating(moderated, now, site_hours) if moderated else None,
        reviews=moderation.count_open_reviews(reviewed) if reviewed and not moderated else None,
        owed=_owed(owing, now) if owing else None,
        late=sum(one.late > 0 for one in owing_days(Of(offices=owing), now)) if owing else 0,
        looks=[one for one in looks if one.consultation.organisation_id in closed_by],
        stranded=_stranded(actor, [one.consultation for one in running]) if owing else [],
        to_sign=_to_sign(actor) if actor.organisations_with(*SIGNERS) else None,
        grants=_grants(actor) if reviewed else None,
        running=running,
        over=over,
    )


def _moderating(organisation_ids: frozenset[int], now: datetime, site_hours: int) -> Moderating:
    late = Filters(organisation_ids, is_over_limit=True)
    return Moderating(
        moderation.waiting_summary(organisation_ids),
        moderation.count_waiting(late, now=now, site_hours=site_hours),
        moderation.count_open_reviews(organisation_ids),
    )


def _owed(organisation_ids: frozenset[int], now: datetime) -> list[DueSummary]:
    owed = outcomes.due_summary(organisation_ids, now)
    return sorted(owed, key=lambda one: -one.due.overdue_days)


def _stranded(actor: Actor, running: Sequence[Consultation]) -> list[tuple[Consultation, int, int]]:
    mine = {one.id: one for one in running if may_sort(actor, one)}
    numbers: dict[int, list[int]] = {}
    for held in reading.stranded(list(mine.values())):
        found = numbers.setdefault(held.consultation_id, [0, 0])
        found[0] += held.comments
        found[1] += len(held.themes)
    return [(mine[own], comments, themes) for own, (comments, themes) in numbers.items()]


def _to_sign(actor: Actor) -> int:
    return sum(approving.may_sign(actor, one) for one in approvals.waiting_approvals())


def _grants(actor: Actor) -> list[Held]:
    asked = organisations.waiting_grants(actor.organisations_with("administrator"))
    return [one for one in asked if organising.may_confirm(actor, one.membership)]


def _running(
    actor: Actor, language: str, waiting: Summary, looks: Sequence[OpenLooks], now: datetime
) -> tuple[list[Running], int]:
    mine = consultations.of_organisations(actor.organisations_with(*ROLES))
    phases = {one.id: consultations.phase_of(one, now) for one in mine}
    running = [one for one in mine if phases[one.id] not in OVER]
    bodies = organisations.names_in([one.organisation_id for one in running], language)
    numbers = {one.consultation.id: one.number for one in looks}
    found = [
        Running(
            one, phases[one.id], bodies[one.organisation_id], waiting.by_consultation.get(one.id, 0),
            numbers.get(one.id, 0), may_see_desk(actor, one),
        )
        for one in running
    ]  # fmt: skip
    return found, len(mine) - len(running)


def titles_of(found: Desk, language: str) -> dict[int, tuple[str, str]]:
    """(title, its language) of every consultation on the desk, by id."""
    ids = {one.consultation.id for one in found.running}
    ids |= {one.due.consultation_id for one in found.owed or ()} | {
        one.consultation.id for one in found.looks
    }
    return consultations.titles_in(ids, language)
