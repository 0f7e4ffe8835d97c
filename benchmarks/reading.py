"""The desks with many comments: how long their pages and bulk acts take. ``reading [NUMBER]`` (10,000).

Everything is asked for through the app by somebody who is signed in. Pages: the fastest of five requests each. Bulk
acts: pressed again until nothing is left, and the processor's time of each transaction while it kept others from
writing (what the clock says beside it is the machine's load too). Ends with 1 where a page takes longer than
PAGE_SECONDS, or the middle one of an act's transactions longer than LOCK_SECONDS.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import unescape
from statistics import median
from typing import Any

from benchmarks.site import FIELD, PROJECT, SLUG, Bench, bench_site

ARTICLES = 20
PAGE_SECONDS = 0.5
LOCK_SECONDS = 0.05
AGAIN = "Press the same button again"
PRESSES = 400
"""So often a button is pressed before an act counts as one that never ends."""
EMAIL, MODERATOR, PASSWORD = "reader@example.org", "moderator@example.org", "plain-glass-harbour-9"
METHOD = "Read in turns by two people."
PENDING = 300
"""Comments that wait for a ruling, those of one bulk act of the other desk."""


class Watched:
    """The lock of the one who writes, and how long each had it."""

    def __init__(self, lock: Any) -> None:
        self._lock = lock
        self._since = (0.0, 0.0)
        self.kept: list[tuple[float, float]] = []
        """(the processor's seconds, the clock's) of each."""

    def acquire(self, seconds: float) -> bool:
        """As the lock's own."""
        is_ours: bool = self._lock.acquire(seconds)
        self._since = time.thread_time(), time.perf_counter()
        return is_ours

    def release(self) -> None:
        """As the lock's own."""
        worked, began = self._since
        self.kept.append((time.thread_time() - worked, time.perf_counter() - began))
        self._lock.release()


class Clock:
    """Prints how long things took and remembers which were slow."""

    def __init__(self) -> None:
        self.slow: list[str] = []
        self.lock: Watched | None = None

    @contextmanager
    def act(self, name: str) -> Iterator[None]:
        """A bulk act, with the transactions it took."""
        assert self.lock is not None
        self.lock.kept.clear()
        began = time.perf_counter()
        yield
        taken, kept = time.perf_counter() - began, self.lock.kept
        middle, longest = median(one for one, _clock in kept), max(one for one, _clock in kept)
        waited = median(one for _cpu, one in kept)
        print(
            f"{name:<42} {taken:6.2f} s {len(kept):4} transactions, processor {middle * 1000:6.1f} ms in the middle, "
            f"{longest * 1000:6.1f} ms the longest; clock {waited * 1000:6.1f} ms", flush=True
        )  # fmt: skip
        if middle > LOCK_SECONDS:
            self.slow.append(name)

    def page(self, name: str, act: Callable[[], Any]) -> Any:
        """The fastest of five."""
        taken, answer = [], None
        for _ in range(5):
            began = time.perf_counter()
            answer = act()
            taken.append(time.perf_counter() - began)
        print(f"{name:<52} {min(taken) * 1000:7.1f} ms", flush=True)
        if min(taken) > PAGE_SECONDS:
            self.slow.append(name)
        return answer


class Desk:
    """Somebody who is signed in, at the pages of one consultation."""

    def __init__(self, app: Any, email: str) -> None:
        self.client = app.test_client()
        sent = self.client.post(
            "/en/sign-in", data={**self.hidden("/en/sign-in"), "email": email, "password": PASSWORD}
        )
        assert sent.status_code in (302, 303), sent.text[:2000]

    def hidden(self, address: str) -> dict[str, str]:
        """The hidden fields of a page's last form."""
        found: dict[str, str] = {}
        for one in FIELD.findall(self.client.get(address).text):
            name, value = re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)
            if name:
                found[name[1]] = unescape(value[1]) if value else ""
        return found

    def press(self, page: str, address: str, **typed: Any) -> str:
        """Send a page's form to one of its buttons; where it led."""
        answer = self.client.post(address, data={**self.hidden(page), **typed})
        if answer.status_code != 303 and AGAIN not in answer.text:
            raise RuntimeError(f"{address}: {answer.status_code} {answer.text[:5000]}")
        return str(answer.location or AGAIN)

    def until_done(self, page: str, address: str, **typed: Any) -> None:
        """Press until nothing is said to be left."""
        for _ in range(PRESSES):
            led = self.press(page, address, **typed)
            if led != AGAIN and "rest=" not in led:
                return
        raise RuntimeError(f"{address} never ends")


