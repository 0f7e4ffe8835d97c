"""A file, one wording or whoever asked is gone: what was gathered for a request for access no longer has it."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Attachment, Comment
from consult.contributions.service import Contact, Order
from consult.custody import queries, service
from consult.custody.models import AccessDocument, AccessRequest
from consult.foundation import clock, sweeping, web
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.record import service as record
from tests.contributions.browsing import words_of
from tests.contributions.files import docx, odt
from tests.contributions.test_erasing import administrators, erase, rows_with, sign_what_waits
from tests.custody.requesting import SENDER, WHERE, answer, ask, gather, official, treat, verify
from tests.custody.test_given_out import give_out, mails_to
from tests.factories.accounts import sign_in
from tests.factories.moderation import make_ruling, make_waiting

FILES = {"zarbo.docx": docx(), "plan.odt": odt()}


def remove(one: Comment, order: Order) -> None:
    first, second = administrators(one)
    with writing():
        contributing.order_removal(first, contributions.get(one.id), order, now=clock.now())
    sign_what_waits(second)
    db.session.rollback()


@pytest.fixture
def with_files(consultation: Consultation) -> Comment:
    key = b"0123456789a"
    with writing():
        for name, content in FILES.items():
            looked = contributing.look_at(name, content, limit=100_000)
            contributing.keep_file(key, looked, most=3, now=clock.now())
    made = make_waiting(consultation, "See my files.", key=key, contact=Contact(name="Ben Dunlin"))
    make_ruling(contributions.get(made.id))
    return contributions.get(made.id)


def bundled(client: FlaskClient, actor: Actor, public_id: str) -> bytes:
    sign_in(client, accounts.get_by_address(actor.email))
    content = client.get(f"/en/desk/requests/{public_id}/bundle").data
    db.session.rollback()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"|".join(name.encode() + b"|" + archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("name", ["", "zarbo.docx"])
def test_a_file_removed_by_order_is_in_no_bundle(
    client: FlaskClient, with_files: Comment, consultation: Consultation, name: str
) -> None:
    actor = official(consultation)
    made = give_out(actor)
    waits = ask(actor)
    gather(actor, waits)
    assert FILES["zarbo.docx"] in bundled(client, actor, made)
    which = db.session.scalar(select(Attachment.public_id).where(Attachment.name == name)) or ""
    remove(
        with_files, Order("mistake", "files", "Scanned by mistake.", "", attachment=which, is_sealed_too=True)
    )
    given = bundled(client, actor, made)
    assert FILES["zarbo.docx"] not in given and b"zarbo" not in given
    assert (FILES["plan.odt"] in given) is bool(name)
    assert rows_with("zarbo.docx") == []
    kept = db.session.scalars(select(AccessDocument.file_name).where(AccessDocument.kind == "file"))
    assert sorted(kept) == (["", "", "plan.odt", "plan.odt"] if name else [""] * 4)
    assert len(mails_to(WHERE)) == 1
    verify()


def test_of_one_wording_nothing_is_left_where_it_was_gathered(consultation: Consultation) -> None:
    with writing():
        version = consultations.current_version(consultation.id)
        assert version is not None
        found = contributing.submit(
            GUEST, consultations.get("harbour"), version,
            contributing.write("I need it: my HIV status.", limit=99, confidential="my HIV status"), key=bytes(11),
            language="en", now=clock.now(), contact=Contact(confidential_reason="It is nobody’s business."),
        ).id  # fmt: skip
    make_ruling(contributions.get(found))
    with writing():
        written = contributing.write("I need the ferry.", limit=99)
        contributing.correct(GUEST, contributions.get(found), written, now=clock.now())
    make_ruling(contributions.get(found))
    actor = official(consultation)
    give_out(actor)
    gather(actor, ask(actor))
    remove(contributions.get(found), Order("mistake", "wording", "Private.", is_sealed_too=True, revision=1))
    assert rows_with("HIV status") == []
    bodies = db.session.scalars(select(AccessDocument.body).where(AccessDocument.kind == "comment")).all()
    assert sorted(one for one in bodies if "[…]" in one) == ["[…]"] * 2
    assert len([one for one in bodies if "I need the ferry." in one]) == 2
    verify()


@pytest.mark.parametrize("how", ["answered", "refused"])
def test_who_is_erased_while_their_request_is_open_is_gone_once_it_is_answered(
    client: FlaskClient, comment: Comment, consultation: Consultation, how: str
) -> None:
    actor = official(consultation)
    made = ask(actor)
    other = ask(actor)
    with writing():
        found = queries.request_called(made.public_id)
        found.requester, found.contact = SENDER, "ada@example.org"
        record.append("site.set", actor=CONSOLE, now=clock.now())
    erase(contributions.get(comment.id))
    db.session.rollback()
    assert queries.request_called(made.public_id).contact == "ada@example.org"  # where to answer
    sign_in(client, accounts.get_by_address(actor.email))
    hint = "their name and address go from here as well"
    assert hint in words_of(client.get(f"/en/desk/requests/{made.public_id}"))
    assert hint not in words_of(client.get(f"/en/desk/requests/{other.public_id}"))
    db.session.rollback()
    asked = web.settings().instance / sweeping.ASKED
    asked.unlink(missing_ok=True)
    if how == "answered":
        for number, _one in enumerate(gather(actor, made), 1):
            treat(actor, made, number, "release")
        answer(actor, made)
    else:
        with writing():
            service.refuse_request(
                actor, queries.request_called(made.public_id), code="s31", note=f"Dear {SENDER}, no.", now=clock.now()
            )  # fmt: skip
    db.session.rollback()
    assert rows_with("Lapwing") == [] and "access_request" not in rows_with("ada@example.org")
    assert asked.exists() and words_of(client.get(f"/en/desk/requests/{made.public_id}"))
    rows = db.session.scalars(select(AccessRequest.contact).order_by(AccessRequest.id))
    assert list(rows) == ["", WHERE]
    verify()
