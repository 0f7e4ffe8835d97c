"""What became of a comment in the next version of the draft, told to who wrote it."""

from dataclasses import dataclass

from consult.foundation.errors import N_
from consult.foundation.i18n import gettext as _
from consult.notifications.letters.letter import Foot, Letter, letter, quoted

FOUND = {
    "same": N_("It stands there with the same words."),
    "moved": N_("The words are the same, but they stand in another place now."),
    "changed": N_("The words it is about have changed."),
    "gone": N_("The words it is about are gone."),
    "doubtful": N_("It isn’t certain where it stands now. Staff will say so, and you can say so yourself."),
}


@dataclass(frozen=True)
class Followed:
    """Where a comment stands in a later version. Links are whole addresses."""

    title: str
    reference: str
    version: int
    state: str
    before: str
    """The words it was about, empty for a whole article."""
    now: str
    link: str
    restate_link: str


def carried(followed: Followed, foot: Foot, *, by_staff: bool) -> Letter:
    """A new version is out, or staff have said where the comment stands in it."""
    subject = _("Your words in the new version: comment %(reference)s", reference=followed.reference)
    if by_staff:
        first = _(
            "Staff have said where your comment on “%(title)s” stands in version %(number)s of the draft.",
            title=followed.title, number=followed.version,
        )  # fmt: skip
    else:
        first = _(
            "Version %(number)s of the draft “%(title)s” is out. Your comment was carried over.",
            title=followed.title, number=followed.version,
        )  # fmt: skip
    paragraphs = [first, _(FOUND[followed.state])]
    if followed.before:
        paragraphs.append(_("You commented on:") + "\n" + quoted(followed.before))
        if followed.now and followed.state == "changed":
            paragraphs.append(_("It reads now:") + "\n" + quoted(followed.now))
    paragraphs.append(_("Your comment:") + "\n" + followed.link)
    paragraphs.append(
        _("If it belongs elsewhere in the new version, say so here:") + "\n" + followed.restate_link
    )
    return letter(subject, paragraphs, foot)


def moved_passage(
    foot: Foot, *, title: str, reference: str, version: int, link: str, own_link: str, kind: str
) -> Letter:
    """A comment, the wording it proposed (``kind`` proposal) or a reply to it moved a passage of a public version."""
    subject = _("Your words changed the draft: comment %(reference)s", reference=reference)
    if kind == "proposal":
        first = _(
            "The wording you proposed was taken over in version %(number)s of the draft “%(title)s”.",
            number=version, title=title,
        )  # fmt: skip
    elif kind == "reply":
        first = _(
            "The office names its reply to your comment as what moved a passage of version %(number)s of the draft "
            "“%(title)s”.",
            number=version, title=title,
        )  # fmt: skip
    else:
        first = _(
            "Your comment moved a passage of version %(number)s of the draft “%(title)s”.", number=version, title=title
        )  # fmt: skip
    changed = _("What changed, with your comment beside it:") + "\n" + link
    if kind == "reply":
        changed = _("What changed, with the reply beside it:") + "\n" + link
    return letter(subject, (first, changed, _("Your comment:") + "\n" + own_link), foot)
