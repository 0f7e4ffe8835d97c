"""A further round: begun on the desk or by a command, linked both ways, with what was said before beside it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.consultations import service as life
from consult.consultations.models import Article, ArticleText, Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment, EarlierComment
from consult.foundation import clock, events
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden
from consult.foundation.mail import OutboxMail
from consult.notifications import service as news
from consult.notifications.models import Subscription
from consult.opendata import service as opendata
from consult.opendata import verify_package
from consult.opendata.files.shape import AUDITOR, PUBLIC
from consult.opendata.verify_rounds import Rounds
from consult.organisations import queries as organisations
from consult.outcomes import service
from consult.record import jobs as record
from consult.record.models import Entry
from consult.record.verify import Fault
from tests.consultations.pages import signed_in, submit, words_of
from tests.consultations.test_documents import add as add_document
from tests.factories.analysis import make_theme
from tests.factories.consultations import DAY, add_version, article_of, make_consultation, make_staff
from tests.factories.outcomes import make_comments, make_disposition, make_outcome, make_reply, responder_of
from tests.statements import counted_statements

TEXTS = ("The market opens at six.", "Dogs stay outside.", "Stalls pay ten coins a day.")


@pytest.fixture
def first(app: Flask) -> Consultation:
    return make_consultation("closed", slug="market", articles=TEXTS)


def _author(*roles: str) -> Actor:
    return make_staff(
        *(roles or ("author",)), organisation=organisations.get(consultations.get("market").organisation_id)
    )


def _said(first: Consultation, anchor: str = "art-1", **more: Any) -> Comment:
    return make_comments(first, 1, article=article_of(first, anchor), **more)[0]


def _begin(slug: str = "market-2") -> Consultation:
    with writing():
        life.begin_further_round(CONSOLE, consultations.get("market"), slug=slug, now=clock.now())
    return consultations.get(slug)


def _publish(slug: str = "market-2") -> Consultation:
    with writing():
        made = consultations.get(slug)
        life.set_rules(CONSOLE, made, changes={"closes_at": clock.now() + 30 * DAY}, now=clock.now())
        life.publish(CONSOLE, made, now=clock.now(), asks_for_texts=False)
    return consultations.get(slug)


def _change(slug: str, anchor: str, words: str) -> None:
    """Another wording of an article in a draft that isn't public yet."""
    with writing():
        made = consultations.get(slug)
        version = consultations.current_version(made.id, published_only=False)
        assert version is not None
        row = db.session.scalars(
            select(ArticleText)
            .join(Article, Article.id == ArticleText.article_id)
            .where(Article.version_id == version.id, Article.anchor == anchor)
        ).one()
        row.text, row.html = words, f"<p>{words}</p>"
        life.append("version.mended", CONSOLE, made, clock.now(), objects=[version.public_id])


def test_an_author_begins_it_and_finds_texts_rules_and_draft_copied(
    client: FlaskClient, first: Consultation
) -> None:
    desk = signed_in(client, _author())
    address = "/en/desk/consultations/market/further-round"
    assert "Begin a further round" in words_of(desk.get("/en/desk/consultations/market"))
    answer = submit(desk, address, title="The market, again", slug="market-again")
    assert answer.status_code == 303 and answer.location.endswith("/market-again")
    made = consultations.get("market-again")
    assert (made.state, made.earlier_id, made.title) == ("draft", first.id, "The market, again")
    texts = consultations.texts_of(made.id)["en"]
    assert texts.summary == "What it is about." and texts.title == "The market, again"
    version = consultations.current_version(made.id, published_only=False)
    assert version is not None and version.number == 1 and version.published_at is None
    edition = consultations.editions_of(version.id)[0]
    copied = [(one.anchor, words.text) for one, words in consultations.whole_text_of(edition)]
    assert copied == [(f"art-{n}", text) for n, text in enumerate(TEXTS, 1)]
    own = {row[0] for row in db.session.execute(select(Article.public_id))}
    assert len(own) == 6  # the copies are articles of their own
    visitor = client.application.test_client()
    assert "further round" not in words_of(visitor.get("/en/consultations/market"))
    assert visitor.get("/en/consultations/market-again").status_code == 404
    assert "was begun already" in words_of(desk.get(address))
    types = list(db.session.scalars(select(Entry.type).where(Entry.type.startswith("consultation.contin"))))
    assert types == ["consultation.continues"]


