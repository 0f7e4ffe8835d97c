"""A real browser against a real server: the demo site on an instance of its own, with its worker.

``CONSULT_JOURNEYS_DATABASE_URL`` runs the same on PostgreSQL.
"""

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from consult.app import create_app
from consult.foundation.settings import Settings
from tests import postgresql
from tests.journeys.looking import Looks
from tests.journeys.mailbox import Mailbox

PROJECT = Path(__file__).parents[2]
PASSWORD = "a demo password for journeys"
LEFT_OUT = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
"""What no journey sees: for each window Chromium loads the two pages that drop down from its address line, which costs
more than all else that a visitor of ours does in it."""
LEFT_OUT_BY_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "TcpPortRandomizationWin", "OptimizationHints",
    "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch", "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
)  # fmt: skip
"""What Playwright leaves out by itself: Chromium heeds only the last list that it is given, so ours holds both."""
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    f"--disable-features={','.join((*LEFT_OUT, *LEFT_OUT_BY_PLAYWRIGHT))}",
)  # fmt: skip
SIGNED_IN: dict[tuple[str, str], list[Any]] = {}
"""By host and address of a person: the cookies of a browser in which they signed in."""
SOMEWHERE = "http://demo.invalid"
"""Where the demo stands before a site gets its copy of it."""
LONGEST = (
    "test_every_endpoint",
    "test_answer_loop",
    "test_every_page",
    "test_author",
    "test_guest",
    "test_law",
)
"""Files of journeys that begin first, so that nobody waits for them at the end."""
OPEN, FINISHED, UPCOMING = "riverside-park", "night-bus-quiet-streets", "room-letting"


@pytest.hookimpl(trylast=True)  # after the order was made random
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin first. Takes effect with ``--dist loadfile --no-loadscope-reorder``."""
    rank = {f"{name}.py": at for at, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(Path(item.path).name, len(rank)))


@dataclass(frozen=True)
class Site:
    """A running site: its address and its instance folder."""

    base: str
    instance: Path
    app: Flask

    def flask(self, *arguments: str, typed: str = "") -> str:
        """Run a command of the site in this process, with what is typed into it, and give what it printed."""
        done = self.app.test_cli_runner().invoke(self.app.cli, arguments, input=typed)
        assert done.exit_code == 0, done.output
        return done.output


def run_flask(environment: dict[str, str], *arguments: str) -> str:
    """``flask --app wsgi …`` in the project, failing loudly."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    done = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=180, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with the demo, on SQLite, of which every site gets a copy. Loaded once, whoever asks first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    made, loading = shared / "demo", shared / "demo-loading"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(loading, ignore_errors=True)
            loading.mkdir()
            _load_demo(_environment(loading, SOMEWHERE, ""))
            loading.rename(made)
    return made


def _load_demo(environment: dict[str, str]) -> None:
    run_flask(environment, "db", "upgrade")
    run_flask(environment, "demo", "load", "--password", PASSWORD)


def _copy_demo(demo: Path, instance: Path, base: str) -> None:
    """Nothing of it was sealed or sent yet, so that only mails that wait say where the site is."""
    shutil.copytree(demo, instance, dirs_exist_ok=True)
    with closing(sqlite3.connect(instance / "consult.sqlite3")) as database, database:
        database.execute("UPDATE mail_outbox SET body = replace(body, ?, ?)", (SOMEWHERE, base))


def _environment(instance: Path, base: str, database_url: str) -> dict[str, str]:
    return {
        **os.environ, "CONSULT_INSTANCE": str(instance), "CONSULT_BASE_URL": base,
        "CONSULT_STAFF_SECOND_FACTOR": "false", "CONSULT_DIGEST_MINUTES": "0",
        "CONSULT_DATABASE_URL": database_url,
    }  # fmt: skip


