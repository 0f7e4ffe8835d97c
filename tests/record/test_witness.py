"""A witness never signs a fork, answers each wrong request as tlog-witness says, and its signature is shown."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from benchmarks.tampering import free_hands
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.db import db, table_of
from consult.opendata.verify_package import verify
from consult.record import checks, jobs, merkle, notes, outside, queries, witnessing
from consult.record.models import Cosignature
from consult.record.notes import Checkpoint, SigningKey
from consult.record.rules import SITE
from consult.record.verify import Fault
from consult.record.witness import SIZE, Answer, Witness, format_request
from consult.record.witness_server import serve
from consult.record.witnessing import NotWitnessed, Outside
from consult.site.operations.counts import check_sealing
from consult.site.operations.findings import OK, WARN
from tests.factories.consultations import make_consultation
from tests.factories.packages import export, read_files, rebagged, write

LOG = SigningKey("consult.example/record", b"\x01" * 32)
LEAVES = [merkle.leaf_hash(b"%d" % number) for number in range(10)]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "witness", "witness.example/w1", [LOG.vkey])


def head(size: int, leaves: list[bytes] = LEAVES, key: SigningKey = LOG) -> str:
    return notes.sign_checkpoint(Checkpoint(key.name, size, merkle.root_of(leaves[:size])), key)


def proof(old: int, new: int) -> list[bytes]:
    return merkle.consistency_proof(
        old, new, lambda level, at: merkle.root_of(LEAVES[at << level : (at + 1) << level])
    )


def ask(witness: Witness, old: int, steps: list[bytes], note: str) -> Answer:
    return witness.add_checkpoint(format_request(old, steps, note), time=1767225600)


def test_what_follows_is_signed_and_remembered(witness: Witness, tmp_path: Path) -> None:
    for old, new in ((0, 3), (3, 8), (8, 8), (8, 10)):
        answer = ask(witness, old, proof(old, new) if old else [], head(new))
        assert answer.status == 200
        signed = notes.open_note(head(new) + answer.body, [witness.key.witness_vkey])[1]
        assert signed == {witness.key.witness_vkey: 1767225600}
    again = Witness(tmp_path / "witness", "witness.example/w1", [LOG.vkey])
    assert again.key == witness.key
    assert ask(again, 3, proof(3, 8), head(8)).body == "10\n"


OTHER = SigningKey("other.example/record", b"\x02" * 32)
FALSE = SigningKey(LOG.name, b"\x03" * 32)
FORK = [LEAVES[0], b"\x00" * 32, *LEAVES[2:]]


@pytest.mark.parametrize(
    ("old", "steps", "note", "status"),
    [
        (5, [], head(8, key=OTHER), 404),
        (5, proof(5, 8), head(8, key=FALSE), 403),
        (9, [], head(8), 400),
        (4, proof(4, 8), head(8), 409),
        (0, [], head(8), 409),
        (5, [], head(8), 422),
        (5, proof(5, 8)[::-1], head(8), 422),
        (5, proof(5, 8), head(8, FORK), 422),
        (5, [], head(5, FORK), 422),
    ],
)  # fmt: skip
def test_every_wrong_request_has_its_answer(
    witness: Witness, old: int, steps: list[bytes], note: str, status: int
) -> None:
    assert ask(witness, 0, [], head(5)).status == 200
    answer = ask(witness, old, steps, note)
    assert answer.status == status
    if status == 409:
        assert (answer.body, answer.content_type) == ("5\n", SIZE)
    assert ask(witness, 5, [], head(5)).status == 200  # nothing was kept of it


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 1",
        b"old 01\n\n",
        b"\xff",
        b"old 0\nAAA\n\n" + head(3).encode(),
        b"x" * 70_000,
        b"old 0\n\nnote",
    ],
)
def test_what_cannot_be_read_is_a_bad_request(witness: Witness, body: bytes) -> None:
    assert witness.add_checkpoint(body, time=1).status == 400


def test_of_two_heads_at_once_one_is_signed(witness: Witness) -> None:
    ask(witness, 0, [], head(5))
    notes_at_once = [head(6), notes.sign_checkpoint(Checkpoint(LOG.name, 7, merkle.root_of(LEAVES[:7])), LOG)]
    steps = [proof(5, 6), proof(5, 7)]
    with ThreadPoolExecutor(2) as both:
        answers = list(
            both.map(lambda given: ask(witness, 5, *given).status, zip(steps, notes_at_once, strict=True))
        )
    assert sorted(answers) == [200, 409]


@pytest.fixture
def running(app: Flask, tmp_path: Path) -> Iterator[Outside]:
    """A witness of the site's logs on a port of this machine."""
    make_consultation("open")
    jobs.seal()
    newest = queries.known_keys()[-1]
    site = outside.verifier_key(newest.base, newest.public_key, SITE)
    with _served(Witness(tmp_path / "w", "witness.example/w1", [site])) as one:
        yield one


