"""The desk: which published comments are put to agreement."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, addresses, clock, i18n, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, Forbidden, NotFound, Refused
from consult.votes import permissions, queries, rules, service
from consult.votes.forms import CloseForm, OpenForm
from consult.votes.routes.blueprint import bp
from consult.votes.routes.voting import Place

if TYPE_CHECKING:
    from consult.votes.models import Statement

ROLES = ("author", "moderator", "responder", "clerk", "auditor", "administrator")
PAGE_SIZE = 20


def _place(slug: str, now: datetime) -> Place:
    consultation = consultations.get(slug)
    if not permissions.may_see_statements(access.current_actor(), consultation):
        raise Forbidden(N_("Your account doesn’t hold a role on this body."))
    title, language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    phase = consultations.phase_of(consultation, now)
    has_results = rules.are_results_public(consultation.results_appear, phase)
    return Place(consultation, title, language, phase, has_results)


@bp.get("/desk/consultations/<slug>/statements")
@access.staff(*ROLES)
def desk_statements(slug: str) -> Response:
    """The statements, and the published comments to choose from."""
    return _desk_page(slug, OpenForm(formdata=None))


def _desk_page(slug: str, form: OpenForm, status: int = 200, *, chosen: Sequence[str] = ()) -> Response:
    place = _place(slug, clock.now())
    consultation = place.consultation
    words = request.args.get("q", "").replace("\x00", " ").strip()[:200]
    choices, older = queries.choices(
        consultation.id, words=words, limit=PAGE_SIZE, after=addresses.whole_number("before")
    )
    page = queries.listed(consultation.id, limit=PAGE_SIZE, after=addresses.whole_number("after"))
    done = addresses.whole_number("opened")
    return make_response(
        render_template(
            "votes/desk_statements.html", place=place, form=form, choices=choices, older=older, words_=words, page=page,
            may_open=permissions.may_open_statement(access.current_actor(), consultation)
            and place.phase not in rules.OVER,
            chosen=frozenset(chosen), fits=rules.fits, limit=rules.STATEMENT_CHARACTERS, opened=done,
            is_closed=request.args.get("closed") == "1",
        ),
        status,
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/statements/open")
@access.staff("author", "moderator")
def open_statements(slug: str) -> Response:
    """``comment`` (references, one or many): all of them open, or none and the page says which can't."""
    form = OpenForm()
    references = list(dict.fromkeys(form.comment.data or []))
    if not form.validate():
        return _desk_page(slug, form, 422, chosen=references)
    try:
        rules.check_chosen(len(references))
        with writing():
            _open_all(slug, references, clock.now())
    except Refused as refused:
        form.refuse(refused)
        return _desk_page(slug, form, refused.status, chosen=references)
    return web.see_other(url_for("votes.desk_statements", slug=slug, opened=len(references)))


def _open_all(slug: str, references: Sequence[str], now: datetime) -> None:
    consultation_id = consultations.get(slug).id
    for reference in references:
        comment = contributions.get_by_reference(reference)
        if comment.consultation_id != consultation_id:
            raise NotFound(contributions.NONE)
        service.open_statement(access.current_actor(), comment, now=now)


@bp.route("/desk/consultations/<slug>/statements/<statement>/close", methods=["GET", "POST"])
@access.staff("author", "moderator")
def close_statement(slug: str, statement: str) -> Response:
    """Asks why, then takes the statement off."""
    now = clock.now()
    place = _place(slug, now)
    form = CloseForm()
    if request.method == "GET":
        form.reason.data = None
        return _close_page(place, form, statement)
    if not form.validate():
        return _close_page(place, form, statement, 422)
    try:
        with writing():
            service.close_statement(
                access.current_actor(), _statement(slug, statement), reason=form.reason.data or "", now=now
            )
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        form.refuse(refused)
        return _close_page(_place(slug, now), form, statement, refused.status)
    return web.see_other(url_for("votes.desk_statements", slug=slug, closed=1))


def _statement(slug: str, public_id: str) -> "Statement":
    return queries.get_in(consultations.get(slug).id, public_id)


def _close_page(place: Place, form: CloseForm, public_id: str, status: int = 200) -> Response:
    statement = queries.one(place.consultation.id, public_id)
    if statement is None:
        raise NotFound(N_("There is no such statement in this consultation."))
    page = render_template("votes/desk_close.html", place=place, form=form, statement=statement)
    return make_response(page, status)
