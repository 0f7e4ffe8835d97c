"""What an official text may not say: words that nobody can read in public, names that aren't public. Pure."""

from collections.abc import Sequence

from consult.foundation.errors import N_, Refused

NAMED = 6
"""So many places are named at once."""


class Misquoted(Refused):
    """A quotation that isn't in public, or not so."""


class NamesSender(Refused):
    """The full name of somebody who took part and isn't named in public: counted, since it can be tried out so."""

    cause = "name"


def check_words(faults: Sequence[Refused], field: str) -> None:
    """Raises Refused where a text quotes what nobody can read in public, or names who chose not to be named.

    What else is among ``faults`` is left to the caller.
    """
    quotes = [one for one in faults if isinstance(one, Misquoted)]
    if quotes:
        raise Refused(
            N_(
                "A quotation uses published words only, as they stand: %(faults)s. Quote what everybody can read, or "
                "say it in words of your own."
            ),
            field=field, faults=quotes[:NAMED],
        )  # fmt: skip
    names = [one for one in faults if isinstance(one, NamesSender)]
    if names:
        raise Refused(
            N_(
                "This names somebody who took part and chose not to be named: %(faults)s. Write “a sender”, or cite "
                "the comment by its reference."
            ),
            field=field, faults=names[:NAMED],
        )  # fmt: skip
