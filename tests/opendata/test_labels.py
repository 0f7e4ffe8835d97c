"""Words of the reading room that come from no table, and those that explain tables: whoever changes one is named."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.foundation import i18n
from consult.opendata.verify_bag import UNFIT
from consult.opendata.verify_forms import Forms
from consult.opendata.verify_package import verify
from consult.opendata.verify_pages import article_names, instant_shape
from consult.opendata.verify_room import LISTED, Room
from consult.opendata.verify_words import WORDS
from tests.factories.forging import older
from tests.factories.packages import Files, export, read_files, rebagged, refused, write
from tests.opendata.followed import make_followed
from tests.opendata.room_words import words_in
from tests.opendata.test_every_column import Held, make_answered

ROOM = "data/reading-room/"
_made: dict[str, dict[str, Files]] = {}


@pytest.fixture
def several(app: Flask, tmp_path: Path, packages: dict[str, Files]) -> dict[str, dict[str, Files]]:
    """Both grades of an open, an answered and a followed process."""
    if not _made:
        _made["open"] = packages
        for name, make in (("answered", make_answered), ("followed", make_followed)):
            process = make()
            _made[name] = {one: read_files(export(process, tmp_path, one)) for one in ("public", "auditor")}
    return _made


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_verifier_knows_the_words_of_our_catalogue(app: Flask, language: str) -> None:
    """Who changes one of them changes verify_words.py, too."""
    assert dict(WORDS[language]) == words_in(language)


def test_pages_of_every_kind_pass_with_their_labels(
    several: dict[str, dict[str, Files]], tmp_path: Path
) -> None:
    kinds = set()
    for grades in several.values():
        for files in grades.values():
            said = "\n".join(verify(write(files, tmp_path)))
            assert "names of states and acts are those that every reading room has" in said
            assert "said in the words of every package" in said
            kinds |= {re.sub(r"\d", "", one.rpartition("/")[2]) for one in files if one.endswith(".html")}
    assert {"index.html", "changes--.html", "draft--en.html", "comments.html"} <= kinds


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_no_label_of_any_page_is_changed_unseen(
    several: dict[str, dict[str, Files]], tmp_path: Path, grade: str
) -> None:
    """One after the other each text that stands on a page, told otherwise."""
    package = Held(dict(several["answered"][grade]))
    forms = Forms(package)
    forms.finish()
    facts = json.loads(package.files["data/package.json"])
    unseen = []
    for page in (
        "en/index.html", "zh-hant/comments.html", "zh-hans/changes-1-2.html", "en/draft-1-en.html", "index.html",
    ):  # fmt: skip
        content = package.files[ROOM + page].decode()
        for one in list(re.finditer(r">([^<>]*\w[^<>]*)<", content)):
            changed = content[: one.start(1)] + "Otherwise" + content[one.end(1) :]
            package.files[ROOM + page] = changed.encode()
            try:
                Room(package, forms, facts).check()
            except UNFIT:
                continue
            unseen.append((page, one[1]))
        package.files[ROOM + page] = content.encode()
    assert unseen == []


def test_a_state_called_by_another_one_s_name_is_named(packages: dict[str, Files], tmp_path: Path) -> None:
    page = f"{ROOM}en/index.html"
    content = packages["public"][page].decode()
    forged = (
        content.replace(">Published<", ">X<").replace(">Hidden<", ">Published<").replace(">X<", ">Hidden<")
    )
    assert forged != content
    said = refused(rebagged({**packages["public"], page: forged.encode()}), tmp_path)
    assert "“Hidden” is not what such a page says there" in said


@pytest.mark.parametrize(("kind", "code", "words"), [
    ("state", "published", "Hidden"), ("act", "hide", "Published"), ("labels", "unnamed", "Anonymous"),
    ("role", "moderator", "Minister"), ("stance", "oppose", "Supports"), ("carry", "gone", "Same words"),
])  # fmt: skip
def test_what_a_list_calls_a_code_is_held(
    packages: dict[str, Files], tmp_path: Path, kind: str, code: str, words: str
) -> None:
    files, told = packages["public"], words_of_list(packages["public"], "en")
    told[kind][code] = words
    said = refused(with_words(files, "en", told), tmp_path)
    assert "otherwise than such a page does" in said


def words_of_list(files: Files, language: str) -> dict[str, Any]:
    """What the list of comments calls codes and articles in a language."""
    told: dict[str, Any] = json.loads(
        html.unescape(_told_in(files[f"{ROOM}{language}/comments.html"].decode()))
    )
    return told


def with_words(files: Files, language: str, words: dict[str, Any]) -> Files:
    """The package with these in their place."""
    page = f"{ROOM}{language}/comments.html"
    content = files[page].decode()
    forged = content.replace(_told_in(content), html.escape(json.dumps(words, ensure_ascii=False)))
    return rebagged({**files, page: forged.encode()})


def _told_in(page: str) -> str:
    return page.split('data-words="')[1].split('"')[0]


def test_lists_call_articles_as_the_draft_does_in_the_page_s_language(
    several: dict[str, dict[str, Files]], tmp_path: Path
) -> None:
    files = several["open"]["public"]
    for language in ("en", "zh-hans", "zh-hant"):
        assert words_of_list(files, language)["articles"]["1"][1]["art-1"].startswith("Article 1")
    for name, row in (("art-1", "Article 2 Parking"), ("art-9", "Article 9")):
        told = words_of_list(files, "zh-hant")
        told["articles"]["1"][1][name] = row
        assert "otherwise than such a page does" in refused(with_words(files, "zh-hant", told), tmp_path)


def test_a_reading_room_from_before_it_named_articles_checks_out(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    files, pages = packages["public"], [f"{ROOM}{one}/{table}.html" for one in WORDS for table in LISTED]
    for page in pages:
        content = files[page].decode()
        told = json.loads(html.unescape(_told_in(content)))
        del told["articles"]
        changed = content.replace(_told_in(content), html.escape(json.dumps(told, ensure_ascii=False)))
        files = {**files, page: changed.encode()}
    assert verify(write(rebagged(files), tmp_path))


def test_an_article_is_called_as_in_the_edition_of_the_page_s_language_else_in_the_first() -> None:
    rows = [
        {"version": version, "language": language, "article": "art-5", "number": number, "heading": heading}
        for version, language, number, heading in (
            (1, "en", "Article 5", "Opening hours"), (1, "zh-hant", "第5條", ""), (2, "en", "Article 5", ""),
        )
    ]  # fmt: skip
    rows.append({**rows[0], "article": "par-1", "number": "", "heading": ""})
    hours, plain = {"art-5": "Article 5 Opening hours"}, {"art-5": "Article 5"}
    assert article_names(rows, "en", "zh-hant") == {"1": ["en", hours], "2": ["en", plain]}
    assert article_names(rows, "zh-hant", "en") == {"1": ["zh-hant", {"art-5": "第5條"}], "2": ["en", plain]}
    assert article_names(rows, "zh-hans", "en")["1"] == ["en", hours]
    assert article_names(rows, "zh-hans", "zh-hant")["1"] == ["zh-hant", {"art-5": "第5條"}]


def test_what_a_column_means_is_held(packages: dict[str, Files], tmp_path: Path) -> None:
    files = dict(packages["public"])
    for name in ("data/dictionary.jsonl", "data/dictionary.csv", "data/datapackage.json"):
        assert b"when it was received, UTC" in files[name]
        files[name] = files[name].replace(b"when it was received, UTC", b"when somebody found it, UTC")
    assert "other words than those in which packages explain their tables" in refused(
        rebagged(files), tmp_path
    )
    files = dict(packages["public"])
    described = json.loads(files["data/datapackage.json"])
    described["resources"][0]["description"] = "What I like."
    files["data/datapackage.json"] = (json.dumps(described, indent=1, ensure_ascii=False) + "\n").encode()
    assert "other words than those in which packages explain their tables" in refused(
        rebagged(files), tmp_path
    )


def test_older_packages_say_that_their_labels_are_not_proven(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    """They may say them in words that a site has for itself."""
    files = dict(packages["public"])
    page = f"{ROOM}en/index.html"
    files[page] = files[page].replace(b"<h2>Numbers</h2>", b"<h2>Figures</h2>")
    said = "\n".join(verify(write(older(files, "consult-package-5"), tmp_path)))
    assert "Not proven, held by checksums alone: headings, labels and dates of the reading room" in said
    assert "nothing proves but the checksums" in said


@pytest.mark.parametrize(
    "zone", ["Asia/Taipei", "UTC", "America/St_Johns", "America/Indiana/Knox", "Asia/Macau"]
)
def test_the_verifier_knows_how_pages_write_an_instant(app: Flask, zone: str) -> None:
    at = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    for language in WORDS:
        told = str(i18n.instant_text(at, zone, language))
        assert re.fullmatch(instant_shape(at.isoformat(), zone, language), told)
        later = (at + timedelta(minutes=1)).isoformat()
        assert not re.fullmatch(instant_shape(later, zone, language), told)


@pytest.mark.parametrize("language", list(WORDS))
def test_when_it_closes_is_held(packages: dict[str, Files], tmp_path: Path, language: str) -> None:
    page, files = f"{ROOM}{language}/index.html", packages["public"]
    content = files[page].decode()
    before, after = WORDS[language]["closes"].split("%(when)s")
    told = content.split(before)[1].split(after)[0]
    for clock in (re.sub(r"\d\d:\d\d", "03:07", told), re.sub(r"\d{4}", "2099", told)):
        changed = content.replace(before + told, before + clock)
        assert changed != content
        said = refused(rebagged({**files, page: changed.encode()}), tmp_path)
        assert "is not what such a page says there" in said and page in said
