"""People and their roles: inviting, confirming as a second person, taking away."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.accounts import mails
from consult.accounts.rules import check_reachable
from consult.foundation import access, clock, i18n, mail, web
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.foundation.ids import random_token
from consult.organisations import letters, permissions, queries, service
from consult.organisations.forms import ROLE_TASKS, ActForm, InviteForm, role_name, typed
from consult.organisations.queries import approvals
from consult.organisations.routes.answers import add, page, refused
from consult.organisations.routes.blueprint import bp
from consult.organisations.service import approving


@bp.route("/desk/organisations/<slug>/invite", methods=["GET", "POST"])
@access.staff("administrator")
@access.dangerous(service.GIVE)
def invite(slug: str) -> Response:
    """Give somebody a role, with or without an account. With ``?role=auditor`` also for who stands outside the body."""
    actor, organisation = access.current_actor(), queries.get_by_slug(slug)
    may_all = permissions.may_administer(actor, organisation.id)
    permissions.ask_give(actor, request.args.get("role", ""), organisation.id)
    form = InviteForm(language=i18n.language())
    shown: dict[str, Any] = {
        "slug": slug, "name": queries.name_in(organisation, i18n.language()),
        "tasks": {role: i18n.gettext(task) for role, task in ROLE_TASKS.items()},
    }  # fmt: skip
    if not may_all:  # whoever stands outside may only ask for auditors
        form.offer_auditor_alone()
    if request.method == "GET":
        return page("invite", form=form, **shown)
    if not form.validate():
        return refused("invite", form, **shown)
    try:
        address = check_reachable(typed(form.email), region=web.settings().phone_region)
        letter, token = _letter(actor, slug, form)
        return add(
            form, url_for("organisations.show", slug=slug, done="invited") if may_all
            else url_for("organisations.list_organisations", done="asked"),
            lambda now: _send(actor, slug, form, address, letter, token, now),
        )  # fmt: skip
    except Refused as why:
        _note(service.GIVE, typed(form.role), why)
        return refused("invite", form, why, **shown)


def _letter(actor: access.Actor, slug: str, form: InviteForm) -> tuple[letters.Letter, str]:
    """The mail and its link's token, made before the lock."""
    language, token = typed(form.language), random_token()
    with i18n.speaking(language):
        letter = letters.invitation(
            body=queries.name_in(queries.get_by_slug(slug), language), role=role_name(typed(form.role)),
            inviter=actor.name or actor.email, site=web.site_name(),
            link=mails.link("organisations.invitation", language=language, token=token),
        )  # fmt: skip
    return letter, token


def _send(
    actor: access.Actor, slug: str, form: InviteForm, address: str, letter: letters.Letter, token: str, now: datetime
) -> None:  # fmt: skip
    invited = service.invite(
        actor, email=address, name=typed(form.name), language=typed(form.language), role=typed(form.role),
        organisation=queries.get_by_slug(slug), token=token, now=now, scope=_scope(slug, form),
    )  # fmt: skip
    if invited.needs_link:
        mail.queue(
            key=f"organisations.invitation|{invited.membership.id}", address=invited.account.email,
            subject=letter.subject, body=letter.body, now=now,
        )  # fmt: skip


def _scope(slug: str, form: InviteForm) -> service.Scope:
    """What an auditor may read, from when to when; days are UTC's. Other roles have none."""
    if typed(form.role) != "auditor":
        return service.Scope()
    called, first, last = typed(form.consultation), form.starts_on.data, form.ends_on.data
    return service.Scope(
        service.consultation_of_body(called, queries.get_by_slug(slug)) if called else "",
        datetime.combine(first, time(), UTC) if first else None,
        datetime.combine(last + timedelta(days=1), time(), UTC) if last else None,
    )


@bp.get("/desk/organisations/waiting")
@access.staff("administrator")
def waiting() -> Response:
    """Roles that wait for a second person: those that wait for me, and those that wait for somebody else.

    Rights over others wait under “Waiting for signatures”: how many do is said here, with the way there.
    """
    actor = access.current_actor()
    rights = [one for act in (service.GIVE, service.TAKE) for one in approvals.waiting_approvals(act=act)]
    to_sign = [one for one in rights if approving.may_sign(actor, one)]
    seen = [one for one in rights if actor.holds(one.approval.organisation_id, "administrator")]
    grants = queries.waiting_grants(actor.organisations_with("administrator"))
    mine = [one for one in grants if permissions.may_confirm(actor, one.membership)]
    done = request.args.get("done", "")
    return page(
        "waiting", mine=mine, others=[one for one in grants if one not in mine], name_in=queries.name_in,
        form=ActForm(), done=done if done in ("confirmed", "revoked") else "", rights_to_sign=len(to_sign),
        other_rights=sum(one not in to_sign for one in seen),
    )  # fmt: skip


@bp.post("/desk/organisations/roles/<int:membership_id>/confirm")
@access.staff("administrator")
def confirm(membership_id: int) -> Response:
    """The second administrator's yes."""
    if ActForm().validate():
        with writing():
            service.confirm_grant(access.current_actor(), membership_id=membership_id, now=clock.now())
    return web.see_other(url_for("organisations.waiting", done="confirmed"))


@bp.route("/desk/organisations/roles/<int:membership_id>/revoke", methods=["GET", "POST"])
@access.staff("administrator")
@access.dangerous(service.TAKE)
def revoke(membership_id: int) -> Response:
    """Take a role away, after a page that says whose."""
    actor, held = access.current_actor(), queries.get_held(membership_id)
    permissions.ask_give(actor, held.membership.role, held.organisation.id)
    form, slug = ActForm(), held.organisation.slug
    if request.method == "GET":
        return page("revoke", form=form, held=held, name_in=queries.name_in)
    if not form.validate():
        return refused("revoke", form, held=held, name_in=queries.name_in)
    try:
        with writing():
            taken = service.revoke(actor, membership_id=membership_id, now=clock.now())
            done = "revoked" if taken.revoked_at is not None else "asked"
    except Refused as why:
        _note(service.TAKE, f"role-{membership_id}", why)
        return refused("revoke", form, why, held=queries.get_held(membership_id), name_in=queries.name_in)
    return web.see_other(url_for("organisations.show", slug=slug, done=done))


def _note(act: str, subject: str, why: Refused) -> None:
    """The entry of a refused attempt to give or take a right."""
    with writing():
        approving.note_attempt(access.current_actor(), act=act, subject=subject, why=why, now=clock.now())
