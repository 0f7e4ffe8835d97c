"""A promise at once, a proof after sealing, both checked; and nothing else passes as one."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import writing
from consult.foundation.ids import random_id
from consult.record import jobs, keys, notes, proving, queries, receipts, service, verify
from consult.record.notes import NoteFault, SigningKey
from consult.record.proving import ReceiptFault

LOG = "c" * 32
WITNESS = SigningKey("witness.example/w1", b"\x05" * 32)


def send(body: str = "意見") -> str:
    with writing():
        return service.append(
            "lantern.lit",
            actor=GUEST,
            now=clock.now(),
            consultation=LOG,
            values={"body": body, "name": "Ada"},
        ).id


def promise_of(app: Flask, entry: str) -> str:
    settings = app.extensions["consult_settings"]
    seed = keys.read_or_make(settings.instance)
    made = receipts.promise(entry, reference="HSG-7K4M-92", seed=seed, base=settings.log_origin)
    assert made is not None
    return made


def test_a_promise_is_kept_by_sealing(app: Flask) -> None:
    send()
    jobs.seal()
    entry = send()
    promise = promise_of(app, entry)
    assert receipts.proof(entry, opens=True) is None
    waiting = proving.check(promise.encode(), now=clock.now())
    assert waiting.kind == "promise" and waiting.is_kept is None
    assert proving.check(promise.encode(), now=clock.now() + timedelta(hours=1)).is_kept is False
    jobs.seal()
    assert proving.check(promise.encode(), now=clock.now()).is_kept is True
    with pytest.raises(NoteFault):
        notes.parse_checkpoint(notes.parse_note(promise).text)


def test_a_proof_opens_for_its_sender_only_and_names_its_witness(app: Flask) -> None:
    entry = send()
    jobs.seal()
    own, public = receipts.proof(entry, opens=True), receipts.proof(entry, opens=False)
    assert own is not None and public is not None
    found = proving.check(own.encode(), now=clock.now())
    assert (found.opened["body"], found.opened["name"], found.log) == ("意見", "Ada", LOG)
    assert found.entry["type"] == "lantern.lit" and found.witnesses == ()
    assert proving.check(public.encode(), now=clock.now()).opened == {}
    assert "Ada" not in _extra(public).decode()
    head = queries.published_head(LOG)
    assert head is not None
    cosigned = WITNESS.cosign(notes.parse_note(head.note).text, 1767225600)
    with writing():
        service.add_cosignature(head, witness=WITNESS.name, line=cosigned.line, now=clock.now())
    witnessed = receipts.proof(entry, opens=False)
    assert witnessed is not None
    names = proving.check(witnessed.encode(), witnesses=[WITNESS.witness_vkey], now=clock.now()).witnesses
    assert [name for name, _ in names] == [WITNESS.name]


def test_receipts_given_earlier_hold_under_every_later_head(app: Flask) -> None:
    given = []
    for _ in range(6):
        given.append(send())
        jobs.seal()
        for entry in given:
            text = receipts.proof(entry, opens=True)
            assert text is not None
            proving.check(text.encode(), now=clock.now())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("\n", "\r\n"), proving.LINE_ENDS),
        (lambda text: text[: len(text) * 2 // 3], proving.CUT),
        (lambda text: text.replace("index 0", "index 1"), proving.NOT_PROVEN),
        (lambda text: text.replace("localhost/record", "other.example/record"), proving.OTHER_SITE),
        (lambda text: text.replace("\n— ", "\n— x"), proving.NOT_SIGNED),
        (lambda text: text[:-12] + ("A" if text[-12] != "A" else "B") + text[-11:], proving.NOT_SIGNED),
        (lambda text: _with_extra(text, b"{}"), proving.NO_ENTRY),
        (lambda text: _with_extra(text, b"[]"), proving.NO_ENTRY),
        (lambda text: _with_extra(text, b"[" * 50_000), proving.NO_ENTRY),
        (lambda text: _with_extra(text, b'{"entry":"{}"}'), proving.NO_ENTRY),
        (lambda text: _with_extra(text, _extra(text).replace(b"Ada", b"Eva")), proving.NOT_OPENED),
        (lambda text: _with_extra(text, _extra(text).replace(b"lantern.lit", b"lantern.out")), proving.NOT_PROVEN),
        (lambda text: "\x00" + text, proving.NO_RECEIPT),
        (lambda text: text[:0], proving.NOTHING),
        (lambda _text: "Dear Sir or Madam,\n\nyours\n", proving.NO_RECEIPT),
        (lambda _text: "x" * (proving.BYTES_MOST + 1), proving.TOO_LARGE),
    ],
)  # fmt: skip
def test_a_changed_receipt_is_refused_in_words(app: Flask, change: Callable[[str], str], said: str) -> None:
    entry = send()
    send()
    jobs.seal()
    text = receipts.proof(entry, opens=True)
    assert text is not None
    with pytest.raises(ReceiptFault) as caught:
        proving.check(change(text).encode(), now=clock.now())
    assert caught.value.message == said


def test_what_is_pasted_has_the_line_ends_of_browsers(app: Flask) -> None:
    entry = send()
    jobs.seal()
    text = receipts.proof(entry, opens=True) or ""
    assert proving.check(f"  \r\n{text.strip()}".replace("\n", "\r\n"), now=clock.now()).kind == "receipt"


def test_checkpoints_and_lines_that_somebody_kept_are_compared(app: Flask) -> None:
    send()
    jobs.seal()
    head = queries.published_head(LOG)
    assert head is not None
    send()
    jobs.seal()
    kept = proving.check(head.text.encode(), now=clock.now())
    assert (kept.kind, kept.size, kept.log) == ("checkpoint", 1, LOG)
    line = proving.check(head.board_line, now=clock.now())
    assert (line.kind, line.size) == ("line", 1)
    origin, _size, root, time = head.board_line.split()
    with pytest.raises(ReceiptFault) as caught:
        proving.check(f"{origin} 2 {root} {time}", now=clock.now())
    assert caught.value.message == proving.NO_SUCH_LINE


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"openings": [1]}, proving.NO_ENTRY),
        ({"openings": "abc"}, proving.NO_ENTRY),
        ({"openings": 5}, proving.NO_ENTRY),
        ({"openings": {"body": 5}}, proving.NOT_OPENED),
        ({"openings": {"\ud800": ["00", "x"]}}, proving.NO_ENTRY),
        ({"note": ["\udfff"]}, proving.NO_ENTRY),
        ({"earlier": {"a": 1}}, proving.NOT_LINKED),
    ],
)  # fmt: skip
def test_what_a_proof_carries_in_another_shape_is_refused_in_words(
    app: Flask, change: dict[str, object], said: str
) -> None:
    entry = send()
    jobs.seal()
    text = receipts.proof(entry, opens=False) or ""
    extra = json.dumps({**json.loads(_extra(text)), **change}).encode()
    with pytest.raises(ReceiptFault) as caught:
        proving.check(_with_extra(text, extra), now=clock.now())
    assert caught.value.message == said
    for deep in (b"[" * 100_000, json.dumps({"entry": "[" * 100_000}).encode()):
        with pytest.raises(ReceiptFault):
            proving.check(_with_extra(text, deep), now=clock.now())


@pytest.mark.parametrize(
    "line",
    [
        "{origin} 9223372036854775808 {root} {time}",
        "{origin} 9999999999999999999 {root} {time}",
        "{origin} -1 {root} {time}",
        "{origin}\x00a 1 {root} {time}",
        "{origin}/a\x00b 1 {root} {time}",
        "{origin}\ud800 1 {root} {time}",
        "other.example/\udfff 1 {root} {time}",
    ],
)  # fmt: skip
def test_lines_of_numbers_and_characters_that_no_database_holds_are_refused(app: Flask, line: str) -> None:
    send()
    jobs.seal()
    head = queries.published_head(LOG)
    assert head is not None
    origin, _size, root, time = head.board_line.split()
    with pytest.raises(ReceiptFault) as caught:
        proving.check(line.format(origin=origin, root=root, time=time), now=clock.now())
    assert caught.value.message == proving.NO_RECEIPT


def test_a_head_that_this_site_never_showed_is_told_as_what_it_is(app: Flask) -> None:
    send()
    jobs.seal()
    settings = app.extensions["consult_settings"]
    key = keys.signing_key(keys.read_or_make(settings.instance), settings.log_origin, LOG)
    forged = notes.sign_checkpoint(notes.Checkpoint(key.name, 1, b"\x01" * 32), key)
    with pytest.raises(ReceiptFault) as caught:
        proving.check(forged.encode(), now=clock.now())
    assert caught.value.message == proving.NOT_SHOWN


def test_linked_entries_prove_the_whole_row(app: Flask) -> None:
    previous, pseudonym, entry = "", random_id(), ""
    for value in ("agree", "disagree", "agree"):
        with writing():
            made = service.append(
                "vote.cast", actor=GUEST, now=clock.now(), consultation=LOG, objects=["e" * 32], pseudonym=pseudonym,
                values={"value": value, "previous": previous},
            )  # fmt: skip
        previous, entry = made.leaf_hash, made.id
    jobs.seal()
    text = receipts.proof(entry, opens=True) or ""
    found = proving.check(text, now=clock.now())
    assert [values["value"] for _entry, values in found.earlier] == ["disagree", "agree"]
    assert "earlier" not in receipts.text_of(entry, reference="x", opens=False, signing=None)  # type: ignore[operator]
    whole = json.loads(_extra(text))
    for damaged in (
        {**whole, "earlier": whole["earlier"][1:]},
        {**whole, "earlier": whole["earlier"][::-1]},
        {**whole, "earlier": [{**whole["earlier"][0], "entry": "{}"}]},
        {**whole, "earlier": 5},
    ):
        with pytest.raises(ReceiptFault) as caught:
            proving.check(_with_extra(text, json.dumps(damaged).encode()), now=clock.now())
        assert caught.value.message == proving.NOT_LINKED


def test_the_verifier_of_packages_reads_the_same_out_of_them(app: Flask) -> None:
    send()
    jobs.seal()
    entry = send()
    promise = promise_of(app, entry)
    settings = app.extensions["consult_settings"]
    seed = keys.read_or_make(settings.instance)
    known = [verify.key_of(str(keys.signing_key(seed, settings.log_origin, LOG).vkey))]
    leaf = verify.promised_leaf(promise.encode(), known)
    with pytest.raises(verify.Fault, match="signature"):
        verify.promised_leaf(promise.replace("HSG-7K4M-92", "HSG-7K4M-93").encode(), known)
    with writing():
        following = service.append(
            "vote.cast",
            actor=GUEST,
            now=clock.now(),
            consultation=LOG,
            values={"previous": "", "value": "agree"},
        )
        last = service.append(
            "vote.cast", actor=GUEST, now=clock.now(), consultation=LOG,
            values={"previous": following.leaf_hash, "value": "pass"},
        )  # fmt: skip
    jobs.seal()
    proof = verify.receipt_of((receipts.proof(entry, opens=True) or "").encode())
    opened = verify.opened_by(proof)
    assert opened is not None and opened.leaf == leaf and opened.values["body"] == "意見"
    assert verify.check_receipt(proof, leaf, known).size == 4
    votes = verify.opened_by(verify.receipt_of((receipts.proof(last.id, opens=True) or "").encode()))
    assert votes is not None and [values["value"] for _leaf, values in votes.earlier] == ["agree"]
    public = verify.opened_by(verify.receipt_of((receipts.proof(entry, opens=False) or "").encode()))
    assert public is not None and public.values == {}


def test_only_the_right_key_promises(app: Flask, tmp_path: Path) -> None:
    settings = app.extensions["consult_settings"]
    assert receipts.signing_now(settings.instance) is None
    send()
    jobs.seal()
    assert receipts.signing_now(settings.instance) is not None
    keys.make(tmp_path)
    assert receipts.signing_now(tmp_path) is None


def _extra(text: str) -> bytes:
    return notes.parse_proof(text).extra or b""


def _with_extra(text: str, extra: bytes) -> str:
    found = notes.parse_proof(text)
    return str(notes.Proof(found.index, found.hashes, found.checkpoint, extra))
