"""By when themes and departments' parts were owed."""

import json
from collections.abc import Iterator

from consult.foundation import clock
from consult.opendata.files.shape import Column, File, Record, Scope
from consult.organisations import queries as organisations
from consult.outcomes.queries import owing


def _due_days(scope: Scope) -> Iterator[Record]:
    for one in owing.owings(owing.Of(consultations=[scope.consultation.id]), clock.now()):
        about = one.theme.public_id if one.theme is not None else one.part.public_id if one.part else ""
        yield {
            "id": one.day.public_id, "kind": "theme" if one.theme is not None else "part", "about": about,
            "office": organisations.names_in([one.holder], scope.consultation.language)[one.holder],
            "due_on": one.day.due_on.isoformat(), "reason": one.day.reason,
            "reason_language": one.day.reason_language if one.day.reason else "",
            "earlier": json.dumps(one.day.earlier, ensure_ascii=False) if one.day.earlier else "",
            "is_done": one.is_done, "escalated_at": scope.time(one.day.escalated_at),
        }  # fmt: skip


DUE_DAYS = File(
    "due_days",
    "Days by which themes, and departments' parts of joint replies, are owed.",
    (
        Column("id", "random id, as entries of the record name it"),
        Column("kind", "theme or part"),
        Column("about", "id of the theme or of the part"),
        Column("office", "office that holds it"),
        Column("due_on", "the day as it holds now"),
        Column("reason", "why it is this day and not the one before, as everybody reads it"),
        Column("reason_language", "language of the reason"),
        Column(
            "earlier",
            "days that were promised before, as JSON, oldest first: due_on, until, by (id of the quiet period’s "
            "effect, or minute of the suspension, that moved it)",
        ),
        Column("is_done", "whether it is there"),
        Column("escalated_at", "when the body above was told that it is late, UTC"),
    ),
    _due_days,
)