@contextmanager
def running_site(demo: Path, instance: Path, database_url: str = "") -> Iterator[Site]:
    """The demo, served by granian with a worker beside it, on SQLite or on a PostgreSQL that may be filled."""
    base = f"http://127.0.0.1:{(port := free_port())}"
    settings = Settings(
        instance=instance,
        base_url=base,
        staff_second_factor=False,
        database_url=database_url,
        digest_minutes=0,
    )
    environment = _environment(instance, base, database_url)
    if database_url:
        _load_demo(environment)
    else:
        _copy_demo(demo, instance, base)
    granian = (
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "wsgi:app",
    )  # fmt: skip
    worker = (sys.executable, "-m", "flask", "--app", "wsgi", "worker")
    with (instance / "server.log").open("w") as log:
        processes = [
            subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
            for command in (granian, worker)
        ]
        try:
            _wait(base)
            assert [process.poll() for process in processes] == [None, None], (
                instance / "server.log"
            ).read_text()
            yield Site(base, instance, create_app(settings))
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)


@pytest.fixture(scope="session")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site that the journeys share."""
    with running_site(
        demo, tmp_path_factory.mktemp("journeys"), os.environ.get("CONSULT_JOURNEYS_DATABASE_URL", "")
    ) as one:
        yield one


@pytest.fixture(scope="session")
def site_on_postgresql(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same on PostgreSQL. Without one it is skipped; with CI=true that fails."""
    try:
        with postgresql.server() as address:
            fresh = postgresql.make_database(address, "consult_journeys")
            with running_site(demo, tmp_path_factory.mktemp("journeys-postgresql"), fresh) as one:
                yield one
    except postgresql.NoPostgreSQL as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


def _wait(base: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{base}/en/", timeout=5):  # noqa: S310 - our own http address
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server didn't answer within a minute")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. With CI=true its absence fails; elsewhere the journeys are skipped."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium on this machine")
        pytest.skip("there is no Chromium on this machine: install Debian's chromium package")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def mailbox(site: Site) -> Mailbox:
    """The mails that the site has sent."""
    return Mailbox(site.instance / "mail")


Visit = Callable[..., Page]


@pytest.fixture(params=[False, True], ids=["without-scripts", "with-scripts"])
def has_scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the visitor's browser runs scripts."""
    return bool(request.param)


@pytest.fixture
def visit(chromium: Browser, site: Site, has_scripts: bool) -> Iterator[Visit]:
    """Open a fresh visitor's page (own cookies), with and without scripts. ``visit(language, width)``."""
    contexts: list[BrowserContext] = []

    def open_page(language: str = "en", width: int = 390) -> Page:
        context = chromium.new_context(
            base_url=site.base,
            viewport={"width": width, "height": 900},
            java_script_enabled=has_scripts,
            locale=language,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def looks(chromium: Browser, site: Site) -> Iterator[Looks]:
    """``looks(visitor)`` checks the page that the visitor is on, as a phone shows it."""
    context = chromium.new_context(base_url=site.base, viewport={"width": 320, "height": 800})
    yield Looks(context.new_page())
    context.close()


def sign_in(page: Page, email: str, language: str = "en") -> Page:
    """Sign in with the demo's password, as a person would; whoever has done so on this site stays signed in.

    A site takes only so many sign-ins of one account in an hour.
    """
    page.goto(f"/{language}/sign-in")
    known = SIGNED_IN.setdefault((page.url.split("/", 3)[2], email), [])
    page.context.add_cookies(known)
    if known:
        page.goto(f"/{language}/account")
        if page.url.endswith(f"/{language}/account"):
            return page
        page.context.clear_cookies()
        page.goto(f"/{language}/sign-in")
    page.fill("input[name=email]", email)
    if page.locator("input[name=password]").count() == 0:
        page.locator("form button[type=submit]").first.click()
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation(url=lambda url: not url.endswith("/sign-in")):
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    known[:] = [
        {key: cookie[key] for key in ("name", "value", "domain", "path")} for cookie in page.context.cookies()
    ]
    return page
