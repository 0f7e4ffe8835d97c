"""What a package for everybody opens is what pages show, not what they showed before or what staff alone read."""

import json
from pathlib import Path

from flask import Flask

from consult.analysis import queries as reading
from consult.analysis import service as sorting
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries, service
from consult.contributions.service import Contact
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import writing
from consult.opendata import verify_package
from consult.organisations import queries as organisations
from consult.outcomes import service as outcomes
from tests.factories.analysis import make_theme
from tests.factories.consultations import DAY, article_of, make_consultation, make_staff
from tests.factories.moderation import make_published
from tests.factories.outcomes import make_comments, make_disposition, make_outcome, responder_of
from tests.factories.packages import export, read_files
from tests.opendata.followed import make_followed


def opened_values(made: Consultation, folder: Path, grade: str) -> set[str]:
    """Every value that a package opens. It is verified first."""
    package = export(made, folder, grade)
    verify_package.verify(package)
    lines = read_files(package)["data/openings.jsonl"].decode().splitlines()
    return {value for line in lines for _salt, value in json.loads(line)["fields"].values()}


def test_neither_a_name_that_left_the_pages_nor_a_working_title_is_opened(app: Flask, tmp_path: Path) -> None:
    made = make_consultation("closed")
    shown, restricted = (
        make_comments(made, article=article_of(made), contact=Contact(name=name, publication="named"))[0]
        for name in ("An Chen", "Bea Wolf")
    )
    theme = make_theme(made, "Grumblers from the mill", [shown, restricted])
    dropped = make_theme(made, "Chen again")
    staff, now = responder_of(made), clock.now()
    with writing():
        found = consultations.get_by_id(made.id)
        sorting.rename_theme(staff, found, reading.get_theme(theme.id), name="Noise at night", now=now)
        sorting.remove_theme(staff, found, reading.get_theme(dropped.id), now=now)
        asked = service.ask_erasure(
            GUEST, queries.get_submission(restricted.submission_id), scope="name", language="en", now=now
        )
        service.decide_erasure(CONSOLE, asked, decision="restricted", ground="contested", note="", now=now)
    make_disposition(made, article_of(made), actor=staff)
    with writing():
        outcomes.set_theme_disposition(
            staff, consultations.get_by_id(made.id), reading.get_theme(theme.id), disposition="adopted",
            reason="It stops at ten.", now=now,
        )  # fmt: skip
    make_outcome(made, actor=staff, summary="About Noise at night.")
    opened = {grade: opened_values(made, tmp_path, grade) for grade in ("public", "auditor")}
    assert {"An Chen", "Noise at night"} <= opened["public"]
    assert not {"Bea Wolf", "Grumblers from the mill", "Chen again"} & opened["public"]
    assert {"Bea Wolf", "Grumblers from the mill", "Chen again"} <= opened["auditor"]


def test_a_name_that_is_erased_is_not_opened_where_the_office_had_written_it_before_publication(
    app: Flask, tmp_path: Path
) -> None:
    """Its reason is covered with the name, so that the entry of the publication opens it no more."""
    made = make_consultation(rules={"same_people_reason": "Ada Example does both: nobody else is here."})
    comment = make_published(made, contact=Contact(name="Ada Example", publication="named"))
    with writing():
        asked = service.ask_erasure(
            GUEST, queries.get_submission(comment.submission_id), scope="name", language="en", now=clock.now()
        )
        service.decide_erasure(CONSOLE, asked, decision="granted", ground="consent", note="", now=clock.now())
    for grade in ("public", "auditor"):
        assert not [one for one in opened_values(made, tmp_path, grade) if "Ada Example" in one]


def test_who_had_to_sign_is_opened_of_what_was_done_alone(app: Flask, tmp_path: Path) -> None:
    """As the table of sign-offs shows it; auditors see requests that wait or were refused, too."""
    make_followed()
    found = consultations.get("stalls-2")
    second = make_staff("author", organisation=organisations.get(found.organisation_id))
    with writing():
        longer = service.Longer(group="mills", whom="Upper Weir", reason="Rain.", until=clock.now() + 3 * DAY)
        service.ask_more_time(
            second, found, longer, secret=web.settings().secret, language="en", now=clock.now()
        )
    asked: dict[str, set[str]] = {}
    for grade in ("public", "auditor"):
        files = read_files(export(found, tmp_path, grade))
        opened = [json.loads(one) for one in files["data/openings.jsonl"].splitlines()]
        asked[grade] = {one["entry"] for one in opened if "steps" in one["fields"]}
        entries = [json.loads(one) for one in files["data/entries.jsonl"].splitlines()]
        requests = [one for one in entries if one["type"] == "approval.asked"]
        verify_package.verify(tmp_path / f"{grade}.zip")
    assert asked["auditor"] == {one["id"] for one in requests}
    assert asked["public"] == asked["auditor"] - {requests[-1]["id"]} != set()
