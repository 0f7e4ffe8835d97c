"""Looking at the page before it is public, publishing, later versions, extending and finishing."""

from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import notices, permissions, queries, rules, service
from consult.consultations.forms import ActForm, ExtendForm, PlanForm
from consult.consultations.forms.drafts import note_field, version_form
from consult.consultations.routes.blueprint import bp, consultation_for, note_refusal
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import Refused
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.organisations import queries as organisations
from consult.organisations.forms import is_done_on_record
from consult.record import queries as heads

if TYPE_CHECKING:
    from consult.consultations.models import Consultation


@bp.get("/desk/consultations/<slug>/preview")
@access.staff()
def preview(slug: str) -> str:
    """What everybody will see, for staff only."""
    consultation = consultation_for(slug, permissions.may_see_unpublished)
    texts = queries.texts_of(consultation.id)
    language = request.args.get("language", i18n.language())
    names = organisations.names_in([consultation.organisation_id], i18n.language())
    words, body = (
        queries.text_in(texts, language, consultation.language),
        names[consultation.organisation_id],
    )
    return render_template(
        "consultations/preview.html", consultation=consultation, texts=texts, body=body, words=words,
        languages=i18n.LANGUAGES,
        fields=notices.shown_fields(consultation, words, i18n.language()),
        version=queries.current_version(consultation.id, published_only=False),
    )  # fmt: skip


@bp.get("/desk/consultations/<slug>/preview/notice")
@access.staff()
def preview_notice(slug: str) -> str:
    """The notice as it will be printed, for staff only."""
    consultation = consultation_for(slug, permissions.may_see_unpublished)
    words = queries.text_in(queries.texts_of(consultation.id), i18n.language(), consultation.language)
    body = organisations.names_in([consultation.organisation_id], i18n.language())
    return render_template(
        "consultations/preview_notice.html", consultation=consultation, words=words,
        parts=notices.parts(consultation, words, body[consultation.organisation_id], now=clock.now()),
    )  # fmt: skip


@bp.get("/desk/consultations/<slug>/preview/draft")
@access.staff()
def preview_draft(slug: str) -> str:
    """The draft as everybody will see it, for staff only."""
    consultation = consultation_for(slug, permissions.may_see_unpublished)
    asked = request.args.get("edition")
    page = queries.draft_page(
        consultation.id, None, language=asked or i18n.language(), chapter=request.args.get("chapter", ""),
        published_only=False,
    )  # fmt: skip
    return render_template(
        "consultations/preview_draft.html", consultation=consultation, page=page, edition_asked=asked
    )


@bp.route("/desk/consultations/<slug>/publish", methods=["GET", "POST"])
@access.staff("author")
def publish(slug: str) -> Response:
    """What is missing, and the button that publishes."""
    form = ActForm()
    consultation_for(slug, permissions.may_publish)
    if form.validate_on_submit() and is_done(
        form, lambda: service.publish(access.current_actor(), queries.get(slug), now=clock.now())
    ):
        return web.see_other(url_for("consultations.tasks", slug=slug))
    return _publish_page(slug, form, PlanForm(formdata=None))


@bp.post("/desk/consultations/<slug>/plan")
@access.staff("author")
def plan(slug: str) -> Response:
    """Publish it at a set time."""
    consultation = consultation_for(slug, permissions.may_publish)
    form, zone = PlanForm(), consultation.timezone

    def keep() -> None:
        service.plan_publication(
            access.current_actor(),
            queries.get(slug),
            publish_at=form.instant("publish", zone),
            now=clock.now(),
        )

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("consultations.tasks", slug=slug))
    return _publish_page(slug, ActForm(formdata=None), form)


@bp.post("/desk/consultations/<slug>/unplan")
@access.staff("author")
def unplan(slug: str) -> Response:
    """Take the set time back."""
    form = ActForm()
    consultation_for(slug, permissions.may_publish)
    if form.validate_on_submit() and is_done(
        form,
        lambda: service.plan_publication(
            access.current_actor(), queries.get(slug), publish_at=None, now=clock.now()
        ),
    ):
        return web.see_other(url_for("consultations.tasks", slug=slug))
    return _publish_page(slug, form, PlanForm(formdata=None))


