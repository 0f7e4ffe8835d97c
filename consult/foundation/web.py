"""Pages: conditional answers, security headers, errors in words, and what every template may use."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import Request as FlaskRequest
from jinja2 import StrictUndefined
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from consult.foundation import access, i18n
from consult.foundation.errors import N_, NotFound
from consult.foundation.kept_pages import KeptPage, KeptPages
from consult.foundation.settings import PROJECT, Settings
from consult.foundation.spacing import SentenceSpacing

logger = structlog.get_logger(__name__)

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
ASSETS = PROJECT / "consult" / "static" / "dist"
PUBLIC_CACHE = "public, max-age=0, s-maxage=5"
PRIVATE_CACHE = "private, no-store"
KEPT_SECONDS = 60.0
"""How long a rendered public page may be served again, where nothing it depends on has changed."""


class PageRequest(FlaskRequest):
    """HEAD runs as the GET it stands for, so that it answers with the same status; werkzeug leaves the body out."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.method == "HEAD":
            self.method = "GET"


def init_app(app: Flask, settings: Settings) -> None:
    """Templates, headers, errors; the proxies an operator trusts, and no others."""
    app.request_class = PageRequest
    app.extensions["consult_kept_pages"] = KeptPages(settings.kept_pages_mb * 1024 * 1024, KEPT_SECONDS)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension(SentenceSpacing)
    app.jinja_env.filters.update(
        number=i18n.spoken(i18n.number_text),
        zone=i18n.spoken(i18n.zone_text),
        iso=_iso,
        listed=i18n.spoken(i18n.list_text),
        aside=i18n.spoken(i18n.aside_text),
        lead=i18n.spoken(i18n.lead_text),
        office=i18n.spoken(office_name),
        in_language=i18n.spoken(in_language),
    )
    app.jinja_env.globals.update(
        navigation=navigation,
        footer_links=footer_links,
        site_name=site_name,
        safe_html=safe,
        tag_of=bcp47,
        lang_now=i18n.language,
        has_endpoint=has_endpoint,
        may_reach=access.may_reach,
    )
    app.context_processor(_page_context)
    app.before_request(_name_request)
    app.before_request(_refuse_nul)
    app.after_request(_finish)
    serve_assets(app)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]


@cache
def build() -> str:
    """The stamp of the built assets and templates, part of every ETag and asset address."""
    digest = hashlib.sha256()
    for folder in ("templates", "translations", "static/dist"):
        for path in sorted((PROJECT / "consult" / folder).rglob("*")):
            if path.is_file() and path.suffix != ".map":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a built asset, with the build's stamp in it so that it can be cached for ever."""
    return f"/assets/{build()}/{name}"


def serve_assets(app: Flask) -> None:
    """Serve what start.py built, packed beforehand, without troubling Flask. Pages stay usable where it is missing."""
    built = WhiteNoise(app.wsgi_app, immutable_file_test=lambda *_: True, add_headers_function=_asset_headers)
    if ASSETS.is_dir():
        built.add_files(str(ASSETS), prefix=f"assets/{build()}/")
    app.wsgi_app = built  # type: ignore[method-assign]


def _asset_headers(headers: Any, _path: str, _url: str) -> None:
    for name in ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Content-Security-Policy"):
        headers[name] = SECURITY_HEADERS[name]


