"""Everything stored about one account, as plain rows: for the person's own download."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from consult.accounts.models import Account, AccountIdentity, AccountSession, Passkey
from consult.consultations.models import Article, Consultation, Version
from consult.contributions.models import Attachment, Comment, Revision, Sender, Submission
from consult.contributions.queries import sent_by
from consult.foundation.db import db
from consult.moderation.models import Report, Review, Ruling
from consult.notifications.models import Subscription
from consult.organisations.models import Membership, Organisation
from consult.outcomes.models import RepliedComment, Reply
from consult.record.models import PersonalRead
from consult.site.queries.held import held_on, reads_of, submissions_of
from consult.votes.models import Statement, Vote, Voter

Row = dict[str, Any]
SENDER = (
    "name", "email", "phone", "organisation", "organisation_kind", "register_number", "members", "office", "guardian",
    "confirmed_at", "phone_confirmed_at", "kept_until",
)  # fmt: skip
COMMENT = (
    "reference", "stance", "language", "state", "name_shown", "ground", "public_note", "received_at", "published_at",
    "withdrawn_at", "answered_at",
)  # fmt: skip


def own_data(account: Account) -> dict[str, Any]:
    """``{profile, sessions, passkeys, roles, submissions, comments, votes, …}``; instants are ISO 8601 in UTC."""
    return {
        "profile": _picked(
            account, "email", "name", "language", "created_at", "confirmed_at", "has_authenticator", "public_id",
            "pseudonym",
        ) | {"has_password": bool(account.password), "recovery_codes_left": len(account.mf_recovery_codes or [])},
        "sessions": _rows(
            select(AccountSession).where(AccountSession.account_id == account.id).order_by(AccountSession.id),
            "started_at", "seen_at", "verified_at", "ended_at", "has_second_factor", "device", "facts",
        ),
        "passkeys": _rows(
            select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id),
            "name", "create_datetime", "lastuse_datetime", "device_type", "usage",
        ),
        "official_identities": _rows(
            select(AccountIdentity).where(AccountIdentity.account_id == account.id).order_by(AccountIdentity.id),
            "issuer", "subject", "linked_at",
        ),
        "roles": _roles(account.id),
        "submissions": _submissions(account.id),
        "comments": _comments(account.id),
        "requests_to_erase": [
            {"references": row.references, "answer_due_on": day.isoformat(),
             **_picked(one, "asked_at", "scope", "decision", "ground", "note", "decided_at")}
            for row in held_on(submissions_of(account), contact_days=0) for one, day in row.asked
        ],
        "read_by_staff": [
            {"at": one.at.isoformat(), "consultation": one.consultation, "what": one.what}
            for one in reads_of(submissions_of(account))
        ],
        "votes": _votes(account.id),
        "reports": _reports(account),
        "subscriptions": _subscriptions(account),
        "personal_data_read_by_you": _rows(
            select(PersonalRead).where(PersonalRead.account_id == account.id).order_by(PersonalRead.id),
            "read_at", "page", "what",
        ),
    }  # fmt: skip


def _picked(one: object, *names: str) -> Row:
    return {name: _plain(getattr(one, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _rows(statement: Any, *names: str) -> list[Row]:
    return [_picked(one, *names) for one in db.session.scalars(statement)]


def _roles(account_id: int) -> list[Row]:
    rows = db.session.execute(
        select(Membership, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.account_id == account_id)
        .order_by(Membership.id)
    )
    return [
        {"body": body, **_picked(one, "role", "granted_at", "confirmed_at", "revoked_at")}
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
            _picked(one, "name", "kind", "size", "sha256", "state")
        )
    return [
        {
            "consultation": slug,
            **_picked(
                submission, "public_id", "pseudonym", "channel", "capacity", "publication", "confidential_reason",
                "language", "received_at",
            ),
            **_picked(sender, *SENDER),
            "attachments": files.get(submission.id, []),
        }
        for submission, sender, slug in rows
    ]  # fmt: skip


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
        ("number", "body", "redactions", "written_at", "published_at"),
    )
    rulings = _by_comment(
        select(Ruling).where(Ruling.comment_id.in_(ids)).order_by(Ruling.id),
        ("act", "ground", "note", "office", "role", "ruled_at", "is_in_force"),
    )
    reviews = _by_comment(
        select(Review).where(Review.comment_id.in_(ids)).order_by(Review.id),
        ("reason", "asked_at", "due_at", "decided_at", "result", "note"),
    )
    replies = _replies(ids)
    return [
        {
            "consultation": slug, "submission": submission, "version": version, "article": anchor or "",
            **_picked(one, *COMMENT), "wordings": wordings.get(one.id, []), "rulings": rulings.get(one.id, []),
            "reviews": reviews.get(one.id, []), "replies": replies.get(one.id, []),
        }
        for one, slug, submission, version, anchor in rows
    ]  # fmt: skip


def _by_comment(statement: Any, names: Sequence[str]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for one in db.session.scalars(statement):
        found.setdefault(one.comment_id, []).append(_picked(one, *names))
    return found


def _replies(ids: Iterable[int]) -> dict[int, list[Row]]:
    rows = db.session.execute(
        select(RepliedComment.comment_id, Reply)
        .join(Reply, Reply.id == RepliedComment.reply_id)
        .where(RepliedComment.comment_id.in_(ids))
        .order_by(Reply.id)
    )
    found: dict[int, list[Row]] = {}
    for comment_id, reply in rows:
        found.setdefault(comment_id, []).append(_picked(reply, "body", "language", "office", "replied_at"))
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
        .where(Report.email == account.email, Report.email != "")
        .order_by(Report.id)
    )
    return [
        {
            "comment": reference or "",
            **_picked(
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
            **_picked(one, "email", "language", "asked_at", "confirmed_at", "ended_at"),
        }
        for one, slug in rows
    ]
