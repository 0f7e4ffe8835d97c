"""The files of a package and its bag (BagIt 1.0, RFC 8493). Standard library only: packages carry this file."""

import csv
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from consult.record.verify import Fault

BLOCK = 1 << 20
DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFESTS = ("sha256", "sha512")


class Package:
    """The files of a package, from a ZIP or from a folder where somebody unpacked it."""

    def __init__(self, path: Path) -> None:
        self._folder = path if path.is_dir() else None
        self._streams: list[IO[bytes]] = []
        try:
            self._zip = None if self._folder else zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise Fault(f"{path.name}: this is no ZIP file, or it was cut off") from error
        listed = self._zip.namelist() if self._zip else self._in_folder(path)
        self.names = frozenset(one for one in listed if not one.endswith("/"))
        self.twice = (
            sorted({one for one in listed if listed.count(one) > 1}) if len(listed) > len(set(listed)) else []
        )

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
        stream = self._zip.open(name) if self._zip else (self._folder or Path()).joinpath(name).open("rb")
        self._streams = [one for one in self._streams if not one.closed] + [stream]
        return stream

    def read(self, name: str) -> bytes:
        """The bytes of a small file."""
        with self.open(name) as stream:
            return stream.read()

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file, without their ends."""
        with self.open(name) as stream:
            rest = b""
            while block := stream.read(BLOCK):
                *whole, rest = (rest + block).split(b"\n")
                yield from whole
            if rest:
                raise Fault(f"{name} was cut off")

    def rows(self, name: str) -> Iterator[dict[str, Any]]:
        """The rows of a table, from its JSON Lines."""
        for number, line in enumerate(self.lines(name), 1):
            try:
                row = json.loads(line.decode())
            except ValueError as error:
                raise Fault(f"{name}, line {number}: this is no JSON") from error
            if not isinstance(row, dict):
                raise Fault(f"{name}, line {number}: this is no row")
            yield row

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


def check_bag(package: Package) -> int:
    """Every file is there, is listed and has its checksums. Returns how many. Raises Fault."""
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
    _check_sums(
        package, "tagmanifest", {one for one in package.names - payload if not one.startswith("tagmanifest-")}
    )
    size = _check_sums(package, "manifest", payload)
    if f"Payload-Oxum: {size}.{len(payload)}\n".encode() not in package.read("bag-info.txt"):
        raise Fault("bag-info.txt tells another number of bytes or files")
    return len(payload)


def _check_sums(package: Package, manifest: str, names: set[str]) -> int:
    """Hold files against both manifests. Returns their bytes."""
    expected = {kind: _manifest(package, f"{manifest}-{kind}.txt", names) for kind in MANIFESTS}
    size = 0
    for name in sorted(names):
        digests = {kind: hashlib.new(kind) for kind in MANIFESTS}
        try:
            with package.open(name) as stream:
                while block := stream.read(BLOCK):
                    size += len(block)
                    for digest in digests.values():
                        digest.update(block)
        except zipfile.BadZipFile as error:
            raise Fault(f"{name}: damaged") from error
        for kind, digest in digests.items():
            if digest.hexdigest() != expected[kind][name]:
                raise Fault(
                    f"{name}: its {kind.upper()} is not the one in the manifest: the file was changed"
                )
    return size


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


_FORMULA = re.compile(
    r"'*+[=+\-@\t\r\n＝＋－＠]" if sys.version_info >= (3, 11) else r"'*[=+\-@\t\r\n＝＋－＠]"
)


_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")


def check_csv(package: Package, name: str) -> None:
    """The CSV says what the JSON Lines say, row by row. Raises Fault."""
    csv.field_size_limit(1 << 30)
    path = name.removesuffix(".jsonl") + ".csv"
    with package.open(path) as stream:
        cells = csv.reader(io.TextIOWrapper(stream, "utf-8", newline=""))
        columns = next(cells, [])
        number = 1
        for number, row in enumerate(package.rows(name), 2):
            if next(cells, None) != [_cell(row.get(column)) for column in columns] or len(row) != len(
                columns
            ):
                raise Fault(f"{path}, row {number}: not what {name} says")
        if next(cells, None) is not None:
            raise Fault(f"{path}, row {number + 1}: a row more than {name} has")


def _cell(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}" if value[:1] in _FIRST and _FORMULA.match(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, list | dict):
        return _cell(json.dumps(value, ensure_ascii=False))
    return str(value)


def check_reading_room(package: Package, table: str) -> None:
    """A list of the reading room shows what the table says, row by row. Raises Fault."""
    folder = "data/reading-room/rows/"
    rows = package.table(table)
    for name in sorted(one for one in package.names if one.startswith(f"{folder}{table}-")):
        script = package.read(name).decode()
        if not (script.startswith("readingRoom.take([") and script.endswith("]);\n")):
            raise Fault(f"{name}: not a list of rows")
        for shown in json.loads(script[len("readingRoom.take(") : -3]):
            row = next(rows, {})
            if any(row.get(column) != value for column, value in shown.items()):
                raise Fault(f"{name}: not what data/{table}.jsonl says")
    if next(rows, None) is not None:
        raise Fault(f"data/{table}.jsonl has more rows than the reading room shows")
