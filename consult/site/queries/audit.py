"""Everything there is, for auditors: hidden originals, internal notes, opened entries, who read what."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment, Revision, Sender, Submission
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.moderation.models import Report, Review, Ruling
from consult.opendata.models import Package
from consult.organisations import queries as organisations
from consult.organisations.queries import Held
from consult.record.models import Entry, EntryOpening, PersonalRead

PACKAGE_READ = "package"
"""The page that opendata notes where an auditor's package is taken."""


@dataclass(frozen=True)
class Audited:
    """A consultation of the auditor's bodies, published or not."""

    consultation: Consultation
    phase: str
    body: str
    title: str
    title_language: str


def audited(actor: Actor, language: str, now: datetime) -> list[Audited]:
    """Every consultation of the bodies the actor audits, newest first. Three statements."""
    found = consultations.of_organisations(actor.organisations_with("auditor"))
    bodies = organisations.names_in([one.organisation_id for one in found], language)
    titles = consultations.titles_in([one.id for one in found], language)
    return [
        Audited(one, consultations.phase_of(one, now), bodies[one.organisation_id], *titles[one.id])
        for one in found
    ]


@dataclass(frozen=True)
class OpenedEntry:
    """An entry of the record with everything behind it that still can be opened."""

    number: int
    id: str
    type: str
    at: datetime
    """Exact; the entry itself says it to the minute."""
    who: str
    """The person behind it as far as it is known, else the name in the record."""
    office: str
    role: str
    ground: str
    objects: Sequence[str]
    values: Mapping[str, str | None]
    """Committed field -> its value, None where it was erased."""
    leaf_hash: str


