"""The account's own pages: overview, details, password, address, sessions, closing."""

from flask import current_app, request, url_for
from werkzeug.wrappers import Response

from consult.accounts import attempts, mails, passwords, queries, rules, service
from consult.accounts import sign_in as signing_in
from consult.accounts.forms import (
    ActForm,
    CloseForm,
    DetailsForm,
    NewAddressForm,
    NewPasswordForm,
    RemoveForm,
    typed,
)
from consult.accounts.routes.answers import page, reachable, refused
from consult.accounts.routes.blueprint import bp
from consult.accounts.routes.official import fault, service_name
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import Gone, Refused
from consult.foundation.ids import random_token

DONE = ("details", "password", "address", "sessions", "second-factor-removed", "official", "official-removed")


@bp.get("/account")
@access.account
def overview() -> Response:
    """Everything a person may set, on one page."""
    account, _running = signing_in.mine()
    done = request.args.get("done", "")
    return page(
        "overview", account=account, passkeys=len(account.webauthn), sessions=len(queries.sessions_of(account.id)),
        is_needed=signing_in.needs_second_factor(account), done=done if done in DONE else "", form=ActForm(),
        languages=i18n.LANGUAGES, official=service_name(), identities=queries.identities_of(account.id), fault=fault(),
    )  # fmt: skip


@bp.route("/account/details", methods=["GET", "POST"])
@access.account
def details() -> Response:
    """Name and language of mails."""
    account, _running = signing_in.mine()
    form = DetailsForm(name=account.name, language=account.language)
    if request.method == "GET":
        return page("details", form=form)
    if not form.validate():
        return refused("details", form)
    actor, account_id = access.current_actor(), account.id
    try:
        with writing():
            service.set_details(
                actor,
                account_id=account_id,
                name=typed(form.name),
                language=typed(form.language),
                now=clock.now(),
            )
    except Refused as why:
        return refused("details", form, why)
    return web.see_other(url_for("accounts.overview", done="details"))


@bp.route("/account/password", methods=["GET", "POST"])
@signing_in.fresh
def password() -> Response:
    """Set or change the password. All other sessions end."""
    account, running = signing_in.mine()
    has_password = bool(account.password)
    form = NewPasswordForm()
    if request.method == "GET":
        return page("password", form=form, has_password=has_password)
    if not form.validate():
        return refused("password", form, has_password=has_password)
    actor, account_id, address, session_id = access.current_actor(), account.id, account.email, running.id
    site = current_app.extensions["consult_settings"].site_name
    try:
        password_hash = passwords.hashed(
            rules.check_password(typed(form.password), address=address, site=site)
        )
    except Refused as why:
        return refused("password", form, why, has_password=has_password)
    letter = mails.letter("changed", language=account.language, what="password_set")
    now = clock.now()
    with writing():
        service.set_password(
            actor, account_id=account_id, password_hash=password_hash, now=now, keep_session=session_id
        )
        letter.queue(address, now=now)
    return web.see_other(url_for("accounts.overview", done="password"))


@bp.route("/account/address", methods=["GET", "POST"])
@signing_in.fresh
def address() -> Response:
    """Ask for another address: it changes when the link sent there is opened."""
    account, _running = signing_in.mine()
    form = NewAddressForm()
    if request.method == "GET":
        return page("address", form=form, old=account.email)
    if not form.validate():
        return refused("address", form, old=account.email)
    now, old = clock.now(), account.email
    try:
        new = reachable(typed(form.email))
        attempts.count_mail(new, now=now)
    except Refused as why:
        return refused("address", form, why, old=old)
    taken = queries.find_by_address(new)
    account_id, language, token = account.id, account.language, random_token()
    if taken is not None and taken.id != account_id:
        letter = mails.letter(
            "known", language=language, name="", link=mails.link("accounts.sign_in", language=language)
        )
    else:
        link = mails.link("accounts.confirm_address", language=language, token=token)
        letter = mails.letter("address", language=language, link=link)
    with writing():
        service.ask_for_key(
            purpose="address", handle=token, account_id=account_id, address=new, life=rules.LINK_LIFE, now=now
        )
        letter.queue(new, now=now)
    return web.see_other(url_for("accounts.mail_sent", what="address"))


