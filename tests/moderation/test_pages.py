"""The room's pages, through the browser without scripts."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.consultations.service import saying
from consult.contributions import queries as contributions
from consult.contributions import references
from consult.contributions import service as contributions_service
from consult.foundation import clock
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db, writing
from consult.moderation import queries
from consult.moderation.models import Report, Ruling
from consult.moderation.routes import queue
from consult.organisations import queries as organisations
from consult.record.models import PersonalRead
from tests.factories.accounts import sign_in
from tests.factories.consultations import article_of, make_consultation, make_staff
from tests.factories.moderation import (
    decide_review,
    make_person,
    make_published,
    make_report,
    make_review,
    make_ruling,
    make_waiting,
    moderator_of,
)
from tests.statements import counted_statements


def enter(app: Flask, actor: Actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, db.session.get_one(Account, actor.account_id))
    return client


def fields(html: str) -> dict[str, str]:
    """The hidden fields of a page's adding form."""
    found = dict(re.findall(r'<input(?: id="[^"]*")? name="([^"]+)" type="hidden" value="([^"]*)">', html))
    return {name: value for name, value in found.items() if value}


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return answer.text


def send(client: FlaskClient, address: str, **values: object) -> object:
    return client.post(address, data={**fields(page(client, address)), **values})


def test_the_queue_shows_what_waits_in_one_s_bodies_oldest_first(app: Flask) -> None:
    now = clock.now()
    consultation = make_consultation(title="Market rules", opens_at=now - timedelta(days=20))
    young = make_waiting(consultation, "The younger one.", now=now - timedelta(hours=1))
    old = make_waiting(consultation, "The older one.", now=now - timedelta(hours=80))
    make_waiting(body="Of another body.")
    html = page(enter(app, moderator_of(consultation)), "/en/desk/moderation")
    assert html.index("The older one.") < html.index("The younger one.")
    assert "Of another body." not in html and "Market rules" in html
    assert "Waiting 3 days" in html and "Over the limit" in html
    assert old.reference in html and young.reference in html


def test_the_queue_is_paged_by_key_and_shows_each_comment_once(app: Flask) -> None:
    consultation = make_consultation()
    now = clock.now()
    made = {make_waiting(consultation, now=now - timedelta(hours=5)).reference for _ in range(60)}
    client, address, seen = enter(app, moderator_of(consultation)), "/en/desk/moderation", []
    while address:
        html = page(client, address)
        seen += re.findall(r'<li class="moderation-card" id="([^"]+)"', html)
        further = re.search(r'rel="next" href="([^"]+)"', html)
        address = further[1].replace("&amp;", "&") if further else ""
    assert len(seen) == 60 and set(seen) == made


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("kind=reported", {"reported"}),
        ("kind=correction", {"corrected"}),
        ("language=zh-hant", {"chinese"}),
        ("older=24", {"old"}),
        ("over=1", {"old"}),
        ("article=0", {"plain", "reported", "corrected", "chinese", "old", "article"}),
        ("kind=nonsense&older=x&after=zzz", {"plain", "reported", "corrected", "chinese", "old", "article"}),
    ],
)
def test_the_queue_is_filtered(app: Flask, asked: str, expected: set[str]) -> None:
    now = clock.now()
    consultation = make_consultation(opens_at=now - timedelta(days=20))
    made = {
        "plain": make_waiting(consultation),
        "reported": make_published(consultation),
        "corrected": make_published(consultation),
        "chinese": make_waiting(consultation, "市場應提早開門。", language="zh-hant"),
        "old": make_waiting(consultation, now=now - timedelta(hours=90)),
        "article": make_waiting(consultation, article=article_of(consultation)),
    }
    make_report(made["reported"])
    written = contributions_service.write("Another wording.", limit=100)
    with writing():
        contributions_service.correct(GUEST, contributions.get(made["corrected"].id), written, now=now)
    html = page(enter(app, moderator_of(consultation)), f"/en/desk/moderation?{asked}")
    assert {name for name, one in made.items() if f'id="{one.reference}"' in html} == expected


