"""What authors say of answers and second looks at them, by the entries alone.

Standard library only: packages carry this file.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from typing import Any

from consult.opendata.verify_reading import Reading
from consult.opendata.verify_senders import Senders
from consult.opendata.verify_signatures import Row
from consult.opendata.verify_state import Comment
from consult.opendata.verify_told import UNSAID, Deed, Unknown
from consult.record.verify import Fault


def answer_of(row: Row) -> str:
    """The answer that a row of either table is about. Tables of before an outcome could be rated have replies alone."""
    return str(row["reply"] or row.get("outcome", ""))


class Look:
    """A second look, as its entries tell of it."""

    __slots__ = ("answer", "comment", "gave", "is_closed", "is_told", "named", "note", "person")

    def __init__(self, entry: Row, opened: Mapping[str, str], gave: Set[str]) -> None:
        """``gave``: whose words the answer said when it was asked for."""
        self.gave = gave
        self.comment, _own, self.answer, *_more = map(str, entry["objects"])
        self.named = (str(entry.get("id", "")), str(entry.get("actor", "")), *map(str, entry["objects"]))
        """What an erasure names where it took away what opens the first entry."""
        self.is_told = "dispositions" in opened or "dispositions" not in entry.get("commitments", {})
        self.is_closed, self.person = False, ""
        self.note: str | None = None
        """None where this grade doesn't open it."""

    def close(self, opened: Mapping[str, str]) -> None:
        """Take the entry that closes it."""
        self.is_closed, self.note, self.person = True, opened.get("note"), opened.get("person", "")


