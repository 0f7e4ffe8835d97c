"""What a moderator decided, told to who wrote the comment and to who reported it."""

from dataclasses import dataclass

from consult.foundation.i18n import gettext as _
from consult.notifications.letters.letter import Foot, Letter, letter, quoted


@dataclass(frozen=True)
class Ruled:
    """A ruling as its sender is told. Links are whole addresses; ``until`` is the last instant to ask for a review."""

    title: str
    reference: str
    ground: str
    note: str
    link: str
    public_link: str
    review_link: str
    until: str
    ruled_on: str = ""
    """When it was decided."""


def published(ruled: Ruled, foot: Foot, *, is_correction: bool) -> Letter:
    """Everybody can read it."""
    if is_correction:
        subject = _("The new wording of your comment %(reference)s is published", reference=ruled.reference)
        first = _("The new wording of your comment on “%(title)s” is published.", title=ruled.title)
    else:
        subject = _("Your comment %(reference)s is published", reference=ruled.reference)
        first = _("Your comment on “%(title)s” is published.", title=ruled.title)
    paragraphs = (
        first,
        _("Everybody can read it here:") + "\n" + ruled.public_link,
        *_noted(ruled),
        _own_page(ruled),
    )
    return letter(subject, paragraphs, foot)


def read(ruled: Ruled, foot: Foot, *, is_withheld: bool) -> Letter:
    """Somebody read it, and it isn't public: its sender's wish, or the rules of the consultation."""
    why = (
        _("It isn’t published, as you wished. The office takes account of it like of all others.")
        if is_withheld
        else _(
            "The rules of this consultation say when comments appear. The office takes account of it already."
        )
    )
    first = _("A moderator has read your comment on “%(title)s”.", title=ruled.title)
    subject = _("Your comment %(reference)s was read", reference=ruled.reference)
    return letter(subject, (first, why, *_noted(ruled), _own_page(ruled)), foot)


def hidden(ruled: Ruled, foot: Foot, *, was_shown: bool, is_owed: bool) -> Letter:
    """Its words aren't public (any more), and why; what is hidden as spam is owed nothing further."""
    if was_shown:
        subject = _("Your comment %(reference)s is not shown any more", reference=ruled.reference)
        first = _(
            "A moderator decided that your comment on “%(title)s” is not shown any more.", title=ruled.title
        )
    else:
        subject = _("Your comment %(reference)s was not published", reference=ruled.reference)
        first = _("A moderator decided not to publish your comment on “%(title)s”.", title=ruled.title)
    kept = (
        _("The office has your comment and takes account of it. Only its words are not public.")
        if is_owed
        else _("It isn’t answered unless a review finds otherwise.")
    )
    return letter(subject, (first, *_grounded(ruled), kept, *_review(ruled), _own_page(ruled)), foot)


def correction_refused(ruled: Ruled, foot: Foot) -> Letter:
    """The text published before stands."""
    first = _(
        "A moderator decided not to publish the new wording of your comment on “%(title)s”. The wording that was "
        "published before is still shown.",
        title=ruled.title,
    )
    subject = _("The new wording of your comment %(reference)s was not published", reference=ruled.reference)
    return letter(subject, (first, *_grounded(ruled), *_review(ruled), _own_page(ruled)), foot)


def redacted(ruled: Ruled, foot: Foot) -> Letter:
    """Some words are covered, the rest is public."""
    first = _(
        "Your comment on “%(title)s” is published. A moderator covered some of its words; the rest can be read by "
        "everybody.",
        title=ruled.title,
    )
    subject = _("Your comment %(reference)s is published without some words", reference=ruled.reference)
    return letter(subject, (first, *_grounded(ruled), *_review(ruled), _own_page(ruled)), foot)


def referred(ruled: Ruled, foot: Foot, *, office: str, due: str) -> Letter:
    """It isn't about the draft, and another office has it now."""
    subject = _("Your comment %(reference)s was passed on", reference=ruled.reference)
    first = _(
        "What you sent to “%(title)s” is not about the draft. On %(when)s we passed it on to the office that can deal "
        "with it: %(office)s.", title=ruled.title, when=ruled.ruled_on, office=office,
    )  # fmt: skip
    promised = _(
        "That office says by %(due)s what it does. You can follow it here:", due=due
    ) + "\n" + ruled.public_link  # fmt: skip
    return letter(subject, (first, *_grounded(ruled), promised, *_review(ruled), _own_page(ruled)), foot)


