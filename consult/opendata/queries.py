"""Reading packages that were made, and what makes them old."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union_all

from consult.accounts.models import Account
from consult.consultations.models import Article, Consultation, Version
from consult.contributions.models import Comment, CommentTally, Revision
from consult.contributions.passages import in_body
from consult.contributions.service import covered_proposal
from consult.foundation.db import db
from consult.foundation.errors import NotFound
from consult.moderation.models import Ruling
from consult.opendata.models import ForeignPackage, Package, PackageOrder
from consult.record import checks
from consult.record.models import Entry, Log
from consult.record.rules import SITE

FIXITY = "package.fixity_checked"
"""Type of the entry that says that packages which are kept were read again, and which aren't as they were."""


def revision_of(consultation: Consultation) -> int:
    """The revision of the consultation's log."""
    return db.session.scalar(select(Log.revision).where(Log.log == consultation.public_id)) or 0


def packages_of(consultation_id: int) -> Sequence[Package]:
    """The public packages that are kept, the newest first."""
    return db.session.scalars(
        select(Package)
        .where(Package.consultation_id == consultation_id, Package.grade == "public", Package.is_kept)
        .order_by(Package.id.desc())
    ).all()


def count_comments(consultation_id: int) -> int:
    """How many comments the consultation has, by its tallies."""
    statement = select(func.sum(CommentTally.number)).where(CommentTally.consultation_id == consultation_id)
    return int(db.session.scalar(statement) or 0)


def newest_entry() -> int:
    """The number of the newest entry of all logs that can be seen now."""
    return db.session.scalar(select(func.max(Entry.number))) or 0


def count_taken_out(log: str, since: int) -> int:
    """How often something was erased, removed, restricted or destroyed in a consultation, after entry ``since``."""
    types = (*checks.ERASING, "comment.restricted", "disposal.destroyed")
    statement = (
        select(func.count())
        .select_from(Entry)
        .where(Entry.log == log, Entry.number > since, Entry.type.in_(types))
    )
    return db.session.scalar(statement) or 0


def were_words_taken_out(consultation_id: int, since: datetime) -> bool:
    """Whether anything that everybody could read was withdrawn, hidden or redacted since then."""
    gone = union_all(
        select(Comment.id).where(Comment.consultation_id == consultation_id, Comment.withdrawn_at >= since),
        select(Ruling.id).where(
            Ruling.consultation_id == consultation_id, Ruling.act != "publish", Ruling.ruled_at >= since
        ),
    ).limit(1)
    return db.session.scalar(gone) is not None


def large_public_consultations(least: int) -> Sequence[Consultation]:
    """The public consultations with at least so many comments."""
    own = (
        select(func.sum(CommentTally.number))
        .where(CommentTally.consultation_id == Consultation.id)
        .scalar_subquery()
    )
    return db.session.scalars(
        select(Consultation)
        .where(Consultation.state.not_in(("draft", "awaiting-sign-off")), own >= least)
        .order_by(Consultation.id)
    ).all()


def every_package() -> list[tuple[Package, Consultation]]:
    """Every public package that is kept, with its consultation. What the command wrote elsewhere never was."""
    rows = db.session.execute(
        select(Package, Consultation)
        .join(Consultation, Consultation.id == Package.consultation_id)
        .where(Package.grade == "public", Package.is_kept)
        .order_by(Package.id)
    )
    return [(row[0], row[1]) for row in rows]


def fixity_checked_at() -> datetime | None:
    """When the packages that are kept were read again last."""
    found = last_fixity()
    return found[0] if found else None


def last_fixity() -> tuple[datetime, list[str]] | None:
    """When the packages that are kept were read again last, and which weren't as they were."""
    row = db.session.execute(
        select(Entry.appended_at, Entry.content)
        .where(Entry.log == SITE, Entry.type == FIXITY)
        .order_by(Entry.number.desc())
        .limit(1)
    ).first()
    return (row[0], list(json.loads(row[1]).get("objects", []))) if row else None


def foreign(*, consultation: str = "", slug: str = "") -> ForeignPackage | None:
    """The package of another site, by the id of its consultation or by its part of the address."""
    which = ForeignPackage.consultation == consultation if consultation else ForeignPackage.slug == slug
    return db.session.scalar(select(ForeignPackage).where(which))


def foreign_packages() -> Sequence[ForeignPackage]:
    """Every package of another site, the newest first."""
    return db.session.scalars(select(ForeignPackage).order_by(ForeignPackage.id.desc())).all()


