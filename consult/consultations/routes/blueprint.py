"""The room's blueprint, and what its desk pages share."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from consult.consultations import permissions, queries, service
from consult.foundation import access, i18n
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.foundation.errors import Busy, Forbidden, NotFound, Refused
from consult.foundation.forms import Form

if TYPE_CHECKING:
    from consult.consultations.models import Consultation

bp = Blueprint("consultations", __name__, url_prefix="/<lang:lang>")


@bp.app_template_global()
def language_name(language: str) -> str:
    """A language's own name, or its tag where it is none of the site's."""
    return i18n.LANGUAGES.get(language.lower(), language)


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


def is_done(form: Form, act: Callable[[], object]) -> bool:
    """Run ``act`` in one transaction; where a rule refuses, show that on the form and return False."""
    try:
        with writing():
            act()
    except (Forbidden, NotFound, Busy):
        raise
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def form_page(template: str, form: Form, **context: object) -> Response:
    """A page with its form: 422 where the form was sent and has faults."""
    answer = make_response(render_template(template, form=form, **context))
    if form.errors or form.form_errors:
        answer.status_code = 422
    return answer
