"""Removing a version or a document by order."""

from typing import TYPE_CHECKING

from flask import url_for
from werkzeug.wrappers import Response

from consult.consultations import permissions, queries, service
from consult.consultations.forms.drafts import DOCUMENT_KINDS
from consult.consultations.forms.removing import RemoveDraftForm
from consult.consultations.routes.blueprint import bp, consultation_for, note_refusal
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, Refused
from consult.foundation.forms import answer_of, claim, form_page
from consult.organisations.forms import is_done_on_record

if TYPE_CHECKING:
    from consult.consultations.models import Consultation, SupportingDocument, Version

CHOOSE = N_("Please choose what goes.")


@bp.route("/desk/consultations/<slug>/remove", methods=["GET", "POST"])
@access.staff("administrator")
@access.dangerous(service.REMOVE)
def remove_by_order(slug: str) -> Response:
    """Ask that a version or a document is taken out because it was ordered."""
    consultation, form = consultation_for(slug, permissions.may_remove), RemoveDraftForm()
    if form.is_submitted() and (answer := answer_of(form.form_token.data or "")):
        return web.see_other(answer)
    address = url_for("consultations.tasks", slug=slug)
    form.thing.choices = [(key, label) for key, (label, _thing) in _things(consultation).items()]

    def keep() -> None:
        now, found = clock.now(), queries.get(slug)
        _label, thing = _things(found).get(form.thing.data or "", ("", None))
        if thing is None:
            raise Refused(CHOOSE, field="thing")
        order = service.DraftOrder(
            kind=form.order_kind.data or "", words=form.order_text.data or "", number=form.order_number.data or "",
            language=i18n.language(), is_sealed_too=form.is_sealed_too.data,
        )  # fmt: skip
        claim(form.form_token.data or "", address, now=now)
        service.order_draft_removal(access.current_actor(), found, thing, order, now=now)

    note = note_refusal(service.REMOVE, consultation)
    if form.validate_on_submit() and is_done_on_record(form, keep, note):
        return web.see_other(address)
    return form_page(
        "consultations/remove_by_order.html", form, consultation=queries.get(slug),
        phase=queries.phase_of(consultation, clock.now()),
    )  # fmt: skip


def _things(consultation: "Consultation") -> "dict[str, tuple[str, Version | SupportingDocument]]":
    """What can be removed: published versions and documents that are still there, with what they are called."""
    found: dict[str, tuple[str, Version | SupportingDocument]] = {
        f"version-{one.number}": (i18n.gettext(N_("Version %(number)s of the draft"), number=one.number), one)
        for one in queries.versions_of(consultation.id)
        if one.removed_at is None and one.published_at is not None
    }
    for document in queries.every_document(consultation):
        if document.removed_at is None and document.title:
            kind = str(DOCUMENT_KINDS[document.kind])
            found[document.public_id] = (f"{kind}: {document.title}", document)
    return found
