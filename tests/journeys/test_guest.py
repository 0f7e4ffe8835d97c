"""A guest comments on an article, and stays master of what they sent."""

from pathlib import Path

from tests.journeys.conftest import FINISHED, OPEN, Site, Visit
from tests.journeys.made import fresh_slug, open_consultation
from tests.journeys.mailbox import Mailbox
from tests.journeys.people.citizen import Citizen
from tests.journeys.people.staff import Moderator

FIRST = "Please open the garden at five in summer.\n\nI start work at six."
SECOND = "Please open the garden at half past five in summer."


def test_guest_comments_confirms_corrects_and_withdraws(
    visit: Visit, site: Site, mailbox: Mailbox, tmp_path: Path
) -> None:
    slug, address = open_consultation(site, tmp_path), f"{fresh_slug('guest')}@residents.example"
    guest, moderator = Citizen(visit()), Moderator(visit(width=1280)).comes_in("moderator@linhe.example")
    guest.opens_comment_form(slug, "art-1").sees("Everybody will see", "Only staff will see", "Kept until")
    guest.writes(body=FIRST, name="Ida Wen", email=address).chooses("stance", "amend").presses(
        "Preview first"
    )
    guest.sees("Nothing has been sent yet", "No name is shown", address, "Your name: Ida Wen", "with changes")
    guest.presses("Change it").still_has(body=FIRST, name="Ida Wen", email=address).presses(
        "Preview first"
    ).presses("Send")
    receipt = guest.takes_receipt()
    guest.sees("not confirmed yet").goes_to(mailbox.wait_for(address, receipt.reference).link("/confirm"))
    guest.presses("Yes, this is my address").sees("Address confirmed")

    moderator.publishes(receipt.reference)
    guest.finds_again(receipt.words).sees("Public now", "Published", FIRST[:30])
    guest.looks_up(receipt.reference).sees("Published", "Not answered yet")
    guest.sees("Name not shown").sees_nothing_of("Ida Wen", address)

    guest.finds_again(receipt.link).follows("Correct it").writes(body=SECOND).presses(
        "See what changes first"
    )
    guest.sees("What changes", "half past five").presses("Send the correction")
    guest.sees("Your correction waits for a moderator")
    guest.looks_up(receipt.reference).sees(FIRST[:30]).sees_nothing_of(SECOND)
    moderator.publishes(receipt.reference)
    guest.looks_up(receipt.reference).sees(SECOND, "Earlier wordings")

    guest.finds_again(receipt.words).follows("Take it back").presses("Take it back").sees(
        "Withdrawn by its sender"
    )
    guest.looks_up(receipt.reference).sees("Withdrawn by its sender").sees_nothing_of(SECOND, FIRST[:30])
    guest.goes_to(f"/en/consultations/{slug}/draft/1/art-1").sees_nothing_of(SECOND, FIRST[:30])


def test_guest_is_refused_without_losing_a_word(visit: Visit, site: Site, tmp_path: Path) -> None:
    late, closing = _writes_until_it_closes(visit, site, tmp_path)
    guest = Citizen(visit()).opens_comment_form(OPEN, "art-3")
    guest.presses("Send").is_told("")
    long = "好" * 5_001
    guest.writes(body=long, name="Ida Wen").presses("Send").is_told("5,000").still_has(
        body=long, name="Ida Wen"
    )
    guest.writes(body=long[:5_000], email="not an address").presses("Send").is_told("address")
    guest.still_has(body=long[:5_000], email="not an address").writes(email="").presses(
        "Send"
    ).takes_receipt()
    Citizen(visit()).goes_to(f"/en/consultations/{closing}").waits_until_sees("comments are no longer taken")
    late.presses("Send").sees("takes no more comments").still_has(body="I was writing when it closed.")


def _writes_until_it_closes(visit: Visit, site: Site, tmp_path: Path) -> tuple[Citizen, str]:
    """Somebody at the form of a consultation that closes in some seconds; a slow machine is given more of them."""
    for seconds in (15, 40, 100):
        slug, late = open_consultation(site, tmp_path, closes_in=seconds), Citizen(visit())
        late.goes_to(f"/en/consultations/{slug}/comment")
        if late.page.locator("textarea[name=body]").count():
            return late.writes(body="I was writing when it closed."), slug
    raise AssertionError("this machine is too slow to open a form in 100 seconds")


def test_guest_learns_other_ways_after_closing(visit: Visit) -> None:
    Citizen(visit()).goes_to(f"/en/consultations/{FINISHED}/comment").sees(
        "Other ways to be heard", "Contact:"
    )
