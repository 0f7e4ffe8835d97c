"""Files that came with comments, and whose answer a submission is: each is held against its comment's entry."""

import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import asking_lists, record_checks
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Attachment
from consult.contributions.queries import asking
from consult.contributions.service import Contact
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.opendata.verify_package import verify
from consult.opendata.verify_told import Columns
from consult.organisations import queries as organisations
from consult.record import checks
from tests.contributions.files import PDF
from tests.factories.consultations import make_consultation, make_staff, sign_waiting
from tests.factories.forging import Log, forged
from tests.factories.moderation import make_ruling
from tests.factories.packages import Files, export, read_files, rebagged, refused, write
from tests.opendata.test_every_column import Forger

NOBODY = Contact()
GRADES = ("public", "auditor")
_made: dict[str, Files] = {}
_removed: dict[str, Files] = {}


def send_with_files(
    made: Consultation,
    *names: str,
    key: bytes = b"0123456789a",
    actor: Actor = CONSOLE,
    contact: Contact = NOBODY,
) -> int:
    """A comment with these files; one called private is for the office alone."""
    with writing():
        for number, name in enumerate(names):
            sent = contributing.look_at(name, PDF + b"%" * number, limit=100_000)
            is_private = name.startswith("private")
            contributing.keep_file(key, sent, most=5, now=clock.now(), is_private=is_private)
        found, version = consultations.get_by_id(made.id), consultations.current_version(made.id)
        assert version is not None
        written = contributing.write("See my files.", limit=99)
        return contributing.submit(
            actor, found, version, written, key=key, language="en", now=clock.now(), contact=contact
        ).id


@pytest.fixture
def sent(app: Flask, tmp_path: Path) -> dict[str, Files]:
    """Both grades of a process in which files came with a comment that everybody reads, and with one that waits."""
    if not _made:
        made = make_consultation(slug="lamps")
        make_ruling(contributions.get(send_with_files(made, "map.pdf", "plan.pdf", "private.pdf")))
        send_with_files(made, "waits.pdf", key=b"0123456789b")
        for grade in GRADES:
            _made[grade] = read_files(export(made, tmp_path, grade))
    return _made


def _rows(files: Files) -> list[dict[str, object]]:
    return [json.loads(line) for line in files["data/attachments.jsonl"].splitlines()]


def test_everybody_reads_the_files_they_may_download_and_is_told_of_others(
    sent: dict[str, Files], tmp_path: Path
) -> None:
    said = "\n".join(verify(write(sent["public"], tmp_path)))
    assert sorted(str(row["name"]) for row in _rows(sent["public"])) == ["map.pdf", "plan.pdf"]
    assert (
        "Files sent: 1 more came with comments that everybody reads, and aren’t opened here. 1 are for"
        in said
    )
    assert b"private.pdf" not in b"".join(sent["public"].values())
    assert b"waits.pdf" not in b"".join(sent["public"].values())
    assert len(_rows(sent["auditor"])) == 4
    assert "Files sent:" not in "\n".join(verify(write(sent["auditor"], tmp_path)))


@pytest.mark.parametrize("grade", GRADES)
def test_nothing_of_a_file_is_changed_unseen(sent: dict[str, Files], grade: str) -> None:
    forger = Forger(sent[grade])
    assert [one for one in forger.unseen() if one.startswith("attachments")] == []


