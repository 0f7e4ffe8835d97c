"""What readers reported, for staff: by when it is due, hiding it meanwhile, and the answer."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, clock, forms, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import NotFound, Refused
from consult.moderation import labels, permissions, queries, service
from consult.moderation.forms import ClaimForm, ReportAnswerForm
from consult.moderation.routes.blueprint import asked_after, bp, desk_tools


@bp.get("/desk/moderation/reports")
@access.staff("moderator", "auditor")
def reports() -> str:
    """Open reports: those on a child first, then the one due first."""
    waiting, after = queries.reports_to_answer(
        access.current_actor().organisations_with(*permissions.READERS), after=asked_after()
    )
    ids = {one.consultation_id for one in waiting}
    held = {one: consultations.get_by_id(one) for one in ids}
    return render_template(
        "moderation/reports.html", waiting=waiting, after=after,
        titles=consultations.titles_in(ids, i18n.language()), held=held,
        references=contributions.references_of([one.comment_id for one in waiting if one.comment_id]), labels=labels,
        names={one: queries.ground_names(held[one].profile, i18n.language()) for one in ids}, **desk_tools(),
    )  # fmt: skip


@bp.get("/desk/moderation/reports/<public_id>")
@access.staff("moderator", "auditor")
def show_report(public_id: str) -> Response | str:
    """One on a reply, a statement or a file; those on comments are answered where the comment is ruled on."""
    report = _readable(public_id)
    if report.comment_id is not None:
        reference = contributions.get(report.comment_id).reference
        return web.see_other(url_for("moderation.desk_comment", reference=reference))
    return _page(ReportAnswerForm(formdata=None), report)


def _readable(public_id: str) -> Any:
    report = queries.find_report(public_id)
    if not permissions.may_read_desk(access.current_actor(), consultations.get_by_id(report.consultation_id)):
        raise NotFound
    return report


def _page(form: ReportAnswerForm, report: Any) -> str:
    consultation = consultations.get_by_id(report.consultation_id)
    reported, actor = service.published(report.subject, report.subject_id), access.current_actor()
    return render_template(
        "moderation/report_desk.html", form=form, report=report, consultation=consultation, reported=reported,
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id], labels=labels,
        grounds=queries.ground_names(consultation.profile, i18n.language()), act_form=ClaimForm(formdata=None),
        may_answer=permissions.may_moderate(actor, consultation) and reported.written_by != actor.account_id,
        **desk_tools(),
    )  # fmt: skip


@bp.post("/desk/moderation/reports/<public_id>")
@access.staff("moderator")
def answer_report(public_id: str) -> Response | tuple[Any, int]:
    """Say whether it stays."""
    form, now = ReportAnswerForm(), clock.now()
    answer = url_for("moderation.show_report", public_id=public_id)
    if form.form_token.data and forms.answer_of(form.form_token.data):
        return web.see_other(answer)
    try:
        if not form.validate():
            return _page(form, _readable(public_id)), 422
        with writing():
            forms.claim(form.form_token.data or "", answer, now=now)
            service.answer_report(
                access.current_actor(), _readable(public_id), answer=form.answer.data or "",
                note=form.note.data or "", now=now,
            )  # fmt: skip
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(form, _readable(public_id)), refused.status
    return web.see_other(answer)


@bp.post("/desk/moderation/reports/<public_id>/hide")
@access.staff("moderator")
def hide_reported(public_id: str) -> Response:
    """Hide it until the report is answered."""
    form = ClaimForm()
    if form.validate():
        with writing():
            service.hide_text_meanwhile(access.current_actor(), _readable(public_id), now=clock.now())
    return web.see_other(url_for("moderation.show_report", public_id=public_id))
