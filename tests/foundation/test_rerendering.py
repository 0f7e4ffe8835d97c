"""Stored HTML is made again when the rendering changes: every kind, once, and from where it was stopped."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update

from consult.consultations.models import ArticleText
from consult.contributions.models import Comment, Revision
from consult.foundation import clock, rerendering, text
from consult.foundation.db import db, table_of, writing
from consult.outcomes.models import Outcome, Reply
from consult.record.models import Entry
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_ruling, make_waiting
from tests.factories.outcomes import draft_outcome, make_comments, make_reply

OLD = "<p>as it was rendered before</p>"
STORED = {ArticleText: "html", Revision: "html", Comment: "shown_html", Reply: "html", Outcome: "html"}


@pytest.fixture
def old(app: Flask) -> Iterator[Comment]:
    """A comment with covered words, a reply, an outcome and articles, all rendered by an earlier version."""
    consultation = make_consultation(phase="closed")
    comment = make_waiting(make_consultation(), "Mr Lin is noisy.")
    make_ruling(comment, "redact", ground="personal-data", redactions=[(0, 6)])
    make_reply(consultation, make_comments(consultation, 1))
    draft_outcome(consultation)
    with db.engine.begin() as connection:
        for model, column in STORED.items():
            html = {"en": {"decision": OLD}} if model is Outcome else OLD
            connection.execute(update(table_of(model)).values({column: html, "html_version": 1}))
    comment_id = comment.id
    db.session.remove()  # what it remembers of the rows is from before
    yield db.session.get_one(Comment, comment_id)
    rerendering.forget(app.extensions["consult_settings"].instance)


def test_everything_stored_is_rendered_again_once(app: Flask, old: Comment) -> None:
    run = app.test_cli_runner().invoke(args=["text", "rerender"])
    assert run.exit_code == 0, run.output
    db.session.rollback()
    for model, column in STORED.items():
        for html, version in db.session.execute(select(getattr(model, column), model.html_version)):
            assert OLD not in str(html) and version == text.VERSION
    shown = db.session.get_one(Comment, old.id).shown_html
    assert (
        shown
        == '<p><mark class="redacted">[Redacted: Names or identifies a private person]</mark> is noisy.</p>'
    )
    types = set(db.session.scalars(select(Entry.type)))
    assert {
        "comment.rerendered",
        "article.rerendered",
        "reply.rerendered",
        "outcome.rerendered",
    } <= types
    stamp = app.extensions["consult_settings"].instance / rerendering.STAMP
    assert stamp.read_text().strip() == str(text.VERSION)
    again = app.test_cli_runner().invoke(args=["text", "rerender"])
    assert again.output.strip() == "nothing to render again"


def test_it_goes_on_where_it_was_stopped(app: Flask, old: Comment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerendering, "CHUNK", 1)
    before = rerendering.stale()["articles"]
    assert next(rerendering.rerender("articles", clock.now())) == 1
    assert rerendering.stale()["articles"] == before - 1
    assert sum(rerendering.rerender("articles", clock.now())) == before - 1
    assert "articles" not in rerendering.stale()


def test_what_was_ruled_meanwhile_is_left_to_the_ruling(app: Flask, old: Comment) -> None:
    kind = rerendering.KINDS["comments"]
    rows = kind.read(10)
    db.session.rollback()
    make_ruling(old, "redact", ground="personal-data", redactions=[(10, 15)])
    ruled = db.session.get_one(Comment, old.id).shown_html
    with writing():
        kind.store(rows, clock.now())
    assert db.session.get_one(Comment, old.id).shown_html == ruled and "noisy" not in ruled
