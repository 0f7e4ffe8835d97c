"""The files of a package and its bag (BagIt 1.0, RFC 8493). Standard library only: packages carry this file."""

import csv
import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from contextlib import suppress
from json.scanner import make_scanner
from pathlib import Path
from typing import IO, Any

from consult.record.verify import Fault

BLOCK = 1 << 18
LONGEST = 1 << 26
"""Bytes of a line, and of a file that is read at once: what is longer was made to fill its reader's memory."""
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError)
"""What reading a damaged, cut or encrypted file of a ZIP raises."""
ENCRYPTED = b"age-encryption.org/v1"
"""How a file begins that was encrypted to somebody's key."""
PACKED_MOST = 1000
"""How much larger a large file may be than it is packed. A comment of one letter a hundred thousand times over comes
near; only what is nothing else comes to the most that there is."""
UNPACKED_MOST = 1032
"""How much larger than the ZIP all files are at most: nothing packs better, unless files lie on one another."""
LARGE = 1 << 26
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How files lie in the ZIP of a package; what unpacks others isn't there everywhere."""
UNFIT = (
    Fault, OSError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, csv.Error, *DAMAGED,
)  # fmt: skip
"""What checking a package raises that is not as it should be."""
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFESTS = ("sha256", "sha512")
Sums = dict[str, str]
"""Checksums: of a file by kind, or of many by name."""


class NameTwice(ValueError):
    """An object that says two things under one name: whoever reads the first one reads something else than we do."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NameTwice("a name stands there twice")
    return made


_scan = make_scanner(json.JSONDecoder(object_pairs_hook=_object))  # type: ignore[arg-type]  # declared to take itself
"""The JSON value at a place of a text, and where it ends. Raises NameTwice."""
_scan_again = make_scanner(json.JSONDecoder())  # type: ignore[arg-type]
"""The same, faster, of what somebody else reads by the one above."""


def value_at(text: str, start: int) -> tuple[Any, int]:
    """The same. Raises ValueError where there is none."""
    try:
        return _scan(text, start)
    except StopIteration as error:
        raise ValueError("no value") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def parsed(line: bytes) -> Any:
    """The value of a line of JSON. Raises ValueError where it is none, or has anything around it."""
    text = line.decode()
    value, end = value_at(text, 0)
    if end != len(text):
        raise ValueError("more than one value")
    return value


def parsed_lines(piece: bytes, *, is_again: bool = False) -> Iterator[Any]:
    """The value of each of these whole lines. Raises ValueError at the first one that is no JSON.

    ``is_again``: another one asks whether names stand there twice.
    """
    scan = _scan_again if is_again else _scan
    try:
        text, start = piece.decode(), 0
    except UnicodeDecodeError:  # one by one, so that it is raised where it belongs
        yield from map(parsed, piece[:-1].split(b"\n"))
        return
    while start < len(text):
        end = text.index("\n", start)
        try:
            value, stop = scan(text, start)
        except (StopIteration, RecursionError):
            value, stop = value_at(text, start)
        if stop != end:
            raise ValueError("more than one value, or one over several lines")
        yield value
        start = end + 1


def no_json_in_words(error: ValueError) -> str:
    """What is wrong with a line."""
    return str(error) if isinstance(error, NameTwice) else "this is no JSON"


def facts_of(package: "Package") -> dict[str, Any]:
    """What the package says of itself. Raises Fault where it says something twice."""
    try:
        facts: dict[str, Any] = parsed(package.read("data/package.json").strip())
    except NameTwice as error:
        raise Fault("data/package.json: not as a package writes it: a name stands there twice") from error
    return facts


def no_zip_in_words(path: Path) -> str:
    """What to do with a file that isn't a package, as far as it shows what it is."""
    if not path.exists():
        return f"{path.name}: there is no such file"
    begins = b""
    with suppress(OSError), path.open("rb") as file:
        begins = file.read(len(ENCRYPTED))
    if begins == ENCRYPTED:
        return f"{path.name}: it is encrypted. Decrypt it first: age -d -i KEY.txt {path.name} > package.zip"
    return f"{path.name}: this is no ZIP file, or it was cut off"


