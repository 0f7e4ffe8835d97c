"""kill -9 of the whole group 20 times, and of the main process alone 20 times, during 2,000 posts."""

import contextlib
import http.client
import os
import random
import signal
import sys
import threading
import time
from collections import Counter

from benchmarks.site import SLUG, Bench, Visitor, bench_site, stored_bodies

POSTS = 2_000
ROUNDS = 20
ADDRESS = f"/en/consultations/{SLUG}/comment?article=art-1"


class Crowd:
    """Posters that go on through every restart. A cut connection is tried again with the same form: one row at most."""

    def __init__(self, site: Bench, posts: int) -> None:
        self.site = site
        self.acknowledged: list[str] = []
        self.again = 0
        self._left = list(range(posts))
        self._lock = threading.Lock()
        self.threads = [threading.Thread(target=self._post, daemon=True) for _ in range(4)]

    def _next(self) -> int | None:
        with self._lock:
            return self._left.pop() if self._left else None

    def _post(self) -> None:
        visitor = Visitor(self.site.port)
        while (number := self._next()) is not None:
            body = f"comment number {number}"
            fields: dict[str, str] = {}
            while True:
                try:
                    if not fields:
                        fields = visitor.form(ADDRESS)
                    status, location, _ = visitor.request(
                        "POST", ADDRESS, {**fields, "body": body, "article": "art-1"}
                    )
                except (OSError, http.client.HTTPException):
                    self.again += 1
                    time.sleep(0.05)
                    continue
                if status == 303 and "/receipt/" in location:
                    self.acknowledged.append(body)
                    break
                fields = {}
                time.sleep(0.05)

    def is_busy(self) -> bool:
        """Whether posts are left."""
        return any(thread.is_alive() for thread in self.threads)


def kill(site: Bench, *, whole_group: bool) -> bool:
    """Kill without warning; returns whether anything still answered afterwards."""
    assert site.process is not None
    if whole_group:
        for one in site.family():
            with contextlib.suppress(ProcessLookupError):  # it ended with its parent
                os.kill(one, signal.SIGKILL)
    else:
        os.kill(site.process.pid, signal.SIGKILL)
    site.process.wait(10)
    time.sleep(0.5)
    return site.answers()


def run(*, whole_group: bool, rounds: int, posts: int) -> bool:
    """One trial; prints its line and returns whether nothing was lost, doubled or answered too early."""
    with bench_site() as site:
        site.start()
        site.wait_until_ready()
        crowd = Crowd(site, posts)
        for thread in crowd.threads:
            thread.start()
        kills, ghosts, ready = 0, 0, []
        while crowd.is_busy():
            time.sleep(random.uniform(0.3, 1.2))
            if kills < rounds:
                ghosts += kill(site, whole_group=whole_group)
                kills += 1
                site.start()
                ready.append(site.wait_until_ready())
        site.stop()
        stored = Counter(stored_bodies(site.instance))
    lost = [body for body in crowd.acknowledged if stored[body] == 0]
    doubled = [body for body, number in stored.items() if number > 1]
    print(
        f"{'whole group' if whole_group else 'main process'}: {kills} kills during {posts} posts: acknowledged "
        f"{len(crowd.acknowledged)}, stored {sum(stored.values())}, lost {len(lost)}, doubled {len(doubled)}, "
        f"answered before the restart {ghosts}, ready again after {max(ready, default=0):.1f} s at most, "
        f"{crowd.again} requests cut and sent again"
    )
    return not lost and not doubled and not ghosts and kills == rounds


def main() -> None:
    """Both trials; exit 1 where one fails. ``kill [rounds] [posts]`` for a shorter one."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    posts = int(sys.argv[2]) if len(sys.argv) > 2 else POSTS
    results = [run(whole_group=whole, rounds=rounds, posts=posts) for whole in (True, False)]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
