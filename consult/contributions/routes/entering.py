"""The desk of clerks: enter what came by post, by telephone or at the counter; the slip; a new key."""

from datetime import datetime, timedelta
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.contributions import labels, permissions, queries, references, service
from consult.contributions.forms.entering import EnterForm, LinkForm, NewKeyForm
from consult.contributions.queries import asking, entering, times
from consult.contributions.routes.asking import note_read
from consult.contributions.routes.blueprint import bp
from consult.contributions.routes.sending import drop_files, keep_files, region_of
from consult.foundation import access, clock, forms, i18n, qr, web
from consult.foundation.db import db, writing
from consult.foundation.errors import NotFound, Refused
from consult.organisations import queries as organisations

LONGEST = timedelta(days=1_000)
SAID = (
    "name", "email", "phone", "organisation", "organisation_kind", "register_number", "members", "office", "interests",
    "place", "guardian", "guardian_kind",
)  # fmt: skip
"""What a letter says of its sender; the form for a further part of the same letter brings it along."""


@bp.get("/desk/enter")
@access.staff("clerk")
def enter() -> str:
    """The consultations in which something can be entered."""
    actor, now = access.current_actor(), clock.now()
    found = [
        one
        for one in entering.takes_entries(actor.organisations_with("clerk"), closed_after=now - LONGEST)
        if one.closes_at and now <= one.closes_at + timedelta(days=_days(one))
    ]
    titles = consultations.titles_in([one.id for one in found], i18n.language())
    return render_template("contributions/enter_list.html", found=found, titles=titles, days=_days)


def _days(consultation: Any) -> int:
    """How long after closing letters may be entered that came in time."""
    return profiles.profile(consultation.profile).clocks.clerk_days


def _for_clerk(slug: str) -> Any:
    consultation = consultations.get_public(
        slug, clock.now()
    )  # of a draft there is nothing yet to comment on
    if not permissions.may_enter(access.current_actor(), consultation):
        raise NotFound(consultations.NONE)
    return consultation


@bp.get("/desk/enter/<slug>")
@access.staff("clerk")
def enter_form(slug: str) -> str:
    """The form; the channel and the day stay from one entry to the next."""
    consultation = _for_clerk(slug)
    form = EnterForm(formdata=None)
    form.channel.data = request.args.get("channel", "")
    form.received_on.process_formdata(
        [request.args.get("received_on", "")] if request.args.get("received_on") else []
    )
    if part_of := request.args.get("part_of", ""):
        _bring_along(form, part_of, consultation)
    if asked := request.args.get("asked", ""):
        form.asked.data = asked[:32]
        _begin_as_asked(form, consultation)
    return _page(form, consultation)


def _bring_along(form: EnterForm, part_of: str, consultation: Any) -> None:
    submission, entry = entering.get_entered(part_of)
    sender = entering.sender_for_clerk(submission.id)
    if submission.consultation_id != consultation.id:
        raise NotFound
    form.same_as.data = submission.public_id
    form.channel.data, form.received_on.data, form.how.data = submission.channel, entry.received_on, entry.how
    form.publication.data = submission.publication
    if sender is not None:
        for one in SAID:
            form[one].data = getattr(sender, one)
    answering = asking.asked_of_submission(submission)
    form.asked.data = answering.public_id if answering is not None else ""
    form.is_minor.data = submission.is_minor
    form.capacity.data = submission.capacity


def _begin_as_asked(form: EnterForm, consultation: Any) -> None:
    """What the office knows of whoever must be asked stands in the form already."""
    one = _asked(form, consultation)
    if one is not None and not form.same_as.data:
        form.publication.data = "named" if one.kind == "body" else form.publication.data
        form.name.data = one.name if one.kind == "person" else ""
        form.place.data = one.place


def _asked(form: EnterForm, consultation: Any) -> Any:
    """Whose answer is entered, of those who must be asked; None where it is somebody else's."""
    if not form.asked.data:
        return None
    one = asking.get_asked(form.asked.data)
    if one.consultation_id != consultation.id:
        raise NotFound
    return one


