"""Administrators see how text messages leave, and try it."""

import sys
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from consult.site.operations import machine
from tests.consultations.pages import signed_in, submit, words_of
from tests.factories.consultations import make_organisation, make_staff

PAGE = "/en/desk/organisations/site/sms"


def test_the_page_says_that_there_is_no_gateway_and_files_a_test(client: FlaskClient) -> None:
    desk = signed_in(client, make_staff("administrator", organisation=make_organisation()))
    assert (
        "become files" in words_of(desk.get(PAGE))
        and "Text messages" in desk.get("/en/desk/organisations/site").text
    )
    answer = submit(desk, PAGE, phone="+886 912 345 678")
    assert answer.status_code == 303 and "became a file" in words_of(desk.get(answer.location))
    folder = client.application.extensions["consult_settings"].instance / "sms"
    assert any("+886912345678" in one.read_text() for one in folder.glob("*.log"))
    wrong = submit(desk, PAGE, phone="12")
    assert wrong.status_code == 422 and "country code" in words_of(wrong)


def test_a_gateway_in_trouble_is_told_in_words_and_by_the_doctor(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "fail.py"
    script.write_text("raise SystemExit(7)")
    settings = client.application.extensions["consult_settings"].model_copy(
        update={"sms_command": f"{sys.executable} {script}"}
    )
    monkeypatch.setitem(client.application.extensions, "consult_settings", settings)
    desk = signed_in(client, make_staff("administrator", organisation=make_organisation()))
    answer = submit(desk, PAGE, phone="+886 912 345 678")
    assert answer.status_code == 422 and "ended with the code 7" in words_of(answer)
    assert machine.check_sms(settings).level == "OK"
    missing = settings.model_copy(update={"sms_command": "/no/such/command --now"})
    assert machine.check_sms(missing).level == "FAIL"
    monkeypatch.setitem(client.application.extensions, "consult_settings", missing)
    assert "not there" in words_of(desk.get(PAGE))
    assert machine.check_sms(settings.model_copy(update={"sms_command": ""})).level == "WARN"


def test_only_administrators_of_a_top_body_come_in(client: FlaskClient) -> None:
    top = make_organisation()
    below = make_staff("administrator", organisation=make_organisation(parent=top))
    assert signed_in(client, below).get(PAGE).status_code == 403
    assert (
        signed_in(client.application.test_client(), make_staff("author", organisation=top))
        .get(PAGE)
        .status_code
        == 403
    )
