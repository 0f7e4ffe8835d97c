"""The demo's bodies, staff and residents."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consult.accounts import service as accounts
from consult.accounts.models import Account
from consult.accounts.queries import get_by_address as find_account
from consult.foundation.access import CONSOLE, Actor
from consult.organisations import queries as organisations
from consult.organisations import service as organising


@dataclass(frozen=True)
class People:
    """Everybody in the demo, by e-mail address; who holds which role where."""

    accounts: Mapping[str, Account]
    staff: Mapping[str, list[tuple[str, str]]]
    """Address -> (role, body)."""
    organisations: Mapping[str, int]
    _actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, email: str) -> Actor:
        """Somebody as the actor they are."""
        if email not in self._actors:
            self._actors[email] = organisations.actor_for(find_account(email))
        return self._actors[email]

    def holders(self, role: str, body: str) -> Iterator[Actor]:
        """Everybody who holds a role on a body, own or inherited, in the order of the list."""
        for email in self.staff:
            actor = self.actor(email)
            if actor.holds(self.organisations[body], role):
                yield actor


def settle(content: Mapping[str, Any], *, password_hash: str, now: datetime) -> People:
    """Create the bodies, the accounts and the roles."""
    ids: dict[str, int] = {}
    for body in content["organisations"]:
        made = organising.create_organisation(
            CONSOLE, slug=body["slug"], name=body["name"]["en"], names=body["name"],
            parent_id=ids.get(body["parent"] or ""), now=now,
        )  # fmt: skip
        ids[body["slug"]] = made.id
    people: dict[str, Account] = {}
    for person in (*content["staff"], *content["residents"]):
        name = person["name"] if isinstance(person["name"], str) else person["name"]["en"]
        people[person["email"]] = accounts.create_account(
            CONSOLE, email=person["email"], name=name, password_hash=password_hash,
            language=person.get("language", "en"), is_confirmed=True, now=now,
        )  # fmt: skip
    staff: dict[str, list[tuple[str, str]]] = {}
    for person in content["staff"]:
        for held in person["roles"]:
            organising.grant(
                CONSOLE, account=people[person["email"]], role=held["role"],
                organisation=organisations.get(ids[held["organisation"]]), now=now,
            )  # fmt: skip
            staff.setdefault(person["email"], []).append((held["role"], held["organisation"]))
    return People(people, staff, ids)
