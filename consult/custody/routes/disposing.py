"""The desk of custody: what is due, doing it, the certificate; legal holds."""

from typing import Any

from flask import render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.references import parse_reference
from consult.custody import labels, permissions, queries, service, transfer
from consult.custody.forms import AcknowledgeForm, DisposeForm, HoldForm, LiftForm
from consult.custody.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, NotFound, Refused
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.organisations.attempts import noting
from consult.organisations.forms import is_done_on_record
from consult.organisations.queries import approvals
from consult.record import service as record

NONE = N_("There is no such page.")
NO_COMMENT = N_("There is no comment with this reference. Please look at the receipt or the page.")
SHOWN_COMING = 50


@bp.get("/desk/custody")
@access.staff("administrator", "auditor")
def desk() -> str:
    """What is due and when, what was done, and what is on hold, in the actor's bodies."""
    actor, now = access.current_actor(), clock.now()
    bodies = actor.organisations_with("administrator", "auditor")
    rows, holds = queries.disposals_for(bodies), queries.holds_for(bodies)
    known = {(one.consultation_id, one.series) for one, _consultation in rows}
    coming = [
        one
        for one in queries.coming(consultations.of_organisations(bodies), now)
        if (one.consultation.id, one.series.code) not in known
    ]
    of_bodies = consultations.of_organisations(actor.organisations_with("administrator"))
    ids = (
        {one.id for _row, one in rows}
        | {one.id for one in of_bodies}
        | {one.consultation.id for one in coming}
        | {row[1].id for row in holds}
    )
    return render_template(
        "custody/desk.html", rows=rows, holds=holds, coming=coming[:SHOWN_COMING], labels=labels,
        names={one.public_id: _series_name(one) for one, _consultation in rows},
        titles=consultations.titles_in(ids, i18n.language()), more=max(0, len(coming) - SHOWN_COMING),
        held={row[0].consultation_id for row in holds if row[0].lifted_at is None},
        of_bodies=of_bodies,
    )  # fmt: skip


def _series_name(made: Any) -> str:
    try:
        return service.series_of(made).name[i18n.language()]
    except Refused:
        return str(made.series)


# Disposing ----------------------------------------------------------------------------------------


@bp.route("/desk/custody/<public_id>", methods=["GET", "POST"])
@access.staff("administrator", "auditor")
@access.dangerous(service.DESTROY)
def show_disposal(public_id: str) -> Response:
    """One series of one consultation: do what the profile says; afterwards its certificate."""
    consultation, form = _seen(public_id), DisposeForm()
    address, log = url_for(".show_disposal", public_id=public_id), consultation.public_id

    def keep() -> None:
        made = queries.disposal_called(public_id)
        service.dispose(access.current_actor(), made, archive=form.archive.data or "", now=clock.now())

    if form.validate_on_submit() and is_done_on_record(form, keep, noting(service.DESTROY, public_id, log)):
        return web.see_other(address)
    return _disposal_page(public_id, form, AcknowledgeForm(formdata=None))


@bp.post("/desk/custody/<public_id>/acknowledge")
@access.staff("administrator")
def acknowledge(public_id: str) -> Response:
    """The archive confirmed that it has the package."""
    _seen(public_id)
    form = AcknowledgeForm()

    def keep() -> None:
        service.acknowledge(
            access.current_actor(), queries.disposal_called(public_id), on=form.acknowledged_on.data,
            words=form.acknowledgement.data or "", language=i18n.language(), now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for(".show_disposal", public_id=public_id))
    return _disposal_page(public_id, DisposeForm(formdata=None), form)


def _disposal_page(public_id: str, form: DisposeForm, acknowledging: AcknowledgeForm) -> Response:
    made = queries.disposal_called(public_id)
    consultation = consultations.get_by_id(made.consultation_id)
    waits = approvals.waiting_approvals(act=service.DESTROY, subject=public_id)
    faulty = acknowledging if acknowledging.errors or acknowledging.form_errors else form
    return form_page(
        "custody/disposal.html", faulty, made=made, consultation=consultation, labels=labels,
        series=service.series_of(made), holds=queries.holds_on(consultation.id), dispose_form=form,
        acknowledge_form=acknowledging, waits_for_second=waits[0].approval.public_id if waits else "",
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        may_keep=permissions.may_keep(access.current_actor(), consultation), days=web.settings().backup_days,
    )  # fmt: skip


