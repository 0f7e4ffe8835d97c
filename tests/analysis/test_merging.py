"""A merger of many comments goes by portions: none is left for the end, and histories and pages tell how many went."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.analysis import queries, service
from consult.analysis.models import Theme, ThemedComment
from consult.analysis.record_checks import check_reading
from consult.analysis.routes import portions
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributions_service
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.events import OutboxEvent
from consult.foundation.forms import Form, is_done
from consult.opendata import service as opendata
from consult.opendata import verify_package
from consult.opendata.files.shape import AUDITOR, PUBLIC
from consult.record import jobs as record
from tests.analysis.test_pages import act, desk
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme
from tests.factories.outcomes import make_comments, responder_of
from tests.outcomes.test_pages import words


@pytest.fixture(autouse=True)
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portions, "portion_size", lambda: 2)


def put(actor: Actor, consultation: Consultation, theme_id: int, comments: list[Comment], how: str) -> None:
    ids, slug = [one.id for one in comments], consultation.slug
    with writing():
        service.put_under(
            actor,
            consultations.get(slug),
            queries.get_theme(theme_id),
            comment_ids=ids,
            now=clock.now(),
            how=how,
        )


def merged(theme: Theme) -> list[tuple[str, int]]:
    return [
        (one.change.kind, one.change.number)
        for one in queries.history_of(theme.id)
        if one.change.kind.startswith("merg")
    ]


def test_a_merger_goes_on_where_it_ended_and_counts_every_press(
    client: FlaskClient, consultation: Consultation, responder: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portions, "SECONDS", 0)
    comments = make_comments(consultation, 5)
    theme, into = make_theme(consultation, "Buses"), make_theme(consultation, "Trams")
    theme_id, into_id, name = theme.id, into.id, into.public_id
    put(responder, consultation, theme_id, comments, "rule")
    put(responder, consultation, into_id, comments[:1], "hand")
    page = desk(consultation, f"themes/{theme.public_id}")
    first = act(client, page, f"{page}/merge", into=name)
    assert first.status_code == 422 and "2 went over to the other theme" in words(first)
    assert (len(queries.comment_ids_of(theme_id)), len(queries.comment_ids_of(into_id))) == (3, 2)
    assert merged(theme) == merged(into) == [("merging", 2)], "what stops halfway is told"
    assert "Merged in part" in words(client.get(page))
    check_reading()
    act(client, page, f"{page}/merge", into=name)
    assert act(client, page, f"{page}/merge", into=name).status_code == 303
    db.session.expire_all()
    assert queries.get_theme(theme_id).merged_into_id == into_id
    assert len(queries.comment_ids_of(into_id)) == 5 == queries.get_theme(into_id).comments
    assert merged(theme) == merged(into) == [("merged", 5)]
    told = db.session.scalars(select(OutboxEvent.type).where(OutboxEvent.type.contains("heme"))).all()
    assert len(told) == 3, "put at first, and merged: those moved before hear of it once"
    assert check_reading().count("5 comments under themes") == 1


def test_it_keeps_how_when_and_by_whom_comments_were_put(
    client: FlaskClient, consultation: Consultation, responder: Actor
) -> None:
    comments = make_comments(consultation, 5)
    theme, into = make_theme(consultation, "Buses"), make_theme(consultation, "Trams")
    put(responder, consultation, theme.id, comments, "rule")
    rows = select(ThemedComment.comment_id, ThemedComment.how, ThemedComment.account_id, ThemedComment.put_at)
    before = db.session.execute(rows.order_by(ThemedComment.comment_id)).all()
    page = desk(consultation, f"themes/{theme.public_id}")
    other = responder_of(consultation)
    sign_in(client, accounts.get_by_address(other.email))
    assert act(client, page, f"{page}/merge", into=into.public_id).status_code == 303
    db.session.expire_all()
    assert db.session.execute(rows.order_by(ThemedComment.comment_id)).all() == before
    assert {one[1] for one in before} == {"rule"} and merged(into) == [("merged", 5)]


def test_comments_that_count_no_more_dont_end_the_portions(
    client: FlaskClient,
    consultation: Consultation,
    responder: Actor,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    comments = make_comments(consultation, 7)
    theme, into = make_theme(consultation, "Buses"), make_theme(consultation, "Trams")
    theme_id, into_id = theme.id, into.id
    put(responder, consultation, theme_id, comments, "hand")
    with writing():
        contributions_service.withdraw(GUEST, contributions.get(comments[0].id), now=clock.now())
    left: list[int] = []
    merge = service.merge_themes

    def counted(*args: object, **named: object) -> None:
        left.append(len(queries.comment_ids_of(theme_id)))
        merge(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "merge_themes", counted)
    page = desk(consultation, f"themes/{theme.public_id}")
    assert act(client, page, f"{page}/merge", into=into.public_id).status_code == 303
    assert left == [0], "the last transaction has none left to move"
    db.session.expire_all()
    found = queries.get_theme(into_id)
    assert len(queries.comment_ids_of(into_id)) == 7 and (found.comments, found.published) == (6, 6)
    assert queries.coverage(consultation.id).themed == 6
    check_reading()
    record.seal()
    for grade in (PUBLIC, AUDITOR):
        opendata.make_package(consultation.id, grade, tmp_path / f"{grade}.zip", now=clock.now())
        assert verify_package.verify(tmp_path / f"{grade}.zip")


@pytest.mark.parametrize("at", [2, 4])
def test_a_refusal_on_the_way_tells_how_many_went_over(
    client: FlaskClient,
    consultation: Consultation,
    responder: Actor,
    monkeypatch: pytest.MonkeyPatch,
    at: int,
) -> None:
    """The second of three portions, and the merger itself after them."""
    comments = make_comments(consultation, 5)
    theme, into = make_theme(consultation, "Buses"), make_theme(consultation, "Trams")
    theme_id, slug = theme.id, consultation.slug
    put(responder, consultation, theme_id, comments, "hand")
    page, calls = desk(consultation, f"themes/{theme.public_id}"), 0

    def done(form: Form, keep: object) -> bool:
        nonlocal calls
        calls += 1
        if calls == at:
            with writing():
                service.rename_theme(
                    responder,
                    consultations.get(slug),
                    queries.get_theme(theme_id),
                    name="Coaches",
                    now=clock.now(),
                )
        return is_done(form, keep)  # type: ignore[arg-type]

    monkeypatch.setattr(portions, "is_done", done)
    seen = str(queries.get_theme(theme_id).lock_version)
    came = act(client, page, f"{page}/merge", into=into.public_id, seen=seen)
    assert came.status_code == 422 and "Somebody else changed this theme" in words(came)
    assert f"{2 if at == 2 else 5} went over to the other theme" in words(came)
