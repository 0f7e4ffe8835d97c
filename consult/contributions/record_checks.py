"""Comments and their wordings of a live site against their entries, for ``record verify``."""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import select

from consult.contributions.models import Comment, Revision, Submission
from consult.foundation.db import db
from consult.record import checks


def check_words() -> str:
    """Comments and every wording of theirs against the entries that received them."""
    looked = checks.check_tables(
        checks.Kept(
            Comment, ("comment.received",), where=(Comment.source.is_(None),),
            columns={"stance": "stance", "language": "language", "reference": "reference"},
        )
    )  # fmt: skip
    sent: dict[tuple[str, int], bytes | None] = {}
    for entry in checks.entries_of(("comment.received", "comment.corrected")):
        body, number = entry.opened.get("body"), int(entry.opened.get("revision", "1"))
        sent[entry.clear["objects"][0], number] = None if body is None else sha256(body.encode()).digest()
    number = 0
    for comment, revision, body in _wordings_sent():
        if (comment, revision) not in sent:
            raise checks.Fault(f"comment_revision: wording {revision} of {comment} has no entry")
        if sent.pop((comment, revision)) not in (None, sha256(body.encode()).digest()):
            raise checks.Fault(f"comment_revision: wording {revision} of {comment} is not what was sent")
        number += 1
    if sent:
        raise checks.Fault("comment_revision: wording {1} of {0} is missing".format(*min(sent)))
    return f"{looked}, {number:,} rows of comment_revision"


def _wordings_sent() -> Iterator[tuple[str, int, str]]:
    rows = db.session.execute(
        select(Comment.public_id, Revision.number, Revision.body)
        .join(Comment, Comment.id == Revision.comment_id)
        .where(Comment.source.is_(None))
        .execution_options(yield_per=1_000)
    )
    for row in rows:
        yield row[0], row[1], row[2]


def pseudonyms() -> dict[str, str]:
    """Submission -> the pseudonym of its entries: what an entry about erased contacts names."""
    rows = db.session.execute(
        select(Submission.public_id, Submission.pseudonym).where(Submission.source == "")
    )
    return {row[0]: row[1] for row in rows}
