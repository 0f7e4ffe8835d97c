"""Public references of comments, and the private keys that change them.

A reference (``HSG-7K4M-92``) is for saying and typing: it opens only what the public may see and says nothing
about author or order. A private key opens the comment to its author; it is derived from the instance's secret
and the form's single-use token, so that a repeated request shows it again, and only its hash is stored.
"""

import unicodedata


# 23 characters, a prime: no vowels (no words, rude or other), none that look or sound like another.
ALPHABET = "2346789BCDFGHJKMPQRTWXY"
REFERENCE_BYTES = 8
"""Random bytes that ``new_reference`` needs. 46 bits of them are used."""
_BODY = 10
_BASE = len(ALPHABET)

KEY_BYTES = 11
"""88 bits: eight words of eleven bits, or 27 decimal digits."""
_KEY_SPAN = 1 << (8 * KEY_BYTES)
_URL_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_URL_LENGTH = 18
_DIGITS = 27
_MISREAD = str.maketrans("0O1IL", "QQ777")  # not used below; see parse_reference


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:400]).upper()
