"""One comment on the desk: read it, rule on it, go on to the next."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.labels import SPEAKERS
from consult.contributions.passages import CONFIDENTIAL
from consult.contributions.references import parse_reference
from consult.foundation import access, clock, forms, i18n, text, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Conflict, NotFound, Refused
from consult.foundation.forms import STALE_PAGE, form_page
from consult.moderation import labels, permissions, queries, rules, service
from consult.moderation.forms import WITHHELD_CHOICES, ClaimForm, RulingForm, UnmaskForm
from consult.moderation.routes.blueprint import (
    bp,
    desk_tools,
    given_filters,
    ground_choices,
    read_filters,
    referral_choices,
)
from consult.organisations import queries as organisations
from consult.organisations.attempts import noting
from consult.organisations.forms import is_done_on_record
from consult.organisations.queries import approvals
from consult.record import service as record

DUTY = N_("The duty officer")
"""What it is called on pages where the site gives it no name."""


@bp.get("/desk/moderation/<reference>")
@access.staff("moderator", "auditor")
def desk_comment(reference: str) -> str:
    """The comment with all that a ruling needs. Opening it puts it on one's desk for some minutes."""
    _claim(reference)
    comment, consultation = _readable(reference)
    form = RulingForm(formdata=None)
    _fill(form, comment)
    return _page(form, comment, consultation)


def _readable(reference: str) -> tuple[Any, Any]:
    """The comment and its consultation. Raises NotFound for comments of other bodies as for unknown ones."""
    comment = contributions.get_by_reference(reference)
    consultation = consultations.get_by_id(comment.consultation_id)
    if not permissions.may_read_desk(access.current_actor(), consultation):
        raise NotFound(contributions.NONE)
    return comment, consultation


def _claim(reference: str) -> None:
    comment, consultation = _readable(reference)
    actor, now = access.current_actor(), clock.now()
    sender = queries.find_sender(comment.submission_id)
    if comment.waiting_since is None or not permissions.may_rule(actor, consultation, sender):
        return
    with writing():
        service.claim(actor, contributions.get_by_reference(reference), now=now)


def _fill(form: RulingForm, comment: Any) -> None:
    form.seen.data = str(comment.lock_version)
    revision = _revision(comment)
    if comment.is_redacted and comment.ground and revision.number == comment.shown_revision:
        form.act.data, form.ground.data, form.note.data = "redact", comment.ground, comment.public_note
        form.words.data = rules.words_of(
            service.text_to_rule(revision),
            [(start, end) for start, end, ground in revision.redactions if ground != CONFIDENTIAL],
        )


def _revision(comment: Any) -> Any:
    found = contributions.revision(comment.id, queries.revision_to_rule(comment))
    if found is None:
        raise NotFound(contributions.NONE)
    return found


def _page(form: RulingForm, comment: Any, consultation: Any, *, preview: Any = None) -> str:
    actor, now, given = access.current_actor(), clock.now(), given_filters()
    form.ground.offer(ground_choices(consultation.profile), referral_choices())
    if comment.is_withheld:
        form.act.choices = WITHHELD_CHOICES
        form.ground.offer((), referral_choices())
    restricted = contributions.restricted_at(comment.id) if comment.state == "withheld" else None
    revision, sender = _revision(comment), queries.find_sender(comment.submission_id)
    place, filters = queries.place_of(comment), read_filters(actor, given)
    hours = web.settings().waiting_limit_hours
    around = {
        name: queries.next_waiting(
            filters, place, account_id=actor.account_id, now=now, site_hours=hours, back=name == "previous"
        )
        if place
        else None
        for name in ("previous", "following")
    }
    return render_template(
        "moderation/comment.html", form=form, comment=comment, consultation=consultation, revision=revision,
        given=given, submission=contributions.get_submission(comment.submission_id), speakers=SPEAKERS,
        marked=[revision.body[start:end] for start, end in revision.confidential],
        files=[one for one in contributions.files_of(comment.submission_id) if one.comment_id == comment.id],
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id], labels=labels,
        waiting=queries.find_waiting(comment.id, now=now), claim=queries.claim_of(comment.id, now),
        text_html=text.show_controls(revision.body), has_bidi_controls=text.has_bidi_controls(revision.body),
        wordings=contributions.revisions(comment.id, published_only=False), rulings=queries.rulings_of(comment.id),
        reviews=queries.reviews_of(comment.id), reports=queries.open_reports([comment.id]).get(comment.id, []),
        grounds=queries.ground_names(consultation.profile, i18n.language()), article=_article(comment),
        parent=contributions.get(comment.parent_id) if comment.parent_id else None, preview=preview,
        may_rule=permissions.may_rule(actor, consultation, sender) and comment.state in rules.RULED_IN
        and restricted is None, restricted=restricted,
        is_own=permissions.is_own(actor, sender), has_sender=sender is not None, ruled=_ruled(),
        claim_form=ClaimForm(formdata=None), referrals=queries.referrals_of(comment.id),
        duty_office=_duty_office(consultation), **around, **desk_tools(),
    )  # fmt: skip


