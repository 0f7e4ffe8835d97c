"""What happened to statements. Single votes are told to nobody."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StatementOpened:
    """A statement can be answered."""

    statement_id: int


@dataclass(frozen=True)
class StatementClosed:
    """It takes no more answers."""

    statement_id: int
