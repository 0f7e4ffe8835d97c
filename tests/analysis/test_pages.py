"""The reading desk as people use it without scripts: list, one after the other, rules, samples, themes."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from consult.accounts import queries as accounts
from consult.analysis import queries
from consult.analysis.record_checks import check_reading
from consult.analysis.routes import portions
from consult.consultations.models import Consultation
from consult.contributions.service import Contact
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import Busy
from consult.foundation.forms import Form, is_done
from consult.organisations import queries as organisations
from consult.record.models import Entry, PersonalRead
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme, mark_read
from tests.factories.consultations import make_staff
from tests.factories.outcomes import make_comments
from tests.outcomes.test_pages import send, words


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
        ("zh-hans", "已阅看0条"),
        ("zh-hant", "已閱讀0則"),
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
    (other,) = re.findall(r'<a href="(/zh-hant/[^"]*)" hreflang', nothing.text)
    assert other == page.replace("/en/", "/zh-hant/") and client.get(other).status_code == 200
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
    monkeypatch.setattr(portions, "portion_size", lambda: 2)
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


@pytest.fixture
def short_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Portions of two comments, and time for one of them at a press."""
    monkeypatch.setattr(portions, "portion_size", lambda: 2)
    monkeypatch.setattr(portions, "SECONDS", 0)


def through_of(page: TestResponse) -> str:
    found = re.search(r'name="through"[^>]*value="(\d+)"', page.text)
    assert found is not None
    return found.group(1)


@pytest.mark.usefixtures("short_of_time")
def test_what_ends_early_says_how_far_it_came_and_the_same_button_goes_on(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    make_comments(consultation, 5)
    page, button = desk(consultation, "reading/all"), desk(consultation, "reading/all/mark")
    sent = {"through": through_of(client.get(page)), "method": "We read them aloud in turns."}
    first = act(client, page, button, **sent)
    assert first.status_code == 200 and through_of(first) == sent["through"]
    assert "2 comments marked as read." in words(first) and "3 are left." in words(first)
    assert sent["method"] in first.text, "what was typed stays"
    other = re.search(r'<a href="(/zh-hant/[^"]*)" hreflang', first.text)
    assert other is not None and client.get(other.group(1)).status_code == 200, "a page in another language"
    assert "1 is left." in words(act(client, page, button, **sent))
    done = act(client, page, button, **sent)
    assert done.status_code == 303 and "number=1" in done.location
    assert queries.coverage(consultation.id).read == 5
    (method,) = queries.methods_of(consultation.id)
    assert method.number == 5, "one method, however many presses it took"
    marked = db.session.scalars(select(Entry).where(Entry.type == "reading.marked")).all()
    assert len(marked) == 3, "a transaction, and an entry, for each portion"


@pytest.mark.usefixtures("short_of_time")
def test_a_rule_goes_on_where_it_ended_and_gives_each_run_its_number(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    make_comments(consultation, 3, body="The bus is late.")
    theme = make_theme(consultation, "Buses")
    address = desk(consultation, "reading/filters/new?words=bus")
    rule = send(client, address, at=address, name="Buses", theme=theme.public_id).location
    sent = {"through": through_of(client.get(rule))}
    first = act(client, rule, rule, **sent)
    assert first.status_code == 200 and "2 comments put under the theme." in words(first)
    assert "1 is left." in words(first)
    done = act(client, rule, rule, **sent)
    assert done.status_code == 303 and "number=1" in done.location
    assert len(queries.comment_ids_of(theme.id)) == 3


@pytest.mark.usefixtures("short_of_time")
def test_a_sample_is_finished_by_the_portion_that_leaves_nothing(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    make_comments(consultation, 4)
    address = desk(consultation, "reading/sample")
    send(client, address, at=address, size="1", method="They are much alike.")
    made = queries.open_sample(consultation.id)
    assert made is not None
    gather, page = f"{address}/{made.public_id}/gather", client.get(address)
    assert "2 unread comments are gathered so far." in words(page) and "Seed" not in words(page)
    assert act(client, address, gather).status_code == 303
    assert "4 unread comments are gathered so far." in words(client.get(address))
    assert act(client, address, gather).status_code == 303
    assert "1 of 4 comments were drawn." in words(client.get(address))
    (drawn,) = queries.sample_left(made.id)
    one = desk(consultation, f"reading/{drawn}")
    act(client, one, f"{one}/mark")
    finish = f"{address}/{made.public_id}/finish"
    first = act(client, address, finish)
    assert first.status_code == 422 and "2 were marked as read" in words(first)
    assert queries.open_sample(consultation.id) is not None
    assert act(client, address, finish).status_code == 303
    assert queries.open_sample(consultation.id) is None and queries.coverage(consultation.id).read == 4
    assert queries.methods_of(consultation.id)[0].number == 3
    check_reading()


def test_a_busy_site_ends_a_bulk_act_after_the_portion_that_was_done(
    client: FlaskClient, consultation: Consultation, responder: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "portion_size", lambda: 2)
    make_comments(consultation, 3)
    page, answers = desk(consultation, "reading/all"), iter([True])

    def done_once(form: Form, keep: Callable[[], object]) -> bool:
        if not next(answers, False):
            raise Busy("The site is very busy.")
        return is_done(form, keep)

    sent = {"through": through_of(client.get(page)), "to": f"p{responder.account_id}"}
    monkeypatch.setattr(portions, "is_done", done_once)
    came = act(client, page, desk(consultation, "reading/all/give"), **sent)
    assert came.status_code == 200 and "2 comments given." in words(came) and "1 is left." in words(came)
    assert act(client, page, desk(consultation, "reading/all/give"), **sent).status_code == 503


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


def test_whoever_reads_one_by_one_too_fast_can_say_how_or_take_a_minute(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    *quick, last = make_comments(consultation, 51)
    mark_read(consultation, quick, actor=responder)
    address = desk(consultation, f"reading/{last.reference}")
    assert 'name="method"' not in client.get(address).text
    refused = act(client, address, f"{address}/mark")
    assert refused.status_code == 422 and "51 comments marked as read within a minute" in words(refused)
    assert 'name="method"' in refused.text and queries.coverage(consultation.id).read == 50
    done = act(client, address, f"{address}/mark", method="Short ones, read on paper before.")
    assert done.status_code == 303 and queries.coverage(consultation.id).by_method == 1


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


def test_the_page_of_a_theme_leads_only_where_its_reader_may_go(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    theme = make_theme(consultation, "Lamps", make_comments(consultation, 1))
    author = make_staff("author", organisation=organisations.get(consultation.organisation_id))
    own = desk(consultation, f"themes/{theme.public_id}")
    led = r'href="(/en/desk/consultations/[^"]*(?:joint/new|/due|dispositions/themes)[^"]*)"'
    to_answers = re.findall(led, client.get(own).text)
    assert len(to_answers) == 3
    assert [client.get(one).status_code for one in to_answers] == [200, 200, 200]
    sign_in(client, accounts.get_by_address(author.email))
    assert client.get(own).status_code == 200 and re.findall(led, client.get(own).text) == []


def test_no_name_of_a_field_stands_twice_where_a_list_is_narrowed_and_acted_on(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    comment = make_comments(consultation, 1)[0]
    make_theme(consultation, "Lamps", [comment])
    for page in ("reading", f"reading/{comment.reference}"):
        ids = re.findall(r'\sid="([^"]+)"', client.get(desk(consultation, page)).text)
        assert sorted(ids) == sorted(set(ids))


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
