"""Somebody with something to say."""

from dataclasses import dataclass
from typing import Self

from playwright.sync_api import expect

from tests.journeys.people.visitor import Visitor


@dataclass(frozen=True)
class Receipt:
    """What a sender takes home: the public reference, and the private key as words and as a link."""

    reference: str
    words: str
    link: str


class Citizen(Visitor):
    """Comments as a guest."""

    def opens_comment_form(self, slug: str, article: str = "") -> Self:
        """From the article's page (or the consultation's) to the form."""
        if not article:
            return self.goes_to(f"/en/consultations/{slug}").follows("Comment on the whole draft")
        self.goes_to(f"/en/consultations/{slug}/draft").follows_to(f"/draft/1/{article}")
        return self.follows("Comment on this article")

    def takes_receipt(self) -> Receipt:
        """Keep reference, words and link; the picture is there too."""
        self.sees("It has arrived", "Your private key")
        picture = self.page.locator("img.contributions-key__picture")
        expect(picture).to_be_visible()
        assert (picture.get_attribute("src") or "").startswith("data:image/")
        words = self.page.locator(".contributions-key__words li").all_inner_texts()
        assert len(words) == 8, words
        link = self.page.locator(".contributions-key__link a").get_attribute("href") or ""
        return Receipt(self.text_of(".contributions-reference__text"), " ".join(words), link)

    def sends(self, slug: str, body: str, *, article: str = "", **fields: str) -> Receipt:
        """A comment without ado."""
        self.opens_comment_form(slug, article).writes(body=body, **fields).presses("Send")
        return self.takes_receipt()

    def finds_again(self, key: str) -> Self:
        """Type what one has of a receipt."""
        return self.goes_to("/en/receipt").writes(key=key).presses("Find it")

    def looks_up(self, reference: str) -> Self:
        """The page about the comment that everybody sees."""
        return self.goes_to(f"/en/comments/{reference}")
