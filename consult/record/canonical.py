"""The bytes of an entry and the commitments in it (RECORD §6). Standard library plus JCS.

An entry is RFC 8785 canonical JSON in UTF-8. What may not be read from it is a commitment:
``HMAC-SHA256(Kc, opening16 || u8 len(field) || field || u32be len(value) || value)``, after IETF KeyTrans.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785

VERSION = 3
"""Of the form of entries. From 2 on an entry of a comment names the comment it answers, and where it commits to no name
that is shown, none is; one of a ruling names the review it is the result of. From 3 on one of a comment commits to each
file by itself, and one of a submission to whose answer it is."""
COMMITMENT_KEY = bytes.fromhex("d821f8790d97709796b4d7903357c3f5")
LIMIT = 65_535
"""Bytes an entry may have, so that it fits a tlog entry bundle."""


@dataclass(frozen=True)
class Opening:
    """What opens one commitment: the 16 random bytes and the committed value."""

    salt: bytes
    value: str


def commit(field: str, value: str, salt: bytes) -> str:
    """The commitment to ``value`` under ``field``, as 64 hexadecimal characters."""
    name, content = field.encode(), value.encode()
    message = salt + bytes([len(name)]) + name + len(content).to_bytes(4, "big") + content
    return hmac.new(COMMITMENT_KEY, message, hashlib.sha256).hexdigest()


def open_commitments(values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, Opening]]:
    """(commitments by field, openings by field) with fresh salts for one entry."""
    openings = {field: Opening(secrets.token_bytes(16), value) for field, value in values.items()}
    return {field: commit(field, o.value, o.salt) for field, o in openings.items()}, openings


def entry_bytes(
    *,
    entry_id: str,
    time: str,
    type_: str,
    consultation: str = "",
    objects: Sequence[str] = (),
    actor: str = "",
    office: str = "",
    role: str = "",
    ground: str = "",
    commitments: Mapping[str, str] | None = None,
) -> bytes:
    """The canonical bytes of one entry; empty fields are left out. Raises ValueError over ``LIMIT`` bytes."""
    fields: dict[str, Any] = {
        "v": VERSION,
        "id": entry_id,
        "time": time,
        "type": type_,
        "consultation": consultation,
        "objects": list(objects),
        "actor": actor,
        "office": office,
        "role": role,
        "ground": ground,
        "commitments": dict(commitments or {}),
    }
    content: bytes = rfc8785.dumps(
        {name: value for name, value in fields.items() if value not in ("", [], {})}
    )
    if len(content) > LIMIT:
        raise ValueError(f"an entry may have {LIMIT} bytes, this has {len(content)}")
    return content


def leaf_hash(content: bytes) -> str:
    """SHA-256(0x00 || entry bytes), RFC 6962 §2.1, in hexadecimal."""
    return hashlib.sha256(b"\x00" + content).hexdigest()
