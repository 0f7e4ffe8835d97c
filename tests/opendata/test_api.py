"""The API says what the public pages say, in the form its description promises, and nothing more."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import writing
from tests.factories.consultations import article_of, make_consultation
from tests.factories.moderation import make_published, make_ruling, make_waiting
from tests.factories.outcomes import make_comments, make_outcome, make_reply
from tests.factories.votes import make_statement
from tests.statements import counted_statements

CANARY = "canary@birds.example"


def get(client: FlaskClient, path: str, status: int = 200) -> Any:
    """The JSON at an address of the API."""
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == status, (path, answer.text)
    assert answer.content_type.startswith("application/json")
    assert "Set-Cookie" not in answer.headers
    return json.loads(answer.data)


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    """One with a published, a hidden, a redacted and a waiting comment."""
    made = make_consultation(slug="market", rules={"results_appear": "at-closing"})
    contact = Contact(name="Canaria", email=CANARY)
    make_published(made, "words of published", article=article_of(made), stance="support", contact=contact)
    make_ruling(make_waiting(made, "words of hidden", stance="oppose", contact=contact), "hide")
    make_ruling(make_waiting(made, "words of redacted"), "redact", redactions=[(0, 5)])
    make_waiting(made, "words of waiting")
    return made


# What the description promises ----------------------------------------------------------------------


def faults(value: Any, schema: dict[str, Any], schemas: dict[str, Any], place: str = "") -> list[str]:
    """What of an answer isn't as its schema says."""
    if "$ref" in schema:
        return faults(value, schemas[schema["$ref"].rpartition("/")[2]], schemas, place)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    names = {
        str: "string",
        bool: "boolean",
        int: "integer",
        dict: "object",
        list: "array",
        type(None): "null",
    }
    if names[type(value)] not in kinds:
        return [f"{place}: {value!r} is no {kinds}"]
    if isinstance(value, list):
        return [
            fault
            for n, one in enumerate(value)
            for fault in faults(one, schema["items"], schemas, f"{place}[{n}]")
        ]
    if not isinstance(value, dict):
        return []
    known, further = schema.get("properties", {}), schema.get("additionalProperties", True)
    found = [f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, one in value.items():
        if name in known:
            found += faults(one, known[name], schemas, f"{place}.{name}")
        elif isinstance(further, dict):
            found += faults(one, further, schemas, f"{place}.{name}")
        elif not further:
            found.append(f"{place}.{name} is not described")
    return found


def test_each_answer_is_as_described(client: FlaskClient, consultation: Consultation) -> None:
    closed = make_consultation("closed", slug="closed")
    made = make_comments(closed, 2, article=article_of(closed))
    make_reply(closed, made)
    make_outcome(closed)
    make_statement(consultation)
    description = get(client, "/openapi.json")
    assert description["openapi"] == "3.1.0"
    schemas = description["components"]["schemas"]
    reference = get(client, "/consultations/market/comments")["data"][0]["reference"]
    for slug in ("market", "closed"):
        for template, path in description["paths"].items():
            address = template.format(slug=slug, number=1, reference=reference)
            if address == "/consultations/market/outcome":
                schema, answer = {"$ref": "#/components/schemas/Error"}, get(client, address, 404)
            else:
                schema = path["get"]["responses"]["200"]["content"]["application/json"]["schema"]
                answer = get(client, address)
            assert faults(answer, schema, schemas, address) == []
            for parameter in (one["name"] for one in path["get"]["parameters"] if one["in"] == "query"):
                value = {"limit": "5", "phase": "open", "stance": "support", "language": "en"}.get(
                    parameter, ""
                )
                assert client.get(f"/api/v1{address}?{parameter}={value}").status_code != 500


def test_every_address_is_described(app: Flask, client: FlaskClient) -> None:
    described = {
        path.replace("{number}", "<int:number>").replace("{", "<").replace("}", ">")
        for path in get(client, "/openapi.json")["paths"]
    }
    rules = {
        rule.rule.removeprefix("/api/v1")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
    }
    assert rules - {"/openapi.json"} == described


# What it doesn't say (attacks 7, 9, 22, 28, 32, 36, 37, 59, 61) -----------------------------------------


def test_only_what_pages_show_is_told(client: FlaskClient, consultation: Consultation) -> None:
    rows = get(client, "/consultations/market/comments")["data"]
    assert [(row["state"], row["body"]) for row in rows] == [
        ("published", "█████ of redacted"), ("hidden", ""), ("published", "words of published"),
    ]  # fmt: skip
    assert rows[1]["stance"] == "", "a hidden comment's stance isn't public"
    everything = "".join(
        client.get(f"/api/v1{path}").text
        for path in ("/consultations", "/consultations/market", "/consultations/market/comments")
    )
    for secret in (CANARY, "Canaria", "words of hidden", "words of waiting"):
        assert secret not in everything


def test_filters_reveal_nothing_of_hidden_comments(client: FlaskClient, consultation: Consultation) -> None:
    assert get(client, "/consultations/market/comments?stance=oppose")["data"] == []
    assert len(get(client, "/consultations/market/comments?stance=support")["data"]) == 1


@pytest.mark.parametrize(
    "query",
    [
        "email=a", "order=email", "sort=id;drop", "per_page=%3Cscript%3E", "limit=%3Cscript%3Ealert(1)%3C/script%3E",
        "limit=0", "limit=101", "limit=-1", "limit=%EF%BC%93", "stance=support'--", "filter[sender]=1", "account_id=1",
    ],
)  # fmt: skip
def test_unknown_parameters_and_values_are_refused(
    client: FlaskClient, consultation: Consultation, query: str
) -> None:
    error = get(client, f"/consultations/market/comments?{query}", 400)["error"]
    assert set(error) == {"status", "title", "detail"}


def test_a_nul_is_at_no_address(client: FlaskClient, consultation: Consultation) -> None:
    assert set(get(client, "/consultations/market/comments?after=%00", 404)["error"]) == {
        "status", "title", "detail"
    }  # fmt: skip


def test_odd_keys_are_only_keys(client: FlaskClient, consultation: Consultation) -> None:
    for after in ("x", "' OR 1=1", "9" * 60):
        assert get(client, f"/consultations/market/comments?after={after}")["data"] == []


def test_unpublished_consultations_are_not_there(client: FlaskClient, consultation: Consultation) -> None:
    make_consultation("draft", slug="secret", title="A secret draft")
    for rest in ("", "/comments", "/statements", "/outcome", "/versions/1/articles"):
        get(client, f"/consultations/secret{rest}", 404)
    assert "secret" not in client.get("/api/v1/consultations").text
    assert "secret" not in client.get("/api/v1/consultations?after=secret").text


def test_comments_that_wait_are_not_there(client: FlaskClient, consultation: Consultation) -> None:
    waiting = make_waiting(consultation)
    get(client, f"/comments/{waiting.reference}", 404)


def test_counts_are_hidden_until_they_are_public(client: FlaskClient, consultation: Consultation) -> None:
    make_statement(consultation)
    answer = get(client, "/consultations/market/statements")
    assert answer["are_counts_public"] is False
    assert [row["agrees"] for row in answer["data"]] == [None]


def test_nothing_can_be_written(client: FlaskClient, consultation: Consultation) -> None:
    for path in ("/consultations", "/consultations/market/comments", "/comments/x"):
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(f"/api/v1{path}", json={"body": "x"})
            assert answer.status_code == 405
            assert answer.get_json()["error"]["status"] == 405


def test_times_are_to_the_minute_and_no_number_counts(
    client: FlaskClient, consultation: Consultation
) -> None:
    for row in get(client, "/consultations/market/comments")["data"]:
        assert len(row["received_at"]) == len("2026-11-22T08:15Z")
        assert len(row["id"]) == 32


def test_answers_are_the_same_for_everybody(
    app: Flask, client: FlaskClient, consultation: Consultation
) -> None:
    path = "/api/v1/consultations/market/comments"
    first = client.get(path)
    other = app.test_client()
    other.set_cookie("consult", "somebody")
    second = other.get(path, headers={"Accept-Language": "zh-TW"})
    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])
    assert "Cookie" not in first.headers.get("Vary", "")
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


# Paging -------------------------------------------------------------------------------------------


def test_pages_follow_each_other_without_gap_or_double(client: FlaskClient) -> None:
    consultation = make_consultation(slug="many")
    make_comments(consultation, 7)
    seen, path = [], "/consultations/many/comments?limit=3"
    while path:
        page = get(client, path)
        seen += [row["reference"] for row in page["data"]]
        path = (page["next"] or "").removeprefix("http://localhost/api/v1")
    assert len(seen) == len(set(seen)) == 7


def test_a_page_takes_few_statements(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(slug="many")
    make_comments(consultation, 20)
    with counted_statements() as counted:
        assert len(get(client, "/consultations/many/comments")["data"]) == 20
    assert len([one for one in counted if one.lstrip().upper().startswith("SELECT")]) <= 6


def test_withdrawn_words_leave_at_once(client: FlaskClient, consultation: Consultation) -> None:
    path = "/consultations/market/comments?stance=support"
    [row] = get(client, path)["data"]
    with writing():
        contributing.withdraw(GUEST, contributions.get_by_reference(row["reference"]), now=clock.now())
    assert "words of published" not in json.dumps(get(client, "/consultations/market/comments"))
    assert get(client, f"/comments/{row['reference']}")["state"] == "withdrawn"
