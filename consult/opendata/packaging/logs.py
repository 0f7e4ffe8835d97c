"""The record in a package: entries, what opens them, tiles, every checkpoint, the keys; of its own log and the site's.

A package stands at the first checkpoint that covers the consultation's last entry, and holds the site's log up to
the first checkpoint that covers the entry which names that head: the same state gives the same bytes for ever.
Witnesses sign heads later than they are made: what they signed since is of the state, too, in a file of its own.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.foundation.db import db
from consult.foundation.errors import N_, Busy
from consult.foundation.tables import write_jsonl
from consult.foundation.zones import to_minute
from consult.opendata.files.bodies import bodies_told
from consult.opendata.files.shape import Scope
from consult.opendata.packaging.bag import Bag
from consult.opendata.packaging.entries import Row, contents_of, rows_of
from consult.opendata.packaging.openings import of_consultation, of_site
from consult.opendata.verify_kept import COSIGNED
from consult.opendata.verify_premis import event_of
from consult.organisations import queries as organisations
from consult.record import outside, tiles
from consult.record import queries as record
from consult.record.models import CheckpointRow, Entry, EntryOpening, Leaf
from consult.record.queries import Head
from consult.record.rules import SEALED, SITE

AT_ONCE = 50
"""Entries of the site's log read at once: the one that names a head stands soon behind it."""
NAMINGS = ("organisation.created", "organisation.renamed")
"""Types of the entries that give a body its name."""
NOT_SEALED = N_("The record is being sealed. Please try again in a minute.")


@dataclass(frozen=True)
class Standing:
    """Where a package stands: the head of the consultation's log, and that of the site's log which confirms it."""

    own: Head
    site: Head
    bodies: frozenset[str]
    """Those that the package calls by their name: it holds every entry that gave them one."""


def standing(consultation: Consultation) -> Standing:
    """Where a package made now stands. Raises Busy while something of it waits to be sealed."""
    log = consultation.public_id
    size = record.size_of(log)
    last = select(Entry.id).where(Entry.log == log).order_by(Entry.number.desc()).limit(1)
    is_sealed = db.session.scalar(select(Leaf.leaf_index).where(Leaf.entry_id == last.scalar_subquery()))
    own = record.first_head_covering(log, size - 1) if is_sealed is not None else None
    place = _place_of_head(own) if own is not None else None
    bodies = bodies_told(consultation)
    named = list(_namings(bodies))
    if place is None or None in named:
        raise Busy(NOT_SEALED)
    site = record.first_head_covering(SITE, max([place, *filter(None, named)]))
    if own is None or own.size != size or site is None:
        raise Busy(NOT_SEALED)
    return Standing(own, site, bodies)


def _namings(bodies: Collection[str]) -> Iterator[int | None]:
    """Where in the site's log the entries stand that gave these bodies a name; None for one not sealed yet.

    In no order: with one SQLite reads the whole log to find them.
    """
    statement = (
        select(Leaf.leaf_index, Entry.content)
        .outerjoin_from(Entry, Leaf, Leaf.entry_id == Entry.id)
        .where(Entry.log == SITE, Entry.type.in_(NAMINGS))
    )
    for place, content in db.session.execute(statement):
        if json.loads(content)["objects"][0] in bodies:
            yield place


def count_additions(where: Standing) -> int:
    """How many entries of the site's log, and signatures of witnesses, a package that stands there holds.

    It only grows: whatever the consultation's log gains is named in the site's log behind all that stood there, and so
    a package holds more of it also where it calls fewer bodies by their name than the one before.
    """
    signed = (record.count_cosignatures(head.log, head.size) for head in (where.own, where.site))
    return sum(signed) + where.site.size


def _place_of_head(head: Head) -> int | None:
    """Where in the site's log the entry stands that names this head of another log."""
    since = select(CheckpointRow.last_number).where(CheckpointRow.id == head.id).scalar_subquery()
    statement = (
        select(Leaf.leaf_index, Entry.content, EntryOpening.fields)
        .join(Entry, Entry.id == Leaf.entry_id)
        .join(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(Entry.log == SITE, Entry.number > since, Entry.type == SEALED)
        .order_by(Entry.number)
        .execution_options(yield_per=AT_ONCE)
    )
    with db.session.execute(statement) as rows:
        for place, content, fields in rows:
            if json.loads(content)["consultation"] == head.log and fields["size"][1] == str(head.size):
                return int(place)
    return None


def add_logs(bag: Bag, scope: Scope, where: Standing) -> None:
    """Both logs and everything that proves them."""
    _add_log(bag, "", where.own, lambda rows: of_consultation(rows, scope))
    _add_tiles(bag, where.own)
    chain = frozenset(one.public_id for one in organisations.chain_of(scope.consultation.organisation_id))
    _add_log(bag, "site/", where.site, lambda rows: of_site(rows, chain, where.bodies))
    bag.add_text("vkeys.txt", "".join(f"{one}\n" for log in (SITE, where.own.log) for one in vkeys_of(log)))
    bag.add("premis-events.jsonl", lambda stream: write_jsonl(_premis(where.own), stream))


def vkeys_of(log: str) -> list[str]:
    """The verifier key of a log under every key that ever signed, the newest last."""
    found = [str(outside.verifier_key(one.base, one.public_key, log)) for one in record.known_keys()]
    return list(dict.fromkeys(found))


def _add_log(
    bag: Bag, folder: str, head: Head, opened: Callable[[Iterator[Row]], Iterator[Mapping[str, Any]]]
) -> None:
    bag.add(f"{folder}entries.jsonl", lambda stream: _entries(stream, head))
    bag.add(f"{folder}openings.jsonl", lambda stream: write_jsonl(opened(rows_of(head)), stream))
    bag.add(f"{folder}checkpoints.jsonl", lambda stream: write_jsonl(_checkpoints(head), stream))
    bag.add_text(f"{folder}checkpoint", head.note)
    bag.add(
        f"{folder}{COSIGNED}",
        lambda stream: write_jsonl(record.cosignatures_up_to(head.log, head.size), stream),
    )


def _entries(stream: IO[bytes], head: Head) -> int:
    """Exactly the bytes whose hash is the leaf, one entry a line."""
    count = 0
    for content in contents_of(head):
        stream.write(content + b"\n")
        count += 1
    return count


def _checkpoints(head: Head) -> Iterator[Mapping[str, object]]:
    for one in record.published_heads(head.log):
        if one.size <= head.size:
            yield {"size": one.size, "signed_at": to_minute(one.signed_at), "note": one.note}


def _add_tiles(bag: Bag, head: Head) -> None:
    for tile in tiles.tiles_of(head.size):
        bag.add_text(
            f"tiles/{tile.path.removeprefix('tile/')}", tiles.pack_hashes(record.tile_hashes(head.log, tile))
        )


def _premis(head: Head) -> Iterator[Mapping[str, object]]:
    for content in contents_of(head):
        yield event_of(json.loads(content))
