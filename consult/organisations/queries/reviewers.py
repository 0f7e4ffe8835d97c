"""Which units could decide a review of what another one ruled."""

from sqlalchemy import select

from consult.accounts.models import Account
from consult.foundation.db import db
from consult.organisations import queries
from consult.organisations.models import Membership, Organisation


def has_reviewers(organisation_id: int) -> bool:
    """Whether a moderator or an administrator holds a role on exactly this unit, in force."""
    held = (
        select(Membership.id)
        .join(Account, Account.id == Membership.account_id)
        .where(
            Membership.organisation_id == organisation_id, Membership.role.in_(("moderator", "administrator")),
            Membership.revoked_at.is_(None), Membership.confirmed_at.is_not(None), Account.closed_at.is_(None),
        )
    )  # fmt: skip
    return db.session.scalar(held.limit(1)) is not None


def units_to_review(organisation_id: int) -> list[Organisation]:
    """Other units that could decide reviews of this one's rulings: the bodies above first, then those beside it."""
    line = [one.id for one in queries.chain_of(organisation_id)]
    every = {one.id: one for one in queries.all_organisations()}
    beside = [one for one in every.values() if one.id not in line and _top(one, every).id == line[-1]]
    found = [*(every[one] for one in line[1:]), *beside]
    return [one for one in found if one.closed_at is None and has_reviewers(one.id)]


def _top(one: Organisation, every: dict[int, Organisation]) -> Organisation:
    while one.parent_id is not None:
        one = every[one.parent_id]
    return one
