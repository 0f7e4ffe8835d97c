"""Covering what quotes words that go, wherever a room keeps it: one way for replies, outcomes, rulings and notes."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from consult.consultations import queries as consultations
from consult.contributions import queries
from consult.contributions.models import Comment
from consult.contributions.quotations import Quotations
from consult.contributions.service.wiping import Wiping
from consult.foundation.access import TIMER
from consult.record import service as record


def covered(quotations: Quotations, value: Any) -> Any:
    """The value with every quotation in its texts covered, however deep they lie in lists and maps."""
    if isinstance(value, str):
        return quotations.cover(value)
    if isinstance(value, list):
        return [covered(quotations, one) for one in value]
    if isinstance(value, dict):
        return {name: covered(quotations, one) for name, one in value.items()}
    return value


def cover(wiping: Wiping, rows: Iterable[Any], columns: Sequence[str]) -> list[Any]:
    """Part of verbs: cover it in these columns of the rows. Returns the rows in which something was."""
    changed = []
    for row in rows:
        found = {name: covered(wiping.quotations, getattr(row, name)) for name in columns}
        told = {name: value for name, value in found.items() if value != getattr(row, name)}
        for name, value in told.items():
            setattr(row, name, value)
        if told:
            changed.append(row)
    return changed


def forget_said(wiping: Wiping, public_ids: Collection[str]) -> None:
    """Part of verbs: nothing opens any more what entries that name one of these quoted. The caller says so in one."""
    for entry in record.entries_naming(wiping.consultation, public_ids) if public_ids else ():
        said = [name for name, value in entry.opened.items() if _quotes(wiping.quotations, value)]
        record.erase_openings([entry.id], said)


def forget_notes(wiping: Wiping, public_ids: Collection[str]) -> None:
    """The same for notes that nobody publishes, with the entry that names them."""
    forget_said(wiping, public_ids)
    if public_ids:
        record.append(
            "notes.erased", actor=TIMER, now=wiping.now, consultation=wiping.consultation, objects=sorted(public_ids),
            role="timer",
        )  # fmt: skip


def quoting(comment: Comment, now: datetime) -> Wiping:
    """What quotes a comment that leaves every page, for the rooms above. Its own words stay where they are."""
    submission = queries.get_submission(comment.submission_id)
    texts = queries.bodies_of([comment.id])
    public = queries.article_words([comment.article_id] if comment.article_id else [])
    quotations = Quotations(
        texts, public=[*public, *queries.said_by_others(comment.consultation_id, texts, [comment.id])]
    )
    log = consultations.get_by_id(comment.consultation_id).public_id
    return Wiping(submission, log, [comment], "", "", quotations, (), now)


def _quotes(quotations: Quotations, value: str) -> bool:
    if value[:1] in ("{", "["):
        try:
            return bool((read := json.loads(value)) != covered(quotations, read))
        except ValueError:
            pass  # a text that begins so
    return value in quotations
