"""A look at a PDF's bytes before a library unpacks them: how much its streams hold."""

import re
import zlib

from consult.consultations.drafts.archives import CHUNK, TOO_BIG_INSIDE
from consult.consultations.drafts.limits import DraftLimits
from consult.foundation.errors import N_, Refused

_STREAM = re.compile(rb"stream\r?\n")
_CHAINED = re.compile(
    rb"/Filter\s*\[[^\]]{0,200}?/(?:FlateDecode|Fl|LZWDecode|LZW)\b[^\]]{0,200}?/(?:FlateDecode|Fl|LZWDecode|LZW)\b"
)
_INDIRECT = re.compile(rb"/Filter\s+\d{1,9}\s+\d{1,5}\s+R\b")
_LZW = re.compile(rb"/(?:LZWDecode|LZW)\b")
MAX_STREAMS = 100_000


def check_pdf(data: bytes, limits: DraftLimits) -> None:
    """Raises Refused where the streams unpack to more than the limits, counting while inflating."""
    if _CHAINED.search(data) or _INDIRECT.search(data) or len(_LZW.findall(data)) > limits.max_pdf_pages * 4:
        raise Refused(
            N_(
                "This PDF is packed in an unusual way and can’t be checked. Print it to a new PDF and send that."
            ),
            field="draft",
        )
    total = 0
    for count, match in enumerate(_STREAM.finditer(data)):
        if count > MAX_STREAMS:
            raise Refused(TOO_BIG_INSIDE, field="draft")
        if data[match.end() : match.end() + 1] not in (
            b"\x78",
            b"\x58",
            b"\x48",
            b"\x68",
            b"\x38",
            b"\x28",
            b"\x18",
            b"\x08",
        ):
            continue
        total += _inflated(data, match.end(), limits, limits.max_unpacked_bytes - total)


def _inflated(data: bytes, start: int, limits: DraftLimits, left: int) -> int:
    """Bytes one stream inflates to. Nothing is kept."""
    inflate = zlib.decompressobj()
    position, size = start, 0
    try:
        while not inflate.eof and (inflate.unconsumed_tail or position < len(data)):
            pending = inflate.unconsumed_tail or data[position : position + CHUNK]
            position += 0 if inflate.unconsumed_tail else len(pending)
            size += len(inflate.decompress(pending, CHUNK))
            if size > min(left, limits.max_part_bytes * 2):
                raise Refused(TOO_BIG_INSIDE, field="draft")
    except zlib.error:
        return size
    return size
