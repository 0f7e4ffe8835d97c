"""The desk page of time extended for one body, place or person: asking for it, and the code to hand out."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import permissions, service
from consult.contributions.forms import LongerForm
from consult.contributions.queries import times
from consult.contributions.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, Forbidden, NotFound, Refused
from consult.foundation.forms import answer_of, claim, form_page
from consult.organisations.forms import is_done_on_record
from consult.organisations.queries import approvals
from consult.organisations.service import approving

NO_DAY = N_("Please give the day.")


@bp.route("/desk/consultations/<slug>/more-time", methods=["GET", "POST"])
@access.staff("author", "administrator", "clerk", "auditor")
def more_time(slug: str) -> Response:
    """What was asked for and granted, each with its code once it holds; and the form to ask for more."""
    actor, consultation = access.current_actor(), consultations.get(slug)
    if not permissions.may_see_more_time(actor, consultation):
        raise NotFound(consultations.NONE)
    form, subject, zone = LongerForm(), consultation.public_id, consultation.timezone
    if form.is_submitted() and not permissions.may_give_time(actor, consultation):
        raise Forbidden(service.NOT_YOURS_TO_GIVE)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("contributions.more_time", slug=slug)

    def keep() -> None:
        claim(form.form_token.data or "", address, now=clock.now())
        until = form.instant("until", zone)
        if until is None:
            raise Refused(NO_DAY, field="until_on")
        longer = service.Longer(form.group.data or "", form.whom.data or "", form.reason.data or "", until)
        service.ask_more_time(
            actor, consultations.get(slug), longer, secret=web.settings().secret, language=i18n.language(),
            now=clock.now(),
        )  # fmt: skip

    def note(why: Refused) -> None:
        approving.note_attempt(
            actor, act=service.MORE_TIME, subject=subject, consultation=subject, why=why, now=clock.now()
        )

    if form.validate_on_submit() and is_done_on_record(form, keep, note):
        return web.see_other(address)
    return form_page("contributions/more_time.html", form, **_about(slug))


def _about(slug: str) -> dict[str, Any]:
    actor, consultation = access.current_actor(), consultations.get(slug)
    may_ask = permissions.may_give_time(actor, consultation)
    return {
        "consultation": consultation,
        "times": [(one, approvals.newest_approval(service.MORE_TIME, one.public_id))
                  for one in times.more_times(consultation.id)],
        "code_of": _code if may_ask else None,
        "may_ask": may_ask,
        "phase": consultations.phase_of(consultation, clock.now()),
    }  # fmt: skip


def _code(made: Any) -> tuple[str, str]:
    """(the code, the address of the form with it): for whoever hands it over."""
    code = service.more_time_code(web.settings().secret, made.public_id)
    consultation = consultations.get_by_id(made.consultation_id)
    path = url_for("contributions.comment_form", slug=consultation.slug, time=code)
    return code, f"{web.settings().base_url}{path}"
