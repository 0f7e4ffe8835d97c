"""What is checked about every page, whoever comes to it: its language, one heading, no sideways scrolling, axe."""

import re
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.people.visitor import Visitor

AXE = Axe()
TAGS = {"en": "en", "zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],  # what passed isn't listed node by node, which takes as long as looking
}


def look_at(page: Page, address: str) -> None:
    """Open a page on a phone and check what can be checked about every page."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == (404 if address.endswith("/no-such-page") else 200), (address, answer.status)
    language = urlsplit(page.url).path.split("/")[1]
    assert page.locator("html").get_attribute("lang") == TAGS[language], address
    assert page.locator("h1").count() == 1, address
    first = re.sub(r"\s+", " ", page.locator("h1").inner_text()).strip()
    assert first, address
    fits(page)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids)), (
        f"{address}: an id occurs twice: {[i for i in ids if ids.count(i) > 1][:5]}"
    )
    axe_finds_nothing(page)


def fits(page: Page) -> None:
    """Nothing of the page lies beside the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"


def axe_finds_nothing(page: Page) -> None:
    """WCAG 2.2 AA, as far as a program can tell."""
    found = AXE.run(page, options=RULES).response["violations"]
    assert found == [], f"{page.url}: " + "; ".join(
        f"{one['id']} {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found
    )


class Looks:
    """Look with scripts, which axe needs, at the page that somebody without scripts is on."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def __call__(self, visitor: Visitor) -> None:
        """With the visitor's cookies, at the same address."""
        self._page.context.clear_cookies()
        self._page.context.add_cookies(visitor.page.context.cookies())  # type: ignore[arg-type]
        look_at(self._page, visitor.page.url)
