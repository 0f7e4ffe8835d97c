"""A person's copy of their data, and what is gathered for a request for access: column by column against the tables."""

import io
import itertools
import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import JSON, Boolean, Date, DateTime, Integer, LargeBinary, Table, insert, select, update
from sqlalchemy.sql.type_api import TypeEngine

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.contributions.models import Comment, Sender
from consult.custody.queries.gathering import held_on
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import Base, db, writing
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.site import fields, own_fields
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_ruling, make_waiting
from tests.factories.outcomes import make_reply
from tests.factories.votes import make_statement, vote

EMAIL = "ada@example.org"
COUNTER = itertools.count(1)
CHOSEN: Mapping[str, Any] = {
    "sender.email": EMAIL, "sender.email_fold": EMAIL, "asked.address": EMAIL, "asked.kind": "person",
    "invitation.address": EMAIL, "report.email": EMAIL, "subscription.email": EMAIL, "subscription.email_fold": EMAIL,
    "mail_outbox.address": EMAIL, "access_request.contact": EMAIL, "process_report.contact": EMAIL,
    "sender.phone": "+886912345678", "asked.forget_at": None, "report.forget_at": None,
    "asked_letter.way": "post", "access_request.state": "open", "report.subject": "comment", "answer_rating.value":
    "misses", "referral.kind": "other-office", "erasure.scope": "all", "erasure.decision": "granted",
    "review.result": "upheld", "submission_draft_part.stance": "oppose", "subscription.ended_at": None,
    "process_report.about": "other", "package_order.grade": "auditor",
    "submission_draft.choices": {"name": "mark choices"},
    "mail_outbox.attached": {}, "mail_outbox.digest": {}, "erasure.fields": ["mark fields"],
}  # fmt: skip
"""What a column may hold, where that isn't any text."""
MADE = (
    "account",
    "submission",
    "sender",
    "comment",
    "comment_revision",
    "ruling",
    "voter",
    "vote",
    "account_session",
)
"""Tables whose row the factories make; its words are marked afterwards."""
UNCHECKED = ("voter", "vote", "ruling.act", "ruling.ground")


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def is_structural(column: Any) -> bool:
    return bool(column.primary_key or column.foreign_keys or column.name.endswith(("_id", "_by")))


def mark(column: Any) -> Any:
    """A value found nowhere else."""
    name = f"{column.table.name}.{column.name}"
    if name in CHOSEN:
        return CHOSEN[name]
    number, kind = next(COUNTER), column.type
    if isinstance(kind, DateTime) or "Instant" in type(kind).__name__ or kind.python_type is datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    if isinstance(kind, Date):
        return date(2030, 1, 1) + timedelta(days=number)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return 1000 + number
    if isinstance(kind, LargeBinary):
        return b"mark"
    if isinstance(kind, JSON):
        return []
    return f"m{number}-{column.name}"[: getattr(kind, "length", None) or 60]


def plant(name: str, **given: Any) -> int | None:
    """A row with a mark in every column."""
    row = {
        one.name: given[one.name] if one.name in given else mark(one)
        for one in table(name).columns
        if one.name in given or one.name in ("public_id", "credential_id") or not is_structural(one)
    }
    done = db.session.execute(insert(table(name)).values(row))
    key = done.inserted_primary_key
    return key[0] if key and isinstance(key[0], int) else None


def words_of(name: str) -> list[Any]:
    """Columns of free words: neither counted out values nor keys."""
    checked = {
        one.name
        for constraint in table(name).constraints
        if hasattr(constraint, "sqltext")
        for one in table(name).columns
        if f"{one.name} " in str(constraint.sqltext)
    }
    return [
        one
        for one in table(name).columns
        if _is_text(one.type) and not is_structural(one) and one.name not in checked and not one.unique
        and one.name not in ("language", "edition", "state", "stance", "publication",
        "capacity", "channel", "pseudonym")
    ]  # fmt: skip


def _is_text(kind: TypeEngine[Any]) -> bool:
    try:
        return kind.python_type is str
    except NotImplementedError:
        return False


