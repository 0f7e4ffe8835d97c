"""Holds the tables of a package against the state that its entries give. Standard library only: packages carry it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from consult.opendata.verify_comments import CommentColumns, named
from consult.opendata.verify_imports import ImportedComments
from consult.opendata.verify_process import Process
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import UNKNOWN, Comment
from consult.opendata.verify_told import UNSAID, Columns, Deed, instant_of, pairs
from consult.record.verify import Fault

OF_TIME = len("2026-01-01T00:00")
NO_VOTE = ("", "")
Kind = tuple[str, bool, bool]
"""For whom its sender speaks (empty in the public grade), whether it came late, whether it was imported."""


class Tables:
    """Holds the tables of a package against what the entries say. Each method raises the first Fault."""

    def __init__(self, process: Process, *, is_older: bool = False, is_strict: bool = False) -> None:
        self.process = process
        self.counts: Counter[str] = Counter()
        self.unconfirmed = 0
        self.late = 0
        self.references: dict[str, str] = {}
        self._stranger = ""
        """A submission of whose sender no entry tells."""
        self.published: set[str] = set()
        self.with_files: dict[str, Row] = {}
        """Comments with which files came."""
        self.minors: set[str] = set()
        """Submissions of minors, for auditors."""
        self.received = [0, 0, 0]
        """Senders, submissions and comments."""
        self._kinds: dict[str, Kind] = {}
        self._same: dict[Kind, Kind] = {}
        """Each kind once: there are few, and many submissions."""
        self._firsts: set[str] | None = None
        self._comments: Counter[str] = Counter()
        process.taken_out.settle(process.comments)
        self.columns = Columns(process.erased, is_older=is_older, is_strict=is_strict)
        self.told = CommentColumns(process, self.columns)
        self.imports = ImportedComments(process, self.columns, self.told)
        self._late = self.told.late

    def consultation(self, rows: Iterable[Row]) -> None:
        """Opening and closing, and how many were invited."""
        rules, process = self.process.rules, self.process
        for row in rows:
            said: dict[str, object] = {
                name: instant_of(rules[name]) for name in ("opens_at", "closes_at") if name in rules
            }
            self.columns.hold("consultation", row, said, called=row["language"])
            told = (row.get("invited", 0), row.get("invited_answered", 0))
            if told != (len(process.invited), process.invited_answered):
                raise Fault("data/consultation.jsonl: the entries tell of other numbers of invited people")

    def submissions(self, rows: Iterable[Row]) -> None:
        """Who came late, whom an erasure names, and what the figures count."""
        taken_out, in_more_time = self.process.taken_out, self.process.in_more_time
        for row in rows:
            own, is_late = row["id"], bool(row["is_late"])
            if own in self._kinds:
                raise Fault(f"data/submissions.jsonl: {own} stands there twice")
            kind = row.get("capacity", ""), is_late, row["channel"] == "import"
            self._kinds[own] = self._same.setdefault(kind, kind)
            if "is_first" in row:
                self._firsts = self._firsts or set()
                if row["is_first"]:
                    self._firsts.add(own)
            if is_late:
                self._late.add(own)
            if row.get("more_time", "") != in_more_time.get(own, ""):
                raise Fault(f"data/submissions.jsonl: {own} came in other time than its entry says")
            taken_out.note_submission(own, row.get("sender", own))
            self.process.senders.check(row, self.columns, taken_out)
            self.imports.note_submission(row)
            if not self.process.senders.knows(row):
                self._stranger = own
            if "sender" in row:
                self._note_sender(row)
            self.process.asked.check_submission(row)
            self.process.arrivals.note_submission(row)

    def _note_sender(self, row: Row) -> None:
        self.told.senders[row["id"]] = row["sender"]
        if row["is_minor"]:
            self.minors.add(row["id"])

    def comments(self, rows: Iterable[Row]) -> None:
        """Every comment of the entries stands in the table in its state, and no other does."""
        process, imported, references = self.process, 0, self.references
        for row in rows:
            own, reference, state, sent = row["id"], row["reference"], row["state"], row["submission"]
            if own in references:
                raise Fault(f"{named(row)} stands there twice")
            references[own] = reference
            comment = process.comments.get(own)
            if comment is None and row.get("source"):
                imported += 1
                self.imports.check(row, None)
            elif comment is None:
                raise Fault(f"{named(row)} has no entry: it was added to the table")
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
        self._count_waiting()
        self._check_imported(imported)
        self.imports.finish()
        if self._stranger:
            raise Fault(f"data/submissions.jsonl: no entry tells of the sender of {self._stranger}")
        self.told.check_answers(references)

    def _count_waiting(self) -> None:
        """A submission of which one part went before it was confirmed is counted with all of its parts."""
        if not self.unconfirmed:
            return
        sent = {sender: own for own, sender in self.told.senders.items() if own in self._comments}
        for own, comment in self.process.comments.items():
            is_waiting = own not in self.references or (
                not comment.is_confirmed and comment.state in ("pending", "published")
            )
            if is_waiting and comment.sender in sent:
                self._comments[sent[comment.sender]] += 1

    def figures(self, rows: Sequence[Row]) -> None:
        """Senders, submissions and comments are what the tables give.

        Who speaks, and who sent something before, is known only in the auditor's grade: in the public one the sums are
        compared, without the senders.
        """
        given, told = (
            defaultdict[Kind, list[int]](lambda: [0, 0, 0]),
            defaultdict[Kind, list[int]](lambda: [0, 0, 0]),
        )
        knows_who, firsts = self._firsts is not None, self._firsts or set()
        for own, comments in self._comments.items():
            kind = self._kinds.get(own)
            if kind is None:
                raise Fault(f"data/submissions.jsonl: submission {own} has comments and is missing here")
            sums = given[kind]
            sums[0] += own in firsts
            sums[1] += 1
            sums[2] += comments
        for row in rows:
            figures = (row["senders"], row["submissions"], row["comments"])
            _sum_into(self.received, figures)
            capacity = row["capacity"] if knows_who else ""
            shown = figures if knows_who else (0, *figures[1:])
            _sum_into(told[capacity, bool(row["is_late"]), bool(row["is_imported"])], shown)
        for kind in given.keys() | told.keys():
            if given[kind] != told[kind]:
                raise Fault(
                    f"data/figures.jsonl: it says {told[kind]} of {kind}, and the tables give {given[kind]}"
                )

    def _check_comment(self, row: Row, comment: Comment) -> None:
        self.told.check(row, comment)
        if row["id"] in self.process.files:
            self.with_files[row["id"]] = row
        if comment.is_imported:
            self.imports.check(row, comment)
        if row["state"] == "published":
            self.published.add(row["id"])
        if row["state"] != "published":
            if row["body"]:
                raise Fault(f"{named(row)} is “{row['state']}” and its words are shown")
        elif comment.state != UNKNOWN and (comment.is_redacted or not comment.is_imported):
            self.told.check_words(row, comment)

    def _check_imported(self, untouched: int) -> None:
        touched = sum(1 for one in self.process.comments.values() if one.is_imported)
        if untouched + touched != self.process.imported:
            raise Fault(
                f"data/comments.jsonl: {untouched + touched} imported comments, and {self.process.imported} by the "
                "entries"
            )

    def revisions(self, rows: Iterable[Row], *, is_public: bool) -> None:
        """Auditor's grade: every wording that was sent, as it was sent."""
        ids = {reference: own for own, reference in self.references.items()}
        seen = dict.fromkeys(ids, 0)
        for row in rows:
            reference, number = row["reference"], int(row["revision"])
            if reference not in seen or number != seen[reference] + 1:
                raise Fault(
                    f"data/revisions.jsonl: {reference}, wording {number}: not the next one of its comment"
                )
            seen[reference] = number
            comment = self.process.comments.get(ids[reference])
            if number == 1 and (comment is None or comment.is_imported):
                self.imports.check_wording(row, comment)
            if comment is not None:
                self.told.check_wording(ids[reference], row, comment)
        for reference, last in seen.items() if not is_public else ():
            comment = self.process.comments.get(ids[reference])
            if last != (comment.wordings if comment else 1):
                raise Fault(
                    f"data/revisions.jsonl: {reference} has another number of wordings by its entries"
                )

    def statements(self, rows: Iterable[Row]) -> dict[int, Row]:
        """Every statement with its text. Returns them by number."""
        told, known = dict[int, Row](), dict[str, list[Deed]](self.process.deeds.by(0, "statement."))
        table = list(rows)
        for row in table:
            if row["source"] and row["id"] not in known:
                known[row["id"]] = []
        for row, deeds in pairs("statements", table, known):
            told[row["number"]] = row
            made, closed = deeds[:1], [one for one in deeds if one.type == "statement.closed"]
            said: dict[str, Any] = dict.fromkeys(
                ("number", "text", "language", "opened_at", "source"), UNSAID
            )
            if made:
                about = made[0].objects[1] if len(made[0].objects) > 1 else ""
                said = {name: made[0].says(name) for name in ("number", "text", "language")}
                said |= {"opened_at": made[0].at, "comment": self.references.get(about, about), "source": ""}
                said["text"] = said["text"] if row["text"] else ""
                said["closed_at"] = closed[-1].at if closed else ""
                said["closed_reason"] = closed[-1].ground if closed else ""
            self.columns.hold(
                "statements", row, said, [one for deed in deeds for one in deed.named], row["number"]
            )
        if len(told) != len(table):
            raise Fault("data/statements.jsonl: two statements bear one number")
        return told

    def votes(self, statements: Mapping[int, Row], rows: Iterable[Row]) -> int:
        """Each person's last word, and the tallies. Returns how many votes were counted."""
        process, imported = self.process, 0
        counted, seen = Counter[tuple[int, str]](), set[int]()
        for row in rows:
            where = f"data/votes.jsonl: a vote on statement {row['statement']}"
            counted[row["statement"], row["value"]] += 1
            if row["source"]:
                imported += 1
                continue
            key = (row["voter"], statements[row["statement"]]["id"])
            value, time = process.votes.get(key, NO_VOTE)
            if value not in (row["value"], UNKNOWN) or process.changes[key] != row["changes"]:
                raise Fault(f"{where} is not what the entries say")
            if row["voted_at"][:OF_TIME] != time[:OF_TIME]:
                raise Fault(f"{where}: “voted_at” is not when its entry says")
            seen.add(hash(key))  # of very many: half as long as the keys themselves
        if len(seen) != len(process.votes) or counted.total() - imported != len(seen):
            raise Fault(
                f"data/votes.jsonl: {counted.total() - imported} votes, and {len(process.votes)} by the entries"
            )
        for number, row in statements.items():
            for name, value in (("agrees", "agree"), ("disagrees", "disagree"), ("passes", "pass")):
                made = counted[number, value]
                if row[name] != made:
                    raise Fault(
                        f"data/statements.jsonl: statement {number} says {row[name]} {name}, votes give {made}"
                    )
        return counted.total()

    def drafts(
        self, versions: Sequence[Row], articles: Iterable[Row], alternatives: Iterable[Row]
    ) -> dict[tuple[Any, str], str]:
        """The text of each published version is the one that was fixed. Returns article ids by place."""
        places, digests = self.told.places, dict[Any, Any]()
        self.told.versions = {row["version"]: row["id"] for row in versions}
        for row in articles:
            places[row["version"], row["article"]] = row["id"]
            digest = digests.setdefault(row["version"], hashlib.sha256())
            heading = f"{row['number']} {row['heading']}"
            for piece in (row["language"], row["article"], heading, row["text"]):
                content = piece.encode()
                digest.update(len(content).to_bytes(4, "big") + content)
        for row in alternatives:
            place = row["version"], row["article"], row["alternative"]
            self.told.labels.setdefault(place, set()).add(row["label"])
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
