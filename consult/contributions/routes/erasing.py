"""Asking for erasing, the certificate; deciding on it, and removing by order."""

import hmac
from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.consultations import service as removing
from consult.contributions import labels, permissions, queries, rules, service
from consult.contributions.forms import DecideErasureForm, EraseForm, RemovalForm, named_choices
from consult.contributions.references import parse_reference
from consult.contributions.routes.blueprint import bp
from consult.contributions.routes.owning import about, by_account, by_key
from consult.foundation import access, clock, i18n, text, web, zones
from consult.foundation.db import is_sqlite
from consult.foundation.errors import N_, NotFound
from consult.foundation.forms import answer_of, claim, form_page, is_done
from consult.organisations.attempts import noting
from consult.organisations.forms import is_done_on_record
from consult.organisations.queries import approvals

NONE = queries.NONE
ALL_FILES = N_("All its files")
ONLY_SEALED = N_("only the sealed originals hold it any more")
VERSION = N_("Version %(number)s of the draft")
DOCUMENT = N_("A document beside the draft")
DOCUMENT_CALLED = N_("The document “%(title)s”")


# Asking -------------------------------------------------------------------------------------------


@bp.route("/receipt/<key>/erase", methods=["GET", "POST"])
@access.anyone
def erase(key: str) -> Response:
    """Ask for erasing, by key."""
    held = by_key(key)
    return _ask([held.submission], held.address(), "contributions/erase.html", held=held, **about(held))


@bp.route("/me/comments/<reference>/erase", methods=["GET", "POST"])
@access.account
def own_erase(reference: str) -> Response:
    """Ask for erasing, by account."""
    held = by_account(reference)
    return _ask([held.submission], held.address(), "contributions/erase.html", held=held, **about(held))


@bp.route("/me/erase", methods=["GET", "POST"])
@access.account
def erase_mine() -> Response:
    """Ask for erasing everything the account sent: one request for each submission, so that nothing joins them."""
    submissions = queries.submissions_by_account(access.current_actor().account_id or 0)
    waiting = [one for one in submissions if queries.waiting_erasure(one.id) is None]
    address = f"/{i18n.language()}/me"
    return _ask(waiting, address, "contributions/erase_mine.html", number=len(waiting))


def _ask(submissions: Sequence[Any], answer: str, template: str, **context: Any) -> Response:
    form, language, ids = EraseForm(), i18n.language(), [one.id for one in submissions]
    if form.is_submitted() and (done := answer_of(form.form_token.data or "")):
        return web.see_other(done)

    def keep() -> None:
        now = clock.now()
        claim(form.form_token.data or "", answer, now=now)
        for one in ids:
            service.ask_erasure(
                access.current_actor(), queries.get_submission(one), scope=form.scope.data or "", language=language,
                now=now,
            )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(answer)
    return form_page(template, form, days=web.settings().backup_days, **context)


@bp.get("/erasures/<public_id>/<code>")
@access.anyone
def show_erasure(public_id: str, code: str) -> str:
    """What became of a request to erase: the certificate. Nobody is named on it."""
    made = queries.find_erasure(public_id)
    right = service.code_of(web.settings().secret, public_id)
    if made is None or not hmac.compare_digest(code.encode(), right.encode()):
        raise NotFound(NONE)
    return render_template("contributions/erasure.html", **_shown(made))


def _shown(made: Any) -> dict[str, Any]:
    consultation = consultations.get_by_id(made.consultation_id)
    return {
        "made": made, "consultation": consultation, "labels": labels, "days": web.settings().backup_days,
        "has_archived_log": not is_sqlite(),
        "title": consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        "file": queries.file_name(made.attachment_id),
        "references": [
            one.reference for one in queries.comments_of(made.submission_id) if made.comment_id in (None, one.id)
        ],
    }  # fmt: skip


# Deciding -----------------------------------------------------------------------------------------


@bp.get("/desk/erasures")
@access.staff("administrator", "auditor")
def erasures() -> str:
    """Requests and orders of the actor's bodies."""
    actor = access.current_actor()
    bodies = actor.organisations_with("administrator", "auditor")
    rows = queries.erasures_for(bodies)
    drafts = [(made, of, _what(made)) for made, of in consultations.draft_removals_of(bodies)]
    may_order, now = bool(actor.organisations_with("administrator")), clock.now()
    due = {made.public_id: rules.erasure_due(made.asked_at, of.timezone) for made, _sent, of in rows}
    shown = {of.id for _made, _sent, of in rows} | {of.id for _made, of, _what in drafts}
    return render_template(
        "contributions/erasures.html", rows=rows, drafts=drafts, labels=labels, may_order=may_order, due=due,
        titles=consultations.titles_in(shown, i18n.language()),
        late={
            made.public_id for made, _sent, of in rows
            if due[made.public_id] < zones.in_zone(now, of.timezone).date()
        },
    )  # fmt: skip


@bp.get("/desk/erasures/begin")
@access.staff("administrator")
def begin_removal() -> Response:
    """To the form for an order about the comment with this reference, however it was typed."""
    reference = parse_reference(request.args.get("reference", ""))
    if reference is None:
        raise NotFound(NONE)
    return web.see_other(url_for(".remove", reference=queries.get_by_reference(reference).reference))


