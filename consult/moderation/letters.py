"""Mails to staff, in the language of their account."""

from dataclasses import dataclass

from consult.foundation.i18n import gettext as _


@dataclass(frozen=True)
class Letter:
    """A mail's subject and plain text."""

    subject: str
    body: str


def waiting_too_long(*, body: str, link: str, site: str) -> Letter:
    """Tells moderators and administrators that comments wait longer than the published limit."""
    paragraphs = (
        _("Comments to %(body)s have waited for a ruling longer than the published limit.", body=body),
        _("Please look at the queue:"),
        link,
        _(
            "Nothing is published or hidden by itself. That the limit was passed is in the record of the consultation."
        ),
        site,
    )
    return Letter(_("Comments have waited too long: %(body)s", body=body), "\n\n".join(paragraphs) + "\n")


def review_asked(*, title: str, reference: str, due: str, link: str, site: str) -> Letter:
    """Tells those who may decide it that a sender asks for a second look."""
    paragraphs = (
        _(
            "The sender of comment %(reference)s on “%(title)s” asks for a review of the ruling.",
            reference=reference,
            title=title,
        ),
        _(
            "Somebody who did not rule on it decides by %(due)s. You may do that. Please look at it here:",
            due=due,
        ),
        link,
        site,
    )
    return Letter(
        _("A review waits for a decision: %(reference)s", reference=reference), "\n\n".join(paragraphs) + "\n"
    )


def reported(*, title: str, reference: str, ground: str, link: str, site: str) -> Letter:
    """Tells moderators that a reader reported a comment."""
    paragraphs = (
        _(
            "A reader reported comment %(reference)s on “%(title)s”. Ground: %(ground)s",
            reference=reference,
            title=title,
            ground=ground,
        ),
        _("The comment stays public until somebody rules on it. Everything that readers reported is here:"),
        link,
        _("Further reports within this hour come without an e-mail of their own."),
        site,
    )
    return Letter(
        _("A comment was reported: %(reference)s", reference=reference), "\n\n".join(paragraphs) + "\n"
    )


def text_reported(*, title: str, ground: str, due: str, link: str, site: str) -> Letter:
    """Tells moderators that a reader reported an official reply, a statement or a file."""
    paragraphs = (
        _("A reader reported a text of “%(title)s”. Ground: %(ground)s", title=title, ground=ground),
        _("It is answered by %(due)s. Everything that readers reported is here:", due=due),
        link,
        _("Further reports within this hour come without an e-mail of their own."),
        site,
    )
    return Letter(_("A text was reported: %(title)s", title=title), "\n\n".join(paragraphs) + "\n")


def late(what: str, *, body: str, link: str, site: str) -> Letter:
    """Tells the people of a body that a review, a report or a referral has passed its time."""
    subject, first = {
        "review": (
            _("A review is late: %(body)s", body=body),
            _("A review that %(body)s decides has passed its time.", body=body),
        ),
        "report": (
            _("A report is late: %(body)s", body=body),
            _("A reader’s report to %(body)s has passed its time without an answer.", body=body),
        ),
        "referral": (
            _("An office has not answered: %(body)s", body=body),
            _(
                "A comment that %(body)s passed on has no answer from the office it went to, and its time has passed.",
                body=body,
            ),
        ),
    }[what]
    paragraphs = (first, _("Please look at it:"), link, _("Everybody can see that it is late."), site)
    return Letter(subject, "\n\n".join(paragraphs) + "\n")


def referred(*, kind: str, reference: str, words: str, due: str, body: str, link: str, site: str) -> Letter:
    """Tells the office a comment was passed on to: what was written, and by when it is asked to answer."""
    paragraphs = (
        _(
            "%(body)s passes on to you what somebody sent to a public consultation: %(kind)s.",
            body=body,
            kind=kind,
        ),
        _("Reference: %(reference)s", reference=reference),
        words,
        _("The sender was told that you have it and that you answer by %(due)s.", due=due),
        _(
            "Who sent it you learn from %(body)s, where the law lets you know. Its people open this page:",
            body=body,
        ),
        link,
        site,
    )
    return Letter(
        _("Passed on to you: %(kind)s (%(reference)s)", kind=kind, reference=reference), _joined(paragraphs)
    )


def danger(*, reference: str, words: str, body: str, link: str, site: str) -> Letter:
    """Tells the duty officer at once that somebody may be in danger."""
    paragraphs = (
        _("URGENT: a comment sent to %(body)s says that somebody is in danger.", body=body),
        _("Reference: %(reference)s", reference=reference),
        words,
        _("Please act at once. Staff of %(body)s see here who sent it:", body=body),
        link,
        _("That you were told, and when, is in the record of the consultation."),
        site,
    )
    return Letter(_("URGENT: danger to somebody (%(reference)s)", reference=reference), _joined(paragraphs))


def _joined(paragraphs: tuple[str, ...]) -> str:
    return "\n\n".join(paragraphs) + "\n"
