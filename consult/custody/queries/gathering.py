"""All that is held on a consultation, a comment or a person, document by document, for a request for access."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select

from consult.accounts.rules import fold_address
from consult.contributions.models import Comment, Sender, Submission
from consult.custody.queries.documents import Document
from consult.custody.queries.held_beside import beside
from consult.custody.queries.held_comments import on_comment
from consult.custody.queries.held_lists import on_lists
from consult.custody.queries.held_unsent import unsent
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused

MOST = 2_000
"""Documents that one request may come to."""
TOO_MANY = N_(
    "This comes to more than %(limit)s documents. Please ask for one comment or one person, or give out the package "
    "of the consultation, which is public."
)  # fmt: skip


def held_on(
    consultation_id: int, *, comment_id: int | None, person: str, asker: str, now: datetime
) -> list[Document]:
    """Everything, in the order comments were received. Raises Refused where it is too much for one request.

    ``asker`` is where to answer: whoever asks about themself there gets what they began and haven't sent, too.
    """
    found: list[Document] = []
    for document in _held(consultation_id, comment_id, person, asker, now):
        found.append(document)
        if len(found) > MOST:
            raise Refused(TOO_MANY, limit=MOST)
    return found


def _held(
    consultation_id: int, comment_id: int | None, person: str, asker: str, now: datetime
) -> Iterator[Document]:
    for comment, submission, sender in _comments(consultation_id, comment_id, person):
        yield from on_comment(comment, submission, sender)
    if comment_id is None:
        yield from on_lists(consultation_id, person, now)
        yield from unsent(consultation_id, person, asker)
        yield from beside(consultation_id, person)


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
