"""Answering a request for access: gathering, redacting, more time, the bundle."""

from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.custody import labels, permissions, queries, service
from consult.custody.bundle import Given, bundle, schedule_csv
from consult.custody.forms import AnswerForm, ExtendForm, refuse_form, treat_form, treat_kind_form
from consult.custody.permissions import ANSWERERS
from consult.custody.routes.blueprint import bp
from consult.custody.routes.requesting import NONE, codes_of, note_read, request_page
from consult.custody.rules import COVER, joined
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, NotFound
from consult.foundation.forms import Form, form_page, is_done

README = N_(
    "Answer to the request %(number)s about “%(title)s”, made on %(day)s by %(site)s.\n\n"
    "schedule.html, schedule.csv: the list of all documents, those withheld too, with the codes that say why.\n"
    "documents/: what is given out. Where words are withheld a bar and the code stand in their place; the words\n"
    "are not in these files.\n"
)


@bp.post("/desk/requests/<public_id>/gather")
@access.staff(*ANSWERERS)
def gather(public_id: str) -> Response:
    """Take down what is held now."""
    form = AnswerForm()
    return _done(public_id, form, lambda: service.gather(
        access.current_actor(), queries.request_called(public_id), now=clock.now()
    ))  # fmt: skip


@bp.post("/desk/requests/<public_id>/extend")
@access.staff(*ANSWERERS)
def extend(public_id: str) -> Response:
    """More time."""
    form = ExtendForm()
    return _done(public_id, form, lambda: service.extend(
        access.current_actor(), queries.request_called(public_id), reason=form.reason.data or "", now=clock.now()
    ))  # fmt: skip


@bp.post("/desk/requests/<public_id>/answer")
@access.staff(*ANSWERERS)
def answer(public_id: str) -> Response:
    """It is answered: what was decided is what is given out."""
    form = AnswerForm()
    return _done(public_id, form, lambda: service.answer(
        access.current_actor(), queries.request_called(public_id), note=form.note.data or "", now=clock.now()
    ))  # fmt: skip


@bp.post("/desk/requests/<public_id>/refuse")
@access.staff(*ANSWERERS)
def refuse(public_id: str) -> Response:
    """Nothing is given out."""
    note_read(public_id)
    form = refuse_form(codes_of(_consultation(public_id)))
    return _done(public_id, form, lambda: service.refuse_request(
        access.current_actor(), queries.request_called(public_id), code=form.code.data or "",
        note=form.note.data or "", now=clock.now(),
    ))  # fmt: skip


@bp.post("/desk/requests/<public_id>/kind")
@access.staff(*ANSWERERS)
def treat_kind(public_id: str) -> Response:
    """Decide on every undecided document of a kind."""
    note_read(public_id)
    kinds = sorted({one.kind for one in queries.documents_of(queries.request_called(public_id).id)})
    form = treat_kind_form(codes_of(_consultation(public_id)), kinds)
    return _done(public_id, form, lambda: service.treat_kind(
        access.current_actor(), queries.request_called(public_id), kind=form.kind.data or "",
        treatment=form.treatment.data or "", code=form.code.data or "", now=clock.now(),
    ))  # fmt: skip


def _done(public_id: str, form: Form, act: Callable[[], object]) -> Response:
    if form.validate_on_submit() and is_done(form, act):
        return web.see_other(url_for(".show_request", public_id=public_id))
    note_read(public_id)
    return request_page(public_id, form)


