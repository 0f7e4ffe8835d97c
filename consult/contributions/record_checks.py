"""Comments and their wordings of a live site against their entries, for ``record verify``."""

from collections.abc import Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from consult.consultations.models import Article, Consultation, Version
from consult.contributions import queries
from consult.contributions.file_kinds import file_committed
from consult.contributions.models import (
    Asked,
    AskedFile,
    Attachment,
    Carry,
    Comment,
    CommentTally,
    Erasure,
    Revision,
    Submission,
    SubmissionTally,
)
from consult.contributions.queries import recounting
from consult.contributions.verify_imported import IMPORTED_ROOT, imported_leaf, imported_root
from consult.foundation.db import db
from consult.foundation.zones import in_zone, to_minute
from consult.record import checks

GONE_FOR_GOOD = ("removed", "erased")
"""States in which no table holds the words; what was removed may still be opened in the record."""


def check_words() -> str:
    """Comments and every wording of theirs against the entries that received them."""
    looked = checks.check_tables(
        checks.Kept(
            Comment, ("comment.received",), where=(Comment.source.is_(None),),
            columns={"stance": "stance", "language": "language", "reference": "reference"},
        ),
        checks.Kept(
            Erasure, ("erasure.asked", "erasure.decided"), made_by=("erasure.asked",),
            columns={name: name for name in ("scope", "decision", "note", "order_number", "order_text")},
        ),
    )  # fmt: skip
    _check_arrivals()
    _check_imported()
    sent: dict[tuple[str, int], bytes | None] = {}
    for entry in checks.entries_of(("comment.received", "comment.corrected")):
        body, number = entry.opened.get("body"), int(entry.opened.get("revision", "1"))
        sent[entry.clear["objects"][0], number] = None if body is None else sha256(body.encode()).digest()
    number, removed = 0, queries.wordings_removed()
    for comment, state, revision, body in _wordings_sent():
        if (comment, revision) not in sent:
            raise checks.Fault(f"comment_revision: wording {revision} of {comment} has no entry")
        words = sent.pop((comment, revision))
        is_gone = words is None or state in GONE_FOR_GOOD or (comment, revision) in removed
        if body != "" if is_gone else words != sha256(body.encode()).digest():
            raise checks.Fault(f"comment_revision: wording {revision} of {comment} is not what was sent")
        number += 1
    if sent:
        raise checks.Fault("comment_revision: wording {1} of {0} is missing".format(*min(sent)))
    return f"{looked}, {number:,} rows of comment_revision"


def _check_arrivals() -> None:
    """Each comment was received in the minute of its entry, or when the entry says that a clerk made of a letter.

    The entry of a letter from before entries said the instant tells its day alone, in the zone of the office.
    """
    entered = {one.clear["objects"][0]: one.clear["time"] for one in checks.entries_of(("comment.received",))}
    letters = {
        one.clear["objects"][0]: (one.opened.get("received_at"), one.opened.get("received_on"))
        for one in checks.entries_of(("submission.entered",))
    }
    for comment, submission, received_at, told_at, zone in _arrivals_kept():
        at, day = letters.get(submission, (entered[comment], None))
        is_said = at is None or to_minute(received_at) == to_minute(datetime.fromisoformat(at))
        if at is None and day is not None:
            is_said = in_zone(received_at, zone).date() == date.fromisoformat(day)
        if not is_said or to_minute(received_at) > entered[comment]:
            raise checks.Fault(f"comment: “received_at” of {comment} is not what its entry says")
        if told_at != received_at:
            raise checks.Fault(
                f"submission: “received_at” of {submission} is not that of its comment {comment}"
            )


def _arrivals_kept() -> Iterator[tuple[str, str, datetime, datetime, str]]:
    rows = checks.streamed(
        select(
            Comment.public_id, Submission.public_id, Comment.received_at, Submission.received_at,
            Consultation.timezone,
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.source.is_(None))
    )  # fmt: skip
    for row in rows:
        yield row[0], row[1], row[2], row[3], row[4]


def _check_imported() -> None:
    """Each imported comment is what its import brought, and all of them are there.

    Of imports from before their last entry had a root nothing is known but how many there were.
    """
    roots = {
        entry.clear["objects"][0]: entry.opened.get(IMPORTED_ROOT)
        for entry in checks.entries_of(("import.finished",))
        if IMPORTED_ROOT in entry.clear.get("commitments", {})
    }
    if not roots:
        return
    taken_out = ("erasure.asked", *sorted(checks.ERASING))
    gone = {one for entry in checks.entries_of(taken_out) for one in entry.clear.get("objects", ())}
    leaves: dict[str, list[str]] = {own: [] for own in roots}
    for one in map(queries.imported_of, checks.streamed(queries.imported_rows())):
        if one.import_id not in roots:
            continue
        if one.leaf is None:
            raise checks.Fault(
                f"comment: the leaf of {one.public_id} is missing, and its import commits to it"
            )
        if one.salt is None and gone.isdisjoint((one.public_id, one.submission)):
            raise checks.Fault(
                f"comment: what opens the leaf of {one.public_id} is missing, and no erasure says why"
            )
        if one.salt is not None and imported_leaf(one.values, one.salt) != one.leaf:
            raise checks.Fault(f"comment: {one.public_id} is not what was imported")
        leaves[one.import_id].append(one.leaf)
    for own, root in roots.items():
        if imported_root(leaves[own]) != root:
            raise checks.Fault(f"comment: those of import {own} are not those that its last entry commits to")


