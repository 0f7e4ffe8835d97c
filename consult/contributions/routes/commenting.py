"""Writing a comment: the form, its preview, and sending it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import labels, queries, references, service
from consult.contributions.forms import CommentForm
from consult.contributions.queries import times
from consult.contributions.quotes import AROUND
from consult.contributions.routes.blueprint import bp
from consult.contributions.routes.inviting import brought, must_bring
from consult.contributions.routes.sending import contact_of, drop_files, keep_files, key_of, receipt_of
from consult.contributions.routes.terms import (
    check_link,
    is_taken,
    known_of,
    may_write,
    more_time_now,
    terms_of,
    until_now,
    who_was_asked,
)
from consult.contributions.sentences import sentences_of
from consult.foundation import access, clock, i18n, limits, web
from consult.foundation.db import db, writing
from consult.foundation.errors import N_, Conflict, NotFound, Refused

OTHER_TEXT = N_(
    "You have sent a comment from this page already. This is another text: press “Send” to send it as a further "
    "comment."
)
QUOTE_LIMIT = 2_000
"""Characters of chosen words that an address may bring along."""
NO_ARTICLE = N_("There is no such article in this version of the draft. Your text is kept below.")


@dataclass(frozen=True)
class Place:
    """What a comment is about. Rows of other rooms, read in this request."""

    consultation: Any
    version: Any
    edition: Any = None
    article: Any = None
    article_text: Any = None
    parent: Any = None
    alternative: Any = None
    takes_aim: bool = False
    """Whether words of it can be chosen, and another wording proposed: of an article with one wording."""


@bp.get("/consultations/<slug>/comment")
@access.anyone
def comment_form(slug: str) -> str:
    """The form."""
    actor = access.current_actor()
    form = CommentForm(
        formdata=None,
        data={
            "article": request.args.get("article", ""),
            "alternative": request.args.get("alternative", ""),
            "version": request.args.get("version", ""),
            "reply_to": request.args.get("reply_to", ""),
            "edition": request.args.get("edition", "")[:35],
            "quote": request.args.get("quote", "")[:QUOTE_LIMIT],
            "quote_prefix": request.args.get("prefix", "")[:AROUND],
            "quote_suffix": request.args.get("suffix", "")[:AROUND],
            "name": actor.name,
            "email": actor.email,
            "time": request.args.get("time", "")[:100],
            "asked": request.args.get("asked", "")[:400],
        },
    )
    now = clock.now()
    _begin_as_asked(slug, form)
    return _form_page(slug, form, _place(slug, form, now))  # an unknown article is a wrong address here


def _begin_as_asked(slug: str, form: CommentForm) -> None:
    """Whoever came by the personal link of those who must be asked finds what the office knows filled in."""
    if not form.asked.data:
        return
    one = who_was_asked(consultations.get_public(slug, clock.now()), form)
    for name, value in known_of(one).items():
        form[name].data = form[name].data or value


@bp.post("/consultations/<slug>/comment")
@access.anyone
def send_comment(slug: str) -> Response | tuple[str, int] | str:
    """Send the comment, show its preview, or go back from the preview to the form."""
    form = CommentForm()
    if form.article.data is None:
        form.article.data = request.args.get("article", "")
    if "change" in request.form:
        return _form_page(slug, form)
    try:
        if answer := _sent_already(slug, form):
            return web.see_other(answer)
        # Whose comment isn't taken at all is told so, not that the page is old and to be sent again.
        now = clock.now()
        consultation = consultations.get_public(slug, now)
        check_link(consultation, form)
        service.check_may_send(
            access.current_actor(), consultation, now=now, until=until_now(consultation, form),
            asked=who_was_asked(consultation, form),
        )  # fmt: skip
        is_valid = form.validate()
        drop_files(key_of(form), request.form.getlist("drop_file"))
        keep_files(form, key_of(form), now=now)
        if not is_valid:
            return _form_page(slug, form), 422
        return (
            _preview(slug, form)
            if "preview" in request.form
            else web.see_other(_send(slug, form, consultation))
        )
    except Conflict as conflict:  # the other one of two simultaneous requests was first
        return _sent_by_the_other(slug, form, conflict)
    except Refused as refused:
        return _refused(slug, form, refused)


def _refused(slug: str, form: CommentForm, refused: Refused) -> tuple[str, int]:
    db.session.rollback()
    form.refuse(refused)
    return _form_page(slug, form), refused.status if refused.status in (429, 503) else 422


def _sent_by_the_other(slug: str, form: CommentForm, conflict: Conflict) -> Response | tuple[str, int]:
    db.session.rollback()
    try:
        answer = _sent_already(slug, form)
    except Refused as refused:
        return _refused(slug, form, refused)
    return web.see_other(answer) if answer else _refused(slug, form, conflict)


def _sent_already(slug: str, form: CommentForm) -> str | None:
    """The receipt of what this form's token sent. Raises Refused where the form holds another text by now."""
    key = key_of(form)
    if not form.form_token.data or queries.find_by_hash(references.key_hash(key)) is None:
        return None
    place = _place(slug, form, clock.now(), with_texts=False)
    article_id = place.article.id if place.article else None
    if not queries.was_sent(references.key_hash(key), body=form.body.data or "", article_id=article_id):
        form.renew()
        raise Refused(OTHER_TEXT)
    return receipt_of(key)


