"""Whether checkers that nobody here wrote agree: Go on the served log, bagit.py on a package.

    .venv/bin/python -m benchmarks.foreign_checkers [--entries 700]

Needs Debian's golang-go and golang-golang-x-mod-dev for the first. The logs were signed by a key that was exchanged
halfway, and by a witness. One byte of each kind of file is changed on its way, a witness and a key are asked for that
never signed, an older checkpoint is given that is a fork's; each has to be named; exit code 1 where one isn't. With
``--entries 70000`` the tree has a third level.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

HERE = Path(__file__).parent
GO_SOURCES = Path("/usr/share/gocode")
CHANGES = (
    ("checkpoint", 5, "what the head says"),
    ("checkpoint", -20, "the witness's signature"),
    ("tile/entries/000", -20, "an entry"),
    ("tile/entries/001", -20, "an entry"),
    ("tile/0/000", -20, "a hash"),
    ("tile/0/001", -20, "a hash"),
    ("tile/0/002.p/", -20, "a hash"),
    ("tile/1/000.p/", -20, "a hash"),
)
"""Beginnings of the addresses whose content is changed, one at a time; where in it; what stands there."""


BATCH = 1_000
"""Entries in a transaction, while the log is filled."""


@dataclass(frozen=True)
class Filled:
    """A site whose key was exchanged and whose heads a witness signed: by whom, and the heads from before."""

    app: Any
    log: str
    witness: str
    older: dict[str, tuple[str, str]]
    """(checkpoint, verifier key) of each log before the key was exchanged."""


def main() -> int:
    """Print what each checker says. Exit code 1 where one disagrees, or finds no fault where there is one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=700)
    given = parser.parse_args()
    if given.entries < 600:  # a changed bit in the third tile is read only where there is one
        parser.error("--entries has to be 600 at least")
    with tempfile.TemporaryDirectory(prefix="consult-foreign-") as folder:
        os.environ |= {"CONSULT_INSTANCE": folder, "CONSULT_ACCESS_LOG": "false"}
        filled = _fill(given.entries, Path(folder))
        is_right = (
            _check_bag(filled.app, Path(folder))
            if shutil.which("bagit.py", path=_path())
            else _left_out("bagit.py")
        )
        if shutil.which("go") and (GO_SOURCES / "src/golang.org/x/mod/sumdb").is_dir():
            is_right = _check_log(filled, Path(folder)) and is_right
        else:
            _left_out("Go with golang.org/x/mod")
    return 0 if is_right else 1


def _path() -> str:
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))


def _left_out(name: str) -> bool:
    print(f"{name} is not here: left out")
    return True


