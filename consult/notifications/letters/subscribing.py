"""Asking whether an address is theirs, before any news goes there."""

from consult.foundation.i18n import gettext as _
from consult.notifications.letters.letter import Foot, Letter, letter


def confirm(*, title: str, link: str, foot: Foot) -> Letter:
    """The one question."""
    paragraphs = (
        _("Somebody, perhaps you, asked for news of “%(title)s” at this address.", title=title),
        _("If you want the news, open this page and press the button:") + "\n" + link,
        _("If it wasn’t you, do nothing. You will get no news."),
    )
    return letter(_("Please confirm: news of “%(title)s”", title=title), paragraphs, foot)


def already(*, title: str, link: str, foot: Foot) -> Letter:
    """They get the news already."""
    paragraphs = (
        _("You get the news of “%(title)s” already; nothing has to be done.", title=title),
        link,
    )
    return letter(_("You get the news of “%(title)s” already", title=title), paragraphs, foot)
