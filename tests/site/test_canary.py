"""A person planted in every way a sender may choose, and looked for in everything that is public (L24)."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import service as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.custody import queries as custody_queries
from consult.custody import service as custody
from consult.foundation import clock, events
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.documents.pdf import make_pdf
from consult.opendata import keeping
from consult.organisations import queries as organisations
from consult.record import jobs
from tests.consultations.pages import signed_in
from tests.consultations.test_documents import add
from tests.contributions.browsing import send_comment
from tests.contributions.files import PDF, PNG, sent
from tests.factories.accounts import make_account
from tests.factories.consultations import add_version, make_consultation, make_staff
from tests.factories.forgetting import forget_due
from tests.factories.moderation import make_published, make_ruling
from tests.factories.outcomes import make_outcome, make_reply
from tests.factories.votes import make_statement
from tests.site.public_outputs import public_addresses, words_in

PERSON = {
    "name": "Canaria Featherstone", "email": "canaria@birds.example", "phone": "+886912345678",
    "office": "Keeper of the Aviary", "interests": "owns nightingale shares", "members": "seventeen wrens asked",
    "place": "Ouzelwick-on-Sea",
}  # fmt: skip
SECRET = (
    "goldcrest-7",
    "because of the owlery",
    "siskin withheld words",
    "Ms Robin Guardian",
    "nest-plan.pdf",
)
AT_THE_OFFICE = ("Asker Featherstone", "asker@birds.example", "wryneck matter")
GONE = ("Gone Featherstone", "gone@birds.example")
PRIVATE = (
    *SECRET,
    *GONE,
    *AT_THE_OFFICE,
    *(value for name, value in PERSON.items() if name != "name"),
    "912 345 678",
    "912345678",
)
SHOWN_ONCE = "Canaria Featherstone"
SILENT = {
    "contributions.public_file",  # every file planted is kept back
    "opendata.foreign_page",  # no package of another site is here
    "root.choose_language",  # leads on
}
"""Public endpoints that answer with nothing here; every other one has to be seen with something in it."""


def plant(client: FlaskClient, slug: str) -> None:
    """Named once, unnamed once, masked once, withheld once, confidential once, and once as a minor."""
    send_comment(client, slug, "Named words.", **PERSON, publication="named")
    send_comment(client, slug, "Unnamed words.", **PERSON)
    send_comment(client, slug, "Masked words.", **PERSON, publication="masked")
    send_comment(
        client, slug, "siskin withheld words", **PERSON, publication="withheld", article="art-1",
        confidential_reason="because of the owlery", attachment=sent(PDF, "nest-plan.pdf"),
    )  # type: ignore[arg-type]  # fmt: skip
    send_comment(
        client, slug, "The price is goldcrest-7 a piece.", **PERSON, confidential="goldcrest-7",
        confidential_reason="because of the owlery",
    )  # fmt: skip
    send_comment(
        client, slug, "Young words.", **PERSON, publication="named", is_minor="y", guardian="Ms Robin Guardian",
        guardian_kind="guardian", guardian_confirms="y", attachment=sent(PNG, "nest-plan.png"),
    )  # type: ignore[arg-type]  # fmt: skip


def publish_all() -> None:
    """Let a moderator pass everything."""
    for comment_id in db.session.scalars(select(Comment.id)).all():
        make_ruling(db.session.get_one(Comment, comment_id), "publish")


def plant_and_close(slug: str) -> None:
    """Somebody showed their name twice, and closed their account: each comment has lost it at its own time."""
    name, email = GONE
    account_id = make_account(email, name).id
    actor, contact = (
        Actor("account", account_id, email=email),
        Contact(name=name, email=email, publication="named"),
    )
    for words in ("Gone words.", "More gone words."):
        make_published(consultations.get(slug), words, actor=actor, contact=contact)
    with writing():
        accounts.close_account(actor, account_id=account_id, now=clock.now())
    forget_due()


def plant_at_the_office(slug: str) -> None:
    """The canary asks for access to what is held, it is gathered, one of the comments is held, and a series is due."""
    body = organisations.get(consultations.get(slug).organisation_id)
    actor = make_staff("administrator", organisation=body)
    asked = custody.Asked(
        "Asker Featherstone", "asker@birds.example", "All on the wryneck matter.", clock.now().date(),
        person=PERSON["email"],
    )  # fmt: skip
    with writing():
        public_id = custody.register(actor, consultations.get(slug), None, asked, now=clock.now()).public_id
    with writing():
        custody.gather(actor, custody_queries.request_called(public_id), now=clock.now())
    with writing():
        comment = db.session.scalars(select(Comment).order_by(Comment.id)).first()
        custody.put_on_hold(
            actor, consultations.get(slug), comment, reason="A case at court.", language="en", now=clock.now()
        )


def make_all_outputs(app: Flask, slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement, a document, a second version, then after closing a reply that claims and a published outcome."""
    consultation = consultations.get(slug)
    make_statement(consultation)
    body = organisations.get(consultation.organisation_id)
    desk = signed_in(app.test_client(), make_staff("author", organisation=body))
    assert add(desk, slug, reason="It was forgotten.").status_code == 303
    add_version(consultations.get(slug), 4)
    events.deliver_due(clock.now())
    jobs.seal()
    over = consultations.get(slug).closes_at
    assert over is not None
    monkeypatch.setattr(clock, "now", lambda: over + timedelta(hours=1))
    shown = db.session.scalars(
        select(Comment).where(Comment.state == "published", Comment.consultation_id == consultation.id)
    ).all()
    make_reply(consultations.get(slug), list(shown))
    make_outcome(consultations.get(slug))


