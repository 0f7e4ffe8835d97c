"""Reading invitations. Who is on the list is for staff; numbers are for everybody."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.accounts.rules import fold_address
from consult.consultations.models import Consultation
from consult.contributions.models import Invitation
from consult.contributions.references import parse_reference
from consult.foundation.db import db
from consult.foundation.errors import NotFound

BROUGHT = "consult_invited"
"""Where a browser’s session keeps which invitations it brought: consultation -> [public id, number of the code]."""


@dataclass(frozen=True)
class InvitedNumbers:
    """How many people are invited, and how many of them took part."""

    invited: int
    answered: int


def numbers_of(consultation_id: int) -> InvitedNumbers:
    """What everybody may know. One statement."""
    row = db.session.execute(
        select(func.count(Invitation.id), func.count(Invitation.answered_at)).where(
            Invitation.consultation_id == consultation_id, Invitation.withdrawn_at.is_(None)
        )
    ).one()
    return InvitedNumbers(row[0], row[1])


def count_invited(consultation_id: int) -> int:
    """How many were ever made, those taken back too."""
    counted = select(func.count(Invitation.id)).where(Invitation.consultation_id == consultation_id)
    return db.session.scalar(counted) or 0


def code_hash(code: str) -> str:
    """What is stored of a code, however it was typed."""
    typed = parse_reference(code) or code.strip()
    return hashlib.sha256(typed.encode(errors="replace")).hexdigest()


def find_by_code(consultation_id: int, code: str) -> Invitation | None:
    """The invitation with this code, used or not; locked, so that two who bring it come one after the other."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.consultation_id == consultation_id, Invitation.code_hash == code_hash(code))
        .with_for_update()
    )


def addresses_of(consultation_id: int) -> set[str]:
    """The addresses on the list, as they are compared."""
    given = select(Invitation.address).where(
        Invitation.consultation_id == consultation_id,
        Invitation.address != "",
        Invitation.withdrawn_at.is_(None),
    )
    return {fold_address(one) for one in db.session.scalars(given)}


def invitations_of(consultation_id: int) -> Sequence[Invitation]:
    """The whole list, as it was made: for staff."""
    return db.session.scalars(
        select(Invitation).where(Invitation.consultation_id == consultation_id).order_by(Invitation.id)
    ).all()


@dataclass(frozen=True)
class InvitedPage:
    """A page of the list. ``first``: the place of its first one; ``after`` continues it, None at its end."""

    invited: Sequence[Invitation]
    first: int
    after: int | None


def listed_invitations(consultation_id: int, *, limit: int, after: int | None = None) -> InvitedPage:
    """The list from the invitation with that number on, as it was made."""
    own = Invitation.consultation_id == consultation_id
    rows = db.session.scalars(
        select(Invitation).where(own, Invitation.id > (after or 0)).order_by(Invitation.id).limit(limit + 1)
    ).all()
    before = (
        db.session.scalar(select(func.count(Invitation.id)).where(own, Invitation.id <= after))
        if after
        else 0
    )
    page = rows[:limit]
    return InvitedPage(page, (before or 0) + 1, page[-1].id if len(rows) > limit else None)


def get_invitation(public_id: str) -> Invitation:
    """One of them. Raises NotFound."""
    found = db.session.scalar(select(Invitation).where(Invitation.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def brought(consultation_id: int, *, session: str, number: int, account_id: int | None) -> Invitation | None:
    """The invitation that this browser (its public id and the number of the code used), or this account, brought."""
    if not session and account_id is None:
        return None
    in_browser = (Invitation.public_id == session) & (Invitation.number == number)
    found = select(Invitation).where(
        Invitation.consultation_id == consultation_id,
        in_browser | (Invitation.account_id == account_id) if account_id is not None else in_browser,
        Invitation.used_number == Invitation.number,
        Invitation.withdrawn_at.is_(None),
    )
    return db.session.scalar(found.order_by(Invitation.id).limit(1))


def guests_to_forget(before: datetime, *, limit: int, but_in: Collection[int] = ()) -> Sequence[int]:
    """Consultations with people still on the list, answered before that instant; without ``but_in``."""
    return db.session.scalars(
        select(Invitation.consultation_id)
        .join(Consultation, Consultation.id == Invitation.consultation_id)
        .where(
            Consultation.answered_at <= before,
            Consultation.id.not_in(but_in),
            (Invitation.address != "") | (Invitation.name != "") | Invitation.account_id.is_not(None),
        )
        .distinct()
        .limit(limit)
    ).all()