@bp.route("/desk/requests/<public_id>/documents/<int:number>", methods=["GET", "POST"])
@access.staff(*ANSWERERS, "auditor")
def treat(public_id: str, number: int) -> Response:
    """One document: read it and decide what is given out of it."""
    note_read(public_id)
    consultation, made = _consultation(public_id), queries.request_called(public_id)
    document = queries.document_of(made.id, number)
    codes = codes_of(consultation)
    form = treat_form(
        codes, is_file=document.kind == "file", given=_given(document.body, document.redactions),
        treatment=document.treatment, code=document.code,
    )  # fmt: skip

    def keep() -> None:
        service.treat(
            access.current_actor(), queries.request_called(public_id), number, treatment=form.treatment.data or "",
            code=form.code.data or "", now=clock.now(),
            passages={code: form[f"code_{code}"].data.splitlines() for code, _name in codes if f"code_{code}" in form
                      and form[f"code_{code}"].data},
        )  # fmt: skip

    count = len(queries.documents_of(made.id))
    if form.validate_on_submit() and is_done(form, keep):
        there = (
            url_for(".treat", public_id=public_id, number=number + 1)
            if number < count
            else url_for(".show_request", public_id=public_id)
        )
        return web.see_other(there)
    made = queries.request_called(public_id)
    document = queries.document_of(made.id, number)
    return form_page(
        "custody/document.html", form, made=made, document=document, count=count, labels=labels, codes=codes,
        consultation=_consultation(public_id), pieces=_pieces(document.body, document.redactions),
        may_answer=permissions.may_answer(access.current_actor(), _consultation(public_id)),
    )  # fmt: skip


@bp.get("/desk/requests/<public_id>/bundle")
@access.staff(*ANSWERERS)
def take_bundle(public_id: str) -> Response:
    """What is given out, and the schedule, as a ZIP. There is none before the request is answered."""
    note_read(public_id)
    made = queries.request_called(public_id)
    if made.state != "answered" or made.destroyed_at is not None:
        raise NotFound(NONE)
    consultation = _consultation(public_id)
    title = consultations.titles_in([consultation.id], i18n.language())[consultation.id][0]
    documents = _given_out(made.id)
    number = made.number or made.public_id[:8]
    readme = i18n.gettext(
        README, number=number, title=title, site=web.site_name(),
        day=i18n.date_text(made.answered_at or clock.now(), consultation.timezone),
    )  # fmt: skip
    schedule = render_template(
        "custody/schedule.html", documents=documents, title=title, number=number, made=made, labels=labels,
        consultation=consultation, codes=dict(codes_of(consultation)),
    )  # fmt: skip
    answer = Response(
        bundle(documents, readme=readme, schedule=schedule, zone=consultation.timezone),
        content_type="application/zip",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="request-{made.public_id[:8]}.zip"'
    return answer


@bp.get("/desk/requests/<public_id>/schedule.csv")
@access.staff(*ANSWERERS, "auditor")
def take_schedule(public_id: str) -> Response:
    """The list of documents as a table."""
    note_read(public_id)
    answer = Response(
        schedule_csv(_given_out(queries.request_called(public_id).id), _consultation(public_id).timezone),
        content_type="text/csv; charset=utf-8",
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="schedule-{public_id[:8]}.csv"'
    return answer


def _given_out(request_id: int) -> list[Given]:
    return [
        Given(
            one.number, one.kind, one.reference, one.dated_at, one.body, one.treatment, one.code,
            [(start, end, code) for start, end, code in one.redactions], one.file_name,
            queries.document_of(request_id, one.number, with_content=True).content if one.kind == "file" else None,
        )
        for one in queries.documents_of(request_id)
    ]  # fmt: skip


def _given(body: str, redactions: list[list[int | str]]) -> dict[str, str]:
    """The words covered already, by code, a passage a line."""
    found: dict[str, list[str]] = {}
    for start, end, code in redactions:
        words = body[int(start) : int(end)]
        if words not in (lines := found.setdefault(str(code), [])):
            lines.append(words)
    return {code: "\n".join(lines) for code, lines in found.items()}


def _pieces(body: str, redactions: list[list[int | str]]) -> list[tuple[str, str]]:
    """(words, code that covers them or empty), in order; of what is gone for good its cover alone."""
    found, at = [], 0
    for start, end, code in joined([(int(a), int(b), str(code)) for a, b, code in redactions]):
        words = body[start:end]
        found += [(body[at:start], ""), (COVER if words == f"{COVER} [{code}]" else words, code)]
        at = end
    return [one for one in [*found, (body[at:], "")] if one[0]]


def _consultation(public_id: str) -> Any:
    return consultations.get_by_id(queries.request_called(public_id).consultation_id)
