"""Reminding who may close second looks that are still open."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import select, update

from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.consultations.service import append
from consult.contributions import queries as contributions
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.organisations import queries as organisations
from consult.outcomes import permissions
from consult.outcomes.look_days import Occasion
from consult.outcomes.models import SecondLook
from consult.outcomes.service.rating import who_gave

AT_ONCE = 500


def who_may_close(consultation: Consultation, ids: Sequence[int]) -> list[Account]:
    """Whoever may close one of these second looks at least: they neither gave that answer nor wrote the comment.

    Those above the body only where nobody of its own may. Of very many looks, whoever holds such a role.
    """
    body = organisations.get(consultation.organisation_id)
    able = organisations.able_holders_of(body.id, permissions.CLOSERS)
    if len(ids) <= AT_ONCE:
        looks = db.session.scalars(select(SecondLook).where(SecondLook.id.in_(ids))).all()
        gave = who_gave(consultation, looks)
        able = [one for one in able if _is_left_one(one, looks, gave)]
    if body.parent_id is None:
        return able
    above = {one.id for one in organisations.holders_of(body.parent_id, permissions.CLOSERS)}
    return [one for one in able if one.id not in above] or able


def _is_left_one(
    account: Account, looks: Sequence[SecondLook], gave: Mapping[int, AbstractSet[int | None]]
) -> bool:
    """Whether there is one among these that the account may close. ``gave``: who gave each answer."""
    left = [look.comment_id for look in looks if account.id not in gave[look.id]]
    return bool(left) and len(contributions.sent_among(left, account.id)) < len(left)


def note_reminded(consultation: Consultation, ids: Sequence[int], why: Occasion, *, now: datetime) -> None:
    """Part of the job: who may close them was reminded; that they are late was told to the body above, too, once."""
    for start in range(0, len(ids), AT_ONCE):
        own = SecondLook.id.in_(ids[start : start + AT_ONCE])
        db.session.execute(update(SecondLook).where(own).values(reminded_at=now))
    type_ = "answer.looks_overdue" if why == "late" else "answer.looks_reminded"
    append(type_, TIMER, consultation, now, values={"number": str(len(ids))})
    db.session.flush()
