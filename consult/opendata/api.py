"""``/api/v1``: what the public pages say, as JSON. No cookies, no templates, the same bytes for everybody."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, g, request
from werkzeug.wrappers import Response

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.consultations.queries import Filters, Stamp
from consult.contributions import queries as contributions
from consult.contributions.fates import Fate
from consult.contributions.rules import STANCES
from consult.foundation import access, clock, i18n, web
from consult.foundation.errors import N_, NotFound, Refused
from consult.opendata import description, service
from consult.opendata.files import FILES
from consult.opendata.files.said import one_comment, page_of_comments
from consult.opendata.files.shape import PUBLIC, Record, Scope
from consult.organisations import queries as organisations
from consult.outcomes import queries as outcomes

bp = Blueprint("api", __name__, url_prefix="/api/v1")
blueprints = (bp,)

PAGING = {"after": "key of the last one of the page before, as in `next`", "limit": "how many, 1 to 100"}
LANGUAGE = {"language": "en, zh-hans or zh-hant: for titles and names"}
PHASES = ("scheduled", "open", "suspended", "closed", "answered", "finished", "withdrawn")
PATHS: tuple[tuple[str, str, str, Mapping[str, str]], ...] = (
    (
        "/consultations", "Consultations, open ones first", "Listeds",
        {"phase": ", ".join(PHASES), "organisation": "slug of a body", **LANGUAGE, **PAGING},
    ),
    ("/consultations/{slug}", "One consultation", "Consultation", LANGUAGE),
    (
        "/consultations/{slug}/versions/{number}/articles", "The articles of a version, in order", "Articles",
        {"language": "language of the edition; without it, all editions"},
    ),
    (
        "/consultations/{slug}/comments", "Comments as pages list them, newest first, with those below", "Comments",
        {"article": "anchor; needs version. `whole`: the whole draft", "version": "number of the version",
         "stance": "support, amend, oppose, remark or not-stated", **PAGING},
    ),
    ("/consultations/{slug}/statements", "Statements, by number; counts once these are public", "Statements", PAGING),
    ("/consultations/{slug}/outcome", "The decision, and what became of the comments on each article", "Outcome", {}),
    ("/comments/{reference}", "One comment", "Reply", {}),
)  # fmt: skip


class WrongParameter(Refused):
    """The address asks for something it doesn't know."""

    status = 400