@bp.get("/desk/custody/<public_id>/package")
@access.staff("administrator")
def archive_package(public_id: str) -> Response:
    """The package for the archive. It holds personal data, so the look is noted."""
    consultation = _kept(public_id)
    path, log = transfer.path_of(web.settings().instance, public_id), consultation.public_id
    if not path.exists():
        raise NotFound(NONE)
    with writing():
        record.note_personal_read(
            actor=access.current_actor(), page=request.path, what="archive package", now=clock.now(),
            consultation=log,
        )  # fmt: skip
    name = f"{consultations.get_by_id(queries.disposal_called(public_id).consultation_id).slug}-archive.zip"
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name=name)


@bp.get("/desk/custody/<public_id>/transfer-list")
@access.staff("administrator", "auditor")
def transfer_list(public_id: str) -> Response:
    """Every file of the package with its size and hash."""
    consultation = _seen(public_id)
    path = transfer.path_of(web.settings().instance, public_id)
    if not path.exists():
        raise NotFound(NONE)
    answer = Response(transfer.transfer_list(path), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{consultation.slug}-transfer-list.csv"'
    return answer


# Holds --------------------------------------------------------------------------------------------


@bp.route("/desk/holds/new", methods=["GET", "POST"])
@access.staff("administrator")
def put_on_hold() -> Response:
    """Put a consultation (``consultation=SLUG``) or one comment (``comment=REFERENCE``) on hold."""
    typed = request.args.get("comment", "").strip()
    reference = parse_reference(typed) or ""
    if typed and not reference:
        raise NotFound(NO_COMMENT)
    comment = contributions.get_by_reference(reference) if reference else None
    consultation = (
        consultations.get_by_id(comment.consultation_id)
        if comment is not None
        else consultations.get(request.args.get("consultation", ""))
    )
    if not permissions.may_keep(access.current_actor(), consultation):
        raise NotFound(NONE)
    form, address, slug = HoldForm(), url_for(".desk"), consultation.slug
    if form.is_submitted() and (done := answer_of(form.form_token.data or "")):
        return web.see_other(done)

    def keep() -> None:
        now = clock.now()
        claim(form.form_token.data or "", address, now=now)
        service.put_on_hold(
            access.current_actor(), consultations.get(slug),
            contributions.get_by_reference(reference) if reference else None, reason=form.reason.data or "",
            language=i18n.language(), now=now,
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    consultation = consultations.get(slug)
    return form_page(
        "custody/hold.html", form, reference=reference, consultation=consultation,
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
    )  # fmt: skip


@bp.route("/desk/holds/<public_id>/lift", methods=["GET", "POST"])
@access.staff("administrator")
def lift_hold(public_id: str) -> Response:
    """Lift a hold."""
    made, form, address = queries.get_hold(public_id), LiftForm(), url_for(".desk")
    if not permissions.may_keep(access.current_actor(), consultations.get_by_id(made.consultation_id)):
        raise NotFound(NONE)

    def keep() -> None:
        service.lift_hold(
            access.current_actor(), queries.get_hold(public_id), reason=form.reason.data or "",
            language=i18n.language(), now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    made = queries.get_hold(public_id)
    return form_page(
        "custody/lift.html", form, made=made, consultation=consultations.get_by_id(made.consultation_id),
        title=consultations.titles_in([made.consultation_id], i18n.language())[made.consultation_id],
    )  # fmt: skip


# Parts --------------------------------------------------------------------------------------------


def _seen(public_id: str) -> Any:
    """The consultation, for who may look. NotFound, as for an unknown one, for everybody else."""
    consultation = consultations.get_by_id(queries.disposal_called(public_id).consultation_id)
    if not permissions.may_see_custody(access.current_actor(), consultation):
        raise NotFound(NONE)
    return consultation


def _kept(public_id: str) -> Any:
    consultation = _seen(public_id)
    if not permissions.may_keep(access.current_actor(), consultation):
        raise NotFound(NONE)
    return consultation
