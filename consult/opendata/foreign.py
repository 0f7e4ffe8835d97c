"""Packages of other sites: checked whole before anything is kept, kept as they came, and given out again unchanged.

Nothing of them is ever served as a page: what they say is read from their tables, their own pages stay in the ZIP.
"""

import hashlib
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from consult.foundation.errors import N_, Refused
from consult.opendata.packaging import FORMAT
from consult.opendata.packaging.bag import BLOCK, Bag
from consult.opendata.verify_bag import DAMAGED, Package, is_safe, no_zip_in_words
from consult.opendata.verify_package import verify
from consult.opendata.verify_schema import FORMS
from consult.opendata.verify_taken_in import IMPORTS
from consult.record.verify import Fault, checkpoint_of

FOLDER = "foreign"


@dataclass(frozen=True)
class Found:
    """A package that was checked: what it is of, and what was found."""

    consultation: str
    slug: str
    titles: dict[str, str]
    grade: str
    origin: str
    log_size: int
    log_root: str
    as_of: str
    states: dict[str, int]
    manifest: str
    size: int
    said: tuple[str, ...]


def check(path: Path, *, limit: int) -> Found:
    """Read and verify a package; nothing is kept. Raises Refused, saying what is wrong with it."""
    try:
        _check_size(path, limit)
        said = verify(path, every=True)
        with Package(path) as package:
            return _found(package, path, said)
    except (Fault, zipfile.BadZipFile) as fault:
        raise Refused(
            N_("This package was not imported: %(fault)s"), field="file", fault=str(fault)
        ) from fault
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, OSError, *DAMAGED) as error:
        raise Refused(
            N_("This package was not imported: %(fault)s"), field="file",
            fault=f"it is not put together as it should be ({type(error).__name__})",
        ) from error  # fmt: skip


def _check_size(path: Path, limit: int) -> None:
    try:
        size = path.stat().st_size
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (OSError, zipfile.BadZipFile) as error:
        raise Fault(no_zip_in_words(path)) from error
    if size > limit:  # how large it may be unpacked, verify.py says for everybody
        raise Fault(f"{path.name}: it is larger than this site takes ({size:,} bytes)")
    for info in infos:
        if info.flag_bits & 1:
            raise Fault(f"{info.filename}: encrypted; decrypt the package first")
        if not is_safe(info.filename):
            raise Fault(f"{info.filename}: a path that leads out of the package")


def _found(package: Package, path: Path, said: list[str]) -> Found:
    facts = json.loads(package.read("data/package.json"))
    if facts.get("format") not in FORMS:
        raise Fault(f"data/package.json: not a package of the kind {FORMAT}")
    head = checkpoint_of(package.read("data/checkpoint"))
    states = Counter(str(row["state"]) for row in package.table("comments"))
    return Found(
        consultation=_hexadecimal(facts["consultation"]), slug=str(facts["slug"])[:80],
        titles={str(row["language"])[:35]: str(row["title"]) for row in package.table("consultation")},
        grade=str(facts["grade"]), origin=head.origin[:300], log_size=head.size, log_root=head.root.hex(),
        as_of=str(facts["as_of"])[:20], states=dict(sorted(states.items())),
        manifest=original_manifest(package), size=path.stat().st_size, said=tuple(said),
    )  # fmt: skip


def _hexadecimal(text: str) -> str:
    if len(text) != 32 or set(text) - set("0123456789abcdef"):
        raise Fault("data/package.json: the consultation has no random id")
    return text


def original_manifest(package: Package) -> str:
    """The SHA-512 of the package's manifest as it was before any site imported it."""
    lines = package.read("manifest-sha512.txt").splitlines(keepends=True)
    kept = [line for line in lines if not line.endswith(f"  {IMPORTS}\n".encode())]
    return hashlib.sha512(b"".join(kept)).hexdigest()


def path_of(instance: Path, consultation: str) -> Path:
    """Where the package of a consultation held elsewhere is kept."""
    return instance / FOLDER / f"{consultation}.zip"


def keep(source: Path, instance: Path, consultation: str) -> Path:
    """Copy it beside its place, whole; ``settle`` gives it its name. Returns the copy."""
    target = path_of(instance, consultation)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    return draft


def write_again(kept: Path, target: IO[bytes], own: list[dict[str, Any]]) -> str:
    """The same files byte for byte, with what this site adds of its own. Returns the SHA-512 of the manifest."""
    with Package(kept) as package:
        facts = json.loads(package.read("data/package.json"))
        as_of = datetime.strptime(facts["as_of"], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        before = list(package.rows(IMPORTS)) if IMPORTS in package.names else []
        with Bag(target, as_of) as bag:
            for name in sorted(one for one in package.names if one.startswith("data/") and one != IMPORTS):
                with package.open(name) as stream:
                    bag.add_stream(name.removeprefix("data/"), stream)
            lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in [*before, *own])
            bag.add_text(IMPORTS.removeprefix("data/"), "".join(lines))
            return bag.finish(dict(_bag_info(package)))


def _bag_info(package: Package) -> Iterator[tuple[str, str]]:
    for line in package.read("bag-info.txt").decode().splitlines():
        label, _, value = line.partition(": ")
        if label != "Payload-Oxum":
            yield label, value


def pieces(path: Path) -> Iterator[bytes]:
    """A kept package, piece by piece."""
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block
