"""Quiet periods before elections: what they did to the consultation, and exemptions from them."""

from collections.abc import Iterator

from consult.consultations.queries import quiet
from consult.opendata.files.shape import Column, File, Record, Scope


def _effects(scope: Scope) -> Iterator[Record]:
    for one in quiet.quiet_effects(scope.consultation.id):
        yield {
            "id": one.public_id, "period": quiet.period_by_id(one.quiet_period_id).public_id,
            "begins_on": one.begins_on.isoformat(), "ends_on": one.ends_on.isoformat(), "days": one.days,
            "due_before": one.due_before.isoformat() if one.due_before else "",
            "due_now": one.due_now.isoformat() if one.due_now else "",
            "opened_before": _exact(one.opened_before), "opens_now": _exact(one.opens_now),
            "reason": one.reason, "reason_language": one.reason_language, "began_at": scope.time(one.began_at),
        }  # fmt: skip


def _exact(instant: object) -> str:
    return instant.isoformat().replace("+00:00", "Z") if instant else ""  # type: ignore[attr-defined]


QUIET_EFFECTS = File(
    "quiet_effects",
    "What quiet periods before elections did to the consultation: its clock stood still, or it opened later.",
    (
        Column("id", "random id, as entries of the record name it"),
        Column("period", "id of the quiet period, as entries of the site's log name it"),
        Column("begins_on", "its first day"),
        Column("ends_on", "its last day"),
        Column("days", "how many days later the answer is due because of it"),
        Column("due_before", "day by which the answer was due before"),
        Column("due_now", "day by which it was due from then on"),
        Column("opened_before", "when the consultation was to open, UTC, where its opening was moved"),
        Column("opens_now", "when it opens instead, UTC"),
        Column("reason", "public reason"),
        Column("reason_language", "language of the reason"),
        Column("began_at", "when it was noted, UTC"),
    ),
    _effects,
)


def _exemptions(scope: Scope) -> Iterator[Record]:
    for one in quiet.quiet_exemptions(scope.consultation.id):
        yield {
            "id": one.public_id, "period": quiet.period_by_id(one.quiet_period_id).public_id, "act": one.act,
            "reason": one.reason, "reason_language": one.reason_language, "agreed_at": scope.time(one.agreed_at),
        }  # fmt: skip


QUIET_EXEMPTIONS = File(
    "quiet_exemptions",
    "What two people allowed in a quiet period, with the public reason.",
    (
        Column("id", "random id, as entries of the record name it"),
        Column("period", "id of the quiet period"),
        Column("act", "opening (or being announced), or outcome"),
        Column("reason", "public reason"),
        Column("reason_language", "language of the reason"),
        Column("agreed_at", "when the second person signed, UTC"),
    ),
    _exemptions,
)
