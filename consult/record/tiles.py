"""Tiles of a log as c2sp.org/tlog-tiles has them: addresses, hashes and bundles of entries. Pure.

A tile of level ``l`` and number ``n`` holds up to 256 hashes; each covers ``256**l`` entries.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from consult.record import merkle

WIDTH = 256
HEIGHT = 8
"""Levels of the binary tree in a tile."""
LEVELS = 64
ENTRIES = "entries"
_ADDRESS = re.compile(r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


class TileFault(ValueError):
    """Not an address or the content of a tile."""


@dataclass(frozen=True)
class Tile:
    """Which tile: ``level`` is -1 for a bundle of entries; ``width`` below 256 makes it a partial one."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its address below the log's prefix."""
        level = ENTRIES if self.level < 0 else str(self.level)
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{number_path(self.number)}{part}"


def number_path(number: int) -> str:
    """1234067 as ``x001/x234/067``."""
    parts = [f"{number % 1000:03}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03}")
    return "/".join(reversed(parts))


def parse_path(path: str) -> Tile:
    """The tile at an address. Raises TileFault for anything that isn't written exactly so."""
    match = _ADDRESS.fullmatch(path)
    if match is None:
        raise TileFault(f"{path!r} is not the address of a tile")
    level, number, width = match.groups()
    tile = Tile(
        -1 if level == ENTRIES else int(level),
        int(number.replace("/", "").replace("x", "")),
        int(width or WIDTH),
    )
    if tile.level >= LEVELS or tile.width > WIDTH or tile.path != path:
        raise TileFault(f"{path!r} is not the address of a tile")
    return tile


def width_at(size: int, level: int, number: int) -> int:
    """How many hashes the tile has in a log of ``size`` (0: there is none). Entries are as wide as level 0."""
    hashes = size >> (HEIGHT * max(level, 0))
    return max(0, min(WIDTH, hashes - number * WIDTH))


def is_served(tile: Tile, size: int) -> bool:
    """Whether a log of ``size`` serves it: every full tile, and every narrower part of one (never width 0)."""
    return 0 < tile.width <= width_at(size, tile.level, tile.number)


def tile_of_entry(index: int, size: int) -> Tile:
    """The bundle an entry is in."""
    number = index // WIDTH
    return Tile(-1, number, width_at(size, 0, number))


def tiles_of(size: int) -> Iterator[Tile]:
    """Every hash tile of a log of ``size``, partial ones with their width, level by level."""
    for level in range(LEVELS):
        hashes = size >> (HEIGHT * level)
        if not hashes:
            return
        yield from (Tile(level, number) for number in range(hashes // WIDTH))
        if hashes % WIDTH:
            yield Tile(level, hashes // WIDTH, hashes % WIDTH)


def bundles_of(size: int) -> Iterator[Tile]:
    """Every bundle of entries of a log of ``size``."""
    for number in range(-(-size // WIDTH)):
        yield Tile(-1, number, width_at(size, 0, number))


def pack_hashes(hashes: Iterable[bytes]) -> bytes:
    """The bytes of a tile."""
    return b"".join(hashes)


def unpack_hashes(content: bytes) -> list[bytes]:
    """The hashes of a tile. Raises TileFault where it is cut short."""
    if not content or len(content) % merkle.HASH_BYTES or len(content) > WIDTH * merkle.HASH_BYTES:
        raise TileFault("a tile has 1 to 256 hashes of 32 bytes")
    return [content[i : i + merkle.HASH_BYTES] for i in range(0, len(content), merkle.HASH_BYTES)]


def pack_entries(entries: Iterable[bytes]) -> bytes:
    """A bundle: each entry after its length in two bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unpack_entries(content: bytes) -> list[bytes]:
    """The entries of a bundle. Raises TileFault where it is cut short."""
    entries, at = [], 0
    while at < len(content):
        length = int.from_bytes(content[at : at + 2], "big")
        entry = content[at + 2 : at + 2 + length]
        if at + 2 + length > len(content):
            raise TileFault("the bundle ends within an entry")
        entries.append(entry)
        at += 2 + length
    return entries


ReadHashes = Callable[[int, int], Sequence[bytes]]
"""(level, number) -> the hashes of that tile, as many as there are."""


def node_reader(read: ReadHashes) -> merkle.Node:
    """The nodes of a tree, for proofs, out of its tiles. Each tile is read once."""
    kept: dict[tuple[int, int], Sequence[bytes]] = {}

    def node(level: int, index: int) -> bytes:
        tile_level, height = divmod(level, HEIGHT)
        first = index << height
        at = (tile_level, first // WIDTH)
        if at not in kept:
            kept[at] = read(*at)
        start = first % WIDTH
        part = kept[at][start : start + (1 << height)]
        if len(part) != 1 << height:
            raise TileFault(f"{Tile(*at).path} has not the hashes it should have")
        return merkle.root_of(part)

    return node


class GrowingTree:
    """A log's tree as its right edge in tiles: what a sealer keeps, O(log n) hashes.

    ``edge[level]`` are the hashes of that level's last, unfinished tile.
    """

    def __init__(self, size: int = 0, edge: Sequence[Sequence[bytes]] = ()) -> None:
        self.size = size
        self.edge = [list(hashes) for hashes in edge]
        for level, hashes in enumerate(self.edge):
            if len(hashes) != (size >> (HEIGHT * level)) % WIDTH:
                raise TileFault(f"the last tile of level {level} has not the hashes it should have")
        if size >> (HEIGHT * len(self.edge)):
            raise TileFault("a level of tiles is missing")

    def append(self, leaf: bytes) -> list[tuple[Tile, list[bytes], bytes]]:
        """Add a leaf hash; returns the tiles that became full with it: (which, its hashes, their root)."""
        finished = []
        hash_, level = leaf, 0
        while True:
            if level == len(self.edge):
                self.edge.append([])
            self.edge[level].append(hash_)
            if len(self.edge[level]) < WIDTH:
                break
            full, self.edge[level] = self.edge[level], []
            hash_ = merkle.root_of(full)
            finished.append((Tile(level, self.size >> (HEIGHT * (level + 1))), full, hash_))
            level += 1
        self.size += 1
        return finished

    @property
    def root(self) -> bytes:
        """The root of the tree as it stands."""
        subtrees = []
        for hashes in reversed(self.edge):
            at = 0
            for height in reversed(range(HEIGHT)):
                if len(hashes) & (1 << height):
                    subtrees.append(merkle.root_of(hashes[at : at + (1 << height)]))
                    at += 1 << height
        return merkle.fold(subtrees)
