"""A whole submission: covering text, comments on any number of articles, files. Saved on the server as it grows.

Its address holds the private key, which opens the draft now and the submission once it is sent.
"""

from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import labels, queries, references, service
from consult.contributions.forms import ActForm, FilesForm, PartForm, SenderForm, SubmissionForm
from consult.contributions.queries import asking, times
from consult.contributions.routes.blueprint import bp
from consult.contributions.routes.held import Held, held_at
from consult.contributions.routes.inviting import brought, must_bring
from consult.contributions.routes.sending import (
    CHOICES,
    check_body,
    choices_of,
    drop_files,
    keep_files,
    key_of,
    limit_of,
    receipt_of,
    region_of,
    token_of,
)  # fmt: skip
from consult.contributions.routes.terms import (
    is_taken,
    known_of,
    may_write,
    more_time_now,
    terms_of,
    until_now,
    who_was_asked,
)
from consult.foundation import access, clock, i18n, limits, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Conflict, NotFound, Refused

BROUGHT = ("time", "asked")
"""What a link brings along that lets somebody send: kept with the draft."""
NO_ARTICLE = N_("There is no such article in this draft.")


# Beginning ----------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/submission", methods=["GET", "POST"])
@access.anyone
def begin_submission(slug: str) -> Response | str | tuple[str, int]:
    """What a submission is, and its covering text. Saving it begins the draft."""
    consultation, actor = consultations.get_public(slug, clock.now()), access.current_actor()
    if request.method == "GET":
        brought_along = {name: request.args.get(name, "")[:400] for name in BROUGHT}
        form = SubmissionForm(formdata=None, data=brought_along)
        return _begin_page(consultation, form)
    form = SubmissionForm()
    is_valid = form.validate()
    key = key_of(form)
    if queries.find_by_hash(references.key_hash(key)) is not None:
        return web.see_other(receipt_of(key))
    if not is_valid:
        return _begin_page(consultation, form), 422
    try:
        check_body(form.body.data or "", consultation, is_covering=True)
        _begin(actor, slug, form, key)
        keep_files(form, key, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        status = refused.status if refused.status in (429, 503) else 422
        return _begin_page(consultations.get_public(slug, clock.now()), form), status
    return web.see_other(url_for("contributions.submission", slug=slug, key=references.key_text(key)))


def _begin(actor: access.Actor, slug: str, form: SubmissionForm, key: bytes) -> None:
    now = clock.now()
    limits.check_address("comment", per_hour=web.settings().comments_per_address_per_hour, now=now)
    given = any(form[name].raw_data for name in CHOICES)
    with writing():
        consultation = consultations.get_public(slug, now)
        one = who_was_asked(consultation, form)
        draft = service.begin(
            actor, consultation, key=key, now=now, until=until_now(consultation, form), asked=one
        )
        version = consultations.current_version(consultation.id)
        if version is not None and (form.body.data or "").strip():
            service.save_part(
                draft, version, None, body=form.body.data or "", stance="", confidential="", now=now
            )
        along = {name: form[name].data or "" for name in BROUGHT}
        own = {"name": actor.name, "email": actor.email, **known_of(one)}
        service.save_choices(draft, {**choices_of(form), **({} if given else own), **along}, now=now)


def _begin_page(consultation: Any, form: SubmissionForm) -> str:
    actor, now = access.current_actor(), clock.now()
    mine = queries.drafts_by_account(actor.account_id) if actor.account_id is not None else []
    return render_template(
        "contributions/submission_begin.html",
        form=form,
        is_taken=is_taken(consultation, form, now),
        more_time=more_time_now(consultation, form, now),
        may_comment=may_write(consultation, form),
        must_bring=who_was_asked(consultation, form) is None and must_bring(consultation),
        asked=who_was_asked(consultation, form),
        has_draft=any(one.consultation_id == consultation.id for one in mine),
        was_sent=request.method == "POST",
        **_about(consultation, now),
    )


def _about(consultation: Any, now: datetime) -> dict[str, Any]:
    settings = web.settings()
    return {
        "consultation": consultation,
        "title": consultations.titles_in([consultation.id], i18n.language())[consultation.id],
        "phase": consultations.phase_of(consultation, now),
        "labels": labels,
        "covering_limit": settings.covering_text_characters,
        "limit": consultation.comment_characters or settings.comment_characters,
        "most_files": settings.attachments,
        "file_megabytes": settings.attachment_bytes // 1_000_000,
        "draft_days": settings.draft_days,
        **terms_of(consultation),
    }


# The draft ----------------------------------------------------------------------------------------


@bp.get("/consultations/<slug>/submission/<key>")
@access.anyone
def submission(slug: str, key: str) -> Response | str:
    """What is there so far, and what can be added. Once it is sent, its receipt."""
    consultation = consultations.get_public(slug, clock.now())
    sent = queries.find_by_key(key) if queries.find_draft(key) is None else None
    if sent is not None and sent.consultation_id == consultation.id:
        return web.see_other(url_for("contributions.receipt", key=key))
    held = held_at(slug, key)
    return render_template(
        "contributions/submission.html", held=held, form=ActForm(), **_contents(held),
        **_about(held.consultation, clock.now()),
    )  # fmt: skip


def _contents(held: Held) -> dict[str, Any]:
    parts = queries.parts_of(held.draft.id)
    ids = [part.article_id for part in parts if part.article_id is not None]
    rows = [row for row in consultations.outline_of(held.edition) if row.kind == "article"]
    written = {part.article_id for part in parts}
    return {
        "parts": parts,
        "names": consultations.article_labels(ids, i18n.language()),
        "files": queries.all_files_waiting(held.draft.key_hash),
        "outline": [row for row in rows if row.article_id not in written],
        "choices": held.draft.choices,
        "address": f"{web.settings().base_url}{held.address()}",
    }


@bp.route("/consultations/<slug>/submission/<key>/part", methods=["GET", "POST"])
@access.anyone
def submission_part(slug: str, key: str) -> Response | str | tuple[str, int]:
    """The text on one article, or on the whole draft. Saving an empty one takes it out."""
    held = held_at(slug, key)
    anchor = request.values.get("article", "")[:80]
    article = consultations.find_article(held.version.id, anchor) if anchor else None
    if anchor and article is None:
        raise NotFound(NO_ARTICLE)
    known = queries.part_on(held.draft.id, article.id if article else None)
    form = PartForm(obj=known) if known else PartForm()
    form.article.data = anchor
    if request.method == "GET":
        return _part_page(held, form, anchor, article)
    if not form.validate():
        return _part_page(held, form, anchor, article), 422
    try:
        _save_part(held, form, article)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        held = held_at(slug, key)
        article = consultations.find_article(held.version.id, anchor) if anchor else None
        return _part_page(held, form, anchor, article), refused.status if refused.status == 503 else 422
    return web.see_other(url_for("contributions.submission", slug=slug, key=key))


def _save_part(held: Held, form: PartForm, article: Any) -> None:
    key, version_id, anchor, now = held.key, held.version.id, article.anchor if article else "", clock.now()
    body, confidential = form.body.data or "", form.confidential.data or ""
    check_body(body, held.consultation, is_covering=article is None, confidential=confidential)
    number = held.version.number
    consultation_id = held.consultation.id
    with writing():
        version = consultations.get_version(consultation_id, number)
        found = consultations.find_article(version_id, anchor) if anchor else None
        service.save_part(
            queries.get_draft(key), version, found, body=body, stance=form.stance.data or "",
            confidential=confidential, now=now,
        )  # fmt: skip


def _part_page(held: Held, form: PartForm, anchor: str, article: Any) -> str:
    text = consultations.article_in(held.edition, anchor)[1] if article else None
    return render_template(
        "contributions/submission_part.html", held=held, form=form, article=article, article_text=text,
        **_about(held.consultation, clock.now()),
    )  # fmt: skip


@bp.route("/consultations/<slug>/submission/<key>/files", methods=["GET", "POST"])
@access.anyone
def submission_files(slug: str, key: str) -> Response | str | tuple[str, int]:
    """Add files, a few at a time, or take them out; what is there stays there when the line is cut."""
    held, form = held_at(slug, key), FilesForm()
    parts = queries.parts_of(held.draft.id)
    names = consultations.article_labels([one.article_id for one in parts if one.article_id], i18n.language())
    form.part.choices = [
        ("", i18n.gettext(N_("The whole draft"))),
        *((str(number), name[1]) for number, name in names.items()),
    ]
    if request.method == "GET":
        return _files_page(held, form)
    if not form.validate():
        return _files_page(held, form), 422
    article_id = next((number for number in names if str(number) == form.part.data), None)
    private_key = held.private_key
    try:
        drop_files(private_key, request.form.getlist("drop_file"))
        keep_files(form, private_key, now=clock.now(), article_id=article_id)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _files_page(held_at(slug, key), form), refused.status if refused.status in (429, 503) else 422
    return web.see_other(url_for("contributions.submission_files", slug=slug, key=key))


def _files_page(held: Held, form: FilesForm) -> str:
    return render_template(
        "contributions/submission_files.html", held=held, form=form,
        files=queries.all_files_waiting(held.draft.key_hash), **_about(held.consultation, clock.now()),
    )  # fmt: skip


@bp.route("/consultations/<slug>/submission/<key>/sender", methods=["GET", "POST"])
@access.anyone
def submission_sender(slug: str, key: str) -> Response | str | tuple[str, int]:
    """Who sends it and what may be published. Saved as typed; what is missing is asked for before it is sent."""
    held = held_at(slug, key)
    form = SenderForm(data=held.draft.choices)
    if request.method == "GET":
        return _sender_page(held, form)
    if not form.validate():
        return _sender_page(held, form), 422
    choices = {**choices_of(form), **{name: held.draft.choices.get(name, "") for name in BROUGHT}}
    with writing():
        service.save_choices(queries.get_draft(key), choices, now=clock.now())
    try:
        _ready(held_at(slug, key), sender_only=True)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _sender_page(held_at(slug, key), form), 422
    return web.see_other(url_for("contributions.submission", slug=slug, key=key))


def _sender_page(held: Held, form: SenderForm) -> str:
    return render_template(
        "contributions/submission_sender.html", held=held, form=form, **_about(held.consultation, clock.now())
    )


# Sending ------------------------------------------------------------------------------------------


@bp.route("/consultations/<slug>/submission/<key>/preview", methods=["GET", "POST"])
@access.anyone
def send_submission(slug: str, key: str) -> Response | str | tuple[str, int]:
    """What everybody will see of all of it, and the button that sends it."""
    consultation = consultations.get_public(slug, clock.now())
    sent = queries.find_by_key(key) if queries.find_draft(key) is None else None
    if sent is not None and sent.consultation_id == consultation.id:
        return web.see_other(url_for("contributions.receipt", key=key))
    held, form = held_at(slug, key), ActForm()
    try:
        if request.method == "GET":
            return _preview_page(held, form)
        if not form.validate():
            return _preview_page(held, form), 422
        _send(held)
    except Conflict:  # the other one of two simultaneous requests was first
        db.session.rollback()
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused)
        return _not_yet(held_at(slug, key), form), refused.status if refused.status in (429, 503) else 422
    return web.see_other(url_for("contributions.receipt", key=key))


