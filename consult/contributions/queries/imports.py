"""Reading what imports stored: which rows of a file are there already."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import aliased

from consult.consultations.models import Article, Version
from consult.contributions.models import Comment, Import, Revision, Sender, Submission
from consult.contributions.verify_imported import IMPORTED_MINUTE
from consult.foundation.db import db

BY_NUMBER, BY_ROW, BY_WORDS = "id", "row", "words"
"""Kinds of import keys: of the number that a source gives a row, of a whole row that has none, of its words."""


def imported(consultation_id: int, source: str, keys: Collection[str]) -> dict[str, tuple[str, bool]]:
    """Which of these import keys of a source are stored: ``{key: (its import, whether it can be seen already)}``."""
    rows = db.session.execute(
        select(Comment.import_key, Submission.entry_id, Comment.state, Comment.waiting_since)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.source == source,
            Comment.import_key.in_(keys),
        )
    )
    return {
        str(key): (entry_id, state != "pending" or waiting_since is not None)
        for key, entry_id, state, waiting_since in rows
    }


def unfinished_imports(consultation_id: int) -> list[str]:
    """Imports that were cut off and aren't gone on with yet: what they stored is nobody's to see."""
    own = Import.consultation_id == consultation_id, Import.finished_at.is_(None)
    return list(db.session.scalars(select(Import.public_id).where(*own)))


@dataclass(frozen=True)
class ImportedValues:
    """What the leaf of an imported comment commits to, as it stands now."""

    id: int
    public_id: str
    submission: str
    import_id: str
    leaf: str | None
    salt: str | None
    values: Mapping[str, str]


def imported_values(ids: Collection[int]) -> list[ImportedValues]:
    """Of these imported comments."""
    return [imported_of(row) for row in db.session.execute(imported_rows().where(Comment.id.in_(ids)))]


def imported_rows() -> Select[*tuple[Any, ...]]:
    """Rows for ``imported_of``, of every imported comment."""
    parent = aliased(Comment)
    return (
        select(
            Comment.id, Comment.public_id, Comment.reference, Comment.source, Comment.external_id,
            Comment.parent_external_id, Comment.stance, Comment.language, Comment.name_shown, Comment.received_at,
            Comment.import_leaf, Comment.import_salt, Submission.public_id.label("submission"),
            Submission.entry_id.label("import_id"), Revision.body,
            parent.reference.label("parent"), Article.public_id.label("article"), Version.public_id.label("version"),
        )
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Version, Version.id == Comment.version_id)
        .join(Revision, (Revision.comment_id == Comment.id) & (Revision.number == 1))
        .outerjoin(Article, Article.id == Comment.article_id)
        .outerjoin(parent, parent.id == Comment.parent_id)
        .where(Comment.source.is_not(None))
    )  # fmt: skip


def imported_of(row: Row[*tuple[Any, ...]]) -> ImportedValues:
    """One of ``imported_rows``, as its leaf says it."""
    return ImportedValues(
        row.id, row.public_id, row.submission, row.import_id, row.import_leaf, row.import_salt,
        {
            "id": row.public_id, "submission": row.submission,
            "reference": row.reference, "source": row.source, "external_id": row.external_id or "",
            "external_parent": row.parent_external_id or "", "in_reply_to": row.parent or "",
            "article": row.article or "", "version": row.version, "stance": row.stance, "language": row.language,
            "name": row.name_shown, "received_at": row.received_at.astimezone(UTC).isoformat()[:IMPORTED_MINUTE],
            "body": row.body,
        },
    )  # fmt: skip


def unfinished_import(consultation_id: int, kind: str, source: str, file_sha256: str) -> Import | None:
    """The import of this very file that was cut off, or None."""
    return db.session.scalar(
        select(Import).where(
            Import.consultation_id == consultation_id,
            Import.kind == kind,
            Import.source == source,
            Import.file_sha256 == file_sha256,
            Import.finished_at.is_(None),
        )
    )


def imports_of(consultation_id: int) -> Sequence[Import]:
    """The finished imports into a consultation, oldest first."""
    return db.session.scalars(
        select(Import)
        .where(Import.consultation_id == consultation_id, Import.finished_at.is_not(None))
        .order_by(Import.id)
    ).all()


def imported_otherwise(
    consultation_id: int, source: str, rows: Sequence[tuple[str, str]], *, known: Collection[str],
    own_import: str, taken: set[int],
) -> set[str]:  # fmt: skip
    """Of (import key, content key), the import keys of what an earlier import stored under the other kind of identity.

    A file may be given once without its id column and once with it. Each stored comment stands for one row: ``taken``
    are those that stand for one already, and is filled. Those in ``known`` are left out. What was erased is known all
    the same.
    """
    wanted = [(key, content) for key, content in rows if key not in known]
    if not wanted:
        return set()
    stored = db.session.execute(
        select(Comment.id, Comment.import_key, Comment.content_key)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Comment.consultation_id == consultation_id, Comment.source == source,
            Comment.content_key.in_({content for _key, content in wanted}),
            Submission.entry_id != own_import,
        )
        .order_by(Comment.id)
    )  # fmt: skip
    free: dict[tuple[bool, str], list[int]] = {}
    for comment_id, key, content in stored:
        if key in known:
            taken.add(comment_id)
        elif comment_id not in taken:
            free.setdefault((_is_numbered(str(key)), str(content)), []).append(comment_id)
    found, used = set(), Counter[tuple[bool, str]]()
    for key, content in wanted:
        other = (not _is_numbered(key), content)
        if used[other] < len(free.get(other, ())):
            taken.add(free[other][used[other]])
            used[other] += 1
            found.add(key)
    return found


def erased_sources(consultation_id: int) -> list[str]:
    """Sources of a consultation of whose comments something was erased or removed."""
    return list(db.session.scalars(_erased(consultation_id).with_only_columns(Comment.source).distinct()))


def erased_pairs(consultation_id: int, source: str, content_keys: Collection[str]) -> list[tuple[str, str]]:
    """(import key, content key) of what was erased or removed of a source and said just that."""
    rows = _erased(consultation_id).where(Comment.source == source, Comment.content_key.in_(content_keys))
    return [
        (str(key), str(content))
        for key, content in db.session.execute(
            rows.with_only_columns(Comment.import_key, Comment.content_key).order_by(Comment.id)
        )
    ]


def _erased(consultation_id: int) -> Select[int]:
    return (
        select(Comment.id)
        .join(Sender, Sender.submission_id == Comment.submission_id)
        .where(
            Comment.consultation_id == consultation_id, Comment.content_key.is_not(None),
            or_(Sender.erased_at.is_not(None), Comment.state.in_(("erased", "removed"))),
        )
    )  # fmt: skip


def _is_numbered(key: str) -> bool:
    return key.startswith(f"{BY_NUMBER}:")
