"""Proving again who one is, before a sensitive change."""

from typing import Any

from flask import request, session, url_for
from werkzeug.wrappers import Response

from consult.accounts import attempts, mails, passkeys, queries, rules, service
from consult.accounts import sign_in as signing_in
from consult.accounts.forms import ActForm, CodeForm, PasskeyForm, ProveForm, typed
from consult.accounts.routes.answers import next_page, page, refused
from consult.accounts.routes.blueprint import bp
from consult.accounts.routes.official import service_name
from consult.foundation import access, clock, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, Refused
from consult.foundation.ids import random_token

PROOF = "consult_proof"


@bp.route("/account/prove", methods=["GET", "POST"])
@access.account
def prove() -> Response:
    """The password again, or a code by mail, or a passkey."""
    account, running = signing_in.mine()
    where = next_page() or url_for("accounts.overview")
    form = ProveForm()
    if request.method == "GET":
        return page("prove", form=form, **_around(where))
    if not form.validate():
        return refused("prove", form, **_around(where))
    now = clock.now()
    session_id, account_id = running.id, account.id
    try:
        found = attempts.by_password(account.email, typed(form.password), now=now)
        if found is None or found.id != account_id:
            raise Refused(N_("The password is not right."), field="password")
    except Refused as why:
        return refused("prove", form, why, **_around(where))
    with writing():
        service.note_verified(session_id, now=now)
    return web.see_other(where)


def _around(where: str) -> dict[str, Any]:
    account, _running = signing_in.mine()
    options = passkeys.options_to_sign_in() if account.webauthn else ""
    return {
        "official": service_name() if queries.identities_of(account.id) else "", "where": where,
        "has_password": bool(account.password), "act_form": ActForm(formdata=None),
        "passkey_form": PasskeyForm(formdata=None, next=where), "passkey_options": options,
    }  # fmt: skip


@bp.route("/account/prove/send", methods=["GET", "POST"])
@access.account
def prove_send() -> Response:
    """Send a code to the account's own address."""
    if request.method == "GET":
        return web.see_other(url_for("accounts.prove"))
    form = ActForm()
    where = next_page() or url_for("accounts.overview")
    if not form.validate():
        return refused("prove", ProveForm(formdata=None), **_around(where))
    account, _running = signing_in.mine()
    account_id, address = account.id, account.email
    handle, code, now = random_token(), attempts.new_code(), clock.now()
    letter = mails.letter("code", language=account.language, code=code)
    try:
        attempts.count_mail(address, now=now)
    except Refused as why:
        return refused("prove", ProveForm(formdata=None), why, **_around(where))
    with writing():
        service.ask_for_key(
            purpose="prove", handle=handle, code=code, account_id=account_id, life=rules.CODE_LIFE, now=now
        )
        letter.queue(address, now=now)
    session[PROOF] = [handle, where]
    return web.see_other(url_for("accounts.prove_code"))


@bp.route("/account/prove/code", methods=["GET", "POST"])
@access.account
def prove_code() -> Response:
    """The code from the mail."""
    if PROOF not in session:
        return web.see_other(url_for("accounts.prove"))
    handle, where = session[PROOF]
    form = CodeForm()
    if request.method == "GET":
        return page("code", form=form)
    if not form.validate():
        return refused("code", form)
    account, running = signing_in.mine()
    account_id, session_id, address, now = account.id, running.id, account.email, clock.now()
    digits = "".join(c for c in typed(form.code) if c.isdigit())
    try:
        attempts.count(address, now=now)
        with writing():
            is_right = service.redeem_code(purpose="prove", handle=handle, code=digits, now=now) == account_id
            if is_right:
                service.note_verified(session_id, now=now)
        if not is_right:
            raise Refused(
                N_("This code is not right, or it is too old. You can ask for a new one."), field="code"
            )
    except Refused as why:
        return refused("code", form, why)
    session.pop(PROOF, None)
    return web.see_other(where)
