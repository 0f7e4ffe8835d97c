"""What people sent: submissions, their comments, the wordings of them."""

from collections.abc import Iterator

from sqlalchemy import select

from consult.consultations.models import Article, Version
from consult.contributions.models import Comment, Revision, Sender, Submission
from consult.foundation import text
from consult.foundation.db import db
from consult.opendata.files.shape import AUDITOR, Column, File, Record, Scope

BATCH = 1_000


def _submissions(scope: Scope) -> Iterator[Record]:
    own = Submission.consultation_id == scope.consultation.id
    statement = select(Submission, Sender).join(Sender).where(own).order_by(Submission.public_id)
    if scope.is_public:  # what still waits for its sender's confirmation was not received yet
        received = select(Comment.submission_id).where(
            Comment.consultation_id == scope.consultation.id, Comment.state != "unconfirmed"
        )
        statement = statement.where(Submission.id.in_(received))
    for submission, sender in db.session.execute(statement.execution_options(yield_per=BATCH)):
        yield {
            "id": submission.public_id,
            "sender": submission.pseudonym,
            "channel": submission.channel,
            "source": submission.source,
            "language": submission.language,
            "publication": submission.publication,
            "capacity": submission.capacity,
            "received_at": scope.time(submission.received_at),
            "entered_at": scope.time(submission.entered_at),
            "is_late": submission.is_late,
            "account": sender.account_id or "",
            "name": sender.name,
            "email": sender.email,
            "is_confirmed": sender.confirmed_at is not None,
        }


SUBMISSIONS = File(
    "submissions",
    "What senders sent at once, one row each. The public grade tells nothing of who they are.",
    (
        Column("id", "random id of the submission"),
        Column("sender", "the sender's name in the record, fresh for each submission", AUDITOR),
        Column("channel", "web, post, phone, counter, hall or import"),
        Column("source", "where it was imported from, if it was"),
        Column("language", "language of the form (BCP 47)"),
        Column("publication", "what the sender chose: named, masked, unnamed or withheld", AUDITOR),
        Column("capacity", "for whom the sender speaks: self, organisation …", AUDITOR),
        Column("received_at", "when it was received, UTC"),
        Column("entered_at", "when it was entered, UTC", AUDITOR),
        Column("is_late", "whether it came after closing"),
        Column("account", "number of the sender's account, if signed in", AUDITOR),
        Column("name", "name given", AUDITOR),
        Column("email", "address given", AUDITOR),
        Column("is_confirmed", "whether the address was confirmed", AUDITOR),
    ),
    _submissions,
)


def _comments(scope: Scope) -> Iterator[Record]:
    statement = (
        select(
            Comment, Revision.body, Revision.redactions, Submission.public_id, Article.anchor, Version.number
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Version, Version.id == Comment.version_id)
        .outerjoin(Article, Article.id == Comment.article_id)
        .outerjoin(
            Revision, (Revision.comment_id == Comment.id) & (Revision.number == Comment.shown_revision)
        )
        .where(Comment.consultation_id == scope.consultation.id)
        .order_by(Comment.reference)
    )
    if scope.is_public:
        statement = statement.where(Comment.state != "unconfirmed")
    parents = _references_of_parents(scope.consultation.id)
    rows = db.session.execute(statement.execution_options(yield_per=BATCH))
    for comment, body, redactions, submission, anchor, version in rows:
        shown = _shown_body(comment, body, redactions)
        yield {
            "reference": comment.reference,
            "id": comment.public_id,
            "submission": submission,
            "article": anchor or "",
            "version": version,
            "in_reply_to": parents.get(comment.parent_id, ""),
            "state": comment.state,
            "stance": comment.stance if comment.state == "published" or not scope.is_public else "",
            "language": comment.language,
            "name": comment.name_shown if comment.state == "published" else "",
            "body": shown,
            "is_redacted": comment.is_redacted,
            "ground": comment.ground,
            "public_note": comment.public_note,
            "received_at": scope.time(comment.received_at),
            "published_at": scope.time(comment.published_at),
            "withdrawn_at": scope.time(comment.withdrawn_at),
            "answered_at": scope.time(comment.answered_at),
            "source": comment.source or "",
            "external_id": comment.external_id or "",
            "external_parent": comment.parent_external_id or "",
            "waiting_since": scope.time(comment.waiting_since),
        }


def _references_of_parents(consultation_id: int) -> dict[int | None, str]:
    children = select(Comment.parent_id).where(
        Comment.consultation_id == consultation_id, Comment.parent_id.is_not(None)
    )
    return dict(
        db.session.execute(select(Comment.id, Comment.reference).where(Comment.id.in_(children))).all()
    )


def _shown_body(comment: Comment, body: str | None, redactions: list[list[int]] | None) -> str:
    if comment.state != "published" or body is None:
        return ""
    return text.redact(body, [(start, end) for start, end, *_ground in redactions or ()])


COMMENTS = File(
    "comments",
    "Every comment received, one row each, with the words everybody may read. Hidden and withdrawn words are not here.",
    (
        Column("reference", "public reference"),
        Column("id", "random id, as entries of the record name it"),
        Column("submission", "id of the submission it came in"),
        Column("article", "anchor of the article; empty for the whole draft"),
        Column("version", "number of the version it was written on"),
        Column("in_reply_to", "reference of the comment it answers, if any"),
        Column("state", "pending, published, hidden, held, withheld, referred, withdrawn, removed or erased"),
        Column(
            "stance",
            "support, amend, oppose, remark; empty for “not stated” (and, in public, unless published)",
        ),
        Column("language", "language of the comment (BCP 47)"),
        Column("name", "name the sender chose to show"),
        Column("body", "the words everybody may read; redacted ones are █████"),
        Column("is_redacted", "whether some words are redacted"),
        Column("ground", "ground of the ruling in force, if it hides or redacts"),
        Column("public_note", "the moderator's public note"),
        Column("received_at", "when it was received, UTC"),
        Column("published_at", "when it was first published, UTC"),
        Column("withdrawn_at", "when its sender took it back, UTC"),
        Column("answered_at", "when it was first answered, UTC"),
        Column("source", "where it was imported from, if it was"),
        Column("external_id", "its number in that source"),
        Column("external_parent", "number of its parent in that source, kept where that is missing"),
        Column("waiting_since", "since when it waits for a ruling, UTC", AUDITOR),
    ),
    _comments,
)


def _revisions(scope: Scope) -> Iterator[Record]:
    statement = (
        select(Revision, Comment.reference)
        .join(Comment, Comment.id == Revision.comment_id)
        .where(Comment.consultation_id == scope.consultation.id)
        .order_by(Comment.reference, Revision.number)
    )
    for revision, reference in db.session.execute(statement.execution_options(yield_per=BATCH)):
        yield {
            "reference": reference,
            "revision": revision.number,
            "body": revision.body,
            "source_html": revision.source_html,
            "redactions": revision.redactions,
            "written_at": scope.time(revision.written_at),
            "published_at": scope.time(revision.published_at),
        }


REVISIONS = File(
    "revisions",
    "Every wording of every comment as it was written, hidden ones too. For auditors.",
    (
        Column("reference", "reference of the comment"),
        Column("revision", "number of the wording, from 1"),
        Column("body", "the words as they were written"),
        Column("source_html", "imported HTML as it came"),
        Column("redactions", "list of [start, end, ground] in code points of body"),
        Column("written_at", "when it was written, UTC"),
        Column("published_at", "when it was published, UTC; empty if it never was"),
    ),
    _revisions,
    only=AUDITOR,
)
