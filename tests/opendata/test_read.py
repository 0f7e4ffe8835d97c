"""What people read of a package can't be changed by whoever makes every checksum anew: README, pages, Polis files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from consult.opendata.verify_package import verify
from tests.factories.packages import Files, rebagged, refused, write

POLIS, ROOM = "data/polis/", "data/reading-room/"
Change = Callable[[Files], Files]


def put(name: str, before: bytes, after: bytes) -> Change:
    """What stands in a file instead of something."""

    def change(files: Files) -> Files:
        assert before in files[name], files[name].decode()
        return {**files, name: files[name].replace(before, after, 1)}

    return change


def without(name: str) -> Change:
    return lambda files: {own: content for own, content in files.items() if own != name}


START, DRAFT, LIST = f"{ROOM}en/index.html", f"{ROOM}zh-hant/draft-1-en.html", f"{ROOM}zh-hans/comments.html"
CHANGES: list[tuple[Change, str]] = [
    (put(f"{POLIS}votes.csv", b'"-1"\r\n', b'"1"\r\n'), f"{POLIS}votes.csv, row "),
    (put(f"{POLIS}votes.csv", b" UTC ", b" GMT "), f"{POLIS}votes.csv, row 2: not what"),
    (put(f"{POLIS}comments.csv", b'"0","1","1"', b'"9","1","1"'), f"{POLIS}comments.csv, row 2: not what"),
    (
        put(f"{POLIS}comments.csv", b"open earlier (", b"open later ("),
        f"{POLIS}comments.csv, row 2: not what",
    ),
    (put(f"{POLIS}participants-votes.csv", b'"-1",""', b'"1",""'), f"{POLIS}participants-votes.csv, row "),
    (put(f"{POLIS}summary.csv", b'"voters","2"', b'"voters","3"'), f"{POLIS}summary.csv, row 4"),
    (without(f"{POLIS}summary.csv"), f"{POLIS}summary.csv: is there without votes"),
    (put("data/README.md", b"# A new bylaw", b"# An old bylaw"), "data/README.md: another title"),
    (put("data/README.md", b"without a network", b"with a network"), "data/README.md: another title"),
    (put(f"{ROOM}room.js", b"\n", b"\n\n"), f"{ROOM}room.js: not the one"),
    (put(f"{ROOM}room.css", b"\n", b"\n\n"), f"{ROOM}room.css: not the one"),
    (put(DRAFT, b'<div class="text">', b'<div class="text">Not '), f"{DRAFT}: not what data/articles.jsonl"),
    (put(DRAFT, b"</h1>", b"!</h1>"), f"{DRAFT}: not what data/articles.jsonl"),
    (put(DRAFT, b"</main>", b"<p>It was withdrawn.</p></main>"), f"{DRAFT}: something that no such page has"),
    (put(DRAFT, b"<section ", b"<section hidden "), f"{DRAFT}: <section> does something"),
    (put(DRAFT, b"<section ", b'<section onclick="x()" '), f"{DRAFT}: <section> does something"),
    (put(DRAFT, b"index.html", b"https://example.org/"), f"{DRAFT}: <a> does something"),
    (put(DRAFT, b"</section>", b"<h3>No.</h3></section>"), f"{DRAFT}: a heading"),
    (put(DRAFT, b"</section>", b"No.</section>"), f"{DRAFT}: words where"),
    (put(DRAFT, b"</main>", b"<ul><li>No.</li></ul></main>"), f"{DRAFT}: something that no such page has"),
    (put(START, b"</main>", b"<script>x()</script></main>"), f"{START}: <script> does something"),
    (put(START, b"<td>8</td>", b"<td>7</td>"), f"{START}: its decision or its numbers"),
    (put(START, b">Rulings</a> 14", b">Rulings</a> 15"), f"{START}: its decision or its numbers"),
    (put(START, b"12 senders", b"13 senders"), f"{START}: senders, submissions and comments"),
    (
        put(START, b'class="caption">', b'class="caption">Not '),
        f"{START}: not the body of data/consultation.jsonl",
    ),
    (
        put(START, b">Version 1<", b">Version 2<"),
        f"{START}: not the body of data/consultation.jsonl, or not the list",
    ),
    (put(START, b"What it is about.", b"Nothing."), f"{START}: not what data/consultation.jsonl"),
    (put(START, b"</main>", b"<p>It was annulled.</p></main>"), f"{START}: something that no such page has"),
    (put(LIST, b'data-all="12"', b'data-all="11"'), f"{LIST}: not the list"),
    (put(LIST, b"</main>", b"<p>None came.</p></main>"), f"{LIST}: something that no such page has"),
    (put(f"{ROOM}index.html", b"market</a>", b"bazaar</a>"), f"{ROOM}index.html: not the title"),
    (without(f"{ROOM}zh-hans/draft-1-en.html"), f"{ROOM}zh-hans/draft-1-en.html: is missing"),
    (
        lambda files: {**files, f"{ROOM}en/more.html": files[START]},
        f"{ROOM}en/more.html: is missing, or a page",
    ),
]


@pytest.mark.parametrize(("change", "named"), CHANGES)
def test_what_people_read_says_what_the_tables_say(
    packages: dict[str, Files], tmp_path: Path, change: Change, named: str
) -> None:
    assert named in refused(rebagged(change(packages["public"])), tmp_path)


def test_the_verifier_says_what_of_pages_no_table_tells(packages: dict[str, Files], tmp_path: Path) -> None:
    for files in packages.values():
        said = "\n".join(verify(write(files, tmp_path)))
        assert "Votes: polis/ says what the tables say." in said
        assert "held by checksums alone: what grounds are called in the reading room" in said
