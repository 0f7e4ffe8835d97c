"""Signing in: Flask-Security on Flask-Login, without its pages (docs/decisions/0002).

A session is a row of ours (AccountSession) whose token the browser holds in its signed cookie. The
libraries' request hooks run only where ``access.needs_session()``: public pages never read a session.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import Flask, current_app, g, has_request_context, redirect, request, session, url_for
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.core import AnonymousUser, RoleMixin
from flask_security.utils import login_user, logout_user
from werkzeug.wrappers import Response

from consult.accounts import queries, rules, service
from consult.accounts.factors import OneUseTotp
from consult.accounts.models import Account, AccountSession, Passkey
from consult.foundation import access, clock
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Busy, Forbidden
from consult.foundation.forms import token_hash
from consult.foundation.ids import random_token
from consult.foundation.settings import Settings

logger = structlog.get_logger(__name__)
STAFF: list[Callable[[Account], bool]] = []
"""Filled by higher rooms' hooks: whether this person holds a role."""

KEY = "consult_key"
PENDING = "consult_pending"
FOUND = "consult.signed_in"


class Datastore(SQLAlchemyUserDatastore):
    """Flask-Security's door to the tables: it never commits, and addresses are compared by their fold."""

    def commit(self) -> None:
        """Flush only: the door of the request commits once."""
        self.db.session.flush()

    def find_user(self, case_insensitive: bool = False, **named: Any) -> Any:
        """The account by one attribute."""
        if "email" in named:
            return queries.find_by_address(str(named["email"]))
        return super().find_user(case_insensitive=case_insensitive, **named)


def init_app(app: Flask, settings: Settings) -> None:
    """Set up Flask-Security: hashing, authenticator codes, recovery codes, sessions. No pages, no commands."""
    app.config.update(
        SECURITY_PASSWORD_SALT=_derived(settings, "password").hex(),
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of the method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TOTP_SECRETS={"1": _derived(settings, "totp").hex()},
        SECURITY_TOTP_ISSUER=settings.site_name or "Consult",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[base64.urlsafe_b64encode(_derived(settings, "recovery"))],
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False},
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_FLASH_MESSAGES=False,
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SESSION_PROTECTION=None,
    )
    before = _hooks(app)
    security = Security(
        app, Datastore(db, Account, RoleMixin, Passkey), register_blueprint=False, totp_cls=OneUseTotp
    )
    security.login_manager.user_loader(lambda _: signed_in_account())
    security.login_manager.request_loader(None)
    _only_where_sessions_are_read(app, before)
    app.before_request(_ask_for_more)


def _derived(settings: Settings, purpose: str) -> bytes:
    return hmac.new(settings.secret, f"accounts|{purpose}".encode(), hashlib.sha256).digest()


# The libraries' hooks ------------------------------------------------------------------------------


def _hooks(app: Flask) -> tuple[list[Any], list[Any], list[Any]]:
    return (
        list(app.before_request_funcs.get(None, ())),
        list(app.after_request_funcs.get(None, ())),
        list(app.template_context_processors.get(None, ())),
    )


def _only_where_sessions_are_read(app: Flask, before: tuple[list[Any], list[Any], list[Any]]) -> None:
    """Take off what the libraries hooked into every request; run it where a session is read anyway."""
    after = _hooks(app)
    first, last, _context = (
        [hook for hook in new if hook not in old] for old, new in zip(before, after, strict=True)
    )
    app.before_request_funcs[None], app.after_request_funcs[None], app.template_context_processors[None] = (
        before
    )

    @app.before_request
    def _run_first() -> Any:
        if access.needs_session():
            for hook in first:
                answer = hook()
                if answer is not None:
                    return answer
        return None

    @app.after_request
    def _run_last(answer: Any) -> Any:
        if access.needs_session():
            for hook in last:
                answer = hook(answer)
        return answer


# Who is signed in ----------------------------------------------------------------------------------


def signed_in_account() -> Account | None:
    """The account this request's session belongs to, or None."""
    found = signed_in()
    return found[0] if found else None


def signed_in() -> tuple[Account, AccountSession] | None:
    """The account and session row of this request, looked up once."""
    if not has_request_context():
        return None
    if FOUND not in request.environ:
        fresh_look = _look_up(clock.now())
        request.environ[FOUND] = fresh_look
        g._login_user = fresh_look[0] if fresh_look else AnonymousUser()
    found: tuple[Account, AccountSession] | None = request.environ[FOUND]
    return found


