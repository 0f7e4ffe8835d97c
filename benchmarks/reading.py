"""The reading desk with many comments: how long its pages and its bulk acts take. ``reading [NUMBER]`` (10,000).

Pages are asked for through the app by somebody who is signed in, the fastest of five requests each. Ends with 1 where
one takes longer than PAGE_SECONDS.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

from benchmarks.site import FIELD, PROJECT, SLUG, Bench, bench_site

ARTICLES = 20
PAGE_SECONDS = 0.5
EMAIL, PASSWORD = "reader@example.org", "plain-glass-harbour-9"


class Clock:
    """Prints how long things took and remembers which pages were slow."""

    def __init__(self) -> None:
        self.slow: list[str] = []

    def once(self, name: str, act: Callable[[], Any]) -> Any:
        """A bulk act."""
        began = time.perf_counter()
        answer = act()
        print(f"{name:<52} {time.perf_counter() - began:8.2f} s", flush=True)
        return answer

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


def main() -> None:
    """Fill a consultation, measure, print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with bench_site(ARTICLES) as site:
        _fill(site, number)
        os.environ.update({**site.environment, "CONSULT_STAFF_SECOND_FACTOR": "false"})
        clock = Clock()
        _measure(clock, number)
    print(f"slower than {PAGE_SECONDS} s: {', '.join(clock.slow) or 'no page'}")
    sys.exit(1 if clock.slow else 0)


def _fill(site: Bench, number: int) -> None:
    """So many imported comments over all articles, and somebody who reads them."""
    file = site.instance / "comments.jsonl"
    rows = (
        {
            "id": str(n),
            "body": f"Comment {n}: please think of lamp {n % 97} again.",
            "article": f"art-{n % ARTICLES + 1}",
        }
        for n in range(number)
    )
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    site.flask(
        "contributions", "import-comments", str(file), "--consultation", SLUG, "--status", "published", "--map",
        "id=id,body=body,article=article",
    )  # fmt: skip
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "accounts", "create", EMAIL, "--password-stdin"],
        input=PASSWORD, text=True, cwd=PROJECT, env=site.environment, check=True, capture_output=True,
    )  # fmt: skip
    site.flask("organisations", "grant", EMAIL, "responder", "office")


def _measure(clock: Clock, number: int) -> None:
    from consult.analysis import queries, service
    from consult.app import create_app
    from consult.consultations import queries as consultations
    from consult.foundation.access import CONSOLE
    from consult.foundation.db import writing

    app = create_app()
    now, everything = datetime.now(UTC), queries.Filter()
    with app.app_context():
        own = consultations.get(SLUG).id
        count, through = queries.matching(own, everything)
        ids = queries.matching_ids(own, everything, through=through)
        assert count == len(ids) == number

        def in_one(act: Callable[[Any], Any]) -> Any:
            with writing():
                return act(consultations.get(SLUG))

        print(f"{number:,} comments under {ARTICLES} articles")

        def by_article() -> None:
            while in_one(lambda one: service.themes_by_article(CONSOLE, one, now=now, most=service.AT_ONCE)):
                pass

        clock.once("themes by article, all put in portions", by_article)
        clock.once("all but one marked as read by a stated method", lambda: in_one(
            lambda one: service.mark_read(
                CONSOLE, one, comment_ids=ids[:-1], method="Read in turns by two people.", now=now
            )
        ))  # fmt: skip
        bars = clock.page("what bars the outcome, named", lambda: queries.bars(own))
        assert (bars.unread, bars.themeless) == (1, 0)
        last = ids[-60]
    client = app.test_client()
    form = {
        re.search(r'name="([^"]*)"', one)[1]: unescape((re.search(r'value="([^"]*)"', one) or ["", ""])[1])  # type: ignore[index]
        for one in FIELD.findall(client.get("/en/sign-in").text)
    }
    answer = client.post("/en/sign-in", data={**form, "email": EMAIL, "password": PASSWORD})
    assert answer.status_code in (302, 303), answer.text[:2000]
    for address in (
        "reading", f"reading?after={last}", "reading?read=no", "reading?words=lamp+77", "reading/left", "reading/all",
        "themes",
    ):  # fmt: skip
        answer = clock.page(
            f"GET /desk/…/{address}", lambda a=address: client.get(f"/en/desk/consultations/{SLUG}/{a}")
        )
        assert answer.status_code == 200, address


if __name__ == "__main__":
    main()