def _place(
    slug: str, form: CommentForm, now: datetime, *, with_texts: bool = True, known: Any = None
) -> Place:
    """What the form is about. Raises NotFound (unknown consultation) or Refused (unknown version, article).

    Without texts it reads what ``submit`` needs and no more, because that happens while the write lock is held.
    ``known``: the consultation, where it was looked up for this request and this transaction.
    """
    consultation = known or consultations.get_public(slug, now)
    parent = queries.get_by_reference(form.reply_to.data) if form.reply_to.data else None
    version = _version(consultation.id, form.version.data or "", parent)
    if version is None:
        raise NotFound
    anchor = form.article.data or ""
    if parent is not None and parent.article_id is not None:
        anchor = consultations.article_labels([parent.article_id], i18n.language())[parent.article_id][0]
    article = consultations.find_article(version.id, anchor) if anchor else None
    if anchor and article is None:
        raise Refused(NO_ARTICLE, field="article") if request.method == "POST" else NotFound(NO_ARTICLE)
    alternative = _alternative(form, article, parent)
    if not with_texts:
        return Place(consultation, version, article=article, parent=parent, alternative=alternative)
    editions = consultations.editions_of(version.id)
    edition = consultations.edition_in(editions, form.edition.data or i18n.language())
    article_text = consultations.article_in(edition, anchor)[1] if article else None
    place = Place(consultation, version, edition, article, article_text, parent, alternative)
    if article is None or parent is not None:
        return place
    has_alternatives = bool(consultations.alternatives_at(article.id, edition.language))
    return replace(place, takes_aim=not has_alternatives)


def _alternative(form: CommentForm, article: Any, parent: Any) -> Any:
    """The alternative of the article that the form names, None for the article itself. Raises as for an article."""
    number = form.alternative.data or ""
    if article is None or parent is not None or not number:
        return None
    found = consultations.find_alternative(article.id, int(number)) if number.isdecimal() else None
    if found is None:
        raise Refused(NO_ARTICLE, field="article") if request.method == "POST" else NotFound(NO_ARTICLE)
    return found


def _version(consultation_id: int, number: str, parent: Any) -> Any:
    """The version that the form was opened for, else the newest one."""
    versions = consultations.versions_of(consultation_id)
    for version in versions:
        if version.id == parent.version_id if parent else str(version.number) == number:
            return version
    return versions[-1] if versions else None


def _send(slug: str, form: CommentForm, consultation: Any) -> str:
    """Store it; returns the receipt's address."""
    now, key = clock.now(), key_of(form)
    limits.check_address("comment", per_hour=web.settings().comments_per_address_per_hour, now=now)
    written = _written(form, consultation)
    aims = any(form.chosen.values())
    aim = _aim(form, _place(slug, form, now, known=consultation)) if aims else service.NO_AIM
    with writing():
        place = _place(slug, form, now, with_texts=False)
        service.submit(
            access.current_actor(), place.consultation, place.version, written, key=key, language=i18n.language(),
            article=place.article, parent=place.parent, stance=form.stance.data or "",
            contact=contact_of(form, key, place.consultation), now=now, alternative=place.alternative, aim=aim,
            more_time=times.find_more_time(place.consultation.id, form.time.data or ""),
            invitation=brought(place.consultation), asked=who_was_asked(place.consultation, form),
        )  # fmt: skip
    return receipt_of(key)


def _written(form: CommentForm, consultation: Any) -> service.Written:
    return service.write(
        form.body.data or "", limit=_limit(consultation), confidential=form.confidential.data or ""
    )


def _aim(form: CommentForm, place: Place) -> service.Aim:
    """What it is about within its article. Raises Refused."""
    if not place.takes_aim:
        return service.NO_AIM
    return service.aim(
        place.article_text.text, place.edition.language, service.Chosen(**form.chosen),
        limit=_limit(place.consultation),
    )  # fmt: skip


