"""Signing up, and a new password for those who forgot theirs: by a link sent to the address."""

from datetime import datetime

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from consult.accounts import attempts, mails, passwords, queries, rules, service
from consult.accounts.forms import AddressForm, FirstPasswordForm, NewPasswordForm, SignUpForm, typed
from consult.accounts.routes.answers import arrive, page, reachable, refused
from consult.accounts.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.foundation.errors import Gone, Refused
from consult.foundation.ids import random_token


@bp.route("/sign-up", methods=["GET", "POST"])
@access.anyone
def sign_up() -> Response:
    """Address and name; the answer is the same whether the address has an account or not."""
    form = SignUpForm()
    if request.method == "GET":
        return page("sign_up", form=form)
    if not form.validate():
        return refused("sign_up", form)
    now = clock.now()
    try:
        address, name = reachable(typed(form.email)), rules.check_name(typed(form.name))
        attempts.count_mail(address, now=now)
    except Refused as why:
        return refused("sign_up", form, why)
    _send_sign_up(address, name, now)
    return web.see_other(url_for("accounts.mail_sent", what="sign-up"))


def _send_sign_up(address: str, name: str, now: datetime) -> None:
    """A link to the address; where it has an account, a mail that says so instead."""
    token, language = random_token(), i18n.language()
    account = queries.find_by_address(address)
    known = account is not None
    if account is not None:
        language, address = account.language, account.email
    letter = mails.letter(
        "known" if known else "sign_up", language=language, name=name,
        link=mails.link("accounts.sign_in", language=language)
        if known
        else mails.link("accounts.confirm", language=language, token=token),
    )  # fmt: skip
    with writing():
        service.ask_for_key(
            purpose="known" if known else "sign-up", handle=token, life=rules.SIGN_UP_LIFE, now=now,
            address="" if known else address, name="" if known else name, language=language,
        )  # fmt: skip
        letter.queue(address, now=now)


@bp.get("/mail-sent")
@access.anyone
def mail_sent() -> Response:
    """What happens next, in the same words for every address."""
    what = request.args.get("what")
    return page("mail_sent", what=what if what in ("sign-up", "reset", "address") else "reset")


@bp.route("/sign-up/<token>", methods=["GET", "POST"])
@access.anyone
def confirm(token: str) -> Response:
    """The link from the mail. Opening it changes nothing (mail scanners open links); the button does."""
    key = queries.open_key("sign-up", token, clock.now())
    if key is None:
        raise Gone(service.OLD_LINK)
    form, address = FirstPasswordForm(), key.address
    if request.method == "GET":
        return page("confirm", form=form, address=address)
    if not form.validate():
        return refused("confirm", form, address=address)
    now = clock.now()
    try:
        password = typed(form.password)
        password_hash = _hash_of(password, address) if password else None
        with writing():
            account_id = service.sign_up(
                service.redeem_link(purpose="sign-up", token=token, now=now),
                password_hash=password_hash,
                now=now,
            ).id
    except Gone:
        raise
    except Refused as why:
        return refused("confirm", form, why, address=address)
    return arrive(account_id, where="", now=now, has_second_factor=False)


def _hash_of(password: str, address: str) -> str:
    site = current_app.extensions["consult_settings"].site_name
    return passwords.hashed(rules.check_password(password, address=address, site=site))


@bp.route("/reset", methods=["GET", "POST"])
@access.anyone
def reset() -> Response:
    """Ask for a link to set a new password; the same answer for every address."""
    form = AddressForm()
    if request.method == "GET":
        return page("reset", form=form)
    if not form.validate():
        return refused("reset", form)
    now = clock.now()
    try:
        address = reachable(typed(form.email))
        attempts.count_mail(address, now=now)
    except Refused as why:
        return refused("reset", form, why)
    _send_reset(address, now)
    return web.see_other(url_for("accounts.mail_sent", what="reset"))


def _send_reset(address: str, now: datetime) -> None:
    account = queries.find_by_address(address)
    if account is not None and not attempts.is_open(account):
        account = None
    token, language = random_token(), account.language if account else i18n.language()
    link = mails.link("accounts.set_new_password", language=language, token=token)
    letter = mails.letter("reset", language=language, link=link)
    account_id, receiver = (account.id, account.email) if account else (None, "")
    with writing():
        service.ask_for_key(
            purpose="reset", handle=token, account_id=account_id, life=rules.LINK_LIFE, now=now
        )
        if receiver:
            letter.queue(receiver, now=now)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@access.anyone
def set_new_password(token: str) -> Response:
    """The link from the mail. Afterwards the person signs in as always, with the second step if there is one."""
    key = queries.open_key("reset", token, clock.now())
    if key is None or key.account_id is None:
        raise Gone(service.OLD_LINK)
    account = queries.get(key.account_id)
    account_id, address = account.id, account.email
    form = NewPasswordForm()
    if request.method == "GET":
        return page("set_new_password", form=form, address=address)
    if not form.validate():
        return refused("set_new_password", form, address=address)
    try:
        password_hash = _hash_of(typed(form.password), address)
    except Refused as why:
        return refused("set_new_password", form, why, address=address)
    letter = mails.letter("changed", language=account.language, what="password_set")
    now = clock.now()
    with writing():
        service.redeem_link(purpose="reset", token=token, now=now)
        service.confirm_account(queries.get(account_id), now=now)
        service.set_password(
            Actor("account", account_id), account_id=account_id, password_hash=password_hash, now=now
        )
        letter.queue(address, now=now)
    return web.see_other(url_for("accounts.sign_in", done="reset"))
