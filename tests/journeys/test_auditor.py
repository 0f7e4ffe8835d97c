"""An auditor reads everything and can change nothing."""

import re
import zipfile
from pathlib import Path

import pytest

from tests.journeys.conftest import FINISHED, OPEN, Site, Visit
from tests.journeys.people.staff import Staff
from tests.journeys.people.visitor import Visitor

EMAIL = "auditor@linhe.example"
DESK = f"/desk/consultations/{OPEN}"
WRITING = (
    f"{DESK}/extend", f"{DESK}/upload", f"{DESK}/words/what/en", f"{DESK}/finish", f"{DESK}/replies/new",
    f"{DESK}/outcome/publish", f"{DESK}/statements/open", "/desk/moderation", "/desk/new-consultation",
    "/desk/organisations/linhe/invite", "/desk/organisations/site/colour",
)  # fmt: skip


def test_auditor_reads_hidden_originals_log_and_package(visit: Visit, site: Site) -> None:
    auditor, reader = Staff(visit(width=1280)).comes_in(EMAIL), Visitor(visit())
    auditor.goes_to("/en/audit").follows_to(f"/audit/consultations/{FINISHED}")
    auditor.follows("All comments, hidden originals and every wording").follows("Hidden (3)")
    original = auditor.text_of(".site-own__item .consult-words")
    reference = auditor.text_of(".site-own__item h2")
    assert original
    reader.goes_to(f"/en/comments/{reference}").sees("Hidden. Ground").sees_nothing_of(original[:60])
    auditor.goes_to(f"/en/audit/consultations/{FINISHED}").follows(
        "The log, with what is behind every entry"
    ).sees("entry ")
    auditor.goes_to(f"/en/audit/consultations/{FINISHED}").follows("Who read personal data")
    auditor.goes_to(f"/en/audit/consultations/{FINISHED}").presses("Take the package (ZIP)")
    auditor.presses("Have the package made").waits_until_sees("It is ready.")
    with auditor.page.expect_download() as started:
        auditor.page.get_by_role("button", name="Take the package (ZIP)").click()
    with zipfile.ZipFile(Path(started.value.path())) as package:
        assert package.testzip() is None
        texts = "".join(package.read(one).decode() for one in package.namelist() if one.endswith(".jsonl"))
        assert original[:40] in texts
    auditor.goes_to(f"/en/audit/consultations/{FINISHED}").sees_nothing_of("None yet.")


def test_auditor_draws_rulings_judges_them_blind_and_everybody_reads_how_often_both_agree(
    visit: Visit, site: Site
) -> None:
    auditor, reader = Staff(visit(width=1280)).comes_in(EMAIL), Visitor(visit())
    before = judged_again(reader)
    site.flask("record", "seal")
    base = f"/en/audit/consultations/{FINISHED}"
    auditor.goes_to(base).follows("Rulings judged again").writes(size="2").presses("Draw")
    auditor.page.locator("main table a").first.click()
    auditor.presses("Judge the next one")
    for _ruling in range(2):
        auditor.sees("What would you have ruled?").sees_nothing_of("First ruling")
        auditor.chooses("act", "publish").presses("Keep and go on")
    auditor.sees("First ruling")
    assert judged_again(reader) == before + 2
    reader.follows("Something isn’t run as it should be? Tell the auditors in confidence")
    reader.writes(message="They told me what to write.").presses("Send to the auditors")
    auditor.goes_to("/en/audit").follows("Confidential reports about the process")
    auditor.page.locator("main .site-own a").first.click()
    auditor.sees("They told me what to write.")
    auditor.goes_to(base).follows("The log, with what is behind every entry")
    auditor.goes_to(f"{base}/entries?type=ruling.judged").sees("A ruling was judged a second time, blind")


def judged_again(reader: Visitor) -> int:
    """How many rulings everybody reads were judged again: another story may have drawn some before."""
    reader.goes_to(f"/en/consultations/{FINISHED}/oversight")
    found = re.search(r"Of (\d+) rulings judged again", reader.page.inner_text("main"))
    return int(found[1]) if found else 0


@pytest.mark.parametrize("has_scripts", [False])
def test_auditor_is_refused_every_change(visit: Visit, site: Site, has_scripts: bool) -> None:
    """By requests made by hand, for which scripts make no difference."""
    auditor = Staff(visit()).comes_in(EMAIL).goes_to("/en/account")
    token = auditor.page.locator("input[name=csrf_token]").first.get_attribute("value") or ""
    for address in WRITING:
        answer = auditor.page.request.post(
            f"{site.base}/en{address}", form={"csrf_token": token}, max_redirects=0
        )
        assert answer.status == 403, (address, answer.status)
