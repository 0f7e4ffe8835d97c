"""Files that may be compressed, read without trusting how large they say they are."""

import gzip
import io
import zlib
from typing import BinaryIO, cast

from consult.foundation.errors import N_, Refused

_CHUNK = 1 << 16
_FREE = 1 << 20  # bytes for which the ratio isn't looked at


class _Metered(io.RawIOBase):
    """Counts what a stream gives and refuses beyond the limits (gzip bombs)."""

    def __init__(self, source: BinaryIO, packed: BinaryIO | None, limit: int, ratio: int) -> None:
        self.source, self.packed, self.limit, self.ratio, self.count = source, packed, limit, ratio, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self.source.read(len(buffer))
        except (EOFError, OSError, zlib.error) as error:
            raise Refused(N_("The compressed file is damaged."), field="file") from error
        self.count += len(data)
        allowed = self.limit
        if self.packed is not None:
            allowed = min(allowed, _FREE + self.ratio * self.packed.tell())
        if self.count > allowed:
            raise Refused(
                N_("Unpacked, the file is larger than %(limit)s bytes."), field="file", limit=allowed
            )
        buffer[: len(data)] = data
        return len(data)


def unpacked(source: BinaryIO, *, limit: int, ratio: int) -> io.BufferedReader:
    """The bytes of ``source`` from its beginning, out of gzip if need be.

    ``limit`` is in bytes once unpacked, ``ratio`` of unpacked to packed bytes. Raises Refused beyond
    them (while reading), for damaged gzip and for zip files.
    """
    source.seek(0)
    magic = source.read(4)
    source.seek(0)
    if magic == b"PK\x03\x04":
        raise Refused(N_("This is a workbook or zip file. Save the sheet as CSV in UTF-8."), field="file")
    if magic[:2] == b"\x1f\x8b":
        packed = cast(BinaryIO, gzip.GzipFile(fileobj=source))
        return io.BufferedReader(_Metered(packed, source, limit, ratio), _CHUNK)
    return io.BufferedReader(_Metered(source, None, limit, ratio), _CHUNK)
