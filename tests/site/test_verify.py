"""The page that checks a receipt, without scripts: what it says of right ones, wrong ones and hostile ones."""

import json
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.record import jobs, keys, notes, proving, queries, receipts
from tests.contributions.browsing import fields_of, send_comment, words_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.votes import make_statement, vote

PAGE = "/en/record/verify"


def bring(client: FlaskClient, text: str = "", file: bytes = b"", lang: str = "en") -> TestResponse:
    """Fill the form in as a browser does: pasted text has its line ends."""
    page = PAGE.replace("/en/", f"/{lang}/")
    form = {**fields_of(client.get(page)), "text": text.replace("\n", "\r\n")}
    return client.post(page, data={**form, "file": (BytesIO(file), "mine.tlog-proof" if file else "")})


@pytest.fixture
def proof(client: FlaskClient) -> str:
    """The receipt of a comment on a public consultation."""
    send_comment(client, make_consultation(title="The market").slug, "Lamps, <b>please</b>.", name="Ada")
    jobs.seal()
    comment = db.session.scalars(select(Comment)).one()
    return receipts.proof(contributions.received_entry(comment.id), opens=True) or ""


def test_a_receipt_pasted_or_uploaded_is_explained(client: FlaskClient, proof: str) -> None:
    for answer in (bring(client, proof), bring(client, file=proof.encode())):
        words = words_of(answer)
        assert answer.status_code == 200, words
        assert "This receipt is right" in words and "A comment was received" in words
        assert "Lamps, <b>please</b>." in words and "<b>please" not in answer.text
        assert "What it doesn’t prove" in words and "Anything against the operator" in words
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_it_speaks_the_language_of_the_page(client: FlaskClient, proof: str) -> None:
    assert "这份回执是对的" in words_of(bring(client, proof, lang="zh-hans"))
    assert "這份收件憑證無誤" in words_of(bring(client, proof, lang="zh-hant"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda _text: "", "There is nothing in it"),
        (lambda text: text[: len(text) // 2], "missing or was damaged. Please"),
        (lambda text: text.replace("localhost/record", "other.example/record"), "of another site"),
        (lambda _text: "<script>alert(1)</script>", "neither a receipt nor a promise"),
        (lambda text: re.sub(r"index \d+", "index 9999999999999", text), "was changed"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_stays_in_the_field(
    client: FlaskClient, proof: str, damage: object, said: str
) -> None:
    text = damage(proof)  # type: ignore[operator]
    answer = bring(client, text)
    assert answer.status_code == 422 and said in words_of(answer)
    assert "<script>alert" not in answer.text
    assert fields_of(answer)["text"].replace("\r\n", "\n").strip() == text.strip()


@pytest.mark.parametrize("openings", [[1], "abc", 5, {"\ud800": ["00", "x"]}])
def test_a_public_proof_with_something_else_for_openings_is_refused(
    client: FlaskClient, proof: str, openings: object
) -> None:
    public = notes.parse_proof(proof)
    extra = json.dumps({**json.loads(public.extra or b""), "openings": openings}).encode()
    text = str(notes.Proof(public.index, public.hashes, public.checkpoint, extra))
    for answer in (bring(client, text), bring(client, file=text.encode())):
        assert answer.status_code == 422 and "nothing to prove" in words_of(answer)


def test_a_line_that_no_database_can_be_asked_for_is_refused(client: FlaskClient, proof: str) -> None:
    origin, _size, root = client.get("/record/checkpoint").text.splitlines()[:3]
    for line in (f"{origin} 9223372036854775808 {root} 2026-01-01", f"{origin}/a\x00b 5 {root} 2026-01-01"):
        for answer in (bring(client, line), bring(client, file=line.encode())):
            assert answer.status_code == 422 and "neither a receipt" in words_of(answer)


def test_a_file_with_the_line_ends_of_windows_is_told_what_to_do(client: FlaskClient, proof: str) -> None:
    answer = bring(client, file=proof.replace("\n", "\r\n").encode())
    assert answer.status_code == 422 and "line ends" in words_of(answer)


def test_a_receipt_that_went_through_other_programs_says_what_to_do(client: FlaskClient, proof: str) -> None:
    """Saved by a text editor of Windows, quoted or led in by a mail program; a mark of order alone does no harm."""
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        answer = bring(client, file=proof.encode(encoding))
        assert answer.status_code == 422 and "another form of text (UTF-16)" in words_of(answer)
    quoted = "".join(f"> {line}\n" for line in proof.splitlines())
    for text in (quoted, f"Dear Sir or Madam,\n\nhere it is:\n\n{proof}", f"\u201c{proof}\u201d"):
        for answer in (bring(client, text), bring(client, file=text.encode())):
            assert answer.status_code == 422 and "take that away" in words_of(answer)
    for answer in (bring(client, f"\ufeff{proof}"), bring(client, file=f"\ufeff{proof}".encode())):
        assert "This receipt is right" in words_of(answer)


def test_bytes_that_are_no_text_are_refused(
    client: FlaskClient, proof: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "BYTES_MOST", 5_000)
    for content, said in (
        (b"\xff\xfe\x00", "neither a receipt"),
        (b"PK\x03\x04" * 1000, "neither a receipt"),
        (b"%PDF-1.7\r\n\xe2\xe3\xcf\xd3\r\n", "neither a receipt"),
        (b"PK\x03\x04\r\n\x00\x00", "neither a receipt"),
        (b"x" * 6_000, "too large"),
    ):
        answer = bring(client, file=content)
        assert answer.status_code == 422 and said in words_of(answer)


def test_a_broken_promise_is_called_so(app: Flask, client: FlaskClient, proof: str) -> None:
    settings = app.extensions["consult_settings"]
    signing = receipts.signing_now(settings.instance)
    assert signing is not None
    log = next(one for one in queries.sealed_logs() if one != "site")
    key = keys.signing_key(signing[1], signing[0], log)
    values = (
        key.name,
        "HFG-7K4-MRT-92",
        "2026-01-01T00:00Z",
        "0" * 32,
        notes.encode64(b"\x01" * 32),
        "2026-01-01T00:10Z",
    )
    lines = "".join(f"{name} {value}\n" for name, value in zip(receipts.PROMISE_LINES, values, strict=True))
    words = words_of(bring(client, notes.sign_note(f"{receipts.PROMISE_HEAD}\n{lines}", key)))
    assert "This promise was broken" in words and "HFG-7K4-MRT-92" in words


def test_one_receipt_for_all_answers_of_a_person(client: FlaskClient) -> None:
    made = make_consultation()
    statements = [make_statement(made), make_statement(made)]
    account = make_account("ada@example.org")
    actor = Actor("account", account.id, email=account.email)
    sign_in(client, account)
    mine = f"/en/consultations/{made.slug}/vote/mine"
    assert client.get(mine.replace("mine", "receipt")).status_code == 404
    for statement, value in ((statements[0], "agree"), (statements[1], "pass"), (statements[0], "disagree")):
        vote(statement, actor, value)
    jobs.seal()
    page = client.get(mine)
    assert "Download the receipt" in page.text
    text = client.get(mine.replace("mine", "receipt")).text
    assert "disagree" not in text
    words = words_of(bring(client, text))
    assert "newest of these answers" in words
    assert words.count("Statement 1") == 2 and words.index("Disagree") < words.index("Pass") < words.rindex(
        "Agree"
    )
    vote(statements[1], actor, "agree")
    assert "There is a newer answer" in words_of(bring(client, text))
