"""What an office meets beside the usual: a letter on paper, a late one, a petition, and nobody else in the office."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.contributions.files import PDF
from tests.journeys.conftest import PASSWORD, Site, Visit
from tests.journeys.looking import Looks
from tests.journeys.made import fresh_slug, open_consultation
from tests.journeys.mailbox import Mailbox
from tests.journeys.people.author import Author
from tests.journeys.people.citizen import Citizen
from tests.journeys.people.staff import Clerk, Moderator

MODERATOR, CLERK = "moderator@linhe.example", "clerk@linhe.example"
pytestmark = pytest.mark.timeout(300)
PETITION = "My street has had no lamp since May. Please have one put up."


@pytest.fixture
def has_scripts() -> bool:
    """Without scripts only: nothing here depends on them."""
    return False


def test_a_villager_comes_to_the_counter_and_goes_home_with_a_slip(
    visit: Visit, site: Site, looks: Looks, tmp_path: Path
) -> None:
    slug, day = open_consultation(site, tmp_path), datetime.now(UTC).date().isoformat()
    clerk = Clerk(visit(width=1280)).comes_in(CLERK).goes_to("/en/desk/enter")
    looks(clerk)
    clerk.enters(slug, "", channel="counter", received_on=day, how="Brought by her son").is_told("write")
    clerk.still_has(how="Brought by her son")
    looks(clerk)
    scan = {"name": "letter.pdf", "mimeType": "application/octet-stream", "buffer": PDF}
    clerk.page.set_input_files("input[type=file]", files=[scan])  # type: ignore[list-item]
    clerk.presses("Keep these files and go on").sees("letter.pdf").writes(body="Leave the old well open.")
    clerk.writes(name="Auntie Chou").presses("Enter it and make the slip").sees("letter.pdf")
    clerk.sees("At the counter", "Fold here", "Your private key").sees_nothing_of("Auntie Chou")
    looks(clerk)
    clerk.page.emulate_media(media="print")
    expect(clerk.page.locator(".contributions-slip__fold")).to_be_visible()
    expect(clerk.page.locator(".contributions-slip__desk")).to_be_hidden()
    assert clerk.page.pdf(format="A5").count(b"/Type /Page\n") <= 1, "the slip is one sheet to fold"
    clerk.page.emulate_media(media="screen")
    reference = clerk.text_of("dd strong[translate=no]")
    link = clerk.text_of(".contributions-slip__fold .contributions-key__link")
    villager = (
        Citizen(visit()).looks_up(reference).sees("Waits for a moderator").sees_nothing_of("Auntie Chou")
    )
    villager.finds_again(link).sees("Leave the old well open.")
    Moderator(visit(width=1280)).comes_in(MODERATOR).publishes(reference)
    looks(villager.looks_up(reference).sees("Leave the old well open.", "At the counter", "letter.pdf"))


def test_a_letter_comes_late_and_is_kept(visit: Visit, site: Site, looks: Looks, tmp_path: Path) -> None:
    slug = open_consultation(site, tmp_path, opened_before=2_000_000, closes_in=-3_600, late="keep")
    late = Citizen(visit()).goes_to(f"/en/consultations/{slug}/comment?article=art-1")
    looks(late)
    late.writes(body="The post was slow.", name="Late Lee").presses("Send")
    receipt = late.takes_receipt()
    looks(late.sees("It came after closing: it is marked as late, read, and counted apart."))
    Moderator(visit(width=1280)).comes_in(MODERATOR).publishes(receipt.reference)
    late.looks_up(receipt.reference).sees("The post was slow.", "late")
    looks(late.goes_to(f"/en/consultations/{slug}").sees("Of these late: 1 sender"))


def test_a_petition_is_passed_on_and_danger_is_told_at_once(
    visit: Visit, site: Site, mailbox: Mailbox, looks: Looks, tmp_path: Path
) -> None:
    slug, address = open_consultation(site, tmp_path), f"{fresh_slug('petition')}@residents.example"
    sender = Citizen(visit())
    sender.opens_comment_form(slug).sees("This form is for what you think of the draft, nothing else.")
    receipt = sender.sends(slug, PETITION, email=address)
    sender.goes_to(mailbox.wait_for(address, receipt.reference).link("/confirm")).presses(
        "Yes, this is my address"
    )
    danger = sender.sends(slug, "He says he will burn the hut tonight.")
    moderator = Moderator(visit(width=1280)).comes_in(MODERATOR)
    moderator.opens_comment(receipt.reference).rules("refer", ground="petition").is_told("office")
    moderator.writes(refer_to="The street lighting office").presses("Rule and go to the next")
    mailbox.wait_for(address, "The street lighting office")
    sender.looks_up(receipt.reference).sees("The street lighting office", "It answers by").sees_nothing_of(
        PETITION
    )
    looks(sender)
    sender.finds_again(receipt.link).sees("The street lighting office")
    moderator.opens_comment(danger.reference).rules("refer", ground="danger")
    assert "burn the hut" in mailbox.wait_for(MODERATOR, "URGENT").body
    looks(moderator.goes_to("/en/desk/moderation/referrals").sees("The street lighting office"))
    moderator.follows(receipt.reference).writes(answer="A lamp comes in June.").presses(
        re.compile("Save|Note")
    )
    sender.looks_up(receipt.reference).sees("A lamp comes in June.")


def test_an_office_of_one_says_in_public_that_it_is_one(
    visit: Visit, site: Site, looks: Looks, tmp_path: Path
) -> None:
    body, address = fresh_slug("village"), f"{fresh_slug('only')}@village.example"
    site.flask("accounts", "create", address, "--name", "Only Person", "--password-stdin", typed=PASSWORD)
    site.flask("organisations", "create", body, "--name", "Village office", "--sign-offs", "1")
    for role in ("author", "moderator", "responder"):
        site.flask("organisations", "grant", address, role, body)
    slug = open_consultation(site, tmp_path, body=body, is_published=False)
    one = Author(visit(width=1280)).comes_in(address)
    one.tells_all(slug)
    looks(one.opens_task("Check and publish").sees("You are the only person here who may sign."))
    one.presses("Publish now")
    villager = Citizen(visit())
    receipt = villager.sends(slug, "Mend the well first.")
    moderator = Moderator(one.page)
    moderator.opens_comment(receipt.reference).rules("publish").is_told("somebody else has to moderate")
    looks(one.opens_task("Why the same people prepare or answer, and moderate"))
    one.writes(same_people_reason="The village has one clerk.").presses("Save")
    moderator.opens_comment(receipt.reference).rules("publish")
    looks(
        villager.goes_to(f"/en/consultations/{slug}/powers").sees(
            "The village has one clerk.", "by one person alone"
        )
    )
    villager.goes_to(f"/en/consultations/{slug}").sees("The village has one clerk.")
