"""The stand-alone verifier agrees with the published vectors, and with the record's own code on anything else."""

import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.record import canonical, merkle, notes, tiles, verify
from consult.record.notes import SigningKey
from consult.record.verify import Fault
from tests.record import vectors

KEY = SigningKey("consult.example/record", bytes(range(32)))
MINE = verify.key_of(str(KEY.vkey))
ORDER = 2**252 + 27742317777372353535851937790883648493


def _leaves(number: int) -> list[bytes]:
    return [verify.leaf_hash(b"record %d\n" % index) for index in range(number)]


def _head(leaves: list[bytes], key: SigningKey = KEY) -> bytes:
    return notes.sign_checkpoint(
        notes.Checkpoint(key.name, len(leaves), merkle.root_of(leaves)), key
    ).encode()


def test_it_needs_nothing_but_the_standard_library() -> None:
    for path in Path(verify.__file__).parent.glob("*.py"):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        named |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
        own = {name for name in named if name.startswith("consult.record.verify.")}
        assert {name.split(".")[0] for name in named - own} <= sys.stdlib_module_names, path.name


def test_published_notes_cosignatures_and_receipts_verify() -> None:
    published = vectors.load("signed_notes.json")
    for one in published["verify_ok"]:
        verify.check_signatures(verify.note_of(one["note"].encode()), [verify.key_of(one["vkey"])])
        for cut in range(len(one["vkey"])):
            with pytest.raises(Fault):
                verify.key_of(one["vkey"][:cut])
    for vkey in published["bad_vkeys"][:2]:
        with pytest.raises(Fault):
            verify.key_of(vkey)
    computed = vectors.load("signed_notes_computed.json")["computed"]
    keys = [verify.key_of(computed["vkey"]), verify.key_of(computed["witness"]["vkey"])]
    cosigned = verify.checkpoint_of(computed["witness"]["cosigned_checkpoint"].encode())
    assert verify.check_checkpoint(cosigned, keys) == keys
    receipt = verify.receipt_of(computed["tlog_proof_index_254_size_257"].encode())
    assert verify.check_receipt(receipt, verify.leaf_hash(b"record 254\n"), keys).size == 257
    with pytest.raises(Fault, match="does not prove"):
        verify.check_receipt(receipt, verify.leaf_hash(b"record 253\n"), keys)


def test_published_trees_and_commitments_come_out() -> None:
    published = vectors.load("rfc6962_reference_vectors.json")
    tree = verify.Tree()
    assert tree.root().hex() == published["empty_root_hex"]
    for data, root in zip(published["inputs_hex"], published["roots_hex_by_size_1_to_8"], strict=True):
        tree.add(verify.leaf_hash(bytes.fromhex(data)))
        assert tree.root().hex() == root
    for one in vectors.load("salted_commitments.json")["proposed_hmac"]["vectors"]:
        value = one.get("value", "x" * 70_000)
        made = verify.commitment(one["field"], value, bytes.fromhex(one["opening_hex"]))
        assert made == one["commitment_hex"]


@given(st.binary(max_size=80), st.binary(min_size=32, max_size=32), st.integers(0, 511))
def test_a_signature_verifies_and_one_with_a_changed_bit_does_not(
    message: bytes, seed: bytes, bit: int
) -> None:
    key = SigningKey("a", seed)
    signature = key.sign(message.decode("latin-1")).content
    public, text = key.vkey.public, message.decode("latin-1").encode()
    assert verify.is_signed(public, text, signature)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not verify.is_signed(public, text, bytes(changed))


def test_signatures_that_are_not_written_the_one_way_are_refused() -> None:
    signature = KEY.sign("text\n").content
    large = int.from_bytes(signature[32:], "little") + ORDER
    assert not verify.is_signed(MINE.public, b"text\n", signature[:32] + large.to_bytes(32, "little"))
    for weak in (1, 0, 2**255 - 20, 2**255 - 18, (1 << 255) | 1):  # of small order, or not canonical
        point = weak.to_bytes(32, "little")
        assert not verify.is_signed(point, b"text\n", (1).to_bytes(32, "little") + bytes(32))
        assert not verify.is_signed(MINE.public, b"text\n", point + signature[32:])
    assert not verify.is_signed(MINE.public[:31], b"text\n", signature)


