"""Whoever remakes every checksum can change a table: each column of each table gives that away, by name."""

import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import asking_lists
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.service import Contact
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import writing
from consult.opendata.verify_bag import UNFIT, Package
from consult.opendata.verify_files import FilesCheck
from consult.opendata.verify_forms import Forms
from consult.opendata.verify_package import Verification, verify
from consult.opendata.verify_schema import InOrder
from consult.opendata.verify_told import NOTHING, ONLY_AUDITORS_SEE, Columns
from consult.organisations import queries as organisations
from consult.organisations.service import bodies as naming
from consult.outcomes import queries, service
from consult.record.verify import Fault
from tests.factories.consultations import article_of, make_consultation, make_draft
from tests.factories.forging import older
from tests.factories.outcomes import (
    make_comments,
    make_disposition,
    make_outcome,
    make_received_summary,
    make_reply,
    responder_of,
)
from tests.factories.packages import Files, exact_times, export, read_files, rebagged, refused, write
from tests.opendata.followed import make_followed

Row = dict[str, Any]
ASIDE = ("dictionary", "premis-events", "cosignatures", "imports")
"""Files that are no tables of the process."""


class Held(Package):
    """A package in memory."""

    def __init__(self, files: Files) -> None:
        self.files, self.names, self.twice = files, frozenset(files), []
        self.sums, self.sizes, self.sums_of, self._streams = {}, {}, frozenset(), []

    def open(self, name: str) -> io.BytesIO:
        return io.BytesIO(self.files[name])


class Rows(Forms):
    """Its tables, of which one can be another one."""

    def __init__(self, package: Package) -> None:
        super().__init__(package)
        self.tables: dict[str, list[Row]] = {}

    def _is_due(self, table: str) -> bool:
        return False  # it is compared with no other form

    def rows(self, table: str) -> Iterator[Row]:
        if table not in self.tables:
            self.tables[table] = list(super().rows(table))
        return iter(self.tables[table])


class Forger:
    """Walks the logs of a package once, then holds its tables against them as often as they are changed."""

    def __init__(self, files: Files) -> None:
        package = Held(files)
        parts = FilesCheck(package, {})
        self.rows = parts.forms = Rows(package)
        self._run = Verification(package, parts, every=False, vkeys=(), held=())
        self._process = self._run._process(self._run._site())
        self.is_public = self._run.is_public
        self.said = self._check()
        self.names = sorted(
            name[5:-4]
            for name in files
            if re.fullmatch(r"data/[a-z_-]+\.csv", name) and name[5:-4] not in ASIDE
        )

    def _check(self) -> list[str]:
        self._run.said = []
        self._run._tables(self._process)
        return self._run.said

    def fault(self, table: str, rows: list[Row]) -> str:
        """What is named when a table is this one; empty where nothing is."""
        before, self.rows.tables[table] = self.rows.tables[table], rows
        try:
            self._check()
        except UNFIT as fault:
            return str(fault) or repr(fault)
        finally:
            self.rows.tables[table] = before
        return ""

    def unseen(self) -> Iterator[str]:
        """Each change that nothing names: a value, a row left out, one twice or in another's place."""
        for table in self.names:
            rows = list(self.rows.rows(table))
            for other in range(1, len(rows)):
                moved = [rows[other], *rows[1:other], rows[0], *rows[other + 1 :]]
                order = InOrder(table)
                if all(map(order.take, moved)) and not self.fault(table, moved):
                    yield f"{table}: rows 0 and {other} in each other's place"
            for place in dict.fromkeys((0, len(rows) - 1)) if rows else ():
                row, others = rows[place], (rows[:place], rows[place + 1 :])
                for column in row:
                    changed = {**row, column: _another(row[column])}
                    if not self.fault(table, [*others[0], changed, *others[1]]):
                        yield f"{table}.{column}"
                if not self.fault(table, [*others[0], *others[1]]):
                    yield f"{table}: row {place} left out"
                if not self.fault(table, [*others[0], row, row, *others[1]]):
                    yield f"{table}: row {place} twice"


def _another(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return value[1:] if value else [[0, 1, "spam"]]
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value):
        return f"2020-01-01{value[10:]}"
    if isinstance(value, str) and value.startswith(("[{", "{")):
        return json.dumps([{"other": "words"}])
    return f"{value or ''}x"


