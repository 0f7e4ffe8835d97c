"""Receipts: a signed promise until an entry is sealed, a ``.tlog-proof`` from then on (RECORD §4), and checking one.

A proof's ``extra`` is one line of JSON: ``{"entry": the entry as text, "openings": {field: [salt, value]}}``; the
openings only in the copy for who sent it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785
from sqlalchemy import select

from consult.foundation.db import db
from consult.foundation.zones import to_minute
from consult.record import canonical, keys, merkle, notes, outside, queries
from consult.record.models import Entry, EntryOpening
from consult.record.notes import NoteFault, Proof
from consult.record.rules import SITE

PROMISE_HEAD = "Consult promise v1"
"""Its spaces keep it from ever being read as a checkpoint, which begins with the log's name."""
SEALED_BY = timedelta(minutes=10)
"""How late an entry may be sealed without the promise being broken."""


def promise(entry_id: str, *, reference: str, seed: bytes, base: str) -> str | None:
    """A signed note that this entry will stand in its log: given at once, before it is sealed. None: no such entry."""
    row = db.session.execute(
        select(Entry.log, Entry.leaf_hash, Entry.appended_at).where(Entry.id == entry_id)
    ).first()
    if row is None:
        return None
    log, leaf, appended_at = row
    key = keys.signing_key(seed, base, log)
    lines = (
        PROMISE_HEAD, f"log {key.name}", f"reference {reference}", f"time {to_minute(appended_at)}",
        f"leaf {notes.encode64(bytes.fromhex(leaf))}", f"seal-by {to_minute(appended_at + SEALED_BY)}",
    )  # fmt: skip
    return notes.sign_note("".join(f"{line}\n" for line in lines), key)


def proof(entry_id: str, *, opens: bool) -> str | None:
    """The receipt of a sealed entry under a shown head, or None while it waits. ``opens``: for who sent it only."""
    place = queries.place_of(entry_id)
    head = queries.covering_head(place.log, place.index) if place else None
    if place is None or head is None:
        return None
    extra: dict[str, Any] = {"entry": place.content.decode()}
    if opens:
        extra["openings"] = db.session.scalar(
            select(EntryOpening.fields).where(EntryOpening.entry_id == entry_id)
        )
    hashes = merkle.inclusion_proof(place.index, head.size, queries.node_reader(place.log))
    return str(Proof(place.index, tuple(hashes), head.text, rfc8785.dumps(extra)))


@dataclass(frozen=True)
class Proven:
    """What a receipt proves. ``is_promise``: nothing is sealed yet, the site only promised it."""

    log: str
    entry: Mapping[str, Any] = field(default_factory=dict)
    opened: Mapping[str, str] = field(default_factory=dict)
    """Committed field -> value, for what the receipt opens; each was compared with its commitment."""
    size: int = 0
    index: int = 0
    witnesses: tuple[tuple[str, datetime], ...] = ()
    is_promise: bool = False
    is_kept: bool | None = None
    """Of a promise: whether the entry stands in the log by now; None where the time isn't over yet."""


def check(content: bytes, *, witnesses: Sequence[notes.VerifierKey] = (), now: datetime) -> Proven:
    """Check a receipt or a promise of this site. Raises NoteFault, which says what is wrong with it."""
    text = content.decode("utf-8", errors="replace").strip("\ufeff")
    if text.startswith(PROMISE_HEAD):
        return _check_promise(text, now)
    found = notes.parse_proof(text)
    head = notes.parse_checkpoint(notes.parse_note(found.checkpoint).text)
    log = _log_of(head.origin)
    entry, openings = _extra(found.extra)
    leaf = merkle.leaf_hash(entry)
    head = notes.verify_proof(found, leaf, _keys(log))
    own = queries.head_at(log, head.size)
    if own is None or own.root != head.root.hex():
        raise NoteFault("the checkpoint in it is signed by this site, and is not one that this site shows")
    fields = json.loads(entry)
    opened = {name: _opened(fields, name, given) for name, given in openings.items()}
    return Proven(log, fields, opened, head.size, found.index, _witnessed(found.checkpoint, witnesses))


def _check_promise(text: str, now: datetime) -> Proven:
    note = notes.parse_note(text)
    lines = dict(line.partition(" ")[::2] for line in note.text.splitlines()[1:])
    if set(lines) != {"log", "reference", "time", "leaf", "seal-by"}:
        raise NoteFault("the promise isn't whole")
    log = _log_of(lines["log"])
    notes.open_note(text, _keys(log))
    leaf = notes.decode64(lines["leaf"]).hex()
    row = db.session.execute(
        select(Entry.content, Entry.id).where(Entry.log == log, Entry.leaf_hash == leaf)
    ).first()
    place = queries.place_of(row[1]) if row else None
    is_late = now > datetime.strptime(lines["seal-by"], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    return Proven(
        log, json.loads(row[0]) if row else {}, {"reference": lines["reference"]}, is_promise=True,
        is_kept=True if place else False if is_late else None, index=place.index if place else 0,
    )  # fmt: skip


def _log_of(origin: str) -> str:
    """Which of our logs this is, under any name it ever had. Raises NoteFault."""
    for base in dict.fromkeys(one.base for one in queries.known_keys()):
        if origin == keys.log_name(base, SITE):
            return SITE
        log = origin.removeprefix(f"{base}/record/")
        if log != origin and queries.newest_head(log) is not None:
            return log
    raise NoteFault(f"it is a receipt of another site: {origin[:100]}")


def _keys(log: str) -> list[notes.VerifierKey]:
    return [outside.verifier_key(one.base, one.public_key, log) for one in queries.known_keys()]


def _extra(extra: bytes | None) -> tuple[bytes, dict[str, list[str]]]:
    try:
        given = json.loads(extra or b"{}")
        entry, openings = given["entry"].encode(), dict(given.get("openings") or {})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoteFault("the entry that it is about is missing in it") from error
    return entry, openings


def _opened(entry: Mapping[str, Any], name: str, given: Sequence[str]) -> str:
    try:
        salt, value = given
        if canonical.commit(name, value, bytes.fromhex(salt)) == entry["commitments"][name]:
            return str(value)
    except (ValueError, KeyError, TypeError):
        pass
    raise NoteFault(f"“{name}” in it is not what was committed to when it was sent")


def _witnessed(note: str, witnesses: Sequence[notes.VerifierKey]) -> tuple[tuple[str, datetime], ...]:
    parsed = notes.parse_note(note)
    seen = []
    for key in witnesses:
        for signature in parsed.signatures:
            time = notes.verified_time(key, parsed.text, signature)
            if time is not None:
                seen.append((key.name, datetime.fromtimestamp(time, UTC)))
    return tuple(seen)
