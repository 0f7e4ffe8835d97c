"""The front page of the staff: what waits for this person, and one step to everything else."""

from datetime import datetime

from flask import render_template

from consult.consultations import service as consulting
from consult.contributions import queries as contributions
from consult.custody import queries as custody
from consult.foundation import access, clock, i18n, web
from consult.site import acts, queries
from consult.site.operations import waiting
from consult.site.routes.blueprint import bp

CHECKED = 10
"""Of so many drafts, and of so many that are answered, the desk says what is missing; their own pages say it anyway."""


@bp.get("/desk")
@access.staff()
def desk() -> str:
    """What waits, by the roles the person holds."""
    actor, now = access.current_actor(), clock.now()
    found = queries.desk(actor, i18n.language(), now=now, site_hours=web.settings().waiting_limit_hours)
    held = {role for roles in actor.roles.values() for role in roles}
    return render_template(
        "site/desk.html", desk=found, held=held, roles=[role for role in acts.ROLES if role in held],
        role_name=acts.role_name, now=now, missing=_missing(found, now),
        erasures=contributions.count_waiting_erasures(actor.organisations_with("administrator")),
        late_requests=custody.count_late(
            actor.organisations_with("administrator", "responder", "clerk", "auditor"), i18n.site_day(now)
        ),
        stuck=waiting.stuck_for_long(web.settings(), now), may_set_site="administrator" in actor.site_roles,
        titles=queries.titles_of(found, i18n.language()),
    )  # fmt: skip


def _missing(found: queries.Desk, now: datetime) -> dict[int, int]:
    """How many things are missing before a draft can be published, and what is answered be declared finished."""
    drafts = [one.consultation for one in found.running if one.phase == "draft"][:CHECKED]
    answered = [one.consultation for one in found.running if one.phase == "answered"][:CHECKED]
    missing = {one.id: len(consulting.missing_to_publish(one, now=now)) for one in drafts}
    return missing | {one.id: len(consulting.missing_to_finish(one)) for one in answered}
