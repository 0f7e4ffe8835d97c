"""Signing in by password or by a code from a mail, and signing out."""

from datetime import datetime
from typing import Any

from flask import request, session, url_for
from werkzeug.wrappers import Response

from consult.accounts import attempts, mails, passkeys, queries, rules, service
from consult.accounts import sign_in as signing_in
from consult.accounts.forms import ActForm, CodeForm, PasskeyForm, SignInForm, typed
from consult.accounts.routes.answers import after_first_step, front_page, next_page, page, reachable, refused
from consult.accounts.routes.blueprint import bp
from consult.accounts.routes.official import fault, service_name
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, Refused
from consult.foundation.ids import random_token

CODE = "consult_code"
WRONG = N_("The address or the password is not right.")
WRONG_CODE = N_("This code is not right, or it is too old. You can ask for a new one.")


@bp.route("/sign-in", methods=["GET", "POST"])
@access.anyone
def sign_in() -> Response:
    """``email`` and ``password``; with ``by=code`` the address alone."""
    form = SignInForm()
    form.next.data = next_page()
    if request.method == "GET":
        if (signed_in := signing_in.signed_in_account()) is not None:
            return web.see_other(typed(form.next) or front_page(is_staff=signing_in.works_here(signed_in)))
        form.email.data = ""
        return page("sign_in", form=form, fault=fault(), **other_ways(typed(form.next)))
    if not form.validate():
        return refused("sign_in", form, **other_ways(typed(form.next)))
    try:
        address = reachable(typed(form.email))
        if request.form.get("by") == "code":
            return _send_code(address, where=typed(form.next), now=clock.now())
        account = attempts.by_password(address, typed(form.password), now=clock.now())
        if account is None:
            raise Refused(WRONG)
    except Refused as why:
        return refused("sign_in", form, why, **other_ways(typed(form.next)))
    return after_first_step(account.id, where=typed(form.next), now=clock.now())


def other_ways(where: str) -> dict[str, Any]:
    """What the page of signing in shows beside its form: passkeys.js's form, and the operator's own service."""
    form = PasskeyForm(formdata=None, next=where)
    return {
        "passkey_form": form, "passkey_options": passkeys.options_to_sign_in(), "official": service_name(),
        "where": where,
    }  # fmt: skip


def _send_code(address: str, *, where: str, now: datetime) -> Response:
    """Send a code to the address if it has an account; do and answer the same if it has none."""
    attempts.count_mail(address, now=now)
    account = queries.find_by_address(address)
    if account is not None and not attempts.is_open(account):
        account = None
    handle, code = random_token(), attempts.new_code()
    letter = mails.letter("code", language=account.language if account else i18n.language(), code=code)
    account_id, receiver = (account.id, account.email) if account else (None, "")
    with writing():
        service.ask_for_key(
            purpose="sign-in", handle=handle, code=code, account_id=account_id, life=rules.CODE_LIFE, now=now
        )
        if receiver:
            letter.queue(receiver, now=now)
    session[CODE] = [handle, rules.fold_address(address), where]
    return web.see_other(url_for("accounts.sign_in_code"))


@bp.route("/sign-in/code", methods=["GET", "POST"])
@access.anyone
def sign_in_code() -> Response:
    """The code from the mail, in the browser that asked for it."""
    if CODE not in session:
        return web.see_other(url_for("accounts.sign_in"))
    handle, address, where = session[CODE]
    form = CodeForm()
    if request.method == "GET":
        return page("code", form=form)
    if not form.validate():
        return refused("code", form)
    now = clock.now()
    try:
        attempts.count(address, now=now)
        with writing():
            account_id = service.redeem_code(
                purpose="sign-in", handle=handle, code=_digits(typed(form.code)), now=now
            )
            if account_id is not None:
                service.confirm_account(queries.get(account_id), now=now)
        if account_id is None:
            raise Refused(WRONG_CODE, field="code")
    except Refused as why:
        return refused("code", form, why)
    return after_first_step(account_id, where=where, now=now)


def _digits(typed: str) -> str:
    return "".join(c for c in typed if c.isdigit())


@bp.route("/sign-out", methods=["GET", "POST"])
@access.anyone
def sign_out() -> Response:
    """POST ends the session. GET shows the button, so that a link elsewhere can sign nobody out."""
    form = ActForm()
    if request.method == "GET":
        return page("sign_out", form=form)
    if not form.validate():
        return refused("sign_out", form)
    signing_in.leave(now=clock.now())
    return web.see_other(url_for("site.home"))
