"""Handing what was received to those who decide, and their named acknowledgement."""

from datetime import datetime

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.service import append
from consult.contributions.references import key_hash
from consult.foundation import text
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.outcomes import permissions, rules
from consult.outcomes.models import DecisionDossier
from consult.outcomes.service.replying import ONLY_RESPONDERS, label_of


def check_may_hand_over(actor: Actor, consultation: Consultation, now: datetime) -> None:
    """Raises Forbidden or Refused unless a dossier may be made and handed over at this moment."""
    if not permissions.may_hand_over(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    if consultations.phase_of(consultation, now) not in ("closed", "answered"):
        raise Refused(
            N_("The dossier is handed over once the consultation has closed, before it is finished.")
        )


def hand_over(
    actor: Actor,
    consultation: Consultation,
    *,
    handed_to: str,
    key: str,
    sha256: str,
    size: int,
    now: datetime,
) -> DecisionDossier:
    """Note that this file was handed to the deciding body. ``key`` is of the link that only they get."""
    check_may_hand_over(actor, consultation, now)
    handed_to = _line(handed_to, "handed_to", N_("Please name the body that decides."))
    made = DecisionDossier(
        public_id=random_id(), consultation_id=consultation.id, sha256=sha256, size=size, handed_to=handed_to,
        key_hash=key_hash(key.encode()), handed_at=now, account_id=actor.account_id,
        office=label_of(actor, consultation)[0], acknowledged_by="", acknowledged_office="",
    )  # fmt: skip
    db.session.add(made)
    append(
        "dossier.handed_over", actor, consultation, now, role="responder", objects=[made.public_id],
        values={"sha256": sha256, "size": str(size), "handed_to": handed_to},
    )  # fmt: skip
    db.session.flush()
    return made


def acknowledge(dossier: DecisionDossier, *, name: str, office: str, now: datetime) -> DecisionDossier:
    """Somebody of the deciding body says by name that they have it. The door checked the personal link's key."""
    if dossier.acknowledged_at is not None:
        raise Conflict(N_("This dossier was acknowledged already."))
    dossier.acknowledged_by = _line(name, "name", N_("Please write your name."))
    dossier.acknowledged_office = _line(office, "office", N_("Please write your office."))
    dossier.acknowledged_at = now
    consultation = consultations.get_by_id(dossier.consultation_id)
    append(
        "dossier.acknowledged", GUEST, consultation, now, objects=[dossier.public_id],
        values={
            "acknowledged_by": dossier.acknowledged_by, "acknowledged_office": dossier.acknowledged_office,
            "sha256": dossier.sha256,
        },
    )  # fmt: skip
    db.session.flush()
    return dossier


def _line(written: str, field: str, missing: str) -> str:
    line = " ".join(text.normalise(written, limit=rules.LINE_LIMIT, field=field).split())
    if not line:
        raise Refused(missing, field=field)
    return line
