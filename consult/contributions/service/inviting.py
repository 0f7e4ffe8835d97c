"""Inviting people where only invited ones take part: links and codes, each used once by one person."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from consult.accounts.rules import fold_address
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import permissions, references, rules
from consult.contributions.guests import Guest
from consult.contributions.models import Invitation
from consult.contributions.queries import inviting
from consult.contributions.rules import INVITED_ONLY
from consult.foundation.access import GUEST, TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Gone, NotFound
from consult.foundation.ids import random_id
from consult.record import service as record

AT_ONCE = 500
"""Invitations that one entry names."""
NOT_YOURS_TO_INVITE = N_("Only authors and administrators of this body may do that.")
USED = N_("This invitation was used already, or it was taken back. Please ask the office for a new one.")
UNKNOWN = N_("There is no such invitation. Please compare the code with your letter, character by character.")


def invitation_code(secret: bytes, invitation: Invitation) -> str:
    """What whoever is invited brings along; it follows from the secret, so it can be printed again."""
    about = f"invitation|{invitation.public_id}|{invitation.number}"
    made = hmac.new(secret, about.encode(), hashlib.sha256).digest()
    return references.new_reference(made[: references.REFERENCE_BYTES])


def invite(
    actor: Actor, consultation: Consultation, guests: Sequence[Guest], *, secret: bytes, now: datetime
) -> list[Invitation]:
    """Invite these people; those whose address is on the list already are left out. The caller sends the letters."""
    _check_may_invite(actor, consultation, now)
    rules.check_guests(len(guests), inviting.count_invited(consultation.id))
    known = inviting.addresses_of(consultation.id)
    made = []
    for guest in guests:
        folded = fold_address(guest.address)
        if folded and folded in known:
            continue
        known.add(folded)
        one = Invitation(
            public_id=random_id(), consultation_id=consultation.id, number=1, name=guest.name, address=guest.address,
            language=consultation.language, invited_at=now, invited_by=actor.account_id,
        )  # fmt: skip
        one.code_hash = inviting.code_hash(invitation_code(secret, one))
        db.session.add(one)
        made.append(one)
    db.session.flush()
    for start in range(0, len(made), AT_ONCE):
        part = made[start : start + AT_ONCE]
        _append("invitations.made", actor, consultation, part, now, number=str(len(part)))
    return made


def _check_may_invite(actor: Actor, consultation: Consultation, now: datetime) -> None:
    if not permissions.may_give_time(actor, consultation):
        raise Forbidden(NOT_YOURS_TO_INVITE)
    rules.check_may_invite(
        consultations.phase_of(consultation, now), (consultation.who_may_comment, consultation.who_may_vote)
    )


def renew_invitation(actor: Actor, invitation: Invitation, *, secret: bytes, now: datetime) -> None:
    """Make a new code for somebody who lost theirs: the earlier one, or the browser it was used in, holds no more."""
    consultation = consultations.get_by_id(invitation.consultation_id)
    _check_may_invite(actor, consultation, now)
    if invitation.withdrawn_at is not None:
        raise Conflict(N_("This invitation was taken back."))
    invitation.number += 1
    invitation.code_hash = inviting.code_hash(invitation_code(secret, invitation))
    db.session.flush()
    _append("invitations.renewed", actor, consultation, [invitation], now)


def withdraw_invitation(actor: Actor, invitation: Invitation, *, now: datetime) -> None:
    """Take it back, as long as its bearer has not taken part."""
    consultation = consultations.get_by_id(invitation.consultation_id)
    _check_may_invite(actor, consultation, now)
    if invitation.withdrawn_at is not None or invitation.answered_at is not None:
        raise Conflict(N_("This person has taken part already, or the invitation was taken back before."))
    invitation.withdrawn_at = now
    db.session.flush()
    _append("invitations.withdrawn", actor, consultation, [invitation], now)


def accept_invitation(actor: Actor, consultation: Consultation, code: str, *, now: datetime) -> Invitation:
    """Use the code, once: whoever brings it is the one who was invited. Raises NotFound or Gone."""
    if actor.is_auditor:
        raise Forbidden(N_("Auditors read everything and change nothing. This was not done."))
    found = inviting.find_by_code(consultation.id, code)
    if found is None:
        raise NotFound(UNKNOWN)
    if found.withdrawn_at is not None or found.used_number == found.number:
        raise Gone(USED)
    found.used_number, found.account_id = found.number, actor.account_id
    if found.accepted_at is None:
        found.accepted_at = now
    db.session.flush()
    record.append(
        "invitations.accepted", actor=GUEST, now=now, consultation=consultation.public_id,
        values={"invitation": found.public_id},
    )  # fmt: skip
    return found


def check_invitation(consultation: Consultation, who: str, invitation: Invitation | None) -> None:
    """Raises Forbidden where only invited people take part and nobody brought an invitation to this consultation."""
    if who != "invited":
        return
    if (
        invitation is None
        or invitation.consultation_id != consultation.id
        or invitation.used_number != invitation.number
        or invitation.withdrawn_at is not None
    ):
        raise Forbidden(INVITED_ONLY)


def note_answered(invitation: Invitation, consultation: Consultation, *, now: datetime) -> None:
    """Part of verbs: its bearer took part. Who it was stays private; that one more did is counted."""
    if invitation.answered_at is None:
        invitation.answered_at = now
        db.session.flush()
        record.append(
            "invitations.answered", actor=GUEST, now=now, consultation=consultation.public_id,
            values={"invitation": invitation.public_id},
        )  # fmt: skip


def forget_guests(consultation_id: int, *, now: datetime) -> None:
    """The promised time is over: who was invited goes; how many were, and took part, stays."""
    for one in inviting.invitations_of(consultation_id):
        one.name = one.address = ""
        one.code_hash = one.account_id = None
    db.session.flush()
    consultation = consultations.get_by_id(consultation_id).public_id
    record.append("invitations.forgotten", actor=TIMER, now=now, consultation=consultation)


def _append(
    type_: str,
    actor: Actor,
    consultation: Consultation,
    about: Sequence[Invitation],
    now: datetime,
    **values: str,
) -> None:
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=[one.public_id for one in about],
        organisation_id=consultation.organisation_id,
        role=actor.role_on(consultation.organisation_id, "author", "administrator"),
        values=values,
    )  # fmt: skip
