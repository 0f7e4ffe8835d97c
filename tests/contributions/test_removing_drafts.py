"""Removing by order a version of the draft, a document beside it, or one of several files of a comment."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation, DraftRemoval
from consult.contributions import jobs, passages, queries, service
from consult.contributions.models import Attachment, Comment
from consult.contributions.service import Order
from consult.foundation import clock, events, i18n, mail
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.foundation.settings import load_settings
from consult.opendata import keeping
from consult.opendata import service as packages
from consult.organisations import queries as organisations
from consult.organisations import service as organising
from consult.organisations.queries import approvals
from consult.outcomes import service as outcomes
from consult.record import jobs as sealing
from consult.record import service as record
from consult.record.models import Entry
from tests.consultations.drafts.samples import pdf
from tests.consultations.pages import signed_in, submit, words_of
from tests.contributions.browsing import send_comment
from tests.contributions.files import docx, odt
from tests.contributions.test_erasing import files_with, rows_with, sign_what_waits, verify_everything
from tests.custody.test_holds import hold
from tests.factories.consultations import add_version, make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_review, make_ruling, make_waiting, moderator_of

SECRET = "The quixotic zeppelin of Quintessa Zarbo moors at 7 Lighthouse Lane."
LAW = "Ferries moor at the pier that the harbour master names."


@pytest.fixture
def harbour(app: Flask) -> Consultation:
    return make_consultation(slug="harbour", articles=[f"{LAW} {SECRET}", "Fares are paid on board."])


def administrators(consultation: Consultation) -> list[Actor]:
    body = organisations.get(consultation.organisation_id)
    return [make_staff("administrator", organisation=body) for _ in range(2)]


def order_version(actor: Actor, number: int = 1, **more: object) -> None:
    order = consulting.DraftOrder(
        "court", "Administrative court: the address of a private person.", "4 K 12/26"
    )
    with writing():
        found = consultations.get("harbour")
        version = consultations.versions_of(found.id)[number - 1]
        consulting.order_draft_removal(actor, found, version, order, now=clock.now())


def test_a_version_leaves_everything_and_its_address_says_when_and_why(
    app: Flask, harbour: Consultation, client: FlaskClient
) -> None:
    instance: Path = app.extensions["consult_settings"].instance
    first, second = administrators(harbour)
    send_comment(client, "harbour", "Not there.", article="art-1", quote=SECRET[:40])
    comment = db.session.scalars(select(Comment)).one()
    make_ruling(comment)
    responder = make_staff("responder", organisation=organisations.get(harbour.organisation_id))
    with writing():
        outcomes.reply(
            responder, consultations.get("harbour"), comment_ids=[comment.id], language="en", now=clock.now(),
            body=f"The draft says “{SECRET}”. We mend it.",
        )  # fmt: skip
        mail.queue(
            key="one", address="reader@example.org", subject="News", body=f"> {SECRET}", now=clock.now()
        )
    add_version(consultations.get("harbour"), [LAW, "Fares are paid on board."])
    events.deliver_due(clock.now())
    sealing.seal()
    keeping.make(instance / "packages", harbour.id, clock.now(), seal=sealing.seal)
    assert "zeppelin" in client.get("/en/consultations/harbour/draft/1").text
    assert rows_with("zeppelin") and files_with(instance, "zeppelin")
    order_version(first)
    with pytest.raises(Forbidden):
        sign_what_waits(first)
    assert "zeppelin" in client.get("/en/consultations/harbour/draft/1").text
    sign_what_waits(second)
    events.deliver_due(clock.now())
    jobs.sweep_erasures(clock.now())
    for word in ("zeppelin", "Lighthouse Lane"):
        assert (word, rows_with(word)) == (word, [])
        assert (word, files_with(instance, word)) == (word, [])
    for place in ("draft/1", "draft/1/art-1", "draft/1.pdf", "draft/1.md", "changes/1/2"):
        gone = client.get(f"/en/consultations/harbour/{place}")
        assert gone.status_code == 410, place
        assert "removed on" in gone.text and "court" in gone.text and "4 K 12/26" in gone.text, place
    assert client.get("/zh-hans/consultations/harbour/draft/1").status_code == 410
    assert LAW in words_of(client.get("/en/consultations/harbour/draft"))
    assert "removed by order" in words_of(client.get("/en/consultations/harbour/documents"))
    assert (
        client.get(f"/en/comments/{db.session.scalars(select(Comment.reference)).one()}").status_code == 200
    )
    entry = json.loads(db.session.scalars(select(Entry.content).where(Entry.type == "version.removed")).one())
    assert entry["ground"] == "court" and "order_text" in entry["commitments"]
    verify_everything()


def test_packages_stay_right_where_a_version_goes_on_which_carried_comments_stood(
    harbour: Consultation, client: FlaskClient
) -> None:
    first, second = administrators(harbour)
    send_comment(client, "harbour", "Not there.", article="art-1", quote="Ferries moor at the pier")
    make_ruling(db.session.scalars(select(Comment)).one())
    add_version(consultations.get("harbour"), [f"{LAW} {SECRET}", "Fares are paid aboard."])
    add_version(consultations.get("harbour"), [LAW, "Fares are paid on board."])
    order_version(first, 2)
    sign_what_waits(second)
    verify_everything()


@pytest.mark.parametrize("goes", ["version", "document"])
def test_who_took_a_package_with_it_is_listed_and_told(
    app: Flask, harbour: Consultation, client: FlaskClient, goes: str
) -> None:
    first, second = administrators(harbour)
    auditor = make_staff("auditor", organisation=organisations.get(harbour.organisation_id))
    author = make_staff("author", organisation=organisations.get(harbour.organisation_id))
    with writing():
        made = packages.ask_package(auditor, consultations.get("harbour"), language="en", now=clock.now())
        made.taken_at = clock.now()
        file = consulting.prepare_file(pdf([(50, 700, 12, "Zeppelin plan")]), "zarbo.pdf")
        consulting.add_document(
            author, consultations.get("harbour"), file, kind="explanatory-note", title="Letter of Wilhelmina Prang",
            language="en", reason="It was forgotten.", now=clock.now(),
        )  # fmt: skip
    add_version(consultations.get("harbour"), [LAW, "Fares are paid on board."])
    if goes == "version":
        order_version(first)
    else:
        with writing():
            found = consultations.get("harbour")
            (document,) = consultations.every_document(found)
            order = consulting.DraftOrder("mistake", "It names a private person.")
            consulting.order_draft_removal(first, found, document, order, now=clock.now())
    public_id = db.session.scalars(select(DraftRemoval.public_id)).one()
    desk = signed_in(client, first)
    before = words_of(desk.get(f"/en/desk/erasures/drafts/{public_id}"))
    assert auditor.name in before and "as soon as it is erased or removed" in before
    listed = words_of(desk.get("/en/desk/erasures"))
    assert ("Version 1 of the draft" if goes == "version" else "Letter of Wilhelmina Prang") in listed
    sign_what_waits(second)
    told = db.session.scalars(
        select(mail.OutboxMail).where(
            mail.OutboxMail.address == auditor.email, mail.OutboxMail.key.like("opendata%")
        )
    ).one()
    assert "/en/consultations/harbour/documents" in told.body and "Wilhelmina" not in told.body
    after = words_of(desk.get(f"/en/desk/erasures/drafts/{public_id}"))
    assert (
        auditor.name in after
        and "was asked by e-mail to take it out" in after
        and "Removed by order" in after
    )
    assert "Wilhelmina" not in words_of(desk.get("/en/desk/erasures"))
    stranger = signed_in(
        app.test_client(), make_staff("administrator", organisation=make_organisation("far"))
    )
    assert stranger.get(f"/en/desk/erasures/drafts/{public_id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "where", "wanted"),
    [
        ("It is too far.", "wording", "Ring 0912 345 678."),
        ("Lane. Ring 0912 345 678, I say.", "body", "Lane. Ring 0912 345 678"),
    ],
)
def test_what_is_blacked_out_in_a_proposed_wording_stays_so_when_the_words_before_it_are_removed(
    client: FlaskClient, body: str, where: str, wanted: str
) -> None:
    """The second passage begins with a word of the draft: it can't be found by its words once that one is gone."""
    rules = {"comments_appear": "at-closing", "comments_appear_reason": "So that nobody copies."}
    harbour = make_consultation(slug="harbour", articles=[f"{LAW} {SECRET}", "Fares."], rules=rules)
    first, second = administrators(harbour)
    closes = consultations.get("harbour").closes_at
    assert closes is not None
    send_comment(client, "harbour", body, article="art-1", proposal=f"{LAW} {SECRET} Ring 0912 345 678.")
    comment = db.session.scalars(select(Comment)).one()
    revision = queries.revision(comment.id, 1)
    assert revision is not None
    whole = passages.ruled_text(revision.body, service.wording_of(revision.proposal))
    start = whole.index(wanted) if where == "body" else whole.rindex(wanted)
    make_ruling(comment, "redact", redactions=[(start, start + len(wanted))])
    assert db.session.scalars(select(Comment.state)).one() == "held"
    add_version(consultations.get("harbour"), [LAW, "Fares."])
    order_version(first)
    sign_what_waits(second)
    db.session.expire_all()
    revision = queries.revision(comment.id, 1)
    assert revision is not None and "zeppelin" not in str(revision.proposal)
    whole = passages.ruled_text(revision.body, service.wording_of(revision.proposal))
    hidden = [whole[one[0] : one[1]] for one in revision.redactions if one[0] > len(revision.body)]
    assert [one.endswith("0912 345 678." if where == "wording" else "678") for one in hidden] == [True]
    jobs.let_appear(closes)  # not later: in the next minute counts of votes would be public by the entries
    db.session.expire_all()
    shown = queries.get(comment.id)
    assert shown.state == "published" and "█████" in str(shown.proposal)
    page = client.get(f"/en/comments/{shown.reference}")
    assert page.status_code == 200
    review = f"/en/desk/moderation/reviews/{make_review(shown).public_id}"
    moderator = moderator_of(consultations.get("harbour"))
    ruled = (
        signed_in(client.application.test_client(), moderator)
        .get(review)
        .text.rpartition("moderation-words")[2]
    )
    assert "█████" in ruled
    for words in (page.text, str(shown.proposal), ruled):
        assert not any(part in words for part in ("0912", "345", "678", "zeppelin")), words
    verify_everything()


