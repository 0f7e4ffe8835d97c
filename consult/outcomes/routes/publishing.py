"""The outcome in steps: the decision, what was said and changed, further languages, a check, and publishing."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound, Refused
from consult.foundation.forms import Form, answer_of, claim, form_page, is_done
from consult.organisations.queries import approvals
from consult.outcomes import permissions, queries, rules, service
from consult.outcomes.forms import (
    ActForm,
    DecisionForm,
    DraftedForm,
    OutcomeCorrectionForm,
    SummaryForm,
    TranslationForm,
)
from consult.outcomes.queries import senders_told
from consult.outcomes.routes.blueprint import DESK_ROLES, bp, consultation_for, desk_numbers
from consult.outcomes.routes.meanwhile import said_meanwhile

if TYPE_CHECKING:
    from consult.consultations.models import Consultation
    from consult.outcomes.models import Outcome


@bp.get("/desk/consultations/<slug>/outcome")
@access.staff(*DESK_ROLES)
def desk_outcome(slug: str) -> Response:
    """The steps, what is missing, when it is due, and the button that publishes."""
    return _overview(slug, ActForm())


def _overview(slug: str, form: Form) -> Response:
    consultation, now, actor = consultation_for(slug), clock.now(), access.current_actor()
    phase = consultations.phase_of(consultation, now)
    outcome = queries.outcome_of(consultation.id)
    may_draft = permissions.may_draft_outcome(actor, consultation)
    return form_page(
        "outcomes/desk_outcome.html",
        form,
        consultation=consultation,
        phase=phase,
        outcome=outcome,
        minorities=queries.unanswered_minorities(consultation, i18n.language()),
        missing=[
            (i18n.refusal_text(one), _step_of(slug, one, outcome, may_draft=may_draft))
            for one in _missing(consultation, phase)
        ],
        numbers=desk_numbers(consultation),
        coverage=reading.coverage(consultation.id),
        postponements=queries.postponements(consultation.id),
        summary=queries.summary_of(consultation.id),
        to_sign=approvals.waiting_approvals(act=service.POSTPONE, subject=consultation.public_id),
        dossiers=queries.dossiers_of(consultation.id),
        waiting=queries.count_waiting(consultation.id),
        overdue=rules.days_overdue(
            consultation.outcome_due_on, is_published=bool(outcome and outcome.published_at),
            zone=consultation.timezone, now=now, stands_still=consultation.state == "suspended",
        ),
        further=[code for code in i18n.LANGUAGES if code != (outcome or consultation).language],
        may_draft=may_draft,
        may_publish=permissions.may_publish_outcome(actor, consultation),
        may_postpone=permissions.may_postpone_outcome(actor, consultation),
    )  # fmt: skip


def _missing(consultation: "Consultation", phase: str) -> list[Any]:
    if phase in ("answered", "finished"):
        return list(queries.missing_to_finish(consultation, i18n.language()))
    return list(queries.missing_to_publish(consultation, i18n.language()))


def _step_of(slug: str, missing: Refused, outcome: "Outcome | None", *, may_draft: bool) -> str:
    """Address of the page on which what is missing is done; empty where there is none, or not for the actor."""
    if missing.field == "looks":
        return url_for("outcomes.second_looks", slug=slug)
    if not may_draft or outcome is None or missing.field not in (*rules.LONG_TEXTS, "reason"):
        return ""
    if missing.field == "reason":
        return url_for("outcomes.desk_dispositions", slug=slug)
    code = str(missing.values["code"])
    if code != outcome.language:
        return url_for("outcomes.draft_translation", slug=slug, language=code, _anchor=missing.field)
    step = "decision" if missing.field == "decision" else "summary"
    return url_for(f"outcomes.draft_{step}", slug=slug, _anchor=missing.field)


Changes = Callable[[], Mapping[str, Any]]


def _step(slug: str, form: DraftedForm, template: str, changes: Changes, **context: object) -> Response:
    def keep() -> None:
        found = consultation_for(slug, permissions.may_draft_outcome)
        service.draft_outcome(
            access.current_actor(), found, changes=changes(), now=clock.now(), seen=form.seen.data or "-"
        )

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("outcomes.desk_outcome", slug=slug))
    consultation = consultation_for(slug, permissions.may_draft_outcome)
    outcome = queries.outcome_of(consultation.id)
    parts, first = changes(), (outcome or consultation).language
    said = said_meanwhile(
        form,
        queries.mark_of_draft(outcome, parts),
        _stored(outcome, parts),
        next(iter(parts.get("texts", ())), first),
    )
    return form_page(
        template, form, consultation=consultation, outcome=outcome, meanwhile=said, numbers=desk_numbers(consultation),
        first_language=first, **context,
    )  # fmt: skip


def _stored(outcome: "Outcome | None", parts: Mapping[str, Any]) -> dict[str, Any]:
    """What these parts say now, by the names of the form's fields."""
    if texts := parts.get("texts"):
        ((language, own),) = texts.items()
        theirs = outcome.texts.get(language, {}) if outcome else {}
        return {name: theirs.get(name, "") for name in own}
    return {name: getattr(outcome, name, None) for name in parts}


@bp.route("/desk/consultations/<slug>/outcome/decision", methods=["GET", "POST"])
@access.staff("responder", "author")
def draft_decision(slug: str) -> Response:
    """What was decided, by whom, when, under which number."""
    outcome = queries.outcome_of(consultation_for(slug, permissions.may_draft_outcome).id)
    form = DecisionForm(obj=outcome)
    names = ("decision", "decided_by", "decided_on", "number")
    return _step(slug, form, "outcomes/step_decision.html", lambda: {n: form[n].data for n in names})


