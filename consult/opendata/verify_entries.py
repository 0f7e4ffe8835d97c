"""The entries of a package's logs, one by one, with what is opened of them; and their tiles. Standard library only."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

from consult.opendata.verify_bag import Package, no_json_in_words, parsed
from consult.opendata.verify_lines import (
    EntryBuilds,
    Pieces,
    check_pieces,
    cut_opening,
    is_canonical,
)
from consult.opendata.verify_premis import Events
from consult.record.verify import TILE, Fault, LogCheck, check_openings, leaf_hash, tile_path, tiles

ENTRIES, SITE_ENTRIES = "data/entries.jsonl", "data/site/entries.jsonl"
OWN_OPENINGS, SITE_OPENINGS = "data/openings.jsonl", "data/site/openings.jsonl"


def entries(
    package: Package, name: str, check: LogCheck | None, sealed: bytes = b"", *, is_held: bool = True
) -> Iterator[tuple[int, dict[str, Any], bytes, dict[str, str]]]:
    """Each entry with its place, its leaf hash and the values that are opened. Raises Fault.

    ``sealed``: the leaf hashes that the tiles hold, so that a changed entry is named and not only missed.
    ``check``: of the log; None where another process holds entries against it, its tiles and what is opened of them.
    ``is_held``: each is held against how it is written; not where another process does that.
    """
    lines: Iterator[tuple[bytes, dict[str, Any]]]
    if check is None:
        lines = zip(repeat(b""), package.rows(name, is_again=True), strict=False)
    else:
        lines = written(package, name, is_held=is_held)
    openings = package.rows(f"{name.removesuffix('entries.jsonl')}openings.jsonl", is_again=check is None)
    open_fields = _as_told if check is None else check_openings
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
                opened = open_fields(entry.get("commitments", {}), following.get("fields", {}))
            except Fault as fault:
                raise Fault(f"{name}, entry {index} ({entry.get('type')}): {fault}") from fault
            following = next(openings, None)
        yield index, entry, leaf, opened
    if following is not None:
        raise Fault(
            f"{name}: the opening of {following.get('entry')} belongs to no entry, or stands out of order"
        )


def _as_told(_commitments: Mapping[str, str], openings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What another process holds against commitments."""
    return {field: value for field, (_salt, value) in openings.items()}


def written(package: Package, name: str, *, is_held: bool = True) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Each entry's line and what it says, once it is written in the one canonical way. Raises Fault."""
    builds = EntryBuilds()
    for index, line in enumerate(package.lines(name)):
        try:
            entry = parsed(line)
        except ValueError as error:
            raise Fault(f"{name}, entry {index}: {no_json_in_words(error)}") from error
        if not isinstance(entry, dict) or (
            is_held and builds.cut(line) is None and not is_canonical(entry, line)
        ):
            raise Fault(f"{name}, entry {index}: not written in the one canonical way")
        yield line, entry


def check_written(package: Package, check: LogCheck, events: Events) -> Iterator[bytes]:
    """Hold the consultation's log against its checkpoints, its openings and the archive's events. Raises Fault.

    For a process that needs no state: lines that are built like others aren't read as JSON (``EntryBuilds``). Returns
    the leaf hash of each.
    """
    builds, openings = EntryBuilds(), package.lines(OWN_OPENINGS)
    opening, pieces, about = _next_opening(openings)
    for index, line in enumerate(package.lines(ENTRIES)):
        cut = builds.cut(line)
        if cut is None:
            entry = parsed(line)
            if not isinstance(entry, dict) or not is_canonical(entry, line):
                raise Fault(f"{ENTRIES}, entry {index}: not written in the one canonical way")
            own, time = str(entry.get("id", "")).encode(), str(entry.get("time", ""))
            events.take(entry)
        else:
            build, given = cut
            own, time = given[build.at[b"id"]], given[build.at[b"time"]].decode()
            events.take_pieces(build, given, line)
        if opening and about == own:
            if cut is not None and pieces is not None:
                check_pieces(*cut, pieces)
            else:
                check_openings(parsed(line).get("commitments", {}), parsed(opening).get("fields", {}))
            opening, pieces, about = _next_opening(openings)
        yield check.add(line, time)
    if opening:
        raise Fault(f"{OWN_OPENINGS}: a line belongs to no entry, or stands out of order")


def _next_opening(lines: Iterator[bytes]) -> tuple[bytes, Pieces | None, bytes]:
    """The next line of openings, if there is one; its pieces, where it can be cut; and the id of its entry."""
    line = next(lines, b"")
    if not line:
        return b"", None, b""
    pieces = cut_opening(line)
    if pieces is None:
        return line, None, str(parsed(line).get("entry")).encode()
    return line, pieces, pieces[3]


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
