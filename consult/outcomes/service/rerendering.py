"""Rendering stored replies and outcomes again, when the rendering itself has changed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from consult.consultations import queries as consultations
from consult.consultations.service import append
from consult.foundation import text
from consult.foundation.access import CONSOLE
from consult.foundation.db import db
from consult.outcomes.claims import shown
from consult.outcomes.models import Outcome, ReceivedSummary, Reply, ReplyWording
from consult.outcomes.service.deciding import html_of
from consult.outcomes.service.summarising import rendered

KEYS: dict[Any, Any] = {
    Reply: Reply.id,
    ReplyWording: ReplyWording.id,
    Outcome: Outcome.consultation_id,
    ReceivedSummary: ReceivedSummary.consultation_id,
}
ENTRIES = {
    Reply: "reply.rerendered", ReplyWording: "reply.rerendered", Outcome: "outcome.rerendered",
    ReceivedSummary: "outcome.rerendered",
}  # fmt: skip


@dataclass(frozen=True)
class Rendered:
    """A reply, an earlier wording of one or an outcome, rendered again before the lock."""

    model: Any
    key: int
    consultation_id: int
    was_version: int
    html: Any


def count_stale() -> int:
    """How many of them another version rendered."""
    return sum(
        db.session.scalar(select(func.count()).select_from(model).where(model.html_version != text.VERSION))
        or 0
        for model in KEYS
    )


def render_again(limit: int) -> list[Rendered]:
    """The next ones that another version rendered."""
    found: list[Rendered] = []
    for model, key in KEYS.items():
        old = select(model).where(model.html_version != text.VERSION).order_by(key).limit(limit - len(found))
        found += [_rendered(row) for row in db.session.scalars(old)]
    return found


def _rendered(row: Any) -> Rendered:
    if isinstance(row, Outcome):
        return Rendered(Outcome, row.consultation_id, row.consultation_id, row.html_version, html_of(row))
    if isinstance(row, ReceivedSummary):
        return Rendered(
            ReceivedSummary, row.consultation_id, row.consultation_id, row.html_version, rendered(row)
        )
    if isinstance(row, ReplyWording):
        consultation_id = db.session.get_one(Reply, row.reply_id).consultation_id
    else:
        consultation_id = row.consultation_id
    return Rendered(type(row), row.id, consultation_id, row.html_version, text.plain_html(shown(row.body)))


def store_again(rows: Sequence[Rendered], *, now: datetime) -> int:
    """Keep them, where nothing changed meanwhile, and say so in the log of each consultation."""
    done: Counter[tuple[int, str]] = Counter()
    for one in rows:
        found: Any = db.session.execute(
            update(one.model)
            .where(KEYS[one.model] == one.key, one.model.html_version == one.was_version)
            .values(html=one.html, html_version=text.VERSION)
        )
        done[(one.consultation_id, ENTRIES[one.model])] += found.rowcount
    for (consultation_id, type_), number in done.items():
        if number:
            append(
                type_, CONSOLE, consultations.get_by_id(consultation_id), now, role="responder",
                values={"number": str(number), "version": str(text.VERSION)},
            )  # fmt: skip
    return done.total()