def _iso(moment: datetime | date) -> str:
    """To the minute, as it is read: more would only help to find out who sent something."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def language_links() -> list[tuple[str, str, str, str]]:
    """This page in every language: (language, BCP 47 tag, its own name, address)."""
    if request.endpoint is None or "lang" not in (request.url_rule.arguments if request.url_rule else ()):
        return [(lang, i18n.TAGS[lang], name, f"/{lang}/") for lang, name in i18n.LANGUAGES.items()]
    given = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    query = f"?{urlencode(given)}" if given else ""  # beside url_for: none of it may become its argument
    if request.url_rule is not None and "GET" not in (request.url_rule.methods or ()):
        above = _page_above()
        return [
            (lang, i18n.TAGS[lang], name, f"/{lang}/{above}{query}") for lang, name in i18n.LANGUAGES.items()
        ]
    return [
        (
            lang,
            i18n.TAGS[lang],
            name,
            url_for(request.endpoint, **{**(request.view_args or {}), "lang": lang}) + query,
        )
        for lang, name in i18n.LANGUAGES.items()
    ]


def _page_above() -> str:
    """Behind the language: the nearest address above one that only takes forms, where a page can be opened.

    A page takes only what the form's address names: ``…/reading/picked`` is no comment called “picked”.
    """
    routes, parts = current_app.url_map.bind(request.host), request.path.strip("/").split("/")
    known = {str(value) for value in (request.view_args or {}).values()} | set(i18n.LANGUAGES)
    while len(parts) > 1:
        parts.pop()
        try:
            _endpoint, named = routes.match("/" + "/".join(parts), "GET")
        except HTTPException:
            continue
        if {str(value) for value in named.values()} <= known:
            break
    return quote("/".join(parts[1:]))


def _page_context() -> dict[str, Any]:
    return {
        "lang": i18n.language(),
        "tag": i18n.tag(),
        "asset": asset,
        "language_links": language_links,
        "actor": access.current_actor(),
        "is_public_page": not access.needs_session(),
    }


def bcp47(language: str) -> str:
    """The ``lang`` attribute for a stored language: our own names or any BCP 47 tag."""
    return i18n.TAGS.get(language.lower(), language)


def in_language(words: object, language: str) -> Markup:
    """Words that stand within a sentence of the page: where they are in another language, they say which (WCAG 3.1.2).

    Not for titles and attributes, which hold no mark-up.
    """
    tag = bcp47(language)
    if not tag or tag == bcp47(i18n.language()):
        return escape(words)
    return Markup('<span lang="{}">{}</span>').format(tag, words)


# Public pages -------------------------------------------------------------------------------------


def etag_of(*parts: object) -> str:
    """A weak validator's value, made from build, language, address and what the page depends on."""
    looks = [stamp() for stamp in LOOK_STAMPS]
    seen = "|".join(
        map(str, (build(), settings().timezone, *looks, i18n.language(), request.full_path, *parts))
    )
    return hashlib.sha256(seen.encode()).hexdigest()[:20]


def not_modified(etag: str) -> Response | None:
    """A 304 where the reader has this page already, or the page where it was rendered lately; else render it."""
    if request.if_none_match.contains_weak(etag):
        return _as_public(Response(status=304), etag)
    kept = kept_pages().get(etag)
    return None if kept is None else _as_public(Response(kept.content, content_type=kept.content_type), etag)


def public_page(template: str, etag: str, **context: Any) -> Response:
    """Render a page that is the same for everybody."""
    return _kept(make_response(render_template(template, **context)), etag)


def public_data(content: str | bytes, content_type: str, etag: str) -> Response:
    """Something other than a page that is the same for everybody: a feed, a calendar, JSON."""
    answer = make_response(content)
    answer.content_type = content_type
    return _kept(answer, etag)


def public_file(content: bytes, etag: str, *, media_type: str, name: str) -> Response:
    """A file that somebody gave us: saved by the reader's browser, never opened in our origin."""
    answer = make_response(content)
    answer.content_type = media_type
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return _as_public(answer, etag)


def kept_file(etag: str, *, name: str) -> Response | None:
    """A 304 where the reader has this file already, or the file where it was made lately; else make it."""
    if request.if_none_match.contains_weak(etag):
        return _as_public(Response(status=304), etag)
    kept = kept_pages().get(etag)
    return None if kept is None else public_file(kept.content, etag, media_type=kept.content_type, name=name)


def made_file(content: bytes, etag: str, *, media_type: str, name: str) -> Response:
    """A file that we make and that is the same for everybody: kept for who asks next."""
    kept_pages().keep(etag, KeptPage(content, media_type))
    return public_file(content, etag, media_type=media_type, name=name)


def kept_pages() -> KeptPages:
    """The pages this process keeps in memory."""
    found: KeptPages = current_app.extensions["consult_kept_pages"]
    return found


