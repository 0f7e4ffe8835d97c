"""Signing in, linking an account and proving who one is, through the operator's own service.

People leave by a link, not by a form: browsers hold a form's redirects to our own site (``form-action``). Nothing is
stored before they come back with the state that waits in their own session.
"""

from datetime import datetime
from typing import Any

from flask import Blueprint, g, redirect, session, url_for
from werkzeug.wrappers import Response

from consult.accounts import attempts, mails, official, queries, service
from consult.accounts import sign_in as signing_in
from consult.accounts.forms import ActForm
from consult.accounts.official import Person
from consult.accounts.routes.answers import after_first_step, next_page
from consult.accounts.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, NotFound, Refused

ASKED = "consult_official"
back_door = Blueprint("official", __name__)
"""Where the service sends people back: one address for every language, as it is registered there."""
INTENTS = ("sign-in", "link", "prove")


@bp.get("/sign-in/official")
@access.anyone
def sign_in_official() -> Response:
    """Leave for the service to sign in."""
    return _leave("sign-in", url_for("accounts.sign_in"))


@bp.get("/account/official")
@signing_in.fresh
def link_official() -> Response:
    """Leave for the service to link this account with who one is there."""
    return _leave("link", url_for("accounts.overview"))


@bp.get("/account/prove/official")
@access.account
def prove_official() -> Response:
    """Leave for the service to show that it is still the same person."""
    return _leave("prove", url_for("accounts.prove"))


def _leave(intent: str, otherwise: str) -> Response:
    settings = web.settings()
    if not official.is_set(settings):
        raise NotFound
    where = next_page()
    try:
        attempts.count_place(now=clock.now())
        answer = official.leave_for(f"{settings.base_url}{url_for('official.come_back')}")
    except Refused as why:
        return _told(why, otherwise)
    session[ASKED] = [intent, i18n.language(), where]
    return answer


@back_door.get("/sign-in/official/back")
@access.anyone
def come_back() -> Response:
    """Back from the service. What it says is used once; then on to where the person wanted to go."""
    if not official.is_set(web.settings()):
        raise NotFound
    intent, g.lang, where = session.pop(ASKED, ["", "", ""])
    if intent not in INTENTS:
        return redirect("/")
    otherwise = url_for("accounts.sign_in" if intent == "sign-in" else "accounts.overview")
    try:
        found = official.come_back()
        return _arrive(intent, found, where, clock.now())
    except Refused as why:
        db.session.rollback()
        return _told(why, otherwise)


def _told(why: Refused, where: str) -> Response:
    session["consult_official_fault"] = i18n.refusal_text(why)
    return web.see_other(where)


def service_name() -> str:
    """What its button says; empty where there is no service."""
    settings = web.settings()
    return (settings.oidc_name or i18n.gettext(N_("Official sign-in"))) if official.is_set(settings) else ""


def fault() -> str:
    """What went wrong on the way through the service, told once."""
    said: str = session.pop("consult_official_fault", "")
    return said


def _arrive(intent: str, found: Person, where: str, now: datetime) -> Response:
    known = queries.find_identity(found.issuer, found.subject)
    if intent == "sign-in":
        return _signed_in(known.account_id if known else None, found, where, now)
    mine = signing_in.signed_in()
    if mine is None:
        return web.see_other(url_for("accounts.sign_in"))
    account, running = mine
    account_id, session_id, address, language = account.id, running.id, account.email, account.language
    if intent == "prove":
        if known is None or known.account_id != account_id:
            raise Refused(service.TAKEN_IDENTITY)
        with writing():
            service.note_verified(session_id, now=now)
        return web.see_other(where or url_for("accounts.overview"))
    letter = mails.letter("changed", language=language, what="identity_linked")
    with writing():
        service.link_identity(
            access.current_actor(), account_id=account_id, issuer=found.issuer, subject=found.subject, now=now
        )
        letter.queue(address, now=now)
    return web.see_other(url_for("accounts.overview", done="official"))


def _signed_in(account_id: int | None, found: Person, where: str, now: datetime) -> Response:
    if account_id is not None and not attempts.is_open(queries.get(account_id)):
        raise Refused(official.BROKEN)
    if account_id is None:
        language: Any = g.lang
        with writing():
            account_id = service.sign_up_identified(
                issuer=found.issuer, subject=found.subject, name=found.name, email=found.email, language=language,
                now=now,
            ).id  # fmt: skip
    return after_first_step(account_id, where=where, now=now)


@bp.post("/account/official/remove")
@signing_in.fresh
def remove_official() -> Response:
    """Take the official way to sign in away."""
    account, _running = signing_in.mine()
    actor, account_id, address = access.current_actor(), account.id, account.email
    if not ActForm().validate():
        return web.see_other(url_for("accounts.overview"))
    letter = mails.letter("changed", language=account.language, what="identity_removed")
    now = clock.now()
    try:
        with writing():
            service.remove_identities(actor, account_id=account_id, now=now)
            letter.queue(address, now=now)
    except Refused as why:
        return _told(why, url_for("accounts.overview"))
    return web.see_other(url_for("accounts.overview", done="official-removed"))
