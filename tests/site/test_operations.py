"""What operators and their programs are told: doctor, /health, /metrics, log lines, housekeeping."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert, select, text

from consult.app import create_app
from consult.contributions.models import CommentTally
from consult.custody import jobs as custody_jobs
from consult.foundation import clock, forms, mail
from consult.foundation.db import db, writing
from consult.foundation.forms import UsedToken
from consult.foundation.mail import OutboxMail
from consult.foundation.settings import Settings
from consult.record.models import Entry
from consult.site import jobs
from consult.site.operations import counts, health, machine, metrics, stores, waiting
from consult.site.operations.doctor import examine
from consult.site.operations.findings import FAIL, OK, WARN
from consult.votes.models import Statement
from tests.factories.consultations import make_consultation
from tests.factories.votes import make_comment, make_statement, vote

DAY = timedelta(days=1)


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["consult_settings"]
    return settings


def levels(app: Flask) -> dict[str, str]:
    return {finding.name: finding.level for finding in examine(settings_of(app), clock.now())}


def change(statement: str) -> None:
    """As somebody with a database shell would."""
    with db.engine.begin() as connection:
        connection.execute(text(statement))
    db.session.rollback()


# Doctor -----------------------------------------------------------------------------------------------


def test_doctor_finds_a_sound_site_sound_but_for_the_worker(app: Flask) -> None:
    consultation = make_consultation("open")
    make_comment(consultation)
    vote(make_statement(consultation), "ann@example.org")
    found = levels(app)
    assert found["worker"] == FAIL
    well = ("database", "record", "record's hashes", "comment counts", "vote counts", "secret key", "clock")
    assert {name: found[name] for name in well} == dict.fromkeys(well, OK)


def test_doctor_command_exits_with_1_and_speaks_json(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["doctor", "--json"])
    told = json.loads(answer.stdout)
    assert answer.exit_code == 1 and told["ok"] is False
    assert {"name": "worker", "level": "FAIL"}.items() <= next(
        f for f in told["findings"] if f["name"] == "worker"
    ).items()
    assert all(finding["todo"] for finding in told["findings"] if finding["level"] == FAIL)
    lines = app.test_cli_runner().invoke(args=["doctor"])
    assert lines.exit_code == 1 and "FAIL  worker: none is running" in lines.stdout


def test_doctor_says_that_mails_become_files(app: Flask) -> None:
    assert machine.check_mail(settings_of(app)).level == WARN
    with_server = settings_of(app).model_copy(update={"smtp_url": "smtp://me:secret@mail.example:2525"})
    found = machine.check_mail(with_server)
    assert found.level == OK and "mail.example:2525" in found.found and "secret" not in found.found


def test_doctor_finds_a_wrong_count(app: Flask) -> None:
    make_comment(make_consultation("open"))
    assert counts.check_kept("comment counts").level == OK
    change(f"UPDATE {CommentTally.__tablename__} SET number = number + 1")
    assert counts.check_kept("comment counts").level == FAIL


def test_doctor_finds_a_wrong_vote_counter(app: Flask) -> None:
    vote(make_statement(make_consultation("open")), "ann@example.org")
    assert counts.check_vote_counts().level == OK
    change(f"UPDATE {Statement.__tablename__} SET passes = passes + 1")
    assert counts.check_vote_counts().level == FAIL


def test_doctor_finds_an_altered_and_a_missing_entry(app: Flask) -> None:
    make_consultation("open")
    altered = db.session.scalars(select(Entry.number).order_by(Entry.number.desc())).first()
    change(f"UPDATE record_entry SET leaf_hash = 'x' WHERE number = {altered}")
    assert [finding.level for finding in counts.check_record()] == [OK, FAIL]
    change("DELETE FROM record_opening")
    assert [finding.level for finding in counts.check_record()] == [FAIL, FAIL]


def test_doctor_finds_readable_keys_and_a_clock_that_runs_behind(app: Flask) -> None:
    make_consultation("open")
    key = settings_of(app).instance / "secret.key"
    key.chmod(0o644)
    try:
        found = {finding.name: finding.level for finding in machine.check_instance(settings_of(app))}
        assert found["secret key"] == FAIL
    finally:
        key.chmod(0o600)
    assert stores.check_clock(clock.now() - DAY).level == FAIL


def test_doctor_warns_of_mails_that_wait(app: Flask) -> None:
    with writing():
        mail.queue(key="k", address="a@example.org", subject="s", body="b", now=clock.now() - DAY)
    found = {finding.name: finding for finding in waiting.check_backlog(clock.now())}
    assert found["mails waiting"].level == WARN and "1 day" in found["mails waiting"].found
    assert found["events waiting"].level == OK


def test_a_worker_that_hangs_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.jobs, "is_running", lambda _: True)
    now = clock.now()
    jobs.beat(now)
    assert machine.check_worker(settings_of(app), now).level == OK
    assert machine.check_worker(settings_of(app), now + timedelta(minutes=5)).level == FAIL


# Health -----------------------------------------------------------------------------------------------


def test_health_tells_each_part_and_no_more(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "degraded", "database": "ok", "worker": "away", "disk": "ok"}
    assert "Set-Cookie" not in answer.headers and answer.headers["Cache-Control"] == "no-store"


def test_health_is_503_without_a_database(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_database_health", lambda: "away")
    answer = client.get("/health")
    assert answer.status_code == 503 and answer.get_json()["status"] == "unwell"


# Metrics ----------------------------------------------------------------------------------------------


def samples(client: FlaskClient) -> dict[str, float]:
    found = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        for sample in family.samples:
            found[sample.name + "".join(sorted(sample.labels.values()))] = sample.value
    return found


def test_metrics_count_requests_by_endpoint_and_what_waits(client: FlaskClient) -> None:
    make_comment(make_consultation("open"), publish=False)
    before = samples(client).get("consult_requests_total200GETroot.health", 0)
    client.get("/health?q=a-secret-word")
    after = samples(client)
    assert after["consult_requests_total200GETroot.health"] == before + 1
    assert after["consult_comments_waiting"] == 1 and after["consult_comments_waiting_seconds"] >= 0
    assert "consult_write_lock_wait_seconds_count" in after
    assert "a-secret-word" not in client.get("/metrics").text


@pytest.mark.parametrize(
    ("address", "is_forwarded", "changes", "expected"),
    [
        ("127.0.0.1", False, {}, True), ("10.1.2.3", False, {}, True), ("::1", False, {}, True),
        ("203.0.113.9", False, {}, True), ("8.8.8.8", False, {}, False), ("2606:4700::1", False, {}, False),
        ("", False, {}, False), ("127.0.0.1", True, {}, False), ("127.0.0.1", True, {"proxies": 1}, True),
        ("8.8.8.8", False, {"metrics_public": True}, True),
    ],
)  # fmt: skip
def test_metrics_are_for_private_networks(
    app: Flask, address: str, is_forwarded: bool, changes: dict[str, object], expected: bool
) -> None:
    settings = settings_of(app).model_copy(update=changes)
    assert metrics.may_read(address, is_forwarded=is_forwarded, settings=settings) is expected


def test_metrics_refuse_the_rest_of_the_world(client: FlaskClient) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "8.8.8.8"}).status_code == 403
    assert client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 403


# Log lines --------------------------------------------------------------------------------------------


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    from consult.site.routes import operations  # noqa: PLC0415 - a door

    kept: list[dict[str, object]] = []
    monkeypatch.setattr(
        operations, "logger", type("Kept", (), {"info": lambda _s, _event, **v: kept.append(v)})()
    )
    return kept


def test_a_request_leaves_one_line_without_personal_data(
    client: FlaskClient, lines: list[dict[str, object]]
) -> None:
    client.get("/en/sign-in?next=/en/somebody@example.org", headers={"User-Agent": "Me"})
    client.get("/nowhere/somebody@example.org")
    assert [(line["endpoint"], line["status"], line["method"]) for line in lines] == [
        ("accounts.sign_in", 200, "GET"), ("none", 404, "GET"),
    ]  # fmt: skip
    assert "somebody" not in str(lines) and "127.0.0.1" not in str(lines)
    assert set(lines[0]) == {"endpoint", "status", "method", "ms"}


def test_the_lines_can_be_turned_off(
    app: Flask, client: FlaskClient, lines: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        app.extensions, "consult_settings", settings_of(app).model_copy(update={"access_log": False})
    )
    client.get("/health")
    assert lines == []


# Housekeeping -----------------------------------------------------------------------------------------


def test_used_tokens_and_sent_mails_are_forgotten_in_time(app: Flask) -> None:
    now = clock.now()
    with writing() as session:
        forms.claim("old", "/", now=now - 31 * DAY)
        forms.claim("new", "/", now=now - 29 * DAY)
        for key, sent in (("old", now - 8 * DAY), ("new", now - 6 * DAY), ("waits", None)):
            session.execute(insert(OutboxMail).values(
                key=key, address="a@example.org", subject="s", body="", unsubscribe="", queued_at=now - 40 * DAY,
                due_at=now, sent_at=sent, attempts=1,
            ))  # fmt: skip
    assert jobs.forget_tokens(now) == 1 and custody_jobs.forget_mails(now) == 1
    assert db.session.scalars(select(UsedToken.token_hash)).all() == [forms.token_hash("new")]
    assert sorted(db.session.scalars(select(OutboxMail.key))) == ["new", "waits"]
    jobs.forget_counts(now)


def test_doctor_on_a_database_without_tables_says_one_thing_to_do_and_shows_no_sql(tmp_path: Path) -> None:
    empty = create_app(Settings(instance=tmp_path))
    with empty.app_context():
        found = list(examine(empty.extensions["consult_settings"], clock.now()))
    said = "\n".join(f"{one.name}: {one.found} {one.todo}" for one in found)
    assert "SELECT" not in said and "no such table" not in said and "OperationalError" not in said
    assert [one.todo for one in found if one.name == "migration"] == ["flask --app wsgi db upgrade"]
    assert found[-1].name == "the rest" and "no tables yet" in found[-1].found


def test_a_check_that_breaks_is_told_in_a_line_without_its_statement(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_now: object) -> object:
        return db.session.execute(text("SELECT 1 FROM no_such_table"))

    monkeypatch.setattr("consult.site.operations.doctor.stores.check_clock", broken)
    (clock_finding,) = [
        one for one in examine(app.extensions["consult_settings"], clock.now()) if one.name == "clock"
    ]
    assert clock_finding.level == "FAIL" and "no_such_table" in clock_finding.found
    assert "SELECT" not in clock_finding.found and "sqlalche" not in clock_finding.found


def test_a_command_on_a_database_without_tables_says_what_to_run(tmp_path: Path) -> None:
    app = create_app(Settings(instance=tmp_path, database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}"))
    for words in (["consultations", "list"], ["record", "verify"]):
        done = app.test_cli_runner().invoke(args=words)
        assert done.exit_code == 1 and "flask --app wsgi db upgrade" in done.output, done.output
        assert "SELECT" not in done.output
    with app.app_context():
        db.engine.dispose()
