"""All that is held on a consultation, a comment or a person, document by document, for a request for access."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import undefer

from consult.accounts.rules import fold_address
from consult.contributions import labels as contributing
from consult.contributions.models import Attachment, Comment, Revision, Sender, Submission
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.foundation.i18n import gettext as _
from consult.moderation.models import Referral, Report, Review, Ruling
from consult.outcomes.models import RepliedComment, Reply

MOST = 2_000
"""Documents that one request may come to."""
TOO_MANY = N_(
    "This comes to more than %(limit)s documents. Please ask for one comment or one person, or give out the package "
    "of the consultation, which is public."
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    """One document as it stands now."""

    kind: str
    reference: str
    dated_at: datetime | None
    language: str
    body: str
    file_name: str = ""
    content: bytes | None = None


def held_on(consultation_id: int, *, comment_id: int | None, person: str) -> list[Document]:
    """Everything, in the order comments were received. Raises Refused where it is too much for one request."""
    comments = _comments(consultation_id, comment_id, person)
    found: list[Document] = []
    for comment, submission, sender in comments:
        for document in _on(comment, submission, sender):
            found.append(document)
            if len(found) > MOST:
                raise Refused(TOO_MANY, limit=MOST)
    return found


def _comments(
    consultation_id: int, comment_id: int | None, person: str
) -> Sequence[tuple[Comment, Submission, Sender | None]]:
    statement = (
        select(Comment, Submission, Sender)
        .join(Submission, Submission.id == Comment.submission_id)
        .outerjoin(Sender, Sender.submission_id == Submission.id)
        .where(Comment.consultation_id == consultation_id)
        .order_by(Comment.id)
        .limit(MOST + 1)
    )
    if comment_id is not None:
        statement = statement.where(Comment.id == comment_id)
    if person:
        statement = statement.where(
            or_(
                func.lower(Sender.name) == person.lower(), Sender.name == person,
                Sender.email_fold == fold_address(person), Comment.name_shown == person,
            )
        )  # fmt: skip
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]


def _on(comment: Comment, submission: Submission, sender: Sender | None) -> Iterator[Document]:
    yield from _wordings(comment)
    if sender is not None and (who := _who(sender)):
        yield Document("sender", comment.reference, submission.received_at, "", who)
    yield from _rulings(comment)
    yield from _replies(comment)
    yield from _files(comment)


def _wordings(comment: Comment) -> Iterator[Document]:
    rows = db.session.scalars(
        select(Revision).where(Revision.comment_id == comment.id).order_by(Revision.number)
    )
    for one in rows:
        if one.body:
            stance = _(contributing.STANCES[comment.stance])
            yield Document(
                "comment", comment.reference, one.written_at, comment.language, f"{stance}\n\n{one.body}"
            )


def _who(sender: Sender) -> str:
    lines = (
        (_("Name"), sender.name), (_("E-mail address"), sender.email), (_("Telephone number"), sender.phone),
        (_("Organisation"), sender.organisation), (_("Register number"), sender.register_number),
        (_("Office"), sender.office), (_("Interests"), sender.interests), (_("Adult who confirmed"), sender.guardian),
    )  # fmt: skip
    return "\n".join(f"{label}: {value}" for label, value in lines if value)


def _rulings(comment: Comment) -> Iterator[Document]:
    for ruling in db.session.scalars(
        select(Ruling).where(Ruling.comment_id == comment.id).order_by(Ruling.id)
    ):
        lines = [
            _line(_("Ruling"), ruling.act), _line(_("Ground"), ruling.ground), _line(_("Office"), ruling.office),
            _line(_("Note to the public"), ruling.note), _line(_("Internal note"), ruling.internal_note),
        ]  # fmt: skip
        yield Document("ruling", comment.reference, ruling.ruled_at, "", "\n".join(filter(None, lines)))
    for review in db.session.scalars(
        select(Review).where(Review.comment_id == comment.id).order_by(Review.id)
    ):
        lines = [
            _line(_("Reasons of the sender"), review.reason), _line(_("Result"), review.result or ""),
            _line(_("Note"), review.note),
        ]  # fmt: skip
        yield Document("review", comment.reference, review.asked_at, "", "\n".join(filter(None, lines)))
    for referral in db.session.scalars(
        select(Referral).where(Referral.comment_id == comment.id).order_by(Referral.id)
    ):
        lines = [
            _line(_("Passed on to"), referral.office),
            _line(_("What that office answered"), referral.answer),
        ]
        yield Document(
            "referral", comment.reference, referral.referred_at, "", "\n".join(filter(None, lines))
        )
    for report in db.session.scalars(
        select(Report).where(Report.comment_id == comment.id).order_by(Report.id)
    ):
        lines = [
            _line(_("Ground"), report.ground), _line(_("What the reader wrote"), report.message),
            _line(_("Address of the reader"), report.email), _line(_("Note"), report.note),
        ]  # fmt: skip
        yield Document("report", comment.reference, report.reported_at, "", "\n".join(filter(None, lines)))


def _replies(comment: Comment) -> Iterator[Document]:
    rows = db.session.scalars(
        select(Reply)
        .join(RepliedComment, RepliedComment.reply_id == Reply.id)
        .where(RepliedComment.comment_id == comment.id)
        .order_by(Reply.id)
    )
    for one in rows:
        yield Document("reply", comment.reference, one.replied_at, one.language, one.body)


def _files(comment: Comment) -> Iterator[Document]:
    rows = db.session.scalars(
        select(Attachment)
        .where(Attachment.comment_id == comment.id, Attachment.state != "removed")
        .options(undefer(Attachment.content))
        .order_by(Attachment.id)
    )
    for one in rows:
        yield Document(
            "file",
            comment.reference,
            comment.received_at,
            "",
            _line(_("File"), one.name),
            one.name,
            one.content,
        )


def _line(label: str, value: str) -> str:
    return f"{label}: {value}" if value else ""