def _kept(answer: Response, etag: str) -> Response:
    kept_pages().keep(etag, KeptPage(answer.get_data(), answer.content_type or ""))
    return _as_public(answer, etag)


def public_stylesheet(css: str) -> Response:
    """A stylesheet the same for everybody; its address changes with it, so that it can be kept for ever."""
    answer = make_response(css)
    answer.content_type = "text/css; charset=utf-8"
    answer.set_etag(hashlib.sha256(css.encode()).hexdigest()[:20], weak=True)
    kept = "public, max-age=31536000, immutable" if "v" in request.args else "public, max-age=60"
    answer.headers["Cache-Control"] = kept
    answer.make_conditional(request)
    return answer


def _as_public(answer: Response, etag: str) -> Response:
    answer.set_etag(etag, weak=True)
    answer.headers["Cache-Control"] = PUBLIC_CACHE
    return answer


def see_other(address: str) -> Response:
    """303: the act is done, here is where to read on."""
    return make_response(redirect(address, code=303))


# Requests -----------------------------------------------------------------------------------------


def _name_request() -> None:
    g.request_id = uuid.uuid4().hex[:12]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _refuse_nul() -> None:
    """No address of ours holds a NUL, and PostgreSQL takes none: nothing is there."""
    if "\x00" in request.path or any(
        "\x00" in value for values in request.args.lists() for value in values[1]
    ):
        raise NotFound


def _finish(answer: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        answer.headers.setdefault(name, value)
    if "Cache-Control" not in answer.headers:
        answer.headers["Cache-Control"] = PRIVATE_CACHE
    if answer.headers["Cache-Control"].startswith("private"):
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Robots-Tag"] = "noindex"
    if request.is_secure:
        answer.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    answer.headers.pop("Server", None)
    return answer


def safe(html: str) -> Markup:
    """Stored HTML that ``foundation.text`` made: the only HTML a template prints unescaped."""
    return Markup(html)  # noqa: S704 - made and sanitised by foundation.text when it was written


# The links on every page ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Link:
    """A link of the navigation or footer: its text (a catalogue id) and endpoint."""

    text: str
    endpoint: str
    staff_only: bool = False


NAVIGATION: list[Link] = []
"""Main links, filled by the site room."""
FOOTER: list[Link] = []
"""Links below every page, filled by the site room."""


def navigation() -> list[tuple[str, str, bool]]:
    """(text, address, whether this is the page). The same for everybody on public pages."""
    is_staff = access.needs_session() and access.current_actor().is_staff
    return [
        (i18n.gettext(link.text), url_for(link.endpoint), request.endpoint == link.endpoint)
        for link in NAVIGATION
        if (is_staff or not link.staff_only) and link.endpoint in current_app.view_functions
    ]


def footer_links() -> list[tuple[str, str]]:
    """(text, address) of the links below every page."""
    known = current_app.view_functions
    return [(i18n.gettext(link.text), url_for(link.endpoint)) for link in FOOTER if link.endpoint in known]


def settings() -> Settings:
    """The settings this instance runs with."""
    found: Settings = current_app.extensions["consult_settings"]
    return found


SITE_NAMES: list[Callable[[], str]] = []
"""Filled by a higher room: the name administrators gave the site in the page's language, or empty."""
OFFICE_NAMES: list[Callable[[str], str]] = []
"""Give an office's name in the page's language (the organisations room fills it)."""
LOOK_STAMPS: list[Callable[[], str]] = []
"""Filled by a higher room: what else changes every page (names, words, colours); part of every ETag."""


def site_name() -> str:
    """What the site calls itself."""
    given = next((name for name in (named() for named in SITE_NAMES) if name), "")
    return given or settings().site_name or i18n.gettext(N_("Consult"))


def office_name(office: str) -> str:
    """An office that signed an act, named in the page's language where it has a name in it."""
    for named in OFFICE_NAMES:
        office = named(office)
    return office


def has_endpoint(endpoint: str) -> bool:
    """Whether the site has this page (rooms may be missing from a smaller installation)."""
    return endpoint in current_app.view_functions