def test_the_queue_is_filtered_by_consultation_and_article(app: Flask) -> None:
    first = make_consultation()
    second = make_consultation(organisation=organisations.get(first.organisation_id))
    one, other = make_waiting(first, article=article_of(first)), make_waiting(first)
    make_waiting(second)
    client = enter(app, moderator_of(first))
    html = page(client, f"/en/desk/moderation?consultation={first.slug}")
    assert html.count('class="moderation-card"') == 2
    html = page(client, f"/en/desk/moderation?consultation={first.slug}&article={article_of(first).id}")
    assert f'id="{one.reference}"' in html and f'id="{other.reference}"' not in html
    page(client, f"/en/desk/moderation?consultation={make_consultation().slug}", 404)


def test_an_empty_queue_says_so(app: Flask) -> None:
    assert "Nothing waits here." in page(enter(app, make_staff("moderator")), "/en/desk/moderation")


@pytest.mark.parametrize("path", ["", "/reviews", "/{reference}", "/{reference}/sender"])
def test_the_desk_is_closed_to_others(app: Flask, path: str) -> None:
    comment = make_waiting()
    address = "/en/desk/moderation" + path.format(reference=comment.reference)
    assert app.test_client().get(address).status_code == 302
    for actor in (make_person(), make_staff("author", "responder", "clerk")):
        page(enter(app, actor), address, 403)
    if "{" in path:
        page(enter(app, make_staff("moderator")), address, 404)  # of another body


def test_an_auditor_reads_the_desk_and_changes_nothing(app: Flask) -> None:
    comment = make_waiting(body="Sealed words.")
    consultation = consultations.get_by_id(comment.consultation_id)
    make_ruling(comment, "hide")
    review, reference = make_review(comment), comment.reference
    auditor = make_staff("auditor", "moderator", organisation=organisations.get(consultation.organisation_id))
    client = enter(app, auditor)
    assert "Sealed words." in page(client, f"/en/desk/moderation/{reference}")
    page(client, "/en/desk/moderation")
    page(client, f"/en/desk/moderation/reviews/{review.public_id}")
    for address in (
        "",
        f"/{reference}",
        f"/{reference}/claim",
        f"/{reference}/release",
        f"/reviews/{review.public_id}",
    ):
        assert client.post(f"/en/desk/moderation{address}", data={"act": "publish"}).status_code == 403
    db.session.rollback()
    assert len(queries.rulings_of(comment.id)) == 1 and queries.claim_of(comment.id, clock.now()) is None


def test_a_ruling_goes_on_to_the_next_comment(app: Flask) -> None:
    consultation = make_consultation()
    now = clock.now()
    first = make_waiting(consultation, now=now - timedelta(hours=2)).reference
    second = make_waiting(consultation, now=now - timedelta(hours=1)).reference
    client = enter(app, moderator_of(consultation))
    answer = send(client, f"/en/desk/moderation/{first}", act="publish")
    assert answer.status_code == 303 and second in answer.location
    html = page(client, answer.location)
    assert f"<strong>{first}</strong>: Published" in html
    answer = send(client, f"/en/desk/moderation/{second}", act="hide", ground="abuse", note="It insults.")
    assert answer.status_code == 303 and answer.location.startswith("/en/desk/moderation?")
    db.session.rollback()
    assert contributions.shown(first).state == "published"
    assert (contributions.shown(second).state, contributions.shown(second).note) == ("hidden", "It insults.")


def test_a_refused_ruling_keeps_what_was_typed(app: Flask) -> None:
    comment = make_waiting()
    client = enter(app, moderator_of(consultations.get_by_id(comment.consultation_id)))
    answer = send(
        client,
        f"/en/desk/moderation/{comment.reference}",
        act="hide",
        note="Typed note.",
        internal_note="Typed inside.",
    )
    assert answer.status_code == 422
    assert (
        "Please choose a ground" in answer.text
        and "Typed note." in answer.text
        and "Typed inside." in answer.text
    )