@bp.url_value_preprocessor
def _in_english(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Answers don't depend on who asks: errors are in English, texts in the language that is asked for."""
    g.lang = "en"


@bp.after_request
def _for_any_program(answer: Response) -> Response:
    """Programs on other sites may read it: it says nothing that isn't public and takes no cookies."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


# Answers ------------------------------------------------------------------------------------------


def _answer(etag: str, make: Callable[[], Any]) -> Response:
    if (unchanged := web.not_modified(etag)) is not None:
        return unchanged
    content = json.dumps(make(), ensure_ascii=False, separators=(",", ":")) + "\n"
    return web.public_data(content, "application/json; charset=utf-8", etag)


def _check(*known: str) -> None:
    for name, value in request.args.items(multi=True):
        if name not in known or "\x00" in value:  # PostgreSQL takes no NUL
            raise WrongParameter(N_("There is no parameter “%(name)s” here."), name=name[:50])


def _one_of(name: str, values: tuple[str, ...]) -> str:
    value = request.args.get(name, "")
    if value and value not in values:
        raise WrongParameter(N_("“%(name)s” is one of: %(values)s."), name=name, values=", ".join(values))
    return value


def _limit() -> int:
    typed = request.args.get("limit", str(web.settings().page_size))
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 4 and 1 <= int(typed) <= 100):
        raise WrongParameter(N_("“limit” is a number from 1 to 100."))
    return int(typed)


def _page(rows: list[Any], after: str) -> dict[str, Any]:
    query = urlencode({**request.args.to_dict(), "after": after})
    return {"data": rows, "next": f"{web.settings().base_url}{request.path}?{query}" if after else None}


def _stamp(slug: str, language: str = "") -> Stamp:
    return consultations.stamp(slug, clock.now(), language)


def _scope(stamp: Stamp) -> Scope:
    return service.scope_of(stamp.consultation, PUBLIC, clock.now())


def _rows(name: str, scope: Scope) -> Iterator[dict[str, object]]:
    """The rows of a table of the public package."""
    file = next(one for one in FILES if one.name == name)
    return (description.row_of(name, record) for record in file.rows(scope))


def _exact(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z") if instant else None


# Addresses ----------------------------------------------------------------------------------------


@bp.get("/openapi.json")
@access.public
def openapi() -> Response:
    """What there is."""
    base = web.settings().base_url
    return _answer(web.etag_of(base), lambda: description.openapi(PATHS, base=base))


@bp.get("/consultations")
@access.public
def list_consultations() -> Response:
    """Every public consultation."""
    _check("phase", "organisation", "language", "after", "limit")
    now, limit = clock.now(), _limit()
    language = _one_of("language", tuple(i18n.LANGUAGES)) or "en"
    filters = Filters(
        phase=_one_of("phase", PHASES), organisation_slug=request.args.get("organisation", "")[:80]
    )

    def make() -> dict[str, Any]:
        found, after = consultations.listed(
            filters, language=language, after=request.args.get("after", "")[:80], limit=limit, now=now
        )
        rows = [
            _listed(one.consultation, one.phase, one.title, one.title_language,
                    organisations.name_in(one.organisation, language))
            for one in found
        ]  # fmt: skip
        return _page(rows, after)

    return _answer(web.etag_of(*consultations.site_stamp(now)), make)


def _listed(one: Any, phase: str, title: str, language: str, body: str) -> dict[str, Any]:
    return {
        "id": one.public_id, "slug": one.slug, "title": title, "language": language, "body": body, "phase": phase,
        "opens_at": _exact(one.opens_at), "closes_at": _exact(one.closes_at), "timezone": one.timezone,
        "page": f"{web.settings().base_url}/en/consultations/{one.slug}",
    }  # fmt: skip


@bp.get("/consultations/<slug>")
@access.public
def show_consultation(slug: str) -> Response:
    """What it is about, its rules, its versions, how many comments there are."""
    _check("language")
    language = _one_of("language", tuple(i18n.LANGUAGES)) or "en"
    stamp = _stamp(slug, language)

    def make() -> dict[str, Any]:
        one, scope = stamp.consultation, _scope(stamp)
        body = organisations.name_in(organisations.get(one.organisation_id), language)
        totals = contributions.totals_apart(one.id)
        return {
            **_listed(one, stamp.phase, stamp.title, stamp.title_language, body),
            "texts": list(_rows("consultation", scope)), "versions": list(_rows("versions", scope)),
            "received": asdict(contributions.received(one.id).all),
            "reading": _reading(one.id),
            "comments": _without_unconfirmed(totals.all), "imported_comments": _without_unconfirmed(totals.imported),
        }  # fmt: skip

    return _answer(web.etag_of(stamp.revision, stamp.phase), make)


def _reading(consultation_id: int) -> dict[str, int]:
    kept = reading.coverage(consultation_id)
    return {"received": kept.received, "read": kept.read, "by_method": kept.by_method}


def _without_unconfirmed(states: Mapping[str, int]) -> dict[str, int]:
    return {state: number for state, number in states.items() if state != "unconfirmed" and number}


@bp.get("/consultations/<slug>/versions/<int:number>/articles")
@access.public
def list_articles(slug: str, number: int) -> Response:
    """The text of a published version, whole."""
    _check("language")
    language = request.args.get("language", "")
    stamp = _stamp(slug)
    consultations.get_version(stamp.consultation_id, number)

    def make() -> dict[str, Any]:
        rows = [row for row in _rows("articles", _scope(stamp)) if row["version"] == number]
        return _page([row for row in rows if language in ("", row["language"])], "")

    return _answer(web.etag_of(stamp.revision, stamp.phase), make)


@bp.get("/consultations/<slug>/comments")
@access.public
def list_comments(slug: str) -> Response:
    """A page of comments."""
    _check("article", "version", "stance", "after", "limit")
    limit = _limit()
    stance = _one_of("stance", (*filter(None, STANCES), "not-stated"))
    stamp = _stamp(slug)
    article_id = _article_id(stamp)

    def make() -> dict[str, Any]:
        top, below, after = page_of_comments(
            _scope(stamp), limit=limit, after=request.args.get("after", "")[:40], article_id=article_id,
            stance=None if not stance else "" if stance == "not-stated" else stance,
        )  # fmt: skip
        fates = _fates(stamp, [str(one["reference"]) for one in (*top, *below)])
        return _page([_comment(one, below, fates) for one in top], after)

    return _answer(web.etag_of(stamp.revision, stamp.phase), make)


def _fates(stamp: Stamp, references: Sequence[str]) -> Mapping[str, Fate]:
    """What the outcome made of these comments, in the consultation's first language; of none before it is out."""
    if stamp.consultation.answered_at is None:
        return {}
    return outcomes.fates_by_reference(references, stamp.consultation.language)


def _comment(one: Record, below: list[Record], fates: Mapping[str, Fate]) -> dict[str, object]:
    under = [_alone(other, fates) for other in below if other["in_reply_to"] == one["reference"]]
    return {**_alone(one, fates), "replies": under}


def _alone(one: Record, fates: Mapping[str, Fate]) -> dict[str, object]:
    fate = fates.get(str(one["reference"]))
    became = [
        {"theme": part.theme_id, "name": part.theme, "language": part.theme_language,
         "disposition": part.disposition, "reason": part.reason, "reason_language": part.reason_language}
        for part in (fate.became if fate else ())
    ]  # fmt: skip
    decided_at = _exact(fate.at) if fate else ""
    return {**description.row_of("comments", one), "decided_at": decided_at, "became": became}


def _article_id(stamp: Stamp) -> int | None:
    """Which article is asked for: None for all, 0 for the whole draft. Raises NotFound."""
    anchor, typed = request.args.get("article", ""), request.args.get("version", "")
    if not anchor:
        return None
    if anchor == "whole":
        return contributions.WHOLE_DRAFT
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6):
        raise WrongParameter(N_("“article” needs “version”, the number of the version it is in."))
    version = consultations.get_version(stamp.consultation_id, int(typed))
    article = consultations.find_article(version.id, anchor[:80])
    if article is None:
        raise NotFound(N_("There is no such article in this draft."))
    return article.id


