"""16 posters send 100 different comments each to one article at once."""

import os
import statistics
import threading
import time
from collections import Counter

from benchmarks.site import SLUG, Bench, Visitor, bench_site, stored_bodies

POSTERS = 16
COMMENTS = 100
ADDRESS = f"/en/consultations/{SLUG}/comment?article=art-1"


def poster(
    site: Bench, number: int, acknowledged: list[str], refused: Counter[str], times: list[float]
) -> None:
    """One poster: a fresh form and a different text each time."""
    visitor = Visitor(site.port)
    for one in range(COMMENTS):
        body = f"comment {one} of poster {number}"
        fields = visitor.form(ADDRESS)
        begun = time.monotonic()
        status, location, _ = visitor.request("POST", ADDRESS, {**fields, "body": body, "article": "art-1"})
        times.append(time.monotonic() - begun)
        if status == 303 and "/receipt/" in location:
            acknowledged.append(body)
        else:
            refused[str(status)] += 1


def main() -> None:
    """Run it and print what was acknowledged and what is stored."""
    with bench_site() as site:
        site.start()
        site.wait_until_ready()
        acknowledged: list[str] = []
        refused: Counter[str] = Counter()
        times: list[float] = []
        threads = [
            threading.Thread(target=poster, args=(site, number, acknowledged, refused, times))
            for number in range(POSTERS)
        ]
        begun, work = time.monotonic(), site.cpu_seconds()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds, work = time.monotonic() - begun, site.cpu_seconds() - work
        load = os.getloadavg()[0]
        site.stop()
        stored = Counter(stored_bodies(site.instance))
    lost = [body for body in acknowledged if stored[body] == 0]
    doubled = [body for body, number in stored.items() if number > 1]
    ranks = statistics.quantiles(times, n=100)
    print(f"sent {POSTERS * COMMENTS}, acknowledged {len(acknowledged)}, refused {dict(refused)}")
    print(f"stored {sum(stored.values())}, lost {len(lost)}, doubled {len(doubled)}")
    print(
        f"{len(acknowledged) / work:.0f} comments per second of the server's processor time, its worker included; "
        f"the machine's load was {load:.1f} on {os.cpu_count()} processors"
    )
    print(
        f"{len(acknowledged) / seconds:.0f} comments/s (each with its form), "
        f"p50 {ranks[49] * 1000:.0f} ms, p99 {ranks[98] * 1000:.0f} ms"
    )


if __name__ == "__main__":
    main()
