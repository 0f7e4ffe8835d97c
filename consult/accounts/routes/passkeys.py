"""Passkeys: add, take away, sign in with, prove with. The only pages that need a script."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.accounts import attempts, mails, queries, service
from consult.accounts import passkeys as keys
from consult.accounts import sign_in as signing_in
from consult.accounts.forms import ActForm, NewPasskeyForm, PasskeyForm, RemoveForm, SignInForm, typed
from consult.accounts.routes.answers import arrive, next_page, page, refused
from consult.accounts.routes.blueprint import bp
from consult.accounts.routes.coming import other_ways
from consult.foundation import access, clock, web
from consult.foundation.db import writing
from consult.foundation.errors import Refused


@bp.route("/sign-in/passkey", methods=["GET", "POST"])
@access.anyone
def sign_in_passkey() -> Response:
    """Both steps at once: the device has asked for finger, face or PIN. GET: somebody loaded a refusal again."""
    if request.method == "GET":
        return web.see_other(url_for("accounts.sign_in"))
    form, now = PasskeyForm(), clock.now()
    try:
        if not form.validate():
            raise Refused(keys.NOT_TAKEN)
        attempts.count_place(now=now)
        challenge = keys.take_challenge()
        shown = keys.check_shown(typed(form.credential), challenge)
        if not attempts.is_open(queries.get(shown.account_id)):
            raise Refused(keys.NOT_TAKEN)
        with writing():
            keys.use_up(challenge, now=now)
            service.note_passkey_use(passkey_id=shown.passkey_id, sign_count=shown.sign_count, now=now)
            service.confirm_account(queries.get(shown.account_id), now=now)
    except Refused as why:
        where = next_page()
        return refused("sign_in", SignInForm(formdata=None, next=where), why, **other_ways(where))
    return arrive(shown.account_id, where=next_page(), now=now, has_second_factor=True)


@bp.route("/account/prove/passkey", methods=["GET", "POST"])
@access.account
def prove_passkey() -> Response:
    """A passkey of this account, shown again."""
    if request.method == "GET":
        return web.see_other(url_for("accounts.prove"))
    account, running = signing_in.mine()
    account_id, session_id, now = account.id, running.id, clock.now()
    where = next_page() or url_for("accounts.overview")
    form = PasskeyForm()
    if not form.validate():
        raise Refused(keys.NOT_TAKEN)
    attempts.count_place(now=now)
    challenge = keys.take_challenge()
    shown = keys.check_shown(typed(form.credential), challenge)
    if shown.account_id != account_id:
        raise Refused(keys.NOT_TAKEN)
    with writing():
        keys.use_up(challenge, now=now)
        service.note_passkey_use(passkey_id=shown.passkey_id, sign_count=shown.sign_count, now=now)
        service.note_verified(session_id, now=now, has_second_factor=True)
    return web.see_other(where)


@bp.route("/account/passkeys", methods=["GET", "POST"])
@signing_in.fresh
def passkeys() -> Response:
    """The account's passkeys; POST adds the one that the browser has just made."""
    account, _running = signing_in.mine()
    form = NewPasskeyForm()
    if request.method == "GET":
        return page("passkeys", form=form, **_around())
    actor, account_id, address, now = access.current_actor(), account.id, account.email, clock.now()
    letter = mails.letter("changed", language=account.language, what="passkey_added")
    try:
        if not form.validate():
            return refused("passkeys", form, **_around())
        challenge = keys.take_challenge()
        new = keys.check_new(typed(form.credential), challenge)
        with writing():
            keys.use_up(challenge, now=now)
            service.add_passkey(
                actor, account_id=account_id, credential_id=new.credential_id, public_key=new.public_key,
                sign_count=new.sign_count, transports=new.transports, is_backed_up=new.is_backed_up,
                device_type=new.device_type, name=typed(form.name), now=now,
            )  # fmt: skip
            letter.queue(address, now=now)
    except Refused as why:
        return refused("passkeys", form, why, **_around())
    return web.see_other(url_for("accounts.passkeys"))


def _around() -> dict[str, Any]:
    account, _running = signing_in.mine()
    return {
        "passkeys": queries.passkeys_of(account.id), "options": keys.options_to_add(account),
        "act_form": ActForm(formdata=None),
    }  # fmt: skip


@bp.post("/account/passkeys/remove")
@signing_in.fresh
def remove_passkey() -> Response:
    """Take one passkey away."""
    account, _running = signing_in.mine()
    form = RemoveForm()
    if not form.validate() or not typed(form.one).isdecimal():
        return refused("passkeys", NewPasskeyForm(formdata=None), **_around())
    actor, account_id, address, now = access.current_actor(), account.id, account.email, clock.now()
    letter = mails.letter("changed", language=account.language, what="passkey_removed")
    with writing():
        service.remove_passkey(actor, account_id=account_id, passkey_id=int(typed(form.one)[:9]), now=now)
        letter.queue(address, now=now)
    return web.see_other(url_for("accounts.passkeys"))
