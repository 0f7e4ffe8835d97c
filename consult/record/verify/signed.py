"""Signed notes, checkpoints, keys: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature. Standard library only."""

import base64
import binascii
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consult.record.verify.ed25519 import is_signed
from consult.record.verify.tree import EMPTY_ROOT


class Fault(Exception):
    """What is wrong, and where: the sentence that the verifier prints."""


ED25519, COSIGNATURE = 1, 4
MOST_SIGNATURES = 100


@dataclass(frozen=True)
class Key:
    """A verifier key: who signs, the four bytes that name the key, what kind, and the key itself."""

    name: str
    id: bytes
    kind: int
    public: bytes


def decoded(text: str) -> bytes:
    """Bytes from base64 that is written the one right way. Raises Fault."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Fault("this is no base64") from error
    if base64.b64encode(content).decode() != text:
        raise Fault("this base64 is not written the one right way")
    return content


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(one.isspace() for one in name)


def key_of(vkey: str) -> Key:
    """Read ``<name>+<hex id>+<base64 of kind and key>``. Raises Fault."""
    name, id_, content = [*vkey.split("+", 2), "", ""][:3]
    material = decoded(content)
    if not _is_name(name) or len(material) != 33 or material[0] not in (ED25519, COSIGNATURE):
        raise Fault("this is no verifier key of a kind known here")
    made = hashlib.sha256(name.encode() + b"\n" + material).digest()[:4]
    if id_ != made.hex():
        raise Fault(f"the verifier key of {name} has another number than its bytes give")
    return Key(name, made, material[0], material[1:])


@dataclass(frozen=True)
class Note:
    """A signed note: its text, and (name, key number and signature) of each line below it."""

    text: str
    signatures: tuple[tuple[str, bytes], ...]


def note_of(content: bytes) -> Note:
    """Take a signed note apart, checking its form only. Raises Fault."""
    try:
        whole = content.decode()
    except UnicodeDecodeError as error:
        raise Fault("the note is not UTF-8") from error
    if any(one < " " and one != "\n" for one in whole):
        raise Fault("the note has a control character (are its line ends CRLF?)")
    text, gap, below = whole.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        raise Fault("the note has no signature, or was cut off")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise Fault("the note has too many signatures")
    found = []
    for line in lines:
        dash, _, rest = line.partition(" ")
        name, _, encoded = rest.partition(" ")
        signature = decoded(encoded)
        if dash != "—" or not _is_name(name) or len(signature) < 5:
            raise Fault("a signature line of the note is not well formed")
        found.append((name, signature))
    return Note(text + "\n", tuple(found))


def check_signatures(note: Note, keys: Iterable[Key]) -> list[Key]:
    """The keys among ``keys`` that signed. Raises Fault for a known key whose signature fails, or where none signed."""
    known = {(key.name, key.id): key for key in keys}
    signed: list[Key] = []
    for name, signature in note.signatures:
        key = known.get((name, signature[:4]))
        if key is None or key in signed:
            continue
        message, content = note.text.encode(), signature[4:]
        if key.kind == COSIGNATURE:
            seconds = int.from_bytes(content[:8], "big")
            message, content = f"cosignature/v1\ntime {seconds}\n".encode() + message, content[8:]
        if not is_signed(key.public, message, content):
            raise Fault(f"the signature of {name} is wrong")
        signed.append(key)
    if not signed:
        raise Fault("no key known here signed this")
    return signed


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: which log, how many entries, the root over them."""

    origin: str
    size: int
    root: bytes
    note: Note


def number_of(text: str) -> int:
    """A decimal number without leading zeroes. Raises Fault."""
    if not (text.isascii() and text.isdecimal() and len(text) < 20) or (text[0] == "0" and text != "0"):
        raise Fault("a number is not written in decimal")
    return int(text)


def hash_of(text: str) -> bytes:
    """32 bytes from base64. Raises Fault."""
    content = decoded(text)
    if len(content) != 32:
        raise Fault("a hash has not 32 bytes")
    return content


def checkpoint_of(content: bytes) -> Checkpoint:
    """Read a checkpoint, checking its form only. Raises Fault."""
    note = note_of(content)
    lines = note.text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines) or not _is_name(lines[0]):
        raise Fault("the checkpoint has not an origin, a size and a root")
    made = Checkpoint(lines[0], number_of(lines[1]), hash_of(lines[2]), note)
    if made.size == 0 and made.root != EMPTY_ROOT:
        raise Fault("the checkpoint of an empty log has a wrong root")
    return made


def check_checkpoint(checkpoint: Checkpoint, keys: Sequence[Key]) -> list[Key]:
    """Who signed it. Raises Fault unless the log itself did."""
    signed = check_signatures(checkpoint.note, keys)
    if not any(key.name == checkpoint.origin and key.kind == ED25519 for key in signed):
        raise Fault(f"the checkpoint of {checkpoint.origin} is not signed by that log")
    return signed
