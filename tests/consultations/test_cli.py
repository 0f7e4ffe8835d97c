"""``flask consultations …``: what operators and acceptance drivers type."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from consult.consultations import queries, service
from consult.consultations.drafts.blocks import Finding, ReadDraft
from consult.consultations.drafts.reading import read_draft
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.record import jobs as sealing
from consult.record.models import CheckpointRow, Cosignature, Entry
from consult.record.rules import SITE
from tests.factories.consultations import make_organisation, make_staff

DRAFT = """# Market bylaw

## Chapter 1 General

Article 1 Purpose

The market is open to all.

Article 2 Hours

It opens at six.
"""
SECOND = DRAFT.replace("at six", "at seven") + "\nArticle 3 Fees\n\nA fee is due.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "draft.md"
    path.write_text(DRAFT, encoding="utf-8")
    return path


def run(app: Flask, *arguments: object) -> Result:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=["consultations", *map(str, arguments)])
    db.session.rollback()
    return result


def import_draft(app: Flask, file: Path, *more: object, slug: str = "market") -> Result:
    make = () if queries.find(slug) else ("--organisation", make_organisation().slug, "--title", "Market")
    return run(app, "import-draft", file, "--slug", slug, "--language", "en", *make, *more)


def test_import_prints_the_outline_as_json(app: Flask, file: Path) -> None:
    result = import_draft(app, file, "--json", "--publish")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["slug"] == "market" and told["version"] == 1
    assert [(one["anchor"], one["number"], one["heading"]) for one in told["articles"]] == [
        ("art-1", "Article 1", "Purpose"), ("art-2", "Article 2", "Hours"),
    ]  # fmt: skip
    assert told["articles"][1]["characters"] == len("Itopensatsix.")
    assert list(told) == ["slug", "version", "articles"]
    assert {tuple(one) for one in told["articles"]} == {("anchor", "number", "heading", "characters")}
    assert queries.phase_of(queries.get("market"), clock.now()) == "open"


def test_publishing_says_that_nobody_outside_keeps_the_record(app: Flask, file: Path) -> None:
    said = "Only the operator keeps this record; it proves nothing against the operator."
    assert said not in import_draft(app, file).stderr, "nothing is published"
    published = import_draft(app, file, "--json", "--publish")
    assert said in published.stderr and published.exit_code == 0
    assert json.loads(published.stdout)["version"] == 2
    assert said not in import_draft(app, file, "--publish").stderr, "a later version of what is public"
    sealing.seal()
    with writing():
        head = db.session.scalars(select(CheckpointRow.id).where(CheckpointRow.log == SITE)).first()
        db.session.add(Cosignature(checkpoint_id=head, witness="w.example/w1", line="-", seen_at=clock.now()))
    assert said not in import_draft(app, file, "--publish", slug="harbour").stderr


def test_import_without_publish_stays_a_draft(app: Flask, file: Path) -> None:
    result = import_draft(app, file)
    assert "art-1" in result.output and "Purpose" in result.output
    assert queries.get("market").state == "draft"


def test_second_import_is_the_next_version(app: Flask, file: Path) -> None:
    import_draft(app, file, "--publish")
    file.write_text(SECOND, encoding="utf-8")
    assert json.loads(import_draft(app, file, "--json", "--publish").stdout)["version"] == 2
    market = queries.get("market")
    first, second = queries.versions_of(market.id)
    assert second.change_note == "" and second.published_at is not None
    for address in ("draft/2", "changes/1/2"):
        assert "draft.md" not in app.test_client().get(f"/zh-hant/consultations/market/{address}").text
    for version, words in ((first, "It opens at six."), (second, "It opens at seven.")):
        edition = queries.editions_of(version.id)[0]
        assert queries.article_in(edition, "art-2")[1].text == words


def test_second_import_is_the_next_version_of_an_unpublished_one_too(app: Flask, file: Path) -> None:
    import_draft(app, file)
    assert json.loads(import_draft(app, file, "--json").stdout)["version"] == 2


def test_import_of_an_old_consultation_is_closed_and_its_entry_says_so(app: Flask, file: Path) -> None:
    result = import_draft(app, file, "--opens", "2015-10-19", "--closes", "2015-11-18", "--publish")
    assert result.exit_code == 0, result.output
    market = queries.get("market")
    assert queries.phase_of(market, clock.now()) == "closed"
    assert market.opens_at is not None and market.opens_at.isoformat() == "2015-10-19T00:00:00+00:00"
    entries = db.session.query(Entry).filter_by(log=market.public_id, type="consultation.published").all()
    assert [json.loads(entry.content)["ground"] for entry in entries] == [service.PAST_DATES]
    assert import_draft(app, file, "--publish").exit_code == 0, "a later version of a closed one"


def test_import_that_would_close_before_it_opens_is_refused_in_words(app: Flask, file: Path) -> None:
    result = import_draft(app, file, "--closes", "2015-11-18", "--publish")
    assert result.exit_code == 1 and "A closing date in the future" in result.output
    assert queries.find("market") is None


def test_import_reads_naive_times_in_the_consultations_zone(app: Flask, file: Path) -> None:
    import_draft(
        app, file, "--timezone", "Asia/Taipei", "--opens", "2030-01-01T09:00", "--closes", "2030-02-01"
    )
    market = queries.get("market")
    assert market.opens_at and market.opens_at.isoformat() == "2030-01-01T01:00:00+00:00"
    assert market.closes_at and market.closes_at.isoformat() == "2030-02-01T15:59:00+00:00"


def test_import_refuses_a_time_the_clocks_show_twice(app: Flask, file: Path) -> None:
    result = import_draft(app, file, "--timezone", "Europe/Berlin", "--opens", "2030-10-27T02:30")
    assert result.exit_code == 1 and "twice" in result.output
    assert queries.find("market") is None


def test_import_for_a_body_that_signs_off_waits(app: Flask, file: Path) -> None:
    body = make_organisation(sign_offs=1)
    result = run(
        app, "import-draft", file, "--slug", "market", "--language", "en", "--organisation", body.slug,
        "--title", "Market", "--publish",
    )  # fmt: skip
    assert result.exit_code == 3 and "awaiting sign-off" in result.output
    assert queries.get("market").state == "awaiting-sign-off"


def test_import_adds_a_language_edition(app: Flask, file: Path) -> None:
    import_draft(app, file)
    file.write_text(
        "# 市場條例\n\n## 第一章 總則\n\n第一條 本市場開放。\n\n第二條 六時開市。\n", encoding="utf-8"
    )
    result = run(
        app, "import-draft", file, "--slug", "market", "--language", "zh-TW", "--edition", 1, "--title", "市場條例",
        "--publish",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    market = queries.get("market")
    version = queries.get_version(market.id, 1)
    assert [one.language for one in queries.editions_of(version.id)] == ["en", "zh-hant"]
    assert queries.texts_of(market.id)["zh-hant"].title == "市場條例"


def test_import_names_what_an_edition_lacks(app: Flask, file: Path) -> None:
    import_draft(app, file)
    file.write_text("第一條 本市場開放。\n\n第三條 六時開市。\n", encoding="utf-8")
    result = run(app, "import-draft", file, "--slug", "market", "--language", "zh-hant", "--edition", 1)
    assert result.exit_code == 3 and "art-2" in result.output and "art-3" in result.output


def test_import_as_somebody_without_the_role_is_refused(app: Flask, file: Path) -> None:
    stranger = make_staff("author")
    result = import_draft(app, file, "--as", stranger.email)
    assert result.exit_code == 1 and "Only authors of this body" in result.output
    assert queries.find("market") is None


def test_import_of_an_unreadable_file_says_what_to_do(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "empty.md"
    path.write_bytes(b"")
    result = import_draft(app, path)
    assert result.exit_code == 1 and "empty" in result.output
    with zipfile.ZipFile(tmp_path / "not.docx", "w") as archive:
        archive.writestr("a", "b")
    assert import_draft(app, tmp_path / "not.docx").exit_code == 1
    assert queries.find("market") is None


def test_import_of_a_new_consultation_needs_body_and_title(app: Flask, file: Path) -> None:
    result = run(app, "import-draft", file, "--slug", "market", "--language", "en")
    assert result.exit_code == 1 and "--organisation" in result.output


def test_import_lists_tracked_changes_and_publishes_them_only_when_confirmed(
    app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_with_a_change(data: bytes, name: str) -> ReadDraft:
        read = read_draft(data, name)
        return replace(read, findings=(Finding("tracked_change", "art-1", "is open to all", "inserted"),))

    monkeypatch.setattr("consult.consultations.cli.read_draft", read_with_a_change)
    refused = import_draft(app, file, "--publish")
    assert (
        refused.exit_code == 1
        and "--confirm-findings" in refused.stderr
        and "is open to all" in refused.stderr
    )
    assert queries.find("market") is None
    assert import_draft(app, file, "--publish", "--confirm-findings").exit_code == 0
    assert queries.phase_of(queries.get("market"), clock.now()) == "open"


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def write_docx(path: Path, *paragraphs: str) -> None:
    """A Word file as small as can be; paragraphs are the inside of ``w:p``."""
    body = "".join(f"<w:p>{one}</w:p>" for one in paragraphs)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{RELATIONS}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{WORD}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{RELATIONS}/relationships"><Relationship Id="r1" '
            f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")


def test_import_reads_word_files_and_asks_about_their_tracked_changes(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "draft.docx"
    change = '<w:ins w:id="1" w:author="Ada Secret"><w:r><w:t>twice a day</w:t></w:r></w:ins>'
    write_docx(
        path, "<w:r><w:t>第一條</w:t></w:r>", "<w:r><w:t>本市場開放。</w:t></w:r>", "<w:r><w:t>第二條</w:t></w:r>",
        f"<w:r><w:t>It opens </w:t></w:r>{change}",
    )  # fmt: skip
    refused = import_draft(app, path, "--publish")
    assert refused.exit_code == 1 and "twice a day" in refused.stderr
    result = import_draft(app, path, "--publish", "--confirm-findings", "--json")
    assert [one["anchor"] for one in json.loads(result.stdout)["articles"]] == ["art-1", "art-2"]
    edition = queries.editions_of(queries.get_version(queries.get("market").id, 1).id)[0]
    assert "Secret" not in str(edition.findings) and edition.findings_confirmed_at is not None


def test_import_again_with_the_same_dates_changes_no_rule(app: Flask, file: Path) -> None:
    dates = ("--opens", "2025-01-01", "--closes", "2035-01-01")
    import_draft(app, file, *dates, "--publish")
    assert import_draft(app, file, *dates, "--publish").exit_code == 0
    result = import_draft(app, file, "--closes", "2036-01-01")
    assert result.exit_code == 1 and "published" in result.output


def test_list_shows_slug_state_dates_and_title(app: Flask, file: Path) -> None:
    import_draft(app, file, "--publish", "--closes", "2030-01-01")
    (row,) = json.loads(run(app, "list", "--json").stdout)
    assert row["slug"] == "market" and row["state"] == "open" and row["title"] == "Market"
    assert row["closes_at"] == "2030-01-01T23:59Z"
    assert "market  open" in run(app, "list").output
