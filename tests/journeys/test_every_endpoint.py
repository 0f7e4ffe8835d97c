"""Every page that links lead to, found by following them as each role: it answers, fits a phone, and axe finds nothing.

A page that no link of the demo leads to is listed here with its reason, so that a new page can't be forgotten.
"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from consult.app import create_app
from consult.foundation.settings import Settings
from tests.journeys.conftest import FINISHED, OPEN, Site, running_site, sign_in
from tests.journeys.looking import look_at
from tests.journeys.test_every_page import PUBLIC, STAFF

pytestmark = pytest.mark.timeout(900)
STARTS = {
    "": (
        "/en/", f"/en/consultations/{FINISHED}", f"/en/consultations/{FINISHED}/draft/2",
        f"/en/consultations/{FINISHED}/results", f"/en/consultations/{FINISHED}/outcome",
    ),
    "nora@residents.example": ("/en/me",),
    "author.parks@linhe.example": (
        "/en/desk/consultations/walked", "/en/desk", f"/en/desk/consultations/{OPEN}",
        f"/en/desk/consultations/{OPEN}/asked",
    ),
    "moderator@linhe.example": ("/en/desk", "/en/desk/moderation", "/en/desk/moderation/reviews"),
    "responder@linhe.example": (
        "/en/desk", f"/en/desk/consultations/{OPEN}/replies", f"/en/desk/consultations/{OPEN}/dispositions",
        f"/en/desk/consultations/{FINISHED}/outcome", f"/en/desk/consultations/{OPEN}/reading?read=no",
        f"/en/desk/consultations/{FINISHED}/commitments",
        f"/en/desk/consultations/{FINISHED}/themes",
    ),
    "clerk@linhe.example": ("/en/desk",),
    "admin@linhe.example": (
        "/en/desk", "/en/desk/organisations", "/en/desk/organisations/transport/quiet-periods",
        f"/en/desk/consultations/{FINISHED}",
    ),
    "auditor@linhe.example": (
        "/en/audit", f"/en/audit/consultations/{FINISHED}", f"/en/audit/consultations/{FINISHED}/comments",
    ),
}  # fmt: skip
"""Who follows links from where, beside the pages of the route list; the first is a visitor without an account."""
DRAFT = "# Rules for the pond\n\n## Article 1 Swimming\n\nNobody swims.\n\n## Article 2 Ducks\n\nDucks may stay.\n"
WITH_A_KEY = "its address holds a key that was mailed or shown once"
AFTER_A_FORM = "only sending a form leads there"
NOTHING_OF_IT = "the demo has nothing of the kind; a journey of its own makes it"
NO_LINK: dict[str, str] = {
    **dict.fromkeys(
        (
            "accounts.confirm", "accounts.confirm_address", "accounts.set_new_password", "contributions.confirm",
            "contributions.correct", "contributions.withdraw", "contributions.receipt", "contributions.own_file",
            "contributions.send_submission", "contributions.submission", "contributions.submission_files",
            "contributions.submission_part", "contributions.submission_sender", "moderation.ask_review",
            "moderation.report_answer", "notifications.confirm_subscription", "notifications.unsubscribe",
            "organisations.invitation", "votes.confirm", "analysis.own_invitation", "analysis.give_opinion",
            "contributions.confirm_phone", "contributions.erase",
            "contributions.own_proof", "contributions.restate", "contributions.show_erasure", "contributions.slip",
            "contributions.own_asking",
            "site.data_by_key", "opendata.acknowledge", "opendata.take_dossier", "outcomes.rate_answer",
        ),
        WITH_A_KEY,
    ),
    **dict.fromkeys(
        (
            "accounts.closed", "accounts.mail_sent", "accounts.prove", "accounts.prove_code", "accounts.prove_passkey",
            "accounts.prove_send", "accounts.recovery_codes", "accounts.second_step", "accounts.sign_in_code",
            "accounts.sign_in_passkey", "accounts.sign_out", "notifications.subscribed", "opendata.ordered",
            "contributions.asking_erased",
            "accounts.prove_official", "audits.process_reported", "contributions.begin_removal",
            "contributions.entered", "contributions.remove", "custody.put_on_hold", "custody.register",
            "votes.support", "votes.take_receipt",
        ),
        AFTER_A_FORM,
    ),
    **dict.fromkeys(
        (
            "consultations.document", "consultations.notice",
            "consultations.publish_version", "consultations.remove_document", "consultations.resume",
            "contributions.asked_scan",
            "contributions.desk_file", "contributions.own_account_file", "contributions.public_file",
            "moderation.ask_own_review", "moderation.show_referral", "moderation.show_report",
            "outcomes.correct_reply", "votes.results_csv", "analysis.run_rule",
            "outcomes.ask_interim", "outcomes.write_part",
            "moderation.show_review", "opendata.foreign_page", "organisations.sign", "votes.mine",
            "accounts.link_official", "accounts.sign_in_official", "audits.judge", "audits.report", "audits.sample",
            "contributions.decide_erasure", "contributions.draft_removal", "contributions.invitations",
            "contributions.own_account_proof",
            "contributions.place", "contributions.placing",
            "contributions.print_invitations", "contributions.use_invitation", "custody.archive_package",
            "consultations.begin_further_round", "outcomes.list_earlier_round",
            "custody.lift_hold", "custody.show_disposal", "custody.show_request", "custody.take_bundle",
            "custody.take_schedule", "custody.transfer_list", "custody.treat", "outcomes.trace_passage",
        ),
        NOTHING_OF_IT,
    ),
}  # fmt: skip
"""Pages that the demo has no link to, and why."""


class Walker:
    """Follows links as one person, to one page of each endpoint that nobody has seen yet."""

    def __init__(self, page: Page, addresses: MapAdapter, seen: set[str]) -> None:
        self.page, self.addresses, self.seen = page, addresses, seen
        self.faults: list[str] = []

    def endpoint_of(self, path: str) -> str | None:
        """The endpoint that answers GET here; none where nothing does."""
        try:
            return str(self.addresses.match(path, method="GET")[0])
        except HTTPException:
            return None

    def walk(self, start: str) -> None:
        """Look at a page, then at whatever it leads to."""
        waiting = self.visit(start)
        while waiting:
            address = waiting.pop(0)
            endpoint = self.endpoint_of(urlsplit(address).path)
            if endpoint is not None and endpoint not in self.seen:
                waiting.extend(self.visit(address))

    def visit(self, address: str) -> list[str]:
        """Look at one page, and give where its links lead."""
        self.seen.add(self.endpoint_of(urlsplit(address).path) or "")
        try:
            look_at(self.page, address)
        except AssertionError as fault:
            self.faults.append(str(fault).splitlines()[0])
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            return []  # a file, not a page
        return self.links()

    def links(self) -> list[str]:
        """Addresses of this site that the page links to, files left out."""
        found: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('a[href]:not([download])')]"
            ".filter(a => a.origin === location.origin).map(a => a.pathname + a.search)"
        )
        return [one for one in dict.fromkeys(found) if one.startswith("/en/")]


def found_on(page: Page, address: str, part: str) -> list[str]:
    """Where the links of a page lead whose addresses hold ``part``."""
    page.goto(address)
    found: list[str] = page.evaluate(
        f"[...document.querySelectorAll('a[href*=\"{part}\"]')].map(a => a.pathname)"
    )
    return list(dict.fromkeys(found))


@pytest.fixture(scope="module")
def site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo of its own: where links lead must not hang on the stories told before."""
    with running_site(demo, tmp_path_factory.mktemp("walked")) as one:
        yield one


