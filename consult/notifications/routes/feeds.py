"""Feeds and calendars of public consultations: the same for everybody, in the language that ``?lang=`` names."""

from collections.abc import Callable

from flask import request
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.consultations.queries import Stamp
from consult.foundation import access, clock, i18n, web
from consult.notifications import calendars, feeds
from consult.notifications.routes.blueprint import root

ATOM = "application/atom+xml; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"


@root.get("/feeds/<slug>.atom")
@access.public
def news_feed(slug: str) -> Response:
    """What happened in the consultation, newest first."""
    return _answer(slug, ATOM, lambda stamp: feeds.news(stamp, base=web.settings().base_url))


@root.get("/feeds/<slug>-comments.atom")
@access.public
def comments_feed(slug: str) -> Response:
    """The newest published comments."""
    return _answer(slug, ATOM, lambda stamp: feeds.comments(stamp, base=web.settings().base_url))


@root.get("/calendar/<slug>.ics")
@access.public
def calendar(slug: str) -> Response:
    """Opening, closing and the day the outcome is due."""
    return _answer(slug, CALENDAR, lambda stamp: calendars.dates(stamp, base=web.settings().base_url))


def _answer(slug: str, content_type: str, make: Callable[[Stamp], bytes]) -> Response:
    now = clock.now()
    wanted = request.args.get("lang", "")
    wanted = wanted if wanted in i18n.LANGUAGES else ""
    stamp = consultations.stamp(slug, now, wanted)
    language = wanted or stamp.consultation.language
    with i18n.speaking(language):
        etag = web.etag_of(stamp.revision, stamp.phase)
        if (unchanged := web.not_modified(etag)) is not None:
            return unchanged
        return web.public_data(make(stamp), content_type, etag)