def make_answered() -> Consultation:
    """A closed consultation with two languages in everything that was answered."""
    made = make_consultation("closed", slug="park", articles=2)
    name = Contact(name="An Chen", publication="named", email="an@example.org", place="East")
    first, second = make_comments(made, 2, article=article_of(made), stance="support", contact=name)
    (whole,) = make_comments(made, 1)
    (unreplied,) = make_comments(made, 1, article=article_of(made))
    staff, another, now = responder_of(made), responder_of(made), clock.now()
    given = make_reply(made, [first, second], actor=staff)
    make_reply(made, [whole], "We can’t.", actor=staff)
    with writing():
        found = consultations.get_by_id(made.id)
        reply = queries.get_reply_by_id(given.id)
        service.correct_reply(
            staff, reply, body="We will, in May.", reason="The month was left out.", now=now
        )
        service.rate_answer(GUEST, contributions.get(first.id), value="misses", now=now)
        look = service.ask_second_look(GUEST, contributions.get(first.id), reason="And winter?", now=now)
        service.close_second_look(another, look, note="Winter was meant, too.", now=now)
        file = consulting.prepare_file(b"Why we do this.", "note.txt")
        consulting.add_document(
            CONSOLE,
            found,
            file,
            kind="other",
            title="A note",
            language="en",
            reason="It was left out.",
            now=now,
        )
        naming = contributing.Naming("body", "Water Act, s. 4", "en", "It was overlooked.")
        listed = [asking_lists.Listed("Water Board", "water@example.org", "Riverside")]
        assert found.closes_at is not None
        then = found.closes_at - timedelta(days=9)
        (asked,) = contributing.add_asked(
            CONSOLE, found, listed, naming, secret=web.settings().secret, page_language="en", now=then
        )
        contributing.note_letter(CONSOLE, asked, now=then)
    make_received_summary(made, "Four comments came [[all]].", publish=True)
    make_disposition(made, article_of(made), actor=staff, reasons={"zh-hant": "這樣比較好。"})
    make_outcome(made, actor=staff, what_next="The council decides.",
                 texts={"zh-hant": {"decision": "條例通過。", "what_next": "市議會審議。"}})  # fmt: skip
    make_disposition(
        made, article_of(made), "partly", "Half of it.", actor=staff, correction="We misread it."
    )
    with writing():
        own = contributions.get(unreplied.id)
        service.rate_answer(GUEST, own, value="misses", now=clock.now())
        look = service.ask_second_look(GUEST, own, reason="Which half?", now=clock.now())
        service.close_second_look(another, look, note="The northern one.", now=clock.now())
    with writing():
        found = consultations.get_by_id(made.id)
        service.correct_outcome(
            staff, found, changes={"number": "MO-8"}, reason="A misprint.", now=clock.now()
        )
        promised = service.make_commitment(
            staff, found, body="Plant 40 trees.", owner="Parks", due_on=(now + timedelta(days=30)).date(), now=now,
            texts={"zh-hant": "種植四十棵樹。"},
        )  # fmt: skip
        service.report_commitment(staff, promised, state="kept", note="They stand.", now=now)
        version = consulting.add_version(
            CONSOLE, found, make_draft(2), language="en", now=now, change_note="Fewer words."
        )
        chinese = make_draft(["一。", "二。"])
        consulting.add_edition(CONSOLE, found, version, chinese, language="zh-hant", now=now)
        consulting.publish_version(CONSOLE, found, now=now, change_notes={"zh-hant": "文字精簡。"})
    return consultations.get_by_id(made.id)


_made: dict[str, Files] = {}
_followed: dict[str, Files] = {}
FEW = (
    "attachments", "carries", "causes", "dossiers", "due_days", "earlier_comments", "expert_opinions",
    "interim_responses", "judgements", "more_time", "quiet_effects", "quiet_exemptions", "reading_samples",
    "referrals", "samples", "sign_offs",
)  # fmt: skip
"""Tables of which the other processes have no row."""


@pytest.fixture
def answered(app: Flask, tmp_path: Path) -> dict[str, Files]:
    """Both grades of it, file by file; made once."""
    if not _made:
        process = make_answered()
        for grade in ("public", "auditor"):
            _made[grade] = read_files(export(process, tmp_path, grade))
    return _made


def _excused(forger: Forger) -> set[str]:
    columns = {**NOTHING, **(ONLY_AUDITORS_SEE if forger.is_public else {})}
    return {f"{table}.{column}" for table, column in columns}


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_no_value_of_an_answered_process_is_changed_unseen(answered: dict[str, Files], grade: str) -> None:
    forger = Forger(answered[grade])
    assert sorted(set(forger.unseen()) - _excused(forger)) == []
    assert not any("older entries" in sentence for sentence in forger.said)


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_no_value_of_an_open_process_is_changed_unseen(packages: dict[str, Files], grade: str) -> None:
    forger = Forger(packages[grade])
    assert sorted(set(forger.unseen()) - _excused(forger)) == []
    assert not any("older entries" in sentence for sentence in forger.said)


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_no_value_of_a_followed_process_is_changed_unseen(app: Flask, tmp_path: Path, grade: str) -> None:
    if not _followed:
        process = make_followed()
        for one in ("public", "auditor"):
            _followed[one] = read_files(export(process, tmp_path, one))
    forger = Forger(_followed[grade])
    assert all(list(forger.rows.rows(table)) for table in FEW)
    assert sorted(set(forger.unseen()) - _excused(forger)) == []
    assert not any("older entries" in sentence for sentence in forger.said)


