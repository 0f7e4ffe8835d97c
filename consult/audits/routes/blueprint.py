"""The room's blueprint, and what its pages share."""

from typing import TYPE_CHECKING

from flask import Blueprint, request

from consult.audits import permissions
from consult.consultations import queries as consultations
from consult.foundation import access, clock
from consult.foundation.db import writing
from consult.foundation.errors import NotFound
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
