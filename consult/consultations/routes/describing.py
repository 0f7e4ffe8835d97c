"""The steps in which an author says what a consultation is about, when it runs and by which rules."""

from typing import Any

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import profiles, queries, rules, service
from consult.consultations.forms import WORD_STEPS, DatesForm, NoticeForm, RulesForm, text_names
from consult.consultations.forms.fields import choices
from consult.consultations.routes.blueprint import bp, consultation_for
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound, Refused
from consult.foundation.forms import form_page, is_done
from consult.organisations import queries as organisations
from consult.organisations.queries import reviewers


@bp.route("/desk/consultations/<slug>/words/<step>/<language>", methods=["GET", "POST"])
@access.staff("author")
def words(slug: str, step: str, language: str) -> Response:
    """One step's texts in one language."""
    consultation = consultation_for(slug)
    if step not in WORD_STEPS or language not in (*i18n.LANGUAGES, consultation.language):
        raise NotFound(queries.NONE)
    stored = queries.texts_of(consultation.id).get(language)
    names = text_names(WORD_STEPS[step]())
    values = {name: getattr(stored, name) if stored else "" for name in names}
    form = WORD_STEPS[step](data={**values, "seen": queries.text_stamp(stored, names)})
    if form.validate_on_submit() and is_done(
        form,
        lambda: service.set_texts(
            access.current_actor(), queries.get(slug), language=language, seen=form.seen.data or "",
            texts={name: form[name].data or "" for name in names}, now=clock.now(),
        ),
    ):  # fmt: skip
        return web.see_other(url_for("consultations.tasks", slug=slug))
    is_stale = form.seen.data != queries.text_stamp(queries.texts_of(consultation.id).get(language), names)
    form.seen.data = queries.text_stamp(queries.texts_of(consultation.id).get(language), names)
    return form_page(
        "consultations/words.html", form, consultation=consultation, step=step, names=names, language=language,
        languages=i18n.LANGUAGES, stored=values if is_stale else {},
    )  # fmt: skip


@bp.route("/desk/consultations/<slug>/notice/<language>", methods=["GET", "POST"])
@access.staff("author")
def notice(slug: str, language: str) -> Response:
    """What the country profile's notice says beside, in one language."""
    consultation = consultation_for(slug)
    profile = profiles.profile(consultation.profile)
    names = [one.code for one in profile.data.notice]
    if not names or language not in (*i18n.LANGUAGES, consultation.language):
        raise NotFound(queries.NONE)
    stored = queries.texts_of(consultation.id).get(language)
    values = {name: stored.notice.get(name, "") if stored else "" for name in names}
    kind = NoticeForm.for_profile(profile, i18n.language())
    form = kind(data={**values, "seen": queries.text_stamp(stored, names)})
    if form.validate_on_submit() and is_done(
        form,
        lambda: service.set_texts(
            access.current_actor(), queries.get(slug), language=language, texts={}, seen=form.seen.data or "",
            notice={name: form[name].data or "" for name in names}, now=clock.now(),
        ),
    ):  # fmt: skip
        return web.see_other(url_for("consultations.tasks", slug=slug))
    now_stored = queries.text_stamp(queries.texts_of(consultation.id).get(language), names)
    is_stale, form.seen.data = form.seen.data != now_stored, now_stored
    return form_page(
        "consultations/words.html", form, consultation=consultation, step="notice", names=names, language=language,
        languages=i18n.LANGUAGES, stored=values if is_stale else {}, profile=profile,
    )  # fmt: skip


@bp.route("/desk/consultations/<slug>/dates", methods=["GET", "POST"])
@access.staff("author")
def dates(slug: str) -> Response:
    """When it opens and closes, in a named zone."""
    consultation = consultation_for(slug)
    zone = consultation.timezone
    names = ("timezone", "opens_at", "closes_at", "short_period_reason", "period_kind")
    periods = profiles.profile(consultation.profile).data.periods
    form = DatesForm(
        data={
            "timezone": zone, "short_period_reason": consultation.short_period_reason,
            "period_kind": consultation.period_kind or periods[0].code,
            "seen": queries.rules_stamp(consultation, names),
            **DatesForm.of("opens", consultation.opens_at, zone),
            **DatesForm.of("closes", consultation.closes_at, zone),
        }
    )  # fmt: skip
    form.period_kind.choices = choices({one.code: one.name[i18n.language()] for one in periods})
    if form.validate_on_submit() and _set_rules(slug, form):
        return web.see_other(url_for("consultations.tasks", slug=slug))
    form.seen.data = queries.rules_stamp(consultation, names)
    return form_page("consultations/dates.html", form, consultation=consultation, periods=periods)


@bp.route("/desk/consultations/<slug>/rules", methods=["GET", "POST"])
@access.staff("author")
def set_rules(slug: str) -> Response:
    """Who may comment and vote, and how it is moderated."""
    consultation = consultation_for(slug)
    form = RulesForm(obj=consultation)
    form.offer(_units(consultation))
    names = [one.name for one in form if one.name in rules.RULE_FIELDS]
    if not form.is_submitted():
        form.seen.data = queries.rules_stamp(consultation, names)
    if form.validate_on_submit() and _set_rules(slug, form):
        return web.see_other(url_for("consultations.tasks", slug=slug))
    form.seen.data = queries.rules_stamp(consultation, names)
    return form_page("consultations/rules.html", form, consultation=consultation, names=names)


def _units(consultation: Any) -> dict[int, str]:
    """Names of the units that could decide reviews."""
    units = reviewers.units_to_review(consultation.organisation_id)
    return {one.id: organisations.name_in(one, i18n.language()) for one in units}


def _set_rules(slug: str, form: DatesForm | RulesForm) -> bool:
    try:
        changes = form.changes()
    except Refused as refused:
        form.refuse(refused)
        return False
    return is_done(
        form,
        lambda: service.set_rules(
            access.current_actor(),
            queries.get(slug),
            changes=changes,
            language=i18n.language(),
            seen=form.seen.data or "",
            now=clock.now(),
        ),
    )