def test_a_ruling_sent_twice_is_one_ruling(app: Flask) -> None:
    comment = make_waiting()
    address = f"/en/desk/moderation/{comment.reference}"
    client = enter(app, moderator_of(consultations.get_by_id(comment.consultation_id)))
    data = {**fields(page(client, address)), "act": "publish"}
    first, second = client.post(address, data=data), client.post(address, data=data)
    assert (first.status_code, second.status_code, first.location) == (303, 303, second.location)
    db.session.rollback()
    assert len(queries.rulings_of(comment.id)) == 1


def test_a_text_that_changed_meanwhile_warns_and_shows_the_new_one(app: Flask) -> None:
    comment = make_waiting(body="First wording.")
    address = f"/en/desk/moderation/{comment.reference}"
    client = enter(app, moderator_of(consultations.get_by_id(comment.consultation_id)))
    data = {**fields(page(client, address)), "act": "hide", "ground": "abuse", "note": "Typed note."}
    written = contributions_service.write("Second wording.", limit=100)
    with writing():
        contributions_service.correct(GUEST, contributions.get(comment.id), written, now=clock.now())
    answer = client.post(address, data=data)
    assert answer.status_code == 409 and "The text changed while you were reading" in answer.text
    assert "Second wording." in answer.text and "Typed note." in answer.text
    again = client.post(address, data={**data, **fields(answer.text)})
    assert again.status_code == 303
    db.session.rollback()
    assert contributions.get(comment.id).state == "hidden"


def test_a_ruling_without_what_was_seen_is_a_conflict(app: Flask) -> None:
    comment = make_waiting()
    address = f"/en/desk/moderation/{comment.reference}"
    client = enter(app, moderator_of(consultations.get_by_id(comment.consultation_id)))
    data = fields(page(client, address))
    assert client.post(address, data={**data, "seen": "x", "act": "publish"}).status_code == 409


def test_a_redaction_is_shown_before_it_counts(app: Flask) -> None:
    comment = make_waiting(body="Mr Lin is noisy. Mr Lin should close at ten.")
    address = f"/en/desk/moderation/{comment.reference}"
    client = enter(app, moderator_of(consultations.get_by_id(comment.consultation_id)))
    values = {"act": "redact", "words": "Mr Lin #1", "ground": "personal-data"}
    answer = send(client, address, preview="y", **values)
    assert answer.status_code == 200 and "This would be left to read" in answer.text
    assert (
        '<mark class="redacted">[Redacted: Names or identifies a private person]</mark> is noisy. Mr Lin should'
        in answer.text
    )
    db.session.rollback()
    assert contributions.get(comment.id).state == "pending"
    assert client.post(address, data={**fields(answer.text), **values}).status_code == 303
    db.session.rollback()
    shown = contributions.shown(comment.reference)
    assert shown.is_redacted and shown.html.count("Mr Lin") == 1
    assert "Mr Lin #1" in page(client, address)  # a second look starts from what was blacked out


def test_words_that_are_not_in_the_text_are_named(app: Flask) -> None:
    comment = make_waiting(body="Mr Lin is noisy.")
    client = enter(app, moderator_of(consultations.get_by_id(comment.consultation_id)))
    answer = send(
        client, f"/en/desk/moderation/{comment.reference}", act="redact", words="Mrs Chen", ground="abuse"
    )
    assert answer.status_code == 422 and "“Mrs Chen” isn’t in the text" in answer.text


def test_hidden_characters_are_visible_to_moderators(app: Flask) -> None:
    comment = make_waiting(body="Nice \u202eevil\u202c text")
    client = enter(app, moderator_of(consultations.get_by_id(comment.consultation_id)))
    for address in ("/en/desk/moderation", f"/en/desk/moderation/{comment.reference}"):
        html = page(client, address)
        assert "U+202E RLO" in html and "\u202e" not in html and "Has direction marks" in html


