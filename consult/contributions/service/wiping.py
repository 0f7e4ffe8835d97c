"""Taking what somebody sent out of every table, and what opens it out of the record. Part of verbs: they say why."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from consult.accounts.rules import fold_address
from consult.consultations import queries as consultations
from consult.contributions import queries, references
from consult.contributions.file_kinds import file_committed
from consult.contributions.models import (
    Attachment,
    Comment,
    Draft,
    DraftFile,
    DraftPart,
    PhoneCode,
    Revision,
    Sender,
    Submission,
)
from consult.contributions.quotations import Quotations
from consult.contributions.service.senders import NAMING
from consult.foundation import mail, phones, text
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.record import service as record
from consult.record.rules import in_parts

WORDS = ("body", "left", "quote", "proposal", "confidential", "confidential_reason", "attachments", "reason")
"""Values of a sender's entries that say what was sent."""
FILES = ("attachments",)
"""Older entries commit to all files of a comment by one value; newer ones to each by itself, which go by this name."""
WORDING = ("body", "left", "quote", "proposal", "confidential")
"""Of one wording alone: files and reasons are the comment's."""


@dataclass(frozen=True)
class Wiping:
    """What goes, for the rooms above: they take it out of what they made of it."""

    submission: Submission
    consultation: str
    comments: Sequence[Comment]
    """Those whose words go; none where only a name does."""
    email_fold: str
    phone: str
    quotations: Quotations
    entries: Sequence[record.Named]
    """Entries that name the sender or one of the comments."""
    now: datetime
    is_sender_gone: bool = False
    """Whether who sent it goes, too."""
    is_address_shown: bool = False
    """Whether the sender showed that the address is theirs: one that was only typed may be anybody's."""
    files: Collection[tuple[str, str]] = ()
    """(reference of the comment, SHA-256) of each file that goes."""
    wordings: Collection[tuple[str, datetime]] = ()
    """(reference of the comment, when it was written) of a single wording that goes."""

    @property
    def touched(self) -> list[str]:
        """References of the comments of which something goes, or of all that were sent where only a name does."""
        found = [one.reference for one in self.comments] or sorted(
            {reference for reference, _what in (*self.files, *self.wordings)}
        )
        return found or [one.reference for one in queries.comments_of(self.submission.id)]


FOLLOWING: list[Callable[[Wiping], None]] = []
"""Filled by the hooks of higher rooms; each writes its own entries, in the same transaction."""


@dataclass(frozen=True)
class Taker:
    """Somebody who has a copy of what is gone: a package, or documents. Told by mail where there is an address."""

    name: str
    address: str
    """Empty where only a letter reaches them: an archive, or whoever gave no e-mail address."""
    language: str
    took_at: datetime


TAKERS: list[Callable[[int, Collection[str], datetime], Sequence[Taker]]] = []
"""Filled by the hooks of higher rooms: (consultation, references, until when) -> who took copies of it, or of these."""


def takers(consultation_id: int, until: datetime, references: Collection[str] = ()) -> list[Taker]:
    """Everybody known to have taken a copy of the consultation, or of these comments, until then; newest first."""
    found = [taker for ask in TAKERS for taker in ask(consultation_id, references, until)]
    return sorted(found, key=lambda one: one.took_at, reverse=True)


@dataclass(frozen=True)
class Part:
    """What to take out, and whether what opens the record's entries goes too."""

    name: bool = False
    words: bool = False
    files: bool = False
    is_sealed_too: bool = True
    revision: int | None = None
    """Number of a single wording to take out; the others stay."""
    attachment_id: int | None = None
    """The one file to take out; the others stay."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The committed fields that are meant."""
        words = WORDS if self.words else FILES if self.files else WORDING if self.revision else ()
        return (*(NAMING if self.name else ()), *words)


