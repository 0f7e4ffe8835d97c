"""Heads that somebody outside kept, a gazette's page or a witness's note, against a package and the live site."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from consult.contributions import queries as contributions
from consult.opendata.verify_package import main, verify
from consult.record import jobs, notes, queries, receipts
from consult.record.notes import SigningKey
from consult.record.verify import Fault
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_waiting
from tests.factories.packages import Files, make_packages, write

WITNESS = SigningKey("witness.example/w1", bytes(range(32)))
SEEN = 1_767_225_600
GAZETTE = """\
The Gazette of the City, No. 48, page 7

Head of the public record, as the Statistics Office read it on 29 November:
    {origin} {size}
    {root}
    2026-11-29T20:15Z
Nothing else was read on that day.
"""


@pytest.fixture
def files(app: Flask, tmp_path: Path) -> Files:
    """A public package with two heads of its log."""
    return make_packages(tmp_path)["public"]


def heads(files: Files, folder: str = "data/") -> list[str]:
    """The signed heads in a package, oldest first."""
    return [json.loads(line)["note"] for line in files[f"{folder}checkpoints.jsonl"].splitlines()]


def page(note: str, *, size: int = 0, root: bytes = b"") -> bytes:
    """A page of a gazette that prints a head."""
    head = notes.parse_checkpoint(notes.parse_note(note).text)
    number, printed = size or head.size, base64.b64encode(root or head.root).decode()
    return GAZETTE.format(origin=head.origin, size=number, root=printed).encode()


def cosigned(note: str, key: SigningKey = WITNESS) -> bytes:
    """The head with the line of a witness below."""
    return (note + key.cosign(notes.parse_note(note).text, SEEN).line).encode()


def said_of(files: Files, folder: Path, kept: bytes, *witnesses: str) -> str:
    """What the verifier says of the one thing that was brought."""
    said = verify(write(files, folder), known={"kept": kept}, witnesses=witnesses)
    return next(one for one in said if one.startswith("kept: "))


@pytest.mark.parametrize("folder", ["data/", "data/site/"])
def test_a_line_in_a_gazette_is_compared_wherever_it_stands_on_the_page(
    files: Files, tmp_path: Path, folder: str
) -> None:
    first, *_others, last = heads(files, folder)
    for note in (first, last):
        head = notes.parse_checkpoint(notes.parse_note(note).text)
        said = said_of(files, tmp_path, page(note))
        assert f"the first {head.size:,} entries of {head.origin} are those that were seen outside" in said
        assert "A line has no signature" in said
    with pytest.raises(Fault, match=r"kept says that its first \d+ entries were others"):
        said_of(files, tmp_path, page(first, root=bytes(32)))


def test_a_head_between_two_of_the_package_is_compared_too(files: Files, tmp_path: Path) -> None:
    """A dropped head doesn't help: its root follows from the entries."""
    with pytest.raises(Fault, match="kept says that its first 3 entries were others"):
        said_of(files, tmp_path, page(heads(files)[0], size=3))


def test_who_cosigned_is_named_where_the_reader_has_the_key(files: Files, tmp_path: Path) -> None:
    note = heads(files)[0]
    vkey = str(WITNESS.witness_vkey)
    assert "Only the log itself signed it." in said_of(files, tmp_path, note.encode(), vkey)
    said = said_of(files, tmp_path, cosigned(note), vkey)
    assert said.endswith(
        "witness.example/w1 signed on 2026-01-01 00:00 UTC that it saw this head of the log."
    )
    assert "Also signed by witness.example/w1, not checked" in said_of(files, tmp_path, cosigned(note))
    forged = cosigned(note)[:-12] + b"AAAAAAAAAA=\n"
    with pytest.raises(Fault, match=r"^kept: "):
        said_of(files, tmp_path, forged, vkey)


def test_a_head_that_the_log_never_signed_is_no_witness(files: Files, tmp_path: Path) -> None:
    head = notes.parse_checkpoint(notes.parse_note(heads(files)[0]).text)
    other = notes.sign_checkpoint(head, SigningKey(head.origin, bytes(32)))
    with pytest.raises(Fault, match=r"^kept: no key known here signed this"):
        said_of(files, tmp_path, other.encode())


def test_a_head_of_later_is_told_as_what_it_is(files: Files, tmp_path: Path) -> None:
    """The site's log goes on after a package was made: that accuses nobody."""
    for folder in ("data/", "data/site/"):
        said = said_of(files, tmp_path, page(heads(files, folder)[-1], size=9_000))
        assert "It could not be compared: take a package that was made later." in said


