"""Reading what belongs to the audit office: samples, notes, reports. Alarms have a file of their own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from consult.accounts.models import Account
from consult.audits.models import Alarm, Judgement, Note, ProcessReport, Sample
from consult.audits.verify_samples import DRAWN_FROM
from consult.consultations.models import Consultation
from consult.contributions.models import Comment, Revision
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import NotFound
from consult.moderation.models import Ruling


@dataclass(frozen=True)
class Drawn:
    """A sample with how far it is. ``alike``: judged as the first ruling was."""

    sample: Sample
    number: int
    drawn: int
    judged: int
    alike: int


def samples_of(consultation_id: int) -> list[Drawn]:
    """Every sample, oldest first. One statement."""
    rows = db.session.execute(
        select(
            Sample,
            func.count(Judgement.id),
            func.count(Judgement.judged_at),
            func.count().filter(Judgement.agrees.is_(True)),
        )
        .join(Judgement, Judgement.sample_id == Sample.id)
        .where(Sample.consultation_id == consultation_id)
        .group_by(Sample.id)
        .order_by(Sample.id)
    ).all()
    return [Drawn(sample, number, *counts) for number, (sample, *counts) in enumerate(rows, 1)]


def get_sample(public_id: str) -> Sample:
    """The sample. Raises NotFound."""
    found = db.session.scalar(select(Sample).where(Sample.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def next_to_judge(sample_id: int) -> Judgement | None:
    """The first of a sample that nobody has judged."""
    open_ones = select(Judgement).where(Judgement.sample_id == sample_id, Judgement.judged_at.is_(None))
    return db.session.scalar(open_ones.order_by(Judgement.position).limit(1))


def get_judgement(public_id: str) -> Judgement:
    """One ruling of a sample. Raises NotFound."""
    found = db.session.scalar(select(Judgement).where(Judgement.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def judged_in(sample_id: int) -> Sequence[tuple[Judgement, Ruling, str]]:
    """(judgement, first ruling, reference) of what was judged already, in order."""
    rows = db.session.execute(
        select(Judgement, Ruling, Comment.reference)
        .join(Ruling, Ruling.id == Judgement.ruling_id)
        .join(Comment, Comment.id == Ruling.comment_id)
        .where(Judgement.sample_id == sample_id, Judgement.judged_at.is_not(None))
        .order_by(Judgement.position)
    ).all()
    return [(judgement, ruling, reference) for judgement, ruling, reference in rows]


@dataclass(frozen=True)
class Blind:
    """What a second judge sees: the words and where they belong, nothing of the first ruling."""

    body: str
    language: str
    article_id: int | None


def blind(judgement: Judgement) -> Blind | None:
    """The wording that the first ruling was about; None where it is gone by now."""
    row = db.session.execute(
        select(Revision.body, Comment.language, Comment.article_id)
        .join(Comment, Comment.id == Revision.comment_id)
        .join(Ruling, (Ruling.comment_id == Comment.id) & (Ruling.revision == Revision.number))
        .where(Ruling.id == judgement.ruling_id)
    ).first()
    return Blind(*row) if row is not None and row[0] else None


def eligible(consultation_id: int) -> tuple[int, list[tuple[int, str]]]:
    """(how many rulings there are, (id, public id) of those that may be drawn), in the order they were made."""
    rulings = Ruling.consultation_id == consultation_id
    population = db.session.scalar(select(func.count()).where(rulings)) or 0
    rows = db.session.execute(
        select(Ruling.id, Ruling.public_id)
        .where(rulings, Ruling.act.in_(DRAWN_FROM), Ruling.review_id.is_(None))
        .order_by(Ruling.id)
    ).all()
    return population, [(one, public_id) for one, public_id in rows]


def sample_of(judgement: Judgement) -> Sample:
    """The sample it belongs to."""
    return db.session.get_one(Sample, judgement.sample_id)


def report_of(report_id: int) -> ProcessReport:
    """A report, for those who are told of it."""
    return db.session.get_one(ProcessReport, report_id)


def ruling_of(judgement: Judgement) -> Ruling:
    """The first ruling."""
    return db.session.get_one(Ruling, judgement.ruling_id)


def notes_of(
    consultation_id: int, *, limit: int, after: int | None = None
) -> tuple[list[tuple[Note, str]], int | None]:
    """((note, who wrote it), newest first; the key of the next page or None)."""
    statement = select(Note, Account.name, Account.email).outerjoin(Account, Account.id == Note.account_id)
    statement = statement.where(Note.consultation_id == consultation_id)
    if after is not None:
        statement = statement.where(Note.id < after)
    rows = db.session.execute(statement.order_by(Note.id.desc()).limit(limit + 1)).all()
    page = [(note, name or email or "") for note, name, email in rows[:limit]]
    return page, page[-1][0].id if len(rows) > limit else None


def _readable(actor: Actor) -> "Sequence[int]":
    mine = select(Consultation.id).where(
        or_(
            Consultation.organisation_id.in_(actor.organisations_with("auditor")),
            Consultation.public_id.in_(actor.audits),
        )
    )
    return db.session.scalars(mine).all()


def reports_for(
    actor: Actor, *, limit: int, after: int | None = None
) -> tuple[Sequence[ProcessReport], int | None]:
    """(reports that the actor may read, newest first; the key of the next). Never one about the actor."""
    of_site = ProcessReport.consultation_id.is_(None) & ("auditor" in actor.site_roles)
    statement = select(ProcessReport).where(
        or_(ProcessReport.consultation_id.in_(_readable(actor)), of_site),
        ProcessReport.about != (actor.pseudonym or "-"),
    )
    if after is not None:
        statement = statement.where(ProcessReport.id < after)
    rows = db.session.scalars(statement.order_by(ProcessReport.id.desc()).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def get_report(actor: Actor, public_id: str) -> ProcessReport:
    """A report that the actor may read. Raises NotFound, as for an unknown one, where they may not."""
    found = db.session.scalar(select(ProcessReport).where(ProcessReport.public_id == public_id))
    is_theirs = found is not None and (
        found.consultation_id in _readable(actor)
        if found.consultation_id is not None
        else "auditor" in actor.site_roles
    )
    if found is None or not is_theirs or (found.about and found.about == actor.pseudonym):
        raise NotFound
    return found


def alarms_for(
    actor: Actor, *, limit: int, after: int | None = None, kinds: Collection[str] = ()
) -> tuple[Sequence[Alarm], int | None]:
    """(alarms of what the actor audits, newest first; the key of the next)."""
    of_site = Alarm.consultation_id.is_(None) & ("auditor" in actor.site_roles)
    statement = select(Alarm).where(or_(Alarm.consultation_id.in_(_readable(actor)), of_site))
    if kinds:
        statement = statement.where(Alarm.kind.in_(kinds))
    if after is not None:
        statement = statement.where(Alarm.id < after)
    rows = db.session.scalars(statement.order_by(Alarm.id.desc()).limit(limit + 1)).all()
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None
