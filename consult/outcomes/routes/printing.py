"""The response as one document: a tagged PDF with everything the outcome page says."""

from flask import render_template
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import labels
from consult.foundation import access, clock, i18n, web
from consult.foundation.documents.pdf import make_pdf
from consult.foundation.errors import N_, NotFound
from consult.outcomes import queries
from consult.outcomes.queries.uncorrected import corrected_elsewhere
from consult.outcomes.routes.blueprint import bp
from consult.outcomes.routes.reading import etag_of

NOT_YET = N_("There is no outcome yet.")


@bp.get("/consultations/<slug>/outcome.pdf")
@access.public
def take_outcome(slug: str) -> Response:
    """What was asked, who answered, what they said, what became of it, what changes, what happens next."""
    now, language = clock.now(), i18n.language()
    stamp = consultations.stamp(slug, now, language)
    etag = etag_of(stamp, now)
    name = f"{slug}-outcome-{language}.pdf"
    if (unchanged := web.kept_file(etag, name=name)) is not None:
        return unchanged
    said = queries.answer(stamp.consultation, language, now)
    if said.outcome is None:
        raise NotFound(NOT_YET)
    html = render_template(
        "outcomes/response.html", stamp=stamp, consultation=stamp.consultation, said=said, head=said.head,
        reason_in=lambda row: queries.reason_in(row, language), asked_states=labels.ASKED_STATES,
        corrected_elsewhere=corrected_elsewhere(said.outcome, language),
        place=f"{web.settings().base_url}/{language}/consultations/{slug}",
    )  # fmt: skip
    title = i18n.gettext("Outcome: %(title)s", title=stamp.title)
    pdf = make_pdf(html, title=title, language=i18n.tag(), at=said.outcome.changed_at, footer=title)
    return web.made_file(pdf, etag, media_type="application/pdf", name=name)
