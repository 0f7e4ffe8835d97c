"""Appending to the record: every verb does it in its own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, event, insert, select, update
from sqlalchemy.orm import Session

from consult.foundation import db as database
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import Refused
from consult.foundation.ids import random_id
from consult.foundation.zones import to_minute
from consult.record import behind, canonical
from consult.record.models import Entry, EntryOpening, Log, PersonalRead
from consult.record.rules import ENTRY_TOO_LARGE, HEAD_LOST, SEALED, SITE

REPAIRS = (HEAD_LOST,)
"""Acts of the console that bring database and head outside together again."""


@dataclass(frozen=True)
class Appended:
    """What a verb may tell of its entry."""

    id: str
    leaf_hash: str


def append(
    type_: str,
    *,
    actor: Actor,
    now: datetime,
    consultation: str = "",
    objects: Sequence[str] = (),
    pseudonym: str = "",
    organisation_id: int | None = None,
    role: str = "",
    ground: str = "",
    values: Mapping[str, str] | None = None,
    log: str = "",
) -> Appended:
    """Append one entry in the running transaction.

    ``consultation`` is its public id (none: the site's log; ``log`` names another log than its own).
    ``pseudonym`` is the sender's, fresh for each submission; staff acts give ``organisation_id`` and ``role``
    instead and are published with the office. ``values`` are committed, not shown; the exact time and the person
    behind the act are added to them.
    """
    committed = {"time": now.isoformat(), **(values or {})}
    if actor.account_id is not None:
        committed["person"] = str(actor.account_id)
    commitments, openings = canonical.open_commitments(committed)
    entry_id = random_id()
    try:
        content = canonical.entry_bytes(
            entry_id=entry_id,
            time=to_minute(now),
            type_=type_,
            consultation=consultation,
            objects=objects,
            actor=pseudonym or actor.pseudonym or (actor.kind if actor.kind in ("console", "timer") else ""),
            office=actor.offices.get(organisation_id, "") if organisation_id is not None else "",
            role=role,
            ground=ground,
            commitments=commitments,
        )
    except ValueError as error:
        raise Refused(ENTRY_TOO_LARGE, limit=canonical.LIMIT) from error
    log = log or consultation or SITE
    leaf = canonical.leaf_hash(content)
    database.add_row(
        Entry, id=entry_id, log=log, type=type_, content=content, leaf_hash=leaf, appended_at=now
    )
    fields = {field: [opening.salt.hex(), opening.value] for field, opening in openings.items()}
    database.add_row(EntryOpening, entry_id=entry_id, fields=fields)
    if actor.kind not in ("console", "timer"):  # whoever repairs the record does it from the console
        db.session().info["is_act_of_person"] = True
    elif actor.kind == "console" and type_ not in REPAIRS:
        db.session().info["is_act_at_console"] = True
    if type_ != SEALED:  # no page shows it, so none is made anew for it
        db.session().info.setdefault("touched_logs", set()).add(log)
    return Appended(entry_id, leaf)


_LOGS = database.table_of(Log)
_BUMP = update(_LOGS).where(_LOGS.c.log == bindparam("bumped")).values(revision=_LOGS.c.revision + 1)


def _refuse_while_repairing(session: Session) -> None:
    """What people do isn't kept in a database that the record is ahead of; the console is told. Raises Repairing."""
    if session.info.pop("is_act_of_person", False):
        behind.check_not_behind()
    if session.info.pop("is_act_at_console", False):
        behind.tell_console()


@event.listens_for(Session, "after_rollback")
def _forget_undone(session: Session) -> None:
    """What was done and undone closes no door to what the timer does next in the same session."""
    session.info.pop("is_act_of_person", None)
    session.info.pop("is_act_at_console", None)


def _bump_revisions(session: Session) -> None:
    """Right before the commit, so that on PostgreSQL the row is locked only while it commits."""
    for log in sorted(session.info.pop("touched_logs", ())):
        if not session.connection().execute(_BUMP, {"bumped": log}).rowcount:
            database.insert_or_add(Log, {"log": log}, revision=1)


def note_personal_read(*, actor: Actor, page: str, what: str, now: datetime, consultation: str = "") -> None:
    """Note that staff read personal data. The door calls it in a short transaction before it answers."""
    db.session.execute(
        insert(PersonalRead).values(
            read_at=now,
            account_id=actor.account_id,
            reader=actor.name or actor.kind,
            page=page,
            what=what,
            consultation=consultation,
            by_auditor=actor.is_auditor,
        )
    )


def opened_values(entry_id: str) -> dict[str, str]:
    """The values behind an entry's commitments that still can be opened."""
    fields = db.session.scalar(select(EntryOpening.fields).where(EntryOpening.entry_id == entry_id)) or {}
    return {field: value for field, (_salt, value) in fields.items()}


if _refuse_while_repairing not in database.BEFORE_COMMIT:
    database.BEFORE_COMMIT.insert(0, _refuse_while_repairing)
if _bump_revisions not in database.BEFORE_COMMIT:
    database.BEFORE_COMMIT.append(_bump_revisions)