@pytest.mark.parametrize("phase", ["open", "scheduled", "draft"])
def test_it_begins_only_when_the_period_is_over(app: Flask, phase: str) -> None:
    make_consultation(phase, slug="market")
    with pytest.raises(Conflict):
        _begin()


def test_only_authors_of_the_body_and_only_once(first: Consultation) -> None:
    for other in (make_staff("author"), _author("moderator"), _author("author", "auditor")):
        with pytest.raises(Forbidden), writing():
            life.begin_further_round(other, consultations.get("market"), slug="x-2", now=clock.now())
    _begin()
    with pytest.raises(Conflict):
        _begin("market-3")
    with pytest.raises(Conflict), writing():
        life.begin_further_round(CONSOLE, consultations.get("market-2"), slug="market-4", now=clock.now())


def test_what_was_said_stands_beside_the_articles_and_isnt_counted(
    client: FlaskClient, first: Consultation
) -> None:
    same, changed = _said(first, "art-1"), _said(first, "art-3")
    whole = make_comments(first, 1)[0]
    _begin()
    _change("market-2", "art-3", "Stalls pay twelve coins a day.")
    _publish()
    page = words_of(client.get("/en/consultations/market-2/draft/1/art-1"))
    assert "Nobody has commented on this article yet." in page
    assert "What was said on it in the earlier round" in page and same.reference in page
    assert "What became of it in the earlier round:" in page
    assert changed.reference not in page
    assert "Words changed" in words_of(client.get("/en/consultations/market-2/draft/1/art-3"))
    assert "earlier round" not in words_of(client.get("/en/consultations/market-2/draft/1/art-2"))
    listed = client.get("/en/consultations/market-2/earlier-round")
    assert same.reference in listed.text
    assert whole.reference in client.get("/en/consultations/market-2/earlier-round?state=whole").text
    assert contributions.received(consultations.get("market-2").id).all.comments == 0
    front, back = (words_of(client.get(f"/en/consultations/{slug}")) for slug in ("market-2", "market"))
    assert (
        "is a further round of: A new bylaw for the market" in front and "There is a further round:" in back
    )
    assert "goes on from no earlier round" in words_of(client.get("/en/consultations/market/earlier-round"))


def test_what_is_taken_back_there_goes_here_at_once(client: FlaskClient, first: Consultation) -> None:
    said = _said(first)
    words = contributions.bodies_of([said.id])[0]
    _begin()
    _publish()
    address = "/en/consultations/market-2/draft/1/art-1"
    before = client.get(address)
    assert words in before.text
    with writing():
        contributing.withdraw(CONSOLE, contributions.get(said.id), now=clock.now())
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and words not in after.text


def test_a_later_version_of_its_draft_is_looked_up_too(client: FlaskClient, first: Consultation) -> None:
    said = _said(first, "art-2")
    _begin()
    made = _publish()
    add_version(made, ("The market opens at six.", "Nobody smokes.", "Dogs stay outside."))
    rows = db.session.scalars(select(EarlierComment).order_by(EarlierComment.version_id)).all()
    assert [one.state for one in rows] == ["same", "moved"] and {one.comment_id for one in rows} == {said.id}
    assert said.reference in client.get("/en/consultations/market-2/draft/2/art-3").text


def _told_of_the_round() -> list[OutboxMail]:
    for _ in range(3):
        events.deliver_due(clock.now() + timedelta(hours=1))
    return [
        one for one in db.session.scalars(select(OutboxMail)) if one.key.startswith("notifications.round|")
    ]


def test_whoever_follows_the_earlier_round_is_told_once(first: Consultation) -> None:
    contact = contributing.Contact(email="reader@example.org", token="a token", is_confirmed=True)
    _said(first, contact=contact)
    _begin()
    _publish()
    mails = _told_of_the_round()
    assert [one.address for one in mails] == ["reader@example.org"]
    assert "further round" in mails[0].subject and "/en/consultations/market-2" in mails[0].body
    assert mails[0].digest_group


