"""A passkey device in software: ES256, user verified, no attestation."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost"


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Device:
    """One device with one passkey."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.handle = b""
        self.count = 0

    def _client_data(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps(
            {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
        ).encode()

    def _about(self, flags: int) -> bytes:
        self.count += 1
        host = hashlib.sha256(b"localhost").digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big")

    def make(self, options: dict[str, Any], *, origin: str = ORIGIN) -> str:
        """Answer the site's options with a new credential."""
        self.handle = urlsafe_b64decode(options["user"]["id"] + "==")
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
        about = (
            self._about(0x45)
            + bytes(16)
            + len(self.credential_id).to_bytes(2, "big")
            + self.credential_id
            + public
        )
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": about})
        return self._answer({
            "clientDataJSON": _text(self._client_data("webauthn.create", options["challenge"], origin)),
            "attestationObject": _text(attestation), "transports": ["internal"],
        })  # fmt: skip

    def show(self, options: dict[str, Any], *, origin: str = ORIGIN, is_verified: bool = True) -> str:
        """Answer the site's challenge with the credential."""
        about = self._about(0x05 if is_verified else 0x01)
        client_data = self._client_data("webauthn.get", options["challenge"], origin)
        signed = self.key.sign(about + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({
            "clientDataJSON": _text(client_data), "authenticatorData": _text(about), "signature": _text(signed),
            "userHandle": _text(self.handle),
        })  # fmt: skip

    def _answer(self, response: dict[str, Any]) -> str:
        identifier = _text(self.credential_id)
        return json.dumps({
            "id": identifier, "rawId": identifier, "type": "public-key", "clientExtensionResults": {},
            "response": response,
        })  # fmt: skip
