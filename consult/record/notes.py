"""Signed notes and what is written as one: checkpoints, cosignatures, receipts (RECORD §4). Pure.

c2sp.org: signed-note v1.0.0, tlog-checkpoint v1.0.0, tlog-cosignature v1, tlog-proof v1. What is parsed must be
written exactly as it would be formatted; anything else is a NoteFault.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from consult.record import merkle

ED25519 = 0x01
COSIGNATURE = 0x04
SIGNATURES_LIMIT = 100
PROOF_HEAD = "c2sp.org/tlog-proof@v1"
PROOF_HASHES_LIMIT = 63
NUMBER_MOST = 2**63 - 1
_DASH = "\N{EM DASH} "
_DECIMAL = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)
_PRIME = 2**255 - 19
_SMALL_ORDER = frozenset({  # y of the eight points of small order
    0, 1, _PRIME - 1,
    2707385501144840649318225287225658788936804267575313519463743609750303402022,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
})  # fmt: skip


class NoteFault(ValueError):
    """A note, key, checkpoint or receipt that isn't what it should be; the message says how."""


# Keys -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VerifierKey:
    """Who a signature can be checked against, as ``name+id+base64(algorithm || public key)``."""

    name: str
    algorithm: int
    public: bytes

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise NoteFault("a key's name is not empty and has neither spaces nor '+'")
        if self.algorithm not in (ED25519, COSIGNATURE):
            raise NoteFault(f"keys of kind {self.algorithm:#04x} are not known here")
        if not is_usable_public_key(self.public):
            raise NoteFault("this is not an Ed25519 public key that proves anything")

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each of its signatures."""
        kind = bytes([self.algorithm])
        return hashlib.sha256(self.name.encode() + b"\n" + kind + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encode64(bytes([self.algorithm]) + self.public)}"


def parse_vkey(text: str) -> VerifierKey:
    """The key written as ``text``. Raises NoteFault."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise NoteFault("a verifier key has three parts joined by '+'")
    content = decode64(parts[2])
    if not content:
        raise NoteFault("the verifier key is empty")
    key = VerifierKey(parts[0], content[0], content[1:])
    if parts[1] != key.id.hex():
        raise NoteFault("the verifier key's number is not that of its name and key")
    return key


def is_key_name(name: str) -> bool:
    """Whether a key may be called so."""
    return bool(name) and "+" not in name and not any(character.isspace() for character in name)


def is_usable_public_key(public: bytes) -> bool:
    """Whether 32 bytes are a point written canonically and not one of small order, under which anything verifies."""
    if len(public) != 32:
        return False
    y = int.from_bytes(public, "little") & ((1 << 255) - 1)
    return y < _PRIME and y not in _SMALL_ORDER


def verify_ed25519(public: bytes, signature: bytes, message: bytes) -> bool:
    """Strictly by RFC 8032; a key of small order never verifies."""
    if not is_usable_public_key(public) or len(signature) != 64:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True)
class SigningKey:
    """A name and the 32 secret bytes it signs with."""

    name: str
    seed: bytes

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> bytes:
        """The public half."""
        return self._private.public_key().public_bytes_raw()

    @property
    def vkey(self) -> VerifierKey:
        """What its notes are checked against."""
        return VerifierKey(self.name, ED25519, self.public)

    @property
    def witness_vkey(self) -> VerifierKey:
        """What its cosignatures are checked against."""
        return VerifierKey(self.name, COSIGNATURE, self.public)

    def sign(self, text: str) -> "Signature":
        """The signature of a note with this text."""
        return Signature(self.name, self.vkey.id, self._private.sign(text.encode()))

    def cosign(self, body: str, time: int) -> "Signature":
        """The cosignature of a checkpoint's body, seen at ``time`` (seconds since 1970)."""
        signed = self._private.sign(_cosigned(body, time))
        return Signature(self.name, self.witness_vkey.id, time.to_bytes(8, "big") + signed)


# Notes ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Signature:
    """One line below a note."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> str:
        """As it stands below the note, with its line end."""
        return f"{_DASH}{self.name} {encode64(self.key_id + self.content)}\n"


@dataclass(frozen=True)
class Note:
    """A text and who signed it; nothing is checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(one.line for one in self.signatures)


def sign_note(text: str, *keys: SigningKey) -> str:
    """The note with a signature by each key."""
    if not text.endswith("\n"):
        raise NoteFault("a note's text ends with a line end")
    return str(parse_note(str(Note(text, tuple(key.sign(text) for key in keys)))))


def parse_note(content: str | bytes) -> Note:
    """Take a note apart. Raises NoteFault; no signature is checked."""
    whole = _clean(content)
    at = whole.rfind("\n\n")
    if at < 0:
        raise NoteFault("the note has no empty line before its signatures")
    text, below = whole[: at + 1], whole[at + 2 :]
    if not below.endswith("\n"):
        raise NoteFault("the note ends within a line")
    lines = below[:-1].split("\n")
    if len(lines) > SIGNATURES_LIMIT:
        raise NoteFault(f"the note has more than {SIGNATURES_LIMIT} signatures")
    return Note(text, tuple(parse_signature(line) for line in lines))


def parse_signature(line: str) -> Signature:
    """One signature line, without its line end."""
    if not line.startswith(_DASH):
        raise NoteFault("a line below the note is not a signature")
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    content = decode64(encoded)
    if not is_key_name(name) or len(content) < 5:
        raise NoteFault("a line below the note is not a signature")
    return Signature(name, content[:4], content[4:])


