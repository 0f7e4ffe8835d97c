"""Who did what when in one consultation, as everybody may read it (S03). The numbers equal the package's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    case,
    cast,
    extract,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from consult.audits.models import Judgement, Sample
from consult.consultations.models import Consultation, DateChange
from consult.contributions import queries as contributions
from consult.contributions.models import Comment, CommentTally, Import
from consult.foundation.db import db, is_sqlite
from consult.moderation.models import Referral, Report, Review, Ruling
from consult.outcomes.models import Postponement, Reply
from consult.site.queries.happenings import TIMELINE_LIMIT, Happening, happenings_of
from consult.votes.models import Statement, Voter

UNCONFIRMED = "unconfirmed"
"""Comments in this state are not received yet: their sender's address waits to be confirmed."""
STANCES = ("support", "amend", "oppose", "remark", "")
"""In the order in which people choose between them."""


@dataclass(frozen=True)
class Moderator:
    """What one person ruled. ``pseudonym`` is their name in the record, empty for the console."""

    pseudonym: str
    role: str
    acts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All their rulings."""
        return sum(self.acts.values())


@dataclass(frozen=True)
class Stance:
    """Rulings in force of one moderator on comments of one stance (L13)."""

    pseudonym: str
    stance: str
    acts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.acts.values())

    @property
    def hidden_percent(self) -> float:
        """The share that hides."""
        return 100 * self.acts.get("hide", 0) / self.total if self.total else 0.0


@dataclass(frozen=True)
class Numbers:
    """What was counted. Times are in minutes, None where nothing happened yet."""

    states: Mapping[str, int]
    """State -> how many comments are in it, imported ones too; ``unconfirmed`` ones are not received yet."""
    imported: int
    moderators: Sequence[Moderator]
    grounds: Mapping[str, int]
    """Ground -> rulings in force that hide or redact on it."""
    median_ruling_minutes: int | None
    late_rulings: int
    reviews: Mapping[str, int]
    """Result (empty: open) -> how many reviews."""
    reviews_late: int
    referrals: Mapping[str, int]
    """What it was -> comments passed on to another office by rulings in force."""
    referrals_open: int
    reports: int
    reports_open: int
    reports_late: int
    replies: int
    replies_corrected: int
    answered: int
    median_reply_minutes: int | None
    statements: int
    statements_open: int
    votes: int
    voters: int
    stances: Sequence[Stance]
    """By moderator and stance of the comment, rulings in force."""
    judged: int
    """Rulings that were drawn at random and judged again, blind."""
    judged_alike: int
    samples: int

    @property
    def by_stance(self) -> list[Stance]:
        """The same for all moderators together, in the order of the stances."""
        found: dict[str, dict[str, int]] = {}
        for one in self.stances:
            acts = found.setdefault(one.stance, {})
            for act, number in one.acts.items():
                acts[act] = acts.get(act, 0) + number
        return [Stance("", stance, found[stance]) for stance in STANCES if stance in found]

    @property
    def received(self) -> int:
        """All comments received: the sum of every state but ``unconfirmed``."""
        return sum(number for state, number in self.states.items() if state != UNCONFIRMED)

    @property
    def rulings(self) -> int:
        """All rulings ever made."""
        return sum(one.total for one in self.moderators)


@dataclass(frozen=True)
class Moved:
    """A date that was changed, with the public reason: the closing instant, or the day promised for the outcome."""

    at: datetime
    before: datetime | date | None
    now: datetime | date
    reason: str
    language: str


@dataclass(frozen=True)
class Oversight:
    """The whole page. ``office`` is the consultation's body in the reader's language."""

    numbers: Numbers
    office: str
    happenings: Sequence[Happening]
    is_cut: bool
    """Whether older ones are left out."""
    moved_deadlines: Sequence[Moved]
    moved_promises: Sequence[Moved]
    imports: Sequence[Import]
    unheard: str
    """Whether it was decided before the dossier was there (outcomes.rules.decided_unheard)."""


def oversight(consultation: Consultation, language: str, *, limit_minutes: int) -> Oversight:
    """Everything on the oversight page. Five statements. ``limit_minutes``: after it a ruling was late."""
    office, happenings, unheard = happenings_of(consultation, language)
    deadlines, promises = _moved(consultation.id)
    return Oversight(
        numbers=numbers(consultation.id, limit_minutes=limit_minutes),
        office=office,
        happenings=happenings[-TIMELINE_LIMIT:],
        is_cut=len(happenings) > TIMELINE_LIMIT,
        moved_deadlines=deadlines,
        moved_promises=promises,
        imports=contributions.imports_of(consultation.id),
        unheard=unheard,
    )


def _moved(consultation_id: int) -> tuple[list[Moved], list[Moved]]:
    """(changes of the closing instant, changes of the promised day), oldest first. One statement for both."""
    no_instant, no_day = cast(null(), DateChange.closes_now.type), cast(null(), String)
    changes = select(
        DateChange.changed_at, DateChange.closed_before, DateChange.closes_now, no_day, no_day, DateChange.reason,
        DateChange.reason_language,
    ).where(DateChange.consultation_id == consultation_id)  # fmt: skip
    postponements = select(
        Postponement.postponed_at, no_instant, no_instant, cast(Postponement.due_before, String),
        cast(Postponement.due_now, String), Postponement.reason, Postponement.reason_language,
    ).where(Postponement.consultation_id == consultation_id)  # fmt: skip
    deadlines: list[Moved] = []
    promises: list[Moved] = []
    rows = db.session.execute(union_all(changes, postponements)).all()
    for at, closed_before, closes_now, due_before, due_now, reason, language in sorted(
        rows, key=lambda row: row[0]
    ):
        if closes_now is not None:
            deadlines.append(Moved(at, closed_before, closes_now, reason, language))
        else:
            first = date.fromisoformat(due_before) if due_before else None
            promises.append(Moved(at, first, date.fromisoformat(due_now), reason, language))
    return deadlines, promises


@dataclass
class _Counting:
    """The rows of the one statement, put where they belong."""

    states: dict[str, int] = field(default_factory=dict)
    imported: int = 0
    acts: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    stances: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    grounds: dict[str, int] = field(default_factory=dict)
    reviews: dict[str, int] = field(default_factory=dict)
    referrals: dict[str, int] = field(default_factory=dict)
    counted: dict[str, int | None] = field(default_factory=dict)

    def add(self, kind: str, first: str, second: str, third: str, number: int | None) -> None:
        """One row: what it counts, by what, and how many."""
        if kind == "comments":
            self.states[first] = self.states.get(first, 0) + (number or 0)
            if second and first != UNCONFIRMED:
                self.imported += number or 0
        elif kind == "rulings":
            acts = self.acts.setdefault((first, second), {})
            acts[third] = acts.get(third, 0) + (number or 0)
        elif kind == "stances":
            self.stances.setdefault((first, second), {})[third] = number or 0
        elif kind in ("grounds", "reviews", "referrals"):
            getattr(self, kind)[first] = number or 0
        else:
            self.counted[kind] = number

    def of(self, kind: str) -> int:
        """A plain count."""
        return int(self.counted.get(kind) or 0)


def numbers(consultation_id: int, *, limit_minutes: int) -> Numbers:
    """Everything that is counted, in one statement, whatever the number of comments."""
    found = _Counting()
    for row in db.session.execute(union_all(*_parts(consultation_id, limit_minutes))):
        found.add(*row)
    moderators = [Moderator(pseudonym, role, acts) for (pseudonym, role), acts in found.acts.items()]
    return Numbers(
        states={state: number for state, number in found.states.items() if number},
        imported=found.imported,
        moderators=sorted(moderators, key=lambda one: (-one.total, one.pseudonym, one.role)),
        grounds=found.grounds,
        median_ruling_minutes=found.counted.get("ruling minutes"),
        late_rulings=found.of("late rulings"),
        reviews=found.reviews,
        reviews_late=found.of("reviews late"), referrals=found.referrals, referrals_open=found.of("referrals open"),
        reports=found.of("reports"), reports_open=found.of("reports open"), reports_late=found.of("reports late"),
        replies=found.of("replies"), replies_corrected=found.of("replies corrected"),
        answered=found.of("answered"), median_reply_minutes=found.counted.get("reply minutes"),
        statements=found.of("statements"), statements_open=found.of("statements open"),
        votes=found.of("votes"), voters=found.of("voters"),
        stances=[Stance(*key, acts) for key, acts in sorted(found.stances.items())],
        judged=found.of("judged"), judged_alike=found.of("judged alike"), samples=found.of("samples"),
    )  # fmt: skip


def _parts(consultation_id: int, limit_minutes: int) -> list[Select[Any]]:
    return [
        *_of_comments(consultation_id),
        *_of_moderation(consultation_id, limit_minutes),
        *_of_votes(consultation_id),
        *_of_second_looks(consultation_id),
    ]


def _row(kind: str, number: ColumnElement[Any], *by: Any) -> "Select[Any]":
    named: list[Any] = [*by, *[literal("")] * (3 - len(by))]
    first, second, third = named
    row: Select[Any] = select(literal(kind), first, second, third, cast(number, Integer))
    return row


def _of_comments(consultation_id: int) -> list[Select[Any]]:
    origin = case((CommentTally.is_imported, "imported"), else_="")
    tallies = _row("comments", func.sum(CommentTally.number), CommentTally.state, origin)
    replies = Reply.consultation_id == consultation_id
    # imported ones were received elsewhere, long ago: they would say nothing about this office
    answered = (
        Comment.consultation_id == consultation_id, Comment.answered_at.is_not(None), Comment.source.is_(None)
    )  # fmt: skip
    return [
        tallies.where(CommentTally.consultation_id == consultation_id).group_by(CommentTally.state, origin),
        _row("replies", func.count()).where(replies),
        _row("replies corrected", func.count(Reply.corrected_at)).where(replies),
        _row("answered", func.count()).where(
            Comment.consultation_id == consultation_id, Comment.answered_at.is_not(None)
        ),
        _row("reply minutes", _median(_minutes(Comment.received_at, Comment.answered_at), *answered)),
    ]


def _of_moderation(consultation_id: int, limit_minutes: int) -> list[Select[Any]]:
    rulings, in_force = Ruling.consultation_id == consultation_id, Ruling.is_in_force & (Ruling.ground != "")
    passed_on, owed = Ruling.act == "refer", Referral.consultation_id == consultation_id
    reviews, reports = Review.consultation_id == consultation_id, Report.consultation_id == consultation_id
    by_person = _row("rulings", func.count(), Ruling.pseudonym, Ruling.role, Ruling.act)
    return [
        by_person.where(rulings).group_by(Ruling.pseudonym, Ruling.role, Ruling.act),
        _row("grounds", func.count(), Ruling.ground)
        .where(rulings, in_force, ~passed_on)
        .group_by(Ruling.ground),
        _row("referrals", func.count(), Ruling.ground)
        .where(rulings, in_force, passed_on)
        .group_by(Ruling.ground),
        _row("referrals open", func.count()).where(owed, Referral.taken_up_at.is_(None)),
        _row("reviews late", func.count()).where(reviews, Review.escalated_at.is_not(None)),
        _row("reports late", func.count()).where(reports, Report.escalated_at.is_not(None)),
        _row("ruling minutes", _median(Ruling.waited_minutes, rulings, Ruling.waited_minutes.is_not(None))),
        _row("late rulings", func.count()).where(rulings, Ruling.waited_minutes > limit_minutes),
        _row("reviews", func.count(), Review.result).where(reviews).group_by(Review.result),
        _row("reports", func.count()).where(reports),
        _row("reports open", func.count()).where(reports, Report.closed_at.is_(None)),
    ]


def _of_second_looks(consultation_id: int) -> list[Select[Any]]:
    drawn = select(Sample.id).where(Sample.consultation_id == consultation_id)
    judged = (Judgement.sample_id.in_(drawn), Judgement.judged_at.is_not(None))
    by_stance = _row("stances", func.count(), Ruling.pseudonym, Comment.stance, Ruling.act)
    return [
        _row("samples", func.count()).where(Sample.consultation_id == consultation_id),
        _row("judged", func.count()).where(*judged),
        _row("judged alike", func.count()).where(*judged, Judgement.agrees.is_(True)),
        by_stance.join(Comment, Comment.id == Ruling.comment_id)
        .where(Ruling.consultation_id == consultation_id, Ruling.is_in_force)
        .group_by(Ruling.pseudonym, Comment.stance, Ruling.act),
    ]


def _of_votes(consultation_id: int) -> list[Select[Any]]:
    mine = Statement.consultation_id == consultation_id
    here = Statement.agrees + Statement.disagrees + Statement.passes
    imported = Statement.imported_agrees + Statement.imported_disagrees + Statement.imported_passes
    return [
        _row("statements", func.count()).where(mine),
        _row("statements open", func.count()).where(mine, Statement.closed_at.is_(None)),
        _row("votes", func.coalesce(func.sum(here + imported), 0)).where(mine),
        _row("voters", func.count()).where(Voter.consultation_id == consultation_id),
    ]


def _median(
    value: "ColumnElement[Any] | InstrumentedAttribute[Any]", *conditions: ColumnElement[bool]
) -> ColumnElement[Any]:
    """The middle value (the upper one of two), as the ledger takes it."""
    half = select(func.count() // 2).where(*conditions).scalar_subquery()
    return select(value).where(*conditions).order_by(value).limit(1).offset(half).scalar_subquery()


def _minutes(earlier: Any, later: Any) -> ColumnElement[Any]:
    """Whole minutes between two instants, the same on both databases."""
    if is_sqlite():
        seconds: ColumnElement[Any] = func.round((func.julianday(later) - func.julianday(earlier)) * 86_400)
        return cast(seconds / 60, Integer)
    return cast(func.floor(extract("epoch", later - earlier) / 60), Integer)
