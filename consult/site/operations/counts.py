"""The record and the counts: whether what is kept equals what is there."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Integer, cast, func, select

from consult.consultations.models import Consultation
from consult.foundation.db import db
from consult.foundation.errors import Refused
from consult.foundation.settings import Settings
from consult.opendata import queries as opendata
from consult.record import canonical, checks, outside
from consult.record import queries as heads
from consult.record import service as record
from consult.record.models import Entry, EntryOpening, Log
from consult.record.service import SITE
from consult.record.witnessing import witnesses_of
from consult.site.operations.findings import FAIL, OK, WARN, Finding, age
from consult.votes.models import Statement, Vote, Voter

SEAL_LATE = timedelta(minutes=2)
WITNESS_LATE = timedelta(minutes=10)
"""So long a head is shown without a witness's signature before somebody should look; the worker asks every minute."""
HASHED = 2_000
"""So many of the newest entries are hashed again; ``record verify`` does all of them."""


def check_record() -> Iterator[Finding]:
    """Whether the logs are whole, as far as that shows without seals."""
    number = db.session.scalar(select(func.count()).select_from(Entry)) or 0
    with_entries = set(db.session.scalars(select(Entry.log).distinct()))
    known = set(db.session.scalars(select(Log.log)))
    consultations = set(db.session.scalars(select(Consultation.public_id)))
    unopened = db.session.scalar(
        select(func.count()).select_from(Entry).outerjoin(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(EntryOpening.entry_id.is_(None))
    )  # fmt: skip
    faults = []
    if with_entries != known:
        faults.append(
            f"{len(with_entries ^ known)} logs have entries without a head or a head without entries"
        )
    if lost := with_entries - consultations - {SITE}:
        faults.append(f"{len(lost)} logs belong to no consultation")
    if silent := consultations - with_entries:
        faults.append(f"{len(silent)} consultations have no entry")
    if unopened:
        faults.append(f"{unopened} entries have no row of openings")
    if faults:
        yield Finding(
            "record", FAIL, "; ".join(faults), "Rows were changed outside Consult. Compare with a backup."
        )
    else:
        yield Finding("record", OK, f"{number:,} entries in {len(known):,} logs")
    yield _check_hashes()


def _check_hashes() -> Finding:
    newest = select(Entry.id, Entry.content, Entry.leaf_hash).order_by(Entry.number.desc()).limit(HASHED)
    wrong = [one for one, content, leaf in db.session.execute(newest) if canonical.leaf_hash(content) != leaf]
    if wrong:
        return Finding("record's hashes", FAIL, f"{len(wrong)} entries were altered, the newest {wrong[0]}",
                       "Rows were changed outside Consult. Compare with a backup.")  # fmt: skip
    return Finding("record's hashes", OK, f"the newest {HASHED:,} entries, or all if there are fewer, match")


def check_sealing(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether entries get their seal, and whether anybody outside holds the head."""
    waiting, since = heads.unsealed_number()
    late = since is not None and now - since > SEAL_LATE
    try:
        folders = outside.places(settings.instance, settings.record_second_place)
        known = [(one.base, one.public_key) for one in heads.known_keys()]
        record.check_key(settings.instance)
        record.check_not_lost(folders)
        record.check_kept(outside.kept(folders, known))
        record.check_clock(now)
    except Refused as refused:
        yield Finding("record's seal", FAIL, str(refused), "The sentence says what to do.")
    else:
        found = f"{waiting:,} entries wait, the oldest since {age(since, now)}"
        yield Finding("record's seal", FAIL if late else OK, found, "See the worker's log." if late else "")
    if heads.witnesses():
        yield _check_witnesses(settings, now)
    else:
        yield Finding(
            "record's witnesses", OK if settings.instance.name.endswith("-demo") else WARN,
            "only this site keeps the record: it proves nothing against its operator",
            "Ask another body to run `record witness`, and set CONSULT_RECORD_WITNESSES.",
        )  # fmt: skip
        if settings.record_second_place is None and not settings.instance.name.endswith("-demo"):
            yield Finding(
                "record's second place", WARN,
                "neither a second place nor a witness has the newest checkpoint: who loses the instance folder can’t "
                "tell an older database from the newest",
                "Set CONSULT_RECORD_SECOND_PLACE to a folder on another disk or machine.",
            )  # fmt: skip
    newest = heads.known_keys()[-1:]
    if newest and newest[0].base != settings.log_origin:
        yield Finding(
            "record's name", WARN, f"logs are named {newest[0].base}, the site is at {settings.log_origin}",
            "`record rotate-key` names them by the present address; tell whoever keeps the old key.",
        )  # fmt: skip


def _check_witnesses(settings: Settings, now: datetime) -> Finding:
    """Whether those who are asked to sign the heads still do. They may be away, or not know a new key."""
    asked = [one.key.name for one in witnesses_of(settings.record_witnesses)]
    late = [
        f"{name} has signed no head of the log {waits[0]} since {waits[1]:%Y-%m-%d %H:%M} UTC"
        for name in asked if (waits := heads.unwitnessed_since(name)) and now - waits[1] > WITNESS_LATE
    ]  # fmt: skip
    if late:
        return Finding(
            "record's witnesses", WARN, ", ".join(late),
            "The worker's log says what they answer. After `record rotate-key` they need the new key: /record/vkey.",
        )  # fmt: skip
    names = ", ".join(name for name, _since, _last in heads.witnesses())
    return Finding("record's witnesses", OK, names)


def check_kept(name: str) -> Finding:
    """Whether the counts that pages show equal the rows there are."""
    kept = checks.DERIVED[name]
    wrong = sum(map(len, kept.standing().values()))
    if wrong:
        return Finding(
            name, FAIL, f"{wrong:,} rows of {kept.table} differ from what is counted in {kept.made_from[0]}",
            "Pages show wrong numbers. `record verify --repair` counts again; please report it with the log.",
        )  # fmt: skip
    return Finding(name, OK, "counted = kept")


def check_vote_counts() -> Finding:
    """Whether each statement's counters equal its votes."""
    is_imported = cast(Voter.source.is_not(None), Integer)
    rows = db.session.execute(
        select(Vote.statement_id, is_imported, Vote.value, func.count())
        .join(Voter, Voter.id == Vote.voter_id)
        .group_by(Vote.statement_id, is_imported, Vote.value)
    )
    counted = {(statement, imported, value): number for statement, imported, value, number in rows}
    wrong, votes = 0, sum(counted.values())
    for statement in db.session.execute(
        select(
            Statement.id, Statement.agrees, Statement.disagrees, Statement.passes,
            Statement.imported_agrees, Statement.imported_disagrees, Statement.imported_passes,
        )
    ):  # fmt: skip
        expected = [
            counted.get((statement[0], imported, value), 0)
            for imported in (0, 1)
            for value in ("agree", "disagree", "pass")
        ]
        wrong += list(statement[1:]) != expected
    if wrong:
        return Finding(
            "vote counts", FAIL, f"the counters of {wrong} statements differ from their votes",
            "Pages show wrong numbers. Please report this with the log of the last days.",
        )  # fmt: skip
    return Finding("vote counts", OK, f"{votes:,} votes, counted = kept")


def check_packages() -> Finding:
    """Whether the packages that are kept were as they were when they were read again last."""
    found = opendata.last_fixity()
    if found is None:
        return Finding("kept packages", OK, "not read again yet")
    at, damaged = found
    if not damaged:
        return Finding("kept packages", OK, f"as they were on {at:%Y-%m-%d}, when they were read again")
    return Finding(
        "kept packages", FAIL, f"damaged or lost on {at:%Y-%m-%d}: {', '.join(damaged[:5])}",
        "The worker's log says why. Public packages are made anew by themselves; bring others back from a backup.",
    )  # fmt: skip
