"""What everybody may open of each type of entry, and that a package opens all of it: one that doesn't says too little.

Standard library only: packages carry this file, and the site opens by it.
"""

from collections.abc import Collection, Mapping

from consult.opendata.verify_process import Process
from consult.opendata.verify_signatures import Row
from consult.record.verify import Fault

EVERYTHING = frozenset({"*"})
PUBLIC: Mapping[str, Collection[str]] = {
    "consultation.created": {"slug", "title"},
    "consultation.published": {
        "rules",
        "text_hash",
        "texts",
        "facts",
        "number",
        "editions",
        "draft_hash",
        "change_note",
        "change_note_language",
        "change_notes",
    },
    "consultation.suspended": {"reason"},
    "consultation.withdrawn": {"reason", "superseded_by"},
    "consultation.superseded": {"reason", "superseded_by"},
    "consultation.annulled": {"reason", "superseded_by"},
    "consultation.same_people_explained": {"reason"},
    "consultation.extended": {"closes_at", "reason", "reason_language", "outcome_due_on"},
    "consultation.resumed": {"closes_at", "reason_language", "outcome_due_on"},
    "consultation.put_off": EVERYTHING,
    "consultation.quiet_began": EVERYTHING,
    "consultation.quiet_ended": EVERYTHING,
    "consultation.exempted": EVERYTHING,
    "due.set": EVERYTHING,
    "due.moved": EVERYTHING,
    "due.overdue": EVERYTHING,
    "answer.looks_overdue": EVERYTHING,
    "answer.looks_reminded": EVERYTHING,
    "consultation.continues": {"slug"},
    "consultation.continued": {"slug"},
    "earlier_round.named": EVERYTHING,
    "asked.added": {"kind", "body", "place", "law", "law_language", "reason", "reason_language"},
    "asked.struck": {"reason", "reason_language"},
    "asked.letter_sent": {"way", "purpose", "posted_on"},
    "asked.time_wanted": {"until"},
    "asked.time_refused": {"reason", "reason_language"},
    "invitations.made": {"number"},
    "more_time.granted": {"group", "until", "reason", "reason_language"},
    "submission.entered": {"received_at", "channel"},
    "version.published": {
        "change_note",
        "change_note_language",
        "change_notes",
        "text_hash",
        "number",
        "editions",
        "draft_hash",
    },
    "comment.ruled": {"act", "note", "note_language", "revision", "referred_to"},
    "comment.referred": {"office", "due_on"},
    "referral.taken_up": {"answer"},
    "review.asked": {"due_minute"},  # “due_at” of older ones tells the second at which its sender asked
    "review.decided": {"result", "note", "note_language"},
    "statement.opened": {"number", "language"},
    "reading.marked": {"method", "words", "words_language", "part"},
    "reading.sample_drawn": EVERYTHING,
    "reading.sample_gathered": EVERYTHING,
    "reading.sample_finished": {"part"},
    "interim.published": EVERYTHING,
    "answer.second_look_closed": {"note", "note_language"},
    "commitment.made": EVERYTHING,
    "commitment.reported": EVERYTHING,
    "commitment.quotation_erased": EVERYTHING,
    "wording.removed": {"revision"},
    "dossier.handed_over": EVERYTHING,
    "dossier.acknowledged": EVERYTHING,
    "summary.promised": EVERYTHING,
    "summary.postponed": EVERYTHING,
    "summary.published": EVERYTHING,
    "summary.corrected": EVERYTHING,
    "summary.quotation_erased": EVERYTHING,
    "expert.declared": {"interests"},
    "expert.opined": {"stance", "body", "language"},
    "reply.published": {"body", "language", "office", "comments", "part"},
    "reply.corrected": {"body", "language", "office", "reason", "reason_language"},
    "import.started": {"kind", "source", "file", "status", "names"},
    "import.finished": {"source", "file", "rows", "stored", "already", "refused", "state", "comments_root"},
    "votes.imported": EVERYTHING,
    "sample.drawn": {"seed", "method", "population", "size"},
    "ruling.judged": {"act", "ground"},
    "outcome.postponed": {"due_before", "due_now", "reason", "reason_language"},
}
"""What everybody may open of each type of entry, because pages show it. What isn't named stays closed."""
WITH_OUTCOME = {
    "disposition.set": EVERYTHING, "disposition.theme_set": EVERYTHING, "outcome.published": EVERYTHING,
    "theme.made": EVERYTHING, "theme.renamed": EVERYTHING, "theme.rule_run": {"number"},
    "outcome.corrected": EVERYTHING, "outcome.quotation_erased": EVERYTHING,
    "disposition.quotation_erased": EVERYTHING,
}  # fmt: skip
"""The same once the outcome is published."""
NEVER_PUBLIC = frozenset({"person", "time", "email", "name", "internal_note", "holder", "phone", "whom"})
"""Fields that only auditors may open, whatever the entry."""

