"""Vote sets in the form of Polis exports, in and out.

A voter may vote again on the same comment: the last vote by timestamp counts, and ``votes.csv`` isn't in the
order of time. The ``agrees`` and ``disagrees`` of ``comments.csv`` count every row instead, so they are left
aside on reading; on writing they count what counts.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from consult.foundation.errors import N_, Refused
from consult.foundation.tables import BadRow, Row, Table, TableLimits, read_table, write_csv

Choice = Literal["agree", "disagree", "pass"]
_CHOICES: dict[str, Choice] = {"1": "agree", "-1": "disagree", "0": "pass"}
_NUMBERS: dict[Choice, int] = {"agree": 1, "disagree": -1, "pass": 0}
_MATRIX = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
_LIMITS = TableLimits(columns=20_000)


@dataclass(frozen=True)
class PolisStatement:
    """``moderated`` is 1 accepted, 0 not yet moderated, -1 rejected; ``at`` is UTC."""

    id: str
    text: str
    moderated: int
    author_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PolisVote:
    """A voter's vote that counts. ``at`` is milliseconds since 1970, None where the set doesn't say."""

    voter_id: str
    comment_id: str
    value: Choice
    at: int | None


@dataclass(frozen=True)
class PolisSet:
    """One conversation. ``refused`` holds unusable rows as (file, row); ``superseded`` counts older votes."""

    statements: tuple[PolisStatement, ...]
    votes: tuple[PolisVote, ...]
    summary: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    superseded: int = 0
    refused: tuple[tuple[str, BadRow], ...] = ()


def moment(milliseconds: int | None) -> datetime | None:
    """Milliseconds since 1970 as aware UTC; None outside the years 1970 to 9999."""
    if milliseconds is None or not 0 <= milliseconds < 253_402_300_800_000:
        return None
    seconds, rest = divmod(milliseconds, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)


def _found(directory: Path, name: str) -> Path | None:
    return next((path for path in (directory / name, directory / f"{name}.gz") if path.is_file()), None)


def _table(path: Path, needed: Iterable[str]) -> Table:
    table = read_table(path, limits=_LIMITS)
    missing = [name for name in needed if name not in table.columns]
    if missing:
        table.close()
        raise Refused(N_("%(file)s has no column %(names)s."), file=path.name, names=", ".join(missing))
    return table


def _whole(text: str) -> int | None:
    text = text.strip().removesuffix(".0")
    return int(text) if re.fullmatch(r"-?\d{1,18}", text, re.ASCII) else None


def _raw(row: Row) -> str:
    return ",".join(row.values.values())[:2000]


def _statements(path: Path, refused: list[tuple[str, BadRow]]) -> Iterator[PolisStatement]:
    seen: set[str] = set()
    for row in _table(path, ("comment-id", "comment-body")):
        if isinstance(row, BadRow):
            refused.append((path.name, row))
            continue
        values = row.values
        identity = values["comment-id"].strip()
        moderated = _whole(values.get("moderated") or "0")
        reason = None
        if not identity or identity in seen:
            reason = N_("the comment-id is missing or occurs twice")
        elif moderated not in (-1, 0, 1):
            reason = N_("moderated is neither 1, 0 nor -1")
        if reason is not None or moderated is None:
            refused.append((path.name, BadRow(row.number, reason or "", _raw(row))))
            continue
        seen.add(identity)
        at = moment(_whole(values.get("timestamp", "")))
        yield PolisStatement(
            identity, values["comment-body"], moderated, values.get("author-id", "").strip(), at
        )


def _votes(path: Path, known: set[str], refused: list[tuple[str, BadRow]]) -> tuple[list[PolisVote], int]:
    """The last vote of each voter on each comment, and how many rows were superseded; ties by row order."""
    last: dict[tuple[str, str], tuple[int, Choice]] = {}
    superseded = 0
    for row in _table(path, ("timestamp", "comment-id", "voter-id", "vote")):
        if isinstance(row, BadRow):
            refused.append((path.name, row))
            continue
        values = row.values
        voter, comment = values["voter-id"].strip(), values["comment-id"].strip()
        at, choice = _whole(values["timestamp"]), _CHOICES.get(values["vote"].strip().removesuffix(".0"))
        if at is None or choice is None or not voter or comment not in known:
            reason = N_("time, voter, comment or vote can’t be used")
            refused.append((path.name, BadRow(row.number, reason, _raw(row))))
            continue
        before = last.get((voter, comment))
        superseded += before is not None
        if before is None or at >= before[0]:
            last[voter, comment] = (at, choice)
    return [
        PolisVote(voter, comment, choice, at) for (voter, comment), (at, choice) in last.items()
    ], superseded


def _matrix(
    path: Path, known: set[str], refused: list[tuple[str, BadRow]], groups: dict[str, str]
) -> Iterator[PolisVote]:
    """The final votes of the matrix; refused where it has comments that ``comments.csv`` doesn't have."""
    table = _table(path, ("participant",))
    comments = [name for name in table.columns if name not in _MATRIX]
    unknown = [name for name in comments if name not in known]
    if unknown:
        table.close()
        raise Refused(
            N_("%(file)s has votes on comments that comments.csv doesn’t have: %(names)s."),
            file=path.name,
            names=", ".join(unknown[:10]),
        )
    seen: set[str] = set()
    for row in table:
        if isinstance(row, BadRow):
            refused.append((path.name, row))
            continue
        voter = row.values["participant"].strip()
        cells = {name: row.values[name].strip().removesuffix(".0") for name in comments}
        if not voter or voter in seen or any(cell and cell not in _CHOICES for cell in cells.values()):
            reason = N_("the participant is missing or occurs twice, or a vote can’t be used")
            refused.append((path.name, BadRow(row.number, reason, _raw(row))))
            continue
        seen.add(voter)
        if group := row.values.get("group-id", "").strip():
            groups[voter] = group
        yield from (PolisVote(voter, name, _CHOICES[cell], None) for name, cell in cells.items() if cell)


