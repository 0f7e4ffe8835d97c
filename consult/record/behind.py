"""Whether this database lacks what the record has shown: then nothing is taken in, and nothing is promised.

The sealer compares every log with its head outside before it signs. Doors ask here, of the site's log alone, whose
head covers all others: a look at when that file was written, and a statement where it, or the database, is another.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, bindparam, select

from consult.foundation import web
from consult.foundation.db import db, is_sqlite
from consult.record import notes, outside, rules
from consult.record.models import CheckpointRow, Publication
from consult.record.notes import Checkpoint, NoteFault
from consult.record.rules import SITE, Repairing

HOLDS = 10.0
"""Seconds for which a database that had the head kept outside is taken to have it still."""
Stamp = tuple[int, int, int] | None
"""Of a file: inode, when it was written (ns), size in bytes. None: there is none."""


@dataclass(frozen=True)
class _Look:
    """The database had the kept head at that time."""

    head: Stamp
    database: int
    at: float


_looks: dict[Path, _Look] = {}
AT_CONSOLE: list[Callable[[], None]] = []
"""Called right before an act of the console is kept in a database that is behind: whoever acts there has to know it."""
_OF_SITE = select(CheckpointRow.root).where(CheckpointRow.log == SITE)
_ROOT = _OF_SITE.where(CheckpointRow.size == bindparam("size"))
_SHOWN = _OF_SITE.join(Publication, Publication.checkpoint_id == CheckpointRow.id).limit(1)


def is_behind() -> bool:
    """Whether the head kept outside is of a newer database, or of another one, or lost."""
    settings = web.settings()
    own = settings.instance / outside.FOLDER
    head, database = _stamp(own / SITE), _database()
    last = _looks.get(settings.instance)
    is_same = last is not None and last.database == database
    if last is not None and is_same and last.head == head and time.monotonic() - last.at < HOLDS:
        return False
    second = settings.record_second_place
    # A second place may be another machine that hangs: doors ask it only of a database that they don't know yet, and
    # where it alone has the head.
    folders = [own, second] if second is not None and (not is_same or head is None) else [own]
    if not _has_heads(folders):
        _looks.pop(settings.instance, None)
        return True
    _looks[settings.instance] = _Look(head, database, time.monotonic())
    return False


def check_not_behind() -> None:
    """Before an act of a person is kept. Raises Repairing."""
    if is_behind():
        raise Repairing(rules.NOTHING_TAKEN)


def tell_console() -> None:
    """Before an act of the console is kept: it goes on, since whoever repairs works there, but not unsaid."""
    if is_behind():
        for tell in AT_CONSOLE:
            tell()


def forget() -> None:
    """Look again at the next question."""
    _looks.clear()


def _stamp(path: Path) -> Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _database() -> int:
    """Tells a file that was exchanged; 0 where the database is no file."""
    name = db.engine.url.database if is_sqlite() else None
    return Path(name).stat().st_ino if name else 0


def _has_heads(folders: Sequence[Path]) -> bool:
    try:
        if _has(db.session.connection(), folders):
            return True
        # What this session sees may be older than a seal of this moment, and so may the heads that were read.
        with db.engine.connect() as connection:
            return _has(connection, folders)
    except NoteFault:
        return False


def _has(connection: Connection, folders: Sequence[Path]) -> bool:
    heads = [found for one in folders if (found := _read(one / SITE)) is not None]
    if not heads:
        return connection.scalar(_SHOWN) is None
    return all(connection.scalar(_ROOT, {"size": head.size}) == head.root.hex() for head in heads)


def _read(path: Path) -> Checkpoint | None:
    """Without its signature: the sealer checks that, and here a forged one only closes the doors."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    return notes.parse_checkpoint(notes.parse_note(content).text)
