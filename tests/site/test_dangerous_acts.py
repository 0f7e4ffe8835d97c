"""Dangerous acts (S22): one account alone does none of them; each attempt, refused ones too, has its entry."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Version
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.service.importing import IMPORT
from consult.foundation import clock, i18n
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Forbidden
from consult.moderation import service as moderation
from consult.opendata import verify_signatures
from consult.organisations import queries as organisations
from consult.organisations import service as organising
from consult.organisations.models import Approval, Organisation
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.outcomes import queries as answers
from consult.outcomes import service as outcomes
from consult.record.models import Entry
from tests.consultations.pages import signed_in, submit
from tests.factories.accounts import make_account
from tests.factories.consultations import (
    add_version,
    make_consultation,
    make_organisation,
    make_staff,
    sign_waiting,
)
from tests.factories.moderation import make_waiting

DAY = timedelta(days=1)
REASON = "The bridge is flooded."


@dataclass
class World:
    """An open consultation of a body with two of everybody, and a comment by somebody who left a name."""

    body: Organisation
    slug: str = ""
    reference: str = ""
    erasure: str = ""
    people: dict[str, Actor] = field(default_factory=dict)

    memberships: dict[str, int] = field(default_factory=dict)

    def membership(self, role: str) -> int:
        """The membership of the second person with this role."""
        if role in self.memberships:
            return self.memberships[role]
        held = organisations.find_held(
            self.people[f"second {role}"].account_id or 0, organisations.get_by_slug("city").id, role
        )
        assert held is not None
        self.memberships[role] = held.id
        return held.id


@pytest.fixture
def world(app: Flask) -> World:
    make_staff("administrator", organisation=make_organisation("ministry"))
    made = World(make_organisation("city", "City"))
    for role in ("author", "moderator", "administrator", "auditor"):
        for which in ("first", "second"):
            made.people[f"{which} {role}"] = make_staff(role, organisation=organisations.get_by_slug("city"))
    furnish(made)
    return made


def furnish(made: World) -> None:
    """What the acts are about."""
    made.slug = make_consultation("open", organisation=organisations.get_by_slug("city"), slug="market").slug
    contact = contributing.Contact(name="Wang Mei", email="mei@example.org")
    comment = make_waiting(consultations.get("market"), contact=contact)
    made.reference, submission_id = comment.reference, comment.submission_id
    add_version(consultations.get("market"))
    with writing():
        outcomes.promise_summary(
            CONSOLE, consultations.get("market"), until=date(2090, 1, 1), reason="",
            now=clock.now(),
        )  # fmt: skip
    with writing():
        submission = contributions.get_submission(submission_id)
        made.erasure = contributing.ask_erasure(
            Actor("guest"), submission, scope="all", language="en", now=clock.now()
        ).public_id


def closing() -> object:
    return consultations.get("market").closes_at


def comment_state(world: World) -> object:
    return contributions.get_by_reference(world.reference).state


def held(role: str) -> Callable[[World], object]:
    return lambda world: organisations.get_membership(world.membership(role)).revoked_at


def has_role(email: str) -> Callable[[World], object]:
    return lambda _world: organisations.actor_for(accounts_of(email)).is_staff


def accounts_of(email: str):  # type: ignore[no-untyped-def]
    return accounts.get_by_address(email)


ORDER = contributing.Order(kind="court", scope="text", words="By order of the court.", number="12 A 3/26")
NAMES = {"en": "Names a school", "zh-hans": "提及学校", "zh-hant": "提及學校"}
Verb = Callable[[World, Actor], object]


@dataclass(frozen=True)
class Tried:
    """One dangerous act: who asks, by which verb, on which page, and what must not have changed."""

    act: str
    role: str
    verb: Verb
    page: Callable[[World], str]
    typed: dict[str, str]
    state: Callable[[World], object]
    stranger: str = "moderator"


def give(role: str) -> Verb:
    return lambda _world, actor: organising.grant(
        actor, account=accounts_of("cho@example.org"), role=role, organisation=organisations.get_by_slug("city"),
        now=clock.now(),
    )  # fmt: skip


def take(role: str) -> Verb:
    return lambda world, actor: organising.revoke(
        actor, membership_id=world.membership(role), now=clock.now()
    )


def promised() -> date | None:
    summary = answers.summary_of(consultations.get("market").id)
    return summary.due_on if summary else None


def first_version() -> Version:
    return consultations.versions_of(consultations.get("market").id)[0]


def made_erasure(world: World):  # type: ignore[no-untyped-def]
    found = contributions.find_erasure(world.erasure)
    assert found is not None
    return found


def invitation(role: str) -> dict[str, str]:
    return {"email": "cho@example.org", "role": role, "language": "en"}


DESK = "/en/desk/consultations/market"
TAKE_ADMINISTRATOR = take("administrator")
TRIED = (
    Tried(
        contributing.ERASE, "administrator",
        lambda world, actor: contributing.decide_erasure(
            actor, made_erasure(world), decision="granted", ground="consent", note="", now=clock.now()),
        lambda world: f"/en/desk/erasures/{world.erasure}",
        {"decision": "granted", "ground": "consent"}, comment_state),
    Tried(
        contributing.REMOVE, "administrator",
        lambda world, actor: contributing.order_removal(
            actor, contributions.get_by_reference(world.reference), ORDER, now=clock.now()),
        lambda world: f"/en/desk/comments/{world.reference}/remove",
        {"scope": "text", "order_kind": "court", "order_number": "12 A 3/26", "order_text": "By order."},
        comment_state),
    Tried(
        "sender.unmask", "moderator",
        lambda world, actor: moderation.unmask(
            actor, contributions.get_by_reference(world.reference), reason=REASON, now=clock.now()),
        lambda world: f"/en/desk/moderation/{world.reference}/sender", {"reason": REASON},
        lambda world: moderation.may_look(
            world.people["first moderator"], contributions.get_by_reference(world.reference), clock.now()),
        stranger="author"),
    Tried(
        "consultation.extend", "author",
        lambda _world, actor: consulting.extend(
            actor, consultations.get("market"), until=consultations.get("market").closes_at + DAY, reason=REASON,  # type: ignore[operator]
            now=clock.now()),
        lambda _world: f"{DESK}/extend", {"closes_on": "2090-01-01", "closes_time": "12:00", "reason": REASON},
        lambda _world: closing()),
    Tried(
        "consultation.suspend", "author",
        lambda _world, actor: consulting.suspend(actor, consultations.get("market"), reason=REASON, now=clock.now()),
        lambda _world: f"{DESK}/suspend", {"reason": REASON}, lambda _world: consultations.get("market").state),
    Tried(
        "consultation.end", "author",
        lambda _world, actor: consulting.end(
            actor, consultations.get("market"), ending="withdrawn", reason=REASON, now=clock.now()),
        lambda _world: f"{DESK}/end", {"ending": "withdrawn", "reason": REASON},
        lambda _world: consultations.get("market").state),
    Tried(
        "outcome.postpone", "author",
        lambda _world, actor: outcomes.postpone_outcome(
            actor, consultations.get("market"), until=date(2091, 1, 1), reason=REASON, now=clock.now()),
        lambda _world: f"{DESK}/outcome/postpone", {"until": "2091-01-01", "reason": REASON},
        lambda _world: consultations.get("market").outcome_due_on),
    Tried(
        "summary.postpone", "author",
        lambda _world, actor: outcomes.promise_summary(
            actor, consultations.get("market"), until=date(2091, 1, 1), reason=REASON, now=clock.now()),
        lambda _world: f"{DESK}/summary/promise", {"until": "2091-01-01", "reason": REASON},
        lambda _world: promised()),
    Tried(
        "draft.remove", "administrator",
        lambda _world, actor: consulting.order_draft_removal(
            actor, consultations.get("market"), first_version(),
            consulting.DraftOrder("court", "By order of the court.", "12 A 3/26"), now=clock.now()),
        lambda _world: f"{DESK}/remove",
        {"thing": "version-1", "order_kind": "court", "order_number": "12 A 3/26", "order_text": "By order."},
        lambda _world: first_version().removed_at),
    Tried(
        "membership.give", "administrator", give("auditor"), lambda _world: "/en/desk/organisations/city/invite",
        invitation("auditor"), has_role("cho@example.org")),
    Tried(
        "membership.give", "administrator", give("administrator"), lambda _world: "/en/desk/organisations/city/invite",
        invitation("administrator"), has_role("cho@example.org")),
    Tried(
        "membership.take", "administrator", take("auditor"),
        lambda world: f"/en/desk/organisations/roles/{world.membership('auditor')}/revoke", {}, held("auditor")),
    Tried(
        "membership.take", "administrator", TAKE_ADMINISTRATOR,
        lambda world: f"/en/desk/organisations/roles/{world.membership('administrator')}/revoke", {},
        held("administrator")),
    Tried(
        "site.grounds", "administrator",
        lambda _world, actor: organising.add_ground(actor, names=NAMES, now=clock.now()),
        lambda _world: "/en/desk/organisations/site/grounds",
        {"en": "Names a school", "zh_hans": "提及学校", "zh_hant": "提及學校"},
        lambda _world: len(organisations.site_grounds())),
)  # fmt: skip
NAMED = [f"{one.act} {one.typed.get('role', '')}{number}" for number, one in enumerate(TRIED)]


def entries(type_: str) -> list[dict[str, object]]:
    db.session.rollback()
    rows = db.session.scalars(select(Entry.content).where(Entry.type == type_).order_by(Entry.number))
    return [json.loads(one) for one in rows]


def cho() -> None:
    make_staff("author", organisation=make_organisation("elsewhere"), email="cho@example.org")
    found = organisations.find_held(
        accounts_of("cho@example.org").id, organisations.get_by_slug("elsewhere").id, "author"
    )
    assert found is not None
    with writing():
        organising.revoke(CONSOLE, membership_id=found.id, now=clock.now())


def newest(act: str) -> Approval:
    db.session.rollback()
    found = db.session.scalars(
        select(Approval).where(Approval.act == act).order_by(Approval.id.desc())
    ).first()
    assert found is not None
    return found


@pytest.mark.parametrize("one", TRIED, ids=NAMED)
def test_one_account_does_it_neither_by_verb_nor_on_the_page_and_both_attempts_are_entries(
    client: FlaskClient, world: World, one: Tried
) -> None:
    cho()
    first, before, asked = world.people[f"first {one.role}"], one.state(world), len(entries("approval.asked"))
    with writing():
        one.verb(world, first)
    approval = newest(one.act)
    assert approval.decision == "" and not approval.is_alone
    with pytest.raises(Forbidden), writing():
        approving.sign(first, approvals.get_approval(approval.public_id), now=clock.now())
    with writing():
        approving.take_back(first, approvals.get_approval(approval.public_id), now=clock.now())
    desk = signed_in(client, first)
    answer = submit(desk, one.page(world), **one.typed)
    assert answer.status_code == 303, answer.text[:3000]
    assert one.state(world) == before
    approval = newest(one.act)
    assert approval.decision == "" and not approval.is_alone
    assert [entry["ground"] for entry in entries("approval.asked")[asked:]] == [one.act] * 2
    sign_waiting()
    db.session.rollback()
    assert newest(one.act).decision == "done" and one.state(world) != before


@pytest.mark.parametrize("one", TRIED, ids=NAMED)
def test_whoever_is_kept_out_leaves_an_entry(client: FlaskClient, world: World, one: Tried) -> None:
    cho()
    before = one.state(world)
    for who in (f"first {one.stranger}", "first auditor"):
        number = len(entries("approval.attempt_refused"))
        desk = signed_in(client, world.people[who])
        answer = desk.post(one.page(world), data=one.typed)
        assert answer.status_code in (403, 404)
        (refused,) = entries("approval.attempt_refused")[number:]
        assert refused["ground"] == one.act and refused["actor"] == world.people[who].pseudonym
    assert one.state(world) == before


@pytest.mark.parametrize("way", ["", "/refuse", "/take-back"])
def test_whoever_may_not_sign_leaves_an_entry_whoever_it_is(
    client: FlaskClient, world: World, way: str
) -> None:
    with writing():
        asked = organising.revoke(
            world.people["first administrator"], membership_id=world.membership("auditor"), now=clock.now()
        )
    approval = newest("membership.take")
    nobody = make_account("passer-by@example.org")
    people = [
        world.people["second auditor"], world.people["first auditor"], world.people["first author"],
        make_staff("moderator", organisation=make_organisation("elsewhere")), organisations.actor_for(nobody),
    ]  # fmt: skip
    for who in people:
        number = len(entries("approval.attempt_refused"))
        answer = signed_in(client, who).post(
            f"/en/desk/approvals/{approval.public_id}{way}", data={"reason": "No."}
        )
        assert answer.status_code in (403, 404)
        (refused,) = entries("approval.attempt_refused")[number:]
        assert refused["ground"] == "membership.take"
        assert refused.get("actor", "") == (who.pseudonym if who.is_staff else "")
        assert refused["objects"] == [f"role-{asked.id}"]
    assert newest("membership.take").decision == "" and held("auditor")(world) is None
    number = len(entries("approval.attempt_refused"))
    assert client.post(f"/en/desk/approvals/{'0' * 32}{way}").status_code in (403, 404)
    assert len(entries("approval.attempt_refused")) == number


PROMISED = {
    "submission.erase", "comment.remove", "draft.remove", "sender.unmask", "consultation.extend", "outcome.postpone",
    "summary.postpone", "consultation.suspend", "consultation.end", "membership.give", "membership.take",
    "site.grounds",
}  # fmt: skip
"""What S22 names; imports have their own test below."""
TRIED_ELSEWHERE = {
    "quiet_period.end": "tests/opendata/test_quiet.py",
    "quiet_period.exempt": "tests/opendata/test_quiet.py",
    "disposal.destroy": "tests/custody/test_disposing.py",
    "organisation.set_rules": "tests/organisations/test_approvals.py",
    "contributions.more_time": "tests/contributions/test_more_time.py",
}
"""Other acts that need two people, and where each is tried."""


def test_every_dangerous_page_is_in_the_table_and_every_act_of_the_promise_too(app: Flask) -> None:
    marked = {getattr(view, "dangerous_act", "") for view in app.view_functions.values()} - {""}
    tried = {one.act for one in TRIED}
    assert marked == tried | set(TRIED_ELSEWHERE)
    assert tried == PROMISED
    assert marked | {IMPORT} <= set(approving.ACTS)
    needed = set(verify_signatures.NEEDED.values()) | {
        "submission.erase", "comment.remove", "draft.remove", "membership.give", "membership.take", "site.grounds",
    }  # fmt: skip
    assert tried <= needed  # what a package's verifier holds against the requests in the log


@pytest.mark.parametrize(
    "one", [one for one in TRIED if one.verb is not TAKE_ADMINISTRATOR], ids=lambda one: one.act
)
def test_a_site_with_one_administrator_acts_alone_and_says_so_to_everybody(
    client: FlaskClient, one: Tried
) -> None:
    world = lonely_world()
    boss, before = world.people["first administrator"], one.state(world)
    number = len(entries("approval.done_alone"))
    with writing():
        one.verb(world, boss)
    db.session.rollback()
    assert newest(one.act).is_alone and one.state(world) != before
    assert [entry["ground"] for entry in entries("approval.done_alone")[number:]] == [one.act]
    said = client.get(
        "/en/powers" if not newest(one.act).consultation else "/en/consultations/market/powers"
    ).text
    assert "alone" in said and i18n.gettext(approving.ACTS[one.act].label) in said


def test_the_last_administrator_can_not_be_taken_and_the_attempt_is_an_entry(client: FlaskClient) -> None:
    world = lonely_world()
    boss = world.people["first administrator"]
    found = organisations.find_held(
        boss.account_id or 0, organisations.get_by_slug("city").id, "administrator"
    )
    assert found is not None
    page, membership_id = f"/en/desk/organisations/roles/{found.id}/revoke", found.id
    number = len(entries("approval.attempt_refused"))
    answer = submit(signed_in(client, boss), page)
    assert answer.status_code in (409, 422) and "last administrator" in answer.text
    assert organisations.get_membership(membership_id).revoked_at is None
    (refused,) = entries("approval.attempt_refused")[number:]
    assert refused["ground"] == "membership.take" and refused["actor"] == boss.pseudonym


def lonely_world() -> World:
    """The same with one administrator and nobody beside them."""
    made = World(make_organisation("city", "City"))
    boss = make_staff("administrator", "author", "moderator", organisation=organisations.get_by_slug("city"))
    made.people.update(dict.fromkeys(("first administrator", "first moderator"), boss))
    made.people["second auditor"] = make_staff("auditor", organisation=organisations.get_by_slug("city"))
    furnish(made)
    cho()
    return made


def test_an_import_into_an_open_consultation_waits_and_the_command_says_so(
    app: Flask, world: World, tmp_path: Path
) -> None:
    table = tmp_path / "comments.csv"
    table.write_text("id,body\n1,From elsewhere.\n", encoding="utf-8")
    number = db.session.query(Entry).filter_by(type="import.started").count()

    def run() -> tuple[int, str]:
        arguments = ["contributions", "import-comments", str(table), "--consultation", "market"]
        result = app.test_cli_runner().invoke(args=[*arguments, "--as", world.people["first author"].email])
        db.session.rollback()
        return result.exit_code, result.output

    assert run()[0] == 3 and run()[0] == 3  # asking twice asks once
    assert len([one for one in entries("approval.asked") if one["ground"] == IMPORT]) == 1
    assert len(entries("import.started")) == number
    page = f"/en/desk/approvals/{newest(IMPORT).public_id}"
    seen = signed_in(app.test_client(), world.people["second author"]).get(page).text
    assert "Wait for a moderator" in seen and "Only staff see them" in seen
    sign_waiting()
    code, said = run()
    assert code == 0 and "1 stored" in said
    assert run()[0] == 0  # nothing more is asked for the same file
    stranger = ["contributions", "import-comments", str(table), "--consultation", "market", "--as"]
    result = app.test_cli_runner().invoke(args=[*stranger, world.people["first moderator"].email])
    assert result.exit_code == 1
    assert entries("approval.attempt_refused")[-1]["ground"] == IMPORT


def test_giving_and_taking_by_command_waits_too(app: Flask, world: World) -> None:
    cho()
    runner = app.test_cli_runner()
    for role in ("auditor", "administrator"):
        result = runner.invoke(args=["organisations", "grant", "cho@example.org", role, "city"])
        assert result.exit_code == 3, result.output
    assert not has_role("cho@example.org")(world)
    email = world.people["second auditor"].email
    assert runner.invoke(args=["organisations", "revoke", email, "auditor", "city"]).exit_code == 3
    asking = ["organisations", "grant", "cho@example.org", "auditor", "city", "--as"]
    result = runner.invoke(args=[*asking, world.people["first author"].email])
    assert result.exit_code == 1 and entries("approval.attempt_refused")[-1]["ground"] == "membership.give"


def test_while_there_are_fewer_than_two_administrators_the_first_acts_alone_and_it_shows(
    client: FlaskClient,
) -> None:
    body = make_organisation("village")
    boss = make_staff("administrator", organisation=body)
    make_staff("author", organisation=organisations.get_by_slug("village"))
    make_consultation("open", organisation=organisations.get_by_slug("village"), slug="market")
    with writing():
        consulting.suspend(boss, consultations.get("market"), reason=REASON, now=clock.now())
    assert consultations.get("market").state == "suspended" and newest("consultation.suspend").is_alone
    assert len(entries("approval.done_alone")) >= 1
    assert (
        "alone: the site had fewer than two administrators"
        in client.get("/en/consultations/market/powers").text
    )
    public_id = newest("consultation.suspend").public_id
    signed_in(client, boss)
    page = client.get(f"/en/desk/approvals/{public_id}").text
    assert "Done by one person alone" in page and "not signed yet" not in page
    assert "Signed by everybody" not in page + client.get("/en/desk/consultations/market").text


def test_administrators_of_two_departments_sign_for_each_other_where_the_top_has_none(app: Flask) -> None:
    make_organisation("top")
    first, second = (
        make_staff(
            "administrator", organisation=make_organisation(slug, parent=organisations.get_by_slug("top"))
        )
        for slug in ("north", "south")
    )
    made = make_consultation("open", organisation=organisations.get_by_slug("north"), slug="market")
    comment = make_waiting(made)
    order = contributing.Order(kind="court", scope="text", words="By order.", number="1")
    with writing():
        asked = contributing.order_removal(first, contributions.get(comment.id), order, now=clock.now())
    assert (asked.decision, asked.is_alone) == ("", False)
    assert contributions.get(comment.id).state == "pending"
    sign_waiting()
    assert contributions.get(comment.id).state == "removed"
    assert second.account_id != first.account_id


def test_a_body_of_one_person_on_a_site_with_administrators_has_one_of_those_sign(
    client: FlaskClient,
) -> None:
    for slug in ("north", "south"):
        make_staff("administrator", organisation=make_organisation(slug))
    author = make_staff("author", organisation=make_organisation("village"))
    make_consultation("open", organisation=organisations.get_by_slug("village"), slug="market")
    with writing():
        consulting.suspend(author, consultations.get("market"), reason=REASON, now=clock.now())
    assert consultations.get("market").state == "published"
    sign_waiting()
    assert consultations.get("market").state == "suspended"


def test_a_signer_reads_the_ground_in_every_language(client: FlaskClient, world: World) -> None:
    with writing():
        asked = organising.add_ground(world.people["first administrator"], names=NAMES, now=clock.now())
        page = f"/en/desk/approvals/{asked.public_id}"
    seen = signed_in(client, world.people["second administrator"]).get(page).text
    assert all(name in seen for name in NAMES.values())


@pytest.mark.parametrize("one", [one for one in TRIED if one.typed], ids=lambda one: one.act)
def test_a_form_that_lacks_something_says_so_on_top(client: FlaskClient, world: World, one: Tried) -> None:
    desk = signed_in(client, world.people[f"first {one.role}"])
    answer = submit(desk, one.page(world), **dict.fromkeys(one.typed, ""))
    assert answer.status_code == 422 and "There is a problem" in answer.text


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_form_says_beforehand_whether_a_second_person_signs(client: FlaskClient, is_alone: bool) -> None:
    """On a site with one administrator the button does it at once, and is called so."""
    city = make_organisation("city", "City")
    first = make_staff("administrator", organisation=city)
    make_staff("author", organisation=city)
    if not is_alone:
        make_staff("administrator", organisation=city)
    made = make_consultation("open", organisation=city, slug="market")
    comment = make_waiting(made)
    signed_in(client, first)
    for address in (
        "consultations/market/end", "consultations/market/suspend", "consultations/market/remove",
        f"comments/{comment.reference}/remove",
    ):  # fmt: skip
        page = client.get(f"/en/desk/{address}").text
        assert ("No second person signs this" in page) is is_alone, address
        assert ("Ask for the second signature" in page) is not is_alone, address
        assert ("once a second person has signed" in page) is not is_alone, address
    with writing():
        submission = contributions.get_submission(comment.submission_id)
        asked = contributing.ask_erasure(
            Actor("guest"), submission, scope="all", language="en", now=clock.now()
        ).public_id
    page = client.get(f"/en/desk/erasures/{asked}").text
    assert ("No second person signs this" in page) is is_alone
    assert ("To erase needs a second person’s signature" in page) is not is_alone
