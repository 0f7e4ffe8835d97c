"""The package that goes to an archive, and the list that goes with it."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

from consult.consultations import queries as consultations
from consult.custody import queries, service
from consult.foundation.db import writing
from consult.foundation.tables import write_csv
from consult.opendata import keeping
from consult.opendata import service as opendata
from consult.opendata.files.shape import AUDITOR
from consult.opendata.keeping import Seal

FOLDER = "transfers"
COLUMNS = ("file", "bytes", "sha512")
MANIFEST = "manifest-sha512.txt"


def path_of(instance: Path, public_id: str) -> Path:
    """Where an archive package lies."""
    return instance / FOLDER / f"{public_id}.zip"


def prepare(instance: Path, disposal_id: int, *, now: datetime, seal: Seal) -> None:
    """Make the package: a BagIt bag with everything that auditors may read, for the archive to keep."""
    made = queries.get_disposal(disposal_id)
    consultation_id, target = made.consultation_id, path_of(instance, made.public_id)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    package = keeping.sealed_package(consultation_id, AUDITOR, target, now, seal=seal)
    target.chmod(0o600)
    with writing():
        if opendata.is_overtaken(consultations.get_by_id(consultation_id), package.taken_out):
            target.unlink(missing_ok=True)
            return  # the next run makes it without what was taken out
        service.note_prepared(
            queries.get_disposal(disposal_id), sha256=package.sha256, size=package.size,
            manifest=package.manifest.sha512, now=now,
        )  # fmt: skip


def forget(instance: Path, consultation_id: int) -> None:
    """Part of verbs: packages that an archive hasn't got yet hold what goes now. They are made again without it."""
    for made in service.prepare_again(consultation_id):
        path_of(instance, made.public_id).unlink(missing_ok=True)


def tidy(instance: Path) -> int:
    """Take away packages that the archive has, and those of acts that failed; returns how many."""
    standing, gone = queries.prepared(), 0
    for path in (instance / FOLDER).glob("*.zip"):
        if path.stem not in standing:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def transfer_list(package: Path) -> bytes:
    """Every file of the package with its size and SHA-512, as a table: what the archive checks on receipt."""
    rows = []
    with zipfile.ZipFile(package) as archive:
        sizes = {one.filename: one.file_size for one in archive.infolist()}
        root = next(name for name in sizes if name.endswith(MANIFEST) and not name.endswith(f"tag{MANIFEST}"))
        folder = root.removesuffix(MANIFEST)
        for line in archive.read(root).decode().splitlines():
            digest, _blank, name = line.partition("  ")
            rows.append({"file": name, "bytes": str(sizes[folder + name]), "sha512": digest})
    target = io.StringIO(newline="")
    write_csv(rows, COLUMNS, target)
    return target.getvalue().encode("utf-8-sig")
