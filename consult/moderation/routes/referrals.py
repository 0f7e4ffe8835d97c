"""Comments that were passed on: what the offices said, and which of them are late."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, clock, forms, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import NotFound, Refused
from consult.moderation import permissions, queries, service
from consult.moderation.forms import TakenUpForm
from consult.moderation.routes.blueprint import asked_after, bp, desk_tools


@bp.get("/desk/moderation/referrals")
@access.staff("moderator", "auditor", "administrator")
def referrals() -> str:
    """What waits for the answer of another office, the one due first on top."""
    waiting, after = queries.open_referrals(
        access.current_actor().organisations_with("moderator", "auditor", "administrator"),
        after=asked_after(),
    )
    ids = {comment.consultation_id for _referral, comment in waiting}
    held = {one: consultations.get_by_id(one) for one in ids}
    return render_template(
        "moderation/referrals.html", waiting=waiting, after=after,
        titles=consultations.titles_in(ids, i18n.language()), held=held,
        names={one: queries.ground_names(held[one].profile, i18n.language()) for one in ids}, **desk_tools(),
    )  # fmt: skip


@bp.get("/desk/moderation/referrals/<public_id>")
@access.staff("moderator", "auditor", "administrator")
def show_referral(public_id: str) -> str:
    """One of them, with the form for what the office said."""
    return _page(TakenUpForm(formdata=None), _readable(public_id))


def _readable(public_id: str) -> Any:
    referral = queries.get_referral(public_id)
    consultation = consultations.get_by_id(referral.consultation_id)
    if not permissions.may_read_review(access.current_actor(), consultation, consultation.organisation_id):
        raise NotFound
    return referral


def _page(form: TakenUpForm, referral: Any) -> str:
    consultation = consultations.get_by_id(referral.consultation_id)
    return render_template(
        "moderation/referral.html", form=form, referral=referral, consultation=consultation,
        comment=contributions.get(referral.comment_id),
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        grounds=queries.ground_names(consultation.profile, i18n.language()),
        may_note=permissions.may_moderate(access.current_actor(), consultation), **desk_tools(),
    )  # fmt: skip


@bp.post("/desk/moderation/referrals/<public_id>")
@access.staff("moderator")
def take_up(public_id: str) -> Response | tuple[str, int]:
    """Note what the office said."""
    form, now = TakenUpForm(), clock.now()
    answer = url_for("moderation.show_referral", public_id=public_id)
    if form.form_token.data and forms.answer_of(form.form_token.data):
        return web.see_other(answer)
    try:
        if not form.validate():
            return _page(form, _readable(public_id)), 422
        with writing():
            forms.claim(form.form_token.data or "", answer, now=now)
            service.take_up(
                access.current_actor(), _readable(public_id), answer=form.answer.data or "", now=now
            )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(form, _readable(public_id)), refused.status
    return web.see_other(answer)
