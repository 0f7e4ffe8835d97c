"""What came in, counted; and the files that came with it."""

from collections.abc import Iterator

from sqlalchemy import func, select

from consult.contributions.models import Attachment, Comment, Submission, SubmissionTally
from consult.contributions.queries.times import granted_times
from consult.foundation.db import db
from consult.opendata.files.shape import AUDITOR, Column, File, Record, Scope


def _figures(scope: Scope) -> Iterator[Record]:
    """In the public grade all who speak are counted together: a small number of a kind would point at somebody."""
    kinds = () if scope.is_public else (SubmissionTally.capacity,)
    keys = (*kinds, SubmissionTally.is_late, SubmissionTally.is_imported)
    sums = [
        func.sum(one)
        for one in (SubmissionTally.senders, SubmissionTally.submissions, SubmissionTally.comments)
    ]
    statement = (
        select(*keys, *sums)
        .where(SubmissionTally.consultation_id == scope.consultation.id)
        .group_by(*keys)
        .having(func.sum(SubmissionTally.submissions) > 0)
        .order_by(*keys)
    )
    for *kind, is_late, is_imported, senders, submissions, comments in db.session.execute(statement):
        yield {
            "capacity": kind[0] if kind else "", "is_late": is_late, "is_imported": is_imported,
            "senders": int(senders), "submissions": int(submissions), "comments": int(comments),
        }  # fmt: skip


FIGURES = File(
    "figures",
    "How many people sent how many submissions with how many comments; for auditors by for whom they speak, which in "
    "small numbers would point at somebody. What was taken back or hidden later is counted too.",
    (
        Column("capacity", "self, organisation, representative or expert", AUDITOR),
        Column("is_late", "whether they came after closing"),
        Column(
            "is_imported",
            "whether they were brought in from elsewhere, where each comment counts as a sender",
        ),
        Column("senders", "people, each counted once as far as they are known"),
        Column("submissions", "what they sent at once"),
        Column("comments", "comments in these, on one article or on the whole"),
    ),
    _figures,
)


def _attachments(scope: Scope) -> Iterator[Record]:
    statement = (
        select(Attachment, Comment, Submission.is_minor)
        .join(Comment, Comment.id == Attachment.comment_id)
        .join(Submission, Submission.id == Attachment.submission_id)
        .where(Comment.consultation_id == scope.consultation.id, Comment.state != "unconfirmed")
        .order_by(Comment.reference, Attachment.public_id)
    )
    # of a removed one nobody reads anything but that there was one
    for file, comment, is_minor in db.session.execute(statement):
        is_gone = file.state == "removed"
        is_shown = (
            comment.state == "published" and not comment.is_redacted and not file.is_private and not is_minor
            and not is_gone
        )  # fmt: skip
        if is_shown or not scope.is_public:
            yield {
                "id": file.public_id, "reference": comment.reference, "name": file.name,
                "kind": "" if is_gone else file.kind, "size": 0 if is_gone else file.size, "sha256": file.sha256,
                "is_private": file.is_private and not is_gone, "is_public": is_shown,
            }  # fmt: skip


ATTACHMENTS = File(
    "attachments",
    "Files that came with comments: in the public grade those that everybody may download. Of one that was removed "
    "auditors read that there was one.",
    (
        Column("id", "random id; the file is at /en/attachments/<id>"),
        Column("reference", "reference of the comment it came with"),
        Column("name", "name of the file"),
        Column("kind", "pdf, docx, odt, jpeg or png, by its content"),
        Column("size", "bytes"),
        Column("sha256", "SHA-256 of its bytes, as the comment's entry commits to"),
        Column("is_private", "whether its sender wants it read only by the office", AUDITOR),
        Column("is_public", "whether everybody may download it", AUDITOR),
    ),
    _attachments,
    is_long=True,
)


def _more_time(scope: Scope) -> Iterator[Record]:
    for made in granted_times(scope.consultation.id):
        yield {
            "id": made.public_id, "group": made.group, "whom": made.whom, "reason": made.reason,
            "reason_language": made.reason_language, "until": made.until.isoformat().replace("+00:00", "Z"),
            "granted_at": scope.time(made.granted_at),
        }  # fmt: skip


MORE_TIME = File(
    "more_time",
    "Time that was extended for one body, place or person: for which group, in public never for whom.",
    (
        Column("id", "random id, as entries of the record name it"),
        Column("group", "for which group"),
        Column("whom", "for whom; empty once it was erased", AUDITOR),
        Column("reason", "public reason"),
        Column("reason_language", "language of that reason"),
        Column("until", "what its bearer sends before this instant is in time, UTC"),
        Column("granted_at", "when the second person signed, UTC"),
    ),
    _more_time,
)
