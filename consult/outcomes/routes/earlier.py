"""What was said in the earlier round, as everybody reads it beside the draft of the further one."""

from flask import request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import labels
from consult.contributions.queries import rounds
from consult.foundation import access, clock, i18n, web
from consult.outcomes import queries
from consult.outcomes.routes.blueprint import bp, page_after

WHOLE = "whole"


@bp.get("/consultations/<slug>/earlier-round")
@access.public
def list_earlier_round(slug: str) -> Response:
    """Every published comment of the earlier round: where it stands in this draft, and what became of it there."""
    language = i18n.language()
    stamp = consultations.stamp(slug, clock.now(), language)
    consultation = stamp.consultation
    etag = web.etag_of(stamp.revision, stamp.phase, consultations.earlier_revision(consultation))
    if unchanged := web.not_modified(etag):
        return unchanged
    theirs = consultations.earlier_round(consultation)
    version = consultations.current_version(consultation.id)
    if theirs is None or version is None:
        return web.public_page("outcomes/no_earlier_round.html", etag, stamp=stamp, consultation=consultation)
    counts = rounds.earlier_counts(version.id, theirs.id)
    states = [*labels.CARRIES, WHOLE]
    state = request.args.get("state", "")
    state = state if state in states else next((one for one in states if counts.get(one)), WHOLE)
    page = queries.earlier_listed(
        theirs, version.id, state, language, limit=web.settings().page_size, after=page_after() or 0
    )
    ids = [one.comment.article_id for one in page.said] + [
        one.place.article_id for one in page.said if one.place is not None
    ]
    return web.public_page(
        "outcomes/earlier_round.html", etag, stamp=stamp, consultation=consultation, version=version, counts=counts,
        states=states, state=state, page=page, reason_in=queries.reason_in,
        places=consultations.article_labels([one for one in ids if one], language),
    )  # fmt: skip
