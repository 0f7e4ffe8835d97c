"""Holds the tables of a package against the state that its entries give. Standard library only: packages carry it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from consult.opendata.verify_process import CONSOLE, Process
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import UNKNOWN, Comment, digest_of
from consult.opendata.verify_trace import RECEIVED
from consult.record.verify import Fault

PROPOSAL = RECEIVED.index("proposal")
RULED = ("comment", "moderator", "ground", "role", "office", "act", "revision", "note")
"""What an entry says of a ruling."""
Kind = tuple[str, bool, bool]
"""For whom its sender speaks (empty in the public grade), whether it came late, whether it was imported."""


class Tables:
    """Holds the tables of a package against what the entries say. Each method raises the first Fault."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.counts: Counter[str] = Counter()
        self.unconfirmed = 0
        self.late = 0
        self.unopened_bodies = 0
        self.references: dict[str, str] = {}
        self.received = [0, 0, 0]
        """Senders, submissions and comments."""
        self._late: set[str] = set()
        self._kinds: dict[str, Kind] = {}
        self._same: dict[Kind, Kind] = {}
        """Each kind once: there are few, and many submissions."""
        self._firsts: set[str] | None = None
        self._comments: Counter[str] = Counter()

    def submissions(self, rows: Iterable[Row]) -> None:
        """Who came late, whom an erasure names, and what the figures count."""
        erased, in_more_time = self.process.erased, self.process.in_more_time
        for row in rows:
            own, is_late = row["id"], bool(row["is_late"])
            kind = row.get("capacity", ""), is_late, row["channel"] == "import"
            self._kinds[own] = self._same.setdefault(kind, kind)
            if "is_first" in row:
                self._firsts = self._firsts or set()
                if row["is_first"]:
                    self._firsts.add(own)
            if is_late:
                self._late.add(own)
            if own in in_more_time and row.get("more_time", "") != in_more_time[own]:
                raise Fault(f"data/submissions.jsonl: {own} came in other time than its entry says")
            self.process.asked.check_submission(row)
            self.process.arrivals.note_submission(row)
            sender = row.get("sender", own)  # entries name one of them, erasures the other
            if own in erased or sender in erased:
                erased |= {own, sender}

    def comments(self, rows: Iterable[Row]) -> None:
        """Every comment of the entries stands in the table in its state, and no other does."""
        process, imported, references = self.process, Counter[str](), self.references
        for row in rows:
            own, reference, state, sent = row["id"], row["reference"], row["state"], row["submission"]
            if own in references:
                raise Fault(f"{_named(row)} stands there twice")
            references[own] = reference
            comment = process.comments.get(own)
            if comment is None and row.get("source"):
                imported[state] += 1
            elif comment is None:
                raise Fault(f"{_named(row)} has no entry: it was added to the table")
            else:
                self._check_comment(row, comment)
                process.trace.check_supports(reference, own, row.get("supports", 0))
            if state == "unconfirmed":
                self.unconfirmed += 1
                continue
            self.counts[state] += 1
            self._comments[sent] += 1
            self.late += sent in self._late
        for own, comment in process.comments.items():
            if own not in references:
                if comment.is_confirmed:
                    raise Fault(f"data/comments.jsonl: comment {own} has entries and is missing here")
                self.unconfirmed += 1
        self._check_imported(imported)

    def figures(self, rows: Sequence[Row]) -> None:
        """Senders, submissions and comments are what the tables give.

        Who speaks, and who sent something before, is known only in the auditor's grade: in the public one the sums are
        compared, without the senders.
        """
        given, told = (
            defaultdict[Kind, list[int]](lambda: [0, 0, 0]),
            defaultdict[Kind, list[int]](lambda: [0, 0, 0]),
        )
        knows_who = self._firsts is not None
        for own, comments in self._comments.items():
            if own not in self._kinds:
                raise Fault(f"data/submissions.jsonl: submission {own} has comments and is missing here")
            _sum_into(given[self._kinds[own]], (own in (self._firsts or ()), 1, comments))
        for row in rows:
            figures = (row["senders"], row["submissions"], row["comments"])
            _sum_into(self.received, figures)
            capacity = row["capacity"] if knows_who else ""
            shown = figures if knows_who else (0, *figures[1:])
            _sum_into(told[capacity, bool(row["is_late"]), bool(row["is_imported"])], shown)
        for kind in given.keys() | told.keys() if rows else ():
            if given[kind] != told[kind]:
                raise Fault(
                    f"data/figures.jsonl: it says {told[kind]} of {kind}, and the tables give {given[kind]}"
                )

    def _check_comment(self, row: Row, comment: Comment) -> None:
        state, said = row["state"], comment.state
        if not comment.is_imported:
            self.process.arrivals.check_comment(row, comment.entered)
        if said != state and said != UNKNOWN:
            is_unconfirmed = state == "unconfirmed" and not comment.is_confirmed
            if not (is_unconfirmed or (state == "held" and comment.may_be_held)):
                raise Fault(f"{_named(row)} is “{state}” in the table and “{said}” by its entries")
        for name, value in zip(RECEIVED, comment.opened, strict=False):
            if value is not None and value != row.get(name, value) and not _may_be_left_out(name, value, row):
                raise Fault(f"{_named(row)} is not the comment that was received: its {name} was “{value}”")
        if state != "published":
            if row["body"]:
                raise Fault(f"{_named(row)} is “{state}” and its words are shown")
        elif said != UNKNOWN and not comment.is_imported:
            self._check_words(row, comment)

    def _check_words(self, row: Row, comment: Comment) -> None:
        is_covered = comment.is_redacted or comment.may_be_covered
        if bool(row["is_redacted"]) != comment.is_redacted and not comment.may_be_covered:
            raise Fault(f"{_named(row)}: the entries and the table disagree about redaction")
        words = comment.words(comment.shown)
        if is_covered or not words:
            self.unopened_bodies += 1
        elif words != digest_of(row["body"]):
            raise Fault(f"{_named(row)}: the words are not those that were received")

    def _check_imported(self, untouched: Counter[str]) -> None:
        process = self.process
        touched = sum(1 for one in process.comments.values() if one.is_imported)
        stored = sum(process.imported.values())
        if untouched.total() + touched != stored:
            raise Fault(
                f"data/comments.jsonl: {untouched.total() + touched} imported comments, and {stored} by the entries"
            )
        for state in untouched:
            if UNKNOWN not in process.imported and state not in process.imported:
                raise Fault(f"data/comments.jsonl: imported comments are “{state}” without a ruling")

    def revisions(self, rows: Iterable[Row]) -> None:
        """Auditor's grade: every wording is the one that was sent."""
        ids = {reference: own for own, reference in self.references.items()}
        for row in rows:
            comment = self.process.comments.get(ids.get(row["reference"], ""))
            words = comment.words(int(row["revision"])) if comment else b""
            where = f"data/revisions.jsonl: {row['reference']}, wording {row['revision']}"
            if words and words != digest_of(row["body"]):
                raise Fault(f"{where}: not the words that were sent")
            sent = comment.opened[PROPOSAL] if comment and comment.opened else None
            proposed = "".join([part for op, part in row.get("proposal", ()) if op != "out"])
            is_erased = (
                int(row["revision"]) > 1 and not words and not proposed
            )  # it goes with a wording's words
            if sent is not None and sent != proposed and not is_erased:
                raise Fault(f"{where}: not the wording of the article that was proposed")

    def rulings(self, rows: Iterable[Row]) -> None:
        """Every ruling of the entries, with its ground, moderator, role and note, and no other."""
        seen = set()
        for row in rows:
            own, moderator = row["id"], row["moderator"]
            ruling = self.process.rulings.get(own)
            if ruling is None or own in seen:
                raise Fault(f"data/rulings.jsonl: {own} has no entry of its own")
            seen.add(own)
            act, revision = row["act"], str(row["revision"])
            by_console = ruling.moderator == CONSOLE and not moderator
            said = (
                self.references.get(ruling.comment, ""), ruling.moderator, ruling.ground, ruling.role, ruling.office,
                ruling.act or act, ruling.revision or revision, ruling.note,
            )  # fmt: skip
            told = (
                row["reference"], CONSOLE if by_console else moderator, row["ground"], row["role"], row["office"],
                act, revision, row["note"],
            )  # fmt: skip
            for name, one, other in zip(RULED, said, told, strict=True) if said != told else ():
                if one not in (other, UNKNOWN):
                    raise Fault(f"data/rulings.jsonl: {own}: “{name}” is not what the entry says")
        _none_missing("data/rulings.jsonl", self.process.rulings, seen)

    def reviews(self, rows: Iterable[Row]) -> None:
        """Every review that was asked for, and its result."""
        seen = set()
        for row in rows:
            result = self.process.reviews.get(row["id"])
            if result is None or result not in (row["result"], UNKNOWN):
                raise Fault(f"data/reviews.jsonl: {row['id']} is not what the entries say")
            seen.add(row["id"])
        _none_missing("data/reviews.jsonl", self.process.reviews, seen)

    def statements(self, rows: Iterable[Row]) -> dict[int, Row]:
        """Every statement with its text. Returns them by number."""
        process, told, seen = self.process, dict[int, Row](), set[str]()
        for row in rows:
            where = f"data/statements.jsonl: statement {row['number']}"
            told[row["number"]] = row
            opened = process.statements.get(row["id"])
            if opened is None and not row["source"]:
                raise Fault(f"{where} has no entry")
            if opened and row["text"] and opened.get("text", row["text"]) != row["text"]:
                raise Fault(f"{where} has another text than its entry")
            seen.add(row["id"])
        _none_missing("data/statements.jsonl", process.statements, seen)
        return told

    def votes(self, statements: Mapping[int, Row], rows: Iterable[Row]) -> int:
        """Each person's last word, and the tallies. Returns how many votes were counted."""
        process = self.process
        counted: Counter[tuple[int, str]] = Counter()
        own = 0
        for row in rows:
            where = f"data/votes.jsonl: a vote on statement {row['statement']}"
            counted[row["statement"], row["value"]] += 1
            if row["source"]:
                continue
            own += 1
            key = (row["voter"], statements[row["statement"]]["id"])
            if (
                process.votes.get(key) not in (row["value"], UNKNOWN)
                or process.changes[key] != row["changes"]
            ):
                raise Fault(f"{where} is not what the entries say")
        if own != len(process.votes):
            raise Fault(f"data/votes.jsonl: {own} votes, and {len(process.votes)} by the entries")
        for number, row in statements.items():
            for name, value in (("agrees", "agree"), ("disagrees", "disagree"), ("passes", "pass")):
                made = counted[number, value]
                if row[name] != made:
                    raise Fault(
                        f"data/statements.jsonl: statement {number} says {row[name]} {name}, votes give {made}"
                    )
        return counted.total()

    def replies(self, rows: Iterable[Row]) -> None:
        """Every reply with its words and the comments it answers."""
        seen = set()
        for row in rows:
            where, reply = f"data/replies.jsonl: {row['id']}", self.process.replies.get(row["id"])
            if reply is None:
                raise Fault(f"{where} has no entry")
            seen.add(row["id"])
            if reply["body"] is not None and reply["body"] != digest_of(row["body"]):
                raise Fault(f"{where}: the words are not those that were published")
            answered = {self.references.get(one, one) for one in reply["comments"]}
            if answered != set(row["comments"].split()):
                raise Fault(f"{where} answers other comments than its entry says")
        _none_missing("data/replies.jsonl", self.process.replies, seen)

    def dispositions(self, rows: Iterable[Row], articles: Mapping[tuple[Any, str], str]) -> None:
        """What became of the comments on each article, as last set. ``articles``: id by (version, anchor)."""
        for row in rows:
            own = articles.get((row["version"], row["article"]), "")
            said = self.process.dispositions.get(own)
            if said is None or said[0] not in (row["disposition"], UNKNOWN):
                raise Fault(
                    f"data/dispositions.jsonl: {row['article'] or 'the whole draft'}: not what the entries say"
                )

    def outcome(self, rows: Sequence[Row]) -> None:
        """The decision is the one that was published."""
        said = self.process.outcome
        if bool(rows) != (said is not None):
            raise Fault(
                "data/outcomes.jsonl: the entries and the table disagree whether the outcome is published"
            )
        for row in rows:
            if said and row["language"] == said.get("language"):
                for name in ("summary", "decision", "what_changed", "decided_by", "number"):
                    if said.get(name, row[name]) != row[name]:
                        raise Fault(f"data/outcomes.jsonl: “{name}” is not what was published")

    def dates(self, consultation: Sequence[Row], changes: Sequence[Row]) -> None:
        """Opening, closing and every change of it."""
        rules = self.process.rules
        for row in consultation:
            for name in ("opens_at", "closes_at"):
                if _instant(rules.get(name, "")) not in (None, _instant(row[name])):
                    raise Fault(f"data/consultation.jsonl: “{name}” is not what the entries say")
            told = (row.get("invited", 0), row.get("invited_answered", 0))
            if told != (len(self.process.invited), self.process.invited_answered):
                raise Fault("data/consultation.jsonl: the entries tell of other numbers of invited people")
        if len(changes) != len(self.process.extensions):
            raise Fault("data/date_changes.jsonl: the entries tell of another number of changes")
        for row, said in zip(changes, self.process.extensions, strict=True):
            if said.get("reason", row["reason"]) != row["reason"] or _instant(
                said.get("closes_at", "")
            ) not in (
                None,
                _instant(row["closes_now"]),
            ):
                raise Fault(
                    "data/date_changes.jsonl: a change of the closing date is not what its entry says"
                )

    def more_time(self, rows: Iterable[Row]) -> None:
        """Time extended for one group: as it was granted, and no other."""
        seen = set()
        for row in rows:
            said = self.process.more_time.get(row["id"])
            if said is None:
                raise Fault(f"data/more_time.jsonl: {row['id']} was never granted")
            seen.add(row["id"])
            for name in ("group", "reason"):
                if said.get(name, row[name]) != row[name]:
                    raise Fault(f"data/more_time.jsonl: {row['id']}: “{name}” is not what was granted")
            if _instant(said.get("until", "")) not in (None, _instant(row["until"])):
                raise Fault(f"data/more_time.jsonl: {row['id']}: “until” is not what was granted")
        _none_missing("data/more_time.jsonl", self.process.more_time, seen)

    def drafts(self, versions: Sequence[Row], articles: Iterable[Row]) -> dict[tuple[Any, str], str]:
        """The text of each published version is the one that was fixed. Returns article ids by place."""
        places, digests = dict[tuple[Any, str], str](), dict[Any, Any]()
        for row in articles:
            places[row["version"], row["article"]] = row["id"]
            digest = digests.setdefault(row["version"], hashlib.sha256())
            heading = f"{row['number']} {row['heading']}"
            for piece in (row["language"], row["article"], heading, row["text"]):
                content = piece.encode()
                digest.update(len(content).to_bytes(4, "big") + content)
        fixed = {one for one in self.process.versions.values() if one}
        for row in versions:
            if row["text_hash"] and fixed and row["text_hash"] not in fixed:
                raise Fault(f"data/versions.jsonl: version {row['version']} is not one that was published")
            made = None if row["id"] in self.process.erased else digests.get(row["version"])
            if row["text_hash"] and made is not None and made.hexdigest() != row["text_hash"]:
                raise Fault(
                    f"data/articles.jsonl: the text of version {row['version']} is not the one that was published"
                )
        return places


def _sum_into(sums: list[int], more: Iterable[int]) -> None:
    for place, number in enumerate(more):
        sums[place] += number


def _named(row: Row) -> str:
    return f"data/comments.jsonl: {row['reference']}"


def _none_missing(table: str, known: Iterable[str], seen: set[str]) -> None:
    for one in known:
        if one not in seen:
            raise Fault(f"{table}: {one} has an entry and is missing here")


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text and text != "None" else None


COVER = "█████"
"""Stands in a proposed wording for what is covered of it."""


def _may_be_left_out(name: str, value: str, row: Row) -> bool:
    """Whether the table need not say it all: a proposed wording goes with its comment, and words in it are covered."""
    shown = row.get(name, "")
    if name != "proposal":
        return False
    if not shown:
        return row["state"] != "published"
    return bool(row["is_redacted"]) and is_covered(value, shown)


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
