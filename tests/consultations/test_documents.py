"""Documents beside the draft: what is taken, how it is given out, and what changing one leaves behind."""

import hashlib
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries
from consult.consultations.supporting_files import recognise, safe_name
from consult.foundation.db import db
from consult.foundation.errors import Refused
from consult.organisations.models import Organisation
from consult.record.models import Entry
from tests.consultations.drafts.samples import docx, paragraph, pdf
from tests.consultations.pages import signed_in, submit, words_of
from tests.factories.consultations import make_consultation, make_organisation, make_staff

PDF = pdf([(50, 700, 12, "Note")])


@pytest.fixture
def body(app: object) -> Organisation:
    return make_organisation()


@pytest.fixture
def desk(client: FlaskClient, body: Organisation) -> FlaskClient:
    return signed_in(client, make_staff("author", organisation=body))


def add(
    desk: FlaskClient, slug: str, content: bytes = PDF, name: str = "note.pdf", query: str = "", **more: str
):  # type: ignore[no-untyped-def]
    typed = {"title": "Explanatory note", "kind": "explanatory-note", "language": "en", **more}
    address = f"/en/desk/consultations/{slug}/documents{query}"
    return submit(desk, address, file=(BytesIO(content), name), **typed)


def test_document_is_listed_and_saved_safely(desk: FlaskClient, body: Organisation) -> None:
    slug = make_consultation("open", organisation=body).slug
    refused = add(desk, slug)
    assert refused.status_code == 422 and "Please give the reason" in refused.text
    assert add(desk, slug, reason="It was forgotten.", dated_on="2026-02-03").status_code == 303
    public = desk.get(f"/en/consultations/{slug}/documents")
    page = words_of(public)
    assert "Explanatory note" in page and "3 February 2026" in page and "It was forgotten." in page
    assert hashlib.sha256(PDF).hexdigest() in page
    assert f"/en/consultations/{slug}/documents" in desk.get(f"/en/consultations/{slug}").text
    (one,) = queries.documents_of(queries.get(slug)).current
    file = desk.get(f"/en/consultations/{slug}/documents/{one.public_id}")
    assert file.data == PDF and file.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"


def test_replacing_and_taking_out_are_acts_on_record(desk: FlaskClient, body: Organisation) -> None:
    slug = make_consultation("open", organisation=body).slug
    add(desk, slug, reason="First.")
    first = queries.documents_of(queries.get(slug)).current[0].public_id
    changed = add(
        desk, slug, b"a,b\n1,2\n", "table.csv", f"?replaces={first}", reason="A wrong figure.", title="Table"
    )
    assert changed.status_code == 303
    db.session.rollback()
    second = queries.documents_of(queries.get(slug)).current[0].public_id
    assert desk.get(f"/en/consultations/{slug}/documents/{first}").data == PDF, (
        "nothing public is overwritten"
    )
    address = f"/en/desk/consultations/{slug}/documents/{second}/remove"
    assert submit(desk, address, reason="It names a person.").status_code == 303
    assert desk.get(f"/en/consultations/{slug}/documents/{second}").status_code == 404
    page = words_of(desk.get(f"/en/consultations/{slug}/documents"))
    assert "A wrong figure." in page and "It names a person." in page
    types = db.session.scalars(
        select(Entry.type).where(Entry.type.like("document.%")).order_by(Entry.number)
    ).all()
    assert types == ["document.added", "document.replaced", "document.removed"]


def test_titles_and_labels_within_sentences_say_their_language(desk: FlaskClient, body: Organisation) -> None:
    made = make_consultation("open", organisation=body, slug="market")
    make_consultation("draft", organisation=body, slug="draft")
    add(desk, "market", reason="It was late.")
    (document,) = queries.documents_of(made).current
    title = f'<span lang="en">{document.title}</span>'
    documents = "/zh-hant/desk/consultations/market/documents"
    expected = {
        documents: title, f"{documents}?replaces={document.public_id}": f"「{title}」",
        f"{documents}/{document.public_id}/remove": f"「{title}」",
        "/zh-hant/consultations/market/comment?article=art-1": '-l">對「<span lang="en">Article 1',
        "/zh-hant/desk/consultations/draft/outline": '<span class="govuk-visually-hidden"> <span lang="en">Article 1',
    }  # fmt: skip
    for address, said in expected.items():
        assert said in desk.get(address).text, address
        told = said[said.index('<span lang="en">') :]
        assert told not in desk.get(address.replace("zh-hant", "en")).text, address


def test_documents_of_a_draft_are_seen_by_nobody(desk: FlaskClient, body: Organisation) -> None:
    slug = make_consultation("draft", organisation=body).slug
    assert add(desk, slug).status_code == 303
    one = queries.documents_of(queries.get(slug)).current[0]
    assert desk.get(f"/en/consultations/{slug}/documents").status_code == 404
    assert desk.get(f"/en/consultations/{slug}/documents/{one.public_id}").status_code == 404


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "a.txt", "pdf"),
        (docx(paragraph("x")), "a.docx", "docx"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "jpeg"),
        ("甲,乙\n".encode(), "a.csv", "csv"),
        (b"MZ\x90\x00", "a.pdf", None),
        (b"<html><script>", "a.html", None),
        (b"PK\x03\x04broken", "a.docx", None),
    ],
)
def test_kind_is_told_by_the_content(data: bytes, name: str, kind: str | None) -> None:
    if kind is None:
        with pytest.raises(Refused):
            recognise(data, name)
    else:
        assert recognise(data, name) == kind


def test_names_are_made_harmless() -> None:
    assert safe_name('..\\x/\u202eevil"name.exe', "pdf") == "evilname.exe.pdf"
    assert safe_name("說明.PDF", "pdf") == "說明.pdf"