@given(st.integers(1, 600), st.data())
def test_proofs_hold_and_changed_ones_do_not(size: int, data: st.DataObject) -> None:
    leaves = _leaves(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    def node(level: int, place: int) -> bytes:
        return merkle.root_of(leaves[place << level : (place + 1) << level])

    root, path = merkle.root_of(leaves), merkle.inclusion_proof(index, size, node)
    assert verify.is_included(index, size, leaves[index], path, root)
    assert not verify.is_included(index, size, verify.leaf_hash(b"other"), path, root)
    assert not verify.is_included(index, size + 1, leaves[index], [*path, root], root)
    proof, before = merkle.consistency_proof(old, size, node), merkle.root_of(leaves[:old])
    assert verify.is_consistent(old, size, before, root, proof)
    if old < size:
        assert not verify.is_consistent(old, size, verify.leaf_hash(b"fork"), root, proof)


def test_the_tiles_are_those_that_are_served() -> None:
    leaves = _leaves(70_000)
    made = dict(verify.tiles(leaves))
    expected = {tile.path.removeprefix("tile/") for tile in tiles.tiles_of(70_000)}
    assert set(made) == expected
    assert made["0/273.p/112"] == b"".join(leaves[273 * 256 :])


def _check(heads: list[bytes], entries: list[bytes]) -> verify.Progress:
    check = verify.LogCheck("the log", heads, [MINE], every=True)
    for entry in entries:
        check.add(entry)
    return check.finish()


def test_a_log_is_held_against_each_of_its_checkpoints() -> None:
    entries = [b"record %d\n" % index for index in range(300)]
    leaves = _leaves(300)
    heads = [_head(leaves[:size]) for size in (0, 1, 7, 256, 300)]
    assert _check(heads, entries) == verify.Progress(300, 5, 5)
    for damaged in (
        entries[:-1],
        [*entries, b"more"],
        [b"other", *entries[1:]],
        entries[1::-1] + entries[2:],
    ):
        with pytest.raises(Fault):
            _check(heads, damaged)
    with pytest.raises(Fault, match=r"not signed|no key known"):
        _check([_head(leaves, SigningKey(KEY.name, bytes(32)))], entries)
    with pytest.raises(Fault, match="goes back"):
        _check([heads[4], heads[3]], entries)
    with pytest.raises(Fault, match="does not belong"):
        _check([heads[0], _head(leaves[1:8]), heads[4]], entries)
    with pytest.raises(Fault, match="another log"):
        _check([heads[0], _head(leaves, SigningKey("b.example/record", bytes(32)))], entries)


def test_one_signature_an_hour_is_checked_unless_all_are_asked_for() -> None:
    leaves = _leaves(50)
    check = verify.LogCheck("log", [_head(leaves[: n + 1]) for n in range(50)], [MINE], every=False)
    for index in range(50):
        check.add(b"record %d\n" % index, f"2026-11-22T{index // 20:02}:{index:02}Z")
    assert check.finish().signatures == 1 + 2 + 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("\n", "\r\n"), lambda text: text[:-1], lambda text: text[: len(text) // 2],
        lambda text: text.replace("@v1", "@v2"), lambda text: text.replace("index 0", "index 00"),
        lambda text: text.replace("index 0\n", ""), lambda text: text.replace("index 0\n", "index 0\nAAAA\n"),
    ],
)  # fmt: skip
def test_a_damaged_receipt_is_refused(damage: object) -> None:
    leaf = verify.leaf_hash(b"one")
    proof = notes.Proof(0, (), _head([leaf]).decode())
    good = verify.receipt_of(str(proof).encode())
    assert verify.check_receipt(good, leaf, [MINE]).size == 1
    with pytest.raises(Fault):
        verify.check_receipt(verify.receipt_of(damage(str(proof)).encode()), leaf, [MINE])  # type: ignore[operator]


@given(st.text(max_size=20), st.text(max_size=200), st.binary(min_size=16, max_size=16))
def test_commitments_are_those_of_the_record(field: str, value: str, salt: bytes) -> None:
    made = canonical.commit(field, value, salt)
    assert verify.check_openings({field: made}, {field: [salt.hex(), value]}) == {field: value}
    with pytest.raises(Fault, match="not what was committed"):
        verify.check_openings({field: made}, {field: [salt.hex(), value + "x"]})
