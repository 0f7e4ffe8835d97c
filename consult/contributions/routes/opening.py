"""“I have a reference or a key”: to the sender's page, or to the public one."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.contributions import queries, references
from consult.contributions.forms import OpenForm
from consult.contributions.queries import asking
from consult.contributions.routes.blueprint import bp
from consult.foundation import access, i18n, web
from consult.foundation.errors import N_, Refused

NOTHING = N_(
    "Nothing was found for this. Please compare it with your receipt, character by character. A reference has 11 "
    "letters and digits; a private key has 8 words or 30 digits."
)


@bp.route("/receipt", methods=["GET", "POST"])
@access.anyone
def open_receipt() -> Response | tuple[str, int] | str:
    """The form, and where what was typed leads."""
    form = OpenForm()
    if request.method == "GET":
        return render_template("contributions/open.html", form=form)
    if form.validate():
        if address := _address(form.key.data or ""):
            return web.see_other(address)
        form.refuse(Refused(NOTHING, field="key"))
    return render_template("contributions/open.html", form=form), 422


def _address(typed: str) -> str | None:
    if queries.find_by_key(typed) is not None:
        key = references.parse_key(typed)
        return url_for("contributions.receipt", key=references.key_text(key) if key else typed.strip())
    if asking.find_asked_by_key(typed) is not None and (key := references.parse_key(typed)):
        return url_for("contributions.own_asking", key=references.key_text(key))
    reference = references.parse_reference(typed)
    if reference is None or not queries.is_known(reference):
        return None
    return f"/{i18n.language()}/comments/{reference}"
