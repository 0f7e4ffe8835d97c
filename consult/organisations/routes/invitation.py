"""The page behind an invitation's link. Opening it changes nothing (mail scanners open links); the button does."""

from typing import Any

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from consult.accounts import passwords, sign_in
from consult.accounts import queries as accounts
from consult.accounts.rules import check_name, check_password
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import Gone, Refused
from consult.organisations import queries, rules, service
from consult.organisations.forms import AcceptForm, typed
from consult.organisations.routes.answers import page, refused
from consult.organisations.routes.blueprint import bp


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@access.anyone
def invitation(token: str) -> Response:
    """Name and password of a new account; then straight to the second step of signing in."""
    key = accounts.open_key(rules.INVITATION, token, clock.now())
    if key is None or key.account_id is None:
        raise Gone(service.TOO_OLD)
    account = accounts.get(key.account_id)
    form, address, account_id = AcceptForm(name=account.name), account.email, account.id
    shown: dict[str, Any] = {
        "address": address,
        "roles": queries.held_by(account_id),
        "name_in": queries.name_in,
    }
    if request.method == "GET":
        return page("invitation", form=form, **shown)
    if not form.validate():
        return refused("invitation", form, **shown)
    now = clock.now()
    try:
        name, password_hash = check_name(typed(form.name)), _hash_of(typed(form.password), address)
        with writing():
            service.accept_invitation(token=token, name=name, password_hash=password_hash, now=now)
    except Gone:
        raise
    except Refused as why:
        return refused("invitation", form, why, **{**shown, "roles": queries.held_by(account_id)})
    sign_in.begin(account_id, now=now, has_second_factor=False)
    return web.see_other(_first_page(account_id))


def _hash_of(password: str, address: str) -> str | None:
    if not password:
        return None
    return passwords.hashed(check_password(password, address=address, site=web.site_name()))


def _first_page(account_id: int) -> str:
    if sign_in.needs_second_factor(accounts.get(account_id)):
        return url_for("accounts.second_factor", next=f"/{i18n.language()}/desk")
    return url_for("site.desk" if "site.desk" in current_app.view_functions else "accounts.overview")
