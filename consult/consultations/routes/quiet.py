"""Quiet periods of a body, and exempting a consultation from them."""

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import permissions, queries, quiet_days, service
from consult.consultations.forms.ending import ReasonForm
from consult.consultations.forms.quiet import ExemptForm, QuietForm
from consult.consultations.queries import quiet
from consult.consultations.routes.blueprint import bp, consultation_for, note_refusal
from consult.foundation import access, clock, i18n, web
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.organisations import permissions as bodies
from consult.organisations import queries as organisations
from consult.organisations.attempts import noting
from consult.organisations.forms import is_done_on_record
from consult.organisations.queries import approvals


@bp.route("/desk/organisations/<slug>/quiet-periods", methods=["GET", "POST"])
@access.staff("administrator")
def quiet_periods(slug: str) -> Response:
    """The quiet periods of a body, and a further one."""
    organisation, form = organisations.get_by_slug(slug), QuietForm()
    bodies.ask_administer(access.current_actor(), organisation.id)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("consultations.quiet_periods", slug=slug)

    def keep() -> None:
        now = clock.now()
        claim(form.form_token.data or "", address, now=now)
        if form.begins_on.data is None or form.ends_on.data is None:
            raise ValueError("the form asks for both days")
        service.set_quiet_period(
            access.current_actor(), organisations.get_by_slug(slug), begins_on=form.begins_on.data,
            ends_on=form.ends_on.data, reason=form.reason.data or "", language=i18n.language(), now=now,
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    organisation = organisations.get_by_slug(slug)
    return form_page(
        "consultations/quiet_periods.html", form, slug=slug, name=organisations.name_in(organisation, i18n.language()),
        periods=quiet.quiet_periods_of([organisation.id]), today=i18n.site_day(clock.now()),
        waiting={
            one.approval.subject for one in approvals.waiting_approvals(act=service.END_QUIET)
        },
    )  # fmt: skip


@bp.route("/desk/organisations/<slug>/quiet-periods/<public_id>/end", methods=["GET", "POST"])
@access.staff("administrator")
@access.dangerous(service.END_QUIET)
def end_quiet_period(slug: str, public_id: str) -> Response:
    """Ask that a quiet period ends early, or is called off."""
    period, form = quiet.quiet_period(public_id), ReasonForm()
    bodies.ask_administer(access.current_actor(), period.organisation_id)

    def keep() -> None:
        service.end_quiet_period(
            access.current_actor(), quiet.quiet_period(public_id), reason=form.reason.data or "",
            language=i18n.language(), now=clock.now(),
        )  # fmt: skip

    note = noting(service.END_QUIET, public_id)
    if form.validate_on_submit() and is_done_on_record(form, keep, note):
        return web.see_other(url_for("consultations.quiet_periods", slug=slug))
    return form_page(
        "consultations/end_quiet_period.html", form, slug=slug, period=quiet.quiet_period(public_id)
    )


@bp.route("/desk/consultations/<slug>/exempt", methods=["GET", "POST"])
@access.staff("author", "administrator")
@access.dangerous(service.EXEMPT)
def exempt(slug: str) -> Response:
    """Ask that the consultation opens, or is answered, in a quiet period."""
    consultation, form = consultation_for(slug, permissions.may_end), ExemptForm()
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("consultations.tasks", slug=slug)

    def keep() -> None:
        now = clock.now()
        claim(form.form_token.data or "", address, now=now)
        service.exempt(
            access.current_actor(), queries.get(slug), act=form.act.data or "", reason=form.reason.data or "",
            language=i18n.language(), now=now,
        )  # fmt: skip

    if form.validate_on_submit() and is_done_on_record(
        form, keep, note_refusal(service.EXEMPT, consultation)
    ):
        return web.see_other(address)
    consultation, now = queries.get(slug), clock.now()
    return form_page(
        "consultations/exempt.html", form, consultation=consultation, phase=queries.phase_of(consultation, now),
        periods={
            one.id: one for act in quiet_days.ACTS for one in service.standing_in_the_way(consultation, act, now)
        }.values(),
        exemptions=quiet.quiet_exemptions(consultation.id),
    )  # fmt: skip
