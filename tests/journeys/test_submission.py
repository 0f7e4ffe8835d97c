"""Who chooses what is published: a trade body, a whistle-blower, a pupil with a teacher."""

from pathlib import Path

import pytest

from tests.contributions.files import PDF, PNG
from tests.journeys.conftest import Site, Visit
from tests.journeys.looking import Looks
from tests.journeys.made import open_consultation
from tests.journeys.people.citizen import Citizen
from tests.journeys.people.staff import Moderator

SECRET = "The margin is 4.2 per cent."
ARTICLES = 12
LONG_DRAFT = "# Market bylaw\n\n" + "\n\n".join(
    f"## Article {number} Rule {number}\n\nWhat rule {number} says." for number in range(1, ARTICLES + 1)
)


@pytest.fixture
def has_scripts() -> bool:
    """Without scripts only: nothing here depends on them."""
    return False


def test_a_trade_body_sends_a_submission_and_keeps_its_secret(
    visit: Visit, site: Site, looks: Looks, tmp_path: Path
) -> None:
    slug = open_consultation(site, tmp_path, draft=LONG_DRAFT)
    body = Citizen(visit())
    body.goes_to(f"/en/consultations/{slug}/submission").writes(body=f"We speak for 240 stalls. {SECRET}")
    body.presses("Save and go on").sees("Your submission, not sent yet")
    draft = body.page.url
    looks(body)
    for number in range(1, ARTICLES + 1):
        body.writes(article=f"art-{number}").presses("Write on it").writes(body=f"On article {number}.")
        body.chooses("stance", "amend").presses("Save")
    body.follows("Change it or take it out").opens("Some of my words").writes(confidential=SECRET).presses(
        "Save"
    )
    looks(body.follows("Add or take out files"))
    for name, content in (("figures.pdf", PDF), ("map.png", PNG)):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        body.page.set_input_files("input[type=file]", files=[file])  # type: ignore[list-item]
        body.presses("Save").sees(name)
    body.goes_to(draft).follows("Say who you are and what may be published").chooses("publication", "named")
    body.opens("I speak for an organisation").chooses("capacity", "organisation")
    body.writes(
        organisation="Stall Holders of Linhe", organisation_kind="association", register_number="R-1066",
        members="240 stalls, asked at the meeting on 3 May", office="Chair", confidential_reason="A trade secret.",
    )  # fmt: skip
    looks(body.presses("Save").presses("Look at all of it, then send it"))
    body.sees("Stall Holders of Linhe", "figures.pdf", "map.png").presses("Send")
    receipt = body.takes_receipt()
    body.sees(f"Your submission has {ARTICLES + 1} parts")
    moderator = Moderator(visit(width=1280)).comes_in("moderator@linhe.example")
    moderator.publishes(receipt.reference)
    reader = Citizen(visit()).looks_up(receipt.reference)
    reader.sees("We speak for 240 stalls", "Stall Holders of Linhe", "confidential, at the sender’s request")
    reader.sees_nothing_of(SECRET, "A trade secret.", "asked at the meeting")
    reader.goes_to(f"/en/consultations/{slug}").sees("1 sender", "1 submission", f"{ARTICLES + 1} comments")
    looks(reader.sees_nothing_of("Received, by who speaks"))  # one body: the total would tell its number


def test_a_whistle_blower_is_read_and_never_shown_and_a_pupil_has_no_name(
    visit: Visit, site: Site, looks: Looks, tmp_path: Path
) -> None:
    slug = open_consultation(site, tmp_path)
    one = (
        Citizen(visit())
        .opens_comment_form(slug, "art-1")
        .writes(body=SECRET)
        .chooses("publication", "withheld")
    )
    looks(one)
    receipt = one.presses("Send").takes_receipt()
    one.sees("It isn’t published, as you wished")
    Citizen(visit()).looks_up(receipt.reference).sees(
        "Not published at the sender’s request"
    ).sees_nothing_of(SECRET)
    Citizen(visit()).goes_to(f"/en/consultations/{slug}").sees("1 not published at the sender’s request")
    pupil = Citizen(visit()).opens_comment_form(slug).writes(body="We play there.", name="Bo Little")
    pupil.chooses("publication", "named").opens("I am under age").ticks("is_minor")
    pupil.writes(guardian="Ms Park").chooses("guardian_kind", "school").presses("Send").is_told(
        "tick the box"
    )
    pupil.ticks("guardian_confirms").presses("Send")
    receipt = pupil.takes_receipt()
    Moderator(visit(width=1280)).comes_in("moderator@linhe.example").publishes(receipt.reference)
    Citizen(visit()).looks_up(receipt.reference).sees("We play there.").sees_nothing_of(
        "Bo Little", "Ms Park"
    )
