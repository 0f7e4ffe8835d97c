"""A BagIt 1.0 package (RFC 8493) written as one ZIP in a single pass: files are hashed while they are written."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import IO

from consult.opendata.verify_contents import written_info

SPOOL = 4_000_000
"""Bytes of one file kept in memory before it goes to a temporary file."""
BLOCK = 1 << 16
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
KINDS = ("sha256", "sha512")


class Bag:
    """Files are added one after the other; ``finish`` writes the manifests. Every date in it is ``as_of``."""

    def __init__(self, target: IO[bytes], as_of: datetime) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        moment = as_of.astimezone(UTC)
        self._date = (moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second)
        self._sums: dict[str, dict[str, str]] = {}
        self._sizes: dict[str, int] = {}
        self.rows: dict[str, int] = {}

    def __enter__(self) -> "Bag":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def add(self, name: str, write: Callable[[IO[bytes]], int | None]) -> None:
        """Write ``data/<name>``; ``write`` gets a stream and may return how many rows it wrote."""
        with tempfile.SpooledTemporaryFile(SPOOL) as spool:
            rows = write(spool)
            spool.seek(0)
            self.add_stream(name, spool)
        if rows is not None:
            self.rows[f"data/{name}"] = rows

    def add_text(self, name: str, content: str | bytes) -> None:
        """Write ``data/<name>`` with this content."""
        self._write(f"data/{name}", iter([content.encode() if isinstance(content, str) else content]))

    def add_stream(self, name: str, stream: IO[bytes]) -> None:
        """Copy a stream to ``data/<name>``."""
        self._write(f"data/{name}", iter(lambda: stream.read(BLOCK), b""))

    def _write(self, name: str, blocks: Iterator[bytes]) -> None:
        info = zipfile.ZipInfo(name, self._date)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        digests = {kind: hashlib.new(kind) for kind in KINDS}
        size = 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            for block in blocks:
                size += len(block)
                for digest in digests.values():
                    digest.update(block)
                target.write(block)
        self._sums[name] = {kind: digest.hexdigest() for kind, digest in digests.items()}
        if name.startswith("data/"):
            self._sizes[name] = size

    def finish(self, facts: Mapping[str, str]) -> str:
        """Write declaration, ``facts`` and manifests; returns the SHA-512 of the payload's SHA-512 manifest."""
        payload = sorted(self._sizes)
        described = {**facts, "Payload-Oxum": f"{sum(self._sizes.values())}.{len(payload)}"}
        tags = {"bagit.txt": DECLARATION, "bag-info.txt": written_info(described)}
        tags |= {f"manifest-{kind}.txt": self._manifest(kind, payload) for kind in KINDS}
        for name, content in tags.items():
            self._write(name, iter([content.encode()]))
        for kind in KINDS:
            self._write(f"tagmanifest-{kind}.txt", iter([self._manifest(kind, sorted(tags)).encode()]))
        return self._sums["manifest-sha512.txt"]["sha512"]

    def _manifest(self, kind: str, names: list[str]) -> str:
        return "".join(f"{self._sums[name][kind]}  {name}\n" for name in names)
