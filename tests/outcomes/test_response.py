"""The response, as a page and as a tagged PDF: both say the same list of facts, in every language of the site."""

import io
from itertools import permutations

import pdfplumber
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from consult.analysis import queries as reading
from consult.analysis.models import Theme
from consult.consultations import notices
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.contributions.queries import Figures, Received
from consult.contributions.small_cells import SMALL, is_untellable, kept_back, told
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.outcomes import service
from consult.outcomes.models import Outcome
from consult.outcomes.queries import senders_told
from consult.record import jobs as record_jobs
from tests.factories.analysis import make_theme
from tests.factories.consultations import add_version, article_of, make_consultation
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import make_comments, make_disposition, make_outcome, responder_of
from tests.outcomes.test_pages import words


def _words(data: bytes) -> tuple[str, bool]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
        return " ".join(text.split()), "StructTreeRoot" in pdf.doc.catalog


def _from(place: str, name: str = "") -> contributions.Contact:
    return contributions.Contact(place=place, name=name, publication="named" if name else "")


def _page(client: FlaskClient, consultation: Consultation, language: str = "en") -> str:
    client.application.extensions["consult_kept_pages"].forget()
    return words(client.get(f"/{language}/consultations/{consultation.slug}/outcome"))


def _pdf(client: FlaskClient, consultation: Consultation) -> TestResponse:
    client.application.extensions["consult_kept_pages"].forget()
    return client.get(f"/en/consultations/{consultation.slug}/outcome.pdf")


def test_page_and_document_say_the_whole_list(client: FlaskClient) -> None:
    consultation = make_consultation(
        "closed",
        texts={
            "summary": "Should the market open earlier?",
            "what_next": "We read every comment and answer it.",
        },
    )
    article = article_of(consultation)
    make_comments(consultation, 6, article=article, stance="oppose", contact=_from("臺中市"))
    make_comments(
        consultation, 5, article=article, body="Open the market at six.", contact=_from("台中市", "Wu Mei")
    )
    make_comments(consultation, 2, article=article, contact=_from("Northfield"))
    make_disposition(consultation, article, "partly", "An hour earlier, not two.")
    address = f"/en/consultations/{consultation.slug}/outcome.pdf"
    assert client.get(address).status_code == 404
    start = f"/en/consultations/{consultation.slug}"
    assert "We read every comment" in client.get(start).text
    make_outcome(
        consultation, summary="6 comments were against it [[art-1]].", places=["台中市"],
        what_next="The council decides in autumn.", texts={"zh-hant": {"what_next": "市議會秋季審議。"}},
    )  # fmt: skip
    add_version(consultation)
    assert address in client.get(f"/en/consultations/{consultation.slug}/outcome").text
    answer = _pdf(client, consultation)
    said, is_tagged = _words(answer.data)
    assert answer.content_type == "application/pdf" and is_tagged
    for text in (said, _page(client, consultation)):
        for expected in (
            "What was asked", "Should the market open earlier?",
            "13 senders · 13 submissions · 13 comments", "How it came Submissions On this site 13",
            "臺中市 ∗", "Elsewhere ∗", "No place named 0", "∗ Not told",
            "6 comments were against it [art-1]", "Partly adopted", "An hour earlier, not two.",
            "Comment 0: please think again.", "Name not shown · Oppose",
            "The bylaw is adopted as changed.", "MO-7", "Director of the Market Office",
            "What changed in the text, and what moved it", "What happens next", "The council decides in autumn.",
            "How to check this", "isn’t sealed yet",
        ):  # fmt: skip
            assert expected in text.replace("∗ not told", "∗"), expected
        assert "We read every comment" not in text  # promised before the consultation, and over
    assert "We read every comment" not in client.get(start).text
    assert "市議會秋季審議。" in _page(client, consultation, "zh-hant")
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for language in ("zh-hans", "zh-hant"):
        assert client.get(f"/{language}/consultations/{consultation.slug}/outcome.pdf").status_code == 200


