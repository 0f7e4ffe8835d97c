"""The search page."""

from flask import Blueprint, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response

from consult.consultations import queries as consultations
from consult.foundation import access, addresses, clock, i18n, web
from consult.foundation.text import excerpt
from consult.search import queries
from consult.search.segmenting import SearchQuery, search_query

bp = Blueprint("search", __name__, url_prefix="/<lang:lang>")
blueprints = (bp,)


@bp.get("/search")
@access.public
def search() -> Response:
    """Consultations, articles and published comments in which every word occurs."""
    etag = web.etag_of(*consultations.site_stamp(clock.now()))
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    typed = request.args.get("q", "")[:200]
    kind = request.args.get("kind", "")
    query = search_query(typed)
    found = None
    if query:
        found = queries.search(
            query, limit=web.settings().page_size, kind=kind, after=addresses.whole_number("after")
        )
    documents = found.documents if found else []
    titles = consultations.titles_in({document.consultation_id for document in documents}, i18n.language())
    return web.public_page(
        "search/search.html", etag, typed=typed, kind=kind, found=found, titles=titles,
        passages={document.id: passage(document.body, query) for document in documents},
    )  # fmt: skip


def passage(body: str, query: SearchQuery, length: int = 160) -> Markup:
    """A stretch of the text around the first word that was looked for, with that word marked."""
    place, word = _first_place(body, query)
    start = max(0, place - length // 3)
    before, after = body[start:place], body[place + len(word) :]
    if start and not body[start - 1].isspace():  # not in the middle of a word, where words have spaces
        cut, space, rest = before.partition(" ")
        before = rest if space and len(cut) < 16 else before
    lead = "… " if start else ""
    tail = " " * after[:1].isspace() + excerpt(after, max(length - len(before), 40))
    marked = Markup("<mark>{}</mark>").format(word) if word else Markup("")
    return Markup("").join((escape(lead + before), marked, escape(tail)))


def _first_place(body: str, query: SearchQuery) -> tuple[int, str]:
    folded = body.casefold()
    if len(folded) != len(body):  # folding moved the places: better no mark than a wrong one
        return 0, ""
    for phrase in query.phrases:
        for wanted in ("".join(phrase.words), " ".join(phrase.words), phrase.words[0]):
            place = folded.find(wanted)
            if place >= 0:
                return place, body[place : place + len(wanted)]
    return 0, ""
