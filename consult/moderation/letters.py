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
