"""The reading desk as people use it without scripts: list, one after the other, rules, samples, themes."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from consult.accounts import queries as accounts
from consult.analysis import queries
from consult.analysis.routes import acting
from consult.consultations.models import Consultation
from consult.contributions.service import Contact
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.organisations import queries as organisations
from consult.record.models import Entry, PersonalRead
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme, mark_read
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.outcomes import make_comments, responder_of
from tests.outcomes.test_pages import send, words


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("open")


@pytest.fixture
def responder(client: FlaskClient, consultation: Consultation) -> Actor:
    """Signed in on ``client``."""
    actor = responder_of(consultation)
    sign_in(client, accounts.get_by_address(actor.email))
    return actor


def desk(consultation: Consultation, rest: str = "reading") -> str:
    return f"/en/desk/consultations/{consultation.slug}/{rest}"


def act(client: FlaskClient, page: str, address: str, **typed: object) -> TestResponse:
    """Send the form of a page to the address of one of its buttons."""
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]*)"', client.get(page).text)[-1]
    return client.post(address, data={"csrf_token": token, **typed})


def test_an_empty_desk_says_so_in_each_language(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    for language, said in (
        ("en", "Nobody has commented."),
        ("zh-hans", "已阅看 0 条"),
        ("zh-hant", "已閱讀 0 則"),
    ):
        page = client.get(desk(consultation).replace("/en/", f"/{language}/"))
        assert page.status_code == 200 and said in words(page)
    assert "There are no themes yet." in words(client.get(desk(consultation, "themes")))


def test_ticked_comments_are_marked_put_taken_out_and_given(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    first, second = make_comments(consultation, 2)
    theme = make_theme(consultation, "Lamps")
    page = desk(consultation)
    picked = [first.reference, second.reference]
    nothing = act(client, page, desk(consultation, "reading/picked/mark"))
    assert nothing.status_code == 422 and "tick the comments" in words(nothing)
    without = act(client, page, desk(consultation, "reading/picked/put"), picked=picked)
    assert without.status_code == 422 and "choose a theme" in words(without)
    assert f'value="{first.reference}" checked' in without.text, "what was ticked stays ticked"
    for verb, typed in (
        ("mark", {}),
        ("put", {"theme": theme.public_id}),
        ("give", {"to": f"p{responder.account_id}"}),
    ):
        done = act(client, page, desk(consultation, f"reading/picked/{verb}"), picked=picked, **typed)
        assert done.status_code == 303 and f"done={verb}" in done.location
    kept = queries.coverage(consultation.id)
    assert (kept.read, kept.themed) == (2, 2)
    assert queries.comment_read(consultation.id, first.reference).assignee_id == responder.account_id
    act(client, page, desk(consultation, "reading/picked/take"), picked=picked[:1], theme=theme.public_id)
    assert queries.coverage(consultation.id).themed == 1
    assert "Lamps" in words(client.get(page)) and "Read on" in words(client.get(page))


def test_more_than_fifty_at_once_ask_how_they_were_read_and_keep_what_was_typed(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    make_comments(consultation, 51)
    page, address = desk(consultation, "reading/all"), desk(consultation, "reading/all/mark")
    through = re.search(r'name="through"[^>]*value="(\d+)"', client.get(page).text)
    assert through is not None
    late = make_comments(consultation)
    refused = act(client, page, address, through=through.group(1))
    assert refused.status_code == 422 and "51 comments marked as read within a minute" in words(refused)
    short = act(client, page, address, through=through.group(1), method="quickly")
    assert short.status_code == 422 and "quickly" in short.text
    done = act(client, page, address, through=through.group(1), method="We read them aloud in turns.")
    assert done.status_code == 303
    assert queries.first_unread(consultation.id) == late[0].reference, "what came after the look stays unread"


def test_all_that_the_list_holds_is_sorted_by_portions(
    client: FlaskClient, consultation: Consultation, responder: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "PORTION", 2)
    make_comments(consultation, 5)
    theme_id = make_theme(consultation, "Lamps", actor=responder).public_id
    page = desk(consultation, "reading/all")
    through = re.search(r'name="through"[^>]*value="(\d+)"', client.get(page).text)
    assert through is not None
    sent = {"through": through.group(1), "theme": theme_id}
    done = act(client, page, desk(consultation, "reading/all/put"), **sent)
    assert done.status_code == 303 and "number=5" in done.headers["Location"]
    assert queries.coverage(consultation.id).themed == 5
    put = select(Entry).where(Entry.type == "theme.comments_put")
    assert len(db.session.scalars(put).all()) == 3, "a transaction, and an entry, for each portion"


def test_one_after_the_other_until_none_is_left(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    first, second = make_comments(consultation, 2)
    address = desk(consultation, f"reading/{first.reference}")
    done = act(client, address, f"{address}/mark")
    assert done.location.endswith(second.reference)
    address = desk(consultation, f"reading/{second.reference}")
    done = act(client, address, f"{address}/mark")
    assert "Every comment is read." in words(client.get(done.location))
    assert act(client, address, f"{address}/unmark").status_code == 303
    assert queries.first_unread(consultation.id) == second.reference
    theme = make_theme(consultation, "Lamps")
    assert act(client, address, f"{address}/themes", themes=[theme.public_id]).status_code == 303
    assert queries.comment_ids_of(theme.id) == [second.id]
    assert send(client, address, at=f"{address}/notes", body="Ask the roads unit.").status_code == 303
    assert "Ask the roads unit." in words(client.get(address))
    assert "Ask the roads unit." not in client.get(f"/en/comments/{second.reference}").text


def test_a_saved_rule_shows_what_it_would_do_then_does_it(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    make_comments(consultation, 2, body="The bus is late.")
    make_comments(consultation, body="More trees.")
    theme = make_theme(consultation, "Buses")
    address = desk(consultation, "reading/filters/new?words=bus")
    saved = send(client, address, at=address, name="Buses", theme=theme.public_id)
    assert saved.status_code == 303
    page = client.get(saved.location)
    assert "It finds 2 comments now." in words(page) and queries.get_theme(theme.id).comments == 0
    through = re.search(r'name="through"[^>]*value="(\d+)"', page.text)
    assert through is not None
    done = act(client, saved.location, saved.location, through=through.group(1))
    db.session.expire_all()
    assert done.status_code == 303 and queries.get_theme(theme.id).comments == 2
    assert act(client, saved.location, f"{saved.location}/remove").status_code == 303
    assert queries.saved_filters(consultation.id) == []


def test_themes_are_made_renamed_merged_and_split_on_pages(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    comments = make_comments(consultation, 2)
    tree = desk(consultation, "themes")
    assert send(client, tree, name="Lamps", parent="").status_code == 303
    again = send(client, tree, name="Lamps", parent="")
    assert again.status_code == 422 and "this name already" in words(again)
    lamps = queries.themes_of(consultation.id)[0]
    noise = make_theme(consultation, "Noise", comments)
    own = desk(consultation, f"themes/{lamps.public_id}")
    assert (
        send(client, own, at=f"{own}/rename", seen="1", name="Street lamps", name_zh_hant="路燈").status_code
        == 303
    )
    assert "路燈" in client.get(own.replace("/en/", "/zh-hant/")).text
    other = desk(consultation, f"themes/{noise.public_id}")
    split = send(client, other, at=f"{other}/split", name="Night noise", comments=comments[0].reference)
    assert (
        split.status_code == 303
        and [one.name for one in queries.themes_of(consultation.id)][-1] == "Night noise"
    )
    assert send(client, other, at=f"{other}/merge", seen="", into=lamps.public_id).status_code == 303
    page = words(client.get(other))
    assert "This theme was merged into another one: Street lamps" in page and "Merged" in page
    late = send(client, own, at=f"{other}/give", to="")
    assert late.status_code == 422 and "merged into “Street lamps”" in words(late)


def test_what_is_left_names_the_first_twenty_with_links(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    comments = make_comments(consultation, 22)
    mark_read(consultation, comments[:1])
    page = client.get(desk(consultation, "reading/left"))
    assert "21 comments are unread" in words(page) and "22 comments stand under no theme" in words(page)
    assert (
        f'/reading/{comments[1].reference}"' in page.text
        and f'/reading/{comments[21].reference}"' not in page.text
    )


def test_reading_what_is_withheld_is_noted(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    (comment,) = make_comments(consultation, contact=Contact(publication="withheld"))
    client.get(desk(consultation, f"reading/{comment.reference}"))
    assert comment.reference in db.session.query(PersonalRead).order_by(PersonalRead.id.desc()).first().what  # type: ignore[union-attr]


def test_auditors_look_and_change_nothing(client: FlaskClient, consultation: Consultation) -> None:
    (comment,) = make_comments(consultation)
    auditor = make_staff("auditor", organisation=organisations.get(consultation.organisation_id))
    sign_in(client, accounts.get_by_address(auditor.email))
    page = client.get(desk(consultation))
    assert page.status_code == 200 and "Mark as read" not in words(page)
    refused = client.post(desk(consultation, "reading/picked/mark"), data={"picked": comment.reference})
    assert refused.status_code == 403
    stranger = make_staff("responder")
    sign_in(client, accounts.get_by_address(stranger.email))
    assert client.get(desk(consultation)).status_code == 404
