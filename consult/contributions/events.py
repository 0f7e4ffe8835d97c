"""What happened to submissions and comments."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CommentReceived:
    """A comment came in (its address may still have to be confirmed)."""

    comment_id: int


@dataclass(frozen=True)
class CommentPublished:
    """Everybody can read it now, or a corrected wording of it."""

    comment_id: int
    revision: int


@dataclass(frozen=True)
class CommentCorrected:
    """Its sender wrote another wording, which waits for a ruling or is shown already."""

    comment_id: int
    revision: int


@dataclass(frozen=True)
class CommentWithdrawn:
    """Its sender took it back."""

    comment_id: int


@dataclass(frozen=True)
class AddressConfirmed:
    """The sender's address is theirs."""

    submission_id: int


@dataclass(frozen=True)
class ReceiptGiven:
    """A sender whose address is known to be theirs holds a receipt that wasn't mailed yet."""

    submission_id: int


@dataclass(frozen=True)
class ErasureAsked:
    """A sender asked for erasing."""

    erasure_id: int


@dataclass(frozen=True)
class ErasureDecided:
    """It was decided what is erased, or something was removed by order."""

    erasure_id: int


@dataclass(frozen=True)
class CommentsImported:
    """An import is complete: these comments (some hundreds an event) can be seen by whoever may see them."""

    comment_ids: tuple[int, ...]


@dataclass(frozen=True)
class CommentsCarried:
    """A later version is out, and what these comments are about isn't there as it was."""

    version_id: int
    comment_ids: tuple[int, ...]


@dataclass(frozen=True)
class CommentPlaced:
    """Staff said where a comment stands in a later version."""

    comment_id: int
    version_id: int