@pytest.fixture
def comment(app: Flask) -> Comment:
    """Of somebody about whom every table that may says something."""
    account = make_account(EMAIL, "Ada Example")
    actor = organisations.actor_for(account)
    made = make_consultation(slug="harbour", opens_at=clock.now() - timedelta(days=9))
    one = make_waiting(made, "At seven.", actor=actor)
    make_ruling(one, internal_note="x")
    vote(make_statement(consultations.get("harbour")), actor)
    make_reply(consultations.get("harbour"), [one])
    reply_id = db.session.scalar(select(table("reply").c.id))
    account_id, own = accounts.get_by_address(EMAIL).id, {"consultation_id": made.id}
    with writing():
        about = {**own, "comment_id": one.id}
        plant("clerk_entry", submission_id=one.submission_id, entry_id="e")
        other = make_other(made.id)
        plant("sender_link", submission_id=one.submission_id, first_id=other, entry_id="e")
        time_id = plant("more_time", **own, asked_id=None)
        asked_id = plant("asked", **own, more_time_id=time_id)
        plant("asked_letter", asked_id=asked_id)
        plant("asked_file", asked_id=asked_id)
        plant("invitation", **own)
        plant("erasure", **own, submission_id=one.submission_id)
        plant("attachment", submission_id=one.submission_id, comment_id=one.id, state="clean", sha256="m-sha")
        plant("referral", **about, ruling_id=db.session.scalar(select(table("ruling").c.id)))
        plant("review", **about, ruling_id=db.session.scalar(select(table("ruling").c.id)), organisation_id=1)
        plant("report", **about, subject_id=one.id, entry_id="e")
        plant("answer_rating", **about, reply_id=reply_id)
        plant("second_look", **about, reply_id=reply_id)
        plant("reading_note", **about, theme_id=None)
        draft_id = plant("submission_draft", **own, account_id=account_id, key_hash="draft key")
        plant("submission_draft_part", draft_id=draft_id, version_id=one.version_id)
        plant("submission_draft_file", key_hash="draft key")
        plant("given_receipt", submission_id=one.submission_id, entry_id=db.session.scalar(
            select(table("record_entry").c.id)
            .where(table("record_entry").c.id.not_in(select(table("given_receipt").c.entry_id))).limit(1)
        ))  # fmt: skip
        plant("subscription", **own)
        plant("mail_outbox")
        plant("access_request", **own)
        plant("process_report", **own)
        plant("package_order", **own, account_id=account_id)
        plant("record_personal_read", account_id=account_id)
        plant("passkey", account_id=account_id)
        plant("account_identity", account_id=account_id)
        organisation_id = db.session.scalar(select(table("organisation").c.id).limit(1))
        plant(
            "membership",
            account_id=account_id,
            organisation_id=organisation_id,
            role="clerk",
            revoked_at=clock.now(),
        )
        plant(
            "proposal_support", comment_id=one.id, voter_id=db.session.scalar(
                select(table("voter").c.id).where(table("voter").c.account_id == account_id)
            )
        )  # fmt: skip
        for name in ("submission", "sender", "comment", "comment_revision", "ruling"):
            marked = {
                column.name: mark(column) for column in words_of(name) if column.name not in ("act", "ground")
            }
            db.session.execute(update(table(name)).where(_own(name, one)).values(marked))
        record.append("site.set", actor=CONSOLE, now=clock.now())
    db.session.expire_all()
    return db.session.get_one(Comment, one.id)


def make_other(consultation_id: int) -> int:
    """Somebody else's submission, which is planted as it stands."""
    made = db.session.scalar(select(table("submission").c.id).limit(1))
    row = dict(
        db.session.execute(select(table("submission")).where(table("submission").c.id == made))
        .mappings()
        .one()
    )
    for name in ("id",):
        row.pop(name)
    row |= {
        "public_id": "other",
        "key_hash": "other key",
        "pseudonym": "other name",
        "consultation_id": consultation_id,
    }
    return int(db.session.execute(insert(table("submission")).values(row)).inserted_primary_key[0])  # type: ignore[index]


def _own(name: str, one: Comment) -> Any:
    columns = table(name).c
    if name == "submission":
        return columns.id == one.submission_id
    if name == "comment":
        return columns.id == one.id
    return columns.submission_id == one.submission_id if name == "sender" else columns.comment_id == one.id


def rows_about(name: str, one: Comment) -> Mapping[str, Any]:
    """The planted row of a table."""
    chosen = select(table(name))
    if name in ("submission", "sender", "comment", "comment_revision", "ruling"):
        chosen = chosen.where(_own(name, one))
    if name == "account":
        chosen = chosen.where(table(name).c.email == EMAIL)
    if name == "membership":
        chosen = chosen.where(table(name).c.account_id == accounts.get_by_address(EMAIL).id)
    return db.session.execute(chosen.limit(1)).mappings().first() or {}