def _page(form: EnterForm, consultation: Any) -> str:
    one = _asked(form, consultation)
    if one is not None and one.kind == "person" and one.name:
        note_read(consultation.public_id)
        consultation = consultations.get_public(consultation.slug, clock.now())
        one = _asked(form, consultation)
    version: Any = consultations.current_version(consultation.id)
    edition = consultations.edition_in(consultations.editions_of(version.id), i18n.language())
    form.article.choices = [("", i18n.gettext("The whole draft"))] + [
        (article.anchor, f"{words.number} {words.heading}".strip() or article.anchor)
        for article, words in consultations.whole_text_of(edition)
        if article.kind == "article"
    ]
    form.more_time.choices = [
        ("", i18n.gettext("No")),
        *(
            (
                one.public_id,
                f"{one.whom or one.group} · {i18n.instant_text(one.until, consultation.timezone)}",
            )
            for one in times.granted_times(consultation.id)
        ),
    ]
    now = clock.now()
    return render_template(
        "contributions/enter.html", form=form, consultation=consultation, labels=labels, asked=one,
        is_anybody_asked=asking.is_anybody_asked(consultation.id),
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        newest=entering.newest_entered(consultation.id),
        until=consultation.closes_at + timedelta(days=_days(consultation)),
        phase=consultations.phase_of(consultation, now), files=_files(form), most_files=web.settings().attachments,
        file_megabytes=web.settings().attachment_bytes // 1_000_000,
    )  # fmt: skip


def _files(form: EnterForm) -> Any:
    """What is kept with the form already: a letter of which something is wrong needn't be scanned again."""
    return queries.all_files_waiting(references.key_hash(_key(form))) if form.form_token.data else []


def _key(form: Any) -> bytes:
    return references.private_key(web.settings().secret, f"clerk|{(form.form_token.data or '')[:200]}")


@bp.post("/desk/enter/<slug>")
@access.staff("clerk")
def send_entry(slug: str) -> Response | tuple[str, int]:
    """Enter it; the answer is the slip."""
    consultation, form, now = _for_clerk(slug), EnterForm(), clock.now()
    key = _key(form)
    answer = url_for("contributions.slip", key=references.key_text(key))
    if form.form_token.data and forms.answer_of(form.form_token.data):
        return web.see_other(answer)
    try:
        is_valid = form.validate()
        drop_files(key, request.form.getlist("drop_file"))
        keep_files(form, key, now=now, by_staff=True)
        if not is_valid or "keep" in request.form:
            return _page(form, _for_clerk(slug)), 200 if is_valid else 422
        limit = consultation.comment_characters or web.settings().comment_characters
        written = service.write(
            form.body.data or "", limit=max(limit, web.settings().covering_text_characters),
            confidential=form.confidential.data or "",
        )  # fmt: skip
        with writing():
            forms.claim(form.form_token.data or "", answer, now=now)
            _enter(form, _for_clerk(slug), written, key, now)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _page(form, _for_clerk(slug)), 422
    return web.see_other(answer)


def _enter(form: EnterForm, consultation: Any, written: service.Written, key: bytes, now: datetime) -> None:
    version: Any = consultations.current_version(consultation.id)
    anchor = form.article.data or ""
    article = consultations.find_article(version.id, anchor) if anchor else None
    said: dict[str, Any] = {one: form[one].data or "" for one in SAID}
    same_as = entering.get_entered(form.same_as.data)[0] if form.same_as.data else None
    service.enter(
        access.current_actor(), consultation, [service.Part(version, written, article, stance=form.stance.data or "")],
        service.Receipt(
            form.channel.data or "", form.received_on.data, form.how.data or "", _days(consultation),
            next((one for one in times.granted_times(consultation.id) if one.public_id == form.more_time.data), None),
            _asked(form, consultation),
        ),
        contact=service.Contact(
            **said, region=region_of(consultation),
            publication=form.publication.data or "", capacity=form.capacity.data or "", is_minor=form.is_minor.data,
            guardian_confirms=form.is_minor.data, confidential_reason=form.confidential_reason.data or "",
        ),
        key=key, language=consultation.language, now=now, same_as=same_as,
    )  # fmt: skip


