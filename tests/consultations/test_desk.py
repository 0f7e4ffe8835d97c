"""The author's desk: from a title to a published, extended, corrected consultation."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import jobs, profiles, queries, service
from consult.foundation import clock
from consult.foundation.access import CONSOLE, ROLES, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.organisations import queries as organisations
from consult.organisations import service as organisations_service
from consult.organisations.models import Organisation
from consult.record.models import Entry
from tests.consultations.pages import fields_of, signed_in, submit, words_of
from tests.factories.consultations import (
    add_version,
    make_consultation,
    make_draft,
    make_organisation,
    make_staff,
)

DRAFT = (
    b"# Market bylaw\n\n## Chapter 1\n\nArticle 1 Purpose\n\nOpen to all.\n\n"
    b"Article 2 Hours\n\nFrom six.\n\nTo ten.\n"
)
DESK = "/en/desk/consultations"


@pytest.fixture
def body(app: Flask) -> Organisation:
    return make_organisation("market-office")


@pytest.fixture
def author(body: Organisation) -> Actor:
    return make_staff("author", organisation=body)


@pytest.fixture
def desk(client: FlaskClient, author: Actor) -> FlaskClient:
    """A browser in which the author is signed in."""
    return signed_in(client, author)


def draft_of(body: Organisation, **more: object) -> str:
    """A consultation of the body that isn't published: its address."""
    return f"{DESK}/{make_consultation('draft', organisation=body, slug='market', **more).slug}"  # type: ignore[arg-type]


def upload(desk: FlaskClient, address: str, content: bytes = DRAFT, name: str = "draft.md", **more: str):  # type: ignore[no-untyped-def]
    return submit(desk, address, draft=(BytesIO(content), name), **more)


def test_author_makes_a_consultation_in_steps_and_publishes_it(desk: FlaskClient, body: Organisation) -> None:
    made = submit(
        desk,
        "/en/desk/new-consultation",
        title="Market hours",
        slug="market",
        organisation=body.slug,
        timezone="Asia/Taipei",
    )
    assert made.status_code == 303 and made.location == f"{DESK}/market"
    address = f"{DESK}/market"
    publish = desk.get(f"{address}/publish")
    assert "What it is about and why" in publish.text and "The draft itself" in publish.text
    assert submit(desk, f"{address}/words/contact/en", contact="Office, 123").status_code == 303
    assert submit(desk, f"{address}/words/what/en", summary="New hours.").status_code == 303
    assert (
        submit(desk, f"{address}/words/what/zh-hant", title="市場時間", summary="新時間。").status_code == 303
    )
    dates = submit(desk, f"{address}/dates", closes_on="2030-05-31", closes_time="17:00")
    assert dates.status_code == 303
    assert (
        submit(desk, f"{address}/rules", who_may_comment="confirmed", waiting_limit_hours="48").status_code
        == 303
    )
    assert upload(desk, f"{address}/upload").location == f"{address}/outline"
    assert "Purpose" in desk.get(f"{address}/outline").text
    for page in ("", "/preview", "/preview/draft", "/publish"):
        assert desk.get(address + page).status_code == 200
    assert desk.get("/en/consultations/market/draft").status_code == 404
    assert submit(desk, f"{address}/publish").status_code == 303
    assert "Open to all." in desk.get("/en/consultations/market/draft").text
    db.session.rollback()
    market = queries.get("market")
    assert queries.phase_of(market, clock.now()) == "open"
    assert market.closes_at is not None and market.closes_at.isoformat() == "2030-05-31T09:00:00+00:00"
    assert market.who_may_comment == "confirmed" and market.waiting_limit_hours == 48
    assert queries.texts_of(market.id)["zh-hant"].title == "市場時間"
    assert "Market hours" in desk.get(DESK).text


def test_new_consultation_at_a_taken_address_is_refused_with_what_was_typed(
    desk: FlaskClient, body: Organisation
) -> None:
    make_consultation("draft", slug="market")
    for slug, words in (("market", "already"), ("Mar ket", "small letters")):
        answer = submit(desk, "/en/desk/new-consultation", title="Mine", slug=slug, organisation=body.slug)
        assert answer.status_code == 422 and words in answer.text and 'value="Mine"' in answer.text


