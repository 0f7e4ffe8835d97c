"""The tree of a log out of the database: the hashes of its tiles, and the nodes that proofs ask for."""

from sqlalchemy import BindParameter, bindparam, select

from consult.foundation.db import db, table_of
from consult.record import merkle, tiles
from consult.record.models import Entry, Leaf, TileRow
from consult.record.queries.standing import size_of
from consult.record.tiles import HEIGHT, WIDTH, Tile


def edge(log: str, size: int) -> list[list[bytes]]:
    """The hashes of each level's last, unfinished tile."""
    found: list[list[bytes]] = []
    while size >> (HEIGHT * len(found)):
        level = len(found)
        width = (size >> (HEIGHT * level)) % WIDTH
        found.append(tile_hashes(log, Tile(level, size >> (HEIGHT * (level + 1)), width)) if width else [])
    return found


_log: BindParameter[str] = bindparam("log")
_level: BindParameter[int] = bindparam("level")
_start: BindParameter[int] = bindparam("start")
_stop: BindParameter[int] = bindparam("stop")
_tile, _leaf, _entry = table_of(TileRow).c, table_of(Leaf).c, table_of(Entry).c
_OF_TILE = _tile.log == _log, _tile.level == _level, _tile.number == bindparam("number")
_STORED = select(_tile.hashes).where(*_OF_TILE)
_WITH_ROOT = select(_tile.hashes, _tile.root).where(*_OF_TILE)
_LEAVES = (
    select(_entry.leaf_hash)
    .join_from(table_of(Leaf), table_of(Entry), _entry.id == _leaf.entry_id)
    .where(_leaf.log == _log, _leaf.leaf_index >= _start, _leaf.leaf_index < _stop)
    .order_by(_leaf.leaf_index)
)
_ROOTS = (
    select(_tile.root)
    .where(_tile.log == _log, _tile.level == _level, _tile.number >= _start, _tile.number < _stop)
    .order_by(_tile.number)
)
"""Made once, and of tables: to make one, or to have its rows taken for objects, takes longer than its answer."""


def tile_hashes(log: str, tile: Tile) -> list[bytes]:
    """The hashes of a tile, fewer where the log has fewer. Full ones are stored, partial ones put together."""
    stored = db.session.scalar(_STORED, {"log": log, "level": tile.level, "number": tile.number})
    return _put_together(log, tile) if stored is None else tiles.unpack_hashes(stored)[: tile.width]


def sound_hashes(log: str, tile: Tile) -> list[bytes] | None:
    """The same for somebody outside, who keeps them for ever: what is stored is held against its root first.

    A stored tile that was damaged is put together again; None where what it is made of isn't right either.
    """
    stored = db.session.execute(_WITH_ROOT, {"log": log, "level": tile.level, "number": tile.number}).first()
    if stored is None:
        return _put_together(log, tile)
    content, root = stored
    if len(content) == WIDTH * merkle.HASH_BYTES and merkle.root_of(tiles.unpack_hashes(content)) == root:
        return tiles.unpack_hashes(content)[: tile.width]
    whole = _put_together(log, Tile(tile.level, tile.number, WIDTH))
    return whole[: tile.width] if whole and merkle.root_of(whole) == root else None


def _put_together(log: str, tile: Tile) -> list[bytes]:
    """The hashes of a tile out of what they are of: entries, or the roots of tiles of the level below."""
    start = tile.number * WIDTH
    span = {"log": log, "start": start, "stop": start + tile.width}
    if tile.level == 0:
        return [bytes.fromhex(leaf) for (leaf,) in db.session.execute(_LEAVES, span).all()]
    return [root for (root,) in db.session.execute(_ROOTS, {**span, "level": tile.level - 1}).all()]


def node_reader(log: str) -> merkle.Node:
    """The nodes of a log's tree, for proofs and roots of earlier sizes."""
    size = size_of(log)

    def read(level: int, number: int) -> list[bytes]:
        width = tiles.width_at(size, level, number)
        return (tile_hashes if width == WIDTH else _put_together)(log, Tile(level, number, width))

    return tiles.node_reader(read)
