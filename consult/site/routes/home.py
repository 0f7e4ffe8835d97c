"""The front page."""

from flask import redirect, request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, web
from consult.site import queries
from consult.site.routes.blueprint import bp, root


@root.get("/")
@root.get("/record")
@root.get("/record/verify")
@access.public
def choose_language() -> Response:
    """``/``, and the pages that notices and manuals name without one: to the language the browser asks for."""
    answer = redirect(f"/{i18n.negotiate(request.accept_languages.values())}{request.path}", code=302)
    answer.headers["Vary"] = "Accept-Language"
    answer.headers["Cache-Control"] = "public, max-age=0"
    return answer


@bp.get("/")
@access.public
def home() -> Response:
    """What is open, what is coming, what was answered; the four things anybody can do."""
    now = clock.now()
    etag = web.etag_of(*consultations.site_stamp(now), now.date())
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    return web.public_page("site/home.html", etag, groups=queries.front_page(now, i18n.language()), now=now)
