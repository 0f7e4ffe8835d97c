"""Experts beside the public: interests first, opinions on the same articles, and where they differ (S38)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.analysis import queries, rules, service
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.db import writing
from consult.foundation.errors import Conflict, Forbidden, NotFound
from consult.opendata import verify_package
from tests.factories.accounts import sign_in
from tests.factories.consultations import article_of, make_consultation, make_staff
from tests.factories.outcomes import make_comments, responder_of
from tests.factories.packages import export
from tests.outcomes.test_pages import send, words

KEY = "k" * 24


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    made = make_consultation("open")
    actor = responder_of(made)
    with writing():
        service.invite_expert(
            actor, consultations.get_by_id(made.id), name="Lin Mei", standing="Professor of roads", key=KEY,
            now=clock.now(),
        )  # fmt: skip
    return consultations.get_by_id(made.id)


def opine(consultation: Consultation, stance: str = "oppose", body: str = "It is dangerous.") -> None:
    article = article_of(consultation)
    with writing():
        service.give_opinion(
            queries.expert_by_key(KEY), article, stance=stance, body=body, language="en", now=clock.now()
        )


def declare() -> None:
    with writing():
        service.declare_interests(
            queries.expert_by_key(KEY), interests="I advise a bus firm.", language="en", now=clock.now()
        )


def test_an_opinion_needs_declared_interests(consultation: Consultation, client: FlaskClient) -> None:
    with pytest.raises(Conflict, match="after you have declared"):
        opine(consultation)
    page = f"/en/consultations/{consultation.slug}/experts"
    assert "Lin Mei" not in client.get(page).text, "nobody is named before they declared"
    declare()
    opine(consultation)
    said = words(client.get(page))
    spoken = '<span lang="en">Professor of roads</span>'
    assert client.get(page.replace("/en/", "/zh-hant/")).text.count(spoken) == 2
    assert "I advise a bus firm." in said and "It is dangerous." in said and "Professor of roads" in said


def test_the_page_lists_each_article_with_both_counts_and_where_they_differ(
    consultation: Consultation, client: FlaskClient
) -> None:
    article = article_of(consultation)
    make_comments(consultation, 3, article=article, stance="support")
    make_comments(consultation, article=article, stance="oppose")
    declare()
    opine(consultation)
    page = client.get(f"/en/consultations/{consultation.slug}/experts")
    row = re.sub(r"<[^>]+>|\s+", " ", page.text.partition("analysis-sides")[2].partition("</table>")[0])
    assert "Opposes 1" in " ".join(row.split()) and "Supports 3" in " ".join(row.split())
    assert "Experts and the public differ" in words(page)
    opine(consultation, "support", "I was wrong.")
    page = client.get(f"/en/consultations/{consultation.slug}/experts")
    assert "Experts and the public differ" not in words(page) and "I was wrong." in words(page)


def test_sides_that_balance_lean_nowhere() -> None:
    assert rules.leaning({"support": 2, "oppose": 1}) == "for"
    assert rules.leaning({"amend": 1, "oppose": 1, "remark": 9}) == ""


def test_an_expert_walks_from_the_link_to_an_opinion(consultation: Consultation, client: FlaskClient) -> None:
    own = f"/en/experts/{KEY}"
    assert client.get("/en/experts/other-key").status_code == 404
    assert "Then: your opinion" not in client.get(own).text
    assert send(client, own, interests="").status_code == 422
    assert send(client, own, interests="None.").status_code == 303
    assert "Then: your opinion" in client.get(own).text
    address = f"{own}/opinions/1/art-2"
    assert send(client, address, stance="", body="Good.", language="en").status_code == 422
    assert send(client, address, stance="amend", body="Good.", language="en").status_code == 303
    assert (
        send(client, f"{own}/opinions/0/whole", stance="remark", body="Late.", language="en").status_code
        == 303
    )
    assert len(queries.opinions_of(consultation.id)) == 2


def test_staff_invite_and_end(consultation: Consultation, client: FlaskClient, tmp_path: Path) -> None:
    actor = responder_of(consultation)
    sign_in(client, accounts.get_by_address(actor.email))
    address = f"/en/desk/consultations/{consultation.slug}/experts"
    made = send(client, address, name="Wu Li", standing="Doctor", email="wu@example.org")
    assert made.status_code == 200 and "personal link" in words(made)
    key = re.search(r"/en/experts/([\w-]+)", made.text)
    assert key is not None and queries.expert_by_key(key.group(1)).name == "Wu Li"
    declare()
    opine(consultation)
    with writing():
        service.end_invitation(actor, queries.expert_by_key(KEY), now=clock.now())
    with pytest.raises(Conflict, match="has ended"):
        opine(consultation)
    for grade in ("public", "auditor"):
        verify_package.verify(export(consultation, tmp_path, grade))


def test_only_readers_of_the_body_invite_and_only_before_the_outcome(consultation: Consultation) -> None:
    stranger = make_staff("moderator")
    with pytest.raises(Forbidden), writing():
        service.invite_expert(
            stranger, consultations.get_by_id(consultation.id), name="A", standing="B", key="x" * 20,
            now=clock.now(),
        )  # fmt: skip
    actor = responder_of(consultation)
    over = make_consultation("finished", organisation=None)
    with pytest.raises((Conflict, Forbidden)), writing():
        service.invite_expert(
            actor, consultations.get_by_id(over.id), name="A", standing="B", key="x" * 20,
            now=clock.now() + timedelta(days=1),
        )  # fmt: skip
    with pytest.raises(NotFound):
        queries.expert_by_key("unknown")
