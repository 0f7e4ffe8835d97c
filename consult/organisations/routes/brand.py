"""The brand's stylesheet: the site's own colours, for everybody the same."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from consult.foundation import access, web
from consult.organisations import look

brand = Blueprint("brand", __name__)


@brand.record_once
def _offer_to_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["brand_stamp"] = look.brand_stamp


@brand.get("/brand.css")
@access.public
def stylesheet() -> Response:
    """Our custom properties set again. Pages name it with its stamp, so it may be kept for long."""
    return web.public_stylesheet(look.brand_css())
