"""What was promised: for everybody by consultation and by body, and the desk that promises and reports."""

from typing import TYPE_CHECKING

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import Refused
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.organisations import queries as organisations
from consult.organisations.queries import holders
from consult.outcomes import permissions, queries, rules, service
from consult.outcomes.forms.after import CommitmentForm, ReportForm
from consult.outcomes.routes.blueprint import DESK_ROLES, bp, consultation_for, desk_numbers
from consult.outcomes.routes.owing import NO_DAY

if TYPE_CHECKING:
    from datetime import datetime

    from consult.consultations.models import Consultation


@bp.app_template_global()
def commitment_state(state: str) -> str:
    """How a commitment stands, in words."""
    return i18n.gettext(rules.COMMITMENTS[state])


@bp.get("/consultations/<slug>/commitments")
@access.public
def commitments(slug: str) -> Response:
    """What was promised at the end of a consultation, how it stands and how it stood."""
    now, language = clock.now(), i18n.language()
    stamp = consultations.stamp(slug, now, language)
    etag = web.etag_of(stamp.revision, stamp.phase, f"{now:%Y-%m-%dT%H}")
    if unchanged := web.not_modified(etag):
        return unchanged
    return web.public_page(
        "outcomes/commitments.html", etag, stamp=stamp, consultation=stamp.consultation,
        commitments=_shown(stamp.consultation, now),
    )  # fmt: skip


def _shown(consultation: "Consultation", now: "datetime") -> list[queries.ShownCommitment]:
    return [
        queries.shown_commitment(one, i18n.language(), consultation.timezone, now)
        for one in queries.commitments_of(consultation.id)
    ]


@bp.get("/bodies/<body>/commitments")
@access.public
def commitments_of_body(body: str) -> Response:
    """All that a body and its departments promised, in every consultation of theirs."""
    now, language = clock.now(), i18n.language()
    etag = web.etag_of(*consultations.site_stamp(now), f"{now:%Y-%m-%dT%H}")
    if unchanged := web.not_modified(etag):
        return unchanged
    organisation = organisations.get_by_slug(body)
    found = queries.commitments_by(holders.below(organisation.id))
    titles = consultations.titles_in([one.id for _commitment, one in found], language)
    others = {one.organisation_id for one, _consultation in found} - {organisation.id}
    departments = organisations.names_in(others, language)
    return web.public_page(
        "outcomes/commitments_of_body.html", etag, name=organisations.name_in(organisation, language),
        body=organisation.slug,
        commitments=[
            (
                queries.shown_commitment(one, language, consultation.timezone, now), consultation,
                titles[consultation.id], departments.get(one.organisation_id, ""),
            )
            for one, consultation in found
        ],
    )  # fmt: skip


@bp.route("/desk/consultations/<slug>/commitments", methods=["GET", "POST"])
@access.staff(*DESK_ROLES)
def desk_commitments(slug: str) -> Response:
    """What was promised; and (POST) a further commitment."""
    consultation_for(slug)
    form, address = CommitmentForm(), url_for("outcomes.desk_commitments", slug=slug)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)

    def keep() -> None:
        found, now, due_on = consultation_for(slug, permissions.may_commit), clock.now(), form.due_on.data
        if due_on is None:
            raise Refused(NO_DAY, field="due_on")
        service.make_commitment(
            access.current_actor(), found, body=form.body.data or "", texts=form.texts(found.language),
            owner=form.owner.data or "", owner_email=form.owner_email.data or "", due_on=due_on, now=now,
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    consultation, actor = consultation_for(slug), access.current_actor()
    return form_page(
        "outcomes/desk_commitments.html", form, consultation=consultation, numbers=desk_numbers(consultation),
        commitments=_shown(consultation, clock.now()), further=form.further(consultation.language),
        may_commit=permissions.may_commit(actor, consultation),
        phase=consultations.phase_of(consultation, clock.now()),
    )  # fmt: skip


@bp.route("/desk/consultations/<slug>/commitments/<public_id>", methods=["GET", "POST"])
@access.staff("responder")
def report_commitment(slug: str, public_id: str) -> Response:
    """Say how it stands."""
    consultation_for(slug, permissions.may_commit)
    form, address = ReportForm(), url_for("outcomes.desk_commitments", slug=slug)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)

    def keep() -> None:
        found, now = consultation_for(slug, permissions.may_commit), clock.now()
        service.report_commitment(
            access.current_actor(), queries.commitment_called(found.id, public_id), state=form.state.data or "",
            note=form.note.data or "", due_on=form.due_on.data, language=i18n.language(), now=now,
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    consultation = consultation_for(slug, permissions.may_commit)
    one = queries.commitment_called(consultation.id, public_id)
    return form_page(
        "outcomes/report_commitment.html", form, consultation=consultation, numbers=desk_numbers(consultation),
        one=queries.shown_commitment(one, i18n.language(), consultation.timezone, clock.now()),
    )  # fmt: skip
