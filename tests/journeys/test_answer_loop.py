"""From a citizen's wording to the passage it became, the reply of two departments, the outcome, and the citizen's view.

Citizen, moderator, author, responder and the people of two departments walk the whole way three times rather than
twelve: each of them meets each language, a browser with scripts and one without, and each database.

    English              with scripts       SQLite
    Simplified Chinese   without scripts    SQLite
    Traditional Chinese  with scripts       PostgreSQL

What other journeys do in English with and without scripts (answering many, deciding article by article) isn't walked
again. Nothing is looked for by an English label: controls are found by what they send. All twelve are walked by

    python3 start.py test -- tests/journeys/test_answer_loop.py --every-manner
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from consult.foundation.db import db
from tests.journeys.conftest import PASSWORD, Site, sign_in
from tests.journeys.looking import Looks
from tests.journeys.made import fresh_slug, open_consultation
from tests.journeys.people.visitor import Visitor

MANNERS = [("en", True, "site"), ("zh-hans", False, "site"), ("zh-hant", True, "site_on_postgresql")]
EVERY_MANNER = list(product(("en", "zh-hans", "zh-hant"), (True, False), ("site", "site_on_postgresql")))
MODERATOR, RESPONDER, AUTHOR, ADMINISTRATOR = (
    "moderator@linhe.example",
    "responder@linhe.example",
    "author.parks@linhe.example",
    "admin@linhe.example",
)
OLD, NEW = "They stay outside the playground.", "They stay outside the playground before noon."
PLAIN = "Please think of the evening, too."
OPEN_FOR = 30.0
"""Seconds, in which the comment is sent. It closes during what follows, so that nobody waits for that at the end."""


@dataclass(frozen=True)
class Department:
    """A department of the city, and the person who writes for it and for no other one."""

    name: str
    email: str
    words: str


@dataclass
class Walk:
    """Somebody's way through a site, in one language."""

    site: Site
    language: str
    page: Page
    looks: Looks

    def to(self, address: str) -> "Walk":
        """Open a page of this language and look at it."""
        answer = self.page.goto(f"/{self.language}{address}")
        assert answer is not None and answer.status == 200, (address, answer and answer.status)
        return self

    def comes_as(self, email: str) -> "Walk":
        """Sign in as somebody else."""
        self.page.context.clear_cookies()
        sign_in(self.page, email, self.language)
        return self

    def press(self, button: str) -> "Walk":
        """Press a button, found by its form or what it sends, and be on the next page."""
        with self.page.expect_navigation():
            self.page.locator(f"main {button}").first.click()
        refused = self.page.locator(".govuk-error-summary")
        assert refused.count() == 0, refused.first.inner_text()
        return self

    def fill(self, name: str, text: str) -> "Walk":
        """Fill in a field, unfolding what it is folded in."""
        field = self.page.locator(f'main [name="{name}"]:not([type=hidden])').first
        folded = self.page.locator(f'main details:not([open]):has([name="{name}"]) > summary')
        if folded.count():
            folded.first.click()
        field.fill(text)
        return self

    def choose(self, name: str, value: str) -> "Walk":
        """One of several answers, or a box to tick."""
        self.page.locator(f'main [name="{name}"][value="{value}"]').check()
        return self

    def sees(self, *texts: str) -> "Walk":
        """These words stand on the page."""
        for text in texts:
            expect(self.page.locator("body"), self.page.url).to_contain_text(text)
        return self

    def look(self) -> "Walk":
        """axe finds nothing on this page, and a phone holds it."""
        self.looks(Visitor(self.page))
        return self


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Language, whether there are scripts, and on which site: three manners, or all."""
    manners = EVERY_MANNER if metafunc.config.getoption("--every-manner") else MANNERS
    metafunc.parametrize("walk", manners, indirect=True, ids=["-".join(map(str, one)) for one in manners])


@pytest.fixture
def walk(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Walk]:
    language, has_scripts, name = request.param
    site: Site = request.getfixturevalue(name)
    own = chromium.new_context(
        base_url=site.base, viewport={"width": 390, "height": 900}, java_script_enabled=has_scripts, locale=language,
    )  # fmt: skip
    looker = chromium.new_context(base_url=site.base, viewport={"width": 320, "height": 800})
    own.set_default_timeout(20_000)
    yield Walk(site, language, own.new_page(), Looks(looker.new_page()))
    own.close()
    looker.close()
    with site.app.app_context():
        db.engine.dispose()  # its commands ran in this process


@pytest.fixture
def departments(walk: Walk) -> list[Department]:
    """Two departments of the demo's city, made by the site's own commands, each with its own responder."""
    made = []
    for kind, words in (("Buses", "The buses carry dogs."), ("Registry", "The office keeps the list.")):
        slug = fresh_slug(f"{kind.lower()}-{walk.language}")
        one = Department(f"{kind} of {slug}", f"{slug}@linhe.example", words)
        walk.site.flask("organisations", "create", slug, "--name", one.name, "--parent", "linhe")
        walk.site.flask("accounts", "create", one.email, "--name", kind, "--password-stdin", typed=PASSWORD)
        walk.site.flask("organisations", "grant", one.email, "responder", slug)
        made.append(one)
    return made


@pytest.mark.timeout(400)
def test_a_wording_is_proposed_taken_over_answered_by_two_departments_decided_on_and_rated(
    walk: Walk, departments: list[Department], tmp_path: Path
) -> None:
    slug, began = open_consultation(walk.site, tmp_path, closes_in=OPEN_FOR), time.monotonic()
    reference, receipt = _propose(walk, slug)
    unreplied, receipt_of_unreplied = _comment(walk, slug)
    _moderate(walk, reference, "Mine plays there in the afternoon.")
    _moderate(walk, unreplied, PLAIN)
    _take_over(walk, slug, reference)
    _answer_together(walk, slug, reference, departments)
    _find_both_ways(walk, slug, reference)
    time.sleep(max(OPEN_FOR + 1 - (time.monotonic() - began), 0))
    _prepare_outcome(walk, slug, reference, unreplied)
    _publish(walk, slug)
    _rate_outcome(walk, slug, unreplied, receipt_of_unreplied)
    _finish(walk, slug)
    _learn(walk, slug, reference, receipt)
    _rate(walk, slug, receipt)


def _propose(walk: Walk, slug: str) -> tuple[str, str]:
    """The citizen: (the comment's reference, the address of its receipt)."""
    walk.to(f"/consultations/{slug}/comment?article=art-2").fill("body", "Mine plays there in the afternoon.")
    text = walk.page.locator("[name=proposal]").input_value()
    assert OLD in text
    walk.fill("proposal", text.replace(OLD, NEW)).press("form button[type=submit]:not([name])").look()
    return _receipt(walk)


def _receipt(walk: Walk) -> tuple[str, str]:
    receipt = walk.page.url.partition("#")[0].partition(f"/{walk.language}/")[2]
    return walk.page.locator(".contributions-reference__text").inner_text(), f"/{receipt}"


def _comment(walk: Walk, slug: str) -> tuple[str, str]:
    """Another citizen, to whom nobody replies: the same."""
    walk.page.context.clear_cookies()
    walk.to(f"/consultations/{slug}/comment?article=art-2").fill("body", PLAIN)
    walk.press("form button[type=submit]:not([name])")
    return _receipt(walk)


def _moderate(walk: Walk, reference: str, words: str) -> None:
    """The moderator: the comment is read and published."""
    walk.comes_as(MODERATOR).to(f"/desk/moderation/{reference}").choose("act", "publish")
    walk.press("button[data-rule]").to(f"/comments/{reference}").sees(words)


def _take_over(walk: Walk, slug: str, reference: str) -> None:
    """The author."""
    walk.comes_as(AUTHOR).to(f"/desk/consultations/{slug}/trace").sees(reference).look()
    walk.press('form[action$="/take-over"] button')
    expect(walk.page.locator('form[action$="/take-over"]')).to_have_count(0)
    walk.to(f"/desk/consultations/{slug}/version").fill("change_note", "Dogs before noon.")
    walk.press("form:has([name=change_note]) button[type=submit]")


def _answer_together(walk: Walk, slug: str, reference: str, departments: list[Department]) -> None:
    """The responder asks two departments; somebody of each writes its part, and has no other one's to write."""
    walk.comes_as(RESPONDER).to(f"/desk/consultations/{slug}/joint/new?comment={reference}").look()
    for one in departments:
        walk.page.get_by_label(one.name, exact=True).check()
    walk.press("form button[type=submit]").sees(*(one.name for one in departments)).look()
    expect(walk.page.locator('main form[action$="/publish"]')).to_have_count(0)
    for one in departments:
        walk.comes_as(one.email).to("/desk/parts")
        owed = walk.page.locator('main a[href*="/desk/parts/"]')
        expect(owed).to_have_count(1)
        part = owed.get_attribute("href") or ""
        walk.to(re.sub(r"^/[^/]+", "", part)).sees(one.name).fill("body", one.words).look()
        walk.press("form button[type=submit]")
    walk.comes_as(RESPONDER).to(f"/desk/consultations/{slug}/joint")
    walk.press('form[action$="/publish"] button')
    walk.page.context.clear_cookies()
    walk.to(f"/comments/{reference}").sees(
        *(one.words for one in departments), *(one.name for one in departments)
    )


def _find_both_ways(walk: Walk, slug: str, reference: str) -> None:
    """The citizen again: from the passage to the comment, and back."""
    walk.to(f"/consultations/{slug}/changes/1/2").sees(reference, "before noon").look()
    with walk.page.expect_navigation():
        walk.page.locator(f'main a[href$="/comments/{reference}"]').first.click()
    walk.look()
    with walk.page.expect_navigation():
        walk.page.locator('main a[href$="/changes/1/2#art-2"]').first.click()
    walk.sees(reference)


def _prepare_outcome(walk: Walk, slug: str, *references: str) -> None:
    """The responder reads what came, sorts it, and says what became of it; the author words the decision."""
    desk = f"/desk/consultations/{slug}"
    walk.comes_as(RESPONDER)
    for reference in references:
        walk.to(f"{desk}/reading/{reference}").press('form[action$="/mark"] button')
    walk.to(f"{desk}/themes").press('form[action$="/by-article"] button')
    walk.to(f"{desk}/dispositions/1/art-2").choose("disposition", "adopted").fill(
        "reason", "It is fair to both."
    )
    walk.press("form:has([name=reason]) button[type=submit]:not([name])")
    walk.comes_as(AUTHOR).to(f"{desk}/outcome/decision").fill("decision", "Dogs may play until noon.")
    walk.fill("decided_by", "The director").fill("decided_on", datetime.now(UTC).date().isoformat())
    walk.press("form:has([name=decision]) button[type=submit]")
    walk.to(f"{desk}/outcome/summary").fill("summary", "The playground was the matter.").fill(
        "what_changed", "Article 2."
    )
    walk.press("form:has([name=summary]) button[type=submit]")


def _publish(walk: Walk, slug: str) -> None:
    """The responder publishes the outcome."""
    desk = f"/desk/consultations/{slug}"
    walk.comes_as(RESPONDER).to(f"{desk}/outcome").look().press('form[action$="/outcome/publish"] button')
    walk.page.context.clear_cookies()
    walk.to(f"/consultations/{slug}/outcome").sees("Dogs may play until noon.", "It is fair to both.").look()


def _rate_outcome(walk: Walk, slug: str, reference: str, receipt: str) -> None:
    """Who got no reply rates what the outcome made of the comment; an administrator closes the second look."""
    walk.to(receipt).press('a[href*="/answer"]').sees("It is fair to both.").choose("value", "misses").look()
    walk.press("form:has([name=value]) button[type=submit]")
    walk.fill("reason", "And in the evening?").press("form:has([name=reason]) button[type=submit]").look()
    desk = f"/desk/consultations/{slug}/second-looks"
    walk.comes_as(RESPONDER).to(desk).sees("And in the evening?")
    expect(walk.page.locator("main form:has([name=note])")).to_have_count(0)
    walk.comes_as(ADMINISTRATOR).to(desk).sees("It is fair to both.").look()
    walk.fill("note", "In the evening they may, too.").press("form:has([name=note]) button[type=submit]")
    walk.page.context.clear_cookies()
    walk.to(f"{receipt}/answer").sees("In the evening they may, too.").look()
    walk.to(f"/consultations/{slug}/outcome").sees(reference)
    expect(walk.page.locator("#ratings ~ details").first).to_contain_text("In the evening they may, too.")


def _finish(walk: Walk, slug: str) -> None:
    """The author declares the consultation finished: no second look is open."""
    desk = f"/desk/consultations/{slug}"
    walk.comes_as(AUTHOR).to(f"{desk}/finish").press("form button[type=submit]")
    walk.page.context.clear_cookies()


def _learn(walk: Walk, slug: str, reference: str, receipt: str) -> None:
    """The citizen reads what became of it, on its page, on their own and in the list, and where the outcome says it."""
    walk.to(f"/consultations/{slug}/comments?fate=adopted").sees(reference).look()
    walk.to(f"/comments/{reference}").sees("It is fair to both.", "The buses carry dogs.").look()
    walk.to(receipt).sees("It is fair to both.").look()
    with walk.page.expect_navigation():
        walk.page.locator('main a[href*="/outcome#became-"]').click()
    place = walk.page.url.partition("#")[2]
    expect(walk.page.locator(f'[id="{place}"]')).to_contain_text("It is fair to both.")


def _rate(walk: Walk, slug: str, receipt: str) -> None:
    """The citizen says, by the key of the receipt, whether the answer meets the point; the number is public."""
    walk.to(f"{receipt}/answer").sees("The buses carry dogs.").choose("value", "answers").look()
    walk.press("form:has([name=value]) button[type=submit]")
    expect(walk.page.locator("main form:has([name=value])")).to_have_count(1)
    assert walk.page.locator("main [name=value][value=answers]").is_checked()
    walk.to(f"/consultations/{slug}/outcome").look()
