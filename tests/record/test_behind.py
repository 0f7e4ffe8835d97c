"""While the record outside is ahead of the database nothing is taken in, promised or shown as the newest head."""

import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from consult.accounts import queries as accounts
from consult.contributions.models import Comment
from consult.foundation import clock, refusals
from consult.foundation.access import GUEST, TIMER
from consult.foundation.db import db, is_sqlite, writing
from consult.record import behind, jobs, outside, queries, receipts, service
from consult.record.models import CheckpointRow, Leaf, Publication, TileRow
from consult.record.notes import Checkpoint
from consult.record.rules import SITE, Repairing
from tests.contributions.browsing import comment_address, fields_of, words_of
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.votes import make_statement, vote
from tests.statements import counted_statements

TYPED = {"body": "The lamp at the bridge is out.", "name": "An Chen", "stance": "oppose"}


def go_wrong(app: Flask, how: str) -> None:
    """Yesterday's database is put in the place of today's, or the heads outside are gone."""
    if how == "lost":
        shutil.rmtree(app.extensions["consult_settings"].instance / outside.FOLDER)
    else:
        with db.engine.begin() as connection:
            for model in (Publication, CheckpointRow, TileRow, Leaf):
                connection.execute(delete(model))
        db.session.rollback()
        behind.forget()  # a database is exchanged while the site stands still


def seal_elsewhere(app: Flask) -> None:
    """As the worker does, while this session goes on with what it has."""

    def seal() -> None:
        with app.app_context():
            jobs.seal()

    sealer = threading.Thread(target=seal)
    sealer.start()
    sealer.join()


@pytest.mark.parametrize("how", ["older", "lost"])
def test_a_comment_is_refused_in_words_and_stays_typed(app: Flask, client: FlaskClient, how: str) -> None:
    made = make_consultation()
    statement, log = make_statement(made), made.public_id
    address = comment_address(made.slug, lang="zh-hant")
    jobs.seal()
    assert client.get("/record/checkpoint").status_code == 200
    before, form = db.session.scalar(select(func.count(Comment.id))), fields_of(client.get(address))
    go_wrong(app, how)
    day = clock.now().date()
    answer = client.post(address, data={**form, **TYPED})
    db.session.rollback()
    assert answer.status_code == 503 and "防竄改紀錄正在修復" in words_of(answer)
    kept = fields_of(answer)
    assert {name: kept.get(name) for name in TYPED} == TYPED
    assert db.session.scalar(select(func.count(Comment.id))) == before
    counted = refusals.tally().before(day + timedelta(days=1))[day]
    assert counted == {"contributions.send_comment": {"repair": 1}}
    with pytest.raises(Repairing):
        vote(statement, "ada@example.org")
    settings = app.extensions["consult_settings"]
    assert receipts.signing_now(settings.instance) is None
    assert "until that is done nothing can be sent" in words_of(client.get(comment_address(made.slug)))
    for one in ("/record/checkpoint", f"/record/{log}/checkpoint"):
        shown = client.get(one)
        assert shown.status_code == 503 and "kept outside it, or that checkpoint is lost" in words_of(shown)
    page = words_of(client.get("/en/record"))
    assert "kept outside it, or that checkpoint is lost" in page and "Copy this line" not in page
    sign_in(client, accounts.get_by_address(make_staff("moderator").email))  # the operator's acts go on
    assert "The database lacks what the record has shown" in words_of(client.get("/en/desk"))


