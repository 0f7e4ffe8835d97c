"""What the verbs of this room share: how an actor and a role are named in the record."""

from datetime import datetime

from consult.accounts.models import Account
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.organisations import queries
from consult.organisations.models import Membership
from consult.record import service as record


def role_of(actor: Actor) -> str:
    """The role an entry names. The timer acts for nobody's office."""
    return {"console": "console", "timer": "timer"}.get(actor.kind, "administrator")


def append_role(
    type_: str, actor: Actor, membership: Membership, now: datetime, *, ground: str = "", approval: str = ""
) -> None:  # fmt: skip
    """The entry of a role that was asked for, given or ended; ``approval`` is the request that two persons signed."""
    db.session.flush()
    organisation = queries.get(membership.organisation_id)
    account = db.session.get_one(Account, membership.account_id)
    scope = {"scope": membership.consultation} if membership.consultation else {}
    since = {"starts_at": membership.starts_at.isoformat()} if membership.starts_at else {}
    until = {"ends_at": membership.ends_at.isoformat()} if membership.ends_at else {}
    record.append(
        type_, actor=actor, now=now, objects=[organisation.public_id, account.pseudonym, *filter(None, [approval])],
        organisation_id=organisation.id, role=role_of(actor), ground=ground,
        values={"held_role": membership.role, "holder": str(account.id), **scope, **since, **until},
    )  # fmt: skip
