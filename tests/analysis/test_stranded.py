"""What was given to a person who can't answer any more shows to whoever gives out the work, and nobody is reminded."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.accounts import service as account_service
from consult.analysis import queries as reading
from consult.analysis import service
from consult.analysis.service import Assignee
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.organisations import queries as organisations
from consult.organisations import service as organising
from consult.outcomes import jobs
from consult.outcomes.service import due_days
from tests.consultations.pages import signed_in, words_of
from tests.factories.analysis import make_theme
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.outcomes import make_comments
from tests.outcomes.test_pages import send

HELD = "Held by somebody who can’t answer any more"


class World:
    """A comment to read and a theme that is due in two days, both given to one person of the office."""

    def __init__(self) -> None:
        body = make_organisation("office", "Market Office")
        made = make_consultation("closed", slug="market", organisation=body)
        self.first, self.second = make_comments(made, 2)
        self.theme = make_theme(made, "Noise at night", [self.second]).public_id
        self.boss, self.leaver, self.heir = (
            make_staff("responder", organisation=body, email=f"{one}@example.org", name=one.title())
            for one in ("boss", "leaver", "heir")
        )
        with writing():
            now, found = clock.now(), self.made()
            to = Assignee(account=accounts.get(self.leaver.account_id or 0))
            theme = reading.theme_called(found.id, self.theme)
            service.assign_theme(self.boss, found, theme, to, now=now)
            service.assign_comments(self.boss, found, to, comment_ids=[self.first.id], now=now)
            due_days.set_due_day(
                self.boss, found, theme=theme, due_on=(now + timedelta(days=2)).date(), reason="", now=now
            )

    def made(self) -> Consultation:
        return consultations.get("market")

    def of(self, actor: Actor) -> list[str]:
        db.session.rollback()
        found = select(OutboxMail.subject).where(
            OutboxMail.key.startswith("outcomes.due_"), OutboxMail.address == actor.email
        )
        return list(db.session.scalars(found))


@pytest.fixture
def world(client: FlaskClient) -> World:
    assert client
    return World()


def lose_the_role(world: World) -> None:
    with writing():
        body = organisations.get_by_slug("office")
        held = organisations.find_held(world.leaver.account_id or 0, body.id, "responder", "")
        assert held is not None
        organising.revoke(CONSOLE, membership_id=held.id, now=clock.now())


def become_auditor(world: World) -> None:
    make_auditor = accounts.get(world.leaver.account_id or 0)
    with writing():
        membership = organising.grant(
            CONSOLE, account=accounts.get(make_auditor.id), role="auditor",
            organisation=organisations.get_by_slug("office"), now=clock.now(),
        )  # fmt: skip
        membership.confirmed_at = membership.confirmed_at or clock.now()


def close_the_account(world: World) -> None:
    lose_the_role(world)
    with writing():
        account_service.close_account(CONSOLE, account_id=world.leaver.account_id or 0, now=clock.now())


def test_whoever_holds_something_and_can_answer_is_nobodys_worry(client: FlaskClient, world: World) -> None:
    boss = signed_in(client, world.boss)
    for page in ("/en/desk", "/en/desk/consultations/market/reading", "/en/desk/consultations/market/themes"):
        assert HELD not in words_of(boss.get(page))
    assert jobs.remind(clock.now()) >= 1
    assert len(world.of(world.leaver)) == 1 and world.of(world.boss) == []


@pytest.mark.parametrize(
    ("leave", "name"),
    [
        (lose_the_role, "Leaver, who can’t answer any more"),
        (become_auditor, "Leaver, who can’t answer any more"),
        (close_the_account, "somebody whose account is closed"),
    ],
)
def test_what_somebody_held_who_left_shows_and_is_given_to_another(
    client: FlaskClient, world: World, leave: Callable[[World], None], name: str
) -> None:
    leave(world)
    jobs.remind(clock.now())
    assert world.of(world.leaver) == [] and len(world.of(world.boss)) == len(world.of(world.heir)) == 1
    boss = signed_in(client, world.boss)
    front = words_of(boss.get("/en/desk"))
    assert HELD in front and "1 comment to read · 1 theme" in front
    desk = "/en/desk/consultations/market"
    held = f"p{world.leaver.account_id}"
    listed = boss.get(f"{desk}/reading")
    assert (
        HELD in words_of(listed) and name in words_of(listed) and HELD in words_of(boss.get(f"{desk}/themes"))
    )
    every = f"{desk}/reading/all?assigned={held}&read=no"
    assert every.replace("&", "&amp;") in listed.text and f"{desk}/themes/{world.theme}" in listed.text
    assert (
        world.first.reference in boss.get(every).text and world.second.reference not in boss.get(every).text
    )
    theme = f"{desk}/themes/{world.theme}"
    assert f'<option value="{held}" selected>{name}</option>' in boss.get(theme).text
    again = send(boss, theme, at=f"{theme}/give", to=held)
    assert again.status_code == 422 and "This person has no role here." in words_of(again)
    heir = f"p{world.heir.account_id}"
    assert send(boss, theme, at=f"{theme}/give", to=heir).status_code == 303
    given = send(boss, every, at=every.replace("/all?", "/all/give?"), to=heir)
    assert given.status_code == 303
    for page in ("/en/desk", f"{desk}/reading", f"{desk}/themes"):
        assert HELD not in words_of(boss.get(page))
    mine = words_of(signed_in(client, world.heir).get("/en/desk/owed"))
    assert "Noise at night" in mine and world.first.reference in mine


def test_whoever_lost_the_role_here_reads_nothing_by_one_of_another_body(
    client: FlaskClient, world: World
) -> None:
    comment, theme = (
        f"/en/desk/consultations/market/{where}"
        for where in (f"reading/{world.first.reference}", f"themes/{world.theme}")
    )
    leaver = signed_in(client, world.leaver)
    assert leaver.get(comment).status_code == leaver.get(theme).status_code == 200
    lose_the_role(world)
    other = make_organisation("province", "Province").id
    with writing():
        organising.grant(
            CONSOLE, account=accounts.get(world.leaver.account_id or 0), role="responder",
            organisation=organisations.get(other), now=clock.now(),
        )  # fmt: skip
    assert leaver.get("/en/desk").status_code == 200
    assert leaver.get(comment).status_code == leaver.get(theme).status_code == 404
