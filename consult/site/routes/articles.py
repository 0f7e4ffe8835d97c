"""One article with its comments."""

from flask import request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import access, addresses, clock, i18n, web
from consult.moderation import queries as moderation
from consult.outcomes import queries as outcomes
from consult.site import queries
from consult.site.routes.blueprint import bp
from consult.site.routes.consultation import fate_asked

EARLIER_SHOWN = 20
"""Comments of an earlier round beside an article; the page of that round has them all."""


@bp.get("/consultations/<slug>/draft/<int:version>/<anchor>")
@access.public
def article(slug: str, version: int, anchor: str) -> Response:
    """An article, its explanation, and what people said about it, with the answers.

    Six statements, and up to ten more in a further round, for what was said in the earlier one.
    """
    stamp = consultations.stamp(slug, clock.now(), i18n.language())
    etag = web.etag_of(stamp.revision, stamp.phase, consultations.earlier_revision(stamp.consultation))
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    page = queries.article_page(
        stamp.consultation_id, version, anchor, request.args.get("edition", i18n.language())
    )
    number = addresses.whole_number("alternative")
    chosen = next((one for one in page.wordings if one.number == number), None)
    of = queries.Of(
        page.article.id,
        chosen.id if chosen else None,
        with_carried=page.version.number > 1 and chosen is None,
    )
    thread = queries.thread(
        stamp.consultation_id, limit=web.settings().page_size, article_id=of.article_id, fate=(fate := fate_asked()),
        alternative_id=of.alternative_id, after=addresses.whole_number("after"), with_carried=of.with_carried,
    )  # fmt: skip
    beside = queries.beside(stamp.consultation, thread.ids, of)
    return web.public_page(
        "site/article.html", etag, stamp=stamp, consultation=stamp.consultation, page=page, thread=thread,
        chosen=chosen, edition_asked=request.args.get("edition"), replies=outcomes.replies_for(thread.ids),
        grounds=moderation.ground_names(stamp.consultation.profile, i18n.language()),
        earlier=outcomes.earlier_on_article(
            stamp.consultation, page.article.id, i18n.language(), limit=EARLIER_SHOWN
        ),
        stances=beside.stances, no_counts=contributions.NO_COUNTS, fate=fate, fates=beside.fates,
    )  # fmt: skip