def test_opening_a_comment_claims_it_and_others_see_by_whom(app: Flask) -> None:
    consultation = make_consultation()
    body = organisations.get(consultation.organisation_id)
    reference = make_waiting(consultation).reference
    first, second = (
        make_staff("moderator", organisation=body, name="Ms Chen"),
        make_staff("moderator", organisation=body),
    )
    address = f"/en/desk/moderation/{reference}"
    page(enter(app, first), address)
    other = enter(app, second)
    assert "Claimed by Ms Chen" in page(other, "/en/desk/moderation")
    html = page(other, address)
    assert "Ms Chen has this comment on the desk" in html
    assert other.post(f"{address}/claim", data={}).status_code == 422  # without the form's token
    assert other.post(f"{address}/claim", data={"csrf_token": fields(html)["csrf_token"]}).status_code == 303
    assert "Ms Chen has" not in page(other, address)
    assert (
        other.post(f"{address}/release", data={"csrf_token": fields(html)["csrf_token"]}).status_code == 303
    )
    assert "Claimed by" not in page(other, "/en/desk/moderation")


def test_the_sender_is_shown_only_after_the_read_was_noted(app: Flask) -> None:
    consultation = make_consultation()
    contact = contributions_service.Contact(name="Wang Mei", email="mei@example.org")
    reference = make_waiting(consultation, contact=contact).reference
    client = enter(app, moderator_of(consultation))
    html = page(client, "/en/desk/moderation") + page(client, f"/en/desk/moderation/{reference}")
    assert "Wang Mei" not in html and "mei@example.org" not in html
    assert db.session.query(PersonalRead).count() == 0
    address = f"/en/desk/moderation/{reference}/sender"
    asked = page(client, address)
    assert "Wang Mei" not in asked and db.session.query(PersonalRead).count() == 0
    sent = {**fields(asked), "reason": "The number they give has to be checked."}
    assert (
        client.post(address, data=sent).status_code == 303
    )  # this body has nobody else: alone, and shown so
    html = page(client, address)
    db.session.rollback()
    assert "Wang Mei" in html and db.session.query(PersonalRead).one().what == f"sender of {reference}"


# Many at once -------------------------------------------------------------------------------------


def test_bulk_publishes_what_is_ticked_and_names_what_changed(app: Flask) -> None:
    consultation = make_consultation()
    one, other, stale = (make_waiting(consultation) for _ in range(3))
    client = enter(app, moderator_of(consultation))
    html = page(client, "/en/desk/moderation")
    picked = re.findall(r'name="picked" value="([^"]+)"', html)
    written = contributions_service.write("Changed.", limit=100)
    with writing():
        contributions_service.correct(GUEST, contributions.get(stale.id), written, now=clock.now())
    answer = client.post("/en/desk/moderation", data={**fields(html), "picked": picked, "act": "publish"})
    assert answer.status_code == 303
    html = page(client, answer.location)
    assert "2 comments were ruled on." in html and "1 was left" in html and stale.reference in html
    db.session.rollback()
    assert [contributions.get(c.id).state for c in (one, other, stale)] == [
        "published",
        "published",
        "pending",
    ]


def test_bulk_hide_needs_a_ground_and_a_note_and_keeps_the_typed(app: Flask) -> None:
    consultation = make_consultation()
    make_waiting(consultation)
    make_waiting(consultation)
    client = enter(app, moderator_of(consultation))
    html = page(client, "/en/desk/moderation")
    data = {**fields(html), "picked": re.findall(r'name="picked" value="([^"]+)"', html)[:1], "act": "hide"}
    answer = client.post("/en/desk/moderation", data={**data, "note": "Typed note."})
    assert answer.status_code == 422 and "Typed note." in answer.text
    answer = client.post("/en/desk/moderation", data={**data, "note": "Spam.", "ground": "spam"})
    assert answer.status_code == 303
    assert (
        client.post("/en/desk/moderation", data={**data, "picked": []}).status_code == 303
    )  # the same token again
    answer = client.post(
        "/en/desk/moderation", data={**fields(page(client, "/en/desk/moderation")), "act": "publish"}
    )
    assert answer.status_code == 422 and "tick the comments" in answer.text


