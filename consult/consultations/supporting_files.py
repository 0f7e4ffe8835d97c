"""What kind of file stands beside a draft, by its content and never by its name alone. Pure."""

import unicodedata

from consult.consultations.drafts.archives import Archive
from consult.consultations.drafts.decoding import decode_text
from consult.consultations.drafts.limits import DraftLimits
from consult.foundation.errors import N_, Refused

OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
"""The kinds that are taken, with their media types."""
ENDINGS = {"jpg": "jpeg", "md": "txt", "text": "txt"}
PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
NAME_LIMIT = 120
OTHER = N_("This is no PDF, DOCX, ODT, XLSX, ODS, CSV, TXT, JPEG or PNG file, whatever its name says.")
PROGRAMS = N_("This file holds macros or other programs. Save it without them, or print it to a PDF.")


def recognise(data: bytes, name: str) -> str:
    """One of TYPES. Raises Refused (field “file”) for every other file, and for one with programs in it."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    ending = name.rpartition(".")[2].lower()
    kind = ENDINGS.get(ending, ending)
    if kind in ("csv", "txt") and data.strip() and b"\0" not in data:
        try:
            decode_text(data)
        except Refused as refused:
            raise Refused(OTHER, field="file") from refused
        return kind
    raise Refused(OTHER, field="file")


def _archive(data: bytes) -> str:
    try:
        archive = Archive(data, DraftLimits())
        names = archive.names()
        if any("vbaproject" in one.lower() or one.startswith(("Basic/", "Scripts/")) for one in names):
            raise Refused(PROGRAMS, field="file")
        if "[Content_Types].xml" in archive and b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise Refused(PROGRAMS, field="file")
        stated = archive.read("mimetype").strip().decode("ascii", "replace") if "mimetype" in archive else ""
    except Refused as refused:
        raise (refused if refused.field == "file" else Refused(OTHER, field="file")) from refused
    for kind, part in PARTS.items():
        if part in names:
            return kind
    kind = next((one for one in ("odt", "ods") if TYPES[one] == stated), "")
    if not kind:
        raise Refused(OTHER, field="file")
    return kind


def safe_name(name: str, kind: str) -> str:
    """The file's name, fit for any disk and header, ending as its kind does."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*;%').strip()
    stem, dot, ending = kept.rpartition(".")
    if not dot or ENDINGS.get(ending.lower(), ending.lower()) != kind:
        stem, ending = kept, kind
    return f"{stem[:NAME_LIMIT].strip(' .') or 'document'}.{ending.lower()}"