def test_packages_name_the_earlier_round_and_the_verifier_holds_it(
    client: FlaskClient, first: Consultation, tmp_path: Path
) -> None:
    said = _said(first)
    record.seal()
    _begin()
    made = _publish()
    record.seal()
    for grade in (PUBLIC, AUDITOR):
        for one in (made, first):
            target = tmp_path / f"{one.slug}-{grade}.zip"
            opendata.make_package(one.id, grade, target, now=clock.now())
            told = "\n".join(verify_package.verify(target))
            assert ("Further round of " + first.public_id in told) == (one is made)
        package = verify_package.Package(tmp_path / f"market-2-{grade}.zip")
        (row,) = package.table("consultation")
        assert (row["earlier_round"], row["earlier_slug"]) == (first.public_id, "market")
        assert row["earlier_checkpoint"] == made.earlier_checkpoint != ""
        (place,) = package.table("earlier_comments")
        assert (place["reference"], place["state"], place["article"]) == (said.reference, "same", "art-1")


def test_the_verifier_refuses_another_round_and_an_added_comment() -> None:
    one = Rounds()
    one.take({"type": "consultation.continues", "objects": ["a"]}, {"slug": "market"})
    with pytest.raises(Fault, match="not its earlier round"):
        one.take({"type": "earlier_round.named", "objects": ["b", "v"]}, {})
    one.take({"type": "earlier_round.named", "objects": ["a", "v"]}, {"checkpoint": "head"})
    one.take(
        {"type": "earlier_round.carried", "objects": ["a", "v"], "commitments": {"c": "x", "time": "y"}},
        {"c": "same art 0 5"},
    )
    row = {"earlier_round": "a", "earlier_slug": "market", "earlier_checkpoint": "head"}
    place = {"id": "c", "reference": "R", "version": 1, "state": "same", "article": "art-1"}
    known = {1: "v"}, {(1, "art-1"): "art"}
    one.check([row], [place], *known, {})
    for wrong in ({"earlier_round": "z"}, {"earlier_checkpoint": "another"}):
        with pytest.raises(Fault):
            one.check([{**row, **wrong}], [place], *known, {})
    for changed in ({"id": "d"}, {"state": "gone"}, {"article": ""}):
        with pytest.raises(Fault):
            one.check([row], [{**place, **changed}], *known, {})
    with pytest.raises(Fault, match="missing"):
        one.check([row], [], *known, {})
    removed = known[0][place["version"]]
    covered = {**place, "words": "[…]"}
    one.check([row], [covered], known[0], {}, {}, {removed})  # the version was removed by order since
    with pytest.raises(Fault, match="where it stands"):
        one.check([row], [{**covered, "state": "doubtful"}], known[0], {}, {}, {removed})


def test_the_command_begins_it(app: Flask, first: Consultation) -> None:
    done = app.test_cli_runner().invoke(app.cli, ["consultations", "further-round", "market", "market-cli"])
    assert done.exit_code == 0 and "market-cli: draft, a further round of market" in done.output
    listed = app.test_cli_runner().invoke(app.cli, ["consultations", "list", "--json"])
    assert {row["slug"]: row["state"] for row in json.loads(listed.output)}["market-cli"] == "draft"


def _answered(first: Consultation) -> Comment:
    """A comment under a theme that has a disposition of its own, answered and public with the outcome."""
    said = _said(first, "art-1")
    theme_id = make_theme(first, "Opening hours", comments=[said]).id
    make_reply(first, [said], "We open at seven.")
    responder = responder_of(first)
    with writing():
        service.set_theme_disposition(
            responder, consultations.get("market"), reading.get_theme(theme_id), disposition="partly",
            reason="Seven suits more stalls.", now=clock.now(),
        )  # fmt: skip
    make_disposition(consultations.get("market"), article_of(first, "art-1"), "adopted", "It opens later.")
    make_outcome(consultations.get("market"), summary="Opening hours: later ones were asked for.")
    return contributions.get(said.id)


def test_what_became_of_it_by_theme_and_the_reply_stand_beside_it(
    client: FlaskClient, first: Consultation
) -> None:
    said = _answered(first)
    _begin()
    _publish()
    for address in ("/en/consultations/market-2/draft/1/art-1", "/en/consultations/market-2/earlier-round"):
        shown = words_of(client.get(address))
        for words in (
            said.reference,
            "Opening hours",
            "Seven suits more stalls.",
            "We open at seven.",
        ):
            assert words in shown, (address, words)
        assert "It opens later." not in shown, (
            "as on its own page: its theme's disposition goes before the article's"
        )
    listed = words_of(client.get("/en/consultations/market-2/earlier-round"))
    assert "What became of the comments there, by theme" in listed


