"""What is due is found and counted, two people destroy it, archives get packages, each run has a certificate."""

import csv
import hashlib
import io
import shutil
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import service as contributing
from consult.custody import jobs, service
from consult.custody.models import Disposal
from consult.custody.rules import due_on
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden
from consult.moderation.models import Report, Ruling
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.record import checks
from consult.record import jobs as sealing
from consult.record import service as record
from consult.record.checks import check_logs
from consult.record.models import Entry, PersonalRead
from tests.contributions.browsing import words_of
from tests.contributions.test_erasing import files_with, rows_with
from tests.custody.browsing import submit
from tests.custody.test_holds import hold, keeper_of, lift
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_report, make_ruling, make_waiting
from tests.factories.outcomes import finish, make_outcome

NOTE, WORDS = "heron internal note", "pelican reported words"


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    """Finished long ago, with notes, reports and reads."""
    shutil.rmtree(app.extensions["consult_settings"].instance / "transfers", ignore_errors=True)
    finished_at = clock.now() - timedelta(days=4_000)
    with time_machine.travel(finished_at - timedelta(days=60)):
        made = make_consultation(slug="harbour", title="Harbour ferry")
        comment = make_waiting(made, "Moor it by the lighthouse.")
        make_ruling(comment, "publish", internal_note=NOTE)
        make_report(comment, message=WORDS)
        make_ruling(comment, "publish")
    with time_machine.travel(finished_at):
        make_outcome(consultations.get("harbour"))
        finish(consultations.get("harbour"))
    with writing() as session:
        one = session.get_one(Consultation, made.id)
        record.note_personal_read(
            actor=Actor("console", name="Reader"),
            page="/x",
            what="sender",
            now=clock.now(),
            consultation=one.public_id,
        )
        record.append("site.set", actor=CONSOLE, now=clock.now())
    return consultations.get("harbour")


def found(what: str) -> Disposal:
    db.session.expire_all()
    return db.session.scalars(select(Disposal).where(Disposal.what == what)).one()


def dispose(actor: Actor, what: str, archive: str = "") -> None:
    with writing():
        service.dispose(actor, found(what), archive=archive, now=clock.now())


def sign(second: Actor) -> None:
    public_id = approvals.waiting_approvals()[0].approval.public_id
    with writing():
        approving.sign(second, approvals.get_approval(public_id), now=clock.now())


def verify() -> None:
    sealing.seal()
    list(checks.verify_all(check_logs))


def test_the_dry_run_counts_and_touches_nothing(consultation: Consultation) -> None:
    assert jobs.find_due(clock.now()) == 4
    assert jobs.find_due(clock.now()) == 0
    counted = {one.what: (one.counted, one.state) for one in db.session.scalars(select(Disposal))}
    assert counted == {
        "file": (1, "due"), "office-notes": (1, "due"), "reports": (1, "due"), "reads": (1, "due")
    }  # fmt: skip
    assert rows_with(NOTE) and rows_with(WORDS)
    verify()


def test_two_people_destroy_it_and_no_byte_is_left(app: Flask, consultation: Consultation) -> None:
    first, second = keeper_of(consultation), keeper_of(consultation)
    instance: Path = app.extensions["consult_settings"].instance
    jobs.find_due(clock.now())
    for what in ("office-notes", "reports", "reads"):
        dispose(first, what)
        assert found(what).state == "waiting"
        with pytest.raises(Forbidden):
            sign(first)
        sign(second)
        assert (found(what).state, found(what).done, found(what).is_alone) == ("done", 1, False)
    assert jobs.sweep_disposals(clock.now()) == 3
    assert jobs.sweep_disposals(clock.now()) == 0
    for word in (NOTE, WORDS):
        assert rows_with(word) == [] and files_with(instance, word) == []
    assert set(db.session.scalars(select(Ruling.act))) == {"publish"}
    assert db.session.scalars(select(Report.ground)).one()
    assert db.session.scalars(select(PersonalRead)).all() == []
    types = [one for one in db.session.scalars(select(Entry.type)) if one.startswith("disposal.")]
    assert types.count("disposal.destroyed") == types.count("disposal.completed") == 3
    verify()