def taken_up(ruled: Ruled, foot: Foot, *, office: str) -> Letter:
    """What the office said that has it now."""
    subject = _("What became of your comment %(reference)s", reference=ruled.reference)
    first = _(
        "We passed your comment %(reference)s on to %(office)s. This is what that office says:",
        reference=ruled.reference, office=office,
    )  # fmt: skip
    return letter(subject, (first + "\n" + quoted(ruled.note), _own_page(ruled)), foot)


def stays(ruled: Ruled, foot: Foot) -> Letter:
    """Readers reported it; it stays as it is, or is shown again."""
    subject = _("Your comment %(reference)s was reported and stays", reference=ruled.reference)
    first = _(
        "Somebody reported your comment on “%(title)s”. A moderator looked at it again on %(when)s: everybody can "
        "read it as it is.", title=ruled.title, when=ruled.ruled_on,
    )  # fmt: skip
    return letter(subject, (first, *_noted(ruled), _own_page(ruled)), foot)


def text_report_answered(foot: Foot, *, title: str, note: str, is_hidden: bool, answered: str) -> Letter:
    """What became of a report on a reply, a statement or a file."""
    first = (
        _(
            "You reported a text of “%(title)s”. On %(when)s it was decided that it is hidden.",
            title=title,
            when=answered,
        )
        if is_hidden
        else _(
            "You reported a text of “%(title)s”. On %(when)s it was decided that it stays.",
            title=title,
            when=answered,
        )
    )
    return letter(_("Your report was answered"), (first, quoted(note)), foot)


def reviewed(ruled: Ruled, foot: Foot, *, is_overturned: bool) -> Letter:
    """Another person took the second look."""
    if is_overturned:
        subject = _("Your comment %(reference)s is shown after the review", reference=ruled.reference)
        first = _(
            "You asked for a review, and the decision was changed: your comment on “%(title)s” is published whole.",
            title=ruled.title,
        )
    else:
        subject = _("The decision on your comment %(reference)s stands", reference=ruled.reference)
        first = _(
            "You asked for a review. Another person looked at your comment on “%(title)s” again; the decision stands.",
            title=ruled.title,
        )
    return letter(subject, (first, *_noted(ruled), _own_page(ruled)), foot)


def report_answered(ruled: Ruled, foot: Foot, *, act: str) -> Letter:
    """What became of a reader's report."""
    first = {
        "publish": _(
            "You reported comment %(reference)s. A moderator looked at it again: it stays as it is.",
            reference=ruled.reference,
        ),
        "hide": _(
            "You reported comment %(reference)s. A moderator looked at it again: it is not shown any more.",
            reference=ruled.reference,
        ),
        "refer": _(
            "You reported comment %(reference)s. A moderator looked at it again and passed it on to another office.",
            reference=ruled.reference,
        ),
        "redact": _(
            "You reported comment %(reference)s. A moderator looked at it again and covered some of its words.",
            reference=ruled.reference,
        ),
    }[act]
    subject = _("Your report on comment %(reference)s was answered", reference=ruled.reference)
    dated = _("It was decided on %(when)s.", when=ruled.ruled_on)
    return letter(subject, (first, dated, *_grounded(ruled), ruled.public_link), foot)


def _noted(ruled: Ruled) -> tuple[str, ...]:
    return (_("What the moderator wrote about it:") + "\n" + quoted(ruled.note),) if ruled.note else ()


def _grounded(ruled: Ruled) -> tuple[str, ...]:
    if not ruled.ground:
        return _noted(ruled)
    return (_("The ground: %(ground)s", ground=ruled.ground), *_noted(ruled))


def _review(ruled: Ruled) -> tuple[str, ...]:
    if not ruled.review_link:
        return ()
    how = _(
        "If you think this is wrong, you can ask for a review until %(until)s. Another person then decides:",
        until=ruled.until,
    )
    return (how + "\n" + ruled.review_link,)


def _own_page(ruled: Ruled) -> str:
    return _("Your own page of this comment. Please keep this link to yourself:") + "\n" + ruled.link
