"""The logs of a live site: every entry, place, tile, head, key and opening recomputed from the bytes.

One walk over each log, flat in memory. The first thing that is wrong is a Fault that names it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text

from consult.foundation.db import db, is_sqlite
from consult.foundation.zones import to_minute
from consult.record import canonical, keys, merkle, notes, outside, queries
from consult.record.checks.registry import ERASING, SENDERS, Fault
from consult.record.models import (
    CheckpointRow,
    Entry,
    EntryOpening,
    KeyRow,
    Leaf,
    Log,
    Publication,
    TileRow,
)
from consult.record.notes import NoteFault
from consult.record.queries import Head
from consult.record.rules import KEY_SET, SEALED, SITE, numbered
from consult.record.tiles import GrowingTree

AT_ONCE = 1_000
NO_HEAD: tuple[Head | None, str] = (None, "")


@dataclass
class Walked:
    """What was seen on the walk."""

    sealed_up_to: int = 0
    entries: int = 0
    checkpoints: int = 0
    waiting: int = 0
    openings: int = 0
    erased: set[str] = field(default_factory=set)
    unopened: list[tuple[str, str, frozenset[str], frozenset[str]]] = field(default_factory=list)
    """(entry, log, fields that don't open, who or what the entry is of)."""
    last_number: dict[str, int] = field(default_factory=dict)
    """Log -> the highest number of its entries so far."""
    told_heads: set[tuple[str, str, str]] = field(default_factory=set)
    """Heads of consultations' logs that the site's log names: (log, size, root)."""
    keys: dict[str, dict[str, str]] = field(default_factory=dict)


def check_logs() -> str:
    """Every log of the site. Raises Fault."""
    walked = Walked(queries.sealed_up_to())
    names = set(db.session.scalars(select(Entry.log).distinct())) | set(queries.sealed_logs())
    _check_dense(names)
    for log in sorted(
        names, key=lambda one: (one != SITE, one)
    ):  # the site's first: it names the others' heads
        _walk(log, walked)
    _check_erased(walked)
    _check_heads_told(walked)
    _check_keys(walked)
    if is_sqlite() and max(walked.last_number.values(), default=0) != walked.entries:
        raise Fault("record_entry: the numbers of entries have a gap; SQLite gives them without one")
    if names != set(db.session.scalars(select(Log.log))):
        raise Fault("record_log: a log has entries and no row, or a row and no entries")
    return (
        f"{walked.entries:,} entries in {len(names):,} logs, {walked.checkpoints:,} checkpoints, "
        f"{walked.openings:,} commitments opened; {walked.waiting:,} entries wait for their seal"
    )


def check_orphans() -> str:
    """No row refers to one that isn't there. PostgreSQL holds that itself; on SQLite it is asked."""
    if not is_sqlite():
        return "the database holds every reference itself"
    for table, row, parent, _key in db.session.execute(text("PRAGMA foreign_key_check")):
        raise Fault(f"{table}: row {row} refers to a row of {parent} that isn’t there")
    return "every row leads to the rows it refers to"


def _check_dense(names: set[str]) -> None:
    counted = select(Leaf.log, func.count(), func.min(Leaf.leaf_index), func.max(Leaf.leaf_index)).group_by(
        Leaf.log
    )
    for log, number, first, last in db.session.execute(counted):
        if log not in names or first != 0 or last + 1 != number:
            raise Fault(f"record_leaf: the log {log} has {number} places numbered {first} to {last}")
    if others := set(db.session.scalars(select(TileRow.log).distinct())) - names:
        raise Fault(f"record_tile: there are tiles of the log {min(others)}, which has no entries")
    lost = db.session.scalar(
        select(EntryOpening.entry_id)
        .outerjoin(Entry, Entry.id == EntryOpening.entry_id)
        .where(Entry.id.is_(None))
        .limit(1)
    )
    if lost:
        raise Fault(f"record_opening: {lost} is of no entry")


def _walk(log: str, walked: Walked) -> None:
    heads, tree, numbers = _heads(log), GrowingTree(), hashlib.sha256()
    (head, said), tiles = next(heads, NO_HEAD), 0
    if head is not None and head.size == 0:
        raise Fault(f"record_checkpoint: the log {log} has a head without entries")
    sealed_size = queries.size_of(log)
    for index, row in enumerate(_entries(log)):
        content = _check_entry(log, index, row, walked)
        if row.leaf_index is None:
            walked.waiting += 1
            continue
        numbers.update(numbered(row.number))
        for tile, hashes, root in tree.append(merkle.leaf_hash(content)):
            tiles += 1
            stored = db.session.get(TileRow, (log, tile.level, tile.number))
            if stored is None or stored.hashes != b"".join(hashes) or stored.root != root:
                raise Fault(f"record_tile: {tile.path} of the log {log} is not what its entries give")
            db.session.expunge(stored)
        if head is not None and head.size == tree.size:
            _check_head(head, tree.root, said, numbers.hexdigest())
            walked.checkpoints += 1
            numbers = hashlib.sha256()
            head, said = next(heads, NO_HEAD)
    if head is not None or tree.size != sealed_size:
        raise Fault(f"record_checkpoint: the log {log} ends at {tree.size} entries, a head says more")
    newest = queries.newest_head(log)
    if tree.size and (newest is None or newest.size != tree.size):
        raise Fault(f"record_leaf: the log {log} has places that no head covers")
    if tiles != db.session.scalar(select(func.count()).select_from(TileRow).where(TileRow.log == log)):
        raise Fault(f"record_tile: the log {log} has a tile that its entries don't give")


def _entries(log: str) -> Iterator[Any]:
    """Sealed ones by their place, then those that wait."""
    columns = (
        Entry.number, Entry.id, Entry.log, Entry.type, Entry.content, Entry.leaf_hash, Entry.appended_at,
        Leaf.leaf_index, EntryOpening.fields,
    )  # fmt: skip
    base = select(*columns).outerjoin(EntryOpening, EntryOpening.entry_id == Entry.id)
    sealed = base.join(Leaf, Leaf.entry_id == Entry.id).where(Leaf.log == log).order_by(Leaf.leaf_index)
    waiting = (
        base.outerjoin(Leaf, Leaf.entry_id == Entry.id)
        .where(Entry.log == log, Leaf.entry_id.is_(None))
        .order_by(Entry.number)
    )
    for statement in (sealed, waiting):
        with db.session.execute(statement.execution_options(yield_per=AT_ONCE)) as rows:
            yield from rows


def _check_entry(log: str, index: int, row: Any, walked: Walked) -> bytes:
    content: Any = row.content
    name = f"record_entry: {row.id} (log {log}, index {index})"
    if not isinstance(content, bytes) or canonical.leaf_hash(content) != row.leaf_hash:
        raise Fault(f"{name} is not the entry whose leaf hash was stored")
    if row.leaf_index is not None and row.leaf_index != index:
        raise Fault(
            f"record_leaf: {row.id} stands at {row.leaf_index} of the log {log}, it should be {index}"
        )
    try:
        entry = json.loads(content)
    except ValueError as error:
        raise Fault(f"{name} is not JSON") from error
    own = SITE if entry["type"] == SEALED else entry.get("consultation", SITE)
    if (entry["id"], entry["type"], own) != (row.id, row.type, row.log) or row.log != log:
        raise Fault(f"{name} has another id, type or log in its bytes than in its row")
    if row.leaf_index is None and row.number <= walked.sealed_up_to - queries.LATE:
        raise Fault(f"record_leaf: {row.id} of the log {log} was never given a place, later ones were")
    walked.entries += 1
    _open(entry, row.fields, walked)
    _check_order(name, log, entry, row, walked)
    return bytes(content)


def _check_order(name: str, log: str, entry: dict[str, Any], row: Any, walked: Walked) -> None:
    """Its time is the one it commits to, and its number follows on the one before it in its log."""
    exact = (row.fields or {}).get("time")
    is_exact = exact is None or datetime.fromisoformat(exact[1]) == row.appended_at
    if not is_exact or to_minute(row.appended_at) != entry["time"]:
        raise Fault(f"{name} has another time in its row than in its bytes")
    late = 0 if is_sqlite() else queries.LATE
    if row.number <= walked.last_number.get(log, 0) - late:
        raise Fault(f"{name} has the number {row.number}, which is not behind that of the entry before it")
    walked.last_number[log] = max(row.number, walked.last_number.get(log, 0))


def _open(entry: dict[str, Any], fields: dict[str, Any] | None, walked: Walked) -> None:
    commitments = entry.get("commitments", {})
    if fields is None:
        raise Fault(f"record_opening: {entry['id']} has no row of openings")
    if unknown := fields.keys() - commitments.keys():
        raise Fault(f"record_opening: {entry['id']} opens {min(unknown)}, which its entry doesn't commit to")
    for field_name, (salt, value) in fields.items():
        if canonical.commit(field_name, value, bytes.fromhex(salt)) != commitments[field_name]:
            raise Fault(
                f"record_opening: “{field_name}” of {entry['id']} is not the value that was committed"
            )
    walked.openings += len(fields)
    named = frozenset([entry["id"], entry.get("actor", ""), *entry.get("objects", [])])
    if missing := commitments.keys() - fields.keys():
        walked.unopened.append((entry["id"], entry.get("consultation", SITE), frozenset(missing), named))
    if entry["type"] in ERASING:
        walked.erased |= named
    if entry["type"] == SEALED and not missing:
        walked.told_heads.add((entry["consultation"], fields["size"][1], fields["root"][1]))
    if entry["type"] == KEY_SET and not missing:
        walked.keys[entry["id"]] = {key: fields[key][1] for key in ("base", "public_key")}


def _heads(log: str) -> Iterator[tuple[Head | None, str]]:
    """Each head with the hash of the numbers that it sealed."""
    found = (
        select(*queries.HEAD, CheckpointRow.numbers)
        .where(CheckpointRow.log == log)
        .order_by(CheckpointRow.size)
        .execution_options(yield_per=500)
    )
    with db.session.execute(found) as rows:
        for row in rows:
            yield Head(*row[:-1]), row[-1]


def _check_head(head: Head, root: bytes, said: str, numbers: str) -> None:
    name = f"record_checkpoint: the head of {head.size} entries of the log {head.log}"
    try:
        known = [outside.verifier_key(one.base, one.public_key, head.log) for one in queries.known_keys()]
        signed = notes.open_checkpoint(head.note, known)
    except NoteFault as fault:
        raise Fault(f"{name}: {fault}") from fault
    if signed.size != head.size or signed.root.hex() != head.root:
        raise Fault(f"{name} says another size or root in its note than in its row")
    if signed.root != root:
        raise Fault(f"{name} has another root than the entries give")
    if said not in ("", numbers):
        raise Fault(
            f"record_entry: the numbers of the entries up to {head.size - 1} of {head.log} are not those sealed"
        )


def _check_heads_told(walked: Walked) -> None:
    """Every head of a consultation's log is named by the site's log, and shown unless it is the newest."""
    found = (
        select(
            CheckpointRow.id,
            CheckpointRow.log,
            CheckpointRow.size,
            CheckpointRow.root,
            Publication.checkpoint_id,
        )
        .outerjoin(Publication, Publication.checkpoint_id == CheckpointRow.id)
        .order_by(CheckpointRow.id)
        .execution_options(yield_per=AT_ONCE)
    )
    newest = db.session.scalar(select(func.max(Publication.checkpoint_id))) or 0
    told = set(walked.told_heads)
    with db.session.execute(found) as rows:
        for number, log, size, root, shown in rows:
            if shown is None and number < newest:
                raise Fault(
                    f"record_publication: the head of {size} entries of the log {log} was never shown"
                )
            if log != SITE:
                if (log, str(size), root) not in told:
                    raise Fault(
                        f"record_checkpoint: the site's log does not name the head of {size} entries of {log}"
                    )
                told.discard((log, str(size), root))
    if told:
        lost, entries, _root = min(told)
        raise Fault(f"record_checkpoint: the head of {entries} entries of the log {lost} is missing")


def _check_keys(walked: Walked) -> None:
    for base, public_key, entry_id in db.session.execute(
        select(KeyRow.base, KeyRow.public_key, KeyRow.entry_id)
    ):
        if walked.keys.pop(entry_id, None) != {"base": base, "public_key": public_key}:
            raise Fault(
                f"record_key: the key {public_key[:16]}… of {keys.log_name(base, SITE)} is not what its entry says"
            )
    if walked.keys:
        raise Fault(f"record_key: the key of the entry {min(walked.keys)} is missing")


def _check_erased(walked: Walked) -> None:
    """What can't be opened was erased, and an entry says so."""
    if not walked.unopened:
        return
    meant = {sender for given in SENDERS for thing, sender in given().items() if thing in walked.erased}
    for entry_id, log, missing, named in walked.unopened:
        if not named & (walked.erased | meant) - {""}:
            raise Fault(
                f"record_opening: {', '.join(sorted(missing))} of {entry_id} (log {log}) can't be opened, "
                "and no erasure says why"
            )
