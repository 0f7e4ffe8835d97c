"""The public lists of who may do what, and of who may see which field, are what is enforced."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.consultations import queries, service
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import Base, writing
from consult.foundation.errors import Forbidden, Refused
from consult.foundation.roles import ROLES
from consult.organisations import queries as organisations
from consult.organisations import service as organising
from consult.outcomes import service as outcomes
from consult.site import fields, powers
from tests.factories.accounts import make_account
from tests.factories.consultations import make_consultation, make_organisation, make_staff

PHASES = ("draft", "scheduled", "open", "closed", "answered", "finished")
DAY = timedelta(days=1)
VERBS = {
    "Extend the deadline; a second person agrees": lambda actor, one, now: service.extend(
        actor, one, until=(one.closes_at or now) + DAY, reason="Flood.", now=now
    ),
    "Suspend, with a second person who agrees, and resume": lambda actor, one, now: service.suspend(
        actor, one, reason="Flood.", now=now
    ),
    "Ask that it ends without an answer; a second person agrees": lambda actor, one, now: service.end(
        actor, one, ending="annulled", reason="A fault.", now=now
    ),
    "Promise the outcome for a later day; a second person agrees": lambda actor, one, now: (
        outcomes.postpone_outcome(
            actor, one, until=(one.outcome_due_on or now.date()) + DAY, reason="Many.", now=now
        )
    ),
}


@pytest.mark.parametrize("phase", PHASES)
def test_list_of_powers_is_what_the_verbs_enforce(app: Flask, phase: str) -> None:
    body = make_organisation()
    slug = make_consultation(phase, organisation=body).slug
    listed = {power.act: power for power in powers.powers(queries.get(slug))}
    for act, verb in VERBS.items():
        for role in ROLES:
            actor = Actor("account", -1, roles={body.id: frozenset({role})}, offices={body.id: body.name})
            is_listed = role in listed[act].roles and phase in listed[act].phases
            assert _works(verb, actor, slug) == is_listed, (act, role, phase)


class Undone(Exception):
    """What was tried is rolled back."""


def _works(verb, actor: Actor, slug: str) -> bool:  # type: ignore[no-untyped-def]
    try:
        with writing():
            verb(actor, queries.get(slug), clock.now())
            raise Undone
    except Undone:
        return True
    except (Forbidden, Refused):
        return False


def test_page_lists_every_power(client: FlaskClient) -> None:
    slug = make_consultation("open").slug
    page = client.get(f"/en/consultations/{slug}/powers").text
    assert all(act in page for act, _may, _check in powers.POWERS)
    listed = {power.act: power for power in powers.powers(queries.get(slug))}
    grounds = listed["Change the site’s grounds for hiding; a second person agrees"]
    assert grounds.by_site and not grounds.roles
    assert "Administrators of the site" in page and ">nobody<" not in page


def test_every_stored_field_has_one_rule(app: Flask) -> None:
    columns = [
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
    ]
    assert [f"{table}.{column}" for table, column in columns if fields.rule_of(table, column) is None] == []
    known = {table for table, _column in columns} | {f"{table}.{column}" for table, column in columns}
    assert [name for rule in fields.RULES for name in rule.fields if name not in known] == []
    assert fields.given_twice() == []


def test_people_and_secrets_are_hidden_from_the_public(client: FlaskClient) -> None:
    columns = [
        (table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns
    ]
    telling = [
        one for one in columns if any(word in one[1] for word in ("email", "phone", "password", "key_hash"))
    ]
    assert sorted(fields.hidden_columns(telling)) == sorted(f"{table}.{column}" for table, column in telling)
    assert "Who may see it" in client.get("/en/fields").text


def test_what_one_person_did_alone_about_the_site_is_public(client: FlaskClient) -> None:
    body = make_organisation("city", "City")
    first = make_staff("administrator", organisation=body)
    make_account("cho@example.org")
    with writing():
        organising.grant(
            first, account=accounts.get_by_address("cho@example.org"), role="administrator",
            organisation=organisations.get(body.id), now=clock.now(),
        )  # fmt: skip
    page = client.get("/en/powers").text
    assert (
        "Give rights of an auditor or administrator" in page
        and "City" in page
        and "has two administrators or more now" in page
    )
    assert "cho@example.org" not in page
