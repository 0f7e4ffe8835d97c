"""The room's blueprint below the language, and what forms of other rooms ask of it."""

from flask import Blueprint

from consult.foundation import access
from consult.organisations.service import approving

bp = Blueprint("organisations", __name__, url_prefix="/<lang:lang>")


@bp.app_template_global()
def acts_alone(organisation_id: int) -> bool:
    """Whether whoever looks would do alone, on a body, the dangerous act that the form at this address asks for."""
    return approving.acts_alone(access.current_actor(), access.act_asked_for(), organisation_id)
