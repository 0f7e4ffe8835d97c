"""Who votes in this browser: the account signed in, else the address that a mailed link confirmed here."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import session

from consult.accounts.rules import fold_address
from consult.contributions.queries import inviting
from consult.foundation import access, web
from consult.votes import rules
from consult.votes.rules import Identity

if TYPE_CHECKING:
    from consult.consultations.models import Consultation

CONFIRMED = "consult_votes"
LIFE = timedelta(hours=12)
MOST = 20
"""Consultations that one browser's session keeps, the newest; a cookie is small."""


def address_key(consultation: "Consultation", address: str) -> str:
    """The keyed hash of an address for this consultation."""
    return rules.address_key(web.settings().secret, consultation.public_id, fold_address(address))


def current_identity(consultation: "Consultation", now: datetime) -> Identity | None:
    """Who votes here, or None for somebody who has to sign in or confirm an address first."""
    actor = access.current_actor()
    if consultation.who_may_vote == "invited":
        return _invited(consultation, actor.account_id)
    if actor.account_id is not None:
        hashed = address_key(consultation, actor.email) if actor.email else None
        return Identity(actor.account_id, hashed, is_identified=actor.is_identified)
    kept = session.get(CONFIRMED, {}).get(consultation.public_id)
    if consultation.who_may_vote not in ("confirmed", "identified") or not kept or kept[1] <= now.timestamp():
        return None
    return Identity(email_hash=kept[0], is_identified=bool(kept[2]))


def _invited(consultation: "Consultation", account_id: int | None) -> Identity | None:
    """The invitation that this browser or account brought: one invitation is one voter."""
    kept = session.get(inviting.BROUGHT, {}).get(consultation.public_id) or ["", 0]
    found = inviting.brought(consultation.id, session=kept[0], number=kept[1], account_id=account_id)
    if found is None:
        return None
    hashed = rules.address_key(web.settings().secret, consultation.public_id, f"invitation:{found.public_id}")
    return Identity(email_hash=hashed, invitation=found.public_id)


def remember(consultation: "Consultation", email_hash: str, now: datetime, *, is_phone: bool) -> None:
    """This browser votes for the confirmed address, in this consultation only, for half a day."""
    kept = dict(session.get(CONFIRMED, {}))
    kept.pop(consultation.public_id, None)
    kept[consultation.public_id] = [email_hash, int((now + LIFE).timestamp()), is_phone]
    session[CONFIRMED] = dict(list(kept.items())[-MOST:])


def forget(consultation: "Consultation") -> None:
    """End it, on a computer that others use too."""
    kept = dict(session.get(CONFIRMED, {}))
    kept.pop(consultation.public_id, None)
    session[CONFIRMED] = kept
