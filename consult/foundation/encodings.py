"""How bytes are encoded: Unicode by its rules, Chinese by where an encoding keeps common characters."""

import codecs
import io

import charset_normalizer

from consult.foundation.errors import N_, Refused

_CHUNK = 1 << 16
_SAMPLE = 1 << 18


def _share(sample: bytes, encoding: str, last: int, first: int) -> float:
    """How much of the sample's Chinese stands where ``encoding`` keeps its common characters."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    wide = [char for char in text if ord(char) > 0x7F]
    narrow = "gb2312" if encoding == "gb18030" else encoding
    codes = [char.encode(narrow, "ignore") for char in wide]
    common = sum(len(code) == 2 and (first <= code[0] <= last or code[0] <= 0xA3) for code in codes)
    return common / max(len(wide), 1)


def _legacy_encoding(sample: bytes) -> str:
    """The encoding of bytes that aren't Unicode, from whole lines with characters outside ASCII."""
    shares = {
        "gb18030": _share(sample, "gb18030", 0xD7, 0xB0),
        "big5hkscs": _share(sample, "big5hkscs", 0xC6, 0xA4),
    }
    best = max(shares, key=lambda name: shares[name])
    if shares[best] > 0.7:
        return best
    wide = sum(byte > 0x7F for byte in sample)
    if sample.decode("utf-8", "replace").count("\ufffd") * 20 < wide:
        return "utf-8"  # with a few broken bytes, which come out as bad rows
    letters = sum(bytes((byte,)).isalpha() for byte in sample)
    found = charset_normalizer.from_bytes(sample[:_CHUNK]).best() if wide > letters else None
    # A western text has few accents among its letters; guessing between its code pages by statistics fails.
    return "cp1252" if found is None or found.encoding.startswith("utf") else found.encoding


def _utf_16(start: bytes) -> str | None:
    """UTF-16 without a mark: most line ends and most NULs make ASCII characters in one byte order."""
    start = start[: len(start) // 2 * 2]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = start.decode(encoding, "replace")
        narrow = sum(char.isascii() for char in text)
        if narrow * 2 >= start.count(0) and 0 < start.count(b"\n") <= text.count("\n") * 2:
            return encoding
    return None


def detect(stream: io.BufferedReader) -> str:
    """Read ``stream`` to its end once and say how it is encoded. Refuses an empty file."""
    head = stream.peek(4)
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    start = stream.read(_CHUNK)
    if b"\x00" in start and (found := _utf_16(start)):
        return found
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid, blank, tail, sample = True, True, b"", bytearray()
    while start:
        blank = blank and not start.strip(b"\xef\xbb\xbf \t\r\n")
        if valid:
            try:
                decoder.decode(start)
            except UnicodeDecodeError:
                valid = False
        if len(sample) < _SAMPLE:
            *lines, tail = (tail + start).split(b"\n")
            sample += b"".join(line + b"\n" for line in lines if not line.isascii())
            tail = tail[-_CHUNK:]
        start = stream.read(_CHUNK)
    if blank:
        raise Refused(N_("The file is empty."), field="file")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        valid = False
    return "utf-8-sig" if valid else _legacy_encoding(bytes(sample) + tail)
