"""Everything one person sent, and what became of each (S02)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.fates import Fate
from consult.contributions.models import Comment, Revision, Sender
from consult.contributions.queries import sent_by
from consult.foundation.db import db
from consult.moderation.models import Report, Review, Ruling
from consult.notifications.models import Subscription
from consult.outcomes import queries as outcomes
from consult.outcomes import rules
from consult.outcomes.queries import ShownReply
from consult.site.queries.holding import Held, holders
from consult.votes import queries as votes

EXCERPT = 240
"""Characters of a comment that the list shows."""


@dataclass(frozen=True)
class Newest:
    """The last thing that happened to a comment.

    received, corrected, ruled, reviewed, answered, decided (the outcome was published) or withdrawn.
    """

    what: str
    at: datetime


@dataclass(frozen=True)
class OwnComment:
    """One comment in its sender's list."""

    comment: Comment
    consultation: Consultation
    newest: Newest
    review: Review | None
    """The newest review asked for, open or decided."""


@dataclass(frozen=True)
class OwnVotes:
    """How many statements of one consultation the person answered, and when last."""

    consultation_id: int
    slug: str
    number: int
    last_at: datetime


@dataclass(frozen=True)
class OwnReport:
    """A comment the person reported, leaving their address, and when a moderator looked at it."""

    reference: str
    reported_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Besides:
    """What a person did beside sending comments. ``votes``: how many answers, by consultation."""

    votes: Sequence[OwnVotes]
    reports: Sequence[OwnReport]
    subscriptions: Sequence[Subscription]

    @property
    def consultation_ids(self) -> set[int]:
        """Of the consultations that it names."""
        news = {one.consultation_id for one in self.subscriptions if one.consultation_id}
        return {one.consultation_id for one in self.votes} | news


@dataclass(frozen=True)
class Mine:
    """One page of the person's list, newest event first. ``after`` continues it, empty at its end."""

    comments: Sequence[OwnComment]
    after: str
    total: int
    states: Mapping[str, int]
    excerpts: Mapping[int, str]
    """Comment -> the beginning of its newest wording; none where it was taken back."""
    replies: Mapping[int, Sequence[ShownReply]]
    fates: Mapping[int, Fate]
    """Comment -> what became of it, once the outcome is published."""
    besides: Besides
    titles: Mapping[int, tuple[str, str]]
    """Consultation -> (title, its language)."""


def _sent_by(account_id: int) -> "Select[int]":
    return (
        select(Comment.id)
        .join(Sender, Sender.submission_id == Comment.submission_id)
        .where(sent_by(account_id))
    )


def mine(account: Account, language: str, *, limit: int, after: str = "") -> Mine:
    """A page of everything the person sent. A dozen statements, however much it is."""
    everything = _own_comments(account.id)
    start = next((n + 1 for n, one in enumerate(everything) if one.comment.reference == after), 0)
    page = everything[start : start + limit]
    ids = [one.comment.id for one in page]
    besides = besides_of(account)
    return Mine(
        comments=page,
        after=page[-1].comment.reference if len(everything) > start + limit else "",
        total=len(everything),
        states=Counter(one.comment.state for one in everything),
        excerpts=_excerpts(ids),
        replies=outcomes.replies_for(ids),
        fates=outcomes.fates_of(ids, language, is_own=True),
        besides=besides,
        titles=consultations.titles_in(
            {one.consultation.id for one in page} | besides.consultation_ids, language
        ),
    )


