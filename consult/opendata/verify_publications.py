"""What was published and handed over on the way to the decision, by the entries alone.

Standard library only: packages carry this file.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from consult.record.verify import Fault

Row = Mapping[str, Any]


class Publications:
    """The summary of what was received, act by act."""

    def __init__(self) -> None:
        self.is_promised = False
        self.summary: dict[str, str] | None = None

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry. Raises Fault."""
        type_ = str(entry.get("type", ""))
        if type_ == "summary.promised":
            self.is_promised = True
        elif type_ == "summary.published":
            if self.summary is not None:
                raise Fault("the summary was published before")
            self.summary = {**opened, "id": str(entry["objects"][0])}
        elif type_ == "summary.quotation_erased":
            self.summary = None if self.summary is None else {**self.summary, **opened}
        elif type_ == "summary.corrected":
            if self.summary is None:
                raise Fault("a summary is corrected that was never published")
            self.summary |= opened

    def check_before_outcome(self, comments_appear: str) -> None:
        """Raises Fault where the outcome is published and the summary that was owed before it isn't."""
        if self.summary is None and (self.is_promised or comments_appear == "in-summary"):
            raise Fault("the outcome is published, and the summary that is owed before it isn\u2019t")

    def check_summaries(self, rows: Iterable[Row]) -> None:
        """The summary is the one that was published, as last corrected."""
        table, said = list(rows), self.summary
        if bool(table) != (said is not None):
            raise Fault("data/summaries.jsonl: the entries and the table disagree whether it is published")
        for row in table:
            if said and row["id"] != said["id"]:
                raise Fault(f"data/summaries.jsonl: {row['id']} has no entry")
            if (
                said
                and row["language"] == said.get("language")
                and said.get("body", row["body"]) != row["body"]
            ):
                raise Fault("data/summaries.jsonl: the words are not those that were published")
