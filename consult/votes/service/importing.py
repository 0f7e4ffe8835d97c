"""Taking over a Polis conversation: its statements, its voters and the vote of each that counts.

All of it is one transaction: 50,000 votes take about a second, and a set that is half there would show wrong counts.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import case, func, insert, select, update

from consult.consultations.models import Consultation
from consult.contributions.service import importing
from consult.foundation.access import Actor
from consult.foundation.db import db, insert_into
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.record import service as record
from consult.votes import permissions, queries
from consult.votes.models import Statement, Vote, Voter
from consult.votes.polis import PolisSet, PolisStatement, PolisVote, moment
from consult.votes.service.statements import lock_numbers, next_number

BATCH = 1_000
NOT_YOURS = N_("Only authors and clerks of the body import votes.")
CLOSED = {-1: "rejected", 0: "unmoderated"}
"""Their moderators didn't accept these: kept with their votes, closed, and their text isn't shown."""


@dataclass(frozen=True)
class Imported:
    """What an import found and what it stored; nothing is stored when it is run again."""

    statements: int
    statements_stored: int
    voters: int
    voters_stored: int
    votes: int
    votes_stored: int
    superseded: int
    refused: int


def _nothing(done: int) -> None:
    """No progress bar."""


def agree_to_votes(
    actor: Actor, consultation: Consultation, *, source: str, files: Mapping[str, str], now: datetime
) -> bool:
    """Ask that the set may go into a consultation while people vote: two persons agree (S22). Whether they have."""
    if not permissions.may_import(actor, consultation):
        raise Forbidden(NOT_YOURS)
    return importing.agree_to_import(actor, consultation, facts_of(source, files), now=now)


def facts_of(source: str, files: Mapping[str, str]) -> dict[str, str]:
    """What the second person agrees to: the set, by the SHA-256 of its files' names and hashes."""
    listed = "\n".join(f"{name} {value}" for name, value in sorted(files.items()))
    return {"kind": "votes", "source": source, "file": hashlib.sha256(listed.encode()).hexdigest()}


def import_polis(
    actor: Actor,
    consultation: Consultation,
    found: PolisSet,
    *,
    source: str,
    files: Mapping[str, str],
    language: str,
    now: datetime,
    progress: Callable[[int], None] = _nothing,
) -> Imported:
    """Store a set, in any state of the consultation. ``files`` are names with their SHA-256; ``progress`` is told
    how many further votes were stored. Imported votes are counted apart. Raises Forbidden.
    """
    if not permissions.may_import(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if not importing.is_agreed(consultation, facts_of(source, files), now):
        raise Conflict(importing.NEEDS_SECOND)
    lock_numbers(consultation)
    statements, new_statements = _statements(consultation, found.statements, source, language, now)
    voters, new_voters = _voters(consultation.id, found.votes, source, now)
    stored = _votes(found.votes, statements, voters, now, progress)
    if stored:
        _count(statements.values())
    imported = Imported(
        len(found.statements), new_statements, len(voters), new_voters, len(found.votes), stored, found.superseded,
        len(found.refused),
    )  # fmt: skip
    if new_statements or new_voters or stored:
        hashes = {f"sha256 {name}": value for name, value in files.items()}
        counts = {name: str(number) for name, number in vars(imported).items()}
        record.append(
            "votes.imported", actor=actor, now=now, consultation=consultation.public_id,
            organisation_id=consultation.organisation_id, role=queries.role_of(actor, consultation.organisation_id),
            values={"source": source, **hashes, **counts},
        )  # fmt: skip
    db.session.expire_all()
    return imported


def _statements(
    consultation: Consultation, found: Sequence[PolisStatement], source: str, language: str, now: datetime
) -> tuple[dict[str, int], int]:
    """Row ids by the source's ids, and how many are new. Numbered in the order in which they were written there."""
    known = _ids(Statement, consultation.id, source)
    number = next_number(consultation.id)
    rows: list[dict[str, object]] = []
    for one in sorted(found, key=lambda one: (one.at or now, len(one.id), one.id)):
        if one.id in known:
            continue
        reason = CLOSED.get(one.moderated, "")
        rows.append({
            "public_id": random_id(), "consultation_id": consultation.id, "number": number + len(rows),
            "text": one.text.strip(), "language": language, "opened_at": one.at or now,
            "closed_at": now if reason else None, "closed_reason": reason, "is_withheld": bool(reason),
            "source": source, "external_id": one.id, "agrees": 0, "disagrees": 0, "passes": 0,
            "imported_agrees": 0, "imported_disagrees": 0, "imported_passes": 0,
        })  # fmt: skip
    if rows:
        db.session.execute(insert(Statement), rows)
    return _ids(Statement, consultation.id, source), len(rows)


def _voters(
    consultation_id: int, votes: Sequence[PolisVote], source: str, now: datetime
) -> tuple[dict[str, int], int]:
    known = _ids(Voter, consultation_id, source)
    first: dict[str, int | None] = {}
    for vote in votes:
        before = first.get(vote.voter_id)
        first[vote.voter_id] = vote.at if before is None else min(before, vote.at or before)
    rows = [
        {
            "consultation_id": consultation_id, "pseudonym": random_id(), "last_entry_id": "", "last_leaf_hash": "",
            "source": source, "external_id": voter, "first_voted_at": moment(at) or now,
        }
        for voter, at in first.items()
        if voter not in known
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Voter), rows)
    ids = _ids(Voter, consultation_id, source)
    return {voter: ids[voter] for voter in first}, len(rows)


