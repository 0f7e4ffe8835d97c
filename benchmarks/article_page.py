"""The page of an article with 20 of 100,000 comments beside one with 20 of 100: time, statements, bytes, the 304."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable

import brotli

SMALL, LARGE = 100, 100_000
REPEATS = 60


def counting(count: dict[str, int]) -> Callable[..., None]:
    """A listener that counts statements, BEGIN left out."""

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        count["n"] += statement != "BEGIN"

    return note


def main() -> None:
    """Fill two articles through Core inserts, then read their pages many times in turns."""
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as folder:
        os.environ["CONSULT_INSTANCE"] = folder
        os.environ["CONSULT_KEPT_PAGES_MB"] = "0"  # every page is rendered
        os.environ["CONSULT_BASE_URL"] = "http://localhost"
        measure()


def measure() -> None:
    """Make the site in this process and print the table."""
    from sqlalchemy import event

    from benchmarks.filling import fill, make_site
    from consult.foundation.db import db
    from consult.foundation.web import ASSETS

    app = make_site()
    with app.app_context():
        fill("art-1", SMALL)
        fill("art-2", LARGE)
        engine = db.engine
    client = app.test_client()
    count = {"n": 0}
    event.listen(engine, "before_cursor_execute", counting(count))
    addresses = {
        SMALL: "/en/consultations/bench/draft/1/art-1",
        LARGE: "/en/consultations/bench/draft/1/art-2",
    }
    times: dict[int, list[float]] = {SMALL: [], LARGE: []}
    statements: dict[int, int] = {}
    for _ in range(REPEATS):
        for size, address in addresses.items():
            count["n"] = 0
            begun = time.perf_counter()
            answer = client.get(address)
            times[size].append(time.perf_counter() - begun)
            statements[size] = count["n"]
            assert answer.status_code == 200
    medians = {size: statistics.median(values) for size, values in times.items()}
    page = client.get(addresses[LARGE], headers={"Accept-Encoding": "identity"})
    css = (ASSETS / "consult.css").read_bytes()
    compressed = len(brotli.compress(page.data)) + len(brotli.compress(css))
    count["n"] = 0
    begun = time.perf_counter()
    again = client.get(addresses[LARGE], headers={"If-None-Match": page.headers["ETag"]})
    unchanged = time.perf_counter() - begun
    print(
        f"median of {REPEATS}: {medians[SMALL] * 1000:.1f} ms with {SMALL:,} comments, "
        f"{medians[LARGE] * 1000:.1f} ms with {LARGE:,}"
    )
    print(
        f"ratio {medians[LARGE] / medians[SMALL]:.2f} (at most 1.3); "
        f"statements {statements[SMALL]} and {statements[LARGE]} (at most 6)"
    )
    print(f"first visit: page and stylesheet {compressed:,} bytes with brotli (under 30,000)")
    print(
        f"again: {again.status_code} with {count['n']} statement(s) in {unchanged * 1000:.1f} ms, "
        f"{len(again.data)} bytes"
    )


if __name__ == "__main__":
    main()
