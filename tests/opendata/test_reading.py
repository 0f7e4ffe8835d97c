"""Packages tell what was read and sorted, and their verifier refuses an outcome published over unread comments."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.analysis import queries as reading
from consult.analysis import service
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributed
from consult.contributions import service as contributing
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.opendata import verify_package, verify_reading
from consult.opendata.packaging.reading_room import LISTS
from consult.opendata.verify_forms import SHOWN
from consult.outcomes import service as outcomes_service
from consult.record.verify import Fault
from tests.factories.analysis import make_theme, mark_read
from tests.factories.consultations import article_of, make_consultation
from tests.factories.outcomes import (
    make_comments,
    make_disposition,
    make_outcome,
    publish_regardless,
    responder_of,
)
from tests.factories.packages import export


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("closed")


def table(package: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(package) as archive:
        entry = next(one for one in archive.namelist() if one.endswith(f"data/{name}.csv"))
        return list(csv.DictReader(io.TextIOWrapper(archive.open(entry), "utf-8-sig", newline="")))


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_an_outcome_over_everything_read_passes(
    consultation: Consultation, tmp_path: Path, grade: str
) -> None:
    make_comments(consultation, 3, article=article_of(consultation))
    make_comments(consultation)
    make_outcome(consultation, texts={"zh-hant": {"what_next": "明年五月施行。"}})
    package = export(consultation, tmp_path, grade)
    said = verify_package.verify(package)
    with zipfile.ZipFile(package) as archive:
        start = next(one for one in archive.namelist() if one.endswith("reading-room/zh-hant/index.html"))
        page = archive.read(start).decode()
    assert '<div class="text" lang="zh-hant">明年五月施行。' in page
    assert '<div class="text" lang="en">The bylaw is adopted as changed.' in page, "as the outcome's own page"
    assert any("4 comments marked as read, 0 of them one by one" in line for line in said)
    assert {row["comments"] for row in table(package, "themes")} == {"3", "1"}
    assert {row["disposition"] for row in table(package, "themes")} == {"adopted"}
    assert len(table(package, "theme_comments")) == len(table(package, "readings")) == 4
    assert table(package, "reading_methods")[0]["words"].startswith("Read aloud")


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_an_outcome_over_an_unread_comment_is_refused_from_the_entries_alone(
    consultation: Consultation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grade: str
) -> None:
    first, unread = make_comments(consultation, 2)
    mark_read(consultation, [first])
    publish_regardless(consultation, monkeypatch)
    with pytest.raises(
        Fault, match=f"1 comments were unread when the outcome was published: {unread.public_id}"
    ):
        verify_package.verify(export(consultation, tmp_path, grade))


def test_an_outcome_over_a_comment_corrected_after_it_was_read_is_refused(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closing = clock.now() + timedelta(hours=1)
    consultation = make_consultation("open", closes_at=closing)
    (comment,) = make_comments(consultation)
    mark_read(consultation, [comment])
    with writing():
        own = db.session.get_one(type(comment), comment.id)
        contributing.correct(GUEST, own, contributing.write("Other words", limit=99), now=clock.now())
    monkeypatch.setattr(clock, "now", lambda: closing + timedelta(hours=1))
    publish_regardless(consultation, monkeypatch)
    with pytest.raises(Fault, match="were unread"):
        verify_package.verify(export(consultation, tmp_path))


def test_an_outcome_over_a_comment_without_a_theme_or_a_theme_without_a_disposition_is_refused(
    consultation: Consultation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make_comments(consultation, 2)
    mark_read(consultation, [first, second])
    theme = make_theme(consultation, "Trees", [first])
    make_disposition(consultation)
    publish_regardless(consultation, monkeypatch)
    with pytest.raises(Fault, match=f"under no theme when the outcome was published: {second.public_id}"):
        verify_package.verify(export(consultation, tmp_path, "auditor"))
    assert theme.comments == 1


def test_a_theme_without_a_disposition_is_named(
    consultation: Consultation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments = make_comments(consultation, 2)
    mark_read(consultation, comments)
    theme = make_theme(consultation, "Trees", comments)
    publish_regardless(consultation, monkeypatch)
    with pytest.raises(Fault, match=f"theme {theme.public_id} has comments and no disposition"):
        verify_package.verify(export(consultation, tmp_path, "public"))


def test_few_comments_that_are_not_public_are_not_counted_for_everybody(
    consultation: Consultation, tmp_path: Path, client: FlaskClient
) -> None:
    shown = make_comments(consultation, 2)
    withheld = make_comments(consultation, contact=Contact(publication="withheld"))
    make_theme(consultation, "Trees", [*shown, *withheld])
    with writing():
        found = consultations.get_by_id(consultation.id)
        outcomes_service.set_theme_disposition(
            CONSOLE,
            found,
            reading.themes_of(found.id)[0],
            disposition="later",
            reason="Next year.",
            now=clock.now(),
        )
    make_outcome(consultation, summary="About Trees.")
    public, auditor = (
        table(export(consultation, tmp_path, grade), "themes")[0] for grade in ("public", "auditor")
    )
    assert (public["comments"], public["unsaid"]) == ("2", "fewer than 5 more")
    assert (auditor["comments"], auditor["unsaid"]) == ("3", "")
    assert len(table(tmp_path / "public.zip", "theme_comments")) == 2
    verify_package.verify(tmp_path / "public.zip")
    verify_package.verify(tmp_path / "auditor.zip")
    answer: dict[str, Any] = json.loads(client.get(f"/api/v1/consultations/{consultation.slug}/outcome").data)
    assert answer["themes"][0]["comments"] == 2
    page = client.get(f"/en/consultations/{consultation.slug}/outcome").text
    assert "and fewer than 5 that aren’t public" in page and "3 of 3 comments read" in page


def draw_sample(consultation: Consultation, actor: Actor) -> str:
    """Two of all comments; its random id."""
    with writing():
        return service.draw_sample(
            actor, consultations.get_by_id(consultation.id), wanted=reading.Filter(), size=2, now=clock.now(),
            method="All of them are the same printed card.",
        ).public_id  # fmt: skip


def finish_sample(consultation: Consultation, actor: Actor, own: str) -> int:
    with writing():
        return service.finish_sample(
            actor, consultations.get_by_id(consultation.id), reading.method_called(consultation.id, own),
            now=clock.now(),
        )  # fmt: skip


def test_the_package_of_a_sample_with_a_drawn_comment_that_is_only_kept_checks_out(
    consultation: Consultation, tmp_path: Path
) -> None:
    comments = {one.reference: one for one in make_comments(consultation, 6)}
    actor = responder_of(consultation)
    own = draw_sample(consultation, actor)
    kept, read = reading.sample_left(reading.method_called(consultation.id, own).id)
    with writing():
        asked = contributing.ask_erasure(
            GUEST, contributed.get_submission(comments[kept].submission_id), scope="all", language="en",
            now=clock.now(),
        )  # fmt: skip
        contributing.decide_erasure(
            CONSOLE, asked, decision="restricted", ground="contested", note="", now=clock.now()
        )
    mark_read(consultation, [comments[read]], actor=actor)
    assert finish_sample(consultation, actor, own) == 4
    make_outcome(consultation)
    verify_package.verify(export(consultation, tmp_path))


def test_a_sample_can_be_drawn_again_from_the_package(consultation: Consultation, tmp_path: Path) -> None:
    make_comments(consultation, 6)
    actor = responder_of(consultation)
    own = draw_sample(consultation, actor)
    for reference in reading.sample_left(reading.method_called(consultation.id, own).id):
        with writing():
            service.mark_read(
                actor, consultations.get_by_id(consultation.id), now=clock.now(),
                comment_ids=reading.ids_of_references(consultation.id, [reference]),
            )  # fmt: skip
    finish_sample(consultation, actor, own)
    make_outcome(consultation)
    package = export(consultation, tmp_path)
    rows = table(package, "reading_samples")
    assert sorted(row["is_drawn"] for row in rows) == ["no"] * 4 + ["yes"] * 2
    assert table(package, "reading_methods")[0]["seed"]
    said = verify_package.verify(package)
    assert any("6 comments marked as read, 2 of them one by one; samples: 1" in line for line in said)


def test_the_verifier_takes_a_seed_only_after_all_that_it_draws_from() -> None:
    own = verify_reading.Reading()
    gathered = {"type": "reading.sample_gathered", "objects": ["s", "a", "b"]}
    own.take(gathered, {})
    finished = {"type": "reading.sample_finished", "objects": ["s", "a", "b"]}
    with pytest.raises(Fault, match="never drawn"):
        own.take(finished, {})
    own.take({"type": "reading.sample_drawn", "objects": ["s"]}, {"seed": "x", "size": "1"})
    with pytest.raises(Fault, match="nobody read it by itself"):
        own.take(finished, {})
    with pytest.raises(Fault, match="after its seed was known"):
        own.take({**gathered, "objects": ["s", "c"]}, {})
    older = verify_reading.Reading()
    older.take({"type": "reading.sample_drawn", "objects": ["s", "a"]}, {"seed": "x", "size": "1"})
    older.take({"type": "reading.sample_drawn", "objects": ["s", "b"]}, {"seed": "x", "size": "1"})
    assert older.samples["s"].drawn() == own.samples["s"].drawn()


def test_the_verifier_compares_what_the_lists_of_the_reading_room_show() -> None:
    assert {file.name: columns for file, columns in LISTS} == SHOWN
