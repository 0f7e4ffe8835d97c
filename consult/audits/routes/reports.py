"""Confidential reports about the process: a public form, and the auditors' list."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.audits import queries, service
from consult.audits.forms import FindingForm, ProcessForm
from consult.audits.routes.blueprint import bp, note_opened
from consult.consultations import queries as consultations
from consult.foundation import access, addresses, clock, i18n, limits, web
from consult.foundation.forms import answer_of, claim, form_page, is_done

PAGE = 50


@bp.route("/report-process", methods=["GET", "POST"])
@access.anyone
def report_process() -> Response:
    """The form, with ``?consultation=`` about one, with ``?about=`` about a moderator's name in the record."""
    form, slug = ProcessForm(about=request.args.get("about", "")[:32]), request.args.get("consultation", "")
    found = consultations.get_public(slug, clock.now()) if slug else None
    address = url_for("audits.process_reported")
    if form.is_submitted() and (done := answer_of(form.form_token.data or "")):
        return web.see_other(done)

    def keep() -> None:
        now = clock.now()
        claim(form.form_token.data or "", address, now=now)
        service.report_process(
            consultations.get(slug) if slug else None, message=form.message.data or "", about=form.about.data or "",
            contact=form.contact.data or "", language=i18n.language(), now=now,
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, lambda: _limited(keep)):
        return web.see_other(address)
    title = consultations.titles_in([found.id], i18n.language())[found.id] if found else None
    return form_page("audits/report_process.html", form, title=title)


def _limited(keep: object) -> None:
    limits.check_address("report", per_hour=web.settings().reports_per_address_per_hour, now=clock.now())
    keep()  # type: ignore[operator]


@bp.get("/report-process/sent")
@access.anyone
def process_reported() -> str:
    """It has arrived."""
    return render_template("audits/process_reported.html")


@bp.get("/audit/reports")
@access.staff("auditor")
def reports() -> str:
    """Reports, newest first; never one about the reader."""
    note_opened("process reports")
    rows, after = queries.reports_for(
        access.current_actor(), limit=PAGE, after=addresses.whole_number("after")
    )
    ids = {one.consultation_id for one in rows if one.consultation_id is not None}
    return render_template(
        "audits/reports.html",
        rows=rows,
        after=after,
        titles=consultations.titles_in(ids, i18n.language()),
        zones={one: consultations.get_by_id(one).timezone for one in ids},
    )


@bp.route("/audit/reports/<public_id>", methods=["GET", "POST"])
@access.audit_office
def report(public_id: str) -> Response:
    """One report, and what came of it."""
    actor, form = access.current_actor(), FindingForm()
    queries.get_report(actor, public_id)

    def keep() -> None:
        found = queries.get_report(actor, public_id)
        service.close_report(actor, found, finding=form.finding.data or "", now=clock.now())

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("audits.reports"))
    note_opened("process reports")
    found = queries.get_report(actor, public_id)
    title, zone = None, ""
    if found.consultation_id is not None:
        zone = consultations.get_by_id(found.consultation_id).timezone
        title = consultations.titles_in([found.consultation_id], i18n.language())[found.consultation_id]
    return form_page(
        "audits/report.html", form, report=found, title=title, zone=zone, asked_for=service.asked_for(found)
    )