def test_every_page_is_reached_and_fit_to_be_seen(
    chromium: Browser, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    app = create_app(Settings(instance=tmp_path_factory.mktemp("addresses")))
    addresses = app.url_map.bind("localhost")
    draft = tmp_path_factory.mktemp("draft") / "pond.md"
    draft.write_text(DRAFT, encoding="utf-8")
    site.flask(
        *("consultations", "import-draft", str(draft), "--organisation", "parks-water"),
        *("--slug", "walked", "--title", "Rules for the pond", "--language", "en"),
    )
    seen: set[str] = set()
    faults: list[str] = []
    for email, starts in STARTS.items():
        context = chromium.new_context(base_url=site.base, viewport={"width": 320, "height": 800})
        context.set_default_timeout(20_000)
        page = context.new_page()
        if email:
            sign_in(page, email)
        walker = Walker(page, addresses, seen)
        listed = STAFF.get(email, ()) if email else PUBLIC
        for start in dict.fromkeys((*starts, *(f"/en{address}" for address in listed))):
            walker.walk(start)
        for own in found_on(page, "/en/me", "/me/comments/"):  # what one may do hangs on what became of it
            walker.walk(own)
        if email == "clerk@linhe.example":  # the author, who came before, enters no letters
            walker.walk(found_on(page, f"/en/desk/consultations/{OPEN}/asked", "/desk/asked/")[-1])
        if email == "responder@linhe.example":  # an author, who came before, may do less with a theme
            walker.walk(found_on(page, f"/en/desk/consultations/{OPEN}/themes", "/themes/")[0])
        faults += [f"{email or 'a visitor'}: {fault}" for fault in walker.faults]
        context.close()
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "lang" in rule.arguments and "GET" in (rule.methods or ())
    }
    assert not faults, "\n".join(faults)
    unseen, linked = sorted(pages - seen - NO_LINK.keys()), sorted(seen & NO_LINK.keys())
    assert not unseen, f"no link leads to {', '.join(unseen)}"
    assert not linked, f"links lead to {', '.join(linked)}"
