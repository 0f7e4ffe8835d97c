"""Voting without an account: an address, one mailed link, one button. A GET of the link does and tells nothing."""

from datetime import datetime
from typing import TYPE_CHECKING

from flask import make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from consult.accounts.rules import check_reachable
from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, limits, mail, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, Conflict, Forbidden, Gone, Refused
from consult.foundation.forms import answer_of, claim
from consult.foundation.ids import random_id
from consult.foundation.phones import is_phone, looks_like_phone
from consult.votes import links, rules
from consult.votes.forms import ActForm, AddressForm
from consult.votes.routes.blueprint import bp
from consult.votes.routes.voting import Place, place_of
from consult.votes.routes.who import address_key, forget, remember

if TYPE_CHECKING:
    from consult.consultations.models import Consultation

PHONE = "|phone"
"""What a link to a telephone number is signed with beside the consultation."""
MAILS_PER_HOUR = 5
"""Links to one address within an hour, so that nobody's mailbox is filled by others."""


@bp.route("/consultations/<slug>/vote/start", methods=["GET", "POST"])
@access.anyone
def start(slug: str) -> Response:
    """Asks for an address and mails one link to it."""
    now = clock.now()
    place = place_of(slug, now)
    form = AddressForm()
    if request.method == "GET":
        return _start_page(place, form)
    try:
        if not form.validate():
            return _start_page(place, form, 422)
        _check_takes_addresses(place)
        _mail_link(place, _address(place, form), now)
    except Refused as refused:
        form.refuse(refused)
        return _start_page(place_of(slug, now), form, refused.status)
    return web.see_other(url_for("votes.start", slug=slug, sent=1))


def _address(place: Place, form: AddressForm) -> str:
    """Where the link goes. Raises Refused."""
    given = form.email.data or form.phone.data or ""
    if not given:
        raise Refused(N_("Please give your e-mail address or a mobile number."), field="email")
    if place.consultation.who_may_vote == "identified" and not looks_like_phone(given):
        raise Refused(
            N_("Please give a mobile number: this consultation asks who answers, and nobody else sees it."),
            field="phone",
        )
    return check_reachable(
        given, region=web.settings().phone_region, field="email" if form.email.data else "phone"
    )


def _start_page(place: Place, form: AddressForm, status: int = 200) -> Response:
    is_sent = status == 200 and request.args.get("sent") == "1"
    return make_response(
        render_template("votes/address.html", place=place, form=form, is_sent=is_sent), status
    )


def _check_takes_addresses(place: Place) -> None:
    consultation = place.consultation
    rules.check_votes_taken(consultation.who_may_vote)
    rules.check_open(
        place.phase,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        zone=consultation.timezone,
    )
    if consultation.who_may_vote not in ("confirmed", "identified"):
        raise Forbidden(N_("Only people with an account can answer here. Please sign in first."))


def _mail_link(place: Place, address: str, now: datetime) -> None:
    """The same is done and answered for every address; what is stored of it is the mail until it is sent."""
    consultation = place.consultation
    limits.check_address("vote link", per_hour=web.settings().sign_ins_per_address_per_hour, now=now)
    email_hash = address_key(consultation, address)
    limits.check(f"vote link|{email_hash}", per_hour=MAILS_PER_HOUR, now=now)
    proof = PHONE if is_phone(address) else ""
    token = links.make_token(web.settings().secret, consultation.public_id + proof, email_hash, now=now)
    path = url_for("votes.confirm", slug=consultation.slug, token=token)
    body = render_template(
        "votes/mail/link.txt", place=place, link=f"{web.settings().base_url}{path}", lang=i18n.language()
    )
    subject = i18n.gettext(N_("Your link to say whether you agree: %(title)s"), title=place.title)
    with writing():
        mail.queue(key=f"votes|{random_id()}", address=address, subject=subject, body=body, now=now)


@bp.route("/consultations/<slug>/vote/confirm/<token>", methods=["GET", "POST"])
@access.anyone
def confirm(slug: str, token: str) -> Response:
    """GET shows a button, whatever the link is worth; POST uses the link up and lets this browser vote."""
    now = clock.now()
    place = place_of(slug, now)
    form = ActForm()
    if request.method == "GET":
        return _confirm_page(place, form, token)
    if not form.validate():
        return _confirm_page(place, form, token, 422)
    try:
        email_hash, by_phone = _use_link(place.consultation, token, now)
    except Refused as refused:
        form.refuse(refused)
        return _confirm_page(place_of(slug, now), form, token, refused.status)
    remember(consultations.get_public(slug, now), email_hash, now, is_phone=by_phone)
    return web.see_other(url_for("votes.vote", slug=slug))


def _use_link(consultation: "Consultation", token: str, now: datetime) -> tuple[str, bool]:
    """(the keyed hash of the address, whether it is a telephone number): the link says both, signed."""
    by_phone = True
    try:
        email_hash = links.read_token(web.settings().secret, consultation.public_id + PHONE, token, now=now)
    except Gone:
        by_phone = False
        email_hash = links.read_token(web.settings().secret, consultation.public_id, token, now=now)
    if answer_of(token) is not None:
        raise Gone(links.OLD)
    try:
        with writing():
            claim(token, "voting", now=now)
    except Conflict as error:
        raise Gone(links.OLD) from error
    return email_hash, by_phone


def _confirm_page(place: Place, form: ActForm, token: str, status: int = 200) -> Response:
    return make_response(render_template("votes/confirm.html", place=place, form=form, token=token), status)


@bp.post("/consultations/<slug>/vote/leave")
@access.anyone
def leave(slug: str) -> Response:
    """This browser no longer votes for the confirmed address."""
    place = place_of(slug, clock.now())
    if ActForm().validate():
        forget(place.consultation)
    return web.see_other(url_for("votes.vote", slug=slug))
