"""A sender asks for a second look: with the private key, or from the account."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.contributions import permissions as contributing
from consult.contributions import queries as contributions
from consult.foundation import access, clock, forms, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Conflict, NotFound, Refused
from consult.moderation import labels, queries, rules, service
from consult.moderation.forms import ReviewForm
from consult.moderation.routes.blueprint import bp
from consult.organisations import queries as organisations

NO_KEY = N_("Nothing opens with this key. Perhaps a character was lost: please compare it with your receipt.")


def _by_key(key: str) -> Any:
    """The comment of this key: the one named in the address, else the first with something to review."""
    submission = contributions.find_by_key(key)
    if submission is None:
        raise NotFound(NO_KEY)
    comments = contributions.comments_of(submission.id)
    wanted = request.args.get("comment", "")
    named = [one for one in comments if one.reference == wanted]
    return (named or [one for one in comments if queries.reviewable(one.id)] or comments)[0]


def _by_account(reference: str) -> Any:
    comment = contributions.get_by_reference(reference)
    sender = queries.find_sender(comment.submission_id)
    if sender is None or not contributing.is_sender(access.current_actor(), sender):
        raise NotFound(contributions.NONE)
    return comment


@bp.get("/receipt/<key>/review")
@access.anyone
def ask_review(key: str) -> str:
    """The form, or how a review that was asked for stands."""
    return _page(ReviewForm(formdata=None), _by_key(key), url_for("contributions.receipt", key=key))


@bp.post("/receipt/<key>/review")
@access.anyone
def send_review(key: str) -> Response | tuple[str, int]:
    """Ask."""
    answer = url_for("moderation.ask_review", key=key, **_named())
    return _ask(lambda: _by_key(key), answer, url_for("contributions.receipt", key=key))


@bp.get("/me/comments/<reference>/review")
@access.account
def ask_own_review(reference: str) -> str:
    """The same for the account that sent it."""
    return _page(ReviewForm(formdata=None), _by_account(reference), _own(reference))


@bp.post("/me/comments/<reference>/review")
@access.account
def send_own_review(reference: str) -> Response | tuple[str, int]:
    """The same for the account that sent it."""
    answer = url_for("moderation.ask_own_review", reference=reference)
    return _ask(lambda: _by_account(reference), answer, _own(reference))


def _own(reference: str) -> str:
    return url_for("contributions.own_comment", reference=reference)


def _named() -> dict[str, Any]:
    return {"comment": request.args["comment"][:40]} if request.args.get("comment") else {}


def _ask(find: Any, answer: str, back: str) -> Response | tuple[str, int]:
    form, now = ReviewForm(), clock.now()
    comment = find()
    try:
        if form.form_token.data and forms.answer_of(form.form_token.data):
            return web.see_other(answer)
        if not form.validate():
            return _page(form, comment, back), 422
        with writing():
            forms.claim(form.form_token.data or "", answer, now=now)
            service.ask_review(
                access.current_actor(),
                find(),
                reason=form.reason.data or "",
                language=i18n.language(),
                due_days=_decision_days(comment),
                now=now,
            )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(form, find(), back), 409 if isinstance(refused, Conflict) else 422
    return web.see_other(answer)


def _decision_days(comment: Any) -> int:
    """The time the body gives itself to decide it."""
    return queries.terms(consultations.get_by_id(comment.consultation_id).profile).review_decision_days


def _page(form: ReviewForm, comment: Any, back: str) -> str:
    consultation = consultations.get_by_id(comment.consultation_id)
    asked = queries.reviews_of(comment.id)
    review = asked[-1] if asked else None
    ruling = queries.get_ruling(review.ruling_id) if review else queries.reviewable(comment.id)
    newer = queries.reviewable(comment.id)
    if (
        review is not None
        and review.decided_at is not None
        and newer is not None
        and newer.id != review.ruling_id
    ):
        review, ruling = None, newer
    until = None
    if ruling is not None:
        until = rules.last_day_to_ask(ruling.ruled_at, profiles.profile(consultation.profile).review_days)
    unit_id = review.organisation_id if review else consultation.review_organisation_id
    return render_template(
        "moderation/ask_review.html", form=form, comment=comment, consultation=consultation, ruling=ruling,
        review=review,
        until=until, is_late=until is not None and clock.now() > until, back=back, labels=labels,
        unit=organisations.name_in(organisations.get(unit_id), i18n.language()) if unit_id else "",
        revision=contributions.revision(comment.id, ruling.revision) if ruling else None,
        grounds=queries.ground_names(consultation.profile, i18n.language()),
    )  # fmt: skip
