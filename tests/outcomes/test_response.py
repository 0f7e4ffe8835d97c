"""The response as a tagged PDF: the page's words and figures, in every language of the site."""

import io

import pdfplumber
from flask.testing import FlaskClient

from consult.outcomes import rules
from tests.factories.consultations import article_of, make_consultation
from tests.factories.outcomes import make_comments, make_disposition, make_outcome


def _words(data: bytes) -> tuple[str, bool]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
        return " ".join(text.split()), "StructTreeRoot" in pdf.doc.catalog


def test_the_document_says_what_the_page_says(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, 7, article=article_of(consultation), stance="oppose")
    make_disposition(consultation, article_of(consultation), "partly", "An hour earlier, not two.")
    address = f"/en/consultations/{consultation.slug}/outcome.pdf"
    assert client.get(address).status_code == 404
    make_outcome(consultation, summary="7 comments were against it [[art-1]].")
    assert address in client.get(f"/en/consultations/{consultation.slug}/outcome").text
    answer = client.get(address)
    said, is_tagged = _words(answer.data)
    assert answer.content_type == "application/pdf" and is_tagged
    for words in (
        "7 senders · 7 submissions · 7 comments", "7 comments were against it [art-1].", "Partly adopted",
        "An hour earlier, not two.", "The bylaw is adopted as changed.", "MO-7", "Director of the Market Office",
        "isn’t sealed yet",
    ):  # fmt: skip
        assert words in said, words
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for language in ("zh-hans", "zh-hant"):
        assert client.get(f"/{language}/consultations/{consultation.slug}/outcome.pdf").status_code == 200


def test_a_small_number_of_a_kind_is_not_told() -> None:
    assert [rules.shown_cell(number) for number in (0, 1, 4, 5, 1200)] == ["0", "< 5", "< 5", "5", "1200"]
