"""The site's own grounds, texts, words, colours and mail."""

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.foundation.db import db
from consult.foundation.errors import Refused
from consult.moderation import queries as moderation
from consult.organisations import look, queries, rules
from consult.record.models import Entry
from tests.factories.consultations import make_organisation, make_staff
from tests.organisations.test_roles import post, signed_in

SITE = "/en/desk/organisations/site"


@pytest.fixture(autouse=True)
def _forget_the_look() -> Iterator[None]:
    look.forget()
    yield
    look.forget()


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return signed_in(
        client, make_staff("administrator", organisation=make_organisation("city"), email="ada@example.org")
    )


def test_a_ground_is_added_retired_and_offered_again(admin: FlaskClient) -> None:
    incomplete = post(admin, f"{SITE}/grounds", {"en": "Names a school", "zh_hant": "提及學校"})
    assert incomplete.status_code == 422 and "提及學校" in incomplete.text
    names = {"en": "Names a school", "zh_hant": "提及學校", "zh_hans": "提及学校"}
    assert post(admin, f"{SITE}/grounds", names).status_code == 303
    (ground,) = queries.site_grounds()
    assert ground.code == "own-names-a-school" and ground.name_in("zh-hant") == "提及學校"
    act(admin, f"{SITE}/grounds/{ground.code}/retire")
    assert queries.site_grounds() == []
    assert queries.site_grounds(with_retired=True)[0].code == ground.code
    act(admin, f"{SITE}/grounds/{ground.code}/restore")
    assert len(queries.site_grounds()) == 1
    entries = db.session.scalars(select(Entry.content).where(Entry.type == "site.set")).all()
    assert [json.loads(one)["objects"] for one in entries] == [["grounds"]] * 3


def act(client: FlaskClient, path: str) -> None:
    page = client.get(f"{SITE}/grounds").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    assert client.post(path, data={"csrf_token": token}).status_code == 303
    db.session.expire_all()


def test_the_sites_name_shows_on_public_pages_and_changes_their_etag(admin: FlaskClient) -> None:
    reader = admin.application.test_client()
    before = reader.get("/en/")
    assert (
        post(admin, f"{SITE}/texts", {"name_en": "Say it", "contact_en": "The office\nTown hall"}).status_code
        == 303
    )
    after = reader.get("/en/", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and "– Say it</title>" in after.text
    assert "Say it" not in reader.get("/zh-hant/").text
    assert reader.get("/en/").data == admin.get("/en/").data


def test_own_words_replace_ours_in_texts_but_not_in_places(admin: FlaskClient) -> None:
    assert post(admin, f"{SITE}/terms", {"en": "Consultations = Hearings"}).status_code == 303
    page = admin.application.test_client().get("/en/").text
    assert ">Hearings</a>" in page and ">Consultations</a>" not in page
    assert post(admin, f"{SITE}/terms", {"en": "no equals sign"}).status_code == 422
    assert (
        rules.reword("%(comments)s comments, 100%% comments", {"comments": "views"})
        == "%(comments)s views, 100%% views"
    )
    assert rules.reword("意見徵詢與意見", {"意見": "看法", "意見徵詢": "諮詢"}) == "諮詢與看法"
    assert rules.reword("a commentator", {"comment": "view"}) == "a commentator"


def test_a_brand_colour_is_linked_for_everybody_and_cached(admin: FlaskClient) -> None:
    reader = admin.application.test_client()
    assert "brand.css" not in reader.get("/en/").text
    assert post(admin, f"{SITE}/colour", {"light": "#7A1FA2"}).status_code == 303
    page = reader.get("/en/").text
    address = page.split('href="/brand.css')[1].split('"')[0]
    sheet = reader.get(f"/brand.css{address}")
    assert (
        sheet.mimetype == "text/css"
        and "#7a1fa2" in sheet.text
        and "immutable" in sheet.headers["Cache-Control"]
    )
    assert "Set-Cookie" not in sheet.headers
    again = reader.get(f"/brand.css{address}", headers={"If-None-Match": sheet.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    assert page.index("consult.css") < page.index("brand.css")


@pytest.mark.parametrize(
    ("light", "dark"),
    [("#ffee00", ""), ("red", ""), ("#0f5563;}body{display:none", ""), ("#0f5563", "#111111"), ("", "#76c6d6"),
     ("#0f556", "")],
)  # fmt: skip
def test_unreadable_and_unsafe_colours_are_refused(admin: FlaskClient, light: str, dark: str) -> None:
    assert post(admin, f"{SITE}/colour", {"light": light, "dark": dark}).status_code == 422
    assert queries.site_colours() == {}


def test_contrast_is_counted_as_wcag_does() -> None:
    assert round(rules.contrast("#000000", "#ffffff"), 1) == 21
    assert round(rules.contrast("#777777", "#ffffff"), 2) == 4.48
    for colour in ("#0f5563", "#7a1fa2", "#000000", "#b3261e"):
        made = rules.check_colours(colour, "")
        assert rules.contrast(made["dark"], rules.DARK_PAGE) >= 4.5
        assert rules.contrast(made["band"], rules.WHITE) >= 4.5
    with pytest.raises(Refused):
        rules.check_colours("#999999", "")


def test_the_test_mail_goes_to_who_asks_and_the_page_says_that_no_server_is_set(admin: FlaskClient) -> None:
    assert "E-mails become files" in admin.get(f"{SITE}/mail").text
    assert post(admin, f"{SITE}/mail/test", at=f"{SITE}/mail").headers["Location"].endswith("done=filed")


def test_only_administrators_of_a_top_body_open_the_settings(client: FlaskClient) -> None:
    city = make_organisation("city")
    make_staff("administrator", organisation=city)
    signed_in(
        client,
        make_staff(
            "administrator", organisation=make_organisation("parks", parent=queries.get_by_slug("city"))
        ),
    )
    for page in ("", "/grounds", "/texts", "/terms", "/colour", "/mail"):
        assert client.get(SITE + page).status_code == 403


def test_an_added_ground_is_offered_to_moderators_and_a_retired_one_keeps_its_name(
    admin: FlaskClient,
) -> None:
    post(admin, f"{SITE}/grounds", {"en": "Names a school", "zh_hant": "提及學校", "zh_hans": "提及学校"})
    assert moderation.ground_codes("plain")[
        -1
    ] == "own-names-a-school" and "abuse" in moderation.ground_codes("plain")
    act(admin, f"{SITE}/grounds/own-names-a-school/retire")
    assert "own-names-a-school" not in moderation.ground_codes("plain")
    assert moderation.ground_names("plain", "zh-hant")["own-names-a-school"] == "提及學校"


def test_pages_name_the_sites_own_grounds_without_a_statement(admin: FlaskClient) -> None:
    post(admin, f"{SITE}/grounds", {"en": "Names a school", "zh_hant": "提及學校", "zh_hans": "提及学校"})
    assert look.ground_names("en") == {"own-names-a-school": "Names a school"}
    assert look.stamp()
