"""From a citizen's words to the passage they moved, and back: no link of it is missing in either direction."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Site, Visit
from tests.journeys.looking import Looks
from tests.journeys.made import DRAFT, open_consultation
from tests.journeys.people.citizen import Citizen
from tests.journeys.people.staff import Moderator, Responder


@pytest.mark.timeout(300)  # three people walk sixteen pages
def test_a_citizen_finds_the_passage_their_words_moved(
    visit: Visit, site: Site, looks: Looks, tmp_path: Path
) -> None:
    slug = open_consultation(site, tmp_path)
    guest = Citizen(visit())
    guest.opens_comment_form(slug, "art-2").opens("It is about one sentence only")
    sentence = guest.page.get_by_label("They stay outside the playground.")
    guest.chooses("sentence", sentence.get_attribute("value") or "").writes(body="Mine plays there, too.")
    own = guest.presses("Send").takes_receipt()
    Moderator(visit()).comes_in("moderator@linhe.example").publishes(own.reference)
    draft = tmp_path / "second.md"
    draft.write_text(
        DRAFT.replace("outside the playground", "outside the playground before noon").replace(
            "ten at", "nine at"
        )
    )
    site.flask("consultations", "import-draft", str(draft), "--organisation", "parks-water", "--slug", slug,
               "--title", "Rules for the reading garden", "--language", "en", "--publish")  # fmt: skip

    responder = Responder(visit(width=1280)).comes_in("responder@linhe.example").opens_replies(slug)
    responder.chooses_comments(own.reference).presses("Reply to the chosen ones")
    responder.writes(body="Dogs wait outside before noon.").presses("Publish the reply to 1 comment")
    responder.goes_to(f"/en/desk/consultations/{slug}/trace").sees("2 passages have no stated reason")
    responder.goes_to(f"/en/desk/consultations/{slug}/trace/art-2")
    looks(responder)
    responder.page.locator(f'input[value="{own.reference}"]').check()
    responder.page.get_by_label("Dogs wait outside before noon.").check()
    responder.presses("Save").sees(own.reference, "1 passage has no stated reason")

    guest.goes_to(f"/en/consultations/{slug}/changes/1/2").sees(
        "What moved it", own.reference, "No stated reason"
    )
    looks(guest)
    guest.follows(own.reference).sees("What it moved", "Words changed", "before noon")
    looks(guest)
    guest.follows_to(f"/consultations/{slug}/changes/1/2#art-2").sees("Mine plays there, too.")
    guest.follows("Official reply").sees("What it moved", "It answers 1 comment")
    looks(guest)
    guest.follows_to(f"/consultations/{slug}/changes/1/2#art-2").sees("Dogs wait outside before noon.")
