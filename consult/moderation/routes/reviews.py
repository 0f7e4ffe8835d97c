"""Reviews that wait, and deciding one."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation import access, clock, forms, i18n, text, web
from consult.foundation.db import db, writing
from consult.foundation.errors import NotFound, Refused
from consult.moderation import labels, permissions, queries, service
from consult.moderation.forms import DecisionForm
from consult.moderation.routes.blueprint import asked_after, bp, desk_tools
from consult.organisations import queries as organisations

READERS = ("moderator", "administrator", "auditor")


@bp.get("/desk/moderation/reviews")
@access.staff(*READERS)
def reviews() -> str:
    """What senders asked to have looked at again, oldest first."""
    actor = access.current_actor()
    waiting, after = queries.open_reviews(actor.organisations_with(*READERS), after=asked_after())
    ids = {comment.consultation_id for _review, comment, _ruling in waiting}
    held = {one: consultations.get_by_id(one) for one in ids}
    units = {
        review.id: review.organisation_id or held[comment.consultation_id].organisation_id
        for review, comment, _ruling in waiting
    }
    names = organisations.names_in(units.values(), i18n.language())
    return render_template(
        "moderation/reviews.html", waiting=waiting, after=after,
        titles=consultations.titles_in(ids, i18n.language()), labels=labels,
        zones={one: held[one].timezone for one in ids}, units={one: names[unit] for one, unit in units.items()},
        account_id=actor.account_id, open_reviews=queries.count_open_reviews(actor.organisations_with(*READERS)),
        **desk_tools(),
    )  # fmt: skip


@bp.get("/desk/moderation/reviews/<public_id>")
@access.staff(*READERS)
def show_review(public_id: str) -> str:
    """One review with the text, the ruling and the sender's reason."""
    return _page(DecisionForm(formdata=None), *_readable(public_id))


def _readable(public_id: str) -> tuple[Any, Any]:
    review = queries.get_review(public_id)
    consultation = consultations.get_by_id(review.consultation_id)
    unit_id = review.organisation_id or consultation.organisation_id
    if not permissions.may_read_review(access.current_actor(), consultation, unit_id):
        raise NotFound
    return review, consultation


def _page(form: DecisionForm, review: Any, consultation: Any) -> str:
    comment, ruling = contributions.get(review.comment_id), queries.get_ruling(review.ruling_id)
    revision = contributions.revision(comment.id, ruling.revision)
    unit_id = review.organisation_id or consultation.organisation_id
    sender, ruled_by = queries.find_sender(comment.submission_id), queries.ruled_by(comment.id)
    return render_template(
        "moderation/review.html", form=form, review=review, consultation=consultation, comment=comment, ruling=ruling,
        text_html=text.show_controls(revision.body if revision else ""), labels=labels,
        is_redacted=ruling.act == "redact",
        redacted_html=revision.html if revision and ruling.act == "redact" else "",
        proposal=revision.proposal if revision else [], covered=_covered(revision, ruling),
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        grounds=queries.ground_names(consultation.profile,
        i18n.language()),
        may_decide=permissions.may_decide_review(access.current_actor(), unit_id, sender, ruled_by),
        unit=organisations.name_in(organisations.get(unit_id), i18n.language()),
        **desk_tools(),
    )  # fmt: skip


def _covered(revision: Any, ruling: Any) -> Any:
    """The proposed wording as the ruling leaves it, where it blacks out words.

    The revision knows where these stand now; the ruling says where they stood, as its entry does.
    """
    if revision is None or ruling.act != "redact":
        return []
    return contributing.covered_proposal(revision.proposal, revision.body, revision.redactions)


@bp.post("/desk/moderation/reviews/<public_id>")
@access.staff("moderator", "administrator")
def decide_review(public_id: str) -> Response | tuple[str, int]:
    """Uphold or overturn."""
    form, now = DecisionForm(), clock.now()
    if form.form_token.data and (answer := forms.answer_of(form.form_token.data)):
        return web.see_other(answer)
    answer = url_for("moderation.show_review", public_id=public_id)
    try:
        if not form.validate():
            return _page(form, *_readable(public_id)), 422
        with writing():
            review, _consultation = _readable(public_id)
            forms.claim(form.form_token.data or "", answer, now=now)
            service.decide_review(
                access.current_actor(),
                review,
                result=form.result.data or "",
                note=form.note.data or "",
                language=i18n.language(),
                now=now,
            )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(form, *_readable(public_id)), refused.status
    return web.see_other(answer)
