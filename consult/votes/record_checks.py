"""Statements and votes of a live site against their entries, for ``record verify``."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.record import checks
from consult.votes.models import Statement, Support, Vote, Voter


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
    rows = checks.streamed(
        select(Voter.pseudonym, Statement.public_id, Vote.value, Vote.changes, Voter.last_leaf_hash)
        .join(Voter, Voter.id == Vote.voter_id)
        .join(Statement, Statement.id == Vote.statement_id)
        .where(Voter.source.is_(None))
    )
    for row in rows:
        yield row[0], row[1], row[2], row[3], row[4]


def check_supports() -> str:
    """Who supports which proposed wording, as the entries say last, and how many each comment counts."""
    said: set[tuple[str, str]] = set()
    for entry in checks.entries_of(("proposal.supported", "proposal.unsupported")):
        one = (entry.clear["actor"], entry.clear["objects"][0])
        (said.add if entry.clear["type"] == "proposal.supported" else said.discard)(one)
    rows = checks.streamed(
        select(Voter.pseudonym, Comment.public_id)
        .join(Support, Support.voter_id == Voter.id)
        .join(Comment, Comment.id == Support.comment_id)
    )
    counted: Counter[str] = Counter()
    for voter, comment in rows:
        if (voter, comment) not in said:
            raise checks.Fault(f"proposal_support: that of {voter} for {comment} has no entry")
        said.discard((voter, comment))
        counted[comment] += 1
    if said:
        raise checks.Fault("proposal_support: that of {} for {} is missing".format(*min(said)))
    for comment, number in db.session.execute(
        select(Comment.public_id, Comment.supports).where(
            (Comment.supports != 0) | Comment.public_id.in_(counted)
        )
    ):
        if counted[comment] != number:
            raise checks.Fault(f"comment: {comment} counts {number} supports, the entries {counted[comment]}")
    return f"{counted.total():,} rows of proposal_support"
