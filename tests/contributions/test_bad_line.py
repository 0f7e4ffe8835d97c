"""Bad days of senders: a line cut in the middle of the ninth file, a file of 200 MB, an hour that comes twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.consultations import local_times
from consult.consultations import queries as consultations
from consult.contributions import service
from consult.contributions.models import Comment, DraftFile, DraftPart
from consult.foundation.access import GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from tests.contributions.browsing import comment_address, fields_of, send, words_of
from tests.contributions.files import JPEG, sent
from tests.factories.consultations import make_consultation

BERLIN = "Europe/Berlin"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the half file itself
def test_a_line_cut_in_the_middle_of_the_ninth_file_costs_that_file_alone(client: FlaskClient) -> None:
    slug = make_consultation(articles=[f"Rule {number}." for number in range(1, 41)]).slug
    address = send(client, f"/en/consultations/{slug}/submission", body="The covering text.").location
    for number in range(1, 41):
        send(
            client, f"{address}/part?article=art-{number}", body=f"On rule {number}.", article=f"art-{number}"
        )
    for number in range(8):
        file = sent(JPEG + bytes([number]) + b"\xff\xd9", f"photo-{number}.jpg")
        assert send(client, f"{address}/files", attachment=file).status_code == 303  # type: ignore[arg-type]
    form = fields_of(client.get(f"{address}/files"))
    head = "".join(
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in form.items()
    )
    begun = (
        head + '--cut\r\nContent-Disposition: form-data; name="attachment"; filename="photo-8.jpg"\r\n\r\n'
    ).encode() + JPEG[:12]
    cut = client.post(
        f"{address}/files", data=begun, content_type="multipart/form-data; boundary=cut",
        environ_overrides={"CONTENT_LENGTH": str(len(begun) + 5_000)},
    )  # fmt: skip
    assert cut.status_code in (303, 400, 413, 422)
    kept = set(db.session.scalars(select(DraftFile.name)))
    assert kept == {f"photo-{number}.jpg" for number in range(8)}
    assert db.session.scalar(select(func.count(DraftPart.id))) == 41
    for number in (8, 9):
        file = sent(JPEG + bytes([number]) + b"\xff\xd9", f"photo-{number}.jpg")
        assert send(client, f"{address}/files", attachment=file).status_code == 303  # type: ignore[arg-type]
    preview = fields_of(client.get(f"{address}/preview"))
    assert client.post(f"{address}/preview", data=preview).status_code == 303
    assert db.session.scalar(select(func.count(Comment.id))) == 41


def test_two_hundred_megabytes_are_refused_in_words_before_they_are_read(client: FlaskClient) -> None:
    address = comment_address(make_consultation().slug)
    answer = client.post(
        address, data=b"--x\r\n", content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "200000000"},
    )  # fmt: skip
    assert answer.status_code == 413 and "<h1" in answer.text
    assert "One form may hold 22 MB" in words_of(answer) and "Back button" in words_of(answer)
    assert db.session.scalar(select(func.count(DraftFile.id))) == 0


@pytest.mark.parametrize(("turn", "closes"), [("first", 0), ("second", 1)])
def test_a_closing_in_the_hour_that_comes_twice_is_one_instant(app: Flask, turn: str, closes: int) -> None:
    """02:30 in Berlin on 27 October 2030 comes at 00:30 and at 01:30 UTC."""
    local = datetime(2030, 10, 27, 2, 30)  # noqa: DTZ001 - what a clock on the wall shows
    with pytest.raises(local_times.ShownTwice):
        local_times.instant_of(local, BERLIN)
    instant = local_times.instant_of(local, BERLIN, turn=turn)
    assert instant == datetime(2030, 10, 27, closes, 30, tzinfo=UTC)
    made = make_consultation(
        slug="twice", timezone=BERLIN, opens_at=instant - timedelta(days=40), closes_at=instant,
        now=instant - timedelta(days=1),
    )  # fmt: skip
    version = consultations.current_version(made.id)
    assert version is not None
    number = version.number
    taken, shown = [], set[str]()
    for minute in (29, 30):
        for fold in (0, 1):
            moment = datetime(2030, 10, 27, 2, minute, tzinfo=ZoneInfo(BERLIN), fold=fold).astimezone(UTC)
            try:
                with writing():
                    service.submit(
                        GUEST, consultations.get("twice"), consultations.get_version(made.id, number),
                        service.write("At the last moment.", limit=100), key=f"{minute}{fold}".encode() * 4,
                        language="en", now=moment,
                    )  # fmt: skip
                taken.append((minute, fold))
            except Refused as why:
                shown.add(f"{why.values['closes']:%H:%M}")
    assert shown == {"02:30"}
    assert taken == ([(29, 0)] if turn == "first" else [(29, 0), (29, 1), (30, 0)])
