"""Authenticator codes and recovery codes: Flask-Security's, made to be used once."""

from typing import Any

from flask import current_app, g
from flask_security.totp import Totp

from consult.accounts.models import Account

WINDOW = 60
"""Seconds that a clock may be wrong, either way."""
RECOVERY_CODES = 10


class OneUseTotp(Totp):
    """Tells which half minute a code belonged to, so that the door can use it up."""

    def set_last_counter(self, user: Any, tmatch: Any) -> None:  # noqa: ARG002 - the library passes it
        """Keep the counter for this request only; the used-token table keeps it for ever."""
        g.app_code_counter = tmatch.counter


def new_secret() -> str:
    """A fresh encrypted secret for an authenticator app."""
    return str(_security().totp_factory.generate_totp_secret())


def set_up_values(account: Account, secret: str) -> tuple[str, str]:
    """(the key to type, the QR code as an image address) for an encrypted secret."""
    values = _security().totp_factory.fetch_setup_values(secret, account)
    return values["key"], values["image"]


def counter_of(code: str, *, account: Account, secret: str) -> int | None:
    """The half minute a typed code belongs to, or None where it is wrong."""
    code = "".join(code.split())
    if not (code.isascii() and code.isdigit() and len(code) == 6):
        return None
    if not _security().totp_factory.verify_totp(code, secret, account, window=WINDOW):
        return None
    return int(g.app_code_counter)


def new_recovery_codes() -> tuple[list[str], list[str]]:
    """(codes to show once, the same encrypted to store)."""
    codes = list(_security().totp_factory.generate_recovery_codes(RECOVERY_CODES))
    return codes, list(_security()._mf_recovery_codes_util._encrypt_codes(codes))


def stored_recovery_code(typed: str, account: Account) -> str | None:
    """The stored form of a typed recovery code, or None where it is none of the account's."""
    plain = "".join(c for c in typed.lower() if c in "0123456789abcdef")
    util = _security()._mf_recovery_codes_util
    for encrypted in account.mf_recovery_codes or ():
        for code in util._decrypt_codes([encrypted]):
            if code.replace("-", "") == plain:
                return encrypted
    return None


def _security() -> Any:
    return current_app.extensions["security"]
