"""Statements and votes of a live site against their entries, for ``record verify``."""

from collections.abc import Iterator

from sqlalchemy import select

from consult.foundation.db import db
from consult.record import checks
from consult.votes.models import Statement, Vote, Voter


def check_votes() -> str:
    """Statements, and each person's last word on them, against the entries; each vote's entry names the one before."""
    looked = checks.check_tables(
        checks.Kept(
            Statement, ("statement.opened",), columns={"number": "number", "language": "language"},
            where=(Statement.source.is_(None),),
        )
    )  # fmt: skip
    last: dict[tuple[str, str], tuple[str, int]] = {}
    heads: dict[str, str] = {}
    for entry in checks.entries_of(("vote.cast",)):
        voter, statement = entry.clear["actor"], entry.clear["objects"][0]
        if entry.opened.get("previous", heads.get(voter, "")) != heads.get(voter, ""):
            raise checks.Fault(
                f"record_entry: the vote {entry.clear['id']} doesn't follow its voter's last one"
            )
        heads[voter] = entry.leaf_hash
        changes = last[voter, statement][1] + 1 if (voter, statement) in last else 0
        last[voter, statement] = (entry.opened.get("value", ""), changes)
    number = 0
    for voter, statement, value, changes, head in _votes_cast():
        if last.pop((voter, statement), None) not in ((value, changes), ("", changes)):
            raise checks.Fault(
                f"vote: that of voter {voter} on statement {statement} is not what its entry says"
            )
        if heads[voter] != head:
            raise checks.Fault(f"voter: {voter} has another last vote than the entries say")
        number += 1
    if last:
        raise checks.Fault("vote: that of voter {} on statement {} is missing".format(*min(last)))
    return f"{looked}, {number:,} rows of vote"


def _votes_cast() -> Iterator[tuple[str, str, str, int, str]]:
    rows = db.session.execute(
        select(Voter.pseudonym, Statement.public_id, Vote.value, Vote.changes, Voter.last_leaf_hash)
        .join(Voter, Voter.id == Vote.voter_id)
        .join(Statement, Statement.id == Vote.statement_id)
        .where(Voter.source.is_(None))
        .execution_options(yield_per=1_000)
    )
    for row in rows:
        yield row[0], row[1], row[2], row[3], row[4]
