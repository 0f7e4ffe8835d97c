"""Covering what quotes words that go, wherever a room keeps it: one way for replies, outcomes, rulings and notes."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations import service as lower
from consult.consultations.models import Consultation
from consult.contributions import queries
from consult.contributions.models import Asked, Comment, Erasure, Invitation, MoreTime, Submission
from consult.contributions.quotations import Quotations
from consult.contributions.service.wiping import Wiping, append_erased
from consult.foundation.db import db
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
    append_erased("notes.erased", wiping, public_ids)


def forget_reasons(wiping: Wiping, public_ids: Collection[str], types: Collection[str] = ()) -> None:
    """The same for reasons that everybody reads: of these things, and in entries of these types whatever they name."""
    forget_said(wiping, public_ids)
    gone = []
    for entry in record.entries_of_types(wiping.consultation, types) if types else ():
        said = [name for name, value in entry.opened.items() if _quotes(wiping.quotations, value)]
        if record.erase_openings([entry.id], said):
            gone.append(entry.id)
    append_erased("reason.quotation_erased", wiping, {*public_ids, *gone})


def cover_reasons(wiping: Wiping) -> None:
    """Part of verbs: the office's reasons in this room and the lower one, who got more time, who was invited."""
    own = wiping.submission.consultation_id
    consultation = consultations.get_by_id(own)
    changed = lower.rewrite_reasons(consultation, lambda said: covered(wiping.quotations, said))
    said_of = [*_cover_explanations(wiping, consultation), *_cover_titles(wiping, consultation)]
    forget_reasons(wiping, said_of, lower.SAID_BY if changed else ())
    decided = db.session.scalars(select(Erasure).where(Erasure.consultation_id == own)).all()
    longer = db.session.scalars(select(MoreTime).where(MoreTime.consultation_id == own)).all()
    touched = cover(wiping, decided, ["note", "order_number", "order_text"])
    touched += cover(wiping, longer, ["group", "whom", "place", "reason"])
    must = db.session.scalars(select(Asked).where(Asked.consultation_id == own)).all()
    said = ["added_reason", "wanted_reason", "refused_reason", "struck_reason", "no_comment_how"]
    touched += cover(wiping, must, said)
    forget_notes(wiping, [one.public_id for one in touched])
    invited = db.session.scalars(select(Invitation).where(Invitation.consultation_id == own)).all()
    cover(wiping, invited, ["name", "address"])
    db.session.flush()


def _cover_explanations(wiping: Wiping, consultation: Consultation) -> list[str]:
    """What explains the articles of versions made after the one that was commented on. Returns which versions."""
    seen = {one.version_id for one in wiping.comments or queries.comments_of(wiping.submission.id)}
    numbers = [consultations.version_by_id(one).number for one in seen]
    if not numbers:
        return []
    return lower.rewrite_explanations(
        consultation, lambda said: covered(wiping.quotations, said), after=min(numbers)
    )


def _cover_titles(wiping: Wiping, consultation: Consultation) -> list[str]:
    """What documents are called that came after what goes; of the draft's own words: all. Returns which documents."""
    after = wiping.submission.received_at if wiping.submission.id else None
    return lower.rewrite_titles(consultation, lambda said: covered(wiping.quotations, said), after=after)


def quoting(comments: Sequence[Comment], now: datetime) -> Wiping | None:
    """What quotes comments of one consultation that left every page, or what is covered in them now, for higher rooms.

    Their own words stay where they are. None where nothing of them is out of sight.
    """
    gone = [one for one in comments if one.state != "published"]
    shown = [one for one in comments if one.state == "published"]
    texts = [
        *queries.bodies_of([one.id for one in gone]), *queries.covered_passages([one.id for one in shown])
    ]  # fmt: skip
    if not texts:
        return None
    own = comments[0].consultation_id
    public = [
        *queries.article_words({one.article_id for one in comments if one.article_id}),
        *queries.said_by_others(own, texts, [one.id for one in gone]),
        *(words for _of, words in queries.public_words(own, references=[one.reference for one in shown])),
    ]
    quotations = Quotations(texts, public=public, references=[one.reference for one in comments])
    nobody = Submission(id=0, consultation_id=own, public_id="", pseudonym="")
    log = consultations.get_by_id(own).public_id
    return Wiping(nobody, log, comments, "", "", quotations, (), now)


def _quotes(quotations: Quotations, value: str) -> bool:
    if value[:1] in ("{", "["):
        try:
            return bool((read := json.loads(value)) != covered(quotations, read))
        except ValueError:
            pass  # a text that begins so
    return value in quotations
