"""Zip archives (DOCX, ODT): looked at before anything is unpacked, and unpacked with a counter running."""

import io
import re
import zipfile
import zlib

from lxml import etree

from consult.consultations.drafts.limits import DraftLimits
from consult.foundation.errors import N_, Refused, TooLarge

CHUNK = 64 * 1024
LOCAL_HEADER = 30
RATIO_COUNTS_FROM = 1024 * 1024
DAMAGED = N_(
    "This file is damaged or isn’t what its name says. Open it in your word processor, save it again and send that."
)
TOO_BIG_INSIDE = N_(
    "This file unpacks to more than is accepted. Send the text without pictures and attached objects."
)
_DECLARED = re.compile(
    rb"""^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9_.\-]{1,40})["']"""
)


class Archive:
    """A zip archive whose parts are read one by one, counted, and never written anywhere."""

    def __init__(self, data: bytes, limits: DraftLimits) -> None:
        """Raises Refused for an archive that is damaged, encrypted, lies about itself or holds too much."""
        self.limits = limits
        self.unpacked = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._infos = {info.filename: info for info in self._zip.infolist()}
        except (
            zipfile.BadZipFile,
            ValueError,
            OSError,
            RuntimeError,
            EOFError,
        ) as error:
            raise Refused(DAMAGED, field="draft") from error
        self._check(data)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._infos)

    def _check(self, data: bytes) -> None:
        infos = self._zip.infolist()
        if len(infos) > self.limits.max_zip_entries:
            raise Refused(
                N_("This file holds %(count)s parts; at most %(limit)s are accepted."),
                field="draft",
                count=len(infos),
                limit=self.limits.max_zip_entries,
            )
        if any(info.flag_bits & 0x1 for info in infos):
            raise Refused(
                N_("This file is protected by a password. Save it without one and send it again."),
                field="draft",
            )
        if (
            len(self._infos) != len(infos)
            or sum(info.file_size for info in infos) > self.limits.max_unpacked_bytes
        ):
            raise Refused(TOO_BIG_INSIDE if len(self._infos) == len(infos) else DAMAGED, field="draft")
        if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
            raise Refused(DAMAGED, field="draft")
        if _overlap(infos, data, self._zip.start_dir):
            raise Refused(DAMAGED, field="draft")

    def read(self, name: str) -> bytes:
        """The bytes of one part. Raises Refused once it, or all parts together, grow beyond the limits."""
        info = self._infos[name]
        parts: list[bytes] = []
        size = 0
        try:
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    self.unpacked += len(chunk)
                    self._count(size, info.compress_size)
                    parts.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            ValueError,
            OSError,
            RuntimeError,
            EOFError,
        ) as error:
            raise Refused(DAMAGED, field="draft") from error
        return b"".join(parts)

    def _count(self, size: int, packed: int) -> None:
        ratio = size / max(1, packed)
        if (
            size > self.limits.max_part_bytes
            or self.unpacked > self.limits.max_unpacked_bytes
            or (size > RATIO_COUNTS_FROM and ratio > self.limits.max_ratio)
        ):
            raise Refused(TOO_BIG_INSIDE, field="draft")

    def check_blocks(self, count: int) -> None:
        """Raises TooLarge once a reader has made more paragraphs and tables than the limits allow."""
        if count > self.limits.max_blocks:
            raise TooLarge(
                N_("This text has more than %(limit)s paragraphs. Send it in parts."),
                field="draft",
                limit=self.limits.max_blocks,
            )

    def read_xml(self, name: str) -> etree._Element:
        """One part parsed as XML. Raises Refused for a document type declaration or anything not well-formed."""
        return parse_xml(self.read(name))


def _overlap(infos: list[zipfile.ZipInfo], data: bytes, directory: int) -> bool:
    """True where two entries share bytes or one reaches into the directory: the mark of a bomb."""
    ends = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        header = data[info.header_offset : info.header_offset + LOCAL_HEADER]
        if len(header) < LOCAL_HEADER or info.header_offset < ends:
            return True
        name_and_extra = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        ends = info.header_offset + LOCAL_HEADER + name_and_extra + info.compress_size
    return ends > directory


def parse_xml(data: bytes) -> etree._Element:
    """``data`` as XML with no document type, no entities, nothing from outside and no excessive depth."""
    declared = _DECLARED.match(data[:400])
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:8]
    as_text = data.decode("utf-16", "replace") if wide else None
    has_type = "<!DOCTYPE" in as_text if as_text is not None else b"<!DOCTYPE" in data
    if has_type or encoding not in ("utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"):
        raise Refused(
            N_(
                "This file holds a document type declaration, which could pull in other files. "
                "Save it again in your word processor."
            ),
            field="draft",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused(DAMAGED, field="draft") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(DAMAGED, field="draft")
    return root
