"""A package goes to another site and comes out of it as it went in; one that is not right leaves nothing behind."""

import re
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.foundation import web
from consult.foundation.access import Actor
from consult.foundation.errors import Forbidden
from consult.opendata import foreign, queries, service
from consult.opendata.verify_package import verify
from consult.opendata.verify_taken_in import IMPORTS
from consult.record.jobs import seal
from tests.factories.consultations import make_consultation
from tests.factories.packages import Files, be_another_site, make_packages, rebagged, write


@pytest.fixture
def packages(app: Flask, tmp_path: Path) -> dict[str, Files]:
    """Both grades of a process that was held on another site."""
    made = make_packages(tmp_path)
    be_another_site()
    return made


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    ran = app.test_cli_runner().invoke(args=["opendata", *arguments])
    return ran.exit_code, ran.output


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_the_same_files_come_out_again(
    app: Flask, packages: dict[str, Files], tmp_path: Path, grade: str
) -> None:
    given = write(packages[grade], tmp_path)
    code, said = run(app, "import", str(given))
    assert (code, "12 received" in said) == (0, True), said
    seal()
    for name in ("first.zip", "second.zip"):
        assert run(app, "export", "market", "--grade", grade, "--out", str(tmp_path / name))[0] == 0
    again = files_of(tmp_path / "first.zip")
    own = {name for name in again if not name.startswith("data/")} | {IMPORTS}
    assert {name: again[name] for name in again.keys() - own} == {
        name: packages[grade][name] for name in packages[grade].keys() - own
    }
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    assert any(one.startswith("Imported:") for one in verify(tmp_path / "first.zip"))
    other = "auditor" if grade == "public" else "public"
    assert run(app, "export", "market", "--grade", other, "--out", str(tmp_path / "other.zip"))[0] != 0


def test_it_travels_on_from_site_to_site(app: Flask, packages: dict[str, Files], tmp_path: Path) -> None:
    given = write(packages["public"], tmp_path)
    for site in range(3):
        be_another_site()
        assert run(app, "import", str(given))[0] == 0
        given = tmp_path / f"site-{site}.zip"
        assert run(app, "export", "market", "--out", str(given))[0] == 0
    assert sum(one.startswith("Imported:") for one in verify(given)) == 3


def test_the_same_package_again_changes_nothing_and_another_is_refused(
    app: Flask, packages: dict[str, Files], tmp_path: Path
) -> None:
    given = write(packages["public"], tmp_path)
    assert [run(app, "import", str(given))[0] for _ in range(2)] == [0, 0]
    assert len(queries.foreign_packages()) == 1
    code, said = run(app, "import", str(write(packages["auditor"], tmp_path)))
    assert code != 0 and "keeps another package of “market” already" in said


def test_an_encrypted_package_is_told_how_it_is_opened(app: Flask, tmp_path: Path) -> None:
    given = tmp_path / "market.zip"
    given.write_bytes(b"age-encryption.org/v1\n-> X25519 ")
    code, said = run(app, "import", str(given))
    assert code != 0 and "it is encrypted. Decrypt it first: age -d -i KEY.txt market.zip" in said


def test_it_never_takes_the_place_of_a_consultation_held_here(
    app: Flask, packages: dict[str, Files], tmp_path: Path
) -> None:
    make_consultation(slug="market")
    code, said = run(app, "import", str(write(packages["public"], tmp_path)))
    assert code != 0 and "already" in said
    assert not foreign.path_of(web_instance(app), queries_id(packages)).exists()


def web_instance(app: Flask) -> Path:
    instance: Path = app.extensions["consult_settings"].instance
    return instance


def queries_id(packages: dict[str, Files]) -> str:
    return packages["public"]["data/entries.jsonl"].split(b'"consultation":"')[1][:32].decode()


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda files: {**files, "data/README.md": b"other"}, "data/README.md"),
        (lambda files: {**files, "../outside": b"x"}, "leads out"),
        (lambda files: {**files, "/etc/outside": b"x"}, "leads out"),
        (lambda files: {**files, "~root/outside": b"x"}, "leads out"),
        (lambda files: {**files, "fetch.txt": b"x"}, "fetch.txt"),
        (
            lambda files: {name: one for name, one in files.items() if name != "data/checkpoint"},
            "data/checkpoint",
        ),
        (lambda files: rebagged({**files, "data/package.json": b"[]"}), "not put together"),
        (lambda files: rebagged({**files, "data/bomb": bytes(400_000_000)}), "packed into"),
    ],
)
def test_what_is_not_right_leaves_nothing_behind(
    app: Flask, packages: dict[str, Files], tmp_path: Path, damage: object, named: str
) -> None:
    changed = damage(packages["public"])  # type: ignore[operator]
    path = tmp_path / "given.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in changed.items():
            archive.writestr(name, content)
    code, said = run(app, "import", str(path))
    assert code != 0 and named in said, said
    assert queries.foreign_packages() == []
    assert not list((web_instance(app) / foreign.FOLDER).glob("*"))


def test_only_administrators_of_the_site_take_packages_in(
    app: Flask, packages: dict[str, Files], tmp_path: Path
) -> None:
    found = foreign.check(write(packages["public"], tmp_path), limit=web.settings().package_bytes)
    with pytest.raises(Forbidden):
        service.import_package(Actor("account", 1), found, now=None)  # type: ignore[arg-type]


def test_everybody_finds_it_under_its_old_address(
    app: Flask, client: FlaskClient, packages: dict[str, Files], tmp_path: Path
) -> None:
    given = write(packages["public"], tmp_path)
    assert client.get("/zh-hant/consultations/market").status_code == 404
    run(app, "import", str(given))
    page = client.get("/zh-hant/consultations/market", follow_redirects=True)
    assert page.status_code == 200 and "localhost/record/" in page.text
    named = re.findall(r"data/[\w/-]+\.(?:html|py)", page.text)
    assert "(UTC)" in page.text.replace("（", "(").replace("）", ")"), (
        "as of when it stands, for people to read"
    )
    assert len(named) == 2 and set(named) <= packages["public"].keys(), "where they are once it is unpacked"
    assert client.get("/packages/market.zip", buffered=True).data == given.read_bytes()
    assert (
        client.get(
            "/en/imported/market",
            headers={"If-None-Match": client.get("/en/imported/market").headers["ETag"]},
        ).status_code
        == 304
    )
    assert client.get("/en/imported/nothing").status_code == 404