@bp.get("/desk/slip/<key>")
@access.staff("clerk")
def slip(key: str) -> str:
    """What the sender takes along: the reference, and under a fold the private key. Made to be printed."""
    submission = queries.find_by_key(key)
    if submission is None:
        raise NotFound
    return _slip(*entering.get_entered(submission.public_id), key=references.parse_key(key))


@bp.get("/desk/entered/<public_id>")
@access.staff("clerk", "administrator", "auditor")
def entered(public_id: str) -> str:
    """The same without the key, which nobody but the sender has."""
    return _slip(*entering.get_entered(public_id))


def _slip(
    submission: Any, entry: Any, *, key: bytes | None = None, link_form: Any = None, key_form: Any = None,
    is_waiting: bool = False,
) -> str:  # fmt: skip
    consultation = consultations.get_by_id(submission.consultation_id)
    actor = access.current_actor()
    if not actor.holds(consultation.organisation_id, "clerk", "administrator", "auditor"):
        raise NotFound
    comment = queries.comments_of(submission.id)[0]
    body = queries.revisions(comment.id, published_only=False)[0].body
    address = (
        f"{web.settings().base_url}{url_for('contributions.receipt', key=references.key_text(key))}"
        if key
        else ""
    )
    ids = [comment.article_id] if comment.article_id else []
    return render_template(
        "contributions/slip.html", submission=submission, entry=entry, consultation=consultation, comment=comment,
        body=body, labels=labels, address=address,
        looked_up=f"{web.settings().base_url}/{i18n.language()}/comments/{comment.reference}",
        picture=qr.data_address(address) if address else "",
        words=references.key_words(key, i18n.language()) if key else [], is_waiting=is_waiting,
        title=consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        article=consultations.article_labels(ids, i18n.language()).get(comment.article_id or 0),
        office=organisations.name_in(organisations.get(consultation.organisation_id), i18n.language()),
        alike=entering.alike(consultation.id, body, but=submission.id), link=entering.link_of(submission.id),
        link_form=link_form or LinkForm(formdata=None), key_form=key_form or NewKeyForm(formdata=None),
        may_act=permissions.may_enter(actor, consultation), files=queries.files_of(submission.id),
    )  # fmt: skip


@bp.post("/desk/entered/<public_id>/link")
@access.staff("clerk")
def link_sender(public_id: str) -> Response | tuple[str, int]:
    """The sender is the same verified person as another one's."""
    form, now = LinkForm(), clock.now()
    answer = url_for("contributions.entered", public_id=public_id)
    if form.form_token.data and forms.answer_of(form.form_token.data):
        return web.see_other(answer)
    try:
        with writing():
            submission, _entry = entering.get_entered(public_id)
            reference = references.parse_reference(form.other.data or "") or ""
            first = entering.submission_of_reference(reference)
            forms.claim(form.form_token.data or "", answer, now=now)
            service.link_sender(
                access.current_actor(),
                submission,
                first or submission,
                reason=form.reason.data or "",
                now=now,
            )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _slip(*entering.get_entered(public_id), link_form=form), refused.status
    return web.see_other(answer)


@bp.post("/desk/entered/<public_id>/key")
@access.staff("clerk")
def new_key(public_id: str) -> tuple[str, int] | str:
    """Ask for a new key: it is printed now and holds once a second person has agreed."""
    form, now = NewKeyForm(), clock.now()
    key = _key(form)
    try:
        with writing():
            submission, _entry = entering.get_entered(public_id)
            if not form.form_token.data or forms.answer_of(form.form_token.data) is None:
                forms.claim(form.form_token.data or "", public_id, now=now)
                service.ask_new_key(
                    access.current_actor(), submission, key_hash=references.key_hash(key),
                    reason=form.reason.data or "", now=now,
                )  # fmt: skip
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _slip(*entering.get_entered(public_id), key_form=form), refused.status
    submission, entry = entering.get_entered(public_id)
    return _slip(submission, entry, key=key, is_waiting=submission.key_hash != references.key_hash(key))
