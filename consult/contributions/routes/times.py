"""The desk page of time extended for one body, place or person: asking for it, and the code to hand out."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import permissions, service
from consult.contributions.forms import LongerForm
from consult.contributions.queries import asking, times
from consult.contributions.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, Forbidden, NotFound, Refused
from consult.foundation.forms import answer_of, claim, form_page
from consult.organisations.attempts import noting
from consult.organisations.forms import is_done_on_record
from consult.organisations.queries import approvals

NO_DAY = N_("Please give the day.")


@bp.route("/desk/consultations/<slug>/more-time", methods=["GET", "POST"])
@access.staff("author", "administrator", "clerk", "auditor")
@access.dangerous(service.MORE_TIME)
def more_time(slug: str) -> Response:
    """What was asked for and granted, each with its code once it holds; and the form to ask for more."""
    actor, consultation = access.current_actor(), consultations.get(slug)
    if not permissions.may_see_more_time(actor, consultation):
        raise NotFound(consultations.NONE)
    form, subject, zone = LongerForm(), consultation.public_id, consultation.timezone
    places = [(one, one) for one in asking.places_of_asked(consultation.id)]
    form.place.choices = [("", i18n.gettext(N_("No"))), *places]
    if not form.is_submitted():
        _begin_with(form, consultation)
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
        longer = service.Longer(
            form.group.data or "", form.whom.data or "", form.reason.data or "", until,
            asked=_asked(form, consultation), place=form.place.data or "",
        )  # fmt: skip
        service.ask_more_time(
            actor, consultations.get(slug), longer, secret=web.settings().secret, language=i18n.language(),
            now=clock.now(),
        )  # fmt: skip

    note = noting(service.MORE_TIME, subject, subject)
    if form.validate_on_submit() and is_done_on_record(form, keep, note):
        return web.see_other(address)
    return form_page("contributions/more_time.html", form, **_about(slug))


def _asked(form: LongerForm, consultation: Any) -> Any:
    """Whose request is granted, of those who must be asked; None where it is for somebody else."""
    if not form.asked.data or form.place.data:
        return None
    one = asking.get_asked(form.asked.data)
    if one.consultation_id != consultation.id:
        raise NotFound(consultations.NONE)
    return one


def _begin_with(form: LongerForm, consultation: Any) -> None:
    """What somebody asked for who must be asked stands in the form already."""
    form.asked.data = request.args.get("asked", "")[:32]
    one = _asked(form, consultation)
    if one is None:
        return
    form.group.data = one.name if one.kind == "body" else i18n.gettext(N_("An affected household"))
    form.whom.data = one.name
    if one.wanted_until is not None and one.wanted_until > clock.now():
        for name, value in form.of("until", one.wanted_until, consultation.timezone).items():
            form[name].data = value
    form.reason.data = one.wanted_reason if one.kind == "body" else ""


def _about(slug: str) -> dict[str, Any]:
    actor, consultation = access.current_actor(), consultations.get(slug)
    may_ask = permissions.may_give_time(actor, consultation)
    return {
        "consultation": consultation,
        "times": [(one, approvals.newest_approval(service.MORE_TIME, one.public_id))
                  for one in times.more_times(consultation.id)],
        "code_of": _code if may_ask else None,
        "may_ask": may_ask,
        "asked": asking.get_asked(request.args["asked"][:32]) if request.args.get("asked") else None,
        "phase": consultations.phase_of(consultation, clock.now()),
    }  # fmt: skip


def _code(made: Any) -> tuple[str, str]:
    """(the code, the address of the form with it): for whoever hands it over."""
    code = service.more_time_code(web.settings().secret, made.public_id)
    consultation = consultations.get_by_id(made.consultation_id)
    path = url_for("contributions.comment_form", slug=consultation.slug, time=code)
    return code, f"{web.settings().base_url}{path}"