def test_commands_show_what_is_due_do_it_and_print_certificates(
    app: Flask, consultation: Consultation
) -> None:
    first, second = keeper_of(consultation), keeper_of(consultation)

    def command(*words: str) -> tuple[int, str]:
        db.session.rollback()
        result = app.test_cli_runner().invoke(args=["custody", *words])
        db.session.rollback()
        return result.exit_code, result.output

    code, said = command("due")
    assert code == 0 and said.count("due since") == 4 and "4 to settle." in said
    code, said = command("run", "--archive", "City Archive", "--as", first.email)
    assert code == 3 and said.count("waits for a second person") == 3
    assert "Handed over" in said and "SHA-512" in said and "ready for City Archive" in said
    for _ in range(3):
        sign(second)
    code, said = command("run", "--as", first.email)
    assert code == 0 and said.count("Decided by two people. Nothing is left in the database since") == 3
    assert "backups go within" in said
    verify()


def test_a_hold_stops_it_until_it_is_lifted(consultation: Consultation) -> None:
    first, second = keeper_of(consultation), keeper_of(consultation)
    jobs.find_due(clock.now())
    held = hold(first)
    with pytest.raises(Conflict, match="legal hold"):
        dispose(first, "reports")
    lift(first, held)
    dispose(first, "reports")
    hold(second)
    with pytest.raises(Conflict, match="legal hold"):
        sign(second)
    assert found("reports").state == "waiting" and rows_with(WORDS)


def test_who_says_no_leaves_it_due(consultation: Consultation) -> None:
    first, second = keeper_of(consultation), keeper_of(consultation)
    jobs.find_due(clock.now())
    dispose(first, "reports")
    public_id = approvals.waiting_approvals()[0].approval.public_id
    with writing():
        approving.refuse(second, approvals.get_approval(public_id), reason="Not yet.", now=clock.now())
    assert found("reports").state == "due" and rows_with(WORDS)


