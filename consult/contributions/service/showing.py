"""What everybody sees of a comment. Parts of verbs: the calling verb writes the record's entry."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import passages, queries, rules
from consult.contributions.events import CommentPublished
from consult.contributions.models import Comment, CommentTally, Revision
from consult.contributions.service.aiming import covered_proposal
from consult.foundation import events, i18n, text
from consult.foundation.db import db, held, insert_or_add, is_gathering, table_of, together
from consult.foundation.errors import N_, Conflict
from consult.foundation.scripts import UNKNOWN

CONFIDENTIAL_LABEL = N_("confidential, at the sender’s request")
"""What stands in place of words that their sender marked."""

SHOWN_CHANGED: list[Callable[[Comment, str, datetime], None]] = []
"""Higher rooms act in the same transaction when what everybody sees of a comment changes.

Called with the comment, why (published, corrected, redacted, hidden, withdrawn …) and the instant."""


@dataclass(frozen=True)
class Change:
    """What everybody sees of a comment changed: why, and when."""

    comment: Comment
    reason: str
    now: datetime


@dataclass(frozen=True)
class Note:
    """What a moderator says to everybody about a comment, and in which language."""

    text: str = ""
    language: str = UNKNOWN


@dataclass(frozen=True)
class Label:
    """What stands in place of redacted words; ``language`` is its BCP 47 tag where the words are in another."""

    text: str = ""
    language: str = ""


NO_NOTE, NO_LABEL = Note(), Label()
SHOWN_CHANGED_TOGETHER: list[Callable[[list[Change]], None]] = []
"""The same for what costs less for many at once: called once at the end of a bulk act."""


def move_tally(comment: Comment, *, before: str | None, after: str | None, number: int = 1) -> None:
    """Keep the counts: one comment (or ``number``) leaves the state ``before`` and enters ``after``."""
    for state, difference in ((before, -number), (after, number)):
        if state is not None:
            count_one(comment, state, difference)


def count_one(comment: Comment, state: str, difference: int) -> None:
    """Count one comment more or less in a state."""
    count(
        comment.consultation_id, comment.article_id, state=state, stance=comment.stance,
        is_imported=comment.source is not None, difference=difference, alternative_id=comment.alternative_id,
    )  # fmt: skip


_TALLIES = table_of(CommentTally)
_KEY = ("consultation_id", "article_id", "state", "is_imported", "stance", "alternative_id")
_COUNT = (
    update(_TALLIES)
    .where(*(_TALLIES.c[name] == bindparam(f"of_{name}") for name in _KEY))
    .values(number=_TALLIES.c.number + bindparam("difference"))
)


def count(
    consultation_id: int,
    article_id: int | None,
    *,
    state: str,
    stance: str,
    is_imported: bool,
    difference: int,
    alternative_id: int | None = None,
) -> None:
    """Count so many comments more (or less) of one kind."""
    key = {
        "consultation_id": consultation_id,
        "article_id": article_id or queries.WHOLE_DRAFT,
        "state": state,
        "is_imported": is_imported,
        "stance": stance,
        "alternative_id": alternative_id or queries.NO_ALTERNATIVE,
    }
    together(_store_counts, (tuple(key.values()), difference))


def _store_counts(counted: list[tuple[tuple[Any, ...], int]]) -> None:
    differences: Counter[tuple[Any, ...]] = Counter()
    for kind, difference in counted:
        differences[kind] += difference
    for kind, difference in sorted(differences.items()):  # in one order, so that nobody waits for one another
        key = dict(zip(_KEY, kind, strict=True))
        asked = {f"of_{name}": value for name, value in key.items()} | {"difference": difference}
        if not db.session.connection().execute(_COUNT, asked).rowcount:
            insert_or_add(CommentTally, key, number=difference)


def apply_publish(
    comment: Comment,
    number: int,
    *,
    now: datetime,
    redactions: Sequence[tuple[int, int, str]] = (),
    label: Label = NO_LABEL,
    ground: str = "",
    note: Note = NO_NOTE,
    keeps_waiting: bool = False,
) -> None:
    """Show revision ``number`` to everybody, with ``redactions`` (start, end, ground) applied under ``label``."""
    revision = _revision(comment, number)
    was_redacted = any(ground != passages.CONFIDENTIAL for _start, _end, ground in revision.redactions)
    _cover(comment, revision, redactions, label)
    comment.is_redacted = bool(revision.redactions)
    comment.waiting_revision = number if keeps_waiting else None
    comment.waiting_since = (comment.waiting_since or now) if keeps_waiting else None
    _set_ground(comment, ground, note)
    state = kept_back(comment, now)
    if state:
        comment.held_revision = number
        _set_state(comment, state)
        _tell(comment, state, now)
        return
    _appear(comment, revision, now, reason="redacted" if redactions or was_redacted else "published")


def kept_back(comment: Comment, now: datetime) -> str:
    """The state in which it isn't shown although it may be published: the one place that decides this.

    Empty where everybody may see it: its sender didn't withhold it, and by the rules of its consultation such
    comments appear by now.
    """
    if comment.is_withheld:
        return "withheld"
    return "" if _appears(comment, now) else "held"


def _appears(comment: Comment, now: datetime) -> bool:
    consultation = consultations.get_by_id(comment.consultation_id)
    if consultation.comments_appear == "moderated":
        return True
    return rules.appears(consultation.comments_appear, consultations.phase_of(consultation, now))


def _cover(
    comment: Comment, revision: Revision, redactions: Sequence[tuple[int, int, str]], label: Label
) -> None:
    """Render the wording with what is covered: by a moderator, and by its sender's marks."""
    covered = passages.covered(redactions, revision.confidential)
    if covered == revision.redactions:
        return
    own = confidential_label(comment.language)
    labels = [own if ground == passages.CONFIDENTIAL else label for _start, _end, ground in covered]
    revision.redactions = covered
    revision.html = rendered(revision.body, covered, labels)
    revision.html_version = text.VERSION


