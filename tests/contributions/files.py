"""Small files of every kind that is taken, and of some that aren't."""

import io
import zipfile

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 20 + b"\xff\xd9"


def archive(**parts: str) -> bytes:
    """A zip file; ``__`` in a name stands for a slash, ``_`` before an ending for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def docx(**more: str) -> bytes:
    """A DOCX with further parts."""
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>", **more}
    return archive(**parts)


def odt(**more: str) -> bytes:
    """An ODT with further parts."""
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>", **more}
    return archive(**parts)


def sent(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    """As a test client sends it."""
    return io.BytesIO(content), name
