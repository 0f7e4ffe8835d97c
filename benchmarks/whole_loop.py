"""A whole consultation on real text: a Taiwanese law and 6,463 comments, from import to export.

``whole_loop [DATA]``: the folder with the real data, ../shared/data where none is given. Ends with 1 where two
stations disagree.
"""

import csv
import hashlib
import io
import os
import re
import statistics
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.site import PROJECT, Bench, bench_instance

SLUG = "loop"
MAP = "body=text,id=document_id,name=submitter,submitted_at=posted_date"
VOTERS, STATEMENTS, REPLIED = 60, 20, 500


class Stations:
    """Prints each station's counts and remembers whether any disagreed."""

    def __init__(self) -> None:
        self.is_right = True
        self._begun = time.monotonic()

    def check(self, name: str, said: str, *pairs: tuple[object, object]) -> None:
        """One station: what it counted, and pairs that must be equal."""
        wrong = [f"{left} is not {right}" for left, right in pairs if left != right]
        self.is_right &= not wrong
        seconds, self._begun = time.monotonic() - self._begun, time.monotonic()
        print(
            f"{name:<12} {seconds:6.1f} s  {said}" + (f"  DISAGREES: {'; '.join(wrong)}" if wrong else ""),
            flush=True,
        )


def main() -> None:
    """Run it on an instance of its own."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT.parent / "shared" / "data"
    law = max((data / "law-tw-versions" / "個人資料保護法").glob("*.md"))
    comments = data / "us-stem-opt-comments" / "comments.csv.gz"
    if not comments.is_file():
        sys.exit(f"The real data aren't in {data}.")
    with bench_instance() as site:
        os.environ.update(site.environment)
        stations = Stations()
        stored = _import(site, stations, law, comments)
        counts = _in_process(stations, stored)
        _export(site, stations, counts)
    sys.exit(0 if stations.is_right else 1)


def _import(site: Bench, stations: Stations, law: Path, comments: Path) -> int:
    import json

    site.flask("db", "upgrade")
    site.flask("organisations", "create", "office", "--name", "Office")
    stations.check("site", "migrated, one body")
    told = site.flask(
        "consultations", "import-draft", str(law), "--organisation", "office", "--slug", SLUG,
        "--title", law.parent.name, "--language", "zh-hant", "--publish", "--json",
    )  # fmt: skip
    found = len(json.loads(told[told.index("{") :])["articles"])
    there = len(
        re.findall(
            r"^第[一二三四五六七八九十百]+條(?:之[一二三四五六七八九十]+)?\s*$",
            law.read_text("utf-8"),
            re.MULTILINE,
        )
    )
    stations.check("draft", f"{found} articles found, {there} in the file", (found, there))
    command = (
        "contributions",
        "import-comments",
        str(comments),
        "--consultation",
        SLUG,
        "--map",
        MAP,
        "--language",
        "en",
    )
    line = _summary(site.flask(*command))
    rows, stored, refused, already = line
    stations.check(
        "import", f"{rows} rows = {stored} stored + {refused} refused", (rows, stored + refused), (already, 0)
    )
    rows_again, stored_again, refused_again, already = _summary(site.flask(*command))
    stations.check(
        "again", f"{rows_again} rows: {stored_again} stored, {already} already there",
        (stored_again, 0), (already, stored), (refused_again, refused),
    )  # fmt: skip
    return stored


def _summary(told: str) -> tuple[int, ...]:
    found = re.search(r"([\d,]+) rows = ([\d,]+) stored \+ ([\d,]+) refused \+ ([\d,]+) already", told)
    if found is None:
        raise RuntimeError(told)
    return tuple(int(one.replace(",", "")) for one in found.groups())


def _in_process(stations: Stations, stored: int) -> Counter[str]:
    from consult.app import create_app

    app = create_app()
    counts: Counter[str] = Counter()
    with app.app_context():
        _moderate(stations, stored)
        counts["published"], counts["hidden"] = stored - stored // 100, stored // 100
        counts["votes"], counts["statements"] = _vote(stations)
        _page(stations, app, counts)
        counts["replied"] = _answer(stations, stored)
    return counts


def _moderate(stations: Stations, stored: int) -> None:
    """Publish all but one in a hundred, in the chunks of the desk's bulk act."""
    from sqlalchemy import func, select

    from consult.contributions.models import Comment
    from consult.foundation import clock
    from consult.foundation.access import CONSOLE
    from consult.foundation.db import db, writing
    from consult.moderation import service
    from consult.moderation.models import Ruling
    from consult.moderation.routes.queue import CHUNK

    waiting = db.session.execute(
        select(Comment.id, Comment.lock_version)
        .where(Comment.waiting_since.is_not(None))
        .order_by(Comment.id)
    ).all()
    picked = [service.Picked(*one) for one in waiting]
    hidden, done, held = set(picked[: stored // 100]), 0, []
    for act, chosen in (("hide", list(hidden)), ("publish", [one for one in picked if one not in hidden])):
        for chunk in _chunks(chosen, CHUNK):
            ground = "off-topic" if act == "hide" else ""
            with writing():
                begun = time.monotonic()
                done += service.rule_many(
                    CONSOLE, chunk, act=act, ground=ground, note="It is about something else." if ground else "",
                    now=clock.now(),
                ).number  # fmt: skip
                held.append(time.monotonic() - begun)
    rulings = db.session.scalar(select(func.count()).select_from(Ruling)) or 0
    states = _states()
    stations.check(
        "moderation",
        f"{done} rulings in chunks of {CHUNK}, lock held {statistics.median(held) * 1000:.0f} ms (median), "
        f"{statistics.quantiles(held, n=100)[98] * 1000:.0f} ms (p99); {states}",
        (done, stored), (rulings, stored), (states.get("hidden", 0), stored // 100),
        (states.get("published", 0), stored - stored // 100), (states.get("pending", 0), 0),
    )  # fmt: skip


def _chunks(every: Sequence[Any], size: int) -> list[Any]:
    return [every[start : start + size] for start in range(0, len(every), size)]


def _states() -> dict[str, int]:
    from consult.consultations import queries as consultations
    from consult.contributions import queries as contributions

    totals = contributions.totals(consultations.get(SLUG).id)
    return {state: number for state, number in totals.items() if number}


def _vote(stations: Stations) -> tuple[int, int]:
    from sqlalchemy import func, select

    from consult.consultations import queries as consultations
    from consult.contributions import queries as contributions
    from consult.contributions.models import Comment, Revision
    from consult.foundation import clock
    from consult.foundation.access import CONSOLE, GUEST
    from consult.foundation.db import db, writing
    from consult.votes import service
    from consult.votes.models import Vote
    from consult.votes.rules import Identity

    ids = db.session.scalars(
        select(Comment.id)
        .join(Revision, Revision.comment_id == Comment.id)
        .where(Comment.state == "published", func.length(Revision.body).between(30, 120))
        .order_by(Comment.id)
        .limit(STATEMENTS)
    ).all()
    with writing():
        statements = [
            service.open_statement(CONSOLE, contributions.get(one), now=clock.now()).public_id for one in ids
        ]
    for voter in range(VOTERS):
        identity = Identity(email_hash=hashlib.sha256(f"voter {voter}".encode()).hexdigest())
        with writing():
            for number, statement in enumerate(statements):
                value = ("agree", "disagree", "pass")[(voter + number) % 3]
                service.cast(GUEST, identity, consultations.get(SLUG), statement, value, now=clock.now())
    cast = db.session.scalar(select(func.count()).select_from(Vote)) or 0
    stations.check(
        "votes", f"{cast} votes of {VOTERS} people on {len(statements)} statements", (cast, VOTERS * len(statements))
    )  # fmt: skip
    return cast, len(statements)


def _page(stations: Stations, app: Any, counts: Counter[str]) -> None:
    page = app.test_client().get(f"/en/consultations/{SLUG}").get_data(as_text=True)
    number = f"{counts['published']:,}"
    stations.check("page", f"the consultation's page says {number}", (number in page, True))


def _answer(stations: Stations, received: int) -> int:
    """Replies, dispositions, the decision and the end, after the closing instant."""
    from sqlalchemy import func, select

    from consult.analysis import queries as desk
    from consult.analysis import service as reading
    from consult.consultations import queries as consultations
    from consult.consultations import service as consulting
    from consult.consultations.models import Article
    from consult.contributions.models import Comment
    from consult.foundation.access import CONSOLE
    from consult.foundation.db import db, writing
    from consult.outcomes import queries, service

    consultation = consultations.get(SLUG)
    assert consultation.closes_at is not None
    later = consultation.closes_at + timedelta(hours=1)
    ids = list(
        db.session.scalars(
            select(Comment.id).where(Comment.state == "published").order_by(Comment.id).limit(REPLIED)
        )
    )
    with writing():
        service.reply(
            CONSOLE, consultations.get(SLUG), comment_ids=ids, body="Thank you. We read every one.", language="en",
            now=later,
        )  # fmt: skip
    answered = (
        db.session.scalar(select(func.count()).select_from(Comment).where(Comment.answered_at.is_not(None)))
        or 0
    )
    counted = queries.counted(consultation.id)
    with writing():
        for article_id in counted:
            service.set_disposition(
                CONSOLE, consultations.get(SLUG), disposition="partly", reason="What many asked for is in.",
                reasons=None, article=db.session.get(Article, article_id) if article_id else None, now=later,
            )  # fmt: skip
        words = {
            "decision": "The law is adopted as changed.", "decided_by": "The office", "number": "L-1",
            "decided_on": later.date(), "summary": "You asked for more.", "what_changed": "Article 1.",
        }  # fmt: skip
        service.draft_outcome(CONSOLE, consultations.get(SLUG), changes=words, now=later)
    began = time.perf_counter()
    with writing():
        everything = desk.Filter()
        _number, through = desk.matching(consultation.id, everything)
        read = reading.mark_read(
            CONSOLE, consultations.get(SLUG), method="Read in turns by the three of the office.", now=later,
            comment_ids=desk.matching_ids(consultation.id, everything, through=through),
        )  # fmt: skip
    with writing():
        themed = reading.themes_by_article(CONSOLE, consultations.get(SLUG), now=later)
    stations.check(
        "reading", f"{read} marked as read, {themed} under themes in {time.perf_counter() - began:.1f} s",
        (read, sum(counted.values())), (themed, sum(counted.values())),
    )  # fmt: skip
    with writing():
        service.publish_outcome(CONSOLE, consultations.get(SLUG), now=later)
        consulting.finish(CONSOLE, consultations.get(SLUG), now=later)
    stations.check(
        "outcome",
        f"one reply to {answered}; {sum(counted.values())} comments under {len(counted)} disposition(s); "
        f"{consultations.get(SLUG).state}",
        (answered, len(ids)), (sum(counted.values()), received), (consultations.get(SLUG).state, "finished"),
    )  # fmt: skip
    return answered


def _export(site: Bench, stations: Stations, counts: Counter[str]) -> None:
    file = site.instance / "package.zip"
    site.flask("opendata", "export", SLUG, "--grade", "public", "--out", str(file))
    with zipfile.ZipFile(file) as package:
        states = Counter(row["state"] for row in _rows(package, "comments"))
        rulings, votes = len(_rows(package, "rulings")), len(_rows(package, "votes"))
    stations.check(
        "export", f"{dict(states)}, {rulings} rulings, {votes} votes, {file.stat().st_size:,} bytes",
        (states["published"], counts["published"]), (states["hidden"], counts["hidden"]),
        (rulings, counts["published"] + counts["hidden"]), (votes, counts["votes"]),
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "record", "verify"],
        cwd=PROJECT, env=site.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 2:  # 2: this release has no such command yet
        stations.check("record", (done.stdout or done.stderr).strip()[-200:], (done.returncode, 0))


def _rows(package: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    entry = next(one for one in package.namelist() if one.endswith(f"data/{name}.csv"))
    return list(csv.DictReader(io.TextIOWrapper(package.open(entry), "utf-8-sig", newline="")))


if __name__ == "__main__":
    main()
