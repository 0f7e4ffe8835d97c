"""Each form that anybody may send has a field that only programs fill in; what falls into it is refused and counted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.contributions.service import Contact
from consult.foundation import access, clock, refusals
from consult.foundation.refusals import Counts
from tests.contributions.browsing import comment_address, fields_of, send_comment, words_of
from tests.contributions.test_submitting import begin
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published
from tests.factories.outcomes import make_reply

Page = Callable[[FlaskClient], str]


def receipt(tail: str) -> Page:
    return lambda client: send_comment(client, "market", "Words of mine.") + tail


def reported(_client: FlaskClient) -> str:
    return f"/en/comments/{make_published(contact=Contact(name='Ada')).reference}/report"


def reply(_client: FlaskClient) -> str:
    made = make_reply(consultations.get("market"), [make_published(consultations.get("market"))])
    return f"/en/report/reply/{made.public_id}"


TRAPPED: dict[str, Page] = {
    "accounts.sign_up": lambda _client: "/en/sign-up",
    "accounts.reset": lambda _client: "/en/reset",
    "audits.report_process": lambda _client: "/en/report-process",
    "contributions.send_comment": lambda _client: comment_address("market"),
    "contributions.submission_sender": lambda client: begin(client, "market", body="All of it.") + "/sender",
    "contributions.correct": receipt("/correct"),
    "contributions.erase": receipt("/erase"),
    "moderation.send_report": reported,
    "moderation.send_text_report": reply,
    "notifications.send_subscribe": lambda _client: "/en/consultations/market/subscribe",
    "votes.start": lambda _client: "/en/consultations/market/vote/start",
}
FREE_OF_TRAPS = {
    "a key, a link or a code that one person was given opens it": {
        "accounts.confirm", "accounts.set_new_password", "accounts.second_step", "analysis.give_opinion",
        "analysis.own_invitation", "contributions.another_code", "contributions.confirm", "contributions.confirm_phone",
        "contributions.erase_asked", "contributions.restate", "contributions.say_no_comment", "contributions.want_time",
        "contributions.withdraw", "contributions.use_invitation", "moderation.send_review", "outcomes.rate_answer",
        "notifications.confirm_subscription", "notifications.send_unsubscribe", "opendata.acknowledge",
        "organisations.invitation", "votes.cast", "votes.confirm", "votes.leave", "votes.mail_receipt", "votes.support",
    },
    "nobody receives it before the form with the sender is sent, which has the field": {
        "contributions.begin_submission", "contributions.submission_part", "contributions.submission_files",
        "contributions.discard_submission", "contributions.send_submission",
    },
    "nothing is written": {
        "contributions.open_receipt", "site.verify_receipt", "accounts.sign_in", "accounts.sign_in_code",
        "accounts.sign_in_passkey", "accounts.sign_out",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _open(app: Flask) -> None:
    make_consultation(slug="market", opens_at=clock.now() - timedelta(days=1))
    refusals.tally().forget(clock.now().date())


def counted() -> Counts:
    return refusals.tally().before(clock.now().date() + timedelta(days=1)).get(clock.now().date(), {})


@pytest.mark.parametrize("endpoint", sorted(TRAPPED))
def test_what_only_programs_fill_in_is_refused_counted_and_emptied(
    client: FlaskClient, endpoint: str
) -> None:
    page = TRAPPED[endpoint](client)
    form = fields_of(client.get(page))
    assert form["leave_empty"] == ""
    typed = {"email": "ada@example.org", "body": "Buy lamps.", "message": "Buy lamps."}
    refused = client.post(page, data={**form, **typed, "leave_empty": "http://lamps.example"})
    assert refused.status_code == 422 and "taken for spam" in words_of(refused)
    assert fields_of(refused)["leave_empty"] == ""
    assert counted() == {endpoint: {"trap": 1}}


@pytest.mark.parametrize("endpoint", ["contributions.send_comment", "contributions.submission_sender"])
def test_a_field_named_like_a_website_is_another_trap(client: FlaskClient, endpoint: str) -> None:
    page = TRAPPED[endpoint](client)
    form = fields_of(client.get(page))
    refused = client.post(page, data={**form, "body": "Buy lamps.", "website": "http://lamps.example"})
    assert refused.status_code == 422 and fields_of(refused)["website"] == ""
    assert counted() == {endpoint: {"trap": 1}}


def test_every_form_that_anybody_may_send_has_it_or_a_reason_why_not(app: Flask) -> None:
    sent = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and (stamp := access.stamp_of(app, rule.endpoint)) is not None
        and stamp.kind in ("public", "anyone")
    }
    excused = {one for names in FREE_OF_TRAPS.values() for one in names}
    assert sent == TRAPPED.keys() | excused
    assert not TRAPPED.keys() & excused
