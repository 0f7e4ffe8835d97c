"""Supporting a wording that somebody proposed, and taking it over."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.outcomes import service as outcomes
from consult.outcomes.queries import tracing
from consult.record import checks
from consult.votes import queries, service
from consult.votes.models import Support
from consult.votes.rules import Identity
from tests.contributions.browsing import fields_of, send_comment, words_of
from tests.contributions.test_carrying import publish
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import add_version, make_consultation

LAW = "A stall costs ten dollars a day. The office collects it each morning."
PROPOSED = LAW.replace("ten", "five")


def proposal(client: FlaskClient, slug: str) -> str:
    """The reference of a published comment that proposes a wording."""
    send_comment(client, slug, "Cheaper.", article="art-1", proposal=PROPOSED)
    db.session.rollback()
    return publish(db.session.scalars(select(Comment.id).order_by(Comment.id.desc())).first() or 0).reference


def support(reference: str, account_id: int, *, is_back: bool = False) -> bool:
    with writing():
        return service.support(
            Actor("account", account_id=account_id),
            Identity(account_id),
            reference,
            now=clock.now(),
            is_back=is_back,
        )


def number(reference: str) -> int:
    db.session.rollback()
    return contributions.get_by_reference(reference).supports


def test_one_person_supports_once_whatever_arrives_and_may_take_it_back(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    reference = proposal(client, consultation.slug)
    assert "Nobody has supported this wording yet." in words_of(client.get(f"/en/comments/{reference}"))
    first, second = (make_account(f"{name}@example.org").id for name in ("one", "other"))
    assert support(reference, first) and not support(reference, first)
    assert support(reference, second)
    assert number(reference) == 2
    assert support(reference, first, is_back=True) and not support(reference, first, is_back=True)
    assert number(reference) == 1
    assert checks.CHECKS["supports"]() == "1 rows of proposal_support"
    assert queries.voter_count(consultation.id).here == 0  # nobody answered a statement


def test_without_a_proposal_or_a_person_or_after_closing_nothing_is_counted(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    reference = proposal(client, consultation.slug)
    account = make_account().id
    with pytest.raises(Forbidden), writing():
        service.support(Actor("guest"), Identity(), reference, now=clock.now())
    with writing():
        contributing.withdraw(CONSOLE, contributions.get_by_reference(reference), now=clock.now())
    with pytest.raises(Refused):
        support(reference, account)
    assert db.session.scalar(select(Support.comment_id)) is None


def test_a_closed_consultation_takes_no_support_and_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation(articles=[LAW])
    reference = proposal(client, consultation.slug)
    account = make_account().id
    closes = consultations.get(consultation.slug).closes_at
    assert closes is not None
    with pytest.raises(Conflict), writing():
        service.support(Actor("account", account_id=account), Identity(account), reference, now=closes)
    db.session.rollback()
    pages = [
        f"/en/comments/{reference}", f"/en/comments/{reference}/support",
        f"/en/consultations/{consultation.slug}/comments", f"/en/consultations/{consultation.slug}/draft/1/art-1",
    ]  # fmt: skip
    for page in pages:
        assert "Supporting ended" not in words_of(client.get(page))
    monkeypatch.setattr(clock, "now", lambda: closes)
    for page in pages:
        text = client.get(page).text
        assert "Nobody supported this wording. Supporting ended with the period for comments." in text
        assert "Support this wording" not in text and "Confirm who you are" not in text


def test_where_nobody_may_vote_no_support_is_offered_and_the_page_says_why(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW], rules={"who_may_vote": "nobody"})
    reference = proposal(client, consultation.slug)
    pages = (
        f"/en/comments/{reference}", f"/en/comments/{reference}/support",
        f"/en/consultations/{consultation.slug}/comments", f"/en/consultations/{consultation.slug}/draft/1/art-1",
    )  # fmt: skip
    for page in pages:
        said = words_of(client.get(page))
        assert said.count("This consultation asks for comments only; support isn’t counted.") == 1, page
        assert "Support this wording" not in said and "supported this wording" not in said, page


def test_somebody_supports_without_scripts(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    reference = proposal(client, consultation.slug)
    address = f"/en/comments/{reference}/support"
    assert "Confirm who you are" in client.get(address).text
    sign_in(client, make_account())
    page = client.get(address)
    done = client.post(address, data=fields_of(page))
    assert done.status_code == 303
    after = client.get(address)
    assert "You support it." in words_of(after)
    assert "1 person supports this wording." in words_of(client.get(f"/en/comments/{reference}"))
    client.post(address, data={**fields_of(after), "take_back": "1"})
    assert number(reference) == 0


def test_a_proposal_that_is_taken_over_is_credited_in_both_directions(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[LAW])
    reference, slug = proposal(client, consultation.slug), consultation.slug
    add_version(consultation, [PROPOSED])
    with writing():
        found = consultations.get_by_id(consultation.id)
        _, version = tracing.version_to_trace(found.id)
        outcomes.trace(
            CONSOLE,
            found,
            version,
            "art-1",
            outcomes.Causes(proposals=[reference]),
            language="en",
            now=clock.now(),
        )
    assert "Proposed wording taken over, by comment" in words_of(
        client.get(f"/en/consultations/{slug}/changes/1/2")
    )
    assert "the wording it proposed was taken over" in words_of(client.get(f"/en/comments/{reference}"))
