"""A comment on chosen words of an article, and another wording that it proposes."""

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.contributions import queries, service
from consult.contributions.models import Comment
from consult.contributions.quotes import Quote
from consult.contributions.service import COVER, Chosen, aim, wording_of
from consult.contributions.service.aiming import covered_proposal
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.opendata.files.said import one_comment
from consult.opendata.files.shape import PUBLIC
from consult.opendata.service import scope_of
from consult.record import service as record
from consult.record.models import EntryOpening
from tests.contributions.browsing import comment_address, fields_of, send, send_comment, words_of
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_ruling

LAW = "A stall costs ten dollars a day. The office collects it each morning. Late payers pay twice."


def the_comment() -> Comment:
    db.session.rollback()
    return db.session.scalars(select(Comment)).one()


def publish(comment: Comment) -> None:
    make_ruling(comment, actor=CONSOLE)
    db.session.rollback()


def test_without_scripts_one_chooses_a_sentence_and_it_is_kept_as_a_text_quote(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    page = client.get(comment_address(consultation.slug, "art-1"))
    assert "The office collects it each morning." in page.text
    start = LAW.index("The office")
    sentence = f"{start}-{start + len('The office collects it each morning.')}"
    receipt = send_comment(
        client, consultation.slug, "Evenings are better.", article="art-1", sentence=sentence
    )
    comment = the_comment()
    assert comment.quote == {
        "type": "TextQuoteSelector",
        "exact": "The office collects it each morning.",
        "prefix": LAW[max(0, start - 32) : start],
        "suffix": LAW[start + 36 : start + 68],
    }
    assert comment.edition == "en"
    assert "The office collects it each morning." in words_of(client.get(receipt))


def test_marked_words_come_from_the_article_and_show_on_every_page(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    form = client.get(
        comment_address(consultation.slug, "art-1") + "&quote=ten+dollars&prefix=costs+&suffix=+a+day"
    )
    assert fields_of(form)["quote"] == "ten dollars"
    preview = send(
        client,
        comment_address(consultation.slug, "art-1"),
        body="Too much.",
        quote="ten dollars",
        preview="1",
    )
    assert "ten dollars" in words_of(preview)
    send_comment(client, consultation.slug, "Too much.", article="art-1", quote="ten dollars")
    comment = the_comment()
    publish(comment)
    for address in (f"/en/comments/{comment.reference}", f"/en/consultations/{consultation.slug}/comments"):
        assert '<blockquote lang="en">ten dollars</blockquote>' in client.get(address).text
    shown = client.get(f"/api/v1/comments/{comment.reference}").json
    assert shown is not None
    assert (shown["quote"], shown["edition"], shown["quote_suffix"][:6]) == ("ten dollars", "en", " a day")


@pytest.mark.parametrize("typed", [{"quote": "words of another law"}, {"sentence": "3-9"}, {"quote": "a"}])
def test_words_that_are_not_there_or_not_alone_are_refused_and_nothing_typed_is_lost(
    client: FlaskClient, typed: dict[str, str]
) -> None:
    consultation = make_consultation(articles=[LAW])
    answer = send(client, comment_address(consultation.slug, "art-1"), body="Too much.", **typed)
    assert answer.status_code == 422
    assert fields_of(answer)["body"] == "Too much."
    assert db.session.scalar(select(Comment.id)) is None


def test_a_proposed_wording_is_kept_as_marks_and_shown_once_published(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    proposal = LAW.replace("ten", "five")
    receipt = send_comment(client, consultation.slug, "Cheaper, please.", article="art-1", proposal=proposal)
    comment = the_comment()
    assert comment.proposal == []
    page = f"/en/comments/{comment.reference}"
    assert "<ins>" not in client.get(page).text
    assert "five" in client.get(receipt).text
    publish(comment)
    comment = the_comment()
    assert wording_of(comment.proposal) == proposal
    shown = client.get(page).text
    assert "<del>" in shown and "<ins>" in shown and "[taken out:" in shown
    record_of = one_comment(scope_of(consultation, PUBLIC, clock.now()), comment.reference)
    assert record_of is not None
    assert record_of["proposal"] == proposal
    with writing():
        service.withdraw(CONSOLE, queries.get(comment.id), now=clock.now())
    comment = the_comment()
    assert comment.proposal == []
    assert "<ins>" not in client.get(page).text


def test_the_article_sent_back_unchanged_proposes_nothing(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    send_comment(client, consultation.slug, "Fine as it is.", article="art-1")
    revision = queries.revision(the_comment().id, 1)
    assert revision is not None
    assert revision.proposal == []


def test_the_entry_commits_to_chosen_words_and_proposal(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    proposal = LAW.replace("ten", "five")
    send_comment(
        client, consultation.slug, "Cheaper.", article="art-1", quote="ten dollars", proposal=proposal
    )
    entry = record.entries_naming(consultation.public_id, [the_comment().public_id])[0]
    assert json.loads(entry.opened["quote"])["exact"] == "ten dollars"
    assert entry.opened["proposal"] == proposal
    assert (
        db.session.scalar(select(EntryOpening.entry_id).where(EntryOpening.entry_id == entry.id)) == entry.id
    )


def test_a_correction_keeps_the_proposal(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    send_comment(client, consultation.slug, "Cheaper.", article="art-1", proposal=LAW.replace("ten", "five"))
    with writing():
        comment = db.session.scalars(select(Comment)).one()
        service.correct(CONSOLE, comment, service.write("Much cheaper.", limit=500), now=clock.now())
    revision = queries.revision(the_comment().id, 2)
    assert revision is not None
    assert "five" in wording_of(revision.proposal)


def test_words_covered_in_the_comment_are_covered_in_the_proposal() -> None:
    body = "Ask Mr Smith of Mill Lane."
    marks = [["same", "A stall costs "], ["in", "what Mr Smith of Mill Lane says"]]
    start = body.index("Mr Smith")
    assert covered_proposal(marks, body, [[start, start + 8, "privacy"]])[1] == [
        "in", "what █████ of Mill Lane says",
    ]  # fmt: skip


def test_a_sentence_that_stands_twice_is_told_apart_by_what_is_beside_it() -> None:
    text = "Pay. Go home. Pay. Come back."
    second = text.rindex("Pay.")
    found = aim(text, "en", Chosen(quote="Pay.", prefix="Go home. ", suffix=" Come"), limit=100)
    assert found.quote == Quote("Pay.", text[:second], text[second + 4 :])
    with pytest.raises(Refused):
        aim(text, "en", Chosen(quote="Pay."), limit=100)


@pytest.mark.parametrize(
    ("marks", "hidden", "shown"),
    [
        (
            [["same", "市長"], ["in", "王小明"], ["same", "負責。"]], "王小明",
            [["same", "市長"], ["in", COVER], ["same", "負責。"]],
        ),
        # by letters: the article's own 小 stands in the middle of the name
        (
            [["in", "王"], ["same", "小"], ["in", "明"], ["same", "攤販。"]], "王小明",
            [["out", "小"], ["in", COVER], ["same", "攤販。"]],
        ),
        ([["same", "Mr Smith pays. "], ["in", "So does Mr Smith."]], "Mr Smith",
         [["same", "Mr Smith pays. "], ["in", f"So does {COVER}."]]),
        ([["same", "A "], ["out", "stall"], ["in", "shop"], ["same", " pays."]], "stall",
         [["same", "A "], ["out", "stall"], ["in", "shop"], ["same", " pays."]]),
    ],
)  # fmt: skip
def test_a_name_is_covered_in_a_proposal_however_the_marks_cut_it(
    marks: list[list[str]], hidden: str, shown: list[list[str]]
) -> None:
    told = covered_proposal(marks, f"I am {hidden}.", [[5, 5 + len(hidden), "privacy"]])
    assert sorted(told) == sorted(shown) and hidden not in wording_of(told).replace(f"{hidden} pays", "")
    assert [one for one in told if one[0] != "out"] == [one for one in shown if one[0] != "out"]


def test_passages_behind_the_words_cover_the_proposal_alone() -> None:
    body, marks = "Please.", [["same", "A stall costs ten "], ["in", "dollars, says Ann Lee."]]
    start = len(body) + 1 + wording_of(marks).index("Ann Lee")
    assert covered_proposal(marks, body, [[start, start + 7, "privacy"]]) == [
        ["same", "A stall costs ten "], ["in", f"dollars, says {COVER}."],
    ]  # fmt: skip
