"""Sealing: what waits gets its place in the tree, and the new head is signed (RECORD "Sealing", steps 1 and 3).

``prepare`` reads and hashes before any lock; ``seal`` and ``publish`` only store. Between those two whoever calls
them keeps the heads outside the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from consult.foundation import db as database
from consult.foundation.access import CONSOLE, TIMER
from consult.foundation.db import db
from consult.record import canonical, keys, notes, outside, queries, rules
from consult.record.models import CheckpointRow, Cosignature, KeyRow, Leaf, Publication, TileRow
from consult.record.notes import Checkpoint
from consult.record.outside import Kept
from consult.record.queries import Head, Unsealed
from consult.record.rules import SITE, SealingRefused
from consult.record.service.appending import append
from consult.record.tiles import GrowingTree, Tile, TileFault

PACKAGE_FORM: list[str] = []
"""The newest form in which packages of a log are made here: whoever makes them names it, and each sealed head does."""


@dataclass(frozen=True)
class Signers:
    """(address the logs are named by, secret) of each key that signs: two in the moment in which keys change."""

    keys: tuple[tuple[str, bytes], ...]
    is_change: bool = False
    """Whether the last of them is still to take the place of the one before."""

    @property
    def base(self) -> str:
        """The address the logs are named by from here on."""
        return self.keys[-1][0]


@dataclass(frozen=True)
class Extension:
    """What one seal adds to one log: hashed and signed, not stored yet."""

    log: str
    old_size: int
    entry_ids: tuple[str, ...]
    finished: tuple[tuple[Tile, bytes, bytes], ...]
    checkpoint: Checkpoint
    note: str
    numbers: str
    """Hash of the numbers of these entries."""


def prepare(waiting: Iterable[Unsealed], signers: Signers) -> list[Extension]:
    """Hash and sign what waits, log by log. Raises SealingRefused where stored rows don't fit the last head."""
    by_log: dict[str, list[Unsealed]] = {}
    for entry in waiting:
        by_log.setdefault(entry.log, []).append(entry)
    return [_extension(log, entries, signers) for log, entries in by_log.items()]


def _extension(log: str, waiting: Sequence[Unsealed], signers: Signers) -> Extension:
    tree = current_tree(log)
    old_size, finished = tree.size, []
    for entry in waiting:
        leaf = canonical.leaf_hash(entry.content)
        if leaf != entry.leaf_hash:
            raise SealingRefused(rules.ALTERED_ENTRY, entry=entry.id, log=log)
        for tile, hashes, root in tree.append(bytes.fromhex(leaf)):
            finished.append((tile, b"".join(hashes), root))
    checkpoint = Checkpoint(keys.log_name(signers.base, log), tree.size, tree.root)
    signing = [keys.signing_key(seed, base, log) for base, seed in signers.keys]
    note = notes.sign_checkpoint(checkpoint, *signing)
    ids = tuple(entry.id for entry in waiting)
    numbers = rules.numbers_hash(entry.number for entry in waiting)
    return Extension(log, old_size, ids, tuple(finished), checkpoint, note, numbers)


def current_tree(log: str) -> GrowingTree:
    """The log's tree as its last signed head has it. Raises SealingRefused where the stored rows give another."""
    head = queries.newest_head(log)
    size = head.size if head else 0
    try:
        tree = GrowingTree(size, queries.edge(log, size))
    except TileFault as fault:
        raise SealingRefused(rules.DAMAGED_TREE, log=log, size=size) from fault
    if head is not None and (tree.root.hex() != head.root or queries.size_of(log) != size):
        raise SealingRefused(rules.DAMAGED_TREE, log=log, size=size)
    return tree


def check_clock(now: datetime) -> None:
    """Raises SealingRefused where time went back behind the last checkpoint."""
    signed = queries.last_signed_at()
    if signed is not None and now < signed:
        raise SealingRefused(
            rules.CLOCK_BACK,
            now=now.isoformat(timespec="seconds"),
            signed=signed.isoformat(timespec="seconds"),
        )


def check_kept(heads: Iterable[Kept]) -> None:
    """Whether the database goes on from the heads that were kept outside it. Raises SealingRefused."""
    for kept in heads:
        newest = queries.newest_head(kept.log)
        size = newest.size if newest else 0
        if size < kept.size:
            raise SealingRefused(
                rules.DATABASE_OLDER, place=kept.place, log=kept.log, first=size + 1, last=kept.size,
                number=kept.size - size,
            )  # fmt: skip
        same = queries.head_at(kept.log, kept.size)
        if same is None or same.root != kept.root:
            raise SealingRefused(rules.ANOTHER_HISTORY, size=kept.size, log=kept.log, place=kept.place)


def check_not_lost(folders: Sequence[Path]) -> None:
    """Whether the site's head is kept outside, once one was shown. Raises SealingRefused.

    It covers the heads of all other logs, so one of those that is missing is brought up from the database.
    """
    shown = queries.published_head(SITE)
    if shown is not None and outside.find(folders, SITE) is None:
        raise SealingRefused(rules.HEAD_MISSING, place=", ".join(map(str, folders)), size=shown.size)


