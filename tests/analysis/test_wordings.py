"""What readers and responders see of a comment: all of it, as it stands now."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.moderation import service as moderation
from tests.contributions.browsing import send_comment
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation
from tests.factories.outcomes import responder_of

LAW = "A stall costs ten dollars a day. The office collects it each morning. Late payers pay twice."
SLUG = "market"


def rule(comment_id: int, act: str, **more: object) -> None:
    with writing():
        comment = contributions.get(comment_id)
        moderation.rule(
            CONSOLE, comment, act=act, seen_lock_version=comment.lock_version, now=clock.now(), **more
        )  # type: ignore[arg-type]
    db.session.rollback()


def correct(comment_id: int, body: str) -> None:
    with writing():
        written = contributing.write(body, limit=5_000)
        contributing.correct(GUEST, contributions.get(comment_id), written, now=clock.now())
    db.session.rollback()


def as_responder(client: FlaskClient) -> FlaskClient:
    sign_in(client, accounts.get_by_address(responder_of(consultations.get(SLUG)).email))
    return client


def test_chosen_words_and_a_proposed_wording_are_read_with_the_comment(client: FlaskClient) -> None:
    made = make_consultation("open", slug=SLUG, articles=[LAW])
    for body, typed in (
        ("Too early for us.", {"quote": "each morning"}),
        ("Jane Roe at Hill Lane asks for less.", {"proposal": LAW.replace("ten", "seventeen Jane Roe")}),
    ):
        send_comment(client, SLUG, body, article="art-1", **typed)
    quoting, proposing = db.session.scalars(select(Comment).order_by(Comment.id)).all()
    ids = quoting.id, proposing.id
    references = quoting.reference, proposing.reference
    rule(ids[0], "publish")
    rule(ids[1], "redact", ground="personal-data", redactions=[(0, 8)])
    as_responder(client)
    desk = f"/en/desk/consultations/{made.slug}"
    for several in (f"{desk}/reading", f"{desk}/replies"):
        page = client.get(several).text
        assert '<blockquote lang="en">each morning</blockquote>' in page, several
        assert "Proposes another wording of the article:" in page and "seventeen" in page, several
        assert "Jane Roe" not in page, "what is covered in the comment is covered in its proposal"
    for single in (f"{desk}/reading/{references[1]}", f"{desk}/replies/new?picked={references[1]}"):
        page = client.get(single).text
        assert "seventeen" in page and "Jane Roe" not in page, single
    assert "each morning</blockquote>" in client.get(f"{desk}/reading/{references[0]}").text


@pytest.mark.parametrize("end", ["withheld", "hidden", "held"])
def test_the_wording_that_counts_is_read_where_nobody_else_sees_it(client: FlaskClient, end: str) -> None:
    late = {"comments_appear": "with-outcome", "comments_appear_reason": "So that nobody copies."}
    make_consultation("open", slug=SLUG, rules=late if end == "held" else {})
    send_comment(
        client, SLUG, "The first wording.", **({"publication": "withheld"} if end == "withheld" else {})
    )
    db.session.rollback()
    comment = db.session.scalars(select(Comment)).one()
    own, reference = comment.id, comment.reference
    correct(own, "The last wording.")
    if end == "hidden":
        rule(own, "hide", ground="personal-data", note="It names somebody.")
    else:
        rule(own, "publish")
    assert contributions.get(own).state == end
    as_responder(client)
    desk = f"/en/desk/consultations/{SLUG}"
    for address in ("reading", f"reading/{reference}", "replies", f"replies/new?picked={reference}"):
        page = client.get(f"{desk}/{address}").text
        assert "The last wording." in page and "The first wording." not in page, address
