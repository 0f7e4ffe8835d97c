"""Checking a receipt in a page without scripts: what it proves, and what not, in plain words."""

from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import Refused
from consult.foundation.zones import from_minute
from consult.record import proving, witnessing
from consult.record import queries as heads
from consult.record.rules import SITE
from consult.site import acts, opened
from consult.site.forms import VerifyForm
from consult.site.routes.blueprint import bp
from consult.votes import queries as votes


@bp.route("/record/verify", methods=["GET", "POST"])
@access.anyone
def verify_receipt() -> Response:
    """The form; what was brought is checked against this site's record, shown, and kept nowhere."""
    form = VerifyForm()
    if request.method == "GET":
        return _page(form)
    if not form.validate():
        return _page(form, status=422)
    try:
        found = proving.check(_brought(form), witnesses=_witnesses(), now=clock.now())
    except Refused as refused:
        form.refuse(refused)
        return _page(form, status=422)
    form.text.data = ""
    return _page(form, found)


def _brought(form: VerifyForm) -> bytes | str:
    """The file, where one was chosen: all of it, or as much as shows that it is too large."""
    if form.file.data is not None and form.file.data.filename:
        with form.file.data.stream as stream:
            content: bytes = stream.read(proving.BYTES_MOST + 1)
        return content
    return form.text.data or ""


def _witnesses() -> list[Any]:
    return [one.key for one in witnessing.witnesses_of(web.settings().record_witnesses)]


def _page(form: VerifyForm, found: proving.Proven | None = None, status: int = 200) -> Response:
    context: dict[str, Any] = {}
    if found is not None:
        linked = ((found.entry, found.opened), *found.earlier) if "value" in found.opened else ()
        context = {
            "consultation": _consultation(found.log), "act_name": acts.act_name, "values": opened.values(found.opened),
            "entered_at": from_minute(found.entry["time"]) if found.entry else None,
            "answers": [(votes.find_statement(str(one["objects"][0])), values["value"]) for one, values in linked],
            "is_newest": votes.is_last_entry(str(found.entry.get("actor", "")), str(found.entry.get("id", ""))),
        }  # fmt: skip
    return make_response(
        render_template(
            "site/verify.html", form=form, found=found, has_witnesses=bool(heads.witnesses()), **context
        ),
        status,
    )


def _consultation(log: str) -> tuple[str, str, str] | None:
    """(slug, title, its language) of a public consultation; None for the site's log and what isn't public."""
    if log == SITE:
        return None
    if not consultations.is_public_id_shown(log, clock.now()):
        return None
    found = consultations.get_by_public_id(log)
    title, language = consultations.titles_in([found.id], i18n.language())[found.id]
    return found.slug, title, language
