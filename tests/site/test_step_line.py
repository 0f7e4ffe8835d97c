"""What waits, for whom, by when, and how late: on comments, on consultations, and in the sender's own list."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from consult.analysis import queries as reading_queries
from consult.analysis import service as reading
from consult.analysis.service import Assignee
from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.service import Contact
from consult.foundation import clock, i18n
from consult.foundation.db import writing
from consult.organisations import queries as organisations
from consult.outcomes import service
from consult.outcomes.holding import Holding, Inside, holding
from consult.outcomes.service import due_days
from consult.site import step_line
from tests.factories.accounts import make_account, sign_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import make_comments

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)


def waits(state: str, phase: str = "closed", **other: object) -> step_line.Waits | None:
    known: dict[str, object] = {
        "received_at": NOW - timedelta(days=5), "waiting_since": None, "is_answered": False,
        "due_on": date(2026, 5, 17), "waiting_hours": 72, "zone": "UTC", "now": NOW,
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


def test_what_is_due_inside_first_goes_before_the_outcome() -> None:
    may, june, july = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
    theme, part, other = Inside(1, may, False), Inside(2, may, True), Inside(3, july, True)
    assert holding([other, theme, part], june) == Holding(may, (1, 2))
    assert holding([theme], None) == Holding(may, (1,))
    assert holding([other, Inside(1, None, False)], june) == Holding(june, (3,)), "who writes has it in hand"
    assert holding([Inside(1, None, False)], june) == Holding(june, (1,))
    assert holding([], june) == Holding(june)


def test_a_comment_says_by_when_its_theme_is_due_and_who_has_it(client: FlaskClient) -> None:
    body = make_organisation("office", "Market Office")
    hygiene = make_organisation("hygiene", "Hygiene Dept", parent=body)
    made = make_consultation("closed", organisation=body, slug="market")
    comment, hidden = make_comments(made, 2)
    make_ruling(contributions.get(hidden.id), "hide")
    theme = make_theme(made, "Sundays", [comment, hidden])
    responder, now = make_staff("responder", organisation=body), clock.now()
    with writing():
        found = consultations.get("market")
        reading.assign_theme(
            responder,
            found,
            reading_queries.get_theme(theme.id),
            Assignee(organisations.get(hygiene.id)),
            now=now,
        )
    address = f"/en/comments/{comment.reference}"
    page = client.get(address).text
    assert "Held by: Hygiene Dept" in page and "days late" not in page and "Sundays" not in page
    with writing():
        due_days.set_due_day(
            responder,
            consultations.get("market"),
            theme=reading_queries.get_theme(theme.id),
            due_on=now.date(),
            now=now,
        )
    at = now + timedelta(days=2)
    due = i18n.date_text(now.date(), "en")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "now", lambda: at)
        page = client.get(address).text
        assert "Held by: Hygiene Dept" in page and f"due by {due}" in page and "2 days late" in page
        page = client.get(f"/en/comments/{hidden.reference}").text
        assert "Held by: Market Office" in page and "days late" not in page, (
            "its theme would tell what it says"
        )
        with writing():
            service.set_theme_disposition(
                responder, consultations.get("market"), reading_queries.get_theme(theme.id), disposition="later",
                reason="Next year.", now=at,
            )  # fmt: skip
        page = client.get(address).text
        assert "Held by: Market Office" in page and "2 days late" not in page


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
    withheld = make_comments(made, 1, contact=Contact(publication="withheld"))[0]
    theme = make_theme(made, "Sundays", [withheld])
    with writing():
        service.ask_jointly(
            responder, consultations.get("market"), [organisations.get(parks.id), organisations.get(roads.id)],
            theme=reading_queries.get_theme(theme.id), now=now,
        )  # fmt: skip
    page = client.get(f"/en/comments/{withheld.reference}").text
    assert "Held by: Market Office" in page and "Parks" not in page, "its theme would tell what it says"
    member = client.application.test_client()
    sign_in(member, make_account())
    assert member.get("/en/me").status_code == 200
