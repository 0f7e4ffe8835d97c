"""Everything there is, for auditors: hidden originals, internal notes, opened entries, who read what."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment, Revision, Sender, Submission
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.moderation import service as moderation
from consult.moderation.models import Report, Review, Ruling
from consult.opendata.models import Package
from consult.organisations import queries as organisations
from consult.organisations.models import Approval
from consult.organisations.queries import Held
from consult.record.entry_fields import GroundOf, RoleOf
from consult.record.models import Entry, EntryOpening, PersonalRead

PACKAGE_READ = "package"
OF_SENDER = "sender of "
"""How the note of a read of somebody's name begins."""
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
    found = consultations.audited_by(actor.organisations_with("auditor"), actor.audits)
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


@dataclass(frozen=True)
class Kept:
    """What part of a log somebody looks at; empty values keep everything. ``day`` is in ``zone``."""

    type: str = ""
    role: str = ""
    ground: str = ""
    day: date | None = None
    zone: str = "UTC"

    def conditions(self) -> list[ColumnElement[bool]]:
        """For a SELECT of entries. Role and ground are asked of the canonical bytes, by an index."""
        found: list[ColumnElement[bool]] = []
        if self.type:
            found.append(Entry.type == self.type)
        if self.role:
            found.append(RoleOf(Entry.content) == self.role)
        if self.ground:
            found.append(GroundOf(Entry.content) == self.ground)
        if self.day is not None:
            found.append(Entry.appended_at.between(*self.bounds()))
        return found

    def bounds(self) -> tuple[datetime, datetime]:
        """First and last instant of the day that is meant."""
        day = self.day or date.min
        begins = datetime.combine(day, time(), ZoneInfo(self.zone))
        ends = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.zone))
        return begins, ends - timedelta(microseconds=1)


SLACK = timedelta(hours=1)
"""So much later than its neighbours an entry's time may be, whatever its number (several writers on PostgreSQL)."""


def _number_at(log: str, instant: datetime) -> int:
    """About the number that a log had reached by an instant: halving finds it, for numbers rise with the time."""
    own = select(Entry.number, Entry.appended_at).where(Entry.log == log)
    low, high = 0, db.session.scalar(select(func.max(Entry.number)).where(Entry.log == log)) or 0
    while low < high:
        middle = (low + high) // 2
        found = db.session.execute(own.where(Entry.number > middle).order_by(Entry.number).limit(1)).first()
        if found is not None and found[1] <= instant:
            low = found[0]
        else:
            high = middle
    return low


def entries(
    log: str, *, limit: int, after: int | None = None, kept: Kept | None = None
) -> tuple[list[OpenedEntry], int | None]:
    """(a page of a log, newest first; the key of the next one or None). Two statements."""
    statement = (
        select(Entry, EntryOpening.fields)
        .outerjoin(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(Entry.log == log, *(kept.conditions() if kept else ()))
    )
    if after is not None:
        statement = statement.where(Entry.number < after)
    if kept is not None and kept.day is not None:
        first, last = kept.bounds()
        statement = statement.where(
            Entry.number >= _number_at(log, first - SLACK), Entry.number <= _number_at(log, last + SLACK)
        )
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
    consultation_id: int, *, limit: int, after: int | None = None, comment_id: int | None = None, moderator: str = "",
    act: str = "", stance: str | None = None,
) -> tuple[list[AuditedRuling], int | None]:  # fmt: skip
    """(a page of rulings, newest first; the key of the next one or None). Two statements."""
    statement = (
        select(Ruling, Comment.reference)
        .join(Comment, Comment.id == Ruling.comment_id)
        .where(Ruling.consultation_id == consultation_id)
    )
    if after is not None:
        statement = statement.where(Ruling.id < after)
    for condition, value in (
        (Ruling.comment_id == comment_id, comment_id), (Ruling.pseudonym == moderator, moderator or None),
        (Ruling.act == act, act or None), (Comment.stance == stance, stance),
    ):  # fmt: skip
        if value is not None:
            statement = statement.where(condition)
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
    consultation: str, *, limit: int, after: int | None = None, by_auditors: bool = False
) -> tuple[Sequence[PersonalRead], int | None]:
    """(a page of reads of personal data, newest first; the key of the next). ``consultation``: its public id.

    ``by_auditors``: what the audit office itself opened, instead of what staff read.
    """
    statement = select(PersonalRead).where(
        PersonalRead.consultation == consultation, PersonalRead.by_auditor.is_(by_auditors)
    )
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


def reasons(reads_: Sequence[PersonalRead], consultation: str) -> dict[int, str]:
    """Read -> why: what was given as reason to see who sent it, and signed by a second person. Two statements."""
    wanted = {one.what.removeprefix(OF_SENDER) for one in reads_ if one.what.startswith(OF_SENDER)}
    if not wanted:
        return {}
    references = db.session.execute(
        select(Comment.public_id, Comment.reference).where(Comment.reference.in_(wanted))
    )
    named = {row[0]: row[1] for row in references}
    asked = select(Approval).where(Approval.consultation == consultation, Approval.subject.in_(named))
    given: dict[tuple[int | None, str], list[Approval]] = {}
    for approval in db.session.scalars(asked.where(Approval.act == moderation.UNMASK).order_by(Approval.id)):
        given.setdefault((approval.asked_by, named[approval.subject]), []).append(approval)
    found = {}
    for one in reads_:
        before = [
            approval
            for approval in given.get((one.account_id, one.what.removeprefix(OF_SENDER)), ())
            if approval.decided_at is not None and approval.decided_at <= one.read_at
        ]
        if before:
            found[one.id] = str(before[-1].facts["reason"])
    return found


def moderator_names(consultation_id: int) -> dict[str, str]:
    """Name in the record -> the person, of everybody who ruled here. Two statements."""
    rows = db.session.execute(
        select(Ruling.pseudonym, Ruling.account_id)
        .where(Ruling.consultation_id == consultation_id, Ruling.account_id.is_not(None))
        .distinct()
    )
    accounts = {row[0]: row[1] for row in rows}
    people = names_of({one for one in accounts.values() if one is not None})
    return {pseudonym: people.get(account or 0, "") for pseudonym, account in accounts.items()}
