"""A throw-away site for measuring: its own instance, a small open consultation, the real server."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

PROJECT = Path(__file__).parents[1]
SLUG = "bench"


@dataclass
class Bench:
    """Where the site is and how to reach it."""

    instance: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def flask(self, *arguments: str) -> str:
        """Run a command of the site."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        done = subprocess.run(
            command, cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    def start(self) -> None:
        """Start the site as an operator does, with start.py, in a process group of its own."""
        command = [
            sys.executable, "start.py", "--port", str(self.port), "--instance", str(self.instance), "--no-demo",
        ]  # fmt: skip
        log = (self.instance / "server.log").open("ab")
        self.process = subprocess.Popen(
            command, cwd=PROJECT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )

    def wait_until_ready(self, seconds: float = 240) -> float:
        """Wait for the first answer; returns how long it took."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            if self.answers():
                return time.monotonic() - begun
            time.sleep(0.1)
        raise RuntimeError("the site didn't answer in time")

    def answers(self) -> bool:
        """Whether anything answers at the site's port."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status < 600
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def family(self) -> dict[int, float]:
        """Every process of the site, start.py first, with the processor time each has used so far (Linux).

        The web server and the worker have sessions of their own, so a process group doesn't hold them all.
        """
        assert self.process is not None
        parents, times = {}, {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                facts = (folder / "stat").read_text().rpartition(")")[2].split()
                parents[int(folder.name)] = int(facts[1])
                times[int(folder.name)] = (int(facts[11]) + int(facts[12])) / os.sysconf("SC_CLK_TCK")
        found = [self.process.pid]
        for one in found:  # grows while it is read
            found += [child for child, parent in parents.items() if parent == one]
        return {one: times.get(one, 0.0) for one in found}

    def cpu_seconds(self) -> float:
        """Processor time that the site's processes have used so far."""
        return sum(self.family().values())

    def stop(self) -> None:
        """End the site as an operator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@contextmanager
def bench_instance() -> Iterator[Bench]:
    """An empty instance with a port of its own; its server, where one was started, is ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as folder:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port: int = listener.getsockname()[1]
        environment = {
            **os.environ, "CONSULT_INSTANCE": folder, "CONSULT_BASE_URL": f"http://127.0.0.1:{port}",
            "CONSULT_COMMENTS_PER_ADDRESS_PER_HOUR": "1000000",
        }  # fmt: skip
        site = Bench(Path(folder), port, environment)
        try:
            yield site
        finally:
            site.stop()


@contextmanager
def bench_site(articles: int = 3) -> Iterator[Bench]:
    """A migrated instance with one open consultation; the caller starts the server."""
    with bench_instance() as site:
        site.flask("db", "upgrade")
        site.flask("organisations", "create", "office", "--name", "Office")
        draft = site.instance / "draft.md"
        draft.write_text(
            "# Bench\n\n"
            + "\n\n".join(f"## Article {n}\n\nWords of article {n}." for n in range(1, articles + 1))
        )
        site.flask(
            "consultations", "import-draft", str(draft), "--organisation", "office", "--slug", SLUG, "--title", "Bench",
            "--language", "en", "--publish",
        )  # fmt: skip
        yield site


FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*>')


class Visitor:
    """A browser without scripts: one connection, its cookies, forms filled by their hidden fields."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self._cookies: dict[str, str] = {}

    def request(
        self, method: str, address: str, fields: dict[str, str] | None = None
    ) -> tuple[int, str, str]:
        """(status, Location, body). Raises OSError or HTTPException where the server is gone."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
            content = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        return answer.status, answer.getheader("Location") or "", content

    def form(self, address: str) -> dict[str, str]:
        """The hidden fields of a page's form."""
        _status, _location, page = self.request("GET", address)
        found = {}
        for one in FIELD.findall(page):
            name = re.search(r'name="([^"]*)"', one)
            value = re.search(r'value="([^"]*)"', one)
            if name:
                found[name.group(1)] = unescape(value.group(1)) if value else ""
        return found


def stored_bodies(instance: Path) -> list[str]:
    """Every comment's words in the database, as they are after the last commit."""
    code = (
        "from wsgi import app\n"
        "from sqlalchemy import select\n"
        "from consult.contributions.models import Revision\n"
        "from consult.foundation.db import db\n"
        "with app.app_context():\n"
        "    print('\\n'.join(db.session.scalars(select(Revision.body))))\n"
    )
    environment = {**os.environ, "CONSULT_INSTANCE": str(instance)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=True
    )
    return [line for line in done.stdout.splitlines() if line]