def test_a_body_renamed_since_is_called_as_its_newest_entry_says(app: Flask, tmp_path: Path) -> None:
    made = make_consultation(slug="square")
    before = read_files(export(made, tmp_path))
    with writing():
        body = organisations.get(consultations.get_by_id(made.id).organisation_id)
        naming.rename_organisation(CONSOLE, body, name="Works", names={"zh-hant": "工務局"}, now=clock.now())
    forger = Forger(read_files(export(made, tmp_path)))
    (row,) = forger.rows.rows("consultation")
    assert row["body"] == "Works" != Forger(before).rows.tables["consultation"][0]["body"]
    assert "“body” is not what the entries say" in forger.fault("consultation", [{**row, "body": "Parks"}])


@pytest.mark.parametrize("field", ["slug", "name", "names"])
def test_an_opening_left_out_of_what_a_body_is_called_is_named(
    app: Flask, tmp_path: Path, field: str
) -> None:
    """Whoever leaves it out could call the body as an older entry does, or as they like."""
    made = make_consultation(slug="square")
    with writing():
        body = organisations.get(consultations.get_by_id(made.id).organisation_id)
        naming.rename_organisation(CONSOLE, body, name="Works", names={"zh-hant": "工務局"}, now=clock.now())
    files = read_files(export(made, tmp_path))
    openings = [json.loads(one) for one in files["data/site/openings.jsonl"].splitlines()]
    called = [one for one in openings if field in one["fields"]]
    for own in called:
        shut = [{**one, "fields": _without(one["fields"], field)} if one is own else one for one in openings]
        content = b"".join(json.dumps(one).encode() + b"\n" for one in shut)
        with pytest.raises(Fault, match="cannot be opened, and no erasure says why"):
            Forger({**files, "data/site/openings.jsonl": content})
    assert len(called) == (1 if field == "slug" else 2)


def _without(fields: Row, field: str) -> Row:
    return {name: one for name, one in fields.items() if name != field}


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_the_first_page_says_who_must_be_asked_and_on_which_day_it_was_decided(
    answered: dict[str, Files], tmp_path: Path, language: str
) -> None:
    for files in answered.values():
        name = f"data/reading-room/{language}/index.html"
        (day,) = {json.loads(one)["decided_on"] for one in files["data/outcomes.jsonl"].splitlines()}
        made = date.fromisoformat(day)
        shown = (
            f"{made.day} {made:%B} {made.year}"
            if language == "en"
            else f"{made.year}年{made.month}月{made.day}日"
        )
        page = files[name].decode()
        assert f"<dd>{shown}</dd>" in page and day not in page
        for old, new, named in (
            ("Water Board", "Fire Board", "those who must be asked"),
            ("Water Act", "Fire Act", "those who must be asked"),
            (f"<dd>{shown}</dd>", f"<dd>{day}</dd>", "its decision or its numbers"),
        ):  # fmt: skip
            assert old in page
            forged = {**files, name: page.replace(old, new).encode()}
            assert named in refused(rebagged(forged), tmp_path)


def test_what_nothing_commits_to_is_said_with_its_reason() -> None:
    said = " ".join(Columns(set()).in_words(is_public=True))
    for (table, column), why in {**NOTHING, **ONLY_AUDITORS_SEE}.items():
        assert table in said and column in said and why


def test_a_comment_called_late_in_every_table_is_named(packages: dict[str, Files]) -> None:
    forger = Forger(packages["public"])
    submissions, comments = (list(forger.rows.rows(name)) for name in ("submissions", "comments"))
    own = comments[0]["submission"]
    forger.rows.tables["submissions"] = [{**one, "is_late": one["id"] == own} for one in submissions]
    changed = [{**one, "is_late": one["submission"] == own} for one in comments]
    assert "it came before the closing then" in forger.fault("comments", changed)


def test_everybody_reads_to_the_minute_what_people_did(
    answered: dict[str, Files], packages: dict[str, Files]
) -> None:
    assert exact_times(answered["public"]) == exact_times(packages["public"]) == {}
    assert exact_times(packages["auditor"])["data/polis/votes.csv"]  # which is what this looks for


def test_rows_in_each_other_s_place_are_named(packages: dict[str, Files], tmp_path: Path) -> None:
    files = dict(packages["public"])
    lines = files["data/submissions.jsonl"].splitlines(keepends=True)
    rows = files["data/submissions.csv"].splitlines(keepends=True)
    files["data/submissions.jsonl"] = b"".join([lines[1], lines[0], *lines[2:]])
    files["data/submissions.csv"] = b"".join([rows[0], rows[2], rows[1], *rows[3:]])
    assert "submissions.jsonl, line 2: rows rise by id" in refused(rebagged(files), tmp_path)
    given = older(files, "consult-package-3")  # as people have them already
    assert any("of an older form" in sentence for sentence in verify(write(given, tmp_path)))


def test_how_many_of_a_theme_everybody_reads_is_counted_for_auditors(answered: dict[str, Files]) -> None:
    """Where nothing was imported; with imports the number is on the list of what isn't proven."""
    forger = Forger(answered["auditor"])
    rows = list(forger.rows.rows("themes"))
    changed = [{**rows[0], "published": rows[0]["published"] + 1}, *rows[1:]]
    assert "“published” is not what the entries say" in forger.fault("themes", changed)
