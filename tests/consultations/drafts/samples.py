"""Small files made in the tests: texts of our own, office documents, and a PDF written by hand."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

from consult.consultations.drafts.blocks import ReadArticle, ReadDraft
from consult.consultations.drafts.reading import read_draft

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


def read(text: str, name: str = "draft.md") -> ReadDraft:
    return read_draft(text.encode(), name)


def read_draft_bytes(data: bytes, name: str) -> ReadDraft:
    return read_draft(data, name)


def articles(draft: ReadDraft) -> list[ReadArticle]:
    return [article for article in draft.articles if article.kind == "article"]


def numbers(draft: ReadDraft) -> list[str]:
    return [article.number for article in articles(draft)]


def anchors(draft: ReadDraft) -> list[str]:
    return [article.anchor for article in draft.articles]


def outline(draft: ReadDraft) -> list[tuple[int, str, str]]:
    return [(article.level, article.number, article.heading) for article in draft.articles]


def paragraph(text: str, *, properties: str = "", run: str = "") -> str:
    """A Word paragraph of one run, as XML."""
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def docx(body: str, **parts: str) -> bytes:
    """A DOCX with this body, and further parts by the name of their file (styles, numbering, comments …)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/'
            'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content.replace("XMLNS", f'xmlns:w="{WORD}"', 1))
    return out.getvalue()


def table(*rows: tuple[str, ...]) -> str:
    """A Word table; a line break in a cell begins a paragraph, and a row of one cell spans three columns."""
    out = []
    for row in rows:
        span = '<w:tcPr><w:gridSpan w:val="3"/></w:tcPr>' if len(row) == 1 else ""
        cells = "".join(
            f"<w:tc>{span}{''.join(paragraph(line) for line in cell.split(chr(10)))}</w:tc>" for cell in row
        )
        out.append(f"<w:tr>{cells}</w:tr>")
    return f"<w:tbl>{''.join(out)}</w:tbl>"


def pdf(
    *pages: list[tuple[float, float, float, str]],
    compress: bool = False,
    boxes: Sequence[tuple[float, float, float, float]] = (),
) -> bytes:
    """A PDF of pages of lines: (left, height from the page's foot, size, text), all in points.

    ``boxes`` are drawn on each page: (left, foot, width, height).
    """
    drawn = "".join(f"{left} {foot} {width} {height} re S\n" for left, foot, width, height in boxes)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    streams: dict[int, bytes] = {}
    for lines in pages:
        content = drawn + "\n".join(
            f"BT /F1 {size} Tf {left} {top} Td ({text}) Tj ET" for left, top, size, text in lines
        )
        content = content.encode()
        content = zlib.compress(content) if compress else content
        kids.append(len(objects) + 1)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} {'/Filter /FlateDecode' if compress else ''} >>")
        streams[len(objects)] = content
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>"
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\n".encode())
        if number in streams:
            out.write(b"stream\n" + streams[number] + b"\nendstream\n")
        out.write(b"endobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010d} 00000 n \n" for place in places).encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()
