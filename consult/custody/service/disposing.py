"""What becomes of a series whose time has come: transferred to an archive, kept, or destroyed by two people."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.profiles import Series
from consult.consultations.service import signing
from consult.custody import permissions, queries, rules
from consult.custody.models import Disposal
from consult.custody.service.holding import NOT_YOURS
from consult.foundation import text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.foundation.zones import in_zone
from consult.organisations.models import Approval
from consult.record import service as record

DESTROY = "disposal.destroy"
"""Name of the act that a second person signs."""


Destroy = Callable[[Consultation, Series, datetime], int]
"""Destroys the things of a series that are due; returns how many."""


@dataclass(frozen=True)
class Kind:
    """How the things of a series are counted and destroyed: by the verb of the room whose rows they are."""

    count: Callable[[Consultation, Series, datetime], int]
    destroy: Destroy | None


KINDS: dict[str, Kind] = {}
"""``what`` of a series -> how. Filled by this room's hooks."""


def find(now: datetime) -> int:
    """The dry run: note each series whose time has come and that has anything in it. Returns how many."""
    found = [
        (one, number)
        for one in queries.find_due(now)
        if (number := KINDS[one.series.what].count(one.consultation, one.series, now))
    ]
    for one, number in found:
        made = Disposal(
            public_id=random_id(), consultation_id=one.consultation.id, series=one.series.code, what=one.series.what,
            fate=one.series.fate, due_on=one.due_on, found_at=now,
            counted=number,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        _append(TIMER, "disposal.found", made, now, counted=str(made.counted))
    return len(found)


def series_of(made: Disposal) -> Series:
    """The series as the profile has it now. Raises Conflict where it has none any more."""
    profile = consultations.get_by_id(made.consultation_id).profile
    for one in profiles.series_of(profile):
        if one.code == made.series:
            return one
    raise Conflict(N_("The profile doesn’t name this series any more, so nothing is done with it."))


def dispose(actor: Actor, made: Disposal, *, archive: str = "", now: datetime) -> Approval | None:
    """Do what the profile says now: have the archive package made, note that it is kept, or ask for a second person.

    Refused while anything of it is on hold.
    """
    consultation = _checked(actor, made)
    series = series_of(made)
    today = in_zone(now, consultation.timezone).date()
    begins = queries.triggered_on(consultation, series.trigger, now)
    due = rules.due_on(begins, years=series.years, days=series.days) if begins else None
    if series.what == "requests":  # each counts from its own answer; there is one that is due
        due = made.due_on
    rules.check_is_due(made.state, is_due=due is not None and due <= today)
    _check_not_held(made)
    made.fate, made.account_id, made.decided_at = series.fate, actor.account_id, now
    if series.fate == "destroy":
        made.state = "waiting"
        db.session.flush()
        return signing.together(actor, consultation, DESTROY, subject=made.public_id, now=now)
    if series.fate == "transfer":
        made.archive = rules.check_line(
            text.normalise(archive, limit=rules.WORDS_LIMIT, field="archive"), "archive"
        )
        made.state = "preparing"
        _append(actor, "disposal.transfer_begun", made, now, archive=made.archive)
    else:
        made.state, made.done, made.done_at = "done", made.counted, now
        _append(actor, "disposal.kept", made, now, done=str(made.done))
    db.session.flush()
    return None


def destroy_signed(actor: Actor, approval: Approval, now: datetime) -> None:
    """Two people agreed (or one, where there is no second): it is destroyed."""
    made = queries.disposal_called(approval.subject)
    _check_not_held(made)
    consultation, series = consultations.get_by_id(made.consultation_id), series_of(made)
    destroy = KINDS[made.what].destroy
    if destroy is None or series.fate != "destroy":
        raise Conflict(N_("The profile doesn’t say any more that this is destroyed."))
    made.is_alone = approval.is_alone
    made.done = destroy(consultation, series, now)
    made.state, made.done_at = "done", now
    db.session.flush()
    _append(actor, "disposal.destroyed", made, now, done=str(made.done))


def void_destruction(approval: Approval) -> None:
    """The second person said no, or it was taken back: it is due as before."""
    made = queries.disposal_called(approval.subject)
    if made.state == "waiting":
        made.state = "due"


def destroy_content(approval: Approval) -> str:
    """What is signed: which series of which consultation, and how much it was when it was found."""
    made = queries.disposal_called(approval.subject)
    return json.dumps([made.public_id, made.consultation_id, made.series, made.what, made.fate, made.counted])


def note_prepared(made: Disposal, *, sha256: str, size: int, manifest: str, now: datetime) -> None:
    """The archive package is there, with its transfer list."""
    made.package_sha256, made.package_size, made.manifest, made.state = sha256, size, manifest, "prepared"
    db.session.flush()
    _append(TIMER, "disposal.package_made", made, now, manifest=manifest)


def prepare_again(consultation_id: int) -> Sequence[Disposal]:
    """Part of verbs: what stands ready for an archive isn't what the tables say any more."""
    found = queries.prepared_of(consultation_id)
    for made in found:
        made.state, made.package_sha256 = "preparing", ""
    db.session.flush()
    return found


def acknowledge(
    actor: Actor, made: Disposal, *, on: date | None, words: str, language: str, now: datetime
) -> None:  # fmt: skip
    """The archive has it: its number and day. The package here has done its work and is taken away."""
    consultation = _checked(actor, made)
    if made.state != "prepared":
        raise Conflict(N_("There is no package to acknowledge yet."))
    zone = consultation.timezone
    day, words = rules.check_acknowledged(
        on, text.normalise(words, limit=rules.WORDS_LIMIT, field="acknowledgement"),
        asked_on=in_zone(made.decided_at or made.found_at, zone).date(), today=in_zone(now, zone).date(),
    )  # fmt: skip
    made.acknowledged_on, made.acknowledgement, made.language = day, words, language_of(words, language)
    made.state, made.done, made.done_at = "done", made.counted, now
    db.session.flush()
    _append(
        actor,
        "disposal.transferred",
        made,
        now,
        archive=made.archive,
        acknowledgement=words,
        done=str(made.done),
    )


def note_swept(disposal_ids: list[int], *, now: datetime) -> None:
    """Nothing of what was destroyed is left in free pages of the database."""
    for one in disposal_ids:
        made = queries.get_disposal(one)
        made.swept_at = now
        _append(TIMER, "disposal.completed", made, now)


def _checked(actor: Actor, made: Disposal) -> Consultation:
    consultation = consultations.get_by_id(made.consultation_id)
    if not permissions.may_keep(actor, consultation):
        raise Forbidden(NOT_YOURS)
    return consultation


def _check_not_held(made: Disposal) -> None:
    for hold in queries.holds_on(made.consultation_id):
        raise Conflict(
            N_("This is on legal hold, so nothing of it may be destroyed or handed over: %(reason)s"),
            reason=hold.reason,
        )


def _append(actor: Actor, type_: str, made: Disposal, now: datetime, **values: str) -> None:
    consultation = consultations.get_by_id(made.consultation_id)
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=[made.public_id],
        organisation_id=consultation.organisation_id, ground=made.series, values={"fate": made.fate, **values},
        role="administrator" if actor.kind == "account" else actor.kind,
    )  # fmt: skip