def test_the_file_goes_to_an_archive_as_a_bag_with_a_list(
    app: Flask, client: FlaskClient, consultation: Consultation, tmp_path: Path
) -> None:
    keeper = keeper_of(consultation)
    instance: Path = app.extensions["consult_settings"].instance
    jobs.find_due(clock.now())
    dispose(keeper, "file", archive="City archive")
    assert jobs.prepare_transfers(clock.now()) == 1
    made = found("file")
    path = instance / "transfers" / f"{made.public_id}.zip"
    assert made.state == "prepared" and hashlib.sha256(path.read_bytes()).hexdigest() == made.package_sha256
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
        names = archive.namelist()
    folder = tmp_path / names[0].split("/")[0] if "/" in names[0] else tmp_path
    bag = folder if (folder / "bagit.txt").exists() else tmp_path
    checked = subprocess.run(
        [sys.executable, "-m", "bagit", "--validate", str(bag)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    sign_in(client, accounts.get_by_address(keeper.email))
    address = f"/en/desk/custody/{made.public_id}"
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}/transfer-list").data.decode("utf-8-sig"))))
    assert all((bag / row["file"]).stat().st_size == int(row["bytes"]) for row in rows) and len(rows) > 5
    with client.get(f"{address}/package") as answer:
        assert answer.data == path.read_bytes()
    assert db.session.scalars(select(PersonalRead.what).where(PersonalRead.what == "archive package")).one()
    today = clock.now().date()
    told = {"acknowledged_on": today.isoformat(), "acknowledgement": "Accession 2026/7"}
    for wrong, why in (
        ({"acknowledgement": " "}, "Please give the archive’s number, or what it wrote."),
        (
            {"acknowledged_on": ""},
            "Please give the day on which the archive confirmed it, today at the latest.",
        ),
        ({"acknowledged_on": (today + timedelta(days=2)).isoformat()}, "today at the latest."),
        ({"acknowledged_on": (today - timedelta(days=1)).isoformat()}, "The package was asked for on"),
    ):
        refused = submit(client, f"{address}/acknowledge", page=address, **{**told, **wrong})
        assert refused.status_code == 422 and why in words_of(refused), wrong
    assert contributing.takers(consultation.id, clock.now()) == []
    assert submit(client, f"{address}/acknowledge", page=address, **told).status_code == 303
    (archive,) = contributing.takers(consultation.id, clock.now())
    assert archive.name and archive.address == ""  # listed as who has a copy; only a letter reaches it
    assert found("file").state == "done" and "Accession 2026/7" in words_of(client.get(address))
    public = words_of(client.get("/en/keeping"))
    assert "City archive" in public and "Accession" not in public
    assert jobs.prepare_transfers(clock.now()) == 1 and not path.exists()  # the archive has it
    verify()


def test_a_package_that_waits_is_made_again_without_what_was_destroyed(
    app: Flask, consultation: Consultation
) -> None:
    instance: Path = app.extensions["consult_settings"].instance
    keeper = keeper_of(consultation)
    jobs.find_due(clock.now())
    dispose(keeper, "file", archive="City archive")
    jobs.prepare_transfers(clock.now())
    assert files_with(instance / "transfers", NOTE)
    dispose(keeper, "office-notes")  # alone: there is no second administrator
    assert found("file").state == "preparing" and not files_with(instance / "transfers", NOTE)
    jobs.prepare_transfers(clock.now())
    assert found("file").state == "prepared" and not files_with(instance / "transfers", NOTE)


def test_pages_show_what_is_due_and_the_certificate(client: FlaskClient, consultation: Consultation) -> None:
    keeper = keeper_of(consultation)
    sign_in(client, accounts.get_by_address(keeper.email))
    assert "Nothing is due." in words_of(client.get("/en/desk/custody"))
    assert "Internal notes" in words_of(
        client.get("/en/desk/custody")
    )  # not found yet, and its day stands there
    jobs.find_due(clock.now())
    made = found("reports")
    address = f"/en/desk/custody/{made.public_id}"
    page = client.get(address).text
    assert "No second person signs this" in page and "Destroy it now" in page
    assert submit(client, address).status_code == 303
    page = words_of(client.get(address))
    assert "Certificate: destroyed" in page and "One person decided alone" in page
    assert made.public_id in client.get("/en/keeping").text
    stranger = client.application.test_client()
    sign_in(stranger, accounts.get_by_address(keeper_of(make_consultation(slug="other")).email))
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize(
    ("begins", "ends"), [(date(2020, 2, 29), date(2025, 3, 1)), (date(2020, 5, 31), date(2025, 5, 31))]
)
def test_a_period_of_years_ends_on_the_same_day(begins: date, ends: date) -> None:
    assert due_on(begins, years=5, days=0) == ends


def test_a_site_sets_its_own_series_and_a_mistake_is_told(app: Flask, consultation: Consultation) -> None:
    instance: Path = app.extensions["consult_settings"].instance
    path, name = instance / "series.toml", '{ en = "x", zh-hans = "x", zh-hant = "x" }'
    series = (
        f'[[series]]\ncode = "reports"\nwhat = "reports"\nname = {name}\ntrigger = "closed"\nyears = 50\n'
    )
    try:
        path.write_text(f'{series}fate = "destroy"\n')
        profiles.load(instance)
        assert {one.code: one.years for one in profiles.series_of("plain")}["reports"] == 50
        jobs.find_due(clock.now())
        assert db.session.scalar(select(Disposal.id).where(Disposal.what == "reports")) is None
        path.write_text(f'{series}fate = "transfer"\n')
        profiles.load(instance)
        assert [
            "series.1.fate" in str(one) or "transferred" in str(one.values) for one in profiles.faults()
        ] == [True]
        assert {one.code: one.years for one in profiles.series_of("plain")}["reports"] == 50
    finally:
        path.unlink()
        profiles.load(instance)


def test_every_profile_has_series_codes_and_a_clock() -> None:
    for code in profiles.codes():
        series = profiles.series_of(code)
        assert {one.what for one in series} == {"file", "office-notes", "reports", "reads", "requests"}
        assert profiles.profile(code).data.exemptions and profiles.profile(code).data.access.law