def confidential_label(language: str) -> Label:
    """What stands in place of words that their sender marked, in the language of the words around where we speak it."""
    with i18n.speaking(language):
        words, spoken = i18n.gettext(CONFIDENTIAL_LABEL), i18n.language()
    return Label(words, "" if spoken == language else i18n.TAGS[spoken])


def _appear(comment: Comment, revision: Revision, now: datetime, *, reason: str = "published") -> None:
    """Everybody sees this wording from now on."""
    if comment.shown_revision not in (None, revision.number):
        reason = "corrected"
    revision.published_at = revision.published_at or now
    comment.shown_revision, comment.held_revision = revision.number, None
    comment.shown_html, comment.html_version = revision.html, revision.html_version
    comment.proposal = covered_proposal(revision.proposal, revision.body, revision.redactions)
    comment.published_at = comment.published_at or now
    _set_state(comment, "published")
    _tell(comment, reason, now)
    events.emit(CommentPublished(comment.id, revision.number), now=now)


def show_at_once(comment: Comment, consultation: Consultation, now: datetime) -> None:
    """Show it before a moderator read it, where these are the rules.

    Where its sender says that words in it are confidential but marked none, somebody reads it first.
    """
    if comment.state != "pending" or consultation.moderation != "after":
        return
    submission, revision = queries.get_submission(comment.submission_id), queries.revision(comment.id, 1)
    if not submission.confidential_reason or (revision and revision.confidential):
        apply_publish(comment, 1, now=now, keeps_waiting=True)


def apply_appear(comment: Comment, *, now: datetime) -> None:
    """What was kept back until now appears, with what was ruled on it meanwhile."""
    if comment.state == "held" and comment.held_revision is not None:
        _appear(comment, _revision(comment, comment.held_revision), now)
    elif comment.state == "hidden" and not comment.is_listed:
        comment.is_listed = True
        db.session.flush()


def apply_hide(comment: Comment, *, ground: str, note: Note = NO_NOTE, now: datetime) -> None:
    """Take the text from every page; a placeholder with the ground stays (S30)."""
    comment.shown_html, comment.proposal = "", []
    comment.is_redacted = False
    comment.waiting_revision = comment.waiting_since = None
    _set_ground(comment, ground, note)
    comment.held_revision = None
    _set_state(comment, "hidden")
    if comment.published_at is None and not _appears(comment, now):
        comment.is_listed = False  # the placeholder comes when the others do
        db.session.flush()
    _tell(comment, "hidden", now)


