"""Which commitments of the record a package opens. Auditors get all there are; everybody gets what pages show."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from sqlalchemy import select

from consult.analysis import queries as reading
from consult.analysis.models import Theme
from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions.file_kinds import FILE_FIELD, file_committed
from consult.contributions.models import Comment
from consult.contributions.queries import LeftOut
from consult.foundation.db import db
from consult.moderation import queries as moderation
from consult.opendata.files.shape import Scope
from consult.opendata.packaging.entries import Row
from consult.opendata.verify_opened import (
    EVERYTHING,
    NEVER_PUBLIC,
    OF_DOCUMENT,
    OF_TRACE,
    OF_VOTE,
    PASSAGE_TRACED,
    PUBLIC,
    WITH_OUTCOME,
)
from consult.organisations.queries import approvals
from consult.outcomes import queries as outcomes
from consult.outcomes.models import Reply
from consult.record.rules import HEAD_LOST, KEY_SET, REFUSALS_COUNTED, SEALED
from consult.votes.models import Statement

AT_ONCE = 500
ASKED = "approval.asked"
WITH_RESULTS = {"vote.cast": OF_VOTE}
"""The same once counts of votes are public."""
OF_DRAFT = (PASSAGE_TRACED, "document.", "consultation.published", "version.published")
CARRYING = ("comments.carried", "earlier_round.carried")
"""Entries that say of many comments where each stands: what everybody reads of them is by comment."""
OF_PUBLISHED: Mapping[str, Collection[str]] = {
    "comment.placed": {"place"}, "comment.restated": {"place"}, "answer.second_look_asked": {"dispositions"},
    ASKED: {"steps"},
}  # fmt: skip
"""What tells where a comment stands, or under which theme: opened of those that everybody reads. And who had to sign
what was done."""
ABOUT_COMMENTS = ("comment.", "answer.second_look_asked")
BODY = frozenset({"slug", "name", "names"})
"""What both grades open of the entries of the bodies that tables name. A body's name is no person's."""
NAMING_THEMES = ("theme.made", "theme.renamed")
NO_PERSONS = ("theme.", "organisation.")
"""Entries whose names are no person's."""
SITE_PUBLIC: Mapping[str, Collection[str]] = {
    "quiet_period.set": {"begins_on", "ends_on", "reason"}, "quiet_period.ended": {"ends_on", "end_reason"},
    SEALED: {"size", "root"}, KEY_SET: {"base", "public_key"},
    REFUSALS_COUNTED: {"day", "counts"}, HEAD_LOST: {"reason", "size", "root"},
    "mails.forgotten": {"number", "days", "before"},
}  # fmt: skip


def of_consultation(rows: Iterable[Row], scope: Scope) -> Iterator[dict[str, Any]]:
    """``{entry, fields: {field: [salt, value]}}`` of each entry that the package opens, in the order of the log."""
    taken_out = contributions.taken_out_of_pages(scope.consultation.id)
    removed = contributions.files_removed(scope.consultation.id)
    outcome = outcomes.published_outcome_of(scope.consultation.id) if scope.is_public else None
    source = iter(rows)
    while batch := list(islice(source, AT_ONCE)):
        shown = _Shown.of(batch, scope, outcome is not None) if scope.is_public else None
        for row in batch:
            allowed = EVERYTHING if shown is None else shown.fields(row)
            yield from _opened(
                row, allowed, never=shown is not None, without=_without(row, taken_out, removed)
            )


def of_site(rows: Iterable[Row], bodies: Set[str], told: Set[str]) -> Iterator[dict[str, Any]]:
    """What both grades open of the site's log: sealed heads, keys, and who held a role on these bodies.

    ``told``: bodies that some table calls by their name.
    """
    for row in rows:
        if row.type.startswith(("membership.", "organisation.")):
            named = row.objects
            if row.type.startswith("membership."):
                yield from _opened(row, {"held_role"} if bodies & set(named) else ())
            elif named and named[0] in told:
                yield from _opened(row, BODY)
        else:
            yield from _opened(row, SITE_PUBLIC.get(row.type, ()))


def _without(row: Row, taken_out: Mapping[str, Sequence[LeftOut]], removed: Set[str]) -> Collection[str]:
    """Fields of an entry that were ordered out of every package, although the record still opens them.

    As in the record: of the sender's own entries, and what rulings left to read; not of what answers the comment.
    """
    if not taken_out:
        return ()
    actor = row.clear.get("actor", "")
    number = row.fields.get("revision", ["", "1"])[1]
    gone = (one for name in {actor, *row.objects} for one in taken_out.get(name, ()))
    fields = (
        one.fields if actor == one.sender else one.fields & {"left"}
        for one in gone
        if one.revision is None or str(one.revision) == number
    )  # fmt: skip
    files = {field for own, field in _files_in(row).items() if own in removed} if removed else ()
    return {*files, *chain.from_iterable(fields)}