def test_a_package_says_what_became_of_it_once_that_is_public(
    app: Flask, first: Consultation, tmp_path: Path
) -> None:
    said = _answered(first)
    _begin()
    made = _publish()
    record.seal()
    for grade in (PUBLIC, AUDITOR):
        target = tmp_path / f"{grade}.zip"
        opendata.make_package(made.id, grade, target, now=clock.now())
        verify_package.verify(target)
        (row,) = verify_package.Package(target).table("earlier_comments")
        assert (row["reference"], row["disposition"]) == (said.reference, "")
        assert row["themes"] == [["Opening hours", "partly"]]


def test_themes_of_an_earlier_round_stay_unsaid_until_its_outcome_is_out(
    client: FlaskClient, first: Consultation
) -> None:
    said = _said(first, "art-1")
    make_theme(first, "Opening hours", comments=[said])
    _begin()
    _publish()
    page = client.get("/en/consultations/market-2/earlier-round").text
    assert said.reference in page and "Opening hours" not in page


def test_both_say_on_their_step_line_which_follows_which(client: FlaskClient, first: Consultation) -> None:
    _begin()
    _publish()
    front, back = (client.get(f"/en/consultations/{slug}").text for slug in ("market-2", "market"))
    steps = [page.partition('<ol class="consult-steps">')[2].partition("</ol>")[0] for page in (front, back)]
    assert steps[0].index("Earlier round") < steps[0].index("Draft published")
    assert 'href="/en/consultations/market"' in steps[0] and "Further round" not in steps[0]
    assert steps[1].index("Consultation finished") < steps[1].index("Further round")
    assert 'href="/en/consultations/market-2"' in steps[1]


def test_documents_of_the_earlier_round_are_linked(client: FlaskClient, first: Consultation) -> None:
    desk = signed_in(client.application.test_client(), _author())
    assert add_document(desk, "market", title="Note on stalls", reason="It was forgotten.").status_code == 303
    (note,) = [one.public_id for one in consultations.documents_of(consultations.get("market")).current]
    _begin()
    _publish()
    assert "Explanatory note and other documents" in client.get("/en/consultations/market-2").text
    page = client.get("/en/consultations/market-2/documents")
    assert "Documents of the earlier round" in page.text
    assert f"/en/consultations/market/documents/{note}" in page.text
    assert client.get(f"/en/consultations/market/documents/{note}").status_code == 200
    assert "Documents of the earlier round" not in client.get("/en/consultations/market/documents").text
    with counted_statements() as statements:
        again = client.get(
            "/en/consultations/market-2/documents", headers={"If-None-Match": page.headers["ETag"]}
        )
    asked = [one for one in statements if one.startswith("SELECT")]
    assert again.status_code == 304 and len(asked) == 2, "the stamp, and whether the earlier round changed"


def test_the_desk_leads_to_what_is_not_settled(client: FlaskClient, first: Consultation) -> None:
    _said(first, "art-2")
    _begin()
    desk = signed_in(client, _author())
    assert "isn’t settled" not in words_of(desk.get("/en/desk/consultations/market-2"))
    _change(
        "market-2", "art-2", "Cats and dogs and parrots of every kind are welcome at all hours of the night."
    )
    _publish()
    page = desk.get("/en/desk/consultations/market-2")
    assert "isn’t settled" in words_of(page)
    assert client.get("/en/consultations/market-2/earlier-round?state=doubtful").status_code == 200


def test_whoever_subscribed_to_the_earlier_round_is_told_in_the_digest(first: Consultation) -> None:
    with writing():
        news.subscribe(
            GUEST, consultations.get("market"), email="follower@example.org", language="en", secret=b"s" * 32,
            now=clock.now(),
        )  # fmt: skip
    with writing():
        news.confirm(db.session.scalars(select(Subscription)).one(), now=clock.now())
    contact = contributing.Contact(email="reader@example.org", token="a token", is_confirmed=True)
    _said(first, contact=contact)
    _begin()
    _publish()
    told = _told_of_the_round()
    assert sorted(one.address for one in told) == ["follower@example.org", "reader@example.org"]
    assert all(one.digest_group and one.unsubscribe for one in told)
