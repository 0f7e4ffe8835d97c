"""Passkeys (WebAuthn): the challenge for the browser, and the check of what it answers.

A passkey asks for the person's finger, face or PIN, so one passkey is both steps of signing in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import current_app, session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from consult.accounts import queries
from consult.accounts.models import Account
from consult.foundation import forms
from consult.foundation.errors import N_, Refused

CHALLENGE = "consult_challenge"
NOT_TAKEN = N_("Your browser’s answer could not be checked. Please try again, or sign in another way.")


@dataclass(frozen=True)
class NewPasskey:
    """A checked credential, ready to be stored."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    is_backed_up: bool
    device_type: str


@dataclass(frozen=True)
class Shown:
    """A passkey of ours that the browser has shown."""

    passkey_id: int
    account_id: int
    sign_count: int


def _site() -> tuple[str, str]:
    """(the site's host, its origin), from the settings and never from the request."""
    base: str = current_app.extensions["consult_settings"].base_url
    return urlsplit(base).hostname or "", base


def options_to_add(account: Account) -> str:
    """JSON for the browser to make a passkey."""
    host, _origin = _site()
    options = webauthn.generate_registration_options(
        rp_id=host,
        rp_name=current_app.config["SECURITY_TOTP_ISSUER"],
        user_id=(account.fs_webauthn_user_handle or "").encode(),
        user_name=account.email,
        user_display_name=account.name or account.email,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in account.webauthn],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    session[CHALLENGE] = bytes_to_base64url(options.challenge)
    return str(options_to_json(options))


def options_to_sign_in() -> str:
    """JSON for the browser to show a passkey. Names no account, so it tells nothing about any."""
    host, _origin = _site()
    options = webauthn.generate_authentication_options(
        rp_id=host, user_verification=UserVerificationRequirement.REQUIRED
    )
    session[CHALLENGE] = bytes_to_base64url(options.challenge)
    return str(options_to_json(options))


def check_new(credential: str, challenge: str) -> NewPasskey:
    """The credential a browser made for ``challenge``. Raises Refused."""
    host, origin = _site()
    try:
        checked = webauthn.verify_registration_response(
            credential=credential, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=host,
            expected_origin=origin, require_user_verification=True,
        )  # fmt: skip
        parsed = webauthn.helpers.parse_registration_credential_json(credential)
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused(NOT_TAKEN) from error
    return NewPasskey(
        credential_id=checked.credential_id,
        public_key=checked.credential_public_key,
        sign_count=checked.sign_count,
        transports=[one.value for one in parsed.response.transports or ()],
        is_backed_up=checked.credential_backed_up,
        device_type=checked.credential_device_type.value,
    )


def check_shown(credential: str, challenge: str) -> Shown:
    """The passkey a browser showed for ``challenge``. Raises Refused."""
    host, origin = _site()
    try:
        parsed: Any = webauthn.helpers.parse_authentication_credential_json(credential)
        passkey = queries.find_passkey(parsed.raw_id)
        if passkey is None:
            raise Refused(N_("This passkey belongs to no account here."))
        handle = parsed.response.user_handle
        if handle and handle != (passkey.user.fs_webauthn_user_handle or "").encode():
            raise Refused(NOT_TAKEN)
        checked = webauthn.verify_authentication_response(
            credential=parsed, expected_challenge=base64url_to_bytes(challenge), expected_rp_id=host,
            expected_origin=origin, credential_public_key=passkey.public_key,
            credential_current_sign_count=queries.newest_sign_count(passkey), require_user_verification=True,
        )  # fmt: skip
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise Refused(NOT_TAKEN) from error
    return Shown(passkey.id, passkey.account_id, checked.new_sign_count)


def take_challenge() -> str:
    """The challenge this browser was given. Raises Refused where there is none."""
    challenge = session.pop(CHALLENGE, None)
    if not isinstance(challenge, str):
        raise Refused(NOT_TAKEN)
    return challenge


def use_up(challenge: str, *, now: datetime) -> None:
    """Use the challenge up in the running transaction: a copied cookie can't answer it again. Raises Conflict."""
    forms.claim(f"passkey|{challenge}", "", now=now)
