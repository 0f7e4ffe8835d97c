"""Asking witnesses outside to sign the heads of our logs (tlog-witness, the log's side)."""

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from consult.record import merkle, notes, queries
from consult.record.notes import NoteFault, VerifierKey
from consult.record.queries import Head
from consult.record.witness import BODY_LIMIT, SIZE, Answer, format_request
from consult.record.witness_server import ADDRESS

SECONDS = 5
Send = Callable[[str, bytes], Answer]


class NotWitnessed(Exception):
    """A witness didn't sign; the sentence says why."""


class Unanswered(NotWitnessed):
    """It couldn't be asked: that says nothing about the head."""


@dataclass(frozen=True)
class Outside:
    """A witness: its key and where it answers."""

    key: VerifierKey
    address: str


def witnesses_of(setting: str) -> list[Outside]:
    """The witnesses of the setting: ``VKEY ADDRESS``, several with a comma between. Raises NoteFault."""
    found = []
    for one in filter(None, map(str.strip, setting.split(","))):
        vkey, _, address = one.partition(" ")
        key = notes.parse_vkey(vkey)
        if key.algorithm != notes.COSIGNATURE or not address.strip().startswith(("https://", "http://")):
            raise NoteFault("a witness is named by its cosignature key and an http address")
        found.append(Outside(key, address.strip().rstrip("/")))
    return found


def ask(head: Head, witness: Outside, *, old: int, send: Send | None = None) -> str:
    """The cosignature line of a witness under this head. ``old``: the size it signed last, as far as we know.

    Raises NotWitnessed.
    """
    send = send or send_by_http
    answer = send(witness.address + ADDRESS, _request(head, old))
    if answer.status == 409 and answer.content_type.startswith(SIZE):
        seen = _size(answer)
        if seen > head.size:
            raise NotWitnessed(f"it has seen {seen} entries of {head.log}, this site has {head.size}")
        answer = send(witness.address + ADDRESS, _request(head, seen))
    if answer.status != 200:
        raise NotWitnessed(f"it answered {answer.status}: {answer.body.strip()[:200]}")
    return _checked(head, witness, answer.body)


def _size(answer: Answer) -> int:
    try:
        return notes.parse_decimal(answer.body.rstrip("\n"))
    except NoteFault as fault:
        raise NotWitnessed(f"it answered 409 with no size: {fault}") from fault


def _request(head: Head, old: int) -> bytes:
    proof = (
        merkle.consistency_proof(old, head.size, queries.node_reader(head.log)) if 0 < old < head.size else []
    )
    return format_request(old, proof, head.note)


def _checked(head: Head, witness: Outside, body: str) -> str:
    text = notes.parse_note(head.note).text
    try:
        lines = [notes.parse_signature(line) for line in body.splitlines()]
    except NoteFault as fault:
        raise NotWitnessed(f"its answer can't be read: {fault}") from fault
    for signature in lines:
        if notes.verified_time(witness.key, text, signature) is not None:
            return signature.line
    raise NotWitnessed("its signature is wrong, or not by the key named in the settings")


def send_by_http(address: str, body: bytes) -> Answer:
    """POST to an address that the operator named. Raises Unanswered."""
    request = urllib.request.Request(address, data=body, method="POST")  # noqa: S310 - http(s) only, see witnesses_of
    request.add_header("Content-Type", "text/plain; charset=utf-8")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            content = answer.read(BODY_LIMIT).decode(errors="replace")
            return Answer(answer.status, content, answer.headers.get("Content-Type", ""))
    except urllib.error.HTTPError as error:
        content = error.read(BODY_LIMIT).decode(errors="replace")
        return Answer(error.code, content, error.headers.get("Content-Type", ""))
    except OSError as error:
        raise Unanswered(f"it does not answer: {error}") from error