def _own_comments(account_id: int) -> list[OwnComment]:
    sent = _sent_by(account_id)
    rows = db.session.execute(
        select(Comment, Consultation)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.id.in_(sent))
    )
    ruled = _last(
        select(Ruling.comment_id, func.max(Ruling.ruled_at))
        .where(Ruling.comment_id.in_(sent))
        .group_by(Ruling.comment_id)
    )
    written = _last(
        select(Revision.comment_id, func.max(Revision.written_at))
        .where(Revision.comment_id.in_(sent), Revision.number > 1)
        .group_by(Revision.comment_id)
    )
    reviews: dict[int, Review] = {
        one.comment_id: one
        for one in db.session.scalars(select(Review).where(Review.comment_id.in_(sent)).order_by(Review.id))
    }
    found = [
        OwnComment(
            comment, consultation,
            _newest(comment, consultation, ruled.get(comment.id), written.get(comment.id), reviews.get(comment.id)),
            reviews.get(comment.id),
        )
        for comment, consultation in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.newest.at, one.comment.id), reverse=True)


def _last(statement: "Select[int, datetime]") -> dict[int, datetime]:
    return {comment_id: at for comment_id, at in db.session.execute(statement)}  # noqa: C416 - rows, not pairs


def _newest(
    comment: Comment,
    consultation: Consultation,
    ruled_at: datetime | None,
    corrected_at: datetime | None,
    review: Review | None,
) -> Newest:
    is_owed = rules.is_answered_by_outcome(comment.state, comment.ground)
    happened = {
        "received": comment.received_at,
        "corrected": corrected_at,
        "ruled": ruled_at,
        "reviewed": review.decided_at if review else None,
        "answered": comment.answered_at,
        "decided": consultation.answered_at if is_owed else None,
        "withdrawn": comment.withdrawn_at,
    }
    what, at = max(((what, at) for what, at in happened.items() if at is not None), key=lambda one: one[1])
    return Newest(what, at)


def _excerpts(ids: Collection[int]) -> dict[int, str]:
    newest = select(func.max(Revision.number)).where(Revision.comment_id == Comment.id).correlate(Comment)
    rows = db.session.execute(
        select(Comment.id, func.substr(Revision.body, 1, EXCERPT + 1))
        .join(Revision, (Revision.comment_id == Comment.id) & (Revision.number == newest.scalar_subquery()))
        .where(Comment.id.in_(ids), Comment.state.not_in(("withdrawn", "removed", "erased")))
    )
    return {one: body if len(body) <= EXCERPT else body[:EXCERPT] + "…" for one, body in rows}


def held_of(page: Sequence[OwnComment], language: str) -> dict[int, Held]:
    """By comment: in whose hands it is and by when something of it is due first. Three statements."""
    inside = outcomes.inside_of([one.comment.id for one in page])
    return holders({one.comment.id: one.consultation for one in page}, inside, language)


def besides_of(account: Account) -> Besides:
    """Everything of it, newest first."""
    return Besides(own_votes(account.id), own_reports(account), own_subscriptions(account))


def own_votes(account_id: int) -> list[OwnVotes]:
    """How many statements the person answered, by consultation, the newest first."""
    found: dict[int, OwnVotes] = {}
    for vote in votes.votes_by_account(account_id):  # newest first
        before = found.get(vote.consultation_id)
        found[vote.consultation_id] = OwnVotes(
            vote.consultation_id, vote.slug, before.number + 1 if before else 1,
            before.last_at if before else vote.voted_at,
        )  # fmt: skip
    return list(found.values())


def own_reports(account: Account) -> list[OwnReport]:
    """Reports for which this account's address was left, newest first."""
    if not account.email:
        return []
    rows = db.session.execute(
        select(Comment.reference, Report.reported_at, Report.closed_at)
        .join(Comment, Comment.id == Report.comment_id)
        .where(Report.email == account.email, Report.forget_at.is_(None))
        .order_by(Report.id.desc())
    )
    return [OwnReport(*row) for row in rows]


def own_subscriptions(account: Account) -> Sequence[Subscription]:
    """What the person gets news of: asked for with the account or its confirmed address."""
    return db.session.scalars(
        select(Subscription)
        .where(
            or_(Subscription.account_id == account.id, Subscription.email_fold == account.email_fold),
            Subscription.confirmed_at.is_not(None),
            Subscription.ended_at.is_(None),
        )
        .order_by(Subscription.id.desc())
    ).all()
