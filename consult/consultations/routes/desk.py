"""The desk: your bodies' consultations, a new one, and the task list of each."""

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.consultations import permissions, profiles, queries, service
from consult.consultations.forms import NewForm
from consult.consultations.forms.fields import choices
from consult.consultations.routes.blueprint import bp, consultation_for
from consult.foundation import access, clock, i18n, web
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.foundation.roles import ROLES
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving

CHECKED = 10
"""Of so many that are answered the list says what is missing; the pages of each say it anyway."""


@bp.get("/desk/consultations")
@access.staff()
def desk() -> str:
    """Every consultation of the actor's bodies, with its state and what is next."""
    actor, now = access.current_actor(), clock.now()
    mine = queries.of_organisations(actor.organisations_with(*ROLES))
    rows = [(one, queries.phase_of(one, now)) for one in mine]
    answered = [one for one, phase in rows if phase == "answered"][:CHECKED]
    return render_template(
        "consultations/desk.html", may_create=actor.holds_anywhere("author"), rows=rows,
        missing={one.id: len(service.missing_to_finish(one)) for one in answered},
        may_finish={one.id for one in answered if permissions.may_finish(actor, one)},
        titles=queries.titles_in([one.id for one in mine], i18n.language()),
        bodies=organisations.names_in([one.organisation_id for one in mine], i18n.language()),
    )  # fmt: skip


@bp.route("/desk/new-consultation", methods=["GET", "POST"])
@access.staff("author")
def new() -> Response:
    """Create a consultation that nobody but staff can see."""
    mine = access.current_actor().organisations_with("author")
    earlier = queries.of_organisations(mine)
    form = NewForm(language=i18n.language(), timezone=earlier[0].timezone if earlier else i18n.site_zone())
    form.organisation.choices = choices(
        {
            body.slug: organisations.name_in(body, i18n.language())
            for body in organisations.all_organisations()
            if body.id in mine and body.closed_at is None
        }
    )
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    if form.validate_on_submit() and is_done(form, lambda: _create(form)):
        return web.see_other(url_for("consultations.tasks", slug=form.slug.data))
    return form_page("consultations/new.html", form)


def _create(form: NewForm) -> None:
    now = clock.now()
    slug, title = form.slug.data or "", form.title.data or ""
    claim(form.form_token.data or "", url_for("consultations.tasks", slug=slug), now=now)
    service.create(
        access.current_actor(), organisation=organisations.get_by_slug(form.organisation.data), slug=slug,
        title=title, language=form.language.data, timezone=form.timezone.data, now=now,
    )  # fmt: skip


@bp.get("/desk/consultations/<slug>")
@access.staff()
def tasks(slug: str) -> str:
    """The task list of one consultation."""
    consultation = consultation_for(slug, permissions.may_see_unpublished)
    now, actor = clock.now(), access.current_actor()
    version = queries.current_version(consultation.id, published_only=False)
    return render_template(
        "consultations/tasks.html", consultation=consultation, version=version, now=now,
        phase=queries.phase_of(consultation, now), progress=queries.progress(consultation),
        missing={one.field for one in service.missing_to_publish(consultation, now=now)},
        editions=queries.editions_of(version.id) if version else (), languages=i18n.LANGUAGES,
        may_edit=permissions.may_edit(actor, consultation) and not actor.is_auditor,
        may_finish=permissions.may_finish(actor, consultation) and not actor.is_auditor,
        changes=queries.date_changes(consultation.id), earlier=queries.earlier_round(consultation),
        may_remove=permissions.may_remove(actor, consultation),
        may_end=permissions.may_end(actor, consultation), approvals=approvals.approvals_of(consultation.public_id),
        act_labels={name: i18n.gettext(act.label) for name, act in approving.ACTS.items()},
        notice_fields=[f"notice-{one.code}" for one in profiles.profile(consultation.profile).data.notice],
    )  # fmt: skip
