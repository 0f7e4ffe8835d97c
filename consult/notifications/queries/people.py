"""Who is told: senders at an address that is theirs, and subscribers. Imported comments have nobody."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, select

from consult.accounts.models import Account
from consult.accounts.rules import fold_address
from consult.contributions.models import Comment, Revision, Sender, Submission
from consult.foundation.db import db
from consult.foundation.phones import is_phone
from consult.moderation.models import Report
from consult.notifications.models import Subscription

GONE = ("withdrawn", "removed", "erased")


@dataclass(frozen=True)
class Addressee:
    """Who sent one comment, at a confirmed address. ``account_id`` is None where the mailed link opens the comment."""

    comment_id: int
    reference: str
    consultation_id: int
    submission: str
    key_hash: str
    confirm_token_hash: str
    account_id: int | None
    email: str
    email_fold: str
    language: str


@dataclass(frozen=True)
class Person:
    """One mailbox with what was sent from it (nothing: a subscriber). ``place`` is where the next page goes on."""

    email: str
    email_fold: str
    language: str
    comments: tuple[Addressee, ...]
    place: str


_IS_CONFIRMED = and_(Sender.email_fold != "", Sender.confirmed_at.is_not(None))
_HAS_ACCOUNT = and_(
    Account.active, Account.closed_at.is_(None), Account.confirmed_at.is_not(None), Account.email != ""
)


def _rows() -> Select[Comment, Submission, Sender, Account]:
    """Comments that stand, with the people behind them."""
    return (
        select(Comment, Submission, Sender, Account)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Sender, Sender.submission_id == Submission.id)
        .outerjoin(Account, and_(Account.id == Sender.account_id, _HAS_ACCOUNT))
        .where(
            Comment.state.not_in(GONE),
            Comment.source.is_(None),
            Submission.key_hash.is_not(None),
            Sender.erased_at.is_(None),
            Sender.forget_at.is_(None),
        )
        .order_by(Comment.id)
    )


def _addressee(
    comment: Comment, submission: Submission, sender: Sender, account: Account | None
) -> Addressee | None:
    is_confirmed = bool(sender.email_fold) and sender.confirmed_at is not None
    if not is_confirmed and account is None:
        return None
    own = sender.phone if is_phone(sender.email_fold) else sender.email
    email = own if is_confirmed or account is None else account.email
    return Addressee(
        comment_id=comment.id, reference=comment.reference, consultation_id=comment.consultation_id,
        submission=submission.public_id, key_hash=submission.key_hash or "",
        confirm_token_hash=sender.confirm_token_hash or "", account_id=account.id if account else None, email=email,
        email_fold=fold_address(email),
        language=account.language if account and account.email == email else submission.language,
    )  # fmt: skip


def _read(*conditions: ColumnElement[bool]) -> Iterator[Addressee]:
    for row in db.session.execute(_rows().where(*conditions)):
        found = _addressee(row[0], row[1], row[2], row[3])
        if found is not None:
            yield found


def addressees(comment_ids: Collection[int]) -> list[Addressee]:
    """Who is told about these comments, in their order; nobody for imported ones and for unconfirmed addresses."""
    return list(_read(Comment.id.in_(comment_ids))) if comment_ids else []


def stopped(consultation_id: int, email_folds: Collection[str]) -> set[str]:
    """Those of the addresses whose owners want no mail about this consultation."""
    return set(
        db.session.scalars(
            select(Subscription.email_fold).where(
                Subscription.consultation_id == consultation_id,
                Subscription.email_fold.in_(email_folds),
                Subscription.ended_at.is_not(None),
            )
        )
    )


def _grouped(found: Iterable[Addressee], *, by_account: bool) -> list[Person]:
    mailboxes: dict[str, list[Addressee]] = {}
    for one in found:
        mailboxes.setdefault(str(one.account_id) if by_account else one.email_fold, []).append(one)
    return [
        Person(its[0].email, its[0].email_fold, its[0].language, tuple(its), place)
        for place, its in mailboxes.items()
    ]


def senders_after(consultation_id: int, after: str, limit: int) -> tuple[list[Person], str]:
    """(people who took part with a confirmed address, the last address looked at or "" at the end)."""
    folds = list(
        db.session.scalars(
            select(Sender.email_fold)
            .join(Submission, Submission.id == Sender.submission_id)
            .where(Submission.consultation_id == consultation_id, _IS_CONFIRMED, Sender.email_fold > after)
            .distinct()
            .order_by(Sender.email_fold)
            .limit(limit)
        )
    )
    if not folds:
        return [], ""
    people = _grouped(
        _read(Comment.consultation_id == consultation_id, Sender.email_fold.in_(folds), _IS_CONFIRMED),
        by_account=False,
    )
    return people, folds[-1] if len(folds) == limit else ""


def accounts_after(consultation_id: int, after: str, limit: int) -> tuple[list[Person], str]:
    """(people who took part while signed in and gave no confirmed address, the last account looked at or "")."""
    ids = list(
        db.session.scalars(
            select(Sender.account_id)
            .join(Submission, Submission.id == Sender.submission_id)
            .where(
                Submission.consultation_id == consultation_id,
                Sender.account_id > int(after or 0),
                ~_IS_CONFIRMED,
            )
            .distinct()
            .order_by(Sender.account_id)
            .limit(limit)
        )
    )
    if not ids:
        return [], ""
    people = _grouped(
        _read(Comment.consultation_id == consultation_id, Sender.account_id.in_(ids), ~_IS_CONFIRMED),
        by_account=True,
    )
    return people, str(ids[-1]) if len(ids) == limit else ""


def subscribers_after(consultation_id: int, after: str, limit: int) -> tuple[list[Person], str]:
    """(people who asked for news and confirmed, the last subscription looked at or "" at the end)."""
    rows = db.session.scalars(
        select(Subscription)
        .where(
            Subscription.consultation_id == consultation_id,
            Subscription.confirmed_at.is_not(None),
            Subscription.ended_at.is_(None),
            Subscription.id > int(after or 0),
        )
        .order_by(Subscription.id)
        .limit(limit)
    ).all()
    people = [Person(one.email, one.email_fold, one.language, (), str(one.id)) for one in rows]
    return people, people[-1].place if len(people) == limit else ""


def own_words(comment_ids: Collection[int]) -> dict[int, str]:
    """What each sender wrote: the wording everybody sees now, else the first one."""
    statement = (
        select(Comment.id, Revision.number, Comment.shown_revision, Revision.body)
        .join(Revision, Revision.comment_id == Comment.id)
        .where(Comment.id.in_(comment_ids))
    )
    rows = db.session.execute(statement)
    return {comment_id: body for comment_id, number, shown, body in rows if number == (shown or 1)}


def reporters_answered_by(ruling_id: int) -> list[Report]:
    """The readers' reports that this ruling closed and that gave an address."""
    return list(
        db.session.scalars(
            select(Report)
            .where(Report.ruling_id == ruling_id, Report.email != "", Report.forget_at.is_(None))
            .order_by(Report.id)
        )
    )


def was_reported(ruling_id: int) -> bool:
    """Whether this ruling answered a reader's report."""
    return db.session.scalar(select(Report.id).where(Report.ruling_id == ruling_id).limit(1)) is not None


def is_confirmed_address(email_fold: str) -> bool:
    """Whether somebody has proved on this site that mail to this address reaches them."""
    proofs = (
        select(Account.id).where(Account.email_fold == email_fold, _HAS_ACCOUNT),
        select(Sender.submission_id).where(Sender.email_fold == email_fold, Sender.confirmed_at.is_not(None)),
        select(Subscription.id).where(
            Subscription.email_fold == email_fold, Subscription.confirmed_at.is_not(None)
        ),
    )
    return any(db.session.scalar(proof.limit(1)) is not None for proof in proofs)
