"""Documents beside the draft: the public list, the files, and the authors' page."""

from typing import TYPE_CHECKING, Any

from flask import request, url_for
from werkzeug.wrappers import Response

from consult.consultations import queries, rules, service
from consult.consultations.forms.drafts import DOCUMENT_KINDS, DocumentForm, RemoveForm
from consult.consultations.orders import BECAUSE
from consult.consultations.routes.blueprint import bp, consultation_for
from consult.consultations.supporting_files import TYPES
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import NotFound, Refused
from consult.foundation.forms import answer_of, claim, form_page, is_done

if TYPE_CHECKING:
    from consult.consultations.models import Consultation, SupportingDocument


@bp.get("/consultations/<slug>/documents")
@access.public
def documents(slug: str) -> Response:
    """The explanatory note and other documents, and what became of them since publication. Three statements.

    In a further round those of the earlier one, too: three more, and a second one before an answer of 304.
    """
    stamp = queries.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase, queries.earlier_revision(stamp.consultation))
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    earlier = queries.earlier_round(stamp.consultation)
    return web.public_page(
        "consultations/documents.html", etag, stamp=stamp, consultation=stamp.consultation, kinds=DOCUMENT_KINDS,
        found=queries.documents_of(stamp.consultation), removals=queries.draft_removals(stamp.consultation_id),
        because=BECAUSE, earlier=earlier, beside_earlier=queries.documents_of(earlier).current if earlier else (),
    )  # fmt: skip


@bp.get("/consultations/<slug>/documents/<public_id>")
@access.public
def document(slug: str, public_id: str) -> Response:
    """One file, to be saved: never shown in our origin."""
    stamp = queries.stamp(slug, clock.now())
    etag = web.etag_of(public_id, stamp.revision)
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    return _file(queries.document(stamp.consultation_id, public_id), etag)


def _file(found: "SupportingDocument", etag: str) -> Response:
    queries.check_not_removed(found)
    if found.content is None:
        raise NotFound(rules.DOCUMENT_GONE)
    return web.public_file(found.content, etag, media_type=TYPES[found.file_kind], name=found.file_name)


@bp.route("/desk/consultations/<slug>/documents", methods=["GET", "POST"])
@access.staff("author")
def edit_documents(slug: str) -> Response:
    """The documents, and the form that adds one or puts it in another's place."""
    consultation = consultation_for(slug)
    form = DocumentForm(language=consultation.language)
    address = url_for("consultations.edit_documents", slug=slug)
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    if form.validate_on_submit() and _add(slug, form, address):
        return web.see_other(address)
    return form_page(
        "consultations/edit_documents.html", form, **_about(consultation), replaces=_replaced(consultation),
        megabytes=web.settings().upload_bytes // 1_000_000,
    )  # fmt: skip


def _about(consultation: "Consultation") -> dict[str, Any]:
    phase = queries.phase_of(consultation, clock.now())
    return {
        "consultation": consultation, "found": queries.documents_of(consultation), "kinds": DOCUMENT_KINDS,
        "is_public": phase in rules.PUBLIC_PHASES,
    }  # fmt: skip


def _replaced(consultation: "Consultation") -> "SupportingDocument | None":
    named = request.args.get("replaces", "")
    return queries.document(consultation.id, named) if named else None


def _add(slug: str, form: DocumentForm, address: str) -> bool:
    limit = web.settings().upload_bytes
    content = form.file.data.read(limit + 1)
    try:
        if len(content) > limit:
            raise Refused(rules.FILE_TOO_LARGE, field="file", megabytes=limit // 1_000_000)
        file = service.prepare_file(content, form.file.data.filename or "document")
    except Refused as refused:
        form.refuse(refused)
        return False

    def keep() -> None:
        claim(form.form_token.data or "", address, now=clock.now())
        consultation = queries.get(slug)
        service.add_document(
            access.current_actor(), consultation, file, kind=form.kind.data, title=form.title.data or "",
            language=form.language.data, dated_on=form.dated_on.data, reason=form.reason.data or "",
            replaces=_replaced(consultation), now=clock.now(),
        )  # fmt: skip

    return is_done(form, keep)


@bp.route("/desk/consultations/<slug>/documents/<public_id>/remove", methods=["GET", "POST"])
@access.staff("author")
def remove_document(slug: str, public_id: str) -> Response:
    """Take a document out, with the reason."""
    consultation = consultation_for(slug)
    found = queries.document(consultation.id, public_id)
    form = RemoveForm()

    def keep() -> None:
        again = queries.get(slug)
        service.remove_document(
            access.current_actor(), again, queries.document(again.id, public_id), reason=form.reason.data or "",
            now=clock.now(),
        )  # fmt: skip

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(url_for("consultations.edit_documents", slug=slug))
    return form_page("consultations/remove_document.html", form, **_about(consultation), one=found)
