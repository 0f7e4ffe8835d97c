"""Public packages on disk: made when they are needed, by one process at a time, and never half.

Small ones are made while somebody waits; large ones by the worker. An old one is offered with its own date
while a newer one is made, unless words were taken out since: those leave at once.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation.access import TIMER
from consult.foundation.db import STORE_AWAY, db, snapshot, writing
from consult.foundation.errors import N_, Busy, Refused
from consult.opendata import foreign, queries, service
from consult.opendata.files.shape import PUBLIC, Grade
from consult.opendata.models import ForeignPackage, Package
from consult.opendata.packaging import Manifest
from consult.opendata.packaging.imports import import_row

SMALL = 3_000
"""Comments up to which a package is made while somebody waits."""
KEPT = 2
"""Packages kept of each consultation: whoever is downloading the one before can go on."""

LEFT_BEHIND = timedelta(hours=6)
TRIES = 5
"""How often a package is begun anew because something of the consultation came in meanwhile."""
Seal = Callable[[], object]
"""Seals what waits: a package stands at a checkpoint that covers everything in it. Doors hand it in."""


@dataclass(frozen=True)
class Kept:
    """A package on disk."""

    path: Path
    sha256: str
    size: int
    made_at: datetime
    is_fresh: bool


def kept(folder: Path, consultation: Consultation, now: datetime) -> Kept | None:
    """The newest package that is there, or None."""
    for row in queries.packages_of(consultation.id)[:KEPT]:
        path = path_of(folder, consultation, row)
        if path.exists():
            is_fresh = row.revision == service.revision_of(consultation) and _shows_same(
                consultation, row, now
            )
            return Kept(path, row.sha256, row.size, row.made_at, is_fresh)
    return None


def offered(folder: Path, consultation: Consultation, now: datetime, *, seal: Seal) -> Kept:
    """The package to hand out now. Raises Busy where it has to be made first and is large."""
    found = kept(folder, consultation, now)
    if found is not None and found.is_fresh:
        return found
    may_be_old = found is not None and not queries.were_words_taken_out(consultation.id, found.made_at)
    if queries.count_comments(consultation.id) < SMALL:
        try:
            return make(folder, consultation.id, now, seal=seal, patient=not may_be_old)
        except BlockingIOError:  # somebody else's request makes it at this moment
            pass
    if found is None or not may_be_old:
        raise Busy(N_("The package is being made. Please try again in a few minutes."))
    return found


def make(folder: Path, consultation_id: int, now: datetime, *, seal: Seal, patient: bool = True) -> Kept:
    """Make the package anew, unless another process just did.

    Where another process is making it: wait for it, or (not ``patient``) raise BlockingIOError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / f".{consultation_id}.lock", patient=patient):
        db.session.rollback()  # what the other process wrote meanwhile is to be seen
        consultation = consultations.get_by_id(consultation_id)
        found = kept(folder, consultation, now)
        if found is not None and found.is_fresh:
            return found
        draft = folder / f".{consultation.public_id}.zip"
        try:
            made = sealed_package(consultation_id, PUBLIC, draft, now, seal=seal)
            final = folder / _name(consultation, made.sha256)
            with writing():
                service.note_made(
                    TIMER, consultations.get_by_id(consultation_id), PUBLIC, made, now=now, is_kept=True
                )
                draft.replace(final)  # from now on whoever erases something finds it
        finally:
            draft.unlink(missing_ok=True)
        _sweep(folder, consultation_id, now)
        return Kept(final, made.sha256, made.size, now, is_fresh=True)


def sealed_package(
    consultation_id: int, grade: Grade, target: Path, now: datetime, *, seal: Seal
) -> service.Made:
    """Seal what waits and write the package; again where something came in meanwhile. Raises Busy."""
    for last in range(TRIES - 1, -1, -1):
        db.session.rollback()
        seal()
        try:
            return service.make_package(consultation_id, grade, target, now=now)
        except Busy:
            if not last:
                raise
        except OSError as error:
            raise Busy(STORE_AWAY) from error
    raise AssertionError("the last try returns or raises")


def foreign_again(instance: Path, kept: ForeignPackage, grade: Grade, target: Path) -> service.Made:
    """Write a package that came from another site again: the same files, and the entry that says it came here."""
    if grade != kept.grade:
        raise Refused(N_("This package was taken in as another grade and can’t be made into this one."))
    with snapshot():
        own = [import_row(kept.entry_id)]
        source = foreign.path_of(instance, kept.consultation)
    draft = target.with_name(f".{target.name}.draft")
    try:
        with draft.open("w+b") as stream:
            manifest = Manifest({}, foreign.write_again(source, stream, own))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return service.measured(target, 0, manifest)


def _sweep(folder: Path, consultation_id: int, now: datetime) -> None:
    """Take away what is older than the newest two, and what a process that was killed left half made."""
    for path in folder.glob(".package-*"):
        if path.stat().st_mtime < (now - LEFT_BEHIND).timestamp():
            path.unlink(missing_ok=True)
    consultation = consultations.get_by_id(consultation_id)
    rows = queries.packages_of(consultation_id)
    standing = {path_of(folder, consultation, row) for row in rows[:KEPT]}
    old, gone = [row.id for row in rows[KEPT:]], {path_of(folder, consultation, row) for row in rows[KEPT:]}
    if old:
        with writing():
            service.forget_packages(old)
    for path in gone - standing:  # after its row: a row without a file is a package that was lost
        path.unlink(missing_ok=True)


def _shows_same(consultation: Consultation, row: Package, now: datetime) -> bool:
    """Whether no date has passed since that lets counts appear; all else raises the revision, witnesses too."""
    then = service.scope_of(consultation, PUBLIC, row.made_at)
    return then.results_shown == service.scope_of(consultation, PUBLIC, now).results_shown


def path_of(folder: Path, consultation: Consultation, row: Package) -> Path:
    """Where a public package lies."""
    return folder / _name(consultation, row.sha256)


def _name(consultation: Consultation, sha256: str) -> str:
    return f"{consultation.public_id}-{sha256[:16]}.zip"


@contextmanager
def _alone(path: Path, *, patient: bool) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX if patient else fcntl.LOCK_EX | fcntl.LOCK_NB)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)