@pytest.mark.timeout(300)
def test_the_canary_is_in_nothing_that_is_public(
    app: Flask, client: FlaskClient, capfd: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = make_consultation().slug
    plant(client, slug)
    publish_all()
    plant_and_close(slug)
    plant_at_the_office(slug)
    make_all_outputs(app, slug, monkeypatch)
    events.deliver_due(clock.now())
    jobs.seal()
    answered, public = set[str](), set[str]()
    stranger = app.test_client()
    for language in ("en", "zh-hant"):
        for endpoint, address in public_addresses(app, slug, language):
            with stranger.get(address) as answer:
                content, status = answer.data, answer.status_code
            assert status < 500, address
            public.add(endpoint)
            answered |= {endpoint} if status == 200 else set()
            words = words_in(content)
            assert not [one for one in PRIVATE if one in words], address
    assert public - answered == SILENT
    page = stranger.get(f"/en/consultations/{slug}/comments").text
    assert page.count(SHOWN_ONCE) == 1
    assert page.count("C. F.") == 1
    assert "1 not published at the sender’s request" in stranger.get(f"/en/consultations/{slug}").text
    logged = "".join(capfd.readouterr())  # type: ignore[attr-defined]
    assert not [words for words in (*PRIVATE, SHOWN_ONCE) if words in logged]


def test_what_is_packed_in_files_is_found_too() -> None:
    html = f"<h1>Said</h1><p>{SHOWN_ONCE} said it.</p>"
    pdf = make_pdf(html, title="Said", language="en", at=clock.now(), footer="")
    assert SHOWN_ONCE.encode() not in pdf and SHOWN_ONCE in words_in(pdf)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.pdf", pdf)
    assert SHOWN_ONCE in words_in(packed.getvalue())


@pytest.mark.timeout(300)
def test_the_canary_is_in_no_file_of_the_public_package(
    app: Flask, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = make_consultation().slug
    plant(client, slug)
    publish_all()
    plant_and_close(slug)
    plant_at_the_office(slug)
    make_all_outputs(app, slug, monkeypatch)
    consultation_id = db.session.scalar(select(Consultation.id).where(Consultation.slug == slug))
    assert consultation_id is not None
    made = keeping.sealed_package(consultation_id, "public", tmp_path / "p.zip", clock.now(), seal=jobs.seal)
    with zipfile.ZipFile(made.path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert any(b"Named words." in content for content in files.values())
    found = [
        (name, words) for name, content in files.items() for words in PRIVATE if words in words_in(content)
    ]
    assert not found
    sender = [
        name
        for name, content in files.items()
        if SHOWN_ONCE.encode() in content and b"Unnamed" not in content
    ]
    assert not sender
