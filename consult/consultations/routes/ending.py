"""Ending without an answer, by two people; suspending and resuming; why the same people prepare and moderate."""

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import permissions, queries, service
from consult.consultations.forms import ActForm
from consult.consultations.forms.ending import EndForm, ReasonForm, SamePeopleForm
from consult.consultations.routes.blueprint import bp, consultation_for, note_refusal
from consult.foundation import access, clock, web
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.organisations.forms import is_done_on_record


@bp.route("/desk/consultations/<slug>/end", methods=["GET", "POST"])
@access.staff("author", "administrator")
@access.dangerous(service.END)
def end(slug: str) -> Response:
    """Ask that it ends withdrawn, superseded or annulled, with a public statement."""
    consultation, form = consultation_for(slug, permissions.may_end), EndForm()
    phase = queries.phase_of(consultation, clock.now())
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("consultations.tasks", slug=slug)

    def keep() -> None:
        claim(form.form_token.data or "", address, now=clock.now())
        service.end(
            access.current_actor(), queries.get(slug), ending=form.ending.data or "", reason=form.reason.data or "",
            superseded_by=form.superseded_by.data or "", now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done_on_record(form, keep, note_refusal(service.END, consultation)):
        return web.see_other(address)
    return form_page("consultations/end.html", form, consultation=consultation, phase=phase)


@bp.route("/desk/consultations/<slug>/suspend", methods=["GET", "POST"])
@access.staff("author", "administrator")
@access.dangerous(service.SUSPEND)
def suspend(slug: str) -> Response:
    """Ask that it takes no comments for a while."""
    consultation, form = consultation_for(slug, permissions.may_suspend), ReasonForm()

    def keep() -> None:
        reason, now = form.reason.data or "", clock.now()
        service.suspend(access.current_actor(), queries.get(slug), reason=reason, now=now)

    note = note_refusal(service.SUSPEND, consultation)
    if form.validate_on_submit() and is_done_on_record(form, keep, note):
        return web.see_other(url_for("consultations.tasks", slug=slug))
    phase = queries.phase_of(queries.get(slug), clock.now())
    return form_page("consultations/suspend.html", form, consultation=queries.get(slug), phase=phase)


@bp.route("/desk/consultations/<slug>/resume", methods=["GET", "POST"])
@access.staff("author", "administrator")
def resume(slug: str) -> Response:
    """Take comments again, for the days that were left."""
    consultation, form = consultation_for(slug, permissions.may_suspend), ActForm()

    def keep() -> None:
        service.resume(access.current_actor(), queries.get(slug), now=clock.now())

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("consultations.tasks", slug=slug))
    return form_page(
        "consultations/resume.html", form, consultation=consultation,
        phase=queries.phase_of(consultation, clock.now()), suspension=queries.open_suspension(consultation.id),
    )  # fmt: skip


@bp.route("/desk/consultations/<slug>/same-people", methods=["GET", "POST"])
@access.staff("author")
def explain_same_people(slug: str) -> Response:
    """Say in public why the same people prepare or answer, and moderate."""
    consultation = consultation_for(slug)
    form = SamePeopleForm(same_people_reason=consultation.same_people_reason)
    if form.validate_on_submit() and is_done(
        form,
        lambda: service.explain_same_people(
            access.current_actor(),
            queries.get(slug),
            reason=form.same_people_reason.data or "",
            now=clock.now(),
        ),
    ):
        return web.see_other(url_for("consultations.tasks", slug=slug))
    return form_page("consultations/same_people.html", form, consultation=consultation)
