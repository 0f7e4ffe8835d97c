"""The newest entries of the record, as everybody may read them."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from consult.consultations.models import Consultation, ConsultationText
from consult.foundation.db import db
from consult.opendata.queries import FIXITY
from consult.record.models import Entry
from consult.record.rules import SEALED
from consult.record.service import SITE as SITE_LOG


@dataclass(frozen=True)
class ShownEntry:
    """An entry of the record as everybody may see it: no person, no text."""

    type: str
    time: datetime
    """To the minute, as it is in the entry."""
    office: str
    role: str
    title: str
    """Of the consultation, empty for an entry of the site's own log."""
    title_language: str
    slug: str
    number: int = 1
    """So many of the same kind came one after the other; ``time`` is the newest one's."""
    ground: str = ""
    """Of a check what it found; of other acts it isn't told here."""


ENTRIES_READ = 500


def latest_entries(language: str, *, limit: int) -> list[ShownEntry]:
    """The newest entries of the site's log and of every public consultation's, runs of the same put together.

    One statement, whatever the length of the logs.
    """
    own = aliased(ConsultationText)
    rows = db.session.execute(
        select(Entry.content, Consultation.title, Consultation.language, Consultation.slug, own.title)
        .outerjoin(Consultation, Consultation.public_id == Entry.log)
        .outerjoin(own, (own.consultation_id == Consultation.id) & (own.language == language))
        .where(Entry.type != SEALED)
        .where(or_(Entry.log == SITE_LOG, Consultation.state.not_in(("draft", "awaiting-sign-off"))))
        .order_by(Entry.number.desc())
        .limit(ENTRIES_READ)
    )
    entries = [
        _shown_entry(json.loads(content), own_title or title or "", language if own_title else tongue or "", slug or "")
        for content, title, tongue, slug, own_title in rows
    ]  # fmt: skip
    runs = [
        list(run)
        for _, run in groupby(entries, lambda one: (one.type, one.ground, one.slug, one.office, one.role))
    ]
    return [replace(run[0], number=len(run)) for run in runs[:limit]]


def _shown_entry(fields: dict[str, str], title: str, title_language: str, slug: str) -> ShownEntry:
    return ShownEntry(
        type=fields["type"], time=datetime.fromisoformat(fields["time"]),
        office=fields.get("office", ""), role=fields.get("role", ""), title=title, title_language=title_language,
        slug=slug, ground=fields.get("ground", "") if fields["type"] == FIXITY else "",
    )  # fmt: skip
