"""Under which theme a comment was put, told to who wrote it."""

from collections.abc import Sequence

from consult.foundation.i18n import gettext as _
from consult.foundation.i18n import ngettext
from consult.notifications.letters.letter import Foot, Letter, letter


def themed(
    foot: Foot, *, title: str, theme: str, merged: str, number: int, own: Sequence[tuple[str, str]]
) -> Letter:  # fmt: skip
    """Staff put it with others about the same. ``own``: (reference, link); ``merged``: the theme it stood under."""
    subject = ngettext(
        "Your comment %(reference)s stands under “%(theme)s”", "%(num)s of your comments stand under “%(theme)s”",
        len(own), reference=own[0][0], theme=theme,
    )  # fmt: skip
    first = (
        _(
            "The themes “%(before)s” and “%(theme)s” of “%(title)s” are one now; your comment stands under it.",
            before=merged, theme=theme, title=title,
        )
        if merged
        else _(
            "The office has put your comment on “%(title)s” under the theme “%(theme)s”, so that it is answered with "
            "what others said about the same.", title=title, theme=theme,
        )
    )  # fmt: skip
    many = ngettext("%(num)s comment stands there.", "%(num)s comments stand there.", number)
    links = "\n".join(f"{reference}: {link}" for reference, link in own)
    return letter(subject, (first, many, _("Your comment:") + "\n" + links), foot)