def apply_state(
    comment: Comment, state: str, *, now: datetime, ground: str = "", note: Note = NO_NOTE
) -> None:
    """Any other end: withdrawn, held, withheld, referred, removed, erased. Its text leaves every page."""
    comment.shown_html, comment.proposal = "", []
    comment.waiting_revision = comment.waiting_since = None
    _set_ground(comment, ground, note)
    _set_state(comment, state)
    _tell(comment, state, now)


def apply_keep(comment: Comment) -> None:
    """A correction was not published: what everybody sees stays as it is, and nothing waits any more."""
    comment.waiting_revision = comment.waiting_since = None
    comment.lock_version += 1
    db.session.flush()


def apply_wait(comment: Comment, *, now: datetime, number: int | None = None) -> None:
    """Somebody has to look at it (again), at revision ``number`` where one is given. What is shown stays."""
    comment.waiting_since = comment.waiting_since or now
    if number is not None:
        comment.waiting_revision = number
    db.session.flush()


def count_support(comment: Comment, difference: int) -> None:
    """Called by the votes room when somebody supports its proposed wording, or takes that back."""
    db.session.execute(
        update(Comment).where(Comment.id == comment.id).values(supports=Comment.supports + difference)
    )
    db.session.expire(comment)


def mark_answered(comment: Comment, *, now: datetime) -> None:
    """Called by the outcomes room when a reply answers it."""
    comment.answered_at = comment.answered_at or now
    db.session.flush()


def mark_all_answered(comment_ids: Sequence[int], *, now: datetime) -> None:
    """Called by the outcomes room when one reply answers many that had none."""
    for start in range(0, len(comment_ids), 500):
        chunk = comment_ids[start : start + 500]
        db.session.execute(
            update(Comment)
            .where(Comment.id.in_(chunk), Comment.answered_at.is_(None))
            .values(answered_at=now)
        )


def rendered(body: str, redactions: Sequence[Sequence[Any]], labels: Sequence[Label]) -> str:
    """Safe HTML of a wording, ``redactions`` (start, end, ground) covered by their labels."""
    pairs = [(one, label) for one, label in zip(redactions, labels, strict=True) if one[0] < len(body)]
    if not pairs:
        return text.plain_html(body)
    spans, labels = [(one[0], one[1]) for one, _label in pairs], [label for _one, label in pairs]
    return text.redacted_html(body, spans, [one.text for one in labels], language=labels[0].language)


def _set_ground(comment: Comment, ground: str, note: Note) -> None:
    comment.ground, comment.public_note, comment.note_language = ground, note.text, note.language


def _set_state(comment: Comment, state: str) -> None:
    if comment.state != state:
        move_tally(comment, before=comment.state, after=state)
    comment.state = state
    comment.is_listed = rules.is_listed(state, was_published=comment.published_at is not None)
    comment.lock_version += 1
    if not is_gathering():
        db.session.flush()


def _tell(comment: Comment, reason: str, now: datetime) -> None:
    for act in SHOWN_CHANGED:
        act(comment, reason, now)
    for act_together in SHOWN_CHANGED_TOGETHER:
        together(act_together, Change(comment, reason, now))


def hold_revisions(comment_ids: Collection[int]) -> None:
    """For bulk acts: read the wordings of all of them once, so that showing each needs no statement."""
    for one in db.session.scalars(select(Revision).where(Revision.comment_id.in_(comment_ids))):
        held()[(Revision, one.comment_id, one.number)] = one


def _revision(comment: Comment, number: int) -> Revision:
    revision: Revision | None = held().get((Revision, comment.id, number)) or db.session.scalar(
        select(Revision).where(Revision.comment_id == comment.id, Revision.number == number)
    )
    if revision is None:
        raise Conflict(N_("This wording of the comment doesn’t exist any more. Please open it again."))
    return revision
