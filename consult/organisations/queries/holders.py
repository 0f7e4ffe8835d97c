"""Who holds which role: administrators, people of a body and of those above it, and who stands outside."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from consult.accounts.models import Account
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.organisations.models import Membership, Organisation


def administrators(*, but: int | None = None) -> set[int]:
    """Ids of the accounts that hold the administrator role somewhere, in force; the membership ``but`` left out."""
    holders = (
        select(Membership.account_id)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.role == "administrator",
            Membership.revoked_at.is_(None),
            Membership.confirmed_at.is_not(None),
            Membership.id != (but or 0),
            Account.confirmed_at.is_not(None),
            Account.closed_at.is_(None),
        )
    )
    return set(db.session.scalars(holders))


def count_administrators() -> int:
    """How many persons hold the administrator role somewhere, confirmed."""
    return len(administrators())


def office_with_administrator(*, but: Collection[int | None]) -> Organisation | None:
    """A body, a top one first, that somebody else than the accounts ``but`` administers; None where there is none."""
    return db.session.scalar(
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(
            Membership.role == "administrator", Membership.revoked_at.is_(None),
            Membership.confirmed_at.is_not(None), Membership.account_id.in_(administrators() - set(but)),
        )
        .order_by(Organisation.parent_id.is_not(None), Organisation.id)
        .limit(1)
    )  # fmt: skip


def top_body_of(actor: Actor) -> Organisation | None:
    """The first top body that the actor administers; any for the console; None where there is none."""
    tops = db.session.scalars(
        select(Organisation).where(Organisation.parent_id.is_(None)).order_by(Organisation.id)
    )
    return next((one for one in tops if actor.holds(one.id, "administrator")), None)


def works_in(account_id: int, organisation_id: int) -> bool:
    """Whether somebody holds a role, not inherited, in a body or one of its departments."""
    parents = dict(db.session.execute(select(Organisation.id, Organisation.parent_id)).all())
    held = select(Membership.organisation_id).where(
        Membership.account_id == account_id, Membership.revoked_at.is_(None), Membership.confirmed_at.is_not(None),
    )  # fmt: skip
    for one in db.session.scalars(held):
        place: int | None = one
        while place is not None:
            if place == organisation_id:
                return True
            place = parents.get(place)
    return False


def office_outside(organisation_id: int, *, but: int | None) -> Organisation | None:
    """A body, above this one or elsewhere on top, with an administrator who works nowhere in this one."""
    above = [one.id for one in chain_of(organisation_id)[1:]]
    rows = db.session.execute(
        select(Membership.organisation_id, Membership.account_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.role == "administrator", Membership.revoked_at.is_(None), Membership.confirmed_at.is_not(None),
            Membership.account_id.in_(administrators() - {but or 0}),
            or_(Organisation.parent_id.is_(None), Organisation.id.in_(above)),
            Organisation.id != organisation_id,
        )
        .order_by(Membership.id)
    ).all()  # fmt: skip
    rows = sorted(rows, key=lambda row: above.index(row[0]) if row[0] in above else len(above))
    outside = (office for office, account in rows if not works_in(account, organisation_id))
    return next((db.session.get_one(Organisation, office) for office in outside), None)


def audits_over(now: datetime) -> Sequence[Membership]:
    """Auditors' access whose end has come."""
    held = Membership.revoked_at.is_(None) & Membership.ends_at.is_not(None)
    return db.session.scalars(select(Membership).where(held, Membership.ends_at <= now)).all()


def administrators_of(organisation_id: int) -> Sequence[Account]:
    """Who may administer a body: administrators of it or of one above, in force."""
    line = line_up(organisation_id)
    return db.session.scalars(
        select(Account)
        .where(
            Account.confirmed_at.is_not(None),
            Account.closed_at.is_(None),
            Account.id.in_(
                select(Membership.account_id).where(
                    Membership.role == "administrator", Membership.organisation_id.in_(line),
                    Membership.revoked_at.is_(None), Membership.confirmed_at.is_not(None),
                )
            ),
        )
        .order_by(Account.id)
    ).all()  # fmt: skip


