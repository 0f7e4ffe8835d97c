"""The room's blueprint, and what its pages share."""

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, g, request

from consult.audits import permissions
from consult.consultations import queries as consultations
from consult.foundation import access, clock
from consult.foundation.db import db, writing
from consult.foundation.errors import NotFound
from consult.record import queries as records
from consult.record import service as record

if TYPE_CHECKING:
    from consult.consultations.models import Consultation

bp = Blueprint("audits", __name__, url_prefix="/<lang:lang>")


def audited(slug: str) -> "Consultation":
    """The consultation. NotFound, as for an unknown one, where it isn't theirs to audit."""
    found = consultations.get(slug)
    if not permissions.may_audit(access.current_actor(), found):
        raise NotFound(consultations.NONE)
    return found


def note_opened(what: str, consultation: str = "") -> None:
    """The audit office's own log: who of it opened what."""
    with writing():
        record.note_personal_read(
            actor=access.current_actor(),
            page=request.path,
            what=what,
            now=clock.now(),
            consultation=consultation,
        )


@bp.before_app_request
def note_the_time() -> None:
    """When this request came, so that what it noted by itself is known again."""
    g.audit_asked_at = clock.now()


@bp.after_app_request
def note_whatever_else(answer: Response) -> Response:
    """Every page of the staff that an auditor opens is listed, also one that notes nothing by itself or comes later."""
    actor = access.current_actor()
    if actor.account_id is None or not actor.is_auditor or not _is_page(answer):
        return answer
    db.session.rollback()
    if not records.is_read_noted(actor.account_id, page=request.path, since=g.audit_asked_at):
        about = consultations.find((request.view_args or {}).get("slug", ""))  # a body's slug finds none
        note_opened("desk page", about.public_id if about else "")
    return answer


def _is_page(answer: Response) -> bool:
    stamp = access.stamp_of(current_app, request.endpoint or "")
    return (
        stamp is not None and stamp.kind == "staff" and request.method == "GET" and answer.status_code == 200
    )
