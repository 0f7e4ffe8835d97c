"""What moved which passage of the next version: from the comment to the text and back."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations import service as drafting
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.organisations import queries as organisations
from consult.outcomes import service
from consult.outcomes.models import PassageCause
from consult.outcomes.queries import tracing
from consult.outcomes.service import Causes
from consult.record import checks
from tests.consultations.test_changes import NEW, A, B, C, D
from tests.contributions.browsing import fields_of, words_of
from tests.contributions.test_carrying import comment_on, publish
from tests.factories.accounts import sign_in
from tests.factories.consultations import add_version, article_of, make_consultation, make_draft, make_staff
from tests.factories.moderation import make_ruling, make_waiting
from tests.notifications.test_mails import deliver, mails, make_person

B2 = B.replace("ten dollars", "five dollars")


def next_version(consultation: Consultation, *, publish_it: bool = False) -> None:
    add_version(consultation, [A, B2, NEW], publish=publish_it)


def cite(consultation: Consultation, passage: str, causes: Causes) -> list[PassageCause]:
    with writing():
        found = consultations.get_by_id(consultation.id)
        _, version = tracing.version_to_trace(found.id)
        return service.trace(CONSOLE, found, version, passage, causes, language="en", now=clock.now())


def show(consultation: Consultation) -> None:
    with writing():
        drafting.publish_version(CONSOLE, consultations.get_by_id(consultation.id), now=clock.now())
    db.session.rollback()


def test_the_trace_is_complete_in_both_directions(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = publish(comment_on(consultation, "art-2", words="ten dollars a day"))
    reference, slug = comment.reference, consultation.slug
    next_version(consultation)
    cite(consultation, "art-2", Causes(comments=[reference]))
    assert "What it moved" not in client.get(f"/en/comments/{reference}").text  # the version isn't public yet
    show(consultation)
    page = client.get(f"/en/consultations/{slug}/changes/1/2")
    section = page.text.partition('id="art-2"')[2].partition("</section>")[0]
    assert reference in section and "No stated reason" not in section
    others = page.text.replace(section, "")
    assert others.count("No stated reason") == 1
    assert "1 passage has no stated reason:" in words_of(page)
    back = client.get(f"/en/comments/{reference}").text
    assert f"/en/consultations/{slug}/changes/1/2#art-2" in back
    for lang, said in (("zh-hans", "未说明理由"), ("zh-hant", "未敘明理由")):
        assert said in client.get(f"/{lang}/consultations/{slug}/changes/1/2").text
    assert "passage_cause" in checks.CHECKS["outcomes"]()


def test_a_stated_reason_is_enough_and_several_causes_stand_together(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, B, C])
    one, other = (publish(comment_on(consultation, "art-2")).reference for _ in range(2))
    next_version(consultation, publish_it=True)
    cite(consultation, "art-2", Causes(comments=[one, other], reason="The court asked for it."))
    cite(consultation, "art-2", Causes(comments=[one]))  # again: nothing twice
    _, version = tracing.version_to_trace(consultation.id)
    causes = tracing.causes_in(version.id)["art-2"]
    assert [(cause.kind, cause.reference) for cause in causes] == [
        ("comment", one), ("comment", other), ("reason", ""),
    ]  # fmt: skip
    assert "The court asked for it." in client.get(f"/en/consultations/{consultation.slug}/changes/1/2").text


def test_only_changed_passages_and_comments_of_this_draft_can_be_linked(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    own = publish(comment_on(consultation, "art-2")).reference
    other = publish(comment_on(make_consultation(articles=[A]), "art-1")).reference
    next_version(consultation)
    for passage, causes in (
        ("art-1", Causes(comments=[own])), ("art-2", Causes(comments=[other])), ("art-2", Causes()),
        ("art-2", Causes(proposals=[own])),
    ):  # fmt: skip
        with pytest.raises(Refused):
            cite(consultation, passage, causes)
    moderator = make_staff("moderator", organisation=organisations.get(consultation.organisation_id))
    _, version = tracing.version_to_trace(consultation.id)
    with pytest.raises(Forbidden), writing():
        service.trace(
            moderator, consultations.get_by_id(consultation.id), version, "art-2", Causes(comments=[own]),
            language="en", now=clock.now(),
        )  # fmt: skip


def test_a_citizen_who_withdrew_is_cited_without_words(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = publish(comment_on(consultation, "art-2"))
    reference = comment.reference
    next_version(consultation, publish_it=True)
    cite(consultation, "art-2", Causes(comments=[reference]))
    address = f"/en/consultations/{consultation.slug}/changes/1/2"
    assert "It is too much." in client.get(address).text
    with writing():
        contributing.withdraw(CONSOLE, contributions.get_by_reference(reference), now=clock.now())
    page = client.get(address).text
    assert "It is too much." not in page
    assert reference in page and "withdrawn by its sender" in page


def test_a_link_made_by_mistake_is_taken_back_once(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, B, C])
    reference = publish(comment_on(consultation, "art-2")).reference
    next_version(consultation, publish_it=True)
    made = cite(consultation, "art-2", Causes(comments=[reference]))[0].public_id
    with writing():
        service.untrace(CONSOLE, consultations.get_by_id(consultation.id), made, now=clock.now())
    assert reference not in client.get(f"/en/consultations/{consultation.slug}/changes/1/2").text
    with pytest.raises(Conflict), writing():
        service.untrace(CONSOLE, consultations.get_by_id(consultation.id), made, now=clock.now())


def test_authors_are_told_once_the_version_is_public_and_not_before(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    ada = make_person("ada@example.org")
    waiting = make_waiting(consultation, "Too much.", actor=ada, article=article_of(consultation, "art-2"))
    make_ruling(waiting)
    reference = contributions.get(waiting.id).reference
    next_version(consultation)
    cite(consultation, "art-2", Causes(comments=[reference]))
    deliver()
    assert mails("moved") == []
    show(consultation)
    deliver()
    told = mails("moved")
    assert [one.address for one in told] == ["ada@example.org"]
    assert f"/consultations/{consultation.slug}/changes/1/2#art-2" in told[0].body
    carried = mails("carried")
    assert [one.address for one in carried] == ["ada@example.org"]
    assert "/restate" in carried[0].body


def test_a_changed_link_is_found_by_record_verify(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    reference = publish(comment_on(consultation, "art-2")).reference
    next_version(consultation)
    cite(consultation, "art-2", Causes(comments=[reference]))
    db.session.rollback()
    with db.engine.connect() as connection:  # past the verbs, as an intruder would
        connection.execute(update(PassageCause).values(passage="art-3"))
        connection.commit()
    with pytest.raises(checks.Fault, match="passage_cause"):
        checks.CHECKS["outcomes"]()


def test_staff_link_passages_without_scripts(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, B, C, D])
    reference = publish(comment_on(consultation, "art-2")).reference
    slug = consultation.slug
    responder = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    assert responder.account_id is not None
    sign_in(client, accounts.get(responder.account_id))
    desk = f"/en/desk/consultations/{slug}/trace"
    assert "There is one version so far." in words_of(client.get(desk))
    next_version(consultation)
    assert "No stated reason" in client.get(desk).text
    page = client.get(f"{desk}/art-2")
    assert reference in page.text
    form = fields_of(page)
    nothing = client.post(f"{desk}/art-2", data=form)
    assert "Please choose what moved this passage" in words_of(nothing)
    done = client.post(f"{desk}/art-2", data={**form, "comment": reference, "reason": "Cheaper."})
    assert done.status_code == 303
    assert reference in client.get(desk).text
    assert db.session.scalars(select(PassageCause.kind).order_by(PassageCause.id)).all() == [
        "comment",
        "reason",
    ]
    assert client.get(f"{desk}/art-1").status_code == 404


def test_the_desk_names_passages_in_the_pages_language_where_the_draft_speaks_it(client: FlaskClient) -> None:
    consultation = make_consultation("draft", articles=[A, B])
    own, slug = consultation.id, consultation.slug

    def add_chinese(number: int, texts: list[str]) -> None:
        with writing():
            found = consultations.get_by_id(own)
            version = consultations.get_version(own, number, published_only=False)
            drafting.add_edition(
                CONSOLE,
                found,
                version,
                make_draft(texts, title="市場條例"),
                language="zh-hant",
                now=clock.now(),
            )

    add_chinese(1, ["任何人均得設攤。", "每日收費十元。"])
    with writing():
        drafting.publish(CONSOLE, consultations.get_by_id(own), now=clock.now())
    add_version(consultation, [A, B2], publish=False)
    add_chinese(2, ["任何人均得設攤。", "每日收費五元。"])
    responder = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    assert responder.account_id is not None
    sign_in(client, accounts.get(responder.account_id))
    for language, words, others in (
        ("en", "five", "五"),
        ("zh-hant", "五", "five"),
        ("zh-hans", "five", "五"),
    ):
        for page in ("", "/art-2"):
            shown = client.get(f"/{language}/desk/consultations/{slug}/trace{page}").text
            assert words in shown and others not in shown, (language, page)


def test_a_language_added_later_is_never_compared_with_another_one(app: Flask, client: FlaskClient) -> None:
    old = ["市場每日上午八時開放，十八時關閉。", "攤販應繳納管理費每月五百元。"]
    english = [
        "The market opens at eight and closes at six.",
        "Stall holders pay a fee of 600 dollars a month.",
    ]
    consultation = make_consultation(language="zh-hant", articles=old)
    consultation_id, slug = consultation.id, consultation.slug
    with writing():
        found, now = consultations.get_by_id(consultation_id), clock.now()
        new = make_draft([old[0], old[1].replace("五百", "六百")])
        version = drafting.add_version(CONSOLE, found, new, language="zh-hant", now=now, change_note="費用")
        drafting.add_edition(CONSOLE, found, version, make_draft(english), language="en", now=now)
        for edition in consultations.editions_of(version.id):
            edition.authority = "authentic"
        db.session.flush()
        drafting.publish_version(CONSOLE, found, now=now)
    page = client.get(f"/en/consultations/{slug}/changes/1/2").text
    assert "Version 1 has no text in English; the texts in 繁體中文 are compared." in page
    assert "Stall holders" not in page and "<li>Reworded <strong>1</strong></li>" in page
    assert "Added" not in page and "Removed" not in page
    passages = tracing.changes_in(consultations.get_by_id(consultation_id), version, language="en")
    assert [(one.language, one.change.kind) for one in passages] == [("zh-hant", "reworded")]
