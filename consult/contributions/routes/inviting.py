"""Invitations: the office's list and its letters; the page where an invitation is brought and used."""

import io
from typing import Any

from flask import render_template, request, session, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import guests, invitation_letters, permissions, service
from consult.contributions.forms import ActForm
from consult.contributions.forms.inviting import CodeForm, InviteForm
from consult.contributions.queries import inviting
from consult.contributions.routes.blueprint import bp
from consult.contributions.routes.sending import region_of
from consult.foundation import access, addresses, clock, encodings, forms, i18n, limits, qr, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, NotFound, Refused

MOST = 20
"""Consultations whose invitations one browser's session keeps, the newest; a cookie is small."""
WRONG_CODES_PER_HOUR = 60
LIST_BYTES = 1_000_000
TOO_LARGE = N_("This list is too long for one go. Please upload it in parts.")


def brought(consultation: Any) -> Any:
    """The invitation that this browser or account brought to the consultation, or None."""
    kept = session.get(inviting.BROUGHT, {}).get(consultation.public_id) or ["", 0]
    return inviting.brought(
        consultation.id, session=kept[0], number=kept[1], account_id=access.current_actor().account_id
    )


def must_bring(consultation: Any) -> bool:
    """Whether somebody still has to bring an invitation before they can send anything here."""
    return consultation.who_may_comment == "invited" and brought(consultation) is None


# Whoever is invited ----------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/invitation", methods=["GET", "POST"])
@access.anyone
def use_invitation(slug: str) -> Response | str | tuple[str, int]:
    """The code from the letter, typed or in the link. Opening the link uses nothing: mail scanners open links."""
    consultation, form = consultations.get_public(slug, clock.now()), CodeForm()
    if request.method == "GET":
        form.code.data = request.args.get("code", "")[:40]
        return _use_page(consultation, form)
    if not form.validate():
        return _use_page(consultation, form), 422
    now = clock.now()
    try:
        limits.check_address("invitation", per_hour=WRONG_CODES_PER_HOUR, now=now)
        with writing():
            found = service.accept_invitation(
                access.current_actor(), consultations.get_public(slug, now), form.code.data or "", now=now
            )
            public_id, number = found.public_id, found.number
    except Refused as refused:
        db.session.rollback()
        refused.field = refused.field or "code"
        form.refuse(refused)
        return _use_page(
            consultations.get_public(slug, now), form
        ), refused.status if refused.status == 429 else 422
    kept = dict(session.get(inviting.BROUGHT, {}))
    kept.pop(consultation.public_id, None)
    kept[consultation.public_id] = [public_id, number]
    session[inviting.BROUGHT] = dict(list(kept.items())[-MOST:])
    return web.see_other(url_for("contributions.use_invitation", slug=slug))


def _use_page(consultation: Any, form: CodeForm) -> str:
    texts = consultations.texts_of(consultation.id)
    return render_template(
        "contributions/use_invitation.html", form=form, consultation=consultation, is_brought=brought(consultation),
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        about=consultations.text_in(texts, i18n.language(), consultation.language),
        phase=consultations.phase_of(consultation, clock.now()),
    )  # fmt: skip


# The office ------------------------------------------------------------------------------------------


def _for_office(slug: str) -> Any:
    consultation = consultations.get(slug)
    if not permissions.may_see_invited(access.current_actor(), consultation):
        raise NotFound(consultations.NONE)
    return consultation


@bp.route("/desk/consultations/<slug>/invitations", methods=["GET", "POST"])
@access.staff("author", "administrator", "auditor")
def invitations(slug: str) -> Response:
    """The list, and the form that adds to it: pasted lines, a file, or a number of codes without names."""
    consultation, form = _for_office(slug), InviteForm()
    address = url_for("contributions.invitations", slug=slug)
    if form.is_submitted() and (answer := forms.answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    if form.validate_on_submit() and forms.is_done(
        form, lambda: _invite(slug, form, _list(form, consultation))
    ):
        return web.see_other(address)
    listed = inviting.listed_invitations(
        consultation.id, limit=web.settings().page_size, after=addresses.whole_number("after")
    )
    return forms.form_page(
        "contributions/invitations.html", form, consultation=_for_office(slug), listed=listed,
        after=addresses.whole_number("after"),
        numbers=inviting.numbers_of(consultation.id), act_form=ActForm(formdata=None),
        may_invite=permissions.may_give_time(access.current_actor(), consultation),
        is_for_invited="invited" in (consultation.who_may_comment, consultation.who_may_vote),
        phase=consultations.phase_of(consultation, clock.now()),
    )  # fmt: skip


def _list(form: InviteForm, consultation: Any) -> list[guests.Guest]:
    text = form.guests.data or ""
    if form.file.data:
        content = form.file.data.stream.read(LIST_BYTES + 1)
        if len(content) > LIST_BYTES:
            raise Refused(TOO_LARGE, field="file")
        text += "\n" + content.decode(
            encodings.detect(io.BufferedReader(io.BytesIO(content))), errors="replace"
        )
    return guests.read_guests(text, region=region_of(consultation)) + [guests.Guest()] * (
        form.codes.data or 0
    )


def _invite(slug: str, form: InviteForm, listed: list[guests.Guest]) -> None:
    now, secret = clock.now(), web.settings().secret
    consultation = consultations.get(slug)
    forms.claim(form.form_token.data or "", url_for("contributions.invitations", slug=slug), now=now)
    for made in service.invite(access.current_actor(), consultation, listed, secret=secret, now=now):
        invitation_letters.send(made, consultation, now)


@bp.get("/desk/consultations/<slug>/invitations/print")
@access.staff("author", "administrator")
def print_invitations(slug: str) -> str:
    """Those without an address whose code is still out, to print and hand over."""
    consultation = _for_office(slug)
    cards = [
        (one, invitation_letters.code_of(one), invitation_letters.link_of(one, consultation))
        for one in inviting.invitations_of(consultation.id)
        if not one.address and one.withdrawn_at is None and one.used_number != one.number
    ]
    return render_template(
        "contributions/print_invitations.html", consultation=consultation,
        cards=[(one, code, link, qr.data_address(link)) for one, code, link in cards],
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
    )  # fmt: skip


@bp.post("/desk/invitations/<public_id>/renew")
@access.staff("author", "administrator")
def renew_invitation(public_id: str) -> Response:
    """A new code, sent again where there is an address."""

    def renew(made: Any, consultation: Any) -> None:
        service.renew_invitation(access.current_actor(), made, secret=web.settings().secret, now=clock.now())
        invitation_letters.send(made, consultation, clock.now())

    return _act(public_id, renew)


@bp.post("/desk/invitations/<public_id>/withdraw")
@access.staff("author", "administrator")
def withdraw_invitation(public_id: str) -> Response:
    """Take it back."""
    return _act(
        public_id,
        lambda made, _consultation: service.withdraw_invitation(
            access.current_actor(), made, now=clock.now()
        ),
    )


def _act(public_id: str, verb: Any) -> Response:
    slug = consultations.get_by_id(inviting.get_invitation(public_id).consultation_id).slug
    _for_office(slug)
    if ActForm().validate():
        with writing():
            verb(inviting.get_invitation(public_id), consultations.get(slug))
    return web.see_other(
        url_for("contributions.invitations", slug=slug, after=addresses.whole_number("after"))
    )
