"""Whether counts of votes are public by what entries say: a package that calls them hidden is not believed.

Standard library only: packages carry this file.
"""

from collections.abc import Iterable, Mapping

from consult.opendata.verify_drafts import STATES_BY_ACT
from consult.opendata.verify_process import Process
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_times import UP_TO_MINUTE
from consult.opendata.verify_told import SHUT, Instant, instant_of
from consult.record.verify import Fault

WITHOUT_RESULTS = "data/package.json says that counts of votes aren’t public yet"
OVER_BY_ACT = ("answered", "finished", "withdrawn")
TALLIES = ("agrees", "disagrees", "passes")


def check_hidden(process: Process, as_of: str) -> None:
    """Counts may be called hidden: by the entries they aren't public yet. Raises Fault.

    Where an erasure took the rules out, only acts tell whether it is over.
    ``as_of``: when the package says it is of. It is of no earlier minute than its newest entry, of either log.
    """
    acts = process.deeds.of("consultation.", "outcome.published")
    published = [one for one in acts if one.type == "consultation.published"]
    if any(one.says("rules") is SHUT and process.erased.isdisjoint(one.named) for one in published):
        raise Fault(f"{WITHOUT_RESULTS}, and doesn’t open the rules by which they appear")
    if _are_public_by_entries(process, as_of):
        raise Fault(f"{WITHOUT_RESULTS}, and by its entries they were")


def shown_in_words(process: Process, as_of: str) -> list[str]:
    """What isn't proven where counts are called public: no entry tells when the package was asked for."""
    if _are_public_by_entries(process, as_of):
        return []
    return ["That counts of votes are public data/package.json says alone: by its entries they weren’t yet."]


def _are_public_by_entries(process: Process, as_of: str) -> bool:
    state = "draft"
    for one in process.deeds.of("consultation.", "outcome.published"):
        state = STATES_BY_ACT.get(one.type, state)
    now = max(as_of[:UP_TO_MINUTE], process.latest[:UP_TO_MINUTE], process.roles.latest[:UP_TO_MINUTE])
    return _are_public(state, process.rules, now)


def _are_public(state: str, rules: Mapping[str, str], now: str) -> bool:
    """As pages show them; in the minute of a date itself, which may come after what was told, it isn't said yet."""
    is_at_once = rules.get("results_appear") == "at-once"
    if state != "published":
        return state in OVER_BY_ACT or (state == "suspended" and is_at_once)
    opens, closes = (_minute_of(rules.get(name, "")) for name in ("opens_at", "closes_at"))
    if opens and now <= opens:
        return False
    return is_at_once or bool(closes and now > closes)


def _minute_of(text: str) -> str:
    told = instant_of(text)
    return told.exact[:UP_TO_MINUTE] if isinstance(told, Instant) else ""


def check_nothing_told(process: Process, statements: Iterable[Row], votes: Iterable[Row]) -> None:
    """Where counts aren't public, no table and no opening tells one. Raises Fault."""
    if process.tells_votes:
        raise Fault(f"{WITHOUT_RESULTS}, and data/openings.jsonl opens votes")
    if any(True for _row in votes):
        raise Fault(f"{WITHOUT_RESULTS}, and data/votes.jsonl has some")
    for row in statements:
        if any(row[name] != "" for name in TALLIES):
            raise Fault(
                f"{WITHOUT_RESULTS}, and data/statements.jsonl tells those of statement {row['number']}"
            )