def test_what_a_person_did_and_was_undone_stops_no_timer(app: Flask) -> None:
    make_consultation()
    jobs.seal()

    def fail() -> None:
        with writing():
            service.append("lantern.lit", actor=GUEST, now=clock.now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    go_wrong(app, "lost")
    with writing():
        service.append("lantern.lit", actor=TIMER, now=clock.now())
    with pytest.raises(Repairing), writing():
        service.append("lantern.lit", actor=GUEST, now=clock.now())


@pytest.mark.parametrize("how", ["older", "lost"])
def test_the_console_is_told_and_goes_on(app: Flask, how: str) -> None:
    make_consultation()
    jobs.seal()
    runner = app.test_cli_runner()
    before = runner.invoke(args=["accounts", "create", "lin@example.org"])
    assert before.exit_code == 0 and "Warning" not in before.output
    go_wrong(app, how)
    done = runner.invoke(args=["accounts", "create", "wu@example.org"])
    assert done.exit_code == 0 and done.output.count("lacks entries that the record has shown") == 1
    assert accounts.get_by_address("wu@example.org")
    assert "Warning" not in runner.invoke(args=["consultations", "list"]).output, "nothing is kept by it"
    if how == "lost":
        shown = runner.invoke(args=["record", "checkpoint"])
        assert shown.exit_code == 0 and "this head may be an older one" in shown.output


def test_who_acts_in_their_own_name_at_the_console_is_told_what_to_do(app: Flask) -> None:
    body = make_organisation()
    slug, administrator = body.slug, make_staff("administrator", organisation=body)
    address = accounts.get(administrator.account_id or 0).email
    jobs.seal()
    go_wrong(app, "lost")
    args = ["organisations", "create", "lamps", "--name", "Lamps", "--parent", slug, "--as", address]
    done = app.test_cli_runner().invoke(args=args)
    assert done.exit_code == 1 and "without --as" in done.output and "keep this page open" not in done.output


def test_a_repaired_record_opens_the_doors_again(app: Flask, client: FlaskClient) -> None:
    made = make_consultation()
    address = comment_address(made.slug)
    jobs.seal()
    form = fields_of(client.get(address))
    go_wrong(app, "lost")
    assert client.post(address, data={**form, **TYPED}).status_code == 503
    done = app.test_cli_runner().invoke(args=["record", "seal", "--head-lost", "--reason", "The disk broke."])
    assert done.exit_code == 0, done.output
    assert client.post(address, data={**form, **TYPED}).status_code == 303
    assert receipts.signing_now(app.extensions["consult_settings"].instance) is not None
    assert "being repaired" not in words_of(client.get("/en/record"))


def test_what_is_known_costs_no_statement(app: Flask) -> None:
    make_consultation()
    jobs.seal()
    assert not behind.is_behind()
    with counted_statements() as seen:
        assert not behind.is_behind()
    assert not seen
    with writing():
        service.append("lantern.lit", actor=GUEST, now=clock.now())
    jobs.seal()
    with counted_statements(ignoring=("BEGIN",)) as seen:
        assert not behind.is_behind()
    assert len(seen) == 1, "the head outside is another one"


def test_a_page_that_began_before_a_seal_takes_it_for_no_fault(app: Flask) -> None:
    make_consultation()
    jobs.seal()
    with writing():
        service.append("lantern.lit", actor=GUEST, now=clock.now())
    old = queries.published_head(SITE)  # from here on this session sees the database as it is now

    seal_elsewhere(app)
    assert queries.published_head(SITE) == old or not is_sqlite()
    assert not behind.is_behind()


def test_the_first_seal_of_a_site_closes_no_door(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks for heads, finds none, and only then the site's first ones are kept and shown."""
    make_consultation()
    db.session.rollback()
    behind.forget()
    read = behind._read

    def read_late(path: Path) -> Checkpoint | None:
        found = read(path)
        if not outside.find([path.parent], SITE):
            seal_elsewhere(app)
        return found

    monkeypatch.setattr(behind, "_read", read_late)
    assert not behind.is_behind()
    assert queries.published_head(SITE) is not None


def lose_the_first_of_two_places(
    app: Flask, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Heads are kept in a second place, too, and those of the instance folder go."""
    second = tmp_path_factory.mktemp("second")
    settings = app.extensions["consult_settings"].model_copy(update={"record_second_place": second})
    monkeypatch.setitem(app.extensions, "consult_settings", settings)
    make_consultation()
    jobs.seal()
    assert not behind.is_behind()
    shutil.rmtree(settings.instance / outside.FOLDER)


def test_the_second_place_alone_has_the_head(
    app: Flask, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the sealer takes it: what was lost in one place is brought up from the other."""
    lose_the_first_of_two_places(app, tmp_path_factory, monkeypatch)
    assert not behind.is_behind()


def test_a_second_place_notices_what_was_restored_with_its_own_heads(
    app: Flask, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole instance folder is yesterday's; the other machine has today's head."""
    lose_the_first_of_two_places(app, tmp_path_factory, monkeypatch)
    go_wrong(app, "older")
    assert behind.is_behind()
