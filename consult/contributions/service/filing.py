"""Files: kept beside a form until it is sent, then part of the submission; each as it came, by its hash."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, literal, or_, select, update

from consult.consultations.models import Article, Version
from consult.contributions import queries, references
from consult.contributions.file_kinds import FILE_FIELD, recognise
from consult.contributions.models import Asked, AskedFile, Attachment, Comment, Draft, DraftFile
from consult.foundation.db import db, insert_row
from consult.foundation.errors import N_, Refused, TooLarge
from consult.foundation.ids import random_id


@dataclass(frozen=True)
class Sent:
    """A file that was looked at, outside the write lock."""

    name: str
    kind: str
    content: bytes
    sha256: str


def look_at(name: str, content: bytes, *, limit: int) -> Sent:
    """Check one file. Raises Refused on the field ``attachment``, in words that say what to do."""
    if not content:
        raise Refused(N_("“%(name)s” is empty."), field="attachment", name=name[:100])
    if len(content) > limit:
        raise TooLarge(
            N_("“%(name)s” is larger than %(megabytes)s MB. Please send a smaller one."), field="attachment",
            name=name[:100], megabytes=limit // 1_000_000,
        )  # fmt: skip
    kind = recognise(content, name)
    return Sent(kind.name, kind.kind, content, hashlib.sha256(content).hexdigest())


def keep_file(
    key: bytes,
    file: Sent,
    *,
    most: int,
    now: datetime,
    article_id: int | None = None,
    is_private: bool = False,
) -> None:
    """Keep a file for the form with this key. The same file again changes nothing. Raises Refused over ``most``."""
    hashed = references.key_hash(key)
    waiting = queries.all_files_waiting(hashed)
    if any(one.sha256 == file.sha256 for one in waiting):
        return
    if len(waiting) >= most:
        raise Refused(
            N_("A submission takes at most %(most)s files. Please take one out first."),
            field="attachment",
            most=most,
        )
    insert_row(
        DraftFile, public_id=random_id(), key_hash=hashed, article_id=article_id, sha256=file.sha256,
        kind=file.kind, size=len(file.content), name=file.name, is_private=is_private, content=file.content,
        saved_at=now,
    )  # fmt: skip


def drop_file(key: bytes, public_id: str) -> None:
    """Take a kept file out again."""
    db.session.execute(
        delete(DraftFile).where(
            DraftFile.key_hash == references.key_hash(key), DraftFile.public_id == public_id
        )
    )


def allot(key: bytes, comments: Sequence[Comment]) -> list[list[DraftFile]]:
    """The files kept for the form, by comment: each to its part, else to the first one."""
    places = {comment.article_id: number for number, comment in reversed(list(enumerate(comments)))}
    allotted: list[list[DraftFile]] = [[] for _comment in comments]
    for file in queries.all_files_waiting(references.key_hash(key)):
        allotted[places.get(file.article_id, 0)].append(file)
    return allotted


def file_values(files: Sequence[DraftFile]) -> dict[str, str]:
    """What an entry commits to of each file by itself, so that one can go and leave the others proven."""
    return {
        f"{FILE_FIELD}{number}": json.dumps(
            [one.public_id, one.name, one.kind, one.size, one.sha256, one.is_private], ensure_ascii=False
        )
        for number, one in enumerate(files, 1)
    }


def move_files(files: Sequence[DraftFile], submission_id: int, comment: Comment) -> None:
    """Part of ``send``: files that were kept for a part belong to its comment now."""
    if not files:
        return
    columns = (
        "public_id", "submission_id", "comment_id", "sha256", "kind", "size", "name", "state", "is_private", "content",
    )  # fmt: skip
    moved = select(
        DraftFile.public_id, literal(submission_id), literal(comment.id), DraftFile.sha256, DraftFile.kind,
        DraftFile.size, DraftFile.name, literal("pending"), DraftFile.is_private, DraftFile.content,
    )  # fmt: skip
    ids = DraftFile.id.in_([file.id for file in files])
    db.session.execute(insert(Attachment).from_select(columns, moved.where(ids).order_by(DraftFile.id)))
    db.session.execute(delete(DraftFile).where(ids))
    comment.attachments = len(files)


def move_scans(files: Sequence[DraftFile], one: Asked) -> None:
    """Part of verbs: what was kept for the form is the letter of somebody who must be asked."""
    ids = DraftFile.id.in_([file.id for file in files])
    columns = ("public_id", "asked_id", "sha256", "kind", "size", "name", "content")
    moved = select(
        DraftFile.public_id, literal(one.id), DraftFile.sha256, DraftFile.kind, DraftFile.size, DraftFile.name,
        DraftFile.content,
    )  # fmt: skip
    db.session.execute(insert(AskedFile).from_select(columns, moved.where(ids).order_by(DraftFile.id)))
    db.session.execute(delete(DraftFile).where(ids))


def forget_scans(one: Asked) -> None:
    """Part of verbs: the letter's scans are erased; how many there were, and their hashes, stay."""
    db.session.execute(update(AskedFile).where(AskedFile.asked_id == one.id).values(content=None, name=""))


def forget_files(before: datetime, *, but_in: Collection[int] = ()) -> int:
    """Delete files whose form was never sent; returns how many.

    Where whole consultations are on hold (``but_in``), only what surely belongs to another one goes.
    """
    old = [DraftFile.saved_at < before]
    if but_in:
        drafts = select(Draft.key_hash).where(Draft.consultation_id.not_in(but_in))
        articles = (
            select(Article.id)
            .join(Version, Version.id == Article.version_id)
            .where(Version.consultation_id.not_in(but_in))
        )
        old.append(or_(DraftFile.key_hash.in_(drafts), DraftFile.article_id.in_(articles)))
    number = db.session.scalar(select(func.count()).select_from(DraftFile).where(*old))
    db.session.execute(delete(DraftFile).where(*old))
    return number or 0
