"""The shape of a mail: subject, paragraphs, and why it came."""

from collections.abc import Iterable
from dataclasses import dataclass

from consult.foundation.digests import OWN, Part
from consult.foundation.i18n import gettext as _


@dataclass(frozen=True)
class Letter:
    """A mail's subject and plain text."""

    subject: str
    body: str
    text: str = ""
    """The body without its end, as a digest shows it."""
    foot: str = ""


@dataclass(frozen=True)
class Foot:
    """What ends every mail: the link that ends them, and who sends it."""

    stop: str
    site: str


def letter(subject: str, paragraphs: Iterable[str], foot: Foot) -> Letter:
    """Paragraphs with an empty line between them; empty ones are left out."""
    ending = (_("If you want no more e-mail about this consultation, open this page:"), foot.stop)
    text = "\n\n".join(one for one in paragraphs if one)
    end = "\n\n".join(("-- ", "\n".join(ending), foot.site))
    return Letter(subject, f"{text}\n\n{end}\n", text, end)


def as_part(written: Letter, consultation: str, title: str, *, is_own: bool, rank: int = OWN) -> Part:
    """What it is in a digest about a consultation (its public id). ``is_own``: the reader took part; ``rank``: what of
    it comes first."""
    head = (
        _("Your words: what became of them in “%(title)s”", title=title)
        if is_own
        else _("News of “%(title)s”", title=title)
    )
    return Part(consultation, rank, head, written.text, written.foot)


def quoted(words: str) -> str:
    """Somebody's words, marked line by line as mails do."""
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines())
