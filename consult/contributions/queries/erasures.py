"""Reading what is to be taken out, and what was."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from consult.accounts.models import Account
from consult.consultations.models import ArticleText, Consultation
from consult.contributions.models import (
    Asked,
    ClerkEntry,
    Comment,
    Draft,
    Erasure,
    Revision,
    Sender,
    SenderLink,
    Submission,
)
from consult.foundation.db import db

NEWEST = 200
"""So many decided ones are listed on the desk."""


def earlier_wordings(comment: Comment) -> Sequence[Revision]:
    """Wordings that another one has replaced and that still say something, the oldest first."""
    in_use = {comment.shown_revision, comment.waiting_revision, comment.held_revision}
    rows = db.session.scalars(
        select(Revision)
        .where(Revision.comment_id == comment.id, Revision.body != "")
        .order_by(Revision.number)
    ).all()
    return [one for one in rows[:-1] if one.number not in in_use]


def emptied_wordings(comment_id: int) -> Sequence[int]:
    """Numbers of the wordings of a comment of which nothing is left in the tables."""
    said = select(Revision.number).where(Revision.comment_id == comment_id, Revision.body == "")
    return db.session.scalars(said.order_by(Revision.number)).all()


def wordings_removed() -> frozenset[tuple[str, int]]:
    """(random id of the comment, number) of each single wording that was removed by order."""
    rows = db.session.execute(
        select(Comment.public_id, Erasure.revision)
        .join(Comment, Comment.id == Erasure.comment_id)
        .where(Erasure.scope == "wording", Erasure.decision == "granted")
    )
    return frozenset((row[0], row[1] or 0) for row in rows)


def find_erasure(public_id: str) -> Erasure | None:
    """The request or order with this random id."""
    return db.session.scalar(select(Erasure).where(Erasure.public_id == public_id))


def get_erasure_by_id(erasure_id: int) -> Erasure:
    """The request or order that an event names."""
    return db.session.get_one(Erasure, erasure_id)


def waiting_erasure(submission_id: int) -> Erasure | None:
    """What the sender asked for and nobody decided yet."""
    waits = Erasure.submission_id == submission_id, Erasure.decision == "", Erasure.order_kind == ""
    return db.session.scalar(select(Erasure).where(*waits))


def erasures_asked(submission_id: int) -> Sequence[Erasure]:
    """Every request of the sender of a submission, newest first."""
    own = Erasure.submission_id == submission_id, Erasure.order_kind == ""
    return db.session.scalars(select(Erasure).where(*own).order_by(Erasure.id.desc())).all()


def removals_of(comment_id: int) -> Sequence[Erasure]:
    """What was removed of a comment by order, newest first: everybody may know it."""
    done = Erasure.comment_id == comment_id, Erasure.decision == "granted"
    newest = Erasure.decided_at.desc(), Erasure.id.desc()
    return db.session.scalars(select(Erasure).where(*done).order_by(*newest)).all()


def erasures_for(organisation_ids: Collection[int]) -> Sequence[tuple[Erasure, Submission, Consultation]]:
    """Requests and orders of these bodies' consultations: first what waits, the oldest first."""
    rows = db.session.execute(
        select(Erasure, Submission, Consultation)
        .join(Submission, Submission.id == Erasure.submission_id)
        .join(Consultation, Consultation.id == Erasure.consultation_id)
        .where(Consultation.organisation_id.in_(organisation_ids))
        .order_by(Erasure.decision != "", Erasure.decided_at.desc(), Erasure.id)
        .limit(NEWEST)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def count_waiting_erasures(organisation_ids: Collection[int]) -> int:
    """How many requests wait for a decision."""
    return sum(1 for one, _submission, _consultation in erasures_for(organisation_ids) if not one.decision)


def is_restricted() -> ColumnElement[bool]:
    """Of a comment, as SQL: whether it is only kept, by law. Nobody reads it, rules on it or answers it any more."""
    sent = select(Erasure.submission_id).where(Erasure.decision == "restricted", Erasure.scope == "all")
    return and_(Comment.state == "withheld", Comment.submission_id.in_(sent))


def restricted_at(comment_id: int) -> datetime | None:
    """When it was decided that a comment is only kept, and on no page; None where nobody did."""
    sent = select(Comment.submission_id).where(Comment.id == comment_id).scalar_subquery()
    done = Erasure.submission_id == sent, Erasure.decision == "restricted", Erasure.scope == "all"
    return db.session.scalar(select(Erasure.decided_at).where(*done).order_by(Erasure.id).limit(1))


def unswept() -> Sequence[Erasure]:
    """What was taken out of the tables, and may still be in files or free pages."""
    done = Erasure.decision == "granted", Erasure.swept_at.is_(None)
    return db.session.scalars(select(Erasure).where(*done).order_by(Erasure.id)).all()


@dataclass(frozen=True)
class LeftOut:
    """Committed fields that no package opens any more, although the record keeps them."""

    fields: frozenset[str]
    sender: str
    """Whose entries they are, by the name in the record."""
    revision: int | None
    """Of one wording alone."""


def taken_out_of_pages(consultation_id: int) -> dict[str, list[LeftOut]]:
    """What was ordered out of every package but not out of the record, by comment, or by sender where it is a name."""
    rows = db.session.execute(
        select(Erasure.fields, Erasure.scope, Erasure.revision, Comment.public_id, Submission.pseudonym)
        .join(Comment, Comment.id == Erasure.comment_id)
        .join(Submission, Submission.id == Erasure.submission_id)
        .where(
            Erasure.consultation_id == consultation_id, Erasure.decision == "granted",
            Erasure.is_sealed_too.is_(False),
        )
    )  # fmt: skip
    found: dict[str, list[LeftOut]] = {}
    for fields, scope, revision, comment, pseudonym in rows:
        key = pseudonym if scope == "name" else comment
        found.setdefault(key, []).append(LeftOut(frozenset(fields), pseudonym, revision))
    return found


def bodies_of(comment_ids: Collection[int], number: int | None = None, *, but: int = 0) -> Sequence[str]:
    """Every wording of these comments, and what they propose instead of an article's.

    ``number``: of the wording with this number alone; ``but``: of all others.
    """
    meant = [Revision.comment_id.in_(comment_ids), *([Revision.number == number] if number else [])]
    if but:
        meant.append(Revision.number != but)
    rows = db.session.execute(select(Revision.body, Revision.proposal).where(*meant))
    return [
        words
        for body, proposal in rows
        for words in (body, *(words for op, words in proposal if op == "in"))
        if words
    ]


def said_by_others(consultation_id: int, texts: Collection[str], but: Collection[int] = ()) -> Sequence[str]:
    """Those of these texts that another published comment of the consultation says in the same words: a campaign's."""
    return db.session.scalars(
        select(Revision.body)
        .join(Comment, Comment.id == Revision.comment_id)
        .where(
            Comment.consultation_id == consultation_id, Comment.state == "published",
            Comment.shown_revision == Revision.number, Revision.body.in_(texts), Comment.id.not_in(but),
        )
        .distinct()
    ).all()  # fmt: skip


def article_words(article_ids: Collection[int]) -> Sequence[str]:
    """What the draft itself says in these articles and of them, in every language."""
    rows = db.session.execute(
        select(ArticleText.text, ArticleText.explanation, ArticleText.in_force).where(
            ArticleText.article_id.in_(article_ids)
        )
    )
    return [words for row in rows for words in row if words]


def draft_ids(key_hash: str) -> Sequence[int]:
    """What is left of a submission from before it was sent."""
    return db.session.scalars(select(Draft.id).where(Draft.key_hash == key_hash)).all()


def is_address_known(email_fold: str) -> bool:
    """Whether an account or another submission has this address, too."""
    account = select(Account.id).where(Account.email_fold == email_fold, Account.closed_at.is_(None)).exists()
    given = (Sender.email_fold == email_fold) | (Sender.phone == email_fold)
    sender = select(Sender.submission_id).where(given).exists()
    return db.session.scalar(select(or_(account, sender))) or False


def notes_on(submission_id: int) -> list[tuple[ClerkEntry | SenderLink, str]]:
    """Rows in which clerks wrote something of a sender in words of their own, with the column's name."""
    entered = db.session.get(ClerkEntry, submission_id)
    links = db.session.scalars(
        select(SenderLink).where(
            (SenderLink.submission_id == submission_id) | (SenderLink.first_id == submission_id)
        )
    )
    return [*([(entered, "how")] if entered else []), *((link, "reason") for link in links)]


def senders_due(now: datetime, *, but: Collection[int] = (), but_in: Collection[int] = ()) -> Sequence[int]:
    """Submissions of closed accounts that are to be forgotten by now, the longest due first.

    Without the submissions ``but``, and those of the consultations ``but_in``.
    """
    return db.session.scalars(
        select(Sender.submission_id)
        .join(Submission, Submission.id == Sender.submission_id)
        .where(Sender.forget_at <= now, Submission.id.not_in(but), Submission.consultation_id.not_in(but_in))
        .order_by(Sender.forget_at, Sender.submission_id)
    ).all()


def asked_due(now: datetime, *, but_in: Collection[int] = ()) -> Sequence[str]:
    """Places on lists, of closed accounts, that are to be forgotten by now, but for those of these consultations."""
    return db.session.scalars(
        select(Asked.public_id)
        .where(Asked.forget_at <= now, Asked.consultation_id.not_in(but_in))
        .order_by(Asked.forget_at, Asked.id)
    ).all()


def asked_due_with(sender: Sender, by: datetime) -> Sequence[Asked]:
    """Where the same person is on a list and to be forgotten by then: at an address, or by a link they answered by."""
    links = select(Submission.asked_id).join(Sender, Sender.submission_id == Submission.id)
    own = Sender.submission_id == sender.submission_id
    if sender.account_id is not None:
        own = own | (Sender.account_id == sender.account_id)
    known = [one for one in (sender.email_fold, sender.phone) if one]
    found = select(Asked).where(
        Asked.forget_at <= by, func.lower(Asked.address).in_(known) | Asked.id.in_(links.where(own))
    )
    return db.session.scalars(found.order_by(Asked.id)).all()


def due_with_asked(one: Asked, by: datetime) -> list[Sender | Asked]:
    """What else of whoever is on a list is to be forgotten by then."""
    address = one.address.lower()
    links = select(Submission.id).where(Submission.asked_id == one.id)
    same = or_(Sender.email_fold == address, Sender.phone == address) if address else false()
    senders = select(Sender).where(Sender.forget_at <= by, same | Sender.submission_id.in_(links))
    places = select(Asked).where(
        Asked.forget_at <= by, Asked.id != one.id, func.lower(Asked.address) == address, Asked.address != ""
    )
    return [
        *db.session.scalars(senders.order_by(Sender.submission_id)),
        *db.session.scalars(places.order_by(Asked.id)),
    ]


def due_with(sender: Sender, by: datetime) -> Sequence[Sender]:
    """What else of the same person is to be forgotten by then."""
    own = (Sender.account_id, Sender.email_fold, Sender.phone)
    same = [column == getattr(sender, column.key) for column in own if getattr(sender, column.key)]
    if not same:
        return []
    found = select(Sender).where(
        or_(*same), Sender.forget_at <= by, Sender.submission_id != sender.submission_id
    )
    return db.session.scalars(found.order_by(Sender.submission_id)).all()


def contacts_due(
    before: datetime, *, limit: int, but: Collection[int] = (), but_in: Collection[int] = ()
) -> Sequence[int]:  # fmt: skip
    """Submissions with an address or a name, in consultations whose outcome was published before that instant.

    Without the submissions ``but``, and those of the consultations ``but_in``.
    """
    return db.session.scalars(
        select(Sender.submission_id)
        .join(Submission, Submission.id == Sender.submission_id)
        .join(Consultation, Consultation.id == Submission.consultation_id)
        .where(
            Consultation.answered_at <= before,
            Sender.erased_at.is_(None),
            or_(Sender.email != "", Sender.name != "", Sender.phone != "", Sender.guardian != ""),
            Submission.id.not_in(but),
            Submission.consultation_id.not_in(but_in),
        )
        .order_by(Sender.submission_id)
        .limit(limit)
    ).all()
