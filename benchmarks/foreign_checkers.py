"""Whether checkers that nobody here wrote agree: Go on the served log, bagit.py on a package.

    .venv/bin/python -m benchmarks.foreign_checkers [--entries 700]

Needs Debian's golang-go and golang-golang-x-mod-dev for the first. One byte of each kind of file is changed on its way,
and each change has to be named; exit code 1 where one isn't.
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
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

HERE = Path(__file__).parent
GO_SOURCES = Path("/usr/share/gocode")
CHANGES = (
    "checkpoint",
    "tile/entries/000",
    "tile/entries/001",
    "tile/0/000",
    "tile/0/001",
    "tile/0/002.p/",
    "tile/1/000.p/",
)
"""Beginnings of the addresses whose content is changed, one at a time."""


def main() -> int:
    """Print what each checker says. Exit code 1 where one disagrees, or finds no fault where there is one."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=700)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-foreign-") as folder:
        os.environ["CONSULT_INSTANCE"] = folder
        app, log = _fill(given.entries)
        is_right = (
            _check_bag(app, Path(folder)) if shutil.which("bagit.py", path=_path()) else _left_out("bagit.py")
        )
        if shutil.which("go") and (GO_SOURCES / "src/golang.org/x/mod/sumdb").is_dir():
            is_right = _check_log(app, log, Path(folder)) and is_right
        else:
            _left_out("Go with golang.org/x/mod")
    return 0 if is_right else 1


def _path() -> str:
    return os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))


def _left_out(name: str) -> bool:
    print(f"{name} is not here: left out")
    return True


def _fill(entries: int) -> tuple[Any, str]:
    """A site with a consultation whose log has so many entries. Returns the app and the log's id."""
    from flask_migrate import upgrade

    from consult.app import create_app
    from consult.consultations import queries as consultations
    from consult.foundation import clock
    from consult.foundation.access import GUEST
    from consult.foundation.db import writing
    from consult.record import jobs, service
    from tests.factories.consultations import make_consultation

    app = create_app()
    with app.app_context():
        upgrade()
        log = consultations.get_by_id(make_consultation(slug="market").id).public_id
        with writing():
            for _ in range(entries):
                service.append("lantern.lit", actor=GUEST, now=clock.now(), consultation=log)
        jobs.seal()
    return app, log


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


def _check_log(app: Any, log: str, folder: Path) -> bool:
    """Whether Go reads both logs as right, and names each change."""
    changed: list[str] = []

    def served(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        answer = b"".join(app(environ, start))
        if changed and environ["PATH_INFO"].removeprefix(f"/record/{log}/").startswith(changed[0]):
            answer = answer[:-20] + bytes([answer[-20] ^ 1]) + answer[-19:]
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
    base = f"http://127.0.0.1:{server.server_port}/record"
    is_right = all(_says(checker, address, 0) for address in (base, f"{base}/{log}"))
    for one in CHANGES:
        changed[:] = [one]
        is_right = _says(checker, f"{base}/{log}", 1, what=f"one bit of {one} changed: ") and is_right
    server.shutdown()
    return is_right


def _says(checker: Path, address: str, expected: int, what: str = "") -> bool:
    done = subprocess.run([str(checker), address], check=False, capture_output=True, text=True)
    print(f"Go: {what}{done.stdout.strip() or done.stderr.strip()}")
    return done.returncode == expected


if __name__ == "__main__":
    sys.exit(main())