class Rated:
    """The last word of each author on the answer, and each second look, act by act.

    An answer is a reply, or what the published outcome made of the comment; entries name it by its id.
    """

    GIVES = (
        "reply.published", "reply.corrected", "outcome.published", "outcome.corrected", "disposition.set",
        "disposition.theme_set",
    )  # fmt: skip
    """Entries by which an answer says what it says."""
    READS = (*GIVES, "answer.")
    """How the types of entries begin that it reads."""

    def __init__(
        self, comments: Mapping[str, Comment], replies: Mapping[str, Mapping[str, Any]], reading: Reading
    ) -> None:
        """What the process knows of them so far, by id; it goes on filling these."""
        self._comments, self._replies, self._reading = comments, replies, reading
        self.values: dict[str, tuple[str, str]] = {}
        """By comment: (answer, what was said; empty where this grade doesn't open it)."""
        self.looks: dict[str, Look] = {}
        self.gave: dict[str, set[str]] = {}
        """By reply or outcome: whose words it said at any time."""
        self.decided: dict[str, set[str]] = {}
        """By disposition: who set it at any time."""
        self._by_theme: dict[str, str] = {}
        self._by_article: dict[str, str] = {}
        """The disposition of each theme, and of each article (empty: the whole draft)."""
        self.outcome = ""
        self.received: object = UNSAID
        """How many comments the outcome answers, as it was counted when it was published."""

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        who = str(entry.get("actor", ""))
        if type_.startswith("disposition."):
            if type_ in self.GIVES:
                self.decided.setdefault(objects[0], set()).add(who)
                places = self._by_theme if type_ == "disposition.theme_set" else self._by_article
                places["".join(objects[1:2])] = objects[0]
        elif type_ in self.GIVES:
            self.gave.setdefault(objects[0], set()).add(who)
            if type_ == "outcome.published":
                self.outcome = objects[0]
                counted = Deed(entry, opened).says("coverage")
                self.received = counted if isinstance(counted, Unknown) else json.loads(counted)["received"]
        elif type_ == "answer.rated":
            self._check_author(objects, who, "rated")
            self._check_given(entry, objects, opened)
            self.values[objects[0]] = (objects[2], opened.get("value", ""))
        elif type_ == "answer.second_look_asked":
            if any(one.comment == objects[0] for one in self.looks.values()):
                raise Fault(f"a second look at the answer to {objects[0]} was asked for before")
            self._check_author(objects, who, "asked for a second look at")
            self._check_given(entry, objects, opened)
            decided = (self.decided[one] for one in opened.get("dispositions", "").split())
            self.looks[objects[1]] = Look(entry, opened, self.gave[objects[2]].union(*decided))
        elif type_ == "answer.second_look_closed":
            self._close(objects, who, opened)

    def _check_author(self, objects: list[str], who: str, did: str) -> None:
        comment = self._comments.get(objects[0])
        if comment is not None and comment.sender and comment.sender != who:
            raise Fault(f"somebody else than the author of {objects[0]} {did} its answer")

    def _check_given(self, entry: Row, objects: list[str], opened: Mapping[str, str]) -> None:
        """What is called the answer was given to this comment, and says which dispositions are meant."""
        own, answer = objects[0], objects[2]
        if not answer or answer != self.outcome:
            if answer not in self._replies:
                raise Fault(f"{answer} is called the answer to {own}, and was never published")
            if own not in self._replies[answer]["comments"]:
                raise Fault(f"{answer} is called the answer to {own}, and is the answer to others")
            return
        if "dispositions" not in entry.get("commitments", {}):
            raise Fault(f"the outcome is called the answer to {own}, and nothing says by which disposition")
        if "dispositions" not in opened:
            return
        named, known = opened["dispositions"].split(), self._meant(own)
        for one in named:
            if one not in self.decided:
                raise Fault(f"disposition {one} is called the answer to {own}, and was never published")
        if not named or (known is not None and known != set(named)):
            raise Fault(f"the outcome answers {own} by other dispositions than those that are named")

    def _meant(self, own: str) -> set[str] | None:
        """The dispositions of the themes that a comment stands under, else of its article; None where that isn't known.

        Which comments stand under a theme isn't always opened, nor an entry of each imported comment there.
        """
        comment = self._comments.get(own)
        if self._reading.unopened or comment is None or comment.is_imported:
            return None
        themes = [theme for theme, there in self._reading.under.items() if own in there]
        found = set() if themes else {self._by_article.get(comment.article, "")}
        for theme in themes:
            article = self._reading.articles.get(theme)
            if theme in self._by_theme:
                found.add(self._by_theme[theme])
            elif article is None:
                return None
            elif article:
                found.add(self._by_article.get("" if article == "whole" else article, ""))
        return found - {""}

    def _close(self, objects: list[str], who: str, opened: Mapping[str, str]) -> None:
        look = self.looks.get(objects[1])
        if look is None or look.is_closed:
            raise Fault(f"second look {objects[1]} is closed and wasn’t open")
        if (look.comment, look.answer) != (objects[0], objects[2]):
            raise Fault(f"second look {objects[1]} is closed as one at another answer than was asked about")
        if who in look.gave:
            raise Fault(f"second look {objects[1]} was closed by who gave the answer")
        comment = self._comments.get(look.comment)
        if comment is not None and comment.sender == who:
            raise Fault(f"second look {objects[1]} was closed by the author of the comment")
        look.close(opened)

    def check_ratings(self, rows: Iterable[Row]) -> int:
        """As many said something of each answer as the table says. Returns how many said anything."""
        counted: dict[str, Counter[str]] = {}
        for answer, value in self.values.values():
            counted.setdefault(answer, Counter())[value] += 1
        for row in rows:
            own = answer_of(row)
            found = counted.pop(own, Counter())
            if found.total() != row["answers"] + row["misses"]:
                raise Fault(f"data/answer_ratings.jsonl: {own}: the entries tell of {found.total()} ratings")
            if not found[""] and (found["answers"], found["misses"]) != (row["answers"], row["misses"]):
                raise Fault(f"data/answer_ratings.jsonl: {own}: the entries tell of other ratings")
        if counted:
            raise Fault(f"data/answer_ratings.jsonl: answer {min(counted)} was rated and is missing here")
        return len(self.values)

    def check_looks(
        self, rows: Iterable[Row], references: Mapping[str, str], published: Set[str], erased: Set[str]
    ) -> None:
        """Each second look is as its entries say, and none is missing. ``references``: by id of the comment.

        ``published``: ids of the comments that everybody reads: by what the outcome answers them is opened to all,
        unless ``erased`` names it.
        """
        seen = set()
        for row in rows:
            where, said = f"data/second_looks.jsonl: {row['id']}", self.looks.get(row["id"])
            if said is None or row["id"] in seen:
                raise Fault(f"{where} has no entry of its own")
            seen.add(row["id"])
            is_outcome = said.answer == self.outcome
            if (
                references.get(said.comment) != row["reference"]
                or row["reply"] != ("" if is_outcome else said.answer)
                or row.get("outcome", "") != (said.answer if is_outcome else "")
            ):
                raise Fault(f"{where} is about something else than its entry")
            if not said.is_told and said.comment in published and erased.isdisjoint(said.named):
                raise Fault(f"{where}: by which dispositions the outcome answers it cannot be opened")
            if bool(row["closed_at"]) != said.is_closed:
                raise Fault(f"{where}: the entries and the table disagree whether it is closed")
            if said.note not in (None, row["note"]):
                raise Fault(f"{where}: “note” is not what the entry says")
        if missing := self.looks.keys() - seen:
            raise Fault(f"data/second_looks.jsonl: {min(missing)} has an entry and is missing here")

    def check_closers(self, senders: Senders, of_submissions: Mapping[str, str]) -> None:
        """None was closed by the account that sent the comment, as far as auditors are told.

        ``of_submissions``: the name in the record of each submission's sender, by the submission's id.
        """
        for own, look in self.looks.items():
            comment = self._comments.get(look.comment)
            if comment is not None and senders.is_account_of(look.person, comment.sender, of_submissions):
                raise Fault(f"data/second_looks.jsonl: {own} was closed by the author of the comment")
