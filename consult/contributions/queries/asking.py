"""Reading the list of those who must be asked. Names of bodies are for everybody, of people for staff and auditors."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.consultations.models import Consultation
from consult.contributions import asking_states, references
from consult.contributions.models import Asked, AskedFile, AskedLetter, Comment, Submission
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

NONE = N_(
    "There is nothing at this personal link. Please compare it with your letter, character by character."
)


def standing(one: Asked) -> asking_states.Standing:
    """What its state follows from."""
    return asking_states.Standing(one.sent_at, one.answered_at, one.no_comment_at, one.struck_at, one.until)


def state_of(one: Asked, consultation: Consultation, now: datetime) -> str:
    """How it stands now."""
    return asking_states.state_of(
        standing(one), closes_at=consultation.closes_at, now=now, is_answered=_is_answered(consultation, now)
    )


def _is_answered(consultation: Consultation, now: datetime) -> bool:
    return consultation.answered_at is not None and consultation.answered_at <= now


def find_asked_by_key(key: str) -> Asked | None:
    """Whose personal link this is, or None; the key may be typed as words, too."""
    typed = references.parse_key(key)
    if typed is None:
        return None
    return db.session.scalar(select(Asked).where(Asked.key_hash == references.key_hash(typed)))


def asked_by_key(key: str) -> Asked:
    """The same. Raises NotFound."""
    found = find_asked_by_key(key)
    if found is None:
        raise NotFound(NONE)
    return found


def brought_link(consultation_id: int, key: str) -> Asked | None:
    """Whom a key belongs to that came along with a form of this consultation, or None."""
    found = find_asked_by_key(key) if key else None
    return found if found is not None and found.consultation_id == consultation_id else None


def get_asked(public_id: str) -> Asked:
    """One on a list. Raises NotFound."""
    found = db.session.scalar(select(Asked).where(Asked.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def asked_of(consultation_id: int, *, kind: str = "") -> Sequence[Asked]:
    """The whole list: bodies, then people, each as they were added."""
    own = select(Asked).where(Asked.consultation_id == consultation_id).order_by(Asked.kind, Asked.id)
    return db.session.scalars(own.where(Asked.kind == kind) if kind else own).all()


def is_anybody_asked(consultation_id: int) -> bool:
    """Whether there is a list at all."""
    return (
        db.session.scalar(select(Asked.id).where(Asked.consultation_id == consultation_id).limit(1))
        is not None
    )


def unsent(consultation_id: int) -> Sequence[Asked]:
    """Who is on the list and got no letter yet."""
    return db.session.scalars(
        select(Asked)
        .where(Asked.consultation_id == consultation_id, Asked.sent_at.is_(None), Asked.struck_at.is_(None),
               Asked.forget_at.is_(None))
        .order_by(Asked.id)
    ).all()  # fmt: skip


@dataclass(frozen=True)
class AskedPage:
    """A page of the list; ``after`` continues it, None at its end."""

    listed: Sequence[Asked]
    after: int | None


def listed_asked(
    consultation_id: int, *, kind: str, limit: int, after: int | None = None, is_public: bool = False
) -> AskedPage:
    """Those of a kind, as they were added. In public without who was taken off before publication."""
    chosen = select(Asked).where(
        Asked.consultation_id == consultation_id, Asked.kind == kind, Asked.id > (after or 0)
    )
    if is_public:
        chosen = chosen.where(Asked.struck_at.is_(None) | (Asked.struck_reason != ""))
    rows = db.session.scalars(chosen.order_by(Asked.id).limit(limit + 1)).all()
    page = rows[:limit]
    return AskedPage(page, page[-1].id if len(rows) > limit else None)


_STANDING = (
    Asked.kind, Asked.place, Asked.sent_at, Asked.answered_at, Asked.no_comment_at, Asked.struck_at, Asked.until,
)  # fmt: skip


def _states(consultation: Consultation, now: datetime) -> list[tuple[str, str, str]]:
    """(kind, place, state) of everybody on the list. One statement."""
    rows = db.session.execute(select(*_STANDING).where(Asked.consultation_id == consultation.id))
    return [
        (
            kind,
            place,
            asking_states.state_of(
                asking_states.Standing(sent, answered, none, struck, until),
                closes_at=consultation.closes_at,
                now=now,
            ),
        )
        for kind, place, sent, answered, none, struck, until in rows
    ]


@dataclass(frozen=True)
class AskedNumbers:
    """How those on the list stand, in numbers that everybody may read."""

    bodies: Counter[str]
    people: Counter[str]
    places: Sequence[asking_states.Grouped]

    @property
    def total(self) -> int:
        """Everybody on the list."""
        return self.bodies.total() + self.people.total()


def numbers_asked(consultation: Consultation, now: datetime) -> AskedNumbers:
    """What everybody may know in numbers; whoever was taken off isn't counted. One statement."""
    return _numbers([row for row in _states(consultation, now) if row[2] != "struck"])