def is_here(consultation: str, slug: str) -> bool:
    """Whether this site holds or holds a package of a consultation with this id or address."""
    own = select(Consultation.id).where(
        (Consultation.public_id == consultation) | (Consultation.slug == slug)
    )
    other = select(ForeignPackage.id).where(ForeignPackage.slug == slug)
    return db.session.scalar(own) is not None or db.session.scalar(other) is not None


# Packages that somebody asked for -------------------------------------------------------------------


def open_order(account_id: int, consultation_id: int, now: datetime) -> PackageOrder | None:
    """What the person asked for and can still take, or waits for."""
    return db.session.scalar(
        select(PackageOrder)
        .where(
            PackageOrder.account_id == account_id, PackageOrder.consultation_id == consultation_id,
            PackageOrder.taken_at.is_(None), PackageOrder.failed_at.is_(None),
            PackageOrder.expires_at.is_(None) | (PackageOrder.expires_at > now),
        )
        .order_by(PackageOrder.id.desc())
        .limit(1)
    )  # fmt: skip


def order_of(account_id: int | None, public_id: str) -> PackageOrder:
    """What this person asked for. Raises NotFound, as for one that isn't there, where somebody else did."""
    own = PackageOrder.account_id == account_id, PackageOrder.public_id == public_id
    found = db.session.scalar(select(PackageOrder).where(*own))
    if found is None:
        raise NotFound
    return found


def waiting_orders(begun_before: datetime) -> Sequence[int]:
    """Ids of packages to make, the oldest first; one that was begun so long ago was cut off."""
    return db.session.scalars(
        select(PackageOrder.id)
        .where(PackageOrder.ready_at.is_(None), PackageOrder.failed_at.is_(None))
        .where(PackageOrder.begun_at.is_(None) | (PackageOrder.begun_at < begun_before))
        .order_by(PackageOrder.id)
    ).all()


def open_orders(now: datetime) -> frozenset[str]:
    """Public ids of packages that somebody may still take, or that are being made: the file is there before its day."""
    is_open = (
        PackageOrder.taken_at.is_(None), PackageOrder.failed_at.is_(None),
        PackageOrder.expires_at.is_(None) | (PackageOrder.expires_at > now),
    )  # fmt: skip
    return frozenset(db.session.scalars(select(PackageOrder.public_id).where(*is_open)))


def taken_orders(consultation_id: int, until: datetime) -> Sequence[tuple[PackageOrder, Account]]:
    """Auditors' packages of a consultation that were taken until then, and by whom."""
    rows = db.session.execute(
        select(PackageOrder, Account)
        .join(Account, Account.id == PackageOrder.account_id)
        .where(PackageOrder.consultation_id == consultation_id, PackageOrder.taken_at <= until)
        .order_by(PackageOrder.taken_at.desc())
    )
    return [(row[0], row[1]) for row in rows]


def orders_ready(consultation_id: int, now: datetime) -> Sequence[PackageOrder]:
    """Packages of a consultation that lie there for whoever asked."""
    return db.session.scalars(
        select(PackageOrder).where(
            PackageOrder.consultation_id == consultation_id, PackageOrder.taken_at.is_(None),
            PackageOrder.expires_at > now,
        )
    ).all()  # fmt: skip


BEFORE_DECISION = ("published", "hidden", "held", "withheld", "pending", "referred")
"""States of comments that those who decide read: not what was withdrawn, erased or removed."""


def comments_to_decide(
    consultation_id: int,
) -> Iterator[tuple[Comment, str, Any, list[list[str]], str | None, int]]:
    """(comment, its newest words, what covers them, its proposed wording, article, version) of all that is to decide.

    The wording is marks in the article's text, without words that are covered.
    """
    newest = (
        select(func.max(Revision.number))
        .where(Revision.comment_id == Comment.id)
        .correlate(Comment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Comment,
            Revision.body,
            Revision.redactions,
            Revision.confidential,
            Revision.proposal,
            Article.anchor,
            Version.number,
        )
        .join(Version, Version.id == Comment.version_id)
        .outerjoin(Article, Article.id == Comment.article_id)
        .join(
            Revision,
            (Revision.comment_id == Comment.id)
            & (Revision.number == func.coalesce(func.nullif(Comment.shown_revision, 0), newest)),
        )
        .where(Comment.consultation_id == consultation_id, Comment.state.in_(BEFORE_DECISION))
        .order_by(Comment.reference)
        .execution_options(yield_per=1_000)
    )
    for comment, body, redactions, confidential, marks, anchor, version in rows:
        covered = redactions or confidential
        proposal = covered_proposal(marks, body, covered) if marks else []
        yield comment, body, in_body(covered, body), proposal, anchor, version
