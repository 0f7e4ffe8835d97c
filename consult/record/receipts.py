"""Receipts: a signed promise until an entry is sealed, a ``.tlog-proof`` from then on (RECORD §4).

A proof's ``extra`` is one line of JSON: ``{"entry": the entry as text, "openings": {field: [salt, value]}}``; the
openings only in the copy for who sent it. Where entries of one person are linked (each commits to the leaf hash of the
one before, as votes do), ``earlier`` holds those before in the same form, the newest first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import rfc8785
from sqlalchemy import select, text

from consult.foundation.db import db
from consult.foundation.zones import to_minute
from consult.record import behind, keys, merkle, notes, queries
from consult.record.models import LINKED, Entry, EntryOpening
from consult.record.notes import Proof
from consult.record.rules import SealingRefused

PROMISE_HEAD = "Consult promise v1"
"""Its spaces keep it from ever being read as a checkpoint, which begins with the log's name."""
PROMISE_LINES = ("log", "reference", "time", "entry", "leaf", "seal-by")
SEALED_BY = timedelta(minutes=10)
"""How late an entry may be sealed without the promise being broken."""
LINK = "previous"
"""The committed field that holds the leaf hash of the same person's entry before."""
LINKED_MOST = 2_000
"""Earlier entries that one receipt carries."""


@dataclass(frozen=True)
class Receipt:
    """What somebody can take home of one entry: its promise, or its proof once it is sealed."""

    entry_id: str
    type: str
    at: datetime
    is_sealed: bool
    place: int = 0
    """Of a sealed entry: where it stands in its log, counted from 1."""
    seal_by: datetime | None = None


def file_name(reference: str, receipt: Receipt) -> str:
    """What the file is called that somebody keeps: by what it is about and its entry, so that none replaces another."""
    if not receipt.is_sealed:
        return f"{reference or 'submission'}-{receipt.entry_id[:8]}.promise.txt"
    return f"{reference or 'submission'}-entry-{receipt.place}.tlog-proof"


def state_of(entry_ids: list[str]) -> list[Receipt]:
    """How far each of these entries is, in the order in which they were made."""
    rows = queries.standing(entry_ids)
    return [
        Receipt(
            row.id, row.type, row.appended_at, row.is_shown, row.leaf_index + 1 if row.is_shown else 0,
            row.appended_at + SEALED_BY,
        )
        for row in rows
    ]  # fmt: skip


def text_of(entry_id: str, *, reference: str, opens: bool, signing: tuple[str, bytes] | None) -> str | None:
    """The proof of an entry, else the promise. ``signing``: what ``signing_now`` gave."""
    found = proof(entry_id, opens=opens)
    if found is None and signing is not None:
        found = promise(entry_id, reference=reference, base=signing[0], seed=signing[1])
    return found


def signing_now(instance: Path) -> tuple[str, bytes] | None:
    """(address, secret) of the key that signs now; None while there is none, or it isn't the right one.

    None also while the database is older than the record: a promise couldn't be kept with it.
    """
    known = queries.known_keys()
    try:
        seed = keys.read(instance)
    except SealingRefused:
        seed = None
    if seed is None or not known or keys.public_of(seed) != known[-1].public_key:
        return None
    return None if behind.is_behind() else (known[-1].base, seed)


def promise(entry_id: str, *, reference: str, seed: bytes, base: str) -> str | None:
    """A signed note that this entry will stand in its log: given at once, before it is sealed. None: no such entry."""
    row = db.session.execute(
        select(Entry.log, Entry.leaf_hash, Entry.appended_at).where(Entry.id == entry_id)
    ).first()
    if row is None:
        return None
    log, leaf, appended_at = row
    key = keys.signing_key(seed, base, log)
    values = (
        key.name, reference, to_minute(appended_at), entry_id, notes.encode64(bytes.fromhex(leaf)),
        to_minute(appended_at + SEALED_BY),
    )  # fmt: skip
    lines = (f"{name} {value}\n" for name, value in zip(PROMISE_LINES, values, strict=True))
    return notes.sign_note(f"{PROMISE_HEAD}\n{''.join(lines)}", key)


def proof(entry_id: str, *, opens: bool) -> str | None:
    """The receipt of a sealed entry under a shown head, or None while it waits. ``opens``: for who sent it only."""
    place = queries.place_of(entry_id)
    head = queries.covering_head(place.log, place.index) if place else None
    if place is None or head is None:
        return None
    extra: dict[str, Any] = {"entry": place.content.decode()}
    if opens:
        extra["openings"] = openings = _openings(entry_id)
        if earlier := list(_earlier(place.log, openings)):
            extra["earlier"] = earlier
    hashes = merkle.inclusion_proof(place.index, head.size, queries.node_reader(place.log))
    return str(Proof(place.index, tuple(hashes), head.text, rfc8785.dumps(extra)))


def _openings(entry_id: str) -> dict[str, list[str]]:
    kept = db.session.scalar(select(EntryOpening.fields).where(EntryOpening.entry_id == entry_id))
    return dict(kept or {})


def _earlier(log: str, openings: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """The same person's entries before, as far as each opens which one it follows."""
    for _ in range(LINKED_MOST):
        leaf = openings.get(LINK, ["", ""])[1]
        row = (
            leaf
            and db.session.execute(
                select(Entry.id, Entry.content).where(Entry.leaf_hash == leaf, Entry.log == log, text(LINKED))
            ).first()
        )
        if not row:
            return
        openings = _openings(row[0])
        yield {"entry": row[1].decode(), "openings": openings}
