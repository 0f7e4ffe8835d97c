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