def test_the_version_that_people_comment_on_is_not_taken_from_under_them(harbour: Consultation) -> None:
    first, _second = administrators(harbour)
    with pytest.raises(Refused, match="Publish the next version"):
        order_version(first)


def test_a_hold_stops_it(harbour: Consultation) -> None:
    first, _second = administrators(harbour)
    add_version(consultations.get("harbour"))
    hold(first)
    with pytest.raises(Conflict, match="legal hold"):
        order_version(first)
    assert db.session.scalars(select(DraftRemoval)).all() == []


def test_a_document_goes_by_the_page_and_its_address_says_so(
    harbour: Consultation, client: FlaskClient
) -> None:
    first, second = administrators(harbour)
    author = make_staff("author", organisation=organisations.get(harbour.organisation_id))
    with writing():
        file = consulting.prepare_file(pdf([(50, 700, 12, "Zeppelin plan")]), "zarbo.pdf")
        made = consulting.add_document(
            author, consultations.get("harbour"), file, kind="explanatory-note", title="Letter of Wilhelmina Prang",
            language="en", reason="It was forgotten.", now=clock.now(),
        )  # fmt: skip
        public_id = made.public_id
    address = f"/en/consultations/harbour/documents/{public_id}"
    assert client.get(address).status_code == 200
    desk = signed_in(client, first)
    answer = submit(
        desk, "/en/desk/consultations/harbour/remove", thing=public_id, order_kind="mistake", order_number="",
        order_text="It names a private person.", is_sealed_too="y",
    )  # fmt: skip
    assert answer.status_code == 303, answer.text
    sign_what_waits(second)
    gone = client.get(address)
    assert gone.status_code == 410 and "Published by mistake" in gone.text
    listed = words_of(client.get("/en/consultations/harbour/documents"))
    assert "A document was removed by order." in listed and "It names a private person." in listed
    assert rows_with("zarbo.pdf") == [] and rows_with("Wilhelmina Prang") == []
    verify_everything()


