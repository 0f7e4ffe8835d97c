"""The link mailed to a sender's address. Opening it changes nothing: mail scanners open links too."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries, service
from consult.contributions.forms import ActForm
from consult.contributions.routes.blueprint import bp
from consult.foundation import access, clock, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, NotFound, Refused

NONE = N_(
    "This link confirms nothing: it may be cut off. Please copy the whole address from the e-mail, or open your "
    "comment with its private key."
)


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@access.anyone
def confirm(token: str) -> Response | tuple[str, int] | str:
    """A button; pressing it confirms the address."""
    sender = queries.find_by_confirm_token(token)
    if sender is None:
        raise NotFound(NONE)
    submission_id, form = sender.submission_id, ActForm()
    if sender.confirmed_at is not None:
        return web.see_other(url_for("contributions.receipt", key=token))
    if request.method == "GET":
        return _page(submission_id, form)
    if not form.validate():
        return _page(submission_id, form), 422
    try:
        with writing():
            service.confirm_address(queries.get_submission(submission_id), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(submission_id, form), refused.status
    return web.see_other(url_for("contributions.receipt", key=token))


def _page(submission_id: int, form: ActForm) -> str:
    submission = queries.get_submission(submission_id)
    titles = consultations.titles_in([submission.consultation_id], i18n.language())
    return render_template(
        "contributions/confirm.html",
        form=form,
        submission=submission,
        title=titles[submission.consultation_id],
        comments=queries.comments_of(submission_id),
    )