def wipe(submission: Submission, comments: Sequence[Comment], part: Part, *, now: datetime) -> set[str]:
    """Take a part of a submission away, or of the given comments of it. Returns the names of the fields that went."""
    sender = queries.find_sender(submission.id)
    consultation = consultations.get_by_id(submission.consultation_id).public_id
    named = [submission.pseudonym, submission.public_id, *(comment.public_id for comment in comments)]
    wiping = Wiping(
        submission, consultation, comments if part.words else (), sender.email_fold if sender and part.name else "",
        sender.phone if sender and part.name else "",
        _quotations(submission, sender, comments, part), record.entries_naming(consultation, named), now,
        part.name, bool(sender and (sender.confirmed_at or sender.phone_confirmed_at)),
        _files_of(comments, part), _wordings_of(comments, part),
    )  # fmt: skip
    gone = _wipe_openings(wiping, comments, part) if part.is_sealed_too else set(part.fields)
    if part.words:
        _wipe_words(submission, comments)
    if part.revision:
        _wipe_wordings([comments[0].id], part.revision)
    if part.words or part.files:
        _wipe_files([comment.id for comment in comments], part.attachment_id)
    if part.name:
        _wipe_name(submission, sender, now)
    for comment in queries.comments_of(submission.id):
        comment.public_note = wiping.quotations.cover(comment.public_note)
    _wipe_notes(wiping, part)
    mail.rewrite(wiping.quotations.cover)
    for follow in FOLLOWING:
        follow(wiping)
    db.session.flush()
    return gone


def _files_of(comments: Sequence[Comment], part: Part) -> list[tuple[str, str]]:
    if not (part.words or part.files):
        return []
    named = {one.id: one.reference for one in comments}
    return [
        (named[file.comment_id], file.sha256)
        for file in queries.files_of(comments[0].submission_id)
        if file.comment_id in named and part.attachment_id in (None, file.id)
    ]  # fmt: skip


def _wordings_of(comments: Sequence[Comment], part: Part) -> list[tuple[str, datetime]]:
    if not part.revision:
        return []
    rows = select(Revision.written_at).where(
        Revision.comment_id == comments[0].id, Revision.number == part.revision
    )
    return [(comments[0].reference, at) for at in db.session.scalars(rows)]


def _quotations(
    submission: Submission, sender: Sender | None, comments: Collection[Comment], part: Part
) -> Quotations:
    ids = [comment.id for comment in comments]
    texts = queries.bodies_of(ids) if part.words else []
    others: Sequence[str] = ()
    if part.revision:
        texts = queries.bodies_of(ids, part.revision)
        others = queries.bodies_of(ids, but=part.revision)
    names = []
    if part.name and sender is not None:
        shown = [comment.name_shown for comment in queries.comments_of(submission.id)]
        names = [
            sender.name,
            sender.email,
            sender.email_fold,
            *phones.spellings(sender.phone),
            sender.guardian,
            *shown,
        ]
    draft = queries.article_words([one.article_id for one in comments if one.article_id]) if texts else []
    if texts and not part.revision:
        texts = [*texts, submission.confidential_reason]
    others = [*others, *(queries.said_by_others(submission.consultation_id, texts, ids) if texts else ())]
    return Quotations(
        texts, filter(None, names), [*draft, *others], [one.reference for one in comments] if texts else ()
    )


def _wipe_openings(wiping: Wiping, comments: Sequence[Comment], part: Part) -> set[str]:
    """In the sender's own entries, all of them or those about these comments; in rulings what they left to read."""
    mine = {comment.public_id for comment in comments}
    is_whole = len(comments) == len(queries.comments_of(wiping.submission.id))
    gone: set[str] = set()
    meant = queries.file_id(part.attachment_id)
    for entry in wiping.entries:
        if part.revision and entry.opened.get("revision", "1") != str(part.revision):
            continue
        if entry.actor != wiping.submission.pseudonym:
            if "left" in part.fields and mine & set(entry.objects):  # of a ruling: what it left to read
                gone |= record.erase_openings([entry.id], ("left",))
            continue
        is_about = bool(mine & set(entry.objects)) if part.revision else is_whole or mine & set(entry.objects)
        fields = part.fields if is_about else NAMING if part.name else ()
        gone |= record.erase_openings([entry.id], fields)
        if (
            is_about
            and FILES[0] in part.fields
            and record.erase_openings([entry.id], _files_in(entry, meant))
        ):
            gone.add(FILES[0])
    return gone


def _files_in(entry: record.Named, meant: str) -> list[str]:
    """Fields in which an entry commits to files: to all, or the one that is meant (its random id)."""
    told = {field: file_committed(field, value) for field, value in entry.opened.items()}
    return [field for field, file in told.items() if file and meant in ("", file[0])]


def _wipe_notes(wiping: Wiping, part: Part) -> None:
    """What clerks noted of the sender, and what other people's entries about it say of name or words.

    Where the comment itself stays, an entry names the notes: nothing else would say why they can't be opened. It names
    no comment, of which nothing else may be missing.
    """
    sent = (one.public_id for one in queries.comments_of(wiping.submission.id))
    own = {wiping.submission.public_id, wiping.submission.pseudonym, *sent}
    covered: set[str] = set()
    for row, column in queries.notes_on(wiping.submission.id):
        setattr(row, column, wiping.quotations.cover(getattr(row, column)))
    for entry in wiping.entries:
        if entry.actor != wiping.submission.pseudonym:
            said = [field for field, value in entry.opened.items() if value in wiping.quotations]
            if record.erase_openings([entry.id], said):
                covered |= (set(entry.objects) - own) or {entry.id}
    if not part.words:
        append_erased("notes.erased", wiping, covered)