def test_bulk_on_all_asks_once_more_and_leaves_what_came_later(app: Flask) -> None:
    consultation = make_consultation()
    before = [make_waiting(consultation) for _ in range(60)]
    client = enter(app, moderator_of(consultation))
    first = {**fields(page(client, "/en/desk/moderation")), "act": "publish", "scope": "all"}
    later = make_waiting(consultation)
    asked = client.post("/en/desk/moderation", data=first)
    assert asked.status_code == 200 and "Publish 60 comments?" in asked.text
    db.session.rollback()
    assert contributions.get(before[0].id).state == "pending"
    answer = client.post("/en/desk/moderation", data={**first, "confirmed": "y"})
    assert answer.status_code == 303 and "done=60" in answer.location
    db.session.rollback()
    assert all(contributions.get(c.id).state == "published" for c in before)
    assert contributions.get(later.id).state == "pending"


# Reviews and reports ------------------------------------------------------------------------------


def test_the_key_asks_for_a_review_and_shows_how_it_ends(app: Flask, client: FlaskClient) -> None:
    key = b"0123456789a"
    comment = make_waiting(body="My hidden words.", key=key)
    make_ruling(comment, "hide", note="It insults.")
    address = f"/en/receipt/{references.key_text(key)}/review"
    html = page(client, address)
    assert "My hidden words." in html and "It insults." in html
    answer = send(client, address, reason="")
    assert answer.status_code == 422
    answer = send(client, address, reason="I named nobody.")
    assert answer.status_code == 303 and answer.location == address
    assert "You asked for a review" in page(client, address)
    db.session.rollback()
    review = queries.open_review(comment.id)
    assert review is not None
    decide_review(review, "overturned", note="It names nobody.")
    assert "It names nobody." in page(client, address)
    page(client, "/en/receipt/AAAA-AAAA/review", 404)


def test_the_account_asks_for_a_review_of_its_own_comment_only(app: Flask) -> None:
    person = make_person()
    comment = make_waiting(actor=person)
    make_ruling(comment, "hide")
    address = f"/en/me/comments/{comment.reference}/review"
    assert app.test_client().get(address).status_code == 302
    page(enter(app, make_person()), address, 404)
    assert send(enter(app, person), address, reason="I named nobody.").status_code == 303


def test_a_review_is_decided_on_its_page_by_another_person(app: Flask) -> None:
    comment = make_waiting(body="Fair words.")
    consultation = consultations.get_by_id(comment.consultation_id)
    first, second = moderator_of(consultation), moderator_of(consultation)
    make_ruling(comment, "hide", actor=first)
    review = make_review(comment, "I named nobody.")
    address = f"/en/desk/moderation/reviews/{review.public_id}"
    own = enter(app, first)
    assert "You ruled on it" in page(own, "/en/desk/moderation/reviews")
    html = page(own, address)
    assert "Fair words." in html and "I named nobody." in html and 'name="result"' not in html
    other = enter(app, second)
    assert send(other, address, result="overturned").status_code == 422
    data = {**fields(page(other, address)), "result": "overturned", "note": "It names nobody."}
    assert own.post(
        address,
        data={
            **data,
            "csrf_token": fields(page(own, "/en/desk/moderation/" + comment.reference)).get("csrf_token", ""),
        },
    ).status_code in (403, 422)
    assert other.post(address, data=data).status_code == 303
    db.session.rollback()
    assert contributions.get(comment.id).state == "published"
    assert "No review is open." in page(other, "/en/desk/moderation/reviews")


