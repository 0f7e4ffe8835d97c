"""The room's blueprint, and what its desk pages share."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint

from consult.consultations import permissions, queries, service
from consult.foundation import access, i18n
from consult.foundation.access import Actor
from consult.foundation.errors import Forbidden, NotFound, Refused
from consult.organisations.attempts import noting

if TYPE_CHECKING:
    from consult.consultations.models import Consultation

bp = Blueprint("consultations", __name__, url_prefix="/<lang:lang>")


@bp.app_template_global()
def title_of(consultation: "Consultation") -> tuple[str, str]:
    """(title, its language) for whoever reads the page, where the consultation has one in their language."""
    return queries.titles_in([consultation.id], i18n.language())[consultation.id]


def note_refusal(act: str, consultation: "Consultation") -> Callable[[Refused], None]:
    """What writes the entry of a refused attempt at a dangerous act on this consultation."""
    return noting(act, consultation.public_id, consultation.public_id)


May = Callable[[Actor, "Consultation"], bool]


def consultation_for(slug: str, may: May = permissions.may_edit) -> "Consultation":
    """A consultation of the actor's bodies. NotFound, as for an unknown one, where they hold no role on its body."""
    actor = access.current_actor()
    found = queries.get(slug)
    if not permissions.may_see_unpublished(actor, found):
        raise NotFound(queries.NONE)
    if not may(actor, found):
        raise Forbidden(service.NOT_YOURS)
    return found
