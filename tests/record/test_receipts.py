"""A promise at once, a proof after sealing, both checked; and nothing else passes as one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import writing
from consult.record import jobs, keys, notes, queries, receipts, service
from consult.record.notes import NoteFault, SigningKey

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
    waiting = receipts.check(promise.encode(), now=clock.now())
    assert waiting.is_promise and waiting.is_kept is None
    assert receipts.check(promise.encode(), now=clock.now() + timedelta(hours=1)).is_kept is False
    jobs.seal()
    assert receipts.check(promise.encode(), now=clock.now()).is_kept is True
    with pytest.raises(NoteFault):
        notes.parse_checkpoint(notes.parse_note(promise).text)


def test_a_proof_opens_for_its_sender_only_and_names_its_witness(app: Flask) -> None:
    entry = send()
    jobs.seal()
    own, public = receipts.proof(entry, opens=True), receipts.proof(entry, opens=False)
    assert own is not None and public is not None
    found = receipts.check(own.encode(), now=clock.now())
    assert (found.opened["body"], found.opened["name"], found.log) == ("意見", "Ada", LOG)
    assert found.entry["type"] == "lantern.lit" and found.witnesses == ()
    assert receipts.check(public.encode(), now=clock.now()).opened == {}
    assert "Ada" not in _extra(public).decode()
    head = queries.published_head(LOG)
    assert head is not None
    cosigned = WITNESS.cosign(notes.parse_note(head.note).text, 1767225600)
    with writing():
        service.add_cosignature(head, witness=WITNESS.name, line=cosigned.line, now=clock.now())
    witnessed = receipts.proof(entry, opens=False)
    assert witnessed is not None
    names = receipts.check(witnessed.encode(), witnesses=[WITNESS.witness_vkey], now=clock.now()).witnesses
    assert [name for name, _ in names] == [WITNESS.name]


def test_receipts_given_earlier_hold_under_every_later_head(app: Flask) -> None:
    given = []
    for _ in range(6):
        given.append(send())
        jobs.seal()
        for entry in given:
            text = receipts.proof(entry, opens=True)
            assert text is not None
            receipts.check(text.encode(), now=clock.now())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("\n", "\r\n"), "Windows"),
        (lambda text: text[: len(text) * 2 // 3], "."),
        (lambda text: text.replace("index 0", "index 1"), "do not lead"),
        (lambda text: text.replace("localhost/record", "other.example/record"), "another site"),
        (lambda text: _with_extra(text, b"{}"), "missing"),
        (lambda text: _with_extra(text, b'{"entry":"{}"}'), "do not lead"),
        (lambda text: _with_extra(text, _extra(text).replace(b"Ada", b"Eva")), "not what was committed"),
        (lambda text: "\x00" + text, "."),
        (lambda text: text[:0], "."),
    ],
)  # fmt: skip
def test_a_changed_receipt_is_refused_in_words(app: Flask, change: Callable[[str], str], said: str) -> None:
    entry = send()
    send()
    jobs.seal()
    text = receipts.proof(entry, opens=True)
    assert text is not None
    with pytest.raises(NoteFault, match=said):
        receipts.check(change(text).encode(), now=clock.now())


def _extra(text: str) -> bytes:
    return notes.parse_proof(text).extra or b""


def _with_extra(text: str, extra: bytes) -> str:
    found = notes.parse_proof(text)
    return str(notes.Proof(found.index, found.hashes, found.checkpoint, extra))
