"""What was taken out may be missing from a package, and nothing else of the same sender, by whoever holds the key."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.analysis import queries as reading
from consult.analysis import service as theming
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.contributions.service import Contact, Order
from consult.contributions.service.senders import NAMING
from consult.contributions.service.wiping import FILES, WORDING, WORDS
from consult.contributions.service.written import Part
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import db, writing
from consult.opendata.verify_bag import UNFIT
from consult.opendata.verify_files import FilesCheck
from consult.opendata.verify_package import Verification, verify
from consult.opendata.verify_taken_out import NAMING_FIELDS, OF_WORDING, OF_WORDS
from consult.organisations import queries as organisations
from tests.contributions.files import PDF
from tests.factories.analysis import make_theme
from tests.factories.consultations import article_of, make_consultation, make_staff, sign_waiting
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import make_reply, responder_of
from tests.factories.packages import Files, export, make_process, read_files, write
from tests.opendata.followed import make_followed
from tests.opendata.test_every_column import Held, Rows, make_answered

BLANKED = "comments", "revisions", "submissions", "attachments", "replies", "causes", "documents", "themes"
GRADES = ("public", "auditor")
NAME = "An Chen"


def make_sent(slug: str = "ferry") -> tuple[Consultation, list[Comment]]:
    """One submission with a covering comment, two files and a comment on an article; somebody answers the first."""
    made = make_consultation(slug=slug)
    key = b"0123456789a"
    with writing():
        for number, name in enumerate(("map.pdf", "plan.pdf")):
            sent = contributing.look_at(name, PDF + b"%" * number, limit=100_000)
            contributing.keep_file(key, sent, most=5, now=clock.now())
        found, version = consultations.get_by_id(made.id), consultations.current_version(made.id)
        assert version is not None
        parts = [
            Part(version, contributing.write("The ferry is late.", limit=99)),
            Part(
                version,
                contributing.write("A second pier helps.", limit=99),
                article_of(made),
                stance="support",
            ),
        ]
        contact = Contact(name=NAME, email="an@example.org", publication="named", is_confirmed=True)
        sent_ids = [
            one.id
            for one in contributing.send(
                GUEST, found, parts, key=key, language="en", now=clock.now(), contact=contact
            )
        ]
    for one in sent_ids:
        make_ruling(contributions.get(one))
    with writing():
        answer = contributing.submit(
            GUEST, consultations.get_by_id(made.id), version, contributing.write("Mine too.", limit=99),
            key=b"0123456789b", language="en", now=clock.now(), parent=contributions.get(sent_ids[0]),
        ).id  # fmt: skip
    make_ruling(contributions.get(answer))
    make_reply(made, [contributions.get(sent_ids[1])], "We build a pier.")
    return consultations.get_by_id(made.id), [contributions.get(one) for one in (*sent_ids, answer)]


def correct(comment: Comment, words: str) -> None:
    """Another wording, which is published in place of the first."""
    with writing():
        contributing.correct(
            GUEST, contributions.get(comment.id), contributing.write(words, limit=99), now=clock.now()
        )
    make_ruling(contributions.get(comment.id))


def order_out(
    comment: Comment, scope: str, *, file: str = "", revision: int | None = None, is_sealed_too: bool = True
) -> None:
    """Something of a comment is removed by order, by two people."""
    body = organisations.get(consultations.get_by_id(comment.consultation_id).organisation_id)
    order = Order(
        "court", scope, "A court.", "1", attachment=file, revision=revision, is_sealed_too=is_sealed_too
    )
    first, _second = (make_staff("administrator", organisation=body) for _ in range(2))
    with writing():
        contributing.order_removal(first, contributions.get(comment.id), order, now=clock.now())
    sign_waiting()
    db.session.expire_all()


def files_of(comment: Comment) -> list[str]:
    return [one.public_id for one in contributions.files_of(comment.submission_id)]


def accepted(files: Files, *texts: str) -> list[str]:
    """Where nothing opens one of these values any more and tables leave it blank: what no fault is named for."""
    lines = [json.loads(line) for line in files["data/openings.jsonl"].splitlines()]
    return [
        f"{field}: {given[1]}"
        for row in lines
        for field, given in row["fields"].items()
        if any(text in given[1] for text in texts) and not _fault(files, lines, row, field)
    ]


def _fault(files: Files, lines: list[dict[str, Any]], shut: dict[str, Any], field: str) -> str:
    value = shut["fields"][field][1]
    blank = {value, *(json.loads(value) if value.startswith("[") else ())}
    kept = [
        {
            **row,
            "fields": {name: one for name, one in row["fields"].items() if row is not shut or name != field},
        }
        for row in lines
    ]
    opened = b"".join(_canonical(row) + b"\n" for row in kept if row["fields"])
    package = Held({**files, "data/openings.jsonl": opened})
    parts = FilesCheck(package, {})
    tables = parts.forms = Rows(package)
    run = Verification(package, parts, every=False, vkeys=(), held=())
    try:
        process = run._process(run._site())
        for table in BLANKED:
            if f"data/{table}.jsonl" in files:
                rows = list(tables.rows(table))
                tables.tables[table] = [
                    {name: "" if one in blank else one for name, one in row.items()} for row in rows
                ]
        run._tables(process)
    except UNFIT as fault:
        return str(fault)
    return ""


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def check(made: Consultation, folder: Path, *there: str) -> None:
    """Both grades check out, and none of these values may be missing from either where it opens them."""
    for grade in GRADES:
        files = read_files(export(made, folder, grade))
        verify(write(files, folder))
        assert accepted(files, *there) == [], grade


def test_everybody_is_shown_all_that_they_may_open(app: Flask, tmp_path: Path) -> None:
    made, (first, _second, _answer) = make_sent()
    check(made, tmp_path, "ferry", "pier", "Mine too", "support", first.reference, "publish", "map.pdf")


@pytest.mark.parametrize("is_sealed_too", [False, True])
def test_of_a_removed_file_nothing_else_of_its_sender_may_be_missing(
    app: Flask, tmp_path: Path, is_sealed_too: bool
) -> None:
    made, (first, _second, _answer) = make_sent()
    order_out(first, "files", file=files_of(first)[0], is_sealed_too=is_sealed_too)
    check(made, tmp_path, "ferry", "pier", "Mine too", "support", NAME, "an@example.org", "plan.pdf")


@pytest.mark.parametrize("is_sealed_too", [False, True])
def test_of_a_removed_wording_the_others_may_not_be_missing(
    app: Flask, tmp_path: Path, is_sealed_too: bool
) -> None:
    made, (first, _second, _answer) = make_sent()
    correct(first, "The boat was late.")
    order_out(first, "wording", revision=1, is_sealed_too=is_sealed_too)
    check(made, tmp_path, "boat", "pier", "Mine too", "support", NAME, "map.pdf")


@pytest.mark.parametrize("is_sealed_too", [False, True])
def test_of_a_removed_comment_the_sender_s_other_one_and_what_answers_it_may_not_be_missing(
    app: Flask, tmp_path: Path, is_sealed_too: bool
) -> None:
    made, (first, _second, _answer) = make_sent()
    order_out(first, "text", is_sealed_too=is_sealed_too)
    check(made, tmp_path, "pier", "Mine too", "support", "an@example.org", first.reference)


def test_of_a_removed_name_no_words_may_be_missing(app: Flask, tmp_path: Path) -> None:
    made, (first, _second, _answer) = make_sent()
    order_out(first, "name")
    check(made, tmp_path, "ferry", "pier", "Mine too", "support", "map.pdf", "plan.pdf")


def test_who_takes_something_out_need_not_be_believed_in_all_else(app: Flask, tmp_path: Path) -> None:
    """A theme that an officer removed says nothing of the replies of the same officer."""
    made, (_first, second, _answer) = make_sent()
    officer = responder_of(made)
    make_reply(made, [second], "The quay is dredged.", actor=officer)
    theme = make_theme(made, "Quays", actor=officer)
    with writing():
        theming.remove_theme(
            officer, consultations.get_by_id(made.id), reading.get_theme(theme.id), now=clock.now()
        )
    check(made, tmp_path, "The quay is dredged.")


@pytest.mark.parametrize(("make", "there"), [
    (make_process, ("█████ sleeps", "█████ knows it", "agree", "pass")),
    (make_followed, ("same ", "changed ", "It is dark at six.")),
    (make_answered, ("note.txt", "It was left out.", "A note", "The whole draft")),
])  # fmt: skip
def test_nothing_of_a_process_may_be_left_out_with_its_opening(
    app: Flask, tmp_path: Path, make: Callable[[], Consultation], there: tuple[str, ...]
) -> None:
    files = read_files(export(make(), tmp_path, "public"))
    verify(write(files, tmp_path))
    left = [one for one in accepted(files, *there) if not one.startswith("names: ")]
    assert left == []


def test_the_fields_that_name_a_sender_are_the_same_here_and_where_they_are_erased() -> None:
    assert set(NAMING) == NAMING_FIELDS
    assert set(WORDS) - set(FILES) == OF_WORDS
    assert set(WORDING) == OF_WORDING


def test_of_a_comment_whose_ruling_named_its_sender_only_the_name_and_the_note_may_be_missing(
    app: Flask, tmp_path: Path
) -> None:
    made, (first, _second, _answer) = make_sent()
    make_ruling(first, "redact", redactions=[(0, 3)], note=f"{NAME} says who is ill.")
    order_out(first, "name")
    check(made, tmp_path, "ferry", "pier", "Mine too", "support", "map.pdf", "plan.pdf")
