"""What is done to the ticked comments of the list, or to all that a filter leaves: each button its own address."""

from collections.abc import Callable, Sequence
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
from consult.analysis.routes.portions import Progress, by_portions
from consult.analysis.routes.reading import PAGE, list_page, theme_label
from consult.contributions import labels
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, Forbidden, NotFound, Refused
from consult.foundation.forms import form_page, is_done

if TYPE_CHECKING:
    from consult.analysis.models import Theme
    from consult.consultations.models import Consultation

Act = Callable[["Consultation", Sequence[int], DeskForm], int]
NOWHERE = Progress()
SHOWN = 10
"""Comments shown before something is done to all of a list."""


def _theme(consultation: "Consultation", form: DeskForm) -> "Theme":
    if not form.theme.data:
        raise Refused(N_("Please choose a theme."), field="theme")
    return queries.theme_called(consultation.id, form.theme.data)


def _mark(consultation: "Consultation", ids: Sequence[int], form: DeskForm) -> int:
    return service.mark_read(
        access.current_actor(), consultation, comment_ids=ids, method=form.method.data or "",
        language=i18n.language(), now=clock.now(),
    )  # fmt: skip


def _put(consultation: "Consultation", ids: Sequence[int], form: DeskForm) -> int:
    return service.put_under(
        access.current_actor(), consultation, _theme(consultation, form), comment_ids=ids, now=clock.now()
    )


def _take(consultation: "Consultation", ids: Sequence[int], form: DeskForm) -> int:
    return service.take_from(
        access.current_actor(), consultation, _theme(consultation, form), comment_ids=ids, now=clock.now()
    )


def _give(consultation: "Consultation", ids: Sequence[int], form: DeskForm) -> int:
    return service.assign_comments(
        access.current_actor(), consultation, assignee(form.to.data or ""), comment_ids=ids, now=clock.now()
    )


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


def _all_page(slug: str, form: DeskForm, *, act: str = "", came: Progress = NOWHERE) -> Response:
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
        states=labels.STATES, speakers=labels.SPEAKERS, stood={}, theme_label=theme_label, act=act, came=came,
        places={one.article_id: one for one in chosen.articles.values()},
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/reading/all/<any(mark, put, take, give):act>")
@access.staff(*permissions.READERS)
def act_on_all(slug: str, act: str) -> Response:
    """Do something to all that the filter leaves, none that came after the list was looked at.

    Where it came to an end before all was done, the page says how far, keeps what was chosen, and the same button goes
    on with what is left.
    """
    form = DeskForm()
    if not form.validate_on_submit():
        return _all_page(slug, form)
    try:
        ids = _left_to_do(slug, act, form)
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        form.refuse(refused)
        return _all_page(slug, form)
    came = by_portions(
        form, ids, lambda portion: ACTS[act](consultation_for(slug, permissions.may_sort), portion, form)
    )
    if came.rest or form.errors or form.form_errors:
        return _all_page(slug, form, act=act, came=came)
    return web.see_other(
        url_for("analysis.desk_reading", slug=slug, done=act, number=came.number, **given_filters())
    )


def _left_to_do(slug: str, act: str, form: DeskForm) -> list[int]:
    """Of all that the filter leaves, what the act hasn't been done to. Read before anybody waits for it."""
    consultation = consultation_for(slug, permissions.may_sort)
    through = form.through.data or ""
    if not (through.isdecimal() and len(through) < 19):
        raise Refused(N_("Please look at the list again first."))
    if act == "mark":
        still = queries.unread()
    elif act == "give":
        to = assignee(form.to.data or "")
        still = queries.not_with(
            to.organisation.id if to.organisation else None, to.account.id if to.account else None
        )
    else:
        theme = _theme(consultation, form)
        still = queries.outside(theme.id) if act == "put" else queries.inside(theme.id)
    themes = queries.themes_of(consultation.id)
    wanted = choices_of(consultation, themes).wanted(given_filters(), theme_ids(themes))
    ids = queries.matching_ids(consultation.id, wanted, through=int(through), still=still)
    if act == "mark" and ids:
        service.check_pace(access.current_actor(), len(ids), method=form.method.data or "", now=clock.now())
    return ids