def _article(comment: Any) -> Any:
    """(article, its text, its language) in the page's language where there is an edition, or None."""
    if comment.article_id is None:
        return None
    edition = consultations.edition_in(consultations.editions_of(comment.version_id), i18n.language())
    anchor = consultations.article_labels([comment.article_id], edition.language)[comment.article_id][0]
    return (*consultations.article_in(edition, anchor), edition.language)


def _ruled() -> Any:
    """The ruling just made, so that the next page can say so."""
    reference = parse_reference(request.args.get("ruled", ""))
    if reference is None:
        return None
    comment = contributions.get_by_reference(reference)
    ruling = queries.latest_ruling(comment.id)
    is_mine = ruling is not None and ruling.account_id == access.current_actor().account_id
    return (reference, ruling) if is_mine else None


@bp.post("/desk/moderation/<reference>")
@access.staff("moderator")
def rule(reference: str) -> Response | str | tuple[str, int]:
    """Rule on it, or show what a redaction would leave."""
    form = RulingForm()
    if form.form_token.data and (answer := forms.answer_of(form.form_token.data)):
        return web.see_other(answer)
    comment, consultation = _readable(reference)
    try:
        if not form.validate():
            return _page(form, comment, consultation), 422
        if "preview" in request.form:
            return _preview(form, comment, consultation)
        return web.see_other(_rule(form, reference))
    except Conflict as conflict:
        return _changed_meanwhile(form, reference, conflict)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(form, *_readable(reference)), 403 if refused.status == 403 else 422


def _preview(form: RulingForm, comment: Any, consultation: Any) -> str:
    revision = _revision(comment)
    spans = service.find_passages(revision, form.words.data or "")
    preview = service.preview_redaction(comment, revision, spans, form.ground.data or "")
    form.act.data = "redact"
    return _page(form, comment, consultation, preview=preview)


def _rule(form: RulingForm, reference: str) -> str:
    """Rule; returns the address of what waits next."""
    actor, now = access.current_actor(), clock.now()
    _comment, consultation = _readable(reference)
    is_looked_at = service.look_at_note(consultation, form.act.data or "", form.note.data or "")
    with writing():
        comment, consultation = _readable(reference)
        is_redacting = form.act.data == "redact"
        spans = service.find_passages(_revision(comment), form.words.data or "") if is_redacting else []
        answer = _next(comment)
        forms.claim(form.form_token.data or "", answer, now=now)
        service.rule(
            actor, comment, act=form.act.data or "", ground=form.ground.data or "",
            note=form.note.data or "", language=i18n.language(),
            internal_note=form.internal_note.data or "", redactions=spans, addressee=_addressee(form, consultation),
            seen_lock_version=form.seen_lock_version, now=now, is_note_looked_at=is_looked_at,
        )  # fmt: skip
    return answer


def _addressee(form: RulingForm, consultation: Any) -> service.Addressee:
    """The office named, or, for danger to somebody, who is told at once where none is named."""
    office, address = form.refer_to.data or "", form.refer_address.data or ""
    if form.ground.data == "danger":
        office = office or _duty_office(consultation)
    return service.Addressee(office, address, queries.terms(consultation.profile))


def _duty_office(consultation: Any) -> str:
    """Who is told of danger at once: the duty officer, or the body's own people where the site has none."""
    settings = web.settings()
    if settings.duty_office or settings.duty_address:
        return settings.duty_office or i18n.gettext(DUTY)
    return organisations.name_in(organisations.get(consultation.organisation_id), i18n.language())


