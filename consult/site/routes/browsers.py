"""What browsers and crawlers ask for by themselves: the icon, and what may be indexed."""

from flask import Response

from consult.foundation import access, i18n, web
from consult.foundation.errors import NotFound
from consult.site.routes.blueprint import root

CLOSED_TO_CRAWLERS = (
    "account", "asked", "audit", "confirm-phone/", "confirm/", "consultations/*/comment$", "consultations/*/comment?",
    "consultations/*/invitation", "consultations/*/submission", "consultations/*/subscribe",
    "consultations/*/vote", "comments/*/report", "comments/*/support", "desk", "dossiers/", "erasures/", "experts/",
    "invitation/", "mail-sent", "me",
    "packages/", "receipt", "record/verify", "report-answer/", "report-process", "report/", "reset", "sign-",
    "subscription/", "unsubscribe/",
)  # fmt: skip
"""How addresses of forms, keys, accounts and staff begin, after the language."""


@root.get("/robots.txt")
@access.public
def robots() -> Response:
    """Public pages may be indexed; forms, keys and desks not (each of those also says so in its own answer)."""
    closed = [f"Disallow: /{lang}/{part}" for lang in i18n.LANGUAGES for part in CLOSED_TO_CRAWLERS]
    content = "\n".join(("User-agent: *", *closed, ""))
    etag = web.etag_of(content)
    return web.not_modified(etag) or web.public_data(content, "text/plain; charset=utf-8", etag)


@root.get("/favicon.ico")
@access.public
def favicon() -> Response:
    """The icon, for browsers that look for it where icons once were. Pages name its own address."""
    icon = web.ASSETS / "icon.svg"
    if not icon.is_file():
        raise NotFound
    content = icon.read_bytes()
    etag = web.etag_of(web.build())
    return web.not_modified(etag) or web.public_data(content, "image/svg+xml", etag)
