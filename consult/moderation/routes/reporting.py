"""A reader reports a published text, and reads the answer with the key of the report."""

import hashlib
from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import references
from consult.foundation import access, clock, forms, i18n, limits, web
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Refused
from consult.moderation import deadlines, labels, queries, service
from consult.moderation.forms import ReportForm
from consult.moderation.routes.blueprint import bp, ground_choices


@bp.get("/comments/<reference>/report")
@access.anyone
def report(reference: str) -> str | tuple[str, int]:
    """The form."""
    return _page(ReportForm(formdata=None), _comment(reference))


@bp.post("/comments/<reference>/report")
@access.anyone
def send_report(reference: str) -> Response | tuple[Any, int]:
    """Send it: the text stays until a person has looked."""
    return _send(lambda: _comment(reference))


@bp.get("/report/<subject>/<public_id>")
@access.anyone
def report_text(subject: str, public_id: str) -> str:
    """The form for an official reply, a statement or a file."""
    return _page(ReportForm(formdata=None), service.published(subject, public_id))


@bp.post("/report/<subject>/<public_id>")
@access.anyone
def send_text_report(subject: str, public_id: str) -> Response | tuple[Any, int]:
    """Send it."""
    return _send(lambda: service.published(subject, public_id))


def _comment(reference: str) -> service.Published:
    """A comment in the same shape as what other rooms publish."""
    shown = contributions.shown(reference)
    return service.Published(
        subject="comment", public_id=shown.reference, consultation_id=shown.consultation_id, html=shown.html,
        language=shown.language, place=f"comments/{shown.reference}", is_shown=shown.state == "published",
    )  # fmt: skip


def _key(form: ReportForm) -> str:
    """The key with which the reporter reads the answer: the same for a form sent twice."""
    return references.key_text(
        references.private_key(web.settings().secret, f"report|{(form.form_token.data or '')[:200]}")
    )


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def _send(find: Any) -> Response | tuple[Any, int]:
    form, now, reported = ReportForm(), clock.now(), find()
    answer = url_for("moderation.report_answer", key=_key(form))
    if form.form_token.data and forms.answer_of(form.form_token.data):
        return web.see_other(answer)
    try:
        if not form.validate():
            return _page(form, reported), 422
        limits.check_address("report", per_hour=web.settings().reports_per_address_per_hour, now=now)
        with writing():
            forms.claim(form.form_token.data or "", answer, now=now)
            _store(form, find(), now)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(form, find()), 409 if isinstance(refused, Conflict) else refused.status
    return web.see_other(answer)


def _store(form: ReportForm, reported: service.Published, now: Any) -> None:
    consultation = consultations.get_by_id(reported.consultation_id)
    said: dict[str, Any] = {
        "ground": form.ground.data or "", "message": form.message.data or "",
        "email": form.email.data or form.phone.data or "",
        "language": i18n.language(), "key_hash": _hash(_key(form)), "terms": queries.terms(consultation.profile),
    }  # fmt: skip
    if reported.subject == "comment":
        comment = contributions.get_by_reference(reported.public_id)
        service.report(access.current_actor(), comment, now=now, **said)
    else:
        service.report_text(access.current_actor(), reported, service.Complaint(**said), now=now)


def _page(form: ReportForm, reported: service.Published) -> str:
    consultation = consultations.get_by_id(reported.consultation_id)
    form.ground.offer(ground_choices(consultation.profile))
    terms = queries.terms(consultation.profile)
    return render_template(
        "moderation/report.html", form=form, reported=reported, consultation=consultation, labels=labels,
        due=deadlines.report_due(clock.now(), consultation.timezone, terms), hours=terms.report_hours,
    )  # fmt: skip


@bp.get("/report-answer/<key>")
@access.anyone
def report_answer(key: str) -> str:
    """That it arrived, by when it is answered, and what the answer is."""
    found = queries.report_by_key(_hash(key))
    consultation = consultations.get_by_id(found.consultation_id)
    reference = contributions.get(found.comment_id).reference if found.comment_id else ""
    place = f"comments/{reference}" if reference else service.published(found.subject, found.subject_id).place
    return render_template(
        "moderation/report_answer.html", report=found, consultation=consultation, reference=reference, place=place,
        labels=labels, grounds=queries.ground_names(consultation.profile, i18n.language()),
        address=f"{web.settings().base_url}{url_for('moderation.report_answer', key=key)}",
    )  # fmt: skip