def _publish_page(slug: str, form: ActForm, plan_form: PlanForm) -> Response:
    consultation = queries.get(slug)
    now = clock.now()
    sign_offs = organisations.get(consultation.organisation_id).sign_offs
    return form_page(
        "consultations/publish.html", plan_form if plan_form.errors or plan_form.form_errors else form,
        act_form=form, plan_form=plan_form, consultation=consultation, phase=queries.phase_of(consultation, now),
        missing=service.missing_to_publish(consultation, now=now),
        has_holidays=_has_holidays(consultation), sign_offs=sign_offs, is_unwitnessed=not heads.witnesses(),
        is_alone=bool(sign_offs) and service.signs_alone(access.current_actor(), consultation, service.PUBLISH),
    )  # fmt: skip


def _has_holidays(consultation: "Consultation") -> bool:
    """Whether public holidays make up more than a third of the period (L2)."""
    opens, closes = consultation.opens_at or clock.now(), consultation.closes_at
    zone = consultation.timezone
    return closes is not None and queries.period_of(consultation).is_mostly_holidays(opens, closes, zone)


@bp.route("/desk/consultations/<slug>/version", methods=["GET", "POST"])
@access.staff("author")
def publish_version(slug: str) -> Response:
    """Publish the next version beside the earlier ones."""
    consultation = consultation_for(slug, permissions.may_publish)
    version = queries.current_version(consultation.id, published_only=False)
    said = version if version is not None and version.published_at is None else None
    notes = said.change_notes if said else {}
    editions = [one.language for one in queries.editions_of(said.id)] if said else []
    shape = version_form(consultation.language, editions)
    form = shape(obj=said, data={note_field(one): words for one, words in notes.items()})
    further = {one: form[name] for one, name in shape.further.items()}
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("consultations.tasks", slug=slug)

    def keep() -> None:
        claim(form.form_token.data or "", address, now=clock.now())
        service.publish_version(
            access.current_actor(),
            queries.get(slug),
            change_note=form.change_note.data or "",
            change_notes={one: field.data or "" for one, field in further.items()},
            language=i18n.language(),
            now=clock.now(),
        )

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    return form_page(
        "consultations/version.html", form, consultation=consultation, version=version, further=further
    )


@bp.route("/desk/consultations/<slug>/extend", methods=["GET", "POST"])
@access.staff("author")
@access.dangerous(service.EXTEND)
def extend(slug: str) -> Response:
    """Let it close later, with a public reason."""
    consultation = consultation_for(slug, permissions.may_extend)
    form, zone = ExtendForm(), consultation.timezone
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("consultations.tasks", slug=slug)

    def keep() -> None:
        claim(form.form_token.data or "", address, now=clock.now())
        until = form.instant("closes", zone)
        if until is None:
            raise Refused(rules.NO_DAY, field="closes_on")
        service.extend(
            access.current_actor(),
            queries.get(slug),
            until=until,
            reason=form.reason.data or "",
            language=i18n.language(),
            now=clock.now(),
        )

    if form.validate_on_submit() and is_done_on_record(
        form, keep, note_refusal(service.EXTEND, consultation)
    ):
        return web.see_other(address)
    phase = queries.phase_of(queries.get(slug), clock.now())
    return form_page("consultations/extend.html", form, consultation=consultation, phase=phase)


@bp.route("/desk/consultations/<slug>/finish", methods=["GET", "POST"])
@access.staff("author", "responder")
def finish(slug: str) -> Response:
    """Declare it finished; what is still owed is named."""
    consultation = consultation_for(slug, permissions.may_finish)
    form = ActForm()
    if form.validate_on_submit() and is_done(
        form, lambda: service.finish(access.current_actor(), queries.get(slug), now=clock.now())
    ):
        return web.see_other(url_for("consultations.tasks", slug=slug))
    return form_page(
        "consultations/finish.html", form, consultation=consultation, owed=service.missing_to_finish(consultation),
        phase=queries.phase_of(consultation, clock.now()),
    )  # fmt: skip
