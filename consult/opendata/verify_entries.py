"""The entries of a package's logs, one by one, with what is opened of them; and their tiles. Standard library only."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice, repeat
from typing import Any

from consult.opendata.verify_bag import Package, parsed
from consult.record.verify import TILE, Fault, LogCheck, check_openings, leaf_hash, tile_path, tiles

ENTRIES, SITE_ENTRIES = "data/entries.jsonl", "data/site/entries.jsonl"
OPENINGS = frozenset({"data/openings.jsonl", "data/site/openings.jsonl"})
AT_ONCE = 128
"""Entries that are written again at once, to be held against how they are written."""


def entries(
    package: Package, name: str, check: LogCheck | None, sealed: bytes = b"", *, is_held: bool = True
) -> Iterator[tuple[int, dict[str, Any], bytes, dict[str, str]]]:
    """Each entry with its place, its leaf hash and the values that are opened. Raises Fault.

    ``sealed``: the leaf hashes that the tiles hold, so that a changed entry is named and not only missed.
    ``check``: of the log; None where another process holds entries against the log and its tiles.
    ``is_held``: each is held against how it is written; not where another process does that.
    """
    lines: Iterator[tuple[bytes, dict[str, Any]]]
    if check is None:
        lines = zip(repeat(b""), package.rows(name), strict=False)
    else:
        lines = written(package, name, is_held=is_held)
    openings = package.rows(f"{name.removesuffix('entries.jsonl')}openings.jsonl")
    following = next(openings, None)
    seen = set[str]()
    for index, (line, entry) in enumerate(lines):
        leaf = sealed[index * 32 : index * 32 + 32]
        if check is not None:
            made = leaf_hash(line)
            if sealed and leaf != made:
                raise Fault(
                    f"{name}, entry {index} ({entry.get('type')}): not what was sealed at this place "
                    "(its tile says otherwise)"
                )
            leaf = check.add(line, str(entry.get("time", "")), made)
        own = str(entry.get("id", ""))
        if own in seen:
            raise Fault(f"{name}, entry {index}: an entry with this id stands before")
        seen.add(own)
        opened: dict[str, str] = {}
        if following is not None and following.get("entry") == own:
            try:
                opened = check_openings(entry.get("commitments", {}), following.get("fields", {}))
            except Fault as fault:
                raise Fault(f"{name}, entry {index} ({entry.get('type')}): {fault}") from fault
            following = next(openings, None)
        yield index, entry, leaf, opened
    if following is not None:
        raise Fault(
            f"{name}: the opening of {following.get('entry')} belongs to no entry, or stands out of order"
        )


def written(package: Package, name: str, *, is_held: bool = True) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Each entry's line and what it says, once it is written in the one canonical way. Raises Fault.

    Many are written again at once. Every line is a whole value by itself, and there are no spaces in canonical JSON: as
    a list they are what was written again only where each of them is.
    """
    lines, first = package.lines(name), 0
    while batch := list(islice(lines, AT_ONCE)):
        found = []
        for index, line in enumerate(batch, first):
            try:
                found.append(parsed(line))
            except ValueError as error:
                raise Fault(f"{name}, entry {index}: this is no JSON") from error
        whole = not is_held or is_canonical(found, b"[%b]" % b",".join(batch))
        for index, (line, entry) in enumerate(zip(batch, found, strict=True), first):
            if not isinstance(entry, dict) or not (whole or is_canonical(entry, line)):
                raise Fault(f"{name}, entry {index}: not written in the one canonical way")
            yield line, entry
        first += len(batch)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False)


def is_canonical(value: object, written: bytes) -> bool:
    """Whether the bytes are the one canonical JSON (RFC 8785) of an entry: sorted names, no spaces."""
    plain = _CANONICAL.encode(value).encode()
    return (
        plain == written
        or json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":")).encode() == written
    )


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value, key=lambda one: one.encode("utf-16-be"))}
    return value


def sealed_leaves(package: Package, size: int) -> bytes:
    """The leaf hashes in the tiles of the lowest level, as many as are there."""
    found = []
    for place in range(0, size, TILE):
        name = f"data/tiles/{tile_path(0, place // TILE, min(TILE, size - place))}"
        found.append(package.read(name))
    return b"".join(found)


def check_tiles(package: Package, leaves: Iterable[bytes]) -> int:
    """The tiles are those of the entries. Returns how many."""
    made = {f"data/tiles/{path}": content for path, content in tiles(leaves)}
    there = tiles_of(package)
    for name in sorted(made.keys() | there):
        if name not in made or name not in there or package.read(name) != made[name]:
            raise Fault(f"{name}: not the tile that the entries give")
    return len(made)


def tiles_of(package: Package) -> set[str]:
    """The names of its tiles."""
    return {name for name in package.names if name.startswith("data/tiles/")}
