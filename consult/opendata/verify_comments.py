"""Every comment of the table, column by column: as it was received, as it was ruled on, as it stands now.

Standard library only: packages carry this file.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from consult.opendata.verify_process import Process
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import UNKNOWN, Comment, digest_of
from consult.opendata.verify_taken_out import OF_WORDING
from consult.opendata.verify_told import SHUT, UNSAID, Columns, Instant, Parsed
from consult.opendata.verify_trace import RECEIVED
from consult.record.verify import Fault

PROPOSAL = RECEIVED.index("proposal")
DUE_OF_ALL = frozenset({"reference", "language"})
DUE_OF_PUBLISHED = DUE_OF_ALL | {"stance", "edition", "quote", "quote_prefix", "quote_suffix", "capacity"}
"""What everybody may open of comments that were received, and of those that are published."""
WITH_WORDING = OF_WORDING | {"quote_prefix", "quote_suffix"}
"""What is told of a comment that goes with its first wording."""
NOTHING_TOLD = ("",) * len(RECEIVED)
COVER = "█████"
"""Stands in words for what is covered of them."""
ONLY_IMPORTED = ("source", "external_id", "external_parent", "import", "import_leaf", "import_salt")
TO_MINUTE = len("2026-01-01T00:00")


class CommentColumns:
    """Holds comments against what their entries say. Each method raises the first Fault."""

    def __init__(self, process: Process, columns: Columns) -> None:
        self._process, self._columns, self._taken_out = process, columns, process.taken_out
        self.places: dict[tuple[Any, str], str] = {}
        """Id of an article by version and anchor."""
        self.versions: dict[Any, str] = {}
        """Id of a version by its number."""
        self.labels: dict[tuple[Any, str, Any], set[str]] = {}
        """What an alternative is called in each language, by version, anchor and place."""
        self.senders: dict[str, str] = {}
        """Submission -> its sender's name in the record."""
        self.late: set[str] = set()
        """Submissions that came late by their table."""
        self._answers: list[tuple[Row, str | None]] = []
        self._covered: dict[str, bytes] = {}
        self._unanswered: Fault | None = None

    def check(self, row: Row, comment: Comment) -> None:
        """Hold all of it against its entries but the words."""
        state, said = row["state"], comment.state
        if not comment.is_imported:
            self._process.arrivals.check_comment(row, comment.entered)
        if said != state and said != UNKNOWN:
            is_unconfirmed = state == "unconfirmed" and not comment.is_confirmed
            is_held = (state, said) == ("held", "published") and comment.may_be_held
            if not (is_unconfirmed or is_held):
                raise Fault(f"{named(row)} is “{state}” in the table and “{said}” by its entries")
        if comment.is_imported:
            return
        told = tuple(map(row.get, RECEIVED, NOTHING_TOLD))
        if told != comment.opened:
            self._received(row, comment, told)
        self._place(row, comment)
        if said != UNKNOWN:
            self._standing(row, comment)
        if row["in_reply_to"] or comment.parent:
            self._answers.append((row, comment.parent))
        if any(map(row.get, ONLY_IMPORTED)):
            raise Fault(f"{named(row)} was received here, and the table says that it was imported")
        sent = row["submission"]
        self._check_late(row, comment, sent)
        if self.senders.setdefault(sent, comment.sender) != comment.sender:
            raise Fault(f"{named(row)} was not sent with submission {sent}")

    def _received(self, row: Row, comment: Comment, told: Sequence[object]) -> None:
        """Something isn't as its entry says it, or isn't said there."""
        for name, value, shown in zip(RECEIVED, comment.opened, told, strict=True):
            if value == shown or name not in row:
                continue
            if isinstance(value, str):
                is_gone = not shown and self._may_be_gone(name, row, comment)
                if not is_gone and not may_be_left_out(name, value, row):
                    raise Fault(
                        f"{named(row)} is not the comment that was received: its {name} was “{value}”"
                    )
            elif not (name == "proposal" and row["is_redacted"]):
                self._unopened(name, value, row, comment)
        if row["name"] and row["state"] != "published":
            raise Fault(f"{named(row)} is “{row['state']}” and a name is shown")

    def _unopened(self, name: str, value: object, row: Row, comment: Comment) -> None:
        """What was received isn't opened (None), or no entry says it."""
        shown = row[name]
        if value is None and name in WITH_WORDING and "1" in self._taken_out.wordings.get(row["id"], ()):
            return
        if value is None and not shown and self._is_due(name, row):
            raise Fault(f"{named(row)}: “{name}” cannot be opened, and no erasure says why")
        whose = (row["id"], row["submission"], comment.sender)
        told = {name: SHUT if value is None else value}
        self._columns.hold("comments", {name: shown}, told, whose, row["reference"])

    def _is_due(self, name: str, row: Row) -> bool:
        """Whether everybody may open what was received: of what they read, all that isn't covered."""
        if not self._columns.is_strict or not self._taken_out.things.isdisjoint(
            (row["id"], row["submission"])
        ):
            return False
        return name in (DUE_OF_PUBLISHED if row["state"] == "published" else DUE_OF_ALL)

    def _may_be_gone(self, name: str, row: Row, comment: Comment) -> bool:
        """Whether what was received need not be shown: it was taken out.

        A name needn't where its comment isn't shown, or its sender asked that it be taken out, either; nor to everybody
        for whom the sender of a comment that isn't published speaks: what else was sent with it may open that.
        """
        if name == "capacity" and self._process.is_public and row["state"] != "published":
            return True
        if not self._taken_out.things.isdisjoint((row["id"], row["submission"])):
            return True
        gone = self._process.erasures_asked, self._taken_out.nameless
        whose = row["submission"], comment.sender
        return name == "name" and (
            row["state"] != "published" or not all(one.isdisjoint(whose) for one in gone)
        )

    def _place(self, row: Row, comment: Comment) -> None:
        version, anchor = row["version"], row["article"]
        article = self.places.get((version, anchor), "?") if anchor else ""
        if (self.versions.get(version), article) != (comment.version, comment.article):
            if comment.version in self.versions.values():
                raise Fault(
                    f"{named(row)} is about something else than its entry says: another version or article"
                )
            self._columns.unsaid["comments", "version"] += 1
        alternative = row.get("alternative", "")
        if alternative != "" or row["id"] in self._process.alternatives:
            label = self._process.alternatives.get(row["id"], "")
            if label is None:
                self._columns.hold("comments", row, {"alternative": SHUT}, (row["id"],), row["reference"])
            elif label not in self.labels.get(
                (version, anchor, alternative), {label} if alternative == "" else ()
            ):
                raise Fault(f"{named(row)} is about another alternative than its entry says")

    def check_ruling(self, row: Row, comment: Comment) -> None:
        """Ground and note of the ruling in force."""
        ruling, process = comment.ruled, self._process
        said: tuple[str, str, str] = (
            (ruling.ground, ruling.note, ruling.note_language) if ruling else ("", "", "")
        )
        is_covered = row["state"] == "published" and row["id"] in process.left
        is_told = is_covered or not comment.may_be_covered
        if bool(row["is_redacted"]) != (is_covered or comment.is_redacted) and is_told:
            raise Fault(f"{named(row)}: the entries and the table disagree about redaction")
        told = row["ground"], row["public_note"], row.get("note_language", "")
        if said == told:
            return
        for name, one, shown in zip(("ground", "public_note", "note_language"), said, told, strict=True):
            if one != shown:
                known = SHUT if one == UNKNOWN else one
                whose = (row["id"], row["submission"], ruling.own if ruling else "")
                self._columns.hold("comments", {name: shown}, {name: known}, whose, row["reference"])

    def _standing(self, row: Row, comment: Comment) -> None:
        """Ground and note of the ruling in force, and when what happened to it."""
        self.check_ruling(row, comment)
        self.check_times(row, comment.published)

    def check_times(self, row: Row, published: str) -> None:
        """When everybody could read it first, when it was taken back and when answered; UNKNOWN where nothing says."""
        own, process = row["id"], self._process
        for name, time in (
            ("published_at", published),
            ("withdrawn_at", process.withdrawn.get(own, "")),
        ):
            if row[name][:TO_MINUTE] != time[:TO_MINUTE]:
                if time == UNKNOWN:
                    self._columns.unsaid["comments", name] += 1
                else:
                    raise Fault(f"{named(row)}: “{name}” is not when its entries say")

        if row["answered_at"][:TO_MINUTE] != process.answered.get(own, "")[:TO_MINUTE]:
            self._unanswered = self._unanswered or Fault(
                f"{named(row)}: “answered_at” is not when its entries say"
            )

    def _check_late(self, row: Row, comment: Comment, sent: str) -> None:
        """Late is what came at the closing in force then, or later, unless its sender was given more time."""
        is_late, process = bool(row["is_late"]), self._process
        if is_late != (sent in self.late):
            raise Fault(f"{named(row)}: “is_late” is not what data/submissions.jsonl says")
        came_late = process.arrivals.is_late(sent, comment.entered, comment.closes_at)
        if came_late is None or is_late == came_late:
            return
        if is_late or not process.more_time:
            when = "before" if is_late else "at or after"
            raise Fault(f"{named(row)}: “is_late” is not so by the entries: it came {when} the closing then")
        if not process.is_public and sent not in process.in_more_time:
            raise Fault(f"{named(row)}: it came late, and no entry says that its sender was given more time")

    def check_answered(self) -> None:
        """When comments were answered first. A reply that is missing is the plainer fault, so this comes after them."""
        if self._unanswered is not None:
            raise self._unanswered

    def check_answers(self, references: Mapping[str, str]) -> None:
        """Each comment that answers another one answers the one that its entry names."""
        for row, parent in self._answers:
            said = UNSAID if parent is None else references.get(parent, parent)
            self._columns.hold("comments", row, {"in_reply_to": said}, (row["id"],), row["reference"])

    def check_words(self, row: Row, comment: Comment) -> None:
        """What everybody reads of it are the words that were received, but for what is covered."""
        is_covered = comment.is_redacted or comment.may_be_covered
        words = comment.words(comment.shown)
        if is_covered:
            self._left(row)
        elif not words:
            if self._taken_out.things.isdisjoint((row["id"], row["submission"], comment.sender)):
                raise Fault(
                    f"{named(row)}: the words that everybody reads cannot be opened, and no erasure says why"
                )
        elif words != digest_of(row["body"]):
            raise Fault(f"{named(row)}: the words are not those that were received")

    def _left(self, row: Row) -> None:
        """What is left to read is what the act left that covered the rest."""
        made = digest_of(row["body"])
        self._covered[row["reference"]] = made
        left = self._process.left.get(row["id"], b"")
        if not left:
            whose, why = (row["id"], row["submission"]), UNSAID if left == b"" else SHUT
            if left is None and self._columns.is_strict and self._taken_out.things.isdisjoint(whose):
                raise Fault(f"{named(row)}: what was left to read cannot be opened, and no erasure says why")
            self._columns.hold("comments", row, {"body": why}, whose, row["reference"])
        elif left != made:
            raise Fault(f"{named(row)}: the words are not those that were left to read")

    def check_wording(self, own: str, row: Row, comment: Comment) -> None:
        """Auditor's grade: every wording is the one that was sent, with what is covered of it and why."""
        number, process = int(row["revision"]), self._process
        words = comment.words(number)
        if words and words != digest_of(row["body"]):
            raise Fault(f"{_wording(row)}: not the words that were sent")
        if not words and row["body"] and not (number == 1 and comment.is_imported):
            self._columns.hold(
                "revisions", row, {"body": SHUT}, (own,), f"{row['reference']}, wording {number}"
            )
        sent, parts = comment.opened[PROPOSAL] if comment.opened else None, row.get("proposal", ())
        proposed = "".join([part for op, part in parts if op != "out"]) if parts else ""
        is_erased = number > 1 and not words and not proposed  # it goes with a wording's words
        if sent != proposed and isinstance(sent, str) and not is_erased:
            raise Fault(f"{_wording(row)}: not the wording of the article that was proposed")
        redactions = row["redactions"]
        left = self._covered.get(row["reference"]) if number == comment.shown and words else None
        if left is not None:
            spans = [one for one in redactions if one[0] < len(row["body"])]
            if left != digest_of(left_of(row["body"], spans)):
                raise Fault(
                    f"{_wording(row)}: what is covered here is not what is covered in data/comments.jsonl"
                )
        place = own, number
        written = comment.entered if number == 1 else process.reworded.get(place, "")
        marked = process.marked.get(place, "")
        if row["confidential"] or marked or row["written_at"][:TO_MINUTE] != written[:TO_MINUTE]:
            said = {
                "written_at": Instant(written),
                "confidential": SHUT if marked is None else Parsed(marked),
            }
            self._columns.hold("revisions", row, said, (own,), f"{row['reference']}, wording {number}")
        self._check_shown(own, number, row, comment)
        covering = process.covering.get(place, "[]")
        if not (redactions or covering != "[]") or not words or own in self._columns.erased:
            return  # where an erasure names it they stand elsewhere in what is left of it
        by_moderator = [one for one in redactions if one[2] != "confidential"]
        if (by_moderator or covering != "[]") and covering not in (UNKNOWN, json.dumps(by_moderator)):
            raise Fault(f"{_wording(row)}: “redactions” is not what the ruling says")

    def _check_shown(self, own: str, number: int, row: Row, comment: Comment) -> None:
        """When everybody could read this wording first."""
        shown = comment.published if own not in self._process.never_first else ""
        if number > 1:
            shown = self._process.shown_first.get((own, number), "")
        if row["published_at"][:TO_MINUTE] == shown[:TO_MINUTE]:
            return
        if shown != UNKNOWN and not comment.is_imported:
            raise Fault(f"{_wording(row)}: “published_at” is not when its entries say")
        self._columns.unsaid["revisions", "published_at"] += bool(row["published_at"])