def _summary(path: Path) -> dict[str, str]:
    """``summary.csv`` has no heading: its first pair reads as one."""
    table = read_table(path, limits=_LIMITS)
    pairs = dict([table.columns]) if len(table.columns) == 2 else {}
    for row in table:
        if isinstance(row, Row) and len(row.values) == 2:
            key, value = row.values.values()
            pairs[key.strip()] = value
    return pairs


def read_polis(directory: Path | str) -> PolisSet:
    """Read a folder with comments.csv and votes.csv or participants-votes.csv, each perhaps .gz.

    Votes come from votes.csv where it is there, else from the matrix; groups come from the matrix.
    Votes are in the order in which their pair of voter and comment first occurs. Raises Refused
    where a file or column is missing.
    """
    folder = Path(directory)
    comments, votes, matrix = (
        _found(folder, name) for name in ("comments.csv", "votes.csv", "participants-votes.csv")
    )
    if comments is None or (votes is None and matrix is None):
        raise Refused(N_("The folder needs comments.csv and either votes.csv or participants-votes.csv."))
    refused: list[tuple[str, BadRow]] = []
    groups: dict[str, str] = {}
    statements = tuple(_statements(comments, refused))
    known = {statement.id for statement in statements}
    from_matrix = list(_matrix(matrix, known, refused, groups)) if matrix else []
    counted, superseded = _votes(votes, known, refused) if votes else (from_matrix, 0)
    summary = _found(folder, "summary.csv")
    pairs = _summary(summary) if summary else {}
    return PolisSet(statements, tuple(counted), pairs, groups, superseded, tuple(refused))


def _sortable(identity: str) -> tuple[int, int, str]:
    number = _whole(identity)
    return (1, 0, identity) if number is None else (0, number, identity)