def _ids(table: type[Statement] | type[Voter], consultation_id: int, source: str) -> dict[str, int]:
    rows = db.session.execute(
        select(table.external_id, table.id).where(
            table.consultation_id == consultation_id, table.source == source
        )
    )
    return {external_id: key for external_id, key in rows if external_id is not None}


def _votes(
    votes: Iterable[PolisVote],
    statements: Mapping[str, int],
    voters: Mapping[str, int],
    now: datetime,
    progress: Callable[[int], None],
) -> int:
    """Store what isn't there yet or is otherwise there; returns how many rows are new or changed."""
    known = _known_votes(statements.values())
    rows = iter(votes)
    stored = 0
    while batch := list(islice(rows, BATCH)):
        new = []
        for vote in batch:
            key = (statements[vote.comment_id], voters[vote.voter_id])
            if known.get(key) != vote.value:
                new.append({
                    "statement_id": key[0], "voter_id": key[1], "value": vote.value,
                    "voted_at": moment(vote.at) or now, "changes": 0,
                })  # fmt: skip
        if new:
            write = insert_into(Vote)
            changed = {
                "value": write.excluded.value,
                "voted_at": write.excluded.voted_at,
                "changes": Vote.changes + 1,
            }
            db.session.execute(
                write.on_conflict_do_update(index_elements=["statement_id", "voter_id"], set_=changed), new
            )
        stored += len(new)
        progress(len(batch))
    return stored


def _known_votes(statement_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    known: dict[tuple[int, int], str] = {}
    ids = list(statement_ids)
    for start in range(0, len(ids), 500):
        rows = db.session.execute(
            select(Vote.statement_id, Vote.voter_id, Vote.value).where(
                Vote.statement_id.in_(ids[start : start + 500])
            )
        )
        known.update({(statement, voter): value for statement, voter, value in rows})
    return known


def _count(statement_ids: Iterable[int]) -> None:
    """Count the imported votes of these statements again from the rows."""
    ids = list(statement_ids)
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        counted = db.session.execute(
            select(
                Vote.statement_id,
                *(
                    func.sum(case((Vote.value == value, 1), else_=0))
                    for value in ("agree", "disagree", "pass")
                ),
            )
            .join(Voter, Voter.id == Vote.voter_id)
            .where(Vote.statement_id.in_(part), Voter.source.is_not(None))
            .group_by(Vote.statement_id)
        )
        for statement_id, agrees, disagrees, passes in counted.all():
            db.session.execute(
                update(Statement)
                .where(Statement.id == statement_id)
                .values(
                    imported_agrees=int(agrees),
                    imported_disagrees=int(disagrees),
                    imported_passes=int(passes),
                )
                .execution_options(synchronize_session=False)
            )
