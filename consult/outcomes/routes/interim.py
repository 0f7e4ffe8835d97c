"""The interim response: asked for by one, signed by another, while comments are unread."""

from flask import url_for
from werkzeug.wrappers import Response

from consult.analysis import queries as reading
from consult.foundation import access, clock, i18n, web
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.outcomes import permissions, queries, service
from consult.outcomes.forms import InterimForm
from consult.outcomes.routes.blueprint import bp, consultation_for, desk_numbers


@bp.route("/desk/consultations/<slug>/outcome/interim", methods=["GET", "POST"])
@access.staff("responder")
def ask_interim(slug: str) -> Response:
    """Write what can be said by the date that law forces; a second person publishes it."""
    consultation = consultation_for(slug, permissions.may_publish_outcome)
    form = InterimForm(data=queries.unpublished_interim(service.PUBLISH_INTERIM, consultation.public_id))
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("outcomes.desk_outcome", slug=slug)

    def keep() -> None:
        found, now = consultation_for(slug, permissions.may_publish_outcome), clock.now()
        service.ask_interim(
            access.current_actor(), found, body=form.body.data or "", law=form.law.data or "",
            until=form.until.data or now.date(), language=i18n.language(), now=now,
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_publish_outcome)
    return form_page(
        "outcomes/interim_form.html", form, consultation=consultation, numbers=desk_numbers(consultation),
        coverage=reading.coverage(consultation.id),
    )  # fmt: skip
