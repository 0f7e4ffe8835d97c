"""Packages that are kept are read again once a day: the record says so, and which aren't as they were."""

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.audits.models import Alarm
from consult.consultations import queries as consultations
from consult.custody import jobs as custody_jobs
from consult.custody import queries as custody
from consult.custody import service as disposing
from consult.custody import transfer
from consult.custody.models import Disposal
from consult.custody.transfer import path_of
from consult.foundation import clock, events
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.opendata import fixity, foreign, keeping
from consult.opendata.jobs import seal
from consult.opendata.verify_bag import Package
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.record.models import Entry
from consult.site.operations.counts import check_packages
from consult.site.queries import audit as queries
from tests.consultations.pages import signed_in, words_of
from tests.custody.test_holds import keeper_of
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_published
from tests.factories.packages import export


@pytest.fixture
def instance(app: Flask) -> Path:
    """With one public package."""
    folder: Path = app.extensions["consult_settings"].instance
    for name in ("packages", "transfers", "foreign"):
        shutil.rmtree(folder / name, ignore_errors=True)
    made = make_consultation(slug="harbour")
    make_published(made, "Moor it by the lighthouse.")
    (folder / "packages").mkdir(exist_ok=True)
    keeping.offered(folder / "packages", consultations.get("harbour"), clock.now(), seal=seal)
    db.session.rollback()
    return folder


def told() -> list[tuple[str, str]]:
    """(ground, named) of each check, oldest first."""
    db.session.rollback()
    rows = db.session.scalars(
        select(Entry.content).where(Entry.type == "package.fixity_checked").order_by(Entry.number)
    )
    return [(one.decode().split('"ground":"')[1].split('"')[0], one.decode()) for one in rows]


def package(instance: Path) -> Path:
    (found,) = (instance / "packages").glob("*.zip")
    return found


