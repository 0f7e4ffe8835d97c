"""Under which theme a comment was put, told to who wrote it."""

from collections.abc import Sequence

from consult.foundation.i18n import gettext as _
from consult.foundation.i18n import ngettext
from consult.notifications.letters.letter import Foot, Letter, letter


def themed(
    foot: Foot, *, title: str, theme: str, is_merged: bool, number: int, own: Sequence[tuple[str, str]]
) -> Letter:  # fmt: skip
    """Staff put it with others about the same. ``own``: (reference, link); ``theme`` is empty until it is public."""
    if theme:
        subject = ngettext(
            "Your comment %(reference)s stands under “%(theme)s”",
            "%(num)s of your comments stand under “%(theme)s”", len(own), reference=own[0][0], theme=theme,
        )  # fmt: skip
    else:
        subject = ngettext(
            "Your comment %(reference)s was put with others about the same",
            "%(num)s of your comments were put with others about the same", len(own), reference=own[0][0],
        )  # fmt: skip
    if is_merged:
        first = _(
            "Two themes of “%(title)s” are one now; your comment stands under it and is answered there.",
            title=title,
        )
    elif theme:
        first = _(
            "The office has put your comment on “%(title)s” under the theme “%(theme)s”, so that it is answered with "
            "what others said about the same.", title=title, theme=theme,
        )  # fmt: skip
    else:
        first = _(
            "The office has put your comment on “%(title)s” with others about the same, so that they are answered "
            "together. What the theme is called stands in the outcome.", title=title,
        )  # fmt: skip
    many = ngettext("%(num)s comment stands there.", "%(num)s comments stand there.", number)
    links = "\n".join(f"{reference}: {link}" for reference, link in own)
    return letter(subject, (first, many, _("Your comment:") + "\n" + links), foot)
