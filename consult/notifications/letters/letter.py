"""The shape of a mail: subject, paragraphs, and why it came."""

from collections.abc import Iterable
from dataclasses import dataclass

from consult.foundation.i18n import gettext as _


@dataclass(frozen=True)
class Letter:
    """A mail's subject and plain text."""

    subject: str
    body: str


@dataclass(frozen=True)
class Foot:
    """What ends every mail: the link that ends them, and who sends it."""

    stop: str
    site: str


def letter(subject: str, paragraphs: Iterable[str], foot: Foot) -> Letter:
    """Paragraphs with an empty line between them; empty ones are left out."""
    ending = (_("If you want no more e-mail about this consultation, open this page:"), foot.stop)
    text = "\n\n".join(one for one in paragraphs if one)
    return Letter(subject, "\n\n".join((text, "-- ", "\n".join(ending), foot.site)) + "\n")


def quoted(words: str) -> str:
    """Somebody's words, marked line by line as mails do."""
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines())
