"""Signed notes, checkpoints, cosignatures and receipts: published vectors, and nothing else is accepted."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.record import merkle, notes
from consult.record.notes import NoteFault, SigningKey
from tests.record import vectors

KEY = SigningKey(
    "consult.example/record",
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
)
WITNESS = SigningKey(
    "witness.example/w1", bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
)
VKEY = "consult.example/record+2234088c+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
CHECKPOINT = (
    "consult.example/record\n70000\nq9HMCgw+ixVNAypciVz8ZZDQuxUxwzBoB0Bi4V3wbdI=\n\n"
    "— consult.example/record "
    "IjQIjDVVEX2ZDzJCh7ISoFjwdqcGaGLyZf4EmDhjZLXkjLsEX4ZjKrwI6ZuMQtX+d6noINl3+j7ux7KABWrYwSpZ4wc=\n"
)  # fmt: skip
COSIGNATURE = (
    "— witness.example/w1 "
    "BNLYMwAAAABpVbkAon9200LGNFDdWmImM7kuz/i0z2JqVOUFdMsUwcbJFsZfgTFlvFLL3pXH86RVkIqEEkQTMVl31BTnthH7OGiBDw==\n"
)  # fmt: skip


def test_our_checkpoint_and_cosignature_equal_the_vectors() -> None:
    assert str(KEY.vkey) == VKEY and notes.parse_vkey(VKEY) == KEY.vkey
    assert (
        str(WITNESS.witness_vkey)
        == "witness.example/w1+04d2d833+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM"
    )
    root = bytes.fromhex("abd1cc0a0c3e8b154d032a5c895cfc6590d0bb1531c33068074062e15df06dd2")
    checkpoint = notes.Checkpoint("consult.example/record", 70_000, root)
    assert notes.sign_checkpoint(checkpoint, KEY) == CHECKPOINT
    assert notes.open_checkpoint(CHECKPOINT, [KEY.vkey]) == checkpoint
    assert WITNESS.cosign(checkpoint.body, 1767225600).line == COSIGNATURE
    _, signed = notes.open_note(CHECKPOINT + COSIGNATURE, [KEY.vkey, WITNESS.witness_vkey])
    assert signed == {KEY.vkey: 0, WITNESS.witness_vkey: 1767225600}


def test_published_notes_verify_and_malformed_ones_do_not() -> None:
    published = vectors.load("signed_notes.json")
    for one in published["verify_ok"] + vectors.load("signed_notes_computed.json")["verify_ok"]:
        notes.open_note(one["note"].encode(), [notes.parse_vkey(one["vkey"])])
        for text in (one["vkey"][:cut] for cut in range(len(one["vkey"]))):
            with pytest.raises(NoteFault):
                notes.parse_vkey(text)
        for at in range(len(one["vkey"])):
            changed = bytearray(one["vkey"].encode())
            changed[at] += 1
            with pytest.raises(NoteFault):
                notes.parse_vkey(changed.decode())
    for text in published["bad_vkeys"][:2]:
        with pytest.raises(NoteFault):
            notes.parse_vkey(text)


ROOT = base64.b64encode(bytes(32)).decode()
TEXT = "Some text\n"
LINE = KEY.sign(TEXT).line


@pytest.mark.parametrize(
    "content",
    [
        b"text only", TEXT, f"{TEXT}\n", f"{TEXT}\n{LINE[:-1]}", f"\x01{TEXT}\n{LINE}",
        b"\xff" + f"{TEXT}\n{LINE}".encode(),
        f"{TEXT}\n{LINE.replace('example/', 'example /')}", f"{TEXT}\n{LINE}more\n", f"{TEXT}\n{LINE * 101}",
        f"{TEXT}\n{LINE}".replace("\n", "\r\n"), f"{TEXT}{LINE}", f"{TEXT}\n{LINE}\n", f"{TEXT}\n{LINE[:-2]}\n",
        f"{TEXT}\n— {KEY.name} AAAA\n", f"{TEXT}\n{LINE.replace('—', '-')}",
    ],
)  # fmt: skip
def test_a_malformed_note_is_refused(content: bytes | str) -> None:
    with pytest.raises(NoteFault):
        notes.parse_note(content)


def test_unknown_signatures_are_ignored_and_wrong_ones_are_not() -> None:
    other = SigningKey("other.example", b"\x07" * 32)
    both = notes.sign_note(TEXT, other, KEY)
    assert notes.open_note(both, [KEY.vkey])[1] == {KEY.vkey: 0}
    with pytest.raises(NoteFault, match="nobody known"):
        notes.open_note(both, [WITNESS.vkey])
    wrong = notes.sign_note("Other text\n", other, KEY).replace("Other text", "Some text")
    with pytest.raises(NoteFault, match="wrong"):
        notes.open_note(wrong, [KEY.vkey, other.vkey])
    assert notes.open_note(f"{TEXT}\n" + LINE * 100, [KEY.vkey])[1] == {KEY.vkey: 0}


@pytest.mark.parametrize(
    "body",
    [
        "a.example\n1\n", "a.example\n01\n" + ROOT + "\n",
        "a.example\n-1\n" + ROOT + "\n", "a.example\n1\n" + "A" * 44 + "\n",
        "a.example\n1\n" + base64.b64encode(bytes(31)).decode() + "\n", "a+b\n1\n" + ROOT + "\n",
        "a.example\n١\n" + ROOT + "\n", "a.example\n1\n" + ROOT,
        "a.example\n1\n" + ROOT + "\n\n",
    ],
)  # fmt: skip
def test_a_malformed_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(NoteFault):
        notes.parse_checkpoint(body)


def test_an_empty_log_has_the_checkpoint_of_the_vectors() -> None:
    computed = vectors.load("signed_notes_computed.json")["computed"]
    assert notes.Checkpoint(computed["origin"], 0, merkle.EMPTY_ROOT).body == computed["empty_tree_body"]


def test_a_receipt_of_the_vectors_is_read_written_and_proven() -> None:
    text = vectors.load("signed_notes_computed.json")["computed"]["tlog_proof_index_254_size_257"]
    proof = notes.parse_proof(text)
    assert str(proof) == text
    checkpoint = notes.verify_proof(proof, merkle.leaf_hash(b"record 254\n"), [KEY.vkey])
    assert checkpoint.size == 257
    with pytest.raises(NoteFault, match="do not lead"):
        notes.verify_proof(proof, merkle.leaf_hash(b"record 253\n"), [KEY.vkey])
    with_extra = notes.Proof(proof.index, proof.hashes, proof.checkpoint, b'{"body":"\xe6"}')
    assert notes.parse_proof(str(with_extra)) == with_extra


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"), lambda text: text[:-1], lambda text: text[: len(text) // 2],
        lambda text: text.replace("@v1", "@v2"), lambda text: text.replace("index 0", "index 00"),
        lambda text: text.replace("index 0\n", ""), lambda text: text.replace("index 0\n", "index 0\nAAAA\n"),
        lambda text: "\n" + text,
        lambda text: text.replace("index 0\n", "index 0\n" + notes.encode64(bytes(32)) + "\n" * 2, 1),
    ],
)  # fmt: skip
def test_a_damaged_receipt_is_refused(change: object) -> None:
    leaf = merkle.leaf_hash(b"one")
    checkpoint = notes.sign_checkpoint(notes.Checkpoint(KEY.name, 1, leaf), KEY)
    whole = str(notes.Proof(0, (), checkpoint))
    notes.verify_proof(notes.parse_proof(whole), leaf, [KEY.vkey])
    with pytest.raises(NoteFault):
        notes.verify_proof(notes.parse_proof(change(whole)), leaf, [KEY.vkey])  # type: ignore[operator]


def test_keys_under_which_anything_verifies_are_no_keys() -> None:
    small = [bytes(32), (1).to_bytes(32, "little"), (2**255 - 20).to_bytes(32, "little")]
    not_canonical = [(2**255 - 19 + y).to_bytes(32, "little") for y in (0, 1, 3)]
    for public in (*small, *not_canonical, b"short"):
        with pytest.raises(NoteFault):
            notes.VerifierKey("a.example", notes.ED25519, public)
        assert not notes.verify_ed25519(public, bytes(64), b"anything")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), st.binary(min_size=32, max_size=32))
def test_what_is_signed_is_read_back_the_same(text: str, seed: bytes) -> None:
    key = SigningKey("k.example", seed)
    note = notes.sign_note(f"{text}\n", key)
    assert notes.open_note(note, [key.vkey])[0].text == f"{text}\n"


@given(st.binary(max_size=200))
def test_anything_else_is_refused_in_words(content: bytes) -> None:
    for parse in (notes.parse_note, notes.parse_proof):
        with pytest.raises(NoteFault):
            parse(content)
