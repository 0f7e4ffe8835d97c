"""Makes a consultation large: copies of what its senders sent and of what was ruled on it, each with its own entries.

Every copy has its own ids, references, words and salts, and entries that commit to them, as the verbs leave them: a
package of the whole verifies. Fifty times faster than the verbs, which a million comments need an hour of.
"""

import json
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert, select, update

from consult.consultations import queries as consultations
from consult.contributions.models import CommentTally, SubmissionTally
from consult.contributions.references import REFERENCE_BYTES, new_reference
from consult.foundation.db import Base, db, writing
from consult.record import canonical
from consult.record.models import Entry, EntryOpening

COPIED = ("submission", "sender", "comment", "comment_revision", "ruling", "given_receipt")
"""Tables of which each copy has its own rows, those first that others refer to."""
REFERS = {
    "submission": ("id",), "sender": ("submission_id",), "comment": ("id", "submission_id"),
    "comment_revision": ("id", "comment_id"), "ruling": ("id", "comment_id"),
    "given_receipt": ("submission_id", "comment_id"),
}  # fmt: skip
"""Columns that hold a number of a copied row: they rise by as much as there were rows before."""

TOKEN = re.compile(r"[0-9a-f]{40}")
"""What is in every comment's words so that no two are alike."""


def multiply(slug: str, number: int) -> None:
    """Copy what is there until the consultation has ``number`` comments (whole copies: it may be a few more)."""
    made = consultations.get(slug)
    consultation_id, log = made.id, made.public_id
    rows = {name: _rows(Base.metadata.tables[name]) for name in COPIED}
    entries = _entries(log)
    there = len(rows["comment"])
    step = 1 + max(row["id"] for name in ("submission", "comment", "comment_revision", "ruling")
                   for row in rows[name] or [{"id": 0}])  # fmt: skip
    times = -(-(number - there) // there)
    references = {row["reference"] for row in rows["comment"]}
    for time in range(1, times + 1):
        with writing() as session:
            _copy(rows, entries, step * time, references)
            session.info.setdefault("touched_logs", set()).add(log)
    with writing() as session:
        for tally, columns in (
            (CommentTally, ("number",)),
            (SubmissionTally, ("senders", "submissions", "comments")),
        ):
            session.execute(
                update(tally)
                .where(tally.consultation_id == consultation_id)
                .values({name: getattr(tally, name) * (times + 1) for name in columns})
            )


def _rows(table: Table) -> list[dict[str, Any]]:
    found = db.session.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    return [dict(row) for row in found]


def _entries(log: str) -> list[tuple[dict[str, Any], Mapping[str, Sequence[str]], Any]]:
    """(clear fields, openings, time) of the entries about what senders sent, in their order."""
    found = db.session.execute(
        select(Entry.content, EntryOpening.fields, Entry.appended_at)
        .join(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(Entry.log == log, Entry.type.startswith("comment."))
        .order_by(Entry.number)
    )
    return [(json.loads(content), fields, at) for content, fields, at in found]


def _copy(
    rows: Mapping[str, list[dict[str, Any]]], entries: Sequence[Any], step: int, references: set[str]
) -> None:
    """One copy of everything, numbered ``step`` higher; its references join those given before."""
    anew = dict(_renamed(rows, entries, references))
    content, openings = [], []
    for clear, fields, at in entries:
        entry, opening = _entry(clear, fields, anew)
        content.append({**entry, "appended_at": at})
        openings.append(opening)
    db.session.execute(insert(Entry), content)
    db.session.execute(insert(EntryOpening), openings)
    for name in COPIED:
        table = Base.metadata.tables[name]
        if rows[name]:
            db.session.execute(insert(table), [_row(name, row, anew, step) for row in rows[name]])


def _renamed(
    rows: Mapping[str, list[dict[str, Any]]], entries: Sequence[Any], references: set[str]
) -> Iterator[tuple[str, str]]:
    """What stands for what in a copy: ids, references, words."""
    for clear, _fields, _at in entries:
        yield clear["id"], secrets.token_hex(16)
    for name in ("submission", "comment", "ruling"):
        for row in rows[name]:
            yield row["public_id"], secrets.token_hex(16)
    for row in rows["submission"]:
        yield row["pseudonym"], secrets.token_hex(16)
    for row in rows["comment"]:
        yield row["reference"], _fresh(references)
    for row in rows["comment_revision"]:
        token = secrets.token_hex(20)
        yield row["body"], TOKEN.sub(token, row["body"])
        yield row["html"], TOKEN.sub(token, row["html"])


def _fresh(references: set[str]) -> str:
    """A reference that none of these is: of a million, two would be the same in one run of four."""
    while (made := new_reference(secrets.token_bytes(REFERENCE_BYTES))) in references:
        pass
    references.add(made)
    return made


def _row(name: str, row: Mapping[str, Any], anew: Mapping[str, str], step: int) -> dict[str, Any]:
    copied = {
        column: anew.get(value, value) if isinstance(value, str) else value for column, value in row.items()
    }
    if row.get("key_hash"):
        copied["key_hash"] = secrets.token_hex(32)
    return {**copied, **{one: row[one] + step for one in REFERS[name] if row[one] is not None}}


def _entry(
    clear: Mapping[str, Any], fields: Mapping[str, Sequence[str]], anew: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    values = {name: anew.get(value, value) for name, (_salt, value) in fields.items()}
    commitments, opened = canonical.open_commitments(values)
    own = anew[clear["id"]]
    content = canonical.entry_bytes(
        entry_id=own, time=clear["time"], type_=clear["type"], consultation=clear["consultation"],
        objects=[anew.get(one, one) for one in clear.get("objects", ())],
        actor=anew.get(clear.get("actor", ""), clear.get("actor", "")), office=clear.get("office", ""),
        role=clear.get("role", ""), ground=clear.get("ground", ""), commitments=commitments,
    )  # fmt: skip
    entry = {
        "id": own, "log": clear["consultation"], "type": clear["type"], "content": content,
        "leaf_hash": canonical.leaf_hash(content),
    }  # fmt: skip
    return entry, {
        "entry_id": own,
        "fields": {name: [one.salt.hex(), one.value] for name, one in opened.items()},
    }
