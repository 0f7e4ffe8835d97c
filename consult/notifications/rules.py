"""Secrets in mailed links, and the times of this room: pure.

The worker writes mails long after anybody asked, so the secrets follow from what is stored and from the
instance's own secret: the database alone gives none of them away.
"""

import base64
import hashlib
import hmac
from datetime import timedelta

REMIND_BEFORE = timedelta(days=3)
REMIND_WITHIN = timedelta(days=1)
"""A worker that slept longer than this reminds nobody: mails are kept at least this long, so none goes twice."""
CONFIRM_WITHIN = timedelta(days=7)
KINDS = (
    "extended",
    "version",
    "postponed",
    "interim",
    "summary",
    "outcome",
    "finished",
    "reminder",
    "ended",
    "suspended",
    "resumed",
    "round",
)
DIGESTED = ("round", "version", "summary", "outcome", "finished", "postponed", "interim")
"""Kinds that may wait for the digest; the others are about days that come, and leave at once."""
STAGES = ("senders", "accounts", "subscribers")
_ID = 32


def subscription_token(secret: bytes, consultation: str, email_fold: str) -> str:
    """The secret of the links to one subscription. ``consultation`` is its public id."""
    return _mac(secret, f"subscription 1|{consultation}|{email_fold}")


def stop_token(secret: bytes, submission: str) -> str:
    """The secret of the link by which a sender ends all mail about a consultation. ``submission`` is its public id."""
    return submission + _mac(secret, f"stop 1|{submission}")


def submission_of(secret: bytes, token: str) -> str | None:
    """The public id of the submission a ``stop_token`` belongs to, or None for any other text."""
    submission = token[:_ID]
    is_right = hmac.compare_digest(
        stop_token(secret, submission).encode(), token.encode("utf-8", "surrogatepass")
    )
    return submission if is_right else None


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def address_mark(email_fold: str) -> str:
    """An address in the key of a mail."""
    return hashlib.sha256(email_fold.encode()).hexdigest()[:24]


def _mac(secret: bytes, text: str) -> str:
    return base64.urlsafe_b64encode(hmac.new(secret, text.encode(), hashlib.sha256).digest()[:24]).decode()
