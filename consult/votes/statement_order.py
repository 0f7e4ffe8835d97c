"""The order in which statements are put to a voter: least answered first, chance among equals.

The rule, exactly: statements are sorted by how many answers each has so far (agree, disagree and pass together),
fewest first; among equal numbers by SHA-256 of ``seed|voter|statement`` in hexadecimal, where ``seed`` is the
consultation's published seed, ``voter`` the voter's key and ``statement`` the statement's public id. So every
statement gets nearly the same number of answers, and nobody can buy, earn or post their way to the top.
"""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple


class Candidate(NamedTuple):
    """A statement that is open: its public id and how many answers it has."""

    public_id: str
    answers: int


def chance(seed: str, voter: str, statement: str) -> str:
    """The lot that a statement draws for a voter: the same each time, another for each voter."""
    return hashlib.sha256(f"{seed}|{voter}|{statement}".encode()).hexdigest()


def in_order(candidates: Iterable[Candidate], *, seed: str, voter: str) -> list[Candidate]:
    """The candidates in the order in which this voter is asked."""
    return sorted(candidates, key=lambda one: (one.answers, chance(seed, voter, one.public_id)))
