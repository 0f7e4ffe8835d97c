"""What a sender may choose on the short form: publication, capacity, confidential words, files, helpers of minors."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.consultations import queries as consultations
from consult.contributions import jobs, queries
from consult.contributions.file_kinds import recognise
from consult.contributions.masking import masked
from consult.contributions.models import Attachment, Comment, DraftFile
from consult.contributions.passages import covered
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.record import service as record
from tests.contributions.browsing import comment_address, fields_of, send, send_comment, words_of
from tests.contributions.files import JPEG, PDF, PNG, archive, docx, odt, sent
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_ruling, make_waiting

WORDS = "Our recipe has 12 g of salt. Please keep the market open."


def the_comment() -> Comment:
    db.session.rollback()
    return db.session.scalars(select(Comment)).one()


@pytest.mark.parametrize(
    ("name", "language", "shown"),
    [
        ("Ada Lovelace", "en", "A. L."),
        ("ada", "en", "A."),
        ("王小明", "zh-hant", "王○明"),
        ("王明", "zh-hant", "王○"),
        ("张三丰", "zh-hans", "张**"),
        ("张伟", "zh-hans", "张*"),
        ("Jean-Luc Émile Picard", "zh-hans", "J. É. P."),
        ("Αλίκη Παππά", "en", "Α. Π."),
        ("   ", "en", ""),
    ],
)
def test_names_are_masked_as_the_language_does(name: str, language: str, shown: str) -> None:
    assert masked(name, language) == shown


@pytest.mark.parametrize(
    ("publication", "shown", "state"),
    [
        ("named", "Ada Lovelace", "pending"),
        ("masked", "A. L.", "pending"),
        ("unnamed", "", "pending"),
        ("", "", "pending"),
        ("withheld", "", "withheld"),
    ],
)
def test_what_is_published_is_the_senders_choice(
    client: FlaskClient, publication: str, shown: str, state: str
) -> None:
    typed = {"publication": publication} if publication else {}
    send_comment(client, make_consultation().slug, WORDS, name="Ada Lovelace", **typed)
    comment = the_comment()
    assert (comment.name_shown, comment.state) == (shown, state)
    submission = queries.get_submission(comment.submission_id)
    assert submission.publication == (publication or "unnamed")
    assert comment.waiting_since is not None


def test_nothing_is_ticked_beforehand(client: FlaskClient) -> None:
    page = client.get(comment_address(make_consultation().slug))
    assert " checked" not in page.text
    assert 'name="publication"' in page.text
    assert 'name="show_name"' not in page.text.replace('type="hidden"', "")


def test_a_withheld_comment_is_read_counted_and_never_shown(client: FlaskClient) -> None:
    consultation = make_consultation()
    receipt = send_comment(client, consultation.slug, WORDS, publication="withheld")
    comment = the_comment()
    ruling = make_ruling(comment, "publish")
    assert ruling.act == "withhold"
    comment = the_comment()
    assert (comment.state, comment.shown_html, comment.is_listed, comment.waiting_since) == (
        "withheld", "", False, None
    )  # fmt: skip
    with pytest.raises(Refused, match="Mark it as read"):
        make_ruling(comment, "hide")
    page = client.get(f"/en/consultations/{consultation.slug}")
    assert "1 not published at the sender’s request" in words_of(page)
    own = words_of(client.get(f"/en/comments/{comment.reference}"))
    assert "Not published at the sender’s request" in own
    assert "salt" not in own
    assert "12 g of salt" in client.get(receipt).text


def test_marked_words_are_covered_wherever_it_is_published(client: FlaskClient) -> None:
    consultation = make_consultation()
    typed = {"confidential": "12 g of salt", "confidential_reason": "A trade secret."}
    send_comment(client, consultation.slug, WORDS, **typed)
    comment = the_comment()
    make_ruling(comment, "publish")
    page = client.get(f"/en/comments/{comment.reference}").text
    assert "12 g of salt" not in page
    assert "confidential, at the sender’s request" in page
    at = WORDS.index("market open")
    make_ruling(the_comment(), "redact", redactions=[(at, at + len("market open"))])
    page = client.get(f"/en/comments/{comment.reference}").text
    assert "12 g of salt" not in page
    assert "market open" not in page
    revision = queries.revision(comment.id, 1)
    assert revision is not None
    assert [one[2] for one in revision.redactions] == ["confidential", "abuse"]


def test_words_that_are_not_there_or_have_no_reason_are_refused_with_the_text(client: FlaskClient) -> None:
    address = comment_address(make_consultation().slug)
    for typed in ({"confidential": "sugar", "confidential_reason": "x"}, {"confidential": "salt"}):
        answer = send(client, address, body=WORDS, **typed)
        assert answer.status_code == 422
        assert fields_of(answer)["body"] == WORDS


def test_a_reason_without_marks_waits_for_a_moderator_even_where_comments_appear_at_once(
    client: FlaskClient,
) -> None:
    consultation = make_consultation(rules={"moderation": "after"})
    send_comment(client, consultation.slug, WORDS, confidential_reason="The recipe is ours.")
    assert the_comment().state == "pending"


def test_covered_passages_fit_around_each_other() -> None:
    assert covered([[5, 8, "abuse"]], [[3, 10], [12, 14]]) == [
        [3, 5, "confidential"], [5, 8, "abuse"], [8, 10, "confidential"], [12, 14, "confidential"]
    ]  # fmt: skip
    assert covered([[0, 20, "abuse"]], [[3, 10]]) == [[0, 20, "abuse"]]


def test_an_organisation_is_named_as_such_and_counted_apart(client: FlaskClient) -> None:
    consultation = make_consultation()
    make_waiting(consultation)
    typed = {
        "capacity": "organisation", "organisation": "Stall Holders’ Association", "register_number": "VR 77",
        "members": "240, asked on 3 May", "name": "Ada Lovelace", "publication": "named", "phone": "+44 20 7946 0958",
    }  # fmt: skip
    send_comment(client, consultation.slug, WORDS, **typed)
    comment = db.session.scalars(select(Comment).where(Comment.capacity == "organisation")).one()
    make_ruling(comment, "publish")
    sender = queries.sender_of(comment.submission_id)
    assert (sender.register_number, sender.members, sender.phone) == (
        "VR 77",
        "240, asked on 3 May",
        "+442079460958",
    )
    found = queries.received(consultation.id)
    assert (found.all.senders, found.all.submissions, found.all.comments) == (2, 2, 2)
    assert {one: figures.comments for one, figures in found.by_capacity.items()} == {
        "self": 1,
        "organisation": 1,
    }
    page = client.get(f"/en/comments/{comment.reference}").text
    assert "Stall Holders’ Association" in page
    assert "Ada Lovelace" not in page
    opened = record.opened_values(queries.get_submission(comment.submission_id).entry_id)
    assert (opened["capacity"], opened["organisation"]) == ("organisation", "Stall Holders’ Association")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"capacity": "organisation"}, "name of the organisation"),
        ({"capacity": "king"}, "choose one"),
        ({"publication": "loud"}, "choose one"),
        ({"publication": "masked"}, "write the name"),
        ({"is_minor": "y"}, "adult who confirms"),
        ({"is_minor": "y", "guardian": "Ms Park", "guardian_kind": "school"}, "tick the box"),
    ],
)
def test_what_is_missing_is_named_and_everything_kept(
    client: FlaskClient, typed: dict[str, str], said: str
) -> None:
    answer = send(client, comment_address(make_consultation().slug), body=WORDS, **typed)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert fields_of(answer)["body"] == WORDS


def test_of_a_minor_neither_name_nor_file_is_published(client: FlaskClient) -> None:
    typed = {
        "is_minor": "y", "guardian": "Ms Park", "guardian_kind": "school", "guardian_confirms": "y",
        "publication": "named", "name": "Bo Little", "attachment": sent(PNG, "playground.png"),
    }  # fmt: skip
    send_comment(client, make_consultation().slug, WORDS, **typed)  # type: ignore[arg-type]
    comment = the_comment()
    make_ruling(comment, "publish")
    page = client.get(f"/en/comments/{comment.reference}").text
    assert "Bo Little" not in page
    assert "playground" not in page
    file = db.session.scalars(select(Attachment)).one()
    assert client.get(f"/en/attachments/{file.public_id}").status_code == 404


@pytest.mark.usefixtures("app")
def test_one_person_is_counted_once() -> None:
    consultation = make_consultation()
    contact = Contact(email="ada@example.org", is_confirmed=True)
    make_waiting(consultation, contact=contact)
    make_waiting(consultation, contact=contact)
    make_waiting(consultation)
    found = queries.received(consultation.id).all
    assert (found.senders, found.submissions, found.comments) == (2, 3, 3)


# Files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "kind", "kept"),
    [
        (PDF, "letter.exe", "pdf", "letter.exe.pdf"),
        (PNG, "../../etc/map.PNG", "png", "map.png"),
        (JPEG, "photo.jpeg", "jpeg", "photo.jpeg"),
        (docx(), "意見.docx", "docx", "意見.docx"),
        (odt(), 'a"b\r\n.odt', "odt", "ab.odt"),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, name: str, kind: str, kept: str) -> None:
    found = recognise(content, name)
    assert (found.kind, found.name) == (kind, kept)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90\x00 program", "not a PDF"),
        (b"<html><script>alert(1)</script>", "not a PDF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a PDF"),
        (archive(a="b"), "not a PDF"),
        (PDF.replace(b"/Root", b"/Encrypt 5 0 R /Root"), "password"),
        (PDF.replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (x) >>"), "macros"),
        (PDF.replace(b"/Type /Catalog", b"/OpenAction << /S /J#61vaScript >>"), "macros"),
        (docx(**{"word/vbaProject.bin": "x"}), "macros"),
        (docx(**{"word/_rels/settings.xml.rels": '<r TargetMode="External"/>'}), "macros"),
        (odt(**{"Basic/script-lc.xml": "x"}), "macros"),
        (odt(**{"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "password"),
        (docx()[:-40], "damaged"),
    ],
)
def test_other_files_are_refused_in_words_that_help(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said):
        recognise(content, "letter.pdf")


def test_a_file_is_downloaded_once_its_comment_is_published_and_never_shown(client: FlaskClient) -> None:
    consultation = make_consultation()
    typed = {"attachment": sent(PDF, "our “letter”.pdf")}
    receipt = send_comment(client, consultation.slug, WORDS, **typed)  # type: ignore[arg-type]
    file = db.session.scalars(select(Attachment)).one()
    public, key = f"/en/attachments/{file.public_id}", receipt.rpartition("/")[2]
    assert client.get(public).status_code == 404
    assert client.get(f"/en/receipt/{key}/attachments/{file.public_id}").data == PDF
    assert file.sha256 in client.get(receipt).text
    make_ruling(the_comment(), "publish")
    answer = client.get(public)
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    make_ruling(the_comment(), "hide")
    assert client.get(public).status_code == 404
    opened = record.opened_values(queries.get_submission(the_comment().submission_id).entry_id)
    assert file.sha256 in opened["attachment_1"]


def test_a_file_stays_with_the_form_when_something_else_is_wrong(client: FlaskClient) -> None:
    address = comment_address(make_consultation().slug)
    answer = send(client, address, body="", attachment=sent(PNG, "map.png"))  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert "map.png" in answer.text
    form = fields_of(answer)
    answer = client.post(address, data={**form, "body": WORDS, "attachment": sent(b"MZ", "virus.pdf")})
    assert answer.status_code == 422
    answer = client.post(address, data={**fields_of(answer), "body": WORDS})
    assert answer.status_code == 303
    assert db.session.scalars(select(Attachment.name)).all() == ["map.png"]
    assert db.session.scalar(select(func.count()).select_from(DraftFile)) == 0


def test_too_many_and_too_large_files_are_refused(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = client.application.extensions["consult_settings"].model_copy(
        update={"attachments": 1, "attachment_bytes": 1_000}
    )
    monkeypatch.setitem(client.application.extensions, "consult_settings", few)
    address = comment_address(make_consultation().slug)
    answer = send(client, address, body=WORDS, attachment=sent(PNG * 100, "map.png"))  # type: ignore[arg-type]
    assert "larger than" in words_of(answer)
    both = [sent(PNG, "a.png"), sent(JPEG, "b.jpg")]
    answer = send(client, address, body=WORDS, attachment=both)  # type: ignore[arg-type]
    assert "at most 1 files" in words_of(answer)


# Late, and later -----------------------------------------------------------------------------------


def test_late_comments_are_kept_marked_and_counted_apart_where_the_rules_say_so(client: FlaskClient) -> None:
    consultation = make_consultation(phase="closed", rules={"late_policy": "keep"})
    send_comment(client, consultation.slug, WORDS)
    comment = the_comment()
    assert comment.is_late
    found = queries.received(consultation.id)
    assert (found.all.comments, found.late.comments) == (1, 1)
    make_ruling(comment, "publish")
    assert "late" in client.get(f"/en/comments/{comment.reference}").text


@pytest.mark.parametrize(
    ("when", "at_closing", "at_outcome"),
    [
        ("at-closing", "published", "published"),
        ("with-outcome", "held", "published"),
        ("in-summary", "held", "held"),
    ],
)
def test_comments_appear_when_the_rules_say(
    client: FlaskClient, when: str, at_closing: str, at_outcome: str
) -> None:
    rules = {"comments_appear": when, "comments_appear_reason": "So that nobody copies."}
    consultation = make_consultation(rules=rules)
    consultation_id, closes = consultation.id, consultation.closes_at
    assert closes is not None
    send_comment(client, consultation.slug, WORDS)
    make_ruling(the_comment(), "publish")
    comment = the_comment()
    assert (comment.state, comment.shown_html, comment.is_listed) == ("held", "", False)
    assert "So that nobody copies." in client.get(f"/en/consultations/{consultation.slug}").text
    jobs.let_appear(clock.now())
    assert the_comment().state == "held"
    jobs.let_appear(closes + timedelta(seconds=1))
    assert the_comment().state == at_closing
    with writing():
        found = consultations.get_by_id(consultation_id)
        found.state, found.answered_at = "answered", closes + timedelta(days=1)
        record.append("consultation.answered", actor=CONSOLE, now=clock.now())
    jobs.let_appear(closes + timedelta(days=2))
    assert the_comment().state == at_outcome


@pytest.mark.usefixtures("app")
def test_a_hidden_comments_placeholder_comes_when_the_others_do() -> None:
    rules = {"comments_appear": "at-closing", "comments_appear_reason": "So that nobody copies."}
    consultation = make_consultation(rules=rules)
    make_ruling(make_waiting(consultation), "hide")
    assert not the_comment().is_listed
    closes = consultation.closes_at
    assert closes is not None
    jobs.let_appear(closes + timedelta(seconds=1))
    assert the_comment().is_listed
