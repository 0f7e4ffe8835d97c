"""The site's own grounds for not showing a comment: changed by two administrators (S22)."""

import json
from collections.abc import Mapping
from datetime import datetime

from consult.foundation.access import Actor
from consult.foundation.errors import N_, NotFound, Refused
from consult.foundation.i18n import LANGUAGES, gettext, language
from consult.organisations import look, permissions, queries, rules
from consult.organisations.models import Approval
from consult.organisations.service import approving
from consult.organisations.service.approving import Act, Description
from consult.organisations.service.site import set_site

GROUNDS = "site.grounds"
NO_BODY = N_("There is no body yet. Create one first.")
CHANGES = {"add": N_("Add a ground"), "retire": N_("Stop offering it"), "restore": N_("Offer it again")}


def add_ground(actor: Actor, *, names: Mapping[str, str], now: datetime) -> Approval:
    """Ask for a further ground for hiding or redacting; a second administrator's yes adds it."""
    permissions.ask_set_site(actor)
    cleaned = rules.check_ground_names(names)
    known = {ground.code for ground in queries.site_grounds(with_retired=True)}
    return _ask(actor, "add", queries.SiteGround(rules.ground_code(cleaned["en"], known), cleaned), now)


def retire_ground(actor: Actor, *, code: str, now: datetime) -> Approval:
    """Ask that a ground is offered no longer. Rulings made under it keep its name."""
    return _change(actor, "retire", code, now)


def restore_ground(actor: Actor, *, code: str, now: datetime) -> Approval:
    """Ask that a retired ground is offered again."""
    return _change(actor, "restore", code, now)


def _change(actor: Actor, change: str, code: str, now: datetime) -> Approval:
    permissions.ask_set_site(actor)
    found = [one for one in queries.site_grounds(with_retired=True) if one.code == code]
    if not found:
        raise NotFound
    return _ask(actor, change, found[0], now)


def _ask(actor: Actor, change: str, ground: queries.SiteGround, now: datetime) -> Approval:
    body = queries.top_body_of(actor)
    if body is None:
        raise Refused(NO_BODY)
    facts = {"change": change, "code": ground.code, "names": dict(ground.names)}
    return approving.together(
        actor, act=GROUNDS, organisation=body, subject=ground.code[:32], facts=facts, now=now
    )


def _run(actor: Actor, approval: Approval, now: datetime) -> None:
    facts, grounds = approval.facts, queries.site_grounds(with_retired=True)
    code = facts["code"]
    if facts["change"] == "add":
        if any(one.code == code for one in grounds):
            code = rules.ground_code(facts["names"]["en"], {one.code for one in grounds})
        grounds = [*grounds, queries.SiteGround(code, facts["names"])]
    else:
        is_retired = facts["change"] == "retire"
        grounds = [
            queries.SiteGround(one.code, one.names, is_retired if one.code == code else one.is_retired)
            for one in grounds
        ]
    listed = [{"code": one.code, "name": dict(one.names), "retired": one.is_retired} for one in grounds]
    set_site(actor, name="grounds", value={"grounds": listed}, now=now)
    look.forget()


def _content(approval: Approval) -> str:
    return json.dumps(approval.facts, ensure_ascii=False, sort_keys=True)


def _describe(approval: Approval) -> Description:
    facts = approval.facts
    change = CHANGES[facts["change"]]
    lines = [
        (gettext(N_("What changes")), gettext(change)),
        *((LANGUAGES[code], said) for code, said in facts["names"].items() if code in LANGUAGES),
    ]
    name = facts["names"].get(language()) or facts["names"]["en"]
    return Description(name, language(), lines, f"/{language()}/desk/organisations/site/grounds")


approving.ACTS[GROUNDS] = Act(
    N_("Change the grounds for not showing a comment"), _run, _content, _describe, roles=("administrator",)
)