def open_note(content: str | bytes, keys: Iterable[VerifierKey]) -> tuple[Note, dict[VerifierKey, int]]:
    """(the note, the keys that signed it, each with the time of its cosignature or 0).

    Signatures of unknown keys are ignored. Raises NoteFault where a known key's signature is wrong, and where no
    known key signed.
    """
    note = parse_note(content)
    known = {(key.name, key.id): key for key in keys}
    signed: dict[VerifierKey, int] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None or key in signed:
            continue
        time = verified_time(key, note.text, signature)
        if time is None:
            raise NoteFault(f"the signature of {key.name} is wrong")
        signed[key] = time
    if not signed:
        raise NoteFault("nobody known signed this")
    return note, signed


def verified_time(key: VerifierKey, text: str, signature: Signature) -> int | None:
    """The time a cosignature tells, 0 for a plain signature; None where it is wrong."""
    if (signature.name, signature.key_id) != (key.name, key.id):
        return None
    if key.algorithm == ED25519:
        return 0 if verify_ed25519(key.public, signature.content, text.encode()) else None
    if len(signature.content) != 72:
        return None
    time = int.from_bytes(signature.content[:8], "big")
    return time if verify_ed25519(key.public, signature.content[8:], _cosigned(text, time)) else None


def _cosigned(body: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{body}".encode()


# Checkpoints ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: its name, how many entries, their root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), encode64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a note's text. Raises NoteFault."""
    if not text.endswith("\n"):
        raise NoteFault("a checkpoint ends with a line end")
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise NoteFault("a checkpoint has at least three lines and no empty one")
    root = decode64(lines[2])
    if not is_key_name(lines[0]) or len(root) != merkle.HASH_BYTES:
        raise NoteFault("a checkpoint has a name and a root of 32 bytes")
    return Checkpoint(lines[0], parse_decimal(lines[1]), root, tuple(lines[3:]))


def sign_checkpoint(checkpoint: Checkpoint, *keys: SigningKey) -> str:
    """The checkpoint as a signed note."""
    return sign_note(checkpoint.body, *keys)


def open_checkpoint(content: str | bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint in a note that the log itself signed. Raises NoteFault."""
    note = parse_note(content)
    checkpoint = parse_checkpoint(note.text)
    open_note(content, [key for key in keys if key.name == checkpoint.origin and key.algorithm == ED25519])
    return checkpoint


# Receipts -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """A receipt: that one entry stands in the tree of a checkpoint. ``extra`` is proven by nothing."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = [] if self.extra is None else [f"extra {encode64(self.extra)}"]
        lines = [PROOF_HEAD, *extra, f"index {self.index}", *map(encode64, self.hashes), "", self.checkpoint]
        return "\n".join(lines)


def parse_proof(content: str | bytes) -> Proof:
    """Take a receipt apart. Raises NoteFault; nothing is checked yet."""
    head, empty, checkpoint = _clean(content).partition("\n\n")
    lines = head.split("\n")
    if lines.pop(0) != PROOF_HEAD:
        raise NoteFault(f"a receipt begins with {PROOF_HEAD}")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = decode64(lines.pop(0).removeprefix("extra "))
    if not empty or not lines or not lines[0].startswith("index "):
        raise NoteFault("the receipt is not whole: its index is missing")
    index = parse_decimal(lines.pop(0).removeprefix("index "))
    hashes = tuple(decode64(line) for line in lines)
    if len(hashes) > PROOF_HASHES_LIMIT or any(len(one) != merkle.HASH_BYTES for one in hashes):
        raise NoteFault("a line of the proof is not a hash of 32 bytes")
    return Proof(index, hashes, str(parse_note(checkpoint)), extra)


def verify_proof(proof: Proof, leaf: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The checkpoint under which the leaf is proven to stand. Raises NoteFault."""
    checkpoint = open_checkpoint(proof.checkpoint, keys)
    if not merkle.verify_inclusion(proof.index, checkpoint.size, leaf, proof.hashes, checkpoint.root):
        raise NoteFault("the hashes of the receipt do not lead from this entry to the checkpoint's root")
    return checkpoint


# Bytes ----------------------------------------------------------------------------------------------


def encode64(content: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(content).decode()


def decode64(text: str) -> bytes:
    """The bytes of standard base64, written in its one way. Raises NoteFault."""
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise NoteFault("this is not base64") from error
    if encode64(content) != text:
        raise NoteFault("this is not base64 in its one way of writing")
    return content


def parse_decimal(text: str) -> int:
    """A number written in plain decimals that 63 bits hold, as every log's size and place. Raises NoteFault."""
    if not _DECIMAL.fullmatch(text) or int(text) > NUMBER_MOST:
        raise NoteFault(f"{text[:40]!r} is not a number in plain decimals")
    return int(text)


def _clean(content: str | bytes) -> str:
    """UTF-8 without control characters but the line end."""
    try:
        text = content.decode() if isinstance(content, bytes) else content
        text.encode()
    except UnicodeError as error:
        raise NoteFault("this is not UTF-8") from error
    if any(character < " " and character != "\n" for character in text):
        raise NoteFault("there is a control character (or a Windows line end) in it")
    return text
