"""What isn't public is kept out of whatever everybody reads, also when the last signature makes it public."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.analysis import queries as reading_queries
from consult.analysis import service as reading
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.contributions.service import Contact, holding
from consult.contributions.service.holding import Hold
from consult.foundation import clock, refusals
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.moderation import service as moderation
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.outcomes import queries, service
from consult.site.doors import refused_rows
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import decide_review, make_review
from tests.factories.outcomes import (
    draft_outcome,
    make_comments,
    make_disposition,
    make_outcome,
    make_reply,
    responder_of,
)
from tests.outcomes.test_pages import send, words

SECRET = "My neighbour at Hill Lane 4 beats her dog every night and the police never come to look."
SAID = f"We read: “{SECRET}”"


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("closed", slug="market", organisation=make_organisation(name="City Hall"))


def found(consultation: Consultation) -> Consultation:
    return consultations.get_by_id(consultation.id)


def rule(
    comment: Comment, *, act: str = "hide", ground: str = "personal-data", note: str = "It names a neighbour."
) -> None:
    one = db.session.get_one(Comment, comment.id)
    seen = one.lock_version
    moderation.rule(CONSOLE, one, act=act, ground=ground, note=note, now=clock.now(), seen_lock_version=seen)


def hide(comment: Comment) -> None:
    with writing():
        rule(comment)
    db.session.expire_all()


def ask_interim(consultation: Consultation, actor: Actor) -> None:
    with writing():
        service.ask_interim(
            actor, found(consultation), body=SAID, law="Act 7, section 3", now=clock.now(),
            until=(clock.now() + timedelta(days=20)).date(),
        )  # fmt: skip


def test_what_was_hidden_since_it_was_asked_for_is_not_published_by_the_last_signature(
    consultation: Consultation, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    (comment,) = make_comments(consultation, body=SECRET)
    actor = responder_of(consultation)
    signer = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    ask_interim(consultation, actor)
    on_hold = [Hold(consultation.id, None, "A court asked for it.")]
    with monkeypatch.context() as patch:  # a legal hold keeps every text as it is, and what waits with it
        patch.setattr(holding, "HOLDS", [lambda: on_hold])
        hide(comment)
    (waits,) = approvals.waiting_approvals(act=service.PUBLISH_INTERIM)
    with pytest.raises(Refused, match=comment.reference) as refused, writing():
        approving.sign(signer, waits, now=clock.now())
    assert (
        refused.value.field == "body" and len(approvals.waiting_approvals(act=service.PUBLISH_INTERIM)) == 1
    )
    sign_in(client, accounts.get(signer.account_id or 0))
    address = f"/en/desk/approvals/{approvals.waiting_approvals()[0].approval.public_id}"
    page = send(client, address)
    assert page.status_code == 422 and comment.reference in words(page)
    sign_in(client, accounts.get(actor.account_id or 0))
    assert "Hill Lane" in client.get("/en/desk/consultations/market/outcome/interim").text
    assert "Hill Lane" not in words(client.get("/en/consultations/market/outcome"))


def test_reasons_and_further_languages_are_looked_at_too(app: Flask) -> None:
    consultation = make_consultation(
        "closed", slug="market", organisation=make_organisation(name="City Hall")
    )
    (hidden,) = make_comments(consultation, body=SECRET)
    (other,) = make_comments(consultation, body="Please open earlier.")
    actor = responder_of(consultation)
    made = make_reply(found(consultation), [other], actor=actor)
    hide(hidden)
    now, soon = clock.now(), (clock.now() + timedelta(days=9)).date()
    with writing():
        service.ask_second_look(GUEST, contributions.get(other.id), reason="And in winter?", now=now)
        commitment = service.make_commitment(
            actor, found(consultation), body="We count again.", owner="Office", due_on=soon, now=now
        )
    look = queries.second_look_at(other.id)
    closer = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    assert look is not None
    acts: list[Callable[[], object]] = [
        lambda: service.correct_reply(actor, made, body="Thank you.", reason=SAID, now=now),
        lambda: service.close_second_look(closer, look, note=SAID, now=now),
        lambda: service.report_commitment(actor, commitment, state="kept", note=SAID, now=now),
        lambda: service.make_commitment(
            actor, found(consultation), body="We count.", owner="Office", due_on=soon, now=now, texts={"zh-hans": SAID}
        ),
        lambda: service.promise_summary(actor, found(consultation), until=soon, reason=SAID, now=now),
        lambda: service.postpone_outcome(actor, found(consultation), until=date(2099, 1, 1), reason=SAID, now=now),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(Refused, match=hidden.reference), writing():
            act()
    review = make_review(hidden)
    with pytest.raises(Refused, match=hidden.reference):
        decide_review(review, "upheld", note=SAID)
    assert decide_review(review, "overturned", note=SAID).note == SAID  # it publishes the words


def test_notes_of_rulings_say_only_what_everybody_reads(app: Flask) -> None:
    consultation = make_consultation("open", slug="market")
    (comment,) = make_comments(consultation, body=SECRET)
    others = make_comments(consultation, 2, body="Please open earlier.")
    with pytest.raises(Refused, match=comment.reference) as refused, writing():
        rule(comment, note=f"It says: {SECRET}")
    assert refused.value.field == "note"
    db.session.expire_all()
    assert contributions.get(comment.id).state == "published"  # nothing of it was done
    with writing():
        rule(comment, act="publish", ground="", note=SAID)
    hide(comment)
    with pytest.raises(Refused, match=comment.reference), writing():
        rule(others[0], act="publish", ground="", note=SAID)
    picked = [moderation.Picked(one.id, contributions.get(one.id).lock_version) for one in others]
    how = partial(moderation.rule_many, CONSOLE, act="hide", ground="personal-data", now=clock.now())
    with pytest.raises(Refused, match=comment.reference), writing():
        how(picked, note=SAID)
    copies = make_comments(consultation, 2, body="Nobody may say these thirty letters of mine at all.")
    picked = [moderation.Picked(one.id, one.lock_version) for one in copies]
    said = f"They say “{copies[0].shown_html[3:-4]}”, which is abuse."
    with pytest.raises(Refused, match=copies[0].reference), writing():  # a later chunk of the same act
        how(picked, note=said, looked_at={consultation.id})


def test_reasons_of_the_office_say_only_what_everybody_reads(app: Flask) -> None:
    body = make_organisation(name="City Hall")
    consultation = make_consultation("open", slug="market", organisation=body)
    (hidden,) = make_comments(consultation, body=SECRET)
    author, signer = (make_staff("author", organisation=body) for _one in range(2))
    now, later = clock.now(), clock.now() + timedelta(days=60)
    agreed: list[Callable[[], object]] = [
        lambda: consulting.suspend(author, found(consultation), reason=SAID, now=now),
        lambda: consulting.end(author, found(consultation), ending="withdrawn", reason=SAID, now=now),
        lambda: consulting.extend(author, found(consultation), until=later, reason=SAID, now=now),
    ]
    for act in agreed:
        with writing():
            act()
    waiting = approvals.waiting_approvals()
    assert len(waiting) == len(agreed)
    with writing():
        on_hold = [Hold(consultation.id, None, "A court asked for it.")]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(holding, "HOLDS", [lambda: on_hold])
            rule(hidden)
    for one in waiting:
        with pytest.raises(Refused, match=hidden.reference), writing():
            approving.sign(signer, one, now=clock.now())
    administrator = make_staff("administrator", organisation=body)
    day = clock.now().date()
    days = {"begins_on": day + timedelta(days=3), "ends_on": day + timedelta(days=9)}
    order = contributing.Order("court", "name", SAID, number="7 K 12")
    acts: list[Callable[[], object]] = [
        *agreed,
        lambda: consulting.explain_same_people(author, found(consultation), reason=SAID, now=now),
        lambda: consulting.set_quiet_period(administrator, body, reason=SAID, language="en", now=now, **days),
        lambda: contributing.order_removal(administrator, contributions.get(hidden.id), order, now=now),
        lambda: consulting.add_document(
            author, found(consultation), consulting.PreparedFile("a.pdf", "pdf", "0" * 64, b""), kind="other",
            title="Note", language="en", reason=SAID, now=now,
        ),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(Refused, match=hidden.reference), writing():
            act()


def test_nobody_is_named_who_chose_not_to_be(app: Flask) -> None:
    consultation = make_consultation("closed", slug="market")
    own = [
        ("Jane Roe", "unnamed"), ("王大明", "withheld"), ("李小華", "masked"),
        ("Ann Lee", "unnamed"), ("Ann Lee", "named"),
    ]  # fmt: skip
    for name, publication in own:
        make_comments(consultation, contact=Contact(name=name, publication=publication))
    union = {"capacity": "organisation", "organisation": "Market Traders’ Union", "name": "Sam Hill"}
    club = {"capacity": "organisation", "organisation": "Old Town Cycling Club", "name": "Kim Wood"}
    for contact in (
        Contact(**union, publication="unnamed"), Contact(**club, publication="named"),
        Contact(is_minor=True, guardian="Pat Stone", guardian_kind="guardian", guardian_confirms=True),
    ):  # fmt: skip
        make_comments(consultation, contact=contact)
    (other,) = make_comments(consultation)
    actor = responder_of(found(consultation))
    said_wrongly = (
        "We thank Jane Roe.", "感谢王大明先生的意见。", "李小華提出此議。", "As the Market Traders' Union has it.",
        "We thank Sam Hill.", "We thank Kim Wood.", "Ms Pat Stone is right.",
    )  # fmt: skip
    for said in said_wrongly:
        with pytest.raises(Refused, match="chose not to be named"):
            make_reply(found(consultation), [other], said, actor=actor)
    assert make_reply(
        found(consultation), [other], "We thank Ann Lee, Jane and the Old Town Cycling Club.", actor=actor
    ).id
    with pytest.raises(Refused, match="Jane Roe"):
        make_disposition(found(consultation), reason="As Jane Roe has it.", actor=actor)
    draft_outcome(found(consultation), actor=actor, decision="王大明的做法已採行。")
    missing = [str(one) for one in queries.missing_to_publish(found(consultation))]
    assert any("without the name of a sender" in one for one in missing)
    make_comments(consultation, 3, body="Jane Roe, the mayor, should look at it.")
    assert make_reply(found(consultation), [other], "Mayor Jane Roe looked at it.", actor=actor).id


def test_themes_name_nobody_once_everybody_reads_their_names(app: Flask) -> None:
    consultation = make_consultation("closed", slug="market")
    (one,) = make_comments(consultation, contact=Contact(name="Jane Roe", publication="unnamed"))
    theme = make_theme(found(consultation), "The stall of Jane Roe", [one])
    draft_outcome(found(consultation))
    missing = [str(fault) for fault in queries.missing_to_publish(found(consultation))]
    assert any("without the name of a sender" in fault for fault in missing)
    actor, now = responder_of(found(consultation)), clock.now()

    def rename(name: str, **names: str) -> None:
        with writing():
            own = reading_queries.get_theme(theme.id)
            reading.rename_theme(actor, found(consultation), own, name=name, names=names, now=now)

    rename("Stalls")
    assert not any("name of a sender" in str(one) for one in queries.missing_to_publish(found(consultation)))
    with writing():
        service.set_theme_disposition(
            actor, found(consultation), reading_queries.get_theme(theme.id), disposition="adopted",
            reason="It is better so.", now=now,
        )  # fmt: skip
    make_outcome(consultation, summary="")
    with pytest.raises(Refused, match="not to be named"):
        rename("Stalls", **{"zh-hant": "Jane Roe 的攤位"})


def test_a_name_that_is_refused_is_counted_and_written_nowhere(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    consultation = make_consultation("closed", slug="market")
    make_comments(consultation, contact=Contact(name="Jane Roe", publication="unnamed"))
    (other,) = make_comments(consultation)
    actor = responder_of(found(consultation))
    sign_in(client, accounts.get(actor.account_id or 0))
    desk, today = "/en/desk/consultations/market", clock.now().date()
    refused = send(client, f"{desk}/replies/new", comments=other.reference, body="We thank Jane Roe.")
    assert refused.status_code == 422 and "Jane Roe" in words(refused)
    draft_outcome(found(consultation), actor=actor, decision="As Jane Roe has it.")
    assert send(client, f"{desk}/outcome", at=f"{desk}/outcome/publish").status_code == 422
    counted = refusals.tally().before(today + timedelta(days=1))[today]
    assert {cause for causes in counted.values() for cause in causes} == {"name"}
    assert sum(causes["name"] for causes in counted.values()) == len(counted) == 2
    (row, *_) = refused_rows([(today, counted)])
    assert (row.door, row.number) == ("Writing an official text", 2)
    assert "Jane" not in caplog.text and "Roe" not in caplog.text
