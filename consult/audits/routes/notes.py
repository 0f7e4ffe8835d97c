"""Notes of the audit office on one consultation."""

from flask import url_for
from werkzeug.wrappers import Response

from consult.audits import queries, service
from consult.audits.forms import NoteForm
from consult.audits.routes.blueprint import audited, bp, note_opened
from consult.consultations import queries as consultations
from consult.foundation import access, addresses, clock, i18n, web
from consult.foundation.forms import answer_of, claim, form_page, is_done

PAGE = 50


@bp.route("/audit/consultations/<slug>/notes", methods=["GET", "POST"])
@access.audit_office
def notes(slug: str) -> Response:
    """Read them, and add one."""
    consultation, form = audited(slug), NoteForm()
    address = url_for("audits.notes", slug=slug)
    if form.is_submitted() and (done := answer_of(form.form_token.data or "")):
        return web.see_other(done)

    def keep() -> None:
        now = clock.now()
        claim(form.form_token.data or "", address, now=now)
        service.write_note(
            access.current_actor(), consultations.get(slug), body=form.body.data or "", now=now
        )

    if form.validate_on_submit() and is_done(form, keep):
        return web.see_other(address)
    public_id = consultation.public_id
    note_opened("notes", public_id)
    consultation = audited(slug)
    rows, after = queries.notes_of(consultation.id, limit=PAGE, after=addresses.whole_number("after"))
    title, language = consultations.titles_in([consultation.id], i18n.language())[consultation.id]
    return form_page(
        "audits/notes.html", form, consultation=consultation, rows=rows, after=after, title=title,
        title_language=language,
    )  # fmt: skip
