"""A visitor without an account reads everything: open, hidden with its ground, answered, in three languages."""

from tests.journeys.conftest import FINISHED, OPEN, Visit
from tests.journeys.people.visitor import Visitor


def test_visitor_reads_from_home_to_outcome(visit: Visit) -> None:
    reader = Visitor(visit())
    reader.goes_to("/en/").sees("You need no account").follows_to(f"/consultations/{OPEN}")
    reader.sees("Where it stands", "Closes").follows("Read the draft and comment").sees(
        "Contents", "Versions of this draft"
    )
    reader.follows_to("/draft/1/art-4").sees("Comments on this article", "Comment on this article")
    comments = reader.page.locator(".consult-comment")
    assert comments.count() > 0
    reader.switches_language("zh-Hant").is_on(f"/zh-hant/consultations/{OPEN}/draft/1/art-4").sees("第四條")
    assert reader.page.locator("html").get_attribute("lang") == "zh-Hant"
    reader.switches_language("zh-Hans").is_on(f"/zh-hans/consultations/{OPEN}/draft/1/art-4").sees("第四条")


def test_visitor_sees_who_hid_what_and_what_was_decided(visit: Visit) -> None:
    reader = Visitor(visit())
    reader.goes_to(f"/en/consultations/{FINISHED}/draft/1/art-4")
    reader.sees("This comment is hidden. Ground: Insults or threatens people.", "There is a newer one")
    reader.goes_to(f"/en/consultations/{FINISHED}").follows_to("/moderation")
    reader.sees("What moderators decided, and why", "Insults or threatens people", "Moderator")
    hidden = reader.text_of(".moderation-ledger__row:has(.govuk-tag--red) .moderation-ledger__head a")
    reader.follows(hidden).sees("Rulings on it", "Hidden. Ground")
    reader.goes_to("/en/consultations?state=finished").follows_to(f"/consultations/{FINISHED}")
    reader.follows("Read the outcome").sees("The decision", "Article by article")


def test_visitor_finds_the_same_in_both_scripts(visit: Visit) -> None:
    reader = Visitor(visit())
    found = []
    for words in ("公园", "公園"):
        reader.goes_to("/zh-hant/search").writes(q=words)
        reader.page.locator("form[role=search] button[type=submit]").click()
        results = reader.page.locator(".consult-found li h2 a")
        results.first.wait_for()
        found.append([link.get_attribute("href") for link in results.all()])
    assert found[0] == found[1]
    assert any(f"/consultations/{OPEN}" in (address or "") for address in found[0])
