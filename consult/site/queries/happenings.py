"""What was done to one consultation as a whole, from its entries, for everybody."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.foundation.db import db
from consult.moderation import service as moderation
from consult.organisations.models import Organisation
from consult.organisations.queries import name_in
from consult.outcomes import queries as outcomes
from consult.outcomes import service as answering
from consult.record.entry_fields import GroundOf
from consult.record.models import Entry

ALONE = "approval.done_alone"
"""One person did what otherwise needs two; the act that follows is an entry of its own."""
TIMELINE = (
    "consultation.published", "consultation.publication_missed", "consultation.extended", "consultation.suspended",
    "consultation.resumed", "consultation.withdrawn", "consultation.superseded", "consultation.annulled",
    "consultation.answered", "consultation.finished",
    "version.published", "version.removed", "document.removed", ALONE,
    "import.finished", "votes.imported", "outcome.published",
    "outcome.postponed", "summary.postponed", "outcome.overdue", "more_time.granted", "consultation.put_off",
    "consultation.quiet_began",
    "consultation.quiet_ended", "consultation.exempted", "due.overdue", "answer.looks_overdue",
    "summary.published", "dossier.handed_over", "dossier.acknowledged",
)  # fmt: skip
"""Acts on the consultation as a whole. Acts on single comments are counted, and listed in the ledger."""
OF_COMMENTS = (
    contributions.ERASE, contributions.REMOVE, contributions.REISSUE, contributions.MORE_TIME, moderation.UNMASK,
    answering.PUBLISH_REPLY, answering.PUBLISH_JOINTLY,
)  # fmt: skip
"""Acts of two persons about one comment or sender: who did one of them alone stands on the page of powers."""
TIMELINE_LIMIT = 200


@dataclass(frozen=True)
class Happening:
    """An act on the consultation as a whole, from its entry in the record."""

    type: str
    time: datetime
    """To the minute, as it is in the entry."""
    office: str
    role: str
    act: str = ""
    """Of ``approval.done_alone``: which act of two persons one did (organisations.service.approving.ACTS)."""


def happenings_of(consultation: Consultation, language: str) -> tuple[str, list[Happening], str]:
    """(the body's name, the acts on the consultation as a whole, oldest first, unheard). One statement.

    Where there are more than ``TIMELINE_LIMIT``, the newest, and one more: the page says that it leaves some out.
    """
    told = or_(Entry.type != ALONE, GroundOf(Entry.content).not_in(OF_COMMENTS))
    rows = db.session.execute(
        select(Organisation, Entry.content, *outcomes.hearing(consultation.id))
        .outerjoin(Entry, and_(Entry.log == consultation.public_id, Entry.type.in_(TIMELINE), told))
        .where(Organisation.id == consultation.organisation_id)
        .order_by(Entry.number.desc())
        .limit(TIMELINE_LIMIT + 1)
    ).all()
    body: Organisation = rows[0][0]
    name = name_in(body, language)
    found = []
    for _body, content, *_heard in reversed(rows):
        if content is not None:
            entry = json.loads(content)
            office, actor = entry.get("office", ""), entry.get("actor", "")
            role = entry.get("role", "") or (actor if actor in ("console", "timer") else "")
            at = datetime.fromisoformat(entry["time"])
            act = entry.get("ground", "") if entry["type"] == ALONE else ""
            found.append(Happening(entry["type"], at, name if office == body.name else office, role, act))
    return name, found, outcomes.decided_unheard(consultation, *rows[0][2:])