@bp.route("/desk/consultations/<slug>/outcome/summary", methods=["GET", "POST"])
@access.staff("responder", "author")
def draft_summary(slug: str) -> Response:
    """What people said, and what changed because of it."""
    consultation = consultation_for(slug, permissions.may_draft_outcome)
    form = SummaryForm(obj=queries.outcome_of(consultation.id))
    names = ("summary", "what_changed", "what_next", "places")
    said = senders_told.offered(consultation.id)
    form.places.choices = [(key, f"{one.name} ({one.senders})") for key, one in said.items()]
    return _step(
        slug, form, "outcomes/step_summary.html", lambda: {n: form[n].data for n in names}, said=said,
        totals=contributions.totals(consultation.id),
        minorities=queries.minorities_in(
            consultation, [form[n].data or "" for n in ("summary", "what_changed", "what_next")], i18n.language()
        ),
    )  # fmt: skip


@bp.route("/desk/consultations/<slug>/outcome/languages/<language>", methods=["GET", "POST"])
@access.staff("responder", "author")
def draft_translation(slug: str, language: str) -> Response:
    """The outcome in a further language."""
    outcome = queries.outcome_of(consultation_for(slug, permissions.may_draft_outcome).id)
    if language not in i18n.LANGUAGES:
        raise NotFound
    form = TranslationForm(data=outcome.texts.get(language) if outcome else None)
    return _step(
        slug, form, "outcomes/step_translation.html",
        lambda: {"texts": {language: {n: form[n].data or "" for n in rules.OUTCOME_TEXTS}}}, language=language,
    )  # fmt: skip


@bp.get("/desk/consultations/<slug>/outcome/preview")
@access.staff(*DESK_ROLES)
def preview_outcome(slug: str) -> str:
    """The outcome as everybody will read it, not public yet."""
    consultation, language = consultation_for(slug), i18n.language()
    outcome = queries.outcome_of(consultation.id)
    texts = {}
    if outcome is not None:
        texts = {n: queries.html_in_language(outcome, n, language) for n in rules.LONG_TEXTS}
        texts["decided_by"] = queries.in_language(outcome, "decided_by", language)
    dispositions = queries.dispositions(consultation.id, public_only=False)
    places = queries.places(dispositions.keys(), language)
    return render_template(
        "outcomes/preview.html", consultation=consultation, outcome=outcome, texts=texts, places=places,
        dispositions=dispositions, counted=queries.counted(consultation.id), numbers=desk_numbers(consultation),
        reasons={one: queries.reason_in(row, language) for one, row in dispositions.items()},
        several=len({one.version for one in places} - {0}) > 1,
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/outcome/publish")
@access.staff("responder")
def publish_outcome(slug: str) -> Response:
    """Make the decision public; a refusal names what is missing."""
    consultation_for(slug, permissions.may_publish_outcome)
    form = ActForm()

    def keep() -> None:
        found = consultation_for(slug, permissions.may_publish_outcome)
        service.publish_outcome(access.current_actor(), found, now=clock.now())

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("outcomes.desk_outcome", slug=slug))
    return _overview(slug, form)


@bp.route("/desk/consultations/<slug>/outcome/correct/<language>", methods=["GET", "POST"])
@access.staff("responder")
def correct_outcome(slug: str, language: str) -> Response:
    """The published outcome in one language: as it should read, and why. Both wordings stay public."""
    consultation = consultation_for(slug, permissions.may_publish_outcome)
    outcome = queries.published_outcome_of(consultation.id)
    if outcome is None or language not in {*i18n.LANGUAGES, outcome.language}:
        raise NotFound
    is_first = language == outcome.language
    form = OutcomeCorrectionForm(data=_as_it_reads(outcome, language))
    address = url_for("outcomes.desk_outcome", slug=slug)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    token, now = form.form_token.data or "", clock.now()

    def keep() -> None:
        found = consultation_for(slug, permissions.may_publish_outcome)
        claim(token, address, now=now)
        service.correct_outcome(
            access.current_actor(), found, changes=_corrections(form, language, is_first=is_first),
            reason=form.correction.data or "", page_language=i18n.language(), now=now, seen=form.seen.data or "",
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_publish_outcome)
    outcome, parts = (
        queries.published_outcome_of(consultation.id),
        _corrections(form, language, is_first=is_first),
    )
    said = said_meanwhile(form, queries.mark_of_draft(outcome, parts), _stored(outcome, parts), language)
    return form_page(
        "outcomes/correct_outcome.html", form, consultation=consultation, numbers=desk_numbers(consultation),
        is_first=is_first, language=language, meanwhile=said,
        others=[] if outcome is None else [
            one for one in (outcome.language, *outcome.texts) if one != language and _says_anything(outcome, one)
        ],
    )  # fmt: skip


def _says_anything(outcome: "Outcome", language: str) -> bool:
    said = _as_it_reads(outcome, language)
    return any(said.get(name) for name in rules.OUTCOME_TEXTS)


def _as_it_reads(outcome: "Outcome", language: str) -> dict[str, Any]:
    own = {name: getattr(outcome, name) for name in rules.OUTCOME_TEXTS}
    texts = own if language == outcome.language else outcome.texts.get(language, {})
    return {**texts, "decided_on": outcome.decided_on, "number": outcome.number}


def _corrections(form: OutcomeCorrectionForm, language: str, *, is_first: bool) -> dict[str, Any]:
    texts = {name: form[name].data or "" for name in rules.OUTCOME_TEXTS}
    if not is_first:
        return {"texts": {language: texts}}
    return {**texts, "decided_on": form.decided_on.data, "number": form.number.data or ""}
