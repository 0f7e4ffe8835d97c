"""What quotes an erased text, or names its sender, follows it: in every free text of every table, or there is a reason.

The rows are planted, whatever verb would make them; a table of tomorrow fails here until its room covers it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Table,
    event,
    func,
    insert,
    select,
    update,
)

from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import SupportingDocument
from consult.contributions import queries, service
from consult.contributions.models import Comment
from consult.foundation import clock, sweeping
from consult.foundation.access import CONSOLE
from consult.foundation.db import Base, db, writing
from consult.record import service as record
from consult.record.models import Entry
from tests.contributions.test_erasing import EMAIL, HAN, NAME, WORDS, erase, rows_with, verify_everything
from tests.factories.consultations import make_consultation, make_draft, sign_waiting
from tests.factories.moderation import make_published

SAID = f"{NAME} says: “{WORDS}”"
OWN = "written by the sender alone, or made from it; goes with the comment (test_erasing.py)"
DRAFT = "the draft’s own words: an order about a version takes them out (test_removing_drafts.py)"
BEFORE = "written before the consultation was published, so before there was any comment"
OFFICE = "the name of an office or of a role"
PERSON = "a person of the staff, or an account of its own: closing the account takes it out"
RECORD = "the record itself: commitments, hashes, heads; what opens them is looked at by the other tests"
SITE = "the whole site’s, not about any consultation"
NO_TEXT = "codes, numbers and hashes, no words"
THEIRS = "another person’s own: an order of its own takes it out"
EXEMPT: Mapping[str, str] = {
    **dict.fromkeys(("comment", "comment_revision", "attachment", "sender", "submission", "submission_draft",
                     "submission_draft_part", "submission_draft_file", "statement", "comment_carry",
                     "subscription"), OWN),
    **dict.fromkeys(("article_text", "article_alternative", "draft_edition"), DRAFT),
    "consultation_text": BEFORE, "consultation.title": BEFORE, "consultation.comments_appear_reason": BEFORE,
    "consultation.short_period_reason": BEFORE, "consultation.superseded_by": NO_TEXT,
    **dict.fromkeys(("account", "account_identity", "account_key", "account_session", "passkey",
                     "moderation_claim"), PERSON),
    **dict.fromkeys(("record_checkpoint", "record_cosignature", "record_entry", "record_key", "record_opening",
                     "record_row_mark", "record_tile", "record_refused_day"), RECORD),
    **dict.fromkeys(("organisation", "site_setting", "quiet_period", "foreign_package"), SITE),
    "quiet_effect": "copied from the quiet period of the whole body",
    "record_personal_read": "names of pages; who read is staff",
    **dict.fromkeys(("event_outbox", "contribution_import", "package_order", "used_token", "voter"), NO_TEXT),
    "comment_reading": OFFICE, "decision_dossier": OFFICE,
    "disposal": "the archive and its number",
    "expert.name": "an expert whom the office named, not a sender", "expert.standing": THEIRS,
    "expert.interests": THEIRS,
    "supporting_document.content": DRAFT,
    "access_request.requester": THEIRS, "access_request.contact": THEIRS,
    "access_document.content": "a file goes with its comment", "access_document.reference": NO_TEXT,
    "access_document.file_name": "a file goes with its comment", "access_document.redactions": NO_TEXT,
    "commitment.owner_email": "of an office", "process_report.contact": THEIRS, "report.email": THEIRS,
    "reply.first_references": NO_TEXT, "erasure.fields": NO_TEXT, "ruling.redactions": NO_TEXT,
    "ruling.referred_to": OFFICE, "referral.office": OFFICE, "referral.address": OFFICE, "outcome.decided_by": OFFICE,
    "outcome.number": NO_TEXT, "outcome.places": NO_TEXT, "outcome.who_answered": NO_TEXT,
    "consultation.earlier_checkpoint": NO_TEXT, "asked_letter": "what a mail server or the post office said",
    **dict.fromkeys(
        ("asked.name", "asked.address", "asked.post", "asked.place", "asked.law"),
        "a body that the law says must be asked, as the office named it",
    ),
    "asked_file": "the letter of somebody who has no comment: it quotes nobody, and goes with their address",
    "earlier_comment": DRAFT, "reading_note.author": PERSON, "mail_outbox.key": NO_TEXT,
    "mail_outbox.unsubscribe": NO_TEXT, "mail_outbox.address": "goes with the sender’s address",
    "mail_outbox.digest": "of the body, which is covered", "mail_outbox.attached": "test_erasing.py: proofs that wait",
    "search_document": "made again from what stands there now",
}  # fmt: skip
"""Table, or column of one -> why nothing has to be covered in it."""
UNSWEPT: Mapping[str, str] = {
    "package": NO_TEXT, "record_log": RECORD, "comment_tally": NO_TEXT, "approval_step": NO_TEXT,
    "membership": "of the staff that decides: the row has numbers and days alone",
}  # fmt: skip
"""Tables that an erasure changes -> why nothing of theirs has to go from the pages of the database."""
JSON_SHAPES: Mapping[str, Any] = {
    "draft_version.change_notes": {"zh-hant": SAID},
    "approval.facts": {"reason": SAID}, "commitment.texts": {"zh-hant": SAID},
    "commitment.history": [{"note": SAID}], "disposition.reasons": {"zh-hant": SAID},
    "disposition.earlier": [{"reason": SAID}], "theme_disposition.reasons": {"zh-hant": SAID},
    "theme_disposition.earlier": [{"reason": SAID}], "due_day.earlier": [{"reason": SAID}],
    "outcome.texts": {"zh-hant": {"decision": SAID}}, "outcome.html": {}, "outcome.earlier": [{"said": {"x": SAID}}],
    "received_summary.texts": {"zh-hant": SAID}, "received_summary.html": {},
    "received_summary.postponed": [{"reason": SAID}], "received_summary.earlier": [{"said": {"en": SAID}}],
    "reading_filter.conditions": {"words": SAID}, "theme.names": {"zh-hant": SAID},
    "reading_method.wanted": {"words": SAID, "after": 0},
    "reply_part.handed_down": [{"reason": SAID}],
}  # fmt: skip
CHOICES: Mapping[str, Any] = {
    "ruling.act": "publish", "report.state": "open", "access_request.state": "open", "access_document.treatment": "",
    "disposition.disposition": "adopted", "theme_disposition.disposition": "adopted", "commitment.state": "open",
    "erasure.scope": "all", "erasure.decision": "refused", "draft_removal.decision": "refused",
    "draft_removal.version_id": None, "draft_removal.document_id": None, "theme_change.kind": "renamed",
    "approval.act": "consultation.suspend", "approval.decision": "done", "expert_opinion.stance": "",
    "received_summary.language": "en", "outcome.language": "en", "outcome.published_at": None,
    "mail_outbox.attached": {}, "mail_outbox.digest": {}, "outcome.html": {}, "received_summary.html": {},
    "legal_hold.lifted_at": datetime(2026, 1, 2, tzinfo=UTC),
}  # fmt: skip
_numbers = count(9_000)


def texts_of(table: Table) -> list[Column[Any]]:
    """Its columns in which somebody may write what they like."""
    return [
        column for column in table.columns
        if isinstance(column.type, JSON | LargeBinary)
        or (isinstance(column.type, String) and (column.type.length is None or column.type.length >= 150))
    ]  # fmt: skip


def meant() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """Tables with columns that have to be covered."""
    for table in Base.metadata.sorted_tables:
        columns = [
            one for one in texts_of(table)
            if one.name != "office" and not {table.name, f"{table.name}.{one.name}"} & EXEMPT.keys()
        ]  # fmt: skip
        if columns:
            yield table, columns


class Planter:
    """Puts a row into any table, with what it needs of others."""

    def __init__(self, consultation_id: int, comment: Comment) -> None:
        self._known: dict[str, Any] = {"consultation": consultation_id, "comment": comment.id,
                                       "submission": comment.submission_id}  # fmt: skip
        self.log = consultations.get_by_id(consultation_id).public_id

    def row(self, table: Table, columns: list[Column[Any]]) -> None:
        """One row that says it in these columns, or the rows that are there."""
        if columns and db.session.scalar(select(func.count()).select_from(table)):
            said = {table.c[one.name]: self._value(table, one, True) for one in columns}
            db.session.execute(update(table).values(said))
            return
        values = {one.name: self._value(table, one, one in columns) for one in table.columns}
        chosen = {name: value for name, value in values.items() if value is not ...}
        db.session.execute(insert(table).values({table.c[name]: value for name, value in chosen.items()}))

    def _value(self, table: Table, column: Column[Any], is_planted: bool) -> Any:
        name = f"{table.name}.{column.name}"
        if name in CHOICES:
            return CHOICES[name]
        if is_planted:
            return JSON_SHAPES[name] if isinstance(column.type, JSON) else SAID
        if column.foreign_keys:
            (key,) = column.foreign_keys
            return self._reference(
                key.column.table, is_needed=not column.nullable or column.name == "comment_id"
            )
        if column.name == "consultation":
            return self.log
        if column.primary_key or (column.nullable and column.name != "comment_id"):
            return ... if column.primary_key else None
        return plain(column)

    def _reference(self, table: Table, *, is_needed: bool) -> Any:
        if not is_needed:
            return None
        if table.name not in self._known:
            key = next(iter(table.primary_key))
            found = db.session.scalar(select(key).order_by(key.desc()).limit(1))
            if found is None:
                self.row(table, [])
                found = db.session.scalar(select(key).order_by(key.desc()).limit(1))
            self._known[table.name] = found
        return self._known[table.name]


def plain(column: Column[Any]) -> Any:
    """Something that may stand in the column."""
    for rule in column.table.constraints:
        one_of = re.search(rf"\b{column.name} IN \('(\w*)'", str(getattr(rule, "sqltext", "")))
        if one_of:
            return one_of[1]
    kind = getattr(column.type, "impl_instance", column.type)
    for one, value in ((JSON, []), (Boolean, False), (DateTime, clock.now()), (Date, date(2026, 1, 1)),
                       (Integer, next(_numbers)), (LargeBinary, b"")):  # fmt: skip
        if isinstance(kind, one):
            return value
    return (
        ""
        if column.default is not None and not column.unique
        else f"{next(_numbers)}"[: column.type.length or 9]
    )


@contextmanager
def changing() -> Iterator[set[str]]:
    """Names of the tables whose rows are changed or deleted meanwhile: an old row stays until its table is swept."""
    found: set[str] = set()

    def hear(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if told := re.match(r'\s*(?:UPDATE|DELETE FROM)\s+"?(\w+)', statement, re.IGNORECASE):
            found.add(told[1])

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)


def test_every_free_text_is_covered_or_exempt_with_a_reason(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.record.rules.OBJECTS_PER_ENTRY", 2)
    comment = make_published(
        make_consultation(slug="harbour"), f"{WORDS} {HAN}",
        contact=service.Contact(name=NAME, email=EMAIL, publication="named", is_confirmed=True),
    )  # fmt: skip
    tables = list(meant())
    with writing():
        planter = Planter(comment.consultation_id, queries.get(comment.id))
        for table, columns in tables:
            planter.row(table, columns)
        record.append("test.planted", actor=CONSOLE, now=clock.now(), consultation=planter.log)
    planted = {table.name for table, _columns in tables}
    assert planted <= set(rows_with("zeppelin ferry should moor"))
    with changing() as changed:
        erase(queries.get(comment.id))
    assert (planted | changed) - sweeping.TABLES - UNSWEPT.keys() == set(), "the old rows stay on PostgreSQL"
    assert not planted & UNSWEPT.keys()
    for word in (NAME, "zeppelin ferry should moor"):
        assert (word, [one for one in rows_with(word) if one in planted]) == (word, [])
    for said in ("notes.erased", "reason.quotation_erased"):
        entries = db.session.scalars(select(Entry.content).where(Entry.type == said)).all()
        assert {len(json.loads(content)["objects"]) for content in entries} == {1, 2}, (
            "as many as fit an entry"
        )
    known = {table.name for table in Base.metadata.sorted_tables}
    assert {one.partition(".")[0] for one in EXEMPT} <= known, "tables that are no more"


def test_reasons_that_quote_are_covered_and_the_record_still_verifies(app: Flask) -> None:
    """By the verbs that write them: what opened the entries goes, an entry names them, and both verifiers hold."""
    made = make_consultation(slug="harbour")
    comment = make_published(
        made, f"{WORDS} {HAN}",
        contact=service.Contact(name=NAME, email=EMAIL, publication="named", is_confirmed=True),
    )  # fmt: skip
    comment_id = comment.id
    with writing():
        found = consultations.get("harbour")
        assert found.closes_at is not None
        consulting.extend(
            CONSOLE,
            found,
            until=found.closes_at + timedelta(days=7),
            reason=f"Because {SAID}",
            now=clock.now(),
        )
    with writing():
        consulting.suspend(CONSOLE, consultations.get("harbour"), reason=f"For now: {SAID}", now=clock.now())
    sign_waiting()
    with writing():
        consulting.resume(CONSOLE, consultations.get("harbour"), now=clock.now())
    with writing():
        found = consultations.get("harbour")
        version = consulting.add_version(CONSOLE, found, make_draft(1), language="en", now=clock.now())
        chinese = make_draft(["一。"])
        consulting.add_edition(CONSOLE, found, version, chinese, language="zh-hant", now=clock.now())
        notes = {"zh-hant": f"因 {SAID}"}
        consulting.publish_version(
            CONSOLE, found, change_note="Shorter.", change_notes=notes, now=clock.now()
        )
    received_at = queries.get(comment_id).received_at
    before, later = _document(HAN, received_at - timedelta(hours=1)), _document(SAID, clock.now())
    assert rows_with(NAME)
    erase(queries.get(comment_id))
    assert rows_with(NAME) == [] and rows_with("zeppelin") == []
    assert db.session.scalars(select(Entry.id).where(Entry.type == "reason.quotation_erased")).all()
    titles = dict(db.session.execute(select(SupportingDocument.id, SupportingDocument.title)).all())
    assert titles[before] == HAN and "[…]" in titles[later]
    verify_everything()


def _document(title: str, added_at: datetime) -> int:
    with writing():
        found, file = consultations.get("harbour"), consulting.prepare_file(b"Why we do this.", "note.txt")
        made = consulting.add_document(
            CONSOLE,
            found,
            file,
            kind="other",
            title=title,
            language="en",
            reason="It was left out.",
            now=added_at,
        )
        return made.id