def _files_in(row: Row) -> dict[str, str]:
    """Random id of each file that an entry commits to -> its field."""
    if row.type != "comment.received":
        return {}
    named = {name: one for name, one in row.fields.items() if name.startswith(FILE_FIELD)}
    return {file_committed(name, value)[0]: name for name, (_salt, value) in named.items()}


def _opened(
    row: Row, allowed: Collection[str], *, never: bool = True, without: Collection[str] = ()
) -> Iterator[dict[str, Any]]:
    chosen = {
        name: row.fields[name]
        for name in sorted(row.fields)
        if (name in allowed or "*" in allowed)
        and not (never and name in NEVER_PUBLIC and not row.type.startswith(NO_PERSONS))
        and name not in without
    }
    if chosen:
        yield {"entry": row.id, "fields": chosen}


@dataclass
class _Shown:
    """What everybody can read of the things that a few hundred entries are about."""

    allowed: dict[str, Collection[str]]
    comments: dict[str, tuple[str, int | None, bool]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    """Comments that show a name: it leaves the pages before its opening goes, or without that."""
    themes: Mapping[str, Theme] = field(default_factory=dict)
    """Those that are in use."""
    rulings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(comment, number of a wording) -> the ruling in force on it."""
    carried: dict[str, str] = field(default_factory=dict)
    """State of each comment that an entry carries over."""
    versions: frozenset[str] = frozenset()
    """Those of the draft that are public."""
    removed: frozenset[str] = frozenset()
    """Versions and documents that were removed by order: what they were called is shown no more."""
    statements: frozenset[str] = frozenset()
    hidden_replies: frozenset[str] = frozenset()
    public_links: frozenset[str] = frozenset()
    """Entries about comments under themes that name only comments everybody can read, once the outcome is out."""
    files: frozenset[str] = frozenset()
    """Those that everybody may download."""
    signed: frozenset[str] = frozenset()
    """Requests for signatures on which the act was done: everybody reads whose turn it was."""

    @classmethod
    def of(cls, rows: list[Row], scope: Scope, has_outcome: bool) -> "_Shown":
        allowed = {
            **PUBLIC,
            **(WITH_OUTCOME if has_outcome else {}),
            **(WITH_RESULTS if scope.results_shown else {}),
        }
        made = cls(allowed)
        said = [*_objects(rows, ABOUT_COMMENTS), *_objects(rows, "submission.received", every=True)]
        for public_id, state, revision, is_redacted, name in db.session.execute(
            select(
                Comment.public_id, Comment.state, Comment.shown_revision, Comment.is_redacted, Comment.name_shown
            ).where(Comment.public_id.in_(said))
        ):  # fmt: skip
            made.comments[public_id] = (state, revision, is_redacted)
            if name:
                made.named.add(public_id)
        if any(row.type in NAMING_THEMES for row in rows):
            made.themes = {one.public_id: one for one in reading.themes_of(scope.consultation.id)}
        made.rulings = moderation.rulings_in_force(said)
        made.files = contributions.files_shown([own for row in rows for own in _files_in(row)])
        names = {name for row in rows if row.type in CARRYING for name in row.fields}
        made.carried = dict(
            db.session.execute(
                select(Comment.public_id, Comment.state).where(Comment.public_id.in_(names))
            ).all()
        )
        made.removed = consultations.removed_things(scope.consultation.id)
        made.versions = frozenset(one.public_id for one in consultations.versions_of(scope.consultation.id))
        made.statements = frozenset(
            db.session.scalars(
                select(Statement.public_id).where(
                    Statement.public_id.in_(_objects(rows, "statement.")), Statement.is_withheld.is_(False)
                )
            )
        )
        made.hidden_replies = frozenset(
            db.session.scalars(
                select(Reply.public_id).where(
                    Reply.public_id.in_(_objects(rows, "reply.")), Reply.hidden_at.is_not(None)
                )
            )
        )
        if has_outcome:
            made.public_links = _public_links(rows)
        if any(row.type == ASKED for row in rows):
            own = approvals.approvals_of(scope.consultation.public_id)
            made.signed = frozenset(one.approval.public_id for one in own if one.approval.decision == "done")
        return made

    def fields(self, row: Row) -> Collection[str]:
        """The fields of an entry that pages show at this moment."""
        own = next(iter(row.objects), "")
        if row.type == "statement.opened" and own in self.statements:
            return {*self.allowed[row.type], "text"}
        if row.type.startswith("reply.") and own in self.hidden_replies:
            return set(self.allowed.get(row.type, ())) - {"body"}
        if row.type.startswith("theme."):
            return self._of_theme(row, own)
        if row.type in ("comment.received", "comment.corrected"):
            return self._of_comment(row, own)
        if row.type == "comment.ruled":
            return {*self.allowed[row.type], *self._left(row, own)}
        if row.type == "submission.received":
            states = {self.comments.get(one, ("",))[0] for one in row.objects[1:]}
            return {"capacity"} if "published" in states else ()
        if row.type.startswith(OF_DRAFT):
            return self._of_draft(row, own)
        if row.type in CARRYING:
            return {name for name in row.fields if self.carried.get(name) == "published"}
        if row.type in OF_PUBLISHED:
            is_shown = own in self.signed or self.comments.get(own, ("",))[0] == "published"
            return OF_PUBLISHED[row.type] if is_shown else ()
        return self.allowed.get(row.type, ())

    def _left(self, row: Row, own: str) -> Collection[str]:
        """What is left to read of a redacted comment, where this entry says of what everybody reads."""
        state, revision, is_redacted = self.comments.get(own, ("", None, False))
        number = row.fields.get("revision", ["", "1"])[1]
        if state != "published" or not is_redacted or str(revision) != number:
            return ()
        ruled = self.rulings.get((own, number))
        about = row.objects
        return {"left"} if (ruled in about if row.type == "comment.ruled" else ruled is None) else ()

    def _of_theme(self, row: Row, own: str) -> Collection[str]:
        """What stands under a theme, and its name: not what it was called before, and of none that is no more."""
        if row.type in ("theme.comments_put", "theme.comments_taken"):
            return {"comments", "number"} if row.id in self.public_links else ()
        allowed, theme = self.allowed.get(row.type, ()), self.themes.get(own)
        if not allowed or row.type not in NAMING_THEMES:
            return allowed
        if theme is None:
            return ()
        name, names = (row.fields.get(one, ["", ""])[1] for one in ("name", "names"))
        shown = {"name"} if name == theme.name else set()
        shown |= {"names"} if names and json.loads(names) == theme.names else set()
        return {"language", "article", *shown}

    def _of_draft(self, row: Row, own: str) -> Collection[str]:
        if row.type == PASSAGE_TRACED:
            is_public = row.objects[1] in self.versions
            return OF_TRACE if is_public else ()
        if row.type.startswith("document."):
            return () if own in self.removed else OF_DOCUMENT
        allowed = set(self.allowed.get(row.type, ()))
        return allowed - {"editions", "change_note", "change_notes"} if own in self.removed else allowed

    def _of_comment(self, row: Row, own: str) -> Collection[str]:
        state, revision, is_redacted = self.comments.get(own, ("", None, False))
        if state in ("", "unconfirmed"):
            return ()
        number = row.fields.get("revision", ["", "1"])[1]
        is_whole = state == "published" and not is_redacted
        words = {"body"} if is_whole and str(revision) == number else set()
        words |= {"proposal"} if is_whole else set()
        words |= {"quote", "edition"} if state == "published" else set()
        stance = {"stance", "capacity"} if state == "published" else set()
        stance |= {"name_shown"} if state == "published" and own in self.named else set()
        wish = {"publication"} if state == "withheld" else set()  # the state says as much
        words |= {"left"} & set(self._left(row, own))
        words |= {field for file, field in _files_in(row).items() if file in self.files}
        return {"reference", "language", "revision", "alternative", *words, *stance, *wish}


def _public_links(rows: Iterable[Row]) -> frozenset[str]:
    """Entries that put comments under a theme or took them out, all of which are public at this moment."""
    named = {
        row.id: set(row.fields["comments"][1].split())
        for row in rows
        if row.type in ("theme.comments_put", "theme.comments_taken") and "comments" in row.fields
    }
    wanted = sorted(set().union(*named.values()))
    public: set[str] = set()
    for start in range(0, len(wanted), AT_ONCE):
        chosen = select(Comment.public_id).where(
            Comment.public_id.in_(wanted[start : start + AT_ONCE]), Comment.state == "published"
        )
        public |= set(db.session.scalars(chosen))
    return frozenset(own for own, comments in named.items() if comments <= public)


def _objects(rows: Iterable[Row], beginning: str | tuple[str, ...], *, every: bool = False) -> list[str]:
    """The first thing that each entry of a kind is about, or every one."""
    found = (row.objects for row in rows if row.type.startswith(beginning))
    return [one for objects in found for one in (objects if every else objects[:1])]
