"""Reading bodies, memberships, what an account may act as, and the site's own settings."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from consult.accounts import queries as accounts
from consult.accounts.models import Account
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.foundation.text import same_words
from consult.organisations import rules
from consult.organisations.models import Membership, Organisation, SiteSetting
from consult.organisations.queries.holders import (
    able_holders_of,
    administrators,
    administrators_of,
    audits_over,
    chain_of,
    confirmers_of,
    count_administrators,
    holders_of,
    in_force,
    memberships_of,
    office_outside,
    office_with_administrator,
    open_invitations,
    readers_in_tree,
    top_body_of,
    works_in,
)

__all__ = [
    "Held",
    "Node",
    "SiteGround",
    "SiteTexts",
    "able_holders_of",
    "actor_for",
    "administrators",
    "administrators_of",
    "all_organisations",
    "audits_over",
    "chain_of",
    "confirmers_of",
    "count_administrators",
    "departments_of",
    "find_held",
    "get",
    "get_by_slug",
    "get_held",
    "get_membership",
    "has_open_departments",
    "held_by",
    "holders_of",
    "is_office_name",
    "mail_settings",
    "memberships_of",
    "name_in",
    "names_in",
    "office_outside",
    "office_with_administrator",
    "open_invitations",
    "readers_in_tree",
    "roles_of",
    "setting",
    "site_colours",
    "site_grounds",
    "site_terms",
    "site_texts",
    "top_body_of",
    "tops",
    "tree",
    "waiting_grants",
    "works_in",
]


def get(organisation_id: int) -> Organisation:
    """The organisation. Raises NotFound."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound(N_("There is no such body."))
    return found


def get_by_slug(slug: str) -> Organisation:
    """The organisation with this slug. Raises NotFound."""
    found = db.session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        raise NotFound(N_("There is no body called “%(slug)s”."), slug=slug)
    return found


def all_organisations() -> Sequence[Organisation]:
    """Every body and department, parents before their children, by name."""
    return _parents_first(db.session.scalars(select(Organisation).order_by(Organisation.name)).all())


def _parents_first(organisations: Sequence[Organisation]) -> list[Organisation]:
    children: dict[int | None, list[Organisation]] = defaultdict(list)
    for organisation in organisations:
        children[organisation.parent_id].append(organisation)
    ordered: list[Organisation] = []
    stack = list(reversed(children[None]))
    while stack:
        organisation = stack.pop()
        ordered.append(organisation)
        stack.extend(reversed(children[organisation.id]))
    return ordered


@dataclass(frozen=True)
class Node:
    """A body in the tree, with how deep it stands (0: on top) and its name in the reader's language."""

    organisation: Organisation
    depth: int
    name: str


def tree(language: str) -> list[Node]:
    """All bodies and departments, each department right below its body."""
    depths: dict[int | None, int] = {None: -1}
    nodes = []
    for organisation in all_organisations():
        depths[organisation.id] = depths[organisation.parent_id] + 1
        nodes.append(Node(organisation, depths[organisation.id], name_in(organisation, language)))
    return nodes


def tops() -> Sequence[Organisation]:
    """The bodies on top."""
    return db.session.scalars(
        select(Organisation).where(Organisation.parent_id.is_(None)).order_by(Organisation.id)
    ).all()


def departments_of(organisation_id: int) -> Sequence[Organisation]:
    """The departments right below, by name."""
    below = select(Organisation).where(Organisation.parent_id == organisation_id)
    return db.session.scalars(below.order_by(Organisation.name)).all()


def name_in(organisation: Organisation, language: str) -> str:
    """The organisation's name in a language of the site."""
    return organisation.names.get(language) or organisation.name


def names_in(ids: Iterable[int], language: str) -> dict[int, str]:
    """Names of several organisations in a language, by id."""
    rows = db.session.scalars(select(Organisation).where(Organisation.id.in_(set(ids))))
    return {row.id: name_in(row, language) for row in rows}


def actor_for(account: Account, now: datetime | None = None) -> Actor:
    """What an account may act as: its confirmed roles, each also on every department below.

    An auditor's role counts between its start and its end, and where it is for one consultation, only there. ``now``:
    None is this instant.
    """
    held: dict[int, set[str]] = defaultdict(set)
    moment = now or clock.now()
    memberships = select(Membership.organisation_id, Membership.role, Membership.consultation).where(
        Membership.account_id == account.id, *in_force(moment)
    )
    rows = db.session.execute(memberships).all()
    is_identified = accounts.is_identified(account)
    if (
        not rows or account.confirmed_at is None
    ):  # an invitation opens nothing before the address is confirmed
        return Actor("account", account.id, account.name, account.email, is_identified=is_identified)
    tree = db.session.execute(select(Organisation.id, Organisation.parent_id, Organisation.name)).all()
    below: dict[int | None, list[int]] = defaultdict(list)
    for organisation_id, parent_id, _name in tree:
        below[parent_id].append(organisation_id)
    top = set(below[None])
    audits = frozenset(consultation for _organisation_id, _role, consultation in rows if consultation)
    known = {organisation_id for organisation_id, _role, _consultation in rows}
    for organisation_id, role, consultation in rows:
        if consultation:
            continue
        stack = [organisation_id]
        while stack:
            one = stack.pop()
            held[one].add(role)
            stack.extend(below[one])
    return Actor(
        kind="account",
        account_id=account.id,
        name=account.name,
        email=account.email,
        is_identified=is_identified,
        pseudonym=account.pseudonym,
        roles={organisation_id: frozenset(roles) for organisation_id, roles in held.items()},
        offices={
            organisation_id: name
            for organisation_id, _parent, name in tree
            if organisation_id in held.keys() | known
        },
        site_roles=frozenset(
            role for organisation_id, role, one in rows if organisation_id in top and not one
        ),
        audits=audits,
    )


