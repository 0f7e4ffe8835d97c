"""A reader reports a published comment."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, clock, forms, i18n, limits, web
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Refused
from consult.moderation import service
from consult.moderation.forms import ReportForm
from consult.moderation.routes.blueprint import bp, ground_choices


@bp.get("/comments/<reference>/report")
@access.anyone
def report(reference: str) -> str | tuple[str, int]:
    """The form."""
    return _page(ReportForm(formdata=None), reference)


@bp.post("/comments/<reference>/report")
@access.anyone
def send_report(reference: str) -> Response | tuple[Any, int]:
    """Send it: the text stays until a person has looked."""
    form, now = ReportForm(), clock.now()
    answer = url_for("moderation.thank_for_report", reference=reference)
    if form.form_token.data and forms.answer_of(form.form_token.data):
        return web.see_other(answer)
    try:
        if not form.validate():
            return _page(form, reference), 422
        limits.check_address("report", per_hour=web.settings().reports_per_address_per_hour, now=now)
        with writing():
            forms.claim(form.form_token.data or "", answer, now=now)
            service.report(
                access.current_actor(), contributions.get_by_reference(reference), ground=form.ground.data or "",
                message=form.message.data or "", email=form.email.data or "", language=i18n.language(), now=now,
            )  # fmt: skip
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(form, reference), 409 if isinstance(refused, Conflict) else refused.status
    return web.see_other(answer)


def _page(form: ReportForm, reference: str) -> str:
    comment = contributions.shown(reference)
    consultation = consultations.get_by_id(comment.consultation_id)
    form.ground.offer(ground_choices(consultation.profile))
    return render_template(
        "moderation/report.html", form=form, comment=comment, consultation=consultation,
        hours=consultation.waiting_limit_hours or web.settings().waiting_limit_hours,
    )  # fmt: skip


@bp.get("/comments/<reference>/report/thanks")
@access.anyone
def thank_for_report(reference: str) -> str:
    """It arrived; a moderator looks at it."""
    comment = contributions.shown(reference)
    consultation = consultations.get_by_id(comment.consultation_id)
    return render_template(
        "moderation/reported.html", comment=comment, consultation=consultation,
        hours=consultation.waiting_limit_hours or web.settings().waiting_limit_hours,
    )  # fmt: skip
