"""An order about a part of a comment is followed by one that goes further, with its own entry and two people."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.contributions import queries
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.foundation.errors import Refused
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.record.models import Entry, EntryOpening
from tests.contributions.browsing import words_of
from tests.contributions.test_erasing import offered, verify_everything
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_staff
from tests.opendata.test_taken_out import correct, files_of, make_sent, order_out


def opened(field: str) -> list[str]:
    """What still opens in this field, in entries about comments that were received or corrected."""
    rows = db.session.execute(
        select(EntryOpening.fields)
        .join(Entry, Entry.id == EntryOpening.entry_id)
        .where(Entry.type.in_(("comment.received", "comment.corrected")))
    )
    return [row[0][name][1] for row in rows for name in row[0] if name.startswith(field)]


def types() -> list[str]:
    return [
        one for one in db.session.scalars(select(Entry.type)) if one.endswith(("removed", "original_erased"))
    ]


def administrator(app: Flask, comment: Comment) -> FlaskClient:
    own = consultations.get_by_id(comment.consultation_id).organisation_id
    browser = app.test_client()
    actor = make_staff("administrator", organisation=organisations.get(own))
    sign_in(browser, accounts.get_by_address(actor.email))
    return browser


@pytest.mark.parametrize("is_sealed_too", [False, True])
@pytest.mark.parametrize("part", ["files", "wording"])
def test_an_order_about_a_part_is_widened_to_the_whole_comment(
    app: Flask, client: FlaskClient, part: str, is_sealed_too: bool
) -> None:
    _made, (first, _second, _answer) = make_sent()
    reference, comment_id = first.reference, first.id
    if part == "files":
        order_out(first, part, file=files_of(first)[0], is_sealed_too=is_sealed_too)
    else:
        correct(first, "The ferry was late.")
        order_out(first, part, revision=1, is_sealed_too=is_sealed_too)
    assert "text" in offered(administrator(app, queries.get(comment_id)), reference)
    order_out(queries.get(comment_id), "text", is_sealed_too=is_sealed_too)
    page = words_of(client.get(f"/en/comments/{reference}"))
    said = "A file was removed by order." if part == "files" else "An earlier wording was removed by order."
    assert 0 < page.index("The text was removed by order.") < page.index(said), (
        "the newest order stands first"
    )
    thing = "attachment.removed" if part == "files" else "wording.removed"
    assert sorted(types()) == sorted([thing, "comment.removed"])
    orders = queries.removals_of(comment_id)
    assert [one.scope for one in orders] == ["text", part] and not any(one.is_alone for one in orders)
    assert not approvals.waiting_approvals()
    if is_sealed_too:
        assert not [one for one in opened("body") if "ferry" in one] and not opened("attachment")
    verify_everything()


def test_a_later_order_takes_removed_files_out_of_the_sealed_originals(app: Flask) -> None:
    _made, (first, _second, _answer) = make_sent()
    order_out(first, "files", is_sealed_too=False)
    assert len(opened("attachment")) == 2
    browser = administrator(app, queries.get(first.id))
    assert "files" in offered(browser, first.reference)
    with pytest.raises(Refused, match="Only the sealed originals hold the files any more"):
        order_out(queries.get(first.id), "files", is_sealed_too=False)
    order_out(queries.get(first.id), "files")
    assert opened("attachment") == [] and types() == ["attachment.removed"] * 2
    assert "files" not in offered(browser, first.reference)
    verify_everything()


def test_a_later_order_takes_a_removed_wording_out_of_the_sealed_originals(app: Flask) -> None:
    _made, (first, _second, _answer) = make_sent()
    correct(first, "The boat was late.")
    order_out(queries.get(first.id), "wording", revision=1, is_sealed_too=False)
    browser = administrator(app, queries.get(first.id))
    form = browser.get(f"/en/desk/comments/{first.reference}/remove").text
    assert re.search(r"1: only the sealed originals hold it any more", form)
    with pytest.raises(Refused, match="Only the sealed originals hold its words any more"):
        order_out(queries.get(first.id), "wording", revision=1, is_sealed_too=False)
    with pytest.raises(Refused, match="Please choose an earlier wording"):
        order_out(queries.get(first.id), "wording", revision=2)
    order_out(queries.get(first.id), "wording", revision=1)
    assert "The boat was late." in opened("body")
    assert not [one for one in opened("body") if "ferry" in one]
    assert "wording" not in offered(browser, first.reference)
    verify_everything()