def numbers_of_asked(stand: Sequence[tuple[Asked, str]]) -> AskedNumbers:
    """The same of rows that were read, each with its state."""
    return _numbers([(one.kind, one.place, state) for one, state in stand])


def _numbers(rows: Sequence[tuple[str, str, str]]) -> AskedNumbers:
    return AskedNumbers(
        Counter(state for kind, _place, state in rows if kind == "body"),
        Counter(state for kind, _place, state in rows if kind == "person"),
        asking_states.by_place((place, state) for kind, place, state in rows if kind == "person"),
    )


def refused_people(consultation_id: int) -> Sequence[Asked]:
    """Affected people who were given no more time, newest first: the page says when and why, and never who."""
    return db.session.scalars(
        select(Asked)
        .where(
            Asked.consultation_id == consultation_id, Asked.kind == "person", Asked.refused_at.is_not(None)
        )
        .order_by(Asked.refused_at.desc(), Asked.id)
        .limit(100)
    ).all()


def places_of_asked(consultation_id: int) -> list[str]:
    """The places on the list."""
    chosen = select(Asked.place).where(
        Asked.consultation_id == consultation_id, Asked.place != "", Asked.struck_at.is_(None)
    )
    return list(db.session.scalars(chosen.distinct().order_by(Asked.place)))


def in_scope(consultation_id: int, *, asked_id: int | None, place: str) -> Sequence[Asked]:
    """Whom time is extended for: one on the list, or all of a place."""
    chosen = select(Asked).where(Asked.consultation_id == consultation_id, Asked.struck_at.is_(None))
    chosen = (
        chosen.where(Asked.id == asked_id) if asked_id is not None else chosen.where(Asked.place == place)
    )
    return db.session.scalars(chosen.order_by(Asked.id)).all() if asked_id is not None or place else []


def letters_to(asked_ids: Collection[int]) -> dict[int, list[AskedLetter]]:
    """The letters to each of them, oldest first. One statement."""
    found: dict[int, list[AskedLetter]] = {}
    rows = db.session.scalars(
        select(AskedLetter).where(AskedLetter.asked_id.in_(asked_ids)).order_by(AskedLetter.id)
    )
    for row in rows:
        found.setdefault(row.asked_id, []).append(row)
    return found


