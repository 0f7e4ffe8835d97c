"""Time extended for one body, place or person: asked for with a reason, granted by a second person."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.consultations.service import signing
from consult.contributions import permissions, references, rules
from consult.contributions.models import Asked, MoreTime, Submission
from consult.contributions.queries import times
from consult.contributions.queries.asking import places_of_asked
from consult.contributions.service.asked_saying import extend_for
from consult.foundation import text
from consult.foundation.access import GUEST, TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.organisations.models import Approval
from consult.record import service as record

MORE_TIME = "contributions.more_time"
"""The act by which somebody gets more time: a second person agrees."""
NOT_YOURS_TO_GIVE = N_("Only authors and administrators of this body may do that.")

TIME_IS_OVER = N_(
    "The time that was asked for was over before a second person agreed. Please ask for a later one."
)
ALL_HAVE_IT = N_("By now all have as much time as was asked for here.")


@dataclass(frozen=True)
class Longer:
    """For which group everybody reads, for whom in truth, why, and until when."""

    group: str
    whom: str
    reason: str
    until: datetime
    asked: Asked | None = None
    """Whose request it grants, of those who must be asked …"""
    place: str = ""
    """… or of which place all of them get it."""

    @property
    def is_open(self) -> bool:
        """Whether everybody may read for whom it is: for a body, or for a place."""
        return bool(self.place) or (self.asked is not None and self.asked.kind == "body")


def code_of(secret: bytes, public_id: str) -> str:
    """What whoever it is for brings along: to be typed from a letter, and never stored but as its hash."""
    made = hmac.new(secret, f"more time|{public_id}".encode(), hashlib.sha256).digest()
    return references.new_reference(made[: references.REFERENCE_BYTES])


def ask_more_time(
    actor: Actor, consultation: Consultation, longer: Longer, *, secret: bytes, language: str, now: datetime
) -> Approval:
    """Ask that one body, place or person may send until later. A second person's signature grants it.

    ``language``: of the page on which the reason was written. ``secret``: the instance's, for the code.
    """
    if not permissions.may_give_time(actor, consultation):
        raise Forbidden(NOT_YOURS_TO_GIVE)
    group, whom, reason = (
        " ".join(text.normalise(given, limit=limit, field=name).split())
        for name, given, limit in (
            ("group", longer.group, rules.LINE_LIMIT), ("whom", longer.whom, rules.LINE_LIMIT),
            ("reason", longer.reason, rules.WORDS_LIMIT),
        )
    )  # fmt: skip
    if longer.is_open:
        whom = ""
    rules.check_more_time(
        consultations.phase_of(consultation, now),
        closes_at=consultation.closes_at,
        until=longer.until,
        now=now,
    )
    rules.check_more_time_words(group=group, whom=whom, reason=reason, is_open=longer.is_open)
    if longer.place and longer.place not in places_of_asked(consultation.id):
        raise Refused(N_("Nobody on the list of those who must be asked is of this place."), field="place")
    _check_said(consultation, group, reason)
    public_id = random_id()
    made = MoreTime(
        public_id=public_id, consultation_id=consultation.id, group=group, whom=whom, reason=reason,
        reason_language=language_of(reason, language), until=longer.until, asked_at=now, asked_by=actor.account_id,
        code_hash=times.more_time_hash(code_of(secret, public_id)),
        asked_id=longer.asked.id if longer.asked else None, place=longer.place,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _append("more_time.asked", actor, consultation, made, now, whom=whom)
    return signing.together(actor, consultation, MORE_TIME, subject=public_id, now=now)


def _check_said(consultation: Consultation, group: str, reason: str) -> None:
    """What everybody reads of it."""
    for field, said in (("group", group), ("reason", reason)):
        consulting.check_said(consultation, [said], field)


def more_time_signed(approval: Approval) -> str:
    """What the second person signs: all of it."""
    made = times.more_time_called(approval.subject)
    content = [made.group, made.whom, made.reason, made.until.isoformat()]
    if made.asked_id is not None or made.place:
        content += [f"{made.asked_id or ''}", made.place]
    return json.dumps(content, ensure_ascii=False)


def why_no_more_time(approval: Approval, now: datetime) -> str:
    """Why it can't be given any more: the time is over, all have as much, or the outcome is published.

    That it closed for all meanwhile is no reason: time is given after closing, too.
    """
    made = times.more_time_called(approval.subject)
    consultation = consultations.get_by_id(made.consultation_id)
    phase = consultations.phase_of(consultation, now)
    if phase == "suspended":
        return ""  # it goes on some day
    if phase not in ("scheduled", "open", "closed"):
        return rules.NO_TIME_ANY_MORE
    if made.until <= now:
        return TIME_IS_OVER
    return ALL_HAVE_IT if consultation.closes_at is not None and made.until <= consultation.closes_at else ""


def grant_more_time(actor: Actor, approval: Approval, now: datetime) -> None:
    """The second person agreed: from now on the code lets its bearer send, and everybody reads for which group."""
    made = times.more_time_called(approval.subject)
    consultation = consultations.get_by_id(made.consultation_id)
    rules.check_more_time(
        consultations.phase_of(consultation, now), closes_at=consultation.closes_at, until=made.until, now=now
    )
    if made.granted_at is not None:
        raise Conflict(N_("This time was granted already."))
    _check_said(consultation, made.group, made.reason)
    made.granted_at, made.granted_by = now, actor.account_id
    db.session.flush()
    whose = extend_for(made, asked_id=made.asked_id, place=made.place)
    _append("more_time.granted", actor, consultation, made, now, also=whose)


def note_more_time(submission: Submission, consultation: Consultation, made: MoreTime, now: datetime) -> None:
    """Part of verbs: this came after closing and is in time because of it."""
    submission.more_time_id = made.id
    db.session.flush()
    record.append(
        "more_time.used", actor=GUEST, now=now, consultation=consultation.public_id, objects=[made.public_id],
        values={"submission": submission.public_id},
    )  # fmt: skip


def forget_whom(made: MoreTime, *, now: datetime) -> None:
    """The promised time is over: nobody can tell any more for whom it was."""
    consultation = consultations.get_by_id(made.consultation_id).public_id
    entries = record.entries_naming(consultation, [made.public_id])
    record.erase_openings([one.id for one in entries], ("whom",))
    made.whom, made.code_hash = "", None
    db.session.flush()
    record.append(
        "more_time.forgotten", actor=TIMER, now=now, consultation=consultation, objects=[made.public_id]
    )


def _append(
    type_: str, actor: Actor, consultation: Consultation, made: MoreTime, now: datetime, *,
    also: Sequence[str] = (), **more: str,
) -> None:  # fmt: skip
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=[made.public_id, *also],
        organisation_id=consultation.organisation_id,
        role=actor.role_on(consultation.organisation_id, "author", "administrator"),
        values={
            "group": made.group, "until": made.until.isoformat(), "reason": made.reason,
            "reason_language": made.reason_language, **more,
        },
    )  # fmt: skip
