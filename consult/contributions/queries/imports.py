"""Reading what imports stored: which rows of a file are there already."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import select

from consult.contributions.models import Comment, Import, Revision, Submission
from consult.foundation.db import db

BY_CONTENT = "sha256:"
"""Ids of rows that had none begin with it: their content is their identity."""


def imported(consultation_id: int, source: str, external_ids: Collection[str]) -> dict[str, tuple[str, bool]]:
    """Which of these ids of a source are stored: ``{id: (its import, whether it can be seen already)}``."""
    rows = db.session.execute(
        select(Comment.external_id, Submission.entry_id, Comment.state, Comment.waiting_since)
        .join(Submission, Submission.id == Comment.submission_id)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.source == source,
            Comment.external_id.in_(external_ids),
        )
    )
    return {
        str(external_id): (entry_id, state != "pending" or waiting_since is not None)
        for external_id, entry_id, state, waiting_since in rows
    }


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
    consultation_id: int, source: str, rows: Sequence[tuple[str, str]], *, known: Collection[str], own_import: str,
    taken: set[int],
) -> set[str]:  # fmt: skip
    """Of (id, body), the ``known`` ids left out: those that an earlier import stored under the other kind of identity.

    A file may be given once without its id column and once with it. Each stored comment stands for one row: ``taken``
    are those that stand for one already, and is filled.
    """
    wanted = [(name, body) for name, body in rows if name not in known]
    if not wanted:
        return set()
    bodies = {body for _name, body in wanted}
    stored = db.session.execute(
        select(Comment.id, Comment.external_id, Revision.body)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Revision, (Revision.comment_id == Comment.id) & (Revision.number == 1))
        .where(
            Comment.consultation_id == consultation_id, Comment.source == source, Revision.body.in_(bodies),
            Submission.entry_id != own_import,
        )
        .order_by(Comment.id)
    )  # fmt: skip
    free: dict[tuple[bool, str], list[int]] = {}
    for comment_id, external_id, body in stored:
        if external_id in known:
            taken.add(comment_id)
        elif comment_id not in taken:
            free.setdefault((str(external_id).startswith(BY_CONTENT), body), []).append(comment_id)
    found, used = set(), Counter[tuple[bool, str]]()
    for name, body in wanted:
        other = (not name.startswith(BY_CONTENT), body)
        if used[other] < len(free.get(other, ())):
            taken.add(free[other][used[other]])
            used[other] += 1
            found.add(name)
    return found