def find_held(account_id: int, organisation_id: int, role: str, consultation: str = "") -> Membership | None:
    """The membership held or asked for, not taken away. ``consultation``: an auditor's of that one alone."""
    return db.session.scalar(
        select(Membership).where(
            Membership.account_id == account_id, Membership.organisation_id == organisation_id,
            Membership.role == role, Membership.revoked_at.is_(None), Membership.consultation == consultation,
        )
    )  # fmt: skip


def get_membership(membership_id: int) -> Membership:
    """The membership. Raises NotFound."""
    found = db.session.get(Membership, membership_id)
    if found is None:
        raise NotFound
    return found


def has_open_departments(organisation_id: int) -> bool:
    """Whether a department right below is not closed."""
    below = select(Organisation.id).where(
        Organisation.parent_id == organisation_id, Organisation.closed_at.is_(None)
    )
    return db.session.scalar(below.limit(1)) is not None


@dataclass(frozen=True)
class Held:
    """A role somebody holds, held, or is asked for, with the names of who gave, confirmed and took it."""

    membership: Membership
    account: Account
    organisation: Organisation
    granted_by: str
    confirmed_by: str
    revoked_by: str

    @property
    def state(self) -> str:
        """past, asked (waits for a second person), invited (waits for the person) or held."""
        if self.membership.revoked_at is not None:
            return "past"
        if self.membership.confirmed_at is None:
            return "asked"
        return "held" if self.account.confirmed_at is not None else "invited"


def roles_of(organisation_id: int) -> list[Held]:
    """Everybody who holds or held a role on the organisation, held ones first, newest first (A32)."""
    return _with_names(_memberships().where(Membership.organisation_id == organisation_id))


def get_held(membership_id: int) -> Held:
    """One membership with its person and body. Raises NotFound."""
    found = _with_names(_memberships().where(Membership.id == membership_id))
    if not found:
        raise NotFound
    return found[0]


def held_by(account_id: int) -> list[Held]:
    """Roles an account holds or is invited to, not taken away."""
    return _with_names(
        _memberships().where(Membership.account_id == account_id, Membership.revoked_at.is_(None))
    )


def waiting_grants(organisation_ids: Collection[int]) -> list[Held]:
    """Roles on these organisations that wait for a second administrator; rights over others are signed elsewhere."""
    return _with_names(
        _memberships().where(
            Membership.role.not_in(rules.RIGHTS),
            Membership.organisation_id.in_(organisation_ids),
            Membership.confirmed_at.is_(None),
            Membership.revoked_at.is_(None),
        )
    )


def _memberships() -> "Select[Membership, Account, Organisation]":
    return (
        select(Membership, Account, Organisation)
        .join(Account, Account.id == Membership.account_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .order_by(Membership.revoked_at.is_not(None), Membership.id.desc())
    )


def _with_names(statement: "Select[Membership, Account, Organisation]") -> list[Held]:
    rows = db.session.execute(statement).all()
    ids = {who for row in rows for who in (row[0].granted_by, row[0].confirmed_by, row[0].revoked_by) if who}
    people = db.session.execute(select(Account.id, Account.name, Account.email).where(Account.id.in_(ids)))
    names = {account_id: name or email for account_id, name, email in people}
    return [
        Held(
            membership, account, organisation,
            names.get(membership.granted_by or 0, ""),
            names.get(membership.confirmed_by or 0, ""),
            names.get(membership.revoked_by or 0, ""),
        )
        for membership, account, organisation in rows
    ]  # fmt: skip


def setting(name: str) -> dict[str, object]:
    """A site setting, empty where it was never set."""
    return db.session.scalar(select(SiteSetting.value).where(SiteSetting.name == name)) or {}


@dataclass(frozen=True)
class SiteGround:
    """A ground the site added to those of the country profiles. ``names`` has every language of the site."""

    code: str
    names: Mapping[str, str]
    is_retired: bool = False

    def name_in(self, language: str) -> str:
        """Its name in a language of the site."""
        return self.names.get(language) or self.names["en"]


def site_grounds(*, with_retired: bool = False) -> list[SiteGround]:
    """The site's own grounds, in the order they were added. ``with_retired``: also those only old rulings name."""
    listed: Any = setting("grounds").get("grounds", [])
    grounds = [SiteGround(one["code"], one["name"], one.get("retired", False)) for one in listed]
    return [ground for ground in grounds if with_retired or not ground.is_retired]


@dataclass(frozen=True)
class SiteTexts:
    """What the site calls itself, and who runs it, by language."""

    names: Mapping[str, str]
    contacts: Mapping[str, str]


def site_texts() -> SiteTexts:
    """The site's own texts, empty where nobody set them."""
    kept: Any = setting("texts")
    return SiteTexts(kept.get("names", {}), kept.get("contacts", {}))


def site_terms() -> dict[str, dict[str, str]]:
    """The site's own words, by language: our word -> theirs."""
    kept: Any = setting("terms")
    return dict(kept)


def site_colours() -> dict[str, str]:
    """The brand's colours: ``light``, ``dark``, ``band``; empty where nobody set them."""
    kept: Any = setting("colour")
    return dict(kept)


def mail_settings() -> tuple[rules.MailSettings, str]:
    """What administrators set about mail, and the password as it was locked away."""
    kept: Any = dict(setting("mail"))
    password = kept.pop("password", "")
    return rules.MailSettings(**kept), password


def is_office_name(name: str) -> bool:
    """Whether a body or department is called so, in any language, however it is spelt."""
    wanted = same_words(name)
    offices = db.session.execute(select(Organisation.name, Organisation.names)).all()
    return any(
        wanted == same_words(known) for first, others in offices for known in (first, *others.values())
    )