def test_both_show_the_line_that_was_signed_over_the_outcome(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, 1)
    make_outcome(consultation)
    record_jobs.seal()
    assert f"/{consultation.public_id} " in _page(client, consultation).partition("How to check this")[2]
    said, _ = _words(_pdf(client, consultation).data)
    assert "was signed with this line" in said


def test_where_the_office_says_nothing_of_what_comes_next_nothing_stands_there(client: FlaskClient) -> None:
    consultation = make_consultation("closed", texts={"what_next": "We read every comment and answer it."})
    make_comments(consultation, 1)
    make_outcome(consultation)
    for text in (_page(client, consultation), _words(_pdf(client, consultation).data)[0]):
        assert "What happens next" not in text and "We read every comment" not in text


def test_the_notice_in_the_consultation_s_page_says_what_comes_next_as_the_outcome_does(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [
        notices.Shown("Number", "12")
    ]  # only places with fields of their own show the notice in the page
    monkeypatch.setattr(notices, "shown_fields", lambda *_: shown)
    consultation = make_consultation("closed", texts={"what_next": "We read every comment."})
    start = f"/en/consultations/{consultation.slug}"
    make_comments(consultation, 1)
    assert client.get(start).text.count("We read every comment.") == 2
    make_outcome(consultation, what_next="The council decides in autumn.")
    page = client.get(start).text
    assert "The council decides in autumn." in page and "We read every comment" not in page
    assert "We read every comment." in client.get(f"{start}/notice").text, (
        "on paper it is as it was given out"
    )


def test_what_comes_next_says_nothing_of_the_public_that_nothing_bears_out(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, 1)
    with pytest.raises(Refused, match="something to rest this on"):
        make_outcome(consultation, what_next="Most people want the council to decide in autumn.")


def _decided(consultation: Consultation, theme: Theme) -> None:
    """What became of the comments under a theme."""
    consultation_id, theme_id, actor = consultation.id, theme.id, responder_of(consultation)
    with writing():
        service.set_theme_disposition(
            actor, consultations.get_by_id(consultation_id), reading.get_theme(theme_id), disposition="adopted",
            reason="The bells are silent until seven.", now=clock.now(),
        )  # fmt: skip


def test_a_theme_is_quoted_by_what_the_outcome_cites_and_only_by_published_words(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    first, second, third = make_comments(consultation, 3, contact=_from("", "Wu Mei"))
    theme = make_theme(consultation, "Noise at dawn", [first, second, third])
    _decided(consultation, theme)
    make_outcome(consultation, summary=f"People said that it is loud [[theme: {theme.name}]].")
    assert _quoted(_page(client, consultation)) == {first.reference, second.reference}
    make_ruling(db.session.get_one(Comment, first.id), "hide")
    assert _quoted(_page(client, consultation)) == {second.reference, third.reference}
    with writing():
        contributions.withdraw(Actor("guest"), db.session.get_one(Comment, second.id), now=clock.now())
    assert _quoted(_page(client, consultation)) == {third.reference}


def test_what_the_outcome_cites_is_quoted_before_all_else(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    made = make_comments(consultation, 4)
    theme = make_theme(consultation, "Noise at dawn", made)
    _decided(consultation, theme)
    make_outcome(
        consultation,
        summary=f"Some said it is loud [[theme: {theme.name}]], one in these words [[{made[3].reference}]].",
    )
    assert _quoted(_page(client, consultation)) == {made[3].reference}


def test_what_the_outcome_cites_and_nobody_can_read_any_more_is_named(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    first, second = make_comments(consultation, 2)
    theme = make_theme(consultation, "Noise at dawn", [first, second])
    _decided(consultation, theme)
    make_outcome(
        consultation,
        summary=f"Two said it is loud [[theme: {theme.name}]] [[{first.reference}]] [[{second.reference}]].",
    )
    assert "Cited above but not public" not in words(
        client.get(f"/en/consultations/{consultation.slug}/outcome")
    )
    make_ruling(db.session.get_one(Comment, first.id), "hide")
    with writing():
        contributions.withdraw(Actor("guest"), db.session.get_one(Comment, second.id), now=clock.now())
    page = words(client.get(f"/en/consultations/{consultation.slug}/outcome"))
    assert f"{second.reference} (withdrawn by its sender)" in page
    assert f"{first.reference} (its words are not public)" in page
    document = client.get(f"/en/consultations/{consultation.slug}/outcome.pdf")
    assert document.status_code == 200


def _quoted(page: str) -> set[str]:
    themes = page.partition("Theme by theme")[2].partition("Article by article")[0]
    return {one for one in db.session.scalars(select(Comment.reference)) if one in themes}


def test_only_places_that_staff_ticked_are_named(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, 7, contact=_from("Northfield"))
    make_comments(consultation, 6, contact=_from("a rude word"))
    make_comments(consultation, 5)
    assert list(senders_told.offered(consultation.id)) == ["northfield", "a rude word"]
    make_outcome(consultation, places=["northfield", "nowhere"])
    said = db.session.get_one(Outcome, consultation.id).who_answered
    assert said == {
        "channels": [["web", 18]], "places": [["Northfield", 7]], "elsewhere": 6, "unstated": 5,
    }  # fmt: skip
    assert "rude" not in _page(client, consultation) and "Northfield 7" in _page(client, consultation)


def test_without_a_place_nothing_is_told_about_places(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, 7, contact=_from("Northfield"))
    make_outcome(consultation)
    assert "from where" not in _page(client, consultation)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ({"a": 0, "b": 7}, set()),
        ({"a": 9, "b": 8, "c": 2}, {"b", "c"}),  # one alone could be reckoned from the total
        (
            {"a": 9, "b": 1, "c": 1, "d": 0},
            {"a", "b", "c"},
        ),  # 1 + 1 can't be told apart from the total either
        ({"a": 30, "b": 4, "c": 4}, {"b", "c"}),
        ({"a": 3}, {"a"}),
        ({}, set()),
    ],
)
def test_a_small_number_is_not_told_and_cannot_be_reckoned(
    numbers: dict[str, int], expected: set[str]
) -> None:
    for order in permutations(numbers):
        found = told({key: numbers[key] for key in order})
        assert {key for key, number in found.items() if number is None} == expected
        assert all(number is None or number == numbers[key] for key, number in found.items())
        kept = [numbers[key] for key in expected]
        assert len(kept) != 1 or len([one for one in numbers.values() if one]) == 1
        assert not kept or len(kept) == 1 or sum(kept) >= SMALL


def test_a_row_is_kept_back_whole() -> None:
    rows = {"self": (40, 44, 60), "organisation": (2, 2, 6), "expert": (6, 6, 9)}
    assert kept_back(rows) == {"organisation", "expert"}
    assert kept_back({"self": (40, 44, 60), "organisation": (0, 6, 9)}) == set()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({"organisation": (3, 3, 3)}, True),  # the total says it
        ({"organisation": (2, 2, 2), "expert": (2, 2, 2)}, True),
        ({"organisation": (3, 3, 3), "self": (9, 9, 9)}, False),
        ({"organisation": (7, 7, 7)}, False),
        ({}, False),
    ],
)
def test_where_the_total_tells_everything_no_kind_is_named(
    rows: dict[str, tuple[int, int, int]], expected: bool
) -> None:
    assert is_untellable(rows) == expected
    of_kinds = {kind: Figures(*numbers) for kind, numbers in rows.items()}
    received = Received(sum(of_kinds.values(), Figures()), Figures(), Figures(), of_kinds)
    assert (set(received.kinds) == set()) == (expected or not rows)


def test_what_became_of_articles_is_listed_with_what_was_adopted_first(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    for anchor, disposition in (("art-1", "covered"), ("art-2", "not-adopted"), ("art-3", "adopted")):
        article = article_of(consultation, anchor)
        make_comments(consultation, article=article)
        make_disposition(consultation, article, disposition)
    make_outcome(consultation, summary="")
    table = client.get(f"/en/consultations/{consultation.slug}/outcome").text.partition("outcomes-adoption")[
        2
    ]
    order = [table.index(f">{name}</th>") for name in ("Adopted", "Not adopted", "Already covered")]
    assert order == sorted(order)