def _fill(entries: int, folder: Path) -> Filled:
    """A site with a consultation whose log has so many entries, half of them from before the key was exchanged."""
    from flask_migrate import upgrade

    from consult.app import create_app
    from consult.consultations import queries as consultations
    from consult.foundation import clock
    from consult.foundation.access import GUEST
    from consult.foundation.db import gathering, writing
    from consult.record import jobs, service
    from tests.factories.consultations import make_consultation

    def fill(number: int) -> None:
        for start in range(0, number, BATCH):
            with writing(), gathering():
                for _ in range(min(BATCH, number - start)):
                    service.append("lantern.lit", actor=GUEST, now=clock.now(), consultation=log)
        jobs.seal()

    app = create_app()
    with app.app_context():
        upgrade()
        log = consultations.get_by_id(make_consultation(slug="market").id).public_id
        fill(entries // 2)
        older = {base: _shown(app, base) for base in _bases(log)}
        jobs.rotate_key()
        fill(entries - entries // 2)
        witness = _witness(app, folder)
    return Filled(app, log, witness, older)


def _bases(log: str) -> tuple[str, str]:
    return "/record", f"/record/{log}"


def _shown(app: Any, base: str) -> tuple[str, str]:
    client = app.test_client()
    return client.get(f"{base}/checkpoint").text, client.get(f"{base}/vkey").text.strip()


def _witness(app: Any, folder: Path) -> str:
    """Have every head signed by a witness that knows the site by its key; the witness's verifier key."""
    from consult.record import jobs, notes
    from consult.record.witness import Witness
    from consult.record.witness_server import serve
    from consult.record.witnessing import Outside

    site = notes.parse_vkey(_shown(app, "/record")[1])
    witness = Witness(folder / "witness", "witness.example/w1", [site])
    server = serve(witness, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    outside = Outside(witness.key.witness_vkey, f"http://127.0.0.1:{server.server_port}")
    jobs.witness_all([outside])
    server.shutdown()
    server.server_close()
    return str(outside.key)


def _check_bag(app: Any, folder: Path) -> bool:
    """Whether ``bagit.py --validate`` accepts the package, and refuses it with one byte changed."""
    from consult.consultations import queries as consultations
    from consult.foundation import clock
    from consult.opendata import keeping
    from consult.record import jobs

    package, bag = folder / "package.zip", folder / "bag"
    with app.app_context():
        own = consultations.get("market").id
        keeping.sealed_package(own, "public", package, clock.now(), seal=jobs.seal)
    with zipfile.ZipFile(package) as archive:
        archive.extractall(bag)
    command = [shutil.which("bagit.py", path=_path()) or "bagit.py", "--validate", "--quiet", str(bag)]
    accepts = subprocess.run(command, check=False, capture_output=True).returncode == 0
    entries = bag / "data" / "entries.jsonl"
    content = entries.read_bytes()
    entries.write_bytes(content[:50] + bytes([content[50] ^ 1]) + content[51:])
    refuses = subprocess.run(command, check=False, capture_output=True).returncode != 0
    print(f"bagit.py --validate: {'accepts' if accepts else 'REFUSES'} the package, ", end="")
    print(f"{'refuses' if refuses else 'ACCEPTS'} it with one bit changed")
    return accepts and refuses


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """The checkers speak, not the server."""


def _check_log(filled: Filled, folder: Path) -> bool:
    """Whether Go reads both logs as right, and names each change."""
    app, log = filled.app, filled.log
    changed: list[tuple[str, int]] = []

    def served(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        answer = b"".join(app(environ, start))
        for beginning, place in changed:
            if environ["PATH_INFO"].removeprefix(f"/record/{log}/").startswith(beginning):
                answer = answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :]
        return [answer]

    checker = folder / "log_checker"
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(GO_SOURCES),
        "GOCACHE": str(folder / "go"),
        "GOFLAGS": "",
    }
    subprocess.run(
        ["go", "build", "-o", str(checker), str(HERE / "log_checker.go")], check=True, env=environment
    )
    server = make_server("127.0.0.1", 0, served, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base, is_right = f"http://127.0.0.1:{server.server_port}/record", True
    host = base.removesuffix("/record")
    for log_base, (head, key) in filled.older.items():
        (folder / "older.txt").write_text(head, encoding="utf-8")
        given = ["-witness", filled.witness, "-older", str(folder / "older.txt"), "-older-key", key]
        is_right = _says(checker, [*given, host + log_base], 0) and is_right
        is_right = _refuses_others(checker, host + log_base, head, key, folder) and is_right
    for beginning, place, name in CHANGES:
        changed[:] = [(beginning, place)]
        given = ["-witness", filled.witness, f"{base}/{log}"]
        is_right = _says(checker, given, 1, what=f"one bit of {beginning} changed ({name}): ") and is_right
    server.shutdown()
    return is_right


def _refuses_others(checker: Path, base: str, head: str, key: str, folder: Path) -> bool:
    """Whether the old key, a witness nobody asked and a fork's head are named."""
    from consult.record import notes

    stranger = str(notes.SigningKey("witness.example/w2", b"\x07" * 32).witness_vkey)
    seed = b"\x08" * 32
    own = notes.parse_checkpoint(notes.parse_note(head).text)
    fork = notes.SigningKey(own.origin, seed)
    other = notes.Checkpoint(own.origin, own.size, bytes([own.root[0] ^ 1]) + own.root[1:])
    (folder / "fork.txt").write_text(notes.sign_checkpoint(other, fork), encoding="utf-8")
    forked = ["-older", str(folder / "fork.txt"), "-older-key", str(fork.vkey)]
    is_right = _says(checker, ["-key", key, base], 1, what="asked for the key before: ")
    is_right &= _says(checker, ["-witness", stranger, base], 1, what="asked for another witness: ")
    return is_right & _says(checker, [*forked, base], 1, what="the older head of a fork: ")


def _says(checker: Path, given: list[str], expected: int, what: str = "") -> bool:
    done = subprocess.run([str(checker), *given], check=False, capture_output=True, text=True)
    said = done.stdout.strip() or done.stderr.strip()
    print(f"Go: {what}{said}{'' if done.returncode == expected else ' – WRONG'}")
    return done.returncode == expected


if __name__ == "__main__":
    sys.exit(main())
