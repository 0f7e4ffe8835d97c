"""The receipt of a person's answers by mail: asked for, because the address itself isn't kept (decision 30)."""

from typing import TYPE_CHECKING

from flask import render_template, url_for
from werkzeug.wrappers import Response

from consult.accounts.rules import check_reachable
from consult.consultations import queries as consultations
from consult.foundation import access, clock, i18n, limits, mail, web
from consult.foundation.db import writing
from consult.foundation.errors import N_, NotFound, Refused
from consult.foundation.phones import is_phone
from consult.record import receipts
from consult.votes import queries
from consult.votes.forms import ReceiptForm
from consult.votes.routes.blueprint import bp
from consult.votes.routes.voting import NOT_SEALED, NOTHING_ANSWERED, Place, mine_page, place_of
from consult.votes.routes.who import address_key, current_identity

if TYPE_CHECKING:
    from consult.votes.models import Voter
    from consult.votes.rules import Identity

MAILS_PER_HOUR = 5
ANOTHER_ADDRESS = N_("This is not the address that you confirmed here. The receipt goes to that one only.")
NO_MAIL_ADDRESS = N_("A receipt is a file and comes by e-mail only. Please download it here.")


@bp.post("/consultations/<slug>/vote/receipt")
@access.anyone
def mail_receipt(slug: str) -> Response:
    """Mail the newest receipt, once for each newest answer, to the address by which this person answers."""
    now = clock.now()
    place = place_of(slug, now)
    form = ReceiptForm()
    identity = current_identity(place.consultation, now)
    voter = queries.find_voter(identity, place.consultation.id) if identity else None
    if identity is None or voter is None or not voter.last_entry_id:
        raise NotFound(NOTHING_ANSWERED)
    try:
        if not form.validate():
            return mine_page(place, identity, voter, form, 422)
        _mail(place, voter, _address(place, identity, form))
    except Refused as refused:
        form.refuse(refused)
        return mine_page(place_of(slug, now), identity, voter, form, refused.status)
    return web.see_other(url_for("votes.mine", slug=slug, mailed=1, _anchor="receipt"))


def _address(place: Place, identity: "Identity", form: ReceiptForm) -> str:
    """Where it goes: the account's own address, or the one given again. Raises Refused for any other."""
    actor = access.current_actor()
    given = actor.email if actor.account_id is not None else check_reachable(form.email.data or "")
    if not given or is_phone(given):
        raise Refused(NO_MAIL_ADDRESS, field="email")
    if actor.account_id is None and address_key(place.consultation, given) != identity.email_hash:
        raise Refused(ANOTHER_ADDRESS, field="email")
    return given


def _mail(place: Place, voter: "Voter", address: str) -> None:
    entry_id, now = voter.last_entry_id, clock.now()
    limits.check(f"vote receipt|{voter.pseudonym}", per_hour=MAILS_PER_HOUR, now=now)
    proof = receipts.proof(entry_id, opens=True)
    if proof is None:
        raise Refused(NOT_SEALED)
    slug = consultations.get_by_id(place.consultation.id).slug
    base = web.settings().base_url
    body = render_template(
        "votes/mail/receipt.txt", place=place, lang=i18n.language(), link=f"{base}{url_for('votes.mine', slug=slug)}",
        checked_at=f"{base}/{i18n.language()}/record/verify",
    )  # fmt: skip
    subject = i18n.gettext(N_("Your receipt for your answers: %(title)s"), title=place.title)
    with writing():
        mail.queue(
            key=f"votes.receipt|{entry_id}", address=address, subject=subject, body=body, now=now,
            attached={f"{slug}-answers.tlog-proof": proof},
        )  # fmt: skip
