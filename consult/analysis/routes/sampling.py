"""Reading a sample instead of all: declared, drawn by a public seed, read one by one, then finished."""

from collections.abc import Callable
from functools import partial

from flask import url_for
from werkzeug.wrappers import Response

from consult.analysis import permissions, queries, service
from consult.analysis.forms import ActForm, SampleForm
from consult.analysis.routes import portions
from consult.analysis.routes.blueprint import (
    DESK_ROLES,
    bp,
    choices_of,
    consultation_for,
    given_filters,
    theme_ids,
)
from consult.analysis.routes.portions import until_less
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_
from consult.foundation.forms import Form, answer_of, claim, form_page

STILL_MARKING = N_(
    "There are too many comments for one go: %(number)s were marked as read. Press the same button again to go on with "
    "the rest."
)


@bp.route("/desk/consultations/<slug>/reading/sample", methods=["GET"])
@access.staff(*DESK_ROLES)
def sample(slug: str) -> Response:
    """The sample that is being read, or the form to draw one of what the filter leaves unread."""
    return _page(slug, SampleForm(formdata=None))


def _wanted(consultation_id: int, slug: str) -> queries.Filter:
    themes = queries.themes_of(consultation_id)
    conditions = {**given_filters(), "read": "no"}
    return choices_of(consultation_for(slug), themes).wanted(conditions, theme_ids(themes))


def _page(slug: str, form: Form) -> Response:
    consultation = consultation_for(slug)
    made = queries.open_sample(consultation.id)
    number, _through = queries.matching(consultation.id, _wanted(consultation.id, slug))
    return form_page(
        "analysis/sample.html", form, consultation=consultation, made=made, number=number, kept=given_filters(),
        left=queries.sample_left(made.id) if made else [], methods=queries.methods_of(consultation.id),
        finish=ActForm(formdata=None), draw=form if isinstance(form, SampleForm) else SampleForm(formdata=None),
        may_sort=permissions.may_sort(access.current_actor(), consultation),
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/reading/sample")
@access.staff(*permissions.READERS)
def draw_sample(slug: str) -> Response:
    """Draw a sample."""
    form, made_id = SampleForm(), ""
    address = url_for("analysis.sample", slug=slug)
    if answer := answer_of(form.form_token.data or ""):
        return web.see_other(answer)

    def keep() -> int:
        nonlocal made_id
        if made_id:
            return _gather(slug, made_id)
        consultation, now = consultation_for(slug, permissions.may_sort), clock.now()
        made = service.draw_sample(
            access.current_actor(), consultation, wanted=_wanted(consultation.id, slug), size=form.size.data or 0,
            method=form.method.data or "", language=i18n.language(), now=now, most=portions.portion_size(),
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)
        made_id = made.public_id
        return made.population

    return _drawn(slug, form, keep)


def _gather(slug: str, public_id: str) -> int:
    consultation = consultation_for(slug, permissions.may_sort)
    made = queries.method_called(consultation.id, public_id)
    return service.gather_sample(
        access.current_actor(), consultation, made, now=clock.now(), most=portions.portion_size()
    )


def _drawn(slug: str, form: Form, act: Callable[[], int]) -> Response:
    """The page of the sample; where time was over before it was drawn, that has the button to go on."""
    if form.validate_on_submit():
        until_less(form, act)
        if not form.form_errors and not form.errors:
            return web.see_other(url_for("analysis.sample", slug=slug))
    return _page(slug, form)


@bp.post("/desk/consultations/<slug>/reading/sample/<public_id>/gather")
@access.staff(*permissions.READERS)
def gather_sample(slug: str, public_id: str) -> Response:
    """Go on with what a sample stands for, then draw it."""
    return _drawn(slug, ActForm(), partial(_gather, slug, public_id))


@bp.post("/desk/consultations/<slug>/reading/sample/<public_id>/finish")
@access.staff(*permissions.READERS)
def finish_sample(slug: str, public_id: str) -> Response:
    """Mark as read what the sample stands for."""
    form = ActForm()

    def keep() -> int:
        consultation = consultation_for(slug, permissions.may_sort)
        made = queries.method_called(consultation.id, public_id)
        return service.finish_sample(
            access.current_actor(), consultation, made, now=clock.now(), most=portions.portion_size()
        )

    if form.validate_on_submit():
        came = until_less(form, keep)
        if came.rest:
            form.form_errors.append(i18n.gettext(STILL_MARKING, number=came.number))
        if not form.form_errors:
            return web.see_other(url_for("analysis.desk_reading", slug=slug, done="mark", number=came.number))
    return _page(slug, form)
