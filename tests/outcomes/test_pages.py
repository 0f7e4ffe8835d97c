"""The outcome as everybody reads it, and the desk of responders."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import service as contributions_service
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.organisations import queries as organisations
from consult.outcomes import jobs, queries, service
from consult.record.models import PersonalRead
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme, mark_read
from tests.factories.consultations import (
    article_of,
    make_consultation,
    make_organisation,
    make_staff,
    sign_waiting,
)
from tests.factories.moderation import make_person, make_ruling
from tests.factories.outcomes import (
    draft_outcome,
    make_comments,
    make_disposition,
    make_outcome,
    make_reply,
    postpone,
    read_everything,
    responder_of,
)
from tests.statements import counted_statements


def words(answer: TestResponse) -> str:
    main = answer.text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def token_fields(page: str) -> dict[str, str]:
    """Hidden fields of the last form of the page."""
    form = page[page.rindex("<form") :]
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', form)
    fields = {}
    for one in found:
        name, value = re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)
        assert name is not None
        fields[name.group(1)] = unescape(value.group(1)) if value else ""
    return fields


def send(client: FlaskClient, address: str, *, at: str = "", **typed: str) -> TestResponse:
    page = client.get(address)
    assert page.status_code == 200, page.text
    answer = client.post(at or address.partition("?")[0], data={**token_fields(page.text), **typed})
    db.session.rollback()
    return answer


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("closed", organisation=make_organisation(name="Market Office"))


@pytest.fixture
def responder(client: FlaskClient, consultation: Consultation) -> Actor:
    """Signed in on ``client``."""
    actor = responder_of(consultation)
    sign_in(client, accounts.get_by_address(actor.email))
    return actor


def public(consultation: Consultation, rest: str = "outcome", lang: str = "en") -> str:
    return f"/{lang}/consultations/{consultation.slug}/{rest}"


def desk(consultation: Consultation, rest: str) -> str:
    return f"/en/desk/consultations/{consultation.slug}/{rest}"


# What everybody reads -----------------------------------------------------------------------------


def test_the_page_says_when_it_is_due_and_how_late_it_is(
    client: FlaskClient, consultation: Consultation
) -> None:
    assert "There is no outcome yet. Market Office owes it by" in words(client.get(public(consultation)))
    now = clock.now()
    late = make_consultation("closed", opens_at=now - timedelta(days=120), closes_at=now - timedelta(days=89))
    assert "The outcome is 5 days late." in words(client.get(public(late)))
    page = words(client.get(f"/en/consultations/{late.slug}"))
    assert "The answer was due on" in page and "The answer is due by" not in page


def test_a_postponement_is_public_with_its_reason(client: FlaskClient, consultation: Consultation) -> None:
    assert consultation.outcome_due_on is not None
    postpone(consultation, consultation.outcome_due_on + timedelta(days=9), "The hearing takes longer.")
    assert "The hearing takes longer." in words(client.get(public(consultation)))


def test_the_published_outcome_says_it_all(client: FlaskClient, consultation: Consultation) -> None:
    article = article_of(consultation, "art-2")
    comments = make_comments(consultation, 3, article=article)
    make_reply(consultation, comments[:2], "We will open earlier.")
    make_disposition(
        consultation, article, "partly", "An hour earlier, not two.", reasons={"zh-hant": "提前一小時。"}
    )
    make_outcome(consultation, texts={"zh-hant": {"decision": "照修正後通過。"}})
    said = words(client.get(public(consultation)))
    for part in (
        "The bylaw is adopted as changed.", "Director of the Market Office", "MO-7", "More was asked for.",
        "Article 2 Heading 2", "3 comments", "Partly adopted", "An hour earlier, not two.", "We will open earlier.",
        "Official reply Market Office · Responder", comments[0].reference,
    ):  # fmt: skip
        assert part in said
    chinese = client.get(public(consultation, lang="zh-hant"))
    assert "照修正後通過。" in words(chinese)
    assert "提前一小時。" in words(chinese)
    assert 'lang="en"><p>More was asked for.</p>' in chinese.text


def test_dispositions_are_not_public_before_the_outcome(
    client: FlaskClient, consultation: Consultation
) -> None:
    article = article_of(consultation)
    make_comments(consultation, article=article)
    make_disposition(consultation, article, reason="Secret until published.")
    assert "Secret until published." not in client.get(public(consultation)).text
    assert queries.dispositions(consultation.id) == {}
    assert queries.disposition_of(consultation.id, article.id) is None
    make_outcome(consultation)
    assert "Secret until published." in client.get(public(consultation)).text


def test_numbers_on_the_page_equal_the_tallies(client: FlaskClient, consultation: Consultation) -> None:
    make_comments(consultation, 4, article=article_of(consultation))
    hidden, gone = make_comments(consultation, 2)
    make_ruling(hidden, "hide")
    with writing():
        contributions_service.withdraw(Actor("guest"), db.session.get_one(Comment, gone.id), now=clock.now())
    said = words(client.get(public(consultation)))
    assert "6 comments were received." in said
    assert "Published: 4. Hidden with a ground: 1. Waiting for a ruling: 0. Withdrawn: 1." in said
    assert "The whole draft 1 comment" in said
    assert "Article 1 Heading 1 4 comments" in said


def statements(client: FlaskClient, address: str, headers: dict[str, str] | None = None) -> int:
    client.application.extensions["consult_kept_pages"].forget()
    with counted_statements(ignoring=("BEGIN", "ROLLBACK")) as seen:
        client.get(address, headers=headers)
    return len(seen)


def test_the_page_takes_six_statements_and_an_unchanged_one_takes_one(
    client: FlaskClient, consultation: Consultation
) -> None:
    for n in (1, 2, 3):
        article = article_of(consultation, f"art-{n}")
        for comment in make_comments(consultation, 5, article=article):
            make_reply(consultation, [comment])
    later = make_comments(consultation)
    make_outcome(consultation)
    answer = client.get(public(consultation))
    again = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(public(consultation), headers=again).status_code == 304
    assert statements(client, public(consultation)) <= 6
    assert statements(client, public(consultation, "replies")) <= 6
    assert statements(client, public(consultation), again) == 1
    make_reply(consultation, later)
    assert client.get(public(consultation), headers=again).status_code == 200


def test_public_pages_are_the_same_for_staff(
    client: FlaskClient, app: Flask, consultation: Consultation
) -> None:
    reply = make_reply(consultation, make_comments(consultation))
    staff = app.test_client()
    sign_in(staff, accounts.get_by_address(responder_of(consultation).email))
    for rest in ("outcome", "replies", f"replies/{reply.public_id}"):
        mine, theirs = staff.get(public(consultation, rest)), client.get(public(consultation, rest))
        assert mine.status_code == 200
        assert mine.data == theirs.data
        assert "Cookie" not in mine.headers.get("Vary", "")


def test_an_unpublished_consultation_has_no_outcome_page(client: FlaskClient) -> None:
    draft = make_consultation("draft")
    for rest in ("outcome", "replies", "replies/abc"):
        assert client.get(public(draft, rest)).status_code == 404


def test_replies_are_listed_by_article_and_by_page(client: FlaskClient, consultation: Consultation) -> None:
    article = article_of(consultation)
    actor = responder_of(consultation)
    for n, comment in enumerate(make_comments(consultation, 22, article=article)):
        make_reply(consultation, [comment], f"Reply number {n}.", actor=actor)
    make_reply(consultation, make_comments(consultation), "About all of it.", actor=actor)
    first = client.get(public(consultation, "replies?article=1/art-1"))
    assert first.text.count('<article class="outcomes-reply"') == 20
    assert "About all of it." not in first.text
    more = re.search(r'href="([^"]*after=[^"]*)"', first.text)
    assert more is not None
    rest = client.get(unescape(more.group(1)))
    assert rest.text.count('<article class="outcomes-reply"') == 2
    assert "About all of it." in client.get(public(consultation, "replies?article=whole")).text
    assert "All 22 replies" in words(client.get(public(consultation)))
    for wrong in ("9/art-1", "1/art-77", "x", "x/y", "1/"):
        assert client.get(public(consultation, f"replies?article={wrong}")).status_code == 404


def test_a_corrected_reply_shows_both_wordings_and_the_reason(
    client: FlaskClient, consultation: Consultation
) -> None:
    actor = responder_of(consultation)
    reply = make_reply(consultation, make_comments(consultation), "The fee is 5.", actor=actor)
    with writing():
        service.correct_reply(
            actor,
            queries.get_reply_by_id(reply.id),
            body="The fee is 6.",
            reason="A typing error.",
            now=clock.now(),
        )
    for rest in ("outcome", "replies", f"replies/{reply.public_id}"):
        said = words(client.get(public(consultation, rest)))
        assert "The fee is 5." in said and "The fee is 6." in said and "A typing error." in said


def test_a_citizen_cannot_produce_the_label_of_an_office(
    client: FlaskClient, consultation: Consultation
) -> None:
    contact = contributions_service.Contact(name="Market Office · Responder", show_name=True)
    (forged,) = make_comments(
        consultation, body="Official reply Market Office · Responder: all is refused.", contact=contact
    )
    citizen = make_person(name="Market Office")
    sign_in(client, accounts.get_by_address(citizen.email))
    for rest in ("replies", "replies/new", "dispositions/whole", "outcome"):
        assert client.get(desk(consultation, rest)).status_code == 403
    typed = {"body": "Refused.", "comments": forged.reference, "office": "Market Office", "role": "responder"}
    assert client.post(desk(consultation, "replies/new"), data=typed).status_code == 403
    db.session.rollback()
    assert queries.every_reply(consultation.id) == []
    page = client.get(public(consultation)).text
    assert "outcomes-official" not in page
    assert "all is refused" not in page


# The desk -----------------------------------------------------------------------------------------


def test_the_desk_asks_for_a_role_on_the_body(
    app: Flask, client: FlaskClient, consultation: Consultation
) -> None:
    stranger = make_staff("responder")
    sign_in(client, accounts.get_by_address(stranger.email))
    for rest in ("replies", "replies/new", "replies/given", "dispositions", "dispositions/whole", "outcome"):
        assert client.get(desk(consultation, rest)).status_code == 404, rest


def test_an_auditor_reads_the_desk_and_changes_nothing(
    client: FlaskClient, consultation: Consultation
) -> None:
    (comment,) = make_comments(consultation)
    auditor = make_staff("auditor", "responder", organisation=consultation_body(consultation))
    sign_in(client, accounts.get_by_address(auditor.email))
    for rest in ("replies", "replies/given", "dispositions", "outcome", "outcome/preview"):
        assert client.get(desk(consultation, rest)).status_code == 200, rest
    for rest in (
        "replies/new",
        "dispositions/whole",
        "outcome/decision",
        "outcome/publish",
        "outcome/postpone",
    ):
        assert (
            client.post(desk(consultation, rest), data={"comments": comment.reference}).status_code == 403
        ), rest


def consultation_body(consultation: Consultation) -> Any:
    return organisations.get(consultation.organisation_id)


def test_replying_to_chosen_comments(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    first, second, third = make_comments(consultation, 3)
    address = desk(consultation, f"replies/new?picked={first.reference}&picked={second.reference}")
    answer = send(client, address, body="Thank you both.", office="Forged", role="administrator")
    assert answer.status_code == 303
    assert "Your reply is public." in words(client.get(answer.location))
    (reply,) = queries.every_reply(consultation.id)
    assert (reply.office, reply.role, reply.comment_count) == ("Market Office", "responder", 2)
    assert queries.replies_for([third.id]) == {}


def test_replying_to_all_that_match_leaves_out_what_came_later(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    article = article_of(consultation)
    make_comments(consultation, 60, article=article, publish=False)
    make_comments(consultation, 3)
    listed = client.get(desk(consultation, "replies?article=1/art-1&answered=no"))
    assert "60 comments" in words(listed)
    fields = token_fields(listed.text)
    make_comments(consultation, 1, article=article)
    chosen = "&".join(f"{name}={value}" for name, value in fields.items())
    answer = send(
        client, desk(consultation, f"replies/new?{chosen}&all=1"), body="To all of you.", language="en"
    )
    assert answer.status_code == 303
    (reply,) = queries.every_reply(consultation.id)
    assert reply.comment_count == 60
    left = client.get(desk(consultation, "replies?article=1/art-1&answered=no"))
    assert "1 comment" in words(left)


def test_a_double_click_gives_one_reply(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    (comment,) = make_comments(consultation)
    page = client.get(desk(consultation, f"replies/new?picked={comment.reference}"))
    form = {**token_fields(page.text), "body": "Thank you.", "language": "en"}
    answers = [client.post(desk(consultation, "replies/new"), data=form) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    db.session.rollback()
    assert len(queries.every_reply(consultation.id)) == 1


def test_a_refused_reply_keeps_what_was_typed(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    (comment,) = make_comments(consultation)
    answer = send(client, desk(consultation, "replies/new"), body="Long and careful words.", language="en")
    assert answer.status_code == 422
    assert "Please choose at least one comment" in words(answer)
    assert "Long and careful words." in answer.text
    answer = send(
        client, desk(consultation, f"replies/new?picked={comment.reference}"), body=" ", language="en"
    )
    assert answer.status_code == 422
    assert comment.reference in answer.text


def test_the_list_filters(client: FlaskClient, consultation: Consultation, responder: Actor) -> None:
    make_comments(consultation, body="The parking is too dear.", stance="oppose", language="en")
    make_comments(
        consultation,
        body="停車費太貴了。",
        stance="support",
        language="zh-hant",
        article=article_of(consultation),
    )
    make_comments(consultation, body="Por favor.", language="es", article=article_of(consultation))
    make_comments(consultation, body="¿?", language="und", article=article_of(consultation))
    languages = words(client.get(desk(consultation, "replies")))
    assert "español" in languages and "another language" in languages and "und " not in languages
    for query, count in (
        ("", 4), ("answered=", 4), ("spoken=und", 1),
        ("stance=oppose", 1), ("spoken=zh-hant", 1), ("words=PARKING", 1), ("words=停車", 1),
        ("words=100%25", 0),
        ("article=whole", 1), ("answered=yes", 0), ("stance=nonsense&article=9/x", 4), ("words=too+parking", 1),
        ("stance=not-stated", 2),
    ):  # fmt: skip
        page = client.get(desk(consultation, f"replies?{query}"))
        assert page.status_code == 200
        assert page.text.count('class="outcomes-desk-comment"') == count, query


def test_reading_hidden_texts_is_noted_before_they_are_shown(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    (hidden,) = make_comments(consultation, body="A hidden word.")
    make_ruling(hidden, "hide")
    assert "A hidden word." in client.get(desk(consultation, "replies")).text
    db.session.rollback()
    (noted,) = db.session.query(PersonalRead).all()
    assert (noted.account_id, noted.what) == (responder.account_id, f"comments {hidden.reference}")


def test_correcting_on_the_desk(client: FlaskClient, consultation: Consultation, responder: Actor) -> None:
    reply = make_reply(consultation, make_comments(consultation), "The fee is 5.")
    address = desk(consultation, f"replies/{reply.public_id}/correct")
    assert send(client, address, body="The fee is 6.", reason="").status_code == 422
    assert send(client, address, body="The fee is 6.", reason="A typing error.").status_code == 303
    assert "Corrected on" in words(client.get(desk(consultation, "replies/given")))


def test_a_comment_is_sorted_when_it_is_read_and_stands_under_a_theme(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    made = make_comments(consultation, 3)
    mark_read(consultation, made, actor=responder)
    make_theme(consultation, comments=made[:1], actor=responder)
    assert "1 of 3 done" in words(client.get(desk(consultation, "outcome")))


def test_dispositions_lead_from_one_to_the_next(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    for anchor in ("art-1", "art-3"):
        make_comments(consultation, 2, article=article_of(consultation, anchor))
    make_comments(consultation)
    table = client.get(desk(consultation, "dispositions"))
    assert "0 of 3 done" in words(table)
    answer = send(
        client, desk(consultation, "dispositions/whole"), disposition="later", reason="Next year.", next="1",
        reason_zh_hant="明年再議。",
    )  # fmt: skip
    assert answer.location.endswith("/dispositions/1/art-1")
    answer = send(client, answer.location, disposition="adopted", reason="Yes.", next="1")
    assert answer.location.endswith("/dispositions/1/art-3")
    assert send(client, answer.location, disposition="adopted", reason="").status_code == 422
    answer = send(client, answer.location, disposition="no-change", reason="No.", next="1")
    assert "3 of 3 done" in words(client.get(answer.location))
    whole = queries.disposition_of(consultation.id, None, public_only=False)
    assert whole is not None
    assert whole.reasons == {"zh-hant": "明年再議。"}
    again = client.get(desk(consultation, "dispositions/whole")).text
    assert "明年再議。" in again and "Next year." in again


def test_the_outcome_is_written_checked_and_published_on_the_desk(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    make_comments(consultation, article=article_of(consultation))
    overview = desk(consultation, "outcome")
    refused = send(client, overview, at=desk(consultation, "outcome/publish"))
    assert refused.status_code == 422
    for missing in (
        "the decision in words",
        "who decided",
        "the day of the decision",
        "“Article 1 Heading 1”",
    ):
        assert missing in words(refused)
    today = clock.now().date()
    early = send(
        client, desk(consultation, "outcome/decision"), decision="Adopted.", decided_by="The council",
        decided_on=(today - timedelta(days=30)).isoformat(), number="7",
    )  # fmt: skip
    assert early.status_code == 422
    assert "before the consultation closed" in words(early)
    done = send(
        client, desk(consultation, "outcome/decision"), decision="Adopted.", decided_by="The council",
        decided_on=today.isoformat(), number="7",
    )  # fmt: skip
    assert done.status_code == 303
    assert (
        send(client, desk(consultation, "outcome/summary"), summary="You spoke.", what_changed="").status_code
        == 303
    )
    assert send(client, desk(consultation, "outcome/languages/zh-hant"), decision="通過。").status_code == 303
    assert client.get(desk(consultation, "outcome/languages/fr")).status_code == 404
    assert "You spoke." in words(client.get(desk(consultation, "outcome/preview")))
    make_disposition(consultation, article_of(consultation))
    read_everything(consultation)
    assert send(client, overview, at=desk(consultation, "outcome/publish")).status_code == 303
    assert "Adopted." in words(client.get(public(consultation)))
    assert "通過。" in words(client.get(public(consultation, lang="zh-hant")))
    assert "Nothing is missing." in words(client.get(overview))
    finished = send(client, overview, at=f"/en/desk/consultations/{consultation.slug}/finish")
    assert finished.status_code == 303
    assert consultations.get(consultation.slug).state == "finished"


def test_the_finish_page_names_what_is_missing_in_the_readers_language(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    make_comments(consultation, publish=False)
    page = client.get(f"/zh-hant/desk/consultations/{consultation.slug}/finish")
    for part in ("整份草案", "徵詢結果"):
        assert part in words(page)


def test_promising_another_day_on_the_desk(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    due_on = consultation.outcome_due_on
    assert due_on is not None
    responder_of(consultation)
    address = desk(consultation, "outcome/postpone")
    assert send(client, address, until=due_on.isoformat(), reason="Why.").status_code == 422
    later = (due_on + timedelta(days=3)).isoformat()
    assert send(client, address, until=later, reason="").status_code == 422
    assert send(client, address, until=later, reason="A long hearing.").status_code == 303
    assert consultations.get(consultation.slug).outcome_due_on == due_on
    assert "A second person has to agree" in words(client.get(desk(consultation, "outcome")))
    sign_waiting()
    assert consultations.get(consultation.slug).outcome_due_on == due_on + timedelta(days=3)


def test_responders_and_administrators_are_told_once_that_it_is_late(app: Flask) -> None:
    now = clock.now()
    late = make_consultation("closed", opens_at=now - timedelta(days=120), closes_at=now - timedelta(days=90))
    responder = responder_of(late)
    make_staff("author", organisation=consultation_body(late))
    assert [jobs.escalate_overdue(now), jobs.escalate_overdue(now)] == [1, 0]
    (mail,) = db.session.query(OutboxMail).all()
    assert mail.address == responder.email
    assert f"/en/desk/consultations/{late.slug}/outcome" in mail.body


def test_the_draft_of_an_outcome_is_nowhere_in_public(
    client: FlaskClient, consultation: Consultation
) -> None:
    draft_outcome(consultation, decision="Nobody may read this yet.")
    assert "Nobody may read this yet." not in client.get(public(consultation)).text


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, ""])
def test_a_wrong_place_in_a_list_starts_at_its_beginning(
    client: FlaskClient, consultation: Consultation, responder: Actor, after: str
) -> None:
    reply = make_reply(consultation, make_comments(consultation))
    for address in (
        public(consultation, f"replies?after={after}"),
        public(consultation, f"replies/{reply.public_id}?after={after}"),
        desk(consultation, f"replies?after={after}"), desk(consultation, f"replies/given?after={after}"),
        desk(consultation, f"replies/new?all=1&through={after}"),
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