def tell_lost_heads(folders: Sequence[Path], *, reason: str, now: datetime) -> list[Head]:
    """Say in the site's log that the heads outside were lost, and how. Returns those to keep there again.

    From then on the database is taken at its word: whoever holds an older head can still show that it isn't so.
    """
    place, shown = outside.find(folders, SITE), queries.published_head(SITE)
    if place is not None or shown is None:
        raise SealingRefused(rules.HEAD_NOT_LOST, place=str(place or folders[0]))
    if not reason.strip():
        raise SealingRefused(rules.HEAD_REASON_NEEDED)
    append(
        rules.HEAD_LOST, actor=CONSOLE, now=now, role="console",
        values={"reason": reason.strip(), "size": str(shown.size), "root": shown.root},
    )  # fmt: skip
    heads = (queries.published_head(log) for log in queries.sealed_logs() if not outside.find(folders, log))
    return [head for head in heads if head is not None]


def check_key(folder: Path) -> None:
    """Whether the key that should sign now is there. Raises SealingRefused."""
    if queries.known_keys():
        known_signers(folder)


def known_signers(folder: Path) -> Signers:
    """Who signs now, after the first key was set. Raises SealingRefused where the key isn't the one it should be."""
    known = queries.known_keys()
    newest, own, coming = known[-1], keys.read(folder), keys.read(folder, keys.NEXT_FILE)
    if coming is not None and keys.public_of(coming) == newest.public_key:
        before = ((known[-2].base, own),) if own is not None and len(known) > 1 else ()
        return Signers((*before, (newest.base, coming)), is_change=True)
    if own is None:
        raise SealingRefused(rules.KEY_MISSING, place=str(folder / keys.KEY_FILE))
    if keys.public_of(own) != newest.public_key:
        raise SealingRefused(rules.KEY_FOREIGN, place=str(folder / keys.KEY_FILE))
    return Signers(((newest.base, own),))


def seal(extensions: Sequence[Extension], *, last_number: int, now: datetime) -> list[Head]:
    """Store leaves, full tiles and heads; the site's log is told each sealed head of a consultation's log."""
    check_clock(now)
    heads = []
    for one in extensions:
        if queries.size_of(one.log) != one.old_size:
            raise SealingRefused(rules.ANOTHER_SEALER)
        db.session.execute(
            insert(Leaf),
            [
                {"log": one.log, "leaf_index": one.old_size + at, "entry_id": entry_id}
                for at, entry_id in enumerate(one.entry_ids)
            ],
        )
        if one.finished:
            db.session.execute(
                insert(TileRow),
                [
                    {
                        "log": one.log,
                        "level": tile.level,
                        "number": tile.number,
                        "hashes": hashes,
                        "root": root,
                    }
                    for tile, hashes, root in one.finished
                ],
            )
        heads.append(_store_head(one, last_number, now))
        if one.log != SITE:
            append(
                rules.SEALED, actor=TIMER, now=now, consultation=one.log, log=SITE, role="timer",
                objects=PACKAGE_FORM,  # no personal data: in clear, so that nobody can leave out what opens it
                values={"size": str(one.checkpoint.size), "root": one.checkpoint.root.hex()},
            )  # fmt: skip
    return heads


def _store_head(one: Extension, last_number: int, now: datetime) -> Head:
    size, root = one.checkpoint.size, one.checkpoint.root.hex()
    number = database.insert_row(
        CheckpointRow,
        log=one.log,
        size=size,
        root=root,
        note=one.note,
        signed_at=now,
        last_number=last_number,
        numbers=one.numbers,
    )
    return Head(number, one.log, size, root, one.note, now)


def publish(heads: Iterable[Head], *, now: datetime) -> None:
    """The heads are kept outside: from now on they are shown."""
    db.session.execute(
        insert(Publication), [{"checkpoint_id": head.id, "published_at": now} for head in heads]
    )


def set_key(*, base: str, seed: bytes, ground: str, now: datetime) -> None:
    """Append the key that signs from here on. ``ground`` is first, rotated or lost."""
    public_key = keys.public_of(seed)
    entry = append(
        rules.KEY_SET, actor=TIMER if ground == "first" else CONSOLE, now=now, ground=ground,
        role="timer" if ground == "first" else "console", values={"base": base, "public_key": public_key},
    )  # fmt: skip
    db.session.execute(insert(KeyRow).values(base=base, public_key=public_key, entry_id=entry.id, set_at=now))


def add_cosignature(head: Head, *, witness: str, line: str, now: datetime) -> None:
    """Somebody outside has seen this head. The line was checked by whoever fetched it."""
    db.session.execute(
        insert(Cosignature).values(checkpoint_id=head.id, witness=witness, line=line, seen_at=now)
    )
