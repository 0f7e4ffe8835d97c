"""Every answer has its headers, errors speak the person's language, and nothing typed is lost."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.foundation import i18n, web
from tests.factories.consultations import make_consultation


@pytest.mark.parametrize("address", ["/en/consultations/a%00b", "/en/search?q=%00", "/zh-hans/comments/%00"])
def test_a_nul_in_an_address_leads_nowhere(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("lang", "title"), [("en", "Page not found"), ("zh-hans", "找不到该页面"), ("zh-hant", "找不到此頁面")]
)
def test_an_error_page_speaks_the_language_of_its_address(client: FlaskClient, lang: str, title: str) -> None:
    for address in (f"/{lang}/comments/nothing-here", f"/{lang}/no-such-page"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert title in answer.text


def test_every_answer_carries_the_security_headers(client: FlaskClient) -> None:
    for address in ("/en/", "/en/sign-in", "/nothing", "/health", "/metrics"):
        headers = client.get(address).headers
        for name, value in web.SECURITY_HEADERS.items():
            if name != "Referrer-Policy":
                assert headers[name] == value, (address, name)
        assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_a_fault_of_ours_gives_a_number_and_the_typed_text_back(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation(phase="open")
    endpoint = "contributions.send_comment"

    def fail(**_: object) -> None:
        raise ZeroDivisionError

    fail.access_stamp = app.view_functions[endpoint].access_stamp  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, endpoint, fail)
    answer = client.post(f"/en/consultations/{consultation.slug}/comment", data={"body": "a long thought"})
    assert answer.status_code == 500
    assert "a long thought" in answer.text
    assert "our fault, not yours" in answer.text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("zh-TW,zh;q=0.9", "zh-hant"), ("zh-HK", "zh-hant"), ("zh-MO", "zh-hant"), ("zh-CN", "zh-hans"), ("zh", "zh-hans"),
     ("zh-Hant", "zh-hant"), ("fr, en;q=0.5", "en"), ("de", "en"), ("", "en"), ("x" * 3000, "en")],
)  # fmt: skip
def test_the_front_door_leads_to_the_browsers_language(
    client: FlaskClient, accepted: str, language: str
) -> None:
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/{language}/")


def test_what_is_said_of_a_constant_is_in_the_language_of_each_request(app: Flask) -> None:
    page = app.jinja_env.from_string("{{ 'a'|lead }}{{ 'b'|aside }}")
    said = {}
    for language in i18n.LANGUAGES:
        with app.test_request_context(f"/{language}/"), i18n.speaking(language):
            said[language] = page.render()
    assert said == {"en": "a:  (b)", "zh-hans": "a：（b）", "zh-hant": "a：（b）"}
