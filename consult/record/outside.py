"""The last signed checkpoint of each log, kept outside the database, where restoring a database doesn't roll it back.

One file a log in ``<instance>/record-heads/``, and the same in a second place where the setting names one.
Written beside it, flushed to disk, then renamed: whoever reads it has the old one or the new one, never half of one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from consult.foundation.whole_files import put_file
from consult.record import notes, rules
from consult.record.keys import log_name
from consult.record.notes import NoteFault, VerifierKey

FOLDER = "record-heads"


@dataclass(frozen=True)
class Kept:
    """A checkpoint found outside."""

    log: str
    size: int
    root: str
    place: str


def places(instance: Path, second: Path | None) -> list[Path]:
    """The folders in which heads are kept. Raises SealingRefused where one isn't there."""
    own = instance / FOLDER
    try:
        own.mkdir(mode=0o700, exist_ok=True)
        if second is not None and not second.is_dir():
            raise FileNotFoundError(2, "it isn’t there")
    except OSError as error:
        raise rules.SealingRefused(rules.NO_PLACE, place=str(second or own), fault=error.strerror) from error
    return [own, *([second] if second else [])]


def keep(folders: Sequence[Path], log: str, note: str) -> None:
    """Store a log's head in every place. Raises SealingRefused."""
    for folder in folders:
        try:
            put_file(folder / log, note.encode())
        except OSError as error:
            fault = error.strerror or str(error)
            raise rules.SealingRefused(rules.NO_PLACE, place=str(folder), fault=fault) from error


def kept(folders: Sequence[Path], keys: Iterable[tuple[str, str]], logs: Iterable[str] = ()) -> list[Kept]:
    """The heads kept outside, of these logs or of all. Raises SealingRefused for one that no key of ours signed.

    ``keys`` are (base, public key in hexadecimal), every one the record was ever signed with.
    """
    known = list(keys)
    wanted = list(logs)
    found = []
    for folder in folders:
        names = wanted or sorted(path.name for path in folder.iterdir() if _is_head(path))
        found += [head for log in names if (head := _read(folder / log, log, known)) is not None]
    return found


def lacking(folders: Sequence[Path]) -> list[tuple[Path, list[str]]]:
    """(folder, logs) wherever a place lacks heads that another one has."""
    have = [(folder, {path.name for path in folder.iterdir() if _is_head(path)}) for folder in folders]
    every = set[str]().union(*(logs for _folder, logs in have))
    return [(folder, sorted(every - logs)) for folder, logs in have if every - logs]


def _is_head(path: Path) -> bool:
    return not path.name.startswith(".")  # what is only being written


def find(folders: Sequence[Path], log: str) -> Path | None:
    """Where a log's head is kept, the first place that has it."""
    return next((folder / log for folder in folders if (folder / log).exists()), None)


def _read(path: Path, log: str, keys: Sequence[tuple[str, str]]) -> Kept | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise rules.SealingRefused(rules.NO_PLACE, place=str(path), fault=error.strerror) from error
    try:
        head = notes.open_checkpoint(content, [verifier_key(base, public, log) for base, public in keys])
    except NoteFault as fault:
        raise rules.SealingRefused(rules.DAMAGED_HEAD, place=str(path), fault=str(fault)) from fault
    return Kept(log, head.size, head.root.hex(), str(path))


def verifier_key(base: str, public: str, log: str) -> VerifierKey:
    """What a log's checkpoints are checked against."""
    return VerifierKey(log_name(base, log), notes.ED25519, bytes.fromhex(public))