def _stamp(at: datetime | None) -> tuple[int | str, str]:
    """Milliseconds, and the same instant as Polis writes it: English words whatever the machine's language."""
    if at is None:
        return "", ""
    at = at.astimezone(UTC)
    days, months = "Mon Tue Wed Thu Fri Sat Sun", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    words = f"{days.split()[at.weekday()]} {months.split()[at.month - 1]} {at:%d %H:%M:%S} UTC {at.year}"
    return int(at.replace(microsecond=0).timestamp()) * 1000 + at.microsecond // 1000, words


def write_polis(
    directory: Path | str,
    statements: Iterable[PolisStatement],
    votes: Iterable[PolisVote],
    summary: Mapping[str, str] | None = None,
    groups: Mapping[str, str] | None = None,
) -> None:
    """Write comments.csv, votes.csv, participants-votes.csv and summary.csv as Polis does.

    ``votes`` are those that count, one for each voter and comment; agrees and disagrees count them.
    ``summary`` gives topic, url, views and conversation-description; the counts are made here.
    """
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    groups = groups or {}
    known = sorted(statements, key=lambda one: _sortable(one.id))
    cast: dict[str, dict[str, Choice]] = {}
    tally: Counter[tuple[str, Choice]] = Counter()

    def vote_rows() -> Iterator[tuple[object, ...]]:
        for vote in votes:
            if vote.comment_id in cast.setdefault(vote.voter_id, {}):
                raise ValueError(
                    f"two votes of {vote.voter_id} on {vote.comment_id}: give the one that counts"
                )
            cast[vote.voter_id][vote.comment_id] = vote.value
            tally[vote.comment_id, vote.value] += 1
            stamp, words = _stamp(moment(vote.at))
            yield stamp, words, vote.comment_id, vote.voter_id, _NUMBERS[vote.value]

    def comment_rows() -> Iterator[tuple[object, ...]]:
        for one in known:
            agrees, disagrees = tally[one.id, "agree"], tally[one.id, "disagree"]
            yield *_stamp(one.at), one.id, one.author_id, agrees, disagrees, one.moderated, one.text

    def matrix_rows() -> Iterator[tuple[object, ...]]:
        written = Counter(one.author_id for one in known)
        for voter in sorted(cast, key=_sortable):
            own = cast[voter]
            counts = Counter(own.values())
            numbers = (written[voter], len(own), counts["agree"], counts["disagree"])
            cells = (_NUMBERS[own[one.id]] if one.id in own else None for one in known)
            yield voter, groups.get(voter), *numbers, *cells

    _write(folder / "votes.csv", vote_rows(), ("timestamp", "datetime", "comment-id", "voter-id", "vote"))
    columns = (
        "timestamp",
        "datetime",
        "comment-id",
        "author-id",
        "agrees",
        "disagrees",
        "moderated",
        "comment-body",
    )
    _write(folder / "comments.csv", comment_rows(), columns)
    _write(folder / "participants-votes.csv", matrix_rows(), (*_MATRIX, *(one.id for one in known)))
    _write_summary(folder / "summary.csv", known, cast, summary or {}, groups)


def _write_summary(
    path: Path,
    known: Sequence[PolisStatement],
    cast: Mapping[str, object],
    given: Mapping[str, str],
    groups: Mapping[str, str],
) -> None:
    counts = {
        "voters": len(cast),
        "voters-in-conv": len(groups) or len(cast),
        "commenters": len({one.author_id for one in known}),
        "comments": len(known),
        "groups": len(set(groups.values())),
    }
    names = ("topic", "url", "views", *counts, "conversation-description")
    pairs = [(name, counts.get(name, given.get(name, ""))) for name in names]
    _write(path, pairs[1:], [str(part) for part in pairs[0]])


def _write(path: Path, rows: Iterable[tuple[object, ...]], columns: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(rows, list(columns), stream)
