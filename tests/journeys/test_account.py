"""A citizen with an account: from the mail that opens it to the button that closes it."""

import io
import zipfile
from pathlib import Path

from tests.journeys.conftest import OPEN, Site, Visit
from tests.journeys.made import fresh_slug
from tests.journeys.mailbox import Mailbox
from tests.journeys.people.citizen import Citizen

PASSWORD = "four words in a row"


def test_citizen_opens_uses_and_closes_an_account(
    visit: Visit, site: Site, mailbox: Mailbox, tmp_path: Path
) -> None:
    address = f"{fresh_slug('member')}@residents.example"
    citizen = Citizen(visit())
    citizen.goes_to("/en/sign-up").writes(email=address, name="Lin Anna").presses("Send me the link").sees(
        "Look at your e-mail or your phone"
    )
    letter = mailbox.wait_for(address)
    citizen.goes_to(next(link for link in letter.links if "/confirm" in link or "sign-up" in link))
    citizen.sees(address).writes(password="short").presses("Make my account").is_told("12")
    citizen.writes(password=PASSWORD).presses("Make my account")
    citizen.goes_to("/en/account").presses("Sign out")
    citizen.goes_to("/en/sign-in").writes(email=address, password="wrong words in a row").presses(
        "Sign in"
    ).is_told("")
    citizen.writes(password=PASSWORD).presses("Sign in")

    receipt = citizen.sends(OPEN, "Lights along the whole bank, please.", article="art-4")
    citizen.goes_to("/en/me").sees(receipt.reference, "Lights along the whole bank", "Signed in as Lin Anna")
    answered = _answers_every_statement(citizen)
    citizen.goes_to(f"/en/consultations/{OPEN}/vote/mine").opens(
        "Change my answer to statement 1", within="#s1"
    )
    citizen.presses("Pass", within="#s1").goes_to(f"/en/consultations/{OPEN}/vote/mine")
    assert citizen.text_of("#s1 .govuk-tag") == "Pass"
    citizen.goes_to("/en/me").sees(f"{answered} answer")
    with citizen.page.expect_download() as started:
        citizen.page.get_by_role("link", name="Download everything stored about me").click()
    package = zipfile.ZipFile(io.BytesIO(Path(started.value.path()).read_bytes()))
    everything = "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    assert address in everything
    assert "Lights along the whole bank, please." in everything

    citizen.goes_to("/en/account").follows("Close my account")
    if citizen.page.locator("input[name=sure]").count() == 0:
        citizen.writes(password=PASSWORD).presses("Go on")
    citizen.presses("Close my account for good").is_told("")
    citizen.ticks("sure").presses("Close my account for good")
    citizen.goes_to("/en/sign-in").writes(email=address, password=PASSWORD).presses("Sign in").is_told("")
    citizen.looks_up(receipt.reference).sees("Waits for a moderator").sees_nothing_of("Lin Anna", address)


def _answers_every_statement(citizen: Citizen) -> int:
    """Agree, disagree, pass in turn until none is left; gives how many."""
    answers = ("Agree", "Disagree", "Pass")
    for number in range(100):
        citizen.goes_to(f"/en/consultations/{OPEN}/vote")
        progress = citizen.page.locator("progress.votes-meter")
        if progress.count() == 0 or progress.get_attribute("value") == progress.get_attribute("max"):
            citizen.goes_to(f"/en/consultations/{OPEN}/vote/mine").sees("You have answered all statements.")
            assert number > 2
            return number
        citizen.presses(answers[number % 3], within=".votes-card")
    raise AssertionError("the statements never ended")