def test_one_of_several_files_is_removed_and_the_others_stay(
    harbour: Consultation, client: FlaskClient
) -> None:
    first, second = administrators(harbour)
    key = b"0123456789a"
    with writing():
        for name, content in (("zarbo.docx", docx()), ("plan.odt", odt())):
            service.keep_file(key, service.look_at(name, content, limit=100_000), most=3, now=clock.now())
    comment_id = make_waiting(harbour, "See my files.", key=key).id
    make_ruling(queries.get(comment_id))
    files = {one.name: one.public_id for one in db.session.scalars(select(Attachment))}
    order = Order("third-person", "files", "A drawing of somebody else.", "9", attachment=files["zarbo.docx"],
                  is_sealed_too=True)  # fmt: skip
    wrong = Order("court", "files", "A court.", "1", attachment="0" * 32)
    with pytest.raises(Refused), writing():
        service.order_removal(first, queries.get(comment_id), wrong, now=clock.now())
    bare = make_waiting(harbour, "I have no file.").id
    with pytest.raises(Refused, match="no file that could be removed"), writing():
        service.order_removal(
            first, queries.get(bare), Order("court", "files", "A court.", "1"), now=clock.now()
        )
    with writing():
        service.order_removal(first, queries.get(comment_id), order, now=clock.now())
    signer = signed_in(client.application.test_client(), second)
    asked = approvals.waiting_approvals()[0].approval
    for page in (f"approvals/{asked.public_id}", f"erasures/{asked.subject}"):
        told = words_of(signer.get(f"/en/desk/{page}"))
        assert "The file “zarbo.docx” only" in told and queries.get(comment_id).reference in told, page
    sign_what_waits(second)
    db.session.expire_all()
    moderator = signed_in(client.application.test_client(), moderator_of(harbour))
    read = moderator.get(f"/en/desk/moderation/{queries.get(comment_id).reference}").text
    assert "plan.odt" in read and read.count("/desk/attachments/") == 1, (
        "no link without a name to what is gone"
    )
    assert "One of the files only" in words_of(signer.get(f"/en/desk/erasures/{asked.subject}"))
    db.session.expire_all()
    assert queries.get(comment_id).attachments == 1 and rows_with("zarbo.docx") == []
    assert client.get(f"/en/attachments/{files['plan.odt']}").status_code == 200
    gone = client.get(f"/en/attachments/{files['zarbo.docx']}")
    assert gone.status_code == 410 and "removed by order on" in gone.text
    page = words_of(client.get(f"/en/comments/{queries.get(comment_id).reference}"))
    assert "A file was removed by order." in page and "plan.odt" in page
    verify_everything()


