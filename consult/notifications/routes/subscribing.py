"""Asking for news by e-mail, confirming the address, ending it in one step."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.accounts.rules import check_reachable, fold_address
from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, limits, refusals, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, NotFound, Refused
from consult.notifications import queries, rules, service
from consult.notifications.forms import ActForm, SubscribeForm
from consult.notifications.routes.blueprint import bp

NONE = N_("This link leads nowhere: it may be cut off. Please copy the whole address from the e-mail.")


# Asking -------------------------------------------------------------------------------------------


@bp.get("/consultations/<slug>/subscribe")
@access.anyone
def subscribe(slug: str) -> str:
    """The form."""
    return _form_page(slug, SubscribeForm(formdata=None, data={"email": access.current_actor().email}))


@bp.post("/consultations/<slug>/subscribe")
@access.anyone
def send_subscribe(slug: str) -> Response | tuple[str, int]:
    """Ask. The answer is the same whether the address is known or not."""
    form, now = SubscribeForm(), clock.now()
    consultations.get_public(slug, now)
    if not form.validate():
        return _form_page(slug, form), 422
    try:
        limits.check_address("subscribe", per_hour=web.settings().subscriptions_per_address_per_hour, now=now)
        address = _address(form)
        if not _is_flooded(address):
            with writing():
                service.subscribe(
                    access.current_actor(), consultations.get_public(slug, now), email=address,
                    language=i18n.language(), secret=web.settings().secret, now=now,
                )  # fmt: skip
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _form_page(slug, form), refused.status
    return web.see_other(url_for("notifications.subscribed", slug=slug))


def _address(form: SubscribeForm) -> str:
    """Where the news goes. Raises Refused."""
    given = form.email.data or form.phone.data or ""
    if not given:
        raise Refused(N_("Please give your e-mail address or a mobile number."), field="email")
    return check_reachable(
        given, region=web.settings().phone_region, field="email" if form.email.data else "phone"
    )


def _is_flooded(email: str) -> bool:
    """Whether somebody fills this mailbox: then nothing is sent, and nobody is told."""
    mark = rules.address_mark(fold_address(email))
    try:
        limits.check(
            f"subscribe|{mark}",
            per_hour=web.settings().confirm_mails_per_address_per_hour,
            now=clock.now(),
        )
    except limits.TooMany as refused:
        refusals.mark_silently(refused.cause)
        return True
    return False


@bp.get("/consultations/<slug>/subscribe/sent")
@access.public
def subscribed(slug: str) -> Response:
    """Look into your mailbox."""
    stamp = consultations.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    return web.public_page("notifications/subscribed.html", etag, stamp=stamp)


def _form_page(slug: str, form: SubscribeForm) -> str:
    stamp = consultations.stamp(slug, clock.now(), i18n.language())
    return render_template("notifications/subscribe.html", form=form, stamp=stamp)


# Confirming ---------------------------------------------------------------------------------------


@bp.route("/subscription/<token>", methods=["GET", "POST"])
@access.anyone
def confirm_subscription(token: str) -> str | tuple[str, int] | Response:
    """A button; mail scanners that open the link confirm nothing."""
    found = queries.find_by_token(token)
    if found is None:
        raise NotFound(NONE)
    consultation_id, form = found.consultation_id, ActForm()
    if request.method == "GET":
        return _state_page(consultation_id, token, form)
    if not form.validate():
        return _state_page(consultation_id, token, form), 422
    with writing():
        again = queries.find_by_token(token)
        if again is not None:
            service.confirm(again, now=clock.now())
    return web.see_other(url_for("notifications.confirm_subscription", token=token))


def _state_page(consultation_id: int, token: str, form: ActForm) -> str:
    found = queries.find_by_token(token)
    return render_template(
        "notifications/subscription.html", form=form, token=token, title=_title(consultation_id),
        is_on=found is not None and found.confirmed_at is not None and found.ended_at is None,
    )  # fmt: skip


def _title(consultation_id: int) -> tuple[str, str]:
    return consultations.titles_in([consultation_id], i18n.language())[consultation_id]


# Ending -------------------------------------------------------------------------------------------


@bp.get("/unsubscribe/<token>")
@access.anyone
def unsubscribe(token: str) -> str:
    """One button."""
    consultation_id, _email, _language = _meant(token)
    return render_template(
        "notifications/unsubscribe.html", title=_title(consultation_id), is_off=_is_off(token)
    )


@bp.post("/unsubscribe/<token>")
@access.anyone
def send_unsubscribe(token: str) -> Response | str:
    """No more mail. Whoever has the link may: mail programs press this by themselves and bring no form token."""
    now = clock.now()
    consultation_id, email, language = _meant(token)
    with writing():
        service.stop(
            consultations.get_by_id(consultation_id), email=email, language=language,
            secret=web.settings().secret, now=now,
        )  # fmt: skip
    if "List-Unsubscribe" in request.form:
        return ""
    return web.see_other(url_for("notifications.unsubscribe", token=token))


def _meant(token: str) -> tuple[int, str, str]:
    """(consultation id, address, language) a mailed link stands for. Raises NotFound."""
    found = queries.find_by_token(token)
    if found is not None:
        return found.consultation_id, found.email, found.language
    submission = rules.submission_of(web.settings().secret, token)
    sender = queries.submission_address(submission) if submission else None
    if sender is None:
        raise NotFound(NONE)
    return sender


def _is_off(token: str) -> bool:
    consultation_id, email, _language = _meant(token)
    found = queries.find_subscription(consultation_id, fold_address(email))
    return found is not None and found.ended_at is not None
