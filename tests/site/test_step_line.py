"""What waits, for whom, by when, and how late: on comments, on consultations, and in the sender's own list."""

from datetime import UTC, date, datetime, timedelta

from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.foundation import clock
from consult.foundation.db import writing
from consult.organisations import queries as organisations
from consult.outcomes import service
from consult.site import step_line
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.outcomes import make_comments

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def waits(state: str, phase: str = "closed", **other: object) -> step_line.Waits | None:
    known: dict[str, object] = {
        "received_at": NOW - timedelta(days=5), "waiting_since": None, "is_answered": False,
        "outcome_due_on": date(2026, 5, 17), "waiting_hours": 72, "zone": "UTC", "now": NOW,
    }  # fmt: skip
    return step_line.of_comment(state, phase=phase, **{**known, **other})  # type: ignore[arg-type]


def test_a_comment_waits_for_its_sender_a_moderator_or_an_answer() -> None:
    assert waits("unconfirmed") == step_line.Waits("address", "sender")
    pending = waits("pending")
    assert pending is not None and (pending.holder, pending.late_days) == ("moderators", 2)
    answer = waits("published")
    assert answer is not None and (answer.what, answer.holder, answer.late_days) == ("answer", "office", 3)
    suspended = waits("published", "suspended")
    assert suspended is not None and not suspended.is_late
    assert suspended.stands_still and suspended.due_on is None
    assert (
        waits("withdrawn") is waits("published", "finished") is waits("published", is_answered=True) is None
    )


def test_a_consultation_says_who_holds_it() -> None:
    def of(phase: str) -> step_line.Waits | None:
        return step_line.of_consultation(
            phase, opens_at=NOW, closes_at=NOW, outcome_due_on=date(2026, 5, 17), zone="UTC", now=NOW
        )

    found = {
        phase: of(phase) for phase in ("scheduled", "open", "closed", "suspended", "answered", "finished")
    }
    assert [one and one.holder for one in found.values()] == [
        "office",
        "public",
        "office",
        "office",
        "office",
        None,
    ]
    closed, suspended = found["closed"], found["suspended"]
    assert closed is not None and suspended is not None and (closed.late_days, suspended.late_days) == (3, 0)
    assert closed.due_on == date(2026, 5, 17) and suspended.due_on is None


def test_pages_show_it_and_name_the_department_that_is_awaited(client: FlaskClient) -> None:
    body = make_organisation("office", "Market Office")
    parks = make_organisation("parks", "Parks", parent=body)
    roads = make_organisation("roads", "Roads", parent=body)
    now = clock.now()
    made = make_consultation("closed", organisation=body, slug="market", closes_at=now - timedelta(days=200),
                             opens_at=now - timedelta(days=240))  # fmt: skip
    comment = make_comments(made, 1)[0]
    page = client.get(f"/en/comments/{comment.reference}").text
    assert "Held by: Market Office" in page and "days late" in page
    assert "Held by: Market Office" in client.get("/en/consultations/market").text
    responder = make_staff("responder", organisation=body)
    with writing():
        service.ask_jointly(
            responder, consultations.get("market"), [organisations.get(parks.id), organisations.get(roads.id)],
            comment=comment, now=now,
        )  # fmt: skip
    page = client.get(f"/en/comments/{comment.reference}").text
    assert "Held by: Parks" in page and "Roads" in page
    member = client.application.test_client()
    sign_in(member, make_account())
    assert member.get("/en/me").status_code == 200
