"""Beginning a further round of a consultation whose period is over."""

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import permissions, queries, service
from consult.consultations.forms import RoundForm
from consult.consultations.routes.blueprint import bp, consultation_for
from consult.foundation import access, clock, i18n, web
from consult.foundation.forms import answer_of, claim, form_page, is_done


@bp.route("/desk/consultations/<slug>/further-round", methods=["GET", "POST"])
@access.staff("author")
def begin_further_round(slug: str) -> Response:
    """Its title and address; everything else is copied and can be changed on its own desk."""
    consultation, now = consultation_for(slug, permissions.may_edit), clock.now()
    title, _language = queries.titles_in([consultation.id], i18n.language())[consultation.id]
    form = RoundForm(title=title, slug=f"{slug[:70]}-2")
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)

    def begin() -> None:
        own = form.slug.data or ""
        claim(form.form_token.data or "", url_for("consultations.tasks", slug=own), now=now)
        service.begin_further_round(
            access.current_actor(), queries.get(slug), slug=own, title=form.title.data or "", now=now
        )

    if form.validate_on_submit() and is_done(form, begin):
        return web.see_other(url_for("consultations.tasks", slug=form.slug.data))
    consultation = queries.get(slug)
    return form_page(
        "consultations/begin_further_round.html", form, consultation=consultation,
        phase=queries.phase_of(consultation, now),
        later=queries.later_round(consultation.id, public_only=False),
    )  # fmt: skip
