"""What is done to the ticked comments of the list, or to all that a filter leaves: each button its own address."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.analysis import permissions, queries, service
from consult.analysis.forms import DeskForm, choices
from consult.analysis.routes.blueprint import (
    assignee,
    bp,
    choices_of,
    consultation_for,
    filter_form,
    given_filters,
    note_read,
    theme_ids,
)
from consult.analysis.routes.reading import PAGE, list_page, theme_label
from consult.contributions import labels
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, Refused
from consult.foundation.forms import form_page, is_done

if TYPE_CHECKING:
    from consult.analysis.models import Theme
    from consult.consultations.models import Consultation

Act = Callable[["Consultation", list[int], DeskForm], int]
SHOWN = 10
"""Comments shown before something is done to all of a list."""


def _theme(consultation: "Consultation", form: DeskForm) -> "Theme":
    if not form.theme.data:
        raise Refused(N_("Please choose a theme."), field="theme")
    return queries.theme_called(consultation.id, form.theme.data)


def _mark(consultation: "Consultation", ids: list[int], form: DeskForm) -> int:
    return service.mark_read(
        access.current_actor(), consultation, comment_ids=ids, method=form.method.data or "",
        language=i18n.language(), now=clock.now(),
    )  # fmt: skip


def _put(consultation: "Consultation", ids: list[int], form: DeskForm) -> int:
    return service.put_under(
        access.current_actor(), consultation, _theme(consultation, form), comment_ids=ids, now=clock.now()
    )


def _take(consultation: "Consultation", ids: list[int], form: DeskForm) -> int:
    return service.take_from(
        access.current_actor(), consultation, _theme(consultation, form), comment_ids=ids, now=clock.now()
    )


def _give(consultation: "Consultation", ids: list[int], form: DeskForm) -> int:
    return service.assign_comments(
        access.current_actor(), consultation, assignee(form.to.data or ""), comment_ids=ids, now=clock.now()
    )


PORTION = 200
"""Comments that one transaction sorts or gives."""
ACTS: dict[str, Act] = {"mark": _mark, "put": _put, "take": _take, "give": _give}
"""Last word of the address -> what is done."""


@bp.post("/desk/consultations/<slug>/reading/picked/<any(mark, put, take, give):act>")
@access.staff(*permissions.READERS)
def act_on_picked(slug: str, act: str) -> Response:
    """Do something to the ticked comments."""
    form = DeskForm()
    number = 0

    def keep() -> None:
        nonlocal number
        consultation = consultation_for(slug, permissions.may_sort)
        ids = queries.ids_of_references(consultation.id, request.form.getlist("picked")[: 2 * PAGE])
        if not ids:
            raise Refused(N_("Please tick the comments this is about."))
        number = ACTS[act](consultation, ids, form)

    if form.validate_on_submit() and is_done(form, keep):
        after = request.args.get("after", "")
        return web.see_other(
            url_for(
                "analysis.desk_reading",
                slug=slug,
                **given_filters(),
                after=after or None,
                done=act,
                number=number,
            )
        )
    return list_page(slug, form)


@bp.route("/desk/consultations/<slug>/reading/all", methods=["GET"])
@access.staff(*permissions.READERS)
def all_listed(slug: str) -> Response:
    """How many comments the filter leaves, the first of them, and what can be done to all."""
    return _all_page(slug, DeskForm(formdata=None))


def _all_page(slug: str, form: DeskForm) -> Response:
    consultation = consultation_for(slug, permissions.may_sort)
    themes = queries.themes_of(consultation.id)
    chosen = choices_of(consultation, themes)
    kept = {name: value for name, value in filter_form(consultation, chosen).data.items() if value}
    wanted = chosen.wanted(kept, theme_ids(themes))
    number, through = queries.matching(consultation.id, wanted)
    comments, _more = queries.comments_read(consultation.id, wanted, limit=SHOWN)
    note_read(consultation, comments)
    consultation = consultation_for(slug, permissions.may_sort)
    form.theme.choices = choices({"": "–", **chosen.themes})
    form.to.choices = choices({"": i18n.gettext("Nobody"), **chosen.holders})
    form.through.data = form.through.data or str(through)
    return form_page(
        "analysis/all_listed.html", form, consultation=consultation, number=number, comments=comments, kept=kept,
        states=labels.STATES, speakers=labels.SPEAKERS, stood={}, theme_label=theme_label,
        places={one.article_id: one for one in chosen.articles.values()},
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/reading/all/<any(mark, put, take, give):act>")
@access.staff(*permissions.READERS)
def act_on_all(slug: str, act: str) -> Response:
    """Do something to all that the filter leaves, none that came after the list was looked at.

    Sorting and giving go by portions, each in a transaction of its own, so that nobody waits behind ten thousand
    comments; where one is refused, what was done before it stays done. Reading is one act with one stated method.
    """
    form = DeskForm()
    number, ids = 0, list[int]()

    def look() -> None:
        nonlocal ids
        consultation = consultation_for(slug, permissions.may_sort)
        themes = queries.themes_of(consultation.id)
        chosen = choices_of(consultation, themes)
        wanted = chosen.wanted(given_filters(), theme_ids(themes))
        through = form.through.data or ""
        if not (through.isdecimal() and len(through) < 19):
            raise Refused(N_("Please look at the list again first."))
        ids = queries.matching_ids(consultation.id, wanted, through=int(through))

    def keep(portion: list[int]) -> None:
        nonlocal number
        number += ACTS[act](consultation_for(slug, permissions.may_sort), portion, form)

    if form.validate_on_submit() and is_done(form, look):
        size = max(len(ids), 1) if act == "mark" else PORTION
        portions = [ids[start : start + size] for start in range(0, len(ids), size)] or [[]]
        if all(is_done(form, partial(keep, portion)) for portion in portions):
            return web.see_other(
                url_for("analysis.desk_reading", slug=slug, done=act, number=number, **given_filters())
            )
    return _all_page(slug, form)