@bp.route("/desk/erasures/<public_id>", methods=["GET", "POST"])
@access.staff("administrator", "auditor")
@access.dangerous(service.ERASE)
def decide_erasure(public_id: str) -> Response:
    """One request: erase, restrict or refuse it, with a ground."""
    made, form = _get(public_id), DecideErasureForm()
    log, address = (
        consultations.get_by_id(made.consultation_id).public_id,
        url_for(".decide_erasure", public_id=public_id),
    )

    def keep() -> None:
        service.decide_erasure(
            access.current_actor(), _get(public_id), decision=form.decision.data or "",
            ground=form.ground.data or "", note=form.note.data or "", now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done_on_record(form, keep, noting(service.ERASE, public_id, log)):
        return web.see_other(address)
    made = _get(public_id)
    return form_page(
        "contributions/decide_erasure.html", form, **(shown := _shown(made)), waits_for_second=_waits(made),
        takers=service.takers(made.consultation_id, made.decided_at or clock.now(), shown["references"]),
        may_decide=permissions.may_decide_erasure(
            access.current_actor(), consultations.get_by_id(made.consultation_id)
        ),
    )  # fmt: skip


@bp.get("/desk/erasures/drafts/<public_id>")
@access.staff("administrator", "auditor")
def draft_removal(public_id: str) -> str:
    """One order about a version or a document, and who took packages with it."""
    made = consultations.draft_removal(public_id)
    consultation = consultations.get_by_id(made.consultation_id)
    if not permissions.may_see_erasure(access.current_actor(), consultation):
        raise NotFound(NONE)
    found = approvals.waiting_approvals(act=removing.REMOVE, subject=public_id)
    return render_template(
        "contributions/draft_removal.html", made=made, consultation=consultation, what=_what(made), labels=labels,
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        takers=service.takers(consultation.id, made.decided_at or clock.now()),
        waits_for_second=found[0].approval.public_id if found else "",
    )  # fmt: skip


def _what(made: Any) -> str:
    """What an order about a draft names; the title of a document goes with it."""
    thing: Any = consultations.thing_of(made)
    if made.version_id is not None:
        return i18n.gettext(VERSION, number=thing.number)
    return i18n.gettext(DOCUMENT_CALLED, title=thing.title) if thing.title else i18n.gettext(DOCUMENT)


@bp.route("/desk/comments/<reference>/remove", methods=["GET", "POST"])
@access.staff("administrator")
@access.dangerous(service.REMOVE)
def remove(reference: str) -> Response:
    """Take something out because it was ordered."""
    comment, form = queries.get_by_reference(reference), RemovalForm()
    consultation = consultations.get_by_id(comment.consultation_id)
    if not permissions.may_decide_erasure(access.current_actor(), consultation):
        raise NotFound(NONE)
    if form.is_submitted() and (done := answer_of(form.form_token.data or "")):
        return web.see_other(done)
    address, comment_id, log, thing = (
        url_for(".erasures"),
        comment.id,
        consultation.public_id,
        comment.public_id,
    )
    order = service.Order(
        kind=form.order_kind.data or "", scope=form.scope.data or "", words=form.order_text.data or "",
        number=form.order_number.data or "", language=i18n.language(), is_sealed_too=form.is_sealed_too.data,
        attachment=form.attachment.data or "",
        revision=int(form.revision.data) if (form.revision.data or "").isdecimal() else None,
    )  # fmt: skip
    left = service.remains_of(comment)
    form.scope.choices = [one for one in named_choices(labels.ORDER_SCOPES) if one.value in left.scopes]
    form.attachment.choices = [
        ("", i18n.gettext(ALL_FILES)),
        *((one.public_id, one.name) for one in left.files),
    ]
    form.revision.choices = [("", ""), *(
        (str(one.number), f"{one.number}: {text.excerpt(one.body, 60)}") for one in left.wordings
    ), *((str(one), f"{one}: {i18n.gettext(ONLY_SEALED)}") for one in left.sealed_wordings)]  # fmt: skip

    def keep() -> None:
        now = clock.now()
        claim(form.form_token.data or "", address, now=now)
        service.order_removal(access.current_actor(), queries.get(comment_id), order, now=now)

    if form.validate_on_submit() and is_done_on_record(form, keep, noting(service.REMOVE, thing, log)):
        return web.see_other(address)
    return form_page(
        "contributions/remove.html", form, comment=comment, consultation=consultation, is_left=bool(left.scopes),
        is_only_sealed=left.is_sealed_text,
    )  # fmt: skip


def _get(public_id: str) -> Any:
    """The request. NotFound, as for an unknown one, for everybody whom it doesn't concern."""
    made = queries.find_erasure(public_id)
    if made is None or not permissions.may_see_erasure(
        access.current_actor(), consultations.get_by_id(made.consultation_id)
    ):
        raise NotFound(NONE)
    return made


def _waits(made: Any) -> str:
    """The request for a second signature that stands, empty where there is none."""
    act = service.REMOVE if made.order_kind else service.ERASE
    found = approvals.waiting_approvals(act=act, subject=made.public_id)
    return found[0].approval.public_id if found else ""
