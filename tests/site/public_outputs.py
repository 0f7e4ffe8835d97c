"""Everything that everybody can read or take, and what stands in it: pages, feeds, files, what is packed in files."""

import io
import re
import zipfile
from html import unescape

from flask import Flask
from pdfminer.high_level import extract_text
from sqlalchemy import select

from consult.consultations.models import Consultation, SupportingDocument
from consult.contributions.models import Attachment, Comment
from consult.foundation import access
from consult.foundation.db import db
from consult.organisations import queries as organisations
from consult.outcomes.models import Reply

KINDS = ("pdf", "docx", "md", "xml")
"""What each version of a draft is given out as."""
TILES = ("tile/0/000", "tile/0/000.p/1", "tile/entries/000", "tile/entries/000.p/1")


def public_addresses(app: Flask, slug: str, language: str = "en") -> list[tuple[str, str]]:
    """(endpoint, address) of everything public, filled in with what there is in this consultation."""
    found = [
        ("search.search", f"/{language}/search?q={words}") for words in ("Canaria", "siskin", "goldcrest")
    ]
    for rule in app.url_map.iter_rules():
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is None or stamp.kind != "public" or "GET" not in (rule.methods or ()):
            continue
        address = str(rule).replace("<lang:lang>", language).replace("<slug>", slug)
        found += [(rule.endpoint, one) for one in _filled(address, slug)]
    return sorted(set(found))


def _filled(address: str, slug: str) -> list[str]:
    consultation = db.session.scalars(select(Consultation).where(Consultation.slug == slug)).one()
    reply, document = Reply.public_id, SupportingDocument.public_id
    body = organisations.get(consultation.organisation_id).slug
    fills = {
        "body": [body], "table": ("debts", "figures"),
        "version": ["1"], "number": ["1"], "before": ["1", "in-force"], "after": ["2"], "anchor": ["art-1"],
        "kind": KINDS, "name": ["none"], "log": [consultation.public_id], "address": TILES,
        "reference": db.session.scalars(select(Comment.reference)).all(),
        "public_id": db.session.scalars(
            select(reply if "/replies/" in address else document if "/documents/" in address else Attachment.public_id)
        ).all(),
    }  # fmt: skip
    found = [address]
    for name in re.findall(r"<(?:[^<>]*:)?(\w+)>", address):
        hole = re.compile(rf"<(?:[^<>]*:)?{name}>")
        found = [hole.sub(fill, one) for one in found for fill in fills[name]]
    return found


def words_in(content: bytes) -> str:
    """All that can be read in it: as it is, unescaped, unpacked (ZIP, DOCX, ODT) and taken out of PDFs."""
    text = content.decode("utf-8", "replace")
    found = [text, unescape(text)]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [words_in(archive.read(name)) + name for name in archive.namelist()]
    elif content.startswith(b"%PDF") and len(content) > 1_000:  # not the few bytes that tests send as one
        found.append(" ".join(extract_text(io.BytesIO(content)).split()))
    return "\n".join(found)