@pytest.mark.parametrize("grade", GRADES)
def test_a_file_is_not_another_one_because_its_opening_was_left_out(
    sent: dict[str, Files], tmp_path: Path, grade: str
) -> None:
    files, lines = dict(sent[grade]), []
    for line in files["data/openings.jsonl"].splitlines():
        opened = json.loads(line)
        opened["fields"].pop("attachment_1", None)
        lines.append(
            json.dumps(opened, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
        )
    said = refused(rebagged({**files, "data/openings.jsonl": b"".join(lines)}), tmp_path)
    assert "has no entry: it was added to the table" in said


def test_a_removed_file_leaves_the_others_proven(app: Flask, tmp_path: Path) -> None:
    made = make_consultation(slug="lamps")
    own = send_with_files(made, "map.pdf", "plan.pdf")
    make_ruling(contributions.get(own))
    body = organisations.get(consultations.get_by_id(made.id).organisation_id)
    first, _second = (make_staff("administrator", organisation=body) for _ in range(2))
    gone = contributions.files_of(contributions.get(own).submission_id)[0]
    order = contributing.Order(
        "court", "files", "A court.", "1", attachment=gone.public_id, is_sealed_too=True
    )
    with writing():
        contributing.order_removal(first, contributions.get(own), order, now=clock.now())
    sign_waiting()
    for grade in GRADES:
        files = read_files(export(made, tmp_path, grade))
        said = "\n".join(verify(write(files, tmp_path)))
        assert ("aren’t opened here. 1 of them were removed by order." in said) == (grade == "public")
        assert "are for the auditor’s grade: kept to the office" not in said
        told = [str(row["name"]) for row in _rows(files)]
        assert sorted(told) == (["plan.pdf"] if grade == "public" else ["", "plan.pdf"])
        forger = Forger(files)
        rows = list(forger.rows.rows("attachments"))
        for row in rows:
            others = [one for one in rows if one is not row]
            assert forger.fault("attachments", [*others, {**row, "sha256": "0" * 64}])
            assert forger.fault("attachments", [*others, {**row, "name": "other.pdf"}])
            if grade == "auditor":
                assert forger.fault("attachments", [*others, {**row, "is_public": not row["is_public"]}])
                assert forger.fault("attachments", [*others, {**row, "is_private": True}])


@pytest.mark.parametrize("way", ["withdrawn", "erased", "restricted", "removed"])
def test_what_was_never_confirmed_and_went_passes_with_its_files(
    app: Flask, tmp_path: Path, way: str
) -> None:
    made = make_consultation(slug="lamps", rules={"who_may_comment": "confirmed"})
    body = organisations.get(made.organisation_id)
    first, _second = (make_staff("administrator", organisation=body) for _ in range(2))
    own, _waits = (
        send_with_files(
            made,
            f"{name}.pdf",
            key=name.encode() * 11,
            actor=GUEST,
            contact=Contact(email=f"{name}@example.org", token=name * 30),
        )
        for name in "ab"
    )
    assert contributions.get(own).state == "unconfirmed"
    with writing():
        comment = contributions.get(own)
        if way == "withdrawn":
            contributing.withdraw(GUEST, comment, now=clock.now())
        elif way == "removed":
            order = contributing.Order("court", "text", "A court.", "1", is_sealed_too=True)
            contributing.order_removal(first, comment, order, now=clock.now())
        else:
            submission = contributions.get_submission(comment.submission_id)
            asked = contributing.ask_erasure(GUEST, submission, scope="all", language="en", now=clock.now())
            decision = "granted" if way == "erased" else "restricted"
            contributing.decide_erasure(
                first,
                asked,
                decision=decision,
                ground="consent" if way == "erased" else "contested",
                note="",
                now=clock.now(),
            )
    sign_waiting()
    assert contributions.get(own).state == {"restricted": "withheld"}.get(way, way)
    for grade in GRADES:
        said = "\n".join(verify(write(read_files(export(made, tmp_path, grade)), tmp_path)))
        assert "1 more wait for their sender" in said


def test_a_part_that_went_before_the_others_were_confirmed_counts_them(app: Flask, tmp_path: Path) -> None:
    made = make_consultation(slug="lamps", rules={"who_may_comment": "confirmed"})
    with writing():
        found, version = consultations.get_by_id(made.id), consultations.current_version(made.id)
        assert version is not None
        parts = [
            contributing.Part(version, contributing.write(words, limit=99)) for words in ("One.", "Two.")
        ]
        contact = Contact(email="a@example.org", token="t" * 30)
        sent = contributing.send(
            GUEST, found, parts, key=b"0123456789f", language="en", now=clock.now(), contact=contact
        )
        first = sent[0].id
    with writing():
        contributing.withdraw(GUEST, contributions.get(first), now=clock.now())
    for grade in GRADES:
        assert verify(write(read_files(export(made, tmp_path, grade)), tmp_path))


def test_files_of_older_entries_are_named_as_not_proven(sent: dict[str, Files], tmp_path: Path) -> None:
    """They commit to the bytes of all of a comment's files by one value, and to nothing else of them."""

    def change(own: Log, _site: Log) -> None:
        for entry in own.entries:
            entry["v"] = 2
            opened = own.openings.get(entry["id"], {})
            sums = [json.loads(opened[name][1])[4] for name in opened if name.startswith("attachment_")]
            names = [name for name in entry["commitments"] if name.startswith("attachment_")]
            for name in names[1:]:
                del entry["commitments"][name]
                opened.pop(name, None)
            if names:
                entry["commitments"]["attachments"] = entry["commitments"].pop(names[0])
                if names[0] in opened:
                    opened["attachments"] = opened.pop(names[0])
                    own.say(entry, "attachments", " ".join(sums))

    forged_files = {grade: forged(sent[grade], change) for grade in GRADES}
    unsaid = {
        "auditor": "id, is_private, is_public, kind, name, size",
        "public": "id, kind, name, sha256, size",
    }
    for grade, columns in unsaid.items():
        said = "\n".join(verify(write(forged_files[grade], tmp_path)))
        assert f"older entries don’t say it: attachments: {columns}" in said


def test_the_record_check_of_a_site_holds_files_against_their_entries(app: Flask) -> None:
    made = make_consultation(slug="lamps")
    own = send_with_files(made, "map.pdf")
    assert record_checks.check_files().startswith("1 files")
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(update(Attachment).where(Attachment.comment_id == own).values(name="other.pdf"))
    with pytest.raises(checks.Fault, match="is not what its comment’s entry says"):
        record_checks.check_files()


# Whose answer it is ---------------------------------------------------------------------------------


def test_whose_answer_a_submission_is_is_held_against_its_entry(app: Flask, tmp_path: Path) -> None:
    made, now = make_consultation(slug="dam"), clock.now()
    naming = contributing.Naming("body", "Water Act, s. 4", "en", "It was overlooked.")
    listed = [asking_lists.Listed("Water Board", "water@example.org", "Riverside")]
    send_with_files(made, key=b"0123456789c")
    with writing():
        found, version = consultations.get_by_id(made.id), consultations.current_version(made.id)
        (one,) = contributing.add_asked(
            CONSOLE, found, listed, naming, secret=web.settings().secret, page_language="en", now=now
        )
        contributing.note_letter(CONSOLE, one, now=now)
        public_id = one.public_id
    with writing():
        assert version is not None
        contributing.submit(
            CONSOLE, consultations.get_by_id(made.id), version, contributing.write("No.", limit=9),
            key=b"0123456789d", language="en", now=now, asked=asking.get_asked(public_id),
        )  # fmt: skip
    send_with_files(made, key=b"0123456789e")
    files = {grade: read_files(export(made, tmp_path, grade)) for grade in GRADES}
    received = [
        json.loads(line)
        for line in files["public"]["data/entries.jsonl"].splitlines()
        if b"comment.received" in line
    ]
    assert ["asked" in one["commitments"] for one in received] == [True] * 3, (
        "alike, before there is a list, too"
    )
    assert public_id not in files["public"]["data/submissions.jsonl"].decode()
    assert b'"asked":["' not in files["public"]["data/openings.jsonl"]
    forger = Forger(files["auditor"])
    rows = list(forger.rows.rows("submissions"))
    assert sorted(row["asked"] for row in rows) == ["", "", public_id]
    for row in rows:
        told = {**row, "asked": "" if row["asked"] else public_id}
        changed = [told if one is row else one for one in rows]
        assert forger.fault("submissions", changed)
    assert (
        "asked"
        not in " ".join(Columns(set()).in_words(is_public=False))
        .partition("submissions:")[2]
        .partition(";")[0]
    )


def test_a_file_that_is_missing_with_its_opening_is_counted_for_everybody(
    sent: dict[str, Files], tmp_path: Path
) -> None:
    """Whether it was for everybody only its entry says. That one more isn't shown is told."""

    def shut(own: Log, _site: Log) -> None:
        for fields in own.openings.values():
            fields.pop("attachment_1", None)

    files = forged(sent["public"], shut)
    rows = [row for row in _rows(files) if row["name"] != "map.pdf"]
    forger = Forger(files_with(files, rows))
    assert any("Files sent: 2 more came with comments that everybody reads" in one for one in forger.said)
    assert "has an entry and is missing here" in Forger(sent["public"]).fault("attachments", rows)


def files_with(files: Files, rows: list[dict[str, object]]) -> Files:
    """The package with these rows of files."""
    lines = b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
    return {**files, "data/attachments.jsonl": lines}
