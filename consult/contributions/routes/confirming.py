"""The link mailed to a sender's address. Opening it changes nothing: mail scanners open links too."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import codes, queries, references, service
from consult.contributions.forms import ActForm, PhoneCodeForm
from consult.contributions.routes.blueprint import bp
from consult.foundation import access, clock, i18n, limits, web
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
    if sender is None or not sender.email:
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


# By a code in a text message ------------------------------------------------------------------------

NO_CODE = N_(
    "No code is waited for here. If your number is confirmed, open the comment with your private key."
)
WRONG = N_("This code is not right, or it is too old. You can ask for another one.")
ENOUGH = N_("Several codes went to this number within an hour. Please wait before you ask for another one.")


@bp.route("/confirm-phone/<reference>", methods=["GET", "POST"])
@access.anyone
def confirm_phone(reference: str) -> Response | tuple[str, int] | str:
    """The code from the text message. Whoever types it holds the comment, as whoever opens a mailed link does."""
    submission_id, form = _waiting_for_code(reference), PhoneCodeForm()
    if request.method == "GET":
        return _code_page(reference, form)
    if not form.validate():
        return _code_page(reference, form), 422
    now, secret = clock.now(), web.settings().secret
    typed = "".join(c for c in form.code.data or "" if c.isdecimal())
    try:
        limits.check_address("code", per_hour=web.settings().sign_ins_per_address_per_hour, now=now)
        with writing():
            submission = queries.get_submission(submission_id)
            is_right = service.confirm_phone(submission, typed, secret=secret, now=now)
            key_hash = submission.key_hash or ""
        if not is_right:
            raise Refused(WRONG, field="code")
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _code_page(reference, form), refused.status if refused.status == 429 else 422
    return web.see_other(url_for("contributions.receipt", key=references.confirm_token(secret, key_hash)))


@bp.post("/confirm-phone/<reference>/again")
@access.anyone
def another_code(reference: str) -> Response | tuple[str, int]:
    """Send another code; the earlier one holds no more."""
    submission_id, form = _waiting_for_code(reference), PhoneCodeForm()
    act = ActForm()
    if not act.validate():
        form.form_errors.extend(message for _name, message in act.first_errors)
        return _code_page(reference, form), 422
    with writing():
        is_sent = codes.send(queries.get_submission(submission_id), now=clock.now())
    if not is_sent:
        form = PhoneCodeForm(formdata=None)
        form.refuse(Refused(ENOUGH))
        return _code_page(reference, form), 429
    return web.see_other(url_for("contributions.confirm_phone", reference=reference, sent=1))


def _waiting_for_code(reference: str) -> int:
    submission_id = queries.get_by_reference(reference).submission_id
    sender = queries.find_sender(submission_id)
    if sender is None or not service.wants_code(sender):
        raise NotFound(NO_CODE)
    return submission_id


def _code_page(reference: str, form: PhoneCodeForm) -> str:
    comment = queries.get_by_reference(reference)
    titles = consultations.titles_in([comment.consultation_id], i18n.language())
    return render_template(
        "contributions/confirm_phone.html", form=form, act_form=ActForm(formdata=None), comment=comment,
        title=titles[comment.consultation_id], is_sent=request.args.get("sent") == "1",
    )  # fmt: skip