def mine() -> tuple[Account, AccountSession]:
    """The same on a page that the guard opens to signed-in persons only."""
    found = signed_in()
    if found is None:
        raise Forbidden(N_("Please sign in first."))
    return found


def _look_up(now: datetime) -> tuple[Account, AccountSession] | None:
    token = session.get(KEY)
    if not isinstance(token, str):
        return None
    settings: Settings = current_app.extensions["consult_settings"]
    found = queries.find_session(token_hash(token))
    if found is None:
        return None
    running = found[1]
    if rules.is_expired(
        started_at=running.started_at, seen_at=running.seen_at, now=now,
        idle_minutes=settings.session_idle_minutes, hours=settings.session_hours,
    ):  # fmt: skip
        return None
    if now - running.seen_at > rules.SEEN_STEP:
        _keep_alive(running.id, now)
    return found


def _keep_alive(session_id: int, now: datetime) -> None:
    try:
        with writing():
            service.note_seen(session_id, now=now)
    except Busy:  # the page is worth more than the exact minute of its session
        db.session.rollback()


def _ask_for_more() -> Response | None:
    """Staff without their second step are ordinary people; sensitive pages ask for a recent proof."""
    stamp = access.stamp_of(current_app, request.endpoint or "")
    if stamp is None or stamp.kind == "public":
        return None
    found = signed_in()
    if found is None:
        return None
    account, running = found
    if not running.has_second_factor and needs_second_factor(account):
        if stamp.kind == "staff":
            return redirect(url_for("accounts.second_factor", next=_this_page()))
        g.actor = replace(access.current_actor(), roles={}, offices={}, site_roles=frozenset())
    if stamp.fresh and not is_fresh(running, clock.now()):
        return redirect(url_for("accounts.prove", next=_this_page()), code=303)
    return None


def _this_page() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def needs_second_factor(account: Account) -> bool:
    """Whether this person may only work with a second step."""
    settings: Settings = current_app.extensions["consult_settings"]
    return settings.staff_second_factor and works_here(account)


def works_here(account: Account) -> bool:
    """Whether this person holds a role, as whoever knows of roles says."""
    return any(is_staff(account) for is_staff in STAFF)


def is_fresh(running: AccountSession, now: datetime) -> bool:
    """Whether the person proved a short while ago who they are."""
    limit = rules.FRESH_TO_SEND if request.method == "POST" else rules.FRESH_TO_OPEN
    return now - running.verified_at <= limit


def fresh(view: access.View) -> access.View:
    """Stamp for a sensitive page: a signed-in account that has proved a short while ago who it is."""
    view.access_stamp = access.Stamp("account", fresh=True)  # type: ignore[attr-defined]
    return view


# Coming and going ----------------------------------------------------------------------------------


def begin(account_id: int, *, now: datetime, has_second_factor: bool) -> None:
    """Start a session with a token of its own, whatever was in the cookie before."""
    token = random_token()
    device = rules.device_name(request.user_agent.string)
    with writing():
        service.start_session(
            account_id=account_id, token=token, device=device, has_second_factor=has_second_factor, now=now
        )
    logger.info("signed_in", account_id=account_id, second_factor=has_second_factor)
    session.clear()
    session[KEY] = token
    request.environ.pop(FOUND, None)
    login_user(queries.get(account_id), remember=False)


def leave(*, now: datetime) -> None:
    """End this request's session, on the server and in the browser."""
    found = signed_in()
    if found is not None:
        account_id, session_id = found[0].id, found[1].id
        with writing():
            service.end_session(account_id=account_id, session_id=session_id, now=now)
    logout_user()
    session.clear()
    request.environ[FOUND] = None


# Between the first and the second step -------------------------------------------------------------


def wait_for_second_step(account: Account, *, next_page: str, now: datetime) -> None:
    """Remember that the first step was done. It opens nothing by itself."""
    key = account.fs_uniquifier
    session.clear()
    session[PENDING] = [key, now.timestamp(), next_page]


def waiting(now: datetime) -> tuple[Account, str] | None:
    """Who has done the first step in this browser within the last minutes, and where they want to go."""
    kept = session.get(PENDING)
    if not kept or now.timestamp() - kept[1] > rules.PENDING_LIFE / timedelta(seconds=1):
        return None
    account = current_app.extensions["security"].datastore.find_user(fs_uniquifier=kept[0])
    if account is None or not account.active or account.closed_at is not None:
        return None
    return account, kept[2]