def _ready(held: Held, *, sender_only: bool = False) -> tuple[Any, list[Any], bool]:
    """(the contact, the parts, whether it is late): everything asked that sending asks. Raises Refused."""
    choices = {name: value for name, value in held.draft.choices.items() if name not in BROUGHT}
    contact = service.Contact(
        **choices, token=token_of(held.private_key), region=region_of(held.consultation)
    )
    one = held.asked
    if sender_only:
        return service.checked(service.contact_of_asked(one, contact) if one else contact), [], False
    rows = queries.parts_of(held.draft.id)
    versions = {one.id: one for one in consultations.versions_of(held.consultation.id)}
    articles = consultations.articles_by_id([row.article_id for row in rows if row.article_id is not None])
    texts = {
        True: limit_of(held.consultation, is_covering=True),
        False: limit_of(held.consultation, is_covering=False),
    }
    parts = service.parts_to_send(held.draft, versions, articles, limits=texts)
    until = queries.more_time_until(held.consultation.id, held.draft.choices.get("time", ""))
    contact, is_late = service.check_sending(
        access.current_actor(),
        held.consultation,
        parts,
        contact=contact,
        now=clock.now(),
        until=until,
        invitation=brought(held.consultation),
        asked=one,
    )
    return contact, parts, is_late


