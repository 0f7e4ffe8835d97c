"""Somebody in front of a browser: what everybody can do on every page."""

import re
import time
from typing import Self

from playwright.sync_api import Locator, Page, expect

PATIENCE = 30.0


class Visitor:
    """A person without any role. Every verb is one that a person would use."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # Going ---------------------------------------------------------------------------------------

    def goes_to(self, address: str, *, status: int = 200) -> Self:
        """Open an address and check the answer's status."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status, (address, answer.status, self.page.locator("main").inner_text()[:600])
        return self

    def follows(self, name: str | re.Pattern[str], *, within: str = "body") -> Self:
        """Click the first link that reads so, and be on the next page."""
        return self._click(self.page.locator(within).get_by_role("link", name=name))

    def follows_to(self, end: str) -> Self:
        """Click the first link whose address ends so."""
        return self._click(self.page.locator(f'a[href$="{end}"]'))

    def presses(self, name: str | re.Pattern[str], *, within: str = "main") -> Self:
        """Press the first button that reads so, and be on the next page."""
        return self._click(
            self.page.locator(within).get_by_role("button", name=name, exact=isinstance(name, str))
        )

    def _click(self, found: Locator) -> Self:
        expect(found.first, f"on {self.page.url}").to_be_visible()
        with self.page.expect_navigation():
            found.first.click()
        return self

    def switches_language(self, tag: str) -> Self:
        """The same page in another language."""
        return self._click(self.page.locator(f'.consult-languages a[hreflang="{tag}"]'))

    def opens(self, summary: str, *, within: str = "main") -> Self:
        """Unfold what is folded below these words."""
        folded = self.page.locator(within).locator("summary", has_text=summary).first
        if not folded.evaluate("summary => summary.parentElement.open"):
            folded.click()
        return self

    # Writing -------------------------------------------------------------------------------------

    def writes(self, **fields: str) -> Self:
        """Fill in fields, by their names."""
        for name, text in fields.items():
            field = self.page.locator(f'main [name="{name}"]:not([type=hidden])').first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)
        return self

    def chooses(self, name: str, value: str) -> Self:
        """Choose one of several, by the field's name and value."""
        self.page.locator(f'main input[name="{name}"][value="{value}"]').first.check()
        return self

    def ticks(self, name: str) -> Self:
        """Tick a box."""
        self.page.locator(f'main input[type=checkbox][name="{name}"]').first.check()
        return self

    # Seeing --------------------------------------------------------------------------------------

    def sees(self, *texts: str) -> Self:
        """These words stand on the page."""
        for text in texts:
            self._holds("body", text)
        return self

    def _holds(self, part: str, text: str) -> None:
        try:
            expect(self.page.locator(part)).to_contain_text(text)
        except AssertionError:  # Playwright's own message prints the whole page
            raise AssertionError(
                f"{text!r} isn't on {self.page.url}: {self.page.locator('main').inner_text()[:1500]}"
            ) from None

    def sees_nothing_of(self, *texts: str) -> Self:
        """These words don't stand on the page."""
        for text in texts:
            expect(self.page.locator("body"), f"on {self.page.url}").not_to_contain_text(text)
        return self

    def is_told(self, *texts: str) -> Self:
        """A refusal with these words stands on top of the form."""
        for text in texts:
            self._holds(".govuk-error-summary", text)
        return self

    def still_has(self, **fields: str) -> Self:
        """What was typed is still in its fields."""
        for name, text in fields.items():
            expect(self.page.locator(f'main [name="{name}"]:not([type=hidden])').first).to_have_value(text)
        return self

    def is_on(self, end: str) -> Self:
        """The address ends so, whatever is asked behind it."""
        assert re.sub(r"[?#].*", "", self.page.url).endswith(end), (self.page.url, end)
        return self

    def waits_until_sees(self, text: str, *, address: str = "") -> Self:
        """Look again until these words stand on the page: a worker's or a clock's work is awaited."""
        until = time.monotonic() + PATIENCE
        while text not in self.page.locator("body").inner_text():
            assert time.monotonic() < until, f"{text!r} never came on {self.page.url}"
            time.sleep(0.3)
            self.page.goto(address or self.page.url)
        return self

    def text_of(self, selector: str) -> str:
        """What the first such part of the page reads."""
        return self.page.locator(selector).first.inner_text().strip()
