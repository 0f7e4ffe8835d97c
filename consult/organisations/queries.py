"""Reading bodies, memberships and what an account may act as."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from consult.accounts.models import Account
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.organisations.models import Membership, Organisation, SiteSetting


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


def name_in(organisation: Organisation, language: str) -> str:
    """The organisation's name in a language of the site."""
    return organisation.names.get(language) or organisation.name


def names_in(ids: Iterable[int], language: str) -> dict[int, str]:
    """Names of several organisations in a language, by id."""
    rows = db.session.scalars(select(Organisation).where(Organisation.id.in_(set(ids))))
    return {row.id: name_in(row, language) for row in rows}


def actor_for(account: Account) -> Actor:
    """What an account may act as: its confirmed roles, each also on every department below."""
    held: dict[int, set[str]] = defaultdict(set)
    memberships = select(Membership.organisation_id, Membership.role).where(
        Membership.account_id == account.id,
        Membership.revoked_at.is_(None),
        Membership.confirmed_at.is_not(None),
    )
    rows = db.session.execute(memberships).all()
    if not rows:
        return Actor("account", account.id, account.name, account.email)
    tree = db.session.execute(select(Organisation.id, Organisation.parent_id, Organisation.name)).all()
    below: dict[int | None, list[int]] = defaultdict(list)
    for organisation_id, parent_id, _name in tree:
        below[parent_id].append(organisation_id)
    top = set(below[None])
    for organisation_id, role in rows:
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
        pseudonym=account.pseudonym,
        roles={organisation_id: frozenset(roles) for organisation_id, roles in held.items()},
        offices={organisation_id: name for organisation_id, _parent, name in tree if organisation_id in held},
        site_roles=frozenset(role for organisation_id, role in rows if organisation_id in top),
    )


def count_administrators() -> int:
    """How many persons hold the administrator role somewhere, confirmed."""
    holders = select(Membership.account_id).where(
        Membership.role == "administrator",
        Membership.revoked_at.is_(None),
        Membership.confirmed_at.is_not(None),
    )
    return len(set(db.session.scalars(holders)))


def memberships_of(organisation_id: int) -> list[tuple[Membership, Account]]:
    """Every membership of an organisation, held and past, newest first, with its person."""
    rows = db.session.execute(
        select(Membership, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.revoked_at.is_not(None), Membership.id.desc())
    )
    return [(membership, account) for membership, account in rows]


def setting(name: str) -> dict[str, object]:
    """A site setting, empty where it was never set."""
    return db.session.scalar(select(SiteSetting.value).where(SiteSetting.name == name)) or {}
