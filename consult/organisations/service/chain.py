"""What a body asks of its consultations: changed by two administrators."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_
from consult.foundation.i18n import gettext, language
from consult.organisations import permissions, queries
from consult.organisations.models import Approval, Organisation
from consult.organisations.rules import chain as rules
from consult.organisations.rules.chain import Step
from consult.organisations.service import approving
from consult.organisations.service.acting import role_of
from consult.organisations.service.approving import Act, Description
from consult.organisations.service.bodies import PROFILE_CHECKS, profile_names
from consult.record import service as record

BODY_RULES = "organisation.set_rules"


def set_body_rules(
    actor: Actor, organisation: Organisation, *, profile: str, steps: Sequence[Step], now: datetime
) -> Approval:
    """Ask for another profile or other sign-offs; a second administrator's yes sets them, alone where there is none."""
    permissions.ask_administer(actor, organisation.id)
    for check in PROFILE_CHECKS:
        check(profile)
    offices = set(db.session.scalars(select(Organisation.public_id)))
    rules.check_chain(steps, offices)
    facts = {"profile": profile, "chain": [{"kind": step.kind, "office": step.office} for step in steps]}
    return approving.together(
        actor, act=BODY_RULES, organisation=organisation, subject=organisation.public_id, facts=facts, now=now
    )


def _run(actor: Actor, approval: Approval, now: datetime) -> None:
    organisation = queries.get(approval.organisation_id)
    organisation.profile = approval.facts["profile"]
    organisation.sign_off_chain = approval.facts["chain"]
    organisation.sign_offs = len(approval.facts["chain"])
    db.session.flush()
    record.append(
        "organisation.ruled", actor=actor, now=now, objects=[organisation.public_id],
        organisation_id=organisation.id, role=role_of(actor), values={"rules": _content(approval)},
    )  # fmt: skip


def _content(approval: Approval) -> str:
    return json.dumps(approval.facts, ensure_ascii=False, sort_keys=True)


def _describe(approval: Approval) -> Description:
    organisation = queries.get(approval.organisation_id)
    profile = str(approval.facts["profile"])
    lines = [
        (gettext(N_("Country profile")), profile_names(language()).get(profile, profile)),
        (gettext(N_("Sign-offs")), str(len(approval.facts["chain"]))),
    ]
    link = f"/{language()}/desk/organisations/{organisation.slug}"
    return Description(queries.name_in(organisation, language()), language(), lines, link)


approving.ACTS[BODY_RULES] = Act(
    N_("Set what a body asks of its consultations"), _run, _content, _describe, roles=("administrator",)
)
