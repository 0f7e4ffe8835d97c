"""Addresses and contents of tiles as c2sp.org/tlog-tiles has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.record import merkle, tiles
from consult.record.tiles import Tile
from tests.record import vectors


def test_addresses_equal_the_published_ones() -> None:
    published = vectors.load("tile_paths.json")
    for one in published["tile_path"]:
        tile = Tile(one["level"], one["index"], one["partial_width"] or tiles.WIDTH)
        assert tile.path == one["path"]
        assert tiles.parse_path(one["path"]) == tile
    for one in published["entries_path_for_log_index"]:
        tile = tiles.tile_of_entry(one["index"], one["log_size"])
        assert tile.path == one["path"]
        assert tiles.parse_path(tile.path) == tile
    for path in published["must_be_rejected"]:
        with pytest.raises(tiles.TileFault):
            tiles.parse_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/x000/000",
        "tile/0/٠٠٠",
        "tile/entries/000.p/256",
        "tile/0/000\n",
        "/tile/0/000",
        "tile/data/000",
    ],
)
def test_only_one_way_of_writing_is_an_address(path: str) -> None:
    with pytest.raises(tiles.TileFault):
        tiles.parse_path(path)


def test_a_log_has_the_tiles_its_size_says() -> None:
    of_70000 = list(tiles.tiles_of(70_000))
    assert len([one for one in of_70000 if one.level == 0 and one.width == 256]) == 273
    assert [one for one in of_70000 if one.width < 256] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles.tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]
    assert list(tiles.tiles_of(0)) == list(tiles.bundles_of(0)) == []
    assert list(tiles.bundles_of(257)) == [Tile(-1, 0), Tile(-1, 1, 1)]
    assert tiles.is_served(Tile(0, 273, 111), 70_000) and not tiles.is_served(Tile(0, 273, 113), 70_000)
    assert tiles.is_served(Tile(0, 0, 7), 70_000) and not tiles.is_served(Tile(0, 274, 1), 70_000)


@given(st.integers(0, 63), st.integers(0, 10**18 - 1), st.integers(1, 256))
def test_an_address_leads_back_to_its_tile(level: int, number: int, width: int) -> None:
    assert tiles.parse_path(Tile(level, number, width).path) == Tile(level, number, width)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries_and_is_refused_when_cut(entries: list[bytes]) -> None:
    content = tiles.pack_entries(entries)
    assert tiles.unpack_entries(content) == entries
    if entries:
        with pytest.raises(tiles.TileFault):
            tiles.unpack_entries(content + b"\x00")


@given(st.integers(0, 70_000))
def test_a_tree_goes_on_from_its_edge(size: int) -> None:
    """As a sealer does: it reads the edge, adds, and has the root of the whole."""
    leaf = merkle.leaf_hash(b"x")
    perfect = [leaf]
    for _ in range(17):
        perfect.append(merkle.node_hash(perfect[-1], perfect[-1]))
    edge = [[perfect[8 * level]] * ((size >> (8 * level)) % 256) for level in range(3)]
    tree = tiles.GrowingTree(size, edge)
    before = merkle.RightEdge(size, [perfect[bit] for bit in reversed(range(18)) if size & (1 << bit)])
    assert tree.root == before.root
    tree.append(leaf)
    before.append(leaf)
    assert tree.root == before.root


def test_a_wrong_edge_is_refused() -> None:
    with pytest.raises(tiles.TileFault):
        tiles.GrowingTree(3, [[b"h" * 32] * 2])
    with pytest.raises(tiles.TileFault):
        tiles.GrowingTree(256, [[]])
