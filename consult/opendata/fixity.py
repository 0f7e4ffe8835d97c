"""Whether packages that are kept still are what they were: each is read again once a day, and the record says so."""

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from consult.audits import service as audits
from consult.foundation.access import TIMER
from consult.foundation.db import db, writing
from consult.opendata import foreign, keeping, queries, service
from consult.opendata.verify_bag import DAMAGED, Package, check_list, check_payload
from consult.record.verify import Fault

logger = structlog.get_logger(__name__)
ONCE_IN = timedelta(hours=23)


@dataclass(frozen=True)
class KeptFile:
    """A package on disk, by the random id that entries name, and how it is told whether it is as it was."""

    public_id: str
    path: Path
    is_intact: Callable[[Path], bool]
    expected: str = ""
    """The hash that its row has: where the row has another by now, this file isn't meant any more."""
    package_id: int | None = None
    """Of a public package, which is made anew where it is needed."""

    @property
    def place(self) -> tuple[str, Path, str]:
        """What stays alike while the row is about this very file."""
        return self.public_id, self.path, self.expected


ALSO: list[Callable[[Path], Iterator[KeptFile]]] = []
"""Filled by the hooks of higher rooms: what they keep below the instance folder."""


def check(instance: Path, now: datetime) -> int:
    """Read everything again, unless that was done within the day. Returns how many packages were looked at.

    Packages come and go while this reads: only what its row still means after a second look is damaged.
    """
    last = queries.fixity_checked_at()
    if last is not None and now - last < ONCE_IN:
        return 0
    found = list(_kept(instance))
    db.session.rollback()
    places = {one.place for one in found if _fault(one)}
    again = [one for one in _kept(instance) if one.place in places] if places else []
    db.session.rollback()
    faults = {one.place: fault for one in again if (fault := _fault(one))}
    with writing():  # whoever takes a file away does so in such a transaction, with its row
        damaged = [one for one in _kept(instance) if one.place in faults] if faults else []
        for one in damaged:
            logger.error("package_damaged", package=one.public_id, reason=faults[one.place])
        names = [one.public_id for one in damaged]
        service.note_fixity(TIMER, checked=len(found), damaged=names, now=now)
        audits.note_damaged_packages(names, now=now)
        public = [one for one in damaged if one.package_id is not None]
        service.forget_packages([one.package_id for one in public if one.package_id is not None])
    _take_away([one.path for one in public])
    return len(found)


def _fault(one: KeptFile) -> str:
    """What is wrong with the file, for the log; empty where nothing is."""
    try:
        return "" if one.is_intact(one.path) else "changed"
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"unreadable: {error.strerror}"


def _take_away(paths: Collection[Path]) -> None:
    """Nobody is handed a damaged public package: it is made anew where somebody wants it."""
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:  # a disk that fails: its row is gone already
            logger.exception("damaged_package_stays", package=path.name, reason=error.strerror)


def _kept(instance: Path) -> Iterator[KeptFile]:
    for row, consultation in queries.every_package():
        path = keeping.path_of(instance / "packages", consultation, row)
        yield KeptFile(row.public_id, path, has_sha256(row.sha256), row.sha256, row.id)
    for one in queries.foreign_packages():
        path = foreign.path_of(instance, one.consultation)
        yield KeptFile(one.public_id, path, is_bag(one.manifest), one.manifest)
    for ask in ALSO:
        yield from ask(instance)


def has_sha256(sha256: str) -> Callable[[Path], bool]:
    """Whether a file has this hash; read in blocks."""

    def is_intact(path: Path) -> bool:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    return is_intact


def is_bag(manifest: str) -> Callable[[Path], bool]:
    """Whether a package of another site has every file of its manifest as it was, and the manifest it came with."""

    def is_intact(path: Path) -> bool:
        path.stat()  # what isn't there isn't a fault of its content
        try:
            with Package(path) as package:
                check_payload(package, check_list(package))
                return foreign.original_manifest(package) == manifest
        except (Fault, *DAMAGED, KeyError, ValueError):
            return False

    return is_intact