@bp.get("/consultations/<slug>/statements")
@access.public
def list_statements(slug: str) -> Response:
    """A page of statements by number."""
    _check("after", "limit")
    limit, typed = _limit(), request.args.get("after", "0")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise WrongParameter(N_("“after” is the number of a statement."))
    stamp = _stamp(slug)

    def make() -> dict[str, Any]:
        scope = _scope(stamp)
        rows = [row for row in _rows("statements", scope) if _number(row) > int(typed)]
        last = str(rows[limit - 1]["number"]) if len(rows) > limit else ""
        return {**_page(rows[:limit], last), "are_counts_public": scope.results_shown}

    return _answer(web.etag_of(stamp.revision, stamp.phase), make)


def _number(row: Mapping[str, object]) -> int:
    return int(str(row["number"]))


@bp.get("/consultations/<slug>/outcome")
@access.public
def show_outcome(slug: str) -> Response:
    """The decision as taken."""
    _check()
    stamp = _stamp(slug)

    def make() -> dict[str, Any]:
        scope = _scope(stamp)
        decided = list(_rows("outcomes", scope))
        if not decided:
            raise NotFound(N_("The outcome isn’t published yet."))
        return {
            "outcome": decided, "dispositions": list(_rows("dispositions", scope)),
            "themes": list(_rows("themes", scope)),
        }  # fmt: skip

    return _answer(web.etag_of(stamp.revision, stamp.phase), make)


@bp.get("/comments/<reference>")
@access.public
def show_comment(reference: str) -> Response:
    """One comment that the pages list."""
    _check()
    shown = contributions.shown(reference)
    consultation = consultations.get_by_id(shown.consultation_id)
    stamp = _stamp(consultation.slug)

    def make() -> dict[str, object]:
        found = one_comment(_scope(stamp), shown.reference)
        if found is None:
            raise NotFound(contributions.NONE)
        return _alone(found, _fates(stamp, [shown.reference]))

    return _answer(web.etag_of(stamp.revision, stamp.phase), make)
