"""A reply of the office, told to each author with their own words."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.foundation.i18n import gettext as _
from consult.foundation.i18n import ngettext
from consult.notifications.letters.letter import Foot, Letter, letter, quoted
from consult.outcomes.claims import shown


@dataclass(frozen=True)
class Own:
    """A comment of the reader's: its reference, what they wrote, their pages of it."""

    reference: str
    words: str
    link: str
    rate_link: str = ""
    """Where they say whether the reply meets their point; empty where no link opens their page as theirs."""
    has_look: bool = False
    """Whether they asked for their one second look already."""


@dataclass(frozen=True)
class Reply:
    """What the office says. ``reason`` is why it was corrected, empty for a first wording."""

    title: str
    office: str
    body: str
    reason: str
    link: str


def replied(reply: Reply, own: Sequence[Own], foot: Foot) -> Letter:
    """The office replied to one comment of the reader's, or to several."""
    subject = ngettext(
        "Reply to your comment %(reference)s",
        "Reply to %(num)s of your comments",
        len(own),
        reference=own[0].reference,
    )
    first = _(
        "%(office)s replied to what you said about “%(title)s”.", office=reply.office, title=reply.title
    )
    return letter(subject, (first, _("The reply:"), shown(reply.body), *_own(own), _whole(reply)), foot)


def corrected(reply: Reply, own: Sequence[Own], foot: Foot) -> Letter:
    """The reply says something else now."""
    subject = ngettext(
        "The reply to your comment %(reference)s was corrected",
        "The reply to %(num)s of your comments was corrected",
        len(own),
        reference=own[0].reference,
    )
    first = _(
        "%(office)s corrected its reply to what you said about “%(title)s”.",
        office=reply.office,
        title=reply.title,
    )
    why = _("Why it was corrected:") + "\n" + quoted(reply.reason)
    return letter(
        subject, (first, _("It now says:"), shown(reply.body), why, *_own(own), _whole(reply)), foot
    )


def _own(own: Sequence[Own]) -> list[str]:
    found = []
    for one in own:
        found += [_("What you wrote (%(reference)s):", reference=one.reference), quoted(one.words)]
        found.append(_("Your own page of this comment. Please keep this link to yourself:") + "\n" + one.link)
        if one.rate_link:
            ask = (
                _("Does the reply meet your point? Say so here:")
                if one.has_look
                else _(
                    "Does the reply meet your point? Say so here, or ask once for a second look by another person:"
                )
            )
            found.append(ask + "\n" + one.rate_link)
    return found


def _whole(reply: Reply) -> str:
    return _("The reply as everybody sees it:") + "\n" + reply.link