def append_erased(type_: str, wiping: Wiping, names: Collection[str]) -> None:
    """As many entries as these names need, none where there are none."""
    for objects in in_parts(sorted(names)):
        record.append(
            type_,
            actor=TIMER,
            now=wiping.now,
            consultation=wiping.consultation,
            objects=objects,
            role="timer",
        )


def _wipe_words(submission: Submission, comments: Sequence[Comment]) -> None:
    ids = [comment.id for comment in comments]
    _wipe_wordings(ids)
    db.session.execute(  # the number in the source would lead to the words there; its key goes on knowing the row
        update(Comment)
        .where(Comment.id.in_(ids))
        .values(
            shown_html="",
            public_note="",
            external_id=None,
            parent_external_id=None,
            quote=None,
            proposal=[],
            import_salt=None,
        )
    )
    if len(comments) == len(queries.comments_of(submission.id)):
        submission.confidential_reason = ""
        _wipe_draft(submission)


def _wipe_wordings(comment_ids: Collection[int], number: int | None = None) -> None:
    """Every wording, or the one with this number."""
    meant = [Revision.comment_id.in_(comment_ids), *([Revision.number == number] if number else [])]
    db.session.execute(
        update(Revision)
        .where(*meant)
        .values(
            body="", html="", html_version=text.VERSION, source_html="", redactions=[], confidential=[], proposal=[]
        )
    )  # fmt: skip


def _wipe_draft(submission: Submission) -> None:
    """What was kept while it was written, where anything of it is left."""
    drafts = list(queries.draft_ids(submission.key_hash)) if submission.key_hash else []
    db.session.execute(delete(DraftPart).where(DraftPart.draft_id.in_(drafts)))
    db.session.execute(delete(Draft).where(Draft.id.in_(drafts)))
    db.session.execute(delete(DraftFile).where(DraftFile.key_hash == submission.key_hash))


def _wipe_files(comment_ids: Collection[int], attachment_id: int | None = None) -> None:
    meant = [
        Attachment.comment_id.in_(comment_ids),
        *([Attachment.id == attachment_id] if attachment_id else []),
    ]
    db.session.execute(
        update(Attachment).where(*meant).values(content=None, name="", sha256="", state="removed")
    )
    left = select(func.count()).where(Attachment.comment_id == Comment.id, Attachment.state != "removed")
    db.session.execute(
        update(Comment)
        .where(Comment.id.in_(comment_ids))
        .values(attachments=left.scalar_subquery())
        .execution_options(synchronize_session="fetch")
    )


def _wipe_name(submission: Submission, sender: Sender | None, now: datetime) -> None:
    shown = Comment.submission_id == submission.id, Comment.name_shown != ""
    db.session.execute(update(Comment).where(*shown).values(name_shown="", import_salt=None))
    if submission.publication in ("named", "masked"):
        submission.publication = "unnamed"
    if sender is None:
        return
    addresses = [one for one in (sender.email, sender.phone) if one]
    empty_sender(sender, now)
    db.session.flush()
    for address in addresses:
        if queries.is_address_known(fold_address(address)):
            mail.forget_about(address, [one.reference for one in queries.comments_of(submission.id)])
        else:
            mail.forget(address)


def empty_sender(sender: Sender, now: datetime) -> None:
    """Part of verbs: nothing of the row leads to a person any more."""
    for name in (
        "name", "email", "email_fold", "phone", "organisation", "organisation_kind", "register_number", "members",
        "office", "interests", "place", "guardian", "guardian_kind",
    ):  # fmt: skip
        setattr(sender, name, "")
    sender.account_id = sender.confirm_token_hash = sender.kept_until = sender.phone_confirmed_at = None
    db.session.execute(delete(PhoneCode).where(PhoneCode.submission_id == sender.submission_id))
    sender.erased_at = now
    if not sender.takes_back:  # else what was sent is still to be taken back at its time
        sender.forget_at = None


def code_of(secret: bytes, public_id: str) -> str:
    """What opens the page of a request to erase, beside its id: only who asked and who decides know it."""
    return references.confirm_token(secret, f"erasure|{public_id}")