def test_the_day_is_told_by_the_consultations_clock(
    app: Flask, harbour: Consultation, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 17:30 UTC it is the next day in Taipei already: on the address that is gone, and where it was signed."""
    first, second = administrators(harbour)
    with writing() as session:
        session.get_one(Consultation, harbour.id).timezone = "Asia/Taipei"
        record.append("site.set", actor=first, now=clock.now())
    add_version(consultations.get("harbour"), [LAW, "Fares are paid on board."])
    evening = (clock.now() + timedelta(days=2)).replace(hour=17, minute=30)
    monkeypatch.setattr(clock, "now", lambda: evening)
    order_version(first)
    waiting = approvals.waiting_approvals()[0].approval.public_id
    sign_what_waits(second)
    next_day = i18n.date_text(evening, "Asia/Taipei", "en")
    assert next_day != i18n.date_text(evening, "UTC", "en")
    gone = client.get("/en/consultations/harbour/draft/1")
    assert gone.status_code == 410 and f"removed on {next_day}" in gone.text
    signed = words_of(signed_in(app.test_client(), first).get(f"/en/desk/approvals/{waiting}"))
    assert f"{next_day}, 01:30" in signed and "Taipei time" in signed and "UTC)" not in signed


def test_what_is_about_no_consultation_goes_by_the_sites_clock(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = app.extensions["consult_settings"].model_copy(update={"timezone": "Asia/Taipei"})
    monkeypatch.setitem(app.extensions, "consult_settings", made)
    boss = make_staff("administrator", organisation=make_organisation("village"))
    with writing():
        organising.add_ground(boss, names={"en": "A", "zh-hans": "甲", "zh-hant": "乙"}, now=clock.now())
    assert "Taipei time" in client.get("/en/powers").text
    monkeypatch.setenv("CONSULT_INSTANCE", str(tmp_path))
    monkeypatch.setenv("CONSULT_TIMEZONE", "Taipei")
    with pytest.raises(SystemExit, match=r"CONSULT_TIMEZONE.*Asia/Taipei"):
        load_settings()