OF_DOCUMENT = frozenset({
    "kind", "title", "language", "dated_on", "file_sha256", "reason", "file_name", "file_kind", "size",
})  # fmt: skip
"""What everybody may open of a document's entries, unless it was removed by order."""
PASSAGE_TRACED, OF_TRACE = "passage.traced", frozenset({"passage", "kind", "reason", "reason_language"})
"""What moved a passage of a version that everybody reads."""
OF_VOTE = frozenset({"value", "previous"})
"""What everybody may open of a vote once votes are shown."""
HIDEABLE = "reply."
"""How the types begin of entries about what may be hidden: its words are closed then."""


class Unopened:
    """Entries of a consultation's log of which a package opens less than its grade may. Auditors may open everything.

    ``is_strict``: the package is of a form that opens all that everybody may open.
    """

    def __init__(self, *, is_public: bool, is_strict: bool) -> None:
        self._is_public, self._is_strict = is_public, is_strict
        self._found: list[tuple[int, Row, str, frozenset[str]]] = []
        self._vote: tuple[int, str] | None = None
        """The first of everybody's votes that isn't opened."""

    def take(self, index: int, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry."""
        if len(entry.get("commitments", ())) == len(opened):
            return
        closed = frozenset(entry.get("commitments", {}).keys() - opened.keys())
        if self._is_public:
            if self._is_strict and entry["type"] == "vote.cast" and (shut := closed & OF_VOTE):
                self._vote = self._vote or (index, ", ".join(sorted(shut)))
            closed = left_out(str(entry["type"]), closed) if self._is_strict else frozenset()
        if closed:
            kept = {name: entry[name] for name in ("id", "type", "actor", "objects") if name in entry}
            self._found.append((index, kept, opened.get("revision", "1"), closed))

    def check(self, name: str, process: Process, *, has_votes: bool) -> None:
        """All entries are read: something was taken out of each. ``name``: of the file. Raises Fault.

        ``has_votes``: the package shows them, so it opens each.
        """
        if self._vote and has_votes:
            raise Fault(f"{name}, entry {self._vote[0]} (vote.cast): {self._vote[1]} cannot be opened")
        has_outcome = bool(process.acts["outcome.published"])
        for index, entry, revision, closed in self._found:
            type_ = entry["type"]
            if self._is_public and not has_outcome and type_ in WITH_OUTCOME:
                continue
            if type_ == PASSAGE_TRACED and self._is_public and entry["objects"][1] not in process.versions:
                continue
            if (
                self._is_public
                and type_.startswith(HIDEABLE)
                and process.deeds.is_reported(entry["objects"][0])
            ):
                closed -= {"body"}
            if not process.taken_out.explains(entry, revision, closed):
                fields = ", ".join(sorted(closed))
                raise Fault(
                    f"{name}, entry {index} ({type_}): {fields} cannot be opened, and no erasure says why"
                )


def left_out(type_: str, closed: frozenset[str]) -> frozenset[str]:
    """Those of an entry's closed fields that the public grade opens, some once the outcome is published."""
    if type_.startswith("theme."):
        return frozenset()  # of themes the newest name alone is told
    if type_.startswith("document."):
        return closed.intersection(OF_DOCUMENT)
    due = OF_TRACE if type_ == PASSAGE_TRACED else PUBLIC.get(type_, WITH_OUTCOME.get(type_, frozenset()))
    return (closed if "*" in due else closed.intersection(due)) - NEVER_PUBLIC
