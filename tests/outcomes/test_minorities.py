"""Where some take the other side on a theme, whoever answers it is told so, and that none of them is cited: a hint."""

from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.outcomes import queries, service
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import make_consultation
from tests.factories.outcomes import draft_outcome, make_comments, responder_of
from tests.outcomes.test_pages import send, words


def test_a_minority_that_no_text_cites_is_a_hint_beside_the_text_and_before_publication(
    app: Flask, client: FlaskClient
) -> None:
    made = make_consultation("closed", slug="market")
    actor = responder_of(made)
    supporting = [*make_comments(made, 2, stance="support"), *make_comments(made, 1, stance="amend")]
    opposing = make_comments(made, 2, stance="oppose", body="The fee is too high for small stalls.")
    theme = make_theme(made, "The fee", [*supporting, *opposing], actor=actor)
    make_theme(made, "Nobody’s quarrel", supporting, actor=actor)
    reference = db.session.get_one(Comment, opposing[0].id).reference
    draft_outcome(made, actor=actor, summary="Three of five support it. [[theme:The fee]]")
    found = consultations.get_by_id(made.id)
    (one,) = queries.unanswered_minorities(found, "en")
    assert (one.name[0], one.side, one.number, one.stances["oppose"]) == ("The fee", "against", 2, 2)
    assert not [said for said in map(str, queries.missing_to_publish(found)) if "oppose" in said]

    sign_in(client, accounts.get(actor.account_id or 0))
    desk = "/en/desk/consultations/market"
    page = words(client.get(f"{desk}/outcome"))
    assert "The fee Not answered: 2 comments that oppose" in page and "Nobody’s quarrel Not" not in page
    own = f"{desk}/dispositions/themes/{theme.public_id}"
    for address, said in (
        (f"{desk}/outcome/summary", "mentioned"),
        (f"{desk}/summary", "mentioned"),
        (own, "answered"),
    ):
        page = words(client.get(address))
        assert "Opposes 2" in page and f"Not {said}: 2 comments that oppose" in page, address
    answer = send(
        client, own, disposition="partly",
        reason=f"Small stalls pay less, as was asked. [[{reference}]]",
    )  # fmt: skip
    assert answer.status_code == 303
    page = words(client.get(own))
    assert "Opposes 2" in page and "Not answered" not in page
    assert not queries.unanswered_minorities(consultations.get_by_id(made.id), "en")
    assert "Not answered" not in words(client.get(f"{desk}/outcome"))
    with writing():
        service.draft_received(
            actor, consultations.get_by_id(made.id), body="Of the fee.", texts={"zh-hant": f"[[{reference}]]"},
            now=clock.now(),
        )  # fmt: skip
    assert "Not mentioned" not in words(client.get(f"{desk}/summary"))
    assert "Not mentioned" in words(client.get(f"{desk}/outcome/summary"))
    draft_outcome(
        consultations.get_by_id(made.id), actor=actor, what_next=f"Small stalls are next. [[{reference}]]"
    )
    assert "Not mentioned" not in words(client.get(f"{desk}/outcome/summary")), (
        "every text of the step counts"
    )