@bp.route("/account/address/<token>", methods=["GET", "POST"])
@access.account
def confirm_address(token: str) -> Response:
    """The link sent to the new address, opened by the account that asked for it."""
    account, _running = signing_in.mine()
    key = queries.open_key("address", token, clock.now())
    if key is None or key.account_id != account.id:
        raise Gone(service.OLD_LINK)
    form, new, account_id = ActForm(), key.address, account.id
    if request.method == "GET":
        return page("confirm_address", form=form, new=new)
    if not form.validate():
        return refused("confirm_address", form, new=new)
    letter = mails.letter("changed", language=account.language, what="address_changed")
    actor, now = access.current_actor(), clock.now()
    try:
        with writing():
            service.redeem_link(purpose="address", token=token, now=now)
            old = service.change_address(actor, account_id=account_id, address=new, now=now)
            letter.queue(old, now=now)
    except Refused as why:
        return refused("confirm_address", form, why, new=new)
    return web.see_other(url_for("accounts.overview", done="address"))


@bp.get("/account/sessions")
@access.account
def sessions() -> Response:
    """Where the account is signed in."""
    account, running = signing_in.mine()
    settings = current_app.extensions["consult_settings"]
    now = clock.now()
    listed = [
        one
        for one in queries.sessions_of(account.id)
        if not rules.is_expired(
            started_at=one.started_at, seen_at=one.seen_at, now=now, idle_minutes=settings.session_idle_minutes,
            hours=settings.session_hours,
        )
    ]  # fmt: skip
    return page("sessions", sessions=listed, here=running.id, form=ActForm())


@bp.post("/account/sessions/end")
@access.account
def end_session() -> Response:
    """Sign out on one device."""
    account, running = signing_in.mine()
    form = RemoveForm()
    if not form.validate() or not typed(form.one).isdecimal():
        return web.see_other(url_for("accounts.sessions"))
    account_id, session_id = account.id, int(typed(form.one)[:15])
    if session_id == running.id:
        signing_in.leave(now=clock.now())
        return web.see_other(url_for("site.home"))
    with writing():
        service.end_session(account_id=account_id, session_id=session_id, now=clock.now())
    return web.see_other(url_for("accounts.sessions"))


@bp.post("/account/sessions/end-others")
@access.account
def end_other_sessions() -> Response:
    """Sign out everywhere else."""
    account, running = signing_in.mine()
    if not ActForm().validate():
        return web.see_other(url_for("accounts.sessions"))
    account_id, session_id = account.id, running.id
    with writing():
        service.end_sessions(account_id=account_id, now=clock.now(), but=session_id)
    return web.see_other(url_for("accounts.sessions"))


@bp.route("/account/close", methods=["GET", "POST"])
@signing_in.fresh
def close() -> Response:
    """Close the account for good."""
    account, _running = signing_in.mine()
    form, hours = CloseForm(), web.settings().erasure_spread_hours
    if request.method == "GET":
        return page("close", form=form, hours=hours)
    if not form.validate():
        return refused("close", form, hours=hours)
    actor, account_id, address = access.current_actor(), account.id, account.email
    takes_back = form.texts.data == "withdraw"
    letter = mails.letter("changed", language=account.language, what="closed", hours=hours)
    now = clock.now()
    try:
        with writing():
            service.close_account(actor, account_id=account_id, now=now, takes_back=takes_back)
            letter.queue(address, now=now)
    except Refused as why:
        return refused("close", form, why, hours=hours)
    signing_in.leave(now=now)
    return web.see_other(url_for("accounts.closed"))


@bp.get("/account-closed")
@access.anyone
def closed() -> Response:
    """The account is closed: what was erased and what stays."""
    return page("closed", hours=web.settings().erasure_spread_hours)
