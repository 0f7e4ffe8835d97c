"""The second step of signing in, setting it up, and recovery codes."""

from datetime import datetime
from typing import Any

from flask import request, session, url_for
from werkzeug.wrappers import Response

from consult.accounts import attempts, factors, mails, service
from consult.accounts import sign_in as signing_in
from consult.accounts.forms import ActForm, AuthenticatorForm, SecondStepForm, typed
from consult.accounts.routes.answers import arrive, next_page, page, refused
from consult.accounts.routes.blueprint import bp
from consult.foundation import access, clock, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, Refused
from consult.record.rules import Repairing

SET_UP = "consult_set_up"
WRONG = N_("This code is not right. Please wait for the next one and check that your phone’s clock is right.")

CODES_WAIT = N_(
    "The record of this site is being repaired. Until that is done no recovery code is taken: that it was used could "
    "get lost. Yours stays good. The code of your authenticator app lets you in meanwhile."
)


@bp.route("/sign-in/second-step", methods=["GET", "POST"])
@access.anyone
def second_step() -> Response:
    """The code of the authenticator app, or a recovery code, after the first step."""
    now = clock.now()
    found = signing_in.waiting(now)
    if found is None:
        return web.see_other(url_for("accounts.sign_in"))
    account, where = found
    account_id, address, secret = account.id, account.email, account.tf_totp_secret or ""
    form = SecondStepForm()
    if request.method == "GET":
        return page("second_step", form=form)
    if not form.validate():
        return refused("second_step", form)
    try:
        attempts.count(address, now=now)
        counter = factors.counter_of(typed(form.code), account=account, secret=secret)
        stored = factors.stored_recovery_code(typed(form.code), account) if counter is None else None
        if not _use_up(account_id, counter, stored, now):
            raise Refused(WRONG, field="code")
    except Repairing:
        return refused("second_step", form, Repairing(CODES_WAIT, field="code"))
    except Refused as why:
        return refused("second_step", form, why)
    return arrive(account_id, where=where, now=now, has_second_factor=True)


def _use_up(account_id: int, counter: int | None, stored: str | None, now: datetime) -> bool:
    if counter is None and stored is None:
        return False
    with writing():
        if counter is not None:
            return service.use_app_code(account_id=account_id, counter=counter, now=now)
        return service.use_recovery_code(account_id=account_id, encrypted=stored or "", now=now)


@bp.route("/account/second-factor", methods=["GET", "POST"])
@signing_in.fresh
def second_factor() -> Response:
    """Set up an authenticator app: QR code, the same as a key to type, and its first code."""
    account, _running = signing_in.mine()
    is_needed = signing_in.needs_second_factor(account)
    if account.has_authenticator:
        return page("second_factor", form=ActForm(), is_set=True, is_needed=is_needed, where=next_page())
    secret = session.get(SET_UP) or factors.new_secret()
    session[SET_UP] = secret
    key, image = factors.set_up_values(account, secret)
    shown: dict[str, Any] = {
        "key": key,
        "image": image,
        "is_set": False,
        "is_needed": is_needed,
        "where": next_page(),
        "has_passkeys": bool(account.webauthn),
    }
    form = AuthenticatorForm()
    if request.method == "GET":
        return page("second_factor", form=form, **shown)
    if not form.validate():
        return refused("second_factor", form, **shown)
    now = clock.now()
    counter = factors.counter_of(typed(form.code), account=account, secret=secret)
    if counter is None:
        return refused("second_factor", form, Refused(WRONG, field="code"), **shown)
    codes, encrypted = factors.new_recovery_codes()
    _keep_second_factor(secret, counter, encrypted, now)
    session.pop(SET_UP, None)
    return page("recovery_codes_made", codes=codes, where=next_page())


def _keep_second_factor(secret: str, counter: int, encrypted: list[str], now: datetime) -> None:
    """App and recovery codes in one go; this session counts as done with both steps."""
    account, running = signing_in.mine()
    actor, account_id, session_id, address = access.current_actor(), account.id, running.id, account.email
    letter = mails.letter("changed", language=account.language, what="second_factor_set")
    with writing():
        service.set_second_factor(actor, account_id=account_id, secret=secret, now=now)
        service.use_app_code(account_id=account_id, counter=counter, now=now)
        service.make_recovery_codes(actor, account_id=account_id, codes=encrypted, now=now)
        service.note_verified(session_id, now=now, has_second_factor=True)
        service.end_sessions(account_id=account_id, now=now, but=session_id)
        letter.queue(address, now=now)


@bp.post("/account/second-factor/remove")
@signing_in.fresh
def remove_second_factor() -> Response:
    """Take the authenticator app away (staff then set up another before they work on)."""
    form = ActForm()
    if not form.validate():
        return refused("second_factor", form, is_set=True, is_needed=False, where="")
    account, _running = signing_in.mine()
    actor, account_id, address = access.current_actor(), account.id, account.email
    letter = mails.letter("changed", language=account.language, what="second_factor_removed")
    now = clock.now()
    with writing():
        service.remove_second_factor(actor, account_id=account_id, now=now)
        letter.queue(address, now=now)
    return web.see_other(url_for("accounts.overview", done="second-factor-removed"))


@bp.route("/account/recovery-codes", methods=["GET", "POST"])
@signing_in.fresh
def recovery_codes() -> Response:
    """How many recovery codes are left; POST makes new ones and shows them once."""
    account, _running = signing_in.mine()
    left = len(account.mf_recovery_codes or ())
    form = ActForm()
    if request.method == "GET" or not account.has_authenticator:
        return page("recovery_codes", form=form, left=left, has_authenticator=account.has_authenticator)
    if not form.validate():
        return refused("recovery_codes", form, left=left, has_authenticator=True)
    actor, account_id, address = access.current_actor(), account.id, account.email
    letter = mails.letter("changed", language=account.language, what="recovery_codes_made")
    codes, encrypted = factors.new_recovery_codes()
    now = clock.now()
    with writing():
        service.make_recovery_codes(actor, account_id=account_id, codes=encrypted, now=now)
        letter.queue(address, now=now)
    return page("recovery_codes_made", codes=codes, where="")
