"""Mails of this room, in the language of the page that sends them."""

from dataclasses import dataclass

from consult.foundation.i18n import gettext as _


@dataclass(frozen=True)
class Letter:
    """A mail's subject and plain text."""

    subject: str
    body: str


def expert_invited(title: str, link: str, site: str) -> Letter:
    """To somebody who is asked as an expert: their personal link."""
    lines = (
        _("You are asked as an expert about “%(title)s”.", title=title),
        _("Your personal link: %(link)s", link=link),
        _(
            "First say what interests you have in the matter. Then give your opinion on as many articles as you like."
        ),
        site,
    )
    return Letter(_("Your opinion as an expert is asked"), "\n\n".join(lines) + "\n")