def test_anybody_reports_a_published_comment(app: Flask, client: FlaskClient) -> None:
    comment = make_published(body="Loud words.")
    address = f"/en/comments/{comment.reference}/report"
    assert "Loud words." in page(client, address)
    assert send(client, address, message="Typed.").status_code == 422
    answer = send(client, address, ground="abuse", message="It insults us.", email="not an address")
    assert answer.status_code == 422 and "It insults us." in answer.text
    answer = send(client, address, ground="abuse", message="It insults us.", email="me@example.org")
    assert answer.status_code == 303 and "/en/report-answer/" in answer.location
    assert "Thank you" in page(client, answer.location)
    db.session.rollback()
    assert db.session.query(Report).one().message == "It insults us."
    html = page(
        enter(app, moderator_of(consultations.get_by_id(comment.consultation_id))), "/en/desk/moderation"
    )
    assert "1 report" in html and comment.reference in html


def test_reports_are_limited_by_address(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = make_published()
    address = f"/en/comments/{comment.reference}/report"
    monkeypatch.setitem(
        app.extensions, "consult_settings",
        app.extensions["consult_settings"].model_copy(update={"reports_per_address_per_hour": 2}),
    )  # fmt: skip
    codes = [send(client, address, ground="spam", message="Kept words.").status_code for _ in range(3)]
    assert codes == [303, 303, 429]


def test_what_is_not_published_cannot_be_reported_and_shows_no_text(app: Flask, client: FlaskClient) -> None:
    comment = make_waiting(body="Nobody may read this.")
    html = page(client, f"/en/comments/{comment.reference}/report")
    assert "Nobody may read this." not in html and 'name="ground"' not in html
    page(client, "/en/comments/ABC-DEFG-HJ/report", 404)


# The ledger ---------------------------------------------------------------------------------------


def test_the_ledger_lists_every_ruling_and_its_numbers_equal_the_rows(
    app: Flask, client: FlaskClient
) -> None:
    consultation = make_consultation()
    for stance in ("support", "oppose", ""):
        make_published(consultation, stance=stance)
    hidden = make_waiting(consultation, "SECRET WORDS", stance="oppose")
    make_ruling(hidden, "hide", note="Why it is hidden.")
    redacted = make_waiting(consultation, "SECRET NAME is loud.")
    make_ruling(redacted, "redact", ground="personal-data", note="", redactions=[(0, 11)])
    make_waiting(consultation)
    numbers = queries.ledger_numbers(consultation.id)
    assert (numbers.received, numbers.published, numbers.hidden, numbers.redacted, numbers.waiting) == (
        6,
        4,
        1,
        1,
        1,
    )
    assert numbers.rulings == db.session.query(Ruling).count() == 5
    assert numbers.by_ground == {"abuse": 1, "personal-data": 1}
    assert numbers.by_stance == {"support": (0, 1), "oppose": (1, 2), "": (0, 2)}
    assert numbers.median_waiting_minutes == 0
    html = page(client, f"/en/consultations/{consultation.slug}/moderation")
    assert html.count('class="moderation-ledger__row') == 5
    assert "Why it is hidden." in html and "SECRET" not in html and hidden.reference in html
    assert "Names or identifies a private person" in html


def test_the_ledger_shows_reviews_and_what_they_replaced(app: Flask, client: FlaskClient) -> None:
    comment = make_waiting()
    make_ruling(comment, "hide")
    decide_review(make_review(comment, "THE REASON"), "overturned", note="It names nobody.")
    numbers = queries.ledger_numbers(comment.consultation_id)
    assert (numbers.reviews_asked, numbers.reviews_overturned, numbers.hidden, numbers.by_ground) == (
        1,
        1,
        0,
        {},
    )
    slug = consultations.get_by_id(comment.consultation_id).slug
    html = page(client, f"/en/consultations/{slug}/moderation")
    assert "Overturned" in html and "result of a review" in html and "replaced by a later ruling" in html
    assert "THE REASON" not in html


def test_the_ledger_is_paged_by_key_and_downloadable_whole(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation()
    actor = moderator_of(consultation)
    for number in range(55):
        make_ruling(make_waiting(consultation), "hide", actor=actor, note=f"=note {number}")
    address, seen = f"/en/consultations/{consultation.slug}/moderation", []
    while address:
        html = page(client, address)
        seen += re.findall(r'<li id="([0-9a-f]{32})"', html)
        further = re.search(r'rel="next" href="([^"]+)"', html)
        address = further[1] if further else ""
    assert len(seen) == len(set(seen)) == 55
    table = client.get(f"/en/consultations/{consultation.slug}/moderation.csv")
    lines = table.text.strip().splitlines()
    assert len(lines) == 56 and table.mimetype == "text/csv" and '"\'=note 0"' in lines[1]


def test_the_ledger_takes_six_statements_and_none_to_render_when_unchanged(
    app: Flask, client: FlaskClient
) -> None:
    comment = make_published()
    slug = consultations.get_by_id(comment.consultation_id).slug
    address = f"/en/consultations/{slug}/moderation"
    db.session.rollback()
    with counted_statements(ignoring=("BEGIN", "ROLLBACK")) as statements:
        first = client.get(address)
    assert first.status_code == 200 and len(statements) <= 6, statements
    assert first.headers["Cache-Control"].startswith("public") and "Set-Cookie" not in first.headers
    with counted_statements(ignoring=("BEGIN", "ROLLBACK")) as statements:
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and len(statements) == 1
    make_ruling(contributions.get(comment.id), "hide")
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_the_ledger_of_an_unpublished_consultation_is_not_there(app: Flask, client: FlaskClient) -> None:
    page(client, f"/en/consultations/{make_consultation('draft').slug}/moderation", 404)


def test_hidden_words_are_on_no_public_page(app: Flask, client: FlaskClient) -> None:
    comment = make_waiting(body="SECRETWORDS here.")
    make_ruling(comment, "hide")
    slug = consultations.get_by_id(comment.consultation_id).slug
    for address in (
        f"/en/consultations/{slug}", f"/en/consultations/{slug}/moderation", f"/en/consultations/{slug}/moderation.csv",
        f"/en/consultations/{slug}/comments", f"/en/comments/{comment.reference}",
        f"/en/comments/{comment.reference}/report",
    ):  # fmt: skip
        assert "SECRETWORDS" not in client.get(address).text, address


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_every_page_speaks_chinese(app: Flask, client: FlaskClient, language: str) -> None:
    comment = make_waiting(key=b"0123456789a")
    consultation = consultations.get_by_id(comment.consultation_id)
    make_ruling(comment, "hide")
    review, published = make_review(comment), make_published(consultation)
    waiting, slug = make_waiting(consultation), consultation.slug
    staff = enter(app, moderator_of(consultation))
    base = f"/{language}"
    for address in (
        "/desk/moderation", f"/desk/moderation/{waiting.reference}", f"/desk/moderation/{waiting.reference}/sender",
        "/desk/moderation/reports", "/desk/moderation/referrals",
        "/desk/moderation/reviews", f"/desk/moderation/reviews/{review.public_id}",
    ):  # fmt: skip
        page(staff, base + address)
    for address in (
        f"/consultations/{slug}/moderation", f"/comments/{published.reference}/report",
        f"/receipt/{references.key_text(b'0123456789a')}/review",
    ):  # fmt: skip
        page(client, base + address)


def test_a_note_is_looked_at_before_the_lock_and_in_it_only_beside_its_own_comment(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation()
    make_waiting(consultation, "The lamps of the market hum all night long and keep us awake.")
    seen: list[tuple[bool, object]] = []

    def look(_consultation: object, _texts: object, _field: str, *, of: object = None) -> None:
        seen.append((bool(db.session.info.get("writing")), of))

    monkeypatch.setattr(saying, "LOOKS", [*saying.LOOKS, look])
    waits = make_waiting(
        consultation, "Please plant forty linden trees along the northern side of the square."
    )
    client = enter(app, moderator_of(consultation))
    address = f"/en/desk/moderation/{waits.reference}"
    quoting = "It says “The lamps of the market hum all night long and keep us awake.”"
    refused = send(client, address, act="publish", note=quoting)
    assert "of which that isn’t published" in refused.text
    seen.clear()
    note = "It says “Please plant forty linden trees along the northern side of the square.”"
    assert send(client, address, act="hide", ground="abuse", note=note).status_code == 422
    assert send(client, address, act="publish", note=note).status_code == 303, "by then everybody reads it"
    seen.clear()
    plain = make_waiting(consultation, "Plant birches.")
    own = plain.id
    assert (
        send(client, f"/en/desk/moderation/{plain.reference}", act="publish", note="Fine.").status_code == 303
    )
    assert seen == [(False, None), (True, [own])]


@pytest.mark.parametrize("scope", ["picked", "all"])
def test_the_note_of_a_bulk_act_is_looked_at_before_the_lock_and_in_it_beside_its_own_comments(
    app: Flask, monkeypatch: pytest.MonkeyPatch, scope: str
) -> None:
    consultation = make_consultation()
    seen: list[tuple[bool, object]] = []

    def look(_consultation: object, _texts: object, _field: str, *, of: object = None) -> None:
        seen.append((bool(db.session.info.get("writing")), of))

    waits = [make_waiting(consultation, f"Please plant {n} trees along the northern side.") for n in (40, 50)]
    ids = [one.id for one in waits]
    ticked = [f"{one.id}:{one.lock_version}" for one in waits]
    monkeypatch.setattr(saying, "LOOKS", [*saying.LOOKS, look])
    monkeypatch.setattr(queue, "CHUNK", 1)
    client = enter(app, moderator_of(consultation))
    given: dict[str, Any] = {"act": "hide", "ground": "abuse", "scope": scope, "confirmed": "y"}
    if scope == "picked":
        given["picked"] = ticked
    quoting = send(
        client,
        "/en/desk/moderation",
        **given,
        note="It says “Please plant 50 trees along the northern side.”",
    )
    assert quoting.status_code == 422 and "of which that isn’t published" in quoting.text
    assert all(contributions.get(own).state == "pending" for own in ids)
    seen.clear()
    assert send(client, "/en/desk/moderation", **given, note="It insults somebody.").status_code == 303
    assert seen == [(False, None), (True, [ids[0]]), (True, [ids[1]])]


@pytest.mark.parametrize("words", ["takes bribes", "rotten thief"])
def test_a_note_quotes_nothing_that_its_own_ruling_hides(app: Flask, words: str) -> None:
    consultation = make_consultation()
    shown = make_published(consultation, "The mayor takes bribes and is a rotten thief.")
    client = enter(app, moderator_of(consultation))
    note = f"[[{shown.reference}]] says “{words}”."
    address = f"/en/desk/moderation/{shown.reference}"
    refused = send(client, address, act="hide", ground="abuse", note=note)
    assert refused.status_code == 422 and words in refused.text
    assert send(client, address, act="hide", ground="abuse", note="It insults somebody.").status_code == 303


def test_a_note_names_nobody_whose_name_stood_in_the_hidden_comment_alone(app: Flask) -> None:
    consultation = make_consultation()
    make_waiting(
        consultation, "More benches, please.",
        contact=contributions_service.Contact(name="Ottilie Vandermeer", publication="unnamed"),
    )  # fmt: skip
    shown = make_published(consultation, "Ottilie Vandermeer is a liar.")
    client = enter(app, moderator_of(consultation))
    note = "It insults Ottilie Vandermeer."
    answer = send(client, f"/en/desk/moderation/{shown.reference}", act="hide", ground="abuse", note=note)
    assert answer.status_code == 422 and "Vandermeer" in answer.text
