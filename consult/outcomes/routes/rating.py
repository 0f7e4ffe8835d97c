"""Authors say what they think of the answer, by key or account; another person closes a second look."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import permissions as contributing
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, NotFound
from consult.foundation.forms import Form, answer_of, claim, form_page, is_done
from consult.outcomes import queries, rules, service
from consult.outcomes.forms.after import CloseLookForm, LookForm, RatingForm
from consult.outcomes.routes.blueprint import DESK_ROLES, bp, consultation_for, desk_numbers, page_after

if TYPE_CHECKING:
    from consult.contributions.models import Comment

NO_KEY = N_("Nothing opens with this key. Perhaps a character was lost: please compare it with your receipt.")
Find = Callable[[], "Comment"]


def _by_key(key: str) -> "Comment":
    submission = contributions.find_by_key(key)
    if submission is None:
        raise NotFound(NO_KEY)
    comments = contributions.comments_of(submission.id)
    wanted = request.args.get("comment", "")
    return next((one for one in comments if one.reference == wanted), comments[0])


def _by_account(reference: str) -> "Comment":
    comment = contributions.get_by_reference(reference)
    sender = contributions.find_sender(comment.submission_id)
    if sender is None or not contributing.is_sender(access.current_actor(), sender):
        raise NotFound(contributions.NONE)
    return comment


@bp.route("/receipt/<key>/answer", methods=["GET", "POST"])
@access.anyone
def rate_answer(key: str) -> Response:
    """Whether the answer meets the point; and (POST with ``look``) a second look at it."""
    named: dict[str, Any] = {"comment": request.args["comment"][:40]} if request.args.get("comment") else {}
    return _own_page(
        lambda: _by_key(key),
        url_for("outcomes.rate_answer", key=key, **named),
        url_for("contributions.receipt", key=key, **named),
    )


@bp.route("/me/comments/<reference>/answer", methods=["GET", "POST"])
@access.account
def rate_own_answer(reference: str) -> Response:
    """The same for the account that sent it."""
    return _own_page(
        lambda: _by_account(reference),
        url_for("outcomes.rate_own_answer", reference=reference),
        url_for("contributions.own_comment", reference=reference),
    )


def _own_page(find: Find, address: str, back: str) -> Response:
    comment, now = find(), clock.now()
    known = queries.rating_of(comment.id)
    wants_look = request.method == "POST" and "reason" in request.form
    said = {"value": known.value} if known else None
    rating = RatingForm(formdata=None, data=said) if wants_look else RatingForm(data=said)
    look = LookForm() if wants_look else LookForm(formdata=None)
    form: Form = look if wants_look else rating
    token = request.form.get("form_token", "")
    if request.method == "POST" and token and answer_of(token):
        return web.see_other(address)

    def keep() -> None:
        actor, own = access.current_actor(), find()
        if wants_look:
            service.ask_second_look(
                actor, own, reason=look.reason.data or "", language=i18n.language(), now=now,
                seen=look.answer.data or "",
            )  # fmt: skip
        else:
            service.rate_answer(
                actor, own, value=rating.value.data or "", now=now, seen=rating.answer.data or ""
            )
        claim(token, address, now=now)

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    comment = find()
    consultation = consultations.get_by_id(comment.consultation_id)
    answer, known = queries.answer_to(comment), queries.rating_of(comment.id)
    for one in (rating, look):
        one.show(answer.stamp if answer is not None else "")
    is_of_earlier = answer is not None and known is not None and not answer.is_meant_by(known)
    return form_page(
        "outcomes/rate_answer.html", form, comment=comment, consultation=consultation, back=back, rating=rating,
        look_form=look, known=known, is_of_earlier=is_of_earlier, look=queries.second_look_at(comment.id),
        has_lapsed=queries.is_lapsed(comment),
        replies=queries.replies_for([comment.id]).get(comment.id, []),
        fate=queries.fates_of([comment.id], i18n.language(), is_own=True).get(comment.id),
        why_unrated=rules.why_unrated(comment.state, comment.ground, is_answered=answer is not None),
    )  # fmt: skip


@bp.get("/desk/consultations/<slug>/second-looks")
@access.staff(*DESK_ROLES)
def second_looks(slug: str) -> Response:
    """Second looks that authors asked for: those that are open, or (``?state=closed``) closed, a page at a time."""
    return _desk_page(slug, CloseLookForm(formdata=None), "")


@bp.post("/desk/consultations/<slug>/second-looks/<public_id>")
@access.staff("responder", "administrator")
def close_second_look(slug: str, public_id: str) -> Response:
    """Close one with what was found."""
    form = CloseLookForm()

    def keep() -> None:
        consultation = consultation_for(slug)
        service.close_second_look(
            access.current_actor(), queries.second_look_called(consultation.id, public_id),
            note=form.note.data or "", language=i18n.language(), now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("outcomes.second_looks", slug=slug))
    return _desk_page(slug, form, public_id)


def _desk_page(slug: str, form: Form, sent_for: str) -> Response:
    consultation, actor = consultation_for(slug), access.current_actor()
    is_closed = not sent_for and request.args.get("state") == "closed"
    after = queries.second_look_called(consultation.id, sent_for).id - 1 if sent_for else page_after()
    found, more = queries.looks_listed(
        consultation.id, is_closed=is_closed, limit=web.settings().page_size, after=after
    )
    open_ones, now = [one.look for one in found if one.look.closed_at is None], clock.now()
    may_close, nobody = service.closing(actor, consultation, open_ones)
    about = [one.look.comment_id for one in found if not one.reply]
    return form_page(
        "outcomes/second_looks.html", form, consultation=consultation, numbers=desk_numbers(consultation),
        looks=found, more=more, is_closed=is_closed, counts=queries.count_looks(consultation.id),
        times={one.id: queries.time_left(consultation, one.asked_at, now) for one in open_ones},
        may_close=may_close, nobody=nobody, sent_for=sent_for, empty=CloseLookForm(formdata=None),
        fates=queries.fates_of(about, i18n.language(), is_own=True),
    )  # fmt: skip