def _limit(consultation: Any) -> int:
    return consultation.comment_characters or web.settings().comment_characters


def _preview(slug: str, form: CommentForm) -> str:
    """What everybody will see, what only staff will see, and until when it is kept (A28)."""
    now = clock.now()
    place = _place(slug, form, now)
    written, key = _written(form, place.consultation), key_of(form)
    aim = _aim(form, place)
    part = service.Part(place.version, written, place.article, place.parent, form.stance.data or "", aim=aim)
    contact, is_late = service.check_sending(
        access.current_actor(), place.consultation, [part], contact=contact_of(form, key, place.consultation), now=now,
        until=until_now(place.consultation, form), invitation=brought(place.consultation),
        asked=who_was_asked(place.consultation, form),
    )  # fmt: skip
    return render_template(
        "contributions/preview.html",
        form=form,
        written=written,
        aim=aim,
        contact=contact,
        name_shown=contact.name_shown(i18n.language()),
        is_late=is_late,
        files=queries.all_files_waiting(references.key_hash(key)),
        now=now,
        **_about(place, now),
        **_rules(place),
    )


def _form_page(slug: str, form: CommentForm, place: Place | None = None) -> str:
    """The form with what was typed; above it why nothing can be sent, where that is so."""
    now = clock.now()
    if place is None or place.version.withdrawn_at is not None:
        place = _place_as_far_as_known(slug, form, now)
    form.version.data = str(place.version.number)
    form.article.data = place.article.anchor if place.article else ""
    if form.show_name.data and not form.publication.data:
        form.publication.data = "named"
    if place.takes_aim:
        _offer_words(form, place)
    texts = consultations.texts_of(place.consultation.id)
    return render_template(
        "contributions/comment.html",
        form=form,
        was_sent=request.method == "POST",
        files=queries.all_files_waiting(references.key_hash(key_of(form))),
        is_taken=is_taken(place.consultation, form, now),
        more_time=more_time_now(place.consultation, form, now),
        asked=who_was_asked(place.consultation, form),
        about=consultations.text_in(texts, i18n.language(), place.consultation.language),
        may_comment=may_write(place.consultation, form),
        must_bring=who_was_asked(place.consultation, form) is None and must_bring(place.consultation),
        is_auditor=access.current_actor().is_auditor,
        **_about(place, now),
        **_rules(place),
    )


def _offer_words(form: CommentForm, place: Place) -> None:
    """The article's sentences to choose from, and its text to write otherwise."""
    words = place.article_text.text
    form.edition.data = place.edition.language
    form.sentence.choices = [
        ("", i18n.gettext(N_("The whole article"))),
        *((f"{start}-{end}", words[start:end]) for start, end in sentences_of(words)),
    ]
    if request.method == "GET":
        form.proposal.data = words


def _place_as_far_as_known(slug: str, form: CommentForm, now: datetime) -> Place:
    """The same for a form that names what isn't there any more: the newest version, the whole draft."""
    try:
        place = _place(slug, form, now)
    except NotFound:
        form.reply_to.data = form.article.data = form.alternative.data = ""
        place = _place(slug, form, now)
    except Refused:
        form.article.data = form.alternative.data = ""
        place = _place(slug, form, now)
    if place.version.withdrawn_at is not None and form.version.data:
        form.version.data = form.reply_to.data = ""
        return _place_as_far_as_known(slug, form, now)
    return place


def _about(place: Place, now: datetime) -> dict[str, Any]:
    consultation = place.consultation
    ids = [consultation.id]
    label = place.article_text and f"{place.article_text.number} {place.article_text.heading}".strip()
    if place.alternative is not None:
        named = consultations.alternatives_at(place.article.id, place.edition.language)[
            place.alternative.position
        ]
        label = f"{label} {named.label}".strip()
    return {
        "consultation": consultation,
        "title": consultations.titles_in(ids, i18n.language())[consultation.id],
        "phase": consultations.phase_of(consultation, now),
        "place": place,
        "label": label or (place.article.anchor if place.article else ""),
        "parent": queries.shown(place.parent.reference) if place.parent else None,
        "stances": labels.STANCES,
        "labels": labels,
    }


def _rules(place: Place) -> dict[str, Any]:
    return {
        **terms_of(place.consultation),
        "limit": _limit(place.consultation),
        "most_files": web.settings().attachments,
        "file_megabytes": web.settings().attachment_bytes // 1_000_000,
    }
