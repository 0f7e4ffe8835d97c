"""Pages over several rooms: home, the consultation, the comment, /me, staff and auditor front pages."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from consult.foundation import access, i18n

bp = Blueprint("site", __name__, url_prefix="/<lang:lang>")
root = Blueprint("root", __name__)
blueprints = (root, bp)


@root.get("/")
@access.public
def choose_language() -> Response:
    """``/``: to the language the browser asks for."""
    answer = redirect(f"/{i18n.negotiate(request.accept_languages.values())}/", code=302)
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Cache-Control"] = "public, max-age=0"
    return answer


@bp.get("/")
@access.public
def home() -> str:
    """The front page."""
    return render_template("site/home.html")