def _wordings_sent() -> Iterator[tuple[str, str, int, str]]:
    rows = checks.streamed(
        select(Comment.public_id, Comment.state, Revision.number, Revision.body)
        .join(Comment, Comment.id == Revision.comment_id)
        .where(Comment.source.is_(None))
    )
    for row in rows:
        yield row[0], row[1], row[2], row[3]


def check_files() -> str:
    """Each file is still the bytes that were sent: its hash is that of what is kept."""
    number, said = 0, _files_said()
    for own, *kept_values in checks.streamed(
        select(
            Attachment.public_id,
            Attachment.name,
            Attachment.kind,
            Attachment.size,
            Attachment.sha256,
            Attachment.is_private,
        ).where(Attachment.state != "removed")
    ):
        if own in said and said[own] != kept_values:
            raise checks.Fault(f"attachment: the file {own} is not what its comment’s entry says")
    for kept, public_id, told, is_gone in _files_kept():
        content = db.session.scalar(select(kept.content).where(kept.public_id == public_id))
        if (content is None) != is_gone or (content is not None and sha256(content).hexdigest() != told):
            raise checks.Fault(f"{kept.__tablename__}: the file {public_id} is not what was sent")
        number += 1
    return f"{number:,} files sent with comments, or to say that there is none"


def _files_said() -> dict[str, list[Any]]:
    """Random id of each file that a comment's entry commits to by itself -> what it says of it."""
    found = (
        file_committed(field, value)
        for entry in checks.entries_of(("comment.received",))
        for field, value in entry.opened.items()
    )
    return {file[0]: file[1:] for file in found if file}


def _files_kept() -> Iterator[tuple[type[Attachment | AskedFile], str, str, bool]]:
    sent = select(Attachment.public_id, Attachment.sha256, Attachment.state == "removed")
    scans = select(AskedFile.public_id, AskedFile.sha256, Asked.erased_at.is_not(None)).join(
        Asked, Asked.id == AskedFile.asked_id
    )
    for kept, found in ((Attachment, sent), (AskedFile, scans)):
        for row in checks.streamed(found.order_by(kept.id)):
            yield kept, row[0], row[1], row[2]


def check_carries() -> str:
    """Where each comment stands in each later version: as it was carried over, or as a person said last."""
    said: dict[tuple[str, str], str | None] = {}
    for entry in checks.entries_of(("comments.carried", "comment.placed", "comment.restated")):
        objects = entry.clear["objects"]
        if entry.clear["type"] == "comments.carried":
            names = set(entry.clear.get("commitments", {})) - {"time", "person"}
            said.update({(name, objects[0]): entry.opened.get(name) for name in names})
        else:
            said[objects[0], objects[1]] = entry.opened.get("place")
    number = 0
    for comment, version, state, article, start, end in _carries_kept():
        if (comment, version) not in said:
            raise checks.Fault(f"comment_carry: {comment} in version {version} has no entry")
        told = said.pop((comment, version))
        if told not in (None, f"{state} {article or '-'} {start} {end}"):
            raise checks.Fault(f"comment_carry: {comment} in version {version} is not what its entry says")
        number += 1
    if said:
        raise checks.Fault("comment_carry: {} in version {} is missing".format(*min(said)))
    return f"{number:,} rows of comment_carry"


def _carries_kept() -> Iterator[tuple[str, str, str, str | None, int, int]]:
    rows = checks.streamed(
        select(Comment.public_id, Version.public_id, Carry.state, Article.public_id, Carry.start, Carry.end)
        .join(Comment, Comment.id == Carry.comment_id)
        .join(Version, Version.id == Carry.version_id)
        .outerjoin(Article, Article.id == Carry.article_id)
    )
    for row in rows:
        yield row[0], row[1], row[2], row[3], row[4], row[5]


def pseudonyms() -> dict[str, str]:
    """Submission -> the pseudonym of its entries: what an entry about erased contacts names."""
    rows = db.session.execute(
        select(Submission.public_id, Submission.pseudonym).where(Submission.source == "")
    )
    return {row[0]: row[1] for row in rows}


COMMENTS = checks.Counts(
    CommentTally, ("consultation_id", "article_id", "state", "is_imported", "stance", "alternative_id"), ("number",),
    recounting.comments_again,
)  # fmt: skip
SUBMISSIONS = checks.Counts(
    SubmissionTally, ("consultation_id", "capacity", "is_late", "is_imported"), ("senders", "submissions", "comments"),
    recounting.submissions_again,
)  # fmt: skip