def test_what_is_of_another_log_or_of_none_is_refused_in_words(files: Files, tmp_path: Path) -> None:
    path = write(files, tmp_path)
    for kept, named in (
        (page(heads(files)[0]).replace(b"localhost", b"elsewhere"), "of another log"),
        (b"Dear Sir or Madam,\n", "no receipt, no promise, no checkpoint, and no line"),
        (heads(files)[0][:-9].encode(), "kept: "),
    ):
        with pytest.raises(Fault, match=named):
            verify(path, known={"kept": kept})


def test_two_files_of_one_name_are_both_checked(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Receipts of one comment are called alike: a wrong one must not hide behind another."""
    path, kept = write(files, tmp_path), [tmp_path / one / "kept.txt" for one in ("a", "b")]
    for one, content in zip(kept, (heads(files)[0].encode(), b"Dear Sir or Madam,\n"), strict=True):
        one.parent.mkdir()
        one.write_bytes(content)
    for order in (kept, kept[::-1]):
        assert main([str(path), *map(str, order)]) == 1
        assert f"FAULT: {kept[1]}: no receipt, no promise" in capsys.readouterr().out


def test_the_verifier_says_when_nobody_outside_was_asked(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, own, kept = write(files, tmp_path), tmp_path / "verify.py", tmp_path / "page.txt"
    assert main([str(path)]) == 0
    assert "What the operator alone signs proves nothing against the operator" in capsys.readouterr().out
    own.write_bytes(files["data/verify.py"])
    kept.write_bytes(cosigned(heads(files)[0]))
    command = [
        sys.executable,
        "-I",
        "-S",
        str(own),
        str(path),
        "--witness",
        str(WITNESS.witness_vkey),
        str(kept),  # behind an option, as people type it
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "page.txt: the first" in ran.stdout and "witness.example/w1 signed on" in ran.stdout
    assert "proves nothing against the operator" not in ran.stdout


# The live site --------------------------------------------------------------------------------------


def run(app: Flask, folder: Path, kept: bytes, *more: str) -> tuple[int, str]:
    """`record verify --outside` with one file."""
    (folder / "kept").write_bytes(kept)
    ran = app.test_cli_runner().invoke(args=["record", "verify", "--outside", str(folder / "kept"), *more])
    return ran.exit_code, str(ran.output)


def test_record_verify_compares_what_others_kept(app: Flask, tmp_path: Path) -> None:
    comment = make_waiting(make_consultation())
    jobs.seal()
    kept = queries.published_head("site")
    assert kept is not None
    entry = contributions.receipts_of(comment.submission_id)[0].receipt.entry_id
    make_waiting(make_consultation(slug="later"))
    jobs.seal()
    code, said = run(app, tmp_path, page(kept.note))
    assert code == 0 and f"kept: the first {kept.size} entries of localhost/record are those" in said
    assert "nobody outside" not in said
    vkey = str(WITNESS.witness_vkey)
    code, said = run(app, tmp_path, cosigned(kept.note), "--witness", vkey)
    assert code == 0 and "witness.example/w1 signed on 2026-01-01" in said
    code, said = run(app, tmp_path, (receipts.proof(entry, opens=True) or "").encode())
    assert code == 0 and "kept: it is entry " in said
    for wrong, named in (
        (page(kept.note, root=bytes(32)), "was changed, added, removed or moved since"),
        (page(kept.note, size=900), "entries are missing. Was an older database restored?"),
        (
            page(kept.note).replace(b"localhost/record", b"localhost/record/" + b"e" * 32),
            "entries are missing",
        ),
        (page(kept.note).replace(b"localhost", b"elsewhere"), "of another site"),
        (cosigned(kept.note)[:-12] + b"AAAAAAAAAA=\n", "kept: "),
        (b"nothing\n", "no checkpoint, and no line"),
        ((receipts.proof(entry, opens=True) or "").replace("index ", "index 1").encode(), "kept: "),
    ):
        code, said = run(app, tmp_path, wrong, "--witness", vkey)
        assert code == 1 and named in said, said


def test_record_verify_holds_a_promise_against_the_log(app: Flask, tmp_path: Path) -> None:
    comment = make_waiting(make_consultation())
    jobs.seal()
    entry = contributions.receipts_of(comment.submission_id)[0].receipt.entry_id
    signing = receipts.signing_now(app.extensions["consult_settings"].instance)
    assert signing is not None
    promise = receipts.promise(entry, reference="x", base=signing[0], seed=signing[1]) or ""
    code, said = run(app, tmp_path, promise.encode())
    assert code == 0 and "it is entry " in said
    code, said = run(app, tmp_path, promise.replace("reference x", "reference y").encode())
    assert code == 1 and "kept: This site’s key did not sign it so" in said
    ran = app.test_cli_runner().invoke(args=["record", "verify"])
    assert ran.exit_code == 0 and "proves nothing against whoever runs it" in ran.output
