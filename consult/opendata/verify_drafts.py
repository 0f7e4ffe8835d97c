"""What the consultation says about itself, its dates, and its draft in versions, column by column.

Standard library only: packages carry this file.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consult.opendata.verify_answers import newest
from consult.opendata.verify_roles import Roles
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_told import (
    SHUT,
    UNSAID,
    Columns,
    Deed,
    Deeds,
    Parsed,
    Unknown,
    instant_of,
    pairs,
)
from consult.record.verify import Fault

STATES_BY_ACT = {
    "consultation.published": "published", "consultation.suspended": "suspended", "consultation.resumed": "published",
    "outcome.published": "answered", "consultation.finished": "finished", "consultation.withdrawn": "withdrawn",
    "consultation.superseded": "withdrawn", "consultation.annulled": "withdrawn",
}  # fmt: skip
ENDED = ("consultation.withdrawn", "consultation.superseded", "consultation.annulled")
RULES = (
    "timezone", "who_may_comment", "who_may_vote", "moderation", "results_appear", "period_kind",
)  # fmt: skip
FACTS = (
    "profile", "order_seed", "short_period_reason", "short_period_reason_language", "same_people_reason",
    "same_people_reason_language", "first_language",
)  # fmt: skip
TEXTS = (
    "title", "summary", "legal_basis", "affected", "decided", "open_questions", "contact", "other_ways", "what_next",
    "not_for",
)  # fmt: skip
ARTICLE = (
    "language", "article", "id", "kind", "position", "level", "number", "heading", "text", "explanation",
    "text_in_force",
)  # fmt: skip
"""Columns of an article under the hash of a whole version, in their order there."""
DOCUMENT = ("kind", "title", "language", "dated_on", "file_name", "file_sha256", "file_kind", "size")
ALTERNATIVE = ("language", "article", "alternative", "label", "text")
ONLY_IN_HASH = ("id", "kind", "position", "level", "explanation", "text_in_force")
"""Columns of an article that older entries commit to nowhere."""


class Drafts:
    """Holds these tables against what the entries say. Each method raises the first Fault."""

    def __init__(self, deeds: Deeds, columns: Columns) -> None:
        self._deeds, self._columns = deeds, columns
        self._published = {
            one.objects[0]: one
            for one in deeds.of("consultation.published", "version.published")
            if one.objects
        }

    def consultation(
        self, rows: Sequence[Row], own: str, rules: Mapping[str, str], roles: Roles, body: str
    ) -> None:
        """What it says about itself in every language, by which rules it runs, and how it stands.

        ``body``: id of the one that holds it.
        """
        acts = self._deeds.of("consultation.", "outcome.published")
        first = next((one for one in acts if one.type == "consultation.published"), None)
        if first is None:
            return
        texts, facts = (_json_of(first.says(name)) for name in ("texts", "facts"))
        known = {row["language"]: UNSAID for row in rows} if isinstance(texts, Unknown) else texts
        said = {"id": own, **self._standing(acts), **{name: rules.get(name, UNSAID) for name in RULES}}
        said |= {name: facts if isinstance(facts, Unknown) else facts.get(name, UNSAID) for name in FACTS}
        said["slug"] = next((one.says("slug") for one in acts if one.type == "consultation.created"), UNSAID)
        said["outcome_due_on"] = self._due_on(facts)
        explained = [one for one in acts if one.type == "consultation.same_people_explained"]
        if explained:
            said["same_people_reason"] = explained[-1].says("reason")
        for row, words in pairs("consultation", rows, known, lambda row: row["language"]):
            told = {name: words if isinstance(words, Unknown) else words.get(name, "") for name in TEXTS}
            notice = words if isinstance(words, Unknown) else words.get("notice") or {}
            for name in ("short_period_reason", "same_people_reason"):
                told |= {} if row[name] else {f"{name}_language": ""}
            told["notice"] = (
                notice if isinstance(notice, Unknown) else Parsed(json.dumps(notice)) if notice else ""
            )
            reviewers = facts if isinstance(facts, Unknown) else facts.get("reviews_by", UNSAID)
            told["body"] = roles.name_in(body, row["language"])
            told["reviews_by"] = roles.name_in(reviewers, row["language"]) if reviewers else ""
            named = [name for one in acts for name in one.named]
            self._columns.hold("consultation", row, {**said, **told}, named, row["language"])

    @staticmethod
    def _standing(acts: Sequence[Deed]) -> dict[str, Any]:
        said: dict[str, Any] = {
            "state": "draft", "published_at": "", "answered_at": "", "finished_at": "", "ended_at": "", "ending": "",
            "state_reason": "", "superseded_by": "",
        }  # fmt: skip
        for one in acts:
            said["state"] = STATES_BY_ACT.get(one.type, said["state"])
            if one.type in ("consultation.published", "consultation.finished"):
                said[f"{one.type.partition('.')[2]}_at"] = one.at
            elif one.type == "outcome.published":
                said["answered_at"] = one.at
            elif one.type == "consultation.suspended":
                said["state_reason"] = one.says("reason")
            elif one.type == "consultation.resumed":
                said["state_reason"] = ""
            elif one.type in ENDED:
                said |= {"ending": one.type.partition(".")[2], "ended_at": one.at}
                said |= {"state_reason": one.says("reason"), "superseded_by": one.says("superseded_by")}
        return said

    def _due_on(self, facts: Any) -> Any:
        """By when the outcome is owed: as named at publication, moved since by acts that say so."""
        due = facts if isinstance(facts, Unknown) else facts.get("outcome_due_on", UNSAID)
        for one in self._deeds.of("consultation.", "outcome.postponed"):
            name = (
                "outcome_due_on"
                if one.type in ("consultation.extended", "consultation.resumed")
                else "due_now"
            )
            said = one.says(name)
            moves = one.type in ("consultation.extended", "consultation.resumed")
            if said is not UNSAID or moves:
                due = said
        return due

    def dates(self, rows: Sequence[Row], changes: Sequence[tuple[Mapping[str, str], Deed, str]]) -> None:
        """Every change of the closing. ``changes``: what the entry opens, the entry, and the closing before it."""
        if len(rows) != len(changes):
            raise Fault("data/date_changes.jsonl: the entries tell of another number of changes")
        for row, (_opened, deed, before) in zip(rows, changes, strict=True):
            why = [deed] if deed.says("reason") is not UNSAID else self._why_of(deed)
            said = {
                "changed_at": deed.at, "closes_now": deed.instant("closes_at"), "closed_before": instant_of(before),
                "reason": newest(why, "reason"), "reason_language": deed.says("reason_language"),
            }  # fmt: skip
            named = [name for one in (deed, *why) for name in one.named]
            self._columns.hold("date_changes", row, said, named, "a change of the closing date")

    def _why_of(self, resumed: Deed) -> list[Deed]:
        """It closes later because it was suspended: the reason is that of the suspension."""
        return [one for one in self._deeds.of("consultation.suspended") if one.time <= resumed.time][-1:]

    def more_time(self, rows: Iterable[Row]) -> None:
        """Time extended for one group: as it was granted, and no other."""
        for row, deeds in pairs("more_time", rows, self._deeds.by(0, "more_time.granted")):
            made = deeds[0]
            said = {name: made.says(name) for name in ("group", "reason", "reason_language")}
            said |= {"until": made.instant("until"), "granted_at": made.at}
            self._columns.hold("more_time", row, said, made.named)

    def versions(self, rows: Sequence[Row], articles: Sequence[Row], alternatives: Sequence[Row]) -> None:
        """Each published version in all its editions is the one that was fixed."""
        known: dict[tuple[str, str], tuple[Deed | None, Any]] = {}
        for own, deed in self._published.items():
            told = _json_of(deed.says("editions"))
            editions = (
                {row["language"]: told for row in rows if row["id"] == own}
                if isinstance(told, Unknown)
                else {one["language"]: one for one in told}
            )
            known |= {(own, language): (deed, one) for language, one in editions.items()}
        drafted = {one.objects[0] for one in self._deeds.of("version.drafted") if one.objects}
        for row in rows:
            if row["id"] in drafted and row["id"] not in self._published and not row["published_at"]:
                known[row["id"], row["language"]] = (None, UNSAID)
        for row, (made, one) in pairs("versions", rows, known, lambda row: (row["id"], row["language"])):
            if made is None:
                continue
            said = {"text_hash": made.says("text_hash"), **_note(made, row)}
            said |= {"version": made.says("number"), "published_at": made.at, "withdrawn_at": ""}
            said |= {
                name: one if isinstance(one, Unknown) else one[name]
                for name in ("authority", "title", "file_sha256")
            }
            names = _json_of(made.says("file_names"))
            said["file_name"] = names if isinstance(names, Unknown) else names.get(row["language"], "")
            self._columns.hold("versions", row, said, made.named)
        self._whole(rows, articles, alternatives)

    def _whole(self, rows: Sequence[Row], articles: Sequence[Row], alternatives: Sequence[Row]) -> None:
        """Every column of the articles is under the hash that was fixed with the version."""
        for number, own in {row["version"]: row["id"] for row in rows}.items():
            deed = self._published.get(own)
            if deed is None or own in self._columns.erased:
                continue
            digest = hashlib.sha256()
            for table, columns in ((articles, ARTICLE), (alternatives, ALTERNATIVE)):
                for row in (one for one in table if one["version"] == number):
                    for column in columns:
                        content = str(row[column]).encode()
                        digest.update(len(content).to_bytes(4, "big") + content)
            said = deed.says("draft_hash")
            if isinstance(said, Unknown):
                for column in ONLY_IN_HASH:
                    self._columns.hold(
                        "articles", {column: "x"}, {column: said}, deed.named, f"version {number}"
                    )
            elif digest.hexdigest() != said:
                raise Fault(
                    f"data/articles.jsonl: version {number} is not in every column the one that was published "
                    "(or it is data/alternatives.jsonl)"
                )

    def documents(self, rows: Iterable[Row]) -> None:
        """Every file that stood beside the draft, when it came and went, and why."""
        acts, replaced = self._deeds.by(0, "document."), self._deeds.by(1, "document.replaced")
        for row, deeds in pairs("documents", rows, acts):
            made, gone = deeds[0], [*replaced.get(row["id"], ()), *deeds[1:]][:1]
            said = {name: made.says(name) for name in DOCUMENT}
            said |= {
                "added_at": made.at, "added_reason": made.says("reason"), "ended_at": gone[0].at if gone else "",
                "ended_reason": gone[0].says("reason") if gone else "",
            }  # fmt: skip
            self._columns.hold(
                "documents", row, said, [name for one in (*deeds, *gone) for name in one.named]
            )

    def bodies(self, rows: Sequence[Row], roles: Roles, chain: Sequence[str]) -> None:
        """The chain of bodies is the one that the site's log tells of, with their names. ``chain``: as for roles."""
        if [row["id"] for row in rows] != list(chain):
            raise Fault("data/bodies.jsonl: not the bodies whose roles were asked for")
        if not rows:
            raise Fault("data/bodies.jsonl: the body that holds the consultation is missing")
        above = {row["id"]: row["above"] for row in rows}
        for row, below in zip(rows, [None, *rows], strict=False):
            if below is not None and below["above"] != row["id"]:
                raise Fault(f"data/bodies.jsonl: {row['id']} is not above {below['id']}")
            said = {name: roles.says(row["id"], name) for name in ("slug", "name", "above")}
            self._columns.hold("bodies", row, said)
        if len(above) != len(rows):
            raise Fault("data/bodies.jsonl: a body stands there twice")
        if above[rows[-1]["id"]]:
            raise Fault(f"data/bodies.jsonl: {above[rows[-1]['id']]} is missing")


def _note(made: Deed, row: Row) -> dict[str, Any]:
    """What changed, as the entry tells it in the row's language, else in the first one, and which language that is."""
    notes, first = made.says("change_notes"), made.says("change_note")
    if (
        notes is SHUT and row["change_note"] != first
    ):  # erased since one of them quoted what goes: no telling which
        return {"change_note": SHUT, "change_note_language": SHUT}
    further = json.loads(notes) if isinstance(notes, str) and notes else {}
    if row["language"] in further:
        return {"change_note": further[row["language"]], "change_note_language": row["language"]}
    if further and first == "":
        language, note = min(further.items())
        return {"change_note": note, "change_note_language": language}
    return {
        "change_note": first,
        "change_note_language": made.says("change_note_language") if row["change_note"] else "",
    }


def _json_of(value: Any) -> Any:
    return value if isinstance(value, Unknown) else json.loads(value)
