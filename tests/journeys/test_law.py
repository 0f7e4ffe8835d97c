"""A real law and thousands of real comments, through commands and pages: the counts agree at every station."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.journeys.conftest import Site, Visit
from tests.journeys.made import fresh_slug
from tests.journeys.people.staff import Moderator, Responder
from tests.journeys.people.visitor import Visitor
from tests.real_data import real

LAW = ("law-tw-versions", "公民投票法", "2019-06-21.md")
COMMENTS = ("us-stem-opt-comments", "comments.csv.gz")
ROWS, BULK = 6_463, 300
MODERATOR = "moderator@linhe.example"


@pytest.fixture
def slug(site: Site, tmp_path: Path) -> str:
    """The law as an open consultation of the city's own office, with every row of the docket published."""
    law, _comments = real(*LAW), real(*COMMENTS)  # before anything is made
    slug = fresh_slug("referendum")
    site.flask(
        "consultations", "import-draft", str(law), "--organisation", "linhe", "--slug", slug, "--title", "公民投票法",
        "--language", "zh-hant", "--publish",
    )  # fmt: skip
    return slug


def number_on(page: Visitor, label: str) -> int:
    """The number that stands after a label on the page."""
    text = re.sub(r"\s+", " ", page.page.locator("main").inner_text())
    found = re.search(rf"{label}[^0-9]{{0,3}}([0-9][0-9,]*)", text)
    assert found, (label, page.page.url, text[:1500])
    return int(found.group(1).replace(",", ""))


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    "has_scripts", [False]
)  # counts don't depend on scripts: 6,463 comments are imported once
def test_counts_agree_at_every_station(visit: Visit, site: Site, tmp_path: Path, slug: str) -> None:
    columns = "body=text,id=document_id,submitted_at=posted_date,name=submitter"
    importing = ("contributions", "import-comments", "--consultation", slug, "--map", columns)
    stored, refused = _import(site, importing, real(*COMMENTS), "--status", "published")
    assert stored + refused == ROWS
    assert _import(site, importing, real(*COMMENTS), "--status", "published")[0] == 0, (
        "run again, it adds nothing"
    )
    waiting = tmp_path / "waiting.jsonl"
    waiting.write_text(
        "\n".join(
            json.dumps({"id": f"late-{n}", "text": f"Late letter {n}: please keep article 9."})
            for n in range(BULK)
        ),
        encoding="utf-8",
    )
    importing = ("contributions", "import-comments", "--consultation", slug, "--map", "body=text,id=id")
    assert _import(site, importing, waiting)[0] == BULK
    assert json.loads(site.flask("moderation", "waiting", "--json"))["waiting"][slug] == BULK

    moderator = (
        Moderator(visit(width=1280)).comes_in(MODERATOR).opens_queue(slug).sees(f"{BULK} comments wait")
    )
    moderator.opens(f"All {BULK} …").ticks("scope").presses("Publish").sees(f"Publish {BULK} comments?")
    moderator.presses("Yes, publish them")
    while "still wait" in moderator.text_of("main"):
        moderator.opens_queue(slug).opens("All ").ticks("scope").presses("Publish").presses(
            "Yes, publish them"
        )
    published = stored + BULK

    reader = Visitor(visit())
    reader.goes_to(f"/en/consultations/{slug}/comments").sees(f"All ({published:,})")
    reader.goes_to(f"/en/consultations/{slug}/moderation")
    assert number_on(reader, "Published") == published
    assert number_on(reader, "Received") == published
    reader.goes_to(f"/en/consultations/{slug}/oversight")
    assert number_on(reader, "Published") == published
    assert number_on(reader, "Rulings") == BULK
    responder = (
        Responder(visit())
        .comes_in("auditor@linhe.example")
        .goes_to(f"/en/desk/consultations/{slug}/replies?answered=")
    )
    responder.sees(f"{published:,} comments")

    package = tmp_path / "package.zip"
    site.flask("opendata", "export", slug, "--grade", "public", "--out", str(package))
    with zipfile.ZipFile(package) as opened:
        prefix = next(one for one in opened.namelist() if one.endswith("data/comments.csv"))[
            : -len("data/comments.csv")
        ]
        rows = list(
            csv.DictReader(io.StringIO(opened.read(f"{prefix}data/comments.csv").decode("utf-8-sig")))
        )
        rulings = opened.read(f"{prefix}data/rulings.jsonl").decode().splitlines()
    assert sum(row["state"] == "published" for row in rows) == published
    assert len(rulings) == BULK
    reader.goes_to(f"/en/comments/{rows[0]['reference']}").sees("imported from")


def _import(site: Site, command: tuple[str, ...], file: Path, *options: str) -> tuple[int, int]:
    """How many rows an import stored, and how many it refused, by its own last words."""
    said = site.flask(*command[:2], str(file), *command[2:], *options)
    found = re.search(r"([0-9]+) rows = ([0-9]+) stored \+ ([0-9]+) refused", said)
    assert found, said
    return int(found.group(2)), int(found.group(3))