def check_packed(path: Path, archive: zipfile.ZipFile) -> None:
    """Its files aren't so much larger than the ZIP that it was made to fill its reader's disk or time. Raises Fault."""
    listed = archive.infolist()
    size, whole = path.stat().st_size, sum(one.file_size for one in listed)
    dense = sum(one.file_size for one in listed if one.file_size > one.compress_size * PACKED_MOST)
    if dense > LARGE or whole > size * UNPACKED_MOST:
        raise Fault(
            f"{path.name}: {whole:,} bytes are packed into {size:,}: it was made to fill a disk, or time"
        )


class Package:
    """The files of a package, from a ZIP or from a folder where somebody unpacked it."""

    def __init__(self, path: Path) -> None:
        self._folder = path if path.is_dir() else None
        self._streams: list[IO[bytes]] = []
        try:
            self._zip = None if self._folder else zipfile.ZipFile(path)
        except (OSError, ValueError, *DAMAGED) as error:
            raise Fault(no_zip_in_words(path)) from error
        if self._zip is not None:
            check_packed(path, self._zip)
        listed = self._zip.namelist() if self._zip else self._in_folder(path)
        self.names = frozenset(one for one in listed if not one.endswith("/"))
        self.twice = sorted(name for name, times in Counter(listed).items() if times > 1)
        self.sums: dict[str, Sums] = {}
        """The checksums of every file that was read to its end."""
        self.sizes: dict[str, int] = {}
        self.sums_of: Set[str] = self.names
        """The files of which they are taken; not of those of which another process takes them."""

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        for stream in self._streams:
            stream.close()
        if self._zip:
            self._zip.close()

    @staticmethod
    def _in_folder(path: Path) -> list[str]:
        return [one.relative_to(path).as_posix() for one in path.rglob("*") if one.is_file()]

    def open(self, name: str) -> IO[bytes]:
        """A file of the package. Raises Fault where it is missing."""
        if name not in self.names:
            raise Fault(f"{name} is missing")
        if self._zip and self._zip.getinfo(name).compress_type not in METHODS:
            raise Fault(f"{name}: packed in another way than files of a package are")
        try:
            stream = self._zip.open(name) if self._zip else (self._folder or Path()).joinpath(name).open("rb")
        except DAMAGED as error:
            raise Fault(f"{name}: damaged, or encrypted") from error
        self._streams = [one for one in self._streams if not one.closed] + [stream]
        return stream

    def blocks(self, name: str) -> Iterator[bytes]:
        """A file piece by piece; its checksums are taken on the way, so that it is unpacked once. Raises Fault."""
        is_due = name in self.sums_of and name not in self.sums
        digests = {kind: hashlib.new(kind) for kind in MANIFESTS} if is_due else {}
        size = 0
        try:
            with self.open(name) as stream:
                while block := stream.read(BLOCK):
                    size += len(block)
                    for digest in digests.values():
                        digest.update(block)
                    yield block
        except DAMAGED as error:
            raise Fault(f"{name}: damaged") from error
        if digests:
            self.sums[name] = {kind: digest.hexdigest() for kind, digest in digests.items()}
            self.sizes[name] = size

    def read(self, name: str) -> bytes:
        """The bytes of a small file. Raises Fault for one that is none."""
        found, size = [], 0
        for block in self.blocks(name):
            found.append(block)
            size += len(block)
            if size > LONGEST:
                raise Fault(f"{name} is larger than {LONGEST:,} bytes; no such file of a package is")
        return b"".join(found)

    def whole_lines(self, name: str) -> Iterator[bytes]:
        """A file in pieces of whole lines, with their ends. Raises Fault."""
        begun, size = list[bytes](), 0  # of a line whose end was not read yet
        for block in self.blocks(name):
            end = block.rfind(b"\n") + 1
            if end:
                yield b"".join([*begun, block[:end]])
                begun, size = [], 0
            begun.append(block[end:])
            size += len(block) - end
            if size > LONGEST:
                raise Fault(
                    f"{name} has a line of more than {LONGEST:,} bytes; no row of a package is so long"
                )
        if size:
            raise Fault(f"{name} was cut off")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, without their ends."""
        for piece in self.whole_lines(name):
            yield from piece[:-1].split(b"\n")

    def rows(self, name: str, *, is_again: bool = False) -> Iterator[dict[str, Any]]:
        """The rows of a table, from its JSON Lines. ``is_again``: as ``parsed_lines`` takes it. Raises Fault."""
        number = 0
        for piece in self.whole_lines(name):
            try:
                for row in parsed_lines(piece, is_again=is_again):
                    number += 1
                    if not isinstance(row, dict):
                        raise Fault(f"{name}, line {number}: this is no row")
                    yield row
            except ValueError as error:
                raise Fault(f"{name}, line {number + 1}: {no_json_in_words(error)}") from error

    def table(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of ``data/<name>.jsonl``, none where the grade has no such table."""
        path = f"data/{name}.jsonl"
        return self.rows(path) if path in self.names else iter(())


