"""Importing other people's tables, through the command."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.contributions import cli, jobs, queries
from consult.contributions.events import CommentsImported
from consult.contributions.models import Comment, Import, Revision, Sender, Submission
from consult.contributions.service import importing, wiping
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.events import OutboxEvent, deliver_due
from consult.record import checks
from consult.record import jobs as sealing
from consult.record import service as record
from consult.record.models import Entry
from tests.factories.consultations import article_of, make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_ruling

ROWS = """id,parent,article,stance,name,text,date
1,,Article 1,for,Rosa Market,First comment,2024-05-01
2,1,,against,Bo,An answer,2024-05-02
3,2,,,Cy,An answer to the answer,2024-05-03
4,99,art-2,,Di,Its parent is missing,2024-05-04
5,,Article 77,,Ed,About an unknown article,2024-05-05
6,,,,Fa,,2024-05-06
1,,,,Gu,The id is taken,2024-05-07
"""
MAP = "id=id,parent=parent,article=article,stance=stance,name=name,body=text,submitted_at=date"


def run(app: Flask, file: Path, slug: str, *options: str) -> Result:
    db.session.rollback()
    result = app.test_cli_runner().invoke(
        args=["contributions", "import-comments", str(file), "--consultation", slug, *options]
    )
    db.session.rollback()
    return result


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "letters.csv"
    path.write_text(ROWS)
    return path


def by_id(external_id: str) -> Comment:
    return db.session.scalars(select(Comment).where(Comment.external_id == external_id)).one()


def count(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_rows_in_are_rows_stored_and_rows_refused_with_reasons(app: Flask, file: Path) -> None:
    consultation = make_consultation()
    result = run(app, file, consultation.slug, "--map", MAP)
    assert result.exit_code == 0, result.output
    assert "7 rows = 5 stored + 2 refused + 0 already there" in result.output
    path = Path(result.output.rpartition("refused rows and why: ")[2].strip())
    refused = path.read_text()
    assert "The comment is empty." in refused
    assert "already that of row 1" in refused
    assert count(Comment) == count(Submission) == count(Sender) == count(Revision) == 5


def test_they_wait_for_moderation_and_are_counted_apart_without_receipts(app: Flask, file: Path) -> None:
    consultation = make_consultation()
    run(app, file, consultation.slug, "--map", MAP, "--source", "Letters of 2024")
    comment = by_id("1")
    submission = queries.get_submission(comment.submission_id)
    assert (comment.state, comment.is_listed, comment.source) == ("pending", False, "Letters of 2024")
    assert comment.waiting_since is not None
    assert comment.name_shown == ""
    assert queries.sender_of(submission.id).name == "Rosa Market"
    assert (submission.channel, submission.key_hash, submission.source) == ("import", None, "Letters of 2024")
    assert queries.totals(comment.consultation_id) == {"pending": 5}


def test_the_page_says_how_many_were_brought_in(app: Flask, client: FlaskClient, file: Path) -> None:
    consultation = make_consultation()
    address = f"/en/consultations/{consultation.slug}"
    assert "brought in from elsewhere" not in client.get(address).text
    run(app, file, consultation.slug)
    number = db.session.scalar(select(func.count()).select_from(Comment))
    assert f"{number} of them were brought in from elsewhere" in client.get(address).text


def test_articles_are_found_and_threads_put_under_their_top_comment(app: Flask, file: Path) -> None:
    consultation = make_consultation()
    first, second = article_of(consultation, "art-1").id, article_of(consultation, "art-2").id
    run(app, file, consultation.slug, "--map", MAP)
    top = by_id("1")
    assert (top.article_id, by_id("4").article_id, by_id("5").article_id) == (first, second, None)
    assert by_id("2").parent_id == by_id("3").parent_id == top.id
    assert (by_id("3").parent_external_id, by_id("3").article_id) == ("2", first)
    assert (by_id("4").parent_id, by_id("4").parent_external_id) == (None, "99")
    assert (top.stance, by_id("2").stance) == ("support", "oppose")


def test_comments_that_answer_each_other_in_a_ring_stay_visible(app: Flask, tmp_path: Path) -> None:
    consultation = make_consultation()
    path = tmp_path / "ring.csv"
    path.write_text("id,parent_id,text\na,b,one\nb,c,two\nc,a,three\nd,d,four\ne,a,five\n")
    run(app, path, consultation.slug)
    assert by_id("a").parent_id is None
    assert by_id("b").parent_id == by_id("c").parent_id == by_id("e").parent_id == by_id("a").id
    assert by_id("d").parent_id is None


def test_running_it_again_changes_nothing(app: Flask, file: Path) -> None:
    consultation = make_consultation()
    run(app, file, consultation.slug, "--map", MAP)
    entries, waiting = count(Entry), by_id("1").lock_version
    again = run(app, file, consultation.slug, "--map", MAP)
    assert "7 rows = 0 stored + 2 refused + 5 already there" in again.output
    assert (count(Entry), count(Comment), count(Import)) == (entries, 5, 1)
    assert by_id("1").lock_version == waiting


@pytest.mark.parametrize("first", ["", "id=document_id,body=text"])
def test_the_same_file_under_another_map_adds_nothing(app: Flask, tmp_path: Path, first: str) -> None:
    """Once without its id column and once with it, either way round: equal letters stay as many as they are."""
    consultation = make_consultation()
    path = tmp_path / "letters.csv"
    path.write_text("document_id,text\n1,Same letter\n2,Same letter\n3,Another\n,Same letter\n")
    maps = ["id=document_id,body=text", "body=text"]
    maps = maps if first else maps[::-1]
    assert "4 rows = 4 stored" in run(app, path, consultation.slug, "--map", maps[0]).output
    for again in maps * 2:
        assert (
            "4 rows = 0 stored + 0 refused + 4 already there"
            in run(app, path, consultation.slug, "--map", again).output
        )
    with path.open("a") as file:
        file.write("5,Same letter\n")
    assert "5 rows = 1 stored" in run(app, path, consultation.slug, "--map", maps[1]).output
    assert count(Comment) == 5


def test_without_ids_the_content_tells_what_is_there(app: Flask, tmp_path: Path) -> None:
    consultation = make_consultation()
    path = tmp_path / "words.jsonl.gz"
    rows = [{"text": "Same letter"}, {"text": "Same letter"}, {"text": "Another"}]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    assert "3 rows = 3 stored" in run(app, path, consultation.slug).output
    assert "3 rows = 0 stored + 0 refused + 3 already there" in run(app, path, consultation.slug).output
    rows.append({"text": "A new one"})
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    assert "4 rows = 1 stored + 0 refused + 3 already there" in run(app, path, consultation.slug).output
    assert count(Comment) == 4


def test_published_ones_can_be_read_at_once_with_their_source(
    app: Flask, client: FlaskClient, file: Path
) -> None:
    consultation = make_consultation()
    run(
        app,
        file,
        consultation.slug,
        "--map",
        MAP,
        "--status",
        "published",
        "--show-names",
        "--source",
        "Letters",
    )
    comment = by_id("1")
    assert (comment.state, comment.is_listed, comment.shown_html) == (
        "published",
        True,
        "<p>First comment</p>",
    )
    assert (comment.waiting_since, comment.waiting_revision, comment.shown_revision) == (None, None, 1)
    assert comment.name_shown == "Rosa Market"
    counts = queries.stances(comment.consultation_id)
    assert (counts.here, counts.imported) == ({}, {"": 3, "support": 1, "oppose": 1})
    assert queries.totals(comment.consultation_id) == {"published": 5}
    assert queries.shown(comment.reference).source == "Letters"
    told = db.session.scalars(select(OutboxEvent).where(OutboxEvent.type == CommentsImported.__name__)).all()
    assert sorted(number for event in told for number in event.facts["comment_ids"]) == sorted(
        db.session.scalars(select(Comment.id))
    )


def test_an_import_that_was_cut_off_is_invisible_and_goes_on(
    app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation()
    monkeypatch.setattr(cli, "AT_ONCE", 2)
    whole, calls = importing.store, []

    def dies(*given: object, **named: object) -> int:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "store", dies)
    assert run(app, file, consultation.slug, "--map", MAP, "--status", "published").exit_code != 0
    half = count(Comment)
    assert 0 < half < 5
    assert queries.totals(consultation.id) == {}
    assert queries.listed(consultation.id, limit=20).comments == []
    assert db.session.scalar(select(Comment.id).where(Comment.waiting_since.is_not(None))) is None
    monkeypatch.setattr(importing, "store", whole)
    result = run(app, file, consultation.slug, "--map", MAP, "--status", "published")
    assert "7 rows = 5 stored + 2 refused + 0 already there" in result.output
    assert queries.totals(consultation.id) == {"published": 5}
    assert count(Import) == 1
    types = list(db.session.scalars(select(Entry.type).where(Entry.type.like("import.%"))))
    assert sorted(types) == ["import.finished", "import.started"]


@pytest.mark.parametrize("phase", ["draft", "scheduled", "closed", "finished"])
def test_any_state_of_the_consultation_takes_an_import(app: Flask, file: Path, phase: str) -> None:
    consultation = make_consultation(phase)
    assert run(app, file, consultation.slug, "--map", MAP).exit_code == 0
    assert count(Comment) == 5


def test_what_was_kept_back_by_a_rule_that_no_longer_holds_appears(
    app: Flask, client: FlaskClient, file: Path
) -> None:
    rules = {"comments_appear": "at-closing", "comments_appear_reason": "So that nobody copies."}
    slug = make_consultation("draft", rules=rules).slug
    run(app, file, slug, "--map", MAP, "--status", "published")
    assert by_id("1").state == "held"
    changes = {"comments_appear": "moderated", "comments_appear_reason": ""}
    with writing():
        consulting.set_rules(CONSOLE, consultations.get(slug), changes=changes, now=clock.now())
    jobs.let_appear(clock.now())
    db.session.expire_all()
    assert by_id("1").state == "held", "it isn’t public yet"
    with writing():
        consulting.publish(CONSOLE, consultations.get(slug), now=clock.now())
    jobs.let_appear(clock.now())
    db.session.expire_all()
    assert by_id("1").state == "published"
    assert "First comment" in client.get(f"/en/consultations/{slug}/comments").text
    sealing.seal()
    for _ in checks.verify_all(checks.check_logs):
        pass


def test_what_was_published_in_a_draft_waits_where_its_rules_come_to_say_so(
    app: Flask, client: FlaskClient, file: Path
) -> None:
    slug = make_consultation("draft").slug
    run(app, file, slug, "--map", MAP, "--status", "published")
    deliver_due(clock.now())
    assert by_id("1").state == "published"
    make_ruling(by_id("2"), "hide")
    changes = {"comments_appear": "at-closing", "comments_appear_reason": "So that nobody copies."}
    with writing():
        consulting.set_rules(CONSOLE, consultations.get(slug), changes=changes, now=clock.now())
    with writing():
        consulting.publish(CONSOLE, consultations.get(slug), now=clock.now())
    deliver_due(clock.now())
    jobs.let_appear(clock.now())
    db.session.expire_all()
    assert (by_id("1").state, by_id("2").is_listed) == ("held", False)
    reference, closes = by_id("1").reference, consultations.get(slug).closes_at
    db.session.rollback()
    for page in (f"consultations/{slug}/comments", f"comments/{reference}", "search?q=First"):
        assert "First comment" not in client.get(f"/en/{page}").text, page
    assert closes is not None
    check_everything()
    jobs.let_appear(closes)
    db.session.expire_all()
    assert (by_id("1").state, by_id("2").is_listed) == ("published", True)
    assert "First comment" in client.get(f"/en/consultations/{slug}/comments").text
    check_everything()


def check_everything() -> None:
    sealing.seal()
    found = checks.verify_all(checks.check_logs)
    assert all(found), "every check says what it looked at"
    db.session.rollback()


def test_html_becomes_text_and_its_source_is_kept(app: Flask, tmp_path: Path) -> None:
    consultation = make_consultation()
    path = tmp_path / "page.csv"
    path.write_text('id,body\n1,"<p>Keep it<script>x()</script></p><p>open &amp; free</p>"\n')
    run(app, path, consultation.slug)
    revision = db.session.scalars(select(Revision)).one()
    assert "script" not in revision.body
    assert "open & free" in revision.body
    assert revision.source_html.startswith("<p>Keep it<script>")


def test_only_staff_of_the_body_may_import(app: Flask, file: Path) -> None:
    organisation = make_organisation()
    consultation = make_consultation(organisation=organisation)
    make_staff("moderator", organisation=organisation, email="mo@example.org")
    make_staff("clerk", organisation=organisation, email="clerk@example.org")
    slug = consultation.slug
    refused = run(app, file, slug, "--map", MAP, "--as", "mo@example.org")
    assert refused.exit_code == 1
    assert count(Comment) == 0
    assert run(app, file, slug, "--map", MAP, "--as", "clerk@example.org").exit_code == 0


def test_a_map_that_names_no_column_says_which_there_are(app: Flask, file: Path) -> None:
    consultation = make_consultation()
    result = run(app, file, consultation.slug, "--map", "body=words")
    assert result.exit_code == 1
    assert "The columns are: id, parent, article" in result.output


@pytest.mark.parametrize("columns", ["id=id,name=name,body=text", "name=name,body=text"])
@pytest.mark.parametrize("again", ["id=id,name=name,body=text", "name=name,body=text"])
def test_what_was_erased_does_not_come_back_under_another_source(
    app: Flask, file: Path, columns: str, again: str
) -> None:
    consultation = make_consultation()
    run(app, file, consultation.slug, "--map", columns)
    submission_id = db.session.scalars(
        select(Comment.submission_id)
        .join(Revision, Revision.comment_id == Comment.id)
        .where(Revision.body == "An answer")
    ).one()
    with writing():
        gone = wiping.Part(name=True, words=True)
        own = queries.comments_of(submission_id)
        wiping.wipe(queries.get_submission(submission_id), own, gone, now=clock.now())
        record.append("site.set", actor=CONSOLE, now=clock.now())
    other = file.with_name("copy.csv")
    other.write_text(f"{file.read_text()}77,,,,Zoe,An answer of another,2024-06-01\n")
    run(app, other, consultation.slug, "--map", again)
    said = db.session.scalars(select(Revision.body)).all()
    assert "An answer" not in said and "An answer of another" in said and said.count("First comment") == 2
    assert "Bo" not in db.session.scalars(select(Sender.name)).all()
    stored = count(Comment)
    run(app, other, consultation.slug, "--map", again)
    assert count(Comment) == stored


@pytest.mark.parametrize("columns", ["id=id,name=name,body=text", "name=name,body=text"])
def test_what_was_erased_is_known_again_and_its_key_betrays_nothing(
    app: Flask, file: Path, columns: str
) -> None:
    consultation = make_consultation()
    run(app, file, consultation.slug, "--map", columns)
    comment = db.session.scalars(
        select(Comment).join(Revision, Revision.comment_id == Comment.id).where(Revision.body == "An answer")
    ).one()
    comment_id, submission_id = comment.id, comment.submission_id
    with writing():
        gone = wiping.Part(name=True, words=True)
        wiping.wipe(queries.get_submission(submission_id), [queries.get(comment_id)], gone, now=clock.now())
        record.append("site.set", actor=CONSOLE, now=clock.now())
    stored = count(Comment)
    for again in ("id=id,name=name,body=text", "name=name,body=text"):
        run(app, file, consultation.slug, "--map", again)
        assert "An answer" not in db.session.scalars(select(Revision.body)).all()
    erased = queries.get(comment_id)
    assert erased.external_id is None and erased.import_key and "An answer" not in erased.import_key
    for guess in ("2", "An answer", "words|An answer", "id|2"):
        assert hashlib.sha256(guess.encode()).hexdigest() not in f"{erased.import_key} {erased.content_key}"
    assert count(Comment) <= stored + 1  # the row whose number was taken is another comment without numbers
