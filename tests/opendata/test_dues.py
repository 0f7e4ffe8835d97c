"""Whoever owes a theme is told as the entries tell it, also after themes became one."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.analysis import queries as reading
from consult.analysis import service as analysing
from consult.analysis.service import shared, theming
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.opendata import jobs, keeping, service
from consult.opendata.verify_package import verify
from consult.organisations import queries as organisations
from consult.outcomes.service import due_days
from consult.record.service import Appended
from tests.factories.analysis import make_theme
from tests.factories.consultations import DAY, make_consultation, make_organisation
from tests.factories.forging import Log, forged, older
from tests.factories.outcomes import responder_of
from tests.factories.packages import export, read_files, refused, write
from tests.statements import counted_statements


def make_merged(*, into_was: str = "") -> Consultation:
    """A theme that the department of lamps owes became part of another one. ``into_was``: what that had been given."""
    made = make_consultation("closed", slug="lamps")
    body = organisations.get(made.organisation_id)
    lamps = make_organisation("lamps", "Lamps", parent=body)
    responder = responder_of(made)
    theme, into = (make_theme(made, name, actor=responder).id for name in ("Light", "Dark"))
    to = {
        "taken back": [analysing.Assignee(lamps), analysing.NOBODY],
        "the body": [analysing.Assignee(body)],
    }  # fmt: skip
    with writing():
        found = consultations.get_by_id(made.id)
        own, other = reading.get_theme(theme), reading.get_theme(into)
        given = [(own, analysing.Assignee(lamps)), *((other, one) for one in to.get(into_was, []))]
        for one, whom in given:
            analysing.assign_theme(responder, found, one, whom, now=clock.now())
        due_days.set_due_day(
            responder, found, theme=own, due_on=(clock.now() + 3 * DAY).date(), reason="", language="en",
            now=clock.now(),
        )  # fmt: skip
        analysing.merge_themes(responder, found, own, into=other, now=clock.now())
    return consultations.get_by_id(made.id)


NOT_TOLD = "due_days: office"


def exported(made: Consultation, folder: Path) -> list[tuple[bool, list[str]]]:
    """Of each grade: whether the department is told to owe it, and what the verifier says."""
    found = []
    for grade in ("public", "auditor"):
        files = read_files(export(made, folder, grade))
        found.append((b'"office":"Lamps"' in files["data/due_days.jsonl"], verify(write(files, folder))))
    return found


@pytest.mark.parametrize("into_was", ["", "taken back", "the body"])
def test_a_theme_that_became_part_of_another_is_owed_as_the_entry_says(
    app: Flask, tmp_path: Path, into_was: str
) -> None:
    for is_of_lamps, said in exported(make_merged(into_was=into_was), tmp_path):
        assert is_of_lamps is (into_was != "the body")
        assert not any(NOT_TOLD in one for one in said)


@pytest.mark.parametrize("into_was", ["", "taken back", "the body"])
def test_of_an_older_merger_it_is_told_as_far_as_entries_say(
    app: Flask, tmp_path: Path, into_was: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entry named no office. Whether a person had the other theme, or nobody, it doesn't tell."""

    def append(type_: str, *rest: Any, objects: list[str], **more: Any) -> Appended:
        return shared.append(
            type_, *rest, objects=objects[:2] if type_ == "theme.merged" else objects, **more
        )

    monkeypatch.setattr(theming, "append", append)
    for is_of_lamps, said in exported(make_merged(into_was=into_was), tmp_path):
        assert is_of_lamps is (into_was != "the body")
        assert any(NOT_TOLD in one for one in said) is (into_was == "taken back")


def test_older_packages_opened_no_names_of_other_bodies_than_those_above(app: Flask, tmp_path: Path) -> None:
    files = read_files(export(make_merged(), tmp_path))

    def leave_out(_own: Log, site: Log) -> None:
        for one in site.entries:
            if site.value(one, "slug") == "lamps":
                site.openings.pop(one["id"])

    given = forged(files, leave_out)
    assert "“office” cannot be opened, and no erasure says why" in refused(given, tmp_path)
    said = verify(write(older(given, "consult-package-4"), tmp_path))
    assert any(NOT_TOLD in one for one in said)


def test_a_package_is_made_anew_when_a_body_is_named_in_it_no_more(app: Flask, tmp_path: Path) -> None:
    made = make_consultation("closed", slug="lamps")
    lamps = make_organisation("lamps", "Lamps", parent=organisations.get(made.organisation_id))
    responder, theme = responder_of(made), make_theme(made, "Light").id
    own = analysing.Assignee(lamps)
    for to in (own, analysing.NOBODY):
        with writing():
            found, about = consultations.get_by_id(made.id), reading.get_theme(theme)
            analysing.assign_theme(responder, found, about, to, now=clock.now())
            if to is own:
                due_days.set_due_day(
                    responder, found, theme=about, due_on=(clock.now() + 3 * DAY).date(), reason="",
                    language="en", now=clock.now(),
                )  # fmt: skip
        jobs.seal()
        given = keeping.offered(tmp_path, consultations.get_by_id(made.id), clock.now(), seal=jobs.seal)
        told = read_files(given.path)["data/due_days.jsonl"]
        assert (b'"office":"Lamps"' in told) is (to is own)


def test_names_of_bodies_are_found_without_reading_the_whole_log(app: Flask) -> None:
    """The page about a package asks for them at each view."""
    made = make_consultation()
    jobs.seal()
    with counted_statements() as sent:
        service.revision_of(consultations.get_by_id(made.id))
    (statement,) = (one for one in sent if " IN (" in one and "record_leaf" in one)
    if db.engine.dialect.name == "sqlite":
        rows = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", ("x",) * statement.count("?")
        )
        assert any("ix_record_entry_log_type" in str(row) for row in rows)
    assert "ORDER BY" not in statement
