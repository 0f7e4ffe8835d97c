"""A person planted in every way a sender may choose, and looked for in everything that is public (L24)."""

import re
import zipfile
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Attachment, Comment
from consult.custody import queries as custody_queries
from consult.custody import service as custody
from consult.foundation import access, clock, events
from consult.foundation.db import db, writing
from consult.opendata import keeping
from consult.organisations import queries as organisations
from consult.record import jobs
from tests.contributions.browsing import send_comment
from tests.contributions.files import PDF, PNG, sent
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_ruling

PERSON = {
    "name": "Canaria Featherstone", "email": "canaria@birds.example", "phone": "+886912345678",
    "office": "Keeper of the Aviary", "interests": "owns nightingale shares", "members": "seventeen wrens asked",
}  # fmt: skip
SECRET = (
    "goldcrest-7",
    "because of the owlery",
    "siskin withheld words",
    "Ms Robin Guardian",
    "nest-plan.pdf",
)
AT_THE_OFFICE = ("Asker Featherstone", "asker@birds.example", "wryneck matter")
PRIVATE = (
    *SECRET,
    *AT_THE_OFFICE,
    *(value for name, value in PERSON.items() if name != "name"),
    "912 345 678",
    "912345678",
)
SHOWN_ONCE = "Canaria Featherstone"


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


def public_addresses(app: Flask, slug: str) -> list[str]:
    """Every address that is public, filled in with what there is."""
    references = db.session.scalars(select(Comment.reference)).all()
    files = db.session.scalars(select(Attachment.public_id)).all()
    found = [
        "/search?q=Canaria",
        "/en/search?q=Canaria",
        "/en/search?q=siskin",
        "/en/search?q=goldcrest",
        "/sitemap.xml",
    ]
    for rule in app.url_map.iter_rules():
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is None or stamp.kind != "public" or "GET" not in (rule.methods or ()):
            continue
        address = str(rule).replace("<lang:lang>", "en").replace("<slug>", slug)
        address = re.sub(r"<int:[^>]+>", "1", address)
        fills = (*references, *files, "art-1") if "<" in address else ("",)
        found += [re.sub(r"<[^>]+>", fill, address) for fill in fills]
    return sorted(set(found))


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


def test_the_canary_is_in_nothing_that_is_public(app: Flask, client: FlaskClient, capfd: object) -> None:
    slug = make_consultation().slug
    plant(client, slug)
    publish_all()
    plant_at_the_office(slug)
    events.deliver_due(clock.now())
    asked = 0
    stranger = app.test_client()
    for address in public_addresses(app, slug):
        with stranger.get(address) as answer:
            content, status = answer.data, answer.status_code
        assert status < 500, address
        asked += status == 200
        assert not [words for words in PRIVATE if words.encode() in content], address
    assert asked > 40
    page = stranger.get(f"/en/consultations/{slug}/comments").text
    assert page.count(SHOWN_ONCE) == 1
    assert page.count("C. F.") == 1
    assert "1 not published at the sender’s request" in stranger.get(f"/en/consultations/{slug}").text
    logged = "".join(capfd.readouterr())  # type: ignore[attr-defined]
    assert not [words for words in (*PRIVATE, SHOWN_ONCE) if words in logged]


def test_the_canary_is_in_no_file_of_the_public_package(client: FlaskClient, tmp_path: Path) -> None:
    slug = make_consultation().slug
    plant(client, slug)
    publish_all()
    plant_at_the_office(slug)
    consultation_id = db.session.scalar(select(Consultation.id).where(Consultation.slug == slug))
    assert consultation_id is not None
    made = keeping.sealed_package(consultation_id, "public", tmp_path / "p.zip", clock.now(), seal=jobs.seal)
    with zipfile.ZipFile(made.path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert any(b"Named words." in content for content in files.values())
    found = [
        (name, words) for name, content in files.items() for words in PRIVATE if words.encode() in content
    ]
    assert not found
    sender = [
        name
        for name, content in files.items()
        if SHOWN_ONCE.encode() in content and b"Unnamed" not in content
    ]
    assert not sender
