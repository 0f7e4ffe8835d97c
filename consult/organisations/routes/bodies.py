"""The tree of bodies and departments."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.foundation import access, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.organisations import permissions, queries, rules, service
from consult.organisations.forms import ActForm, NamesForm, OrganisationForm, by_language, typed
from consult.organisations.routes.answers import add, page, refused
from consult.organisations.routes.blueprint import bp


@bp.get("/desk/organisations")
@access.staff("administrator", "auditor")
def list_organisations() -> Response:
    """All bodies and departments, those one may open as links."""
    actor = access.current_actor()
    return page(
        "list", tree=queries.tree(i18n.language()), may_read=lambda oid: permissions.may_read(actor, oid),
        may_ask_audit=lambda oid: permissions.may_give_audit(actor, oid) and not permissions.may_administer(actor, oid),
        asked=request.args.get("done", "") == "asked",
        may_create=permissions.may_create_organisation(actor, None), may_set_site=permissions.may_set_site(actor),
        waiting=len(queries.waiting_grants(actor.organisations_with("administrator"))),
    )  # fmt: skip


@bp.route("/desk/organisations/new", methods=["GET", "POST"])
@access.staff("administrator")
def create() -> Response:
    """A new body, or with ``?parent=`` a department."""
    actor, above = access.current_actor(), request.args.get("parent", "")
    parent = queries.get_by_slug(above) if above else None
    permissions.ask_create(actor, parent.id if parent else None)
    form, parent_id = OrganisationForm(), parent.id if parent else None
    shown: dict[str, Any] = {
        "parent": queries.name_in(parent, i18n.language()) if parent else "",
        "above": above,
    }
    if request.method == "GET":
        return page("create", form=form, **shown)
    if not form.validate():
        return refused("create", form, **shown)
    names, slug = by_language(form), typed(form.slug)
    try:
        return add(form, url_for("organisations.show", slug=slug), lambda now: service.create_organisation(
            actor, slug=slug, name=rules.main_name(names, i18n.language()), names=names, parent_id=parent_id, now=now
        ))  # fmt: skip
    except Refused as why:
        return refused("create", form, why, **shown)


def _is_stuck(one: queries.Held) -> bool:
    """Whether nobody can be the second person whom a role waits for. Rights over others find one in any body."""
    waits = one.state == "asked" and one.membership.role not in rules.RIGHTS
    return waits and not queries.confirmers_of(one.membership)


@bp.get("/desk/organisations/<slug>")
@access.staff("administrator", "auditor")
def show(slug: str) -> Response:
    """One body: its departments, who works there, and who did before."""
    actor, organisation = access.current_actor(), queries.get_by_slug(slug)
    permissions.ask_read(actor, organisation.id)
    done = request.args.get("done", "")
    return page(
        "show", organisation=organisation, name=queries.name_in(organisation, i18n.language()),
        parent=queries.get(organisation.parent_id) if organisation.parent_id else None, name_in=queries.name_in,
        departments=queries.departments_of(organisation.id), roles=queries.roles_of(organisation.id),
        may_administer=permissions.may_administer(actor, organisation.id), me=actor.account_id,
        may_confirm=lambda membership: permissions.may_confirm(actor, membership), is_stuck=_is_stuck,
        invitation_days=rules.INVITATION_LIFE, form=ActForm(), profile_names=service.profile_names(i18n.language()),
        done=done if done in ("invited", "confirmed", "revoked", "asked", "renamed", "ruled") else "",
    )  # fmt: skip


@bp.route("/desk/organisations/<slug>/rename", methods=["GET", "POST"])
@access.staff("administrator")
def rename(slug: str) -> Response:
    """Other names."""
    actor, organisation = access.current_actor(), queries.get_by_slug(slug)
    permissions.ask_administer(actor, organisation.id)
    kept = dict(organisation.names) or {i18n.language(): organisation.name}
    main = next((one for one, name in kept.items() if name == organisation.name), i18n.language())
    form = NamesForm(**{rules.field(language): name for language, name in kept.items()})
    shown: dict[str, Any] = {"slug": slug, "name": queries.name_in(organisation, i18n.language())}
    if request.method == "GET":
        return page("rename", form=form, **shown)
    if not form.validate():
        return refused("rename", form, **shown)
    names = by_language(form)
    try:
        with writing():
            service.rename_organisation(
                actor, queries.get_by_slug(slug), name=rules.main_name(names, main), names=names, now=clock.now()
            )  # fmt: skip
    except Refused as why:
        return refused("rename", form, why, **shown)
    return web.see_other(url_for("organisations.show", slug=slug, done="renamed"))


@bp.route("/desk/organisations/<slug>/close", methods=["GET", "POST"])
@access.staff("administrator")
def close(slug: str) -> Response:
    """Close the body, after a page that says what that means."""
    actor, organisation = access.current_actor(), queries.get_by_slug(slug)
    permissions.ask_administer(actor, organisation.id)
    form, name = ActForm(), queries.name_in(organisation, i18n.language())
    if request.method == "GET":
        return page("close", form=form, name=name, slug=slug)
    if not form.validate():
        return refused("close", form, name=name, slug=slug)
    try:
        with writing():
            service.close_organisation(actor, queries.get_by_slug(slug), now=clock.now())
    except Refused as why:
        return refused("close", form, why, name=name, slug=slug)
    return web.see_other(url_for("organisations.show", slug=slug))


@bp.post("/desk/organisations/<slug>/reopen")
@access.staff("administrator")
def reopen(slug: str) -> Response:
    """Open a closed body again."""
    if ActForm().validate():
        with writing():
            service.reopen_organisation(access.current_actor(), queries.get_by_slug(slug), now=clock.now())
    return web.see_other(url_for("organisations.show", slug=slug))
