"""The response as one document: a tagged PDF with everything the outcome page says."""

from typing import TYPE_CHECKING, Any

from flask import render_template
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, clock, i18n, web
from consult.foundation.documents.pdf import make_pdf
from consult.foundation.errors import N_, NotFound
from consult.outcomes import queries, rules
from consult.outcomes.routes.blueprint import bp
from consult.outcomes.routes.reading import items_of, texts_of
from consult.record import queries as record

if TYPE_CHECKING:
    from consult.outcomes.models import Outcome

NOT_YET = N_("There is no outcome yet.")


@bp.get("/consultations/<slug>/outcome.pdf")
@access.public
def take_outcome(slug: str) -> Response:
    """What was asked, who answered, what they said, what became of it, what changes, what happens next."""
    now, language = clock.now(), i18n.language()
    stamp = consultations.stamp(slug, now, language)
    # The signed line comes when the record is sealed, which no revision tells: so the hour is part of it.
    etag = web.etag_of(stamp.revision, stamp.phase, f"{now:%Y-%m-%dT%H}")
    name = f"{slug}-outcome-{language}.pdf"
    if (unchanged := web.kept_file(etag, name=name)) is not None:
        return unchanged
    head = queries.head(stamp.consultation, language, now)
    if head.outcome is None or head.outcome.published_at is None:
        raise NotFound(NOT_YET)
    html = render_template("outcomes/response.html", **_said(stamp, head, language))
    title = i18n.gettext("Outcome: %(title)s", title=stamp.title)
    pdf = make_pdf(html, title=title, language=i18n.tag(), at=head.outcome.changed_at, footer=title)
    return web.made_file(pdf, etag, media_type="application/pdf", name=name)


def _said(stamp: consultations.Stamp, head: queries.Head, language: str) -> dict[str, Any]:
    consultation = stamp.consultation
    counted = contributions.counted(consultation.id)
    totals = contributions.together(counted.values())
    words = consultations.text_in(consultations.texts_of(consultation.id), language, consultation.language)
    received = contributions.received(consultation.id)
    dispositions = queries.dispositions(consultation.id)
    themes = [one for one in queries.public_themes(consultation.id, language, dispositions) if one.number]
    return {
        "stamp": stamp, "consultation": consultation, "head": head, "outcome": head.outcome, "words": words,
        "texts": texts_of(head, language), "items": items_of(consultation.id, counted, dispositions, language),
        "totals": totals.all, "received": received, "channels": contributions.channels(consultation.id),
        "cell": rules.shown_cell, "themes": themes,
        "reason_in": lambda row: queries.reason_in(row, language),
        "checkpoint": _checkpoint(head.outcome),
        "address": f"{web.settings().base_url}/{language}/consultations/{consultation.slug}/outcome",
    }  # fmt: skip


def _checkpoint(outcome: "Outcome | None") -> str:
    """The line of the signed head that covers the outcome's entry, once it is sealed."""
    place = record.place_of(outcome.entry_id) if outcome is not None and outcome.entry_id else None
    head = record.covering_head(place.log, place.index) if place is not None else None
    return head.board_line if head is not None else ""