def flat(value: Any) -> Iterator[tuple[str, Any]]:
    """Every (key, value) of what JSON holds."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield key, one
            yield from flat(one)
    elif isinstance(value, list):
        for one in value:
            yield from flat(one)


def test_the_copy_holds_every_column_about_the_person_or_says_why_not(
    client: FlaskClient, comment: Comment
) -> None:
    sign_in(client, accounts.get_by_address(EMAIL))
    with zipfile.ZipFile(io.BytesIO(client.get("/en/me/download").data)) as archive:
        data = json.loads(archive.read("my-data.json"))
        readme = archive.read("README.txt").decode()
    keys, said = {key for key, _ in flat(data)}, json.dumps(data, ensure_ascii=False)
    missing = []
    for name in own_fields.ABOUT_A_PERSON:
        row = rows_about(name, comment)
        assert row, f"nothing is planted in {name}"
        for column in table(name).columns:
            field = f"{name}.{column.name}"
            if is_structural(column) or field in own_fields.left_out():
                continue
            value = row[column.name]
            if isinstance(value, str) and value and column in words_of(name):
                is_there = json.dumps(value, ensure_ascii=False)[1:-1] in said
            elif isinstance(value, datetime | date):
                is_there = value.isoformat() in said
            else:
                is_there = column.name in keys
            if not is_there:
                missing.append(field)
    assert missing == []
    assert all(reason in readme for reason in own_fields.told())


def test_every_table_that_not_everybody_may_read_is_about_a_person_or_left_out_with_a_reason(
    app: Flask,
) -> None:
    hidden = {
        one.name
        for one in Base.metadata.sorted_tables
        if any(
            (rule := fields.rule_of(one.name, column.name)) and rule.who != fields.EVERYBODY
            for column in one.columns
        )
    }
    named = set(own_fields.ABOUT_A_PERSON) | {one.partition(".")[0] for one in own_fields.left_out()}
    assert hidden - named == set()
    known = {one.name for one in Base.metadata.sorted_tables} | {
        f"{one.name}.{column.name}" for one in Base.metadata.sorted_tables for column in one.columns
    }
    assert {*own_fields.ABOUT_A_PERSON, *own_fields.left_out()} - known == set()


GATHERED = (
    "submission", "sender", "comment_revision", "ruling", "review", "referral", "report", "clerk_entry", "sender_link",
    "second_look", "reading_note", "erasure", "asked", "asked_letter", "asked_file", "invitation",
    "more_time", "attachment",
)  # fmt: skip
NOT_GATHERED = {
    "made from other columns, or a mark": (
        "sender.email_fold", "sender.confirm_token_hash", "comment_revision.html", "comment_revision.source_html",
        "attachment.sha256", "attachment.kind", "asked_file.sha256", "asked_file.kind",
        "submission.key_hash", "more_time.code_hash", "report.key_hash",
    ),
    "names of roles, languages and kinds": (
        "ruling.role", "ruling.pseudonym", "ruling.note_language", "review.reason_language", "review.note_language",
        "review.role", "report.subject", "second_look.reason_language", "second_look.note_language", "second_look.role",
        "erasure.text_language", "more_time.reason_language", "asked.law_language", "asked.refused_language",
        "asked.struck_language", "asked.added_reason_language", "sender.organisation_kind", "sender.guardian_kind",
        "submission.source", "asked.no_comment_channel", "referral.kind", "erasure.ground", "erasure.order_kind",
    ),
}  # fmt: skip


def test_what_is_gathered_on_a_person_holds_every_word_about_them(comment: Comment) -> None:
    consultation_id, found = comment.consultation_id, []
    for person in (EMAIL, db.session.scalars(select(Sender.name)).first() or ""):
        found = held_on(consultation_id, comment_id=None, person=person, asker=person, now=clock.now())
        if person == EMAIL:
            said = "\n".join(f"{one.body} {one.file_name}" for one in found)
    left = {one for names in NOT_GATHERED.values() for one in names}
    missing = [
        f"{name}.{column.name}"
        for name in GATHERED
        for column in words_of(name)
        if f"{name}.{column.name}" not in left
        and (value := rows_about(name, comment)[column.name])
        and value not in said
    ]
    assert missing == []
    whole = held_on(consultation_id, comment_id=None, person="", asker="", now=clock.now())
    assert {"asked", "invitation", "more-time", "clerk", "note", "rating", "erasure"} <= {
        one.kind for one in whole
    }
    assert found
