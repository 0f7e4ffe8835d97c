"""Signing in through the operator's own service (OpenID Connect): discovery, PKCE, state and nonce by Authlib.

What the service says is believed about who it is (issuer and subject) and nothing else; see the decision on linking.
"""

from dataclasses import dataclass
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from joserfc.errors import JoseError
from werkzeug.wrappers import Response

from consult.accounts import rules
from consult.foundation.errors import N_, Refused
from consult.foundation.settings import Settings

NAME = "official"
PATIENCE = 10
"""Seconds that the service may take to answer."""
AWAY = N_(
    "The official sign-in service doesn’t answer at the moment. Please try again later, or sign in another way."
)
BROKEN = N_("The official sign-in was not completed. Please try again, or sign in another way.")


@dataclass(frozen=True)
class Person:
    """Who came back from the service. ``email`` only where the service says that it has verified it."""

    issuer: str
    subject: str
    name: str = ""
    email: str = ""


def init_app(app: Flask, settings: Settings) -> None:
    """Register the service where the operator set one; nothing is asked of it before somebody signs in."""
    if not is_set(settings):
        return
    oauth = OAuth(app)
    oauth.register(
        NAME,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret or None,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.oidc_scope,
            "code_challenge_method": "S256",
            "timeout": PATIENCE,
            "token_endpoint_auth_method": "client_secret_basic" if settings.oidc_client_secret else "none",
        },
    )
    app.extensions["consult_official"] = oauth


def is_set(settings: Settings) -> bool:
    """Whether there is a service."""
    return bool(settings.oidc_issuer)


def leave_for(back: str) -> Response:
    """The redirect to the service; state, nonce and the PKCE secret wait in the session. Raises Refused."""
    try:
        return _client().authorize_redirect(back)
    except (requests.RequestException, AuthlibBaseError, ValueError, KeyError, RuntimeError) as error:
        raise Refused(AWAY) from error


def come_back() -> Person:
    """Who the service says has signed in: its answer is taken once, and its token checked. Raises Refused."""
    settings: Settings = current_app.extensions["consult_settings"]
    try:
        token = _client().authorize_access_token()
    except requests.RequestException as error:
        raise Refused(AWAY) from error
    except (AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError) as error:
        raise Refused(BROKEN) from error
    claims: dict[str, Any] = token.get("userinfo") or {}
    issuer, subject = str(claims.get("iss", "")), str(claims.get("sub", ""))
    if issuer.rstrip("/") != settings.oidc_issuer or not subject or len(subject) > rules.SUBJECT_LIMIT:
        raise Refused(BROKEN)
    is_verified = claims.get("email_verified") is True
    return Person(
        settings.oidc_issuer, subject, name=str(claims.get("name") or "")[: rules.NAME_LIMIT],
        email=str(claims.get("email") or "") if is_verified else "",
    )  # fmt: skip


def _client() -> Any:
    return current_app.extensions["consult_official"].create_client(NAME)
