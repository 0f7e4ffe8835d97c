"""A receipt is taken and proven: by the page, and by the verifier of a package on a machine that has only Python.

And a package is read from a stick.
"""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OPEN, Site, Visit
from tests.journeys.made import open_consultation
from tests.journeys.people.citizen import Citizen
from tests.journeys.people.staff import Moderator

WORDS = "Please keep the north gate open until ten."


def verifies(package: Path, *more: Path) -> tuple[int, str]:
    """What the package's own verifier says, run as anybody runs it: without site packages, without an environment."""
    with zipfile.ZipFile(package) as archive:
        verifier = package.with_suffix(".py")
        verifier.write_bytes(archive.read("data/verify.py"))
    command = [sys.executable, "-I", "-S", str(verifier), str(package), *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={}, cwd=package.parent)
    return done.returncode, done.stdout + done.stderr


def changed(package: Path, name: str) -> Path:
    """The same package with one byte of a file changed."""
    other = package.with_name("changed.zip")
    with zipfile.ZipFile(package) as source, zipfile.ZipFile(other, "w") as target:
        for one in source.namelist():
            content = source.read(one)
            if one == name:
                content = content[:40] + bytes([content[40] ^ 1]) + content[41:]
            target.writestr(one, content)
    return other


@pytest.mark.parametrize("has_scripts", [False], ids=["without-scripts"])
def test_what_was_sent_stays_provable_after_it_is_hidden(visit: Visit, site: Site, tmp_path: Path) -> None:
    slug = open_consultation(site, tmp_path)
    guest = Citizen(visit()).opens_comment_form(slug, "art-1").writes(body=WORDS).presses("Send")
    receipt = guest.takes_receipt()
    guest.sees("Your receipts")
    site.flask("record", "seal")
    guest.finds_again(receipt.words)
    with guest.page.expect_download() as download:
        guest.page.get_by_role("link", name="Download the receipt").click()
    mine = tmp_path / download.value.suggested_filename
    download.value.save_as(mine)
    assert re.fullmatch(rf"{receipt.reference}-entry-\d+\.tlog-proof", mine.name)

    reader = Citizen(visit()).goes_to("/en/record/verify")
    reader.page.locator("input[type=file]").set_input_files(mine)
    reader.presses("Check it").sees(
        "This receipt is right", "A comment was received", WORDS, "What it doesn’t prove"
    )

    moderator = Moderator(visit(width=1280)).comes_in("moderator@linhe.example")
    moderator.publishes(receipt.reference)
    for number, (act, state) in enumerate((("", "published"), ("hide", "hidden"))):
        if act:
            moderator.opens_comment(receipt.reference).rules(
                act, ground="off-topic", note="Not about the draft."
            )
        package = tmp_path / f"package-{number}.zip"
        site.flask("opendata", "export", slug, "--grade", "public", "--out", str(package))
        code, said = verifies(package, mine)
        assert code == 0 and "Everything is right." in said and f"1 {state}" in said, said
        assert f"{mine.name}: it is entry " in said and "each is what was committed to" in said
    for name in ("data/entries.jsonl", "data/comments.csv", "data/checkpoint"):
        code, said = verifies(changed(package, name), mine)
        assert code == 1 and f"FAULT: {name}" in said, said


@pytest.mark.parametrize("has_scripts", [True], ids=["with-scripts"])
def test_the_reading_room_is_searched_from_a_stick(visit: Visit, site: Site, tmp_path: Path) -> None:
    package = tmp_path / "package.zip"
    site.flask("opendata", "export", OPEN, "--grade", "public", "--out", str(package))
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path)
    faults: list[str] = []
    for language, ground, article in (
        ("en", "Ground: Names", "Article 5 Dogs"),  # “5” stands in other words, too
        ("zh-hans", "审核依据：泄露", "第五条"),
        ("zh-hant", "審核依據：揭露", "第五條"),
    ):
        page = visit()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("request", lambda one: faults.append(one.url) if not one.url.startswith("file:") else None)
        page.goto((tmp_path / f"data/reading-room/{language}/comments.html").as_uri())
        page.locator("input").first.fill("兩隻黑狗")
        expect(page.locator("main h2")).to_have_count(1)
        expect(page.locator("main")).to_contain_text(ground)
        page.locator("input").first.fill(article.lower())  # articles are found by what they are called, too
        expect(page.locator("main p.caption span").first).to_have_text(re.compile(f"^{article}"))
        expect(page.locator("main p.caption span").first).to_have_attribute("lang", language)
    assert not faults