def is_safe(name: str) -> bool:
    """Whether a path stays inside the folder it is unpacked to, on every system."""
    parts = name.rstrip("/").split("/")
    return not (
        "\\" in name or "\x00" in name or ":" in parts[0] or name.startswith(("/", "~")) or not name
        or any(part in ("", ".", "..") for part in parts)
    )  # fmt: skip


# The bag (RFC 8493) -------------------------------------------------------------------------------


def check_list(package: Package) -> dict[str, Sums]:
    """The bag is one, and lists every file of it and no other. Returns the checksums it gives of its payload, by kind.

    Raises Fault.
    """
    for name in package.twice:
        raise Fault(f"{name}: stands in the package twice")
    for name in sorted(package.names):
        if not is_safe(name):
            raise Fault(f"{name}: a path that leads out of the package")
    if package.read("bagit.txt") != DECLARATION:
        raise Fault("bagit.txt is not that of a BagIt 1.0 package")
    if "fetch.txt" in package.names:
        raise Fault("fetch.txt: a package that leaves files elsewhere proves nothing about them")
    payload = {name for name in package.names if name.startswith("data/")}
    tags = {one for one in package.names - payload if not one.startswith("tagmanifest-")}
    check_sums(package, _manifests(package, "tagmanifest", tags))
    return _manifests(package, "manifest", payload)


def check_payload(package: Package, expected: Mapping[str, Sums]) -> int:
    """Every file of the payload has the checksums that the bag gives. Returns how many. Raises Fault.

    What was read before isn't read again.
    """
    names = check_sums(package, expected)
    return check_size(package, sum(package.sizes[name] for name in names), len(names))


def check_size(package: Package, size: int, number: int) -> int:
    """The bag says in its last line how many bytes and files its payload has. Returns how many files. Raises Fault."""
    if not package.read("bag-info.txt").endswith(f"\nPayload-Oxum: {size}.{number}\n".encode()):
        raise Fault("bag-info.txt tells another number of bytes or files")
    return number


def check_sums(package: Package, expected: Mapping[str, Sums]) -> list[str]:
    """Hold files against both manifests. Returns their names."""
    names = sorted(expected[MANIFESTS[0]])
    for name in names:
        if name not in package.sums:
            for _block in package.blocks(name):
                pass
        for kind, sums in expected.items():
            if package.sums[name][kind] != sums[name]:
                raise Fault(
                    f"{name}: its {kind.upper()} is not the one in the manifest: the file was changed"
                )
    return names


def _manifests(package: Package, manifest: str, names: set[str]) -> dict[str, Sums]:
    return {kind: _manifest(package, f"{manifest}-{kind}.txt", names) for kind in MANIFESTS}


def _manifest(package: Package, name: str, expected: set[str]) -> dict[str, str]:
    sums: dict[str, str] = {}
    for line in package.lines(name):
        digest, _, path = line.decode().partition("  ")
        if path in sums or not path:
            raise Fault(f"{name}: a line is not well formed, or stands there twice")
        sums[path] = digest
    for path in sorted(sums.keys() ^ expected):
        raise Fault(
            f"{path} is {'in the manifest and missing' if path in sums else 'not in the manifest: it was added'}"
        )
    return sums
