"""Every page of the route list, in both Chinese languages: it answers, fits a phone, axe finds nothing (WCAG 2.2 AA).

In English ``test_every_endpoint`` begins its walks at the same pages.
"""

from collections.abc import Iterable

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import FINISHED, OPEN, UPCOMING, Site, sign_in
from tests.journeys.looking import look_at

pytestmark = pytest.mark.timeout(600)
LANGUAGES = ("zh-hans", "zh-hant")
PUBLIC = (
    "/", "/consultations", "/consultations?state=open", "/search?q=park", "/search?q=%E5%85%AC%E5%9B%AD",
    "/how", "/privacy", "/accessibility", "/record", "/sign-in", "/sign-up", "/receipt",
    f"/consultations/{OPEN}", f"/consultations/{FINISHED}", f"/consultations/{UPCOMING}",
    f"/consultations/{OPEN}/draft", f"/consultations/{FINISHED}/draft/1", f"/consultations/{FINISHED}/draft/2",
    f"/consultations/{OPEN}/draft/1/art-4", f"/consultations/{FINISHED}/draft/1/art-4",
    f"/consultations/{FINISHED}/changes/1/2", f"/consultations/{FINISHED}/changes/1/2?view=side",
    f"/consultations/{OPEN}/documents",
    f"/consultations/{OPEN}/comments", f"/consultations/{OPEN}/comment?article=art-4", f"/consultations/{OPEN}/comment",
    f"/consultations/{OPEN}/vote", f"/consultations/{FINISHED}/results", f"/consultations/{OPEN}/results",
    f"/consultations/{FINISHED}/outcome", f"/consultations/{OPEN}/outcome", f"/consultations/{FINISHED}/moderation",
    f"/consultations/{FINISHED}/oversight", f"/consultations/{FINISHED}/open-data", f"/consultations/{OPEN}/subscribe",
    "/no-such-page",
)  # fmt: skip
STAFF = {
    "author.parks@linhe.example": (
        "/desk", "/desk/consultations", f"/desk/consultations/{OPEN}", f"/desk/consultations/{OPEN}/documents",
        "/desk/new-consultation",
    ),
    "moderator@linhe.example": ("/desk/moderation", "/desk/moderation/reviews"),
    "responder@linhe.example": (
        f"/desk/consultations/{OPEN}/replies", f"/desk/consultations/{OPEN}/dispositions",
        f"/desk/consultations/{OPEN}/outcome", f"/desk/consultations/{OPEN}/reading",
        f"/desk/consultations/{FINISHED}/themes",
    ),
    "admin@linhe.example": (
        "/desk/custody", "/desk/requests", "/desk/erasures", "/desk/organisations", "/desk/organisations/linhe",
        "/desk/organisations/site",
    ),
    "auditor@linhe.example": ("/audit", f"/audit/consultations/{FINISHED}"),
    "nora@residents.example": ("/me", "/me/data", "/account"),
}  # fmt: skip


def look_at_public_pages(chromium: Browser, site: Site, language: str) -> None:
    """As a visitor with a phone; nothing comes from elsewhere, and reading leaves no cookies of others."""
    context = chromium.new_context(
        base_url=site.base, viewport={"width": 320, "height": 800}, locale=language
    )
    page = context.new_page()
    outside: list[str] = []
    page.on(
        "request",
        lambda request: (
            outside.append(request.url) if not request.url.startswith((site.base, "data:")) else None
        ),
    )
    for address in PUBLIC:
        look_at(page, f"/{language}{address}")
    assert outside == []
    assert all(cookie["name"].endswith("consult") for cookie in context.cookies())
    context.close()


def look_at_pages_of(chromium: Browser, site: Site, email: str, languages: Iterable[str]) -> None:
    """As somebody who signs in."""
    context = chromium.new_context(base_url=site.base, viewport={"width": 320, "height": 800})
    page = context.new_page()
    sign_in(page, email)
    for language in languages:
        for address in STAFF[email]:
            look_at(page, f"/{language}{address}")
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(chromium: Browser, site: Site, language: str) -> None:
    look_at_public_pages(chromium, site, language)


@pytest.mark.parametrize("email", STAFF)
def test_pages_behind_sign_in(chromium: Browser, site: Site, email: str) -> None:
    look_at_pages_of(chromium, site, email, LANGUAGES)


@pytest.mark.postgresql
def test_pages_on_postgresql(chromium: Browser, site_on_postgresql: Site) -> None:
    look_at_public_pages(chromium, site_on_postgresql, "zh-hant")
    for email in STAFF:
        look_at_pages_of(chromium, site_on_postgresql, email, ("zh-hant",))


def test_dark_scheme_has_contrast_too(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(
        base_url=site.base, viewport={"width": 1280, "height": 900}, color_scheme="dark"
    )
    page = context.new_page()
    for address in (
        f"/consultations/{FINISHED}/outcome",
        f"/consultations/{OPEN}/draft/1/art-4",
        f"/consultations/{OPEN}/comment",
        "/",
    ):
        look_at(page, f"/en{address}")
    context.close()
