"""Hashing passwords: argon2id through Flask-Security, a few at a time, never inside a write."""

import threading
from functools import cache

from flask import current_app
from flask_security import hash_password, verify_password

from consult.foundation.ids import random_id

_few = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB: more than two at once in a process would only be slower."""


def hashed(password: str) -> str:
    """The hash to store."""
    with _few:
        return str(hash_password(_normal(password)))


def matches(password: str, stored: str | None) -> bool:
    """Whether the password is the stored one. Takes the same time where there is none (attack 55)."""
    nobody = _nobodys_hash()
    with _few:
        is_right = verify_password(_normal(password), stored or nobody)
    return bool(is_right and stored)


def _normal(password: str) -> str:
    return str(current_app.extensions["security"].password_util.normalize(password))


@cache
def _nobodys_hash() -> str:
    with _few:
        return str(hash_password(random_id()))
