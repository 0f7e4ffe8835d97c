"""Random identifiers. Nothing public ever counts upwards."""

import secrets


def random_id() -> str:
    """128 random bits as 32 lower-case hexadecimal characters."""
    return secrets.token_hex(16)


def random_token() -> str:
    """160 random bits, safe in an address: for single-use form tokens and links sent by mail."""
    return secrets.token_urlsafe(20)
