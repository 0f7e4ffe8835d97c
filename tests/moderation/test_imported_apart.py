"""Imported comments are counted apart in the ledger."""

from flask import Flask
from sqlalchemy import insert

from consult.contributions.models import CommentTally
from consult.foundation.access import CONSOLE
from consult.foundation.clock import now
from consult.foundation.db import writing
from consult.moderation import queries
from consult.record import service as record
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published


def test_the_ledger_counts_imported_comments_apart(app: Flask) -> None:
    made = make_consultation(phase="open")
    make_published(made, "One of our own")
    made_id, slug, public_id = made.id, made.slug, made.public_id
    assert (
        "brought in from elsewhere" not in app.test_client().get(f"/en/consultations/{slug}/moderation").text
    )
    with writing() as session:
        session.execute(
            insert(CommentTally).values(
                consultation_id=made_id,
                article_id=0,
                state="published",
                is_imported=True,
                stance="",
                number=41,
            )
        )
        record.append("import.finished", actor=CONSOLE, now=now(), consultation=public_id)
    numbers = queries.ledger_numbers(made_id)
    assert (numbers.received, numbers.imported) == (42, 41)
    assert "brought in from elsewhere" in app.test_client().get(f"/en/consultations/{slug}/moderation").text