def get_asked_letter(public_id: str) -> AskedLetter:
    """One letter. Raises NotFound."""
    found = db.session.scalar(select(AskedLetter).where(AskedLetter.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def scans_of(asked_id: int) -> Sequence[AskedFile]:
    """The scans of the letter that says there is no comment."""
    return db.session.scalars(
        select(AskedFile).where(AskedFile.asked_id == asked_id).order_by(AskedFile.id)
    ).all()


def hashes_of_scans(consultation_id: int) -> dict[int, list[str]]:
    """SHA-256 of the scans of everybody on a list, by whose they are. One statement."""
    rows = db.session.execute(
        select(AskedFile.asked_id, AskedFile.sha256)
        .join(Asked, Asked.id == AskedFile.asked_id)
        .where(Asked.consultation_id == consultation_id)
        .order_by(AskedFile.id)
    )
    found: dict[int, list[str]] = {}
    for asked_id, sha256 in rows:
        found.setdefault(asked_id, []).append(sha256)
    return found


def get_scan(public_id: str) -> tuple[AskedFile, Asked]:
    """One of them that wasn't erased, and whose it is. Raises NotFound."""
    row = db.session.execute(
        select(AskedFile, Asked)
        .join(Asked, Asked.id == AskedFile.asked_id)
        .where(AskedFile.public_id == public_id, AskedFile.content.is_not(None))
    ).first()
    if row is None:
        raise NotFound
    return row[0], row[1]


def mails_on_their_way(*, since: datetime, limit: int, after: int = 0) -> Sequence[AskedLetter]:
    """Mails of which nobody knows yet whether a server took them."""
    return db.session.scalars(
        select(AskedLetter)
        .where(
            AskedLetter.way == "mail", AskedLetter.arrived_at.is_(None), AskedLetter.failed_at.is_(None),
            AskedLetter.id > after, AskedLetter.sent_at > since,
        )
        .order_by(AskedLetter.id)
        .limit(limit)
    ).all()  # fmt: skip


def count_answered(consultation_id: int) -> int:
    """How many on the list have answered."""
    own = Asked.consultation_id == consultation_id, Asked.answered_at.is_not(None)
    return db.session.scalar(select(func.count(Asked.id)).where(*own)) or 0


def answers_of(asked_ids: Collection[int]) -> dict[int | None, list[str]]:
    """References of what bodies on the list answered under their own name, where it is public. One statement."""
    rows = db.session.execute(
        select(Submission.asked_id, Comment.reference)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(
            Submission.asked_id.in_(asked_ids),
            Submission.publication == "named",
            Comment.state == "published",
        )
        .order_by(Comment.id)
    )
    found: dict[int | None, list[str]] = {}
    for asked_id, reference in rows:
        found.setdefault(asked_id, []).append(reference)
    return found


def to_remind(now: datetime, *, limit: int, after: int = 0) -> Sequence[tuple[Asked, Consultation]]:
    """Who was asked by mail, said nothing and was not reminded, in what is open; the caller compares the days."""
    rows = db.session.execute(
        select(Asked, Consultation)
        .join(Consultation, Consultation.id == Asked.consultation_id)
        .where(
            Consultation.state == "published", Consultation.opens_at <= now, Asked.id > after,
            (Consultation.closes_at > now) | (Asked.until > now),
            Asked.address != "", Asked.key_hash.is_not(None),
            Asked.sent_at.is_not(None), Asked.reminded_at.is_(None), Asked.answered_at.is_(None),
            Asked.no_comment_at.is_(None), Asked.struck_at.is_(None), Asked.forget_at.is_(None),
        )
        .order_by(Asked.id)
        .limit(limit)
    )  # fmt: skip
    return [(one, consultation) for one, consultation in rows]


def count_wanting_time(consultation_id: int) -> int:
    """How many asked for more time and wait for what is decided."""
    counted = select(func.count(Asked.id)).where(
        Asked.consultation_id == consultation_id, Asked.wanted_at.is_not(None), Asked.struck_at.is_(None)
    )
    return db.session.scalar(counted) or 0


def asked_to_forget(before: datetime, *, limit: int, but_in: Collection[int] = ()) -> Sequence[Asked]:
    """Whose address, or whose name where it isn't a body, is still kept so long after the outcome."""
    return db.session.scalars(
        select(Asked)
        .join(Consultation, Consultation.id == Asked.consultation_id)
        .where(
            Consultation.answered_at <= before,
            Consultation.id.not_in(but_in),
            Asked.erased_at.is_(None),
        )
        .order_by(Asked.id)
        .limit(limit)
    ).all()


def asked_of_submission(submission: Submission) -> Asked | None:
    """Who was asked and sent it through the personal link, or None."""
    if submission.asked_id is None:
        return None
    return db.session.get(Asked, submission.asked_id)
