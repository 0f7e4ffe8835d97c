"""What is public can be found in every script, and what leaves the pages leaves the index at once."""

from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributions_service
from consult.contributions.service import Contact, Written
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import writing
from consult.search import service
from tests.factories.consultations import make_consultation

BODY = "我認為公共住房政策應照顧長者，the wording of article five is vague"


def _publish(body: str = BODY) -> str:
    consultation = make_consultation(phase="open")
    with writing():
        consultation = consultations.get_by_id(consultation.id)
        version = consultations.current_version(consultation.id)
        assert version is not None
        comment = contributions_service.submit(
            GUEST, consultation, version, Written(body, f"<p>{body}</p>"), key=b"k" * 11, language="zh-hant",
            now=clock.now(), contact=Contact(),
        )  # fmt: skip
        contributions_service.apply_publish(comment, 1, now=clock.now())
        return comment.reference


def test_two_character_words_are_found_in_either_script(app: Flask, client: FlaskClient) -> None:
    reference = _publish()
    for words in ("住房", "公共住房", "长者", "長者", "vague", "vagu*", reference):
        page = client.get("/en/search", query_string={"q": words}).text
        assert reference in page, words
    assert reference not in client.get("/en/search", query_string={"q": "住厉"}).text


def test_nothing_found_says_so_and_keeps_what_was_typed(client: FlaskClient) -> None:
    page = client.get("/en/search", query_string={"q": '<b>" OR NEAR('}).text
    assert "Nothing was found" in page
    assert "&lt;b&gt;" in page


def test_a_withdrawn_comment_leaves_the_index_at_once(client: FlaskClient) -> None:
    reference = _publish()
    with writing():
        contributions_service.withdraw(GUEST, contributions.get_by_reference(reference), now=clock.now())
    assert reference not in client.get("/en/search", query_string={"q": "住房"}).text


def test_an_unpublished_consultation_is_not_found(client: FlaskClient) -> None:
    consultation = make_consultation(phase="draft", title="Secret bicycle lanes")
    with writing():
        service.index_consultation(consultations.get_by_id(consultation.id), clock.now())
    assert "Secret" not in client.get("/en/search", query_string={"q": "bicycle"}).text


def test_articles_of_a_published_draft_are_found(client: FlaskClient) -> None:
    consultation = make_consultation(phase="open", articles=["Every dog is kept on a lead.", "Second."])
    with writing():
        service.index_consultation(consultations.get_by_id(consultation.id), clock.now())
    page = client.get("/zh-hans/search", query_string={"q": "dog lead", "kind": "article"}).text
    assert f"/zh-hans/consultations/{consultation.slug}/draft/1/art-1" in page
    assert "<mark>dog</mark>" in page


def test_a_passage_keeps_the_spaces_around_the_word_and_begins_with_a_whole_one(client: FlaskClient) -> None:
    _publish("Every evening many neighbours meet beside the fountain, and the park is open day and night.")
    page = client.get("/en/search", query_string={"q": "park"}).text
    assert "<mark>park</mark> is open day and night." in page
    assert ">… many neighbours meet beside the fountain, and the <mark>" in page
