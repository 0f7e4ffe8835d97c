"""Promising the outcome for a later day."""

from flask import url_for
from werkzeug.wrappers import Response

from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, Refused
from consult.foundation.forms import answer_of, claim, form_page
from consult.organisations.attempts import noting
from consult.organisations.forms import is_done_on_record
from consult.outcomes import permissions, queries, service
from consult.outcomes.forms import PostponeForm
from consult.outcomes.routes.blueprint import bp, consultation_for, desk_numbers

NO_DAY = N_("Please give the day.")


@bp.route("/desk/consultations/<slug>/outcome/postpone", methods=["GET", "POST"])
@access.staff("responder", "author")
@access.dangerous(service.POSTPONE)
def postpone_outcome(slug: str) -> Response:
    """Ask for a later day, with the reason that everybody reads."""
    consultation = consultation_for(slug, permissions.may_postpone_outcome)
    form = PostponeForm()
    address = url_for("outcomes.desk_outcome", slug=slug)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)

    def keep() -> None:
        now, until = clock.now(), form.until.data
        found = consultation_for(slug, permissions.may_postpone_outcome)
        if until is None:
            raise Refused(NO_DAY, field="until")
        service.postpone_outcome(
            access.current_actor(),
            found,
            until=until,
            reason=form.reason.data or "",
            language=i18n.language(),
            now=now,
        )
        claim(form.form_token.data or "", address, now=now)

    note = noting(service.POSTPONE, consultation.public_id, consultation.public_id)
    if form.validate_on_submit() and is_done_on_record(form, keep, note):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_postpone_outcome)
    return form_page(
        "outcomes/postpone.html", form, consultation=consultation, numbers=desk_numbers(consultation),
        postponements=queries.postponements(consultation.id),
    )  # fmt: skip
