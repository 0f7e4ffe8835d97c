"""Secrets that have to be read again (a mail server's password): encrypted with the instance's own key.

Whoever has the database alone can't read them; whoever has the instance folder can.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from consult.foundation.settings import Settings


def lock_away(settings: Settings, secret: str, purpose: str) -> str:
    """The secret as it may lie in the database; empty for none."""
    return _fernet(settings, purpose).encrypt(secret.encode()).decode() if secret else ""


def take_out(settings: Settings, locked: str, purpose: str) -> str | None:
    """The secret again; None where another instance's key locked it away."""
    if not locked:
        return ""
    try:
        return _fernet(settings, purpose).decrypt(locked.encode()).decode()
    except (InvalidToken, UnicodeDecodeError):
        return None


def _fernet(settings: Settings, purpose: str) -> Fernet:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"consult kept secret 1\0{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(kdf.derive(settings.secret)))
