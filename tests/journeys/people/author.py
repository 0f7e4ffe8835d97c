"""Somebody who prepares a draft and puts it to the public."""

from pathlib import Path
from typing import Self

from tests.journeys.people.staff import Staff


class Author(Staff):
    """Creates a consultation in steps."""

    slug = ""

    def creates(self, title: str, slug: str, *, language: str = "zh-hant") -> Self:
        """Only what it can't exist without."""
        self.slug = slug
        self.goes_to("/en/desk/consultations").follows("New consultation")
        self.writes(title=title, slug=slug, language=language, timezone="Asia/Taipei").presses("Create")
        return self.is_on(f"/desk/consultations/{slug}")

    def opens_task(self, name: str) -> Self:
        """One task of the list."""
        return self.goes_to(f"/en/desk/consultations/{self.slug}").follows(name, within="main")

    def tells(self, task: str, language: str, **fields: str) -> Self:
        """The words of one step in one language."""
        self.opens_task(task)
        if not self.page.url.endswith(f"/{language}"):
            self.page.locator(f'nav.consult-editions a[href$="/{language}"]').click()
            self.page.wait_for_url(f"**/{language}")
        return self.writes(**fields).presses("Save")

    def tells_all(self, slug: str) -> Self:
        """The words without which nothing is published, in English."""
        self.slug = slug
        self.tells("What and why, in plain words", "en", summary="Hours, dogs and music.")
        return self.tells("Whom to ask, and other ways to answer", "en", contact="The garden desk, 555-0123")

    def uploads(self, task: str, file: Path, language: str) -> Self:
        """A draft file."""
        self.opens_task(task)
        self.page.locator("input[type=file]").set_input_files(file)
        return self.writes(language=language).presses("Upload")

    def mends(self, entry: str, *, next_one: bool = False) -> Self:
        """Open one entry of the outline that was found, or the one after it."""
        self.goes_to(f"/en/desk/consultations/{self.slug}/outline")
        row = self.page.locator("tbody tr", has_text=entry).first
        if next_one:
            row = row.locator("xpath=following-sibling::tr[1]")
        with self.page.expect_navigation():
            row.get_by_role("link", name="Mend").click()
        return self
