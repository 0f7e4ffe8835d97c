"""A package has the files that every package of its form has, and what describes its tables says what they hold."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from consult.opendata.dictionary import EXTRA
from consult.opendata.verify_contents import OTHER_COLUMNS
from consult.opendata.verify_package import verify
from tests.factories.consultations import make_consultation
from tests.factories.forging import older
from tests.factories.packages import Files, export, read_files, rebagged, refused, sums_of, write

Forge = Callable[[Files], Files]


def _without(*names: str) -> Forge:
    return lambda files: {name: one for name, one in files.items() if name not in names}


def _with(name: str, content: bytes = b"hello") -> Forge:
    return lambda files: {**files, name: content}


def _other(name: str, old: bytes, new: bytes) -> Forge:
    def forge(files: Files) -> Files:
        assert old in files[name]
        return {**files, name: files[name].replace(old, new, 1)}

    return forge


def _info(old: bytes, new: bytes) -> Forge:
    return _other("bag-info.txt", old, new)


def _other_slug(files: Files) -> Files:
    described = _other("data/datapackage.json", b'"name": "market"', b'"name": "square"')
    return described(_other("data/package.json", b'"slug": "market"', b'"slug": "square"')(files))


def _line(change: Callable[[list[bytes]], list[bytes]]) -> Forge:
    """Change the rows of the dictionary in both its forms."""

    def forge(files: Files) -> Files:
        made = dict(files)
        for name, header in (("data/dictionary.jsonl", 0), ("data/dictionary.csv", 1)):
            lines = files[name].splitlines(keepends=True)
            made[name] = b"".join([*lines[:header], *change(lines[header:])])
        return made

    return forge


@pytest.mark.parametrize(
    ("forge", "named"),
    [
        (_without("data/premis-events.jsonl"), "premis-events.jsonl is missing"),
        (_without("data/verify.py"), "verify.py is missing"),
        (_without("data/datapackage.json"), "datapackage.json is missing"),
        (_without("data/alternatives.csv", "data/alternatives.jsonl"), "alternatives.csv is missing"),
        (_without("data/site/cosignatures.jsonl"), "site/cosignatures.jsonl is missing"),
        (_with("data/extra.txt"), "extra.txt: a file that no package has"),
        (_with(f"data/attachments/{'0' * 64}"), "a file that no package has"),
        (_line(lambda rows: rows[1:]), "is not the column that comes next"),
        (_line(lambda rows: rows[:-1]), "is missing"),
        (_line(lambda rows: [rows[0], *rows]), "is not the column that comes next"),
        (_line(lambda rows: [rows[1], rows[0], *rows[2:]]), "is not the column that comes next"),
        (_other("data/datapackage.json", b"public reference", b"other words"), "datapackage.json: not what"),
        (_other("data/datapackage.json", b'"primaryKey"', b'"other"'), "datapackage.json: not what"),
        (_other("data/package.json", b'"data/votes.csv": ', b'"data/votes.csv": 1'), "another number of rows"),
        (_other("data/package.json", b'"root": "', b'"root": "0'), "package.json: not the head"),
        (_other("data/package.json", b'"as_of": "20', b'"as_of": "19'), "“as_of” is not when the site’s log says"),
        (_other_slug, "package.json: another slug"),
        (_other("data/package.json", b'"slug"', b'"extra": "0900 123",\n "slug"'), "“extra” is nothing that it tells"),
        (_other("data/package.json", b'"size"', b'"phone": "0900",\n   "size"'), "“phone” is nothing that it tells"),
        (_other("data/package.json", b'"slug"', b'"slug": "0900 123",\n "slug"'), "not as a package writes it"),
        (_other("data/package.json", b'"localhost/record"', b'"0900",\n    "localhost/record"'), "names of the logs"),
        (_other("data/package.json", b'"rows": {', b'"rows": {\n  "An Chen": 900,'), "rows of other files"),
        (_other("data/package.json", b'dictionary.csv": ', b'dictionary.csv": 1'), "dictionary.jsonl has"),
        (_other("data/datapackage.json", b'"name"', b'"name": "0900 123",\n "name"'), "not as a package writes it"),
        (_info(b"Source-Organization: ", b"Another body, once "), "bag-info.txt: not what the tables"),
        (_info(b"External-Description: A new", b"External-Description: An old"), "bag-info.txt: not what the tables"),
        (_info(b"Bagging-Date: 20", b"Bagging-Date: 19"), "bag-info.txt: not what the tables"),
        (_info(b"External-Identifier: ", b"External-Identifier: 0"), "bag-info.txt: not what the tables"),
        (_info(b"market (public)", b"market (auditor)"), "bag-info.txt: not what the tables"),
        (_info(b"Agent: Consult", b"Agent: Another"), "bag-info.txt: not what the tables"),
        (_info(b"Bag-Soft", b"Contact-Name: An Chen\nBag-Soft"), "not what the tables and the log say: “Contact-Name"),
        (_info(b"Bag-Software-Agent: Consult\n", b""), "bag-info.txt: not its lines"),
    ],
)  # fmt: skip
def test_it_is_named(packages: dict[str, Files], tmp_path: Path, forge: Forge, named: str) -> None:
    assert named in refused(rebagged(forge(packages["public"])), tmp_path)


@pytest.mark.parametrize("folder", ["data/", "data/site/"])
def test_each_head_was_signed_when_the_site_s_log_says(
    packages: dict[str, Files], tmp_path: Path, folder: str
) -> None:
    path = f"{folder}checkpoints.jsonl"
    for files in packages.values():
        lines = files[path].splitlines(keepends=True)
        assert len(lines) > 1
        for place in (0, len(lines) - 1):
            for year in (b"2020", *([b"2090"] if folder == "data/" or place == 0 else [])):
                other = re.sub(rb'"signed_at":"\d{4}', b'"signed_at":"' + year, lines[place])
                given = b"".join([*lines[:place], other, *lines[place + 1 :]])
                assert "wasn’t signed when it says" in refused(rebagged({**files, path: given}), tmp_path)
        more = lines[0].replace(b'"signed_at"', b'"phone":"0900","signed_at"')
        given = b"".join([more, *lines[1:]])
        assert f"{path}: a row tells" in refused(rebagged({**files, path: given}), tmp_path)


def test_its_description_is_the_title_in_the_language_it_is_held_in(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    def another(files: Files) -> Files:
        """Chinese readers get the same title as others; somebody says that it is held in their language."""
        row = files["data/consultation.jsonl"]
        return {
            **files,
            "data/consultation.jsonl": row.replace(b'"first_language":"en"', b'"first_language":"fr"'),
        }

    for files in packages.values():
        assert files["bag-info.txt"].splitlines()[1] == b"External-Description: A new bylaw for the market"
        assert "“first_language” is not what the entries say" in refused(rebagged(another(files)), tmp_path)


@pytest.mark.parametrize(
    "more",
    [
        b"Payload-Oxum: 1.1\rContact-Name: An Chen\rPayload-Oxum: %s\n",
        b"Payload-Oxum: 1.1 evil Payload-Oxum: %s\n",
        "Payload-Oxum: 1.1\u2028Payload-Oxum: %s\n".encode(),
        b"Payload-Oxum: 1.1\nPayload-Oxum: %s\n",
    ],
)
def test_nothing_stands_beside_its_size(packages: dict[str, Files], tmp_path: Path, more: bytes) -> None:
    """However its line is cut: people see labels in programs that break lines elsewhere."""
    files = packages["public"]
    info = files["bag-info.txt"]
    size = info.rpartition(b"Payload-Oxum: ")[2].strip()
    forged = info.replace(b"Payload-Oxum: %s\n" % size, more % size)
    assert forged != info and "bag-info.txt" in refused(with_tags(files, forged), tmp_path)


def test_a_title_may_name_a_label_of_the_bag(app: Flask, tmp_path: Path) -> None:
    made = make_consultation(title="On Payload-Oxum: 1.1")
    files = read_files(export(made, tmp_path))
    assert verify(write(files, tmp_path))
    size = files["bag-info.txt"].rpartition(b"Payload-Oxum: ")[2]
    forged = files["bag-info.txt"].replace(size, b"1.1\n")
    assert "another number of bytes" in refused(with_tags(files, forged), tmp_path)


def with_tags(files: Files, info: bytes) -> Files:
    """The bag says this of itself, size and all."""
    tags = {"bagit.txt": files["bagit.txt"], "bag-info.txt": info}
    tags |= {name: one for name, one in files.items() if name.startswith("manifest-")}
    payload = {name: one for name, one in files.items() if name.startswith("data/")}
    return {
        **payload,
        **tags,
        **{f"tagmanifest-{kind}.txt": sums_of(kind, tags) for kind in ("sha256", "sha512")},
    }


def test_a_bag_of_the_form_before_is_held_against_its_tables_too(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    given = older(packages["public"], "consult-package-4")
    assert verify(write(given, tmp_path))
    forge = _info(b"Bagging-Date: 20", b"Bagging-Date: 19")
    assert "bag-info.txt: not what the tables" in refused(rebagged(forge(given)), tmp_path)


def test_of_older_packages_strangers_are_told(packages: dict[str, Files], tmp_path: Path) -> None:
    given = older(packages["public"], "consult-package-3")
    added = write(rebagged({**given, "data/extra.exe": b"x"}), tmp_path)
    assert any("packages don’t have, held by checksums alone: data/extra.exe" in one for one in verify(added))


def test_an_older_package_says_that_its_form_is_not_proven(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    old = verify(write(older(packages["public"], "consult-package-3"), tmp_path))
    assert any("consult-package-3, an older one with fewer checks, and no sealed head" in one for one in old)
    assert not any(one.startswith("Form:") for one in verify(write(packages["public"], tmp_path)))


def test_the_dictionary_tells_of_all_other_files() -> None:
    told: dict[str, list[str]] = {}
    for name, column, _meaning in EXTRA:
        told.setdefault(name, []).append(column)
    assert told.pop("data/dictionary") == ["file", "column", "meaning"]
    assert {name: tuple(columns) for name, columns in told.items()} == OTHER_COLUMNS


def test_a_body_that_is_missing_is_named(app: Flask, tmp_path: Path) -> None:
    """Of a process without an act for which somebody needed a role on it."""
    files = read_files(export(make_consultation(), tmp_path))
    header, facts = files["data/bodies.csv"].splitlines(keepends=True)[0], files["data/package.json"]
    assert b'"data/bodies.csv": 1' in facts
    facts = facts.replace(b'"data/bodies.csv": 1', b'"data/bodies.csv": 0')
    forged = {**files, "data/bodies.csv": header, "data/bodies.jsonl": b"", "data/package.json": facts}
    assert "the body that holds the consultation is missing" in refused(rebagged(forged), tmp_path)