@contextmanager
def _served(own: Witness) -> Iterator[Outside]:
    server = serve(own, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Outside(own.key.witness_vkey, f"http://127.0.0.1:{server.server_port}/w")
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_cosignature_is_shown_below_the_checkpoint(
    app: Flask, client: FlaskClient, running: Outside
) -> None:
    assert jobs.witness_all([running]) == 2  # the site's log and the consultation's
    assert jobs.witness_all([running]) == 0
    text = client.get("/record/checkpoint").text
    assert running.key in notes.open_note(text, [running.key])[1]
    make_consultation("open")
    jobs.seal()
    assert jobs.witness_all([running]) == 2
    newest = queries.published_head(SITE)
    assert newest is not None and len(newest.cosignatures) == 1
    [(name, since, last)] = queries.witnesses()
    assert name == "witness.example/w1" and since < last


def test_doctor_tells_of_a_witness_that_signs_no_more(app: Flask, running: Outside) -> None:
    setting = {"record_witnesses": f"{running.key} {running.address}"}
    settings = app.extensions["consult_settings"].model_copy(update=setting)

    def told() -> tuple[str, str]:
        [one] = [one for one in check_sealing(settings, later) if one.name == "record's witnesses"]
        return one.level, one.found

    jobs.witness_all([running])
    later = clock.now() + timedelta(days=30)
    assert told() == (OK, "witness.example/w1"), "nothing new to sign"
    make_consultation("open")
    jobs.seal()
    later = clock.now() + timedelta(minutes=5)
    assert told()[0] == OK, "it may be asked only now"
    later = clock.now() + timedelta(minutes=11)
    assert told()[0] == WARN and "witness.example/w1 has signed no head of the log " in told()[1]


def test_a_log_that_a_witness_refuses_keeps_no_other_from_being_signed(app: Flask, tmp_path: Path) -> None:
    log = make_consultation("open").public_id
    jobs.seal()
    newest = queries.known_keys()[-1]
    one = outside.verifier_key(newest.base, newest.public_key, log)
    with _served(Witness(tmp_path / "w", "witness.example/knows-one", [one])) as knows_one:
        name = knows_one.key.name
        assert jobs.witness_all([knows_one]) == 1, "that of the one log, though the site’s is refused"
        waits = queries.unwitnessed_since(name)
        assert waits is not None and waits[0] == SITE
        assert [head.log for head in queries.unwitnessed_heads(name, refused={SITE})] == [SITE]
        assert jobs.witness_all([knows_one]) == 0, "it is left alone for a minute"
    site = outside.verifier_key(newest.base, newest.public_key, SITE)
    with _served(Witness(tmp_path / "w", name, [site])) as knows_all:
        later = clock.now() + timedelta(minutes=2)
        assert jobs.witness_all([knows_all], now=lambda: later) == 1, "asked again of the one it had refused"
    assert queries.unwitnessed_since(name) is None


def test_stored_signatures_are_held_against_the_witness_s_key(app: Flask, running: Outside) -> None:
    jobs.witness_all([running])
    vkey = str(running.key)
    assert "not, for want of a key (--witness): witness.example/w1" in checks.check_cosignatures()
    assert checks.check_cosignatures([vkey]) == "2 signatures of witnesses are theirs"
    ran = app.test_cli_runner().invoke(args=["record", "verify", "--witness", vkey])
    assert ran.exit_code == 0 and "witnesses: 2 signatures of witnesses are theirs" in ran.output
    lines = dict(
        tuple(one) for one in db.session.execute(select(Cosignature.checkpoint_id, Cosignature.line)).all()
    )
    first, second = lines
    for line, said in (
        (lines[second], "the signature is wrong"),
        (lines[first].replace("witness.example/w1", "witness.example/w2"), "of somebody else"),
        ("nothing", "is not a signature"),
    ):
        free_hands(table_of(Cosignature))
        db.session.execute(update(Cosignature).where(Cosignature.checkpoint_id == first).values(line=line))
        with pytest.raises(checks.Fault, match=f"^record_cosignature: what witness.example/w1 .*{said}"):
            checks.check_cosignatures([vkey])
        db.session.rollback()


def test_a_package_carries_what_witnesses_signed(app: Flask, running: Outside, tmp_path: Path) -> None:
    made = consultations.get_by_id(db.session.scalars(select(Consultation.id)).one())
    said = "\n".join(verify(export(made, tmp_path)))
    assert (
        "no signature of anybody but its own site" in said and "proves nothing against the operator" in said
    )
    jobs.witness_all([running])
    path, vkey = export(made, tmp_path), str(running.key)
    said = "\n".join(verify(path))
    assert "Witness witness.example/w1: 2 signatures, not checked: give its key (--witness)." in said
    said = "\n".join(verify(path, witnesses=[vkey]))
    assert said.count("Witness witness.example/w1: it signed 1 of the heads of localhost/record") == 2
    assert "proves nothing against the operator" not in said
    files = read_files(path)
    for folder in ("data/", "data/site/"):
        name = f"{folder}cosignatures.jsonl"
        row = json.loads(files[name])
        line = row["line"]
        for wrong in (
            {**row, "line": line[:-9] + ("A" if line[-9] != "A" else "B") + line[-8:]},
            {**row, "size": 9_999},
            {**row, "line": line + line},
            {**row, "line": "x"},
        ):
            changed = rebagged({**files, name: json.dumps(wrong).encode() + b"\n"})
            with pytest.raises(Fault, match=f"^{name}: "):
                verify(write(changed, tmp_path), witnesses=[vkey])


def test_a_log_that_went_back_is_not_witnessed(app: Flask, running: Outside) -> None:
    newest = queries.published_head(SITE)
    assert newest is not None
    larger = lambda _address, _body: Answer(409, "99\n", SIZE)  # noqa: E731
    with pytest.raises(NotWitnessed, match="99 entries"):
        witnessing.ask(newest, running, old=0, send=larger)
    with pytest.raises(NotWitnessed, match="signature is wrong"):
        witnessing.ask(newest, running, old=0, send=lambda *_: Answer(200, LOG.cosign("x\n", 1).line))


def test_the_setting_names_witnesses(witness: Witness) -> None:
    vkey = witness.key.witness_vkey
    found = witnessing.witnesses_of(f"{vkey} https://w.example/p/, {vkey} http://127.0.0.1:1")
    assert [one.address for one in found] == ["https://w.example/p", "http://127.0.0.1:1"]
    for wrong in (f"{LOG.vkey} https://w.example", f"{vkey} ftp://w.example", "x"):
        with pytest.raises(notes.NoteFault):
            witnessing.witnesses_of(wrong)
