"""Public references of comments, and the private keys that change them.

A reference (``HFG-7K4-MRT-92``) is for saying and typing: it opens only what the public may see and says
nothing about author or order. A private key opens the comment to its author; it is derived from the
instance's secret and the form's single-use token, so that a repeated request shows it again, and only its
hash is stored.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

# No vowels, so no words, rude or other; of look-alikes (B 8, S 5, Z 2, N M, V W) one each. Their number
# is prime, so that the two check characters are the solution of two linear equations.
ALPHABET = "23456789CDFGHJKMPQRTWXY"
REFERENCE_BYTES = 8
"""Random bytes ``new_reference`` takes; 40.7 bits of them are in the reference."""
_BASE = len(ALPHABET)
_RANDOM = 9
_LENGTH = _RANDOM + 2
_LOOK_ALIKE = str.maketrans("BSZNV", "852MW")

KEY_BYTES = 11
"""88 bits: eight words of eleven bits, or 27 decimal digits."""
_TEXT_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_TEXT_LENGTH = 18
_WORDS = 8
_WORD_BITS = 11
_GROUPS = 9
_CHECK = 997  # a prime just below 1000: one wrong digit and two swapped ones or groups change the remainder


def _fold(text: str) -> str:
    """Full-width forms, case: what people type, as one form. At most 400 characters are looked at."""
    return unicodedata.normalize("NFKC", text[:400]).strip()


def new_reference(random_bytes: bytes) -> str:
    """A reference like ``HFG-7K4-MRT-92`` from ``REFERENCE_BYTES`` random bytes or more.

    The last two characters are a check: up to two wrong characters, and any two swapped, are noticed.
    """
    if len(random_bytes) < REFERENCE_BYTES:
        raise ValueError(f"new_reference needs {REFERENCE_BYTES} random bytes")
    number = int.from_bytes(random_bytes, "big")
    values: list[int] = []
    for _ in range(_RANDOM):
        number, value = divmod(number, _BASE)
        values.append(value)
    total = sum(values)
    weighted = sum(place * value for place, value in enumerate(values, 1))
    last = (_RANDOM + 1) * total - weighted
    values += [(-total - last) % _BASE, last % _BASE]
    return _grouped("".join(ALPHABET[value] for value in values))


def _grouped(text: str) -> str:
    return "-".join((text[:3], text[3:6], text[6:9], text[9:]))


def parse_reference(text: str) -> str | None:
    """The reference that was typed, as ``new_reference`` writes it, or None where it can't be one.

    Case, full-width forms, spaces and dashes don't matter; letters that no reference has are read as
    the character they look like.
    """
    folded = re.sub(r"[\W_]+", "", _fold(text).upper()).translate(_LOOK_ALIKE)
    if len(folded) != _LENGTH or any(char not in ALPHABET for char in folded):
        return None
    values = [ALPHABET.index(char) for char in folded]
    weighted = sum(place * value for place, value in enumerate(values, 1))
    return None if sum(values) % _BASE or weighted % _BASE else _grouped(folded)


def private_key(instance_secret: bytes, token: str) -> bytes:
    """The key (``KEY_BYTES`` bytes) for what the form with single-use ``token`` added: HKDF-SHA256."""
    kdf = HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"consult private key 1\0" + token.encode()
    )
    return kdf.derive(instance_secret)


def key_hash(key: bytes) -> str:
    """What is stored: SHA-256 in hexadecimal. The key has 88 random bits, so no salt is needed."""
    return hashlib.sha256(key).hexdigest()


def confirm_token(instance_secret: bytes, hashed_key: str) -> str:
    """The secret of the link mailed to a sender's address, from what ``key_hash`` gave.

    It follows from what is stored, so that the worker can write the mail, and needs the instance's secret, so
    that the database alone doesn't give it away.
    """
    kdf = HKDF(algorithm=SHA256(), length=24, salt=None, info=b"consult confirm 1\0" + hashed_key.encode())
    return base64.urlsafe_b64encode(kdf.derive(instance_secret)).decode()


def import_secret(instance_secret: bytes, consultation: str, source: str) -> bytes:
    """The secret of everything that is imported from one source into one consultation.

    It follows from the instance's secret, so that the same file is known again, and the database alone says nothing.
    """
    info = b"consult import 1\0" + consultation.encode() + b"\0" + source.encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(instance_secret)


def import_key(secret: bytes, kind: str, identity: str) -> str:
    """What a row of an import is known by: ``kind`` (id, row, words) and an HMAC-SHA256, hexadecimal, of what it is."""
    return f"{kind}:{hmac.new(secret, f'{kind}|{identity}'.encode(), hashlib.sha256).hexdigest()}"


def _number(key: bytes) -> int:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a private key has {KEY_BYTES} bytes")
    return int.from_bytes(key, "big")


def _key(number: int) -> bytes | None:
    return number.to_bytes(KEY_BYTES, "big") if number >> (8 * KEY_BYTES) == 0 else None


def key_text(key: bytes) -> str:
    """The key in links: 18 letters and digits, which mean the same in either case."""
    number = _number(key)
    return "".join(_TEXT_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_TEXT_LENGTH)))


@cache
def _word_list() -> tuple[str, ...]:
    return tuple(Mnemonic("english").wordlist)


@cache
def _word_numbers() -> dict[str, int]:
    """Words and their first four letters, which no two words share."""
    numbers = {word[:4]: number for number, word in enumerate(_word_list())}
    return numbers | {word: number for number, word in enumerate(_word_list())}


def key_words(key: bytes, language: str) -> tuple[str, ...]:
    """The key for paper and telephone: eight English words, or for ``zh…`` ten groups of three digits.

    The tenth group is a check of the nine before it.
    """
    number = _number(key)
    if language.lower().startswith("zh"):
        digits = f"{number:0{3 * _GROUPS}d}{number % _CHECK:03d}"
        return tuple(digits[at : at + 3] for at in range(0, len(digits), 3))
    mask = (1 << _WORD_BITS) - 1
    return tuple(_word_list()[number >> _WORD_BITS * place & mask] for place in reversed(range(_WORDS)))


def parse_key(text: str) -> bytes | None:
    """The key from a receipt's address, its text, words or digits; None where it is none of these."""
    folded = _fold(text).lower()
    if "/" in folded:
        folded = re.split(r"[?#]", folded)[0].rstrip("/").rpartition("/")[2]
    parts = re.findall(r"[^\W_]+", folded)
    joined = "".join(parts)
    if len(joined) == 3 * (_GROUPS + 1) and joined.isascii() and joined.isdecimal():
        number = int(joined[:-3])
        return _key(number) if number % _CHECK == int(joined[-3:]) else None
    if len(parts) == _WORDS:
        numbers = [_word_numbers().get(part, _word_numbers().get(part[:4], -1)) for part in parts]
        if min(numbers) >= 0:
            return _key(sum(number << _WORD_BITS * place for place, number in enumerate(reversed(numbers))))
    plain = joined.translate(str.maketrans("ilo", "110"))
    if len(plain) != _TEXT_LENGTH or any(char not in _TEXT_ALPHABET for char in plain):
        return None
    number = 0
    for char in plain:
        number = number << 5 | _TEXT_ALPHABET.index(char)
    return _key(number)