def _wording(row: Row) -> str:
    return f"data/revisions.jsonl: {row['reference']}, wording {row['revision']}"


def named(row: Row) -> str:
    """How faults call a comment of the table."""
    return f"data/comments.jsonl: {row['reference']}"


def may_be_left_out(name: str, value: str, row: Row) -> bool:
    """Whether the table need not say it all: a proposed wording goes with its comment, and words in it are covered."""
    shown = row.get(name, "")
    if name != "proposal":
        return False
    if not shown:
        return bool(row["state"] != "published")
    return bool(row["is_redacted"]) and is_covered(value, shown)


def left_of(body: str, spans: Sequence[Sequence[Any]]) -> str:
    """Words with each of these passages covered."""
    left, at = [], 0
    for start, end, *_ground in spans:
        left.append(body[at:start])
        at = min(end, len(body))
    return COVER.join([*left, body[at:]])


def is_covered(value: str, shown: str) -> bool:
    """Whether these are the same words, where each cover stands for at least one letter. Each is looked for once."""
    first, *parts = shown.split(COVER)
    if not parts or not value.startswith(first):
        return value == shown
    at = len(first)
    for part in parts[:-1]:
        found = value.find(part, at + 1)
        if found < 0:
            return False
        at = found + len(part)
    return len(value) - len(parts[-1]) > at and value.endswith(parts[-1])
