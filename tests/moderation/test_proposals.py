"""Words that stand in a proposed wording alone are blacked out there, and everything that shows it follows."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.db import db
from consult.foundation.errors import Refused
from consult.moderation import queries, rules
from consult.opendata import service as opendata
from consult.opendata import verify_package
from consult.opendata.files.shape import AUDITOR, PUBLIC
from consult.opendata.verify_comments import may_be_left_out
from consult.outcomes.queries import tracing
from consult.record import jobs as record
from tests.consultations.pages import signed_in, words_of
from tests.contributions.browsing import fields_of
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_ruling, moderator_of
from tests.outcomes.test_taking_over import CHEAPER, A, B, C, propose, take

NAME = "Ann Lee of Mill Lane"
WITH_NAME = f"{CHEAPER} {NAME} pays nothing."


@pytest.fixture
def proposed(app: Flask) -> Comment:
    return propose(make_consultation(slug="stalls", articles=[A, B, C]), WITH_NAME, body="Cheaper.")


def _redact(client: FlaskClient, comment: Comment, words: str, **more: str) -> object:
    desk = signed_in(client, moderator_of(consultations.get("stalls")))
    address = f"/en/desk/moderation/{comment.reference}"
    form = fields_of(desk.get(address))
    answer = desk.post(
        address,
        data={**form, "act": "redact", "ground": "abuse", "words": words, "note": "A person.", **more},
    )
    db.session.rollback()
    return answer


def test_a_name_in_the_proposal_alone_is_covered_everywhere(
    client: FlaskClient, proposed: Comment, tmp_path: Path
) -> None:
    reference = proposed.reference
    reader = client.application.test_client()
    assert NAME in reader.get(f"/en/comments/{reference}").text
    preview = _redact(client, proposed, NAME, preview="y")
    shown = words_of(preview).partition("This would be left to read")[2]  # type: ignore[arg-type]
    assert "█████ pays nothing" in shown.partition("Words to black out")[0] or "█████" in shown
    answer = _redact(client, proposed, NAME)
    assert answer.status_code == 303, words_of(answer)  # type: ignore[attr-defined,arg-type]
    comment = contributions.get_by_reference(reference)
    assert comment.is_redacted and comment.state == "published" and "Cheaper." in comment.shown_html
    for address in (
        f"/en/comments/{reference}", "/en/consultations/stalls/comments", f"/en/comments/{reference}/support",
        "/en/consultations/stalls/draft/1/art-2", f"/api/v1/comments/{reference}", "/feeds/stalls.atom",
    ):  # fmt: skip
        client.application.extensions["consult_kept_pages"].forget()
        page = reader.get(address)
        assert page.status_code == 200 and NAME not in page.text and "Mill Lane" not in page.text, address
    assert "█████ pays nothing" in words_of(reader.get(f"/en/comments/{reference}/support"))
    with pytest.raises(Refused, match="covered"):
        take(consultations.get("stalls"), comment)
    version = consultations.current_version(comment.consultation_id)
    assert all(
        NAME not in str(one.proposal) for one in tracing.proposals_to_take(comment.consultation_id, version)
    )
    _check_packages(comment, tmp_path)


def _check_packages(comment: Comment, folder: Path) -> None:
    reference, consultation_id = comment.reference, comment.consultation_id
    record.seal()
    for grade in (PUBLIC, AUDITOR):
        target = folder / f"{grade}.zip"
        opendata.make_package(consultation_id, grade, target, now=clock.now())
        verify_package.verify(target)
        package = verify_package.Package(target)
        (row,) = [one for one in package.table("comments") if one["reference"] == reference]
        assert row["body"] == "Cheaper." and NAME not in json.dumps(row) and "█████" in row["proposal"]
        everything = "".join(package.read(name).decode(errors="replace") for name in package.names)
        assert (NAME in everything) == (grade == AUDITOR)


def test_the_form_shows_again_what_was_blacked_out_and_a_review_both_wordings(
    client: FlaskClient, proposed: Comment
) -> None:
    _redact(client, proposed, f"{NAME}\nCheaper")
    form = fields_of(client.get(f"/en/desk/moderation/{proposed.reference}"))
    assert sorted(form["words"].split("\n")) == ["Ann Lee of Mill Lane", "Cheaper"]
    comment = contributions.get_by_reference(proposed.reference)
    assert "Cheaper" not in comment.shown_html and NAME not in str(comment.proposal)
    ruling = queries.latest_ruling(comment.id)
    assert ruling is not None and len(ruling.redactions) == 2


def test_words_that_the_article_says_anyway_are_not_blacked_out(
    client: FlaskClient, proposed: Comment
) -> None:
    answer = _redact(client, proposed, "A stall costs")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "“A stall costs” are the article’s own words" in words_of(answer)  # type: ignore[arg-type]
    assert not contributions.get_by_reference(proposed.reference).is_redacted


def test_a_passage_is_cut_where_the_words_end() -> None:
    assert rules.check_spans("redact", "Say it.", [(4, 12)], wording="Ann Lee pays.") == [(4, 7), (8, 12)]
    with pytest.raises(Refused, match="Nothing would be left"):
        rules.check_spans("redact", "Say it.", [(0, 7)], wording="Ann Lee pays.")
    with pytest.raises(Refused, match="fit"):
        rules.check_spans("redact", "Say it.", [(8, 30)], wording="Ann Lee pays.")


def test_a_package_of_a_hidden_proposal_verifies_too(proposed: Comment, tmp_path: Path) -> None:
    consultation_id = proposed.consultation_id
    make_ruling(proposed, "hide")
    record.seal()
    for grade in (PUBLIC, AUDITOR):
        target = tmp_path / f"{grade}.zip"
        opendata.make_package(consultation_id, grade, target, now=clock.now())
        verify_package.verify(target)


@pytest.mark.parametrize(
    ("shown", "is_redacted", "state", "may_be"),
    [
        ("A █████ pays.", True, "published", True), ("A █████ pays.", False, "published", False),
        ("B █████ pays.", True, "published", False), ("", False, "hidden", True), ("", False, "published", False),
    ],
)  # fmt: skip
def test_the_verifier_takes_what_is_covered_and_nothing_else(
    shown: str, is_redacted: bool, state: str, may_be: bool
) -> None:
    row = {"proposal": shown, "is_redacted": is_redacted, "state": state}
    assert may_be_left_out("proposal", "A stall pays.", row) == may_be
    assert not may_be_left_out("stance", "support", row | {"stance": ""})
