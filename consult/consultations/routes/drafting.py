"""Uploading the draft, looking at the outline found, and mending it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from consult.consultations import outline, queries, service
from consult.consultations.drafts import editing
from consult.consultations.drafts.editing import Outline
from consult.consultations.drafts.limits import DraftLimits
from consult.consultations.drafts.reading import read_draft
from consult.consultations.forms import ActForm
from consult.consultations.forms.drafts import PARTS, AuthorityForm, EditionForm, MendForm, UploadForm
from consult.consultations.forms.fields import choices
from consult.consultations.outline import PreparedDraft
from consult.consultations.routes.blueprint import bp, consultation_for
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, Conflict, NotFound, Refused
from consult.foundation.forms import answer_of, claim, form_page, is_done

if TYPE_CHECKING:
    from consult.consultations.models import Edition, Version

Store = Callable[[str, PreparedDraft, UploadForm], object]
NO_DRAFT = N_("There is no draft yet. Upload it first.")


@bp.route("/desk/consultations/<slug>/upload", methods=["GET", "POST"])
@access.staff("author")
def upload(slug: str) -> Response:
    """A file becomes the draft, or the next version of a published one."""
    return _upload(slug, is_edition=False, store=_store_version)


@bp.route("/desk/consultations/<slug>/upload-edition", methods=["GET", "POST"])
@access.staff("author")
def upload_edition(slug: str) -> Response:
    """A file becomes a further language edition of the unpublished version."""
    return _upload(slug, is_edition=True, store=_store_edition)


def _upload(slug: str, *, is_edition: bool, store: Store) -> Response:
    consultation = consultation_for(slug)
    form = EditionForm() if is_edition else UploadForm(language=consultation.language)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("consultations.outline_found", slug=slug)
    if form.validate_on_submit() and (draft := _read(form)) is not None:

        def keep() -> None:
            claim(form.form_token.data or "", address, now=clock.now())
            store(slug, draft, form)

        if is_done(form, keep):
            return web.see_other(address)
    return form_page(
        "consultations/upload.html", form, consultation=consultation, is_edition=is_edition,
        version=queries.current_version(consultation.id, published_only=False),
        megabytes=web.settings().upload_bytes // 1_000_000,
    )  # fmt: skip


def _read(form: UploadForm) -> PreparedDraft | None:
    """The file read and made safe, before any lock; None where it can't be, said on the form."""
    limit = web.settings().upload_bytes
    name = form.draft.data.filename or "draft"
    try:
        read = read_draft(form.draft.data.read(limit + 1), name, limits=DraftLimits(max_file_bytes=limit))
        return outline.prepare(read, name)
    except Refused as refused:
        form.refuse(refused)
        return None


def _store_version(slug: str, draft: PreparedDraft, form: UploadForm) -> None:
    service.add_version(
        access.current_actor(), queries.get(slug), draft, language=form.language.data, now=clock.now()
    )


def _store_edition(slug: str, draft: PreparedDraft, form: UploadForm) -> None:
    consultation = queries.get(slug)
    version = queries.current_version(consultation.id, published_only=False)
    if version is None:
        raise Refused(NO_DRAFT)
    service.add_edition(
        access.current_actor(), consultation, version, draft, language=form.language.data,
        authority=form["authority"].data, now=clock.now(),
    )  # fmt: skip


@bp.get("/desk/consultations/<slug>/outline")
@access.staff("author")
def outline_found(slug: str) -> str:
    """The outline of the newest version, what reading found, and the way to mend each entry."""
    consultation = consultation_for(slug)
    version = queries.current_version(consultation.id, published_only=False)
    if version is None:
        raise NotFound(NO_DRAFT)
    editions = queries.editions_of(version.id)
    return render_template(
        "consultations/outline.html", consultation=consultation, version=version, editions=editions,
        outlines=[queries.outline_of(edition) for edition in editions], form=ActForm(),
        may_mend=version.published_at is None,
        mismatches=queries.mismatches(version.id) if len(editions) > 1 else (),
        authority_form=AuthorityForm(formdata=None),
        barred=[i18n.refusal_text(one) for one in service.bars_of_version(consultation)],
        unconfirmed=any(service.needs_confirmation(e) and e.findings_confirmed_at is None for e in editions),
    )  # fmt: skip


@bp.post("/desk/consultations/<slug>/authority/<language>")
@access.staff("author")
def set_authority(slug: str, language: str) -> Response:
    """Say what one language of the draft counts for."""
    consultation_for(slug)
    form = AuthorityForm()

    def keep() -> None:
        _, edition = _mendable(slug, language)
        service.set_authority(
            access.current_actor(), queries.get(slug), edition, authority=form.authority.data, now=clock.now()
        )

    if form.validate_on_submit():
        is_done(form, keep)
    return web.see_other(url_for("consultations.outline_found", slug=slug))