def main() -> None:
    """Fill a consultation, measure, print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with bench_site(ARTICLES) as site:
        _fill(site, number)
        os.environ.update(
            {**site.environment, "CONSULT_STAFF_SECOND_FACTOR": "false", "CONSULT_ACCESS_LOG": "false"}
        )
        clock = Clock()
        _measure(clock, number)
    print(
        f"slower than {PAGE_SECONDS} s a page or {LOCK_SECONDS} s a transaction: {', '.join(clock.slow) or 'nothing'}"
    )
    sys.exit(1 if clock.slow else 0)


def _fill(site: Bench, number: int) -> None:
    """So many imported comments over all articles, some that wait, somebody who reads and somebody who moderates."""
    _import(site, range(number), "published")
    _import(site, range(number, number + PENDING), "pending")
    for email, role in ((EMAIL, "responder"), (MODERATOR, "moderator")):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "accounts", "create", email, "--password-stdin"],
            input=PASSWORD, text=True, cwd=PROJECT, env=site.environment, check=True, capture_output=True,
        )  # fmt: skip
        site.flask("organisations", "grant", email, role, "office")


def _import(site: Bench, numbers: range, status: str) -> None:
    file = site.instance / "comments.jsonl"
    rows = (
        {
            "id": str(n),
            "body": f"Comment {n}: please think of lamp {n % 97} again.",
            "article": f"art-{n % ARTICLES + 1}",
        }
        for n in numbers
    )
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    site.flask(
        "contributions", "import-comments", str(file), "--consultation", SLUG, "--status", status, "--map",
        "id=id,body=body,article=article",
    )  # fmt: skip


def _measure(clock: Clock, number: int) -> None:
    from consult.analysis import queries
    from consult.app import create_app
    from consult.consultations import queries as consultations

    app = create_app()
    clock.lock = app.extensions["consult_write_lock"] = Watched(app.extensions["consult_write_lock"])
    with app.app_context():
        own = consultations.get(SLUG).id
        count, through = queries.matching(own, queries.Filter())
        ids = queries.matching_ids(own, queries.Filter(), through=through)
        assert count == len(ids) == number + PENDING
    print(f"{number:,} comments under {ARTICLES} articles")
    reader = Desk(app, EMAIL)
    _acts(clock, reader, app)
    with clock.act("all that waits published"):
        address = "/en/desk/moderation"
        Desk(app, MODERATOR).until_done(address, address, act="publish", scope="all", confirmed="y")
    with app.app_context():
        bars = clock.page("what bars the outcome, named", lambda: queries.bars(own))
        assert not bars.unread
    for address in (
        "reading", f"reading?after={ids[-60]}", "reading?read=no", "reading?words=lamp+77", "reading/left",
        "reading/all", "themes",
    ):  # fmt: skip
        answer = clock.page(
            f"GET /desk/…/{address}",
            partial(reader.client.get, f"/en/desk/consultations/{SLUG}/{address}"),
        )
        assert answer.status_code == 200, address


def _acts(clock: Clock, reader: Desk, app: Any) -> None:
    from consult.analysis import queries
    from consult.consultations import queries as consultations

    desk = f"/en/desk/consultations/{SLUG}"
    with clock.act("themes by article, all put"):
        reader.press(f"{desk}/themes", f"{desk}/themes/by-article")
    for name in ("Lamps", "Light"):
        reader.press(f"{desk}/themes", f"{desk}/themes", name=name)
    with app.app_context():
        own = consultations.get(SLUG).id
        lamps, light = (
            next(one.public_id for one in queries.themes_of(own) if one.name == name)
            for name in ("Lamps", "Light")
        )
    everything = f"{desk}/reading/all"
    for act, typed in (
        ("put", {"theme": lamps}), ("take", {"theme": lamps}), ("give", {"to": "o1"}), ("give", {"to": ""}),
    ):  # fmt: skip
        with clock.act(f"{act} all"):
            reader.until_done(everything, f"{everything}/{act}", **typed)
    rule = reader.press(
        f"{desk}/reading/filters/new", f"{desk}/reading/filters/new?words=lamp", name="Lamps", theme=lamps
    )
    with clock.act("a rule that finds all of them"):
        reader.until_done(rule, rule)
    with clock.act("themes merged"):
        at = f"{desk}/themes/{lamps}"
        reader.until_done(at, f"{at}/merge", into=light)
    sample = f"{desk}/reading/sample"
    with clock.act("a sample drawn of all"):
        reader.press(sample, sample, size=1, method="They are much alike.")
        while gather := re.search(rf"{sample}/\w+/gather", reader.client.get(sample).text):
            reader.press(sample, gather[0])
    drawn = re.search(rf"{desk}/reading/(\w[\w-]+)\"[^>]*>", reader.client.get(sample).text.split("Seed")[1])
    assert drawn is not None
    reader.press(f"{desk}/reading/{drawn[1]}", f"{desk}/reading/{drawn[1]}/mark")
    finish = re.search(rf"{sample}/\w+/finish", reader.client.get(sample).text)
    assert finish is not None
    with clock.act("the sample finished"):
        reader.until_done(sample, finish[0])
    _forget_marks(app)
    with clock.act("all marked as read by a stated method"):
        reader.until_done(f"{everything}?read=no", f"{everything}/mark?read=no", method=METHOD)


def _forget_marks(app: Any) -> None:
    """Every mark taken back, so that the next act has all of them to mark."""
    from consult.analysis import queries, service
    from consult.consultations import queries as consultations
    from consult.foundation import clock as site_clock
    from consult.foundation.access import CONSOLE
    from consult.foundation.db import writing

    with app.app_context(), writing():
        found = consultations.get(SLUG)
        wanted = queries.Filter(read="yes")
        number, through = queries.matching(found.id, wanted)
        ids = queries.matching_ids(found.id, wanted, through=through)
        assert service.unmark_read(CONSOLE, found, comment_ids=ids, now=site_clock.now()) == number


if __name__ == "__main__":
    main()
