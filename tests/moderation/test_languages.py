"""What people write beside a text says which language it is in (DESIGN §4), whichever page they wrote it on."""

from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import text
from consult.foundation.db import db
from consult.moderation import queries
from tests.factories.consultations import make_consultation
from tests.factories.moderation import decide_review, make_review, make_ruling, make_waiting, moderator_of
from tests.moderation.test_pages import enter, page, send


def test_a_note_in_chinese_on_the_english_desk_is_read_in_chinese(app: Flask, client: FlaskClient) -> None:
    comment = make_waiting(body="You are all idiots and should be sacked.")
    consultation = consultations.get_by_id(comment.consultation_id)
    moderator = enter(app, moderator_of(consultation))
    address = f"/en/desk/moderation/{comment.reference}"
    send(moderator, address, act="hide", ground="abuse", note="這則意見辱罵承辦人員，請改以對事的方式說明。")
    db.session.rollback()
    noted = '<span lang="zh-Hant">這則意見辱罵'
    assert noted in page(client, f"/en/comments/{comment.reference}")
    assert 'lang="zh-Hant">這則意見' in page(client, f"/en/consultations/{consultation.slug}/moderation")
    assert queries.rulings_of(comment.id)[0].note_language == "zh-hant"


def test_a_review_carries_the_languages_of_reason_and_note(app: Flask, client: FlaskClient) -> None:
    comment = make_waiting(body="You are all idiots and should be sacked.")
    make_ruling(comment, "hide")
    review = decide_review(make_review(comment, reason="我没有骂任何人，请重新看一看这条意见。"))
    assert (review.reason_language, review.note_language) == ("zh-hans", "en")


def test_a_comment_is_in_the_language_of_its_letters(app: Flask) -> None:
    consultation = make_consultation()
    said = {
        language: contributions.get(make_waiting(consultation, body, language=language).id).language
        for language, body in (
            ("en", "停车场的收费应当再低一些，晚上尤其如此。"),
            ("zh-hant", "The car park should be cheaper in the evening."),
            ("zh-hans", "👍"),
        )
    }
    assert said == {"en": "zh-hans", "zh-hant": "en", "zh-hans": "zh-hans"}


def test_a_ground_in_another_language_than_the_words_says_so(app: Flask) -> None:
    comment = make_waiting(body="Herr Lin ist zu laut.", language="de")
    make_ruling(comment, "redact", ground="personal-data", redactions=[(5, 8)])
    html = contributions.get(comment.id).shown_html
    mark = '<mark class="redacted" lang="en">[Redacted: Names or identifies a private person]</mark>'
    assert html == f"<p>Herr {mark} ist zu laut.</p>"
    assert "[Redacted: Names" in text.html_to_text(html)  # as plain text too, where no colour tells it apart
