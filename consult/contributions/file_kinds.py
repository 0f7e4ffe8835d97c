"""What kind of file somebody sends, by its content and never by its name; what hides in it. Pure."""

import json
import re
import unicodedata
import zlib
from dataclasses import dataclass
from typing import Any

from consult.consultations.drafts.archives import Archive
from consult.consultations.drafts.limits import DraftLimits
from consult.foundation.errors import N_, Refused

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpeg": "image/jpeg",
    "png": "image/png",
}
"""The kinds that are taken, and their media types."""
_ENDINGS = {"jpeg": ("jpg", "jpeg")}
NAME_LIMIT = 120
FILE_FIELD = "attachment_"
"""How the fields begin in which an entry commits to files, one by one: ``attachment_1`` and so on."""
OTHER = N_(
    "“%(name)s” is not a PDF, DOCX, ODT, JPEG or PNG file, whatever its name says. Please save it as one of these "
    "and send it again."
)
PROTECTED = N_("“%(name)s” is protected by a password. Please save it without one and send it again.")
MACROS = N_(
    "“%(name)s” holds macros or other programs, which we don’t take. Please save it without them, or print it to a "
    "PDF, and send it again."
)
OLD_OFFICE = N_(
    "“%(name)s” is a Word file of the old kind, or one protected by a password. Please save it as DOCX without a "
    "password and send it again."
)
DAMAGED = N_("“%(name)s” is damaged and can’t be opened. Please save it again and send that.")


@dataclass(frozen=True)
class Kind:
    """What was recognised: the kind, and the name it is kept under."""

    kind: str
    name: str


def recognise(data: bytes, name: str) -> Kind:
    """The kind of a file. Raises Refused on the field ``attachment`` for all others, encrypted ones, and programs."""
    kind = _kind(data, name)
    return Kind(kind, safe_name(name, kind))


def _kind(data: bytes, name: str) -> str:
    shown = _shown(name)
    if data.startswith(b"%PDF-"):
        _check_pdf(data, shown)
        return "pdf"
    if data.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in data[-64 * 1024 :]:
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return "png"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise Refused(OLD_OFFICE, field="attachment", name=shown)
    if data.startswith(b"PK\x03\x04"):
        return _archive_kind(data, shown)
    raise Refused(OTHER, field="attachment", name=shown)


# Word processors ----------------------------------------------------------------------------------


def _archive_kind(data: bytes, shown: str) -> str:
    try:
        archive = Archive(data, DraftLimits())
        return _office_kind(archive, shown)
    except Refused as refused:
        if refused.field == "attachment":
            raise
        is_locked = any(flags & 1 for flags in _flags(data))
        raise Refused(PROTECTED if is_locked else DAMAGED, field="attachment", name=shown) from refused


def _flags(data: bytes) -> list[int]:
    """The flags in the headers of an archive's parts; bit 0 says encrypted."""
    return [
        int.from_bytes(data[at.start() + 6 : at.start() + 8], "little")
        for at in re.finditer(rb"PK\x03\x04", data)
    ]


def _office_kind(archive: Archive, shown: str) -> str:
    names = archive.names()
    if "[Content_Types].xml" in archive and "word/document.xml" in archive:
        kinds = archive.read("[Content_Types].xml")
        is_program = b"macroEnabled" in kinds or b"vbaProject" in kinds or b"activeX" in kinds
        if is_program or any("vbaproject" in one.lower() or "/activex/" in one.lower() for one in names):
            raise Refused(MACROS, field="attachment", name=shown)
        if _loads_from_elsewhere(archive):
            raise Refused(MACROS, field="attachment", name=shown)
        return "docx"
    if "mimetype" in archive and archive.read("mimetype").strip() == TYPES["odt"].encode():
        if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Refused(PROTECTED, field="attachment", name=shown)
        if any(one.startswith(("Basic/", "Scripts/")) for one in names):
            raise Refused(MACROS, field="attachment", name=shown)
        return "odt"
    raise Refused(OTHER, field="attachment", name=shown)


def _loads_from_elsewhere(archive: Archive) -> bool:
    """Whether the document brings its template, or a program, from another place when it is opened."""
    settings = "word/_rels/settings.xml.rels"
    return settings in archive and b'TargetMode="External"' in archive.read(settings)


# PDF ----------------------------------------------------------------------------------------------

_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d{1,9}\s+\d{1,5}\s+R|<<)")
_PROGRAM = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia|XFA|EmbeddedFiles?|SubmitForm|ImportData)\b")
_OBJECTS = re.compile(
    rb"/Type\s*/ObjStm\b[^>]{0,400}>>\s*stream\r?\n|/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
UNPACKED_MOST = 32 * 1024 * 1024
"""Bytes of a PDF's packed objects that are looked through."""


def _check_pdf(data: bytes, shown: str) -> None:
    if b"%%EOF" not in data[-4096:] and b"startxref" not in data:
        raise Refused(DAMAGED, field="attachment", name=shown)
    if _ENCRYPT.search(data):
        raise Refused(PROTECTED, field="attachment", name=shown)
    left = UNPACKED_MOST
    if _has_program(_outside_streams(data)):
        raise Refused(MACROS, field="attachment", name=shown)
    for found in _OBJECTS.finditer(data):
        objects = _inflated(data, found.end(), left)
        left -= len(objects)
        if left <= 0:
            raise Refused(DAMAGED, field="attachment", name=shown)
        if _has_program(objects):
            raise Refused(MACROS, field="attachment", name=shown)


def _outside_streams(data: bytes) -> bytes:
    """The objects without the packed bytes of pictures and fonts, in which any word may turn up by chance."""
    return b"".join(piece.rpartition(b"endstream")[2] for piece in re.split(rb"\bstream\r?\n", data))


def _has_program(objects: bytes) -> bool:
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), objects)
    return bool(_PROGRAM.search(plain))


def _inflated(data: bytes, start: int, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data[start:], most)
    except zlib.error:
        return b""


# In the record -------------------------------------------------------------------------------------


def file_committed(field: str, value: str) -> list[Any]:
    """[random id, name, kind, bytes, SHA-256, whether it is for the office alone]; empty where no file is meant."""
    found: list[Any] = json.loads(value) if field.startswith(FILE_FIELD) else []
    return found


# Names --------------------------------------------------------------------------------------------


def safe_name(name: str, kind: str) -> str:
    """The sender's name for a file, fit for any disk and header, ending as its kind does."""
    stem, dot, ending = _shown(name).rpartition(".")
    endings = _ENDINGS.get(kind, (kind,))
    if not dot or ending.lower() not in endings:
        stem, ending = _shown(name), endings[0]
    return f"{stem[: NAME_LIMIT - 5].strip(' .') or 'file'}.{ending.lower()}"


def _shown(name: str) -> str:
    """The last part of a path without controls, quotes and what would lead elsewhere."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*;%')
    return kept.strip()[:NAME_LIMIT] or "file"
