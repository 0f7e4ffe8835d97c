"""What a body asks of its consultations: the country profile, and who signs before anything becomes public."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.foundation import access, clock, i18n, web
from consult.organisations import permissions, queries, service
from consult.organisations.attempts import noting
from consult.organisations.forms import ChainForm, is_done_on_record
from consult.organisations.routes.answers import page
from consult.organisations.routes.blueprint import bp
from consult.organisations.rules.chain import STEP_KINDS
from consult.organisations.service import approving


@bp.route("/desk/organisations/<slug>/rules", methods=["GET", "POST"])
@access.staff("administrator")
@access.dangerous(service.BODY_RULES)
def set_body_rules(slug: str) -> Response:
    """Profile and sign-offs. A second administrator confirms; alone where there is none."""
    actor, body = access.current_actor(), queries.get_by_slug(slug)
    permissions.ask_administer(actor, body.id)
    form = ChainForm.showing(body.profile, approving.chain_of(body))
    below = {one.organisation.public_id: one.name for one in queries.tree(i18n.language())}
    form.offer(service.profile_names(i18n.language()), below)
    shown: dict[str, Any] = {"slug": slug, "name": queries.name_in(body, i18n.language())}
    note = noting(service.BODY_RULES, body.public_id)

    def keep() -> None:
        service.set_body_rules(
            access.current_actor(), queries.get_by_slug(slug), profile=form.profile.data, steps=form.steps(),
            now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done_on_record(form, keep, note):
        return web.see_other(url_for("organisations.show", slug=slug, done="ruled"))
    status = 422 if request.method == "POST" else 200
    return page("rules", status, form=form, kinds=STEP_KINDS, steps=ChainForm.STEPS, **shown)