def entries(log: str, *, limit: int, after: int | None = None) -> tuple[list[OpenedEntry], int | None]:
    """(a page of a log, newest first; the key of the next one or None). Two statements."""
    statement = (
        select(Entry, EntryOpening.fields)
        .outerjoin(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(Entry.log == log)
    )
    if after is not None:
        statement = statement.where(Entry.number < after)
    rows = db.session.execute(statement.order_by(Entry.number.desc()).limit(limit + 1)).all()
    opened = [
        (entry, {name: value for name, (_salt, value) in (fields or {}).items()}) for entry, fields in rows
    ]
    people = names_of(
        {int(values["person"]) for _entry, values in opened if values.get("person", "").isdecimal()}
    )
    page = [_opened(entry, values, people) for entry, values in opened[:limit]]
    return page, page[-1].number if len(rows) > limit else None


def _opened(entry: Entry, values: Mapping[str, str], people: Mapping[int, str]) -> OpenedEntry:
    content: dict[str, Any] = json.loads(entry.content)
    person = values.get("person", "")
    who = people.get(int(person), "") if person.isdecimal() else ""
    committed = [name for name in content.get("commitments", {}) if name not in ("time", "person")]
    return OpenedEntry(
        number=entry.number, id=entry.id, type=entry.type, at=entry.appended_at, who=who or content.get("actor", ""),
        office=content.get("office", ""), role=content.get("role", ""), ground=content.get("ground", ""),
        objects=content.get("objects", []), values={name: values.get(name) for name in sorted(committed)},
        leaf_hash=entry.leaf_hash,
    )  # fmt: skip


def names_of(account_ids: Collection[int]) -> dict[int, str]:
    """Name (else address) of these accounts; closed ones are not in it."""
    rows = db.session.execute(
        select(Account.id, Account.name, Account.email).where(Account.id.in_(account_ids))
    )
    return {account_id: name or email for account_id, name, email in rows if name or email}


@dataclass(frozen=True)
class AuditedComment:
    """A comment with every wording, who sent it, and its submission."""

    comment: Comment
    submission: Submission
    sender: Sender | None
    wordings: Sequence[Revision]
    """Oldest first, as they were written."""


def comments(
    consultation_id: int, *, limit: int, after: int | None = None, state: str = ""
) -> tuple[list[AuditedComment], int | None]:
    """(a page of all comments in every state, newest first; the key of the next one or None). Two statements."""
    statement = _comments().where(Comment.consultation_id == consultation_id)
    if after is not None:
        statement = statement.where(Comment.id < after)
    if state:
        statement = statement.where(Comment.state == state)
    rows = db.session.execute(statement.order_by(Comment.id.desc()).limit(limit + 1)).all()
    page = _with_wordings(rows[:limit])
    return page, page[-1].comment.id if len(rows) > limit else None


def audited_comment(comment_id: int) -> AuditedComment:
    """One comment with everything of it."""
    return _with_wordings(db.session.execute(_comments().where(Comment.id == comment_id)).all())[0]


def _comments() -> Any:
    return (
        select(Comment, Submission, Sender)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(Sender, Sender.submission_id == Submission.id)
    )


def _with_wordings(rows: Sequence[Any]) -> list[AuditedComment]:
    wordings: dict[int, list[Revision]] = {}
    ids = [comment.id for comment, _submission, _sender in rows]
    revisions = (
        select(Revision).where(Revision.comment_id.in_(ids)).order_by(Revision.comment_id, Revision.number)
    )
    for one in db.session.scalars(revisions):
        wordings.setdefault(one.comment_id, []).append(one)
    return [
        AuditedComment(comment, submission, sender, wordings.get(comment.id, []))
        for comment, submission, sender in rows
    ]


@dataclass(frozen=True)
class AuditedRuling:
    """A ruling with its internal note and the person who made it."""

    ruling: Ruling
    reference: str
    who: str


def rulings(
    consultation_id: int, *, limit: int, after: int | None = None, comment_id: int | None = None
) -> tuple[list[AuditedRuling], int | None]:
    """(a page of rulings, newest first; the key of the next one or None). Two statements."""
    statement = (
        select(Ruling, Comment.reference)
        .join(Comment, Comment.id == Ruling.comment_id)
        .where(Ruling.consultation_id == consultation_id)
    )
    if after is not None:
        statement = statement.where(Ruling.id < after)
    if comment_id is not None:
        statement = statement.where(Ruling.comment_id == comment_id)
    rows = db.session.execute(statement.order_by(Ruling.id.desc()).limit(limit + 1)).all()
    people = names_of({ruling.account_id for ruling, _reference in rows if ruling.account_id is not None})
    page = [
        AuditedRuling(ruling, reference, people.get(ruling.account_id or 0, ""))
        for ruling, reference in rows[:limit]
    ]
    return page, page[-1].ruling.id if len(rows) > limit else None


def reviews_and_reports(comment_id: int) -> tuple[Sequence[Review], Sequence[Report]]:
    """Every review and every reader's report of a comment, oldest first. Two statements."""
    reviews = db.session.scalars(
        select(Review).where(Review.comment_id == comment_id).order_by(Review.id)
    ).all()
    reports = db.session.scalars(
        select(Report).where(Report.comment_id == comment_id).order_by(Report.id)
    ).all()
    return reviews, reports


def reads(
    consultation: str, *, limit: int, after: int | None = None
) -> tuple[Sequence[PersonalRead], int | None]:
    """(a page of reads of personal data, newest first; the key of the next). ``consultation``: its public id."""
    statement = select(PersonalRead).where(PersonalRead.consultation == consultation)
    if after is not None:
        statement = statement.where(PersonalRead.id < after)
    rows = db.session.scalars(statement.order_by(PersonalRead.id.desc()).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def exports(consultation: Consultation) -> tuple[Sequence[PersonalRead], Sequence[Package]]:
    """(auditors' packages taken, newest first; packages made for everybody, newest first). Fifty of each."""
    taken = (
        select(PersonalRead)
        .where(PersonalRead.consultation == consultation.public_id, PersonalRead.page == PACKAGE_READ)
        .order_by(PersonalRead.id.desc())
        .limit(50)
    )
    made = (
        select(Package)
        .where(Package.consultation_id == consultation.id, Package.grade == "public")
        .order_by(Package.id.desc())
        .limit(50)
    )
    return db.session.scalars(taken).all(), db.session.scalars(made).all()


def role_history(actor: Actor, language: str) -> list[tuple[str, Sequence[Held]]]:
    """(body, every role held there now or before) of the bodies the actor audits (A32)."""
    mine = actor.organisations_with("auditor")
    return [
        (node.name, organisations.roles_of(node.organisation.id))
        for node in organisations.tree(language)
        if node.organisation.id in mine
    ]