def chain_of(organisation_id: int) -> list[Organisation]:
    """The body and those above it, up to the top."""
    return [db.session.get_one(Organisation, one) for one in line_up(organisation_id)]


def line_up(organisation_id: int) -> list[int]:
    """The body and those above it, up to the top."""
    above = dict(db.session.execute(select(Organisation.id, Organisation.parent_id)).all())
    line: list[int] = []
    one: int | None = organisation_id
    while one is not None:
        line.append(one)
        one = above.get(one)
    return line


def below(organisation_id: int) -> list[int]:
    """The body and every department below it, closed ones too."""
    children: dict[int | None, list[int]] = {}
    for own, parent in db.session.execute(select(Organisation.id, Organisation.parent_id)):
        children.setdefault(parent, []).append(own)
    found = [organisation_id]
    for one in found:
        found.extend(children.get(one, ()))
    return found


def confirmers_of(membership: Membership) -> list[Account]:
    """Who may be the second administrator of a role: neither who asked for it nor who receives it."""
    concerned = (membership.granted_by, membership.account_id)
    return [one for one in administrators_of(membership.organisation_id) if one.id not in concerned]


def holders_of(organisation_id: int, roles: Collection[str]) -> Iterator[Account]:
    """Everybody who holds one of ``roles`` on the body or on one above it, once."""
    seen: set[int] = set()
    above: int | None = organisation_id
    while above is not None:
        for membership, account in memberships_of(above):
            holds = membership.role in roles and membership.confirmed_at and membership.revoked_at is None
            if holds and account.closed_at is None and account.id not in seen:
                seen.add(account.id)
                yield account
        above = db.session.get_one(Organisation, above).parent_id


def able_holders_of(organisation_id: int, roles: Collection[str]) -> list[Account]:
    """Those of them who may act by it: who audits anything changes nothing, whatever else they hold."""
    found = list(holders_of(organisation_id, roles))
    auditors = set(
        db.session.scalars(
            select(Membership.account_id).where(
                Membership.account_id.in_([one.id for one in found]), Membership.role == "auditor",
                *in_force(clock.now()),
            )
        )
    )  # fmt: skip
    return [one for one in found if one.id not in auditors]


def in_force(moment: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of memberships, as SQL: those by which somebody acts at this instant."""
    return (
        Membership.revoked_at.is_(None), Membership.confirmed_at.is_not(None),
        or_(Membership.starts_at.is_(None), Membership.starts_at <= moment),
        or_(Membership.ends_at.is_(None), Membership.ends_at > moment),
    )  # fmt: skip


def readers_in_tree(organisation_id: int, roles: Collection[str]) -> list[tuple[Account, int]]:
    """Who holds one of ``roles`` anywhere in the tree of a body, once, with the first office in which they do."""
    offices = below(line_up(organisation_id)[-1])
    rows = db.session.execute(
        select(Account, Membership.organisation_id)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.organisation_id.in_(offices), Membership.role.in_(roles), Membership.revoked_at.is_(None),
            Membership.confirmed_at.is_not(None), Account.closed_at.is_(None),
        )
        .order_by(Membership.organisation_id, Membership.id)
    )  # fmt: skip
    found: dict[int, tuple[Account, int]] = {}
    for account, office in rows:
        found.setdefault(account.id, (account, office))
    return list(found.values())


def open_invitations(*, before: datetime, account_id: int | None = None) -> Sequence[Membership]:
    """Roles given before an instant to addresses that are still not confirmed."""
    statement = (
        select(Membership)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.revoked_at.is_(None), Membership.granted_at <= before, Account.confirmed_at.is_(None)
        )
    )
    if account_id is not None:
        statement = statement.where(Membership.account_id == account_id)
    return db.session.scalars(statement).all()


def memberships_of(organisation_id: int) -> list[tuple[Membership, Account]]:
    """Every membership of an organisation, held and past, newest first, with its person."""
    rows = db.session.execute(
        select(Membership, Account)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Membership.revoked_at.is_not(None), Membership.id.desc())
    )
    return [(membership, account) for membership, account in rows]
