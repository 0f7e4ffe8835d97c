"""The desk of clerks: somebody who must be asked wrote or said that there is no comment; the scans of the letter."""

from datetime import datetime
from typing import Any

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.contributions import permissions, queries, references, service
from consult.contributions.forms.entering import ReceivedForm
from consult.contributions.queries import asking
from consult.contributions.routes.asking import note_read
from consult.contributions.routes.blueprint import bp
from consult.contributions.routes.downloading import download
from consult.contributions.routes.sending import drop_files, keep_files
from consult.foundation import access, clock, forms, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import NotFound, Refused
from consult.record import service as record


def _for_clerk(public_id: str) -> tuple[Any, Any]:
    one = asking.get_asked(public_id)
    consultation = consultations.get_by_id(one.consultation_id)
    if not permissions.may_enter(access.current_actor(), consultation):
        raise NotFound
    return one, consultation


@bp.get("/desk/asked/<public_id>/no-comment")
@access.staff("clerk")
def enter_no_comment(public_id: str) -> str:
    """How it came that somebody who must be asked has no comment."""
    return _page(public_id, ReceivedForm(formdata=None))


@bp.post("/desk/asked/<public_id>/no-comment")
@access.staff("clerk")
def note_no_comment(public_id: str) -> Response | tuple[str, int]:
    """Enter it, with the scans."""
    form, now = ReceivedForm(), clock.now()
    _for_clerk(public_id)
    answer = url_for("contributions.show_asked", public_id=public_id)
    if form.form_token.data and forms.answer_of(form.form_token.data):
        return web.see_other(answer)
    try:
        is_valid = form.validate()
        drop_files(_key(form), request.form.getlist("drop_file"))
        keep_files(form, _key(form), now=now, by_staff=True)
        if not is_valid:
            return _page(public_id, form), 422
        with writing():
            forms.claim(form.form_token.data or "", answer, now=now)
            _enter(public_id, form, now)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(public_id, form), 422
    return web.see_other(answer)


def _enter(public_id: str, form: ReceivedForm, now: datetime) -> None:
    one, consultation = _for_clerk(public_id)
    receipt = service.Receipt(
        form.channel.data or "", form.received_on.data, form.how.data or "",
        profiles.profile(consultation.profile).clocks.clerk_days,
    )  # fmt: skip
    service.enter_no_comment(access.current_actor(), one, receipt, key=_key(form), now=now)


def _key(form: ReceivedForm) -> bytes:
    return references.private_key(web.settings().secret, f"clerk|{(form.form_token.data or '')[:200]}")


def _page(public_id: str, form: ReceivedForm) -> str:
    one, consultation = _for_clerk(public_id)
    if one.kind == "person" and one.name:
        note_read(consultation.public_id)
        one, consultation = _for_clerk(public_id)
    return render_template(
        "contributions/enter_no_comment.html", form=form, one=one, consultation=consultation,
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        files=queries.all_files_waiting(references.key_hash(_key(form))) if form.form_token.data else [],
        most_files=web.settings().attachments, file_megabytes=web.settings().attachment_bytes // 1_000_000,
    )  # fmt: skip


@bp.get("/desk/asked/scan/<public_id>")
@access.staff("author", "administrator", "clerk", "auditor")
def asked_scan(public_id: str) -> Response:
    """A scan of the letter. It may name people, so the read is noted."""
    _scan(public_id)
    consultation = consultations.get_by_id(asking.get_scan(public_id)[1].consultation_id)
    with writing():
        record.note_personal_read(
            actor=access.current_actor(), page=request.path, what=f"scan {public_id}", now=clock.now(),
            consultation=consultation.public_id,
        )  # fmt: skip
    file = _scan(public_id)
    return download(file, make_response(file.content or b""))


def _scan(public_id: str) -> Any:
    file, one = asking.get_scan(public_id)
    if not permissions.may_see_more_time(
        access.current_actor(), consultations.get_by_id(one.consultation_id)
    ):
        raise NotFound(queries.NO_FILE)
    return file
