"""A witness by c2sp.org/tlog-witness: it signs a log's head only when it follows from the head it signed before.

The rules of ``add-checkpoint``, and the file in which the newest head of each log is kept before anything is answered.
"""

import fcntl
import hashlib
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from consult.foundation.whole_files import put_file
from consult.record import keys, merkle, notes
from consult.record.notes import Checkpoint, NoteFault, SigningKey, VerifierKey

KEY_FILE = "witness.key"
BODY_LIMIT = 64 * 1024
PROOF_LIMIT = 63
SIZE = "text/x.tlog.size"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    body: str = ""
    content_type: str = TEXT


@dataclass(frozen=True)
class Asked:
    """A request that could be read: the size the log thinks we know, the proof from there, and the new head."""

    old: int
    proof: tuple[bytes, ...]
    note: str
    checkpoint: Checkpoint


class Witness:
    """Keeps the newest head of each known log in ``folder`` and cosigns what follows."""

    def __init__(self, folder: Path, name: str, logs: Sequence[VerifierKey]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        seed = keys.read(folder, KEY_FILE) or keys.make(folder, KEY_FILE)
        self.key = SigningKey(name, seed)
        self._folder, self._logs = folder, tuple(logs)
        self._threads = threading.Lock()

    def add_checkpoint(self, body: bytes, *, time: int) -> Answer:
        """One request, in the order of tlog-witness. Never raises for what was sent."""
        try:
            asked = parse_request(body)
        except NoteFault as fault:
            return Answer(400, f"{fault}\n")
        known = self._keys_of(asked.checkpoint.origin)
        if not known:
            return Answer(404, "this witness does not know the log\n")
        try:
            notes.open_checkpoint(asked.note, known)
        except NoteFault as fault:
            return Answer(403, f"{fault}\n")
        if asked.old > asked.checkpoint.size:
            return Answer(400, "the old size is larger than the new one\n")
        with self._alone():  # what was signed last is read, compared and replaced in one step
            size, root = self._newest(asked.checkpoint.origin)
            if asked.old != size:
                return Answer(409, f"{size}\n", SIZE)
            if not _follows(asked, size, root):
                return Answer(422, "the new head does not follow from the one signed before\n")
            self._keep(asked.checkpoint)
        return Answer(200, self.key.cosign(asked.checkpoint.body, time).line)

    def _keys_of(self, origin: str) -> list[VerifierKey]:
        """A site's key stands for the logs of its consultations too: they are named below it."""
        return [
            VerifierKey(origin, key.algorithm, key.public)
            for key in self._logs
            if origin == key.name or origin.startswith(f"{key.name}/")
        ]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._threads, (self._folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _place(self, origin: str) -> Path:
        return self._folder / f"{hashlib.sha256(origin.encode()).hexdigest()}.head"

    def _newest(self, origin: str) -> tuple[int, bytes]:
        try:
            head = notes.parse_checkpoint(self._place(origin).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return 0, merkle.EMPTY_ROOT
        return head.size, head.root

    def _keep(self, checkpoint: Checkpoint) -> None:
        put_file(self._place(checkpoint.origin), checkpoint.body.encode())


def _follows(asked: Asked, size: int, root: bytes) -> bool:
    if size == 0:
        return not asked.proof and (asked.checkpoint.size > 0 or asked.checkpoint.root == merkle.EMPTY_ROOT)
    return merkle.verify_consistency(size, asked.checkpoint.size, root, asked.checkpoint.root, asked.proof)


def parse_request(body: bytes) -> Asked:
    """Take the body of an ``add-checkpoint`` apart. Raises NoteFault."""
    if len(body) > BODY_LIMIT:
        raise NoteFault("the request is too long")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise NoteFault("the request is not UTF-8") from error
    head, empty, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    if not empty or not first.startswith("old ") or len(lines) > PROOF_LIMIT:
        raise NoteFault("the request begins with the old size, up to 63 hashes and an empty line")
    proof = tuple(notes.decode64(line) for line in lines)
    checkpoint = notes.parse_checkpoint(notes.parse_note(note).text)
    return Asked(notes.parse_decimal(first.removeprefix("old ")), proof, note, checkpoint)


def format_request(old: int, proof: Sequence[bytes], note: str) -> bytes:
    """The body of an ``add-checkpoint``."""
    return "".join((f"old {old}\n", *(f"{notes.encode64(one)}\n" for one in proof), "\n", note)).encode()
