"""What whoever holds the key could write anew about ratings and second looks, and the verifier gives away."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.factories.forging import Log, forged
from tests.factories.outcomes import make_reply
from tests.factories.packages import Files, export, read_files, rebagged, refused
from tests.factories.ratings import Case, ask, close, rate

Row = dict[str, Any]
SUMMER = "In summer alone."
GRADES = pytest.mark.parametrize("grade", ["public", "auditor"])


@pytest.fixture
def case(case: Case) -> Case:
    """Two ratings and a second look, all of the outcome; and a reply to the comment that says nothing."""
    rate(case.first, "misses")
    rate(case.whole, "answers")
    ask(case.first)
    close(case.other, case.first)
    make_reply(case.made, [case.second])
    return case


def with_rows(files: Files, table: str, change: Callable[[Row], None]) -> Files:
    """With other rows, in both forms of a table."""
    rows = [json.loads(line) for line in files[f"data/{table}.jsonl"].splitlines()]
    for row in rows:
        change(row)
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in rows]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return {
        **files,
        f"data/{table}.jsonl": "".join(lines).encode(),
        f"data/{table}.csv": text.getvalue().encode(),
    }


def _in_the_other_column(row: Row) -> None:
    row["reply"], row["outcome"] = row["outcome"], ""


def _in_both_columns(row: Row) -> None:
    row["reply"] = row["outcome"]


@GRADES
def test_a_second_look_at_the_outcome_is_not_one_at_a_reply(case: Case, tmp_path: Path, grade: str) -> None:
    files = read_files(export(case.made, tmp_path, grade=grade))
    for change in (_in_the_other_column, _in_both_columns):
        told = refused(rebagged(with_rows(files, "second_looks", change)), tmp_path)
        assert "about something else than its entry" in told


def closed_by_setter(own: Log) -> Row:
    """As if who set the disposition had closed it. Returns the entry that asked."""
    setter = own.first("disposition.set", reason=SUMMER)["actor"]
    own.last("answer.second_look_closed")["actor"] = setter
    return own.last("answer.second_look_asked")


def _not_opened(own: Log, _site: Log) -> None:
    own.openings[closed_by_setter(own)["id"]].pop("dispositions")


def _none_named(own: Log, _site: Log) -> None:
    own.say(closed_by_setter(own), "dispositions", "")


def _not_committed(own: Log, _site: Log) -> None:
    asked = closed_by_setter(own)
    asked["commitments"].pop("dispositions")
    own.openings[asked["id"]].pop("dispositions")


def _that_of_another_comment(own: Log, _site: Log) -> None:
    asked = closed_by_setter(own)
    others = (
        one["objects"][0]
        for one in own.entries
        if one["type"] == "disposition.set" and one["objects"][0] != own.value(asked, "dispositions")
    )
    own.say(asked, "dispositions", next(others))


def _one_that_never_was(own: Log, _site: Log) -> None:
    own.say(closed_by_setter(own), "dispositions", "ab" * 16)


BY_WHICH = [
    (_not_opened, "cannot be opened"),
    (_none_named, "by other dispositions than those that are named"),
    (_not_committed, "nothing says by which disposition"),
    (_that_of_another_comment, "by other dispositions than those that are named"),
    (_one_that_never_was, "was never published"),
]


@GRADES
def test_by_which_disposition_it_was_answered_is_said_and_is_the_comment_s_own(
    case: Case, tmp_path: Path, grade: str
) -> None:
    files = read_files(export(case.made, tmp_path, grade=grade))
    for change, fault in BY_WHICH:
        assert fault in refused(forged(files, change), tmp_path), change.__name__


def _a_disposition_as_answer(own: Log, _site: Log) -> None:
    meant = own.first("disposition.set", reason=SUMMER)["objects"][0]
    own.last("answer.second_look_asked")["objects"][2] = meant
    own.last("answer.second_look_closed")["objects"][2] = meant
    own.last("answer.second_look_closed")["actor"] = own.first("outcome.published")["actor"]


def _the_reply_to_another(own: Log, _site: Log) -> None:
    reply = own.last("reply.published")["objects"][0]
    own.entries.remove(moved := own.last("reply.published"))
    own.entries.insert(own.entries.index(own.first("answer.rated")), moved)
    for type_ in ("answer.second_look_asked", "answer.second_look_closed"):
        own.last(type_)["objects"][2] = reply


def _rated_by_another(own: Log, _site: Log) -> None:
    rated = [one for one in own.entries if one["type"] == "answer.rated"]
    rated[0]["actor"] = rated[1]["actor"]


def _asked_by_another(own: Log, _site: Log) -> None:
    own.last("answer.second_look_asked")["actor"] = own.last("answer.rated")["actor"]


def _closed_at_another_answer(own: Log, _site: Log) -> None:
    own.last("answer.second_look_closed")["objects"][2] = own.last("reply.published")["objects"][0]


def _closed_at_another_comment(own: Log, _site: Log) -> None:
    own.last("answer.second_look_closed")["objects"][0] = own.last("answer.rated")["objects"][0]


def _closed_by_its_author(own: Log, _site: Log) -> None:
    own.last("answer.second_look_closed")["actor"] = own.last("answer.second_look_asked")["actor"]


def _closed_without_a_role(own: Log, _site: Log) -> None:
    own.last("answer.second_look_closed")["role"] = "moderator"


def _closed_in_a_role_of_another(own: Log, _site: Log) -> None:
    own.last("answer.second_look_closed")["role"] = "administrator"


WRITTEN = [
    (_a_disposition_as_answer, "was never published"),
    (_the_reply_to_another, "is the answer to others"),
    (_rated_by_another, "somebody else than the author"),
    (_asked_by_another, "somebody else than the author"),
    (_closed_at_another_answer, "at another answer than was asked about"),
    (_closed_at_another_comment, "at another answer than was asked about"),
    (_closed_by_its_author, "was closed by the author of the comment"),
    (_closed_without_a_role, "“moderator” is no role that may close a second look"),
    (_closed_in_a_role_of_another, "did not hold the role “administrator”"),
]


@GRADES
def test_who_rated_asked_and_closed_and_about_which_answer_is_held(
    case: Case, tmp_path: Path, grade: str
) -> None:
    files = read_files(export(case.made, tmp_path, grade=grade))
    for change, fault in WRITTEN:
        assert fault in refused(forged(files, change), tmp_path), change.__name__


def test_auditors_see_that_the_author_s_account_closed_it(case: Case, tmp_path: Path) -> None:
    files = read_files(export(case.made, tmp_path, grade="auditor"))
    closer = str(case.other.account_id)
    rows = [json.loads(line) for line in files["data/comments.jsonl"].splitlines()]
    sent = next(one["submission"] for one in rows if one["id"] == case.first.public_id)

    def with_account(row: Row) -> None:
        row["account"] = closer if row["id"] == sent else row["account"]

    def sent_by_who_closed(own: Log, _site: Log) -> None:
        received = next(one for one in own.entries if one.get("objects", [])[:1] == [case.first.public_id])
        closed = own.last("answer.second_look_closed")
        assert own.value(closed, "person") == closer
        received["commitments"]["person"] = closed["commitments"]["person"]
        own.openings[received["id"]]["person"] = own.openings[closed["id"]]["person"]

    changed = forged(with_rows(files, "submissions", with_account), sent_by_who_closed)
    assert "was closed by the author of the comment" in refused(changed, tmp_path)
