"""A moderator works through the queue: publish, hide, redact, many at once, keys, conflicts; then the review."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visit
from tests.journeys.made import fresh_slug, open_consultation
from tests.journeys.mailbox import Mailbox
from tests.journeys.people.citizen import Citizen
from tests.journeys.people.staff import Moderator

FIRST, SECOND = "moderator@linhe.example", "moderator.two@linhe.example"
GROUND = "Names or identifies a private person"


def test_moderator_publishes_hides_and_redacts(
    visit: Visit, site: Site, mailbox: Mailbox, tmp_path: Path
) -> None:
    slug, guest = open_consultation(site, tmp_path), Citizen(visit())
    good = guest.sends(slug, "More benches, please.", article="art-1")
    bad = guest.sends(slug, "Mr Gao of number nine is a thief.", article="art-2")
    half = guest.sends(slug, "Call me on 555-0199 about the music.", article="art-3")
    moderator, colleague = Moderator(visit(width=1280)).comes_in(FIRST), Moderator(visit()).comes_in(SECOND)
    moderator.opens_queue(slug).sees(
        "3 comments wait", "oldest first", good.reference, bad.reference, half.reference
    )
    moderator.follows(good.reference).sees("More benches, please.")
    colleague.opens_queue(slug).sees("Claimed by").follows(good.reference).sees(
        "has this comment on the desk right now"
    )
    moderator.rules("publish").sees(f"{good.reference}: Published")
    moderator.opens_comment(bad.reference).rules("hide").is_told("ground").still_has(ground="")
    moderator.writes(ground="personal-data").presses("Rule and go to the next").is_told("public note")
    moderator.writes(note="It names a neighbour.", internal_note="Second time this week.").presses(
        "Rule and go to the next"
    )
    moderator.opens_comment(half.reference).chooses("act", "redact").writes(
        words="555-0198", ground="personal-data"
    )
    moderator.presses("Rule and go to the next").is_told("isn’t in the text")
    moderator.writes(words="555-0199").presses("Show what would be left").sees(
        "Nothing has changed yet", "Call me on"
    )
    moderator.presses("Rule and go to the next").sees("Redacted")

    guest.goes_to(f"/en/consultations/{slug}/draft/1/art-3").sees(
        "Call me on", "Parts of this comment are redacted"
    )
    guest.sees_nothing_of("555-0199")
    guest.goes_to(f"/en/consultations/{slug}/draft/1/art-2").sees(f"Ground: {GROUND}").sees_nothing_of(
        "Mr Gao"
    )
    guest.goes_to(f"/en/consultations/{slug}/moderation").sees("It names a neighbour.", GROUND, "Moderator")
    guest.sees_nothing_of("Second time this week", "Mr Gao", "555-0199")


def test_moderator_rules_on_many_at_once(visit: Visit, site: Site, tmp_path: Path) -> None:
    slug, guest = open_consultation(site, tmp_path), Citizen(visit())
    sent = [guest.sends(slug, f"Advert number {number}, buy now.").reference for number in range(4)]
    moderator = Moderator(visit(width=1280)).comes_in(FIRST).opens_queue(slug)
    moderator.ticks_comment(sent[0]).ticks_comment(sent[1]).opens("Hide …").writes(
        ground="spam", note="Advertising."
    )
    moderator.presses("Hide them").sees("2 comments were ruled on.")
    moderator.opens("All 2 …").ticks("scope")
    moderator.presses("Publish").sees("Publish 2 comments?").presses("Yes, publish them").sees(
        "2 comments were ruled on.", "Nothing waits here"
    )
    guest.goes_to(f"/en/consultations/{slug}/comments").sees(
        "All (2)", "Advert number 2", "Ground: Advertises"
    )
    guest.sees_nothing_of("Advert number 0")


def test_moderator_is_warned_when_the_text_changed_meanwhile(
    visit: Visit, site: Site, tmp_path: Path
) -> None:
    slug, guest = open_consultation(site, tmp_path), Citizen(visit())
    receipt = guest.sends(slug, "The first wording.")
    moderator = (
        Moderator(visit())
        .comes_in(FIRST)
        .opens_comment(receipt.reference)
        .writes(internal_note="Looks fine to me.")
    )
    guest.finds_again(receipt.link).follows("Correct it").writes(body="A wording that nobody has read.")
    guest.presses("Send the correction")
    moderator.rules("publish").is_told("changed").sees("A wording that nobody has read.").still_has(
        internal_note="Looks fine to me."
    )
    guest.goes_to(f"/en/consultations/{slug}/comments").sees_nothing_of("wording")
    moderator.rules("publish").sees("Published")
    guest.goes_to(f"/en/consultations/{slug}/comments").sees("A wording that nobody has read.")


def test_moderator_works_with_keys(visit: Visit, site: Site, tmp_path: Path, has_scripts: bool) -> None:
    slug, guest = open_consultation(site, tmp_path), Citizen(visit())
    sent = [guest.sends(slug, f"Remark number {number}.").reference for number in range(2)]
    moderator = Moderator(visit(width=1280)).comes_in(FIRST).opens_queue(slug)
    if not has_scripts:
        expect(moderator.page.locator("[data-keys-help]")).to_be_hidden()
        return
    keyboard = moderator.page.keyboard
    keyboard.press("j")
    keyboard.press("j")
    keyboard.press("x")
    expect(moderator.page.locator(f'li[id="{sent[1]}"] input[name=picked]')).to_be_checked()
    with moderator.page.expect_navigation():
        keyboard.press("o")
    moderator.sees("Remark number 1.")
    keyboard.press("p")
    with moderator.page.expect_navigation():
        keyboard.press("Enter")
    moderator.sees(f"{sent[1]}: Published")


def test_sender_asks_for_a_review_and_another_moderator_decides(
    visit: Visit, site: Site, mailbox: Mailbox, tmp_path: Path
) -> None:
    slug, address = open_consultation(site, tmp_path), f"{fresh_slug('reviewed')}@residents.example"
    guest = Citizen(visit())
    receipt = guest.sends(slug, "The mayor promised music until ten.", email=address)
    guest.goes_to(mailbox.wait_for(address, receipt.reference).link("/confirm")).presses(
        "Yes, this is my address"
    )
    first, second = Moderator(visit()).comes_in(FIRST), Moderator(visit()).comes_in(SECOND)
    first.opens_comment(receipt.reference).rules("hide", ground="off-topic", note="Not about the draft.")
    letter = mailbox.wait_for(address, receipt.reference, "Not about the draft.")
    guest.goes_to(next((link for link in letter.links if "review" in link), receipt.link))
    if "/review" not in guest.page.url:
        guest.follows("Ask for a review by another person")
    guest.writes(reason="Article 3 is about music.").presses("Ask for a review").sees(
        "You asked for a review"
    )

    first.goes_to("/en/desk/moderation/reviews").sees("You ruled on it: another person decides").follows(
        receipt.reference
    )
    first.sees("decides this review: neither who ruled on the comment nor who wrote it")
    expect(first.page.get_by_role("button", name="Decide the review")).to_have_count(0)
    second.goes_to("/en/desk/moderation/reviews").follows(receipt.reference).sees("Article 3 is about music.")
    second.chooses("result", "overturned").writes(note="It is about Article 3.").presses("Decide the review")
    guest.looks_up(receipt.reference).sees("The mayor promised music until ten.", "It is about Article 3.")
    guest.goes_to(f"/en/consultations/{slug}/moderation").sees("Overturned", "result of a review")
    mailbox.wait_for(address, "It is about Article 3.")
