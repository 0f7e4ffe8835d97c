"""A responder answers one comment and several at once, decides article by article, and publishes the outcome."""

import json
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Site, Visit
from tests.journeys.looking import Looks
from tests.journeys.made import fresh_slug, open_consultation
from tests.journeys.mailbox import Mailbox
from tests.journeys.people.citizen import Citizen
from tests.journeys.people.staff import Moderator, Responder

EMAIL = "responder@linhe.example"


def test_responder_answers_one_and_many(visit: Visit, site: Site, mailbox: Mailbox, tmp_path: Path) -> None:
    slug, address = open_consultation(site, tmp_path), f"{fresh_slug('answered')}@residents.example"
    guest = Citizen(visit())
    own = guest.sends(slug, "Please plant a lime tree.", article="art-1", email=address)
    guest.goes_to(mailbox.wait_for(address, own.reference).link("/confirm")).presses(
        "Yes, this is my address"
    )
    others = [guest.sends(slug, f"Wish number {number}.", article="art-2").reference for number in range(2)]
    Moderator(visit()).comes_in("moderator@linhe.example").publishes(own.reference, *others)

    responder = Responder(visit(width=1280)).comes_in(EMAIL).opens_replies(slug).sees("3 comments")
    responder.chooses_comments(own.reference).presses("Reply to the chosen ones").sees(
        "Reply to 1 comment", "lime tree"
    )
    responder.presses("Publish the reply to 1 comment").is_told("write the reply")
    responder.writes(body="Two limes come in spring.").presses("Publish the reply to 1 comment").sees(
        "Your reply is public."
    )
    letter = mailbox.wait_for(address, "Two limes come in spring.")
    assert "Please plant a lime tree." in letter.body
    assert own.reference in letter.subject + letter.body
    responder.opens_replies(slug).sees("2 comments").presses("Reply to all 2 comments listed").sees(
        "Everybody gets the same reply"
    )
    responder.writes(body="We have read your wishes.").presses("Publish the reply to 2 comments").sees(
        "Your reply is public."
    )
    guest.goes_to(f"/en/consultations/{slug}/draft/1/art-2").sees(
        "We have read your wishes.", "Parks and Water Department", "Responder"
    )
    guest.looks_up(own.reference).sees("Two limes come in spring.", "Answered")


def test_responder_reads_with_keys_and_turns_them_off(
    visit: Visit, site: Site, tmp_path: Path, has_scripts: bool
) -> None:
    slug, guest = open_consultation(site, tmp_path), Citizen(visit())
    sent = [guest.sends(slug, f"Wish number {number}.").reference for number in range(3)]
    responder = Responder(visit(width=1280)).comes_in(EMAIL)
    page = responder.goes_to(f"/en/desk/consultations/{slug}/reading").page
    if not has_scripts:
        expect(page.locator("[data-triage-keys]")).to_be_hidden()
        return
    keyboard = page.keyboard
    keyboard.press("j")
    keyboard.press("x")
    keyboard.press("j")
    keyboard.press("x")
    expect(page.locator(f'input[name=picked][value="{sent[1]}"]')).to_be_checked()
    with page.expect_navigation():
        keyboard.press("r")
    responder.sees("2 comments marked as read.")
    for _ in range(3):
        keyboard.press("j")
    with page.expect_navigation():
        keyboard.press("o")
    responder.sees("Wish number 2.")
    page.locator("[data-triage-keys] summary").click()
    page.get_by_role("button", name="Turn the keys off").click()
    keyboard.press("r")
    expect(page.get_by_text("Unread", exact=True)).to_be_visible()
    responder.goes_to(f"/en/desk/consultations/{slug}/reading")
    keyboard.press("j")
    keyboard.press("x")
    expect(page.locator("input[name=picked]:checked")).to_have_count(0)
    responder.goes_to(f"/en/desk/consultations/{slug}/reading/{sent[2]}")
    page.locator("[data-triage-keys] summary").click()
    page.get_by_role("button", name="Turn the keys on").click()
    with page.expect_navigation():
        keyboard.press("r")
    responder.sees("Every comment is read.")


def test_responder_publishes_the_outcome_when_nothing_is_missing(
    visit: Visit, site: Site, looks: Looks, tmp_path: Path
) -> None:
    slug = open_consultation(site, tmp_path, opened_before=2_000_000, closes_in=-86_400)
    rows = [{"id": str(n), "body": f"Old paper number {n}.", "article": f"art-{n % 2 + 1}"} for n in range(6)]
    file = tmp_path / "comments.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    site.flask("contributions", "import-comments", str(file), "--consultation", slug, "--status", "published",
               "--map", "id=id,body=body,article=article")  # fmt: skip
    reader, responder = Citizen(visit()), Responder(visit(width=1280)).comes_in(EMAIL)
    responder.opens_outcome(slug).sees("Still missing:", "6 unread", "0 of 2 done").presses(
        "Publish the outcome"
    ).is_told("")
    reader.goes_to(f"/en/consultations/{slug}/outcome").sees_nothing_of("We follow the old papers.")
    responder.reads_everything(slug, 6)
    responder.goes_to(f"/en/desk/consultations/{slug}/dispositions").follows("Go on with the next one")
    responder.presses("Save and go on with the next one").is_told("choose one", "reason")
    for disposition, reason in (("adopted", "It reads better."), ("not-adopted", "There is no room.")):
        responder.decides(disposition, reason)
    responder.opens_outcome(slug).sees("Completed").follows(
        "The decision: what, by whom, when, under which number"
    )
    responder.writes(decision="We follow the old papers.", decided_by="The director", number="PW-7")
    responder.writes(decided_on=datetime.now(UTC).date().isoformat()).presses("Save")
    responder.opens_outcome(slug).follows("What people said, what changed, and what happens next")
    responder.writes(summary="Six papers came.", what_changed="Article 1 was worded anew.").presses("Save")
    responder.opens_outcome(slug).sees("Nothing is missing.").follows("Preview").sees(
        "We follow the old papers."
    )
    responder.opens_outcome(slug).presses("Publish the outcome")
    reader.goes_to(f"/en/consultations/{slug}").sees("Answered").goes_to(f"/en/consultations/{slug}/outcome")
    reader.sees("We follow the old papers.", "PW-7", "The director", "It reads better.", "Published: 6")
    looks(reader)
    author = (
        Responder(visit())
        .comes_in("author.parks@linhe.example")
        .goes_to(f"/en/desk/consultations/{slug}/finish")
    )
    author.presses("Declare it finished")
    reader.goes_to(f"/en/consultations/{slug}").sees("Finished")
