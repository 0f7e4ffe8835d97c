"""What waits for signatures: the list, one of them, signing, refusing, taking back."""

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from consult.foundation import access, clock, i18n, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Forbidden, NotFound, Refused
from consult.foundation.forms import form_page
from consult.organisations import permissions, queries
from consult.organisations.forms import ActForm, RefuseForm, is_done_on_record
from consult.organisations.queries import approvals
from consult.organisations.queries.approvals import Signed
from consult.organisations.routes.answers import page
from consult.organisations.routes.blueprint import bp
from consult.organisations.service import approving

ANSWERING = ("organisations.sign", "organisations.refuse_approval", "organisations.take_back_approval")
"""Pages on which a request is signed, refused or taken back."""
SIGNING = ("author", "moderator", "responder", "clerk", "administrator")


@bp.get("/desk/approvals")
@access.staff(*SIGNING, "auditor")
def list_approvals() -> Response:
    """What waits for me, and what of my bodies waits for others."""
    actor = access.current_actor()
    seen = [one for one in approvals.waiting_approvals() if _may_see(one)]
    mine = [one for one in seen if approving.may_sign(actor, one)]
    grants = queries.waiting_grants(actor.organisations_with("administrator"))
    return page(
        "approvals", mine=[_shown(one) for one in mine],
        others=[_shown(one) for one in seen if one not in mine],
        grants=sum(1 for one in grants if permissions.may_confirm(actor, one.membership)),
    )  # fmt: skip


@bp.route("/desk/approvals/<public_id>", methods=["GET", "POST"])
@access.staff(*SIGNING, "auditor")
def sign(public_id: str) -> Response:
    """One request with everything a signer must see, and the signature."""
    found, form = _get(public_id), ActForm()

    def keep() -> None:
        approving.sign(access.current_actor(), approvals.get_approval(public_id), now=clock.now())

    if form.validate_on_submit() and _is_done(form, keep, found):
        return web.see_other(url_for("organisations.sign", public_id=public_id))
    return _page(_get(public_id), form, RefuseForm(formdata=None))


@bp.post("/desk/approvals/<public_id>/refuse")
@access.staff(*SIGNING)
def refuse_approval(public_id: str) -> Response:
    """No, with the reason."""
    found, form = _get(public_id), RefuseForm()

    def keep() -> None:
        actor, reason = access.current_actor(), form.reason.data or ""
        approving.refuse(actor, approvals.get_approval(public_id), reason=reason, now=clock.now())

    if form.validate_on_submit() and _is_done(form, keep, found):
        return web.see_other(url_for("organisations.sign", public_id=public_id))
    return _page(_get(public_id), ActForm(formdata=None), form)


@bp.post("/desk/approvals/<public_id>/take-back")
@access.staff(*SIGNING)
def take_back_approval(public_id: str) -> Response:
    """Whoever asked doesn't want it any more."""
    found, form = _get(public_id), ActForm()

    def keep() -> None:
        approving.take_back(access.current_actor(), approvals.get_approval(public_id), now=clock.now())

    if form.validate_on_submit() and _is_done(form, keep, found):
        return web.see_other(url_for("organisations.sign", public_id=public_id))
    return _page(_get(public_id), form, RefuseForm(formdata=None))


@bp.after_app_request
def note_kept_out(answer: Response) -> Response:
    """Whoever was kept out of a dangerous act, or of signing one, by the guard or as a stranger leaves an entry too."""
    actor = access.current_actor()
    if answer.status_code not in (403, 404) or actor.kind != "account" or g.get("attempt_noted"):
        return answer
    if tried := _tried():
        act, subject, log = tried
        db.session.rollback()
        why = Forbidden(N_("Your account doesn’t hold the role this page needs."))
        with writing():
            approving.note_attempt(
                actor, act=act, subject=subject, consultation=log, why=why, now=clock.now()
            )
    return answer


def _tried() -> tuple[str, str, str] | None:
    """(act, subject, the consultation whose log has it) of what this request tries, where two persons do it."""
    given = request.view_args or {}
    if act := access.dangerous_act():
        subject = "".join(str(value) for value in given.values() if value != i18n.language())
        return act, subject[:32], ""
    if request.method == "POST" and request.endpoint in ANSWERING:
        found = approvals.find_approval(given["public_id"])
        return (found.act, found.subject, found.consultation) if found is not None else None
    return None


def _is_done(form: ActForm, keep: Any, found: Signed) -> bool:
    one = found.approval
    act, subject, log = one.act, one.subject, one.consultation

    def note(why: Refused) -> None:
        actor = access.current_actor()
        approving.note_attempt(actor, act=act, subject=subject, consultation=log, why=why, now=clock.now())

    return is_done_on_record(form, keep, note)


def _get(public_id: str) -> Signed:
    """The request. NotFound, as for an unknown one, for everybody whom it doesn't concern."""
    found = approvals.get_approval(public_id)
    if not _may_see(found):
        raise NotFound(approvals.NOTHING)
    return found


def _may_see(found: Signed) -> bool:
    actor = access.current_actor()
    offices = {found.approval.organisation_id, *(step.organisation_id for step in found.steps)}
    roles = {"administrator", "auditor", *approving.ACTS[found.approval.act].roles}
    is_own = actor.account_id is not None and actor.account_id == found.approval.asked_by
    return is_own or any(actor.holds(one, *roles) for one in offices)


def _shown(found: Signed) -> dict[str, Any]:
    """What the pages show of one request."""
    act = approving.ACTS[found.approval.act]
    names = queries.names_in({step.organisation_id for step in found.steps}, i18n.language())
    people = approvals.people([found.approval.asked_by, *found.signers])
    asker = people.get(found.approval.asked_by or 0)
    too_late = approving.why_too_late(found.approval, clock.now())
    return {
        "approval": found.approval, "zone": approving.zone_of(found.approval), "label": i18n.gettext(act.label),
        "about": act.describe(found.approval),
        "steps": found.steps, "offices": names, "next": found.next_step,
        "people": {one: account.name or account.email for one, account in people.items()},
        "asker": (asker.name or asker.email) if asker else "",
        "too_late": i18n.gettext(too_late) if too_late else "",
    }  # fmt: skip


def _page(found: Signed, form: ActForm, refuse_form: RefuseForm) -> Response:
    faulty = refuse_form if refuse_form.errors or refuse_form.form_errors else form
    return form_page(
        "organisations/approval.html", faulty, act_form=form, refuse_form=refuse_form, one=_shown(found),
        may_sign=approving.may_sign(access.current_actor(), found),
        is_asker=found.approval.asked_by == access.current_actor().account_id,
    )  # fmt: skip
