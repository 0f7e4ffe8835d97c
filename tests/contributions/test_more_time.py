"""Time extended for one body, place or person: asked for, signed by another, used with a code; and its bounds."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.consultations import queries as consultations
from consult.consultations import service as life
from consult.consultations.models import Consultation
from consult.contributions import jobs, queries, rules, service
from consult.contributions.models import Comment, MoreTime, Sender, Submission
from consult.contributions.queries import times
from consult.contributions.service import Contact
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Forbidden, Refused
from consult.opendata import service as opendata
from consult.opendata import verify_package
from consult.opendata.files.shape import AUDITOR, PUBLIC
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.record import jobs as record
from consult.record.models import Entry
from tests.consultations.pages import fields_of, signed_in, submit, words_of
from tests.contributions.browsing import comment_address, send
from tests.factories.consultations import DAY, make_consultation, make_staff
from tests.factories.packages import read_files, rebagged, refused

GROUP, WHOM, REASON = (
    "a village that the flood cut off",
    "Lower Weir",
    "The road was under water for nine days.",
)
SECOND = timedelta(seconds=1)


@pytest.fixture
def closed(app: Flask) -> Consultation:
    return make_consultation("closed", slug="weir")


def _staff(*roles: str) -> Actor:
    return make_staff(*roles, organisation=organisations.get(consultations.get("weir").organisation_id))


def _ask(author: Actor, until: datetime, **said: str) -> MoreTime:
    longer = service.Longer(
        **{"group": GROUP, "whom": WHOM, "reason": REASON, **said},
        until=until,  # type: ignore[arg-type]
    )
    with writing():
        subject = service.ask_more_time(
            author,
            consultations.get("weir"),
            longer,
            secret=web.settings().secret,
            language="en",
            now=clock.now(),
        ).subject
    return times.more_time_called(subject)


def _grant(until: datetime) -> tuple[MoreTime, str]:
    """Asked for by one, signed by another; and its code."""
    author, second = _staff("author"), _staff("author")
    public_id = _ask(author, until).public_id
    found = approvals.newest_approval(service.MORE_TIME, public_id)
    assert found is not None
    with writing():
        approving.sign(second, approvals.get_approval(found.approval.public_id), now=clock.now())
    made = times.more_time_called(public_id)
    return made, service.more_time_code(web.settings().secret, public_id)


def test_a_second_person_signs_and_everybody_reads_for_which_group_never_for_whom(
    client: FlaskClient, closed: Consultation
) -> None:
    author, second = _staff("author"), _staff("author")
    desk = signed_in(client, author)
    until = (clock.now() + 3 * DAY).date().isoformat()
    address = "/en/desk/consultations/weir/more-time"
    answer = submit(desk, address, group=GROUP, whom=WHOM, reason=REASON, until_on=until)
    assert answer.status_code == 303
    public = client.application.test_client()
    assert GROUP not in public.get("/en/consultations/weir").text
    page = desk.get(address).text
    assert "Waits for the second signature" in page and "Code to hand over" not in page
    made = db.session.scalars(select(MoreTime)).one()
    code = service.more_time_code(web.settings().secret, made.public_id)
    assert times.find_more_time(made.consultation_id, code) is None
    found = approvals.newest_approval(service.MORE_TIME, made.public_id)
    assert found is not None
    signing = f"/en/desk/approvals/{found.approval.public_id}"
    refused = desk.post(signing, data=fields_of(desk.get(signing), "take-back"))
    assert refused.status_code == 403
    other = signed_in(client.application.test_client(), second)
    assert WHOM in other.get(signing).text
    assert submit(other, signing, page=signing).status_code == 303
    shown = words_of(public.get("/en/consultations/weir"))
    assert GROUP in shown and REASON in shown and "More time was given to one group" in shown
    for page in ("", "/oversight", "/powers", "/comments", "/moderation"):
        assert WHOM not in public.get(f"/en/consultations/weir{page}").text, page
    assert code in signed_in(client.application.test_client(), author).get(address).text
    kinds = select(Entry.type).where(Entry.type.startswith("more_time")).order_by(Entry.number)
    types = list(db.session.scalars(kinds))
    assert types == ["more_time.asked", "more_time.granted"]
    assert not db.session.scalar(select(Entry.id).where(Entry.content.contains(WHOM.encode())))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"group": " "}, "group"), ({"whom": ""}, "whom"), ({"reason": ""}, "reason"),
        ({"group": "the people of lower weir"}, "group"), ({"reason": "Lower Weir was flooded."}, "reason"),
    ],
)  # fmt: skip
def test_what_is_missing_or_names_them_is_refused(
    closed: Consultation, said: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        _ask(_staff("author"), clock.now() + DAY, **said)
    assert refused.value.field == field


def test_only_later_times_before_the_outcome_and_only_by_its_own_staff(closed: Consultation) -> None:
    author, now = _staff("author"), clock.now()
    for until in (closed.closes_at, now - SECOND):
        with pytest.raises(Refused):
            _ask(author, until or now)
    for other in (make_staff("author"), _staff("moderator"), _staff("author", "auditor")):
        with pytest.raises(Forbidden):
            _ask(other, now + DAY)
    with pytest.raises(Refused):
        rules.check_more_time("answered", closes_at=now - DAY, until=now + DAY, now=now)


def test_with_the_code_a_comment_after_closing_is_in_time(client: FlaskClient, closed: Consultation) -> None:
    made, code = _grant(clock.now() + DAY)
    form = client.get(comment_address("weir"))
    assert "I was given more time" in form.text and "<textarea" not in form.text
    wrong = client.get(f"{comment_address('weir')}?time=ABC-DEF")
    assert "No more time is given with this code" in words_of(wrong)
    typed = code.lower().replace("-", " ")
    page = client.get(f"{comment_address('weir')}?time={typed}")
    assert "You were given more time" in words_of(page)
    answer = send(
        client, f"{comment_address('weir')}?time={typed}", body="Our bridge is missing in the plan."
    )
    assert answer.status_code == 303
    comment = db.session.scalars(select(Comment)).one()
    submission = queries.get_submission(comment.submission_id)
    assert not comment.is_late and submission.more_time_id == made.id
    assert db.session.scalar(select(func.count(Entry.id)).where(Entry.type == "more_time.used")) == 1
    refused = send(client, f"{comment_address('weir')}?time={typed}", body="A second one.", time="nonsense")
    assert refused.status_code == 422 and "A second one." in refused.text


def test_a_whole_submission_is_sent_with_the_code(client: FlaskClient, closed: Consultation) -> None:
    _made, code = _grant(clock.now() + DAY)
    address = "/en/consultations/weir/submission"
    begun = send(client, f"{address}?time={code}", body="The covering text.")
    assert begun.status_code == 303
    sent = client.post(f"{begun.location}/preview", data=fields_of(client.get(f"{begun.location}/preview")))
    assert sent.status_code == 303 and "/receipt/" in sent.location
    assert db.session.scalars(select(Submission.is_late)).one() is False


@pytest.mark.parametrize(
    ("moment", "is_taken"), [(-SECOND, True), (timedelta(0), False), (SECOND, False)]
)  # fmt: skip
def test_the_extended_instant_itself_is_too_late(
    closed: Consultation, moment: timedelta, is_taken: bool
) -> None:
    until = clock.now() + DAY
    made, _code = _grant(until)
    made_id, version = made.id, consultations.current_version(closed.id)
    assert version is not None
    written = service.write("At the last moment.", limit=1_000)
    try:
        with writing():
            service.submit(
                GUEST, consultations.get("weir"), version, written, key=b"k" * 11, language="en", now=until + moment,
                more_time=db.session.get(MoreTime, made_id),
            )  # fmt: skip
    except Refused:
        assert not is_taken
    else:
        assert is_taken


def test_confirmed_within_72_hours_after_closing_is_in_time_to_the_second(app: Flask) -> None:
    made = make_consultation(slug="hours", rules={"who_may_comment": "confirmed"})
    closes_at, last = made.closes_at, timedelta(hours=72)
    assert closes_at is not None
    for number, (moment, is_taken) in enumerate(((last, True), (last + SECOND, False))):
        with writing():
            version = consultations.current_version(made.id)
            assert version is not None
            comment = service.submit(
                GUEST, consultations.get("hours"), version, service.write(f"Text {number}", limit=1_000),
                key=bytes([number]) * 11, language="en", now=closes_at - SECOND,
                contact=Contact(email="ada@example.org", token=f"token {number}"),
            )  # fmt: skip
            submission_id = comment.submission_id
        try:
            with writing():
                service.confirm_address(queries.get_submission(submission_id), now=closes_at + moment)
        except Refused:
            assert not is_taken
        else:
            assert is_taken
            assert [(one.state, one.is_late) for one in queries.comments_of(submission_id)] == [
                ("pending", False)
            ]


def test_what_came_in_more_time_has_72_hours_from_its_receipt_to_be_confirmed(app: Flask) -> None:
    now = clock.now()
    make_consultation(
        "closed", slug="weir", opens_at=now - 30 * DAY, closes_at=now - 6 * DAY,
        rules={"who_may_comment": "confirmed"},
    )  # fmt: skip
    made, _code = _grant(now + DAY)
    made_id = made.id
    with writing():
        version = consultations.current_version(made.consultation_id)
        assert version is not None
        comment = service.submit(
            GUEST, consultations.get("weir"), version, service.write("Six days later.", limit=1_000), key=b"k" * 11,
            language="en", now=now, contact=Contact(email="ada@example.org", token="token"),
            more_time=db.session.get(MoreTime, made_id),
        )  # fmt: skip
        submission_id = comment.submission_id
    with pytest.raises(Refused), writing():
        service.confirm_address(queries.get_submission(submission_id), now=now + timedelta(hours=72) + SECOND)
    with writing():
        service.confirm_address(queries.get_submission(submission_id), now=now + timedelta(hours=72))
    assert queries.comments_of(submission_id)[0].state == "pending"


def test_a_clerk_enters_a_letter_that_came_in_it(client: FlaskClient, closed: Consultation) -> None:
    made, _code = _grant(clock.now() + DAY)
    desk = signed_in(client, _staff("clerk"))
    letter = {
        "channel": "post", "received_on": clock.now().date().isoformat(), "body": "By boat.", "article": "",
        "publication": "unnamed", "stance": "",
    }  # fmt: skip
    late = submit(desk, "/en/desk/enter/weir", **letter)
    assert late.status_code == 422 and "By boat." in late.text and WHOM in late.text
    entered = submit(desk, "/en/desk/enter/weir", **letter, more_time=made.public_id)
    assert entered.status_code == 303, words_of(entered)[:900]
    submission = db.session.scalars(select(Submission)).one()
    assert not submission.is_late and submission.more_time_id == made.id


def test_packages_agree_and_only_auditors_read_for_whom(
    client: FlaskClient, closed: Consultation, tmp_path: Path
) -> None:
    _made, code = _grant(clock.now() + DAY)
    assert send(client, f"{comment_address('weir')}?time={code}", body="Our bridge.").status_code == 303
    record.seal()
    for grade in (PUBLIC, AUDITOR):
        target = tmp_path / f"{grade}.zip"
        opendata.make_package(closed.id, grade, target, now=clock.now())
        verify_package.verify(target)
        names = verify_package.Package(target)
        (row,) = names.table("more_time")
        assert row["group"] == GROUP and row.get("whom") == (WHOM if grade == AUDITOR else None)
        everything = "".join(
            names.read(name).decode(errors="replace") for name in names.names if name.startswith("data/")
        )
        assert (WHOM in everything) == (grade == AUDITOR)
    files = read_files(tmp_path / f"{AUDITOR}.zip")
    rows = [json.loads(line) for line in files["data/submissions.jsonl"].splitlines()]
    for row in rows:
        del row["more_time"]
    files["data/submissions.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    assert "came in other time than its entry says" in refused(rebagged(files), tmp_path)


def test_for_whom_is_forgotten_when_the_promised_time_is_over(closed: Consultation) -> None:
    made, code = _grant(clock.now() + DAY)
    public_id = made.public_id
    with writing():
        life.mark_answered(CONSOLE, consultations.get("weir"), now=clock.now())
        life.append("outcome.published", CONSOLE, consultations.get("weir"), clock.now())
    jobs.erase_contacts(clock.now() + 364 * DAY)
    assert times.more_time_called(public_id).whom == WHOM
    jobs.erase_contacts(clock.now() + 366 * DAY)
    made = times.more_time_called(public_id)
    assert made.whom == "" and made.group == GROUP and times.find_more_time(closed.id, code) is None
    assert db.session.scalar(select(Entry.id).where(Entry.type == "more_time.forgotten"))


def test_a_code_is_hard_to_mistype_and_different_for_each(app: Flask) -> None:
    secret = web.settings().secret
    one, other = service.more_time_code(secret, "a"), service.more_time_code(secret, "b")
    assert one != other and re.fullmatch(r"[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{2}", one)
    assert times.more_time_hash(one) == times.more_time_hash(one.lower().replace("-", ""))
    assert json.dumps(one) and not db.session.scalars(select(Sender)).all()