def _next(comment: Any) -> str:
    actor, now, given = access.current_actor(), clock.now(), given_filters()
    filters, hours, place = (
        read_filters(actor, given),
        web.settings().waiting_limit_hours,
        queries.place_of(comment),
    )
    found = queries.next_waiting(filters, place, account_id=actor.account_id, now=now, site_hours=hours)
    if found is None:
        found = queries.next_waiting(filters, None, account_id=actor.account_id, now=now, site_hours=hours)
    if found is None or found == comment.reference:
        return url_for("moderation.queue", **given, done=1)
    return url_for("moderation.desk_comment", reference=found, ruled=comment.reference, **given)


def _changed_meanwhile(form: RulingForm, reference: str, conflict: Conflict) -> Response | tuple[str, int]:
    """The text as it is now, with what was typed kept: the moderator decides again (A04)."""
    db.session.rollback()
    if answer := forms.answer_of(form.form_token.data or ""):
        return web.see_other(answer)
    comment, consultation = _readable(reference)
    form.refuse(conflict)
    form.seen.data = str(comment.lock_version)
    return _page(form, comment, consultation), 409


# Claims, and who sent it --------------------------------------------------------------------------


def _check_token() -> None:
    """Raises Refused where the page was older than the session."""
    form = ClaimForm()
    if not form.validate():
        raise Refused(STALE_PAGE)


@bp.post("/desk/moderation/<reference>/claim")
@access.staff("moderator")
def claim(reference: str) -> Response:
    """Take it over from whoever has it on the desk."""
    _check_token()
    with writing():
        comment, _consultation = _readable(reference)
        service.claim(access.current_actor(), comment, now=clock.now(), take_over=True)
    return web.see_other(url_for("moderation.desk_comment", reference=reference, **given_filters()))


@bp.post("/desk/moderation/<reference>/hide-meanwhile")
@access.staff("moderator")
def hide_meanwhile(reference: str) -> Response:
    """Hide what readers reported until it is decided."""
    _check_token()
    with writing():
        comment, _consultation = _readable(reference)
        service.hide_meanwhile(access.current_actor(), comment, now=clock.now())
    return web.see_other(url_for("moderation.desk_comment", reference=reference, **given_filters()))


@bp.post("/desk/moderation/<reference>/release")
@access.staff("moderator")
def release(reference: str) -> Response:
    """Give it back to the queue."""
    _check_token()
    with writing():
        comment, _consultation = _readable(reference)
        service.release(access.current_actor(), comment, now=clock.now())
    return web.see_other(url_for("moderation.queue", **given_filters()))


@bp.route("/desk/moderation/<reference>/sender", methods=["GET", "POST"])
@access.staff("moderator", "auditor")
@access.dangerous(service.UNMASK)
def sender(reference: str) -> Response:
    """Who sent it: asked for with a reason, signed by a second person; each look is noted before the page is sent."""
    comment, consultation = _readable(reference)
    if queries.find_sender(comment.submission_id) is None:
        raise NotFound
    form, public_id, thing = UnmaskForm(), consultation.public_id, comment.public_id

    def keep() -> None:
        comment, _consultation = _readable(reference)
        service.unmask(access.current_actor(), comment, reason=form.reason.data or "", now=clock.now())

    note = noting(service.UNMASK, thing, public_id)
    if form.validate_on_submit() and is_done_on_record(form, keep, note):
        return web.see_other(url_for("moderation.sender", reference=reference, **given_filters()))
    if not service.may_look(access.current_actor(), _readable(reference)[0], clock.now()):
        return _ask_page(reference, form)
    with writing():
        record.note_personal_read(
            actor=access.current_actor(), page=request.path, what=f"sender of {comment.reference}", now=clock.now(),
            consultation=public_id,
        )  # fmt: skip
    comment, consultation = _readable(reference)
    return form_page(
        "moderation/sender.html", form, comment=comment, sender=queries.find_sender(comment.submission_id),
        given=given_filters(), consultation=consultation,
    )  # fmt: skip


def _ask_page(reference: str, form: UnmaskForm) -> Response:
    comment, consultation = _readable(reference)
    waiting = approvals.waiting_approvals(act=service.UNMASK, subject=comment.public_id)
    return form_page(
        "moderation/unmask.html", form, comment=comment, consultation=consultation, given=given_filters(),
        waiting=[one.approval for one in waiting],
    )  # fmt: skip
