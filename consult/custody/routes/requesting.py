"""Requests for access: the list, entering one, its page."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.references import parse_reference
from consult.custody import labels, permissions, queries, service
from consult.custody.forms import (
    AnswerForm,
    ExtendForm,
    RefuseForm,
    RequestForm,
    TreatKindForm,
    refuse_form,
    treat_kind_form,
)
from consult.custody.permissions import ANSWERERS
from consult.custody.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, NotFound, Refused
from consult.foundation.forms import Form, answer_of, claim, form_page, is_done
from consult.foundation.zones import in_zone
from consult.record import service as record

NONE = N_("There is no such request.")


@bp.get("/desk/requests")
@access.staff(*ANSWERERS, "auditor")
def requests() -> str:
    """Requests of the actor's bodies, the one that is due first on top. Who asks isn't listed."""
    actor, now = access.current_actor(), clock.now()
    rows = queries.requests_for(actor.organisations_with(*ANSWERERS, "auditor"))
    of_bodies = consultations.of_organisations(actor.organisations_with(*ANSWERERS))
    ids = {*(row[1].id for row in rows), *(one.id for one in of_bodies)}
    return render_template(
        "custody/requests.html", rows=rows, labels=labels, of_bodies=of_bodies,
        left={one.public_id: days_left(one, consultation, now) for one, consultation, _comment in rows},
        titles=consultations.titles_in(ids, i18n.language()),
    )  # fmt: skip


def days_left(made: Any, consultation: Any, now: Any) -> int:
    """Days until it has to be answered; negative where it is late."""
    return int((made.due_on - in_zone(now, consultation.timezone).date()).days)


@bp.route("/desk/requests/new", methods=["GET", "POST"])
@access.staff(*ANSWERERS)
def register() -> Response:
    """Enter a request about a consultation (``consultation=SLUG``)."""
    consultation = consultations.get(request.args.get("consultation", ""))
    if not permissions.may_answer(access.current_actor(), consultation):
        raise NotFound(NONE)
    form, slug = RequestForm(), consultation.slug
    if form.is_submitted() and (done := answer_of(form.form_token.data or "")):
        return web.see_other(done)
    made: list[str] = []

    def keep() -> None:
        now, reference = clock.now(), form.comment.data or ""
        parsed = parse_reference(reference) if reference else ""
        if reference and not parsed:
            raise Refused(
                N_("This isn’t a reference. Please look at the receipt or the page."), field="comment"
            )
        asked = service.Asked(
            requester=form.requester.data or "", contact=form.contact.data or "", question=form.question.data or "",
            received_on=form.received_on.data, number=form.number.data or "", person=form.person.data or "",
        )  # fmt: skip
        comment = contributions.get_by_reference(parsed) if parsed else None
        one = service.register(access.current_actor(), consultations.get(slug), comment, asked, now=now)
        made.append(url_for(".show_request", public_id=one.public_id))
        claim(form.form_token.data or "", made[0], now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(made[0])
    consultation = consultations.get(slug)
    clock_of = profiles.profile(consultation.profile).data.access
    return form_page(
        "custody/new_request.html", form, consultation=consultation, access_clock=clock_of,
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
    )  # fmt: skip


@bp.get("/desk/requests/<public_id>")
@access.staff(*ANSWERERS, "auditor")
def show_request(public_id: str) -> Response:
    """One request: its clock, its documents, what can be done. It is personal, so the look is noted."""
    note_read(public_id)
    return request_page(public_id)


def note_read(public_id: str) -> None:
    """Note who looks at a request. NotFound, as for an unknown one, for everybody whom it doesn't concern."""
    made = queries.request_called(public_id)
    consultation = consultations.get_by_id(made.consultation_id)
    if not permissions.may_see_requests(access.current_actor(), consultation):
        raise NotFound(NONE)
    log = consultation.public_id
    with writing():
        record.note_personal_read(
            actor=access.current_actor(), page=request.path, what=f"request {public_id}", now=clock.now(),
            consultation=log,
        )  # fmt: skip


def request_page(public_id: str, faulty: Form | None = None) -> Response:
    """The page, with the form that something was wrong with."""
    made = queries.request_called(public_id)
    consultation = consultations.get_by_id(made.consultation_id)
    profile = profiles.profile(consultation.profile)
    refusing = faulty if isinstance(faulty, RefuseForm) else refuse_form(codes_of(consultation))
    documents = queries.documents_of(made.id)
    kinds = sorted({one.kind for one in documents if not one.treatment})
    forms = {
        "kind": faulty if isinstance(faulty, TreatKindForm) else treat_kind_form(
            codes_of(consultation), kinds, formdata=None
        ),
        "extend": faulty if isinstance(faulty, ExtendForm) else ExtendForm(formdata=None),
        "answer": faulty if isinstance(faulty, AnswerForm) else AnswerForm(formdata=None), "refuse": refusing,
    }  # fmt: skip
    return form_page(
        "custody/request.html", faulty or forms["answer"], made=made, consultation=consultation, labels=labels,
        forms=forms, documents=documents, codes=dict(codes_of(consultation)),
        left=days_left(made, consultation, clock.now()), extension_days=profile.data.access.extension_days,
        law=profile.data.access.law, comment=contributions.get(made.comment_id) if made.comment_id else None,
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        may_answer=permissions.may_answer(access.current_actor(), consultation),
    )  # fmt: skip


def codes_of(consultation: Any) -> list[tuple[str, str]]:
    """The profile's codes for what is withheld, with their names."""
    return [
        (one.code, one.name[i18n.language()])
        for one in profiles.profile(consultation.profile).data.exemptions
    ]