def test_once_a_day_and_what_was_changed_is_named(instance: Path) -> None:
    now = clock.now()
    assert fixity.check(instance, now) == 1 and fixity.check(instance, now + timedelta(hours=1)) == 0
    assert [one[0] for one in told()] == ["intact"]
    content = bytearray(package(instance).read_bytes())
    content[len(content) // 2] ^= 1
    package(instance).write_bytes(content)
    assert fixity.check(instance, now + timedelta(days=1)) == 1
    assert [one[0] for one in told()] == ["intact", "damaged"] and '"objects":["' in told()[-1][1]


def test_what_waits_for_an_archive_is_read_too(instance: Path) -> None:
    now = clock.now()
    public_id = prepared(now)
    waiting = path_of(instance, public_id)
    assert waiting.exists() and fixity.check(instance, now) == 2
    waiting.write_bytes(waiting.read_bytes() + b"x")
    assert fixity.check(instance, now + timedelta(days=1)) == 2
    ground, entry = told()[-1]
    assert ground == "damaged" and public_id in entry


def test_a_package_of_another_site_has_every_file_as_it_came(instance: Path, tmp_path: Path) -> None:
    path = export(consultations.get("harbour"), tmp_path)
    with Package(path) as came:
        manifest = foreign.original_manifest(came)
    one = fixity.KeptFile("x", path, fixity.is_bag(manifest))
    assert one.is_intact(path) and not fixity.is_bag("another")(path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert not one.is_intact(path)


def prepared(now: datetime) -> str:
    """An archive package that waits for its archive; returns its random id."""
    made = consultations.get("harbour")
    with writing() as session:
        session.merge(made).finished_at = now - timedelta(days=4_000)
        record.append("site.set", actor=CONSOLE, now=now)
    custody_jobs.find_due(now)
    public_id = db.session.scalars(select(Disposal.public_id).where(Disposal.what == "file")).one()
    keeper = keeper_of(consultations.get("harbour"))
    with writing():
        disposing.dispose(keeper, custody.disposal_called(public_id), archive="City", now=now)
    custody_jobs.prepare_transfers(now)
    return public_id


def named() -> list[str]:
    """What the last check found damaged."""
    return list(json.loads(told()[-1][1])["objects"])


def doctor() -> str:
    found = check_packages()
    db.session.rollback()
    return found.level


def test_what_is_gone_is_damaged_and_a_public_package_is_made_anew(instance: Path) -> None:
    now = clock.now()
    public_id = prepared(now)
    assert doctor() == "OK" and fixity.check(instance, now) == 2 and doctor() == "OK"
    package(instance).unlink()
    path_of(instance, public_id).unlink()
    assert fixity.check(instance, now + timedelta(days=1)) == 2
    assert told()[-1][0] == "damaged" and len(named()) == 2 and public_id in named()
    assert doctor() == "FAIL"
    keeping.offered(instance / "packages", consultations.get("harbour"), now, seal=seal)
    db.session.rollback()
    assert package(instance).exists()
    assert fixity.check(instance, now + timedelta(days=2)) == 2
    assert named() == [public_id]


def test_what_the_command_wrote_elsewhere_is_never_missed_nor_crowds_out_what_is_kept(
    app: Flask, instance: Path, tmp_path: Path
) -> None:
    kept, now = package(instance), clock.now()
    for number in range(keeping.KEPT):
        out = tmp_path / f"{number}.zip"
        done = app.test_cli_runner().invoke(args=["opendata", "export", "harbour", "--out", str(out)])
        assert done.exit_code == 0, done.output
        out.write_bytes(b"whoever took it may do with it what they like")
    assert fixity.check(instance, now) == 1 and doctor() == "OK"
    assert [one[0] for one in told()] == ["intact"]
    assert len(queries.exports(consultations.get("harbour"))[1]) == 1 + keeping.KEPT, "auditors see them all"
    offered = keeping.offered(instance / "packages", consultations.get("harbour"), now, seal=seal)
    assert offered.path == kept, "it is fresh: nothing is made anew"
    kept.unlink()
    fixity.check(instance, now + timedelta(days=1))
    assert told()[-1][0] == "damaged" and len(named()) == 1


def test_a_damaged_public_package_is_handed_to_nobody(instance: Path) -> None:
    whole = package(instance).read_bytes()
    package(instance).write_bytes(whole + b"x")
    fixity.check(instance, clock.now())
    again = keeping.offered(instance / "packages", consultations.get("harbour"), clock.now(), seal=seal)
    assert hashlib.sha256(again.path.read_bytes()).hexdigest() == again.sha256


def test_one_that_cannot_be_read_stops_no_other(instance: Path) -> None:
    now = clock.now()
    public_id = prepared(now)
    path_of(instance, public_id).unlink()
    path_of(instance, public_id).mkdir()
    package(instance).write_bytes(b"x")
    assert fixity.check(instance, now) == 2
    assert told()[-1][0] == "damaged" and len(named()) == 2 and public_id in named()


@pytest.mark.parametrize("moment", ["forgotten", "written anew"])
def test_what_is_made_anew_while_it_is_read_is_not_damaged(
    instance: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    now = clock.now()
    public_id = prepared(now)
    real, path, done = fixity.has_sha256, path_of(instance, public_id), []

    def slow(sha256: str) -> Callable[[Path], bool]:
        def is_intact(at: Path) -> bool:
            if at == path and not done:
                done.append(True)
                with writing():
                    transfer.forget(instance, consultations.get("harbour").id)
                    record.append("site.set", actor=CONSOLE, now=now)
                if moment == "written anew":  # before the new hash is stored
                    path.write_bytes(b"another package")
            return real(sha256)(at)

        return is_intact

    monkeypatch.setattr(fixity, "has_sha256", slow)
    assert fixity.check(instance, now) == 2 and done
    assert [one[0] for one in told()] == ["intact"]
    custody_jobs.prepare_transfers(now)
    assert fixity.check(instance, now + timedelta(days=1)) == 2
    assert [one[0] for one in told()] == ["intact", "intact"]


def test_what_is_damaged_is_an_alarm_for_auditors_and_everybody_reads_it_in_the_record(
    client: FlaskClient, instance: Path
) -> None:
    now, office = clock.now(), organisations.get(consultations.get("harbour").organisation_id)
    auditor = make_staff("auditor", organisation=office)
    lists = "/en/record", "/en/audit/site?type=package.fixity_checked"
    intact, damaged = "read again: all are as they were", "read again: some are damaged or lost"
    fixity.check(instance, now)
    desk = signed_in(client, auditor)
    for address in lists:
        page = words_of(desk.get(address))
        assert intact in page and damaged not in page
    package(instance).write_bytes(b"cut")
    fixity.check(instance, now + timedelta(days=1))
    for address in lists:
        page = words_of(desk.get(address))
        assert intact in page and damaged in page, "each check is a line of its own"
    (alarm,) = db.session.scalars(select(Alarm).where(Alarm.kind == "package"))
    assert (alarm.number, alarm.over_at) == (1, None)
    page = words_of(desk.get("/en/audit/alarms"))
    assert "A package of data that is kept is damaged or lost 1 package The site not over yet" in page
    events.deliver_due(now + timedelta(days=1))
    (mail,) = db.session.scalars(select(OutboxMail).where(OutboxMail.key.like(f"audits.alarm|{alarm.id}|%")))
    assert mail.address == auditor.email and "damaged or lost" in mail.subject
    fixity.check(instance, now + timedelta(days=2))
    db.session.rollback()
    assert db.session.scalars(select(Alarm.over_at).where(Alarm.kind == "package")).one() is not None