@bp.post("/desk/consultations/<slug>/findings")
@access.staff("author")
def confirm_findings(slug: str) -> Response:
    """The author has read the tracked changes and wants the text so."""
    consultation_for(slug)
    form = ActForm()
    if form.validate_on_submit():
        is_done(form, lambda: _confirm(slug))
    return web.see_other(url_for("consultations.outline_found", slug=slug))


def _confirm(slug: str) -> None:
    consultation = queries.get(slug)
    version = queries.current_version(consultation.id, published_only=False)
    if version is None:
        raise Refused(NO_DRAFT)
    service.confirm_findings(access.current_actor(), consultation, version, now=clock.now())


def _divide(articles: Outline, anchor: str, form: MendForm) -> Outline:
    """Each paragraph to the part of the article that it belongs to."""
    return editing.divide(articles, anchor, form.parts.data or [])


def _edit(articles: Outline, anchor: str, form: MendForm) -> Outline:
    """Heading, level and number; the number last, because the anchor follows it."""
    articles = editing.retitle(articles, anchor, form.heading.data or "")
    if form.level.data and form.level.data != articles[editing.position_of(articles, anchor)].level:
        articles = editing.change_level(articles, anchor, form.level.data)
    if (form.number.data or "") != articles[editing.position_of(articles, anchor)].number:
        articles = editing.renumber(articles, anchor, form.number.data or "")
    return articles


MENDINGS: dict[str, Callable[[Outline, str, MendForm], Outline]] = {
    "edit": _edit,
    "divide": _divide,
    "join": lambda articles, anchor, _form: editing.join(articles, anchor),
    "split": lambda articles, anchor, form: editing.split(articles, anchor, form.paragraph.data or 0),
    "division": lambda articles, anchor, _form: editing.make_division(articles, anchor),
    "article": lambda articles, anchor, _form: editing.make_article(articles, anchor),
    "remove": lambda articles, anchor, _form: editing.remove_division(articles, anchor),
}
"""Address of the act -> what it makes of an outline."""


@bp.get("/desk/consultations/<slug>/outline/<anchor>")
@access.staff("author")
def entry(slug: str, anchor: str) -> Response:
    """One entry of the outline, with all that can be mended in it."""
    return _entry_page(slug, anchor, None)


@bp.post("/desk/consultations/<slug>/outline/<anchor>/<act>")
@access.staff("author")
def mend(slug: str, anchor: str, act: str) -> Response:
    """Do one mending of an entry."""
    consultation_for(slug)
    form = MendForm()
    if act not in MENDINGS:
        raise NotFound(queries.NONE)
    if form.validate_on_submit() and _mend(slug, anchor, form, MENDINGS[act]):
        return web.see_other(url_for("consultations.outline_found", slug=slug))
    return _entry_page(slug, anchor, form)


def _mend(
    slug: str,
    anchor: str,
    form: MendForm,
    change: Callable[[Outline, str, MendForm], Outline],
) -> bool:
    _, edition = _mendable(slug)
    language, seen = edition.language, form.seen.data or ""
    try:
        mended = change(queries.read_outline(edition), anchor, form)
        prepared = [outline.prepare_article(article) for article in mended]
    except Refused as refused:
        form.refuse(refused)
        return False

    def keep() -> None:
        _, stored = _mendable(slug, language)
        service.mend_outline(
            access.current_actor(), queries.get(slug), stored, prepared, seen=seen, now=clock.now()
        )

    return is_done(form, keep)


def _mendable(slug: str, language: str = "") -> "tuple[Version, Edition]":
    """The unpublished version, and its edition in that language, else in the one the address names, else the first."""
    consultation = queries.get(slug)
    version = queries.current_version(consultation.id, published_only=False)
    if version is None:
        raise NotFound(NO_DRAFT)
    if version.published_at is not None:
        raise Conflict(service.PUBLISHED)
    editions = queries.editions_of(version.id)
    wanted = language or request.args.get("edition", "")
    for edition in editions if wanted else editions[:1]:
        if wanted in ("", edition.language):
            return version, edition
    raise NotFound(NO_DRAFT)


def _entry_page(slug: str, anchor: str, sent: MendForm | None) -> Response:
    consultation = consultation_for(slug)
    version, edition = _mendable(slug)
    articles = queries.read_outline(edition)
    position = editing.position_of(articles, anchor)
    one = articles[position]
    form = sent or MendForm(number=one.number, heading=one.heading, level=one.level)
    form.seen.data = queries.outline_stamp(edition)
    paragraphs = editing.paragraphs_of(one)
    form.paragraph.choices = choices({n: words[:200] for n, words in enumerate(paragraphs) if n})
    return form_page(
        "consultations/entry.html", form, consultation=consultation, version=version, edition=edition, one=one,
        before=articles[position - 1] if position else None, html=outline.prepare_article(one).html,
        parts=editing.parts_of(one), part_names=PARTS, edition_asked=request.args.get("edition"),
    )  # fmt: skip
