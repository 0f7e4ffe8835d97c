"""What explains an article of a later version may quote a comment: it goes with it, the office's own words stay."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import ArticleText, Edition, Version
from consult.contributions import queries
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.record import service as record
from consult.record.models import Entry
from tests.contributions.test_erasing import EMAIL, NAME, WORDS, erase, rows_with
from tests.factories.consultations import add_version, article_of, make_consultation
from tests.factories.moderation import make_published

OWN = "The office moors every ferry beside the new lighthouse, as it was announced."


def explain(version: int, said: str) -> None:
    """The first article of a version is explained so, in bold where it quotes."""
    with writing():
        row = db.session.scalars(
            select(ArticleText)
            .join(Edition, Edition.id == ArticleText.edition_id)
            .join(Version, Version.id == Edition.version_id)
            .where(Version.number == version)
            .order_by(ArticleText.id)
        ).first()
        assert row is not None
        row.explanation, row.explanation_html = said, f"<p>{said.replace('zeppelin', '<b>zeppelin</b>')}</p>"
        record.append("site.set", actor=CONSOLE, now=clock.now())


@pytest.mark.parametrize("scope", ["all", "name"])
def test_the_explanation_of_a_later_version_quotes_neither_name_nor_words(
    app: Flask, client: FlaskClient, scope: str
) -> None:
    made = make_consultation(slug="harbour")
    explain(1, OWN)
    contact = Contact(name=NAME, email=EMAIL, publication="named", is_confirmed=True)
    comment = make_published(made, f"{WORDS} {OWN}", article=article_of(made), contact=contact)
    later = add_version(consultations.get("harbour")).public_id
    explain(2, f"{OWN} {NAME} wrote: “{WORDS}” We disagree.")
    page = "/en/consultations/harbour/draft/2/art-1"
    assert NAME in client.get(page).text
    erase(queries.get(comment.id), scope)
    said = client.get(page).text
    assert NAME not in said and "We disagree" in said and OWN in said
    assert rows_with(NAME) == [] and OWN in client.get("/en/consultations/harbour/draft/1/art-1").text
    is_all = scope == "all"
    assert (rows_with("quixotic") == []) is is_all and ("quixotic" not in said) is is_all
    named = [
        json.loads(content)["objects"]
        for content in db.session.scalars(
            select(Entry.content).where(Entry.type == "reason.quotation_erased")
        )
    ]
    assert [later] in named
