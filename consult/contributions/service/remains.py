"""What of a comment is left that an order could take out: the form offers nothing else, the verb takes nothing else."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from consult.consultations import queries as consultations
from consult.contributions import queries
from consult.contributions.file_kinds import file_committed
from consult.contributions.models import Attachment, Comment, Revision
from consult.contributions.service.senders import NAMING
from consult.contributions.service.wiping import WORDS
from consult.foundation.errors import N_, Conflict, Refused
from consult.record import service as record

NAMED = (
    "account_id", "name", "email", "phone", "organisation", "organisation_kind", "register_number", "members", "office",
    "interests", "place", "guardian",
)  # fmt: skip
"""Columns of a sender that say who somebody is."""


@dataclass(frozen=True)
class Remains:
    """What is left of a comment."""

    is_said: bool
    is_sealed_text: bool
    """Whether an earlier order took its words out, and only the sealed originals still hold some."""
    is_named: bool
    is_sealed_name: bool
    """Whether only the sealed originals say any more who sent it."""
    files: Sequence[Attachment]
    wordings: Sequence[Revision]
    """Earlier ones, which another one has replaced."""
    are_sealed_files: bool = False
    """Whether the sealed originals still open files that an earlier order took out."""
    sealed_wordings: Sequence[int] = ()
    """Numbers of the wordings that an earlier order took out and the sealed originals still open."""

    @property
    def scopes(self) -> tuple[str, ...]:
        """How far an order may go, as names of ``labels.ORDER_SCOPES``."""
        there = {
            "text": self.is_said or self.is_sealed_text,
            "name": self.is_named or self.is_sealed_name,
            "files": self.files or self.are_sealed_files,
            "wording": self.wordings or self.sealed_wordings,
        }
        return tuple(scope for scope, left in there.items() if left)

    def numbers(self, *, is_sealed_too: bool) -> list[int]:
        """The wordings that an order may name."""
        return [*(one.number for one in self.wordings), *(self.sealed_wordings if is_sealed_too else ())]

    def check(self, scope: str, *, is_sealed_too: bool) -> None:
        """Raises Conflict or Refused where nothing of this kind is left, or only in the sealed originals."""
        only_sealed = {
            "name": not self.is_named, "text": not self.is_said, "files": not self.files,
            "wording": not self.wordings,
        }.get(scope, False)  # fmt: skip
        if scope in self.scopes and (is_sealed_too or not only_sealed):
            return
        if (scope == "text" and self.is_sealed_text) or (scope == "wording" and self.sealed_wordings):
            raise Refused(
                N_(
                    "Only the sealed originals hold its words any more. Please tick that they go out of them, too."
                ),
                field="is_sealed_too",
            )
        if scope == "text" or not self.scopes:
            raise Conflict(N_("Its words are gone already."))
        if scope == "name" and self.is_sealed_name:
            raise Refused(
                N_(
                    "Only the sealed originals say any more who sent it. Please tick that it goes out of them, too."
                ),
                field="is_sealed_too",
            )
        if scope == "name":
            raise Refused(N_("Nothing says any more who sent it, or it never did."), field="scope")
        if scope == "files" and self.are_sealed_files:
            raise Refused(
                N_(
                    "Only the sealed originals hold the files any more. Please tick that they go out of them, too."
                ),
                field="is_sealed_too",
            )
        if scope == "files":
            raise Refused(N_("This comment has no file that could be removed."), field="scope")


def remains_of(comment: Comment) -> Remains:
    """What an order about this comment could still take out."""
    is_said = comment.state not in ("removed", "erased")
    is_named = _is_named(comment)
    return Remains(
        is_said=is_said,
        is_sealed_text=comment.state == "removed" and _is_sealed_text(comment),
        is_named=is_named,
        is_sealed_name=not is_named and _is_sealed_name(comment),
        files=(files := [one for one in queries.files_of(comment.submission_id) if one.comment_id == comment.id]),
        wordings=queries.earlier_wordings(comment) if is_said else (),
        are_sealed_files=is_said and _are_sealed_files(comment, {one.public_id for one in files}),
        sealed_wordings=_sealed_wordings(comment) if is_said else (),
    )  # fmt: skip


def _own_entries(comment: Comment) -> list[record.Named]:
    """What the sender's own entries about this comment still open."""
    sender = queries.get_submission(comment.submission_id).pseudonym
    log = consultations.get_by_id(comment.consultation_id).public_id
    found = record.entries_naming(log, [comment.public_id])
    return [one for one in found if one.actor == sender and one.objects[:1] == [comment.public_id]]


def _are_sealed_files(comment: Comment, there: Collection[str]) -> bool:
    told = (
        file_committed(field, value)
        for entry in _own_entries(comment)
        for field, value in entry.opened.items()
    )
    return any(file and file[0] not in there for file in told)


def _sealed_wordings(comment: Comment) -> list[int]:
    gone = set(queries.emptied_wordings(comment.id))
    told = [int(one.opened.get("revision", "1")) for one in _own_entries(comment) if one.opened.get("body")]
    return sorted(gone.intersection(told)) if gone else []


def _is_named(comment: Comment) -> bool:
    sender = queries.find_sender(comment.submission_id)
    return bool(comment.name_shown) or (sender is not None and any(getattr(sender, one) for one in NAMED))


def _is_sealed_name(comment: Comment) -> bool:
    submission = queries.get_submission(comment.submission_id)
    log = consultations.get_by_id(comment.consultation_id).public_id
    return any(
        entry.opened.get(field)
        for entry in record.entries_naming(log, [submission.pseudonym])
        for field in NAMING
    )


def _is_sealed_text(comment: Comment) -> bool:
    submission = queries.get_submission(comment.submission_id)
    log = consultations.get_by_id(comment.consultation_id).public_id
    is_whole = len(queries.comments_of(submission.id)) == 1
    for entry in record.entries_naming(log, [submission.pseudonym, comment.public_id]):
        is_own = entry.actor == submission.pseudonym
        if is_own and (is_whole or comment.public_id in entry.objects) and _opens_words(entry):
            return True
        if not is_own and comment.public_id in entry.objects and entry.opened.get("left"):
            return True
    return False


def _opens_words(entry: record.Named) -> bool:
    return any(
        value and (field in WORDS or file_committed(field, value)) for field, value in entry.opened.items()
    )
