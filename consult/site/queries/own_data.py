"""Everything stored about one account, as plain rows: for the person's own download."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select

from consult.accounts.models import Account, AccountIdentity, AccountSession, Passkey
from consult.consultations.models import Article, Consultation, Version
from consult.contributions.models import (
    Attachment,
    ClerkEntry,
    Comment,
    Erasure,
    Revision,
    Sender,
    SenderLink,
    Submission,
)
from consult.contributions.queries import comments_of, sent_by
from consult.foundation.db import db
from consult.moderation.models import Referral, Report, Review, Ruling
from consult.notifications.models import Subscription
from consult.organisations.models import Membership, Organisation
from consult.outcomes.models import AnswerRating, RepliedComment, Reply, SecondLook
from consult.record.models import PersonalRead
from consult.site.queries.held import held_on, reads_of, submissions_of
from consult.site.queries.own_lists import own_lists
from consult.site.queries.plain_rows import Row, picked, picked_all, plain
from consult.votes.models import Statement, Vote, Voter

SENDER = (
    "name", "email", "phone", "organisation", "organisation_kind", "register_number", "members", "office",
    "interests", "place", "guardian", "guardian_kind", "confirmed_at", "phone_confirmed_at", "kept_until",
    "forget_at", "takes_back",
)  # fmt: skip
ERASURE = (
    "asked_at", "scope", "order_kind", "order_number", "order_text", "is_sealed_too", "decision", "ground", "note",
    "fields", "decided_at", "swept_at",
)  # fmt: skip
COMMENT = (
    "reference", "stance", "language", "state", "name_shown", "quote", "is_late", "is_redacted", "capacity", "ground",
    "public_note", "received_at", "published_at", "withdrawn_at", "answered_at",
)  # fmt: skip


def own_data(account: Account) -> dict[str, Any]:
    """``{profile, sessions, passkeys, roles, submissions, comments, votes, …}``; instants are ISO 8601 in UTC."""
    return {
        "profile": picked(
            account, "email", "name", "language", "created_at", "confirmed_at", "has_authenticator", "public_id",
            "pseudonym",
        ) | {"has_password": bool(account.password), "recovery_codes_left": len(account.mf_recovery_codes or [])},
        "sessions": picked_all(
            select(AccountSession).where(AccountSession.account_id == account.id).order_by(AccountSession.id),
            "started_at", "seen_at", "verified_at", "ended_at", "has_second_factor", "device", "facts",
        ),
        "passkeys": picked_all(
            select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id),
            "name", "create_datetime", "lastuse_datetime", "device_type", "usage",
        ),
        "official_identities": picked_all(
            select(AccountIdentity).where(AccountIdentity.account_id == account.id).order_by(AccountIdentity.id),
            "issuer", "subject", "linked_at",
        ),
        "roles": _roles(account.id),
        "submissions": _submissions(account.id),
        "comments": _comments(account.id),
        "requests_to_erase": _erasures(submissions_of(account)),
        "read_by_staff": [
            {"at": one.at.isoformat(), "consultation": one.consultation, "what": one.what}
            for one in reads_of(submissions_of(account))
        ],
        "votes": _votes(account.id),
        "reports": _reports(account),
        "subscriptions": _subscriptions(account),
        **own_lists(account, submissions_of(account)),
        "personal_data_read_by_you": picked_all(
            select(PersonalRead).where(PersonalRead.account_id == account.id).order_by(PersonalRead.id),
            "read_at", "page", "what",
        ),
    }  # fmt: skip


def _roles(account_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Membership, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.account_id == account_id)
        .order_by(Membership.id)
    )
    return [
        {
            "body": body,
            **picked(
                one,
                "role",
                "granted_at",
                "confirmed_at",
                "revoked_at",
                "consultation",
                "starts_at",
                "ends_at",
            ),
        }
        for one, body in rows
    ]


def _submissions(account_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Submission, Sender, Consultation.slug)
        .join(Sender, Sender.submission_id == Submission.id)
        .join(Consultation, Consultation.id == Submission.consultation_id)
        .where(sent_by(account_id))
        .order_by(Submission.id)
    ).all()
    files: dict[int, list[Row]] = {}
    for one in db.session.scalars(
        select(Attachment).where(Attachment.submission_id.in_([row[0].id for row in rows]))
    ):
        files.setdefault(one.submission_id, []).append(
            picked(one, "name", "kind", "size", "sha256", "state", "is_private")
        )
    clerks = _by_clerks([row[0].id for row in rows])
    return [
        {
            "consultation": slug,
            **picked(
                submission, "public_id", "pseudonym", "channel", "capacity", "publication", "confidential_reason",
                "language", "received_at", "entered_at", "is_late", "is_minor",
            ),
            **picked(sender, *SENDER),
            "attachments": files.get(submission.id, []), "entered_by_clerks": clerks.get(submission.id, []),
        }
        for submission, sender, slug in rows
    ]  # fmt: skip


def _erasures(submission_ids: Sequence[int]) -> list[Row]:
    """What the person asked to have erased, and orders about what they sent."""
    due = {one.public_id: day for row in held_on(submission_ids, contact_days=0) for one, day in row.asked}
    references = {one: [row.reference for row in comments_of(one)] for one in submission_ids}
    chosen = select(Erasure).where(Erasure.submission_id.in_(submission_ids)).order_by(Erasure.id)
    return [
        {
            "references": references[one.submission_id],
            "answer_due_on": plain(due.get(one.public_id)),
            **picked(one, *ERASURE),
        }
        for one in db.session.scalars(chosen)
    ]


def _by_clerks(ids: Sequence[int]) -> dict[int, list[Row]]:
    """How what came on paper was received, and why senders are known to be one person."""
    found: dict[int, list[Row]] = {}
    for entered in db.session.scalars(select(ClerkEntry).where(ClerkEntry.submission_id.in_(ids))):
        found.setdefault(entered.submission_id, []).append(
            picked(entered, "received_on", "how", "entered_at")
        )
    for link in db.session.scalars(select(SenderLink).where(SenderLink.submission_id.in_(ids))):
        found.setdefault(link.submission_id, []).append(picked(link, "reason", "linked_at"))
    return found


def _comments(account_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Comment, Consultation.slug, Submission.public_id, Version.number, Article.anchor)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Sender, Sender.submission_id == Submission.id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .join(Version, Version.id == Comment.version_id)
        .outerjoin(Article, Article.id == Comment.article_id)
        .where(sent_by(account_id))
        .order_by(Comment.id)
    ).all()
    ids = [row[0].id for row in rows]
    wordings = _by_comment(
        select(Revision).where(Revision.comment_id.in_(ids)).order_by(Revision.comment_id, Revision.number),
        ("number", "body", "redactions", "confidential", "proposal", "written_at", "published_at"),
    )
    rulings = _by_comment(
        select(Ruling).where(Ruling.comment_id.in_(ids)).order_by(Ruling.id),
        ("act", "ground", "note", "office", "role", "ruled_at", "is_in_force"),
    )
    reviews = _by_comment(
        select(Review).where(Review.comment_id.in_(ids)).order_by(Review.id),
        ("reason", "asked_at", "due_at", "decided_at", "result", "note", "office"),
    )
    passed_on = _by_comment(
        select(Referral).where(Referral.comment_id.in_(ids)).order_by(Referral.id),
        ("kind", "office", "referred_at", "due_on", "taken_up_at", "answer"),
    )
    ratings = _by_comment(
        select(AnswerRating).where(AnswerRating.comment_id.in_(ids)), ("value", "rated_at"), _answer_meant
    )
    looks = _by_comment(
        select(SecondLook).where(SecondLook.comment_id.in_(ids)).order_by(SecondLook.id),
        ("reason", "asked_at", "closed_at", "note", "office"),
        _answer_meant,
    )
    replies = _replies(ids)
    return [
        {
            "consultation": slug, "submission": submission, "version": version, "article": anchor or "",
            **picked(one, *COMMENT), "wordings": wordings.get(one.id, []), "rulings": rulings.get(one.id, []),
            "reviews": reviews.get(one.id, []), "replies": replies.get(one.id, []),
            "passed_on": passed_on.get(one.id, []), "ratings_of_answers": ratings.get(one.id, []),
            "second_looks": looks.get(one.id, []),
        }
        for one, slug, submission, version, anchor in rows
    ]  # fmt: skip


def _by_comment(
    statement: Any, names: Sequence[str], further: Callable[[Any], Row] = lambda _one: {}
) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for one in db.session.scalars(statement):
        found.setdefault(one.comment_id, []).append({**picked(one, *names), **further(one)})
    return found


def _answer_meant(one: AnswerRating | SecondLook) -> Row:
    """Whether a reply was meant, or what the outcome made of the comment."""
    return {"answer": "outcome" if one.reply_id is None else "reply"}


def _replies(ids: Iterable[int]) -> dict[int, list[Row]]:
    rows = db.session.execute(
        select(RepliedComment.comment_id, Reply)
        .join(Reply, Reply.id == RepliedComment.reply_id)
        .where(RepliedComment.comment_id.in_(ids))
        .order_by(Reply.id)
    )
    found: dict[int, list[Row]] = {}
    for comment_id, reply in rows:
        found.setdefault(comment_id, []).append(picked(reply, "body", "language", "office", "replied_at"))
    return found


def _votes(account_id: int) -> list[Row]:
    rows = db.session.execute(
        select(
            Consultation.slug,
            Statement.number,
            Statement.text,
            Statement.is_withheld,
            Vote.value,
            Vote.voted_at,
            Vote.changes,
            Voter.pseudonym,
        )
        .select_from(Voter)
        .join(Vote, Vote.voter_id == Voter.id)
        .join(Statement, Statement.id == Vote.statement_id)
        .join(Consultation, Consultation.id == Voter.consultation_id)
        .where(Voter.account_id == account_id)
        .order_by(Vote.voted_at, Statement.id)
    )
    return [
        {
            "consultation": slug, "statement": number, "text": "" if is_withheld else words, "value": value,
            "voted_at": voted_at.isoformat(), "changes": changes, "name_in_the_record": pseudonym,
        }
        for slug, number, words, is_withheld, value, voted_at, changes, pseudonym in rows
    ]  # fmt: skip


def _reports(account: Account) -> list[Row]:
    rows = db.session.execute(
        select(Report, Comment.reference)
        .outerjoin(Comment, Comment.id == Report.comment_id)
        .where(Report.email == account.email, Report.email != "", Report.forget_at.is_(None))
        .order_by(Report.id)
    )
    return [
        {
            "comment": reference or "",
            **picked(
                one,
                "subject",
                "ground",
                "message",
                "email",
                "language",
                "reported_at",
                "due_at",
                "closed_at",
                "answer",
                "note",
            ),
        }
        for one, reference in rows
    ]


def _subscriptions(account: Account) -> list[Row]:
    rows = db.session.execute(
        select(Subscription, Consultation.slug)
        .outerjoin(Consultation, Consultation.id == Subscription.consultation_id)
        .where(or_(Subscription.account_id == account.id, Subscription.email_fold == account.email_fold))
        .order_by(Subscription.id)
    )
    return [
        {
            "consultation": slug or "",
            **picked(one, "email", "language", "asked_at", "confirmed_at", "ended_at"),
        }
        for one, slug in rows
    ]
