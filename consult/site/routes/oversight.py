"""Who did what when in one consultation, for everybody."""

from datetime import datetime

from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.labels import STANCES
from consult.foundation import access, clock, i18n, web
from consult.moderation import labels
from consult.moderation import queries as moderation
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.outcomes import rules as outcomes
from consult.site import acts, powers, queries
from consult.site.routes.blueprint import bp
from consult.votes import rules as voting

ALONE_SHOWN = 200
"""So many of the newest acts that one person did alone are listed; the record has all."""


@bp.get("/consultations/<slug>/oversight")
@access.public
def oversight(slug: str) -> Response:
    """Acts, counts, times and reasons, with who may do what. Six statements."""
    now = clock.now()
    stamp = consultations.stamp(slug, now, i18n.language())
    # how late an outcome is changes with the day, in a zone of its own: so the hour is part of it
    etag = web.etag_of(stamp.revision, stamp.phase, f"{now:%Y-%m-%dT%H}")
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    consultation = stamp.consultation
    hours = consultation.waiting_limit_hours or web.settings().waiting_limit_hours
    return web.public_page(
        "site/oversight.html", etag, stamp=stamp, consultation=consultation, hours=hours, act_name=acts.act_name,
        role_name=acts.role_name, received=contributions.received(consultation.id),
        role_names=lambda roles: [acts.role_name(role) for role in roles],
        powers=powers.powers(consultation), rulings=labels.ACTS, stances=STANCES,
        page=queries.oversight(consultation, i18n.language(), limit_minutes=hours * 60),
        results_shown=voting.are_results_public(consultation.results_appear, stamp.phase),
        acts_of_two={name: i18n.gettext(act.label) for name, act in approving.ACTS.items()},
        days_late=days_late(stamp, now), grounds=moderation.ground_names(consultation.profile, i18n.language()),
    )  # fmt: skip


@bp.get("/consultations/<slug>/powers")
@access.public
def show_powers(slug: str) -> Response:
    """Who may do what in which state, asked of the rules themselves, and who signed what. Six statements."""
    stamp = consultations.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    consultation = stamp.consultation
    # what still waits isn't public before everybody has signed
    signed = [one for one in approvals.approvals_of(stamp.public_id) if one.approval.decision == "done"]
    offices = {consultation.organisation_id, *(step.organisation_id for one in signed for step in one.steps)}
    return web.public_page(
        "site/powers.html", etag, stamp=stamp, consultation=consultation, powers=powers.powers(consultation),
        role_names=lambda roles: [acts.role_name(role) for role in roles], signed=signed,
        offices=organisations.names_in(offices, i18n.language()),
        labels={name: i18n.gettext(act.label) for name, act in approving.ACTS.items()},
        body=organisations.get(consultation.organisation_id), has_few=organisations.count_administrators() < 2,
    )  # fmt: skip


@bp.get("/powers")
@access.public
def show_site_powers() -> Response:
    """What one person did alone of what needs two, about the site, its bodies and its public consultations."""
    etag = web.etag_of(*consultations.site_stamp(clock.now()))
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    newest = approvals.done_alone(ALONE_SHOWN)
    consulted = consultations.public_titles({one.consultation for one in newest}, i18n.language())
    alone = [one for one in newest if not one.consultation or one.consultation in consulted]
    return web.public_page(
        "site/site_powers.html", etag, alone=alone, consulted=consulted,
        is_cut=len(newest) == ALONE_SHOWN, has_few=organisations.count_administrators() < approving.TWO,
        offices=organisations.names_in([one.organisation_id for one in alone], i18n.language()),
        labels={name: i18n.gettext(act.label) for name, act in approving.ACTS.items()},
    )  # fmt: skip


def days_late(stamp: consultations.Stamp, now: datetime) -> int:
    """Whole days between the promised day and the outcome, or today while it is owed; 0 where it isn't late."""
    consultation = stamp.consultation
    return outcomes.days_overdue(
        consultation.outcome_due_on, is_published=stamp.phase == "withdrawn", zone=consultation.timezone,
        now=consultation.answered_at or now, stands_still=stamp.phase == "suspended",
    )  # fmt: skip
