"""Alarms: raised once for each thing they are about, escalated once where what raised them lasts (S18)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.audits import rules
from consult.audits.events import AlarmEscalated, AlarmRaised
from consult.audits.models import Alarm
from consult.audits.queries import alarms as queries
from consult.consultations import queries as consultations
from consult.foundation import events
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.foundation.ids import random_id
from consult.record import service as record

LASTING = ("late", "silent", "surge")
"""Kinds that are over when what raised them has passed."""
ESCALATING = ("late", "silent")
CHECKS = ("verify", "package")
"""Kinds that last until the same check, made once a day, finds nothing any more."""


MOST_NAMED = 100
"""So many packages an entry names."""


@dataclass(frozen=True)
class Limits:
    """Settings: what is late, silent and a surge, and when what lasts goes to the body above."""

    waiting_hours: int
    silent_days: int
    surge_least: int
    escalate_hours: int


def watch(limits: Limits, *, now: datetime) -> int:
    """Look for everything that is an alarm; returns how many were raised, escalated or ended."""
    done = _lasting("late", _late(limits, now), now)
    done += _lasting("silent", queries.silent(now, days=limits.silent_days), now)
    surging = {
        one: number
        for one, (number, before) in queries.arriving(now).items()
        if rules.is_surge(number, before, least=limits.surge_least)
    }
    done += _lasting("surge", surging, now)
    since = now - rules.RIGHTS_SHOWN
    done += _happened("deadline", queries.moved_deadlines(since), now)
    done += _happened("rights", queries.changed_rights(since), now)
    return done + _escalate(now, timedelta(hours=limits.escalate_hours))


def note_failed_check(fault: str, *, now: datetime) -> int:
    """The record was verified and isn't right (``fault``), or is again (empty). Returns how many alarms changed."""
    return _lasting("verify", {None: 1} if fault else {}, now, note=fault)


def note_damaged_packages(damaged: Sequence[str], *, now: datetime) -> int:
    """Kept packages were read again: these aren't as they were, or all are again. Returns how many alarms changed."""
    return _lasting(
        "package", {None: len(damaged)} if damaged else {}, now, note=" ".join(damaged[:MOST_NAMED])
    )


def _late(limits: Limits, now: datetime) -> Mapping[int, int]:
    found = dict(queries.waiting_too_long(now, site_hours=limits.waiting_hours))
    for consultation_id, number in queries.unanswered_too_long(now).items():
        found[consultation_id] = found.get(consultation_id, 0) + number
    return found


def _lasting(
    kind: str, found: "Mapping[int, int] | Mapping[None, int]", now: datetime, note: str = ""
) -> int:
    """Raise what is new, end what has passed; what lasts stays the one alarm it is."""
    there, numbers = queries.lasting(kind), dict(found)
    done = 0
    for consultation_id, number in numbers.items():
        if consultation_id not in there:
            _raise(
                kind,
                f"{kind}-{consultation_id or 'site'}-{now:%Y%m%dT%H%M%S}",
                consultation_id,
                number,
                now,
                note,
            )
            done += 1
    for consultation_id, alarm in there.items():
        if consultation_id not in numbers:
            alarm.over_at = now
            db.session.flush()
            _append("alarm.over", alarm, now)
            done += 1
    return done


def _happened(kind: str, found: list[queries.Happened], now: datetime) -> int:
    known = queries.known(kind, [one.about for one in found])
    new = [one for one in found if one.about not in known]
    for one in new:
        _raise(kind, one.about, one.consultation_id, 0, now)
    return len(new)


def _raise(
    kind: str, about: str, consultation_id: int | None, number: int, now: datetime, note: str = ""
) -> None:  # fmt: skip
    alarm = Alarm(
        public_id=random_id(), consultation_id=consultation_id, kind=kind, about=about, number=number, raised_at=now,
        over_at=None if kind in (*LASTING, *CHECKS) else now,
    )  # fmt: skip
    db.session.add(alarm)
    db.session.flush()
    _append("alarm.raised", alarm, now, note)
    events.emit(AlarmRaised(alarm.id), now=now)


def _escalate(now: datetime, after: timedelta) -> int:
    found = queries.to_escalate(now - after, ESCALATING)
    for alarm in found:
        alarm.escalated_at = now
        db.session.flush()
        _append("alarm.escalated", alarm, now)
        events.emit(AlarmEscalated(alarm.id), now=now)
    return len(found)


def _append(type_: str, alarm: Alarm, now: datetime, note: str = "") -> None:
    log = ""
    if alarm.consultation_id is not None:
        log = consultations.get_by_id(alarm.consultation_id).public_id
    record.append(
        type_, actor=TIMER, now=now, consultation=log, objects=[alarm.public_id], ground=alarm.kind,
        values={"about": alarm.about, **({"fault": note} if note else {})},
    )  # fmt: skip
