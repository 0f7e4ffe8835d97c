"""Filters kept under a name, and rules: what one would do, and doing it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import url_for
from werkzeug.wrappers import Response

from consult.analysis import permissions, queries, service
from consult.analysis.forms import DeskForm, SaveFilterForm, choices
from consult.analysis.routes.acting import NOWHERE, SHOWN
from consult.analysis.routes.blueprint import (
    bp,
    choices_of,
    consultation_for,
    given_filters,
    note_read,
    theme_ids,
    theme_names,
)
from consult.analysis.routes.portions import Progress, by_portions
from consult.analysis.routes.reading import theme_label
from consult.contributions import labels
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound
from consult.foundation.forms import answer_of, claim, form_page, is_done

if TYPE_CHECKING:
    from consult.consultations.models import Consultation


@bp.route("/desk/consultations/<slug>/reading/filters/new", methods=["GET", "POST"])
@access.staff(*permissions.READERS)
def save_filter(slug: str) -> Response:
    """Keep the list as it is narrowed under a name; with a theme it is a rule."""
    form = SaveFilterForm()
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = ""

    def keep() -> None:
        nonlocal address
        consultation, now = consultation_for(slug, permissions.may_sort), clock.now()
        theme = queries.theme_called(consultation.id, form.theme.data) if form.theme.data else None
        made = service.save_filter(
            access.current_actor(), consultation, name=form.name.data or "", conditions=given_filters(), theme=theme,
            now=now,
        )  # fmt: skip
        address = _address(slug, made.public_id, made.conditions, is_rule=theme is not None)
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_sort)
    themes = queries.themes_of(consultation.id)
    form.theme.choices = choices({"": i18n.gettext("Nothing: only a filter"), **theme_names(themes)})
    return form_page(
        "analysis/save_filter.html", form, consultation=consultation, kept=given_filters(),
        filters=queries.saved_filters(consultation.id),
    )  # fmt: skip


def _address(slug: str, public_id: str, conditions: Mapping[str, Any], *, is_rule: bool) -> str:
    if is_rule:
        return url_for("analysis.run_rule", slug=slug, public_id=public_id)
    return url_for("analysis.desk_reading", slug=slug, **conditions)


@bp.post("/desk/consultations/<slug>/reading/filters/<public_id>/remove")
@access.staff(*permissions.READERS)
def remove_filter(slug: str, public_id: str) -> Response:
    """Forget a filter or rule."""
    form = DeskForm()

    def keep() -> None:
        consultation = consultation_for(slug, permissions.may_sort)
        kept = queries.filter_called(consultation.id, public_id)
        service.remove_filter(access.current_actor(), consultation, kept, now=clock.now())

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("analysis.desk_reading", slug=slug))
    return _rule_page(slug, public_id, form)


@bp.route("/desk/consultations/<slug>/reading/filters/<public_id>", methods=["GET", "POST"])
@access.staff(*permissions.READERS)
def run_rule(slug: str, public_id: str) -> Response:
    """What a rule would do now, and the button that does it."""
    form = DeskForm()

    def put(portion: Sequence[int]) -> int:
        consultation = consultation_for(slug, permissions.may_sort)
        kept = queries.filter_called(consultation.id, public_id)
        return service.run_rule(
            access.current_actor(), consultation, kept, comment_ids=portion, now=clock.now()
        )

    if form.validate_on_submit():
        came = by_portions(form, _left_to_put(slug, public_id, form), put)
        if came.rest or form.form_errors:
            return _rule_page(slug, public_id, form, came)
        return web.see_other(url_for("analysis.desk_reading", slug=slug, done="put", number=came.number))
    return _rule_page(slug, public_id, form)


def _left_to_put(slug: str, public_id: str, form: DeskForm) -> list[int]:
    """What the rule matches, up to when its page was looked at, and doesn't stand under its theme yet."""
    consultation = consultation_for(slug, permissions.may_sort)
    kept = queries.filter_called(consultation.id, public_id)
    through = form.through.data or ""
    return queries.matching_ids(
        consultation.id, _wanted(consultation, kept.conditions), still=queries.outside(kept.theme_id or 0),
        through=int(through) if through.isdecimal() and len(through) < 19 else 0,
    )  # fmt: skip


def _wanted(consultation: "Consultation", conditions: Mapping[str, str]) -> queries.Filter:
    themes = queries.themes_of(consultation.id)
    return choices_of(consultation, themes).wanted(conditions, theme_ids(themes))


def _rule_page(slug: str, public_id: str, form: DeskForm, came: Progress = NOWHERE) -> Response:
    consultation = consultation_for(slug, permissions.may_sort)
    kept = queries.filter_called(consultation.id, public_id)
    if kept.theme_id is None:
        raise NotFound
    wanted = _wanted(consultation, kept.conditions)
    number, through = queries.matching(consultation.id, wanted)
    comments, _more = queries.comments_read(consultation.id, wanted, limit=SHOWN)
    note_read(consultation, comments)
    consultation = consultation_for(slug, permissions.may_sort)
    kept = queries.filter_called(consultation.id, public_id)
    form.through.data = str(through)
    places = queries.places({one.article_id or 0 for one in comments}, i18n.language())
    return form_page(
        "analysis/run_rule.html", form, consultation=consultation, kept=kept, number=number,
        theme=queries.get_theme(kept.theme_id or 0), comments=comments, states=labels.STATES, speakers=labels.SPEAKERS,
        theme_label=theme_label, stood=queries.themes_by_comment([one.id for one in comments]),
        places={one.article_id: one for one in places}, came=came,
    )  # fmt: skip
