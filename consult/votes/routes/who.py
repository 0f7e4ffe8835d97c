"""Who votes in this browser: the account signed in, else the address that a mailed link confirmed here."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import session

from consult.accounts.rules import fold_address
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
    if actor.account_id is not None:
        return Identity(actor.account_id, address_key(consultation, actor.email) if actor.email else None)
    kept = session.get(CONFIRMED, {}).get(consultation.public_id)
    if consultation.who_may_vote != "confirmed" or not kept or kept[1] <= now.timestamp():
        return None
    return Identity(email_hash=kept[0])


def remember(consultation: "Consultation", email_hash: str, now: datetime) -> None:
    """This browser votes for the confirmed address, in this consultation only, for half a day."""
    kept = dict(session.get(CONFIRMED, {}))
    kept.pop(consultation.public_id, None)
    kept[consultation.public_id] = [email_hash, int((now + LIFE).timestamp())]
    session[CONFIRMED] = dict(list(kept.items())[-MOST:])


def forget(consultation: "Consultation") -> None:
    """End it, on a computer that others use too."""
    kept = dict(session.get(CONFIRMED, {}))
    kept.pop(consultation.public_id, None)
    session[CONFIRMED] = kept