def _send(held: Held) -> None:
    now, key, actor = clock.now(), held.private_key, access.current_actor()
    limits.check_address("comment", per_hour=web.settings().comments_per_address_per_hour, now=now)
    contact, parts, _is_late = _ready(held)
    typed, slug = held.key, held.consultation.slug
    consultation_id, code = held.consultation.id, held.draft.choices.get("time", "")
    own = held.draft.choices.get("asked", "")
    with writing():
        draft = queries.find_draft(typed)
        if draft is None:
            raise Conflict(N_("This form was already sent."))
        service.send(
            actor, consultations.get_public(slug, now), parts, key=key, language=i18n.language(), contact=contact,
            now=now, more_time=times.find_more_time(consultation_id, code),
            invitation=brought(held.consultation), asked=asking.brought_link(consultation_id, own),
        )  # fmt: skip
        service.discard([draft], files_too=False)


def _preview_page(held: Held, form: ActForm) -> str:
    contact, parts, is_late = _ready(held)
    contents = _contents(held)
    return render_template(
        "contributions/submission_preview.html", held=held, form=form, contact=contact, written=parts, is_late=is_late,
        name_shown=contact.name_shown(i18n.language()), **contents, **_about(held.consultation, clock.now()),
    )  # fmt: skip


def _not_yet(held: Held, form: ActForm) -> str:
    """The draft with what stands in the way of sending it."""
    return render_template(
        "contributions/submission.html", held=held, form=form, **_contents(held),
        **_about(held.consultation, clock.now()),
    )  # fmt: skip


@bp.post("/consultations/<slug>/submission/<key>/discard")
@access.anyone
def discard_submission(slug: str, key: str) -> Response | tuple[str, int]:
    """Throw the draft away."""
    held, form = held_at(slug, key), ActForm()
    if not form.validate():
        return _not_yet(held, form), 422
    with writing():
        service.discard([queries.get_draft(key)])
    return web.see_other(url_for("site.show_consultation", slug=slug))
