"""When heads were signed: by what the site's log says of sealing. Standard library only: packages carry this file.

No note tells a time. Whoever seals goes on only where the clock hasn't gone back behind the last head, and says of each
head of a consultation's log in the same instant, in the site's log, that it was sealed; of the first key before any.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta
from typing import Any

from consult.record.verify import Fault, checkpoint_of

OF_A_HEAD = {"size", "signed_at", "note"}
BETWEEN = "Heads of the site’s log: each was signed between the sealings that its entries tell of before and behind it"
WITHIN = timedelta(minutes=5)
"""By so much a witness's clock may be behind."""


def check_own_times(
    path: str, rows: Iterable[Mapping[str, Any]], sealed_at: Callable[[int], Set[str]]
) -> None:
    """Each head of the consultation's log was signed when the site's log says that it was sealed. Raises Fault."""
    for row in rows:
        _check_row(path, row)
        if row["signed_at"] not in sealed_at(row["size"]):
            raise _wrong(path, row)


def check_site_times(
    path: str, rows: Iterable[Mapping[str, Any]], sealings: Sequence[tuple[int, str]]
) -> None:
    """Each head of the site's log was signed in its turn. Raises Fault.

    ``sealings``: place and minute of each entry that whoever seals made.
    """
    before = ""
    places = [place for place, _time in sealings]
    for row in rows:
        _check_row(path, row)
        behind = bisect_left(places, row["size"])
        earliest = max(before, sealings[behind - 1][1] if behind else "")
        latest = sealings[behind][1] if behind < len(sealings) else row["signed_at"]
        if not earliest <= row["signed_at"] <= latest:
            raise _wrong(path, row)
        before = row["signed_at"]


def check_witnessed(
    path: str, rows: Sequence[Mapping[str, Any]], seen: Mapping[tuple[str, int], tuple[str, str]]
) -> str:
    """No head was signed later than a witness saw it. Returns what is known of the newest one. Raises Fault.

    ``seen``: (log, entries) -> when a witness whose key the reader gave signed that it saw that head, and who.
    """
    witness = "", ""
    for row in rows:
        witness = seen.get((row["note"].split("\n", 1)[0], row["size"]), ("", ""))
        if witness[0] and _minute_of_head(row["signed_at"]) > _minute_of_head(witness[0]) + WITHIN:
            raise Fault(
                f"{path}: the head of {row['size']} entries says that it was signed later than {witness[1]} saw it"
            )
    if not witness[0]:
        return f"{BETWEEN}; that the newest was signed no later than it says isn’t proven."
    return f"{BETWEEN}; the newest no later than {witness[0]}, when {witness[1]} signed that it saw it."


def _minute_of_head(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)


def _check_row(path: str, row: Mapping[str, Any]) -> None:
    if row.keys() != OF_A_HEAD or checkpoint_of(row["note"].encode()).size != row["size"]:
        raise Fault(f"{path}: a row tells another size than its note, or something else")


def _wrong(path: str, row: Mapping[str, Any]) -> Fault:
    return Fault(f"{path}: the head of {row['size']} entries wasn’t signed when it says, by the site’s log")
