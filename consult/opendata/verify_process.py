"""Recomputes the state of a consultation from the entries of its log alone.

Standard library only: packages carry this file. What an entry hides behind a commitment is used where the package
opens it; the rest is counted and named as being for the auditor's grade.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from consult.audits.verify_samples import SecondLooks
from consult.contributions.verify_imported import IMPORTED_ROOT
from consult.opendata.verify_asked import AskedList
from consult.opendata.verify_dues import DueDays
from consult.opendata.verify_publications import Publications
from consult.opendata.verify_quiet import Quiet
from consult.opendata.verify_rated import Rated
from consult.opendata.verify_reading import Reading
from consult.opendata.verify_received import Received
from consult.opendata.verify_reports import Reported
from consult.opendata.verify_roles import Roles
from consult.opendata.verify_rounds import Rounds
from consult.opendata.verify_senders import Senders
from consult.opendata.verify_signatures import Row, Signatures
from consult.opendata.verify_state import (
    ACT_STATES,
    CONSOLE,
    OWED_STATES,
    TAKES_AWAY,
    UNKNOWN,
    UNOWED_GROUNDS,
    Comment,
    Ruling,
    digest_of,
)
from consult.opendata.verify_taken_out import TakenOut, takes_out
from consult.opendata.verify_times import Arrivals
from consult.opendata.verify_told import Deed, Deeds, is_same_instant
from consult.opendata.verify_trace import Trace
from consult.record.verify import Fault

COVERS = ("publish", "redact", "hold", "withhold")
"""Acts that say what is covered of a wording, if anything."""
RULERS = ("moderator", "administrator")
CLOSERS = ("responder", "administrator")
"""Roles under which a second look at an answer is closed."""
Reader = Callable[[Row, Mapping[str, str]], None]
Act = Callable[[Row, Mapping[str, str], bytes], None]


class Process(Received):
    """The state of a consultation, act by act. ``bodies``: its own body and those above, for roles."""

    def __init__(self, roles: Roles, bodies: Sequence[str], *, is_public: bool) -> None:
        super().__init__()
        self.roles, self.bodies, self.is_public = roles, bodies, is_public
        self.rulings: dict[str, Ruling] = {}
        self.reviews: set[str] = set()
        self.statements: dict[str, dict[str, str]] = {}
        self.votes: dict[tuple[str, str], tuple[str, str]] = {}
        """(Voter, statement) -> what was said last, and when."""
        self._pairs: dict[tuple[str, str], tuple[str, str]] = {}
        """Each of these once."""
        self.changes: Counter[tuple[str, str]] = Counter()
        self.last_vote: dict[str, str] = {}
        self.tells_votes = False
        """Whether anything of a vote is opened."""
        self.latest = ""
        """The time of the newest entry."""
        self.replies: dict[str, dict[str, Any]] = {}
        self.dispositions: set[str] = set()
        """Articles that have one."""
        self.versions: dict[str, str] = {}
        self.imported = 0
        self.extensions: list[tuple[Mapping[str, str], Deed, str]] = []
        """What the entry opens, the entry, and the closing before it."""
        self.invited: set[str] = set()
        self.invited_answered = 0
        self.more_time: set[str] = set()
        self.in_more_time: dict[str, str] = {}
        self.taken_out = TakenOut(roles.erased)
        self.unopened: Counter[str] = Counter()
        self._held: set[tuple[str, str, str]] = set()
        """(Who, role, minute) that was found to be so."""
        self.by_console = self.elsewhere = 0
        self.acts: Counter[str] = Counter()
        self.signatures, self.trace, self.reading = Signatures(), Trace(), Reading()
        self.publications = Publications()
        self.rated = Rated(self.comments, self.replies, self.reading)
        self.deeds, self.looks, self.reported = Deeds(), SecondLooks(), Reported(self.comments)
        self.quiet, self.due_days = Quiet(roles.quiet, bodies), DueDays()
        self.asked, self.rounds, self.arrivals = AskedList(), Rounds(), Arrivals()
        self._readers: dict[str, tuple[Sequence[Reader], Act | None, Sequence[Reader]]] = {}

    def take(self, entry: Row, leaf: bytes, opened: Mapping[str, str]) -> None:
        """Take the next entry with those of its values that this package opens. Raises Fault."""
        type_ = str(entry.get("type", ""))
        self.acts[type_] += 1
        self.latest = max(self.latest, str(entry.get("time", "")))
        commitments = entry.get("commitments", {})
        if len(commitments) != len(opened):
            for name in commitments.keys() - opened.keys():
                self.unopened[name] += 1
        readers = self._readers.get(type_)
        if readers is None:
            readers = self._readers[type_] = self._readers_of(type_)
        before, act, after = readers
        for read in before:
            read(entry, opened)
        if act is not None:
            act(entry, opened, leaf)
        for read in after:
            read(entry, opened)

    def _readers_of(self, type_: str) -> tuple[Sequence[Reader], Act | None, Sequence[Reader]]:
        """What reads entries of this type: before the act changes the state, the act, and after it."""
        act = getattr(self, "_" + type_.replace(".", "_").replace("-", "_"), None)
        if act is None and type_.startswith("consultation."):
            act = self._consultation_dates
        before: Sequence[tuple[tuple[str, ...], Reader]] = (
            (Signatures.READS, partial(self.signatures.take, rules=self.rules)),
            (Reading.READS, self.reading.take),
            (Publications.READS, self.publications.take),
            (Rated.READS, self.rated.take),
            (Trace.READS, self.trace.take),
            *(() if self.is_public else ((Reported.READS, self.reported.take),)),
            (Senders.READS, self.senders.take),
        )
        after: Sequence[tuple[tuple[str, ...], Reader]] = (
            (Quiet.READS, partial(self.quiet.take, rules=self.rules)),
            (DueDays.READS, self.due_days.take),
            (AskedList.READS, self.asked.take),
            (Rounds.READS, self.rounds.take),
            (Arrivals.READS, self.arrivals.take),
            (Deeds.READS, self.deeds.take),
            (SecondLooks.READS, self.looks.take),
        )
        first: list[Reader] = [self.taken_out.take] if takes_out(type_) else []
        return (
            [*first, *(read for types, read in before if type_.startswith(types))],
            act,
            [read for types, read in after if type_.startswith(types)],
        )

    @property
    def erased(self) -> set[str]:
        """Ids of what may be missing, as entries say."""
        return self.taken_out.things

    # The consultation -----------------------------------------------------------------------------

    def _consultation_created(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        if self.bodies and self._object(entry, 0) != self.bodies[0]:
            raise Fault("data/bodies.jsonl does not begin with the body that holds the consultation")

    def _consultation_published(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        lines = opened.get("rules", "").split("\n")
        self.rules |= dict(line.partition("=")[::2] for line in lines if "=" in line)
        self._version(entry, opened)

    def _consultation_extended(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        self.extensions.append((opened, Deed(entry, opened), self.rules.get("closes_at", "")))
        self._note_dates(opened)

    def _consultation_put_off(self, entry: Row, opened: Mapping[str, str], leaf: bytes) -> None:
        self._consultation_resumed(entry, opened, leaf)  # where several quiet periods move it, once for each

    def _consultation_resumed(self, entry: Row, opened: Mapping[str, str], leaf: bytes) -> None:
        before = self.rules.get("closes_at", "")
        if not is_same_instant(opened.get("closes_at", before), before):
            self._consultation_extended(entry, opened, leaf)
        self._note_dates(opened)

    def _invitations_made(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self.invited |= set(map(str, entry.get("objects", [])))

    def _invitations_withdrawn(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self.invited -= set(map(str, entry.get("objects", [])))

    def _invitations_answered(self, _entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self.invited_answered += 1

    def _more_time_granted(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self.more_time.add(self._object(entry, 0))

    def _more_time_used(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        own = self._object(entry, 0)
        if own not in self.more_time:
            raise Fault(f"more time {own} was never granted")
        if "submission" in opened:
            self.in_more_time[opened["submission"]] = own

    def _consultation_dates(self, _entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        self._note_dates(opened)

    def _note_dates(self, opened: Mapping[str, str]) -> None:
        for name in ("opens_at", "closes_at"):
            if opened.get(name):
                self.rules[name] = opened[name]

    def _version_published(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        self._version(entry, opened)

    def _version(self, entry: Row, opened: Mapping[str, str]) -> None:
        self.versions[self._object(entry, 0)] = opened.get("text_hash", "")

    # Rulings --------------------------------------------------------------------------------------

    def _comment_ruled(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        comment, own = self._comment(entry), self._object(entry, 1)
        ruling = Ruling(entry, opened, own, self._object(entry, 0))
        act, ground = ruling.act, ruling.ground
        if own in self.rulings:
            raise Fault(f"ruling {own} was made before")
        if act in TAKES_AWAY and not ground:
            raise Fault(f"it takes words away ({act}) without a ground")
        self._check_role(ruling.moderator, ruling.role, str(entry["time"]))
        self.rulings[own] = ruling
        revision = int(ruling.revision or 0)
        is_refused = act == "hide" and comment.state == "published" and comment.shown not in (0, revision)
        self._put_in_force(comment, ruling, only_same_revision=is_refused)
        if act not in ACT_STATES:
            comment.state = UNKNOWN
        elif not is_refused:  # where a correction was, what everybody reads stays
            self._rule(comment, act, revision)
            if act in COVERS:
                self.note_left(ruling.comment, entry, opened)
            if act in COVERS and ruling.redactions != "[]":
                self.covering[ruling.comment, revision] = ruling.redactions
            elif act in COVERS:
                self.covering.pop((ruling.comment, revision), None)
            comment.ruled, before = ruling, comment.published
            self._appears(comment, ruling.time)
            self._shows(ruling.comment, comment, before, ruling.time)

    @staticmethod
    def _put_in_force(comment: Comment, ruling: Ruling, *, only_same_revision: bool) -> None:
        left = []
        for one in comment.in_force:
            if only_same_revision and one.revision != ruling.revision:
                left.append(one)
            else:
                one.is_in_force = False
        comment.in_force = (*left, ruling)

    @staticmethod
    def _rule(comment: Comment, act: str, revision: int) -> None:
        comment.state = ACT_STATES[act]
        comment.is_redacted = comment.is_redacted and act != "hide"
        comment.may_be_held = comment.state == "published"
        if comment.state == "published":
            comment.shown, comment.is_redacted = revision, act == "redact"
            comment.state = "withheld" if comment.is_withheld else "published"

    def _check_role(self, who: str, role: str, time: str) -> None:
        if who == CONSOLE and role == CONSOLE:
            self.by_console += 1
        elif who in ("", "timer", CONSOLE):
            raise Fault("no moderator's act stands behind it")
        elif role not in RULERS:
            raise Fault(f"“{role}” is no role that may rule")
        elif (who, role, time) not in self._held:  # many rule in one minute
            if not self.roles.held(who, (role,), self.bodies, time):
                raise Fault(f"{who} did not hold the role “{role}” on this body at {time}")
            self._held.add((who, role, time))

    def _check_reviewer(self, who: str, role: str, time: str) -> None:
        """A review may be decided by another unit, whose roles this package doesn't open."""
        if who and role in RULERS and not self.roles.is_known(who):
            self.elsewhere += 1
        else:
            self._check_role(who, role, time)

    # Reviews --------------------------------------------------------------------------------------

    def _review_asked(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self._known_ruling(entry)
        self.reviews.add(self._object(entry, 2))

    def _review_decided(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        ruling, own = self._known_ruling(entry), self._object(entry, 2)
        if own not in self.reviews:
            raise Fault(f"review {own} was never asked for")
        if entry.get("actor") == ruling.moderator:
            raise Fault("the moderator who ruled decided the review too")
        self._check_reviewer(str(entry.get("actor", "")), str(entry.get("role", "")), str(entry["time"]))

    def _known_ruling(self, entry: Row) -> Ruling:
        found = self.rulings.get(self._object(entry, 1))
        if found is None:
            raise Fault(f"ruling {self._object(entry, 1)} was never made")
        return found

    # Imports --------------------------------------------------------------------------------------

    def _import_started(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        self.imports[str(entry["id"])] = opened.get("status", UNKNOWN)

    def _import_finished(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        status = self.imports.get(self._object(entry, 0))
        if status is None:
            raise Fault("an import is finished that never began")
        self.imported += int(opened.get("stored") or 0)
        self.entered[self._object(entry, 0)] = self._states(entry, opened, status), str(entry.get("time", ""))
        if IMPORTED_ROOT in entry.get("commitments", {}):
            self.import_roots[self._object(entry, 0)] = opened.get(IMPORTED_ROOT, "")

    @staticmethod
    def _states(entry: Row, opened: Mapping[str, str], status: str) -> frozenset[str]:
        """How its comments entered: older entries don't say whether published ones were held until later."""
        if "state" in opened:
            return frozenset([opened["state"]])
        if "state" in entry.get("commitments", {}):
            raise Fault("it commits to the state of its comments, and this package doesn’t open that")
        return frozenset(["published", "held"] if status == "published" else [status])

    # Votes ----------------------------------------------------------------------------------------

    def _statement_opened(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        self.statements[self._object(entry, 0)] = dict(opened)

    def _vote_cast(self, entry: Row, opened: Mapping[str, str], leaf: bytes) -> None:
        voter, statement = str(entry.get("actor", "")), self._object(entry, 0)
        if "previous" in opened and opened["previous"] != self.last_vote.get(voter, ""):
            raise Fault("it does not follow on the voter’s vote before it")
        self.last_vote[voter] = leaf.hex()
        self.tells_votes = self.tells_votes or bool(opened)
        key = (voter, statement)
        if key in self.votes:
            self.changes[key] += 1
        said = (opened.get("value", UNKNOWN), str(entry.get("time", "")))
        self.votes[key] = self._pairs.setdefault(said, said)

    # Answers --------------------------------------------------------------------------------------

    def _reply_published(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        reply = self.replies.setdefault(self._object(entry, 0), {"comments": set(), "body": None})
        reply["comments"] |= set(entry.get("objects", [])[1:])
        for own in entry.get("objects", [])[1:]:
            self.answered.setdefault(str(own), str(entry.get("time", "")))
        if "body" in opened:
            reply["body"] = digest_of(opened["body"])

    def _reply_corrected(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        reply = self.replies.get(self._object(entry, 0))
        if reply is None:
            raise Fault("a reply is corrected that was never published")
        reply["body"] = digest_of(opened["body"]) if "body" in opened else None

    def _reply_quotation_erased(self, entry: Row, opened: Mapping[str, str], _leaf: bytes) -> None:
        reply = self.replies.get(self._object(entry, 0))
        if reply is not None:
            reply["body"] = digest_of(opened["body"]) if "body" in opened else None

    def _answer_second_look_closed(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        who, role, time = (str(entry.get(name, "")) for name in ("actor", "role", "time"))
        if who == CONSOLE:
            return
        if role not in CLOSERS:
            raise Fault(f"“{role}” is no role that may close a second look")
        if not self.roles.held(who, (role,), self.bodies, time):
            raise Fault(f"{who} did not hold the role “{role}” on this body at {time}")

    def _disposition_set(self, entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        self.dispositions.add(self._object(entry, 1) if len(entry.get("objects", [])) > 1 else "")

    def _outcome_published(self, _entry: Row, _opened: Mapping[str, str], _leaf: bytes) -> None:
        owed = {own for own, one in self.comments.items() if self.is_owed(one) and not one.is_restricted}
        others = {own for own, one in self.comments.items() if own not in owed or not one.is_imported}
        imported = self.imported - sum(self.comments[own].is_imported for own in others)
        self.publications.check_before_outcome(self.rules.get("comments_appear", ""))
        self.reading.check_nothing_is_left(owed, others, imported, self.dispositions)

    @staticmethod
    def is_owed(comment: Comment) -> bool:
        """Whether it was owed reading and a theme at this instant (analysis.rules.counted_as)."""
        is_spam = comment.state == "hidden" and comment.ground in UNOWED_GROUNDS
        return comment.is_confirmed and not is_spam and comment.state in (*OWED_STATES, UNKNOWN)
