"""The link mailed to a voter without an account: signed, for one consultation, for a day. Nothing is stored of it.

It holds the keyed hash of the address, never the address, so that neither a log nor a forwarded mail tells it.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from consult.foundation.errors import N_, Gone

LIFE = timedelta(hours=24)
OLD = N_("This link was used already, or it is too old. Please ask for a new one.")
_MAC = 16


def make_token(secret: bytes, consultation: str, email_hash: str, *, now: datetime) -> str:
    """The token of a link: hash, end of its life, eight random bytes and the signature over them, 86 characters."""
    until = int((now + LIFE).timestamp())
    content = bytes.fromhex(email_hash) + until.to_bytes(8, "big") + secrets.token_bytes(8)
    return base64.urlsafe_b64encode(content + _signature(secret, consultation, content)).decode().rstrip("=")


def read_token(secret: bytes, consultation: str, token: str, *, now: datetime) -> str:
    """The keyed hash of the address that the link was mailed to. Raises Gone where it isn't ours or too old."""
    try:
        found = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        found = b""
    content, signature = found[:-_MAC], found[-_MAC:]
    is_ours = len(content) == 48 and hmac.compare_digest(signature, _signature(secret, consultation, content))
    if not is_ours or int.from_bytes(content[32:40], "big") <= now.timestamp():
        raise Gone(OLD)
    return content[:32].hex()


def _signature(secret: bytes, consultation: str, content: bytes) -> bytes:
    message = b"votes link|" + consultation.encode() + b"|" + content
    return hmac.new(secret, message, hashlib.sha256).digest()[:_MAC]
