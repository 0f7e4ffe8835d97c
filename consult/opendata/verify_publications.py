"""What was published and handed over on the way to the decision, by the entries alone.

Standard library only: packages carry this file.
"""

from collections.abc import Iterable, Mapping

from consult.opendata.verify_signatures import Row
from consult.record.verify import Fault


class Publications:
    """The summary of what was received, and dossiers for the decision, act by act."""

    READS = ("summary.", "dossier.", "commitment.")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.is_promised = False
        self.summary: dict[str, str] | None = None
        self.dossiers: dict[str, dict[str, str]] = {}
        self.commitments: dict[str, dict[str, str]] = {}

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry. Raises Fault."""
        type_ = str(entry.get("type", ""))
        if type_ in ("summary.promised", "summary.postponed"):
            self.is_promised = True
        elif type_ == "summary.published":
            if self.summary is not None:
                raise Fault("the summary was published before")
            self.summary = {**opened, "id": str(entry["objects"][0])}
        elif type_ == "summary.quotation_erased":
            self.summary = None if self.summary is None else {**self.summary, **opened}
        elif type_.startswith(("dossier.", "commitment.")):
            self._handed_or_promised(type_, str(entry["objects"][0]), opened)
        elif type_ == "summary.corrected":
            if self.summary is None:
                raise Fault("a summary is corrected that was never published")
            self.summary |= opened

    def _handed_or_promised(self, type_: str, own: str, opened: Mapping[str, str]) -> None:
        if type_ == "dossier.handed_over":
            self.dossiers[own] = dict(opened)
        elif type_ == "dossier.acknowledged":
            self._acknowledge(own, opened)
        elif type_ == "commitment.made":
            self.commitments[own] = dict(opened)
        elif type_ == "commitment.reported":
            self._report(own, opened)
        elif type_ == "commitment.quotation_erased" and own in self.commitments:
            self.commitments[own] |= opened

    def _acknowledge(self, own: str, opened: Mapping[str, str]) -> None:
        dossier = self.dossiers.get(own)
        if dossier is None:
            raise Fault(f"dossier {own} was never handed over")
        if "acknowledged" in dossier:
            raise Fault(f"dossier {own} was acknowledged before")
        if opened.get("sha256", dossier.get("sha256")) != dossier.get("sha256"):
            raise Fault(f"dossier {own} was acknowledged as another file than was handed over")
        dossier |= {**opened, "acknowledged": "yes"}

    def _report(self, own: str, opened: Mapping[str, str]) -> None:
        commitment = self.commitments.get(own)
        if commitment is None:
            raise Fault(f"commitment {own} was never made")
        if commitment.get("state", "open") != "open":
            raise Fault(f"commitment {own} was settled before")
        commitment |= {name: value for name, value in opened.items() if name in ("state", "due_on")}

    def check_commitments(self, rows: Iterable[Row]) -> None:
        """Each commitment stands as its entries say, and none is missing."""
        seen = set()
        for row in rows:
            where, said = f"data/commitments.jsonl: {row['id']}", self.commitments.get(row["id"])
            if said is None:
                raise Fault(f"{where} has no entry")
            seen.add(row["id"])
            for name in ("owner", "due_on", "state"):
                if said.get(name, row[name]) != row[name]:
                    raise Fault(f"{where}: “{name}” is not what the entries say")
        if missing := self.commitments.keys() - seen:
            raise Fault(f"data/commitments.jsonl: {min(missing)} has an entry and is missing here")

    def check_dossiers(self, rows: Iterable[Row]) -> None:
        """Each dossier was handed over and acknowledged as its entries say, and none is missing."""
        seen = set()
        for row in rows:
            where, said = f"data/dossiers.jsonl: {row['id']}", self.dossiers.get(row["id"])
            if said is None or row["id"] in seen:
                raise Fault(f"{where} has no entry of its own")
            seen.add(row["id"])
            if bool(row["acknowledged_at"]) != ("acknowledged" in said):
                raise Fault(f"{where}: the entries and the table disagree whether it was acknowledged")
            for name in ("sha256", "handed_to", "acknowledged_by", "acknowledged_office"):
                if said.get(name, row[name]) != row[name]:
                    raise Fault(f"{where}: “{name}” is not what the entries say")
        if missing := self.dossiers.keys() - seen:
            raise Fault(f"data/dossiers.jsonl: {min(missing)} has an entry and is missing here")

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
