"""The page of 20 of 1,000 comments beside a bare Flask, Jinja and SQLite page of the same size, in one run (P2)."""

import os
import statistics
import tempfile
import time
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3
from flask import Flask, render_template_string
from flask.testing import FlaskClient

COMMENTS, REPEATS = 1_000, 150
PAGE = """<!doctype html><html lang="{{ lang }}"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<p>{{ count }} comments</p>{% for one in rows %}<article id="{{ one[1] }}"><h2>{{ one[1] }}</h2><p>{{ one[2] }}</p>
<div>{{ one[3] }}</div></article>{% endfor %}<footer>{{ filler }}</footer></body></html>"""


def main() -> None:
    """Make both in this process and ask them in turns."""
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as folder:
        os.environ["CONSULT_INSTANCE"] = folder
        os.environ["CONSULT_BASE_URL"] = "http://localhost"
        from benchmarks.filling import fill, make_site

        app = make_site()
        with app.app_context():
            fill("art-1", COMMENTS)
        ours, address = app.test_client(), "/en/consultations/bench/draft/1/art-1"
        size = len(ours.get(address).data)
        bare = bare_app(Path(folder) / "bare.sqlite3", size).test_client()
        kept_pages = app.extensions["consult_kept_pages"]
        times: dict[str, list[float]] = {"ours": [], "bare": [], "kept": []}
        for _ in range(REPEATS):
            times["bare"].append(took(bare, "/"))
            kept_pages.forget()
            times["ours"].append(took(ours, address))
            times["kept"].append(took(ours, address))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(
        f"20 of {COMMENTS:,} comments, {size:,} bytes: {medians['ours'] * 1000:.1f} ms, "
        f"bare page {medians['bare'] * 1000:.1f} ms of processor time: "
        f"{medians['bare'] / medians['ours']:.2f} x bare (P2: 0.5); asked again while nothing has changed "
        f"{medians['kept'] * 1000:.1f} ms, {medians['bare'] / medians['kept']:.2f} x bare"
    )


def took(client: FlaskClient, address: str) -> float:
    """Processor time of one request."""
    begun = time.process_time()
    answer = client.get(address)
    assert answer.status_code == 200
    return time.process_time() - begun


def bare_app(file: Path, size: int) -> Flask:
    """One route: two statements, one template, escaped texts, as many bytes."""
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE comment (id INTEGER PRIMARY KEY, reference TEXT, name TEXT, body TEXT)")
        rows = [
            (f"R-{n}", "A citizen", "The night buses should run until two. " * 6) for n in range(COMMENTS)
        ]
        made.executemany("INSERT INTO comment (reference, name, body) VALUES (?, ?, ?)", rows)
    made.close()
    app = Flask("bare")
    database = sqlite3.connect(file, check_same_thread=False)
    filler = "x" * max(0, size - 7_000)

    @app.get("/")
    def page() -> str:
        count = database.execute("SELECT count(*) FROM comment").fetchone()[0]
        rows = database.execute("SELECT * FROM comment ORDER BY id LIMIT 20").fetchall()
        return render_template_string(PAGE, lang="en", title="Bare", rows=rows, count=count, filler=filler)

    return app


if __name__ == "__main__":
    main()
