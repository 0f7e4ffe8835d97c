"""The tree equals RFC 6962: published vectors, the numbers of the design, and properties over random trees."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.record import merkle, tiles
from tests.record import vectors

ENTRIES = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LARGE_ROOTS = {
    255: "0d8b6ba854ce2a2bd14111614424b5ddfa0838ac4525410f99172907da4f0ced",
    256: "60ce2af41db2c498d0cc8df08d2dbc4127b996155e9cb391abfd07b51266deae",
    257: "41d27957e4277f889682f11547dc71a4f0e054c915ce011b6172350d5264d8a8",
    65536: "78c9055f1a226df9af8b4361d843b5449aa8bb1c11ce83379e574a4e98ccc9a6",
    70000: "abd1cc0a0c3e8b154d032a5c895cfc6590d0bb1531c33068074062e15df06dd2",
}
TILES_OF_70000 = {
    (0, 0): ("afcd4658", "87c8a3"), (0, 273): ("37cf4a3d", "c9ac52"), (1, 0): ("c02ef5a8", "8f547"),
    (1, 1): ("3b4c96ab", "12f2a"), (2, 0): ("63994f62", "d1630"),
}  # fmt: skip


def nodes_of(leaves: Sequence[bytes]) -> merkle.Node:
    return lambda level, index: merkle.root_of(leaves[index << level : (index + 1) << level])


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """MTH as the RFC writes it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return merkle.node_hash(naive_root(leaves[:k]), naive_root(leaves[k:]))


def test_roots_equal_the_published_ones() -> None:
    leaves = [merkle.leaf_hash(entry) for entry in ENTRIES]
    edge = merkle.RightEdge()
    for size, root in enumerate(ROOTS):
        assert merkle.root_of(leaves[:size]).hex() == merkle.root_at(size, nodes_of(leaves)).hex() == root
        assert edge.root.hex() == root
        if size < len(leaves):
            edge.append(leaves[size])
    assert merkle.node_hash(b"N123", b"N456").hex() == (
        "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )


def test_the_reference_vectors_hold() -> None:
    reference = vectors.load("rfc6962_reference_vectors.json")
    leaves = [merkle.leaf_hash(bytes.fromhex(one)) for one in reference["inputs_hex"]]
    assert [leaf.hex() for leaf in leaves] == reference["leaf_hashes_hex"]
    assert merkle.EMPTY_ROOT.hex() == reference["empty_root_hex"]
    for one in reference["leaf_hash"]:
        assert merkle.leaf_hash(bytes.fromhex(one["data_hex"])).hex() == one["hash_hex"]
    for one in reference["node_hash"]:
        left, right = bytes.fromhex(one["left_hex"]), bytes.fromhex(one["right_hex"])
        assert merkle.node_hash(left, right).hex() == one["hash_hex"]
    for one in reference["inclusion"]:
        path = merkle.inclusion_proof(one["leaf_index"], one["tree_size"], nodes_of(leaves))
        assert [step.hex() for step in path] == one["path_hex"]
    for one in reference["consistency"]:
        proof = merkle.consistency_proof(one["size1"], one["size2"], nodes_of(leaves))
        assert [step.hex() for step in proof] == one["proof_hex"]


def test_a_large_tree_has_the_roots_and_tiles_of_the_design() -> None:
    tree, full = tiles.GrowingTree(), {}
    edge = merkle.RightEdge()
    for number in range(70_000):
        leaf = merkle.leaf_hash(b"record %d\n" % number)
        edge.append(leaf)
        full.update({(tile.level, tile.number): hashes for tile, hashes, _ in tree.append(leaf)})
        if tree.size in LARGE_ROOTS:
            assert tree.root.hex() == edge.root.hex() == LARGE_ROOTS[tree.size]
    known = full | {
        (level, len([1 for at in full if at[0] == level])): part for level, part in enumerate(tree.edge)
    }
    for at, (begin, end) in TILES_OF_70000.items():
        digest = hashlib.sha256(tiles.pack_hashes(known[at])).hexdigest()
        assert digest.startswith(begin) and digest.endswith(end)
    node = tiles.node_reader(lambda level, number: known[level, number])
    assert merkle.root_at(70_000, node) == tree.root
    proof = merkle.inclusion_proof(65_535, 70_000, node)
    assert merkle.verify_inclusion(65_535, 70_000, merkle.leaf_hash(b"record 65535\n"), proof, tree.root)


hashes = st.binary(min_size=32, max_size=32)
trees = st.lists(hashes, min_size=1, max_size=300)


@given(trees, st.data())
def test_every_proof_made_is_accepted_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    size = len(leaves)
    root = merkle.root_of(leaves)
    assert root == naive_root(leaves)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_proof(index, size, nodes_of(leaves))
    assert merkle.verify_inclusion(index, size, leaves[index], path, root)
    old = data.draw(st.integers(1, size))
    old_root = merkle.root_of(leaves[:old])
    proof = merkle.consistency_proof(old, size, nodes_of(leaves))
    assert merkle.verify_consistency(old, size, old_root, root, proof)

    other = data.draw(hashes.filter(lambda one: one not in (root, old_root, leaves[index])))
    assert not merkle.verify_inclusion(index, size, other, path, root)
    assert not merkle.verify_inclusion(index, size, leaves[index], path, other)
    assert not merkle.verify_inclusion(index, size, leaves[index], [*path, other], root)
    assert not merkle.verify_inclusion(size, size, leaves[index], path, root)
    assert not merkle.verify_consistency(old, size, other, root, proof)
    assert not merkle.verify_consistency(old, size, old_root, other, proof)
    assert not merkle.verify_consistency(old, size, old_root, root, [*proof, other])
    for steps, verify in (
        (path, lambda cut: merkle.verify_inclusion(index, size, leaves[index], cut, root)),
        (proof, lambda cut: merkle.verify_consistency(old, size, old_root, root, cut)),
    ):
        if steps:
            assert not verify(steps[:-1])
            assert not verify(steps[1:])
            assert not verify([steps[0][:-1], *steps[1:]])


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (2, 1)])
def test_nothing_follows_an_empty_or_a_larger_tree(old: int, new: int) -> None:
    root = merkle.EMPTY_ROOT
    assert not merkle.verify_consistency(old, new, root, root, [])