def test_author_cannot_create_for_another_body(desk: FlaskClient) -> None:
    other = make_organisation()
    answer = submit(desk, "/en/desk/new-consultation", title="Mine", slug="mine", organisation=other.slug)
    assert answer.status_code == 422 and queries.find("mine") is None


def test_publish_check_names_what_is_missing_with_its_step(desk: FlaskClient, body: Organisation) -> None:
    submit(desk, "/en/desk/new-consultation", title="Bare", slug="bare", organisation=body.slug)
    page = desk.get(f"{DESK}/bare/publish").text
    for step in ("/words/what/en#summary", "/words/contact/en", "/upload", "/dates#closes_on"):
        assert f"{DESK}/bare{step}" in page
    fields = fields_of(desk.get(f"{DESK}/bare/words/what/en"))
    refused = desk.post(f"{DESK}/bare/publish", data=fields)
    assert refused.status_code == 422 and "be published yet" in refused.text


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain profile asks for sixty days."""
    plain = profiles.profile("plain")
    period = replace(plain.data.periods[0], days=60)
    strict = replace(plain, data=replace(plain.data, periods=[period]))
    monkeypatch.setattr(profiles, "profile", lambda _code: strict)


@pytest.mark.usefixtures("strict")
def test_short_period_needs_a_public_reason(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body, closes_at=clock.now() + timedelta(days=10))
    assert "A public reason for a period shorter" in desk.get(f"{address}/publish").text
    assert "60 days" in desk.get(f"{address}/dates").text
    assert submit(desk, f"{address}/dates", short_period_reason="The dam is broken.").status_code == 303
    assert "Nothing is missing" in (check := desk.get(f"{address}/publish").text)
    assert "Nobody outside keeps the checkpoints" in check


@pytest.mark.usefixtures("strict")
def test_opening_in_the_past_does_not_lengthen_the_period(desk: FlaskClient, body: Organisation) -> None:
    now = clock.now()
    address = draft_of(body, opens_at=now - timedelta(days=90), closes_at=now + timedelta(days=10))
    assert "A public reason for a period shorter" in desk.get(f"{address}/publish").text


@pytest.mark.parametrize(("time", "words"), [("02:30", "put forward"), ("02:30:00x", "")])
def test_dates_refuse_a_time_that_the_clocks_skip(
    desk: FlaskClient, body: Organisation, time: str, words: str
) -> None:
    address = draft_of(body)
    answer = submit(
        desk, f"{address}/dates", timezone="Europe/Berlin", closes_on="2030-03-31", closes_time=time
    )
    assert answer.status_code == 422 and words in answer.text and 'value="2030-03-31"' in answer.text


def test_dates_refuse_a_time_shown_twice_and_a_closing_before_opening(
    desk: FlaskClient, body: Organisation
) -> None:
    address = draft_of(body)
    twice = submit(
        desk, f"{address}/dates", timezone="Europe/Berlin", closes_on="2030-10-27", closes_time="02:30"
    )
    assert twice.status_code == 422 and "twice" in twice.text and 'name="turn"' in twice.text
    typed = {"timezone": "Europe/Berlin", "closes_on": "2030-10-27", "closes_time": "02:30"}
    for turn, shown in (("first", "00:30"), ("second", "01:30")):
        assert submit(desk, f"{address}/dates", **typed, turn=turn).status_code == 303
        closes = queries.get("market").closes_at
        assert closes is not None and f"{closes:%H:%M}" == shown
    assert 'value="second" checked' in desk.get(f"{address}/dates").text
    wrong = submit(desk, f"{address}/dates", opens_on="2030-05-02", closes_on="2030-05-01")
    assert wrong.status_code == 422 and "close after it opens" in wrong.text


def test_two_authors_at_once_lose_nothing(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body) + "/words/what/en"
    fields = fields_of(desk.get(address))
    assert desk.post(address, data={**fields, "summary": "The first author's words."}).status_code == 303
    second = desk.post(address, data={**fields, "summary": "The second author's words."})
    assert second.status_code == 422
    assert "The first author&#39;s words." in second.text and "The second author&#39;s words." in second.text
    again = desk.post(address, data={**fields_of(second), "summary": "Both."})
    assert again.status_code == 303


def test_upload_refuses_with_a_sentence_and_stores_nothing(
    desk: FlaskClient, body: Organisation, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(desk, "/en/desk/new-consultation", title="Bare", slug="bare", organisation=body.slug)
    address = f"{DESK}/bare/upload"
    for content, name, words in (
        (b"", "a.md", "empty"),
        (b"PK\x03\x04rubbish", "a.docx", ""),
        (b"\x89PNG\r\n", "a.pdf", "picture"),
        (b"abc", "a.exe", "kind of file"),
    ):
        answer = upload(desk, address, content, name)
        assert answer.status_code == 422 and words in answer.text, name
    small = app.extensions["consult_settings"].model_copy(update={"upload_bytes": 10_000})
    monkeypatch.setitem(app.extensions, "consult_settings", small)
    big = upload(desk, address, b"x" * 20_000, "a.txt")
    assert big.status_code == 422 and "larger than" in big.text
    assert queries.current_version(queries.get("bare").id, published_only=False) is None


def test_upload_sent_twice_is_one_version(desk: FlaskClient, body: Organisation) -> None:
    made = make_consultation("open", organisation=body, slug="market")
    address = f"{DESK}/market/upload"
    fields = fields_of(desk.get(address))
    for _ in range(2):
        assert desk.post(address, data={**fields, "draft": (BytesIO(DRAFT), "d.md")}).status_code == 303
    db.session.rollback()
    assert len(queries.versions_of(made.id, published_only=False)) == 2


def outline(slug: str = "market") -> list[tuple[str, str, str, int]]:
    db.session.rollback()
    version = queries.current_version(queries.get(slug).id, published_only=False)
    assert version is not None
    rows = queries.outline_of(queries.editions_of(version.id)[0])
    return [(row.anchor, row.number, row.heading, row.level) for row in rows]


def test_outline_is_mended(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body)
    upload(desk, f"{address}/upload")
    assert [row[0] for row in outline()] == ["ch-1", "art-1", "art-2"]

    def mend(anchor: str, act: str, **typed: object) -> int:
        return submit(
            desk, f"{address}/outline/{anchor}/{act}", f"{address}/outline/{anchor}", **typed
        ).status_code

    assert mend("art-1", "edit", heading="Aim", number="Article 7", level="2") == 303
    assert outline()[1] == ("art-7", "Article 7", "Aim", 2)
    assert mend("art-2", "split", paragraph="1") == 303
    assert len(outline()) == 4
    assert mend(outline()[3][0], "join") == 303
    assert len(outline()) == 3
    assert mend("ch-1", "remove") == 303
    assert [row[3] for row in outline()] == [1, 1]
    assert mend("art-2", "edit", level="9") == 422
    assert mend("art-2", "division") == 422
    assert desk.get(f"{address}/outline/nothing").status_code == 404


def test_mending_an_outline_that_changed_meanwhile_is_refused(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body)
    fields = fields_of(desk.get(f"{address}/outline/art-1"), "edit")
    upload(desk, f"{address}/upload")
    late = desk.post(f"{address}/outline/art-1/edit", data={**fields, "heading": "Late"})
    assert late.status_code == 422 and "Somebody else changed this" in late.text
    assert "Late" not in str(outline())


def test_published_outline_is_not_mended(desk: FlaskClient, body: Organisation) -> None:
    make_consultation("open", organisation=body, slug="market")
    assert desk.get(f"{DESK}/market/outline/art-1").status_code == 409


def test_tracked_changes_are_confirmed_before_publishing(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body)
    with writing():
        found = queries.get("market")
        service.add_version(CONSOLE, found, make_draft(tracked_change=True), language="en", now=clock.now())
    assert "Your confirmation of what was found" in desk.get(f"{address}/publish").text
    assert submit(desk, f"{address}/findings", f"{address}/outline").status_code == 303
    assert "Nothing is missing" in desk.get(f"{address}/publish").text


def test_editions_that_differ_are_shown_side_by_side_and_mended_before_publishing(
    desk: FlaskClient, body: Organisation
) -> None:
    address = draft_of(body, articles=2)
    chinese = "第一條 甲。\n\n第三條 乙。".encode()
    sent = upload(
        desk, f"{address}/upload-edition", chinese, "a.txt", language="zh-hant", authority="authentic"
    )
    assert sent.status_code == 303
    outline = desk.get(f"{address}/outline").text
    assert "These articles aren’t the same in all languages" in outline and "missing here" in outline
    assert "The same articles in every language" in desk.get(f"{address}/publish").text
    mended = submit(
        desk, f"{address}/outline/art-3/edit?edition=zh-hant", f"{address}/outline/art-3?edition=zh-hant",
        number="第二條", heading="", level="1",
    )  # fmt: skip
    assert mended.status_code == 303
    assert "missing here" not in desk.get(f"{address}/outline").text
    assert "Nothing is missing" in desk.get(f"{address}/publish").text
    assert "乙。" in desk.get(f"{address}/preview/draft?edition=zh-hant").text


def test_paragraphs_are_put_where_they_belong(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body, articles=["Lead.</p><p>Ten.</p><p>Twenty.</p><p>Five today.</p><p>Because."])
    parts = dict(
        zip(
            [f"parts-{n}" for n in range(5)],
            ["text", "alternative", "alternative", "in_force", "explanation"],
            strict=True,
        )
    )
    done = submit(desk, f"{address}/outline/art-1/divide", f"{address}/outline/art-1", **parts)
    assert done.status_code == 303
    made = queries.get("market")
    version = queries.get_version(made.id, 1, published_only=False)
    (one,) = queries.read_outline(queries.editions_of(version.id)[0])
    assert (one.in_force_text, one.explanation_text) == ("Five today.", "Because.")
    assert [(each.label, each.text) for each in one.alternatives] == [
        ("Option A", "Ten."),
        ("Option B", "Twenty."),
    ]
    assert one.lead_html == "<p>Lead.</p>"


def test_next_version_is_published_beside_the_first(desk: FlaskClient, body: Organisation) -> None:
    make_consultation("open", organisation=body, slug="market")
    upload(desk, f"{DESK}/market/upload")
    assert "Text of article 1." in desk.get("/en/consultations/market/draft").text, "not public yet"
    assert desk.get("/en/consultations/market/draft/2").status_code == 404
    assert "Publish version 2" in desk.get(f"{DESK}/market").text
    empty = submit(desk, f"{DESK}/market/version", change_note=" ")
    assert empty.status_code == 422
    assert submit(desk, f"{DESK}/market/version", change_note="Hours changed").status_code == 303
    assert "Open to all." in desk.get("/en/consultations/market/draft").text
    assert "Text of article 1." in desk.get("/en/consultations/market/draft/1").text


def test_each_edition_of_a_version_says_what_changed_in_its_language(
    desk: FlaskClient, body: Organisation
) -> None:
    own = make_consultation("draft", organisation=body, slug="market").id

    def add_chinese(number: int) -> None:
        with writing():
            found = queries.get_by_id(own)
            version = queries.get_version(own, number, published_only=False)
            draft = make_draft(["任何人均得設攤。"] * 3, title="市場條例")
            service.add_edition(CONSOLE, found, version, draft, language="zh-hant", now=clock.now())

    add_chinese(1)
    with writing():
        service.publish(CONSOLE, queries.get_by_id(own), now=clock.now())
    add_version(queries.get_by_id(own), ["One.", "Two.", "Three."], publish=False)
    add_chinese(2)
    page = desk.get(f"{DESK}/market/version").text
    assert "Please write it in this language: English" in page
    assert (
        "change_note_zh_hant" in page and "change_note_zh_hans" not in page and "change_note_en" not in page
    )
    typed = {"change_note": "Shorter words.", "change_note_zh_hant": "文字精簡。"}
    assert submit(desk, f"{DESK}/market/version", **typed).status_code == 303
    for language, said, other in (
        ("en", "Shorter words.", "文字精簡。"), ("zh-hant", "文字精簡。", "Shorter words."),
        ("zh-hans", "Shorter words.", "文字精簡。"),
    ):  # fmt: skip
        for address in (
            f"/{language}/consultations/market/draft", f"/{language}/consultations/market/changes/1/2",
        ):  # fmt: skip
            shown = desk.get(address).text
            assert said in shown and other not in shown, address


def test_what_changed_is_asked_for_in_the_language_of_each_edition(
    desk: FlaskClient, body: Organisation
) -> None:
    own = make_consultation("open", organisation=body, slug="market").id
    add_version(queries.get_by_id(own), ["One.", "Two.", "Three."], publish=False)
    with writing():
        found = queries.get_by_id(own)
        version = queries.get_version(own, 2, published_only=False)
        draft = make_draft(["Un.", "Deux.", "Trois."], title="Le marché")
        service.add_edition(CONSOLE, found, version, draft, language="fr-CA", now=clock.now())
    page = desk.get(f"{DESK}/market/version").text
    assert "What changed, in this language: français" in page and "change_note_zh_hant" not in page
    typed = {"change_note": "Shorter words.", "change_note_fr_ca": "Des mots plus courts."}
    assert submit(desk, f"{DESK}/market/version", **typed).status_code == 303
    draft_page = "/en/consultations/market/draft"
    assert "Shorter words." in desk.get(draft_page).text
    assert "Des mots plus courts." in desk.get(f"{draft_page}?edition=fr-CA").text


def test_extension_needs_a_later_date_and_a_reason(desk: FlaskClient, body: Organisation) -> None:
    made = make_consultation("open", organisation=body, slug="market")
    assert made.closes_at is not None
    later = (made.closes_at + timedelta(days=5)).date().isoformat()
    address = f"{DESK}/market/extend"
    assert submit(desk, address, closes_on=later).status_code == 422
    earlier = submit(desk, address, closes_on=clock.now().date().isoformat(), reason="Shorter")
    assert earlier.status_code == 422 and "shortened" in earlier.text and "Shorter" in earlier.text
    assert submit(desk, address, closes_on=later, reason="Many asked for it.").status_code == 303
    db.session.rollback()
    (change,) = queries.date_changes(queries.get("market").id)
    assert change.reason == "Many asked for it." and change.closes_now.date().isoformat() == later


def test_finish_names_what_is_missing(desk: FlaskClient, body: Organisation) -> None:
    make_consultation("closed", organisation=body, slug="market")
    page = submit(desk, f"{DESK}/market/finish")
    assert page.status_code == 422 and "outcome" in page.text


def test_published_texts_and_rules_are_fixed(desk: FlaskClient, body: Organisation) -> None:
    make_consultation("open", organisation=body, slug="market")
    for step, typed in (
        ("words/what/en", {"summary": "Changed"}),
        ("rules", {"moderation": "after"}),
        ("publish", {}),
    ):
        page = "publish" if step == "publish" else step
        fields = fields_of(
            desk.get(f"{DESK}/market/words/what/en" if step == "publish" else f"{DESK}/market/{page}")
        )
        answer = desk.post(f"{DESK}/market/{step}", data={**fields, **typed})
        assert answer.status_code == 422 and "fixed" in answer.text, step


# At a set time --------------------------------------------------------------------------------------


def test_draft_publishes_itself_at_its_time_and_not_before(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body, closes_at=clock.now() + timedelta(days=90))
    day = clock.now() + timedelta(days=3)
    planned = submit(
        desk, f"{address}/plan", f"{address}/publish", publish_on=day.date().isoformat(), publish_time="09:00"
    )
    assert planned.status_code == 303, planned.text
    assert jobs.publish_due(clock.now()) == 0
    assert desk.get("/en/consultations/market/draft").status_code == 404
    assert jobs.publish_due(day + timedelta(days=1)) == 1
    assert desk.get("/en/consultations/market/draft").status_code == 200
    assert jobs.publish_due(day + timedelta(days=1)) == 0


def test_draft_that_is_not_ready_at_its_time_stays_a_draft(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body, closes_at=clock.now() + timedelta(days=90))
    day = clock.now() + timedelta(days=3)
    submit(
        desk, f"{address}/plan", f"{address}/publish", publish_on=day.date().isoformat(), publish_time="09:00"
    )
    submit(desk, f"{address}/words/contact/en", contact="")
    jobs.publish_due(day + timedelta(days=1))
    db.session.rollback()
    market = queries.get("market")
    assert market.state == "draft" and market.publish_at is None
    types = {entry.type for entry in db.session.query(Entry).filter_by(log=market.public_id)}
    assert "consultation.publication_missed" in types


def test_plan_refuses_a_time_that_is_past(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body)
    answer = submit(
        desk, f"{address}/plan", f"{address}/publish", publish_on="2020-01-01", publish_time="09:00"
    )
    assert answer.status_code == 422 and "That time is past" in answer.text


# Who may --------------------------------------------------------------------------------------------

PAGES = {
    "": ROLES, "/preview": ROLES, "/preview/draft": ROLES, "/words/what/en": ("author",), "/dates": ("author",),
    "/rules": ("author",), "/upload": ("author",), "/outline": ("author",), "/publish": ("author",),
    "/finish": ("author", "responder"),
}  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_who_opens_which_page(client: FlaskClient, body: Organisation, role: str) -> None:
    draft_of(body)
    own = signed_in(client, make_staff(role, organisation=organisations.get_by_slug(body.slug)))
    for page, roles in PAGES.items():
        assert own.get(f"{DESK}/market{page}").status_code == (200 if role in roles else 403), page


@pytest.mark.parametrize("role", ROLES)
def test_staff_of_another_body_sees_no_draft(client: FlaskClient, body: Organisation, role: str) -> None:
    draft_of(body)
    other = signed_in(client, make_staff(role, "author"))
    for page in PAGES:
        answer = other.get(f"{DESK}/market{page}")
        assert answer.status_code == 404, page
        assert answer.text == other.get(f"{DESK}/nowhere{page}").text.replace("nowhere", "market"), page
    assert "A new bylaw" not in other.get(DESK).text


ACTS = ("words/what/en", "dates", "rules", "upload", "upload-edition", "findings", "outline/art-1/edit", "publish",
        "plan", "unplan", "version", "extend", "finish")  # fmt: skip


@pytest.mark.parametrize("phase", ["draft", "open", "finished"])
@pytest.mark.parametrize("role", [*ROLES, "other author", "auditing author"])
def test_who_may_write(client: FlaskClient, body: Organisation, role: str, phase: str) -> None:
    make_consultation(phase, organisation=body, slug="market")
    same = organisations.get_by_slug("market-office")
    staff = {
        "other author": lambda: make_staff("author"),
        "auditing author": lambda: make_staff("author", "auditor", organisation=same),
    }.get(role, lambda: make_staff(role, organisation=same))()
    own = signed_in(client, staff)
    db.session.rollback()
    # An attempt at what needs two persons is itself an entry; nothing else may be.
    done = db.session.query(Entry).filter(Entry.type != "approval.attempt_refused")
    before = done.count()
    for act in ACTS:
        answer = own.post(f"{DESK}/market/{act}", data={"title": "X", "heading": "X"})
        may = role == "author" or (role == "responder" and act == "finish")
        assert (answer.status_code in (403, 404)) != may, (act, answer.status_code)
    db.session.rollback()
    assert done.count() == before


def test_corrected_version_of_a_closed_consultation_is_taken(desk: FlaskClient, body: Organisation) -> None:
    made = make_consultation("closed", organisation=body, slug="market")
    assert add_version(made).number == 2
    assert "2" in words_of(desk.get("/en/consultations/market/draft"))


def test_a_closed_body_starts_no_consultation(body: Organisation) -> None:
    body_id = body.id
    with writing():
        organisations_service.close_organisation(CONSOLE, organisations.get(body_id), now=clock.now())
    with pytest.raises(Refused, match="This body is closed"), writing():
        service.create(
            CONSOLE, organisation=organisations.get(body_id), slug="late", title="Late", language="en",
            now=clock.now(),
        )  # fmt: skip


def test_the_desk_names_a_consultation_in_the_readers_language(desk: FlaskClient, body: Organisation) -> None:
    address = draft_of(body)
    consultation_id = queries.get("market").id
    with writing():
        service.set_texts(
            CONSOLE, queries.get_by_id(consultation_id), language="zh-hant", texts={"title": "市場新規"},
            now=clock.now(),
        )  # fmt: skip
    for page in (DESK, address, f"{address}/dates", f"{address}/replies"):
        shown = desk.get(page.replace("/en/", "/zh-hant/")).text
        assert "市場新規" in shown and "A new bylaw" not in shown, page
        assert "A new bylaw" in desk.get(page).text
