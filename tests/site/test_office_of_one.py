"""An office of one: it publishes alone, moderates only after saying in public why, and everybody sees both."""

import pytest
from flask.testing import FlaskClient

from consult.consultations import queries, service
from consult.contributions import queries as contributions
from consult.foundation import clock
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.moderation import service as moderation
from tests.consultations.pages import fields_of, signed_in, submit
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_waiting


def test_office_of_one_does_everything_and_says_so(client: FlaskClient) -> None:
    body = make_organisation("village", "Village office", sign_offs=1)
    clerk = make_staff("author", "moderator", "responder", organisation=body)
    make_consultation("draft", organisation=body, slug="well", opens_at=clock.now())
    desk = signed_in(client, clerk)
    submit(desk, "/en/desk/consultations/well/words/what/en", summary="A new well.")
    address = "/en/desk/consultations/well"
    fields = fields_of(desk.get(f"{address}/publish"), "plan")
    assert desk.post(f"{address}/publish", data=fields).status_code == 303
    assert queries.phase_of(queries.get("well"), clock.now()) == "open"
    comment = make_waiting(queries.get("well"))

    def publish_comment() -> None:
        with writing():
            now = clock.now()
            found = contributions.get(comment.id)
            moderation.rule(clerk, found, act="publish", seen_lock_version=found.lock_version, now=now)

    with pytest.raises(Refused, match="somebody else has to moderate"):
        publish_comment()
    assert (
        submit(desk, f"{address}/same-people", same_people_reason="The village has one clerk.").status_code
        == 303
    )
    publish_comment()
    powers = client.get("/en/consultations/well/powers").text
    assert "The village has one clerk." in powers and "done by one person alone" in powers
    assert "The village has one clerk." in client.get("/en/consultations/well").text


def test_two_people_each_take_one_side(client: FlaskClient) -> None:
    body = make_organisation()
    author, moderator = (make_staff("author", "moderator", organisation=body) for _ in range(2))
    made = make_consultation("draft", organisation=body, slug="well")
    with writing():
        service.set_texts(
            author, queries.get("well"), language="en", texts={"summary": "A well."}, now=clock.now()
        )
        service.take_side(moderator, queries.get_by_id(made.id), service.MODERATING, now=clock.now())
    with pytest.raises(Refused, match="somebody else has to prepare"), writing():
        service.set_texts(
            moderator, queries.get("well"), language="en", texts={"summary": "Mine."}, now=clock.now()
        )
